/* campaign.h - runs the trials of a plan. The only scheduler.
 *
 * One OpenMP region per campaign. Threads wait passively and are bound to processors only when the
 * run uses every processor it is allowed. Trials are taken in the plan's order, cheap ones several
 * at a time; a trial whose memory does not fit beside those running waits; exclusive trials run
 * alone; when fewer trials remain than threads, free threads are lent to the running ones. None of
 * this changes a bit of any result. */
#ifndef HEBB_CAMPAIGN_H
#define HEBB_CAMPAIGN_H

#include <stdatomic.h>

#include "runner/plan/plan.h"

/* A finished trial. values: measured and timing metrics in table order, each padded by nothing,
 * row-major: metric_size() each. Borrowed: valid during the call. */
typedef struct {
    int64_t trial, point, replicate;
    Key key;
    Status status; /* OK or what went wrong; error->text says it. ERR_STOPPED: the time limit */
    const Error *error;
    const double *values; /* [value_count]; NULL unless OK */
    int64_t value_count;
    double seconds; /* CPU seconds of the trial's own thread, without those it was lent; wall for
                       exclusive trials and for those below 0.2 ms, whose CPU time would cost
                       more to read than they take */
} FinishedTrial;

enum { STOP_NO, STOP_SOON, STOP_NOW }; /* finish what is in flight; abandon it */

typedef struct {
    const Plan *plan;
    int threads;           /* 0: every processor allowed */
    double memory_limit;   /* bytes for all running trials together; 0: 80 % of what is free */
    double trial_seconds;  /* --timeout: a trial that takes longer fails, even if it then ends by
                              itself; 0: none */
    int64_t halt_failures; /* stop after so many failures; 0: never */
    int halt_stop;         /* how: STOP_SOON (also if 0) or STOP_NOW */
    atomic_int *stop;      /* STOP_*; set by signal handlers; may be NULL */
    /* Called once per finished trial, from any thread, concurrently; must lock what it shares.
     * Trials abandoned by STOP_NOW are not reported. A status other than OK abandons the campaign
     * and is returned. May be NULL. */
    Status (*finished)(void *context, const FinishedTrial *t, Error *err);
    /* Called about every 50 ms from one attendant thread, and once at the end: flush, show
     * progress. A status other than OK stops the campaign soon and is returned. May be NULL. */
    Status (*tick)(void *context, Error *err);
    void *context;
} Campaign;

typedef struct {
    int threads; /* really used */
    bool bound;
    int64_t finished; /* trials that ended OK; the three together are plan->todo_count */
    int64_t failed;
    int64_t skipped; /* not run, or abandoned, because of a stop */
    double seconds;  /* wall */
} CampaignReport;

/* Runs everything in plan->todo. OK even if trials failed (report says how many); ERR_STOPPED when
 * a stop or `halt_failures` left trials undone; otherwise what a callback returned. `report` may be
 * NULL. */
Status campaign_run(const Campaign *c, CampaignReport *report, Error *err);

/* Processors this process may use. */
int campaign_processors(void);

/* Values of measured and timing metrics a trial of this point has in all. */
int64_t campaign_value_count(const Algorithm *a, const void *params);

/* Theory metrics of every point: out[point] -> allocated array of all THEORY metrics in table order
 * (NAN where theory has nothing to say), parallel over points. Caller frees with theory_free. A
 * point whose theory fails has NANs and its error text in errors[point] (may stay NULL). A `stop`
 * that rises meanwhile ends it between two points, with ERR_STOPPED; NULL: nothing does. */
typedef struct {
    int64_t points;
    double **values; /* [points], NULL entries if the algorithm has no theory metrics */
    char **errors;   /* [points] */
} Theory;
Status theory_compute(Theory *t, const Sweep *s, int threads, const atomic_int *stop, Error *err);
void theory_free(Theory *t);

#endif
