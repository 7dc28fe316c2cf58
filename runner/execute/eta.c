/* eta.c - see eta.h */
#include "runner/execute/eta.h"

#include <math.h>
#include <stdlib.h>

Status eta_init(Eta *e, int workers, int64_t todo, double total, double expected, double now,
                Error *err)
{
    *e = (Eta){ .workers = workers, .todo = todo, .total = total, .expected = expected };
    e->begun = e->last = now;
    e->start = calloc((size_t)workers, sizeof *e->start);
    if (!e->start)
        return error_set(err, ERR_MEMORY, "memory ran out for the progress of a run");
    for (int w = 0; w < workers; w++)
        e->start[w] = now;
    return OK;
}

void eta_free(Eta *e)
{
    free(e->start);
    *e = (Eta){ 0 };
}

int64_t eta_in_flight(const Eta *e)
{
    int64_t left = e->todo - e->finished;
    return left < e->workers ? left : e->workers;
}

void eta_finish(Eta *e, double cost, double now)
{
    int64_t next = e->finished + e->workers;
    e->busy += (double)eta_in_flight(e) * (now - e->last);
    e->last = now;
    e->done += cost;
    e->finished++;
    if (e->start && next < e->todo)
        e->start[next % e->workers] = now;
}

double eta_left(const Eta *e, double in_flight_cost, double now)
{
    const int64_t active = eta_in_flight(e);
    if (active == 0)
        return 0.0;
    if (e->finished == 0)
        return now - e->begun < e->expected ? e->expected - (now - e->begun) : NAN;

    double under_way = 0; /* worker seconds spent on what had not finished at the last finish */
    for (int64_t k = e->finished; k < e->finished + active; k++)
        under_way += e->last - e->start[k % e->workers];
    const double spent = e->busy - under_way;
    if (!(spent > 0) || !(e->done > 0))
        return NAN;
    const double seconds_per_cost = spent / e->done;

    const double each = in_flight_cost / (double)active * seconds_per_cost; /* a trial under way */
    double work = (e->total - e->done) * seconds_per_cost;
    double longest = 0;
    for (int64_t k = e->finished; k < e->finished + active; k++) {
        double age = now - e->start[k % e->workers];
        work -= age < each ? age : each; /* an overdue trial is no credit */
        if (each - age > longest)
            longest = each - age;
    }
    double left = work / (double)active;
    return left > longest ? left : longest;
}
