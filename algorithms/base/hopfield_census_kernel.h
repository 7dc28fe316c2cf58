/* hopfield_census_kernel.h - visits every state of a small Hopfield network, one flip from each to
 * the next, and finds those that no single flip leads downhill. One table per processor level. */
#ifndef HEBB_HOPFIELD_CENSUS_KERNEL_H
#define HEBB_HOPFIELD_CENSUS_KERNEL_H

#include <stdint.h>

#include "algorithms/base/cpu.h"

enum {
    CENSUS_LANES = 32,
    CENSUS_NEURONS = 26, /* at most; the other lanes are padding */
    CENSUS_PATTERNS = 1024,
};

/* Weights and biases times N, so that fields are whole numbers; fields of up to 2^14. */
typedef struct {
    int neurons;
    int16_t weight[CENSUS_NEURONS][CENSUS_LANES]; /* symmetric, diagonal and padding 0 */
    int16_t bias[CENSUS_LANES];                   /* padding 0 */
} CensusNet;

/* Bit i of a state is 1 where y_i = +1. `energy` is N times the energy E of the whole network. */
typedef struct {
    uint32_t state;
    int32_t energy;
} CensusState;

typedef struct {
    /* Visits the states k ^ (k >> 1) for k = first, ..., first + count - 1, neighbours in this
     * order differing in one neuron. Writes those in which y_i (sum_j w_ij y_j + b_i) >= 0 for all
     * i to minima (count) and returns how many. */
    int64_t (*walk)(const CensusNet *net, uint32_t first, int64_t count, CensusState *minima);
} CensusKernels;

KERNEL_TABLE(CensusKernels, hopfield_census_kernels)

#endif
