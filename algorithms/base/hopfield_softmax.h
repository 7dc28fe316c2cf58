/* hopfield_softmax.h - the odds of one update of the modern Hopfield network, at finite size.
 *
 * Patterns of +1 and -1 at random; the cue is pattern 1 with every sign reversed with probability
 * `noise`. Pattern p then has the weight exp(beta a_p), where a_p is its product with the cue, and
 * a sign is right when the weights of the patterns that say so outweigh the others. The strongest
 * competitor is treated exactly, with all the signs it has in common with cue and pattern; given
 * that, signs are taken to err independently, each with the exact law of its own sum over the
 * remaining patterns, by inversion of its characteristic function. In a large network the crowd
 * decides: a reversed sign comes back while exp(beta d (1 - 2 noise)) exceeds patterns * tanh(beta)
 * cosh(beta)^d. Compare Lucibello & Mezard, Phys. Rev. Lett. 132, 077301 (2024). */
#ifndef HEBB_HOPFIELD_SOFTMAX_H
#define HEBB_HOPFIELD_SOFTMAX_H

#include <stdint.h>

/* Probability that all signs are right after one update. NaN above SOFTMAX_DIMENSION. */
double softmax_retrieved(int64_t dimension, int64_t patterns, double beta, double noise);

/* The number of patterns at which a reversed sign is on the verge in a large network, exp(d (beta
 * (1 - 2 noise) - ln cosh beta)) / tanh(beta); infinite for beta 0. Meaningful while tanh(beta) < 1
 * - 2 noise, else a single competitor nearer to the cue than the pattern comes first. */
double softmax_capacity(int64_t dimension, double beta, double noise);

enum { SOFTMAX_DIMENSION = 128 };

#endif
