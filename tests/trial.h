/* trial.h - running one trial of an algorithm by hand, in unit tests. */
#ifndef HEBB_TRIAL_H
#define HEBB_TRIAL_H

#include "algorithms/algorithm.h"

/* Parameters of one point and the rows of its metrics. */
typedef struct {
    const Algorithm *algorithm;
    void *params;
    double **row; /* [metrics] */
} TestTrial;

/* Defaults, overridden by words such as { "depth 10", "activation relu", NULL }. Aborts on what is
 * illegal. */
void trial_make(TestTrial *t, const Algorithm *a, const char *const *words);
void trial_free(TestTrial *t);

/* Runs with the key (seed, 1) on `threads` threads; fills the theory rows. Rows start as NaN. */
Status trial_run(TestTrial *t, uint64_t seed, int threads, Error *err);
Status trial_theory(TestTrial *t, Error *err);

/* Element `index` of a metric; aborts on an unknown name. */
double trial_get(const TestTrial *t, const char *metric, int64_t index);

#endif
