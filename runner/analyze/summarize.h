/* summarize.h - /summary: every metric over its replicates; /timing: medians and quartiles. */
#ifndef HEBB_SUMMARIZE_H
#define HEBB_SUMMARIZE_H

#include "runner/config/experiment.h"
#include "runner/store/results.h"

/* Adds METRIC_mean, _sd, _sem, _ci_low, _ci_high, _n to group "summary" (same dims as the metric
 * without replicate) and to "timing" METRIC_median, _lower_quartile, _upper_quartile, and seconds_*
 * of the trials. */
Status summarize(Results *r, const Experiment *e, Error *err);

#endif
