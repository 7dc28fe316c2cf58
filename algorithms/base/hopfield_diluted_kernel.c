/* hopfield_diluted_kernel.c - see hopfield_diluted_kernel.h. All arithmetic is on integers and
 * exact. */
#include "algorithms/base/hopfield_diluted_kernel.h"

typedef int8_t Bytes __attribute__((vector_size(DILUTED_LANES), aligned(1), may_alias));
typedef int16_t Halves __attribute__((vector_size(2 * DILUTED_LANES)));
typedef int32_t Words __attribute__((vector_size(4 * DILUTED_LANES), aligned(4), may_alias));

static void weights(const uint64_t *rows, int64_t stride, int64_t words, int64_t patterns,
                    int64_t i, const int32_t *source, int64_t count, int16_t *weight)
{
    const uint64_t *own = rows + i * stride;
    for (int64_t e = 0; e < count; e++) {
        const uint64_t *other = rows + source[e] * stride;
        int64_t distance = 0;
        for (int64_t k = 0; k < words; k++)
            distance += __builtin_popcountll(own[k] ^ other[k]);
        weight[e] = (int16_t)(patterns - 2 * distance);
    }
}

static void decide(const int32_t *source, const int16_t *weight, int64_t count, int64_t patterns,
                   const int8_t *state, const int32_t *threshold, int8_t next[DILUTED_LANES])
{
    const int64_t safe = INT16_MAX / patterns; /* so many links cannot leave 16 bits */
    Words sum = { 0 };
    for (int64_t done = 0; done < count; done += safe) {
        const int64_t end = count - done < safe ? count : done + safe;
        Halves part = { 0 };
        for (int64_t e = done; e < end; e++) {
            const int8_t *y = state + (int64_t)source[e] * DILUTED_LANES;
            Halves wide;
            for (int l = 0; l < DILUTED_LANES; l++)
                wide[l] = y[l];
            part += wide * weight[e];
        }
        sum += __builtin_convertvector(part, Words);
    }
    if (threshold)
        sum -= *(const Words *)threshold;
    *(Bytes *)next = (__builtin_convertvector(sum >= 0, Bytes) & 2) - 1;
}

static void agreement(const int8_t *x, const int8_t *y, int64_t neurons, int64_t sum[DILUTED_LANES])
{
    enum { SAFE = 127 }; /* so many products cannot leave 8 bits */
    Words all = { 0 };
    for (int64_t done = 0; done < neurons; done += SAFE) {
        const int64_t end = neurons - done < SAFE ? neurons : done + SAFE;
        Bytes part = { 0 };
        for (int64_t i = done; i < end; i++) {
            const Bytes a = *(const Bytes *)(x + i * DILUTED_LANES);
            const Bytes b = *(const Bytes *)(y + i * DILUTED_LANES);
            part += (a ^ b) | 1; /* 1 ^ 1 is 0, 1 ^ -1 is -2 */
        }
        all += __builtin_convertvector(part, Words);
    }
    for (int l = 0; l < DILUTED_LANES; l++)
        sum[l] = all[l];
}

const DilutedKernels KERNEL(diluted_kernels) = {
    .weights = weights,
    .decide = decide,
    .agreement = agreement,
};
