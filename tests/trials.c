/* trials.c - see trials.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/trials.h"

/* clang-format off */
#define P(field, ...) PARAM(Params, field, __VA_ARGS__)
static const Param params[] = {
    P(size,      "1",   1, 1e9, NULL, "1",   "work"),
    P(mebibytes, "0",   0, 1e9, NULL, "MiB", "memory it says it needs"),
    { 0 }
};
/* clang-format on */

int64_t trace_length(const void *p)
{
    return ((const Params *)p)->size % 7 + 1;
}

static const Dimension dimensions[] = { { "step", "1", "x", trace_length, NULL }, { 0 } };
static const Metric metrics[] = {
    [SUM] = { .name = "sum", .kind = METRIC_MEASURED, .unit = "1", .help = "x" },
    [TRACE] = { .name = "trace",
                .kind = METRIC_MEASURED,
                .unit = "1",
                .help = "x",
                .dims = { "step" } },
    [MAYBE] = { .name = "maybe", .kind = METRIC_TIMING, .unit = "1", .help = "x" },
    { 0 },
};

static double cost(const void *p)
{
    return (double)((const Params *)p)->size;
}

static double memory(const void *p)
{
    return 1048576.0 * (double)((const Params *)p)->mebibytes;
}

Algorithm algorithm(Status (*run)(const Trial *t, Error *err))
{
    return (Algorithm){ .name = "test.schedule",
                        .version = 1,
                        .params_size = sizeof(Params),
                        .params = params,
                        .dimensions = dimensions,
                        .metrics = metrics,
                        .run = run,
                        .cost = cost,
                        .memory = memory };
}

void record_init(Record *r, const Plan *plan)
{
    *r = (Record){ .trials = plan->sweep->trials, .plan = plan };
    r->times = calloc((size_t)r->trials, sizeof *r->times);
    r->values = calloc((size_t)r->trials * VALUES_AT_MOST, sizeof *r->values);
    r->error = calloc((size_t)r->trials, sizeof *r->error);
    if (!r->times || !r->values || !r->error)
        abort();
}

void record_free(Record *r)
{
    free(r->times);
    free(r->values);
    free(r->error);
}

static bool plausible(const Record *r, const FinishedTrial *t)
{
    const Sweep *s = r->plan->sweep;
    Params p;
    sweep_params(s, t->point, &p);
    return t->trial == t->point * s->replicates + t->replicate &&
           key_equal(t->key, sweep_key(s, t->point, t->replicate, NULL, 0)) &&
           t->value_count == 2 + trace_length(&p) && t->seconds >= 0 &&
           (t->status == OK ? t->values != NULL : t->values == NULL && t->error->text[0] != 0);
}

Status record_trial(void *record, const FinishedTrial *t, Error *err)
{
    Record *r = record;
    (void)err;
    atomic_fetch_add(&r->strange, !plausible(r, t));
    atomic_fetch_add(&r->times[t->trial], 1);
    if (t->values)
        memcpy(&r->values[t->trial * VALUES_AT_MOST], t->values,
               (size_t)t->value_count * sizeof *t->values);
    else
        snprintf(r->error[t->trial], sizeof *r->error, "%.100s", t->error->text);
    return OK;
}

CampaignReport run_all(const Plan *plan, int threads, double memory_limit, Record *r)
{
    CampaignReport report;
    Campaign c = { .plan = plan, .threads = threads, .memory_limit = memory_limit };
    c.finished = r ? record_trial : NULL;
    c.context = r;
    if (r)
        record_init(r, plan);
    assert_int_equal(campaign_run(&c, &report, NULL), OK);
    assert_int_equal(report.finished, plan->todo_count);
    assert_int_equal(report.failed + report.skipped, 0);
    for (int64_t t = 0; r && t < r->trials; t++)
        assert_int_equal(r->times[t], 1);
    if (r)
        assert_int_equal(r->strange, 0);
    return report;
}

void nap(double seconds)
{
    struct timespec t = { .tv_sec = (time_t)seconds };
    t.tv_nsec = (long)(1e9 * (seconds - (double)t.tv_sec));
    nanosleep(&t, NULL);
}

double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}
