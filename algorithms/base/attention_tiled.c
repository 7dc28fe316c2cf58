/* attention_tiled.c - a few queries meet 256 keys at a time; their scores never leave the nearest
 * caches. */
#include <math.h>
#include <string.h>

#include "algorithms/base/attention_parts.h"

enum {
    KEYS = MATMUL_DEPTH, /* met at once: the values are multiplied by blocks of as many */
    ROWS = 6,            /* queries whose scores are held at once: a tile of the matrix product */
    BLOCK =
        8 * ROWS,  /* queries that share a block of keys while it is near, and go to one thread */
    PACKED = 8192, /* keys packed at once, in several heads if they are short */
};

static const double log2_e = 1.4426950408889634;

/* Heads whose keys are packed at the same time. */
static int64_t heads_at_once(const AttentionShape *s)
{
    int64_t fit = PACKED / s->keys;
    return attention_least(fit < 1 ? 1 : fit, s->heads);
}

/* Vectors are read whole: keys are padded to panels, values of odd width copied to wider rows. */
static int64_t packed_keys(const AttentionShape *s)
{
    return attention_round_up(s->keys, MATMUL_MAX_PANEL) * s->head_dim;
}

static int64_t wide(const AttentionShape *s)
{
    return attention_round_up(s->head_dim, ATTENTION_LANES);
}

static int64_t copied_values(const AttentionShape *s)
{
    return s->head_dim % ATTENTION_LANES ? s->keys * wide(s) : 0;
}

int64_t attention_tiled_floats(const AttentionShape *s)
{
    return heads_at_once(s) * (packed_keys(s) + copied_values(s));
}

typedef struct {
    const AttentionCall *call;
    const MatmulKernels *product;
    const AttentionKernels *softmax;
    float *keys,
        *values; /* packed, of heads first, first + 1, ...; values NULL: used as they are */
    int64_t first;
} Tiling;

/* Packs keys (and values) from .. to-1 of head first + h. */
static void pack(const Tiling *t, int64_t h, int64_t from, int64_t to)
{
    const AttentionShape *s = t->call->shape;
    const int64_t row = attention_row(s), d = s->head_dim, column = (t->first + h) * d;
    const MatmulView view = { t->call->k + from * row + column, 1, row };
    t->product->pack(to - from, d, view, t->keys + h * packed_keys(s) + from * d);
    for (int64_t j = from; t->values && j < to; j++) {
        float *line = t->values + (h * s->keys + j) * wide(s);
        memset(line, 0, (size_t)wide(s) * sizeof *line);
        memcpy(line, t->call->v + j * row + column, (size_t)d * sizeof *line);
    }
}

/* ROWS queries or fewer, whose first is number `query`, go on with the keys from .. to-1. */
static void meet(const Tiling *t, int64_t h, int64_t query, int64_t rows, int64_t from, int64_t to,
                 const float *q, AttentionRow *state, float *mixed)
{
    const AttentionShape *s = t->call->shape;
    const int64_t d = s->head_dim, width = t->product->width;
    float scores[ROWS * KEYS] __attribute__((aligned(64)));
    const MatmulPanels keys = { t->keys + h * packed_keys(s) + from * d, width * d, width };
    t->product->multiply(rows, attention_round_up(to - from, ATTENTION_LANES), d,
                         (MatmulView){ q, d, 1 }, keys, false, scores, KEYS);
    for (int64_t r = 0; r < rows; r++) {
        int64_t seen = attention_least(attention_seen(s, query + r), to) - from;
        for (int64_t j = seen < 0 ? 0 : seen; j < to - from; j++)
            scores[r * KEYS + j] = -INFINITY;
        t->softmax->extend(&state[r], scores + r * KEYS, to - from, mixed + r * wide(s), wide(s));
    }
    const float *v = t->values ? t->values + (h * s->keys + from) * wide(s)
                               : t->call->v + from * attention_row(s) + (t->first + h) * d;
    const int64_t v_row = t->values ? wide(s) : attention_row(s);
    float part[ROWS * ATTENTION_MAX_DIM] __attribute__((aligned(64)));
    t->product->multiply(rows, wide(s), to - from, (MatmulView){ scores, KEYS, 1 },
                         (MatmulPanels){ v, width, v_row }, false, part, wide(s));
    t->softmax->add(part, rows * wide(s), mixed); /* apart: one long sum would lose digits */
}

/* Queries from .. to-1, BLOCK at most, of head first + h. Adds to the counts. */
static void block(const Tiling *t, int64_t h, int64_t from, int64_t to, AttentionCount *count)
{
    const AttentionShape *s = t->call->shape;
    const int64_t d = s->head_dim, row = attention_row(s), column = (t->first + h) * d;
    float q[BLOCK * ATTENTION_MAX_DIM] __attribute__((aligned(64)));
    float mixed[BLOCK * ATTENTION_MAX_DIM] __attribute__((aligned(64)));
    AttentionRow state[BLOCK];
    const float scale = (float)(s->scale * log2_e);
    for (int64_t i = from; i < to; i++) {
        for (int64_t c = 0; c < d; c++)
            q[(i - from) * d + c] = t->call->q[i * row + column + c] * scale;
        state[i - from] = (AttentionRow){ .largest = -INFINITY };
        count->needed += 2 * d * attention_seen(s, i);
    }
    memset(mixed, 0, (size_t)((to - from) * wide(s)) * sizeof *mixed);
    for (int64_t j = 0; j < attention_seen(s, to - 1); j += KEYS)
        for (int64_t i = from; i < to; i += ROWS) {
            int64_t rows = attention_least(to - i, ROWS);
            int64_t end = attention_least(j + KEYS, attention_seen(s, i + rows - 1));
            if (end <= j)
                continue;
            meet(t, h, i, rows, j, end, q + (i - from) * d, state + (i - from),
                 mixed + (i - from) * wide(s));
            count->executed +=
                rows * (attention_round_up(end - j, ATTENTION_LANES) * d + (end - j) * wide(s));
        }
    for (int64_t i = from; i < to; i++)
        t->softmax->divide(&state[i - from], mixed + (i - from) * wide(s), d,
                           t->call->out + i * row + column);
}

/* Heads first .. first+heads-1: all their keys are packed, then blocks of queries, the longest
 * first, go to whoever is free. */
static void some_heads(const Tiling *t, int64_t heads, AttentionCount *count)
{
    enum { PACK = 4 * MATMUL_MAX_PANEL };
    const AttentionShape *s = t->call->shape;
    const int64_t packs = (s->keys + PACK - 1) / PACK, blocks = (s->queries + BLOCK - 1) / BLOCK;
    int64_t needed = 0, executed = 0;
#pragma omp parallel num_threads(t->call->threads) if (t->call->threads > 1) \
    reduction(+ : needed, executed)
    {
        AttentionCount own = { 0 };
#pragma omp for schedule(static)
        for (int64_t p = 0; p < heads * packs; p++)
            pack(t, p / packs, p % packs * PACK, attention_least((p % packs + 1) * PACK, s->keys));
#pragma omp for schedule(dynamic)
        for (int64_t b = 0; b < heads * blocks; b++) {
            int64_t from = (blocks - 1 - b / heads) * BLOCK;
            block(t, b % heads, from, attention_least(from + BLOCK, s->queries), &own);
        }
        needed += own.needed;
        executed += own.executed;
    }
    count->needed += needed;
    count->executed += executed;
}

Status attention_tiled(const AttentionCall *c, Error *err)
{
    const AttentionShape *s = c->shape;
    const int64_t at_once = heads_at_once(s), floats = attention_tiled_floats(s);
    float *space = attention_take(c->memory, floats, err);
    if (!space)
        return ERR_MEMORY;
    Tiling t = {
        .call = c,
        .product = matmul_kernels[cpu_level()],
        .softmax = attention_kernels[cpu_level()],
        .keys = space,
        .values = copied_values(s) ? space + at_once * packed_keys(s) : NULL,
    };
    for (; t.first < s->heads; t.first += at_once)
        some_heads(&t, attention_least(at_once, s->heads - t.first), c->count);
    attention_give(c->memory, space, floats);
    return OK;
}
