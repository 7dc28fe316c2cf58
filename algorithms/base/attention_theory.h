/* attention_theory.h - softmax of random scores: Derrida's random energy model at finite size.
 *
 * Scores q.k_j of a query with keys of independent standard normals are, given the query,
 * independent normals of variance |q|^2: energies of a random energy model (Derrida 1981) whose
 * partition function Z = sum_j exp(z_j) is the softmax' denominator. Its averages at n keys follow
 * from ln Z = int du (exp(-e^u) - exp(-e^u Z)),   E exp(-e^u Z) = G(u)^n,   G(u) = E exp(-e^(u +
 * z)), integrals of analytic functions over the line, for which the trapezoidal rule is
 * exponentially accurate; the average over |q| is another one. */
#ifndef HEBB_ATTENTION_THEORY_H
#define HEBB_ATTENTION_THEORY_H

#include <stdint.h>

#include "algorithms/base/status.h"

typedef struct {
    double entropy;       /* E[-sum p ln p], nats */
    double participation; /* E[sum p^2] */
} AttentionAverage;

/* Averages over scores of n independent normals of standard deviation s. ERR_MEMORY. */
Status attention_random_scores(int64_t n, double s, AttentionAverage *a, Error *err);

/* The same over scores scale q.k_j with q and k of d standard normals. */
Status attention_random_heads(int64_t n, int64_t d, double scale, AttentionAverage *a, Error *err);

/* Entropy of the model at large n, to leading order: ln n - s^2 / 2 below s_c = sqrt(2 ln n), where
 * it freezes; 0 above. */
double attention_limit_entropy(int64_t n, double s);

/* E max_j scale q.k_j over n keys. */
double attention_largest_score(int64_t n, int64_t d, double scale);

#endif
