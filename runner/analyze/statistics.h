/* statistics.h - quantiles, intervals, small estimators. GSL's distributions live behind this. */
#ifndef HEBB_STATISTICS_H
#define HEBB_STATISTICS_H

#include <stdbool.h>
#include <stdint.h>

/* Errors of GSL come back as values instead of ending the process; once, at the start of a program.
 */
void statistics_quiet(void);

/* Two-sided quantiles: P(|T| > q) = p for Student t with `df` degrees of freedom (df may be
 * infinite: normal). p in (0, 1). */
double statistics_t(double p, double df);
/* Quantile of chi-square: P(X <= q) = p. */
double statistics_chi2(double p, double df);

/* The standard normal number that is as unlikely as a t of this size with `df` degrees of freedom.
 */
double statistics_normal_score(double t, double df);
/* The same for k successes in n trials of probability p: positive when there are too many. Exact
 * tails; of the two the smaller one, so that the score is never too large. */
double statistics_binomial_score(int64_t k, int64_t n, double p);

/* The suite's false-alarm budget: two-sided probability of one statistical comparison being wrong
 * by chance, so that all of a suite give one false alarm in 10 000 nights. */
double statistics_alarm(int64_t comparisons);

typedef struct {
    int64_t n;              /* finite values */
    double mean, sd, sem;   /* NAN where n is too small */
    double ci_low, ci_high; /* 95 % */
    bool binary;            /* every value is 0 or 1 */
} Summary;

/* Mean, deviation and 95 % interval of the finite values among `count` taken every `stride`:
 * Student t, or Wilson's score interval (1927) when `yes_no` and every value is 0 or 1. Sums in
 * fixed order, compensated (Neumaier 1974). */
Summary statistics_summary(const double *values, int64_t count, int64_t stride, bool yes_no);

/* Only n, mean, sd and sem; then the interval, given the t quantile for n - 1 degrees of freedom.
 */
Summary statistics_moments(const double *values, int64_t count, int64_t stride);
void statistics_interval(Summary *s, bool wilson, double t);

/* Median and quartiles (type 7) of the finite values; out[0..2] = lower quartile, median, upper. */
void statistics_quartiles(const double *values, int64_t count, int64_t stride, double out[3]);

#endif
