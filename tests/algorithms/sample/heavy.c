/* heavy.c - an algorithm for tests of the runner: trials as long, as large and as deaf as asked. */
#include "algorithms/algorithm.h"

typedef struct {
    int64_t rounds, values, claim;
    bool deaf;
    char label[PARAM_TEXT_SIZE];
} HeavyParams;

/* clang-format off */
#define P(field, ...) PARAM(HeavyParams, field, __VA_ARGS__)
static const Param params[] = {
    /* field   default  min     max      choices  unit     help */
    P(rounds,  "1",     0,      1e12,    NULL,    "1",     "work: rounds of 100 random numbers"),
    P(values,  "1",     1,      1e7,     NULL,    "1",     "length of the array metric"),
    P(claim,   "0",     0,      NO_MAX,  NULL,    "bytes", "memory the trial says it needs"),
    P(deaf,    "false", NO_MIN, NO_MAX,  NULL,    "1",     "whether it never asks if it shall stop"),
    P(label,   "none",  0,      64,      NULL,    "1",     "any text"),
    { 0 }
};
#undef P

static int64_t values(const void *p)
{
    return ((const HeavyParams *)p)->values;
}

static const Dimension dimensions[] = {
    { "item", "1", "position in the array", values, NULL },
    { 0 }
};

enum { SUM, LIST };
static const Metric metrics[] = {
    [SUM]  = { "sum", METRIC_MEASURED, "1", "of the last random numbers of all rounds" },
    [LIST] = { "list", METRIC_MEASURED, "1", "random numbers", { "item" } },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static double cost(const void *p);
static double memory(const void *p);

const Algorithm alg_sample_heavy = {
    .name = "sample.heavy",
    .summary = "random numbers, many of them and slowly, for tests of the runner",
    .source = "none; made for the tests",
    .version = 1,
    .params_size = sizeof(HeavyParams),
    .params = params,
    .dimensions = dimensions,
    .metrics = metrics,
    .run = run,
    .cost = cost,
    .memory = memory,
};
/* clang-format on */

enum { ROUND = 100 };

static Status run(const Trial *t, Error *err)
{
    const HeavyParams *p = t->params;
    RandomStream work = random_stream(t->random, "work");
    RandomStream list = random_stream(t->random, "list");
    double sum = 0;
    for (int64_t i = 0; i < p->rounds; i++) {
        for (int64_t k = 0; k < ROUND; k++)
            sum += random_uniform(&work, (uint64_t)(i * ROUND + k));
        if (!p->deaf && i % 256 == 0 && trial_stopping(t))
            return error_set(err, ERR_STOPPED, "stopped after %lld rounds", (long long)i);
    }
    trial_set(t, SUM, sum);
    for (int64_t i = 0; i < p->values; i++)
        t->row[LIST][i] = random_uniform(&list, (uint64_t)i);
    return OK;
}

static double cost(const void *p)
{
    const HeavyParams *h = p;
    return 1.0 + (double)h->rounds + 0.01 * (double)h->values;
}

static double memory(const void *p)
{
    const HeavyParams *h = p;
    return (double)h->claim + 8.0 * (double)h->values;
}
