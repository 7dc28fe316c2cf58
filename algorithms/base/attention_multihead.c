/* attention_multihead.c - see attention_multihead.h */
#include "algorithms/base/attention_multihead.h"

#include "algorithms/base/attention_parts.h"
#include "algorithms/base/matmul.h"

enum { KINDS = 3 }; /* queries, keys, values */

int64_t attention_project_floats(const AttentionShape *s)
{
    const int64_t width = attention_row(s);
    return (int64_t)(matmul_work(s->keys, width, width) / sizeof(float));
}

/* Projections, what the heads mixed, and work space. */
static int64_t own_floats(const AttentionShape *s)
{
    return (KINDS + 1) * s->keys * attention_row(s) + attention_project_floats(s);
}

double attention_multihead_bytes(AttentionMethod method, const AttentionShape *s)
{
    return (double)own_floats(s) * sizeof(float) + attention_bytes(method, s);
}

void attention_project(const AttentionShape *s, const float *x, const float *weights,
                       float *projected, int threads, void *work)
{
    const int64_t n = s->keys, width = attention_row(s);
    for (int kind = 0; kind < KINDS; kind++)
        matmul_f32(MATMUL_NN, n, width, width, x, width, weights + kind * width * width, width,
                   false, projected + kind * n * width, width, work, threads);
}

Status attention_multihead(AttentionMethod method, const AttentionShape *s, const float *x,
                           const float *weights, float *out, int threads, AttentionMemory *memory,
                           AttentionCount *count, Error *err)
{
    const int64_t n = s->keys, width = attention_row(s), size = n * width;
    const int64_t products = (KINDS + 1) * size * width;
    float *space = attention_take(memory, own_floats(s), err);
    if (!space)
        return ERR_MEMORY;
    float *work = space, *q = work + attention_project_floats(s), *mixed = q + KINDS * size;
    attention_project(s, x, weights, q, threads, work);
    Status status =
        attention_forward(method, s, q, q + size, q + 2 * size, mixed, threads, memory, count, err);
    if (status == OK)
        matmul_f32(MATMUL_NN, n, width, width, mixed, width, weights + KINDS * width * width, width,
                   false, out, width, work, threads);
    count->needed += products;
    count->executed += products;
    attention_give(memory, space, own_floats(s));
    return status;
}
