/* elementary_kernel.h - the array functions of elementary.c, one table per processor level. */
#ifndef HEBB_ELEMENTARY_KERNEL_H
#define HEBB_ELEMENTARY_KERNEL_H

#include <stddef.h>

#include "algorithms/base/cpu.h"

/* out[n] from in[n]; out may be in. */
typedef void ElementaryMap32(float *out, const float *in, size_t n);
typedef void ElementaryMap64(double *out, const double *in, size_t n);

typedef struct {
    ElementaryMap32 *exp_f32, *log_f32, *tanh_f32, *sigmoid_f32, *erf_f32;
    ElementaryMap64 *exp_f64, *log_f64, *tanh_f64, *sigmoid_f64, *erf_f64;
} ElementaryKernels;

KERNEL_TABLE(ElementaryKernels, elementary_kernels)

#endif
