/* detect.c - see detect.h */
#include "runner/analyze/detect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/base/elementary.h"
#include "runner/analyze/statistics.h"

/* ---- drift ----------------------------------------------------------------------------------- */

/* Shares of nights with a false alarm: single scores have the suite's budget (statistics_alarm). */
static const double budget[DRIFT_SUMS] = { 0.006, 0.001 };
static const double slacks[DRIFT_SUMS] = { 0.5, 1.25 };

/* Nights until a sum with this slack passes the limit by chance (Siegmund 1985). */
static double nights_to_alarm(double slack, double limit)
{
    double b = 2 * slack * (limit + 1.166);
    return (elementary_exp(b) - b - 1) / (2 * slack * slack);
}

static double solve_limit(double slack, double nights)
{
    double low = 0, high = 40;
    for (int i = 0; i < 100; i++) {
        double middle = (low + high) / 2;
        *(nights_to_alarm(slack, middle) < nights ? &low : &high) = middle;
    }
    return high;
}

DriftLimits drift_limits(int64_t series)
{
    DriftLimits l = { .alarms = 0 };
    double n = (double)(series > 0 ? series : 1);
    l.single = statistics_t(statistics_alarm(series), INFINITY);
    l.alarms = statistics_alarm(series) * n;
    for (int s = 0; s < DRIFT_SUMS; s++) {
        l.slack[s] = slacks[s];
        l.limit[s] = solve_limit(slacks[s], 2 * n / budget[s]); /* upwards and downwards */
        l.alarms += budget[s];
    }
    return l;
}

DriftAlarm drift_night(Drift *d, const DriftLimits *limits, double score)
{
    static const DriftAlarm kinds[DRIFT_SUMS] = { DRIFT_SLOW, DRIFT_FAST };
    if (isnan(score))
        return DRIFT_NONE;
    DriftAlarm alarm = fabs(score) > limits->single ? DRIFT_SINGLE : DRIFT_NONE;
    for (int s = 0; s < DRIFT_SUMS; s++) {
        d->up[s] = fmax(0, d->up[s] + score - limits->slack[s]);
        d->down[s] = fmax(0, d->down[s] - score - limits->slack[s]);
        if (alarm == DRIFT_NONE && fmax(d->up[s], d->down[s]) > limits->limit[s])
            alarm = kinds[s];
    }
    if (alarm != DRIFT_NONE)
        memset(d, 0, sizeof *d);
    return alarm;
}

double reference_score(Reference *r, double value, double error)
{
    double variance = error * error, score = NAN;
    if (!isfinite(value) || !(error > 0))
        return NAN;
    if (r->weight > 0)
        score = (value - r->mean) / sqrt(variance + 1 / r->weight);
    double weight = r->weight + 1 / variance;
    r->mean += (value - r->mean) / (variance * weight);
    r->weight = weight;
    return score;
}

/* ---- steps ----------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double detect_median(const double *values, int64_t n, double *work)
{
    if (n < 1)
        return NAN;
    memcpy(work, values, (size_t)n * sizeof *work);
    qsort(work, (size_t)n, sizeof *work, by_value);
    return n % 2 ? work[n / 2] : (work[n / 2 - 1] + work[n / 2]) / 2;
}

/* Sum of the distances from the median. */
static double spread_of(const double *values, int64_t n, double *work, double *median)
{
    double sum = 0;
    *median = detect_median(values, n, work);
    for (int64_t i = 0; i < n; i++)
        sum += fabs(values[i] - *median);
    return sum;
}

/* Standard deviation of one value, from the differences of neighbours: 1.4826 times the median
 * distance is the deviation of a normal sample, and a difference has two of them. */
static double noise_of(const double *log_values, int64_t n, double *work)
{
    double differences[STEP_WINDOW], middle;
    for (int64_t i = 0; i + 1 < n; i++)
        differences[i] = log_values[i + 1] - log_values[i];
    middle = detect_median(differences, n - 1, work);
    for (int64_t i = 0; i + 1 < n; i++)
        differences[i] = fabs(differences[i] - middle);
    return 1.4826 * detect_median(differences, n - 1, work) / sqrt(2) + 1e-12;
}

Step step_find(const double *values, int64_t n, int64_t start, double relative)
{
    enum { HOLD = 4 }; /* values a level must hold */
    double y[STEP_WINDOW], work[STEP_WINDOW], before, after, level, best = INFINITY;
    Step step = { .found = false };
    if (n > STEP_WINDOW) {
        values += n - STEP_WINDOW;
        start = start > n - STEP_WINDOW ? start - (n - STEP_WINDOW) : 0;
        step.at = n - STEP_WINDOW; /* for now: where the window begins */
        n = STEP_WINDOW;
    }
    int64_t first = step.at, m = n - start;
    if (m < 2 * HOLD || n < 2 * HOLD + 4)
        return step;
    for (int64_t i = 0; i < n; i++)
        y[i] = elementary_log(values[i]);
    step.noise = noise_of(y, n, work);
    double whole = spread_of(y + start, m, work, &level);
    for (int64_t k = HOLD; k <= m - HOLD; k++) {
        double left = spread_of(y + start, k, work, &before);
        double cost = left + spread_of(y + start + k, m - k, work, &after);
        if (cost >= best)
            continue;
        best = cost;
        step.at = first + start + k;
        step.before = before;
        step.after = after;
    }
    double size = fabs(step.after - step.before);
    step.found = size > fmax(elementary_log1p(relative), 2 * step.noise) &&
                 whole - best > 4 * step.noise * elementary_log((double)m);
    step.before = elementary_exp(step.before);
    step.after = elementary_exp(step.after);
    return step;
}
