/* gather.c - the numbers a check looks at: see compare.h */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "runner/analyze/baseline_parts.h"
#include "runner/analyze/compare.h"

static bool open_value(Field *f, const Results *r, const Experiment *e, const char *name)
{
    return field_open(f, r, e, name) || field_open_derived(f, r, e, name);
}

bool compare_open(Checking *c, const CheckSpec *spec, const Results *r, const Experiment *e)
{
    *c = (Checking){ .spec = spec, .experiment = e };
    bool found = open_value(&c->field, r, e, spec->value);
    if (found && spec->against)
        found = c->has_against = open_value(&c->against, r, e, spec->against);
    return found;
}

/* Mean and standard error at a cell; of a derived number, from its interval. */
static void measure(const Field *f, int64_t cell, const char *name, double *x, double *error,
                    int64_t *n)
{
    Summary s = field_moments(f, cell);
    *x = s.mean;
    *error = s.n > 1 ? s.sem : 0;
    *n = s.n;
    if (f->metric && f->metric->kind == METRIC_TIMING) { /* one slow trial says nothing */
        double three[3];
        int64_t point = cell / f->inner;
        statistics_quartiles(f->values + point * f->replicates * f->inner + cell % f->inner,
                             f->replicates, f->inner, three);
        *x = three[1];
    }
    if (f->metric || s.n == 0)
        return;
    const Array *low = results_derived(f->results, name, "ci_low");
    const Array *high = results_derived(f->results, name, "ci_high");
    if (!low || !high || low->size != f->cells || high->size != f->cells)
        return;
    double half = (high->real[cell] - low->real[cell]) / (2 * statistics_t(0.05, INFINITY));
    *error = isfinite(half) ? half : 0;
    *n = f->experiment->replicates;
}

/* False if there is nothing to compare at this cell. */
static bool gather_one(const Checking *c, int64_t cell, Number *x)
{
    *x = (Number){ .cell = cell, .reference = c->spec->reference };
    measure(&c->field, cell, c->spec->value, &x->x, &x->error, &x->n);
    if (x->n == 0)
        return false;
    if (!c->has_against)
        return true;
    int64_t partner = field_partner(&c->field, cell, &c->against);
    if (partner < 0)
        return false;
    measure(&c->against, partner, c->spec->against, &x->reference, &x->reference_error,
            &x->reference_n);
    return !isnan(x->reference);
}

/* ---- several become one ---------------------------------------------------------------------- */

static bool takes_over(CheckReduce reduce, double now, double best)
{
    return reduce == REDUCE_LAST || (reduce == REDUCE_MAXIMUM ? now > best : now < best);
}

/* Errors add up as if the numbers were independent, and as if they were one: the larger of the two
 * is taken where points share random numbers. */
static void add_up(const Checking *c, const Number *numbers, int64_t count, bool reference,
                   Number *to)
{
    double sum = 0, squares = 0, plain = 0;
    for (int64_t i = 0; i < count; i++) {
        double error = reference ? numbers[i].reference_error : numbers[i].error;
        sum += reference ? numbers[i].reference : numbers[i].x;
        squares += error * error;
        plain += error;
    }
    bool shared = c->field.inner > 1 || (c->experiment->shared_by && c->experiment->shared_by[0]);
    double error = shared ? plain : sqrt(squares);
    double by = c->spec->reduce == REDUCE_MEAN ? (double)count : 1;
    *(reference ? &to->reference : &to->x) = sum / by;
    *(reference ? &to->reference_error : &to->error) = error / by;
}

static Number reduce(const Checking *c, const Number *numbers, int64_t count)
{
    Number one = numbers[0];
    if (c->spec->reduce == REDUCE_MEAN || c->spec->reduce == REDUCE_SUM) {
        add_up(c, numbers, count, false, &one);
        if (c->has_against)
            add_up(c, numbers, count, true, &one);
        else if (c->spec->reduce == REDUCE_SUM)
            one.reference = c->spec->reference;
        one.cell = -1;
        return one;
    }
    int64_t best = 0, other = 0;
    for (int64_t i = 1; i < count; i++) {
        if (takes_over(c->spec->reduce, numbers[i].x, numbers[best].x))
            best = i;
        if (takes_over(c->spec->reduce, numbers[i].reference, numbers[other].reference))
            other = i;
    }
    one = numbers[best];
    one.reference = numbers[other].reference;
    one.reference_error = numbers[other].reference_error;
    one.reference_n = numbers[other].reference_n;
    return one;
}

Status compare_gather(const Checking *c, Number **numbers, int64_t *count, Error *err)
{
    *count = 0;
    *numbers = malloc((size_t)(c->field.cells > 0 ? c->field.cells : 1) * sizeof **numbers);
    if (!*numbers)
        return error_set(err, ERR_MEMORY, "memory ran out while checking `%s`", c->spec->name);
    for (int64_t cell = 0; cell < c->field.cells; cell++)
        if (field_selected(&c->field, cell, c->spec->where) &&
            gather_one(c, cell, &(*numbers)[*count]))
            ++*count;
    if (c->spec->reduce != REDUCE_NONE && *count > 0) {
        (*numbers)[0] = reduce(c, *numbers, *count);
        if (c->spec->from_baseline)
            (*numbers)[0].cell = -1; /* the baseline's has no place either */
        *count = 1;
    }
    return OK;
}

/* ---- what a baseline keeps of it ------------------------------------------------------------- */

Key compare_digest(const Checking *c)
{
    KeyStream *s = key_stream_new();
    if (!s)
        return (Key){ 0 };
    for (int64_t cell = 0; cell < c->field.cells; cell++) {
        if (!field_selected(&c->field, cell, c->spec->where))
            continue;
        for (int64_t k = 0; k < c->field.replicates; k++) {
            double x = field_value(&c->field, cell, k);
            x = isnan(x) ? NAN : x;
            key_stream_add(s, &x, sizeof x);
        }
    }
    return key_stream_end(s);
}

static Status add_reference(Baseline *b, const Checking *c, Error *err)
{
    Number *numbers = NULL;
    int64_t count = 0;
    char what[CHECK_NAME_SIZE + 8], name[512];
    snprintf(what, sizeof what, "check.%s", c->spec->name);
    Status status = compare_gather(c, &numbers, &count, err);
    for (int64_t i = 0; status == OK && i < count; i++) {
        BaselineNumber number = { .name = name,
                                  .value = numbers[i].x,
                                  .error = numbers[i].error,
                                  .allowed = { ALLOW_REL, 1e-9, 0 } };
        if (numbers[i].cell >= 0)
            baseline_place(&c->field, numbers[i].cell, what, name, sizeof name);
        else
            snprintf(name, sizeof name, "%s", what);
        status = baseline_add_number(b, &number, err);
    }
    free(numbers);
    if (status == OK && c->spec->kind == CHECK_DIGEST)
        status = baseline_add_digest(b, what, compare_digest(c), err);
    return status;
}

Status check_add_references(Baseline *b, const Results *r, const Experiment *e, Error *err)
{
    Status status = OK;
    for (int64_t i = 0; status == OK && i < e->check_count; i++) {
        Checking c;
        if (e->checks[i].from_baseline && compare_open(&c, &e->checks[i], r, e))
            status = add_reference(b, &c, err);
    }
    return status;
}
