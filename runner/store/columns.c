/* columns.c - see columns.h */
#include "runner/store/columns.h"

#include <math.h>
#include <stdlib.h>

#include "runner/config/registry.h"

void columns_free(Columns *c)
{
    free(c->column);
    free(c->params);
    *c = (Columns){ 0 };
}

/* The longest extent of every metric over the points that can run. */
static void find_extents(Columns *c)
{
    for (int64_t m = 0; m < c->count; m++)
        for (int d = 0; d < METRIC_MAX_DIMS; d++)
            c->column[m].padded[d] = 1;
    for (int64_t p = 0; p < c->sweep->points; p++) {
        if (c->sweep->over_budget[p])
            continue;
        columns_at(c, p);
        for (int64_t m = 0; m < c->count; m++)
            for (int d = 0; d < METRIC_MAX_DIMS; d++)
                if (c->column[m].sizes[d] > c->column[m].padded[d])
                    c->column[m].padded[d] = c->column[m].sizes[d];
        if (!c->vary)
            break;
    }
    for (int64_t m = 0; m < c->count; m++) {
        Column *column = &c->column[m];
        column->padded_size = column->padded[0] * column->padded[1] * column->padded[2];
    }
}

Status columns_init(Columns *c, const Sweep *s, Error *err)
{
    const Algorithm *a = s->experiment->algorithm;
    *c = (Columns){ .sweep = s, .count = metric_count(a), .vary = a->dimensions != NULL };
    c->column = calloc((size_t)c->count + 1, sizeof *c->column);
    c->params = calloc(1, a->params_size + 1);
    if (!c->column || !c->params) {
        columns_free(c);
        return error_set(err, ERR_MEMORY, "memory ran out for the arrays of a result");
    }
    for (int64_t m = 0; m < c->count; m++) {
        c->column[m].metric = &a->metrics[m];
        c->column[m].group = a->metrics[m].kind == METRIC_TIMING ? "timing" : "";
    }
    find_extents(c);
    return OK;
}

void columns_at(Columns *c, int64_t point)
{
    const Algorithm *a = c->sweep->experiment->algorithm;
    if (c->vary)
        sweep_params(c->sweep, point, c->params);
    else if (c->count > 0 && c->column[0].sizes[0] > 0)
        return; /* the same everywhere, and known */
    c->trial_values = c->theory_values = 0;
    for (int64_t m = 0; m < c->count; m++) {
        bool theory = c->column[m].metric->kind == METRIC_THEORY;
        int64_t *total = theory ? &c->theory_values : &c->trial_values;
        c->column[m].offset = *total;
        *total += metric_size(a, m, c->params, c->column[m].sizes);
    }
}

bool column_fits(const Column *c)
{
    for (int d = 0; d < METRIC_MAX_DIMS; d++)
        if (c->sizes[d] > c->padded[d])
            return false;
    return true;
}

/* Place in the array of element (i, j, k) of a trial. */
static int64_t place(const Column *c, int64_t i, int64_t j, int64_t k)
{
    return (i * c->padded[1] + j) * c->padded[2] + k;
}

void column_to_array(const Column *c, const double *packed, double *padded)
{
    for (int64_t i = 0; i < c->sizes[0]; i++)
        for (int64_t j = 0; j < c->sizes[1]; j++)
            for (int64_t k = 0; k < c->sizes[2]; k++, packed++)
                padded[place(c, i, j, k)] = isnan(*packed) ? NAN : *packed;
}

void column_from_array(const Column *c, const double *padded, double *packed)
{
    for (int64_t i = 0; i < c->sizes[0]; i++)
        for (int64_t j = 0; j < c->sizes[1]; j++)
            for (int64_t k = 0; k < c->sizes[2]; k++)
                *packed++ = padded[place(c, i, j, k)];
}
