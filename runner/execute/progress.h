/* progress.h - what a person or a log sees of a run on stderr; figures/terminal style.
 *
 * A terminal: finished experiments scroll up, one line is rewritten at most 10 times a second.
 * Otherwise: `hebb: progress NAME work=41% trials=1204/3696 failed=0 eta=94s`, one line at the
 * start and the end of an experiment and at most one every 30 s between. json: one object a line.
 * The remaining time comes from the cost model: measured seconds per unit of cost so far. */
#ifndef HEBB_PROGRESS_H
#define HEBB_PROGRESS_H

#include "runner/execute/campaign.h"

typedef enum {
    PROGRESS_AUTO,
    PROGRESS_TERMINAL,
    PROGRESS_PLAIN,
    PROGRESS_JSON,
    PROGRESS_NONE
} ProgressMode;

typedef struct Progress Progress;

/* AUTO resolves to TERMINAL when `out` is one (and not a dumb one), else PLAIN. color: for the
 * terminal. NULL when memory runs out. */
Progress *progress_new(FILE *out, ProgressMode mode, bool color);
void progress_free(Progress *p); /* NULL is fine */
/* The same with a clock of the caller's, in seconds: for tests. */
Progress *progress_new_clock(FILE *out, ProgressMode mode, bool color,
                             double (*clock)(void *context), void *context);

/* An experiment of whose plan nothing is to do. */
void progress_idle(Progress *p, const char *name, const Plan *plan);

/* The plan is borrowed until progress_end. */
void progress_start(Progress *p, const Plan *plan, int threads);
void progress_trial(Progress *p, const FinishedTrial *t, double cost); /* thread-safe, cheap */
void progress_failed(Progress *p, const FinishedTrial *t, const char *point_text); /* at once */
void progress_tick(Progress *p); /* from the attendant */
/* Once per change of `stop`; in_flight: trials under way, or 0 for as many as are known of. */
void progress_stopping(Progress *p, int stop, int64_t in_flight);
/* A finished experiment: the line that stays. `note` such as "1 over budget, not run" or "". */
void progress_end(Progress *p, const CampaignReport *report, const char *note);
/* Theory, means and derived numbers take more than a moment: once, from the attendant. */
void progress_saving(Progress *p, const char *name);
void progress_saved(Progress *p, const char *path, int64_t bytes, const char *digest);

/* "1:34", "2:05:10", "0:00"; for people. */
void duration_print(double seconds, char *text, size_t size);
/* "19 MiB", "4.1 MiB", "912 bytes". */
void bytes_print(double bytes, char *text, size_t size);

#endif
