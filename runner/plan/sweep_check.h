/* sweep_check.h - what can be wrong with the points of a sweep, each kind said once. */
#ifndef HEBB_SWEEP_CHECK_H
#define HEBB_SWEEP_CHECK_H

#include "runner/plan/sweep.h"

/* Sets s->points and s->trials, unless there are more dimensions or trials than allowed: then a
 * message and ERR_CONFIG, before anything is expanded. */
Status sweep_check_size(Sweep *s, Messages *m);

typedef struct SweepCheck SweepCheck; /* the points refused so far */

SweepCheck *sweep_check_new(const Sweep *s); /* NULL when memory runs out */
void sweep_check_free(SweepCheck *c);        /* NULL is fine */

/* Notes that the algorithm refuses a point. */
void sweep_check_point(SweepCheck *c, int64_t point, const Error *why);

/* One message per parameter at fault, with the first point and how many there are; and one for all
 * points beyond the memory budget, unless they may be skipped. ERR_CONFIG if any. */
Status sweep_check_report(const SweepCheck *c, Messages *m);

#endif
