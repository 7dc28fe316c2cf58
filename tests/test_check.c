/* Verdicts: each kind of check passes and fails where it should, and what cannot be decided is
 * never passed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <time.h>

#include "tests/verdicts.h"

/* Level is exactly gain + 1/2 + what the context says; above alternates. */
static bool fill_exact(const void *context, const Spot *at, double *level, double *above)
{
    *level = at->gain + 0.5 + (context ? *(const double *)context : 0);
    *above = (double)(at->replicate % 2);
    return true;
}

/* ---- kinds ----------------------------------------------------------------------------------- */

#define PLAIN "replicates: 4\nsweep: {gain: [0, 1, 2]}\n"

static void each_kind_passes_and_fails_where_it_should(void **state)
{
    static const struct {
        const char *check;
        double shift;
        Verdict verdict;
    } cases[] = {
        { "exact: 0.5, where: gain == 0", 0, VERDICT_PASS },
        { "exact: 0.5, where: gain == 0", 5e-17, VERDICT_PASS }, /* rounds to the same */
        { "exact: 0.5, where: gain == 0", 1.2e-16, VERDICT_FAIL },
        { "range: [0.5, 2.5]", 0, VERDICT_PASS },
        { "range: [0.5, 2.4]", 0, VERDICT_FAIL },
        { "limit: 2.5", 0, VERDICT_PASS },
        { "limit: 2.5", 1e-12, VERDICT_FAIL },
        { "at_least: 0.5", 0, VERDICT_PASS },
        { "at_least: 0.5", -1e-12, VERDICT_FAIL },
        { "against: level_theory", 0, VERDICT_PASS },
        { "against: level_theory", 1e-12, VERDICT_FAIL },
        { "against: level_theory, tolerance: 0.1", 0.0999, VERDICT_PASS },
        { "against: level_theory, tolerance: 0.1", 0.1001, VERDICT_FAIL },
        { "against: level_theory, relative: 0.1", 0.049, VERDICT_PASS },
        { "against: level_theory, relative: 0.1", 0.051, VERDICT_FAIL },
        { "against: level_theory, tolerance: 0, below: 0.2", -0.19, VERDICT_PASS },
        { "against: level_theory, tolerance: 0, below: 0.2", 0.01, VERDICT_FAIL },
        { "ulp: 4, against: level_theory", 0, VERDICT_PASS },
        { "ulp: 4, against: level_theory", 4.4e-16, VERDICT_PASS }, /* 4 at 0.5, 2 at 1.5 */
        { "ulp: 4, against: level_theory", 6.7e-16, VERDICT_FAIL }, /* 6 */
        { "rel: 1e-12, against: level_theory", 4e-13, VERDICT_PASS },
        { "rel: 1e-12, against: level_theory", 6e-13, VERDICT_FAIL },
        { "rel: 1e-12, against: level_theory, floor: {at: 1e-9, because: noise}", 6e-13,
          VERDICT_PASS },
        { "rel: 1e-12, against: level_theory, floor: {at: 1e-9, because: noise}", 2e-9,
          VERDICT_FAIL },
        { "log: 0.1, against: level_theory", 0.12, VERDICT_PASS }, /* log10 of 0.62/0.5 is 0.093 */
        { "log: 0.1, against: level_theory", 0.14, VERDICT_FAIL },
        { "log: 1, against: level_theory", -1.2, VERDICT_FAIL }, /* another sign is no decade */
        { "limit: 1.5, reduce: mean", 0, VERDICT_PASS },
        { "limit: 1.5, reduce: mean", 1e-9, VERDICT_FAIL },
        { "limit: 4.5, reduce: sum", 1e-9, VERDICT_FAIL },
        { "at_least: 2.5, reduce: maximum", 0, VERDICT_PASS },
        { "at_least: 2.6, reduce: maximum", 0, VERDICT_FAIL },
        { "limit: 0.5, reduce: minimum", 0, VERDICT_PASS },
        { "at_least: 2.5, reduce: last", 0, VERDICT_PASS },
        { "ulp: 2, against: level_theory, reduce: sum", 0, VERDICT_PASS },
        { "ulp: 2, against: level_theory, reduce: sum", 1e-14, VERDICT_FAIL },
        { "exact: 1, where: gain == 7", 0, VERDICT_NOT_EVALUATED },
        { "law: level_theory", 0, VERDICT_NOT_EVALUATED }, /* no scatter, no z */
        { "digest: true", 0, VERDICT_NOT_EVALUATED },      /* no baseline */
        { "ulp: 4", 0, VERDICT_NOT_EVALUATED },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        Measured m;
        snprintf(text, sizeof text, PLAIN "checks:\n  it: {value: level, %s}\n", cases[i].check);
        measured_make(&m, text, fill_exact, &cases[i].shift, 1);
        Verdicts v = decide(&m, &nothing);
        if (row(&v, "it")->verdict != cases[i].verdict)
            fail_msg("case %zu, %s, shift %g: %s", i, cases[i].check, cases[i].shift,
                     verdict_word(row(&v, "it")->verdict));
        assert_true(v.failed + v.passed + v.not_evaluated == 1);
        assert_int_equal(v.baseline, BASELINE_ABSENT);
        verdicts_free(&v);
        measured_free(&m);
    }
}

static bool fill_missing(const void *context, const Spot *at, double *level, double *above)
{
    (void)context, (void)at, (void)level, (void)above;
    return false;
}

static void nothing_measured_is_never_passed(void **state)
{
    Measured m;
    (void)state;
    measured_make(&m,
                  PLAIN
                  "derived: {top: {maximum: {metric: level}}}\nchecks:\n"
                  "  a: {value: level, exact: 1}\n  b: {value: level, limit: 100}\n"
                  "  c: {value: level, law: level_theory}\n  d: {value: top, range: [-1, 9]}\n"
                  "  e: {value: above, stat: 0.25}\n  f: {value: level, against: level_theory, "
                  "tolerance: 9}\n",
                  fill_missing, NULL, 1);
    Verdicts v = decide(&m, &nothing);
    assert_int_equal(v.not_evaluated, 6);
    for (int64_t i = 0; i < v.check_count; i++)
        assert_true(v.checks[i].text[0] != '\0'); /* and it is told why */
    verdicts_free(&v);
    measured_free(&m);
}

/* ---- expected failures, claims --------------------------------------------------------------- */

static void expected_failures_have_a_reason_and_an_end(void **state)
{
    Measured m;
    CheckContext late = nothing;
    late.today = "2026-12-02";
    (void)state;
    measured_make(
        &m,
        PLAIN
        "checks:\n"
        "  known: {value: level, limit: 1, expect_failure: {until: 2026-12-01, because: a bug}}\n"
        "  cured: {value: level, limit: 9, expect_failure: {until: 2026-12-01, because: a bug}}\n",
        fill_exact, NULL, 1);
    Verdicts v = decide(&m, &nothing);
    assert_verdict(&v, "known", VERDICT_EXPECTED);
    assert_verdict(&v, "cured", VERDICT_FAIL); /* an unexpected pass is told */
    assert_non_null(strstr(row(&v, "known")->text, "a bug"));
    assert_non_null(strstr(row(&v, "cured")->text, "remove `expect_failure`"));
    assert_true(v.expected == 1 && v.failed == 1);
    verdicts_free(&v);
    v = decide(&m, &late);
    assert_verdict(&v, "known", VERDICT_FAIL);
    assert_non_null(strstr(row(&v, "known")->text, "2026-12-01, which is over"));
    verdicts_free(&v);
    measured_free(&m);
}

static void claims_follow_their_checks(void **state)
{
    static const char *const want[] = { "holds",         "refuted",    "qualified",
                                        "not evaluated", "literature", "holds" };
    Measured m;
    (void)state;
    measured_make(
        &m,
        PLAIN
        "checks:\n  yes: {value: level, limit: 9}\n  no: {value: level, limit: 1}\n"
        "  empty: {value: level, limit: 1, where: gain == 9}\n  gate: {value: level, limit: 9}\n"
        "claims:\n"
        "  - {id: A, says: a, holds_if: [yes], verdict: holds}\n"
        "  - {id: B, says: b, holds_if: [no], refuted_if: [yes], verdict: refuted}\n"
        "  - {id: C, says: c, holds_if: [yes, no], refuted_if: [no]}\n"
        "  - {id: D, says: d, holds_if: [yes, empty], verdict: holds}\n"
        "  - {id: E, says: e, literature: true, verdict: literature}\n"
        "  - {id: F, says: f, holds_if: [yes], verdict: refuted}\n",
        fill_exact, NULL, 1);
    Verdicts v = decide(&m, &nothing);
    for (int64_t i = 0; i < v.claim_count; i++)
        assert_string_equal(v.claims[i].computed, want[i]);
    assert_true(!v.claims[1].changed && !v.claims[3].changed && v.claims[5].changed);
    assert_int_equal(v.claims_changed, 1);
    assert_true(v.failed == 0 && v.passed == 1); /* only `gate` gates */
    assert_int_equal(verdicts_status(&v), ERR_CHECK);
    verdicts_free(&v);
    measured_free(&m);
}

/* ---- speed ----------------------------------------------------------------------------------- */

static void a_hundred_thousand_trials_are_checked_in_a_second(void **state)
{
    Measured m;
    struct timespec a, b;
    (void)state;
    measured_make(&m,
                  "replicates: 1000\nsweep: {gain: {from: 0, to: 9.9, step: 0.1}}\nparameters: "
                  "{size: 1}\nchecks:\n"
                  "  law: {value: level, law: level_theory}\n  rate: {value: above, stat: 0.25}\n"
                  "  zero: {value: level, limit: 11}\n  exactly: {value: level, range: [0, 11]}\n",
                  measured_honest, NULL, 1);
    Baseline baseline;
    assert_int_equal(baseline_of(&baseline, &m.results, &m.experiment, NULL), OK);
    CheckContext context = nothing;
    context.baseline = &baseline;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    check_comparisons(&m.results, &m.experiment, &context);
    Verdicts v = decide(&m, &context);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    double seconds = (double)(b.tv_sec - a.tv_sec) + 1e-9 * (double)(b.tv_nsec - a.tv_nsec);
    print_message("100000 trials: %.3f s\n", seconds);
    assert_true(v.failed == 0 && v.identical && v.baseline == BASELINE_BITS);
    assert_true(seconds < 1);
    verdicts_free(&v);
    baseline_free(&baseline);
    measured_free(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_passes_and_fails_where_it_should),
        cmocka_unit_test(nothing_measured_is_never_passed),
        cmocka_unit_test(expected_failures_have_a_reason_and_an_end),
        cmocka_unit_test(claims_follow_their_checks),
        cmocka_unit_test(a_hundred_thousand_trials_are_checked_in_a_second),
    };
    return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
