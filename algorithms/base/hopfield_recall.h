/* hopfield_recall.h - one retrieval in a Hebbian network: from a cue until nothing changes.
 *
 * Random numbers, all of the trial's streams, for the cue of pattern c (sub-stream c of each):
 *   "cue"    the neurons reversed at the start are the first k of random_permutation(0);
 *   "order"  sweep t visits random_permutation(t), or with order `random` neuron u of the sweep is
 *            w N / 2^32 with w = word u mod 4 of block t 2^32 + u / 4;
 *   "heat"   at temperature T > 0, visit u of sweep t draws r = (w + 1/2) / 2^53, w the upper 53
 * bits of 64-bit half u mod 2 of block t 2^32 + u / 2, and y = +1 if N h > (N T / 2) ln(r / (1 -
 * r)). */
#ifndef HEBB_HOPFIELD_RECALL_H
#define HEBB_HOPFIELD_RECALL_H

#include <stdbool.h>
#include <stdint.h>

#include "algorithms/base/hopfield_patterns.h"
#include "algorithms/base/random.h"
#include "algorithms/base/status.h"

enum { HOPFIELD_ASYNCHRONOUS, HOPFIELD_SYNCHRONOUS };
enum { HOPFIELD_PERMUTATION, HOPFIELD_RANDOM, HOPFIELD_SEQUENTIAL };

typedef struct {
    int dynamics,
        order;          /* of the enumerations above; order matters to asynchronous dynamics only */
    bool self_coupling; /* w_ii = P / N instead of 0 */
    double initial_overlap;
    double temperature;
    int64_t max_sweeps;
    int64_t trace_sweeps;                  /* length of the trace, 0 for none */
    bool (*stopping)(const void *context); /* asked every sweep; NULL: never stop */
    const void *context;
} HopfieldRules;

typedef struct {
    double overlap; /* m with the cue's pattern at the end; at T > 0 its mean over the sweeps
                       after max_sweeps / 2 */
    int64_t sweeps; /* made, the last one, in which nothing changes, included */
    int64_t flips;
    int64_t uphill; /* flips, in synchronous dynamics sweeps, that raised the energy */
    double energy_start, energy_final; /* per spin */
    int cycle_length; /* 1 a fixed point, 2 a cycle of two states, 0 neither within max_sweeps */
} HopfieldRecall;

/* Reversed neurons of a cue: round((1 - m0) N / 2). */
int64_t hopfield_cue_errors(double initial_overlap, int64_t neurons);

/* All neurons in random order, order[neurons]: the cue of pattern `cue` reverses the first. */
void hopfield_cue_order(RandomKey key, int64_t cue, int64_t neurons, int32_t *order);

/* Retrieves pattern `cue`. trace[t] (trace_sweeps) is the overlap after sweep t + 1: what it stays
 * (or alternates) at once the network has settled, NaN for sweeps it never made. `state` (N)
 * receives the last state unless NULL. Uses up to `threads` threads where one retrieval can.
 * ERR_MEMORY; ERR_STOPPED; ERR_NUMERIC if the energy followed flip by flip misses the one of the
 * last state. */
Status hopfield_recall(const HopfieldPatterns *x, const HopfieldRules *rules, RandomKey key,
                       int64_t cue, int threads, HopfieldRecall *out, double *trace, int8_t *state,
                       Error *err);

/* Bytes that hopfield_recall allocates. */
double hopfield_recall_bytes(int64_t neurons, int64_t patterns, bool heat);

#endif
