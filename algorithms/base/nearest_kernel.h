/* nearest_kernel.h - passes over the columns of nearest_point.c, compiled once per processor level.
 *
 * Rows of `stride` doubles, whole groups of NEAREST_LANES. The order of every sum is fixed: element
 * i of a scalar product goes to accumulator i mod 8, and the accumulators are added pairwise; rows
 * are taken away in ascending order; nothing is fused. So all levels agree in every bit. */
#ifndef HEBB_NEAREST_KERNEL_H
#define HEBB_NEAREST_KERNEL_H

#include <stdint.h>

#include "algorithms/base/cpu.h"

enum { NEAREST_LANES = 8 };

typedef struct {
    /* out[j] = rows[j] . v for `count` rows. */
    void (*dots)(int64_t count, int64_t stride, const double *rows, const double *v, double *out);
    /* v -= sum_j part[j] rows[j]. */
    void (*take)(int64_t count, int64_t stride, const double *rows, const double *part, double *v);
    /* (a, b) = (c a + t b, c b - t a). */
    void (*rotate)(int64_t stride, double c, double t, double *a, double *b);
} NearestKernels;

KERNEL_TABLE(NearestKernels, nearest_kernels)

#endif
