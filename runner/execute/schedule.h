/* schedule.h - which trials run next, beside which others, and who gets the free threads.
 *
 * Bookkeeping only: no threads, clocks or locks of its own; the campaign's lock guards every call.
 */
#ifndef HEBB_SCHEDULE_H
#define HEBB_SCHEDULE_H

#include <stdatomic.h>

#include "runner/plan/plan.h"

/* A stretch of the plan's order, taken by one worker. */
typedef struct {
    int64_t begin, end; /* positions in plan->todo */
    double memory;      /* bytes of its largest trial; one runs at a time */
} Chunk;

/* Trials that wait, and how often later ones were preferred because they fit. */
typedef struct {
    int64_t begin, end;
    int64_t passed;
} Stretch;

/* What one worker may use now; on a cache line of its own, as its trial reads it all the time. */
typedef struct {
    _Alignas(128) atomic_int threads; /* 1 and those lent */
    bool running;
} Worker;

typedef struct {
    const Plan *plan;
    int threads;         /* that may compute at any time */
    int workers;         /* that take trials; at most `threads` */
    int max_threads;     /* that one trial can use */
    double memory_limit; /* bytes */
    bool stopped;        /* nothing more is given out */
    int idle;            /* workers that sleep because there was nothing for them */

    Stretch *waiting; /* [waiting_count] in the order of the plan */
    int64_t waiting_count, waiting_room;
    int64_t left; /* trials not given out */
    int running;
    double memory;        /* of all running */
    double seconds, cost; /* of what was done lately: how long the next ones will take */
    bool lent;            /* someone has more than one thread */
    Worker *worker;       /* [workers] */
} Schedule;

/* An exclusive algorithm gets one worker, so that nothing runs beside its trial. */
Status schedule_init(Schedule *s, const Plan *plan, int threads, double memory_limit, Error *err);
void schedule_free(Schedule *s);

/* Gives worker w what it shall do next: the first trials in the plan's order whose memory fits
 * beside those running (if nothing runs, the first whatever it needs), several at once if they are
 * short. False if there is nothing for it now. */
bool schedule_take(Schedule *s, int w, Chunk *chunk);

/* Takes a chunk back: its trials before `next` are done and took `seconds`, the others wait again.
 */
void schedule_return(Schedule *s, int w, const Chunk *chunk, int64_t next, double seconds);

/* Nothing runs, and nothing will be given out any more. */
bool schedule_over(const Schedule *s);

/* Shares the free threads among the running trials. To be called after the above, before the lock
 * is given away. */
void schedule_lend(Schedule *s);

/* A chunk that has run for longer than this is handed back when its trial ends. */
double schedule_patience(void);

#endif
