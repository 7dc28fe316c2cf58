/* test_hopfield_dense.c - dense and modern networks: the exact law of one step at every order,
 * known equalities, and random starts. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/near.h"
#include "tests/trial.h"

#include "algorithms/base/hopfield_dense.h"
#include "algorithms/base/hopfield_pictures.h"
#include "algorithms/base/hopfield_theory.h"

extern const Algorithm alg_hopfield_dense, alg_hopfield_modern, alg_hopfield_spectrum,
    alg_hopfield_recall, alg_hopfield_stability;

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* Order 2 is the Hebb rule, whose law is binomial. */
static void order_two_is_binomial(void **state)
{
    (void)state;
    static const int64_t rows[][3] = { { 8, 2, 0 },    { 8, 3, 0 },    { 50, 7, 5 },
                                       { 100, 14, 0 }, { 101, 20, 3 }, { 33, 40, 8 },
                                       { 500, 69, 0 }, { 10, 1, 2 } };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        assert_near(dense_one_step_error(2, rows[k][0], rows[k][1], rows[k][2]),
                    hopfield_one_step_error(rows[k][0], rows[k][1], rows[k][2]), 1e-12);
}

/* Krotov & Hopfield's Gaussian noise is the limit of many patterns. */
static void gaussian_noise_in_the_limit(void **state)
{
    (void)state;
    const double n = 500, patterns = 30000;
    assert_near(dense_one_step_error(3, 500, 30000, 0) / (erfc(sqrt(n * n / (6 * patterns))) / 2),
                1, 0.02);
}

static double mean_of(const Algorithm *a, const char *const *words, const char *metric, int trials,
                      double *sem)
{
    TestTrial t;
    double sum = 0, square = 0;
    trial_make(&t, a, words);
    for (int k = 0; k < trials; k++) {
        assert_int_equal(trial_run(&t, (uint64_t)k, 1, NULL), OK);
        sum += trial_get(&t, metric, 0);
        square += trial_get(&t, metric, 0) * trial_get(&t, metric, 0);
    }
    trial_free(&t);
    sum /= trials;
    *sem = sqrt((square / trials - sum * sum) / trials);
    return sum;
}

static void measured_errors_obey_the_law(void **state)
{
    (void)state;
    static const char *const rows[][5] = {
        { "order 3", "neurons 30", "patterns 80", "initial_overlap 1", NULL },
        { "order 3", "neurons 31", "patterns 81", "initial_overlap 0.8", NULL },
        { "order 4", "neurons 30", "patterns 900", "initial_overlap 1", NULL },
        { "order 4", "neurons 20", "patterns 100", "initial_overlap 0.9", NULL },
        { "order exponential", "neurons 12", "patterns 150", "initial_overlap 1", NULL },
        { "order exponential", "neurons 16", "patterns 200", "initial_overlap 0.8", NULL },
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        TestTrial t;
        double sem, mean = mean_of(&alg_hopfield_dense, rows[k], "bit_error_rate", 300, &sem);
        trial_make(&t, &alg_hopfield_dense, rows[k]);
        assert_int_equal(trial_theory(&t, NULL), OK);
        const double law = trial_get(&t, "bit_error_rate_theory", 0);
        assert_true(law > 1e-4 && sem > 0);
        if (!(fabs(mean - law) < 4.5 * sem + 1e-3 * law))
            fail_msg("%s, %s: %g, law %g, sem %g", rows[k][0], rows[k][1], mean, law, sem);
        trial_free(&t);
    }
}

/* One step of order 2 is hopfield.stability's, bit for bit. */
static void order_two_is_the_hebb_rule(void **state)
{
    (void)state;
    TestTrial dense, hebb;
    trial_make(&dense, &alg_hopfield_dense, WORDS("order 2", "neurons 64", "patterns 21"));
    trial_make(&hebb, &alg_hopfield_stability, WORDS("neurons 64", "patterns 21"));
    for (uint64_t seed = 0; seed < 20; seed++) {
        assert_int_equal(trial_run(&dense, seed, 1, NULL), OK);
        assert_int_equal(trial_run(&hebb, seed, 1, NULL), OK);
        assert_true(trial_get(&dense, "bit_error_rate", 0) ==
                    trial_get(&hebb, "bit_error_rate", 0));
    }
    trial_free(&dense);
    trial_free(&hebb);
}

static void inexact_sums_are_refused(void **state)
{
    (void)state;
    TestTrial t;
    Error err;
    trial_make(&t, &alg_hopfield_dense, WORDS("order 4", "neurons 1000", "patterns 10000000"));
    assert_int_not_equal(alg_hopfield_dense.validate(t.params, &err), OK);
    assert_string_equal(err.param, "patterns");
    trial_free(&t);
}

static void an_update_is_attention(void **state)
{
    (void)state;
    TestTrial t;
    trial_make(&t, &alg_hopfield_modern, WORDS("dimension 48", "patterns 300", "steps 4"));
    for (uint64_t seed = 0; seed < 5; seed++) {
        assert_int_equal(trial_run(&t, seed, 1, NULL), OK);
        assert_true(trial_get(&t, "attention_difference", 0) < 1e-12);
        assert_true(trial_get(&t, "attention_difference", 0) > 0); /* computed twice indeed */
        assert_true(trial_get(&t, "retrieved", 0) == 1);
    }
    trial_free(&t);
    /* Without sharpness all patterns are mixed alike, and nothing is recalled. */
    trial_make(&t, &alg_hopfield_modern, WORDS("dimension 48", "patterns 301", "beta 0"));
    assert_int_equal(trial_run(&t, 1, 1, NULL), OK);
    assert_true(trial_get(&t, "retrieved", 0) == 0);
    trial_free(&t);
}

static void random_starts_end_somewhere_else(void **state)
{
    (void)state;
    TestTrial t;
    trial_make(&t, &alg_hopfield_spectrum, WORDS("neurons 400", "load 0.1", "starts 40"));
    assert_int_equal(trial_run(&t, 1, 1, NULL), OK);
    const double energy = trial_get(&t, "energy", 0);
    assert_true(trial_get(&t, "converged", 0) == 1);
    assert_true(trial_get(&t, "energy_increases", 0) == 0);
    assert_near(trial_get(&t, "stored_energy", 0), -(1 - 1.0 / 400) / 2, 0.01);
    assert_int_equal(trial_theory(&t, NULL), OK);
    assert_true(energy > trial_get(&t, "energy_theory", 0) - 0.02 && energy < -0.45);
    assert_int_equal(trial_run(&t, 1, 3, NULL), OK);
    assert_true(trial_get(&t, "energy", 0) == energy); /* whatever the threads */
    trial_free(&t);
    trial_make(&t, &alg_hopfield_spectrum,
               WORDS("neurons 200", "load 1", "dynamics synchronous", "starts 40"));
    assert_int_equal(trial_run(&t, 1, 1, NULL), OK);
    const double two = trial_get(&t, "two_cycles", 0), one = trial_get(&t, "converged", 0);
    assert_near(one + two, 1, 1e-12); /* no cycle is longer */
    assert_true(two > 0.3);
    trial_free(&t);
}

static void a_picture_comes_back(void **state)
{
    (void)state;
    TestTrial t;
    trial_make(&t, &alg_hopfield_recall, WORDS("patterns 20", "noise 0.25"));
    assert_int_equal(trial_run(&t, 4, 1, NULL), OK);
    assert_near(trial_get(&t, "overlap", 0), 0.5, 1e-12);
    assert_true(trial_get(&t, "final_overlap", 0) == 1);
    assert_true(trial_get(&t, "energy_increases", 0) == 0);
    for (int64_t k = 0; k < PICTURE_PIXELS; k++)
        assert_true(trial_get(&t, "state", 5 * PICTURE_PIXELS + k) ==
                    picture_pixel(PICTURE_FACE, k));
    trial_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_two_is_binomial),
        cmocka_unit_test(gaussian_noise_in_the_limit),
        cmocka_unit_test(measured_errors_obey_the_law),
        cmocka_unit_test(order_two_is_the_hebb_rule),
        cmocka_unit_test(inexact_sums_are_refused),
        cmocka_unit_test(an_update_is_attention),
        cmocka_unit_test(random_starts_end_somewhere_else),
        cmocka_unit_test(a_picture_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
