/* columns.h - where a metric's values lie: packed in a trial, padded in an array; private to store.
 *
 * A trial holds its measured and timing metrics one after the other, each as long as its dimensions
 * are at that point; an array has room for the longest of all points within the budget, the rest is
 * NaN. */
#ifndef HEBB_COLUMNS_H
#define HEBB_COLUMNS_H

#include "runner/plan/sweep.h"

typedef struct {
    const Metric *metric;
    const char *group;               /* "" or "timing" */
    int64_t padded[METRIC_MAX_DIMS]; /* extents in the array; 1 beyond the metric's own */
    int64_t padded_size;
    int64_t sizes[METRIC_MAX_DIMS]; /* extents at the point of columns_at() */
    int64_t offset;                 /* among the values of a trial (or of the theory) there */
} Column;

typedef struct {
    const Sweep *sweep;
    int64_t count;                       /* metrics of the algorithm */
    Column *column;                      /* [count] in table order */
    int64_t trial_values, theory_values; /* at that point */
    bool vary;                           /* extents depend on the point */
    void *params;                        /* of that point */
} Columns;

/* ERR_MEMORY only. */
Status columns_init(Columns *c, const Sweep *s, Error *err);
void columns_free(Columns *c);

/* Sets sizes and offsets for a point. */
void columns_at(Columns *c, int64_t point);

/* False at points beyond the budget that are larger than all others. */
bool column_fits(const Column *c);

/* A trial's values into the array and back; the array's other elements there stay. All NaN become
 * the positive quiet one. */
void column_to_array(const Column *c, const double *packed, double *padded);
void column_from_array(const Column *c, const double *padded, double *packed);

#endif
