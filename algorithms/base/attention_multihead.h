/* attention_multihead.h - multi-head self-attention with projections in float32 (Vaswani et al.
 * 2017): queries, keys and values are linear maps of one input, as is the output of all heads
 * together. */
#ifndef HEBB_ATTENTION_MULTIHEAD_H
#define HEBB_ATTENTION_MULTIHEAD_H

#include "algorithms/base/attention.h"

/* With D = heads head_dim: x and out (n, D), weights four matrices (D, D), of queries, keys, values
 * and output, one after another; y = x W. queries and keys of the shape are both n. Counts the
 * projections' 4 n D^2 multiply-adds, too. Otherwise as attention_forward(). */
Status attention_multihead(AttentionMethod method, const AttentionShape *shape, const float *x,
                           const float *weights, float *out, int threads, AttentionMemory *memory,
                           AttentionCount *count, Error *err);

/* The first half of it: q, k and v, one after another, projected[3 n D]. `work` as for the product
 * (n, D, D) of matmul.h. */
void attention_project(const AttentionShape *shape, const float *x, const float *weights,
                       float *projected, int threads, void *work);

/* Floats of work space for attention_project(). */
int64_t attention_project_floats(const AttentionShape *shape);

/* Bytes that attention_multihead() takes at once. */
double attention_multihead_bytes(AttentionMethod method, const AttentionShape *shape);

#endif
