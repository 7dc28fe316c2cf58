/* test_hopfield_steps.c - the laws of one and of two steps, and what follows from them, against the
 * values of hopfield_reference.inc and plain counting. */
#include <stdint.h>

#include "tests/near.h"
#include "tests/trial.h"

#include "algorithms/base/hopfield_dense.h"
#include "algorithms/base/hopfield_mixtures.h"
#include "algorithms/base/hopfield_theory.h"

extern const Algorithm alg_hopfield_stability;

static const double LN_2 = 0.69314718055994530942;

/* Loads of an infinite network at N - 1 = 10^5, P - 1 = 10^5 alpha: the Gaussian tail but for
 * O(1 / N). */
static double large(double alpha, int self)
{
    const int64_t n = 100001, p = (int64_t)(alpha * 1e5 + 0.5) + 1;
    return self ? hopfield_one_step_error_self(n, p, 0) : hopfield_one_step_error(n, p, 0);
}

static void one_step_of_large_networks(void **state)
{
    (void)state;
    static const double limits[][2] = {
#define LIMIT(...) { __VA_ARGS__ },
#include "tests/hopfield_reference.inc"
    };
    static const double selves[][2] = {
#define SELF(...) { __VA_ARGS__ },
#include "tests/hopfield_reference.inc"
    };
    for (size_t k = 0; k < sizeof limits / sizeof *limits; k++)
        assert_near(large(limits[k][0], 0) / limits[k][1], 1, 1e-5);
    /* The diagonal adds P / N to 1 - 1 / N: two signs more than alpha 10^5 in P + N - 1. */
    for (size_t k = 0; k < sizeof selves / sizeof *selves; k++)
        assert_near(large(selves[k][0], 1) / selves[k][1], 1, 3e-4);
    /* Most errors at load 1, and as many at 1 / alpha as at alpha. */
    assert_true(large(1, 1) > large(0.99, 1) && large(1, 1) > large(1.01, 1));
    assert_near(large(10, 1) / large(0.1, 1), 1, 1e-3);
}

/* Loads of a textbook for five errors: Hertz, Krogh & Palmer 1991. */
static void loads_of_the_textbook(void **state)
{
    (void)state;
    static const double rows[][2] = { { 0.001, 0.10472 },
                                      { 0.0036, 0.13846 },
                                      { 0.01, 0.18478 },
                                      { 0.05, 0.36961 },
                                      { 0.1, 0.60887 } };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        assert_true(large(rows[k][1] - 1e-5, 0) < rows[k][0]);
        assert_true(large(rows[k][1] + 1e-5, 0) > rows[k][0]);
    }
}

static void one_step_exactly(void **state)
{
    (void)state;
    static const struct {
        int64_t n, p;
        double error, corrected;
    } rows[] = {
#define STEP(...) { __VA_ARGS__ },
#include "tests/hopfield_reference.inc"
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const double error = hopfield_one_step_error(rows[k].n, rows[k].p, 0);
        assert_near(error / rows[k].error, 1, 1e-10);
        /* The corrected Gaussian is off by O(1 / N P). */
        assert_near(rows[k].corrected / error, 1,
                    20 / (double)(rows[k].n * (rows[k].p - 1)) *
                        pow((double)rows[k].n / (double)rows[k].p, 2));
    }
    assert_near(hopfield_one_step_error(8, 2, 0), 1.0 / 256, 1e-17);
}

/* With w_ii kept, all sign sums of a small network counted one by one. */
static void self_coupling_enumerated(void **state)
{
    (void)state;
    for (int64_t n = 2; n <= 5; n++)
        for (int64_t p = 1; (n - 1) * (p - 1) <= 14; p++)
            for (int64_t errors = 0; errors <= n; errors++) {
                const int m = (int)((n - 1) * (p - 1));
                int64_t twice = 0; /* wrong bits; a tie is half wrong */
                for (uint32_t signs = 0; signs < 1u << m; signs++)
                    for (int64_t i = 0; i < n; i++) {
                        const int64_t others = n - 1 - 2 * (errors - (i < errors));
                        const int64_t h =
                            others + (i < errors ? -p : p) + 2 * __builtin_popcount(signs) - m;
                        twice += h < 0 ? 2 : h == 0;
                    }
                const double mean = (double)twice / (double)(2 * n * ((int64_t)1 << m));
                assert_near(hopfield_one_step_error_self(n, p, errors), mean, 1e-14);
            }
}

/* Trials with w_ii kept, from patterns and from cues, below, at and above the load of most
 * errors. */
static void self_coupling_measured(void **state)
{
    (void)state;
    static const char *const loads[] = { "load 0.3", "load 1", "load 4" };
    static const char *const cues[] = { "initial_overlap 1", "initial_overlap 0.8" };
    enum { NETWORKS = 200 };
    for (int k = 0; k < 6; k++) {
        TestTrial t;
        double sum = 0, square = 0;
        trial_make(&t, &alg_hopfield_stability,
                   (const char *const[]){ "neurons 101", "self_coupling true", loads[k / 2],
                                          cues[k % 2], NULL });
        assert_int_equal(trial_theory(&t, NULL), OK);
        for (uint64_t seed = 0; seed < NETWORKS; seed++) {
            assert_int_equal(trial_run(&t, seed, 1, NULL), OK);
            const double x = trial_get(&t, "bit_error_rate", 0);
            sum += x;
            square += x * x;
        }
        const double mean = sum / NETWORKS;
        const double sem = sqrt((square / NETWORKS - mean * mean) / NETWORKS);
        assert_true(sem > 0);
        assert_near(mean, trial_get(&t, "bit_error_rate_theory", 0), 4.5 * sem);
        trial_free(&t);
    }
}

static int64_t most_patterns(int64_t n, int all)
{
    int64_t p = 1;
    while ((double)n * (all ? (double)(p + 1) : 1.0) * hopfield_one_step_error(n, p + 1, 0) <= LN_2)
        p++;
    return p;
}

static void error_free_storage(void **state)
{
    (void)state;
    static const struct {
        int64_t n, given, all;
        double given_law, all_law;
    } rows[] = {
#define CRITERION(...) { __VA_ARGS__ },
#include "tests/hopfield_reference.inc"
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const double law = (double)rows[k].n / (2 * log((double)rows[k].n));
        assert_int_equal(most_patterns(rows[k].n, 0), rows[k].given);
        assert_int_equal(most_patterns(rows[k].n, 1), rows[k].all);
        assert_near(rows[k].given_law, law, 1e-9);
        assert_near(rows[k].all_law, law / 2, 1e-9);
    }
}

/* ---- two steps, basins, higher orders ------------------------------------------------------- */

static void two_steps(void **state)
{
    (void)state;
    static const double rows[][5] = {
#define TWO_STEPS(...) { __VA_ARGS__ },
#include "tests/hopfield_reference.inc"
    };
    double most = 0;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const double alpha = rows[k][0], m0 = rows[k][1];
        double m1, m2, v = 1;
        hopfield_two_steps(alpha, m0, &m1, &m2);
        assert_near(m1, rows[k][2], 1e-13);
        assert_near(m2, rows[k][3], 1e-13);
        const double first = hopfield_amari_step(alpha, m0, &v);
        const double amari = hopfield_amari_step(alpha, first, &v);
        assert_near(first, rows[k][2], 1e-13);
        assert_near(amari, rows[k][4], 1e-13);
        most = fmax(most, m2 - amari);
    }
    assert_near(most, 0.22, 0.005);
}

static void signal_and_noise_basins(void **state)
{
    (void)state;
    static const double rows[][2] = {
#define BASIN(...) { __VA_ARGS__ },
#include "tests/hopfield_reference.inc"
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        assert_near(hopfield_amari_basin(rows[k][0]), rows[k][1], 1e-9);
}

/* At so many patterns a bit errs with probability erfc(sqrt(ln N)) / 2 in the Gaussian limit, to
 * which exact errors of order 3 come as 1 / N. */
static void patterns_of_higher_orders(void **state)
{
    (void)state;
    static const struct {
        int order;
        int64_t n;
        double patterns;
    } rows[] = {
#define DENSE(...) { __VA_ARGS__ },
#include "tests/hopfield_reference.inc"
    };
    static const double double_factorial[] = { 1, 1, 1, 3, 15 };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const double n = (double)rows[k].n, noise = double_factorial[rows[k].order];
        assert_near(rows[k].patterns, pow(n, rows[k].order - 1) / (2 * noise * log(n)),
                    1e-12 * rows[k].patterns);
        if (rows[k].order != 3)
            continue;
        const double exact = dense_one_step_error(3, rows[k].n, (int64_t)rows[k].patterns, 0);
        assert_near(n * (exact / (erfc(sqrt(log(n))) / 2) - 1), 12, 2.5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_step_of_large_networks),
        cmocka_unit_test(loads_of_the_textbook),
        cmocka_unit_test(one_step_exactly),
        cmocka_unit_test(self_coupling_enumerated),
        cmocka_unit_test(self_coupling_measured),
        cmocka_unit_test(error_free_storage),
        cmocka_unit_test(two_steps),
        cmocka_unit_test(signal_and_noise_basins),
        cmocka_unit_test(patterns_of_higher_orders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
