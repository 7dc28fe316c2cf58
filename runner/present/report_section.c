/* report_section.c - one experiment on the page: finding, figures, key numbers, claims,
 * configuration. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runner/present/export.h"
#include "runner/present/report_parts.h"

/* ---- figures --------------------------------------------------------------------------------- */

static void put_links(FILE *out, const ReportItem *item, const ReportFigure *f)
{
    static const char *const suffix[] = { "svg", "pdf", "png" };
    fputs("<span class=\"dl\">", out);
    const char *gap = "Figure: ";
    for (int k = 0; k < 3; k++) {
        if (!(f->formats & 1u << k))
            continue;
        fprintf(out, "%s<a href=\"figures/%s.%s\">%s</a>", gap, f->id, suffix[k],
                k == 0   ? "SVG"
                : k == 1 ? "PDF"
                         : "PNG");
        gap = ", ";
    }
    gap = gap[0] == ',' ? " \u00B7 Data (CSV): " : "Data (CSV): ";
    for (char **name = item->data; name && *name; name++) {
        size_t own = strlen(item->slug), size = strlen(*name) - strlen(".csv");
        fprintf(out, "%s<a href=\"data/%s\">", gap, *name);
        html_format(out, "%.*s", (int)(size > own ? size - own - 1 : 5),
                    size > own ? *name + own + 1 : "means");
        fputs("</a>", out);
        gap = ", ";
    }
    fputs("</span>", out);
}

static void put_figure(FILE *out, const ReportItem *item, const ReportFigure *f)
{
    fputs("<figure>", out);
    if (f->wide)
        fprintf(out, "<div class=\"plot%s\">%s</div>", f->narrow ? " pw" : "", f->wide);
    if (f->narrow)
        fprintf(out, "<div class=\"plot%s\">%s</div>", f->wide ? " pn" : "", f->narrow);
    if (!f->wide && !f->narrow) {
        fputs("<div class=\"missing\"><p><b>Figure ", out);
        html_text(out, f->id);
        fputs(" could not be drawn.</b> ", out);
        html_prose(out, f->trouble);
        fputs(". The numbers are safe: they stand below and in the data.</p></div>", out);
    }
    fputs("<figcaption>", out);
    if (f->words.title[0] && strcmp(f->words.title, item->experiment->title) != 0) {
        fputs("<b>", out);
        html_text(out, f->words.title);
        fputs("</b>. ", out);
    }
    html_text(out, f->words.subtitle);
    size_t size = strlen(f->words.subtitle);
    fputs(size && f->words.subtitle[size - 1] != '.' ? ". " : " ", out);
    if (f->trouble[0] && (f->wide || f->narrow)) {
        fputs("<em>Not all of it could be made: ", out);
        html_prose(out, f->trouble);
        fputs(".</em> ", out);
    }
    put_links(out, item, f);
    fputs("</figcaption></figure>\n", out);
}

/* ---- key numbers ----------------------------------------------------------------------------- */

static void put_quantity_cell(FILE *out, const ReportCheck *c)
{
    fputs("<th scope=\"row\"><b>", out);
    html_text(out, c->name);
    fputs("</b>", out);
    if (strcmp(c->name, c->value) != 0) {
        fputs(" <code>", out);
        html_text(out, c->value);
        fputs("</code>", out);
    }
    if (c->meaning) {
        fputs("<small>", out);
        html_text(out, c->meaning);
        fputs("</small>", out);
    }
    if (c->text[0]) {
        fputs("<small>", out);
        html_text(out, c->text);
        fputs("</small>", out);
    }
    if (c->because) {
        fputs("<small class=\"because\">", out);
        html_text(out, c->because);
        fputs("</small>", out);
    }
    fputs("</th>", out);
}

/* Which of several numbers the measured one is. */
static void put_place(FILE *out, const ReportCheck *c)
{
    bool alike = strcmp(c->kind, "exact") == 0 && c->failed == 0;
    fputs("<small>", out);
    if (c->compared > 1 && strcmp(c->kind, "law") != 0) {
        fputs(alike ? "all " : "worst of ", out);
        html_quantity(out, (double)c->compared, 0);
        fputs(alike ? " numbers" : ": ", out);
    }
    html_text(out, alike && c->compared > 1 ? "" : c->place);
    fputs("</small>", out);
}

static void put_check(FILE *out, const ReportCheck *c)
{
    bool interval = isfinite(c->ci_low) && isfinite(c->ci_high) && c->ci_high > c->ci_low;
    double error = report_error(c);
    fputs("<tr>", out);
    put_quantity_cell(out, c);
    fputs("<td class=\"n\" data-l=\"measured\"><b>", out);
    html_quantity(out, c->measured, error);
    fputs("</b>", out);
    if (interval) {
        fputs("<small>", out);
        html_range(out, c->ci_low, c->ci_high, error);
        fputs("</small>", out);
    }
    if (c->place[0] && isfinite(c->measured))
        put_place(out, c);
    fputs("</td><td class=\"n\" data-l=\"allowed\">", out);
    html_range(out, c->allowed_low, c->allowed_high, 0);
    fprintf(out, "<small>%s</small>", c->kind);
    if (isfinite(c->baseline)) {
        fputs("<small>baseline ", out);
        html_quantity(out, c->baseline, error);
        fputs("</small>", out);
    }
    fputs("</td><td data-l=\"range\">", out);
    Gauge g = { c->measured,    c->ci_low,       c->ci_high, c->reference,
                c->allowed_low, c->allowed_high, c->look };
    html_gauge(out, &g);
    fputs("</td><td data-l=\"verdict\">", out);
    html_chip(out, c->look, c->word);
    if (!c->gates)
        fputs("<small>for claims</small>", out);
    fputs("</td></tr>\n", out);
}

/* What only claims name stands with them, unless it is a number with an interval of its own; the
 * many numbers of a baseline are shown where something is the matter. */
static bool is_key(const ReportCheck *c)
{
    bool quiet = strncmp(c->name, "baseline.", 9) == 0 && c->look == LOOK_PASS;
    return !quiet && (c->gates || c->look == LOOK_WARN || isfinite(c->ci_low));
}

static void put_checks(FILE *out, const ReportItem *item)
{
    int64_t keys = 0;
    for (int64_t i = 0; i < item->check_count; i++)
        keys += is_key(&item->checks[i]);
    if (keys == 0)
        return;
    fputs("<div class=\"scroll\"><table class=\"keys\"><caption>Key numbers</caption><thead><tr>"
          "<th scope=\"col\">Check</th><th scope=\"col\" class=\"n\">Measured, 95\u00A0% "
          "interval</th>"
          "<th scope=\"col\" class=\"n\">Allowed</th><th scope=\"col\">In its range</th><th "
          "scope=\"col\">Verdict</th>"
          "</tr></thead><tbody>\n",
          out);
    for (int gates = 1; gates >= 0; gates--)
        for (int64_t i = 0; i < item->check_count; i++)
            if (item->checks[i].gates == (gates == 1) && is_key(&item->checks[i]))
                put_check(out, &item->checks[i]);
    fputs("</tbody></table></div>\n", out);
}

/* ---- claims ---------------------------------------------------------------------------------- */

/* A check by name, as evidence. */
static void put_evidence(FILE *out, const ReportItem *item, const char *const *names,
                         const char *lead)
{
    const char *gap = lead;
    for (; names && *names; names++) {
        const ReportCheck *c = item->checks;
        while (c < item->checks + item->check_count && strcmp(c->name, *names) != 0)
            c++;
        if (c == item->checks + item->check_count)
            continue;
        fprintf(out, "<span class=\"ev\">%s<code>", gap);
        html_text(out, c->name);
        fputs("</code>: ", out);
        if (strcmp(c->name, c->value) != 0) {
            html_text(out, c->value);
            fputs(" ", out);
        }
        if (!isnan(c->measured)) {
            html_quantity(out, c->measured, report_error(c));
            fputs(c->place[0] ? " at " : "", out);
            html_text(out, c->place);
            fputs(", ", out);
            html_range(out, c->allowed_low, c->allowed_high, 0);
        }
        fprintf(out, ": %s</span> ", c->word);
        gap = "";
    }
}

static void put_claim(FILE *out, const ReportItem *item, const ClaimVerdict *c)
{
    fprintf(out, "<tr><th scope=\"row\"><code>");
    html_text(out, c->spec->id);
    fputs("</code> \u201C", out);
    html_text(out, c->spec->says);
    fputs("\u201D", out);
    fputs("</th><td data-l=\"decided by\">", out);
    put_evidence(out, item, (const char *const *)c->spec->holds_if, "holds if ");
    put_evidence(out, item, (const char *const *)c->spec->refuted_if, "refuted if ");
    if (c->spec->because) {
        fputs("<small>", out);
        html_text(out, c->spec->because);
        fputs("</small>", out);
    }
    fputs("</td><td data-l=\"verdict\">", out);
    part_claim_word(out, c);
    fputs("</td></tr>\n", out);
}

static void put_claims(FILE *out, const ReportItem *item)
{
    if (item->verdicts->claim_count == 0)
        return;
    fputs("<div class=\"scroll\"><table class=\"claims\"><caption>What the notes "
          "claim</caption><thead><tr>"
          "<th scope=\"col\">Claim</th><th scope=\"col\">Decided by</th><th "
          "scope=\"col\">Verdict</th>"
          "</tr></thead><tbody>\n",
          out);
    for (int64_t i = 0; i < item->verdicts->claim_count; i++)
        put_claim(out, item, &item->verdicts->claims[i]);
    fputs("</tbody></table></div>\n", out);
}

/* ---- configuration --------------------------------------------------------------------------- */

static void put_pair(FILE *out, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    fprintf(out, "<dt>%s</dt><dd>", name);
    html_text(out, value);
    fputs("</dd>", out);
}

static Status put_derived(FILE *out, const ReportItem *item, Error *err)
{
    Table t = { 0 };
    ExportOptions options = { .level = EXPORT_DERIVED };
    if (item->experiment->derived_count == 0)
        return OK;
    Status status = export_table(&t, item->results, item->experiment, &options, NULL, err);
    if (status == OK) {
        fputs("<details><summary>All derived numbers</summary>", out);
        part_table(out, &t, "Derived numbers with their 95\u00A0% intervals");
        fputs("</details>\n", out);
    }
    table_free(&t);
    return status;
}

static void put_details(FILE *out, const ReportItem *item)
{
    const Experiment *e = item->experiment;
    const Attributes *p = &item->results->provenance;
    const char *wall = attributes_get(p, "wall_seconds");
    fputs(
        "<details><summary>Configuration, trials and digest</summary><div class=\"cols\"><div><dl>",
        out);
    put_pair(out, "experiment", e->name);
    put_pair(out, "algorithm", e->algorithm->name);
    fprintf(out, "<dt>version</dt><dd>%d</dd><dt>seed</dt><dd>%llu</dd><dt>trials</dt><dd>",
            e->algorithm->version, (unsigned long long)e->seed);
    part_trials(out, item);
    fputs("</dd>", out);
    put_pair(out, "profile", e->profile);
    put_pair(out, "overrides", attributes_get(p, "overrides"));
    fputs("<dt>last run</dt><dd>", out);
    html_text(out, attributes_get(p, "finished"));
    if (wall) {
        fputs(", ", out);
        html_seconds(out, strtod(wall, NULL));
    }
    fputs("</dd><dt>digest</dt><dd><code>", out);
    html_text(out, attributes_get(&item->results->root, "digest"));
    fputs("</code></dd>", out);
    put_pair(out, "baseline", item->verdicts->baseline_text);
    put_pair(out, "source", e->source);
    fputs("<dt>repeat</dt><dd><code>", out);
    part_repeat(out, item);
    fputs("</code></dd></dl></div><div><pre tabindex=\"0\" aria-label=\"Configuration\"><code>",
          out);
    html_text(out, attributes_get(&item->results->root, "config"));
    fputs("</code></pre></div></div></details>\n", out);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static Status put_section(FILE *out, const ReportItem *item, Error *err)
{
    char words[64];
    const Experiment *e = item->experiment;
    Look look = report_item_look(item, words, sizeof words);
    fprintf(
        out,
        "<section class=\"exp\" id=\"%s\" aria-labelledby=\"%s-h\"><header><p class=\"eyebrow\">",
        item->slug, item->slug);
    html_text(out, e->name);
    if (*e->profile) {
        fputs(", profile ", out);
        html_text(out, e->profile);
    }
    if (*item->leg)
        html_format(out, ", %s seed", item->leg);
    fputs(" ", out);
    html_chip(out, look, words);
    fprintf(out, "</p><h3 id=\"%s-h\">", item->slug);
    html_text(out, e->title);
    fputs("</h3></header>\n", out);
    if (e->about) {
        fputs("<p class=\"finding\">", out);
        html_text(out, e->about);
        fputs("</p>\n", out);
    }
    for (int64_t i = 0; i < item->figure_count; i++)
        put_figure(out, item, &item->figures[i]);
    put_checks(out, item);
    put_claims(out, item);
    Status status = put_derived(out, item, err);
    put_details(out, item);
    fputs("</section>\n", out);
    return status;
}

Status report_item_section(ReportItem *item, Error *err)
{
    size_t size = 0;
    FILE *out = open_memstream(&item->section, &size);
    if (!out)
        return error_set(err, ERR_MEMORY, "memory ran out while making the page");
    Status status = put_section(out, item, err);
    bool full = ferror(out) != 0;
    if ((fclose(out) != 0 || full) && status == OK)
        status = error_set(err, ERR_MEMORY, "memory ran out while making the page");
    return status;
}
