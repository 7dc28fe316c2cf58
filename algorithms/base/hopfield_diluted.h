/* hopfield_diluted.h - a Hopfield network in which each neuron hears few others: links with weights
 * in lists, and the dynamics of several states side by side, in exact integers.
 *
 * Link j -> i exists with probability connections / (N - 1), each independently, so that j -> i
 * says nothing of i -> j; its weight is sum over p of xi_i^p xi_j^p. Fields are those sums over the
 * links, not divided by anything. */
#ifndef HEBB_HOPFIELD_DILUTED_H
#define HEBB_HOPFIELD_DILUTED_H

#include <stdint.h>

#include "algorithms/base/hopfield_diluted_kernel.h"
#include "algorithms/base/hopfield_patterns.h"
#include "algorithms/base/random.h"

typedef struct {
    int64_t neurons, patterns;
    const DilutedKernels *kernels;
    int64_t *first;  /* (N + 1): links to neuron i are first[i] .. first[i + 1] - 1 */
    int32_t *source; /* (links): whom they come from, ascending for each neuron, never itself */
    int16_t *weight; /* (links) */
} DilutedNet;

/* Draws the links from stream s: gaps between the neurons heard are geometric, the one before link
 * k of neuron i from 64-bit half k mod 2 of block i 2^32 + k / 2. Patterns <= DILUTED_MAX_PATTERNS,
 * 0 < connections <= N - 1. The bits do not depend on `threads`. ERR_MEMORY; ERR_NUMERIC if links
 * are more than ten standard deviations too many. */
Status diluted_net_init(DilutedNet *net, const HopfieldPatterns *x, double connections,
                        const RandomStream *s, int threads, Error *err);
void diluted_net_free(DilutedNet *net);

/* Bytes that diluted_net_init allocates, but for chance. */
double diluted_net_bytes(int64_t neurons, double connections);

/* One synchronous step: y_i becomes +1 where its field is at least threshold[i] (0 where threshold
 * is NULL), else -1, in every lane. state, next, threshold: (N, DILUTED_LANES). */
void diluted_net_step(const DilutedNet *net, const int32_t *threshold, const int8_t *state,
                      int8_t *next, int threads);

/* One asynchronous sweep: the same neuron after neuron, in the order given (N). */
void diluted_net_sweep(const DilutedNet *net, const int32_t *threshold, const int32_t *order,
                       int8_t *state);

#endif
