/* assemble.h - from finished trials to labelled arrays, and back. */
#ifndef HEBB_ASSEMBLE_H
#define HEBB_ASSEMBLE_H

#include "runner/execute/campaign.h"
#include "runner/store/results.h"
#include "runner/store/trials.h"

/* Axes, metrics, theory, trial_status, /trials and /timing of one sweep over what `trials` holds,
 * root attributes, and `view` (results_view) and `build` in provenance. `build` is this program's
 * build id: timings of others count as missing. `theory` may be NULL: its metrics are then NaN.
 * ERR_MEMORY, or ERR_CONFIG when an axis, a dimension and a metric share a name or there are too
 * many dimensions. */
Status results_assemble(Results *r, const Sweep *s, const TrialTable *trials, const Theory *theory,
                        uint64_t build, Error *err);

/* The trials of a result file, for a run whose journal is gone. `s` is the sweep of the experiment
 * embedded in the result. `each` gets every finished trial with its canonical text; trials whose
 * key is no longer what it was (a newer version of the algorithm) are left out. ERR_FOREIGN when
 * the arrays are not those of the sweep; a status of `each` other than OK ends it and is returned.
 */
Status results_import(const Results *r, const Sweep *s,
                      Status (*each)(void *context, const TrialRecord *record, const char *text,
                                     Error *err),
                      void *context, Error *err);

/* Identity of the view: hash of the config, the resolved experiment, the program (theory is its
 * own) and every trial's bytes in order; a file that carries the same one (provenance attribute
 * `view`) need not be written again. Cheap: needs no arrays. Zero when memory runs out, which no
 * file carries. */
Key results_view(const Sweep *s, const TrialTable *trials);

#endif
