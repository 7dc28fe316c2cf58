/* gradient_check.h - a gradient against central differences, in double precision. */
#ifndef HEBB_GRADIENT_CHECK_H
#define HEBB_GRADIENT_CHECK_H

#include <stdint.h>

/* The function whose gradient is checked, at the variables' present values. */
typedef double GradientFunction(void *ctx);

/* Largest |(f(x + h e_i) - f(x - h e_i)) / 2h - gradient[i]| over i < n, relative to the largest
 * |numerical derivative| but at least to `floor` (to 1 where both are 0). x is moved one element at
 * a time and restored. */
double gradient_check(int64_t n, double *x, const double *gradient, double h, double floor,
                      GradientFunction *f, void *ctx);

#endif
