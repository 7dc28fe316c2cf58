/* report_page.c - the page around its parts: see report.h */
#include <stdlib.h>
#include <string.h>

#include "runner/present/report_parts.h"

/* The lines of report.css. */
static const char *const css[] = {
#include "report_css.inc"
};

static int by_family(const void *a, const void *b)
{
    char first[64], second[64];
    const ReportItem *x = a, *y = b;
    report_family(x, first, sizeof first);
    report_family(y, second, sizeof second);
    int order = x->opened != y->opened ? y->opened - x->opened : strcmp(first, second);
    return order ? order : strcmp(x->slug, y->slug);
}

static void put_head(FILE *out, const Report *r)
{
    static const char *const colours[LOOKS] = { "00704e", "b91c1c", "8a5300", "5b4bb7", "59636e" };
    char sentence[400];
    ReportSum s = report_sum(r);
    Look look = report_sentence(&s, sentence, sizeof sentence);
    fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n<title>",
          out);
    html_text(out, sentence);
    fprintf(out,
            " \u2013 hebb</title>\n<link rel=\"icon\" href=\"data:image/svg+xml,%%3Csvg "
            "xmlns='http://www.w3.org/2000/svg' "
            "viewBox='0 0 16 16'%%3E%%3Ccircle cx='8' cy='8' r='7' "
            "fill='%%23%s'/%%3E%%3C/svg%%3E\">\n<style>\n",
            colours[look]);
    for (size_t i = 0; i < sizeof css / sizeof *css; i++)
        fputs(css[i], out);
    fputs("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the "
          "results</a>\n<div class=\"page\">\n",
          out);
}

static void put_link(FILE *out, const char *id, Look look, const char *name, const char *words)
{
    fprintf(out, "<li><a href=\"#%s\"><span class=\"dot %s\" aria-hidden=\"true\"></span>", id,
            look_class(look));
    html_text(out, name);
    if (words) {
        fputs("<span class=\"vh\"> (", out);
        html_text(out, words);
        fputs(")</span>", out);
    }
    fputs("</a></li>\n", out);
}

static void put_contents(FILE *out, const Report *r)
{
    char words[400], family[64];
    ReportSum s = report_sum(r);
    fputs("<nav aria-label=\"Contents\"><p class=\"brand\"><b>hebb</b> report</p>\n<ol "
          "class=\"main\">\n",
          out);
    put_link(out, "verdict", report_sentence(&s, words, sizeof words), "verdict", NULL);
    put_link(out, "experiments", LOOK_NONE, "experiments", NULL);
    fputs("</ol>\n", out);
    for (int64_t i = 0; i < r->count; i++) {
        const ReportItem *item = &r->items[i];
        Look look = report_item_look(item, words, sizeof words);
        report_family(item, family, sizeof family);
        if (report_begins(r, i)) {
            fputs(i ? "</ol>\n" : "", out);
            fputs("<p class=\"fam\">", out);
            html_text(out, family);
            fputs("</p><ol class=\"exps\">\n", out);
        }
        put_link(out, item->slug, look, item->opened ? item->experiment->name : item->slug, words);
    }
    fputs(r->count ? "</ol>\n<ol class=\"main\">\n" : "<ol class=\"main\">\n", out);
    if (s.claims > 0)
        put_link(out, "claims", LOOK_NONE, "claims ledger", NULL);
    if (part_has_nights(r))
        put_link(out, "nights", LOOK_NONE, "nights", NULL);
    put_link(out, "provenance", LOOK_NONE, "provenance", NULL);
    put_link(out, "reading", LOOK_NONE, "how to read this", NULL);
    fputs("</ol></nav>\n", out);
}

/* A result that could not be opened has a place, too. */
static void put_unreadable(FILE *out, const ReportItem *item)
{
    fprintf(out, "<section class=\"exp\" id=\"%s\"><header><h3>", item->slug);
    html_text(out, item->path);
    fputs("</h3>", out);
    html_chip(out, LOOK_FAIL, "not readable");
    fputs("</header><p>", out);
    html_text(out, item->trouble);
    fputs("</p></section>\n", out);
}

static void put_experiments(FILE *out, const Report *r)
{
    char family[64];
    for (int64_t i = 0; i < r->count; i++) {
        report_family(&r->items[i], family, sizeof family);
        if (report_begins(r, i)) {
            fputs("<h2 class=\"family\">", out);
            html_text(out, family);
            fputs("</h2>\n", out);
        }
        if (r->items[i].section)
            fputs(r->items[i].section, out);
        else
            put_unreadable(out, &r->items[i]);
    }
}

Status report_page(Report *r, char **text, size_t *size, Error *err)
{
    *text = NULL;
    if (r->count > 0)
        qsort(r->items, (size_t)r->count, sizeof *r->items, by_family);
    FILE *out = open_memstream(text, size);
    if (!out)
        return error_set(err, ERR_MEMORY, "memory ran out while making the page");
    put_head(out, r);
    put_contents(out, r);
    fputs("<main id=\"main\">\n", out);
    part_verdict(out, r);
    part_look(out, r);
    part_overview(out, r);
    put_experiments(out, r);
    part_ledger(out, r);
    part_nights(out, r);
    part_origin(out, r);
    part_reading(out);
    fputs("<footer><p>Made by hebb. One file, no scripts, no "
          "network.</p></footer>\n</main>\n</div>\n</body>\n</html>\n",
          out);
    bool full = ferror(out) != 0;
    if (fclose(out) == 0 && !full)
        return OK;
    free(*text);
    *text = NULL;
    return error_set(err, ERR_MEMORY, "memory ran out while making the page");
}
