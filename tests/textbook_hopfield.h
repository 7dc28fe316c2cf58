/* textbook_hopfield.h - a Hopfield network as one writes it on a blackboard: dense weights, plain
 * loops. What the fast one must equal, state for state and flip for flip. Aborts without memory. */
#ifndef HEBB_TESTS_TEXTBOOK_HOPFIELD_H
#define HEBB_TESTS_TEXTBOOK_HOPFIELD_H

#include <stdbool.h>
#include <stdint.h>

#include "algorithms/base/random.h"

typedef struct {
    int32_t who, sign;
} TextbookFlip;

typedef struct {
    int64_t n, p;
    int8_t *xi; /* (P, N) */
    int64_t *w; /* (N, N): N w_ij, the diagonal as asked for */
    int8_t *y;  /* (N) */
    RandomKey key;
    int64_t cue;
    TextbookFlip *flip; /* of the last sweep or step, in order */
    int64_t flips;      /* their number */
    int64_t room;
    int64_t uphill; /* so far: flips, or steps, that raised the energy */
} Textbook;

/* Patterns and weights from the stream "patterns" of a trial. */
void textbook_init(Textbook *t, RandomKey key, int64_t n, int64_t p, bool self_coupling);
void textbook_free(Textbook *t);

/* y = pattern `cue` with round((1 - m0) N / 2) neurons reversed; uphill = 0. */
void textbook_cue(Textbook *t, int64_t cue, double m0);

/* The neurons of asynchronous sweep `sweep` in order, (N). `kind` is p(ermutation), r(andom) or
 * s(equential). */
void textbook_order(const Textbook *t, char kind, int64_t sweep, int32_t *order);

/* One asynchronous sweep, one synchronous step; at a temperature with the stream "heat". */
void textbook_sweep(Textbook *t, const int32_t *order, double temperature, int64_t sweep);
void textbook_step(Textbook *t, double temperature, int64_t sweep);

/* True when no neuron would flip. */
bool textbook_stable(const Textbook *t);

/* -sum over i, j of N w_ij y_i y_j; the energy is this over 2 N. */
int64_t textbook_energy(const Textbook *t);

/* N m with pattern p. */
int64_t textbook_overlap(const Textbook *t, int64_t p);

#endif
