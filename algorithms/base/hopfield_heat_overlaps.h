/* hopfield_heat_overlaps.h - the overlaps with all patterns, from which a visit adds up its field.
 *
 * v_p = (N m_p - N mod 2) / 2 of the patterns other than the cue are bytes, or two bytes where one
 * does not do; the overlap of the cue stands alone. Rows and states are taken relative to the cue
 * (primes), c = xi_i of the cue: with bits b = (xi' + 1) / 2 and V the sum of all v,
 * c N h_i = 4 sum_p b_p v_p - 2 V + N m_cue + (N mod 2) sum_p xi'_p - P y'_i. */
#ifndef HEBB_HOPFIELD_HEAT_OVERLAPS_H
#define HEBB_HOPFIELD_HEAT_OVERLAPS_H

#include <stdbool.h>
#include <stdint.h>

#include "algorithms/base/hopfield_heat_kernel.h"
#include "algorithms/base/hopfield_net.h"

typedef struct {
    const HopfieldHeatKernels *kernels;
    HopfieldHeatSums sums;
    bool filled;  /* bits and ones are there */
    int64_t room; /* flips until the overlaps must be settled */
} HopfieldHeatOverlaps;

/* Whether this is for networks of this size. */
bool hopfield_heat_overlaps_fit(int64_t neurons, int64_t patterns);

/* Bytes that hopfield_heat_overlaps_init allocates. */
double hopfield_heat_overlaps_bytes(int64_t neurons, int64_t patterns);

/* Allocates for networks with these patterns. False without memory; free in any case. */
bool hopfield_heat_overlaps_init(HopfieldHeatOverlaps *o, const HopfieldPatterns *x);
void hopfield_heat_overlaps_free(HopfieldHeatOverlaps *o);

/* Takes over the state of a network whose overlaps are up to date, and sets neuron (N). */
void hopfield_heat_overlaps_start(HopfieldHeatOverlaps *o, const HopfieldNet *net,
                                  HopfieldHeatNeuron *neuron);

/* Neuron i takes a sign that is not its own; turn is 1 if that is the cue's, else -1. */
void hopfield_heat_overlaps_flip(HopfieldHeatOverlaps *o, const HopfieldNet *net, int64_t i,
                                 int sign, int turn);

#endif
