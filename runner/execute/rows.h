/* rows.h - the buffer an algorithm writes its metrics into, grown to the largest point seen. */
#ifndef HEBB_ROWS_H
#define HEBB_ROWS_H

#include "algorithms/algorithm.h"

typedef struct {
    const Algorithm *algorithm;
    int64_t metrics;
    bool scalars;   /* every metric is a scalar: the layout is the same at every point */
    double **row;   /* [metrics] into values */
    double *values; /* [room]; the wanted metrics first, in table order, then the others */
    int64_t room;
    int64_t wanted; /* values of the wanted metrics at the point laid out last */
    int64_t total;  /* values of all metrics there */
} Rows;

Status rows_init(Rows *r, const Algorithm *a, Error *err);
void rows_free(Rows *r);

/* Points the rows at a point's values and presets them to NaN. Wanted: the theory metrics, or all
 * others; the unwanted ones get room too, so that no row is a trap. */
Status rows_layout(Rows *r, const void *params, bool theory, Error *err);

#endif
