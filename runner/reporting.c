/* reporting.c - see reporting.h */
#include "runner/reporting.h"

#include <stdlib.h>
#include <string.h>

#include "runner/drawing.h"
#include "runner/present/output.h"
#include "runner/report_files.h"

/* ---- places ---------------------------------------------------------------------------------- */

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

/* ---- one result ------------------------------------------------------------------------------ */

static const Verdicts nothing; /* of what could not be opened */

static void take_item(ReportItem *item, const Judged *judged)
{
    item->verdicts = &nothing;
    if (!judged) {
        snprintf(item->trouble, sizeof item->trouble,
                 "This result could not be read: hebb check %.300s says why. It is part of no sum "
                 "on this page",
                 item->path);
        return;
    }
    item->opened = true;
    item->leg = judged->leg;
    item->results = &judged->opened.results;
    item->experiment = &judged->opened.experiment;
    item->verdicts = &judged->verdicts;
    item->baseline = judged->has_baseline ? &judged->baseline : NULL;
}

/* A figure or table that could not be made is a message; the page says it at its place. */
static Status mention(Status status, const ReportItem *item, const char *what, const Error *err,
                      Messages *m)
{
    if (status == OK)
        return OK;
    message_error(m, (Place){ 0 }, NULL, "%s of `%s`: %s", what, item->slug, err->text);
    message_note(m, "the numbers are safe; nothing has to run again");
    return status;
}

static Status make_item(ReportItem *item, const ReportOrder *order, bool *hung, Messages *m)
{
    Error err = { 0 };
    Status worst = report_item_judge(item, &err);
    if (worst != OK)
        return report(m, &err);
    if (strcmp(item->leg, "fresh") !=
        0) /* the same figure as that of the fixed seed, but for chance */
        worst = status_worse(worst,
                             mention(report_figures(item, order->dir, order->formats, hung, &err),
                                     item, "a figure", &err, m));
    worst = status_worse(worst,
                         mention(report_data(item, order->dir, &err), item, "the data", &err, m));
    Status status = report_item_section(item, &err);
    worst = status_worse(worst, status == OK ? OK : report(m, &err));
    return status_worse(worst, item->trials[STATUS_FAILED] > 0 ? ERR_TRIAL : OK);
}

/* ---- the page -------------------------------------------------------------------------------- */

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
    return OK;
}

static void print_sentence(const Report *r, const char *dir)
{
    char sentence[400];
    report_summary(r, sentence, sizeof sentence);
    printf("%s\n%s/index.html\n", sentence, dir);
}

static Status make_items(Report *r, const Judgement *j, const ReportOrder *order, Messages *m)
{
    bool hung = false;
    Status worst = OK;
    for (int64_t i = 0, opened = 0; i < order->count; i++) {
        ReportItem *item = &r->items[i];
        item->path = order->paths[i];
        item->leg = "";
        make_slug(r, item);
        r->count++;
        bool is = opened < j->count && j->items[opened].path == item->path;
        take_item(item, is ? &j->items[opened] : NULL);
        opened += is;
        if (is)
            worst = status_worse(worst, make_item(item, order, &hung, m));
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

Status report_make(const Judgement *j, const ReportOrder *order, Messages *m)
{
    Report r = { .history = order->history };
    Status status = make_places(order->dir, m);
    if (status != OK)
        return status;
    r.items = calloc((size_t)order->count + 1, sizeof *r.items);
    if (!r.items) {
        message_error(m, (Place){ 0 }, NULL, "memory ran out");
        return ERR_MEMORY;
    }
    status = make_items(&r, j, order, m);
    status = status_worse(status, write_verdicts(&r, j, order->dir, m));
    status = status_worse(status, write_page(&r, order->dir, m));
    if (order->aloud)
        print_sentence(&r, order->dir);
    for (int64_t i = 0; i < r.count; i++)
        report_item_free(&r.items[i]);
    free(r.items);
    return status;
}
