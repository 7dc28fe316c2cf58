/* hopfield_heat.h - asynchronous sweeps of the heat bath.
 *
 * A visit asks whether N h > (N T / 2) ln(r / (1 - r)). The right side is tabulated at the ends of
 * equal intervals of r, and its logarithms are taken only where the field lies between the values
 * at the ends of the interval of the r drawn.
 *
 * Fields come from one of two ways of keeping the state: the fields themselves, changed at every
 * flip (hopfield_heat_fields.h), or the overlaps, added up at every visit
 * (hopfield_heat_overlaps.h). Both are exact, so that the choice, which follows the flips, shows in
 * the time only. */
#ifndef HEBB_HOPFIELD_HEAT_H
#define HEBB_HOPFIELD_HEAT_H

#include <stdbool.h>
#include <stdint.h>

#include "algorithms/base/hopfield_heat_fields.h"
#include "algorithms/base/hopfield_heat_overlaps.h"
#include "algorithms/base/random.h"

enum { HOPFIELD_HEAT_FASTER, HOPFIELD_HEAT_FIELDS, HOPFIELD_HEAT_OVERLAPS };

typedef struct {
    double scale;               /* N T / 2 */
    int wanted;                 /* of the enumeration above; for tests */
    double temperature;         /* T */
    int64_t left;               /* sweeps to come */
    int64_t until;              /* sweeps until ways are compared again */
    int way;                    /* the one that is kept, HOPFIELD_HEAT_FASTER before the first */
    bool fields_fit;            /* else they are never kept */
    int32_t own;                /* times y: what x lacks of a field */
    HopfieldHeatLimits *limits; /* of the intervals of r */
    HopfieldHeatNeuron *neuron; /* (N) */
    uint32_t *words;            /* random, of a sweep */
    HopfieldHeatWindow *window;
    HopfieldHeatFields fields;
    HopfieldHeatOverlaps overlaps;
} HopfieldHeat;

/* Whether a network of this size has such sweeps, below the temperatures (billions) at which
 * rounding would be felt in thresholds. */
bool hopfield_heat_fits(int64_t neurons, int64_t patterns, double temperature);

/* Bytes that hopfield_heat_init allocates. */
double hopfield_heat_bytes(int64_t neurons, int64_t patterns);

/* For a network that has just been started, at a temperature > 0; it will make about so many
 * sweeps. ERR_MEMORY. */
Status hopfield_heat_init(HopfieldHeat *heat, const HopfieldNet *net, double temperature,
                          int64_t sweeps, Error *err);
void hopfield_heat_free(HopfieldHeat *heat);

/* The least N h at which the visit that draws this pair of words ends in +1; scale is N T / 2. */
int64_t hopfield_heat_threshold(const uint32_t pair[2], double scale);

/* Visits order[0 .. N - 1], in which neurons may come again where `again`, drawing from blocks
 * sweep 2^32 .. of `stream`. Of `net`, the state, its overlap with the cue and the sums of squares
 * and flips stay current, the overlaps with the other patterns do not: hopfield_net_renew brings
 * them up to date. Returns the flips. */
int64_t hopfield_heat_sweep(HopfieldHeat *heat, HopfieldNet *net, const RandomStream *stream,
                            uint64_t sweep, const int32_t *order, bool again);

#endif
