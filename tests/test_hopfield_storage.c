/* test_hopfield_storage.c - storage without a single error: predictions from the exact error of one
 * bit, and that all patterns are stable exactly if each is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "tests/trial.h"

extern const Algorithm alg_hopfield_stability;

static void assert_close(double x, double expected)
{
    if (!(fabs(x - expected) <= 1e-13))
        fail_msg("%.17g is not %.17g", x, expected);
}

/* Two patterns of eight neurons: a bit is wrong with probability 1/256 exactly. */
static void predictions_follow_from_the_exact_error(void **state)
{
    (void)state;
    TestTrial t;
    Error err = { 0 };
    trial_make(&t, &alg_hopfield_stability,
               (const char *[]){ "neurons 8", "patterns 2", "cues 5", NULL });
    assert_int_equal(trial_theory(&t, &err), OK);
    assert_close(trial_get(&t, "bit_error_rate_theory", 0), 1.0 / 256);
    assert_close(trial_get(&t, "patterns_stable_theory", 0), pow(255.0 / 256, 8));
    assert_close(trial_get(&t, "patterns_stable_bound", 0), 1 - 8.0 / 256);
    assert_close(trial_get(&t, "all_stable_theory", 0), pow(255.0 / 256, 16)); /* not five cues */
    assert_close(trial_get(&t, "all_stable_bound", 0), 1 - 16.0 / 256);
    trial_free(&t);
}

/* Beyond all criteria the union bound says nothing, and nothing negative. */
static void bounds_end_at_zero(void **state)
{
    (void)state;
    TestTrial t;
    Error err = { 0 };
    trial_make(&t, &alg_hopfield_stability,
               (const char *[]){ "neurons 100", "patterns 100", NULL });
    assert_int_equal(trial_theory(&t, &err), OK);
    assert_close(trial_get(&t, "patterns_stable_bound", 0), 0);
    assert_close(trial_get(&t, "all_stable_bound", 0), 0);
    assert_true(trial_get(&t, "all_stable_theory", 0) >= 0);
    assert_true(trial_get(&t, "patterns_stable_theory", 0) > trial_get(&t, "all_stable_theory", 0));
    trial_free(&t);
}

/* Networks near the load where half of them keep everything: both answers occur. */
static void all_are_stable_if_each_is(void **state)
{
    (void)state;
    int kept = 0, broken = 0;
    for (uint64_t seed = 0; seed < 40; seed++) {
        TestTrial t;
        Error err = { 0 };
        trial_make(&t, &alg_hopfield_stability,
                   (const char *[]){ "neurons 100", "patterns 11", "cues 100", NULL });
        assert_int_equal(trial_run(&t, seed, 1, &err), OK);
        const double all = trial_get(&t, "all_stable", 0);
        assert_true(all == 0 || all == 1);
        assert_true((trial_get(&t, "patterns_stable", 0) == 1) == (all == 1));
        assert_true((trial_get(&t, "bit_error_rate", 0) == 0) == (all == 1));
        kept += all == 1;
        broken += all == 0;
        trial_free(&t);
    }
    assert_true(kept > 5 && broken > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(predictions_follow_from_the_exact_error),
        cmocka_unit_test(bounds_end_at_zero),
        cmocka_unit_test(all_are_stable_if_each_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
