/* elementary.h - exp, log, tanh, ... with the same bits on every processor level (the only SLEEF).
 *
 * Whatever enters a result uses these, never libm's, which differ between library versions. They
 * are SLEEF's deterministic functions (Shibata & Petrogalli 2020), which need fused multiply-add,
 * and two faster ones in single precision. An element of an array depends on its argument alone,
 * and the double arrays equal the scalars bit for bit. sqrt, fabs, floor, ceil and fma of libm are
 * exact and allowed. */
#ifndef HEBB_ELEMENTARY_H
#define HEBB_ELEMENTARY_H

#include <stddef.h>

/* Scalars in double precision; domain and special values as in C's functions of the same name.
 * Errors: 1.0 ulp, erfc 1.5, sigmoid 2.5. */
double elementary_exp(double x);
double elementary_expm1(double x);
double elementary_log(double x);
double elementary_log1p(double x);
double elementary_tanh(double x);
double elementary_sin(double x);
double elementary_cos(double x);
double elementary_erf(double x);
double elementary_erfc(double x);
double elementary_pow(double x, double y);
double elementary_sigmoid(double x);   /* 1 / (1 + exp(-x)), no overflow */
double elementary_log_gamma(double x); /* ln |Gamma(x)|, x > 0 */

/* Arrays, out[n] from in[n]; out may be in. Single precision: exp, log 1.0 ulp, erf 1.2, sigmoid
 * 2.5, tanh 2.6. */
void elementary_exp_f32(float *out, const float *in, size_t n);
void elementary_log_f32(float *out, const float *in, size_t n);
void elementary_tanh_f32(float *out, const float *in, size_t n);
void elementary_sigmoid_f32(float *out, const float *in, size_t n);
void elementary_erf_f32(float *out, const float *in, size_t n);

/* The same in double precision: 1.0 ulp, sigmoid 2.5. */
void elementary_exp_f64(double *out, const double *in, size_t n);
void elementary_log_f64(double *out, const double *in, size_t n);
void elementary_tanh_f64(double *out, const double *in, size_t n);
void elementary_sigmoid_f64(double *out, const double *in, size_t n);
void elementary_erf_f64(double *out, const double *in, size_t n);

#endif
