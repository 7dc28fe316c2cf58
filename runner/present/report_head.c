/* report_head.c - the top of the page: verdict, what needs a look, overview. */
#include <math.h>
#include <string.h>

#include "runner/present/report_parts.h"

/* ---- verdict --------------------------------------------------------------------------------- */

/* The value that all results share, or a word that they do not. */
static const char *shared(const Report *r, const char *name)
{
    const char *first = NULL;
    for (int64_t i = 0; i < r->count; i++) {
        if (!r->items[i].opened)
            continue;
        const char *value = part_provenance(&r->items[i], name);
        if (first && strcmp(first, value) != 0)
            return NULL;
        first = value;
    }
    return first;
}

/* The day the newest result was finished. */
static const char *newest(const Report *r)
{
    const char *last = "";
    for (int64_t i = 0; i < r->count; i++) {
        const char *at = part_provenance(&r->items[i], "finished");
        last = strcmp(at, last) > 0 ? at : last;
    }
    return last;
}

static void put_eyebrow(FILE *out, const Report *r)
{
    const char *commit = shared(r, "git_commit"), *dirty = shared(r, "git_dirty");
    fputs("<p class=\"eyebrow\">hebb ", out);
    html_text(out, shared(r, "version"));
    if (commit && *commit) {
        fputs(" \u00B7 commit <code>", out);
        html_format(out, "%.9s", commit);
        fputs("</code>", out);
        fputs(dirty && strcmp(dirty, "true") == 0 ? " and changes" : "", out);
    } else if (!commit) {
        fputs(" \u00B7 results of several commits", out);
    }
    if (*newest(r)) {
        fputs(" \u00B7 last run ", out);
        html_format(out, "%.10s", newest(r));
    }
    fputs("</p>", out);
}

static void put_share(FILE *out, const char *look, int64_t n)
{
    if (n > 0)
        fprintf(out, "<span class=\"b-%s\" style=\"flex:%lld\"></span>", look, (long long)n);
}

static void put_lede(FILE *out, const ReportSum *s)
{
    fputs("<p class=\"lede\">", out);
    html_count(out, s->opened, "experiment", "experiments");
    fputs(", ", out);
    html_count(out, s->total, "trial", "trials");
    fputs(".", out);
    if (s->claims > 0) {
        fputs(" Of ", out);
        html_count(out, s->claims, "claim", "claims");
        fputs(" of the notes ", out);
        const struct {
            int64_t n;
            const char *one, *many;
        } ways[] = {
            { s->holds, "holds", "hold" },
            { s->qualified, "needs a qualification", "need a qualification" },
            { s->refuted, "is refuted", "are refuted" },
            { s->literature, "rests on the literature", "rest on the literature" },
            { s->undecided, "is left open by these data", "are left open by these data" },
        };
        const char *gap = "";
        for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
            if (ways[i].n == 0)
                continue;
            fputs(gap, out);
            html_count(out, ways[i].n, ways[i].one, ways[i].many);
            gap = ", ";
        }
        fputs(".", out);
    }
    if (s->compared > 0) {
        fputs(" ", out);
        html_quantity(out, (double)s->identical, 0);
        html_format(out, " of %lld results with a baseline %s bit-identical to it.",
                    (long long)s->compared, s->identical == 1 ? "is" : "are");
    }
    if (s->without > 0 && s->without == s->opened) {
        fputs(" There are no baselines to compare with yet.", out);
    } else if (s->without > 0) {
        fputs(" ", out);
        html_count(out, s->without, "result has", "results have");
        fputs(" no baseline yet.", out);
    }
    if (s->undrawn > 0) {
        fputs(" ", out);
        html_count(out, s->undrawn, "figure", "figures");
        fputs(" could not be drawn whole; the numbers are here.", out);
    }
    fputs("</p>\n", out);
}

static void put_tiles(FILE *out, const ReportSum *s)
{
    fputs("<dl class=\"tiles\"><div><dt>checks</dt><dd>", out);
    html_quantity(out, (double)s->checks, 0);
    fprintf(out, " <small>%lld pass, %lld fail, %lld not evaluated", (long long)s->passed,
            (long long)s->failed, (long long)s->not_evaluated);
    if (s->expected > 0)
        fprintf(out, ", %lld expected to fail", (long long)s->expected);
    if (s->advice > 0)
        fprintf(out, ", %lld advisory", (long long)s->advice);
    fputs("</small></dd></div>", out);
    fputs("<div><dt>claims of the notes</dt><dd>", out);
    html_quantity(out, (double)s->claims, 0);
    fprintf(out, " <small>%lld hold, %lld qualified, %lld refuted</small></dd></div>",
            (long long)s->holds, (long long)s->qualified, (long long)s->refuted);
    fputs("<div><dt>trials</dt><dd>", out);
    html_quantity(out, (double)s->total, 0);
    fprintf(out, " <small>%lld failed, %lld missing</small></dd></div>",
            (long long)s->trials[STATUS_FAILED], (long long)s->trials[STATUS_MISSING]);
    fputs("<div><dt>time of the last runs</dt><dd>", out);
    html_seconds(out, s->seconds);
    fputs("</dd></div></dl>\n", out);
}

void part_verdict(FILE *out, const Report *r)
{
    static const char *const signs[LOOKS] = { "\u2713", "\u2717", "!", "\u2260", "\u2013" };
    char sentence[400];
    ReportSum s = report_sum(r);
    Look look = report_sentence(&s, sentence, sizeof sentence);
    fputs("<section id=\"verdict\" aria-labelledby=\"verdict-h\">", out);
    put_eyebrow(out, r);
    fprintf(out, "<h1 id=\"verdict-h\"><span class=\"big %s\" aria-hidden=\"true\">%s</span> ",
            look_class(look), signs[look]);
    html_text(out, sentence);
    fputs("</h1>\n", out);
    put_lede(out, &s);
    if (s.checks > 0) {
        fprintf(out,
                "<div class=\"bar\" role=\"img\" aria-label=\"%lld pass, %lld fail, %lld undecided "
                "or expected\">",
                (long long)s.passed, (long long)s.failed,
                (long long)(s.not_evaluated + s.expected));
        put_share(out, "pass", s.passed);
        put_share(out, "fail", s.failed);
        put_share(out, "warn", s.not_evaluated + s.expected);
        fputs("</div>", out);
    }
    put_tiles(out, &s);
    fputs("</section>\n", out);
}

/* ---- what needs a look ----------------------------------------------------------------------- */

static void open_card(FILE *out, Look look, const char *word, const ReportItem *item,
                      const char *what)
{
    fprintf(out, "<article class=\"card %s\"><h3>", look_class(look));
    html_chip(out, look, word);
    fprintf(out, " <a href=\"#%s\">", item->slug);
    html_text(out, item->opened ? item->experiment->name : item->path);
    fputs("</a>", out);
    if (item->opened && *item->leg)
        html_format(out, ", %s seed", item->leg);
    if (what) {
        fputs(" / ", out);
        html_text(out, what);
    }
    fputs("</h3>", out);
}

static void close_card(FILE *out, const ReportItem *item, const char *verb, bool accept)
{
    fputs("<p class=\"how\"><span>Look</span> <code>", out);
    html_format(out, "hebb %s %s", verb, item->path);
    fputs("</code>", out);
    if (item->opened) {
        fputs(" <span>Repeat</span> <code>", out);
        part_repeat(out, item);
        fputs("</code>", out);
    }
    if (accept) {
        fputs(" <span>Accept</span> <code>", out);
        html_format(out, "hebb baseline accept %s --reason \"\u2026\"", item->path);
        fputs("</code>", out);
    }
    fputs("</p></article>\n", out);
}

static void put_check_card(FILE *out, const ReportItem *item, const ReportCheck *c)
{
    open_card(out, c->look, c->word, item, c->name);
    fputs("<p>", out);
    if (!isnan(c->measured)) {
        fputs("<b>", out);
        html_quantity(out, c->measured, report_error(c));
        fputs("</b>, allowed ", out);
        html_range(out, c->allowed_low, c->allowed_high, 0);
        if (c->place[0])
            html_format(out, ", at %s", c->place);
        if (c->compared > 1)
            html_format(out, "; %lld of %lld numbers lie outside", (long long)c->failed,
                        (long long)c->compared);
        fputs(". ", out);
    }
    html_text(out, c->text);
    if (c->because) {
        fputs(c->text[0] ? ". Because: " : "Because: ", out);
        html_text(out, c->because);
    }
    fputs("</p>", out);
    close_card(out, item, "check -v", c->of_baseline && c->look == LOOK_FAIL);
}

static void put_claim_card(FILE *out, const ReportItem *item, const ClaimVerdict *c)
{
    open_card(out, LOOK_FAIL, "changed", item, c->spec->id);
    fputs("<p>\u201C", out);
    html_text(out, c->spec->says);
    fputs("\u201D is now <b>", out);
    html_text(out, c->computed);
    fputs("</b>, recorded ", out);
    html_text(out, c->spec->verdict ? c->spec->verdict : "nothing");
    fputs(". ", out);
    html_text(out, c->text);
    fputs("</p>", out);
    close_card(out, item, "check -v", false);
}

static void put_item_cards(FILE *out, const ReportItem *item)
{
    if (!item->opened || item->trouble[0]) {
        open_card(out, LOOK_FAIL, "not readable", item, NULL);
        fputs("<p>", out);
        html_prose(out, item->trouble);
        fputs("</p>", out);
        close_card(out, item, "check -v", false);
    }
    for (int64_t i = 0; i < item->check_count; i++)
        if (item->checks[i].look == LOOK_FAIL || item->checks[i].look == LOOK_WARN)
            put_check_card(out, item, &item->checks[i]);
    for (int64_t i = 0; i < item->verdicts->claim_count; i++)
        if (item->verdicts->claims[i].changed)
            put_claim_card(out, item, &item->verdicts->claims[i]);
    if (item->trials[STATUS_FAILED] + item->trials[STATUS_MISSING] > 0) {
        open_card(out, item->trials[STATUS_FAILED] ? LOOK_FAIL : LOOK_WARN, "trials", item, NULL);
        fputs("<p>Trials: ", out);
        part_trials(out, item);
        fputs(". Means are over those that are there.</p>", out);
        close_card(out, item, "export --level trial", false);
    }
}

/* Figures have one card together: what is missing is mostly one program. */
static void put_figure_card(FILE *out, const Report *r, int64_t undrawn)
{
    if (undrawn == 0)
        return;
    fputs("<article class=\"card warn\"><h3>", out);
    html_chip(out, LOOK_WARN, "figures");
    fputs(" ", out);
    html_count(out, undrawn, "figure", "figures");
    fputs(" could not be drawn whole</h3><ul>", out);
    for (int64_t i = 0; i < r->count; i++)
        for (int64_t f = 0; f < r->items[i].figure_count; f++) {
            if (!r->items[i].figures[f].trouble[0])
                continue;
            fprintf(out, "<li><a href=\"#%s\">%s</a>: ", r->items[i].slug,
                    r->items[i].figures[f].id);
            html_prose(out, r->items[i].figures[f].trouble);
            fputs("</li>", out);
        }
    fputs("</ul></article>\n", out);
}

/* Worst first. */
void part_look(FILE *out, const Report *r)
{
    ReportSum s = report_sum(r);
    if (s.failed + s.not_evaluated + s.expected + s.advice + s.changed + s.unreadable + s.undrawn +
            s.trials[STATUS_FAILED] + s.trials[STATUS_MISSING] ==
        0)
        return;
    fputs("<section id=\"look\" aria-labelledby=\"look-h\"><h2 id=\"look-h\">What needs a "
          "look</h2>\n",
          out);
    for (int pass = 0; pass < 2; pass++)
        for (int64_t i = 0; i < r->count; i++) {
            char words[64];
            bool fails = report_item_look(&r->items[i], words, sizeof words) == LOOK_FAIL;
            if (fails == (pass == 0))
                put_item_cards(out, &r->items[i]);
        }
    put_figure_card(out, r, s.undrawn);
    fputs("</section>\n", out);
}

/* ---- overview -------------------------------------------------------------------------------- */

void part_overview(FILE *out, const Report *r)
{
    fputs("<section id=\"experiments\" aria-labelledby=\"experiments-h\"><h2 "
          "id=\"experiments-h\">Experiments</h2>\n",
          out);
    for (int64_t i = 0; i < r->count; i++) {
        const ReportItem *item = &r->items[i];
        char family[64], words[64];
        Look look = report_item_look(item, words, sizeof words);
        report_family(item, family, sizeof family);
        if (report_begins(r, i)) {
            fputs(i ? "</ul>" : "", out);
            fputs("<h3>", out);
            html_text(out, family);
            fputs("</h3><ul class=\"over\">\n", out);
        }
        fprintf(out, "<li><a href=\"#%s\">", item->slug);
        html_text(out, item->opened ? item->experiment->title : item->path);
        fputs("</a> ", out);
        html_chip(out, look, words);
        fputs("</li>\n", out);
    }
    fputs(r->count ? "</ul>" : "", out);
    fputs("</section>\n", out);
}
