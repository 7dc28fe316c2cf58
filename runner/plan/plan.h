/* plan.h - what is there, what is missing, in which order, and how long it will take. */
#ifndef HEBB_PLAN_H
#define HEBB_PLAN_H

#include "runner/plan/sweep.h"

typedef enum { TRIAL_MISSING, TRIAL_OK, TRIAL_FAILED, TRIAL_OVER_BUDGET } TrialState;

/* What is known of a trial before the run; implemented by whoever holds the store. `seconds` is set
 * for TRIAL_OK and TRIAL_FAILED (CPU seconds it took), for the prediction. */
typedef TrialState (*PlanKnown)(void *context, int64_t point, Key key, double *seconds);

typedef struct {
    const Sweep *sweep; /* borrowed */
    Key *key;           /* [trials] */
    int64_t *todo;      /* [todo_count] trial numbers: replicate rounds, most expensive first */
    int64_t todo_count;
    int64_t done, failed,
        over_budget;             /* trials that are not to do: with todo_count, all of the shard */
    double todo_cost, done_cost; /* cost units */
    double seconds_per_cost;     /* CPU, from trials that are known OK; NAN if there is none */
    double largest_memory;       /* bytes of the largest trial to do, */
    int64_t largest_point;       /* and where it is */
    double stored_bytes;         /* estimate of the result's size */
} Plan;

typedef struct {
    int64_t shard, shards; /* 1 of 1: everything */
    bool fresh;            /* recompute what is stored */
    bool retry_failed;
} PlanOptions;

/* Asks `known` once for every trial, in order. A point beyond the memory budget is never to do. */
Status plan_make(Plan *p, const Sweep *s, const PlanOptions *options, PlanKnown known,
                 void *context, Error *err);
void plan_free(Plan *p);

#endif
