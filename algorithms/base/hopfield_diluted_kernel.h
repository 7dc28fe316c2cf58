/* hopfield_diluted_kernel.h - the inner loops of diluted Hopfield networks, one table per level. */
#ifndef HEBB_HOPFIELD_DILUTED_KERNEL_H
#define HEBB_HOPFIELD_DILUTED_KERNEL_H

#include <stdint.h>

#include "algorithms/base/cpu.h"

enum {
    DILUTED_LANES = 16,           /* states of one network that go on together */
    DILUTED_MAX_PATTERNS = 32767, /* weights have 16 bits */
};

typedef struct {
    /* weight[e] = sum over p of xi_i^p xi_j^p for j = source[e], e < count. Row j is rows[j stride
     * ..], of which the first `words` words hold patterns. */
    void (*weights)(const uint64_t *rows, int64_t stride, int64_t words, int64_t patterns,
                    int64_t i, const int32_t *source, int64_t count, int16_t *weight);

    /* next[l] = +1 where the field, the sum over e of weight[e] y_j of lane l, j = source[e], is at
     * least threshold[l] (0 where threshold is NULL), else -1. Row j of state (N, DILUTED_LANES)
     * holds +1 and -1; |weight| <= patterns. */
    void (*decide)(const int32_t *source, const int16_t *weight, int64_t count, int64_t patterns,
                   const int8_t *state, const int32_t *threshold, int8_t next[DILUTED_LANES]);

    /* sum[l] = sum over i of x_i y_i of lane l, for x and y (N, DILUTED_LANES) of +1 and -1. */
    void (*agreement)(const int8_t *x, const int8_t *y, int64_t neurons,
                      int64_t sum[DILUTED_LANES]);
} DilutedKernels;

KERNEL_TABLE(DilutedKernels, diluted_kernels)

#endif
