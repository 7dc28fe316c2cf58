/* field.c - see field.h */
#include "runner/analyze/field.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const Axis *axis_named(const Experiment *e, const char *name)
{
    for (int64_t a = 0; a < e->axes; a++)
        if (strcmp(e->axis[a].name, name) == 0)
            return &e->axis[a];
    return NULL;
}

/* Takes the dimensions of an array, `replicate` aside. */
static void open_array(Field *f, const Results *r, const Experiment *e, const Array *array)
{
    f->results = r;
    f->experiment = e;
    f->values = array->real;
    f->cells = f->inner = f->replicates = 1;
    for (int k = 0; k < array->rank; k++) {
        const ResultDim *dim = &r->dims[array->dims[k]];
        if (strcmp(dim->name, "replicate") == 0) {
            f->replicates = dim->length;
            continue;
        }
        int d = f->rank++;
        f->dims[d] = array->dims[k];
        f->length[d] = dim->length;
        f->axis[d] = axis_named(e, dim->name);
        f->cells *= dim->length;
        f->inner *= f->axis[d] ? 1 : dim->length;
    }
}

bool field_open(Field *f, const Results *r, const Experiment *e, const char *metric)
{
    memset(f, 0, sizeof *f);
    int64_t m = metric_index(e->algorithm, metric);
    if (m < 0)
        return false;
    f->metric = &e->algorithm->metrics[m];
    const Array *array = results_find(r, f->metric->kind == METRIC_TIMING ? "timing" : "", metric);
    if (!array || array->type != ARRAY_REAL || array->rank < e->axes)
        return false;
    open_array(f, r, e, array);
    return true;
}

bool field_open_derived(Field *f, const Results *r, const Experiment *e, const char *name)
{
    memset(f, 0, sizeof *f);
    const Array *array = results_derived(r, name, "value");
    if (!array || array->type != ARRAY_REAL)
        return false;
    open_array(f, r, e, array);
    return true;
}

void field_open_points(Field *f, const Results *r, const Experiment *e)
{
    *f = (Field){ .results = r, .experiment = e, .cells = 1, .inner = 1, .replicates = 1 };
    for (int64_t a = 0; a < e->axes; a++) {
        f->axis[f->rank] = &e->axis[a];
        f->dims[f->rank] = results_find_dim(r, e->axis[a].name);
        f->length[f->rank++] = e->axis[a].length;
        f->cells *= e->axis[a].length;
    }
}

double field_value(const Field *f, int64_t cell, int64_t replicate)
{
    int64_t point = cell / f->inner, k = cell % f->inner;
    return f->values[(point * f->replicates + replicate) * f->inner + k];
}

static const double *first_value(const Field *f, int64_t cell)
{
    return f->values + cell / f->inner * f->replicates * f->inner + cell % f->inner;
}

Summary field_moments(const Field *f, int64_t cell)
{
    return statistics_moments(first_value(f, cell), f->replicates, f->inner);
}

Summary field_summary(const Field *f, int64_t cell)
{
    return statistics_summary(first_value(f, cell), f->replicates, f->inner, f->metric->yes_no);
}

int64_t field_index(const Field *f, int64_t cell, int d)
{
    for (int k = f->rank - 1; k > d; k--)
        cell /= f->length[k];
    return cell % f->length[d];
}

int64_t field_partner(const Field *f, int64_t cell, const Field *of)
{
    int64_t partner = 0;
    for (int d = 0; d < of->rank; d++) {
        int from = 0;
        while (from < f->rank && f->dims[from] != of->dims[d])
            from++;
        if (from == f->rank)
            return -1;
        partner = partner * of->length[d] + field_index(f, cell, from);
    }
    return partner;
}

/* Coordinate of an axis by a parameter's name, or by the axis' own name: the first. */
static int64_t axis_coordinate(const Axis *axis, const char *name)
{
    for (int64_t c = 0; c < axis->count; c++)
        if (!name || strcmp(axis->params[c]->name, name) == 0)
            return c;
    return strcmp(axis->name, name) == 0 ? 0 : -1;
}

int field_dim(const Field *f, const char *name)
{
    for (int d = 0; d < f->rank; d++)
        if (f->axis[d] ? axis_coordinate(f->axis[d], name) >= 0
                       : strcmp(f->results->dims[f->dims[d]].name, name) == 0)
            return d;
    return -1;
}

static const Value *axis_value(const Field *f, int64_t cell, int d, int64_t coordinate)
{
    return &f->axis[d]->values[field_index(f, cell, d) * f->axis[d]->count + coordinate];
}

void field_params(const Field *f, int64_t cell, void *params)
{
    memcpy(params, f->experiment->params, f->experiment->algorithm->params_size);
    for (int d = 0; d < f->rank; d++)
        for (int64_t c = 0; f->axis[d] && c < f->axis[d]->count; c++)
            params_set(f->axis[d]->params[c], params, axis_value(f, cell, d, c));
}

static double own_coordinate(const Field *f, int64_t cell, int d)
{
    const char *name = f->results->dims[f->dims[d]].name;
    const Array *a = results_find(f->results, "", name);
    int64_t i = field_index(f, cell, d);
    if (a && a->rank == 1 && a->type == ARRAY_REAL)
        return a->real[i];
    if (a && a->rank == 1 && a->type == ARRAY_INT)
        return (double)a->integer[i];
    return (double)(i + 1);
}

double field_nominal(const Field *f, int64_t cell, int d, const char *name)
{
    if (!f->axis[d])
        return own_coordinate(f, cell, d);
    int64_t c = axis_coordinate(f->axis[d], name);
    return c < 0 ? NAN : value_number(axis_value(f, cell, d, c));
}

double field_position(const Field *f, int64_t cell, int d, const char *name)
{
    const Algorithm *a = f->experiment->algorithm;
    double nominal = field_nominal(f, cell, d, name);
    if (!f->axis[d] || !f->metric || !a->effective || isnan(nominal))
        return nominal;
    void *params = calloc(1, a->params_size);
    if (!params)
        return NAN;
    field_params(f, cell, params);
    double effective =
        a->effective(params, f->axis[d]->params[axis_coordinate(f->axis[d], name)], nominal);
    free(params);
    return effective;
}

void field_label(const Field *f, int64_t cell, int d, char *text, size_t size)
{
    char buffer[PARAM_TEXT_SIZE];
    size_t used = 0;
    text[0] = '\0';
    if (!f->axis[d]) {
        number_print(own_coordinate(f, cell, d), buffer);
        snprintf(text, size, "%s", buffer);
        return;
    }
    for (int64_t c = 0; c < f->axis[d]->count && used < size; c++) {
        value_print(f->axis[d]->params[c], axis_value(f, cell, d, c), buffer);
        int n = snprintf(text + used, size - used, "%s%s", c ? " " : "", buffer);
        used += n > 0 ? (size_t)n : 0;
    }
}

void field_place(const Field *f, int64_t cell, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (int d = 0; d < f->rank && used < size; d++) {
        char label[PARAM_TEXT_SIZE];
        field_label(f, cell, d, label, sizeof label);
        int n = snprintf(text + used, size - used, "%s%s %s", d ? ", " : "",
                         f->results->dims[f->dims[d]].name, label);
        used += n > 0 ? (size_t)n : 0;
    }
}

typedef struct {
    const Field *field;
    int64_t cell;
    const Expression *where;
} Lookup;

static Operand operand_of(const Param *row, const Value *value)
{
    Operand o = { .missing = value->missing };
    if (row->type == PARAM_CHOICE) {
        o.is_text = true;
        o.text = row->choices[value->integer];
    } else if (row->type == PARAM_BOOL) {
        o.is_text = true;
        o.text = value->integer ? "true" : "false";
    } else if (row->type == PARAM_TEXT) {
        o.is_text = true;
        o.text = value->text;
    } else {
        o.number = value_number(value);
    }
    return o;
}

static Operand lookup(const void *context, int64_t number)
{
    const Lookup *l = context;
    const Field *f = l->field;
    const char *name = expression_name(l->where, number);
    int d = field_dim(f, name);
    if (d >= 0 && !f->axis[d])
        return (Operand){ .number = own_coordinate(f, l->cell, d) };
    if (d >= 0) {
        int64_t c = axis_coordinate(f->axis[d], name);
        return operand_of(f->axis[d]->params[c], axis_value(f, l->cell, d, c));
    }
    const Param *row = param_find(f->experiment->algorithm->params, name);
    if (!row)
        return (Operand){ .missing = true };
    Value value = params_get(row, f->experiment->params);
    return operand_of(row, &value);
}

bool field_selected(const Field *f, int64_t cell, const Expression *where)
{
    if (!where)
        return true;
    Lookup l = { f, cell, where };
    double truth = expression_eval(where, lookup, &l);
    return truth != 0 && !isnan(truth);
}
