/* What a plan says is to do, in which order, and how much it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runner/plan/units.h"
#include "tests/support.h"

typedef struct {
    int64_t size;
    double load;
} Params;

/* clang-format off */
#define P(field, ...) PARAM(Params, field, __VA_ARGS__)
static const Param params[] = {
    P(size, "1",   1,      1e9,    NULL,  "1", "work"),
    P(load, "0.1", 0,      2,      NULL,  "1", "no work"),
    { 0 }
};
/* clang-format on */

static int64_t steps(const void *p)
{
    return ((const Params *)p)->size;
}

static const Dimension dimensions[] = { { "step", "1", "x", steps, NULL }, { 0 } };
static const Metric metrics[] = {
    { .name = "sum", .kind = METRIC_MEASURED, .unit = "1", .help = "x" },
    { .name = "trace", .kind = METRIC_MEASURED, .unit = "1", .help = "x", .dims = { "step" } },
    { .name = "law", .kind = METRIC_THEORY, .unit = "1", .help = "x" },
    { 0 },
};

static Status run(const Trial *t, Error *err)
{
    (void)t;
    (void)err;
    return OK;
}

static double cost(const void *p)
{
    return (double)((const Params *)p)->size;
}

static double memory(const void *p)
{
    return 1000.0 * (double)((const Params *)p)->size;
}

static const Algorithm sample = {
    .name = "test.sample",
    .version = 1,
    .params_size = sizeof(Params),
    .params = params,
    .dimensions = dimensions,
    .metrics = metrics,
    .run = run,
    .cost = cost,
    .memory = memory,
};

/* A store that holds what it is told; seconds are twice the cost, more for failures. */
typedef struct {
    const Sweep *sweep;
    TrialState state[64];
} Store;

static TrialState known(void *context, int64_t at, Key key, double *seconds)
{
    (void)at;
    Store *store = context;
    for (int64_t t = 0; t < store->sweep->trials; t++) {
        int64_t point = t / store->sweep->replicates;
        if (key_equal(key, sweep_key(store->sweep, point, t % store->sweep->replicates, NULL, 0))) {
            if (store->state[t] != TRIAL_MISSING)
                *seconds = store->sweep->cost[point] * (store->state[t] == TRIAL_OK ? 2 : 100);
            return store->state[t];
        }
    }
    return TRIAL_MISSING;
}

typedef struct {
    Setup setup;
    Store store;
} Fixture;

/* Four points of cost 3, 7, 3, 1; 3 replicates. */
static int make(void **state)
{
    static const char *const words[] = { "size,load: 3 0.1 7 0.2 3 0.3 1 0.4", NULL };
    Fixture *f = calloc(1, sizeof *f);
    if (!f)
        return -1;
    setup_make(&f->setup, &sample, 3, words);
    f->store.sweep = &f->setup.sweep;
    *state = f;
    return 0;
}

static int drop(void **state)
{
    Fixture *f = *state;
    setup_free(&f->setup);
    free(f);
    return 0;
}

static Plan plan_of(Fixture *f, PlanOptions options)
{
    Plan plan;
    assert_int_equal(plan_make(&plan, &f->setup.sweep, &options, known, &f->store, NULL), OK);
    return plan;
}

static void rounds_with_the_most_expensive_first(void **state)
{
    Fixture *f = *state;
    /* points 1 (cost 7), 0 and 2 (3, in their order), 3 (1); trials are point * 3 + replicate */
    static const int64_t expected[] = { 3, 0, 6, 9, 4, 1, 7, 10, 5, 2, 8, 11 };
    const Plan *plan = &f->setup.plan;
    assert_int_equal(plan->todo_count, 12);
    for (int64_t i = 0; i < 12; i++)
        assert_int_equal(plan->todo[i], expected[i]);
    assert_true(plan->todo_cost == 3 * (3 + 7 + 3 + 1));
    assert_true(plan->done_cost == 0);
    assert_true(plan->largest_memory == 7000.0);
    assert_true(isnan(plan->seconds_per_cost));
}

static void what_is_there_is_not_to_do(void **state)
{
    Fixture *f = *state;
    f->store.state[3] = TRIAL_OK; /* cost 7 */
    f->store.state[0] = TRIAL_OK; /* cost 3 */
    f->store.state[11] = TRIAL_FAILED;
    static const int64_t expected[] = { 6, 9, 4, 1, 7, 10, 5, 2, 8 };
    Plan plan = plan_of(f, (PlanOptions){ .shard = 1, .shards = 1 });
    assert_int_equal(plan.todo_count, 9);
    assert_memory_equal(plan.todo, expected, sizeof expected);
    assert_int_equal(plan.done, 2);
    assert_int_equal(plan.failed, 1);
    assert_true(plan.seconds_per_cost == 2.0); /* failures say nothing of how long trials take */
    assert_true(plan.done_cost == 11.0);
    assert_true(plan.todo_cost == 42.0 - 11.0);
    plan_free(&plan);

    plan = plan_of(f, (PlanOptions){ .shard = 1, .shards = 1, .retry_failed = true });
    assert_int_equal(plan.todo_count, 10);
    assert_int_equal(plan.failed, 0);
    assert_int_equal(plan.todo[9], 11);
    plan_free(&plan);

    plan = plan_of(f, (PlanOptions){ .shard = 1, .shards = 1, .fresh = true });
    assert_int_equal(plan.todo_count, 12);
    assert_int_equal(plan.done + plan.failed, 0);
    assert_true(plan.seconds_per_cost == 2.0); /* still known */
    plan_free(&plan);
}

static void over_budget_points_are_never_to_do(void **state)
{
    Fixture *f = *state;
    f->setup.sweep.over_budget[1] = true;
    Plan plan = plan_of(f, (PlanOptions){ .shard = 1, .shards = 1, .fresh = true });
    assert_int_equal(plan.todo_count, 9);
    assert_int_equal(plan.over_budget, 3);
    assert_true(plan.largest_memory == 3000.0);
    for (int64_t i = 0; i < plan.todo_count; i++)
        assert_int_not_equal(plan.todo[i] / 3, 1);
    plan_free(&plan);
}

/* Every trial falls to exactly one shard, whatever is stored. */
static void shards_partition_the_trials(void **state)
{
    Fixture *f = *state;
    f->store.state[4] = TRIAL_OK;
    f->store.state[7] = TRIAL_FAILED;
    for (int64_t shards = 1; shards <= 7; shards++) {
        int seen[12] = { 0 };
        int64_t all = 0, done = 0, failed = 0;
        for (int64_t i = 1; i <= shards; i++) {
            Plan plan = plan_of(f, (PlanOptions){ .shard = i, .shards = shards });
            for (int64_t t = 0; t < plan.todo_count; t++)
                seen[plan.todo[t]]++;
            all += plan.todo_count + plan.done + plan.failed + plan.over_budget;
            done += plan.done;
            failed += plan.failed;
            plan_free(&plan);
        }
        assert_int_equal(all, 12);
        assert_int_equal(done, 1);
        assert_int_equal(failed, 1);
        for (int t = 0; t < 12; t++)
            assert_int_equal(seen[t], t != 4 && t != 7);
    }
}

static void the_size_of_the_result_is_foreseen(void **state)
{
    Fixture *f = *state;
    /* per trial: one sum and a trace padded to 7; per point: six summaries of these and one law */
    double values = 8.0 * 4 * (8 * (3 + 6) + 1);
    assert_true(f->setup.plan.stored_bytes > values);
    assert_true(f->setup.plan.stored_bytes < values + 65536 + 100 * 12);
}

static void bytes_have_units(void **state)
{
    (void)state;
    static const struct {
        double bytes;
        const char *text;
    } cases[] = {
        { 0, "0 bytes" },          { 1, "1 byte" },         { 1023, "1023 bytes" },
        { 1024, "1.0 KiB" },       { 10239, "10 KiB" },     { 1048575, "1.0 MiB" },
        { 4299161, "4.1 MiB" },    { 19922944, "19 MiB" },  { 8.7e9, "8.1 GiB" },
        { 4294967296, "4.0 GiB" }, { INFINITY, "inf EiB" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[UNITS_SIZE];
        units_bytes(cases[i].bytes, text, sizeof text);
        assert_string_equal(text, cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rounds_with_the_most_expensive_first, make, drop),
        cmocka_unit_test_setup_teardown(what_is_there_is_not_to_do, make, drop),
        cmocka_unit_test_setup_teardown(over_budget_points_are_never_to_do, make, drop),
        cmocka_unit_test_setup_teardown(shards_partition_the_trials, make, drop),
        cmocka_unit_test_setup_teardown(the_size_of_the_result_is_foreseen, make, drop),
        cmocka_unit_test(bytes_have_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
