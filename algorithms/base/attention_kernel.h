/* attention_kernel.h - the softmax of attention.c by vectors, one table per processor level. */
#ifndef HEBB_ATTENTION_KERNEL_H
#define HEBB_ATTENTION_KERNEL_H

#include <stdint.h>

#include "algorithms/base/cpu.h"

enum { ATTENTION_LANES = 16 }; /* ways a row sum is split, at every level */

/* A row of weights under way: the largest score so far, and the sum of 2^(score - largest), of
 * which lane l holds the keys l, l + 16, ... */
typedef struct {
    float lanes[ATTENTION_LANES];
    float largest;
} AttentionRow;

typedef struct {
    /* Goes on with n scores: turns score[j] into 2^(score[j] - largest), exactly 0 where that is
     * below 2^-126, and adds them to the sum; if `largest` rises, sum and mixed[width] shrink
     * accordingly. `score` has room up to the next multiple of 16, filled with zeros; `width` is a
     * multiple of 16. A row begins with largest = -INFINITY and zero lanes. */
    void (*extend)(AttentionRow *row, float *score, int64_t n, float *mixed, int64_t width);

    /* out[n] = in[n] / sum of the row; out may be in. */
    void (*divide)(const AttentionRow *row, const float *in, int64_t n, float *out);

    /* out[n] += in[n], n a multiple of 16. */
    void (*add)(const float *in, int64_t n, float *out);

    /* `rounds` fused multiply-adds in each of `chains` independent vectors, without memory: what
     * the processor can do at most. Returns their number of floating-point operations; *end depends
     * on all of them. */
    double (*peak)(int64_t rounds, float *end);
} AttentionKernels;

KERNEL_TABLE(AttentionKernels, attention_kernels)

#endif
