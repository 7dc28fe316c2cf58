/* detect.h - changes over the nights: small shifts that no single night shows, and steps in
 * timings.
 *
 * Scores are standard normal as long as nothing changes. A night alarms when one score is too large
 * or when one of two cumulative sums (Page 1954) passes its limit: the slow one, tuned to shifts of
 * one standard error, and the fast one, tuned to two and a half. The limits follow from the number
 * of series and one budget for all of them, by Siegmund's approximation (1985) of the time to a
 * false alarm. */
#ifndef HEBB_DETECT_H
#define HEBB_DETECT_H

#include <stdbool.h>
#include <stdint.h>

enum { DRIFT_SUMS = 2 }; /* slow, fast */

typedef struct {
    double single; /* largest |score| of one night */
    double slack[DRIFT_SUMS], limit[DRIFT_SUMS];
    double alarms; /* expected share of nights with a false alarm, all series */
} DriftLimits;

DriftLimits drift_limits(int64_t series);

/* State of one series; zeroed at its start. */
typedef struct {
    double up[DRIFT_SUMS], down[DRIFT_SUMS];
} Drift;

typedef enum { DRIFT_NONE, DRIFT_SINGLE, DRIFT_SLOW, DRIFT_FAST } DriftAlarm;

/* One night. After an alarm the sums start again. A NAN is a night without a score. */
DriftAlarm drift_night(Drift *d, const DriftLimits *limits, double score);

/* What earlier nights say about a number, each weighing by its error. Zeroed: nothing. */
typedef struct {
    double weight, mean;
} Reference;

/* The number's distance from all before it, in standard errors of both, which are independent from
 * night to night as those from a fixed baseline are not (recursive residuals; Brown, Durbin & Evans
 * 1975); NAN for the first. Then the number joins those before. Needs error > 0. */
double reference_score(Reference *r, double value, double error);

/* A step in positive numbers, oldest first: the split of values[start .. n-1] into two levels
 * (medians) of smallest absolute deviation, both held for at least 4 values. The noise is that of
 * all n, from the median size of the differences between neighbours: steps do not disturb it. */
typedef struct {
    bool found;
    int64_t at;                  /* first value of the new level */
    double before, after, noise; /* medians; relative noise of one value */
} Step;

enum { STEP_WINDOW = 45 };
Step step_find(const double *values, int64_t n, int64_t start, double relative);

/* Median of n values; NAN of none. `work` holds n. */
double detect_median(const double *values, int64_t n, double *work);

#endif
