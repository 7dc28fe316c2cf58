/* matmul_kernel.h - the inner part of matmul.c, one table per processor level. */
#ifndef HEBB_MATMUL_KERNEL_H
#define HEBB_MATMUL_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "algorithms/base/cpu.h"

enum {
    MATMUL_DEPTH = 256,    /* most of k that is multiplied at once */
    MATMUL_MAX_PANEL = 64, /* no level has wider panels, and every width divides this */
};

/* A matrix read through strides: element (i, j) is at[i * row + j * column]. One of them is 1. */
typedef struct {
    const float *at;
    int64_t row, column;
} MatmulView;

/* The right operand in panels of neighbouring columns: element (i, j) of panel p is
 * at[p * panel + i * row + j]. Whole vectors are read, also where the last panel is narrower. */
typedef struct {
    const float *at;
    int64_t panel, row;
} MatmulPanels;

typedef struct {
    int64_t width; /* of a panel, in columns */

    /* Copies b (k, n) into panels (k, width) one after the other; the last is filled with zeros. */
    void (*pack)(int64_t n, int64_t k, MatmulView b, float *packed);

    /* c (m, n) = or += a (m, k) b (k, n), k <= MATMUL_DEPTH: to 0 or to c[i][j] the products of an
     * element are added in ascending k, each by one fused multiply-add. */
    void (*multiply)(int64_t m, int64_t n, int64_t k, MatmulView a, MatmulPanels b, bool accumulate,
                     float *c, int64_t ldc);
} MatmulKernels;

KERNEL_TABLE(MatmulKernels, matmul_kernels)

#endif
