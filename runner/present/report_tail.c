/* report_tail.c - the end of the page: claims ledger, provenance, how to read it. */
#include <stdlib.h>
#include <string.h>

#include "runner/present/report_parts.h"

/* ---- claims ledger --------------------------------------------------------------------------- */

typedef struct {
    const ReportItem *item;
    const ClaimVerdict *claim;
} Entry;

/* By id, numbers in their order (H9 before H12), then by place. */
static int by_id(const void *a, const void *b)
{
    const Entry *x = a, *y = b;
    int order = strverscmp(x->claim->spec->id, y->claim->spec->id);
    return order ? order : strcmp(x->item->slug, y->item->slug);
}

static Entry *collect(const Report *r, int64_t *count)
{
    *count = 0;
    for (int64_t i = 0; i < r->count; i++)
        *count += r->items[i].verdicts->claim_count;
    Entry *list = calloc((size_t)*count + 1, sizeof *list);
    int64_t n = 0;
    for (int64_t i = 0; list && i < r->count; i++)
        for (int64_t k = 0; k < r->items[i].verdicts->claim_count; k++)
            list[n++] = (Entry){ &r->items[i], &r->items[i].verdicts->claims[k] };
    if (list)
        qsort(list, (size_t)*count, sizeof *list, by_id);
    return list;
}

void part_ledger(FILE *out, const Report *r)
{
    int64_t count;
    Entry *list = collect(r, &count);
    if (list && count > 0) {
        fputs("<section id=\"claims\" aria-labelledby=\"claims-h\"><h2 id=\"claims-h\">Claims "
              "ledger</h2>"
              "<p>Every claim of the notes that these experiments touch. A refuted claim is a "
              "finding, not a failure; "
              "a verdict that changes fails.</p><div class=\"scroll\"><table "
              "class=\"ledger\"><caption class=\"vh\">Claims "
              "and their verdicts</caption><thead><tr><th scope=\"col\">Claim</th><th "
              "scope=\"col\">Verdict</th>"
              "<th scope=\"col\">Why</th><th scope=\"col\">Experiment</th></tr></thead><tbody>\n",
              out);
        for (int64_t i = 0; i < count; i++) {
            const ClaimSpec *spec = list[i].claim->spec;
            fputs("<tr><th scope=\"row\"><code>", out);
            html_text(out, spec->id);
            fputs("</code> ", out);
            html_text(out, spec->says);
            fputs("</th><td data-l=\"verdict\">", out);
            part_claim_word(out, list[i].claim);
            fputs("</td><td data-l=\"why\">", out);
            html_text(out, spec->because ? spec->because : list[i].claim->text);
            fprintf(out, "</td><td data-l=\"experiment\"><a href=\"#%s\">", list[i].item->slug);
            html_text(out, list[i].item->experiment->name);
            fputs("</a></td></tr>\n", out);
        }
        fputs("</tbody></table></div></section>\n", out);
    }
    free(list);
}

/* ---- provenance ------------------------------------------------------------------------------ */

/* Distinct values of one row of the provenance, each with how many results have it. */
static void put_values(FILE *out, const Report *r, const char *name)
{
    bool several = false;
    for (int64_t i = 0; i < r->count; i++) {
        if (!r->items[i].opened)
            continue;
        const char *value = part_provenance(&r->items[i], name);
        int64_t same = 0;
        bool seen = false;
        for (int64_t k = 0; k < r->count; k++) {
            bool equal =
                r->items[k].opened && strcmp(part_provenance(&r->items[k], name), value) == 0;
            seen = seen || (equal && k < i);
            same += equal;
        }
        if (seen)
            continue;
        if (several)
            fputs("<br>", out);
        several = true;
        fputs("<code>", out);
        html_text(out, value);
        fputs("</code>", out);
        if (same < report_sum(r).opened) {
            fputs(" <small>", out);
            html_count(out, same, "result", "results");
            fputs("</small>", out);
        }
    }
}

static void put_builds(FILE *out, const Report *r)
{
    static const char *const rows[][2] = {
        { "git_commit", "commit" },
        { "git_dirty", "uncommitted changes" },
        { "version", "hebb" },
        { "compiler", "compiler" },
        { "flags", "flags" },
        { "libc_version", "C library" },
        { "hdf5_version", "HDF5" },
        { "gsl_version", "GSL" },
        { "sleef_version", "SLEEF" },
        { "cpu", "processor" },
        { "cpu_level", "instruction level" },
        { "cores", "cores" },
        { "threads", "threads" },
        { "kernel", "kernel" },
    };
    fputs(
        "<div class=\"scroll\"><table class=\"prov\"><caption>Build and machine</caption><tbody>\n",
        out);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fprintf(out, "<tr><th scope=\"row\">%s</th><td data-l=\"value\">", rows[i][1]);
        put_values(out, r, rows[i][0]);
        fputs("</td></tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}

static void put_results(FILE *out, const Report *r)
{
    fputs("<div class=\"scroll\"><table class=\"prov\"><caption>Results</caption><thead><tr><th "
          "scope=\"col\">Result</th>"
          "<th scope=\"col\">Trials</th><th scope=\"col\">Seed</th><th scope=\"col\">Last run</th>"
          "<th scope=\"col\">Digest</th><th scope=\"col\">Baseline</th></tr></thead><tbody>\n",
          out);
    for (int64_t i = 0; i < r->count; i++) {
        const ReportItem *item = &r->items[i];
        if (!item->opened)
            continue;
        fprintf(out, "<tr><th scope=\"row\"><a href=\"#%s\">", item->slug);
        html_text(out, item->experiment->name);
        fputs("</a></th><td data-l=\"trials\">", out);
        part_trials(out, item);
        fprintf(out, "</td><td data-l=\"seed\">%llu</td><td data-l=\"last run\">",
                (unsigned long long)item->experiment->seed);
        html_text(out, part_provenance(item, "finished"));
        fputs("</td><td data-l=\"digest\"><code>", out);
        html_text(out, attributes_get(&item->results->root, "digest"));
        fputs("</code></td><td data-l=\"baseline\">", out);
        html_text(out, item->verdicts->baseline == BASELINE_ABSENT ? "none"
                       : item->verdicts->identical                 ? "bit-identical"
                                                                   : item->verdicts->baseline_text);
        fputs("</td></tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}

void part_origin(FILE *out, const Report *r)
{
    fputs("<section id=\"provenance\" aria-labelledby=\"provenance-h\"><h2 "
          "id=\"provenance-h\">Provenance</h2>\n",
          out);
    put_builds(out, r);
    put_results(out, r);
    fputs("<h3>Make this page again</h3><pre tabindex=\"0\"><code>make report</code></pre>"
          "<p>runs what is missing of every experiment and makes the page; the same results give "
          "the same page, byte for "
          "byte.",
          out);
    if (r->json || r->junit)
        fputs(" Beside it lie the verdicts for machines:", out);
    fputs(r->json ? " <a href=\"verdicts.json\">JSON</a>" : "", out);
    fputs(r->junit ? " <a href=\"junit.xml\">JUnit</a>" : "", out);
    fputs(r->json || r->junit ? ".</p></section>\n" : "</p></section>\n", out);
}

/* ---- how to read this ------------------------------------------------------------------------ */

void part_reading(FILE *out)
{
    static const struct {
        Look look;
        const char *word, *text;
    } rows[] = {
        { LOOK_PASS, "pass",
          "The number lies in its allowed range. Exact checks allow nothing; statistical ones "
          "allow what a "
          "correct program exceeds about once in 10\u2009000 nights, all checks together." },
        { LOOK_FAIL, "fail",
          "The number left its allowed range. The command that made this page ends with status "
          "1." },
        { LOOK_WARN, "not evaluated", "Too few data to decide, or none. Never counted as passed." },
        { LOOK_WARN, "expected, advisory",
          "A failure that the config announces until a day, with its reason; a timing that moved. "
          "Neither fails." },
        { LOOK_NONE, "true, not true", "A check that gates nothing: it decides claims." },
    };
    fputs("<section id=\"reading\" aria-labelledby=\"reading-h\"><h2 id=\"reading-h\">How to read "
          "this</h2><dl class=\"gloss\">\n",
          out);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fputs("<dt>", out);
        html_chip(out, rows[i].look, rows[i].word);
        fprintf(out, "</dt><dd>%s</dd>\n", rows[i].text);
    }
    fputs("<dt>claims</dt><dd><b class=\"v pass\">holds</b>, <b class=\"v new\">refuted</b> and <b "
          "class=\"v warn\">qualified</b> "
          "judge the notes, not the program. A refuted claim does not fail; a claim whose verdict "
          "changes does.</dd>\n"
          "<dt>intervals</dt><dd>95\u00A0%: Student\u2019s t over replicates, Wilson\u2019s for "
          "yes or no, percentile bootstrap for "
          "derived numbers. Numbers are shown to two digits of their error.</dd>\n"
          "<dt>ranges</dt><dd>The band is what is allowed, the tick a reference, the dot what was "
          "measured with its "
          "interval.</dd>\n"
          "<dt>figures</dt><dd>Filled markers are measured, bars their 95\u00A0% intervals, solid "
          "lines theory, dashed lines the "
          "literature, dotted lines fits; pale lines only guide the eye. Nothing is smoothed or "
          "left out.</dd></dl></section>\n",
          out);
}
