/* command_report.c - hebb report: one page from many results, with figures, data and verdicts
 * beside it. */
#include "runner/drawing.h"
#include "runner/reporting.h"

static const OptionRow options[] = {
    { "output", 'o', "DIR", "folder of the page (default report)" },
    { "format", 'f', "svg,pdf,png", "figures to leave beside the page (default all)" },
    { "baseline", 0, "DIR", "folder of baselines (default " BASELINE_FOLDER ")" },
    { "history", 0, "FILE", "the nights, as `hebb nightly` keeps them" },
    COMMON_OPTIONS,
    { 0 },
};

static Status run(const Arguments *a, Messages *m)
{
    Judgement j;
    History history = { 0 };
    const char *nights = arguments_get(a, "history", NULL);
    ReportOrder order = { .paths = a->positional,
                          .count = a->count,
                          .dir = arguments_get(a, "output", "report"),
                          .aloud = true };
    Status status = drawing_formats(arguments_get(a, "format", "svg,pdf,png"), &order.formats, m);
    if (status != OK)
        return status;
    if (nights && (status = history_read(&history, nights, m)) == OK)
        order.history = &history;
    status = status_worse(status, judge(&j, a->positional, NULL, a->count,
                                        arguments_get(a, "baseline", BASELINE_FOLDER), false, m));
    status = status_worse(status, report_make(&j, &order, m));
    judgement_free(&j);
    history_free(&history);
    return status == ERR_BASELINE ? OK : status; /* the page says it */
}

const Command command_report = {
    .name = "report",
    .usage = "RESULT...",
    .help = "one page of figures, numbers and verdicts",
    .options = options,
    .least = 1,
    .most = -1,
    .run = run,
};
