/* attention.c - see attention.h; the three methods lie in attention_naive.c, _tiled.c and
 * _linear.c. */
#include "algorithms/base/attention.h"

#include <math.h>
#include <string.h>

#include "algorithms/base/attention_parts.h"
#include "algorithms/base/elementary.h"

typedef struct {
    Status (*forward)(const AttentionCall *c, Error *err);
    int64_t (*floats)(const AttentionShape *s);
} Method;

static const Method methods[ATTENTION_METHODS] = {
    [ATTENTION_NAIVE] = { attention_naive, attention_naive_floats },
    [ATTENTION_TILED] = { attention_tiled, attention_tiled_floats },
    [ATTENTION_LINEAR] = { attention_linear, attention_linear_floats },
};

Status attention_forward(AttentionMethod method, const AttentionShape *shape, const float *q,
                         const float *k, const float *v, float *out, int threads,
                         AttentionMemory *memory, AttentionCount *count, Error *err)
{
    *count = (AttentionCount){ 0 };
    const AttentionCall call = { shape, q, k, v, out, threads, memory, count };
    return methods[method].forward(&call, err);
}

double attention_bytes(AttentionMethod method, const AttentionShape *shape)
{
    return (double)methods[method].floats(shape) * sizeof(float);
}

double attention_flops(AttentionMethod method, const AttentionShape *s)
{
    const double n = (double)s->queries, m = (double)s->keys, d = (double)s->head_dim;
    double pairs = s->causal ? n * (m - n) + n * (n + 1) / 2 : n * m;
    if (method == ATTENTION_LINEAR)
        return 2 * d * d * (n + m) * (double)s->heads;
    return 4 * d * pairs * (double)s->heads;
}

/* ---- in double precision --------------------------------------------------------------------- */

static double feature(double x)
{
    return x > 0 ? x + 1 : elementary_exp(x);
}

void attention_reference(AttentionMethod method, const AttentionShape *s, const float *q,
                         const float *k, const float *v, int64_t head, int64_t query, double *out,
                         double *weights)
{
    const int64_t d = s->head_dim, row = attention_row(s), seen = attention_seen(s, query);
    const float *own = q + query * row + head * d;
    double largest = -INFINITY, sum = 0;
    for (int64_t j = 0; j < seen; j++) {
        const float *key = k + j * row + head * d;
        double dot = 0;
        for (int64_t c = 0; c < d; c++)
            dot += method == ATTENTION_LINEAR ? feature(own[c]) * feature(key[c])
                                              : (double)own[c] * (double)key[c];
        weights[j] = method == ATTENTION_LINEAR ? dot : dot * s->scale;
        largest = fmax(largest, weights[j]);
    }
    for (int64_t j = 0; j < seen && method != ATTENTION_LINEAR; j++)
        weights[j] -= largest;
    if (method != ATTENTION_LINEAR)
        elementary_exp_f64(weights, weights, (size_t)seen);
    for (int64_t j = 0; j < seen; j++)
        sum += weights[j];
    for (int64_t c = 0; c < d; c++)
        out[c] = 0;
    for (int64_t j = 0; j < s->keys; j++) {
        weights[j] = j < seen ? weights[j] / sum : 0;
        for (int64_t c = 0; c < d && j < seen; c++)
            out[c] += weights[j] * (double)v[j * row + head * d + c];
    }
}
