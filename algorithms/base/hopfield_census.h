/* hopfield_census.h - every local minimum of the energy of a small Hebbian network.
 *
 * N times the energy is E = -sum over i < j of K_ij y_i y_j - sum_i B_i y_i with K = N w and
 * B = N b, a whole number. A state is a (weak) minimum if no neighbour, a state that differs in one
 * neuron, is strictly lower, and a strict one if all neighbours are higher. y and -y count
 * separately. */
#ifndef HEBB_HOPFIELD_CENSUS_H
#define HEBB_HOPFIELD_CENSUS_H

#include <stdbool.h>

#include "algorithms/base/hopfield_census_kernel.h"
#include "algorithms/base/status.h"

/* The Hebb rule as it is written: for every pattern and pair i != j, K_ij += xi_i xi_j.
 * xi (P, N) of +1 and -1, bias (N) or NULL. */
void census_hebb(CensusNet *net, const int8_t *xi, int64_t patterns, int neurons,
                 const int16_t *bias);

/* N E, and N h_i + B_i, straight from their definitions. */
int32_t census_energy(const CensusNet *net, uint32_t state);
int32_t census_field(const CensusNet *net, uint32_t state, int i);

typedef struct {
    CensusState *minima; /* (count), ascending by energy, then state */
    int64_t count, strict;
} Census;

/* All minima. Without biases one half of the states is visited and mirrored. Uses up to `threads`
 * threads, to no effect on the result. `stopping` (may be NULL) is asked now and then.
 * ERR_MEMORY, ERR_STOPPED. */
Status census_init(Census *c, const CensusNet *net, int threads,
                   bool (*stopping)(const void *context), const void *context, Error *err);
void census_free(Census *c);

/* ---- exact expectations ---------------------------------------------------------------------- */

/* Means over all sets of P random patterns, without bias; *_stored are probabilities for one
 * pattern. `fixed_points` are the fixed points of sign() with sign(0) = +1. */
typedef struct {
    double minima, strict, spurious, mixtures, fixed_points;
    double stored_minima, stored_global, stored_fixed, all_global;
} CensusMeans;

enum { CENSUS_EXACT_PATTERNS = 3 };

/* For 1 to CENSUS_EXACT_PATTERNS patterns and any N up to CENSUS_NEURONS. Neurons on which the
 * patterns agree up to a common sign are alike, so only the sizes of 2^(P-1) classes matter. */
CensusMeans census_means(int neurons, int patterns);

#endif
