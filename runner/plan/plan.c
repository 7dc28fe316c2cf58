/* plan.c - see plan.h */
#include "runner/plan/plan.h"

#include <math.h>
#include <stdlib.h>

void plan_free(Plan *p)
{
    free(p->key);
    free(p->todo);
    *p = (Plan){ 0 };
}

/* Whole trials, whose key falls to `shard` of `shards`: the same for every order and machine. */
static bool in_shard(const PlanOptions *o, Key key)
{
    return o->shards <= 1 || key.low % (uint64_t)o->shards == (uint64_t)(o->shard - 1);
}

/* What the trials already there have taken. */
typedef struct {
    double seconds, cost;
} Experience;

/* Looks at trial t of a point; true if it is to do. */
static bool look(Plan *p, int64_t t, const PlanOptions *o, PlanKnown known, void *context,
                 Experience *experience)
{
    const Sweep *s = p->sweep;
    const int64_t point = t / s->replicates;
    const double cost = s->cost[point];
    double seconds = NAN;
    TrialState state = known ? known(context, point, p->key[t], &seconds) : TRIAL_MISSING;
    if (state == TRIAL_OK && seconds >= 0) {
        experience->seconds += seconds;
        experience->cost += cost;
    }
    if (!in_shard(o, p->key[t]))
        return false;
    if (s->over_budget[point] || state == TRIAL_OVER_BUDGET) {
        p->over_budget++;
        return false;
    }
    if (state == TRIAL_OK && !o->fresh) {
        p->done++;
        p->done_cost += cost;
        return false;
    }
    if (state == TRIAL_FAILED && !o->fresh && !o->retry_failed) {
        p->failed++;
        p->done_cost += cost;
        return false;
    }
    p->todo_cost += cost;
    if (s->memory[point] > p->largest_memory) {
        p->largest_memory = s->memory[point];
        p->largest_point = point;
    }
    return true;
}

typedef struct {
    double cost;
    int64_t point;
} CostlyPoint;

static int most_expensive_first(const void *a, const void *b)
{
    const CostlyPoint *x = a, *y = b;
    if (x->cost != y->cost)
        return x->cost > y->cost ? -1 : 1;
    return x->point < y->point ? -1 : 1;
}

/* Fills p->todo: replicate 0 of every point, the most expensive first, then replicate 1, ... */
static Status order_trials(Plan *p, const bool *todo)
{
    const Sweep *s = p->sweep;
    CostlyPoint *order = calloc((size_t)s->points, sizeof *order);
    p->todo = calloc((size_t)p->todo_count + 1, sizeof *p->todo);
    if (!order || !p->todo) {
        free(order);
        return ERR_MEMORY;
    }
    for (int64_t i = 0; i < s->points; i++)
        order[i] = (CostlyPoint){ .cost = s->cost[i], .point = i };
    qsort(order, (size_t)s->points, sizeof *order, most_expensive_first);
    int64_t n = 0;
    for (int64_t r = 0; r < s->replicates; r++)
        for (int64_t i = 0; i < s->points; i++) {
            int64_t t = order[i].point * s->replicates + r;
            if (todo[t])
                p->todo[n++] = t;
        }
    free(order);
    return OK;
}

/* Values of each metric at the point where it has most: files pad the others to it. */
static void largest_sizes(const Sweep *s, void *params, int64_t *largest)
{
    const Algorithm *a = s->experiment->algorithm;
    bool arrays = false;
    for (int64_t m = 0; a->metrics[m].name; m++) {
        largest[m] = 1;
        arrays = arrays || a->metrics[m].dims[0];
    }
    for (int64_t p = 0; arrays && p < s->points; p++) {
        sweep_params(s, p, params);
        for (int64_t m = 0; a->metrics[m].name; m++) {
            int64_t size = a->metrics[m].dims[0] ? metric_size(a, m, params, NULL) : 1;
            if (size > largest[m])
                largest[m] = size;
        }
    }
}

/* The size of the result: values of trials and their summaries, and what is kept of each trial. */
static Status estimate_bytes(Plan *p)
{
    enum { PER_TRIAL = 8 + 1 + 48, SUMMARIES = 6, HEADERS = 65536 };
    const Sweep *s = p->sweep;
    const Algorithm *a = s->experiment->algorithm;
    void *params = calloc(1, a->params_size ? a->params_size : 1);
    int64_t *largest = calloc((size_t)metric_count(a) + 1, sizeof *largest);
    Status status = params && largest ? OK : ERR_MEMORY;
    if (status == OK) {
        largest_sizes(s, params, largest);
        p->stored_bytes = HEADERS + PER_TRIAL * (double)s->trials;
        for (int64_t m = 0; a->metrics[m].name; m++) {
            bool theory = a->metrics[m].kind == METRIC_THEORY;
            double rows = theory ? 1.0 : (double)s->replicates + SUMMARIES;
            p->stored_bytes += 8.0 * (double)largest[m] * rows * (double)s->points;
        }
    }
    free(largest);
    free(params);
    return status;
}

Status plan_make(Plan *p, const Sweep *s, const PlanOptions *options, PlanKnown known,
                 void *context, Error *err)
{
    *p = (Plan){ .sweep = s, .seconds_per_cost = NAN };
    Experience experience = { 0 };
    Status status = OK;
    bool *todo = calloc((size_t)s->trials, sizeof *todo);
    p->key = calloc((size_t)s->trials, sizeof *p->key);
    if (!todo || !p->key)
        status = ERR_MEMORY;
    for (int64_t t = 0; status == OK && t < s->trials; t++) {
        p->key[t] = sweep_key(s, t / s->replicates, t % s->replicates, NULL, 0);
        todo[t] = look(p, t, options, known, context, &experience);
        p->todo_count += todo[t];
    }
    if (experience.cost > 0)
        p->seconds_per_cost = experience.seconds / experience.cost;
    if (status == OK)
        status = order_trials(p, todo);
    if (status == OK)
        status = estimate_bytes(p);
    free(todo);
    if (status == OK)
        return OK;
    plan_free(p);
    return error_set(err, status, "memory ran out for the plan of the trials");
}
