/* trial.c - see trial.h */
#include "tests/trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/params.h"
#include "runner/config/registry.h"

/* A host that lends a fixed number of threads, has no clock and never stops. */
typedef struct {
    struct TrialHost host; /* first: the functions get its address */
    int threads;
} Host;

static int host_threads(const struct TrialHost *host)
{
    return ((const Host *)(const void *)host)->threads;
}

static double host_clock(const struct TrialHost *host)
{
    (void)host;
    return 0.0;
}

static bool host_stopping(const struct TrialHost *host)
{
    (void)host;
    return false;
}

static void *need(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

static void set_word(TestTrial *t, const char *word)
{
    char name[64] = "";
    const char *space = strchr(word, ' ');
    if (space && (size_t)(space - word) < sizeof name)
        memcpy(name, word, (size_t)(space - word));
    const Param *row = param_find(t->algorithm->params, name);
    Value value;
    if (!row || !param_parse_text(row, space + 1, &value)) {
        fprintf(stderr, "illegal setting `%s`\n", word);
        abort();
    }
    params_set(row, t->params, &value);
}

void trial_make(TestTrial *t, const Algorithm *a, const char *const *words)
{
    int64_t metrics = metric_count(a);
    *t = (TestTrial){ .algorithm = a, .params = need(calloc(1, a->params_size)) };
    params_defaults(a->params, t->params);
    for (int i = 0; words && words[i]; i++)
        set_word(t, words[i]);
    t->row = need(calloc((size_t)metrics, sizeof *t->row));
    for (int64_t m = 0; m < metrics; m++) {
        int64_t size = metric_size(a, m, t->params, NULL);
        t->row[m] = need(malloc((size_t)size * sizeof **t->row));
        for (int64_t i = 0; i < size; i++)
            t->row[m][i] = NAN;
    }
}

void trial_free(TestTrial *t)
{
    int64_t metrics = t->algorithm ? metric_count(t->algorithm) : 0;
    for (int64_t m = 0; m < metrics; m++)
        free(t->row[m]);
    free(t->row);
    free(t->params);
    *t = (TestTrial){ 0 };
}

Status trial_run(TestTrial *t, uint64_t seed, int threads, Error *err)
{
    const Host host = { { host_threads, host_clock, host_stopping }, threads };
    const Trial trial = { t->params, { seed, 1 }, t->row, &host.host };
    return t->algorithm->run(&trial, err);
}

Status trial_theory(TestTrial *t, Error *err)
{
    return t->algorithm->theory(t->params, t->row, err);
}

double trial_get(const TestTrial *t, const char *metric, int64_t index)
{
    int64_t m = metric_index(t->algorithm, metric);
    if (m < 0) {
        fprintf(stderr, "no metric `%s`\n", metric);
        abort();
    }
    return t->row[m][index];
}
