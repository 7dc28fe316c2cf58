/* estimate.c - see estimate.h */
#include "runner/analyze/estimate.h"

#include <math.h>
#include <string.h>

#include "algorithms/base/elementary.h"

/* Isotonic regression with equal weights (pool adjacent violators; Ayer et al. 1955): the
 * increasing sequence nearest to y in least squares. fit[n], weight[n] scratch. */
static void isotonic(const double *y, int64_t n, double *fit, double *weight)
{
    int64_t blocks = 0;
    for (int64_t i = 0; i < n; i++) {
        fit[blocks] = y[i];
        weight[blocks++] = 1;
        while (blocks > 1 && fit[blocks - 2] >= fit[blocks - 1]) {
            double w = weight[blocks - 2] + weight[blocks - 1];
            fit[blocks - 2] += (fit[blocks - 1] - fit[blocks - 2]) * weight[blocks - 1] / w;
            weight[--blocks - 1] = w;
        }
    }
    for (int64_t i = n - 1, b = blocks - 1; b >= 0; b--) {
        double value = fit[b];
        for (int64_t k = (int64_t)weight[b]; k > 0; k--)
            fit[i--] = value; /* from the right: block b is never behind i */
    }
}

static double crossing(const Curve *c, const DerivedSpec *spec, const char **reason)
{
    int64_t n = c->n;
    double *y = c->work, *fit = y + n, *weight = fit + n;
    double sign = c->y[n - 1] >= c->y[0] ? 1 : -1, level = sign * spec->level;
    for (int64_t i = 0; i < n; i++)
        y[i] = sign * c->y[i];
    isotonic(y, n, fit, weight);
    if (!(fit[0] <= level && level <= fit[n - 1])) {
        *reason = "the curve does not reach the level inside the axis";
        return NAN;
    }
    int64_t i = 0;
    while (fit[i] < level)
        i++;
    if (fit[i] == level) {
        int64_t j = i;
        while (j + 1 < n && fit[j + 1] == level)
            j++;
        return (c->x[i] + c->x[j]) / 2;
    }
    return c->x[i - 1] + (c->x[i] - c->x[i - 1]) * (level - fit[i - 1]) / (fit[i] - fit[i - 1]);
}

/* Linear interpolation of (x, y), ascending, at `at` inside its range. */
static double interpolate(const double *x, const double *y, int64_t n, double at)
{
    int64_t i = 1;
    while (i + 1 < n && x[i] < at)
        i++;
    return y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]);
}

/* Where the second curve passes from one side of the first to the other: the extremum of the
 * running integral of their difference, which noise on common plateaus does not move. */
static double curves_cross(const Curve *c, const DerivedSpec *spec, const char **reason)
{
    (void)spec;
    int64_t a = c->first, b = c->n - c->first;
    const double *xa = c->x, *ya = c->y, *xb = c->x + a, *yb = c->y + a;
    if (a < 2 || b < 2) {
        *reason = "needs at least two points on each curve";
        return NAN;
    }
    double low = fmax(xa[0], xb[0]), high = fmin(xa[a - 1], xb[b - 1]);
    double last_x = low, last_d = interpolate(xb, yb, b, low) - interpolate(xa, ya, a, low);
    double sum = 0, top = 0, bottom = 0, top_x = NAN, bottom_x = NAN;
    int64_t i = 0, j = 0;
    while (low < high && last_x < high) {
        while (i < a && xa[i] <= last_x)
            i++;
        while (j < b && xb[j] <= last_x)
            j++;
        double x = fmin(i < a ? xa[i] : high, j < b ? xb[j] : high);
        x = fmin(x, high);
        double d = interpolate(xb, yb, b, x) - interpolate(xa, ya, a, x);
        if ((last_d < 0) != (d < 0) && d != last_d) {
            double zero = last_x + (x - last_x) * last_d / (last_d - d);
            double at_zero = sum + last_d * (zero - last_x) / 2;
            if (at_zero > top && d < 0) {
                top = at_zero;
                top_x = zero;
            }
            if (at_zero < bottom && d >= 0) {
                bottom = at_zero;
                bottom_x = zero;
            }
        }
        sum += (last_d + d) * (x - last_x) / 2;
        last_x = x;
        last_d = d;
    }
    /* A real crossing has area on both sides: height over the start and over the end. */
    double rise = isnan(top_x) ? 0 : fmin(top, top - sum);
    double fall = isnan(bottom_x) ? 0 : fmin(-bottom, sum - bottom);
    if (rise <= 0 && fall <= 0) {
        *reason = "the curves do not cross inside the axis";
        return NAN;
    }
    return rise >= fall ? top_x : bottom_x;
}

/* Weighted least squares y = a + b u: *a, *b. Points without an error weigh alike. */
static bool line(const double *u, const double *y, const double *se, int64_t n, double *a,
                 double *b)
{
    bool weighted = true;
    for (int64_t i = 0; i < n; i++)
        weighted = weighted && isfinite(se[i]) && se[i] > 0;
    double sw = 0, su = 0, sy = 0, suu = 0, suy = 0;
    for (int64_t i = 0; i < n; i++) {
        double w = weighted ? 1 / (se[i] * se[i]) : 1;
        sw += w;
        su += w * u[i];
        sy += w * y[i];
    }
    double mu = su / sw, my = sy / sw;
    for (int64_t i = 0; i < n; i++) {
        double w = weighted ? 1 / (se[i] * se[i]) : 1;
        suu += w * (u[i] - mu) * (u[i] - mu);
        suy += w * (u[i] - mu) * (y[i] - my);
    }
    *b = suy / suu;
    *a = my - *b * mu;
    return suu > 0;
}

static double extrapolate(const Curve *c, const DerivedSpec *spec, const char **reason)
{
    double *u = c->work, a, b;
    for (int64_t i = 0; i < c->n; i++) {
        if (!(c->x[i] > 0)) {
            *reason = "the axis must be positive";
            return NAN;
        }
        u[i] = elementary_pow(c->x[i], -spec->exponent);
    }
    if (!line(u, c->y, c->se, c->n, &a, &b)) {
        *reason = "the positions coincide";
        return NAN;
    }
    return a;
}

/* Slope of ln y against u, errors se / y. */
static double log_slope(const Curve *c, const double *u, const char **reason)
{
    double *ln = c->work + c->n, *se = ln + c->n, a, b;
    for (int64_t i = 0; i < c->n; i++) {
        if (!(c->y[i] > 0)) {
            *reason = "a mean is not positive";
            return NAN;
        }
        ln[i] = elementary_log(c->y[i]);
        se[i] = c->se[i] / c->y[i];
    }
    if (!line(u, ln, se, c->n, &a, &b)) {
        *reason = "the positions coincide";
        return NAN;
    }
    return b;
}

static double power_law(const Curve *c, const DerivedSpec *spec, const char **reason)
{
    (void)spec;
    for (int64_t i = 0; i < c->n; i++) {
        if (!(c->x[i] > 0)) {
            *reason = "the axis must be positive";
            return NAN;
        }
        c->work[i] = elementary_log(c->x[i]);
    }
    return log_slope(c, c->work, reason);
}

static double exponential_decay(const Curve *c, const DerivedSpec *spec, const char **reason)
{
    (void)spec;
    memcpy(c->work, c->x, (size_t)c->n * sizeof *c->x);
    return -log_slope(c, c->work, reason);
}

static double difference(const Curve *c, const DerivedSpec *spec, const char **reason)
{
    (void)spec;
    (void)reason;
    return c->n == 1 ? c->y[0] : c->y[1] - c->y[0];
}

static double ratio(const Curve *c, const DerivedSpec *spec, const char **reason)
{
    (void)spec;
    if (c->y[0] == 0) {
        *reason = "the divisor is zero";
        return NAN;
    }
    return c->y[1] / c->y[0];
}

static double mean(const Curve *c, const DerivedSpec *spec, const char **reason)
{
    (void)spec;
    (void)reason;
    double sum = 0;
    for (int64_t i = 0; i < c->n; i++)
        sum += c->y[i];
    return sum / (double)c->n;
}

static double maximum(const Curve *c, const DerivedSpec *spec, const char **reason)
{
    (void)spec;
    (void)reason;
    double best = c->y[0];
    for (int64_t i = 1; i < c->n; i++)
        best = fmax(best, c->y[i]);
    return best;
}

static double minimum(const Curve *c, const DerivedSpec *spec, const char **reason)
{
    (void)spec;
    (void)reason;
    double best = c->y[0];
    for (int64_t i = 1; i < c->n; i++)
        best = fmin(best, c->y[i]);
    return best;
}

/* The largest step against the direction, in standard errors of that step; <= 0 when there is none.
 */
static double monotone(const Curve *c, const DerivedSpec *spec, const char **reason)
{
    (void)reason;
    double worst = -INFINITY;
    for (int64_t i = 1; i < c->n; i++) {
        double against = (c->y[i] - c->y[i - 1]) * (spec->decreasing ? 1 : -1);
        double error = sqrt(c->se[i] * c->se[i] + c->se[i - 1] * c->se[i - 1]);
        double size = error > 0     ? against / error
                      : against > 0 ? INFINITY
                      : against < 0 ? -INFINITY
                                    : 0;
        worst = fmax(worst, size);
    }
    return worst;
}

/* z at a point: y is the mean of the paired difference, se its standard error. */
static double z_score(const Curve *c, const DerivedSpec *spec, const char **reason)
{
    (void)spec;
    if (c->y[0] == 0)
        return 0;
    if (!(c->se[0] > 0)) {
        *reason = "needs at least two differing replicates at a point";
        return NAN;
    }
    return c->y[0] / c->se[0];
}

static double rms_z(const Curve *c, const DerivedSpec *spec, const char **reason)
{
    double sum = 0;
    for (int64_t i = 0; i < c->n; i++) {
        Curve one = { 1, 1, c->x + i, c->y + i, c->se + i, NULL };
        double z = z_score(&one, spec, reason);
        sum += z * z;
    }
    return sqrt(sum / (double)c->n);
}

const EstimateKind estimate_kinds[DERIVE_KINDS] = {
    [DERIVE_CROSSING] = { crossing, 2,
                          "isotonic regression of the means, linear interpolation at the level" },
    [DERIVE_CURVES_CROSS] = { curves_cross, 4,
                              "change of sign of the difference of two interpolated curves" },
    [DERIVE_EXTRAPOLATE] = { extrapolate, 3, "weighted least squares a + b x^-exponent; a" },
    [DERIVE_POWER_LAW] = { power_law, 3,
                           "slope of ln mean against ln position, weighted least squares" },
    [DERIVE_EXPONENTIAL_DECAY] = { exponential_decay, 3,
                                   "minus the slope of ln mean, weighted least squares" },
    [DERIVE_DIFFERENCE] = { difference, 1,
                            "difference of means, paired by replicate where possible" },
    [DERIVE_RATIO] = { ratio, 2, "ratio of means" },
    [DERIVE_MEAN] = { mean, 1, "mean over the selected points" },
    [DERIVE_MAXIMUM] = { maximum, 1, "largest mean of the selected points" },
    [DERIVE_MINIMUM] = { minimum, 1, "smallest mean of the selected points" },
    [DERIVE_MONOTONE] = { monotone, 2,
                          "largest step against the direction, in its standard errors" },
    [DERIVE_Z] = { z_score, 1, "(mean - law) / standard error" },
    [DERIVE_RMS_Z] = { rms_z, 1, "root mean square of (mean - law) / standard error" },
};
