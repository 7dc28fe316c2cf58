/* attention_exact.h - attention in double precision, for experiments on what it does rather than on
 * what it costs. Matrices are row-major and tight; sums run over ascending indices. */
#ifndef HEBB_ATTENTION_EXACT_H
#define HEBB_ATTENTION_EXACT_H

#include <stdbool.h>
#include <stdint.h>

/* x[n] becomes exp(x - max) / sum; entries of -infinity become exactly 0. One at least is finite.
 */
void attention_softmax(double *x, int64_t n);

/* -sum p ln p, in nats, of p[n]. */
double attention_entropy(const double *p, int64_t n);

/* Frobenius norm of the Jacobian dp/dz = diag(p) - p p^T of softmax. */
double attention_jacobian(const double *p, int64_t n);

/* weights (n, n) of softmax(scale q k^T), q and k (n, d), where causal with keys up to the query's
 * own. scores (n, n), or NULL, receives scale q k^T, masked ones included. */
void attention_weights(int64_t n, int64_t d, const double *q, const double *k, double scale,
                       bool causal, double *scores, double *weights);

/* c (m, n) = a (m, k) b (k, n). */
void attention_product(int64_t m, int64_t n, int64_t k, const double *a, const double *b,
                       double *c);

/* Angular frequency 10000^(-2 pair / d) of a pair of dimensions (Vaswani et al. 2017). */
double attention_frequency(int64_t pair, int64_t d);

/* Sinusoidal encoding of a position: sin(position w_i) at dimension 2 i, cos at 2 i + 1; out[d], d
 * even. */
void attention_sinusoids(int64_t position, int64_t d, double *out);

#endif
