/* nearest_point.h - the point of the convex hull of P points in N dimensions that is nearest to the
 * origin, found in finitely many steps and proven from scratch.
 *
 * That point decides whether a hyperplane through the origin has all points on one side, and which
 * one keeps the largest distance from them: its normal is the direction of the nearest point (a
 * support vector machine without threshold). It is sought as the least squares problem
 * |f - sum_m x_m (a_m, scale)| = min, x >= 0, f = (0, 1), by the active set method of Lawson &
 * Hanson (Solving Least Squares Problems, 1974, chapter 23), whose residual is the normal; the
 * active columns are kept orthogonal by the updates of Daniel, Gragg, Kaufman & Stewart (Math.
 * Comp. 30, 772, 1976). Every sum has a fixed order: same points, same bits everywhere. */
#ifndef HEBB_NEAREST_POINT_H
#define HEBB_NEAREST_POINT_H

#include <stdbool.h>
#include <stdint.h>

#include "algorithms/base/cpu.h"
#include "algorithms/base/status.h"

typedef struct {
    int64_t dims, points; /* N, P */
    int64_t stride;       /* N + 1 components, padded with zeros to whole lanes */
    int64_t steps;        /* made so far */
    CpuLevel level;       /* of the kernels */
    void *block;          /* all arrays */

    double *column;   /* (P, stride): a_m, scale */
    double *residual; /* (stride): f - sum_m x_m column_m, orthogonal to the active columns */
    double scale, reach;
    int64_t active_count; /* K <= N + 1 */
    int64_t *active;      /* (K): points with weight, in the order of the factors */
    bool *is_active;      /* (P) */
    double *beyond;       /* (P): column_m . residual, positive on the wrong side */
    double *x, *z;        /* (K): weights, and those that the active columns alone would take */
    double *q;            /* (K, stride): orthonormal, spans the active columns */
    double *r; /* (K, N + 1): row j holds r_0j .. r_jj; active column j = sum_i r_ij q_i */
    double *d; /* (K): q_j . f */
    double *h; /* (N + 1): for the passes of orthogonalisation */

    /* Filled by nearest_point_prove. */
    bool separable; /* proven: direction . a_m > 0 for every m, beyond all rounding */
    double low,
        high; /* bounds of the distance: that of the hyperplane and of a point of the hull */
    double *direction; /* (N): unit vector; meaningless unless separable */
} NearestPoint;

/* Memory for a problem; the points are then written to nearest_point_at. ERR_MEMORY. */
Status nearest_point_init(NearestPoint *s, int64_t dims, int64_t points, Error *err);
void nearest_point_free(NearestPoint *s);
double nearest_point_bytes(int64_t dims, int64_t points);

/* Point m: (N) doubles. */
static inline double *nearest_point_at(const NearestPoint *s, int64_t m)
{
    return s->column + m * s->stride;
}

/* Call once all points are written: begins with no weight anywhere. */
void nearest_point_start(NearestPoint *s);

/* Gives weight to one more point, and takes it from those that lose it; *done if that is the end.
 * ERR_NUMERIC if the steps do not end. */
Status nearest_point_step(NearestPoint *s, bool *done, Error *err);

/* Computes the bounds from the points, the weights and the direction alone. Either the hyperplane
 * separates by more than any rounding, or a convex combination of the points is 0 to rounding;
 * otherwise, or when the bounds are apart, ERR_NUMERIC. */
Status nearest_point_prove(NearestPoint *s, Error *err);

#endif
