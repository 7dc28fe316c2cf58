/* hopfield_net.h - the state of a Hebbian Hopfield network and its zero- and finite-temperature
 * updates, in exact integers.
 *
 * Units: fields are N h_i = sum over j != i of sum over p of xi_i^p xi_j^p y_j, overlaps N m_p. The
 * network keeps the overlaps with all patterns bit-sliced (hopfield_kernel.h), the one of the cue,
 * which alone is large, apart. A field is obtained in the cheapest of three ways: evaluated from
 * the overlaps, four neurons at a time; brought up to date by the few flips since it was last
 * known; or read, as all fields are kept while flips are rare and the patterns lie in the cache.
 * Every way gives the same integers, so which one is taken shows in the time only. */
#ifndef HEBB_HOPFIELD_NET_H
#define HEBB_HOPFIELD_NET_H

#include <stdbool.h>
#include <stdint.h>

#include "algorithms/base/hopfield_kernel.h"
#include "algorithms/base/hopfield_patterns.h"

/* Neurons whose rows are fetched before their turn. */
enum { HOPFIELD_AHEAD = 3 * HOPFIELD_BLOCK };

/* What a neuron's field was after the first `flips` flips of the network. */
typedef struct {
    int64_t field, flips;
} HopfieldSeen;

typedef struct {
    const HopfieldPatterns *patterns; /* borrowed */
    const HopfieldKernels *kernels;
    bool self_coupling;  /* w_ii = P / N instead of 0 */
    int64_t cue;         /* the pattern sought */
    int64_t cue_overlap; /* N m of it */
    int64_t sum;         /* of v_p = (N m_p - N mod 2) / 2 over the other patterns */
    int64_t square;      /* sum over all patterns of (N m_p)^2; falls when the energy rises */
    int64_t flips;       /* so far */
    int64_t signs;       /* sum of their signs */
    int64_t recent;      /* flips of the last sweep or step */
    int64_t uphill;      /* flips (asynchronous) or steps (synchronous) that raised the energy */
    int8_t *state;       /* (N): y_i, +1 or -1 */
    HopfieldSeen *seen;  /* (N): the fields as they were last known */
    int bits;            /* planes in use */
    uint64_t *planes;    /* v_p of the patterns other than the cue */
    uint64_t *others;    /* (words): 1 for every pattern but the cue */
    HopfieldFlip log[HOPFIELD_LOG];
    int64_t rare;      /* flips per sweep up to which it pays to keep all fields; 0: never */
    bool keeping;      /* `field` is current, `seen` is not */
    bool transposed;   /* `columns` is filled */
    int64_t stride;    /* N, rounded up to a multiple of HOPFIELD_STRIDE */
    int64_t *field;    /* (stride) */
    uint64_t *columns; /* (words with patterns, stride): the rows, word by word */
} HopfieldNet;

/* Allocates; the state is set by hopfield_net_start. `x` must outlive the network. ERR_MEMORY. */
Status hopfield_net_init(HopfieldNet *net, const HopfieldPatterns *x, bool self_coupling,
                         Error *err);
void hopfield_net_free(HopfieldNet *net);

/* Bytes that hopfield_net_init allocates. */
double hopfield_net_bytes(int64_t neurons, int64_t patterns);

/* y = pattern `cue` with the neurons wrong[0 .. count - 1], all different, reversed. */
void hopfield_net_start(HopfieldNet *net, int64_t cue, const int32_t *wrong, int64_t count);

/* Visits the neurons order[0 .. count - 1] one after another: y_i becomes +1 if N h_i is at least
 * threshold[k] (0 where threshold is NULL), else -1. `order` must have HOPFIELD_AHEAD
 * more readable entries, each a neuron. Returns the number of flips. */
int64_t hopfield_net_sweep(HopfieldNet *net, const int32_t *order, const int64_t *threshold,
                           int64_t count);

/* Updates all neurons at once by the same rule, threshold[i] being that of neuron i; writes the
 * neurons that flipped, ascending, to flipped (N) and returns their number. */
int64_t hopfield_net_step(HopfieldNet *net, const int64_t *threshold, int32_t *flipped,
                          int threads);

/* The neurons that a step at temperature 0 would flip, ascending, in flipped (N); returns how many.
 * Changes no state. */
int64_t hopfield_net_unstable(HopfieldNet *net, int32_t *flipped, int threads);

/* The fields N h_i of all neurons, in field (N), at most 2^31 / N patterns. Changes no state. */
void hopfield_net_fields(const HopfieldNet *net, int32_t *field);

/* Adds up afresh the overlaps with all patterns but the cue, for a state changed from outside. The
 * sum of squares is not touched. */
void hopfield_net_renew(HopfieldNet *net);

/* Sum over all patterns of (N m_p)^2, added up afresh from the overlaps. */
int64_t hopfield_net_square(const HopfieldNet *net);

/* Energy per spin E / N = -(1 / 2N) sum over i, j of w_ij y_i y_j for a given sum of squares. */
double hopfield_net_energy(const HopfieldNet *net, int64_t square);

#endif
