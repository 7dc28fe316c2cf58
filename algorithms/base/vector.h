/* vector.h - vectors as wide as the level a *_kernel.c file is compiled for: 16, 8 or 4 floats.
 *
 * The one place that knows instruction sets. Arithmetic uses gcc's vector types (a + b, a >> n,
 * ...); only what they lack is a function here. Every operation is exact or rounds once, lane by
 * lane, so the width of a level never shows in a result. Include from *_kernel.c files only. */
#ifndef HEBB_VECTOR_H
#define HEBB_VECTOR_H

#include <math.h>
#include <stdint.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#if defined(__AVX512F__)
#define VEC_BYTES 64
#elif defined(__AVX2__)
#define VEC_BYTES 32
#else
#define VEC_BYTES 16
#endif

enum { VEC_LANES = VEC_BYTES / 4, VEC_LANES64 = VEC_BYTES / 8 };

typedef float VecF __attribute__((vector_size(VEC_BYTES)));
typedef int32_t VecI __attribute__((vector_size(VEC_BYTES)));
typedef uint32_t VecU __attribute__((vector_size(VEC_BYTES)));
typedef uint64_t VecQ __attribute__((vector_size(VEC_BYTES)));
typedef double VecD __attribute__((vector_size(VEC_BYTES)));
typedef int64_t VecL __attribute__((vector_size(VEC_BYTES)));

/* The same where memory has only the alignment of its elements, or holds another type. */
typedef VecF VecFLoose __attribute__((aligned(4), may_alias));
typedef VecU VecULoose __attribute__((aligned(4), may_alias));
typedef VecD VecDLoose __attribute__((aligned(8), may_alias));

#define VEC_INLINE static inline __attribute__((always_inline))

VEC_INLINE VecF vec_load(const float *p)
{
    return *(const VecFLoose *)p;
}

VEC_INLINE void vec_store(float *p, VecF v)
{
    *(VecFLoose *)p = v;
}

VEC_INLINE void vec_store_u(uint32_t *p, VecU v)
{
    *(VecULoose *)p = v;
}

/* Every lane x. */
VEC_INLINE VecF vec_set(float x)
{
    return x - (VecF){ 0 };
}

/* a where the lane of mask has all bits set, b where it has none. */
VEC_INLINE VecF vec_select(VecI mask, VecF a, VecF b)
{
    return (VecF)(((VecI)a & mask) | ((VecI)b & ~mask));
}

VEC_INLINE VecD vec_select_d(VecL mask, VecD a, VecD b)
{
    return (VecD)(((VecL)a & mask) | ((VecL)b & ~mask));
}

VEC_INLINE VecF vec_sqrt(VecF v)
{
#if defined(__AVX512F__)
    return _mm512_sqrt_ps(v);
#elif defined(__AVX2__)
    return _mm256_sqrt_ps(v);
#else
    for (int i = 0; i < VEC_LANES; i++)
        v[i] = sqrtf(v[i]);
    return v;
#endif
}

/* 64-bit products of the lower halves of the lanes; the upper halves of a and b are ignored. */
VEC_INLINE VecQ vec_mul_low(VecQ a, VecQ b)
{
#if defined(__AVX512F__)
    return (VecQ)_mm512_mul_epu32((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
    return (VecQ)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#elif defined(__SSE2__)
    return (VecQ)_mm_mul_epu32((__m128i)a, (__m128i)b);
#else
    return (a & 0xFFFFFFFFu) * (b & 0xFFFFFFFFu);
#endif
}

#endif
