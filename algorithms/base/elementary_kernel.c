/* elementary_kernel.c - SLEEF's deterministic functions over arrays, as wide as the level allows.
 */
#include "algorithms/base/elementary_kernel.h"

#include <string.h>

#include "algorithms/base/vector.h"

/* sleef.h declares the scalar functions that use fused multiply-add only under this name. The
 * program refuses processors without the instruction, so they may be called at every level. */
#ifndef FP_FAST_FMA
#define FP_FAST_FMA
#endif
#include <sleef.h>

/* FUNCTION(name, accuracy32, accuracy64) defines name_32 and name_64 on vectors. */
#if defined(__AVX512F__)
#define FUNCTION(name, accuracy32, accuracy64)                                                     \
    VEC_INLINE VecF name##_32(VecF x)                                                              \
    {                                                                                              \
        return Sleef_finz_##name##f16_##accuracy32##avx512f(x);                                    \
    }                                                                                              \
    VEC_INLINE VecD name##_64(VecD x)                                                              \
    {                                                                                              \
        return Sleef_finz_##name##d8_##accuracy64##avx512f(x);                                     \
    }
#elif defined(__AVX2__)
#define FUNCTION(name, accuracy32, accuracy64)                                                     \
    VEC_INLINE VecF name##_32(VecF x)                                                              \
    {                                                                                              \
        return Sleef_finz_##name##f8_##accuracy32##avx2(x);                                        \
    }                                                                                              \
    VEC_INLINE VecD name##_64(VecD x)                                                              \
    {                                                                                              \
        return Sleef_finz_##name##d4_##accuracy64##avx2(x);                                        \
    }
#else
#define FUNCTION(name, accuracy32, accuracy64)                                                     \
    VEC_INLINE VecF name##_32(VecF x)                                                              \
    {                                                                                              \
        for (int i = 0; i < VEC_LANES; i++)                                                        \
            x[i] = Sleef_finz_##name##f1_##accuracy32##purecfma(x[i]);                             \
        return x;                                                                                  \
    }                                                                                              \
    VEC_INLINE VecD name##_64(VecD x)                                                              \
    {                                                                                              \
        for (int i = 0; i < VEC_LANES64; i++)                                                      \
            x[i] = Sleef_finz_##name##d1_##accuracy64##purecfma(x[i]);                             \
        return x;                                                                                  \
    }
#endif

FUNCTION(exp, u10, u10)
FUNCTION(log, u10, u10)
FUNCTION(tanh, u35, u10) /* 3.5 ulp of a float are 4e-7 and cost a third of 1.0 ulp */
FUNCTION(erf, u10, u10)

/* 1 / (1 + e^-x) from e^-|x|, which neither overflows nor loses the lower tail. */
VEC_INLINE VecF sigmoid_32(VecF x)
{
    VecI positive = x >= 0.0f;
    VecF e = exp_32((VecF)((VecU)x | 0x80000000u));
    return vec_select(positive, vec_set(1.0f), e) / (1.0f + e);
}

VEC_INLINE VecD sigmoid_64(VecD x)
{
    VecL positive = x >= 0.0;
    VecD e = exp_64((VecD)((VecQ)x | (uint64_t)1 << 63));
    return vec_select_d(positive, 1.0 - (VecD){ 0 }, e) / (1.0 + e);
}

/* Whole vectors, then the rest in a padded one: an element's value never depends on its place. */
VEC_INLINE void map_32(VecF (*f)(VecF), float *out, const float *in, size_t n)
{
    size_t i = 0;
    for (; i + VEC_LANES <= n; i += VEC_LANES)
        vec_store(out + i, f(vec_load(in + i)));
    if (i < n) {
        float rest[VEC_LANES] = { 0 };
        memcpy(rest, in + i, (n - i) * sizeof *in);
        vec_store(rest, f(vec_load(rest)));
        memcpy(out + i, rest, (n - i) * sizeof *out);
    }
}

VEC_INLINE void map_64(VecD (*f)(VecD), double *out, const double *in, size_t n)
{
    size_t i = 0;
    for (; i + VEC_LANES64 <= n; i += VEC_LANES64)
        *(VecDLoose *)(out + i) = f(*(const VecDLoose *)(in + i));
    if (i < n) {
        double rest[VEC_LANES64] = { 0 };
        memcpy(rest, in + i, (n - i) * sizeof *in);
        *(VecDLoose *)rest = f(*(const VecDLoose *)rest);
        memcpy(out + i, rest, (n - i) * sizeof *out);
    }
}

#define MAPS(name)                                                                                 \
    static void name##_f32(float *out, const float *in, size_t n)                                  \
    {                                                                                              \
        map_32(name##_32, out, in, n);                                                             \
    }                                                                                              \
    static void name##_f64(double *out, const double *in, size_t n)                                \
    {                                                                                              \
        map_64(name##_64, out, in, n);                                                             \
    }

MAPS(exp)
MAPS(log)
MAPS(tanh)
MAPS(sigmoid)
MAPS(erf)

const ElementaryKernels KERNEL(elementary_kernels) = {
    .exp_f32 = exp_f32,
    .log_f32 = log_f32,
    .tanh_f32 = tanh_f32,
    .sigmoid_f32 = sigmoid_f32,
    .erf_f32 = erf_f32,
    .exp_f64 = exp_f64,
    .log_f64 = log_f64,
    .tanh_f64 = tanh_f64,
    .sigmoid_f64 = sigmoid_f64,
    .erf_f64 = erf_f64,
};
