/* vector.h - vectors as wide as the level a *_kernel.c file is compiled for: 16, 8 or 4 floats.
 *
 * The one place that knows instruction sets. Arithmetic uses gcc's vector types (a + b, a >> n,
 * ...); only what they lack is a function here. Every operation is exact or rounds once, lane by
 * lane, so the width of a level never shows in a result. Include from *_kernel.c files only. */
#ifndef HEBB_VECTOR_H
#define HEBB_VECTOR_H

#include <math.h>
#include <stdbool.h>
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

/* a * b + c, rounded once. Contraction is off, so this is the only way to a fused product. */
VEC_INLINE VecF vec_fma(VecF a, VecF b, VecF c)
{
#if defined(__AVX512F__)
    return _mm512_fmadd_ps(a, b, c);
#elif defined(__AVX2__)
    return _mm256_fmadd_ps(a, b, c);
#else
    for (int i = 0; i < VEC_LANES; i++)
        c[i] = fmaf(a[i], b[i], c[i]);
    return c;
#endif
}

/* c[0] + c[1] x + ... of `terms` terms, a constant. */
VEC_INLINE VecF vec_polynomial(const float *c, int terms, VecF x)
{
    VecF sum = vec_set(c[terms - 1]);
    for (int i = terms - 2; i >= 0; i--)
        sum = vec_fma(sum, x, vec_set(c[i]));
    return sum;
}

/* a where the lane of mask has all bits set, b where it has none. */
VEC_INLINE VecF vec_select(VecI mask, VecF a, VecF b)
{
    return (VecF)(((VecI)a & mask) | ((VecI)b & ~mask));
}

/* a where the lane of mask has all bits set, 0 where it has none. */
VEC_INLINE VecF vec_keep(VecI mask, VecF a)
{
    return (VecF)((VecI)a & mask);
}

/* The larger lanes; b where one of the two is NaN. */
VEC_INLINE VecF vec_max(VecF a, VecF b)
{
#if defined(__AVX512F__)
    return _mm512_max_ps(a, b);
#elif defined(__AVX2__)
    return _mm256_max_ps(a, b);
#else
    return vec_select(a > b, a, b);
#endif
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

/* Lanes of a and b in turn, a's first: those of the lower halves of a and b, or of the upper ones.
 */
VEC_INLINE VecF vec_zip(VecF a, VecF b, bool upper)
{
#if defined(__AVX512F__)
    const __m512i low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const __m512i high =
        _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    return _mm512_permutex2var_ps(a, upper ? high : low, b);
#elif defined(__AVX2__)
    __m256 even = _mm256_unpacklo_ps(a, b), odd = _mm256_unpackhi_ps(a, b);
    return upper ? _mm256_permute2f128_ps(even, odd, 0x31)
                 : _mm256_permute2f128_ps(even, odd, 0x20);
#else
    int from = upper ? VEC_LANES / 2 : 0;
    VecF z;
    for (int i = 0; i < VEC_LANES; i++)
        z[i] = i % 2 ? b[from + i / 2] : a[from + i / 2];
    return z;
#endif
}

/* The same for 64-bit lanes. */
VEC_INLINE VecQ vec_zip_q(VecQ a, VecQ b, bool upper)
{
#if defined(__AVX512F__)
    const __m512i low = _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11);
    const __m512i high = _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15);
    return (VecQ)_mm512_permutex2var_epi64((__m512i)a, upper ? high : low, (__m512i)b);
#elif defined(__AVX2__)
    __m256i even = _mm256_unpacklo_epi64((__m256i)a, (__m256i)b);
    __m256i odd = _mm256_unpackhi_epi64((__m256i)a, (__m256i)b);
    return (VecQ)(upper ? _mm256_permute2x128_si256(even, odd, 0x31)
                        : _mm256_permute2x128_si256(even, odd, 0x20));
#else
    int lane = upper ? 1 : 0;
    return (VecQ){ a[lane], b[lane] };
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

/* ---- bytes, in vectors of at most 32 ------------------------------------------------------- */

#if VEC_BYTES > 32
#define VEC_SHORT 32
#else
#define VEC_SHORT VEC_BYTES
#endif

typedef int8_t Vec8 __attribute__((vector_size(VEC_SHORT), may_alias));
typedef int16_t Vec16 __attribute__((vector_size(VEC_SHORT), may_alias));
typedef int32_t Vec32 __attribute__((vector_size(VEC_SHORT)));
typedef int32_t VecFour __attribute__((vector_size(16)));

/* Products of the lanes of a, 0 to 127, and b, neighbours added. */
VEC_INLINE Vec16 vec_dot_bytes(Vec8 a, Vec8 b)
{
#if defined(__AVX2__)
    return (Vec16)_mm256_maddubs_epi16((__m256i)a, (__m256i)b);
#elif defined(__SSSE3__)
    return (Vec16)_mm_maddubs_epi16((__m128i)a, (__m128i)b);
#else
    Vec16 sum;
    for (int i = 0; i < VEC_SHORT / 2; i++)
        sum[i] = (int16_t)(a[2 * i] * b[2 * i] + a[2 * i + 1] * b[2 * i + 1]);
    return sum;
#endif
}

/* Products of lanes, neighbours added. */
VEC_INLINE Vec32 vec_dot_halves(Vec16 a, Vec16 b)
{
#if defined(__AVX2__)
    return (Vec32)_mm256_madd_epi16((__m256i)a, (__m256i)b);
#elif defined(__SSE2__)
    return (Vec32)_mm_madd_epi16((__m128i)a, (__m128i)b);
#else
    Vec32 sum;
    for (int i = 0; i < VEC_SHORT / 4; i++)
        sum[i] = a[2 * i] * b[2 * i] + a[2 * i + 1] * b[2 * i + 1];
    return sum;
#endif
}

/* Lane u of the result is the sum of the lanes of v[u]. */
VEC_INLINE VecFour vec_sum_four(const Vec32 v[4])
{
#if defined(__AVX2__)
    const __m256i *w = (const __m256i *)v;
    __m256i a =
        _mm256_add_epi32(_mm256_unpacklo_epi32(w[0], w[1]), _mm256_unpackhi_epi32(w[0], w[1]));
    __m256i b =
        _mm256_add_epi32(_mm256_unpacklo_epi32(w[2], w[3]), _mm256_unpackhi_epi32(w[2], w[3]));
    __m256i c = _mm256_add_epi32(_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b));
    return (VecFour)_mm_add_epi32(_mm256_castsi256_si128(c), _mm256_extracti128_si256(c, 1));
#else
    VecFour sum = { 0 };
    for (int u = 0; u < 4; u++)
        for (int i = 0; i < VEC_SHORT / 4; i++)
            sum[u] += v[u][i];
    return sum;
#endif
}

/* Bit u is set where lane u is negative. */
VEC_INLINE unsigned vec_negative(VecFour v)
{
#if defined(__SSE2__)
    return (unsigned)_mm_movemask_ps((__m128)v);
#else
    unsigned mask = 0;
    for (int u = 0; u < 4; u++)
        mask |= (unsigned)(v[u] < 0) << u;
    return mask;
#endif
}

/* ---- bits -------------------------------------------------------------------------------- */

VEC_INLINE VecQ vec_load_q(const uint64_t *p)
{
    return *(const VecQ *)p;
}

/* Numbers of bits set, in parts of a lane that may be added up to 31 times before vec_whole. */
VEC_INLINE VecQ vec_popcount_parts(VecQ v)
{
#if defined(__AVX512VPOPCNTDQ__)
    return (VecQ)_mm512_popcnt_epi64((__m512i)v);
#elif defined(__AVX2__) && !defined(__AVX512F__)
    const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1,
                                           2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m256i nibble = _mm256_set1_epi8(15);
    __m256i low = _mm256_shuffle_epi8(table, _mm256_and_si256((__m256i)v, nibble));
    __m256i high = _mm256_shuffle_epi8(table, _mm256_and_si256((__m256i)(v >> 4), nibble));
    return (VecQ)_mm256_add_epi8(low, high);
#elif defined(__x86_64__) && !defined(__AVX512F__) /* the oldest ones lack the instruction */
    v -= v >> 1 & 0x5555555555555555u;
    v = (v & 0x3333333333333333u) + (v >> 2 & 0x3333333333333333u);
    return (v + (v >> 4)) & 0x0F0F0F0F0F0F0F0Fu;
#else
    for (int i = 0; i < VEC_LANES64; i++)
        v[i] = (uint64_t)__builtin_popcountll(v[i]);
    return v;
#endif
}

/* The sum of the parts of each lane. */
VEC_INLINE VecQ vec_whole(VecQ parts)
{
#if defined(__AVX2__) && !defined(__AVX512F__)
    return (VecQ)_mm256_sad_epu8((__m256i)parts, _mm256_setzero_si256());
#elif defined(__x86_64__) && !defined(__AVX512F__)
    parts = (parts & 0x00FF00FF00FF00FFu) + (parts >> 8 & 0x00FF00FF00FF00FFu);
    parts += parts >> 16;
    parts += parts >> 32;
    return parts & 0xFFFF;
#else
    return parts;
#endif
}

/* Number of bits set in each lane. */
VEC_INLINE VecQ vec_popcount(VecQ v)
{
    return vec_whole(vec_popcount_parts(v));
}

/* Sum and carry of a full adder, bit by bit: a ^ b ^ c, and what at least two of the three hold. */
VEC_INLINE VecQ vec_xor3(VecQ a, VecQ b, VecQ c)
{
#if defined(__AVX512F__)
    return (VecQ)_mm512_ternarylogic_epi64((__m512i)a, (__m512i)b, (__m512i)c, 0x96);
#else
    return a ^ b ^ c;
#endif
}

VEC_INLINE VecQ vec_majority(VecQ a, VecQ b, VecQ c)
{
#if defined(__AVX512F__)
    return (VecQ)_mm512_ternarylogic_epi64((__m512i)a, (__m512i)b, (__m512i)c, 0xE8);
#else
    return (a & b) | ((a ^ b) & c);
#endif
}

/* True if any bit of v is set. */
VEC_INLINE bool vec_any(VecQ v)
{
#if defined(__AVX512F__)
    return _mm512_test_epi64_mask((__m512i)v, (__m512i)v) != 0;
#elif defined(__AVX2__)
    return !_mm256_testz_si256((__m256i)v, (__m256i)v);
#else
    uint64_t any = 0;
    for (int i = 0; i < VEC_LANES64; i++)
        any |= v[i];
    return any != 0;
#endif
}

/* out[u] = sum of the lanes of v[u], as signed numbers. */
VEC_INLINE void vec_sum4(const VecQ v[4], int64_t out[4])
{
#if defined(__AVX2__)
#if defined(__AVX512F__)
    __m256i h[4];
    for (int u = 0; u < 4; u++)
        h[u] = _mm256_add_epi64(_mm512_castsi512_si256((__m512i)v[u]),
                                _mm512_extracti64x4_epi64((__m512i)v[u], 1));
#else
    const __m256i *h = (const __m256i *)v;
#endif
    __m256i a =
        _mm256_add_epi64(_mm256_unpacklo_epi64(h[0], h[1]), _mm256_unpackhi_epi64(h[0], h[1]));
    __m256i b =
        _mm256_add_epi64(_mm256_unpacklo_epi64(h[2], h[3]), _mm256_unpackhi_epi64(h[2], h[3]));
    __m256i sum = _mm256_add_epi64(_mm256_permute2x128_si256(a, b, 0x20),
                                   _mm256_permute2x128_si256(a, b, 0x31));
    _mm256_storeu_si256((__m256i *)out, sum);
#else
    for (int u = 0; u < 4; u++) {
        uint64_t sum = 0;
        for (int i = 0; i < VEC_LANES64; i++)
            sum += v[u][i];
        out[u] = (int64_t)sum;
    }
#endif
}

#endif
