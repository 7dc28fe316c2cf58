/* figure_data.c - see figure_data.h */
#include "runner/present/figure_data.h"

#include <stdlib.h>
#include <string.h>

#include "runner/present/export.h"

enum { DENSE_POINTS = 201 };

/* The first columns are those of the axes. */
static Status sort_by_axes(Table *t, const Experiment *e, Error *err)
{
    int64_t *widths = calloc((size_t)e->axes + 1, sizeof *widths);
    if (!widths)
        return error_set(err, ERR_MEMORY, "memory ran out while preparing a figure");
    for (int64_t a = 0; a < e->axes; a++)
        widths[a] = e->axis[a].count;
    Status status = table_sort(t, widths, e->axes, err);
    free(widths);
    return status;
}

/* Takes over the table's text under a name. Lines of a figure connect neighbours, so rows ascend
 * along axes of numbers, whatever order the config lists them in; `e` NULL: they stay as they are.
 */
static Status add_table(FigureData *d, const char *name, Table *t, const Experiment *e, Error *err)
{
    char *text = NULL, *own = strdup(name);
    size_t size = 0;
    Status status = own ? (e ? sort_by_axes(t, e, err) : OK)
                        : error_set(err, ERR_MEMORY, "memory ran out while preparing a figure");
    if (status == OK)
        status = table_print(t, TABLE_TSV, &text, &size, err);
    FigureFile *longer =
        status == OK ? realloc(d->files, (size_t)(d->count + 1) * sizeof *longer) : NULL;
    table_free(t);
    if (!longer) {
        free(text);
        free(own);
        return status != OK ? status
                            : error_set(err, ERR_MEMORY, "memory ran out while preparing a figure");
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
    return status == OK ? add_table(d, name, &t, level == EXPORT_DERIVED ? NULL : e, err) : status;
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

/* Whether an axis can be made dense. */
static bool is_real(const Axis *a)
{
    return a->count == 1 && a->params[0]->type == PARAM_REAL && a->length > 1;
}

/* How many points a curve may have so that theory, which can be slow, is asked for at most
 * MOST_THEORY times; 0 when that would be no curve. */
static int64_t dense_points(const Experiment *e, const Axis *along)
{
    enum { MOST_THEORY = 1200, FEWEST = 50 };
    int64_t curves = 1;
    for (int64_t a = 0; a < e->axes; a++)
        curves *= &e->axis[a] == along ? 1 : e->axis[a].length;
    int64_t points = curves > MOST_THEORY ? 0 : MOST_THEORY / curves;
    return points > DENSE_POINTS ? DENSE_POINTS : points < FEWEST ? 0 : points;
}

/* Dense theory along the abscissa that the figure names, else along the last axis of real values.
 */
static Status add_theory(FigureData *d, const Experiment *e, const FigureSpec *spec, Error *err)
{
    bool scalar = false;
    const Axis *axis = NULL;
    for (const Metric *m = e->algorithm->metrics; m->name; m++)
        scalar = scalar || (m->kind == METRIC_THEORY && !m->dims[0]);
    for (int64_t a = 0; a < e->axes; a++)
        if (is_real(&e->axis[a]) && (!spec || !spec->x || strcmp(spec->x, e->axis[a].name) == 0))
            axis = &e->axis[a];
    if (!scalar || !axis || !e->algorithm->theory || dense_points(e, axis) == 0)
        return OK;
    Table t;
    Status status = export_dense_theory(&t, e, axis->name, dense_points(e, axis), err);
    return status == OK ? add_table(d, "theory.tsv", &t, e, err) : status;
}

/* A row, its key in two parts; none without a value. */
static Status add_word(Table *t, const char *key, const char *name, const char *value, Error *err)
{
    Cell *row;
    char text[300];
    if (!value)
        return OK;
    snprintf(text, sizeof text, "%s%s", key, name);
    Status status = table_row(t, &row, err);
    if (status == OK)
        status = cell_text(&row[0], text, err);
    return status == OK ? cell_text(&row[1], value, err) : status;
}

/* A help text that is a name rather than an explanation: short, one clause, fits beside an axis. */
static Status add_label(Table *t, const char *name, const char *help, const char *unit, Error *err)
{
    enum { LONGEST = 60 };
    Status status = add_word(t, "unit_", name, unit, err);
    if (status != OK || !help || strlen(help) > LONGEST || strpbrk(help, ";:,(|"))
        return status;
    return add_word(t, "label_", name, help, err);
}

/* Names, labels and units of all that can be on an axis; the experiment's axes in their order. */
static Status add_names(Table *t, const Experiment *e, Error *err)
{
    const Algorithm *a = e->algorithm;
    char axes[2000] = "";
    Status status = OK;
    for (int64_t i = 0; status == OK && i < e->axes; i++)
        for (int64_t k = 0; status == OK && k < e->axis[i].count; k++) {
            const Param *p = e->axis[i].params[k];
            size_t used = strlen(axes);
            snprintf(axes + used, sizeof axes - used, "%s%s", used ? " " : "", p->name);
            status = add_label(t, p->name, p->help, p->unit, err);
        }
    for (const Metric *m = a->metrics; status == OK && m->name; m++) {
        status = add_label(t, m->name, m->help, m->unit, err);
        if (status == OK)
            status = add_word(t, "theory_", m->name, m->theory, err);
    }
    for (const Dimension *d = a->dimensions; status == OK && d && d->name; d++)
        status = add_label(t, d->name, d->help, d->unit, err);
    return status == OK ? add_word(t, "axes", "", axes, err) : status;
}

static Status add_words(FigureData *d, const Experiment *e, const FigureSpec *spec, Error *err)
{
    const char *const words[][2] = {
        { "title", e->title },
        { "source", e->source },
        { "algorithm", e->algorithm->name },
        { "x", spec ? spec->x : NULL },
        { "y", spec ? spec->y : NULL },
        { "series", spec ? spec->series : NULL },
        { "theory", spec ? spec->theory : NULL },
    };
    Table t;
    Status status = table_init(&t, 2, err);
    if (status == OK)
        status = table_name(&t, 0, "key", err);
    if (status == OK)
        status = table_name(&t, 1, "value", err);
    for (size_t i = 0; status == OK && i < sizeof words / sizeof *words; i++)
        status = add_word(&t, words[i][0], "", words[i][1], err);
    if (status == OK)
        status = add_names(&t, e, err);
    if (status != OK) {
        table_free(&t);
        return status;
    }
    return add_table(d, "figure.tsv", &t, NULL, err);
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
        status = add_word(&t, row->name, "", text, err);
    }
    if (status != OK) {
        table_free(&t);
        return status;
    }
    return add_table(d, "parameters.tsv", &t, NULL, err);
}

Status figure_data(FigureData *d, const Results *r, const Experiment *e, const FigureSpec *spec,
                   Error *err)
{
    memset(d, 0, sizeof *d);
    Status status = add_export(d, "summary.tsv", r, e, EXPORT_SUMMARY, NULL, err);
    if (status == OK)
        status = add_export(d, "derived.tsv", r, e, EXPORT_DERIVED, NULL, err);
    if (status == OK)
        status = add_arrays(d, r, e, err);
    if (status == OK)
        status = add_theory(d, e, spec, err);
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
