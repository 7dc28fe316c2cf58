/* assemble.c - the labelled arrays of a sweep, from its trials: see assemble.h */
#include "runner/store/assemble.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/registry.h"
#include "runner/store/columns.h"

typedef struct {
    Results *r;
    const Sweep *s;
    const TrialTable *trials;
    const Theory *theory;
    uint64_t build;
    Columns columns;
    int rank; /* axes and replicate */
    int dims[RESULT_MAX_RANK];
    Error *err;
} Assembly;

static Status no_memory(Error *err)
{
    return error_set(err, ERR_MEMORY, "memory ran out for the arrays of a result");
}

/* A new array with its labels. */
static Array *add(Assembly *a, const char *group, const char *name, ArrayType type, int rank,
                  const int *dims, const char *units, const char *long_name, Status *status)
{
    *status = OK;
    if (results_find(a->r, group, name) ||
        (!group[0] && results_find_dim(a->r, name) >= 0 &&
         !(rank == 1 && dims[0] == results_find_dim(a->r, name))))
        *status = error_set(a->err, ERR_CONFIG,
                            "`%s` names two of axes, dimensions and metrics of a result", name);
    else if (rank > RESULT_MAX_RANK)
        *status = error_set(a->err, ERR_CONFIG, "`%s` has more than %d dimensions", name,
                            RESULT_MAX_RANK);
    Array *array = *status == OK ? results_add(a->r, group, name, type, rank, dims) : NULL;
    if (*status == OK &&
        (!array || attributes_set(&array->attributes, "long_name", long_name) != OK ||
         (units && attributes_set(&array->attributes, "units", units) != OK)))
        *status = no_memory(a->err);
    return *status == OK ? array : NULL;
}

/* ---- axes --------------------------------------------------------------------------------- */

/* Choices, texts and truth are words; whole numbers stay whole unless one is missing. */
static ArrayType coordinate_type(const Axis *axis, int64_t c)
{
    ParamType type = axis->params[c]->type;
    if (type == PARAM_REAL)
        return ARRAY_REAL;
    if (type != PARAM_INT)
        return ARRAY_TEXT;
    for (int64_t i = 0; i < axis->length; i++)
        if (axis->values[i * axis->count + c].missing)
            return ARRAY_REAL;
    return ARRAY_INT;
}

static bool fill_coordinate(Array *array, const Axis *axis, int64_t c)
{
    for (int64_t i = 0; i < axis->length; i++) {
        const Value *value = &axis->values[i * axis->count + c];
        char word[PARAM_TEXT_SIZE];
        if (value->missing)
            continue;
        if (array->type == ARRAY_INT) {
            array->integer[i] = value->integer;
        } else if (array->type == ARRAY_REAL) {
            array->real[i] = value_number(value);
        } else {
            value_print(axis->params[c], value, word);
            array->text[i] = results_text(word);
            if (!array->text[i])
                return false;
        }
    }
    return true;
}

static Status add_axis(Assembly *a, const Axis *axis)
{
    Status status;
    int dim =
        results_find_dim(a->r, axis->name) < 0 ? results_dim(a->r, axis->name, axis->length) : -1;
    if (dim < 0)
        return no_memory(a->err);
    a->dims[a->rank++] = dim;
    for (int64_t c = 0; c < axis->count; c++) {
        const Param *row = axis->params[c];
        Array *array =
            add(a, "", row->name, coordinate_type(axis, c), 1, &dim, row->unit, row->help, &status);
        if (!array)
            return status;
        array->coordinate = true;
        if (!fill_coordinate(array, axis, c))
            return no_memory(a->err);
    }
    return OK;
}

static Status add_replicates(Assembly *a)
{
    Status status;
    int dim = results_dim(a->r, "replicate", a->s->replicates);
    a->dims[a->rank++] = dim;
    Array *array = add(a, "", "replicate", ARRAY_INT, 1, &dim, "1",
                       "repetition of a point with independent random numbers", &status);
    for (int64_t i = 0; array && i < array->size; i++)
        array->integer[i] = i;
    if (array)
        array->coordinate = true;
    return status;
}

/* ---- dimensions of metrics ---------------------------------------------------------------- */

/* A dimension's own coordinate, where all points that can run agree on it. */
static bool fill_dimension(Assembly *a, const Dimension *row, double *values)
{
    for (int64_t p = 0; p < a->s->points; p++) {
        if (a->s->over_budget[p])
            continue;
        sweep_params(a->s, p, a->columns.params);
        for (int64_t i = 0, n = row->extent(a->columns.params); i < n; i++) {
            double x = row->coordinate(a->columns.params, i);
            if (!isnan(values[i]) && x != values[i])
                return false;
            values[i] = x;
        }
    }
    return true;
}

static Status add_dimension(Assembly *a, const Dimension *row, int64_t length)
{
    Status status;
    int there = results_find_dim(a->r, row->name);
    int dim = results_dim(a->r, row->name, length);
    if (dim < 0 && there < 0)
        return no_memory(a->err);
    if (dim < 0)
        return error_set(a->err, ERR_CONFIG, "`%s` names both an axis and a dimension of a metric",
                         row->name);
    const Array *known = results_find(a->r, "", row->name);
    if (known && known->coordinate && known->dims[0] == dim)
        return OK;
    double *values = malloc((size_t)length * sizeof *values);
    if (!values)
        return no_memory(a->err);
    for (int64_t i = 0; i < length; i++)
        values[i] = NAN;
    bool own = row->coordinate && fill_dimension(a, row, values);
    Array *array =
        add(a, "", row->name, own ? ARRAY_REAL : ARRAY_INT, 1, &dim, row->unit, row->help, &status);
    for (int64_t i = 0; array && i < length; i++) {
        if (own)
            array->real[i] = values[i];
        else
            array->integer[i] = i + 1;
    }
    if (array)
        array->coordinate = true;
    free(values);
    return status;
}

/* ---- metrics ------------------------------------------------------------------------------ */

static Status describe_metric(Array *array, const Metric *m, Error *err)
{
    static const char *const kinds[] = {
        [METRIC_MEASURED] = "measured",
        [METRIC_TIMING] = "timing",
        [METRIC_THEORY] = "theory",
    };
    if (attributes_set(&array->attributes, "kind", kinds[m->kind]) != OK ||
        (m->source && attributes_set(&array->attributes, "source", m->source) != OK) ||
        (m->theory && attributes_set(&array->attributes, "theory", m->theory) != OK))
        return no_memory(err);
    return OK;
}

static Status add_metric(Assembly *a, const Column *c)
{
    Status status;
    const Metric *m = c->metric;
    int dims[RESULT_MAX_RANK + METRIC_MAX_DIMS];
    int rank = m->kind == METRIC_THEORY ? a->rank - 1 : a->rank;
    memcpy(dims, a->dims, (size_t)rank * sizeof *dims);
    for (int d = 0; d < METRIC_MAX_DIMS && m->dims[d]; d++) {
        const Dimension *row = dimension_find(a->s->experiment->algorithm, m->dims[d]);
        status = add_dimension(a, row, c->padded[d]);
        if (status != OK)
            return status;
        dims[rank++] = results_find_dim(a->r, row->name);
    }
    Array *array = add(a, c->group, m->name, ARRAY_REAL, rank, dims, m->unit, m->help, &status);
    return array ? describe_metric(array, m, a->err) : status;
}

static Status add_arrays(Assembly *a)
{
    Status status = OK;
    for (int64_t d = 0; status == OK && d < a->s->dims; d++)
        status = add_axis(a, &a->s->dim[d]);
    if (status == OK)
        status = add_replicates(a);
    for (int64_t m = 0; status == OK && m < a->columns.count; m++)
        status = add_metric(a, &a->columns.column[m]);
    if (status == OK)
        add(a, "", "trial_status", ARRAY_STATUS, a->rank, a->dims, NULL, "what became of a trial",
            &status);
    if (status == OK)
        add(a, "trials", "key", ARRAY_KEY, a->rank, a->dims, NULL,
            "identity of a trial: hash of its canonical text", &status);
    if (status == OK)
        add(a, "timing", "trial_seconds", ARRAY_REAL, a->rank, a->dims, "s",
            "time a trial took: of its processor, by the clock if it ran alone", &status);
    return status;
}

/* ---- values ------------------------------------------------------------------------------- */

/* Where the values of the trials go; found once, as no array is added meanwhile. */
typedef struct {
    int8_t *status;
    Key *key;
    double *seconds;
    double **metric; /* [columns] */
    int64_t failures;
} Target;

static void fill_trial(const Assembly *a, Target *t, int64_t trial, const TrialRecord *record)
{
    bool fits = record && (record->failed || record->value_count == a->columns.trial_values);
    if (!fits)
        return;
    bool ours = record->build == a->build;
    t->status[trial] = record->failed ? STATUS_FAILED : STATUS_OK;
    t->failures += record->failed;
    if (ours)
        t->seconds[trial] = record->seconds;
    for (int64_t m = 0; !record->failed && m < a->columns.count; m++) {
        const Column *c = &a->columns.column[m];
        if (c->metric->kind == METRIC_MEASURED || (c->metric->kind == METRIC_TIMING && ours))
            column_to_array(c, record->values + c->offset, t->metric[m] + trial * c->padded_size);
    }
}

static void fill_point(Assembly *a, Target *t, int64_t point)
{
    int64_t replicates = a->s->replicates;
    columns_at(&a->columns, point);
    for (int64_t k = 0; k < replicates; k++) {
        int64_t trial = point * replicates + k;
        t->key[trial] = sweep_key(a->s, point, k, NULL, 0);
        if (a->s->over_budget[point])
            t->status[trial] = STATUS_OVER_BUDGET;
        else
            fill_trial(a, t, trial, trials_find(a->trials, t->key[trial]));
    }
    const double *theory = a->theory && a->theory->values ? a->theory->values[point] : NULL;
    for (int64_t m = 0; theory && m < a->columns.count; m++) {
        const Column *c = &a->columns.column[m];
        if (c->metric->kind == METRIC_THEORY && column_fits(c))
            column_to_array(c, theory + c->offset, t->metric[m] + point * c->padded_size);
    }
}

/* Error texts, only where there are any: of trials, and of points whose theory failed. */
static Status add_errors(Assembly *a, const Target *t)
{
    Status status = OK;
    const int8_t *state = t->status;
    const Key *key = t->key;
    Array *errors = t->failures == 0 ? NULL
                                     : add(a, "trials", "error", ARRAY_TEXT, a->rank, a->dims, NULL,
                                           "why a trial failed", &status);
    for (int64_t i = 0; errors && i < errors->size; i++) {
        char text[sizeof a->err->text + sizeof RESULT_TIME_LIMIT];
        const TrialRecord *record =
            state[i] == STATUS_FAILED ? trials_find(a->trials, key[i]) : NULL;
        if (!record)
            continue;
        bool limit =
            record->timed_out && strncmp(record->error ? record->error : "", RESULT_TIME_LIMIT,
                                         strlen(RESULT_TIME_LIMIT)) != 0;
        snprintf(text, sizeof text, "%s%s", limit ? RESULT_TIME_LIMIT : "",
                 record->error ? record->error : "unknown");
        errors->text[i] = results_text(text);
        if (!errors->text[i])
            return no_memory(a->err);
    }
    int64_t first = 0, points = a->theory && a->theory->errors ? a->s->points : 0;
    while (first < points && !a->theory->errors[first])
        first++;
    if (status != OK || first == points)
        return status;
    errors = add(a, "trials", "theory_error", ARRAY_TEXT, a->rank - 1, a->dims, NULL,
                 "why a point has no theory", &status);
    for (int64_t p = first; errors && p < points; p++)
        if (a->theory->errors[p] && !(errors->text[p] = results_text(a->theory->errors[p])))
            return no_memory(a->err);
    return status;
}

static Status fill_values(Assembly *a)
{
    Target t = { .metric = calloc((size_t)a->columns.count + 1, sizeof *t.metric) };
    if (!t.metric)
        return no_memory(a->err);
    t.status = results_find(a->r, "", "trial_status")->status;
    t.key = results_find(a->r, "trials", "key")->key;
    t.seconds = results_find(a->r, "timing", "trial_seconds")->real;
    for (int64_t m = 0; m < a->columns.count; m++) {
        const Column *c = &a->columns.column[m];
        t.metric[m] = results_find(a->r, c->group, c->metric->name)->real;
    }
    for (int64_t p = 0; p < a->s->points; p++)
        fill_point(a, &t, p);
    Status status = add_errors(a, &t);
    free(t.metric);
    return status;
}

/* ---- attributes --------------------------------------------------------------------------- */

static Status add_attributes(Assembly *a)
{
    const Experiment *e = a->s->experiment;
    char version[24], view[KEY_TEXT_SIZE], build[24];
    char *resolved = experiment_resolved(e);
    snprintf(version, sizeof version, "%d", e->algorithm->version);
    snprintf(build, sizeof build, "%016" PRIx64, a->build);
    key_print(results_view(a->s, a->trials), view);
    const char *source = e->source ? e->source : e->algorithm->source;
    const struct {
        Attributes *to;
        const char *name, *text;
    } rows[] = {
        { &a->r->root, "Conventions", "CF-1.10" },
        { &a->r->root, "title", e->title },
        { &a->r->root, "experiment", e->name },
        { &a->r->root, "algorithm", e->algorithm->name },
        { &a->r->root, "algorithm_version", version },
        { &a->r->root, "source", source },
        { &a->r->root, "config", e->file.text },
        { &a->r->root, "resolved", resolved },
        { &a->r->provenance, "view", view },
        { &a->r->provenance, "build", build },
    };
    Status status = resolved ? OK : ERR_MEMORY;
    for (size_t i = 0; status == OK && i < sizeof rows / sizeof *rows; i++)
        status = attributes_set(rows[i].to, rows[i].name, rows[i].text ? rows[i].text : "");
    free(resolved);
    return status == OK ? OK : no_memory(a->err);
}

Status results_assemble(Results *r, const Sweep *s, const TrialTable *trials, const Theory *theory,
                        uint64_t build, Error *err)
{
    Assembly a = { .r = r, .s = s, .trials = trials, .theory = theory, .build = build, .err = err };
    *r = (Results){ 0 };
    Status status = columns_init(&a.columns, s, err);
    if (status == OK)
        status = add_attributes(&a);
    if (status == OK)
        status = add_arrays(&a);
    if (status == OK)
        status = fill_values(&a);
    columns_free(&a.columns);
    if (status != OK)
        results_free(r);
    return status;
}
