/* worker.h - what the threads of one campaign share, and what one of them does. */
#ifndef HEBB_WORKER_H
#define HEBB_WORKER_H

#include <pthread.h>

#include "runner/execute/campaign.h"
#include "runner/execute/machine.h"
#include "runner/execute/rows.h"
#include "runner/execute/schedule.h"

typedef struct {
    const Campaign *campaign;
    const Algorithm *algorithm;
    atomic_int stop; /* STOP_*: the campaign's own, for failures and errors */
    atomic_llong failed;

    pthread_mutex_t lock;   /* guards what follows */
    pthread_cond_t changed; /* there may be something to do, or nothing for ever */
    Schedule schedule;
    int64_t finished;
    Status status; /* of the first callback that failed */
    Error error;
} Run;

/* What one worker owns, on cache lines of its own; made before the threads start, so that none of
 * them can lack it. */
typedef struct {
    _Alignas(128) struct TrialHost host; /* first: a pointer to it is a pointer to the station */
    Run *run;
    int number;
    void *params;
    Rows rows;
    Binding binding;
    pthread_t thread;
    double started;        /* of the current trial, monotonic */
    int64_t finished;      /* trials that ended OK in the current chunk */
    double mark_cpu, mark; /* CPU and monotonic seconds at which both clocks were read last */
    bool marked;
} Station;

Status station_init(Station *s, Run *run, int number, Error *err);
void station_free(Station *s);

/* Runs trials until the campaign is over: returns when no worker has anything left to do, so that
 * none waits (and spins) in OpenMP's barrier while another computes. */
void station_work(Station *s, bool bind);

/* The stronger of what the user and the campaign itself ask for. */
int run_stop(const Run *run);
/* Asks for a stop; never takes back a stronger one. */
void run_ask_stop(Run *run, int stop);
/* A callback failed: keeps the first failure and stops. */
void run_fail(Run *run, int stop, Status status, const Error *err);

#endif
