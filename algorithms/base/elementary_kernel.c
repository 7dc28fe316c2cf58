/* elementary_kernel.c - functions over arrays, by vectors as wide as the level allows. */
#include "algorithms/base/elementary_kernel.h"

#include <string.h>

#include "algorithms/base/vector.h"

/* sleef.h declares the scalar functions that use fused multiply-add only under this name. The
 * program refuses processors without the instruction, so they may be called at every level. */
#ifndef FP_FAST_FMA
#define FP_FAST_FMA
#endif
#include <sleef.h>

/* ---- by SLEEF ------------------------------------------------------------------------------ */

/* SINGLE(name) and DOUBLE(name) define name_32 and name_64 on vectors, 1.0 ulp. */
#if defined(__AVX512F__)
#define SINGLE(name)                                                                               \
    VEC_INLINE VecF name##_32(VecF x)                                                              \
    {                                                                                              \
        return Sleef_finz_##name##f16_u10avx512f(x);                                               \
    }
#define DOUBLE(name)                                                                               \
    VEC_INLINE VecD name##_64(VecD x)                                                              \
    {                                                                                              \
        return Sleef_finz_##name##d8_u10avx512f(x);                                                \
    }
#elif defined(__AVX2__)
#define SINGLE(name)                                                                               \
    VEC_INLINE VecF name##_32(VecF x)                                                              \
    {                                                                                              \
        return Sleef_finz_##name##f8_u10avx2(x);                                                   \
    }
#define DOUBLE(name)                                                                               \
    VEC_INLINE VecD name##_64(VecD x)                                                              \
    {                                                                                              \
        return Sleef_finz_##name##d4_u10avx2(x);                                                   \
    }
#else
#define SINGLE(name)                                                                               \
    VEC_INLINE VecF name##_32(VecF x)                                                              \
    {                                                                                              \
        for (int i = 0; i < VEC_LANES; i++)                                                        \
            x[i] = Sleef_finz_##name##f1_u10purecfma(x[i]);                                        \
        return x;                                                                                  \
    }
#define DOUBLE(name)                                                                               \
    VEC_INLINE VecD name##_64(VecD x)                                                              \
    {                                                                                              \
        for (int i = 0; i < VEC_LANES64; i++)                                                      \
            x[i] = Sleef_finz_##name##d1_u10purecfma(x[i]);                                        \
        return x;                                                                                  \
    }
#endif

SINGLE(exp)
SINGLE(log)
DOUBLE(exp)
DOUBLE(log)
DOUBLE(tanh)
DOUBLE(erf)

/* ---- by own polynomials --------------------------------------------------------------------- */

/* Networks spend their time in tanh and erf, where SLEEF's versions cost twice and five times as
 * much. Coefficients are weighted minimax fits; all products that are added are fused. */

static const int32_t sign_bit = INT32_MIN;

/* e^x = scale (1 + p) for |x| < 80: scale is the power of two nearest to e^x, and p = e^r - 1 for
 * the rest |r| <= ln(2) / 2 keeps its relative accuracy, 2^-26, near 0. */
VEC_INLINE VecF split_exp(VecF x, VecF *scale)
{
    static const float c[] = { 0.49999997f, 0.166665435f, 0.0416672006f, 0.00836654753f,
                               0.00138825167f }; /* (e^r - 1 - r) / r^2 */
    const float to_integer = 0x1.8p23f;          /* added, it leaves the integer in the low bits */
    VecF t = x * 1.44269504f + to_integer, n = t - to_integer;
    VecF r = vec_fma(n, vec_set(-0.693359375f), x);
    r = vec_fma(n, vec_set(2.12194440e-4f), r); /* ln 2 = 0.693359375 - 0.000212194440 */
    *scale = (VecF)(((VecU)t << 23) + 0x3F800000u);
    return vec_fma(vec_polynomial(c, 5, r), r * r, r);
}

/* |x|, at most `most`; NaN stays. */
VEC_INLINE VecF magnitude(VecF x, float most)
{
    VecF y = (VecF)((VecI)x & ~sign_bit);
    return vec_select(y > most, vec_set(most), y);
}

VEC_INLINE VecF with_sign_of(VecF y, VecF x)
{
    return (VecF)((VecI)y | ((VecI)x & sign_bit));
}

/* With e = e^2y - 1: e / (e + 2), accurate near 0, below 1; above it 1 - 2 / (e + 2), accurate near
 * 1, which it reaches at y = 9.01. 2.6 ulp. */
VEC_INLINE VecF tanh_32(VecF x)
{
    VecF y = magnitude(x, 9.1f), scale;
    VecF p = split_exp(y + y, &scale);
    VecF e = vec_fma(scale, p, scale - 1.0f);
    VecI below = y < 1.0f;
    VecF q = vec_select(below, e, vec_set(2.0f)) / (e + 2.0f);
    return with_sign_of(vec_select(below, q, 1.0f - q), x);
}

/* y + y P(y^2) below 1; 1 - e^(-y G(y)) above, which is 1 from y = 3.92; 1.2 ulp. */
VEC_INLINE VecF erf_32(VecF x)
{
    static const float below[] = { 0.128379166f,   -0.37612626f,     0.112835854f,  -0.0268538129f,
                                   0.00518832775f, -0.000801019312f, 7.85386001e-5f };
    static const float above[] = { 1.12848008f,    0.635831475f,   0.105116114f,
                                   -0.0227984451f, 0.00318694115f, -0.000210642538f };
    VecF y = magnitude(x, 4.0f), scale;
    VecF low = vec_fma(vec_polynomial(below, 7, y * y), y, y);
    VecF p = split_exp(-y * vec_polynomial(above, 6, y), &scale);
    VecF high = 1.0f - vec_fma(scale, p, scale);
    return with_sign_of(vec_select(y < 1.0f, low, high), x);
}

/* ---- from both ------------------------------------------------------------------------------ */

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
