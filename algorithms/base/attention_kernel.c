/* attention_kernel.c - softmax with a running maximum; the sum of a row is split 16 ways by the
 * key's number, whatever the width of a vector, so that every level adds in the same order. */
#include "algorithms/base/attention_kernel.h"

#include <string.h>

#include "algorithms/base/vector.h"

enum { PARTS = ATTENTION_LANES / VEC_LANES }; /* vectors that make the 16 lanes */

/* 2^x for x <= 0; 0 below -126, also at -infinity: the power of two nearest to it, times a minimax
 * polynomial of the rest, |r| <= 1/2, whose relative error is 2^-25.9. */
VEC_INLINE VecF exp2_32(VecF x)
{
    static const float c[] = { 1.0f,           0.693147182f,   0.240226477f,  0.0555033237f,
                               0.00961843692f, 0.00133988739f, 0.00015353362f };
    const float to_integer = 0x1.8p23f; /* added, it leaves the integer in the low bits */
    VecF t = x + to_integer, r = x - (t - to_integer);
    VecF y = (VecF)((VecU)vec_polynomial(c, 7, r) + ((VecU)t << 23));
    return vec_keep(x >= -126.0f, y);
}

VEC_INLINE float largest_lane(VecF v)
{
    float x[VEC_LANES];
    vec_store(x, v);
    for (int half = VEC_LANES / 2; half > 0; half /= 2)
        for (int i = 0; i < half; i++)
            x[i] = x[i] > x[i + half] ? x[i] : x[i + half];
    return x[0];
}

VEC_INLINE void scale(float *x, int64_t n, VecF by)
{
    for (int64_t i = 0; i < n; i += VEC_LANES)
        vec_store(x + i, vec_load(x + i) * by);
}

static void extend(AttentionRow *row, float *score, int64_t n, float *mixed, int64_t width)
{
    int64_t whole = (n + ATTENTION_LANES - 1) / ATTENTION_LANES * ATTENTION_LANES;
    for (int64_t j = n; j < whole; j++)
        score[j] = -INFINITY;
    VecF top[PARTS], sum[PARTS];
    for (int p = 0; p < PARTS; p++)
        top[p] = vec_set(row->largest);
    for (int64_t j = 0; j < whole; j += ATTENTION_LANES)
        for (int p = 0; p < PARTS; p++)
            top[p] = vec_max(top[p], vec_load(score + j + p * VEC_LANES));
    for (int p = 1; p < PARTS; p++)
        top[0] = vec_max(top[0], top[p]);
    float largest = largest_lane(top[0]);
    if (largest == -INFINITY) { /* no key yet: -infinity - -infinity is none */
        memset(score, 0, (size_t)whole * sizeof *score);
        return;
    }
    if (largest > row->largest) {
        VecF shrink = exp2_32(vec_set(row->largest - largest));
        scale(row->lanes, ATTENTION_LANES, shrink);
        scale(mixed, width, shrink);
        row->largest = largest;
    }
    for (int p = 0; p < PARTS; p++)
        sum[p] = vec_load(row->lanes + p * VEC_LANES);
    for (int64_t j = 0; j < whole; j += ATTENTION_LANES)
        for (int p = 0; p < PARTS; p++) {
            VecF e = exp2_32(vec_load(score + j + p * VEC_LANES) - largest);
            vec_store(score + j + p * VEC_LANES, e);
            sum[p] += e;
        }
    for (int p = 0; p < PARTS; p++)
        vec_store(row->lanes + p * VEC_LANES, sum[p]);
}

static void divide(const AttentionRow *row, const float *in, int64_t n, float *out)
{
    float sum[ATTENTION_LANES];
    memcpy(sum, row->lanes, sizeof sum);
    for (int half = ATTENTION_LANES / 2; half > 0; half /= 2)
        for (int i = 0; i < half; i++)
            sum[i] += sum[i + half];
    int64_t i = 0;
    for (; i + VEC_LANES <= n; i += VEC_LANES)
        vec_store(out + i, vec_load(in + i) / sum[0]);
    for (; i < n; i++)
        out[i] = in[i] / sum[0];
}

static void add(const float *in, int64_t n, float *out)
{
    for (int64_t i = 0; i < n; i += VEC_LANES)
        vec_store(out + i, vec_load(out + i) + vec_load(in + i));
}

/* As many chains as hide the latency of an addition: 4 cycles, at most 2 a cycle. */
static double peak(int64_t rounds, float *end)
{
    enum { CHAINS = 12 };
    VecF sum[CHAINS];
    for (int i = 0; i < CHAINS; i++)
        sum[i] = vec_set((float)i);
    for (int64_t k = 0; k < rounds; k++)
#pragma GCC unroll 12
        for (int i = 0; i < CHAINS; i++)
            sum[i] = vec_fma(sum[i], vec_set(0.999f), vec_set(0.5f));
    for (int i = 1; i < CHAINS; i++)
        sum[0] += sum[i];
    *end = largest_lane(sum[0]);
    return 2.0 * VEC_LANES * CHAINS * (double)rounds;
}

const AttentionKernels KERNEL(attention_kernels) = { extend, divide, add, peak };
