/* Verdicts: honest data pass, as often as the budget promises; planted faults fail, and what cannot be
 * decided is never passed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>
#include <time.h>

#include "runner/analyze/check.h"
#include "runner/analyze/statistics.h"
#include "tests/measured.h"

static const CheckContext nothing = { .today = "2026-11-22" };

static Verdicts decide(const Measured *m, const CheckContext *context)
{
    Verdicts v;
    Error err = { 0 };
    if (check_all(&v, &m->results, &m->experiment, context, &err) != OK)
        fail_msg("%s", err.text);
    return v;
}

static const CheckVerdict *row(const Verdicts *v, const char *name)
{
    for (int64_t i = 0; i < v->check_count; i++)
        if (strcmp(v->checks[i].name, name) == 0)
            return &v->checks[i];
    fail_msg("no row %s", name);
    return NULL;
}

static void assert_verdict(const Verdicts *v, const char *name, Verdict want)
{
    const CheckVerdict *c = row(v, name);
    if (c->verdict != want)
        fail_msg("%s: %s, not %s (measured %g, allowed %g .. %g; %s)", name, verdict_word(c->verdict),
                 verdict_word(want), c->measured, c->allowed_low, c->allowed_high, c->text);
}

/* Level is exactly gain + 1/2 + what the context says; above alternates. */
static bool fill_exact(const void *context, const Spot *at, double *level, double *above)
{
    *level = at->gain + 0.5 + (context ? *(const double *)context : 0);
    *above = (double)(at->replicate % 2);
    return true;
}

/* ---- kinds ------------------------------------------------------------------------------------ */

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
        { "ulp: 4, against: level_theory", 4.4e-16, VERDICT_PASS },  /* 4 at 0.5, 2 at 1.5 */
        { "ulp: 4, against: level_theory", 6.7e-16, VERDICT_FAIL },  /* 6 */
        { "rel: 1e-12, against: level_theory", 4e-13, VERDICT_PASS },
        { "rel: 1e-12, against: level_theory", 6e-13, VERDICT_FAIL },
        { "rel: 1e-12, against: level_theory, floor: {at: 1e-9, because: noise}", 6e-13, VERDICT_PASS },
        { "rel: 1e-12, against: level_theory, floor: {at: 1e-9, because: noise}", 2e-9, VERDICT_FAIL },
        { "log: 0.1, against: level_theory", 0.12, VERDICT_PASS },  /* log10 of 0.62/0.5 is 0.093 */
        { "log: 0.1, against: level_theory", 0.14, VERDICT_FAIL },
        { "log: 1, against: level_theory", -1.2, VERDICT_FAIL },    /* another sign is no decade */
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
    measured_make(&m, PLAIN "derived: {top: {maximum: {metric: level}}}\nchecks:\n"
                      "  a: {value: level, exact: 1}\n  b: {value: level, limit: 100}\n"
                      "  c: {value: level, law: level_theory}\n  d: {value: top, range: [-1, 9]}\n"
                      "  e: {value: above, stat: 0.25}\n  f: {value: level, against: level_theory, tolerance: 9}\n",
                  fill_missing, NULL, 1);
    Verdicts v = decide(&m, &nothing);
    assert_int_equal(v.not_evaluated, 6);
    for (int64_t i = 0; i < v.check_count; i++)
        assert_true(v.checks[i].text[0] != '\0'); /* and it is told why */
    verdicts_free(&v);
    measured_free(&m);
}

/* ---- false alarms and planted faults ---------------------------------------------------------- */

#define STATISTICAL                                                                                             \
    "replicates: 24\nsweep: {gain: {from: 0, to: 2.4, step: 0.1}}\nchecks:\n"                                   \
    "  law:   {value: level, law: level_theory}\n  rate:  {value: above, stat: 0.25}\n"                         \
    "  near:  {value: level, against: level_theory}\n  few:   {value: above, against: 0.25}\n"                  \
    "  whole: {value: level, against: level_theory, reduce: mean}\n"

/* Ten budgets of 1 in 10: with so many false alarms allowed their share can be counted. */
static void false_alarms_are_as_rare_as_the_budget_says(void **state)
{
    enum { RUNS = 400 };
    int64_t alarms = 0, comparisons = 0;
    double expected = 0;
    (void)state;
    for (uint64_t run = 0; run < RUNS; run++) {
        Measured m;
        measured_make(&m, STATISTICAL, measured_honest, NULL, run);
        CheckContext context = nothing;
        comparisons = check_comparisons(&m.results, &m.experiment, &context);
        assert_int_equal(comparisons, 25 + 1 + 25 + 25 + 25 + 1);
        context.comparisons = 1; /* a budget of 1e-4 for each instead of for all */
        Verdicts v = decide(&m, &context);
        assert_true(v.alarm == 1e-4);
        for (int64_t i = 0; i < v.check_count; i++)
            alarms += v.checks[i].failed;
        expected += 1e-4 * (double)comparisons;
        verdicts_free(&v);
        measured_free(&m);
    }
    print_message("false alarms: %lld, expected %.1f\n", (long long)alarms, expected);
    assert_true((double)alarms <= expected + 4 * sqrt(expected));
}

/* A share of yes or no far from a half, and few of them: the normal law would cry wolf. */
static bool fill_rare(const void *context, const Spot *at, double *level, double *above)
{
    *level = at->gain;
    *above = random_uniform(&at->chance, 0) < *(const double *)context;
    return true;
}

static void rare_events_do_not_alarm_and_wrong_rates_do(void **state)
{
    static const double rare = 0.02, wrong = 0.2;
    int64_t alarms = 0;
    (void)state;
    for (uint64_t run = 0; run < 200; run++) {
        Measured m;
        measured_make(&m, "replicates: 100\nsweep: {gain: {from: 0, to: 2.4, step: 0.1}}\n"
                          "checks: {rate: {value: above, stat: 0.02}}\n", fill_rare, &rare, run);
        CheckContext context = nothing;
        context.comparisons = 1;
        Verdicts v = decide(&m, &context);
        alarms += v.checks[0].failed;
        assert_int_equal(v.checks[0].compared, 25); /* points without a single yes as well */
        verdicts_free(&v);
        measured_free(&m);
    }
    assert_true(alarms <= 3); /* 0.5 expected of 5000 */
    Measured m;
    measured_make(&m, "replicates: 100\nsweep: {gain: [0, 1]}\nchecks: {rate: {value: above, stat: 0.02}}\n",
                  fill_rare, &wrong, 1);
    Verdicts v = decide(&m, &nothing);
    assert_verdict(&v, "rate", VERDICT_FAIL);
    verdicts_free(&v);
    measured_free(&m);
}

static bool fill_biased(const void *context, const Spot *at, double *level, double *above)
{
    measured_honest(NULL, at, level, above);
    *level += *(const double *)context;
    return true;
}

/* A constant stream: all replicates of a point, and so its error bar, are wrong. */
static bool fill_constant(const void *context, const Spot *at, double *level, double *above)
{
    Spot same = *at;
    RandomStream all = random_stream((RandomKey){ 7, 7 }, "constant");
    same.chance = random_substream(&all, (uint64_t)at->point * 8 + (uint64_t)at->replicate / 8);
    return measured_honest(context, &same, level, above);
}

/* Antithetic pairs: unbiased, and its error bar far too large; only rms(z) sees it. */
static bool fill_too_good(const void *context, const Spot *at, double *level, double *above)
{
    RandomStream all = random_stream((RandomKey){ 9, 9 }, "pairs");
    RandomStream s = random_substream(&all, (uint64_t)at->point * 100 + (uint64_t)at->replicate / 2);
    double u = random_uniform(&s, 0);
    (void)context;
    *level = at->gain + (at->replicate % 2 ? 1 - u : u);
    *above = 0;
    return true;
}

static void planted_faults_are_caught_by_the_law(void **state)
{
    static const double bias = 0.25;
    const struct {
        const char *what;
        Fill *fill;
        const void *context;
        const char *names;
    } faults[] = {
        { "a bias", fill_biased, &bias, "points" },
        { "replicates that repeat", fill_constant, NULL, "rms" },
        { "replicates that compensate", fill_too_good, NULL, "rms" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        Measured m;
        measured_make(&m, STATISTICAL, faults[i].fill, faults[i].context, 3);
        Verdicts v = decide(&m, &nothing);
        print_message("%s: %s\n", faults[i].what, row(&v, "law")->text);
        assert_verdict(&v, "law", VERDICT_FAIL);
        if (faults[i].context) /* the whole is more sensitive than any point */
            assert_true(row(&v, "law")->drift > 8);
        verdicts_free(&v);
        measured_free(&m);
    }
}

/* Random numbers of a size and a replicate, whatever the gain. */
static bool fill_shared(const void *context, const Spot *at, double *level, double *above)
{
    RandomStream all = random_stream((RandomKey){ *(const uint64_t *)context, 2 }, "shared");
    Spot same = *at;
    same.chance = random_substream(&all, (uint64_t)(at->size * 1000 + at->replicate));
    return measured_honest(NULL, &same, level, above);
}

static void points_that_share_random_numbers_have_a_wider_rms(void **state)
{
    int64_t alarms = 0;
    (void)state;
    for (uint64_t run = 0; run < 150; run++) {
        Measured m;
        measured_make(&m, "replicates: 24\nseed: {base: 1, shared_by: [gain]}\n"
                          "sweep: {gain: {from: 0, to: 1, step: 0.1}, size: {from: 1, to: 25, step: 1}}\n"
                          "checks: {law: {value: level, law: level_theory}}\n", fill_shared, &run, 5);
        Verdicts v = decide(&m, &nothing);
        assert_int_equal(v.checks[0].compared, 11 * 25 + 1);
        alarms += v.checks[0].failed;
        verdicts_free(&v);
        measured_free(&m);
    }
    assert_int_equal(alarms, 0); /* as if all were independent: about 1 run in 10 */
}

/* Also where cells of one trial hang together, or points share their random numbers. */
static void the_score_of_a_law_is_standard_normal(void **state)
{
    static const char *const laws[] = {
        "checks: {law: {value: level, law: level_theory}}\n",
        "checks: {law: {value: wave, law: wave_theory}}\n",
        "seed: {base: 1, shared_by: [gain]}\nchecks: {law: {value: level, law: level_theory}}\n",
    };
    enum { RUNS = 1000 };
    (void)state;
    for (size_t l = 0; l < sizeof laws / sizeof *laws; l++) {
        double sum = 0, squares = 0;
        char text[256];
        snprintf(text, sizeof text, "replicates: 8\nsweep: {gain: [0, 1, 2]}\n%s", laws[l]);
        for (uint64_t run = 0; run < RUNS; run++) {
            Measured m;
            measured_make(&m, text, measured_honest, NULL, 1000 + run);
            Verdicts v = decide(&m, &nothing);
            sum += v.checks[0].drift;
            squares += v.checks[0].drift * v.checks[0].drift;
            verdicts_free(&v);
            measured_free(&m);
        }
        double mean = sum / RUNS, variance = squares / RUNS - mean * mean;
        print_message("drift scores: mean %.3f, variance %.3f\n", mean, variance);
        assert_true(fabs(mean) < 4 / sqrt(RUNS) && fabs(variance - 1) < 4 * sqrt(2.0 / RUNS));
    }
}

/* ---- expected failures, claims ---------------------------------------------------------------- */

static void expected_failures_have_a_reason_and_an_end(void **state)
{
    Measured m;
    CheckContext late = nothing;
    late.today = "2026-12-02";
    (void)state;
    measured_make(&m, PLAIN "checks:\n"
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
    static const char *const want[] = { "holds", "refuted", "qualified", "not evaluated", "literature", "holds" };
    Measured m;
    (void)state;
    measured_make(&m, PLAIN "checks:\n  yes: {value: level, limit: 9}\n  no: {value: level, limit: 1}\n"
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

/* A bound close to the truth, and a claim that hangs on it: with the seed one knows either holds or not;
 * with numbers nobody saw before, chance must not fail a night. */
static void bounds_allow_for_the_scatter_of_fresh_numbers(void **state)
{
    static const double bias = 0.4;
    CheckContext fresh = nothing;
    int64_t strict = 0, alarms = 0;
    (void)state;
    fresh.fresh = true;
    for (uint64_t run = 0; run < 100; run++) {
        Measured m;
        measured_make(&m, "replicates: 50\nsweep: {gain: [0]}\nchecks:\n  near: {value: level, limit: 0.5}\n"
                          "  held: {value: level, limit: 0.5}\n"
                          "claims: [{id: A, says: a, holds_if: [held], verdict: holds}]\n", measured_honest, NULL, run);
        Verdicts v = decide(&m, &nothing), w = decide(&m, &fresh);
        strict += v.failed + v.claims_changed;
        alarms += w.failed + w.claims_changed;
        assert_int_equal(w.comparisons, 2);
        verdicts_free(&v);
        verdicts_free(&w);
        measured_free(&m);
    }
    assert_true(strict > 60 && alarms == 0);
    Measured m;
    measured_make(&m, "replicates: 50\nsweep: {gain: [0]}\nchecks: {near: {value: level, limit: 0.5}}\n", fill_biased, &bias, 1);
    Verdicts v = decide(&m, &fresh);
    assert_verdict(&v, "near", VERDICT_FAIL); /* and what is truly outside still is */
    verdicts_free(&v);
    measured_free(&m);
}

/* ---- speed ------------------------------------------------------------------------------------ */

static void a_hundred_thousand_trials_are_checked_in_a_second(void **state)
{
    Measured m;
    struct timespec a, b;
    (void)state;
    measured_make(&m, "replicates: 1000\nsweep: {gain: {from: 0, to: 9.9, step: 0.1}}\nparameters: {size: 1}\nchecks:\n"
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
        cmocka_unit_test(false_alarms_are_as_rare_as_the_budget_says),
        cmocka_unit_test(rare_events_do_not_alarm_and_wrong_rates_do),
        cmocka_unit_test(planted_faults_are_caught_by_the_law),
        cmocka_unit_test(points_that_share_random_numbers_have_a_wider_rms),
        cmocka_unit_test(the_score_of_a_law_is_standard_normal),
        cmocka_unit_test(expected_failures_have_a_reason_and_an_end),
        cmocka_unit_test(claims_follow_their_checks),
        cmocka_unit_test(bounds_allow_for_the_scatter_of_fresh_numbers),
        cmocka_unit_test(a_hundred_thousand_trials_are_checked_in_a_second),
    };
    return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
