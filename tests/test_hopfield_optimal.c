/* test_hopfield_optimal.c - what any rule can store: the laws of Cover, of Gardner and of Hebb's
 * rule, and trials that obey them. */
#include <stdint.h>
#include <stdlib.h>

#include "tests/near.h"
#include "tests/trial.h"

#include "tests/laws.h"

#include "algorithms/base/hopfield_optimal.h"

extern const Algorithm alg_hopfield_optimal;

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* ---- predictions -------------------------------------------------------------------------- */

static void cover_counts(void **state)
{
    (void)state;
    static const double rows[][3] = {
        { 10, 15, 0.9102172851562508 },   { 10, 25, 0.15372812747955264 },
        { 50, 90, 0.8554519596519174 },   { 50, 110, 0.16909270609833368 },
        { 200, 380, 0.8478704505921812 }, { 200, 420, 0.16427108290511638 },
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        assert_near(hopfield_cover_probability((int64_t)rows[k][0], (int64_t)rows[k][1]),
                    rows[k][2], 1e-12);
    for (int64_t n = 1; n <= 4096; n *= 2) {
        assert_near(hopfield_cover_probability(n, 2 * n), 0.5, 0);
        assert_near(hopfield_cover_probability(n, n), 1, 0);
    }
    /* Adding a point to N dimensions: C(P + 1, N) = C(P, N) + C(P, N - 1), Cover's recursion. */
    for (int64_t n = 2; n < 40; n++)
        for (int64_t p = 1; p < 120; p++)
            assert_near(hopfield_cover_probability(n, p + 1),
                        (hopfield_cover_probability(n, p) + hopfield_cover_probability(n - 1, p)) /
                            2,
                        1e-14);
}

static void gardner_table(void **state)
{
    (void)state;
    static const double rows[][2] = { { 0, 2 },
                                      { 0.5, 0.9612050528015417 },
                                      { 1, 0.519572229604938 },
                                      { 1.5, 0.3098706517144865 },
                                      { 2, 0.20023101560175544 } };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        assert_near(hopfield_gardner_load(rows[k][0]), rows[k][1], 1e-14);
        assert_near(hopfield_gardner_stability(rows[k][1]), rows[k][0], 1e-13);
    }
    assert_near(hopfield_gardner_stability(2.5), 0, 0);
    for (double load = 1e-4; load < 2; load *= 1.3) {
        const double kappa = hopfield_gardner_stability(load);
        assert_near(hopfield_gardner_load(kappa) / load, 1, 1e-11);
        assert_true(kappa < 1 / sqrt(load)); /* orthogonal patterns would reach that */
    }
}

static void hebb_has_exact_laws(void **state)
{
    (void)state;
    /* One input: the sum of P normals has the sign of the first with probability
     * 1/2 + atan((P - 1)^-1/2) / pi. */
    for (int64_t p = 2; p < 50; p++)
        assert_near(hopfield_hebb_errors(OPTIMAL_GAUSSIAN, 1, p),
                    0.5 - atan(1 / sqrt((double)(p - 1))) / M_PI, 1e-12);
    /* One input of a sign, two patterns: alike, or opposed and at 0. */
    assert_near(hopfield_hebb_errors(OPTIMAL_SIGNS, 1, 2), 0.25, 1e-15);
    for (int inputs = 0; inputs < 2; inputs++) {
        assert_near(hopfield_hebb_errors((OptimalInputs)inputs, 50, 1), 0, 0);
        assert_near(hopfield_hebb_errors((OptimalInputs)inputs, 4000, 4001), erfc(sqrt(0.5)) / 2,
                    1e-3);
    }
    assert_near(hopfield_least_normal(1), 0, 1e-15);
    assert_near(hopfield_least_normal(2), -1 / sqrt(M_PI), 1e-14);
    assert_near(hopfield_least_normal(3), -1.5 / sqrt(M_PI), 1e-14);
}

/* ---- trials ------------------------------------------------------------------------------- */

static void trials_obey_the_laws(void **state)
{
    (void)state;
    enum { TRIALS = 1000 };
    for (int k = 0; k < 2; k++) {
        TestTrial t;
        double separable = 0, errors = 0, square = 0;
        trial_make(&t, &alg_hopfield_optimal,
                   WORDS("neurons 24", "load 1.9", k ? "inputs signs" : "inputs gaussian"));
        assert_int_equal(trial_theory(&t, NULL), OK);
        for (uint64_t seed = 0; seed < TRIALS; seed++) {
            assert_int_equal(trial_run(&t, seed, 1, NULL), OK);
            const bool yes = trial_get(&t, "separable", 0) == 1;
            const double wrong = trial_get(&t, "hebb_errors", 0);
            assert_int_equal(trial_get(&t, "stability", 0) > 0, yes);
            assert_true(trial_get(&t, "hebb_stability", 0) <= trial_get(&t, "stability", 0));
            separable += yes;
            errors += wrong;
            square += wrong * wrong;
        }
        assert_near(trial_get(&t, "patterns", 0), 46, 0); /* 45.6 */
        const double law = trial_get(&t, "separable_theory", 0);
        assert_near(law, hopfield_cover_probability(24, 46), 0);
        check_mean("separable", separable / TRIALS, law, sqrt(law * (1 - law)), TRIALS);
        errors /= TRIALS;
        check_mean("errors", errors, trial_get(&t, "hebb_errors_theory", 0),
                   sqrt(square / TRIALS - errors * errors), TRIALS);
        trial_free(&t);
    }
}

/* Four inputs of signs and four patterns: about one field in eight is 0, and counts half. */
static void ties_count_half(void **state)
{
    (void)state;
    enum { TRIALS = 4000 };
    TestTrial t;
    double sum = 0, square = 0;
    trial_make(&t, &alg_hopfield_optimal, WORDS("neurons 4", "load 1", "inputs signs"));
    assert_int_equal(trial_theory(&t, NULL), OK);
    for (uint64_t seed = 0; seed < TRIALS; seed++) {
        assert_int_equal(trial_run(&t, seed, 1, NULL), OK);
        const double wrong = trial_get(&t, "hebb_errors", 0);
        sum += wrong / TRIALS;
        square += wrong * wrong / TRIALS;
    }
    check_mean("errors", sum, trial_get(&t, "hebb_errors_theory", 0), sqrt(square - sum * sum),
               TRIALS);
    trial_free(&t);
}

static void large_neurons_reach_gardner(void **state)
{
    (void)state;
    TestTrial t;
    trial_make(&t, &alg_hopfield_optimal, WORDS("neurons 400", "load 0.52"));
    assert_int_equal(trial_theory(&t, NULL), OK);
    assert_int_equal(trial_run(&t, 7, 1, NULL), OK);
    const double kappa = trial_get(&t, "stability_theory", 0);
    assert_near(kappa, 1, 1e-3);
    assert_near(trial_get(&t, "stability", 0), kappa, 5 / sqrt(400));
    assert_near(trial_get(&t, "support", 0), trial_get(&t, "support_theory", 0), 0.05);
    for (int64_t l = 0; l < 21; l++) {
        const double level = -2 + 0.25 * (double)l, share = trial_get(&t, "share_below", l);
        assert_true(level > 0 || share == 0);
        assert_true(level > 0.75 || trial_get(&t, "share_below_theory", l) == 0);
        if (level > 1.25)
            assert_near(share, trial_get(&t, "share_below_theory", l), 0.04);
        assert_near(trial_get(&t, "hebb_share_below", l),
                    trial_get(&t, "hebb_share_below_theory", l), 0.1);
    }
    trial_free(&t);
}

static void without_weights_no_distribution(void **state)
{
    (void)state;
    TestTrial t;
    trial_make(&t, &alg_hopfield_optimal, WORDS("neurons 30", "load 4"));
    assert_int_equal(trial_run(&t, 1, 1, NULL), OK);
    assert_int_equal(trial_theory(&t, NULL), OK);
    assert_near(trial_get(&t, "stability", 0), 0, 0);
    assert_near(trial_get(&t, "support", 0), 31. / 120, 1e-15); /* a simplex around the origin */
    assert_true(isnan(trial_get(&t, "share_below", 20)));
    assert_true(isnan(trial_get(&t, "share_below_theory", 20)));
    assert_true(trial_get(&t, "hebb_share_below", 20) > 0.9);
    trial_free(&t);
}

static void same_bits_at_every_level(void **state)
{
    (void)state;
    static const char *const levels[] = { "portable", "v3", "v4" };
    for (int k = 0; k < 4; k++) {
        TestTrial t, other;
        const char *const words[] = { k % 2 ? "neurons 37" : "neurons 64",
                                      k < 2 ? "load 1" : "load 2.2", "inputs signs", NULL };
        trial_make(&t, &alg_hopfield_optimal, words);
        trial_make(&other, &alg_hopfield_optimal, words);
        assert_int_equal(trial_run(&t, 9, 1, NULL), OK);
        for (int l = 0; l < 3; l++) {
            assert_int_equal(setenv("HEBB_CPU", levels[l], 1), 0);
            assert_int_equal(trial_run(&other, 9, 1 + l, NULL), OK);
            static const char *const names[] = { "stability", "gap", "hebb_stability", "support" };
            for (int m = 0; m < 4; m++)
                assert_true(trial_get(&t, names[m], 0) == trial_get(&other, names[m], 0));
        }
        assert_int_equal(unsetenv("HEBB_CPU"), 0);
        trial_free(&t);
        trial_free(&other);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cover_counts),
        cmocka_unit_test(gardner_table),
        cmocka_unit_test(hebb_has_exact_laws),
        cmocka_unit_test(trials_obey_the_laws),
        cmocka_unit_test(ties_count_half),
        cmocka_unit_test(large_neurons_reach_gardner),
        cmocka_unit_test(without_weights_no_distribution),
        cmocka_unit_test(same_bits_at_every_level),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
