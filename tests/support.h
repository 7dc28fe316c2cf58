/* support.h - experiments made in memory, for tests of the rooms behind config. */
#ifndef HEBB_SUPPORT_H
#define HEBB_SUPPORT_H

#include "runner/config/experiment.h"
#include "runner/plan/plan.h"

/* An experiment named "sample", with seed 1985, from words such as
 *     { "neurons 200", "load: 0.1 0.2", "depth,width: 1 10 2 20", NULL }
 * a fixed parameter, an axis, a zip axis (row by row). Aborts on anything illegal. */
void support_experiment(Experiment *e, const Algorithm *a, int64_t replicates,
                        const char *const *words);
/* Adds a name to shared_by, which it keeps sorted. */
void support_share(Experiment *e, const char *param);
void support_experiment_free(Experiment *e);

/* Experiment, sweep and plan in one, everything to do. */
typedef struct {
    Experiment experiment;
    Sweep sweep;
    Plan plan;
} Setup;

void setup_make(Setup *s, const Algorithm *a, int64_t replicates, const char *const *words);
void setup_free(Setup *s);

#endif
