/* elementary.c - see elementary.h. With elementary_kernel.c the only SLEEF. */
#include "algorithms/base/elementary.h"

#include <math.h>

/* sleef.h declares the scalar functions that use fused multiply-add only under this name. The
 * program refuses processors without the instruction. */
#ifndef FP_FAST_FMA
#define FP_FAST_FMA
#endif
#include <sleef.h>

#include "algorithms/base/elementary_kernel.h"

double elementary_exp(double x)
{
    return Sleef_finz_expd1_u10purecfma(x);
}

double elementary_expm1(double x)
{
    return Sleef_finz_expm1d1_u10purecfma(x);
}

double elementary_log(double x)
{
    return Sleef_finz_logd1_u10purecfma(x);
}

double elementary_log1p(double x)
{
    return Sleef_finz_log1pd1_u10purecfma(x);
}

double elementary_tanh(double x)
{
    return Sleef_finz_tanhd1_u10purecfma(x);
}

double elementary_sin(double x)
{
    return Sleef_finz_sind1_u10purecfma(x);
}

double elementary_cos(double x)
{
    return Sleef_finz_cosd1_u10purecfma(x);
}

double elementary_erf(double x)
{
    return Sleef_finz_erfd1_u10purecfma(x);
}

double elementary_erfc(double x)
{
    return Sleef_finz_erfcd1_u15purecfma(x);
}

double elementary_pow(double x, double y)
{
    return Sleef_finz_powd1_u10purecfma(x, y);
}

double elementary_sigmoid(double x)
{
    double e = elementary_exp(-fabs(x));
    return (x >= 0.0 ? 1.0 : e) / (1.0 + e);
}

double elementary_log_gamma(double x)
{
    return Sleef_finz_lgammad1_u10purecfma(x);
}

#define ARRAYS(name)                                                                               \
    void elementary_##name##_f32(float *out, const float *in, size_t n)                            \
    {                                                                                              \
        elementary_kernels[cpu_level()]->name##_f32(out, in, n);                                   \
    }                                                                                              \
    void elementary_##name##_f64(double *out, const double *in, size_t n)                          \
    {                                                                                              \
        elementary_kernels[cpu_level()]->name##_f64(out, in, n);                                   \
    }

ARRAYS(exp)
ARRAYS(log)
ARRAYS(tanh)
ARRAYS(sigmoid)
ARRAYS(erf)
