/* figure_data.c - see figure_data.h */
#include "runner/present/figure_data.h"

#include <stdlib.h>
#include <string.h>

#include "runner/present/export.h"

enum { DENSE_POINTS = 201 };

/* Takes over the table's text under a name. */
static Status add_table(FigureData *d, const char *name, Table *t, Error *err)
{
    char *text = NULL, *own = strdup(name);
    size_t size = 0;
    Status status = own ? table_print(t, TABLE_TSV, &text, &size, err)
                        : error_set(err, ERR_MEMORY, "memory ran out while preparing a figure");
    FigureFile *longer = status == OK ? realloc(d->files, (size_t)(d->count + 1) * sizeof *longer) : NULL;
    table_free(t);
    if (!longer) {
        free(text);
        free(own);
        return status != OK ? status : error_set(err, ERR_MEMORY, "memory ran out while preparing a figure");
    }
    d->files = longer;
    longer[d->count++] = (FigureFile){ own, text, size };
    return OK;
}

static Status add_export(FigureData *d, const char *name, const Results *r, const Experiment *e,
                         ExportLevel level, const char *metric, Error *err)
{
    Table t;
    const char *metrics[] = { metric, NULL };
    ExportOptions options = { .level = level, .metrics = metric ? metrics : NULL };
    Status status = export_table(&t, r, e, &options, NULL, err);
    return status == OK ? add_table(d, name, &t, err) : status;
}

static Status add_arrays(FigureData *d, const Results *r, const Experiment *e, Error *err)
{
    Status status = OK;
    for (const Metric *m = e->algorithm->metrics; status == OK && m->name; m++) {
        char name[256];
        snprintf(name, sizeof name, "summary_%s.tsv", m->name);
        if (m->dims[0] && results_find(r, m->kind == METRIC_TIMING ? "timing" : "", m->name))
            status = add_export(d, name, r, e, EXPORT_SUMMARY, m->name, err);
    }
    return status;
}

/* Dense theory along the last axis of real values: the one figures have as abscissa. */
static Status add_theory(FigureData *d, const Experiment *e, Error *err)
{
    bool scalar = false;
    const char *axis = NULL;
    for (const Metric *m = e->algorithm->metrics; m->name; m++)
        scalar = scalar || (m->kind == METRIC_THEORY && !m->dims[0]);
    for (int64_t a = 0; a < e->axes; a++)
        if (e->axis[a].count == 1 && e->axis[a].params[0]->type == PARAM_REAL && e->axis[a].length > 1)
            axis = e->axis[a].name;
    if (!scalar || !axis || !e->algorithm->theory)
        return OK;
    Table t;
    Status status = export_dense_theory(&t, e, axis, DENSE_POINTS, err);
    return status == OK ? add_table(d, "theory.tsv", &t, err) : status;
}

static Status add_pair(Table *t, const char *key, const char *value, Error *err)
{
    Cell *row;
    Status status = table_row(t, &row, err);
    if (status == OK)
        status = cell_text(&row[0], key, err);
    return status == OK ? cell_text(&row[1], value, err) : status;
}

static Status add_words(FigureData *d, const Experiment *e, const FigureSpec *spec, Error *err)
{
    const char *const words[][2] = {
        { "title", e->title }, { "source", e->source }, { "algorithm", e->algorithm->name },
        { "x", spec ? spec->x : NULL }, { "y", spec ? spec->y : NULL },
        { "series", spec ? spec->series : NULL }, { "theory", spec ? spec->theory : NULL },
    };
    Table t;
    Status status = table_init(&t, 2, err);
    if (status == OK)
        status = table_name(&t, 0, "key", err);
    if (status == OK)
        status = table_name(&t, 1, "value", err);
    for (size_t i = 0; status == OK && i < sizeof words / sizeof *words; i++) {
        if (words[i][1])
            status = add_pair(&t, words[i][0], words[i][1], err);
    }
    if (status != OK) {
        table_free(&t);
        return status;
    }
    return add_table(d, "figure.tsv", &t, err);
}

/* The parameters that are the same for every trial, as text. */
static Status add_parameters(FigureData *d, const Experiment *e, Error *err)
{
    Table t;
    Status status = table_init(&t, 2, err);
    if (status == OK)
        status = table_name(&t, 0, "key", err);
    if (status == OK)
        status = table_name(&t, 1, "value", err);
    for (const Param *row = e->algorithm->params; status == OK && row->name; row++) {
        char text[PARAM_TEXT_SIZE];
        Value value = params_get(row, e->params);
        if (experiment_axis(e, row->name) >= 0)
            continue;
        value_print(row, &value, text);
        status = add_pair(&t, row->name, text, err);
    }
    if (status != OK) {
        table_free(&t);
        return status;
    }
    return add_table(d, "parameters.tsv", &t, err);
}

Status figure_data(FigureData *d, const Results *r, const Experiment *e, const FigureSpec *spec, Error *err)
{
    memset(d, 0, sizeof *d);
    Status status = add_export(d, "summary.tsv", r, e, EXPORT_SUMMARY, NULL, err);
    if (status == OK)
        status = add_export(d, "derived.tsv", r, e, EXPORT_DERIVED, NULL, err);
    if (status == OK)
        status = add_arrays(d, r, e, err);
    if (status == OK)
        status = add_theory(d, e, err);
    if (status == OK)
        status = add_words(d, e, spec, err);
    if (status == OK)
        status = add_parameters(d, e, err);
    if (status != OK)
        figure_data_free(d);
    return status;
}

void figure_data_free(FigureData *d)
{
    for (int i = 0; i < d->count; i++) {
        free((void *)d->files[i].name);
        free((void *)d->files[i].text);
    }
    free(d->files);
    memset(d, 0, sizeof *d);
}
