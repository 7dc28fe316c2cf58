/* junit.c - the verdict array as JUnit's XML: see verdicts.h */
#include <math.h>
#include <stdlib.h>

#include "runner/config/number.h"
#include "runner/config/utf8.h"
#include "runner/present/verdicts.h"
#include "runner/store/results.h"

/* Text between tags or quotes: markup as entities, and no control characters, which XML has not. */
static void put(FILE *out, const char *text)
{
    char *clean = results_text(text ? text : ""); /* UTF-8 */
    for (const char *c = clean; c && *c; c++) {
        switch (*c) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        default:
            fputc((unsigned char)*c < 0x20 || *c == 0x7f ? ' ' : *c, out);
        }
    }
    free(clean);
}

static void put_attribute(FILE *out, const char *name, const char *text)
{
    fprintf(out, " %s=\"", name);
    put(out, text);
    fputc('"', out);
}

static void open_case(FILE *out, const VerdictSheet *sheet, const char *prefix, const char *name)
{
    char where[256], full[256];
    snprintf(where, sizeof where, "hebb%s%s.%s", *sheet->leg ? "." : "", sheet->leg,
             sheet->experiment);
    snprintf(full, sizeof full, "%s%s", prefix, name);
    fputs("    <testcase", out);
    put_attribute(out, "classname", where);
    put_attribute(out, "name", full);
}

static void put_check(FILE *out, const VerdictSheet *sheet, const CheckVerdict *v)
{
    static const char *const tags[VERDICTS] = {
        [VERDICT_FAIL] = "failure",      [VERDICT_NOT_EVALUATED] = "skipped",
        [VERDICT_EXPECTED] = "skipped",  [VERDICT_NOT_REPRODUCIBLE] = "error",
        [VERDICT_ADVICE] = "system-out",
    };
    char message[512];
    const char *tag = tags[v->verdict];
    open_case(out, sheet, "", v->name);
    if (!tag || (!v->gates && verdict_fails(v->verdict))) { /* a claim says what that means */
        fputs("/>\n", out);
        return;
    }
    snprintf(message, sizeof message, "%.10g, allowed %.10g .. %.10g%s%s", v->measured,
             v->allowed_low, v->allowed_high, v->place[0] ? " at " : "", v->place);
    fprintf(out, ">\n      <%s", tag);
    if (v->verdict == VERDICT_ADVICE) {
        fputc('>', out);
        put(out, v->text);
    } else {
        bool skipped = v->verdict == VERDICT_NOT_EVALUATED || v->verdict == VERDICT_EXPECTED;
        if (!skipped)
            put_attribute(out, "type", v->kind);
        put_attribute(out, "message", skipped ? v->text : message);
        fputc('>', out);
        if (!skipped) {
            put(out, v->text);
            put(out, v->because ? " because " : "");
            put(out, v->because);
        }
    }
    fprintf(out, "</%s>\n    </testcase>\n", tag);
}

static void put_claim(FILE *out, const VerdictSheet *sheet, const ClaimVerdict *c)
{
    open_case(out, sheet, "claim ", c->spec->id);
    if (!c->changed) {
        fputs("/>\n", out);
        return;
    }
    fputs(">\n      <failure type=\"claim\"", out);
    put_attribute(out, "message", c->computed);
    fputc('>', out);
    put(out, c->text);
    fputs("</failure>\n    </testcase>\n", out);
}

typedef struct {
    int64_t tests, failures, errors, skipped;
} Counts;

static bool is_without(const Verdicts *v)
{
    return v->baseline == BASELINE_ABSENT || v->baseline == BASELINE_OTHER;
}

static void add_counts(const Verdicts *v, Counts *n)
{
    for (int64_t i = 0; i < v->check_count; i++) {
        const CheckVerdict *check = &v->checks[i];
        n->failures += check->gates && check->verdict == VERDICT_FAIL;
        n->errors += check->gates && check->verdict == VERDICT_NOT_REPRODUCIBLE;
        n->skipped += check->verdict == VERDICT_NOT_EVALUATED || check->verdict == VERDICT_EXPECTED;
    }
    n->tests += v->check_count + v->claim_count + is_without(v);
    n->failures += v->claims_changed;
    n->skipped += is_without(v);
}

static void put_counts(FILE *out, const Counts *n)
{
    fprintf(out, " tests=\"%lld\" failures=\"%lld\" errors=\"%lld\" skipped=\"%lld\">\n",
            (long long)n->tests, (long long)n->failures, (long long)n->errors,
            (long long)n->skipped);
}

static void put_sheet(FILE *out, const VerdictSheet *sheet)
{
    const Verdicts *v = sheet->verdicts;
    Counts n = { 0 };
    add_counts(v, &n);
    fputs("  <testsuite", out);
    put_attribute(out, "name", sheet->experiment);
    put_counts(out, &n);
    fputs("    <properties>\n      <property name=\"baseline\"", out);
    put_attribute(out, "value", v->baseline_text);
    fputs("/>\n    </properties>\n", out);
    for (int64_t i = 0; i < v->check_count; i++)
        put_check(out, sheet, &v->checks[i]);
    for (int64_t i = 0; i < v->claim_count; i++)
        put_claim(out, sheet, &v->claims[i]);
    if (is_without(v)) {
        open_case(out, sheet, "", "baseline");
        fputs(">\n      <skipped", out);
        put_attribute(out, "message", v->baseline_text);
        fputs("/>\n    </testcase>\n", out);
    }
    fputs("  </testsuite>\n", out);
}

void verdicts_junit(FILE *out, const VerdictSheet *sheets, int64_t count)
{
    Counts n = { 0 };
    for (int64_t i = 0; i < count; i++)
        add_counts(sheets[i].verdicts, &n);
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"hebb\"", out);
    put_counts(out, &n);
    for (int64_t i = 0; i < count; i++)
        put_sheet(out, &sheets[i]);
    fputs("</testsuites>\n", out);
}
