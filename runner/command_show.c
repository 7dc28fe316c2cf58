/* command_show.c - hebb show: a result in the terminal. */
#include <math.h>
#include <string.h>

#include "runner/command.h"
#include "runner/present/export.h"

static const OptionRow options[] = {
    { "metric", 'm', "NAME", "only this metric; may be repeated" },
    { "where", 'w', "EXPRESSION", "only points where this holds" },
    COMMON_OPTIONS,
    { 0 },
};

static void print_head(const Opened *o)
{
    static const char *const words[] = { "ok", "failed", "missing", "over budget" };
    const Array *status = results_find(&o->results, "", "trial_status");
    int64_t count[4] = { 0 };
    for (int64_t i = 0; status && status->type == ARRAY_STATUS && i < status->size; i++)
        count[status->status[i] & 3]++;
    const char *digest = attributes_get(&o->results.root, "digest");
    printf("%s%s%s: %s\n", o->experiment.name, *o->experiment.profile ? ", profile " : "", o->experiment.profile,
           o->experiment.title);
    printf("%s version %d, seed %llu, trials:", o->experiment.algorithm->name, o->experiment.algorithm->version,
           (unsigned long long)o->experiment.seed);
    for (int k = 0; k < 4; k++)
        if (count[k] > 0)
            printf(" %lld %s", (long long)count[k], words[k]);
    printf("\ndigest %s\n", digest ? digest : "none");
}

static Status print_level(const Opened *o, ExportLevel level, const char *const *metrics, const char *where, Messages *m)
{
    Table t = { 0 };
    Error err = { 0 };
    ExportOptions export = { .level = level, .metrics = metrics, .where = where, .where_name = "--where" };
    Status status = export_table(&t, &o->results, &o->experiment, &export, m, &err);
    if (status == OK && t.rows > 0) {
        printf("\n");
        status = table_write(&t, TABLE_TEXT, stdout, &err);
    }
    if (status != OK && err.text[0])
        report(m, &err);
    table_free(&t);
    return status;
}

/* Keeps the axes, and of every metric its mean and interval: what fits a terminal. */
static Status print_means(const Opened *o, const char *const *metrics, const char *where, Messages *m)
{
    Table all = { 0 }, few = { 0 };
    Error err = { 0 };
    ExportOptions export = { .level = EXPORT_SUMMARY, .metrics = metrics, .where = where, .where_name = "--where" };
    Status status = export_table(&all, &o->results, &o->experiment, &export, m, &err);
    int64_t keep[1024], kept = 0;
    for (int64_t c = 0; status == OK && c < all.columns && kept < 1024; c++) {
        const char *name = all.names[c], *end = strrchr(name, '_');
        bool extra = end && (strcmp(end, "_sd") == 0 || strcmp(end, "_n") == 0 || strcmp(end, "_low") == 0 ||
                             strcmp(end, "_high") == 0);
        if (!extra)
            keep[kept++] = c;
    }
    if (status == OK)
        status = table_init(&few, kept, &err);
    for (int64_t c = 0; status == OK && c < kept; c++)
        status = table_name(&few, c, all.names[keep[c]], &err);
    for (int64_t r = 0; status == OK && r < all.rows; r++) {
        Cell *row;
        status = table_row(&few, &row, &err);
        for (int64_t c = 0; status == OK && c < kept; c++) {
            const Cell *from = &all.cells[r * all.columns + keep[c]];
            row[c].number = from->number;
            if (from->text)
                status = cell_text(&row[c], from->text, &err);
        }
    }
    if (status == OK && few.rows > 0) {
        printf("\n");
        status = table_write(&few, TABLE_TEXT, stdout, &err);
    }
    if (status != OK && err.text[0])
        report(m, &err);
    table_free(&all);
    table_free(&few);
    return status;
}

static Status run(const Arguments *a, Messages *m)
{
    Opened o;
    const char *metrics[ARGUMENTS_MAX + 1], *where = arguments_get(a, "where", NULL);
    arguments_all(a, "metric", metrics);
    Status status = result_open(&o, a->positional[0], m);
    if (status != OK)
        return status;
    print_head(&o);
    status = print_means(&o, metrics, where, m);
    if (status == OK && o.experiment.derived_count > 0)
        status = print_level(&o, EXPORT_DERIVED, NULL, NULL, m);
    result_close(&o);
    return status;
}

const Command command_show = {
    .name = "show", .usage = "RESULT", .help = "means, intervals and derived numbers in the terminal",
    .options = options, .least = 1, .most = 1, .run = run,
};
