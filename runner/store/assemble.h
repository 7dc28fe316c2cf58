/* assemble.h - from finished trials to labelled arrays, and back. */
#ifndef HEBB_ASSEMBLE_H
#define HEBB_ASSEMBLE_H

#include "runner/execute/campaign.h"
#include "runner/store/results.h"
#include "runner/store/trials.h"

/* Axes, metrics, theory, trial_status, /trials and /timing of one sweep over what `trials` holds.
 * `build` is this program's build id: timings of others count as missing. */
Status results_assemble(Results *r, const Sweep *s, const TrialTable *trials, const Theory *theory,
                        uint64_t build, Error *err);

/* The trials of a result file, for a run whose journal is gone. `s` is the sweep of the experiment
 * embedded in the result. `each` gets every finished trial with its canonical text. */
Status results_import(const Results *r, const Sweep *s,
                      Status (*each)(void *context, const TrialRecord *record, const char *text, Error *err),
                      void *context, Error *err);

/* Identity of the view: hash of the resolved experiment and of every trial's bytes in order; a file
 * that carries the same one need not be written again. Cheap: needs no arrays. */
Key results_view(const Sweep *s, const TrialTable *trials);

#endif
