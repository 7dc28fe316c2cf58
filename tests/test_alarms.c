/* Statistical checks: false alarms are as rare as the budget promises, and planted faults fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#include "tests/verdicts.h"

#define STATISTICAL                                                                                \
    "replicates: 24\nsweep: {gain: {from: 0, to: 2.4, step: 0.1}}\nchecks:\n"                      \
    "  law:   {value: level, law: level_theory}\n  rate:  {value: above, stat: 0.25}\n"            \
    "  near:  {value: level, against: level_theory}\n  few:   {value: above, against: 0.25}\n"     \
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
        measured_make(&m,
                      "replicates: 100\nsweep: {gain: {from: 0, to: 2.4, step: 0.1}}\n"
                      "checks: {rate: {value: above, stat: 0.02}}\n",
                      fill_rare, &rare, run);
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
    measured_make(
        &m, "replicates: 100\nsweep: {gain: [0, 1]}\nchecks: {rate: {value: above, stat: 0.02}}\n",
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
    RandomStream s =
        random_substream(&all, (uint64_t)at->point * 100 + (uint64_t)at->replicate / 2);
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
        measured_make(
            &m,
            "replicates: 24\nseed: {base: 1, shared_by: [gain]}\n"
            "sweep: {gain: {from: 0, to: 1, step: 0.1}, size: {from: 1, to: 25, step: 1}}\n"
            "checks: {law: {value: level, law: level_theory}}\n",
            fill_shared, &run, 5);
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

/* A bound close to the truth, and a claim that hangs on it: with the seed one knows either holds or
 * not; with numbers nobody saw before, chance must not fail a night. */
static void bounds_allow_for_the_scatter_of_fresh_numbers(void **state)
{
    static const double bias = 0.4;
    CheckContext fresh = nothing;
    int64_t strict = 0, alarms = 0;
    (void)state;
    fresh.fresh = true;
    for (uint64_t run = 0; run < 100; run++) {
        Measured m;
        measured_make(
            &m,
            "replicates: 50\nsweep: {gain: [0]}\nchecks:\n  near: {value: level, limit: 0.5}\n"
            "  held: {value: level, limit: 0.5}\n"
            "claims: [{id: A, says: a, holds_if: [held], verdict: holds}]\n",
            measured_honest, NULL, run);
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
    measured_make(
        &m, "replicates: 50\nsweep: {gain: [0]}\nchecks: {near: {value: level, limit: 0.5}}\n",
        fill_biased, &bias, 1);
    Verdicts v = decide(&m, &fresh);
    assert_verdict(&v, "near", VERDICT_FAIL); /* and what is truly outside still is */
    verdicts_free(&v);
    measured_free(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(false_alarms_are_as_rare_as_the_budget_says),
        cmocka_unit_test(rare_events_do_not_alarm_and_wrong_rates_do),
        cmocka_unit_test(planted_faults_are_caught_by_the_law),
        cmocka_unit_test(points_that_share_random_numbers_have_a_wider_rms),
        cmocka_unit_test(the_score_of_a_law_is_standard_normal),
        cmocka_unit_test(bounds_allow_for_the_scatter_of_fresh_numbers),
    };
    return cmocka_run_group_tests_name("alarms", tests, NULL, NULL);
}
