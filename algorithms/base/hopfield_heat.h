/* hopfield_heat.h - asynchronous sweeps of the heat bath in networks small enough for a table of
 * the distances between their rows.
 *
 * With d_ij the patterns in which neurons i and j differ, N h_j = P (M - y_j) - 2 sum_i y_i d_ij, M
 * the sum of the states: a flip of i changes the sum by d_ij times two, whatever else P (M - y_j)
 * does, so that counts of 16 bits keep the fields of all neurons. Rows of the table are filled when
 * their neuron first flips.
 *
 * A visit asks whether N h > (N T / 2) ln(r / (1 - r)). The right side is tabulated at the ends of
 * equal intervals of r, and its logarithms are taken only where the field lies between the values
 * at the ends of the interval of the r drawn. */
#ifndef HEBB_HOPFIELD_HEAT_H
#define HEBB_HOPFIELD_HEAT_H

#include <stdbool.h>
#include <stdint.h>

#include "algorithms/base/hopfield_heat_kernel.h"
#include "algorithms/base/hopfield_net.h"
#include "algorithms/base/random.h"

typedef struct {
    const HopfieldHeatKernels *kernels;
    double scale;      /* N T / 2 */
    int64_t stride;    /* N, rounded up to a multiple of HOPFIELD_HEAT_STRIDE */
    int64_t magnetism; /* P times the sum of the states */
    int32_t *edge;     /* thresholds at the ends of the intervals of r */
    int32_t *base;     /* (N): the field decided on is base + magnetism - 4 count */
    uint32_t *words;   /* random, of a sweep */
    uint16_t *count;   /* (stride) */
    uint64_t *columns; /* (words, stride): the rows, word by word */
    uint8_t *distance; /* (N, stride) */
    bool *known;       /* (N): the row of `distance` is filled */
} HopfieldHeat;

/* Whether a network of this size has such sweeps, below the temperatures (billions) at which
 * rounding would be felt in thresholds. */
bool hopfield_heat_fits(int64_t neurons, int64_t patterns, double temperature);

/* Bytes that hopfield_heat_init allocates. */
double hopfield_heat_bytes(int64_t neurons, int64_t patterns);

/* For a network that has just been started, at a temperature > 0. ERR_MEMORY. */
Status hopfield_heat_init(HopfieldHeat *heat, HopfieldNet *net, double temperature, Error *err);
void hopfield_heat_free(HopfieldHeat *heat);

/* The least N h at which the visit that draws this pair of words ends in +1; scale is N T / 2. */
int64_t hopfield_heat_threshold(const uint32_t pair[2], double scale);

/* Visits order[0 .. N - 1], drawing from blocks sweep 2^32 .. of `stream`. Of `net`, the state, its
 * overlap with the cue and the sums of squares and flips stay current, the overlaps with the other
 * patterns do not: hopfield_net_renew brings them up to date. Returns the flips. */
int64_t hopfield_heat_sweep(HopfieldHeat *heat, HopfieldNet *net, const RandomStream *stream,
                            uint64_t sweep, const int32_t *order);

#endif
