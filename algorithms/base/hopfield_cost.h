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

/* The share of the visits of the heat bath that flip, in a network that starts in a pattern. */
double hopfield_heat_flips(double load, double temperature);

/* To make a visit of the heat bath by kept fields and by overlaps (hopfield_heat.h), where such a
 * share of visits flips. */
double hopfield_heat_fields_cost(int64_t neurons, double flips);
double hopfield_heat_overlaps_cost(int64_t neurons, int64_t patterns, double flips);

/* To make the weights, which kept fields need, of the neurons that flip in so many sweeps. */
double hopfield_heat_weights_cost(int64_t neurons, int64_t patterns, double flips, double sweeps);

/* To make an asynchronous visit at a temperature above 0 in a run of so many sweeps. */
double hopfield_heat_visit_cost(int64_t neurons, int64_t patterns, double temperature,
                                int64_t sweeps);

/* To update a neuron in a synchronous step at a temperature above 0. */
double hopfield_heat_step_cost(int64_t neurons, int64_t patterns, double temperature);

/* Sweeps until a network at temperature 0 settles. */
double hopfield_expected_sweeps(int64_t neurons, double load, double initial_overlap);

#endif
