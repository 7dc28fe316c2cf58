/* attention_linear.c - weights f(q).f(k) factorise, so that the sum over keys, sum f(k) v^T, is
 * made once for all queries, or under a mask goes along with them. f(x) = elu(x) + 1 > 0. */
#include <string.h>

#include "algorithms/base/attention_parts.h"
#include "algorithms/base/elementary.h"
#include "algorithms/base/reduce.h"

/* Keys and queries taken at once. Sums over as many are made apart and then added: long sums would
 * lose digits. Under a mask the pairs within a chunk are computed, which a small one keeps few. */
enum { CHUNK = 256, MASKED_CHUNK = 64 };

typedef struct {
    float *state, *part;    /* (d, d): sum of f(k) v^T over keys so far, and over a chunk */
    float *total;           /* (d): sum of f(k) over keys so far */
    float *fq, *fk, *pairs; /* (chunk, d) twice, (MASKED_CHUNK, MASKED_CHUNK) */
    float *work;
} Space;

static int64_t work_floats(const AttentionShape *s)
{
    size_t most = matmul_work(s->head_dim, s->head_dim, CHUNK);
    size_t rows = matmul_work(CHUNK, s->head_dim, s->head_dim);
    size_t square = matmul_work(MASKED_CHUNK, MASKED_CHUNK, s->head_dim);
    most = rows > most ? rows : most;
    return (int64_t)((square > most ? square : most) / sizeof(float));
}

/* Pieces of one head, all multiples of 16 floats; counts when `at` is NULL. */
static int64_t lay_out(const AttentionShape *s, float *at, Space *space)
{
    const int64_t d = s->head_dim;
    const int64_t sizes[] = { d * d,         d * d,     d,
                              CHUNK * d,     CHUNK * d, MASKED_CHUNK * MASKED_CHUNK,
                              work_floats(s) };
    float **const pieces[] = { &space->state, &space->part,  &space->total, &space->fq,
                               &space->fk,    &space->pairs, &space->work };
    int64_t used = 0;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        *pieces[i] = at ? at + used : NULL;
        used += attention_round_up(sizes[i], ATTENTION_LANES);
    }
    return used;
}

int64_t attention_linear_floats(const AttentionShape *s)
{
    Space unused;
    return s->heads * lay_out(s, NULL, &unused);
}

/* out (rows, d) = f(in). */
static void feature(const float *in, int64_t row, int64_t rows, int64_t d, float *out)
{
    for (int64_t i = 0; i < rows; i++) {
        const float *x = in + i * row;
        float *y = out + i * d;
        for (int64_t c = 0; c < d; c++)
            y[c] = x[c] < 0 ? x[c] : 0;
        elementary_exp_f32(y, y, (size_t)d);
        for (int64_t c = 0; c < d; c++)
            y[c] = x[c] > 0 ? x[c] + 1 : y[c];
    }
}

/* Adds the keys of a chunk, whose features are in fk. */
static void add_keys(const AttentionShape *s, const Space *w, const float *v, int64_t keys,
                     AttentionCount *count)
{
    const int64_t d = s->head_dim;
    matmul_f32(MATMUL_TN, d, d, keys, w->fk, d, v, attention_row(s), false, w->part, d, w->work, 1);
    for (int64_t i = 0; i < d * d; i++)
        w->state[i] += w->part[i];
    memset(w->part, 0, (size_t)d * sizeof *w->part);
    for (int64_t j = 0; j < keys; j++)
        for (int64_t c = 0; c < d; c++)
            w->part[c] += w->fk[j * d + c];
    for (int64_t c = 0; c < d; c++)
        w->total[c] += w->part[c];
    count->needed += keys * d * d;
    count->executed += keys * d * d;
}

/* The queries of a chunk, of which number i also sees the first i + 1 of the keys in fk, if masked.
 */
static void mix(const AttentionShape *s, const Space *w, const float *v, int64_t queries,
                bool masked, float *out, AttentionCount *count)
{
    const int64_t d = s->head_dim, row = attention_row(s);
    matmul_f32(MATMUL_NN, queries, d, d, w->fq, d, w->state, d, false, out, row, w->work, 1);
    count->needed += queries * d * d;
    count->executed += queries * d * d;
    if (masked) {
        matmul_f32(MATMUL_NT, queries, queries, d, w->fq, d, w->fk, d, false, w->pairs,
                   MASKED_CHUNK, w->work, 1);
        for (int64_t i = 0; i < queries; i++)
            for (int64_t j = i + 1; j < queries; j++)
                w->pairs[i * MASKED_CHUNK + j] = 0;
        matmul_f32(MATMUL_NN, queries, d, queries, w->pairs, MASKED_CHUNK, v, row, true, out, row,
                   w->work, 1);
        count->executed += 2 * queries * queries * d;
    }
    for (int64_t i = 0; i < queries; i++) {
        double sum = reduce_dot_f32(d, w->fq + i * d, w->total);
        if (masked)
            sum += reduce_sum_f32(i + 1, w->pairs + i * MASKED_CHUNK);
        for (int64_t c = 0; c < d; c++)
            out[i * row + c] = (float)((double)out[i * row + c] / sum);
    }
}

static void one_head(const AttentionCall *call, int64_t head, float *at, AttentionCount *count)
{
    const AttentionShape *s = call->shape;
    const int64_t d = s->head_dim, row = attention_row(s), column = head * d;
    const int64_t common = s->causal ? s->keys - s->queries : s->keys; /* keys all queries see */
    const int64_t step = s->causal ? MASKED_CHUNK : CHUNK;
    Space w;
    lay_out(s, at, &w);
    memset(w.state, 0, (size_t)(d * d) * sizeof *w.state);
    memset(w.total, 0, (size_t)d * sizeof *w.total);
    for (int64_t j = 0; j < common; j += CHUNK) {
        int64_t keys = attention_least(common - j, CHUNK);
        feature(call->k + j * row + column, row, keys, d, w.fk);
        add_keys(s, &w, call->v + j * row + column, keys, count);
    }
    for (int64_t i = 0; i < s->queries; i += step) {
        int64_t queries = attention_least(s->queries - i, step);
        const float *v = call->v + (common + i) * row + column;
        feature(call->q + i * row + column, row, queries, d, w.fq);
        if (s->causal)
            feature(call->k + (common + i) * row + column, row, queries, d, w.fk);
        mix(s, &w, v, queries, s->causal, call->out + i * row + column, count);
        if (s->causal)
            add_keys(s, &w, v, queries, count);
    }
}

Status attention_linear(const AttentionCall *c, Error *err)
{
    const int64_t heads = c->shape->heads, floats = attention_linear_floats(c->shape);
    float *space = attention_take(c->memory, floats, err);
    int64_t needed = 0, executed = 0;
    if (!space)
        return ERR_MEMORY;
#pragma omp parallel for num_threads(c->threads) if (c->threads > 1 && heads > 1) \
    reduction(+ : needed, executed)
    for (int64_t h = 0; h < heads; h++) {
        AttentionCount own = { 0 };
        one_head(c, h, space + h * (floats / heads), &own);
        needed += own.needed;
        executed += own.executed;
    }
    *c->count = (AttentionCount){ needed, executed };
    attention_give(c->memory, space, floats);
    return OK;
}
