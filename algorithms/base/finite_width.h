/* finite_width.h - exact laws of random networks of finite width, where they are known. */
#ifndef HEBB_FINITE_WIDTH_H
#define HEBB_FINITE_WIDTH_H

#include <stdint.h>

/* Exact at every width n, for Gaussian weights and an activation of slope 1 on the right and `leak`
 * on the left of 0 (0: relu, 1: linear): passing one layer multiplies a squared norm by
 * R = (sw2 / n) (chi2_K + leak^2 chi2_(n-K)), K ~ Bin(n, 1/2) (Hanin & Nica 2020). Returns E ln R,
 * for relu given that the layer has not died (K > 0). */
double finite_width_ln(int64_t width, double leak, double weight_variance);

/* Var ln R of the same, for relu only (given K > 0). */
double finite_width_ln_variance(int64_t width);

/* Probability that a given input finds some layer of `depth` with no active unit: relu without
 * biases, each layer dies with probability 2^-width. */
double finite_width_death(int64_t width, int64_t depth);

#endif
