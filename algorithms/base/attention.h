/* attention.h - scaled dot-product attention in float32 (Vaswani et al. 2017), by three methods of
 * which each grows differently; the same bits on every level and for any number of threads.
 *
 * Head h of query i mixes the values it may see, out = sum_j p_j v_j, with weights
 *   naive, tiled: p_j = exp(scale q.k_j) / sum of these
 *   linear:       p_j = f(q).f(k_j) / sum of these, f(x) = elu(x) + 1 (Katharopoulos et al. 2020).
 * Naive holds all scores at once, heads x queries x keys of them. Tiled holds a few rows by 256
 * keys and shrinks what it has when a larger score turns up (online softmax; Milakov & Gimelshein
 * 2018, Dao et al. 2022); it needs a copy of the keys besides. Linear needs the same little memory
 * for any length. Under a causal mask nothing is computed for keys that are not seen, but what
 * shares a tile with the diagonal.
 *
 * A score is one chain of fused multiply-adds over ascending dimensions; a mixed value is a sum of
 * such over blocks of keys (512 of them, tiled and linear 256, linear with a mask 64), the sum of a
 * row 16 interleaved ones. */
#ifndef HEBB_ATTENTION_H
#define HEBB_ATTENTION_H

#include <stdbool.h>
#include <stdint.h>

#include "algorithms/base/attention_memory.h"
#include "algorithms/base/status.h"

typedef enum {
    ATTENTION_NAIVE,
    ATTENTION_TILED,
    ATTENTION_LINEAR,
    ATTENTION_METHODS
} AttentionMethod;

enum { ATTENTION_MAX_DIM = 256 }; /* of a head */

/* Matrices are row-major with rows of heads * head_dim numbers, one head after another. */
typedef struct {
    int64_t queries, keys; /* rows of q and out, rows of k and v */
    int64_t heads, head_dim;
    bool causal;  /* query i sees the keys up to i + keys - queries: the last one sees all */
    double scale; /* of scores; 1 / sqrt(head_dim), or 1; linear has none */
} AttentionShape;

/* Exact numbers of multiply-adds in the products of matrices. */
typedef struct {
    int64_t needed;   /* 2 head_dim for each pair of a query and a key it sees, one by one; linear:
                         head_dim^2 for each query and for each key, as a recurrence needs */
    int64_t executed; /* those made: masked parts of tiles, and of chunks of linear, included */
} AttentionCount;

/* out (queries, heads head_dim) of q and k, v (keys, heads head_dim); out must not overlap them.
 * head_dim at most ATTENTION_MAX_DIM, queries at most keys if causal. Uses `threads` threads; work
 * space comes from `memory`, whose peak does not depend on them, and a few tiles on each stack.
 * *count is set. ERR_MEMORY. */
Status attention_forward(AttentionMethod method, const AttentionShape *shape, const float *q,
                         const float *k, const float *v, float *out, int threads,
                         AttentionMemory *memory, AttentionCount *count, Error *err);

/* Row `query` of one head in double precision, straight from the definition: out[head_dim] and the
 * weights of all keys, weights[keys], 0 for those not seen. */
void attention_reference(AttentionMethod method, const AttentionShape *shape, const float *q,
                         const float *k, const float *v, int64_t head, int64_t query, double *out,
                         double *weights);

/* Bytes that attention_forward() takes at once. */
double attention_bytes(AttentionMethod method, const AttentionShape *shape);

/* Operations, a multiply-add being two, in all products of the definition (count.needed). */
double attention_flops(AttentionMethod method, const AttentionShape *shape);

#endif
