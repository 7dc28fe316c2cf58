/* attention_parts.h - what the files attention*.c share: one method each, and places in matrices.
 */
#ifndef HEBB_ATTENTION_PARTS_H
#define HEBB_ATTENTION_PARTS_H

#include "algorithms/base/attention.h"
#include "algorithms/base/attention_kernel.h"
#include "algorithms/base/matmul.h"
#include "algorithms/base/matmul_kernel.h"

/* One call, as all methods take it. */
typedef struct {
    const AttentionShape *shape;
    const float *q, *k, *v;
    float *out;
    int threads;
    AttentionMemory *memory;
    AttentionCount *count;
} AttentionCall;

Status attention_naive(const AttentionCall *c, Error *err);
Status attention_tiled(const AttentionCall *c, Error *err);
Status attention_linear(const AttentionCall *c, Error *err);

/* Floats each of them takes. */
int64_t attention_naive_floats(const AttentionShape *s);
int64_t attention_tiled_floats(const AttentionShape *s);
int64_t attention_linear_floats(const AttentionShape *s);

/* Distance between rows. */
static inline int64_t attention_row(const AttentionShape *s)
{
    return s->heads * s->head_dim;
}

/* Keys that query i sees: the first so many. */
static inline int64_t attention_seen(const AttentionShape *s, int64_t query)
{
    return s->causal ? query + 1 + s->keys - s->queries : s->keys;
}

static inline int64_t attention_least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static inline int64_t attention_round_up(int64_t n, int64_t unit)
{
    return (n + unit - 1) / unit * unit;
}

#endif
