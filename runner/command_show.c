/* command_show.c - hebb show: a result in the terminal, fitted to the window. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "runner/command.h"
#include "runner/present/export.h"
#include "runner/present/overview.h"
#include "runner/present/quickplot.h"

static const OptionRow options[] = {
    { "metric", 'm', "NAME", "only this metric; may be repeated" },
    { "where", 'w', "EXPRESSION", "only points where this holds" },
    { "rows", 'n', "N", "at most so many rows of a table (default 40)" },
    { "plot", 0, "auto|always|never", "quick plot; auto: when printing to a terminal" },
    COMMON_OPTIONS,
    { 0 },
};

/* ---- the window ------------------------------------------------------------------------------ */

typedef struct {
    int width, height;
    const char *plus_minus; /* in letters the terminal can show */
} Window;

static int from_environment(const char *name, int otherwise)
{
    const char *text = getenv(name);
    long n = text ? strtol(text, NULL, 10) : 0;
    return n >= 20 && n <= 1000 ? (int)n : otherwise;
}

static Window look_at_window(void)
{
    struct winsize size;
    Window w = { from_environment("COLUMNS", 80), from_environment("LINES", 24), "+-" };
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) {
        w.width = size.ws_col;
        w.height = size.ws_row;
    }
    static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
    for (int i = 0; i < 3; i++) {
        const char *locale = getenv(names[i]);
        if (!locale || !*locale)
            continue;
        if (strcasestr(locale, "utf-8") || strcasestr(locale, "utf8"))
            w.plus_minus = "\u00B1";
        break;
    }
    return w;
}

/* ---- tables ---------------------------------------------------------------------------------- */

static void print_head(const Opened *o)
{
    static const char *const words[] = { "ok", "failed", "missing", "over budget" };
    const Array *status = results_find(&o->results, "", "trial_status");
    int64_t count[4] = { 0 };
    for (int64_t i = 0; status && status->type == ARRAY_STATUS && i < status->size; i++)
        count[status->status[i] & 3]++;
    const char *digest = attributes_get(&o->results.root, "digest");
    printf("%s%s%s: %s\n", o->experiment.name, *o->experiment.profile ? ", profile " : "",
           o->experiment.profile, o->experiment.title);
    printf("%s version %d, seed %llu, trials:", o->experiment.algorithm->name,
           o->experiment.algorithm->version, (unsigned long long)o->experiment.seed);
    for (int k = 0; k < 4; k++)
        if (count[k] > 0)
            printf(" %lld %s", (long long)count[k], words[k]);
    printf("\ndigest %s\n", digest ? digest : "none");
}

/* Why there are dashes in the table of derived numbers. */
static void print_reasons(const Opened *o)
{
    static const char *const names[2][2] = { { "reason", "value" }, { "no_interval", "interval" } };
    for (int64_t i = 0; i < o->experiment.derived_count; i++) {
        const char *name = o->experiment.derived[i].name;
        const Array *value = results_derived(&o->results, name, "value");
        for (int k = 0; value && k < 2; k++) {
            const char *why = attributes_get(&value->attributes, names[k][0]);
            if (why)
                printf("no %s of %s: %s\n", names[k][1], name, why);
        }
    }
}

static Status print_derived(const Opened *o, Messages *m)
{
    Table t = { 0 };
    Error err = { 0 };
    ExportOptions export = { .level = EXPORT_DERIVED };
    Status status = export_table(&t, &o->results, &o->experiment, &export, m, &err);
    if (status == OK && t.rows > 0) {
        printf("\n");
        status = table_write(&t, TABLE_TEXT, stdout, &err);
    }
    if (status == OK)
        print_reasons(o);
    if (status != OK && err.text[0])
        report(m, &err);
    table_free(&t);
    return status;
}

static Status print_means(const Table *summary, const Window *w, int64_t rows, Messages *m)
{
    Table few;
    Error err = { 0 };
    char *same = NULL;
    Status status = overview_make(&few, summary, w->plus_minus, &same, &err);
    if (status != OK)
        report(m, &err);
    else if (few.rows == 0)
        printf("\nno point is selected\n");
    else
        overview_print(&few, overview_axes(summary), w->width, rows, stdout);
    if (status == OK && same && *same)
        printf("\nthe same everywhere: %s\n", same);
    free(same);
    table_free(&few);
    return status;
}

/* ---- quick plot ------------------------------------------------------------------------------ */

/* What is plotted: columns of the summary. */
typedef struct {
    const Table *t;
    int64_t axes, x, y, series; /* series -1: none */
} Choice;

static bool same_cell(const Cell *a, const Cell *b)
{
    if (a->text || b->text)
        return a->text && b->text && strcmp(a->text, b->text) == 0;
    return a->number == b->number || (isnan(a->number) && isnan(b->number));
}

static const Cell *at(const Table *t, int64_t row, int64_t column)
{
    return &t->cells[row * t->columns + column];
}

/* The first row whose cell in a column is like that of `row`: the name of the value. */
static int64_t first_like(const Table *t, int64_t row, int64_t column)
{
    int64_t r = 0;
    while (!same_cell(at(t, r, column), at(t, row, column)))
        r++;
    return r;
}

/* The place of a row's value among the distinct values of a column, and how many there are. */
static int64_t rank_of(const Table *t, int64_t row, int64_t column)
{
    int64_t rank = 0, first = first_like(t, row, column);
    for (int64_t r = 0; r < first; r++)
        rank += first_like(t, r, column) == r;
    return rank;
}

static int64_t distinct(const Table *t, int64_t column)
{
    int64_t n = 0;
    for (int64_t r = 0; r < t->rows; r++)
        n += first_like(t, r, column) == r;
    return n;
}

/* True for rows that are shown: all axes but x and series as in the first row. */
static bool is_shown(const Choice *c, int64_t row)
{
    for (int64_t a = 0; a < c->axes; a++)
        if (a != c->x && a != c->series && !same_cell(at(c->t, 0, a), at(c->t, row, a)))
            return false;
    return true;
}

static int64_t column_of(const Table *t, const char *name, const char *tail)
{
    char wanted[300];
    snprintf(wanted, sizeof wanted, "%s%s", name, tail);
    for (int64_t c = 0; c < t->columns; c++)
        if (strcmp(t->names[c], wanted) == 0)
            return c;
    return -1;
}

/* As the figure of the config says; else x the axis of numbers with most values, series the next,
 * and y the first metric with a theory, else the first. */
static bool choose(Choice *c, const Opened *o, const char *metric)
{
    const Experiment *e = &o->experiment;
    const FigureSpec *spec = e->figure_count > 0 ? &e->figures[0] : NULL;
    int64_t most = 0;
    c->x = spec && spec->x ? column_of(c->t, spec->x, "") : -1;
    c->series = spec && spec->series ? column_of(c->t, spec->series, "") : -1;
    c->y = metric            ? column_of(c->t, metric, "_mean")
           : spec && spec->y ? column_of(c->t, spec->y, "_mean")
                             : -1;
    for (const Metric *m = e->algorithm->metrics; m->name && !metric; m++)
        if (c->y < 0 && m->theory && !m->dims[0] && m->kind != METRIC_THEORY)
            c->y = column_of(c->t, m->name, "_mean");
    if (c->y < 0)
        c->y = c->axes < c->t->columns ? c->axes : -1;
    for (int64_t a = 0; a < c->axes && (!spec || !spec->x); a++) {
        int64_t n = distinct(c->t, a), weight = n < 2 || at(c->t, 0, a)->text ? n : 1000 + n;
        if (weight >= most) {
            most = weight;
            c->x = a;
        }
    }
    most = 1;
    for (int64_t a = 0; a < c->axes && c->series < 0; a++) {
        int64_t n = distinct(c->t, a);
        if (a != c->x && n > most && n <= QUICK_SERIES)
            most = n;
    }
    for (int64_t a = 0; a < c->axes && c->series < 0 && most > 1; a++)
        c->series = a != c->x && distinct(c->t, a) == most ? a : -1;
    return c->x >= 0 && c->y >= 0 && c->t->rows > 1;
}

static void fill_plot(const Choice *c, QuickPlot *q, QuickPoint *points,
                      char names[QUICK_SERIES][64])
{
    q->points = points;
    q->series = 1;
    for (int64_t r = 0; r < c->t->rows; r++) {
        int64_t s = c->series < 0 ? 0 : rank_of(c->t, r, c->series);
        const Cell *x = at(c->t, r, c->x);
        if (!is_shown(c, r) || s >= QUICK_SERIES)
            continue;
        points[q->count++] =
            (QuickPoint){ .x = x->text ? (double)rank_of(c->t, r, c->x) : x->number,
                          .y = at(c->t, r, c->y)->number,
                          .word = x->text,
                          .series = (int)s };
        q->series = s + 1 > q->series ? (int)s + 1 : q->series;
        if (c->series < 0)
            continue;
        const Cell *name = at(c->t, r, c->series);
        if (name->text)
            snprintf(names[s], sizeof names[s], "%.60s", name->text);
        else
            snprintf(names[s], sizeof names[s], "%g", name->number);
        q->names[s] = names[s];
    }
}

/* A plot is a kindness: without it the tables still stand. */
static void print_plot(const Opened *o, const Table *summary, const char *metric, const Window *w)
{
    Choice c = { .t = summary, .axes = overview_axes(summary), .series = -1 };
    char names[QUICK_SERIES][64];
    Error err = { 0 };
    QuickPlot q = { .width = w->width > 120 ? 120 : w->width - 1,
                    .height = w->height > 28   ? 24
                              : w->height > 14 ? w->height - 4
                                               : 12 };
    QuickPoint *points = calloc((size_t)summary->rows + 1, sizeof *points);
    if (points && choose(&c, o, metric)) {
        fill_plot(&c, &q, points, names);
        printf("\n%.*s against %s%s%s\n", (int)(strlen(summary->names[c.y]) - strlen("_mean")),
               summary->names[c.y], summary->names[c.x], c.series < 0 ? "" : ", one mark per ",
               c.series < 0 ? "" : summary->names[c.series]);
        fflush(stdout);
        if (quickplot(stdout, &q, &err) != OK)
            fprintf(stderr, "hebb: no quick plot: %s\n", err.text);
    }
    free(points);
}

/* ---- the verb -------------------------------------------------------------------------------- */

static Status show(const Opened *o, const Arguments *a, int64_t rows, int plot, Messages *m)
{
    Table summary = { 0 };
    Error err = { 0 };
    Window w = look_at_window();
    const char *metrics[ARGUMENTS_MAX + 1];
    ExportOptions export = { .level = EXPORT_SUMMARY,
                             .metrics = arguments_all(a, "metric", metrics),
                             .where = arguments_get(a, "where", NULL),
                             .where_name = "--where" };
    Status status = export_table(&summary, &o->results, &o->experiment, &export, m, &err);
    if (status != OK && err.text[0])
        report(m, &err);
    if (status == OK) {
        print_head(o);
        status = print_means(&summary, &w, rows, m);
    }
    if (status == OK && o->experiment.derived_count > 0)
        status = print_derived(o, m);
    if (status == OK && summary.rows > 1 && (plot == 1 || (plot == 0 && isatty(STDOUT_FILENO))))
        print_plot(o, &summary, metrics[0], &w);
    table_free(&summary);
    return status;
}

static Status run(const Arguments *a, Messages *m)
{
    static const char *const words[] = { "auto", "always", "never", NULL };
    Opened o;
    int plot = 0;
    int64_t rows = 40;
    Status status = arguments_int(a, "rows", 1, INT64_MAX, &rows, m);
    if (status == OK)
        status = arguments_word(a, "plot", words, &plot, m);
    if (status == OK)
        status = result_open(&o, a->positional[0], m);
    if (status != OK)
        return status;
    status = show(&o, a, rows, plot, m);
    result_close(&o);
    return status;
}

const Command command_show = {
    .name = "show",
    .usage = "RESULT",
    .help = "means, intervals and derived numbers in the terminal, with a quick plot",
    .options = options,
    .least = 1,
    .most = 1,
    .run = run,
};
