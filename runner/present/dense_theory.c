/* dense_theory.c - theory as a smooth curve for figures: see export.h */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runner/present/export.h"

/* The sweep's other axes stay as they are; `axis` runs over a grid of its own. */
typedef struct {
    const Experiment *e;
    int64_t axis;         /* index of the dense axis */
    int64_t axis_columns; /* one for each parameter of the axes */
    double low, high;
    int64_t points;
    void *params;
    double *block; /* all metrics' rows */
    double **row;
} Dense;

static Status dense_init(Dense *d, const Experiment *e, const char *axis, int64_t points,
                         Error *err)
{
    *d = (Dense){ .e = e, .axis = -1, .points = points, .low = INFINITY, .high = -INFINITY };
    for (int64_t a = 0; a < e->axes; d->axis_columns += e->axis[a++].count)
        if (strcmp(e->axis[a].name, axis) == 0 && e->axis[a].count == 1 &&
            e->axis[a].params[0]->type == PARAM_REAL)
            d->axis = a;
    if (d->axis < 0)
        return error_set(err, ERR_USAGE, "`%s` is no axis of real values", axis);
    for (int64_t i = 0; i < e->axis[d->axis].length; i++) {
        d->low = fmin(d->low, e->axis[d->axis].values[i].real);
        d->high = fmax(d->high, e->axis[d->axis].values[i].real);
    }
    d->params = malloc(e->algorithm->params_size);
    d->row = calloc((size_t)metric_count(e->algorithm) + 1, sizeof *d->row);
    return d->params && d->row
               ? OK
               : error_set(err, ERR_MEMORY, "memory ran out while computing theory");
}

static void dense_free(Dense *d)
{
    free(d->params);
    free(d->block);
    free(d->row);
}

static Status name_columns(Table *t, const Dense *d, int64_t *columns, Error *err)
{
    const Experiment *e = d->e;
    const Metric *m;
    *columns = d->axis_columns + 1;
    for (m = e->algorithm->metrics; m->name; m++)
        *columns += m->kind == METRIC_THEORY && !m->dims[0];
    Status status = table_init(t, *columns, err);
    int64_t c = 0;
    for (int64_t a = 0; status == OK && a < e->axes; a++)
        for (int64_t k = 0; status == OK && k < e->axis[a].count; k++)
            status = table_name(t, c++, e->axis[a].params[k]->name, err);
    char effective[300];
    snprintf(effective, sizeof effective, "%s_effective", e->axis[d->axis].name);
    if (status == OK)
        status = table_name(t, c++, effective, err);
    for (m = e->algorithm->metrics; status == OK && m->name; m++)
        if (m->kind == METRIC_THEORY && !m->dims[0])
            status = table_name(t, c++, m->name, err);
    return status;
}

/* Calls the algorithm's theory for the parameters in d->params. */
static Status compute(Dense *d, Error *err)
{
    const Algorithm *a = d->e->algorithm;
    int64_t total = 0, count = metric_count(a);
    for (int64_t m = 0; m < count; m++)
        total += metric_size(a, m, d->params, NULL);
    double *block = realloc(d->block, (size_t)(total > 0 ? total : 1) * sizeof *block);
    if (!block)
        return error_set(err, ERR_MEMORY, "memory ran out while computing theory");
    d->block = block;
    for (int64_t i = 0; i < total; i++)
        block[i] = NAN;
    for (int64_t m = 0; m < count; m++) {
        d->row[m] = block;
        block += metric_size(a, m, d->params, NULL);
    }
    return a->theory(d->params, d->row, err);
}

static Status add_point(Table *t, Dense *d, int64_t combination, int64_t i, Error *err)
{
    const Experiment *e = d->e;
    Cell *row;
    Status status = table_row(t, &row, err);
    if (status != OK)
        return status;
    memcpy(d->params, e->params, e->algorithm->params_size);
    double dense = NAN;
    Cell *cell = row + d->axis_columns;
    for (int64_t a = e->axes - 1; status == OK && a >= 0; a--) {
        const Axis *axis = &e->axis[a];
        cell -= axis->count;
        Value value = { .type = PARAM_REAL };
        if (a == d->axis) {
            value.real = i + 1 == d->points
                             ? d->high
                             : d->low + (d->high - d->low) * (double)i / (double)(d->points - 1);
            params_set(axis->params[0], d->params, &value);
            cell->number = dense = value.real;
            continue;
        }
        int64_t k = combination % axis->length;
        combination /= axis->length;
        for (int64_t c = 0; status == OK && c < axis->count; c++) {
            params_set(axis->params[c], d->params, &axis->values[k * axis->count + c]);
            status =
                export_value(&cell[c], axis->params[c], &axis->values[k * axis->count + c], err);
        }
    }
    if (status != OK)
        return status;
    const Algorithm *alg = e->algorithm;
    row += d->axis_columns;
    row++->number =
        alg->effective ? alg->effective(d->params, e->axis[d->axis].params[0], dense) : dense;
    if ((alg->validate && alg->validate(d->params, NULL) != OK) || compute(d, NULL) != OK)
        return OK; /* theory has nothing to say here: the row stays NaN */
    for (int64_t m = 0; alg->metrics[m].name; m++)
        if (alg->metrics[m].kind == METRIC_THEORY && !alg->metrics[m].dims[0])
            row++->number = d->row[m][0];
    return OK;
}

Status export_dense_theory(Table *t, const Experiment *e, const char *axis, int64_t points,
                           Error *err)
{
    Dense d;
    int64_t columns, combinations = 1;
    memset(t, 0, sizeof *t);
    Status status = dense_init(&d, e, axis, points < 2 ? 2 : points, err);
    if (status == OK && !e->algorithm->theory)
        status = error_set(err, ERR_USAGE, "`%s` has no theory", e->algorithm->name);
    if (status == OK)
        status = name_columns(t, &d, &columns, err);
    for (int64_t a = 0; status == OK && a < e->axes; a++)
        combinations *= a == d.axis ? 1 : e->axis[a].length;
    for (int64_t k = 0; status == OK && k < combinations; k++)
        for (int64_t i = 0; status == OK && i < d.points; i++)
            status = add_point(t, &d, k, i, err);
    dense_free(&d);
    if (status != OK)
        table_free(t);
    return status;
}
