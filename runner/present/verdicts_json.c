/* verdicts_json.c - the verdict array as JSON: see verdicts.h */
#include <inttypes.h>
#include <math.h>

#include "runner/present/json.h"
#include "runner/present/verdicts.h"

static void put_text(FILE *out, const char *key, const char *text)
{
    fprintf(out, ",\"%s\":", key);
    json_text(out, text);
}

static void put_number(FILE *out, const char *key, double x)
{
    fprintf(out, ",\"%s\":", key);
    json_number(out, x);
}

static void put_count(FILE *out, const char *key, int64_t n)
{
    fprintf(out, ",\"%s\":%" PRId64, key, n);
}

static void put_check(FILE *out, const CheckVerdict *v)
{
    fputs("{\"name\":", out);
    json_text(out, v->name);
    put_text(out, "verdict", verdict_word(v->verdict));
    fprintf(out, ",\"gates\":%s", v->gates ? "true" : "false");
    put_text(out, "kind", v->kind);
    put_text(out, "value", v->value);
    put_number(out, "measured", v->measured);
    put_number(out, "error", v->error);
    put_number(out, "reference", v->reference);
    put_number(out, "allowed_low", v->allowed_low);
    put_number(out, "allowed_high", v->allowed_high);
    put_number(out, "z", v->z);
    put_count(out, "compared", v->compared);
    put_count(out, "failed", v->failed);
    put_text(out, "place", v->place);
    put_text(out, "text", v->text);
    put_text(out, "because", v->because);
    fputc('}', out);
}

static void put_claim(FILE *out, const ClaimVerdict *c)
{
    fputs("{\"id\":", out);
    json_text(out, c->spec->id);
    put_text(out, "says", c->spec->says);
    put_text(out, "verdict", c->computed);
    put_text(out, "recorded", c->spec->verdict);
    fprintf(out, ",\"changed\":%s", c->changed ? "true" : "false");
    put_text(out, "decided_by", c->text);
    put_text(out, "because", c->spec->because);
    fputc('}', out);
}

static void put_sheet(FILE *out, const VerdictSheet *sheet)
{
    const Verdicts *v = sheet->verdicts;
    bool compared = v->baseline != BASELINE_ABSENT && v->baseline != BASELINE_OTHER;
    fputs("{\"experiment\":", out);
    json_text(out, sheet->experiment);
    put_text(out, "result", sheet->path);
    put_text(out, "leg", sheet->leg);
    put_text(out, "baseline", v->baseline_text);
    fprintf(out, ",\"identical\":%s,\"checks\":[",
            !compared      ? "null"
            : v->identical ? "true"
                           : "false");
    for (int64_t i = 0; i < v->check_count; i++) {
        fputs(i ? ",\n" : "\n", out);
        put_check(out, &v->checks[i]);
    }
    fputs("],\"claims\":[", out);
    for (int64_t i = 0; i < v->claim_count; i++) {
        fputs(i ? ",\n" : "\n", out);
        put_claim(out, &v->claims[i]);
    }
    fputs("]}", out);
}

void verdicts_json(FILE *out, const VerdictSheet *sheets, int64_t count)
{
    VerdictTotals t = verdicts_total(sheets, count);
    char line[512];
    verdicts_line(&t, line, sizeof line);
    fputs("{\"summary\":", out);
    json_text(out, line);
    put_count(out, "checks", t.checks);
    put_count(out, "failed", t.failed);
    put_count(out, "passed", t.passed);
    put_count(out, "not_evaluated", t.not_evaluated);
    put_count(out, "not_reproducible", t.not_reproducible);
    put_count(out, "expected_failures", t.expected);
    put_count(out, "advice", t.advice);
    put_count(out, "claims", t.claims);
    put_count(out, "claims_changed", t.claims_changed);
    put_count(out, "without_baseline", t.without);
    put_count(out, "comparisons", t.comparisons);
    put_number(out, "alarm", t.alarm);
    fputs(",\"experiments\":[", out);
    for (int64_t i = 0; i < count; i++) {
        fputs(i ? ",\n" : "\n", out);
        put_sheet(out, &sheets[i]);
    }
    fputs("]}\n", out);
}
