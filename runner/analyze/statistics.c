/* statistics.c - see statistics.h */
#include "runner/analyze/statistics.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>

/* One false alarm in so many nights, over all comparisons of a suite. */
static const double ALARM_NIGHTS = 10000.0;

void statistics_quiet(void)
{
    gsl_set_error_handler_off();
}

double statistics_t(double p, double df)
{
    if (df < 1)
        return INFINITY;
    return isinf(df) ? gsl_cdf_ugaussian_Qinv(p / 2) : gsl_cdf_tdist_Qinv(p / 2, df);
}

double statistics_chi2(double p, double df)
{
    return gsl_cdf_chisq_Pinv(p, df);
}

double statistics_normal_score(double t, double df)
{
    if (isnan(t) || !(df > 0) || isinf(df))
        return t;
    double tail = gsl_cdf_tdist_Q(fabs(t), df);
    double score = tail > 0 ? gsl_cdf_ugaussian_Qinv(tail) : fabs(t);
    return copysign(fmin(score, 38), t);
}

double statistics_binomial_score(int64_t k, int64_t n, double p)
{
    if (!(p > 0 && p < 1) || n < 1 || n > UINT32_MAX)
        return (double)k == p * (double)n ? 0 : (double)k > p * (double)n ? INFINITY : -INFINITY;
    double least = gsl_cdf_binomial_P((unsigned)k, p, (unsigned)n);
    double most = k > 0 ? gsl_cdf_binomial_Q((unsigned)(k - 1), p, (unsigned)n) : 1;
    double tail = fmin(fmin(least, most), 0.5);
    double score = tail > 0 ? fmin(gsl_cdf_ugaussian_Qinv(tail), 38) : 38;
    return most < least ? score : -score;
}

double statistics_alarm(int64_t comparisons)
{
    return 1 / (ALARM_NIGHTS * (double)(comparisons > 0 ? comparisons : 1));
}

/* A sum with a running compensation (Neumaier 1974): order fixed, error independent of the count.
 */
typedef struct {
    double sum, rest;
} Sum;

static void sum_add(Sum *s, double x)
{
    double t = s->sum + x;
    s->rest += fabs(s->sum) >= fabs(x) ? (s->sum - t) + x : (x - t) + s->sum;
    s->sum = t;
}

static double sum_value(const Sum *s)
{
    return s->sum + s->rest;
}

static void wilson_interval(Summary *s)
{
    double z = statistics_t(0.05, INFINITY), n = (double)s->n, p = s->mean;
    double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    double half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    s->ci_low = p == 0 ? 0 : fmax(0, middle - half);
    s->ci_high = p == 1 ? 1 : fmin(1, middle + half);
}

void statistics_interval(Summary *s, bool wilson, double t)
{
    if (s->n > 0 && wilson && s->binary) {
        wilson_interval(s);
    } else if (s->n > 1) {
        s->ci_low = s->mean - t * s->sem;
        s->ci_high = s->mean + t * s->sem;
    }
}

Summary statistics_moments(const double *values, int64_t count, int64_t stride)
{
    Summary s = { 0, NAN, NAN, NAN, NAN, NAN, true };
    Sum total = { 0, 0 }, squares = { 0, 0 };
    double least = INFINITY, most = -INFINITY;
    for (int64_t i = 0; i < count; i++) {
        double x = values[i * stride];
        if (!isfinite(x))
            continue;
        s.n++;
        sum_add(&total, x);
        least = x < least ? x : least;
        most = x > most ? x : most;
        s.binary = s.binary && (x == 0 || x == 1);
    }
    if (s.n == 0)
        return s;
    /* Rounding must not carry the mean of equal numbers away from them: their deviation is 0. */
    s.mean = sum_value(&total) / (double)s.n;
    s.mean = s.mean < least ? least : s.mean > most ? most : s.mean;
    for (int64_t i = 0; i < count; i++) {
        double d = values[i * stride] - s.mean;
        if (isfinite(d))
            sum_add(&squares, d * d);
    }
    if (s.n > 1) {
        s.sd = sqrt(sum_value(&squares) / (double)(s.n - 1));
        s.sem = s.sd / sqrt((double)s.n);
    }
    return s;
}

Summary statistics_summary(const double *values, int64_t count, int64_t stride, bool yes_no)
{
    Summary s = statistics_moments(values, count, stride);
    statistics_interval(&s, yes_no, statistics_t(0.05, (double)(s.n - 1)));
    return s;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void statistics_quartiles(const double *values, int64_t count, int64_t stride, double out[3])
{
    double *sorted = malloc((size_t)(count > 0 ? count : 1) * sizeof *sorted);
    int64_t n = 0;
    for (int64_t i = 0; sorted && i < count; i++)
        if (isfinite(values[i * stride]))
            sorted[n++] = values[i * stride];
    for (int q = 0; q < 3; q++) {
        out[q] = NAN;
        if (n == 0)
            continue;
        if (q == 0)
            qsort(sorted, (size_t)n, sizeof *sorted, by_value);
        double at = (double)(n - 1) * (q + 1) / 4;
        int64_t low = (int64_t)floor(at), high = low + 1 < n ? low + 1 : low;
        out[q] = sorted[low] + (at - (double)low) * (sorted[high] - sorted[low]);
    }
    free(sorted);
}
