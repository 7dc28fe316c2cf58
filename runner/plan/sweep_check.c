/* sweep_check.c - see sweep_check.h */
#include "runner/plan/sweep_check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/plan/units.h"

enum { POINT_TEXT = 256 };

/* The points refused for one parameter. */
typedef struct {
    Error why; /* the first one's */
    int64_t first, count;
} Refusal;

struct SweepCheck {
    const Sweep *sweep;
    int64_t count, room;
    Refusal refusal[]; /* [room]: one per parameter, and one for errors that name none */
};

/* Where a parameter is set: its axis, or what the file says. */
static Place place_of(const Experiment *e, const char *key)
{
    for (int64_t d = 0; d < e->axes; d++)
        for (int64_t c = 0; c < e->axis[d].count; c++)
            if (strcmp(e->axis[d].params[c]->name, key) == 0)
                return e->axis[d].place;
    return e->tree ? experiment_place(e, key) : (Place){ 0 };
}

/* ---- size --------------------------------------------------------------------------------- */

/* The axis with the most values: the one to shorten. NULL without axes. */
static const Axis *longest_axis(const Sweep *s)
{
    const Axis *longest = NULL;
    for (int64_t d = 0; d < s->dims; d++)
        if (!longest || s->dim[d].length > longest->length)
            longest = &s->dim[d];
    return longest;
}

static Status too_many(const Sweep *s, bool countable, int64_t trials, Messages *m)
{
    const Axis *axis = longest_axis(s);
    const bool by_replicates = !axis || s->replicates > axis->length;
    Place place = by_replicates ? place_of(s->experiment, "replicates") : axis->place;
    char label[64];
    if (by_replicates)
        snprintf(label, sizeof label, "%" PRId64 " replicates", s->replicates);
    else
        snprintf(label, sizeof label, "%" PRId64 " values", axis->length);
    int64_t budget = s->experiment->budget_trials;
    if (countable)
        message_error(m, place, label, "the sweep makes %" PRId64 " trials, the budget is %" PRId64,
                      trials, budget);
    else
        message_error(m, place, label,
                      "the sweep makes more than 2^63 trials, the budget is %" PRId64, budget);
    message_help(m, "take fewer values or replicates, or raise `budget.trials`");
    return ERR_CONFIG;
}

Status sweep_check_size(Sweep *s, Messages *m)
{
    if (s->dims > SWEEP_MAX_DIMS)
        return message_error(m, s->dim[SWEEP_MAX_DIMS].place, NULL,
                             "a sweep has at most %d axes, this one has %" PRId64,
                             (int)SWEEP_MAX_DIMS, s->dims);
    bool countable = true;
    s->points = 1;
    for (int64_t d = 0; d < s->dims; d++)
        countable = countable && !__builtin_mul_overflow(s->points, s->dim[d].length, &s->points);
    countable = countable && !__builtin_mul_overflow(s->points, s->replicates, &s->trials);
    if (!countable || s->trials > s->experiment->budget_trials)
        return too_many(s, countable, s->trials, m);
    return OK;
}

/* ---- points ------------------------------------------------------------------------------- */

SweepCheck *sweep_check_new(const Sweep *s)
{
    int64_t room = param_count(s->experiment->algorithm->params) + 1;
    SweepCheck *c = calloc(1, sizeof *c + (size_t)room * sizeof *c->refusal);
    if (c) {
        c->sweep = s;
        c->room = room;
    }
    return c;
}

void sweep_check_free(SweepCheck *c)
{
    free(c);
}

void sweep_check_point(SweepCheck *c, int64_t point, const Error *why)
{
    int64_t i = 0;
    while (i < c->count && strcmp(c->refusal[i].why.param, why->param) != 0)
        i++;
    if (i == c->room) /* names that are no parameters share the last place */
        i = c->room - 1;
    if (i == c->count)
        c->refusal[c->count++] = (Refusal){ .why = *why, .first = point };
    c->refusal[i].count++;
}

/* "at neurons=20 load=0.3", or NULL for a sweep without axes. */
static const char *point_label(const Sweep *s, int64_t point, char text[POINT_TEXT])
{
    if (s->dims == 0)
        return NULL;
    int n = snprintf(text, POINT_TEXT, "at ");
    sweep_point_text(s, point, text + n, (size_t)(POINT_TEXT - n));
    return text;
}

static void report_refusal(const Sweep *s, const Refusal *r, Messages *m)
{
    char label[POINT_TEXT];
    const char *key = r->why.param[0] ? r->why.param : "algorithm";
    message_error(m, place_of(s->experiment, key), point_label(s, r->first, label), "%s",
                  r->why.text[0] ? r->why.text : "the algorithm refuses this point");
    if (r->count > 1)
        message_note(m, "this is the first of %" PRId64 " such points of %" PRId64, r->count,
                     s->points);
}

/* The axis along which the memory of a point can be lowered most; -1 if along none. */
static int64_t axis_of_memory(const Sweep *s, int64_t point)
{
    int64_t index[SWEEP_MAX_DIMS];
    int64_t best = -1, stride = 1;
    double least = s->memory[point];
    sweep_index(s, point, index);
    for (int64_t d = s->dims - 1; d >= 0; d--) {
        for (int64_t i = 0; i < s->dim[d].length; i++) {
            double memory = s->memory[point + (i - index[d]) * stride];
            if (memory < least) {
                least = memory;
                best = d;
            }
        }
        stride *= s->dim[d].length;
    }
    return best;
}

static Status report_over_budget(const Sweep *s, Messages *m)
{
    int64_t count = 0, worst = -1;
    for (int64_t p = 0; p < s->points; p++)
        if (s->over_budget[p]) {
            count++;
            if (worst < 0 || s->memory[p] > s->memory[worst])
                worst = p;
        }
    if (count == 0 || s->experiment->skip_over_budget)
        return OK;

    int64_t axis = axis_of_memory(s, worst);
    Place place = axis < 0 ? place_of(s->experiment, "budget") : s->dim[axis].place;
    char need[UNITS_SIZE], budget[UNITS_SIZE], at[POINT_TEXT];
    units_bytes(s->memory[worst], need, sizeof need);
    units_bytes(s->experiment->budget_memory, budget, sizeof budget);
    const char *label = point_label(s, worst, at);
    message_error(m, place, NULL, "`%s` needs %s%s%s, the budget is %s",
                  s->experiment->algorithm->name, need, label ? " " : "", label ? label : "",
                  budget);
    if (count > 1)
        message_note(m, "the largest of %" PRId64 " such points of %" PRId64, count, s->points);
    message_help(m,
                 "raise `budget.memory`, or add `over_budget: skip` to leave such points out and "
                 "mark them in the figure");
    return ERR_CONFIG;
}

Status sweep_check_report(const SweepCheck *c, Messages *m)
{
    for (int64_t i = 0; i < c->count; i++)
        report_refusal(c->sweep, &c->refusal[i], m);
    Status status = report_over_budget(c->sweep, m);
    return c->count > 0 ? ERR_CONFIG : status;
}
