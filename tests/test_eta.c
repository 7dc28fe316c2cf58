/* How well a run foresees its end, in simulated time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "algorithms/base/random.h"
#include "runner/execute/eta.h"

/* The Hopfield sweep of five sizes and 21 loads in replicate rounds; the cost model knows only
 * size^2 * patterns, while the true times have other terms and scatter by 10 %. */
typedef struct {
    double cost, seconds;
    int64_t round;
} MockTrial;

static int in_rounds(const void *a, const void *b)
{
    const MockTrial *x = a, *y = b;
    if (x->round != y->round)
        return x->round < y->round ? -1 : 1;
    return x->cost > y->cost ? -1 : x->cost < y->cost;
}

static int64_t mock_sweep(MockTrial *t)
{
    static const int64_t sizes[] = { 125, 250, 500, 1000, 2000 },
                         replicates[] = { 64, 64, 48, 32, 24 };
    RandomStream noise = random_stream((RandomKey){ 3, 3 }, "noise");
    int64_t n = 0;
    for (int s = 0; s < 5; s++)
        for (int64_t i = 0; i < 21; i++)
            for (int64_t r = 0; r < replicates[s]; r++, n++) {
                double size = (double)sizes[s];
                double patterns = fmax(1, round((0.02 + 0.01 * (double)i) * size));
                double load = patterns / size;
                t[n] = (MockTrial){ .cost = size * size * patterns, .round = r };
                t[n].seconds =
                    (2e-9 * t[n].cost + 6e-8 * size * size * (1 + 8 * load * load) + 1e-4) *
                    (1 + 0.1 * random_normal(&noise, (uint64_t)n));
            }
    qsort(t, (size_t)n, sizeof *t, in_rounds);
    return n;
}

/* Cost of the trials under way, as the plan's order has it. */
static double under_way(const Eta *e, const MockTrial *t)
{
    double cost = 0;
    for (int64_t i = 0; i < eta_in_flight(e); i++)
        cost += t[e->finished + i].cost;
    return cost;
}

/* Runs the trials on `workers` in simulated time; predicted over true time left at 1, 5, 25, 50, 75
 * %. */
static void simulate(const MockTrial *t, int64_t n, int workers, double ratio[5])
{
    static const double looks[] = { 0.01, 0.05, 0.25, 0.50, 0.75 };
    double total_cost = 0, end = 0, predicted[5] = { 0 };
    for (int64_t i = 0; i < n; i++)
        total_cost += t[i].cost;
    for (int pass = 0; pass < 2; pass++) { /* the first finds the end */
        double free_at[64] = { 0 };
        int64_t on[64];
        int64_t next = 0, done = 0;
        int look = 0;
        Eta e;
        assert_int_equal(eta_init(&e, workers, n, total_cost, NAN, 0.0, NULL), OK);
        for (int w = 0; w < workers; w++) {
            on[w] = next < n ? next : -1;
            free_at[w] = next < n ? t[next++].seconds : INFINITY;
        }
        for (; done < n; done++) {
            int first = 0;
            for (int w = 1; w < workers; w++)
                first = free_at[w] < free_at[first] ? w : first;
            for (; pass == 1 && look < 5 && looks[look] * end < free_at[first]; look++)
                predicted[look] = eta_left(&e, under_way(&e, t), looks[look] * end);
            double now = free_at[first];
            eta_finish(&e, t[on[first]].cost, now);
            end = pass == 0 ? now : end;
            on[first] = next;
            free_at[first] = next < n ? now + t[next].seconds : INFINITY;
            next += next < n;
        }
        assert_true(eta_left(&e, 0, end) == 0);
        eta_free(&e);
    }
    for (int i = 0; i < 5; i++)
        ratio[i] = predicted[i] / (end * (1 - looks[i]));
}

static void the_end_is_foreseen_from_the_first_percent(void **state)
{
    (void)state;
    static MockTrial t[5000];
    int64_t n = mock_sweep(t);
    for (int workers = 1; workers <= 8; workers *= 2) {
        double ratio[5];
        simulate(t, n, workers, ratio);
        print_message("# %d workers: predicted/true %.3f %.3f %.3f %.3f %.3f\n", workers, ratio[0],
                      ratio[1], ratio[2], ratio[3], ratio[4]);
        for (int i = workers > 2; i < 5; i++) /* 1 % is less than the first trial of many workers */
            assert_true(ratio[i] > 0.95 && ratio[i] < 1.05);
    }
}

/* Few long trials: nothing is known before the first ends, then everything. */
static void few_long_trials(void **state)
{
    (void)state;
    Eta e;
    assert_int_equal(eta_init(&e, 2, 3, 3.0, NAN, 50.0, NULL), OK);
    assert_true(isnan(eta_left(&e, 2, 60.0)));
    eta_finish(&e, 1, 150.0);
    eta_finish(&e, 1, 150.0);
    assert_float_equal(eta_left(&e, 1, 150.0), 100.0, 1e-9);
    assert_float_equal(eta_left(&e, 1, 190.0), 60.0, 1e-9);
    assert_true(eta_left(&e, 1, 400.0) >= 0); /* overdue */
    eta_finish(&e, 1, 400.0);
    assert_true(eta_left(&e, 0, 400.0) == 0);
    eta_free(&e);

    assert_int_equal(eta_init(&e, 2, 3, 3.0, 150.0, 0.0, NULL), OK);
    assert_float_equal(eta_left(&e, 2, 10.0), 140.0, 1e-9); /* earlier experience */
    assert_true(isnan(eta_left(&e, 2, 151.0)));             /* which has been refuted */
    eta_free(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_end_is_foreseen_from_the_first_percent),
        cmocka_unit_test(few_long_trials),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
