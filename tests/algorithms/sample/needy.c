/* needy.c - an algorithm for tests: two of its parameters have no default. */
#include "algorithms/algorithm.h"

typedef struct {
    int64_t amount;
    double weight;
    bool doubled;
} NeedyParams;

/* clang-format off */
#define P(field, ...) PARAM(NeedyParams, field, __VA_ARGS__)
static const Param params[] = {
    /* field   default  min     max     choices  unit  help */
    P(amount,  NULL,    1,      100,    NULL,    "1",  "how many there are"),
    P(weight,  NULL,    0.0,    1.0,    NULL,    "1",  "how much each counts"),
    P(doubled, "false", NO_MIN, NO_MAX, NULL,    "1",  "whether all count twice"),
    { 0 }
};
#undef P

enum { TOTAL };
static const Metric metrics[] = {
    [TOTAL] = { "total", METRIC_MEASURED, "1", "amount times weight" },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static double cost(const void *p);
static double memory(const void *p);

const Algorithm alg_sample_needy = {
    .name = "sample.needy",
    .summary = "a product of two numbers that must be given, for tests of the runner",
    .source = "none; made for the tests",
    .version = 1,
    .params_size = sizeof(NeedyParams),
    .params = params,
    .metrics = metrics,
    .run = run,
    .cost = cost,
    .memory = memory,
};
/* clang-format on */

static Status run(const Trial *t, Error *err)
{
    const NeedyParams *p = t->params;
    (void)err;
    trial_set(t, TOTAL, (double)p->amount * p->weight * (p->doubled ? 2.0 : 1.0));
    return OK;
}

static double cost(const void *p)
{
    (void)p;
    return 1.0;
}

static double memory(const void *p)
{
    (void)p;
    return 64.0;
}
