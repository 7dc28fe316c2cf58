/* import.c - the trials of a result, and the identity of a view: see assemble.h */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "runner/store/assemble.h"
#include "runner/store/columns.h"
#include "runner/store/provenance.h"

/* ---- import ------------------------------------------------------------------------------- */

typedef struct {
    Columns columns;
    const Array **metric; /* [columns]; NULL for theory */
    const Array *status, *key, *seconds, *errors;
    uint64_t build; /* whose timings the file has */
    double *values; /* of one trial */
    char *text;
    size_t text_size;
} Import;

static void import_free(Import *im)
{
    columns_free(&im->columns);
    free(im->metric);
    free(im->values);
    free(im->text);
}

/* An array of the given type and size, or NULL. */
static const Array *expect(const Results *r, const char *group, const char *name, ArrayType type,
                           int64_t size)
{
    const Array *a = results_find(r, group, name);
    return a && a->type == type && a->size == size ? a : NULL;
}

static bool find_arrays(Import *im, const Results *r, const Sweep *s)
{
    im->status = expect(r, "", "trial_status", ARRAY_STATUS, s->trials);
    im->key = expect(r, "trials", "key", ARRAY_KEY, s->trials);
    im->seconds = expect(r, "timing", "trial_seconds", ARRAY_REAL, s->trials);
    im->errors = expect(r, "trials", "error", ARRAY_TEXT, s->trials);
    bool ok = im->status && im->key && im->seconds;
    for (int64_t m = 0; ok && m < im->columns.count; m++) {
        const Column *c = &im->columns.column[m];
        if (c->metric->kind == METRIC_THEORY)
            continue;
        im->metric[m] =
            expect(r, c->group, c->metric->name, ARRAY_REAL, s->trials * c->padded_size);
        ok = im->metric[m] != NULL;
    }
    const char *build = attributes_get(&r->provenance, "build");
    im->build = build ? strtoull(build, NULL, 16) : 0;
    return ok;
}

static Status import_init(Import *im, const Results *r, const Sweep *s, Error *err)
{
    *im = (Import){ 0 };
    Status status = columns_init(&im->columns, s, err);
    if (status != OK)
        return status;
    int64_t most = 1;
    for (int64_t m = 0; m < im->columns.count; m++)
        most += im->columns.column[m].padded_size;
    im->metric = calloc((size_t)im->columns.count + 1, sizeof *im->metric);
    im->values = malloc((size_t)most * sizeof *im->values);
    im->text_size = sweep_key_text_size(s);
    im->text = malloc(im->text_size);
    if (!im->metric || !im->values || !im->text)
        return error_set(err, ERR_MEMORY, "memory ran out for the trials of a result");
    if (!find_arrays(im, r, s))
        return error_set(err, ERR_FOREIGN, "its arrays are not those of its config");
    return OK;
}

/* A finished trial as it was recorded. */
static TrialRecord take_trial(Import *im, int64_t trial)
{
    TrialRecord record = { .key = im->key->key[trial], .seconds = im->seconds->real[trial] };
    record.build = isnan(record.seconds) ? 0 : im->build; /* another's: its timings are gone */
    record.failed = im->status->status[trial] == STATUS_FAILED;
    if (record.failed) {
        const char *text = im->errors ? im->errors->text[trial] : NULL;
        record.error = text ? text : "unknown";
        record.timed_out = strncmp(record.error, RESULT_TIME_LIMIT, strlen(RESULT_TIME_LIMIT)) == 0;
        return record;
    }
    for (int64_t m = 0; m < im->columns.count; m++) {
        const Column *c = &im->columns.column[m];
        if (im->metric[m])
            column_from_array(c, im->metric[m]->real + trial * c->padded_size,
                              im->values + c->offset);
    }
    record.values = im->values;
    record.value_count = (int32_t)im->columns.trial_values;
    return record;
}

Status results_import(const Results *r, const Sweep *s,
                      Status (*each)(void *context, const TrialRecord *record, const char *text,
                                     Error *err),
                      void *context, Error *err)
{
    Import im;
    Status status = import_init(&im, r, s, err);
    for (int64_t trial = 0; status == OK && trial < s->trials; trial++) {
        int64_t point = trial / s->replicates, replicate = trial % s->replicates;
        int8_t state = im.status->status[trial];
        if (replicate == 0 && !s->over_budget[point])
            columns_at(&im.columns, point);
        if (s->over_budget[point] || (state != STATUS_OK && state != STATUS_FAILED))
            continue;
        Key key = sweep_key(s, point, replicate, im.text, im.text_size);
        if (!key_equal(key, im.key->key[trial]))
            continue;
        TrialRecord record = take_trial(&im, trial);
        status = each(context, &record, im.text, err);
    }
    import_free(&im);
    return status;
}

/* ---- view --------------------------------------------------------------------------------- */

static void add_text(KeyStream *s, const char *text)
{
    key_stream_add(s, text ? text : "", text ? strlen(text) + 1 : 1);
}

static void add_trial(KeyStream *s, const TrialRecord *record)
{
    const struct {
        uint64_t build;
        double seconds;
        int64_t failed, values;
    } head = {
        record ? record->build : 0,
        record ? record->seconds : 0.0,
        record ? (record->failed ? 1 : 0) + (record->timed_out ? 2 : 0) : -1,
        record ? record->value_count : 0,
    };
    key_stream_add(s, &head, sizeof head);
    if (record && record->value_count > 0)
        key_stream_add(s, record->values, (size_t)record->value_count * sizeof *record->values);
    if (record && record->failed)
        add_text(s, record->error);
}

/* The program that computes theory and what is derived: its build, and its file, as a tree under
 * work changes without a commit. */
static void add_program(KeyStream *s)
{
    struct stat program = { 0 };
    if (stat("/proc/self/exe", &program) != 0)
        program = (struct stat){ 0 };
    const uint64_t identity[] = { provenance_build(), (uint64_t)program.st_size,
                                  (uint64_t)program.st_mtim.tv_sec,
                                  (uint64_t)program.st_mtim.tv_nsec };
    key_stream_add(s, identity, sizeof identity);
}

Key results_view(const Sweep *s, const TrialTable *trials)
{
    const Experiment *e = s->experiment;
    char *resolved = experiment_resolved(e);
    KeyStream *stream = resolved ? key_stream_new() : NULL;
    if (!stream) {
        free(resolved);
        return (Key){ 0 };
    }
    add_text(stream, "hebb view 1");
    add_text(stream, e->name);
    add_text(stream, e->file.text);
    add_text(stream, e->profile);
    for (char **word = e->overrides; word && *word; word++)
        add_text(stream, *word);
    add_text(stream, resolved);
    free(resolved);
    add_program(stream);
    for (int64_t p = 0; p < s->points; p++)
        for (int64_t k = 0; k < s->replicates; k++)
            add_trial(stream, trials_find(trials, sweep_key(s, p, k, NULL, 0)));
    return key_stream_end(stream);
}
