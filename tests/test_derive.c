/* Derived numbers: exact where the data are, unbiased where they scatter, with intervals that
 * cover; and a reason where there is no answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "algorithms/base/elementary.h"
#include "tests/measured.h"

#define NEAR(x, y, tolerance)                                                                      \
    do {                                                                                           \
        double x_ = (x), y_ = (y);                                                                 \
        if (!(fabs(x_ - y_) <= (tolerance)))                                                       \
            fail_msg("%s is %.10g, not %.10g", #x, x_, y_);                                        \
    } while (0)

/* What level is, as a function of gain and size. */
typedef struct {
    double (*mean)(double gain, double size);
    double noise; /* standard deviation of a trial */
} Truth;

static bool fill(const void *context, const Spot *at, double *level, double *above)
{
    const Truth *t = context;
    *level = t->mean(at->gain, (double)at->size) + t->noise * random_normal(&at->chance, 0);
    *above = random_uniform(&at->chance, 1) < 0.25;
    return true;
}

static double value_of(const Measured *m, const char *name)
{
    return measured_derived(m, name, "value", 0);
}

/* A logistic curve through 1/2 at 1 + 3 / sqrt(size), steeper for larger sizes. */
static double collapse(double gain, double size)
{
    return elementary_sigmoid((1 + 3 / sqrt(size) - gain) * sqrt(size));
}

static double straight(double gain, double size)
{
    return 0.5 - (gain - 1.3) * size / 8; /* curves of all sizes cross at gain 1.3 */
}

static double power(double gain, double size)
{
    return (1 + gain) * elementary_pow(size, -0.75);
}

static double decay(double gain, double size)
{
    return size * elementary_exp(-0.4 * gain);
}

static double peak(double gain, double size)
{
    return size - (gain - 1) * (gain - 1);
}

/* Straight lines of which those of 4 and 16 meet at gain 1, of 16 and 64 at 2, of 4 and 64 at 1.8.
 */
static double pairwise(double gain, double size)
{
    double start = size < 10 ? 0 : size < 20 ? 1.5 : 13.5;
    return start - gain * size / 8;
}

/* ---- exact ----------------------------------------------------------------------------------- */

static void exact_data_give_exact_numbers(void **state)
{
    static const struct {
        const char *derived;
        double (*mean)(double gain, double size);
        double value, tolerance;
    } cases[] = {
        { "curves_cross: {metric: level, axis: gain, between: size}", straight, 1.3, 1e-12 },
        { "crossing: {metric: level, axis: gain, level: 0.5, where: size == 4}", straight, 1.3,
          1e-12 },
        { "exponential_decay: {metric: level, axis: gain, where: size == 4}", decay, 0.4, 1e-12 },
        { "power_law: {metric: level, axis: size, where: gain == 1}", power, -0.75, 1e-12 },
        { "maximum: {metric: level}", peak, 64, 1e-12 },
        { "minimum: {metric: level, where: size == 4}", peak, 0, 1e-12 },
        { "mean: {metric: level, where: size == 4 and gain <= 2}", peak, 4 - 3.75 / 9, 1e-12 },
        { "difference: {metric: level, axis: size, between: [4, 64]}", peak, 60, 1e-12 },
        { "ratio: {metric: level, axis: size, between: [4, 64]}", decay, 16, 1e-12 },
        { "monotone: {metric: level, axis: gain, direction: decreasing, where: size == 4}", decay,
          -INFINITY, 0 },
        { "monotone: {metric: level, axis: gain, direction: increasing, where: size == 4}", decay,
          INFINITY, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        Measured m;
        Truth truth = { cases[i].mean, 0 };
        snprintf(text, sizeof text,
                 "replicates: 2\nsweep: {size: [4, 16, 64], gain: {from: 0, to: 3, step: 0.25}}\n"
                 "derived:\n  it: {%s}\n",
                 cases[i].derived);
        measured_make(&m, text, fill, &truth, 1);
        /* groups that were not selected come first, and have no value */
        double x = NAN;
        for (int64_t cell = 0; cell < 39 && isnan(x); cell++)
            x = measured_derived(&m, "it", "value", cell);
        if (!(x == cases[i].value || fabs(x - cases[i].value) <= cases[i].tolerance))
            fail_msg("%s is %.10g, not %.10g", cases[i].derived, x, cases[i].value);
        measured_free(&m);
    }
}

static void what_has_no_answer_says_why(void **state)
{
    static const struct {
        const char *derived, *reason;
    } cases[] = {
        { "crossing: {metric: level, axis: gain, level: 900}", "does not reach the level" },
        { "power_law: {metric: level, axis: gain}", "must be positive" },
        { "exponential_decay: {metric: level, axis: gain, where: gain > 2.6}",
          "needs at least 3 points" },
        { "mean: {metric: level, where: gain > 99}", "no finished trial" },
        { "z: {metric: level, against: level_theory}", "needs at least two differing" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        Measured m;
        Truth truth = { peak, 0 };
        snprintf(text, sizeof text,
                 "replicates: 2\nsweep: {gain: {from: 0, to: 3, step: 0.25}}\n"
                 "derived:\n  it: {%s}\n",
                 cases[i].derived);
        measured_make(&m, text, fill, &truth, 1);
        const Array *a = results_find(&m.results, "derived/it", "value");
        assert_true(isnan(a->real[0]));
        const char *reason = attributes_get(&a->attributes, "reason");
        if (!reason || !strstr(reason, cases[i].reason))
            fail_msg("%s: %s", cases[i].derived, reason ? reason : "no reason");
        measured_free(&m);
    }
}

/* ---- with noise ------------------------------------------------------------------------------ */

#define NOISY                                                                                      \
    "replicates: 40\nsweep: {size: [16, 36, 64, 100], gain: {from: 0.5, to: 2.5, step: 0.1}}\n"    \
    "derived:\n  half: {crossing: {metric: level, axis: gain, level: 0.5}}\n"                      \
    "  end:  {extrapolate: {of: half, axis: size, model: power, exponent: 0.5}}\n"                 \
    "  low:  {mean: {metric: above}}\n"                                                            \
    "  gap:  {difference: {metric: level, axis: size, between: [16, 100]}}\n"                      \
    "  sinks: {monotone: {metric: level, axis: gain, direction: decreasing, where: size == 16}}\n"

/* The interval of 95 % must hold the truth in about 95 of 100 results. */
static void intervals_cover_the_truth(void **state)
{
    enum { RUNS = 60 };
    static const Truth truth = { collapse, 0.2 };
    int64_t half = 0, end = 0, low = 0;
    double sum = 0, sinks = -INFINITY;
    (void)state;
    for (uint64_t run = 0; run < RUNS; run++) {
        Measured m;
        measured_make(&m, NOISY, fill, &truth, 300 + run);
        double a = measured_derived(&m, "half", "ci_low", 2),
               b = measured_derived(&m, "half", "ci_high", 2);
        half += a <= 1 + 3.0 / 8 && 1 + 3.0 / 8 <= b;
        end += measured_derived(&m, "end", "ci_low", 0) <= 1 &&
               1 <= measured_derived(&m, "end", "ci_high", 0);
        low += measured_derived(&m, "low", "ci_low", 0) <= 0.25 &&
               0.25 <= measured_derived(&m, "low", "ci_high", 0);
        sum += value_of(&m, "end") / RUNS;
        sinks = fmax(sinks, value_of(&m, "sinks"));
        measured_free(&m);
    }
    print_message("covered of %d: crossing %lld, extrapolation %lld, mean %lld; mean extrapolation "
                  "%.4f; worst rise %.1f\n",
                  RUNS, (long long)half, (long long)end, (long long)low, sum, sinks);
    assert_true(half >= 50 && end >= 50 &&
                low >= 50); /* 57 expected; 50 is four deviations below */
    NEAR(sum, 1, 0.02);
    assert_true(sinks < 5); /* 1200 steps, none of which rises */
}

static void the_same_result_gives_the_same_interval(void **state)
{
    static const Truth truth = { collapse, 0.2 };
    Measured a, b;
    (void)state;
    measured_make(&a, NOISY, fill, &truth, 5);
    measured_make(&b, NOISY, fill, &truth, 5);
    for (int64_t cell = 0; cell < 4; cell++)
        assert_true(measured_derived(&a, "half", "ci_low", cell) ==
                    measured_derived(&b, "half", "ci_low", cell));
    assert_true(measured_derived(&a, "half", "ci_low", 0) <
                measured_derived(&a, "half", "ci_high", 0));
    measured_free(&a);
    measured_free(&b);
}

static double zero(double gain, double size)
{
    (void)size;
    return gain + 0.5;
}

static void scores_against_a_law_have_rms_one(void **state)
{
    static const Truth right = { zero, 0.3 };
    Measured m;
    (void)state;
    measured_make(&m,
                  "replicates: 64\nsweep: {gain: {from: 0, to: 9.9, step: 0.1}}\nderived:\n"
                  "  each: {z: {metric: level, against: level_theory}}\n"
                  "  rms: {rms_z: {metric: level, against: level_theory}}\n",
                  fill, &right, 11);
    double squares = 0;
    for (int64_t cell = 0; cell < 100; cell++)
        squares += measured_derived(&m, "each", "value", cell) *
                   measured_derived(&m, "each", "value", cell);
    NEAR(value_of(&m, "rms"), sqrt(squares / 100), 1e-12);
    NEAR(value_of(&m, "rms"), 1, 0.3);
    measured_free(&m);
}

/* The same random number for all points of a replicate. */
static bool fill_shared(const void *context, const Spot *at, double *level, double *above)
{
    RandomStream all = random_stream((RandomKey){ 3, 3 }, "shared");
    Spot same = *at;
    same.chance = random_substream(&all, (uint64_t)at->replicate);
    return measured_honest(context, &same, level, above);
}

/* Paired by replicate, what both share goes away; a design that is not said to be paired is not. */
static void a_shared_design_makes_differences_sharp(void **state)
{
    static const char *const seeds[] = { "seed: 1\n", "seed: {base: 1, shared_by: [gain]}\n" };
    double width[2];
    (void)state;
    for (int k = 0; k < 2; k++) {
        char text[256];
        Measured m;
        snprintf(text, sizeof text,
                 "%sreplicates: 40\nsweep: {gain: [0, 1]}\n"
                 "derived: {gap: {difference: {metric: level, axis: gain, between: [0, 1]}}}\n",
                 seeds[k]);
        measured_make(&m, text, fill_shared, NULL, 4);
        NEAR(value_of(&m, "gap"), 1, 1e-12);
        width[k] =
            measured_derived(&m, "gap", "ci_high", 0) - measured_derived(&m, "gap", "ci_low", 0);
        measured_free(&m);
    }
    NEAR(width[0], 4 * sqrt(2.0 / 12 / 40), 0.08);
    NEAR(width[1], 0, 1e-12);
}

/* A curve that only just reaches a level has a crossing, but hardly an interval. */
static void an_interval_that_is_missing_says_why(void **state)
{
    static const struct {
        double level;
        const char *value_why, *interval_why; /* NULL: there is one */
    } cases[] = {
        { 0.5, NULL, NULL },
        { 2.01, NULL, "of the resamplings have no value: the curve does not reach the level" },
        { 3.5, "does not reach the level", NULL },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        Measured m;
        Truth truth = { straight, 0.2 };
        snprintf(text, sizeof text,
                 "replicates: 20\nparameters: {size: 8}\n"
                 "sweep: {gain: {from: -0.25, to: 3, step: 0.25}}\n"
                 "derived:\n  it: {crossing: {metric: level, axis: gain, level: %g}}\n",
                 cases[i].level);
        measured_make(&m, text, fill, &truth, 1);
        const Array *a = results_find(&m.results, "derived/it", "value");
        const char *value = attributes_get(&a->attributes, "reason");
        const char *interval = attributes_get(&a->attributes, "no_interval");
        assert_int_equal(isnan(a->real[0]), cases[i].value_why != NULL);
        assert_int_equal(isnan(measured_derived(&m, "it", "ci_low", 0)),
                         cases[i].value_why || cases[i].interval_why);
        if (!value != !cases[i].value_why || (value && !strstr(value, cases[i].value_why)))
            fail_msg("level %g: %s", cases[i].level, value ? value : "no reason");
        if (!interval != !cases[i].interval_why ||
            (interval && !strstr(interval, cases[i].interval_why)))
            fail_msg("level %g: %s", cases[i].level, interval ? interval : "no reason");
        measured_free(&m);
    }
}

/* A pair of curves stands at the larger of its sizes, in whatever order the axis has them and
 * whichever are selected. */
static void pairs_are_named_by_their_sizes(void **state)
{
    static const struct {
        const char *sizes, *where;
        double at_16, at_64; /* NAN: no such pair */
    } cases[] = {
        { "size: [4, 16, 64]", "", 1, 2 },
        { "size: [64, 4, 16]", "", 1, 2 },
        { "size: [16, 64, 4]", "", 1, 2 },
        { "size: [4, 16, 64]", ", where: size >= 16", NAN, 2 },
        { "size: [16, 64, 4]", ", where: size <= 16", 1, NAN },
        { "size: [64, 16, 4]", ", where: size != 16", NAN, 1.8 },
        { "'label, size': [[c, 64], [a, 4], [b, 16]]", "", 1, 2 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        Measured m;
        Truth truth = { pairwise, 0 };
        snprintf(text, sizeof text,
                 "replicates: 2\nsweep: {%s, gain: {from: 0, to: 3, step: 0.25}}\nderived:\n"
                 "  it: {curves_cross: {metric: level, axis: gain, between: size%s}}\n",
                 cases[i].sizes, cases[i].where);
        measured_make(&m, text, fill, &truth, 1);
        const Array *upper = results_find(&m.results, "", "size_upper");
        assert_non_null(upper);
        assert_int_equal(upper->size, 2);
        for (int64_t pair = 0; pair < 2; pair++) {
            double found = measured_derived(&m, "it", "value", pair);
            double there = upper->real[pair] == 16   ? cases[i].at_16
                           : upper->real[pair] == 64 ? cases[i].at_64
                                                     : INFINITY;
            if (!(fabs(found - there) <= 1e-12) && !(isnan(found) && isnan(there)))
                fail_msg("%s%s: the curves of %g and the next smaller size meet at %g, not %g",
                         cases[i].sizes, cases[i].where, upper->real[pair], found, there);
        }
        measured_free(&m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_data_give_exact_numbers),
        cmocka_unit_test(pairs_are_named_by_their_sizes),
        cmocka_unit_test(an_interval_that_is_missing_says_why),
        cmocka_unit_test(what_has_no_answer_says_why),
        cmocka_unit_test(intervals_cover_the_truth),
        cmocka_unit_test(the_same_result_gives_the_same_interval),
        cmocka_unit_test(scores_against_a_law_have_rms_one),
        cmocka_unit_test(a_shared_design_makes_differences_sharp),
    };
    return cmocka_run_group_tests_name("derive", tests, NULL, NULL);
}
