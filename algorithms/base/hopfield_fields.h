/* hopfield_fields.h - exact expectations of what the fields tell in a small Hebbian network, for
 * any number of patterns.
 *
 * Multiply every neuron by its sign in the state at hand. Pattern p then adds xi_i M_p - 1 to N y_i
 * h_i, M_p being the sum of its signs: the vector of all N y_i h_i is a sum of independent vectors
 * that only depends on how many of its neurons share a value, and its law follows step by step, one
 * pattern at a time, over vectors in ascending order. A stored pattern adds N - 1 to all. */
#ifndef HEBB_HOPFIELD_FIELDS_H
#define HEBB_HOPFIELD_FIELDS_H

#include "algorithms/base/hopfield_census.h"
#include "algorithms/base/status.h"

enum { FIELDS_NEURONS = 8, FIELDS_PATTERNS = 8 };

/* Means over all sets of P random patterns without bias, 1 <= P <= FIELDS_PATTERNS, 2 <= N <=
 * FIELDS_NEURONS: sets minima, strict, fixed_points, stored_minima and stored_fixed, the others to
 * NaN. ERR_MEMORY. */
Status fields_means(int neurons, int patterns, CensusMeans *means, Error *err);

#endif
