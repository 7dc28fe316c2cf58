/* noop.c - an algorithm for tests of the runner: every type of parameter, every kind of metric,
 * next to no work. Its numbers are simple enough to be known: `level` is uniform in [gain, gain +
 * 1). */
#include "algorithms/algorithm.h"

typedef struct {
    int64_t size;
    double gain;
    bool flip;
    int shape;
    char label[PARAM_TEXT_SIZE];
    double failing;
} NoopParams;

/* clang-format off */
enum { SHAPE_LINE, SHAPE_RING, SHAPE_TREE };
static const char *const shapes[] = { "line", "ring", "tree", NULL };

#define P(field, ...) PARAM(NoopParams, field, __VA_ARGS__)
static const Param params[] = {
    /* field   default  min     max     choices  unit     help */
    P(size,    "4",     1,      1000,   NULL,    "cells", "length of the array metrics"),
    P(gain,    "0",     -10.0,  10.0,   NULL,    "1",     "added to every random number"),
    P(flip,    "false", NO_MIN, NO_MAX, NULL,    "1",     "whether numbers change their sign"),
    P(shape,   "line",  NO_MIN, NO_MAX, shapes,  "1",     "enters the random streams only"),
    P(label,   "none",  0,      32,     NULL,    "1",     "enters the random streams only"),
    P(failing, "0",     0.0,    1.0,    NULL,    "1",     "share of trials that fail"),
    { 0 }
};
#undef P

static int64_t cells(const void *p)
{
    return ((const NoopParams *)p)->size;
}

static const Dimension dimensions[] = {
    { "cell", "1", "position in the array", cells, NULL },
    { 0 }
};

enum { LEVEL, LEVEL_THEORY, ABOVE, WAVE, WAVE_THEORY, SECONDS };
static const Metric metrics[] = {
    [LEVEL]        = { "level", METRIC_MEASURED, "1", "a uniform random number plus gain",
                       .theory = "level_theory" },
    [LEVEL_THEORY] = { "level_theory", METRIC_THEORY, "1", "its expectation, gain + 1/2" },
    [ABOVE]        = { "above", METRIC_MEASURED, "1", "1 if level is above gain + 3/4, else 0",
                       .yes_no = true },
    [WAVE]         = { "wave", METRIC_MEASURED, "1", "level times the position", { "cell" },
                       .theory = "wave_theory" },
    [WAVE_THEORY]  = { "wave_theory", METRIC_THEORY, "1", "its expectation", { "cell" } },
    [SECONDS]      = { "seconds", METRIC_TIMING, "s", "time on the runner's clock" },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static Status validate(const void *p, Error *err);
static Status theory(const void *p, double *const *row, Error *err);
static double cost(const void *p);
static double memory(const void *p);

const Algorithm alg_sample_noop = {
    .name = "sample.noop",
    .summary = "random numbers with known expectations, for tests of the runner",
    .source = "none; made for the tests",
    .version = 1,
    .params_size = sizeof(NoopParams),
    .params = params,
    .dimensions = dimensions,
    .metrics = metrics,
    .run = run,
    .validate = validate,
    .theory = theory,
    .cost = cost,
    .memory = memory,
    .max_threads = 4,
};
/* clang-format on */

static double sign(const NoopParams *p)
{
    return p->flip ? -1.0 : 1.0;
}

static Status run(const Trial *t, Error *err)
{
    const NoopParams *p = t->params;
    double start = trial_clock(t);
    RandomStream levels = random_stream(t->random, "levels");
    RandomStream failures = random_stream(t->random, "failures");
    double u = random_uniform(&levels, 0);
    if (p->failing > 0 && random_uniform(&failures, 0) < p->failing)
        return error_set(err, ERR_NUMERIC, "asked to fail in a share %g of all trials", p->failing);
    double level = sign(p) * (p->gain + u);
    trial_set(t, LEVEL, level);
    trial_set(t, ABOVE, u > 0.75);
    for (int64_t i = 0; i < p->size; i++)
        t->row[WAVE][i] = level * (double)(i + 1);
    trial_set(t, SECONDS, trial_clock(t) - start);
    return OK;
}

/* A rule across parameters, for tests of messages. */
static Status validate(const void *at, Error *err)
{
    const NoopParams *p = at;
    if (p->shape == SHAPE_TREE && p->size < 2)
        return error_param(err, "size", "a tree needs at least 2 cells");
    return OK;
}

static Status theory(const void *at, double *const *row, Error *err)
{
    (void)err;
    const NoopParams *p = at;
    row[LEVEL_THEORY][0] = sign(p) * (p->gain + 0.5);
    for (int64_t i = 0; i < p->size; i++)
        row[WAVE_THEORY][i] = sign(p) * (p->gain + 0.5) * (double)(i + 1);
    return OK;
}

static double cost(const void *p)
{
    return 10.0 + (double)((const NoopParams *)p)->size;
}

static double memory(const void *p)
{
    return 1024.0 + 16.0 * (double)((const NoopParams *)p)->size;
}
