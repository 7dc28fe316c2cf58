/* verdicts.c - see verdicts.h */
#include "runner/present/verdicts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runner/analyze/statistics.h"
#include "runner/config/number.h"

static const char signs[VERDICTS] = {
    [VERDICT_PASS] = '+',     [VERDICT_FAIL] = 'x',   [VERDICT_NOT_EVALUATED] = '?',
    [VERDICT_EXPECTED] = '-', [VERDICT_ADVICE] = '!', [VERDICT_NOT_REPRODUCIBLE] = 'X',
};
static const char *const colors[VERDICTS] = {
    [VERDICT_PASS] = "32",     [VERDICT_FAIL] = "31",   [VERDICT_NOT_EVALUATED] = "33",
    [VERDICT_EXPECTED] = "33", [VERDICT_ADVICE] = "33", [VERDICT_NOT_REPRODUCIBLE] = "31;1",
};

/* ---- totals ---------------------------------------------------------------------------------- */

VerdictTotals verdicts_total(const VerdictSheet *sheets, int64_t count)
{
    VerdictTotals t = { .sheets = count };
    for (int64_t i = 0; i < count; i++) {
        const Verdicts *v = sheets[i].verdicts;
        t.failed += v->failed;
        t.passed += v->passed;
        t.not_evaluated += v->not_evaluated;
        t.expected += v->expected;
        t.advice += v->advice;
        t.not_reproducible += v->not_reproducible;
        t.claims += v->claim_count;
        t.claims_changed += v->claims_changed;
        for (int64_t c = 0; c < v->claim_count; c++) {
            t.holds += strcmp(v->claims[c].computed, "holds") == 0;
            t.refuted += strcmp(v->claims[c].computed, "refuted") == 0;
            t.qualified += strcmp(v->claims[c].computed, "qualified") == 0;
        }
        bool bits = v->baseline == BASELINE_BITS || v->baseline == BASELINE_TOLERANCE;
        bool without = v->baseline == BASELINE_ABSENT || v->baseline == BASELINE_OTHER;
        t.compared += bits;
        t.without +=
            without && strcmp(sheets[i].leg, "fresh") != 0; /* both legs have the same one */
        t.identical += bits && v->identical;
        t.comparisons = v->comparisons > t.comparisons ? v->comparisons : t.comparisons;
        t.alarm = v->alarm;
    }
    t.checks = t.failed + t.passed + t.not_evaluated + t.expected;
    return t;
}

static int add(char *text, size_t size, size_t used, const char *format, long long n)
{
    int length = used < size ? snprintf(text + used, size - used, format, n) : 0;
    return length > 0 ? length : 0;
}

void verdicts_line(const VerdictTotals *t, char *text, size_t size)
{
    size_t used = 0;
    if (t->failed > 0) {
        used += (size_t)add(text, size, used, "%lld", t->failed);
        used += (size_t)add(text, size, used,
                            t->failed == 1 ? " of %lld checks fails" : " of %lld checks fail",
                            t->checks);
    } else {
        used += (size_t)add(text, size, used,
                            t->passed == 1 ? "%lld check passes" : "%lld checks pass", t->passed);
    }
    const struct {
        int64_t n;
        const char *format;
    } rest[] = {
        { t->not_reproducible, ", %lld not reproducible" },
        { t->not_evaluated, ", %lld not evaluated" },
        { t->expected, ", %lld expected to fail" },
        { t->advice, ", %lld advisory" },
        { t->claims_changed, "; %lld claims changed their verdict" },
        { t->without, "; %lld without a baseline" },
    };
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
        if (rest[i].n > 0)
            used += (size_t)add(text, size, used, rest[i].format, rest[i].n);
    if (t->compared > 0) {
        used += (size_t)add(text, size, used, "; %lld", t->identical);
        add(text, size, used, " of %lld bit-identical to the baseline", t->compared);
    }
}

void verdicts_budget(const VerdictTotals *t, char *text, size_t size)
{
    snprintf(text, size,
             "%lld statistical comparisons share one false alarm in 10000 nights: |z| < %.2f with "
             "many replicates",
             (long long)t->comparisons, statistics_t(t->alarm, INFINITY));
}

/* ---- table ----------------------------------------------------------------------------------- */

static void print_allowed(const CheckVerdict *v, char *text, size_t size)
{
    if (v->verdict == VERDICT_NOT_EVALUATED || (isnan(v->allowed_low) && isnan(v->allowed_high)))
        snprintf(text, size, "-");
    else if (v->allowed_low == v->allowed_high)
        snprintf(text, size, "%.6g", v->allowed_low);
    else if (isinf(v->allowed_low) && isinf(v->allowed_high))
        snprintf(text, size, "-");
    else if (isinf(v->allowed_low))
        snprintf(text, size, "<= %.6g", v->allowed_high);
    else if (isinf(v->allowed_high))
        snprintf(text, size, ">= %.6g", v->allowed_low);
    else
        snprintf(text, size, "%.6g .. %.6g", v->allowed_low, v->allowed_high);
}

/* Failures of checks that only claims name are told by their claim. */
static bool needs_look(const CheckVerdict *v)
{
    if (v->verdict == VERDICT_NOT_EVALUATED)
        return v->gates;
    return v->verdict == VERDICT_ADVICE || (v->gates && verdict_fails(v->verdict));
}

static void print_row(FILE *out, const VerdictSheet *sheet, const CheckVerdict *v, bool color)
{
    char allowed[96], measured[NUMBER_SIZE], name[160];
    print_allowed(v, allowed, sizeof allowed);
    snprintf(measured, sizeof measured, "%.6g", v->measured);
    snprintf(name, sizeof name, "%s%s%s", sheet->experiment, *sheet->leg ? " " : "", sheet->leg);
    if (color)
        fprintf(out, "\033[%sm%c\033[0m", colors[v->verdict], signs[v->verdict]);
    else
        fputc(signs[v->verdict], out);
    bool for_claims = !v->gates && v->spec && v->spec->kind != CHECK_TIMING;
    fprintf(out, " %-26s %-24s %12s  %-26s %s%s\n", name, v->name,
            isnan(v->measured) ? "-" : measured, allowed, v->kind,
            for_claims ? ", for claims" : "");
}

static void print_detail(FILE *out, const VerdictSheet *sheet, const CheckVerdict *v)
{
    fprintf(out, "\n%c %s/%s\n", signs[v->verdict], sheet->experiment, v->name);
    if (v->place[0])
        fprintf(out, "    at        %s\n", v->place);
    if (v->compared > 1)
        fprintf(out, "    outside   %lld of %lld numbers\n", (long long)v->failed,
                (long long)v->compared);
    if (!isnan(v->z))
        fprintf(out, "    z         %.2f standard errors\n", v->z);
    if (v->text[0])
        fprintf(out, "    that is   %s\n", v->text);
    if (v->because)
        fprintf(out, "    because   %s\n", v->because);
    if (v->spec && v->spec->place.source)
        fprintf(out, "    asked in  %s:%lld\n", v->spec->place.source->name,
                (long long)v->spec->place.line);
    if (*v->value)
        fprintf(out, "    look      hebb export %s --metric %s\n", sheet->path, v->value);
    if (strncmp(v->name, "baseline.", 9) == 0 && strcmp(sheet->leg, "fresh") != 0)
        fprintf(out, "    accept    hebb baseline accept %s --reason \"...\"\n", sheet->path);
}

static void print_claim(FILE *out, const ClaimVerdict *c)
{
    char sign = c->changed ? 'x' : strcmp(c->computed, "not evaluated") ? '+' : '?';
    fprintf(out, "%c claim %-5s %-13s %s\n", sign, c->spec->id, c->computed, c->spec->says);
    if (c->changed)
        fprintf(out, "    recorded  %s\n",
                c->spec->verdict ? c->spec->verdict : "another one, in the baseline");
    if (c->text[0])
        fprintf(out, "    decided   by %s\n", c->text);
}

/* Several failing numbers of the baseline have one cause more often than not: the first few tell.
 */
enum { MOST_DETAILS = 5 };

static void print_details(FILE *out, const VerdictSheet *sheet)
{
    const Verdicts *v = sheet->verdicts;
    int64_t told = 0, left = 0;
    for (int64_t i = 0; i < v->check_count; i++) {
        const CheckVerdict *check = &v->checks[i];
        if (!check->gates || !verdict_fails(check->verdict))
            continue;
        if (!check->spec && told >= MOST_DETAILS) {
            left++;
            continue;
        }
        print_detail(out, sheet, check);
        told += !check->spec;
    }
    if (left > 0)
        fprintf(out, "\n    and %lld numbers of the baseline more\n", (long long)left);
}

void verdicts_table(FILE *out, const VerdictSheet *sheets, int64_t count, bool verbose, bool color)
{
    bool headed = false;
    for (int64_t s = 0; s < count; s++) {
        const Verdicts *v = sheets[s].verdicts;
        for (int64_t i = 0; i < v->check_count; i++) {
            if (!verbose && !needs_look(&v->checks[i]))
                continue;
            if (!headed)
                fprintf(out, "  %-26s %-24s %12s  %-26s %s\n", "experiment", "check", "measured",
                        "allowed", "kind");
            headed = true;
            print_row(out, &sheets[s], &v->checks[i], color);
        }
    }
    for (int64_t s = 0; s < count; s++) {
        const Verdicts *v = sheets[s].verdicts;
        print_details(out, &sheets[s]);
        for (int64_t i = 0; i < v->claim_count; i++)
            if (verbose || v->claims[i].changed)
                print_claim(out, &v->claims[i]);
        for (int64_t i = 0; verbose && i < v->check_count; i++)
            if (v->checks[i].text[0] && !verdict_fails(v->checks[i].verdict))
                fprintf(out, "    %s: %s\n", v->checks[i].name, v->checks[i].text);
        if (verbose)
            fprintf(out, "    baseline: %s\n", v->baseline_text);
    }
}

/* ---- ledger ---------------------------------------------------------------------------------- */

typedef struct {
    const VerdictSheet *sheet;
    const ClaimVerdict *claim;
} LedgerRow;

static int by_claim(const void *a, const void *b)
{
    const LedgerRow *x = a, *y = b;
    int order = strcmp(x->claim->spec->id, y->claim->spec->id);
    return order ? order : strcmp(x->sheet->experiment, y->sheet->experiment);
}

void verdicts_ledger(FILE *out, const VerdictSheet *sheets, int64_t count)
{
    VerdictTotals t = verdicts_total(sheets, count);
    LedgerRow *rows = malloc(((size_t)t.claims + 1) * sizeof *rows);
    int64_t n = 0;
    for (int64_t s = 0; rows && s < count; s++)
        for (int64_t c = 0; c < sheets[s].verdicts->claim_count; c++)
            rows[n++] = (LedgerRow){ &sheets[s], &sheets[s].verdicts->claims[c] };
    if (n > 0)
        qsort(rows, (size_t)n, sizeof *rows, by_claim);
    for (int64_t i = 0; i < n; i++) {
        const ClaimVerdict *c = rows[i].claim;
        const char *recorded = c->spec->verdict ? c->spec->verdict : "-";
        fprintf(out, "%c %-6s %-13s %-11s %-26s %s\n", c->changed ? 'x' : ' ', c->spec->id,
                c->computed, c->changed ? recorded : "", rows[i].sheet->experiment, c->spec->says);
    }
    free(rows);
    fprintf(out, "%lld claims: %lld hold, %lld refuted, %lld qualified; %lld changed\n",
            (long long)t.claims, (long long)t.holds, (long long)t.refuted, (long long)t.qualified,
            (long long)t.claims_changed);
}
