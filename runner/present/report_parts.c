/* report_parts.c - see report_parts.h */
#include "runner/present/report_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void part_claim_word(FILE *out, const ClaimVerdict *c)
{
    static const struct {
        const char *word;
        Look look;
    } rows[] = {
        { "holds", LOOK_PASS },
        { "refuted", LOOK_NEW },
        { "qualified", LOOK_WARN },
    };
    Look look = LOOK_NONE;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        look = strcmp(rows[i].word, c->computed) == 0 ? rows[i].look : look;
    fprintf(out, "<b class=\"v %s\">", look_class(look));
    html_text(out, c->computed);
    fputs("</b>", out);
    if (!c->changed)
        return;
    fputs(" ", out);
    html_chip(out, LOOK_FAIL, "changed");
    fputs("<small>recorded: ", out);
    html_text(out, c->spec->verdict ? c->spec->verdict : "nothing");
    fputs("</small>", out);
}

static void put_cell(FILE *out, const Cell *cell)
{
    if (cell->text)
        html_text(out, cell->text);
    else
        html_quantity(out, cell->number, 0);
}

void part_table(FILE *out, const Table *t, const char *caption)
{
    int64_t rows = t->rows > PART_ROWS ? PART_ROWS : t->rows;
    fprintf(out,
            "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table "
            "class=\"plain\">"
            "<caption>%s",
            caption);
    if (rows < t->rows) {
        fputs(", the first ", out);
        html_quantity(out, (double)rows, 0);
        fputs(" of ", out);
        html_quantity(out, (double)t->rows, 0);
    }
    fputs("</caption><thead><tr>", out);
    for (int64_t c = 0; c < t->columns; c++) {
        fputs(c ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">", out);
        html_text(out, t->names[c]);
        fputs("</th>", out);
    }
    fputs("</tr></thead><tbody>\n", out);
    for (int64_t r = 0; r < rows; r++) {
        fputs("<tr>", out);
        for (int64_t c = 0; c < t->columns; c++) {
            fputs(c ? "<td class=\"n\" data-l=\"" : "<th scope=\"row", out);
            if (c)
                html_text(out, t->names[c]);
            fputs("\">", out);
            put_cell(out, &t->cells[r * t->columns + c]);
            fputs(c ? "</td>" : "</th>", out);
        }
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table></div>", out);
}

void part_trials(FILE *out, const ReportItem *item)
{
    static const char *const words[REPORT_TRIALS] = { "ok", "failed", "missing", "over budget" };
    const char *gap = "";
    for (int k = 0; k < REPORT_TRIALS; k++) {
        if (item->trials[k] == 0)
            continue;
        fputs(gap, out);
        html_quantity(out, (double)item->trials[k], 0);
        fprintf(out, " %s", words[k]);
        gap = ", ";
    }
    if (!*gap)
        fputs("none", out);
}

void part_repeat(FILE *out, const ReportItem *item)
{
    const Experiment *e = item->experiment;
    fputs("hebb run", out);
    if (*e->profile)
        html_format(out, " --profile %s", e->profile);
    for (char **set = e->overrides; set && *set; set++)
        html_format(out, " --set '%s'", *set);
    html_format(out, " configs/%s.yml", e->name);
}

const char *part_provenance(const ReportItem *item, const char *name)
{
    const char *text = item->opened ? attributes_get(&item->results->provenance, name) : NULL;
    return text ? text : "";
}

void report_family(const ReportItem *item, char *text, size_t size)
{
    const char *name = item->opened ? item->experiment->algorithm->name : "unreadable";
    snprintf(text, size, "%.*s", (int)strcspn(name, "."), name);
}

bool report_begins(const Report *r, int64_t i)
{
    char here[64], before[64];
    report_family(&r->items[i], here, sizeof here);
    if (i > 0)
        report_family(&r->items[i - 1], before, sizeof before);
    return i == 0 || strcmp(here, before) != 0;
}

static void add_claims(ReportSum *s, const Verdicts *v)
{
    for (int64_t i = 0; i < v->claim_count; i++) {
        const char *word = v->claims[i].computed;
        int64_t *count = strcmp(word, "holds") == 0        ? &s->holds
                         : strcmp(word, "qualified") == 0  ? &s->qualified
                         : strcmp(word, "refuted") == 0    ? &s->refuted
                         : strcmp(word, "literature") == 0 ? &s->literature
                                                           : &s->undecided;
        ++*count;
    }
    s->claims += v->claim_count;
    s->changed += v->claims_changed;
}

ReportSum report_sum(const Report *r)
{
    ReportSum s = { 0 };
    for (int64_t i = 0; i < r->count; i++) {
        const ReportItem *item = &r->items[i];
        const char *wall = part_provenance(item, "wall_seconds");
        s.unreadable += !item->opened || item->trouble[0];
        s.opened += item->opened;
        s.passed += item->verdicts->passed;
        s.failed += item->verdicts->failed;
        s.not_evaluated += item->verdicts->not_evaluated;
        s.expected += item->verdicts->expected;
        s.advice += item->verdicts->advice;
        bool compared = item->verdicts->baseline != BASELINE_ABSENT &&
                        item->verdicts->baseline != BASELINE_OTHER;
        s.compared += item->opened && compared;
        s.without += item->opened && !compared;
        s.identical += item->opened && compared && item->verdicts->identical;
        add_claims(&s, item->verdicts);
        for (int k = 0; k < REPORT_TRIALS; k++) {
            s.trials[k] += item->trials[k];
            s.total += item->trials[k];
        }
        for (int64_t f = 0; f < item->figure_count; f++)
            s.undrawn += item->figures[f].trouble[0] != 0;
        s.seconds += *wall ? strtod(wall, NULL) : 0;
    }
    s.checks = s.passed + s.failed + s.not_evaluated + s.expected;
    return s;
}

/* Adds "3 trials failed" to a sentence, with the right joint. */
static void add_clause(char *text, size_t size, int64_t n, const char *one, const char *many)
{
    size_t used = strlen(text);
    if (n > 0)
        snprintf(text + used, size - used, "%s%lld %s", used ? ", " : "", (long long)n,
                 n == 1 ? one : many);
}

Look report_sentence(const ReportSum *s, char *text, size_t size)
{
    text[0] = 0;
    if (s->failed > 0)
        snprintf(text, size, "%lld of %lld checks %s", (long long)s->failed, (long long)s->checks,
                 s->failed == 1 ? "fails" : "fail");
    add_clause(text, size, s->changed, "claim has another verdict than recorded",
               "claims have other verdicts than recorded");
    add_clause(text, size, s->unreadable, "result cannot be read", "results cannot be read");
    add_clause(text, size, s->trials[STATUS_FAILED], "trial failed", "trials failed");
    if (text[0])
        return LOOK_FAIL;
    if (s->checks == 0) {
        snprintf(text, size, "Nothing was checked");
        return LOOK_NONE;
    }
    if (s->not_evaluated + s->expected == 0 && s->trials[STATUS_MISSING] == 0) {
        snprintf(text, size, s->passed == 1 ? "The check passes" : "All %lld checks pass",
                 (long long)s->passed);
        return LOOK_PASS;
    }
    snprintf(text, size, "%lld check%s", (long long)s->passed,
             s->passed == 1 ? " passes" : "s pass");
    add_clause(text, size, s->not_evaluated, "is not evaluated", "are not evaluated");
    add_clause(text, size, s->expected, "is expected to fail", "are expected to fail");
    add_clause(text, size, s->trials[STATUS_MISSING], "trial is missing", "trials are missing");
    return LOOK_WARN;
}

void report_summary(const Report *r, char *text, size_t size)
{
    ReportSum s = report_sum(r);
    report_sentence(&s, text, size);
}
