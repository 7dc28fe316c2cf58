/* hopfield_optimal.h - how many patterns any rule can store: one neuron with N inputs asks for
 * weights w that put P patterns on the side their targets say, and with which stability.
 *
 * The stability of pattern p is target_p w . x_p / |w| for inputs of unit variance. Predictions are
 * Cover's and Wendel's exact law of separability and Gardner's largest least stability. */
#ifndef HEBB_HOPFIELD_OPTIMAL_H
#define HEBB_HOPFIELD_OPTIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "algorithms/base/nearest_point.h"
#include "algorithms/base/random.h"

typedef enum { OPTIMAL_GAUSSIAN, OPTIMAL_SIGNS } OptimalInputs;

/* Fills the points of `s` (N dimensions, P points) with inputs times target. Both come from the
 * pattern bits of a network of N + 1 neurons, stream "patterns": the target is what the last neuron
 * holds, inputs what the others hold; Gaussian inputs are normals of the stream "inputs" instead,
 * those of pattern p numbered from p 2^20. ERR_MEMORY. */
Status hopfield_optimal_fill(NearestPoint *s, OptimalInputs inputs, RandomKey key, Error *err);

/* Stabilities of all patterns (P) under weights w (stride of s) of any length; 0 if that is 0. */
void hopfield_stabilities(const NearestPoint *s, const double *w, double *stability);

/* Hebb's weights: the sum of all points, into w (stride of s). */
void hopfield_hebb_weights(const NearestPoint *s, double *w);

/* Probability that P patterns in general position with fair targets are separable in N dimensions:
 * 2^(1-P) sum over k < N of binom(P - 1, k); 1/2 at P = 2 N. Cover 1965, Wendel 1962. */
double hopfield_cover_probability(int64_t neurons, int64_t patterns);

/* Largest load at which all patterns can have at least this stability, N to infinity, and the
 * largest least stability at a load: 0 from load 2 on. Gardner 1988. */
double hopfield_gardner_load(double stability);
double hopfield_gardner_stability(double load);

/* Exact share of patterns on the wrong side of Hebb's weights, at finite N and P; half of those at
 * 0. Gaussian inputs: the tail of Student's t with N degrees of freedom beyond (N / (P - 1))^1/2.
 */
double hopfield_hebb_errors(OptimalInputs inputs, int64_t neurons, int64_t patterns);

/* Mean of the least of n independent standard normals. */
double hopfield_least_normal(int64_t n);

#endif
