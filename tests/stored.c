/* stored.c - see stored.h */
#include "tests/stored.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runner/store/provenance.h"

static void must(Status status, const Error *err)
{
    if (status == OK)
        return;
    fprintf(stderr, "%s\n", err->text);
    abort();
}

double stored_level(int64_t trial)
{
    return (double)trial + 0.5;
}

static void put_trial(Stored *s, int64_t trial)
{
    double values[16];
    Error err;
    const Sweep *sweep = &s->setup.sweep;
    int64_t point = trial / sweep->replicates, n = 0;
    if (trial == STORED_MISSING)
        return;
    TrialRecord record = {
        .key = sweep_key(sweep, point, trial % sweep->replicates, NULL, 0),
        .build = trial == STORED_ELSEWHERE ? 99 : STORED_BUILD,
        .seconds = 0.001 * (double)(trial + 1),
        .values = values,
    };
    if (trial == STORED_FAILED || trial == STORED_TIMED_OUT) {
        record.failed = true;
        record.timed_out = trial == STORED_TIMED_OUT;
        record.error = record.timed_out ? "more than 5 s" : "no convergence in Zürich";
    } else {
        int64_t size = sweep_value(sweep, point, 2, 1)->integer;
        values[n++] = stored_level(trial);
        values[n++] = (double)(trial % 2);
        for (int64_t i = 0; i < size; i++)
            values[n++] = stored_level(trial) * (double)(i + 1);
        values[n++] = 0.25 * (double)trial; /* its timing metric */
        record.value_count = (int32_t)n;
    }
    must(trials_put(s->trials, &record, &err), &err);
}

static void make_theory(Stored *s)
{
    const Sweep *sweep = &s->setup.sweep;
    const Algorithm *a = sweep->experiment->algorithm;
    int64_t level = metric_index(a, "level_theory"), wave = metric_index(a, "wave_theory");
    void *params = calloc(1, a->params_size);
    s->theory.points = sweep->points;
    s->theory.values = calloc((size_t)sweep->points, sizeof *s->theory.values);
    s->theory.errors = calloc((size_t)sweep->points, sizeof *s->theory.errors);
    for (int64_t p = 0; p < sweep->points; p++) {
        double *row[16] = { NULL }, *values = calloc(16, sizeof *values);
        row[level] = values;
        row[wave] = values + 1;
        sweep_params(sweep, p, params);
        must(a->theory(params, row, NULL), &(Error){ 0 });
        s->theory.values[p] = values;
    }
    free(params);
}

void stored_make(Stored *s)
{
    static const char *const words[] = { "label: é plain", "flip: false true",
                                         "gain,size: 0 2 0.1 4 0.25 3", "shape ring", NULL };
    static const char config[] = "format: 1\ntitle: A sample — with é\n";
    Error err;
    *s = (Stored){ .trials = trials_new() };
    setup_make(&s->setup, registry_find("sample.noop"), 3, words);
    must(source_copy(&s->setup.experiment.file, "sample.yml", config, strlen(config), &err), &err);
    s->setup.experiment.title = strdup("A sample — with é");
    for (int64_t t = 0; t < s->setup.sweep.trials; t++)
        put_trial(s, t);
    make_theory(s);
    must(results_assemble(&s->results, &s->setup.sweep, s->trials, &s->theory, STORED_BUILD, &err),
         &err);
    const RunFacts facts = { .command_line = "hebb run sample.yml",
                             .started = 1.5e9,
                             .finished = 1.5e9 + 2.5,
                             .threads = 2,
                             .profile = "" };
    must(provenance_add(&s->results.provenance, &facts), &(Error){ 0 });
}

void stored_make_analyzed(Stored *s)
{
    stored_make(s);
    Results *r = &s->results;
    int dims[3];
    memcpy(dims, results_find(r, "", "level_theory")->dims, sizeof dims);
    Array *mean = results_add(r, "summary", "level_mean", ARRAY_REAL, 3, dims);
    for (int64_t p = 0; p < mean->size; p++)
        mean->real[p] = (double)p;
    attributes_set(&mean->attributes, "units", "1");
    results_add(r, "summary", "level_n", ARRAY_INT, 3, dims)->integer[0] = 3;
    Array *value = results_add(r, "derived/alpha_c", "value", ARRAY_REAL, 0, dims);
    value->real[0] = 0.138;
    attributes_set(&value->attributes, "method", "from the lecture — α");
    results_add(r, "derived/half_load", "value", ARRAY_REAL, 1, dims)->real[1] = 0.5;
    results_add(r, "timing", "seconds_median", ARRAY_REAL, 3, dims)->real[4] = 2.0;
}

void stored_free(Stored *s)
{
    for (int64_t p = 0; p < s->theory.points; p++) {
        free(s->theory.values[p]);
        free(s->theory.errors[p]);
    }
    free(s->theory.values);
    free(s->theory.errors);
    results_free(&s->results);
    trials_free(s->trials);
    source_free(&s->setup.experiment.file);
    free(s->setup.experiment.title);
    setup_free(&s->setup);
}

const char *stored_path(const char *name, char *text)
{
    const char *folder = getenv("TMPDIR");
    snprintf(text, STORED_PATH, "%s/hebb-%ld-%s", folder ? folder : "/tmp", (long)getpid(), name);
    return text;
}

unsigned char *stored_read(const char *path, size_t *size)
{
    struct stat file;
    int fd = open(path, O_RDONLY);
    if (fd < 0 || fstat(fd, &file) != 0)
        abort();
    unsigned char *bytes = malloc((size_t)file.st_size + 1);
    if (!bytes || read(fd, bytes, (size_t)file.st_size) != file.st_size)
        abort();
    close(fd);
    *size = (size_t)file.st_size;
    return bytes;
}

void stored_write(const char *path, const void *bytes, size_t size)
{
    unlink(path); /* truncating would wait for the disk */
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (fd < 0 || write(fd, bytes, size) != (ssize_t)size)
        abort();
    close(fd);
}
