/* derive.h - numbers computed from a whole result: a crossing, an exponent, a fit, with intervals.
 *
 * Intervals are percentile bootstraps (Efron 1979) over replicates, resampled within each point,
 * with random numbers keyed by the base seed and the number's name: same result, same interval.
 * Axis positions are the effective ones (Algorithm.effective): a load of 0.12 at 500 neurons is
 * patterns / neurons. */
#ifndef HEBB_DERIVE_H
#define HEBB_DERIVE_H

#include "runner/config/experiment.h"
#include "runner/store/results.h"

/* Computes all of e->derived, in order, and adds for each the group "derived/NAME", or
 * "timing/NAME" if it comes from times, with arrays value, ci_low, ci_high (dims: the axes that
 * remain) and the attribute method in words. What cannot be evaluated (too few sizes, no crossing
 * inside the axis) is NaN, and the attribute `reason` says why. */
Status derive_all(Results *r, const Experiment *e, Error *err);

#endif
