/* hopfield_dense.h - dense associative memory: energies -sum over p of F(sum_i xi_i^p y_i) with
 * F(x) = x^n or exp(x), and the exact law of one step. Krotov & Hopfield 2016; Demircigil et al.
 * 2017. Neuron i becomes the sign of sum_p F(M_i^p + xi_i^p) - F(M_i^p - xi_i^p), where M_i^p is
 * the overlap of pattern p with all neurons but i. */
#ifndef HEBB_HOPFIELD_DENSE_H
#define HEBB_HOPFIELD_DENSE_H

#include <stdint.h>

enum { DENSE_EXPONENTIAL = 0, DENSE_ORDER = 4 }; /* otherwise n itself, 2 to DENSE_ORDER */

/* F(x + 1) - F(x - 1) for order n, where |x| <= N - 1: what a pattern that agrees with a neuron
 * says for it. Whole numbers; for the exponential divided by exp(N) (e - 1/e). */
double dense_kick(int order, int64_t neurons, int64_t x);

/* True if sums of kicks of that many patterns are exact in double precision. */
int dense_exact(int order, int64_t neurons, int64_t patterns);

/* y (N) after one synchronous step in out (N); out may not be y. A sum of zero gives +1.
 * xi (P, N) of +1 and -1, kick[x + N] = dense_kick(x) for -N <= x <= N, sum (N) is scratch. */
void dense_step(const int8_t *xi, int64_t patterns, int64_t neurons, const double *kick,
                const int8_t *y, int8_t *out, double *sum);

/* Laws of one step from a pattern with `errors` reversed neurons, over random patterns. */
typedef struct {
    double bit_error; /* probability that a bit is wrong */
    double exact;     /* that none is, if bits err independently of each other */
} DenseLaw;

/* By inversion of the characteristic function of the crosstalk, a sum of P - 1 independent terms:
 * a bit's law is exact up to rounding for powers, within 1e-3 of its value for the exponential. NaN
 * where that would take too long. */
DenseLaw dense_one_step(int order, int64_t neurons, int64_t patterns, int64_t errors);

/* The bit_error of that. */
double dense_one_step_error(int order, int64_t neurons, int64_t patterns, int64_t errors);

/* Patterns up to which a large network recalls a given one without error, N^(n-1) / (2 (2n-3)!! ln
 * N) (Krotov & Hopfield 2016); for the exponential 2^(N/2), up to which it recalls every one of
 * them (Demircigil et al. 2017). */
double dense_capacity(int order, int64_t neurons);

#endif
