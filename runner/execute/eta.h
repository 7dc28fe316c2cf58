/* eta.h - how long the rest of a run will take, from the cost model and what has finished so far.
 *
 * Every finish starts the next trial, so the times of the last finishes are when those in flight
 * began. Work per second and worker follows from what finished, without what is still under way;
 * counting trials instead would be wrong by factors, as their costs differ. Time is injected. */
#ifndef HEBB_ETA_H
#define HEBB_ETA_H

#include <stdint.h>

#include "algorithms/base/status.h"

typedef struct {
    int workers;  /* trials at once */
    int64_t todo; /* trials of the run */
    int64_t finished;
    double total, done; /* cost units: of all, of the finished */
    double busy;        /* worker seconds up to the last finish */
    double begun, last; /* the run; the last finish */
    double expected;    /* seconds of the whole run by earlier experience; NAN if there is none */
    double *start;      /* [workers] ring: when trial k of the order began, at k % workers */
} Eta;

Status eta_init(Eta *e, int workers, int64_t todo, double total, double expected, double now,
                Error *err);
void eta_free(Eta *e);

void eta_finish(Eta *e, double cost, double now);

/* Trials under way now. */
int64_t eta_in_flight(const Eta *e);

/* Seconds left; 0 at the end, NAN when nothing is known. in_flight_cost: of the trials under way.
 */
double eta_left(const Eta *e, double in_flight_cost, double now);

#endif
