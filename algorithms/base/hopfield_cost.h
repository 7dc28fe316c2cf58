/* hopfield_cost.h - what Hopfield trials take: estimates for the order of trials, the remaining
 * time and the choice between ways of the same result. Nanoseconds on one thread, roughly. */
#ifndef HEBB_HOPFIELD_COST_H
#define HEBB_HOPFIELD_COST_H

#include <stdint.h>

/* To make patterns and a network. */
double hopfield_setup_cost(int64_t neurons, int64_t patterns);

/* To visit a neuron whose field must be evaluated. */
double hopfield_visit_cost(int64_t neurons, int64_t patterns);

/* The same while flips are as rare as they are on average, and fields may be kept. */
double hopfield_later_visit_cost(int64_t neurons, int64_t patterns);

/* Flips per sweep at which changing all fields at every flip costs what evaluating them all does.
 */
int64_t hopfield_rare_flips(int64_t neurons, int64_t patterns);

/* Sweeps until a network at temperature 0 settles. */
double hopfield_expected_sweeps(int64_t neurons, double load, double initial_overlap);

#endif
