/* measured.c - see measured.h */
#include "tests/measured.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/analyze/derive.h"
#include "runner/analyze/summarize.h"
#include "runner/config/params.h"
#include "runner/store/assemble.h"
#include "runner/store/provenance.h"

static void must(Status status, const Error *err)
{
    if (status == OK)
        return;
    fprintf(stderr, "%s\n", err->text);
    abort();
}

bool measured_honest(const void *context, const Spot *at, double *level, double *above)
{
    (void)context;
    double u = random_uniform(&at->chance, 0);
    *level = at->gain + u;
    *above = u > 0.75;
    return true;
}

static double parameter(const Experiment *e, const char *name, const void *params)
{
    Value v = params_get(param_find(e->algorithm->params, name), params);
    return value_number(&v);
}

static void put(Measured *m, int64_t point, int64_t replicate, void *params, Fill *fill,
                const void *context, uint64_t seed)
{
    Error err = { 0 };
    Spot at = { .point = point, .replicate = replicate };
    RandomStream all = random_stream((RandomKey){ seed, 1 }, "measured");
    sweep_params(&m->sweep, point, params);
    at.gain = parameter(&m->experiment, "gain", params);
    at.size = (int64_t)parameter(&m->experiment, "size", params);
    at.chance = random_substream(&all, (uint64_t)(point * m->sweep.replicates + replicate));
    double *values = malloc((size_t)(at.size + 3) * sizeof *values), level = NAN, above = NAN;
    if (values && fill(context, &at, &level, &above)) {
        values[0] = level;
        values[1] = above;
        for (int64_t i = 0; i < at.size; i++)
            values[2 + i] = level * (double)(i + 1);
        values[2 + at.size] = 0.001;
        TrialRecord record = { .key = sweep_key(&m->sweep, point, replicate, NULL, 0),
                               .seconds = 0.001,
                               .values = values,
                               .value_count = (int32_t)(at.size + 3) };
        must(trials_put(m->trials, &record, &err), &err);
    }
    free(values);
}

void measured_make(Measured *m, const char *text, Fill *fill, const void *context, uint64_t seed)
{
    Messages *messages = messages_new();
    Error err = { 0 };
    char *whole = NULL;
    memset(m, 0, sizeof *m);
    int size = asprintf(&whole, "format: 1\ntitle: A test\nalgorithm: sample.noop\n%s", text);
    if (size < 0 ||
        experiment_parse("test.yml", whole, (size_t)size, NULL, NULL, messages, &m->experiment) !=
            OK ||
        sweep_expand(&m->sweep, &m->experiment, messages) != OK) {
        messages_print(messages, stderr, false);
        abort();
    }
    messages_free(messages);
    free(whole);
    m->trials = trials_new();
    void *params = calloc(1, m->experiment.algorithm->params_size);
    for (int64_t t = 0; t < m->sweep.trials; t++)
        put(m, t / m->sweep.replicates, t % m->sweep.replicates, params, fill, context, seed);
    free(params);
    must(theory_compute(&m->theory, &m->sweep, 1, NULL, &err), &err);
    must(results_assemble(&m->results, &m->sweep, m->trials, &m->theory, 0, &err), &err);
    must(summarize(&m->results, &m->experiment, &err), &err);
    must(derive_all(&m->results, &m->experiment, &err), &err);
    const RunFacts facts = {
        .command_line = "hebb run test.yml", .threads = 1, .profile = "", .overrides = ""
    };
    must(provenance_add(&m->results.provenance, &facts), &(Error){ 0 });
}

void measured_free(Measured *m)
{
    results_free(&m->results);
    theory_free(&m->theory);
    trials_free(m->trials);
    sweep_free(&m->sweep);
    experiment_free(&m->experiment);
}

double measured_derived(const Measured *m, const char *name, const char *what, int64_t cell)
{
    char group[200];
    snprintf(group, sizeof group, "derived/%s", name);
    const Array *a = results_find(&m->results, group, what);
    return a && cell < a->size ? a->real[cell] : NAN;
}
