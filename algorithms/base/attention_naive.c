/* attention_naive.c - the formula as it stands: all scores, softmax of every row, their product
 * with the values. */
#include <math.h>
#include <string.h>

#include "algorithms/base/attention_parts.h"

enum {
    STRIP = 128, /* rows computed at once under a mask, as far as the last of them sees */
    KEYS = 512,  /* mixed at once: a sum over all keys would lose digits */
};

static const double log2_e = 1.4426950408889634;

static int64_t score_row(const AttentionShape *s)
{
    return attention_round_up(s->keys, ATTENTION_LANES);
}

static int64_t work_floats(const AttentionShape *s)
{
    size_t scores = matmul_work(s->queries, s->keys, s->head_dim);
    size_t mixed = matmul_work(s->queries, s->head_dim, KEYS);
    return (int64_t)((scores > mixed ? scores : mixed) / sizeof(float)) + 1;
}

int64_t attention_naive_floats(const AttentionShape *s)
{
    return s->heads * s->queries * score_row(s) + s->queries * (attention_row(s) + s->head_dim) +
           work_floats(s);
}

typedef struct {
    const AttentionCall *call;
    const AttentionKernels *softmax;
    float *scores, *q, *part,
        *work; /* (heads, queries, score_row), q scaled, (queries, head_dim) */
} Naive;

/* Weights of rows from .. to-1 times the first `keys` values. */
static void mix(const Naive *n, int64_t column, int64_t from, int64_t to, int64_t keys,
                const float *weights)
{
    const AttentionCall *c = n->call;
    const int64_t d = c->shape->head_dim, row = attention_row(c->shape), ld = score_row(c->shape);
    float *out = c->out + from * row + column;
    for (int64_t j = 0; j < keys; j += KEYS) {
        float *to_part = j > 0 ? n->part : out;
        matmul_f32(MATMUL_NN, to - from, d, attention_least(keys - j, KEYS), weights + j, ld,
                   c->v + j * row + column, row, false, to_part, j > 0 ? d : row, n->work,
                   c->threads);
        for (int64_t i = 0; j > 0 && i < to - from; i++)
            for (int64_t x = 0; x < d; x++)
                out[i * row + x] += n->part[i * d + x];
    }
}

/* Rows from .. to-1 of a head, none of which sees more than `keys`. */
static void strip(const Naive *n, int64_t head, int64_t from, int64_t to, int64_t keys)
{
    const AttentionCall *c = n->call;
    const AttentionShape *s = c->shape;
    const int64_t d = s->head_dim, row = attention_row(s), ld = score_row(s), column = head * d;
    float *scores = n->scores + (head * s->queries + from) * ld;
    matmul_f32(MATMUL_NT, to - from, keys, d, n->q + from * row + column, row, c->k + column, row,
               false, scores, ld, n->work, c->threads);
#pragma omp parallel for num_threads(c->threads) if (c->threads > 1)
    for (int64_t i = from; i < to; i++) {
        AttentionRow state = { .largest = -INFINITY };
        const int64_t seen = attention_seen(s, i);
        float *line = scores + (i - from) * ld;
        n->softmax->extend(&state, line, seen, NULL, 0);
        n->softmax->divide(&state, line, seen, line);
        for (int64_t j = seen; j < keys; j++)
            line[j] = 0;
    }
    mix(n, column, from, to, keys, scores);
    c->count->executed += 2 * (to - from) * keys * d;
    for (int64_t i = from; i < to; i++)
        c->count->needed += 2 * d * attention_seen(s, i);
}

Status attention_naive(const AttentionCall *c, Error *err)
{
    const AttentionShape *s = c->shape;
    const int64_t floats = attention_naive_floats(s), size = s->queries * attention_row(s);
    const int64_t step = s->causal ? STRIP : s->queries;
    const float scale = (float)(s->scale * log2_e);
    float *space = attention_take(c->memory, floats, err);
    if (!space)
        return ERR_MEMORY;
    Naive n = { .call = c, .softmax = attention_kernels[cpu_level()] };
    n.scores = space;
    n.work = space + s->heads * s->queries * score_row(s); /* a multiple of 64 bytes further */
    n.q = n.work + work_floats(s);
    n.part = n.q + size;
    for (int64_t i = 0; i < size; i++)
        n.q[i] = c->q[i] * scale;
    for (int64_t h = 0; h < s->heads; h++)
        for (int64_t from = 0; from < s->queries; from += step) {
            int64_t to = attention_least(from + step, s->queries);
            strip(&n, h, from, to, attention_seen(s, to - 1));
        }
    attention_give(c->memory, space, floats);
    return OK;
}
