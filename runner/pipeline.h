/* pipeline.h - the corridor from a config to a written result, for the verbs that walk it. */
#ifndef HEBB_PIPELINE_H
#define HEBB_PIPELINE_H

#include "runner/command.h"
#include "runner/execute/progress.h"
#include "runner/store/journal.h"
#include "runner/store/provenance.h"

/* One experiment in work. */
typedef struct {
    const char *config; /* path */
    Experiment experiment;
    Sweep sweep;
    char *result, *journal; /* paths */
    TrialTable *trials;
    uint64_t build;
    void *params;                          /* scratch of work_known: the point looked at last, */
    int64_t counted_point, counted_values; /* and how many values its trials have */
} Work;

/* Loads and expands; does not touch the output folder. */
Status work_open(Work *w, const char *config, const char *profile, const char *const *overrides,
                 const char *dir, Messages *m);
/* Puts result and journal straight into a folder, without one for the profile. */
Status work_place(Work *w, const char *folder, Messages *m);
void work_free(Work *w);

/* Fills w->trials from the journal without locking it, or from the result where there is no
 * journal. */
Status work_recall(Work *w, Messages *m);

/* PlanKnown over a Work. */
TrialState work_known(void *work, int64_t point, Key key, double *seconds);

/* ERR_CONFIG with a message when a trial to do needs more memory than the machine has: it would be
 * killed, and all others with it. */
Status plan_fits(const Plan *p, Messages *m);

/* Theory, arrays, summaries, derived numbers, attributes: the whole result in memory. ERR_STOPPED
 * when `stop` rises while theory, which may take long, is computed. */
Status work_result(const Work *w, const RunFacts *facts, const atomic_int *stop, Results *r,
                   Error *err);

#endif
