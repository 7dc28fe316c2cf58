/* derive.c - see derive.h. A derived number reads cells (of a metric or of an earlier derived
 * number), gathers those that agree in the dimensions that remain into a curve, and hands the
 * curve, and each of its bootstrap draws, to an estimator. */
#include "runner/analyze/derive.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/analyze/derive_input.h"
#include "runner/analyze/estimate.h"

/* A number with more cells than this has no bootstrap interval: nobody reads so many. */
enum { MAX_CELLS = 4096 };

/* Estimates entries first .. first+n-1 (already one group, or two neighbouring curves). */
static Status estimate(const Input *in, const Entry *entry, int64_t n, int64_t split, Derived *out,
                       int64_t cell, const char **reason, Error *err)
{
    const EstimateKind *kind = &estimate_kinds[in->spec->kind];
    Sample sample;
    Status status = sample_init(&sample, in, entry, n, err);
    int64_t m = sample.n;
    double *space = status == OK ? malloc((size_t)(7 * (m > 0 ? m : 1)) * sizeof *space) : NULL;
    if (!space) {
        sample_free(&sample);
        return status ? status
                      : error_set(err, ERR_MEMORY, "memory ran out while deriving `%s`",
                                  in->spec->name);
    }
    double *x = space, *y = x + m, *se = y + m;
    for (int64_t i = 0; i < m; i++) {
        x[i] = entry[i / sample.per_entry].x;
        se[i] = sample_error(&sample, i);
    }
    bool varies = out->rows > 1 && sample_varies(&sample);
    out->varies = out->varies || varies;
    Curve curve = { m, split, x, y, se, se + m };
    for (int64_t draw = 0; draw < out->rows; draw++) {
        double *to = &out->draws[draw * out->cells + cell];
        if (draw > 0 && !varies) {
            *to = out->draws[cell];
            continue;
        }
        bool complete = m >= kind->least;
        for (int64_t i = 0; complete && i < m; i++) {
            y[i] = sample_mean(&sample, i, draw);
            complete = !isnan(y[i]);
        }
        *to = complete ? kind->estimate(&curve, in->spec, draw ? &out->drawless : reason) : NAN;
    }
    free(space);
    sample_free(&sample);
    return OK;
}

/* Values of the `between` axis, by index and by rank: an axis need not ascend. */
static double between_value(const Input *in, int64_t i)
{
    const Axis *axis = in->field.axis[in->between];
    int64_t c = axis->count - 1;
    while (c > 0 && strcmp(axis->params[c]->name, in->spec->between) != 0)
        c--;
    return value_number(&axis->values[i * axis->count + c]);
}

static int64_t between_rank(const Input *in, double value)
{
    int64_t rank = 0;
    for (int64_t i = 0; i < in->field.axis[in->between]->length; i++)
        rank += between_value(in, i) < value;
    return rank;
}

/* curves_cross has one value per neighbouring pair, along a dimension named after the upper of the
 * two. */
static Status add_pairs(Derived *out, Results *r, const Input *in, Error *err)
{
    const Axis *axis = in->between >= 0 ? in->field.axis[in->between] : NULL;
    if (!axis)
        return error_set(err, ERR_CONFIG,
                         "`%s` compares along `%s`, which is no axis of this sweep", in->spec->name,
                         in->spec->between);
    char name[256];
    snprintf(name, sizeof name, "%s_upper", in->spec->between);
    int64_t pairs = axis->length > 1 ? axis->length - 1 : 1;
    bool known = results_find_dim(r, name) >= 0;
    int dim = results_dim(r, name, pairs);
    Array *a = dim >= 0 && !known ? results_add(r, "", name, ARRAY_REAL, 1, &dim) : NULL;
    if (dim < 0 || (!known && !a))
        return error_set(err, ERR_MEMORY, "memory ran out while deriving `%s`", in->spec->name);
    if (a) {
        a->coordinate = true;
        for (int64_t p = 0; p < pairs; p++)
            a->real[p] = NAN;
        for (int64_t i = 0; i < axis->length; i++) {
            double value = between_value(in, i);
            if (between_rank(in, value) > 0)
                a->real[between_rank(in, value) - 1] = value;
        }
    }
    out->dims[out->rank] = dim;
    out->length[out->rank++] = pairs;
    out->cells *= pairs;
    return OK;
}

/* Shape of the number: the dimensions that remain. */
static Status shape(Derived *out, Results *r, const Input *in, Error *err)
{
    out->rank = 0;
    out->cells = 1;
    const Field *f = &in->field;
    for (int d = 0; d < f->rank; d++) {
        if (in->absent || input_reduces(in, d))
            continue;
        out->dims[out->rank] = f->dims[d];
        out->length[out->rank++] = f->length[d];
        out->cells *= f->length[d];
    }
    if (in->spec->kind == DERIVE_CURVES_CROSS && !in->absent) {
        Status status = add_pairs(out, r, in, err);
        if (status != OK)
            return status;
    }
    bool drawn =
        in->spec->kind != DERIVE_Z && in->spec->kind != DERIVE_RMS_Z && out->cells <= MAX_CELLS;
    out->rows = drawn ? BOOTSTRAP_DRAWS + 1 : 1;
    out->draws = malloc((size_t)(out->rows * out->cells) * sizeof *out->draws);
    if (!out->draws)
        return error_set(err, ERR_MEMORY, "memory ran out while deriving `%s`", in->spec->name);
    for (int64_t i = 0; i < out->rows * out->cells; i++)
        out->draws[i] = NAN;
    return OK;
}

/* All neighbouring pairs of curves within one group's entries. */
static Status estimate_pairs(const Input *in, const Entry *entry, int64_t n, Derived *out,
                             int64_t group, const char **reason, Error *err)
{
    int64_t pairs = out->length[out->rank - 1];
    Status status = OK;
    for (int64_t a = 0, b; status == OK && a < n; a = b) {
        for (b = a; b < n && entry[b].second == entry[a].second;)
            b++;
        int64_t c = b;
        while (c < n && entry[c].second == entry[b].second)
            c++;
        int64_t pair = c > b ? between_rank(in, field_nominal(&in->field, entry[b].cell,
                                                              in->between, in->spec->between)) -
                                   1
                             : -1;
        if (pair >= 0)
            status = estimate(in, entry + a, c - a, b - a, out, group * pairs + pair, reason, err);
    }
    return status;
}

static const char *too_few(const Input *in, int64_t count, char *text, size_t size)
{
    if (in->axis >= 0)
        snprintf(text, size, "needs at least %lld points along %s; there are %lld",
                 (long long)estimate_kinds[in->spec->kind].least, in->spec->axis, (long long)count);
    else
        snprintf(text, size, "no finished trial at the selected points");
    return text;
}

/* Too few draws have a value for an interval, though the number itself is there. */
static Status explain_interval(Attributes *a, const Derived *d)
{
    char text[256];
    int64_t most = 0;
    for (int64_t c = 0; c < d->cells; c++) {
        int64_t lost = 0;
        for (int64_t draw = 1; draw < d->rows && isfinite(d->draws[c]); draw++)
            lost += !isfinite(d->draws[draw * d->cells + c]);
        most = lost > most ? lost : most;
    }
    if (!bootstrap_too_few(BOOTSTRAP_DRAWS - most))
        return OK;
    snprintf(text, sizeof text, "%.0f %% of the resamplings have no value%s%s",
             100.0 * (double)most / BOOTSTRAP_DRAWS, d->drawless ? ": " : "",
             d->drawless ? d->drawless : "");
    return attributes_set(a, "no_interval", text);
}

static Status store(Results *r, const DerivedSpec *spec, const Derived *d, const char *reason,
                    Error *err)
{
    char group[300];
    snprintf(group, sizeof group, "%s/%s", d->timing ? "timing" : "derived", spec->name);
    static const char *const names[3] = { "value", "ci_low", "ci_high" };
    static const char *const what[3] = { "", "lower end of the 95 % interval of ",
                                         "upper end of the 95 % interval of " };
    double *to[3];
    for (int k = 0; k < 3; k++) {
        char long_name[400];
        snprintf(long_name, sizeof long_name, "%s%s", what[k], spec->name);
        Array *a = results_add(r, group, names[k], ARRAY_REAL, d->rank, d->dims);
        if (!a || attributes_set(&a->attributes, "long_name", long_name) != OK ||
            attributes_set(&a->attributes, "method", estimate_kinds[spec->kind].method) != OK ||
            (reason && attributes_set(&a->attributes, "reason", reason) != OK))
            return error_set(err, ERR_MEMORY, "memory ran out while storing `%s`", spec->name);
        to[k] = a->real;
    }
    for (int64_t c = 0; c < d->cells; c++) {
        to[0][c] = d->draws[c];
        bootstrap_interval(d->draws + c, d->cells, d->varies && !isnan(d->draws[c]), &to[1][c],
                           &to[2][c]);
    }
    Array *value = results_find(r, group, names[0]);
    if (d->varies && explain_interval(&value->attributes, d) != OK)
        return error_set(err, ERR_MEMORY, "memory ran out while storing `%s`", spec->name);
    return OK;
}

/* A profile or an override took away the axis the number runs along. */
static Status store_absent(Results *r, const DerivedSpec *spec, const Derived *out,
                           const char *axis, Error *err)
{
    char reason[256];
    snprintf(reason, sizeof reason, "this sweep has no axis `%s`", axis);
    return store(r, spec, out, reason, err);
}

static Status derive_one(Results *r, const Experiment *e, const DerivedSpec *spec,
                         const Derived *done, Derived *out, Error *err)
{
    Input in;
    Entry *entries = NULL;
    int64_t count = 0;
    const char *reason = NULL;
    char text[256];
    Status status = input_open(&in, spec, r, e, done, err);
    out->timing = status == OK && input_timing(&in);
    if (status == OK)
        status = shape(out, r, &in, err);
    if (status == OK && in.absent)
        return store_absent(r, spec, out, in.absent, err);
    if (status == OK)
        status = input_gather(&in, &entries, &count, err);
    for (int64_t a = 0, b; status == OK && a < count; a = b) {
        for (b = a; b < count && entries[b].group == entries[a].group;)
            b++;
        if (spec->kind == DERIVE_CURVES_CROSS)
            status = estimate_pairs(&in, entries + a, b - a, out, entries[a].group, &reason, err);
        else
            status = estimate(&in, entries + a, b - a, b - a, out, entries[a].group, &reason, err);
        if (!reason && isnan(out->draws[entries[a].group]))
            reason = too_few(&in, b - a, text, sizeof text);
    }
    if (status == OK && count == 0)
        reason = too_few(&in, 0, text, sizeof text);
    free(entries);
    return status == OK ? store(r, spec, out, reason, err) : status;
}

Status derive_all(Results *r, const Experiment *e, Error *err)
{
    Derived *done = calloc((size_t)e->derived_count + 1, sizeof *done);
    if (!done)
        return error_set(err, ERR_MEMORY, "memory ran out while deriving");
    Status status = OK;
    for (int64_t i = 0; status == OK && i < e->derived_count; i++)
        status = derive_one(r, e, &e->derived[i], done, &done[i], err);
    for (int64_t i = 0; i < e->derived_count; i++)
        free(done[i].draws);
    free(done);
    return status;
}
