/* hopfield_heat_fields.h - the fields of all neurons, changed at every flip by a row of weights.
 *
 * With d_ij the patterns in which neurons i and j differ, N h_i changes by 2 (P - 2 d_ij) y_j when
 * j flips to y_j: by -4 (d_ij - floor(P / 2)) y_j, and 2 y_j more for odd P, which is the same for
 * all. So N h_i = base_i + shift - 4 (count_i + recent_i) with bytes for weights. Sums of few flips
 * are bytes as well, and collected in 16 bits when one might overflow. What 16 bits hold is known
 * from the sum of the squares of the overlaps: |N h + P y| <= sqrt(P sum_p (N m_p)^2). */
#ifndef HEBB_HOPFIELD_HEAT_FIELDS_H
#define HEBB_HOPFIELD_HEAT_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

#include "algorithms/base/hopfield_heat_kernel.h"
#include "algorithms/base/hopfield_net.h"

typedef struct {
    const HopfieldHeatKernels *kernels;
    int64_t stride;      /* N, rounded up to a multiple of HOPFIELD_HEAT_STRIDE */
    int64_t most_square; /* sum of squares up to which 16 bits hold all fields */
    int32_t shift;
    int32_t odd, own;  /* what a flip to +1 adds to shift and to the neuron's own base */
    int32_t room;      /* what may still be added to `recent` */
    int16_t *count;    /* (stride) */
    int8_t *recent;    /* (stride) */
    int8_t *weight;    /* (N, stride): d - floor(P / 2), 0 of a neuron itself */
    uint8_t *reach;    /* (N): 1 + the largest of the row of weights, 0 for a row not filled yet */
    uint64_t *columns; /* (words, stride): the rows of bits, word by word */
    int32_t *field;    /* (N): to begin with */
} HopfieldHeatFields;

/* Whether this is for networks of this size: the weights in the cache, fields within 16 bits. */
bool hopfield_heat_fields_fit(int64_t neurons, int64_t patterns);

/* Bytes that hopfield_heat_fields_init allocates. */
double hopfield_heat_fields_bytes(int64_t neurons, int64_t patterns);

/* Allocates for networks with these patterns. False without memory; free in any case. */
bool hopfield_heat_fields_init(HopfieldHeatFields *f, const HopfieldPatterns *x);
void hopfield_heat_fields_free(HopfieldHeatFields *f);

/* Takes over the state of a network whose overlaps are up to date, and sets neuron (N). False, and
 * nothing done, where 16 bits might not do. */
bool hopfield_heat_fields_start(HopfieldHeatFields *f, const HopfieldNet *net,
                                HopfieldHeatNeuron *neuron);

/* The first of the visits order[from .. count - 1] that may flip, and its x; `count` if none. */
int64_t hopfield_heat_fields_search(const HopfieldHeatFields *f, const HopfieldHeatWindow *w,
                                    const int32_t *order, int64_t from, int64_t count, int32_t *x);

/* Neuron i takes a sign that is not its own. False when fields cannot be kept any more. */
bool hopfield_heat_fields_flip(HopfieldHeatFields *f, const HopfieldNet *net, int64_t i, int sign,
                               HopfieldHeatNeuron *neuron);

#endif
