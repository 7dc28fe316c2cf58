/* test_statistics.c - quantiles, intervals and estimators against known values and laws. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "tests/near.h"
#include "algorithms/base/random.h"
#include "runner/analyze/bootstrap.h"
#include "runner/analyze/estimate.h"
#include "runner/analyze/statistics.h"

/* Values from tables of Student's t and of chi-square. */
static void test_quantiles(void **state)
{
    (void)state;
    assert_near(statistics_t(0.05, 9), 2.2621571628, 1e-9);
    assert_near(statistics_t(0.05, INFINITY), 1.9599639845, 1e-9);
    assert_near(statistics_t(0.01, 1), 63.656741163, 1e-6);
    assert_near(statistics_chi2(0.95, 10), 18.307038053, 1e-8);
    assert_near(statistics_alarm(1), 1e-4, 1e-18);
    assert_near(statistics_alarm(100), 1e-6, 1e-20);
}

static void test_summary(void **state)
{
    (void)state;
    const double x[] = { 1, NAN, 2, 4, 9, NAN };
    Summary s = statistics_summary(x, 6, 1, false);
    assert_int_equal(s.n, 4);
    assert_near(s.mean, 4, 0);
    assert_near(s.sd, sqrt(38.0 / 3), 1e-15);
    assert_near(s.sem, sqrt(38.0 / 12), 1e-15);
    assert_near(s.ci_high - s.mean, 3.1824463053 * s.sem, 1e-8);
    /* Strided: every second value. */
    s = statistics_summary(x, 3, 2, false);
    assert_int_equal(s.n, 3);
    assert_near(s.mean, 4, 1e-15);
    /* One value has no spread, none has no mean. */
    s = statistics_summary(x, 1, 1, false);
    assert_true(s.n == 1 && s.mean == 1 && isnan(s.sem) && isnan(s.ci_low));
    s = statistics_summary(x + 1, 1, 1, false);
    assert_true(s.n == 0 && isnan(s.mean));
}

/* Equal numbers have themselves for a mean and no deviation, though 3 x / 3 may round away from x.
 */
static void test_equal_numbers(void **state)
{
    (void)state;
    double x[60];
    for (int n = 2; n <= 60; n++)
        for (int k = 1; k <= 200; k++) {
            for (int i = 0; i < n; i++)
                x[i] = -k / 1000.0;
            Summary s = statistics_summary(x, n, 1, false);
            if (s.mean != x[0] || s.sd != 0 || s.ci_low != x[0] || s.ci_high != x[0])
                fail_msg("%d times %.17g: mean %.17g, deviation %g", n, x[0], s.mean, s.sd);
        }
    /* Zeros of whatever sign have the mean 0, in every build. */
    const double zeros[] = { -0.0, 0.0, -0.0 };
    for (int64_t n = 1; n <= 3; n++)
        assert_false(signbit(statistics_summary(zeros, n, 1, false).mean));
}

/* Large means: a plain sum of squares would lose everything. */
static void test_summary_is_stable(void **state)
{
    (void)state;
    double x[1000];
    for (int i = 0; i < 1000; i++)
        x[i] = 1e9 + (i % 2 ? 1e-3 : -1e-3);
    Summary s = statistics_summary(x, 1000, 1, false);
    assert_near(s.mean, 1e9, 1e-6);
    assert_near(s.sd, 1e-3 * sqrt(1000.0 / 999), 1e-6 * 1e-1);
}

/* Wilson (1927): 0 of 10 gives [0, 0.2775], 7 of 10 gives [0.3968, 0.8922]. */
static void test_wilson(void **state)
{
    (void)state;
    double x[10] = { 0 };
    Summary s = statistics_summary(x, 10, 1, true);
    assert_near(s.ci_low, 0, 0);
    assert_near(s.ci_high, 0.2775328, 1e-6);
    for (int i = 0; i < 7; i++)
        x[i] = 1;
    s = statistics_summary(x, 10, 1, true);
    assert_near(s.ci_low, 0.3967781, 1e-6);
    assert_near(s.ci_high, 0.8922087, 1e-6);
    /* Fractions are not yes or no: Student's interval. */
    x[0] = 0.5;
    Summary t = statistics_summary(x, 10, 1, true);
    assert_near(t.ci_high - t.mean, statistics_t(0.05, 9) * t.sem, 1e-12);
}

static void test_quartiles(void **state)
{
    (void)state;
    const double x[] = { 5, 1, NAN, 3, 2, 4 };
    double q[3];
    statistics_quartiles(x, 6, 1, q);
    assert_near(q[0], 2, 0);
    assert_near(q[1], 3, 0);
    assert_near(q[2], 4, 0);
}

/* ---- estimators ------------------------------------------------------------------------------ */

static double estimate(DeriveKind kind, const DerivedSpec *spec, int64_t n, int64_t first,
                       const double *x, const double *y, const double *se)
{
    double work[400], zero[100] = { 0 };
    const char *reason = NULL;
    Curve c = { n, first, x, y, se ? se : zero, work };
    return estimate_kinds[kind].estimate(&c, spec, &reason);
}

static void test_crossing(void **state)
{
    (void)state;
    const double x[] = { 0, 1, 2, 3, 4 };
    DerivedSpec half = { .level = 0.5 };
    assert_near(estimate(DERIVE_CROSSING, &half, 5, 5, x, (double[]){ 1, 1, 0.75, 0.25, 0 }, NULL),
                2.5, 1e-15);
    assert_near(estimate(DERIVE_CROSSING, &half, 5, 5, x, (double[]){ 0, 0, 0.25, 0.75, 1 }, NULL),
                2.5, 1e-15);
    /* On the level: the middle of the plateau. */
    assert_near(estimate(DERIVE_CROSSING, &half, 5, 5, x, (double[]){ 1, 0.5, 0.5, 0.5, 0 }, NULL),
                2, 1e-15);
    /* A bump is pooled: 0.4 and 0.6 become 0.5 each. */
    assert_near(estimate(DERIVE_CROSSING, &half, 5, 5, x, (double[]){ 1, 0.9, 0.4, 0.6, 0 }, NULL),
                2.5, 1e-15);
    assert_true(
        isnan(estimate(DERIVE_CROSSING, &half, 5, 5, x, (double[]){ 1, 1, 0.9, 0.8, 0.7 }, NULL)));
}

/* Two lines that cross at 0.6, with plateaus on which they touch and part again by noise. */
static void test_curves_cross(void **state)
{
    (void)state;
    DerivedSpec spec = { 0 };
    const double x[] = { 0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2 };
    const double y[] = { 1, 0.999, 0.75, 0.5, 0.25, 0.001, 0, 0.999, 1, 0.95, 0.5, 0.05, 0, 0.001 };
    assert_near(estimate(DERIVE_CURVES_CROSS, &spec, 14, 7, x, y, NULL), 0.6, 1e-12);
    /* Different abscissae: y = 1 - x against y = 0.7 - x/2 shifted grid. */
    const double u[] = { 0, 0.25, 0.5, 0.75, 1, 0.1, 0.3, 0.5, 0.7, 0.9 };
    const double v[] = { 1, 0.75, 0.5, 0.25, 0, 0.65, 0.55, 0.45, 0.35, 0.25 };
    assert_near(estimate(DERIVE_CURVES_CROSS, &spec, 10, 5, u, v, NULL), 0.6, 1e-12);
    /* Parallel curves never cross. */
    const double w[] = { 1, 0.75, 0.5, 0.25, 0, 1, 0.8, 0.6, 0.4, 0.2 };
    assert_true(isnan(estimate(DERIVE_CURVES_CROSS, &spec, 10, 5, u, w, NULL)));
}

static void test_fits(void **state)
{
    (void)state;
    const double n[] = { 500, 1000, 2000, 4000 };
    double y[4];
    DerivedSpec half = { .exponent = 0.5 };
    for (int i = 0; i < 4; i++)
        y[i] = 0.138 + 0.3 / sqrt(n[i]);
    assert_near(estimate(DERIVE_EXTRAPOLATE, &half, 4, 4, n, y, NULL), 0.138, 1e-13);
    for (int i = 0; i < 4; i++)
        y[i] = 3 * pow(n[i], 1.75);
    assert_near(estimate(DERIVE_POWER_LAW, &half, 4, 4, n, y, NULL), 1.75, 1e-12);
    for (int i = 0; i < 4; i++)
        y[i] = 3 * exp(-n[i] / 700);
    assert_near(estimate(DERIVE_EXPONENTIAL_DECAY, &half, 4, 4, n, y, NULL), 1.0 / 700, 1e-14);
    y[2] = -1;
    assert_true(isnan(estimate(DERIVE_POWER_LAW, &half, 4, 4, n, y, NULL)));
    /* Weights: a far point with a huge error does not matter. */
    const double se[] = { 1e-6, 1e-6, 1e-6, 1e3 };
    for (int i = 0; i < 4; i++)
        y[i] = 0.138 + 0.3 / sqrt(n[i]) + (i == 3 ? 1 : 0);
    assert_near(estimate(DERIVE_EXTRAPOLATE, &half, 4, 4, n, y, se), 0.138, 1e-9);
}

static void test_monotone(void **state)
{
    (void)state;
    const double x[] = { 1, 2, 3 }, se[] = { 0.3, 0.4, 0.3 };
    DerivedSpec falling = { .decreasing = true }, rising = { 0 };
    assert_near(estimate(DERIVE_MONOTONE, &falling, 3, 3, x, (double[]){ 3, 2, 2.5 }, se), 1,
                1e-12);
    assert_true(estimate(DERIVE_MONOTONE, &falling, 3, 3, x, (double[]){ 3, 2, 1 }, se) < 0);
    assert_true(isinf(estimate(DERIVE_MONOTONE, &rising, 3, 3, x, (double[]){ 3, 2, 1 }, NULL)));
}

/* The 95 % interval of a mean of 40 normals covers the truth in 95 % of cases (binomial, 4 sigma).
 */
static void test_bootstrap_covers(void **state)
{
    (void)state;
    enum { CASES = 300, N = 40 };
    int covered = 0;
    for (int c = 0; c < CASES; c++) {
        Bootstrap b;
        RandomKey key = { 7, (uint64_t)c };
        RandomStream data = random_stream(key, "data");
        assert_int_equal(bootstrap_init(&b, 1, N, key, NULL), OK);
        for (int i = 0; i < N; i++)
            b.values[i] = 5 + random_normal(&data, (uint64_t)i);
        b.count[0] = N;
        double draws[BOOTSTRAP_DRAWS + 1], low, high;
        for (int d = 0; d <= BOOTSTRAP_DRAWS; d++)
            draws[d] = bootstrap_mean(&b, 0, d);
        bootstrap_interval(draws, 1, true, &low, &high);
        covered += low <= 5 && 5 <= high;
        assert_near(bootstrap_deviation(draws, 1), bootstrap_error(&b, 0),
                    0.15 * bootstrap_error(&b, 0));
        bootstrap_free(&b);
    }
    assert_near(covered / (double)CASES, 0.935, 4 * sqrt(0.95 * 0.05 / CASES));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantiles),
        cmocka_unit_test(test_summary),
        cmocka_unit_test(test_equal_numbers),
        cmocka_unit_test(test_summary_is_stable),
        cmocka_unit_test(test_wilson),
        cmocka_unit_test(test_quartiles),
        cmocka_unit_test(test_crossing),
        cmocka_unit_test(test_curves_cross),
        cmocka_unit_test(test_fits),
        cmocka_unit_test(test_monotone),
        cmocka_unit_test(test_bootstrap_covers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
