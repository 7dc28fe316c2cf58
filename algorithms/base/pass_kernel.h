/* pass_kernel.h - passes over arrays that networks are made of, compiled once per processor level.
 *
 * Plain loops: what the compiler makes of them is as wide as the level allows. Elements are
 * independent, and sums keep the order reduce.h and layer.h promise, so all levels agree in every
 * bit. */
#ifndef HEBB_PASS_KERNEL_H
#define HEBB_PASS_KERNEL_H

#include <stdint.h>

#include "algorithms/base/cpu.h"

enum { PASS_LANES = 8 }; /* accumulators of a sum: element i goes to i mod 8 */

typedef struct {
    /* y (rows, width) += bias, row by row. */
    void (*bias)(int64_t rows, int64_t width, const float *bias, float *y);
    /* h = phi(z): max(0, z) that keeps NaN; z or leak z. */
    void (*relu)(int64_t n, const float *z, float *h);
    void (*leaky)(int64_t n, float leak, const float *z, float *h);
    /* delta *= phi', from h = phi(z). */
    void (*sigmoid_back)(int64_t n, const float *h, float *delta);
    void (*tanh_back)(int64_t n, const float *h, float *delta);
    void (*leaky_back)(int64_t n, float leak, const float *h, float *delta);
    void (*elu_back)(int64_t n, const float *h, float *delta);
    /* y = x + scale branch; x *= mask. */
    void (*residual)(int64_t n, float scale, const float *x, const float *branch, float *y);
    void (*mask)(int64_t n, const float *mask, float *x);
    /* sums[i] = sum over rows of x[row][i] (times y[row][i]) for `count` columns of (rows, width).
     */
    void (*column_sums)(int64_t rows, int64_t width, int64_t count, const float *x, double *sums);
    void (*column_dots)(int64_t rows, int64_t width, int64_t count, const float *x, const float *y,
                        double *sums);
    /* Lanes of sum x and sum x y over whole groups of PASS_LANES elements; n is a multiple. */
    void (*sum)(int64_t n, const float *x, double lanes[PASS_LANES]);
    void (*dot)(int64_t n, const float *x, const float *y, double lanes[PASS_LANES]);
} PassKernels;

KERNEL_TABLE(PassKernels, pass_kernels)

#endif
