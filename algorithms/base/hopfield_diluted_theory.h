/* hopfield_diluted_theory.h - predictions for diluted asymmetric Hopfield networks: neuron i hears
 * each other neuron with the same small probability, independently of whether that one hears i.
 * Derrida, Gardner & Zippelius, Europhys. Lett. 4, 167 (1987).
 *
 * While the inputs of the inputs of ... a neuron are all different neurons, signs and crosstalk are
 * independent at every step, and one map m -> f(m) says how the overlap goes on. alpha = patterns
 * per input. Fields are divided by the mean number of inputs, so that a network of one pattern and
 * many inputs loses it at temperature 1. */
#ifndef HEBB_HOPFIELD_DILUTED_THEORY_H
#define HEBB_HOPFIELD_DILUTED_THEORY_H

#include <stdint.h>

#include "algorithms/base/status.h"

/* f(m) = sum over k of height[k] sin(rate[k] m): the mean of tanh(h / T), of the sign of h at T =
 * 0, by Fourier's integral for the distribution of the field h. Good to about 1e-14. */
typedef struct {
    int64_t terms;
    double *height, *rate; /* (terms) each; one block, freed by diluted_map_free */
} DilutedMap;

/* Many inputs: f(m) = erf(m / sqrt(2 alpha)) at T = 0, else the mean of tanh((m + sqrt(alpha) z) /
 * T) over Gaussian z. alpha > 0, T >= 0. ERR_MEMORY. */
Status diluted_map_limit(DilutedMap *map, double alpha, double temperature, Error *err);

/* Inputs whose number is Poisson with mean `connections` > 0 and whole patterns, in an infinite
 * network: of k inputs k (P - 1) independent signs are crosstalk. ERR_MEMORY. */
Status diluted_map_finite(DilutedMap *map, double connections, int64_t patterns, double temperature,
                          Error *err);
void diluted_map_free(DilutedMap *map);

double diluted_map_step(const DilutedMap *map, double m);
double diluted_map_slope(const DilutedMap *map); /* f'(0) */

/* The overlap that synchronous and asynchronous dynamics from any overlap > 0 tend to, that from a
 * pattern among them: the fixed point above 0 where f'(0) > 1, else 0. */
double diluted_map_fixed(const DilutedMap *map);

/* Overlap after an asynchronous sweep that visits all neurons in random order. */
double diluted_map_sweep(const DilutedMap *map, double m);

/* The load at which f'(0) = 1, continuous in the load: with many inputs, 2 / pi at T = 0 and none,
 * 0, from T = 1 on; and with finitely many, between two whole numbers of patterns. */
Status diluted_transition_limit(double temperature, double *alpha, Error *err);
Status diluted_transition_finite(double connections, double temperature, double *alpha, Error *err);

/* Exact probability, in a network of N neurons, that a bit is wrong after one synchronous step at
 * T = 0 from a pattern with `errors` reversed neurons; a field of 0 gives +1. Each of the N - 1
 * others is heard with probability connections / (N - 1). Rounding leaves about 1e-16 N. */
double diluted_one_step_error(int64_t neurons, double connections, int64_t patterns,
                              int64_t errors);

/* Fraction of neurons that a synchronous step changes once overlap m, a fixed point, no longer
 * does, at T = 0 and for many inputs: the state never comes to rest. Good to about 1e-8 of its
 * value. */
double diluted_changes(double alpha, double m);

/* d m / d density at density 0 of the overlap m > 0 that synchronous dynamics at T = 0 tends to,
 * for many inputs: how much a network falls short that is not far larger than what a neuron hears.
 * The overlaps with all other patterns, which are zero but for chance, go on by the factor u =
 * f'(m) a step and are driven by the states, of which the part q lasts: their square, and with it
 * the noise, is larger than chance by (1 + 2 q u / (1 - u)) / (1 - u^2). And a neuron hears its own
 * past by alpha density u^k after k + 1 steps. Infinite at the transition, where u = 1. */
double diluted_density_slope(double alpha, double m);

#endif
