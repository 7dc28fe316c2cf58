/* export.c - see export.h */
#include "runner/present/export.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/analyze/field.h"

static const char *const statistics[] = { "mean", "sd", "sem", "ci_low", "ci_high", "n" };
enum { STATISTICS = sizeof statistics / sizeof *statistics };

static const char *const status_words[] = { "ok", "failed", "missing", "over_budget" };

/* A table on its way. */
typedef struct {
    Table *table;
    const Results *results;
    const Experiment *experiment;
    const Metric *metric[256]; /* the columns' metrics */
    int64_t metrics;
    int64_t column; /* next one to name */
    bool array;     /* one array metric in long form */
    bool keys;
    Expression *where;
    Error *err;
} Export;

/* ---- columns --------------------------------------------------------------------------------- */

static bool wants(const ExportOptions *options, const char *name)
{
    for (const char *const *m = options->metrics; m && *m; m++)
        if (strcmp(*m, name) == 0)
            return true;
    return !options->metrics || !options->metrics[0];
}

static bool kind_fits(ExportLevel level, MetricKind kind)
{
    return level == EXPORT_THEORY  ? kind == METRIC_THEORY
           : level == EXPORT_TRIAL ? kind != METRIC_THEORY
                                   : true;
}

static Status unknown_metric(const Experiment *e, const char *name, Messages *m)
{
    char label[160];
    const Metric *table = e->algorithm->metrics;
    const char *near = nearest_label(name, table, sizeof *table, (size_t)metric_count(e->algorithm),
                                     label, sizeof label);
    message_error(m, (Place){ 0 }, NULL, "no metric `%s` in `%s`", name, e->algorithm->name);
    if (near)
        message_help(m, "%s", near);
    return ERR_USAGE;
}

/* Chooses the metrics: those asked for, else every scalar one of the level. */
static Status choose(Export *x, const ExportOptions *options, Messages *m)
{
    const Algorithm *a = x->experiment->algorithm;
    bool asked = options->metrics && options->metrics[0];
    for (const char *const *name = options->metrics; name && *name; name++)
        if (metric_index(a, *name) < 0)
            return unknown_metric(x->experiment, *name, m);
    int64_t arrays = 0;
    for (const Metric *row = a->metrics; row->name; row++) {
        Field f;
        if (!wants(options, row->name) || (!asked && row->dims[0]) ||
            (!asked && !kind_fits(options->level, row->kind)))
            continue;
        if (!field_open(&f, x->results, x->experiment, row->name) || x->metrics == 256)
            continue;
        arrays += row->dims[0] != NULL;
        x->metric[x->metrics++] = row;
    }
    x->array = arrays > 0;
    if (arrays > 0 && x->metrics > 1) {
        message_error(m, (Place){ 0 }, NULL, "an array metric must stand alone in a table");
        message_help(m, "export one --metric at a time");
        return ERR_USAGE;
    }
    return OK;
}

static Status name_column(Export *x, const char *name, const char *suffix)
{
    char text[300];
    snprintf(text, sizeof text, "%s%s%s", name, suffix ? "_" : "", suffix ? suffix : "");
    return table_name(x->table, x->column++, text, x->err);
}

static int64_t axis_columns(const Experiment *e)
{
    int64_t n = 0;
    for (int64_t a = 0; a < e->axes; a++)
        n += e->axis[a].count;
    return n;
}

static Status name_axis(Export *x, const Axis *axis)
{
    Status status = OK;
    for (int64_t c = 0; status == OK && c < axis->count; c++)
        status = name_column(x, axis->params[c]->name, NULL);
    return status;
}

/* Columns of one metric: six statistics, or the value itself. */
static int64_t metric_columns(const Metric *m, ExportLevel level)
{
    return level == EXPORT_SUMMARY && m->kind != METRIC_THEORY ? STATISTICS : 1;
}

static Status name_metrics(Export *x, ExportLevel level)
{
    Status status = OK;
    if (x->array)
        for (int d = 0; status == OK && d < METRIC_MAX_DIMS && x->metric[0]->dims[d]; d++)
            status = name_column(x, x->metric[0]->dims[d], NULL);
    for (int64_t m = 0; m < x->metrics; m++)
        for (int64_t s = 0; status == OK && s < metric_columns(x->metric[m], level); s++)
            status = name_column(x, x->metric[m]->name,
                                 metric_columns(x->metric[m], level) == 1 ? NULL : statistics[s]);
    return status;
}

/* ---- rows ------------------------------------------------------------------------------------ */

Status export_value(Cell *cell, const Param *row, const Value *value, Error *err)
{
    if (value->missing)
        return cell_text(cell, "", err);
    if (row->type == PARAM_INT || row->type == PARAM_REAL) {
        cell->number = value_number(value);
        return OK;
    }
    char text[PARAM_TEXT_SIZE];
    value_print(row, value, text);
    return cell_text(cell, text, err);
}

static Status fill_axes(const Field *points, int64_t point, Cell *row, Error *err)
{
    Status status = OK;
    for (int d = 0; d < points->rank; d++) {
        const Axis *axis = points->axis[d];
        int64_t i = field_index(points, point, d);
        for (int64_t c = 0; status == OK && c < axis->count; c++)
            status = export_value(row++, axis->params[c], &axis->values[i * axis->count + c], err);
    }
    return status;
}

static void fill_statistics(const Field *f, int64_t cell, Cell *to)
{
    Summary s = field_summary(f, cell);
    double values[STATISTICS] = { s.mean, s.sd, s.sem, s.ci_low, s.ci_high, (double)s.n };
    for (int k = 0; k < STATISTICS; k++)
        to[k].number = values[k];
}

static Status fill_status(const Export *x, int64_t trial, Cell *cell)
{
    const Array *a = results_find(x->results, "", "trial_status");
    int8_t status =
        a && a->type == ARRAY_STATUS && trial < a->size ? a->status[trial] : STATUS_MISSING;
    return cell_text(cell, status_words[status & 3], x->err);
}

static Status fill_key(const Export *x, int64_t trial, Cell *cell)
{
    const Array *a = results_find(x->results, "trials", "key");
    char text[KEY_TEXT_SIZE] = "";
    if (a && a->type == ARRAY_KEY && trial < a->size)
        key_print(a->key[trial], text);
    return cell_text(cell, text, x->err);
}

/* One row of the long or the wide form: inner cell k of a point, replicate (or -1 for a summary).
 */
static Status add_row(Export *x, const Field *points, int64_t point, int64_t replicate, int64_t k,
                      ExportLevel level)
{
    Cell *row;
    Status status = table_row(x->table, &row, x->err);
    if (status == OK)
        status = fill_axes(points, point, row, x->err);
    row += status == OK ? axis_columns(x->experiment) : 0;
    if (status == OK && level == EXPORT_TRIAL) {
        row[0].number = (double)replicate;
        status = fill_status(x, point * x->experiment->replicates + replicate, &row[1]);
        row += 2;
        if (status == OK && x->keys)
            status = fill_key(x, point * x->experiment->replicates + replicate, row++);
    }
    for (int64_t m = 0; status == OK && m < x->metrics; m++) {
        Field f;
        if (!field_open(&f, x->results, x->experiment, x->metric[m]->name))
            continue;
        int64_t cell = point * f.inner + k;
        for (int d = points->rank; x->array && d < f.rank; d++)
            (row++)->number = field_position(&f, cell, d, NULL);
        if (metric_columns(x->metric[m], level) > 1)
            fill_statistics(&f, cell, row);
        else
            row->number =
                field_value(&f, cell, level == EXPORT_TRIAL && f.replicates > 1 ? replicate : 0);
        row += metric_columns(x->metric[m], level);
    }
    return status;
}

static Status fill_rows(Export *x, ExportLevel level)
{
    Field points, array;
    field_open_points(&points, x->results, x->experiment);
    int64_t inner = x->array && field_open(&array, x->results, x->experiment, x->metric[0]->name)
                        ? array.inner
                        : 1;
    int64_t replicates = level == EXPORT_TRIAL ? x->experiment->replicates : 1;
    Status status = OK;
    for (int64_t point = 0; status == OK && point < points.cells; point++) {
        if (!field_selected(&points, point, x->where))
            continue;
        for (int64_t rep = 0; rep < replicates; rep++)
            for (int64_t k = 0; status == OK && k < inner; k++)
                status = add_row(x, &points, point, rep, k, level);
    }
    return status;
}

/* ---- derived --------------------------------------------------------------------------------- */

/* The dimensions that some derived number keeps, in order of appearance. An axis has a column for
 * each of its parameters, as in the other tables. */
typedef struct {
    int count;
    int dims[RESULT_MAX_RANK];
    const Axis *axis[RESULT_MAX_RANK]; /* NULL: a dimension that is no axis */
} Kept;

static void derived_dims(const Results *r, const Experiment *e, Kept *kept)
{
    for (int64_t i = 0; i < e->derived_count; i++) {
        Field f;
        if (!field_open_derived(&f, r, e, e->derived[i].name))
            continue;
        for (int d = 0; d < f.rank; d++) {
            int k = 0;
            while (k < kept->count && kept->dims[k] != f.dims[d])
                k++;
            if (k < kept->count || k == RESULT_MAX_RANK)
                continue;
            kept->dims[k] = f.dims[d];
            kept->axis[k] = f.axis[d];
            kept->count++;
        }
    }
}

static int64_t kept_columns(const Kept *kept, int k)
{
    return kept->axis[k] ? kept->axis[k]->count : 1;
}

/* Where a derived number lies along a kept dimension; empty cells if it has lost it. */
static Status fill_kept(const Kept *kept, int k, const Field *f, int64_t cell, Cell *row,
                        Error *err)
{
    int d = 0;
    while (d < f->rank && f->dims[d] != kept->dims[k])
        d++;
    const Axis *axis = kept->axis[k];
    const Value *value =
        axis && d < f->rank ? axis->values + field_index(f, cell, d) * axis->count : NULL;
    Status status = OK;
    if (!axis && d < f->rank)
        row->number = field_nominal(f, cell, d, NULL);
    else
        for (int64_t c = 0; status == OK && c < kept_columns(kept, k); c++, row++)
            status = value ? export_value(row, axis->params[c], &value[c], err)
                           : cell_text(row, "", err);
    return status;
}

static Status add_derived(Export *x, const char *name, const Kept *kept)
{
    static const char *const parts[3] = { "value", "ci_low", "ci_high" };
    Field f;
    Status status = OK;
    if (!field_open_derived(&f, x->results, x->experiment, name))
        return OK;
    for (int64_t cell = 0; status == OK && cell < f.cells; cell++) {
        Cell *row;
        if (!field_selected(&f, cell, x->where))
            continue;
        status = table_row(x->table, &row, x->err);
        if (status == OK)
            status = cell_text(row++, name, x->err);
        for (int k = 0; status == OK && k < kept->count; k++) {
            status = fill_kept(kept, k, &f, cell, row, x->err);
            row += kept_columns(kept, k);
        }
        for (int p = 0; status == OK && p < 3; p++) {
            const Array *a = results_derived(x->results, name, parts[p]);
            (row++)->number = a ? a->real[cell] : NAN;
        }
    }
    return status;
}

static Status export_derived(Export *x)
{
    Kept kept = { 0 };
    derived_dims(x->results, x->experiment, &kept);
    int64_t columns = 4;
    for (int k = 0; k < kept.count; k++)
        columns += kept_columns(&kept, k);
    Status status = table_init(x->table, columns, x->err);
    if (status == OK)
        status = name_column(x, "name", NULL);
    for (int k = 0; status == OK && k < kept.count; k++) {
        status = kept.axis[k] ? name_axis(x, kept.axis[k])
                              : name_column(x, x->results->dims[kept.dims[k]].name, NULL);
    }
    static const char *const last[] = { "value", "ci_low", "ci_high" };
    for (int k = 0; status == OK && k < 3; k++)
        status = name_column(x, last[k], NULL);
    for (int64_t i = 0; status == OK && i < x->experiment->derived_count; i++)
        status = add_derived(x, x->experiment->derived[i].name, &kept);
    return status;
}

/* ---- all together ---------------------------------------------------------------------------- */

static Status parse_where(Export *x, const ExportOptions *options, Source *source, Messages *m)
{
    if (!options->where)
        return OK;
    Status status = source_copy(source, options->where_name ? options->where_name : "--where",
                                options->where, strlen(options->where), x->err);
    if (status != OK)
        return status;
    const Param *table = x->experiment->algorithm->params;
    const char **names = calloc((size_t)param_count(table) + 1, sizeof *names);
    if (!names)
        return error_set(x->err, ERR_MEMORY, "memory ran out while exporting");
    for (int64_t i = 0; i < param_count(table); i++)
        names[i] = table[i].name;
    x->where = expression_parse(source->text, (Place){ source, 1, 1, 1 }, names, m);
    free(names);
    return x->where ? OK : ERR_USAGE;
}

static Status export_metrics(Export *x, const ExportOptions *options, Messages *m)
{
    Status status = choose(x, options, m);
    if (status != OK)
        return status;
    x->keys = options->keys && options->level == EXPORT_TRIAL;
    int64_t columns =
        axis_columns(x->experiment) + (options->level == EXPORT_TRIAL ? 2 : 0) + x->keys;
    for (int64_t k = 0; k < x->metrics; k++)
        columns += metric_columns(x->metric[k], options->level);
    for (int d = 0; x->array && d < METRIC_MAX_DIMS && x->metric[0]->dims[d]; d++)
        columns++;
    status = table_init(x->table, columns, x->err);
    for (int64_t a = 0; status == OK && a < x->experiment->axes; a++)
        status = name_axis(x, &x->experiment->axis[a]);
    if (status == OK && options->level == EXPORT_TRIAL)
        status = name_column(x, "replicate", NULL);
    if (status == OK && options->level == EXPORT_TRIAL)
        status = name_column(x, "trial_status", NULL);
    if (status == OK && x->keys)
        status = name_column(x, "key", NULL);
    if (status == OK)
        status = name_metrics(x, options->level);
    return status == OK ? fill_rows(x, options->level) : status;
}

Status export_table(Table *t, const Results *r, const Experiment *e, const ExportOptions *options,
                    Messages *m, Error *err)
{
    Export x = { .table = t, .results = r, .experiment = e, .err = err };
    Source source = { 0 };
    memset(t, 0, sizeof *t);
    Status status = parse_where(&x, options, &source, m);
    if (status == OK)
        status =
            options->level == EXPORT_DERIVED ? export_derived(&x) : export_metrics(&x, options, m);
    expression_free(x.where);
    source_free(&source);
    if (status != OK)
        table_free(t);
    return status;
}
