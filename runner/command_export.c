/* command_export.c - hebb export: a result as a table on standard output. */
#include "runner/command.h"
#include "runner/present/export.h"

static const OptionRow options[] = {
    { "level", 'l', "trial|summary|derived|theory", "which table (default summary)" },
    { "format", 'f', "tsv|csv|json", "how it is written (default tsv)" },
    { "metric", 'm', "NAME",
      "only this metric; may be repeated; an array metric gives the long form" },
    { "where", 'w', "EXPRESSION", "only points where this holds, e.g. \"load < 0.14\"" },
    { "keys", 'k', NULL, "with --level trial: a column of trial keys, for verify --trial" },
    COMMON_OPTIONS,
    { 0 },
};

static Status run(const Arguments *a, Messages *m)
{
    static const char *const levels[] = { "trial", "summary", "derived", "theory", NULL };
    static const char *const formats[] = { "tsv", "csv", "json", NULL };
    int level = EXPORT_SUMMARY, format = TABLE_TSV;
    const char *metrics[ARGUMENTS_MAX + 1];
    Status status = arguments_word(a, "level", levels, &level, m);
    status = status_worse(status, arguments_word(a, "format", formats, &format, m));
    if (status != OK)
        return status;
    Opened o;
    Error err = { 0 };
    Table t = { 0 };
    ExportOptions export = {
        .level = (ExportLevel)level,
        .metrics = arguments_all(a, "metric", metrics),
        .where = arguments_get(a, "where", NULL),
        .where_name = "--where",
        .keys = arguments_has(a, "keys"),
    };
    status = result_open(&o, a->positional[0], m);
    if (status != OK)
        return status;
    status = export_table(&t, &o.results, &o.experiment, &export, m, &err);
    if (status == OK)
        status = table_write(&t, (TableFormat)format, stdout, &err);
    if (status != OK && err.text[0])
        report(m, &err);
    table_free(&t);
    result_close(&o);
    return status;
}

const Command command_export = {
    .name = "export",
    .usage = "RESULT",
    .help = "a result as a table: tsv, csv or json",
    .options = options,
    .least = 1,
    .most = 1,
    .run = run,
};
