/* reduce.h - sums in a fixed order: element i goes to accumulator i mod 8, all in double precision,
 * the accumulators are added pairwise. So they vectorise and keep their bits everywhere. */
#ifndef HEBB_REDUCE_H
#define HEBB_REDUCE_H

#include <stdint.h>

/* sum x[i], i < n. */
double reduce_sum_f32(int64_t n, const float *x);
double reduce_sum_f64(int64_t n, const double *x);

/* sum x[i] y[i]; x may be y. */
double reduce_dot_f32(int64_t n, const float *x, const float *y);
double reduce_dot_f64(int64_t n, const double *x, const double *y);

/* max |x[i]|, 0 for n = 0; NaN if any x is NaN. */
float reduce_max_abs_f32(int64_t n, const float *x);

#endif
