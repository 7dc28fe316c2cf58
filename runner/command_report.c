/* command_report.c - hebb report: one page from many results, with figures, data and verdicts beside it. */
#include <stdlib.h>
#include <string.h>

#include "runner/drawing.h"
#include "runner/judge.h"
#include "runner/present/output.h"
#include "runner/report_files.h"

static const OptionRow options[] = {
    { "output", 'o', "DIR", "folder of the page (default report)" },
    { "format", 'f', "svg,pdf,png", "figures to leave beside the page (default all)" },
    { "baseline", 0, "DIR", "folder of baselines (default " BASELINE_FOLDER ")" },
    COMMON_OPTIONS,
    { 0 },
};

/* ---- places ----------------------------------------------------------------------------------- */

static Status make_places(const char *dir, Messages *m)
{
    static const char *const below[] = { "figures", "data", ".drawn" };
    char path[4400];
    Error err = { 0 };
    for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, below[i]);
        if (make_folders(path, &err) != OK)
            return report(m, &err);
    }
    return OK;
}

/* "results/nightly/a-b.h5" to "a_b"; the second of a name becomes "a_b_2". */
static void make_slug(const Report *r, ReportItem *item)
{
    const char *base = strrchr(item->path, '/');
    base = base ? base + 1 : item->path;
    size_t length = strlen(base);
    length -= length > 3 && strcmp(base + length - 3, ".h5") == 0 ? 3 : 0;
    char stem[REPORT_SLUG - 16];
    snprintf(stem, sizeof stem, "%.*s", (int)(length < 150 ? length : 150), base);
    for (char *c = stem; *c; c++) {
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_", *c))
            *c = '_';
    }
    snprintf(item->slug, sizeof item->slug, "%s", stem[0] ? stem : "result");
    for (int n = 2, taken = 1; taken; n++) {
        taken = 0;
        for (int64_t i = 0; i < r->count; i++)
            taken = taken || strcmp(r->items[i].slug, item->slug) == 0;
        if (taken)
            snprintf(item->slug, sizeof item->slug, "%s_%d", stem, n);
    }
}

/* ---- one result ------------------------------------------------------------------------------- */

static const Verdicts nothing; /* of what could not be opened */

static void take_item(ReportItem *item, const Judged *judged)
{
    item->verdicts = &nothing;
    if (!judged) {
        snprintf(item->trouble, sizeof item->trouble,
                 "This result could not be read: hebb check %.300s says why. It is part of no sum on this page", item->path);
        return;
    }
    item->opened = true;
    item->results = &judged->opened.results;
    item->experiment = &judged->opened.experiment;
    item->verdicts = &judged->verdicts;
    item->baseline = judged->has_baseline ? &judged->baseline : NULL;
}

/* A figure or table that could not be made is a message; the page says it at its place. */
static Status mention(Status status, const ReportItem *item, const char *what, const Error *err, Messages *m)
{
    if (status == OK)
        return OK;
    message_error(m, (Place){ 0 }, NULL, "%s of `%s`: %s", what, item->slug, err->text);
    message_note(m, "the numbers are safe; nothing has to run again");
    return status;
}

static Status make_item(ReportItem *item, const char *dir, unsigned formats, Messages *m)
{
    Error err = { 0 };
    Status worst = report_item_judge(item, &err);
    if (worst != OK)
        return report(m, &err);
    worst = status_worse(worst, mention(report_figures(item, dir, formats, &err), item, "a figure", &err, m));
    worst = status_worse(worst, mention(report_data(item, dir, &err), item, "the data", &err, m));
    Status status = report_item_section(item, &err);
    worst = status_worse(worst, status == OK ? OK : report(m, &err));
    return status_worse(worst, item->trials[STATUS_FAILED] > 0 ? ERR_TRIAL : OK);
}

/* ---- the page --------------------------------------------------------------------------------- */

static Status write_page(Report *r, const char *dir, Messages *m)
{
    char *text = NULL, path[4400];
    size_t size = 0;
    Error err = { 0 };
    snprintf(path, sizeof path, "%s/index.html", dir);
    Status status = report_page(r, &text, &size, &err);
    if (status == OK)
        status = output_write(path, text, size, &err);
    free(text);
    if (status != OK)
        return report(m, &err);
    printf("%s\n", path);
    return OK;
}

static void print_sentence(const Report *r)
{
    char sentence[400];
    report_summary(r, sentence, sizeof sentence);
    printf("%s\n", sentence);
}

static Status make_items(Report *r, const Judgement *j, const Arguments *a, const char *dir, unsigned formats, Messages *m)
{
    Status worst = OK;
    for (int64_t i = 0, opened = 0; i < a->count; i++) {
        ReportItem *item = &r->items[i];
        item->path = a->positional[i];
        make_slug(r, item);
        r->count++;
        bool is = opened < j->count && j->items[opened].path == item->path;
        take_item(item, is ? &j->items[opened] : NULL);
        opened += is;
        if (is)
            worst = status_worse(worst, make_item(item, dir, formats, m));
    }
    return worst;
}

static Status write_verdicts(Report *r, const Judgement *j, const char *dir, Messages *m)
{
    char path[4400];
    snprintf(path, sizeof path, "%s/verdicts.json", dir);
    Status json = verdicts_save(j, path, verdicts_json, m);
    snprintf(path, sizeof path, "%s/junit.xml", dir);
    Status junit = verdicts_save(j, path, verdicts_junit, m);
    r->json = json == OK;
    r->junit = junit == OK;
    return status_worse(json, junit);
}

static Status run(const Arguments *a, Messages *m)
{
    unsigned formats;
    Judgement j;
    const char *dir = arguments_get(a, "output", "report");
    Report r = { 0 };
    Status status = drawing_formats(arguments_get(a, "format", "svg,pdf,png"), &formats, m);
    if (status == OK)
        status = make_places(dir, m);
    if (status != OK)
        return status;
    r.items = calloc((size_t)a->count, sizeof *r.items);
    if (!r.items) {
        message_error(m, (Place){ 0 }, NULL, "memory ran out");
        return ERR_MEMORY;
    }
    status = judge(&j, a->positional, NULL, a->count, arguments_get(a, "baseline", BASELINE_FOLDER), false, m);
    status = status_worse(status, make_items(&r, &j, a, dir, formats, m));
    status = status_worse(status, write_verdicts(&r, &j, dir, m));
    status = status_worse(status, write_page(&r, dir, m));
    print_sentence(&r);
    for (int64_t i = 0; i < r.count; i++)
        report_item_free(&r.items[i]);
    free(r.items);
    judgement_free(&j);
    return status == ERR_BASELINE ? OK : status; /* the page says it */
}

const Command command_report = {
    .name = "report", .usage = "RESULT...", .help = "one page of figures, numbers and verdicts",
    .options = options, .least = 1, .most = -1, .run = run,
};
