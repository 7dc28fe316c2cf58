/* command_check.c - hebb check: holds derived numbers and metrics against theory and literature. */
#include <math.h>
#include <string.h>

#include "runner/analyze/check.h"
#include "runner/command.h"
#include "runner/config/number.h"

static const OptionRow options[] = {
    { "verbose", 'v', NULL, "every check and claim, not only what needs a look" },
    COMMON_OPTIONS,
    { 0 },
};

static const char *const kind_words[CHECK_KINDS] = { "exact", "range", "limit", "against", "law" };
static const char signs[] = { '+', 'x', '?' }; /* by Verdict */

typedef struct {
    bool verbose;
    int64_t checks, failed, passed, not_evaluated, claims, changed;
    bool headed;
} Report;

static void print_allowed(const CheckVerdict *v, char *text, size_t size)
{
    char low[NUMBER_SIZE], high[NUMBER_SIZE];
    snprintf(low, sizeof low, "%.6g", v->allowed_low);
    snprintf(high, sizeof high, "%.6g", v->allowed_high);
    if (v->verdict == VERDICT_NOT_EVALUATED)
        snprintf(text, size, "-");
    else if (v->allowed_low == v->allowed_high)
        snprintf(text, size, "%s", low);
    else if (isinf(v->allowed_low))
        snprintf(text, size, "<= %s", high);
    else if (isinf(v->allowed_high))
        snprintf(text, size, ">= %s", low);
    else
        snprintf(text, size, "%s .. %s", low, high);
}

static void print_check(Report *r, const char *experiment, const CheckVerdict *v)
{
    char allowed[96], measured[NUMBER_SIZE];
    if (!r->verbose && v->verdict == VERDICT_PASS)
        return;
    if (!r->verbose && !v->gates && v->verdict == VERDICT_FAIL)
        return; /* its claim says what it means */
    if (!r->headed)
        printf("  %-26s %-24s %12s  %-26s %s\n", "experiment", "check", "measured", "allowed", "kind");
    r->headed = true;
    print_allowed(v, allowed, sizeof allowed);
    snprintf(measured, sizeof measured, "%.6g", v->measured);
    printf("%c %-26s %-24s %12s  %-26s %s%s\n", signs[v->verdict], experiment, v->spec->name,
           isnan(v->measured) ? "-" : measured, allowed, kind_words[v->spec->kind], v->gates ? "" : ", for claims");
}

static void print_detail(const char *experiment, const CheckVerdict *v, const char *path)
{
    printf("\nx %s/%s\n", experiment, v->spec->name);
    if (v->place[0])
        printf("    at        %s\n", v->place);
    printf("    outside   %lld of %lld numbers\n", (long long)v->failed, (long long)v->compared);
    if (!isnan(v->z))
        printf("    z         %.2f standard errors\n", v->z);
    if (v->text[0])
        printf("    that is   %s\n", v->text);
    if (v->spec->because)
        printf("    because   %s\n", v->spec->because);
    printf("    look      hebb export %s --where ... --metric %s\n", path, v->spec->value);
}

static void print_claims(Report *r, const Verdicts *v)
{
    for (int64_t i = 0; i < v->claim_count; i++) {
        const ClaimVerdict *c = &v->claims[i];
        if (!r->verbose && !c->changed)
            continue;
        printf("%c claim %-5s %-13s %s\n", c->changed ? 'x' : strcmp(c->computed, "not evaluated") ? '+' : '?', c->spec->id,
               c->computed, c->spec->says);
        if (c->changed)
            printf("    recorded  %s\n", c->spec->verdict);
        if (c->text[0])
            printf("    decided   by %s\n", c->text);
    }
}

static Status check_one(Report *r, const char *path, Messages *m)
{
    Opened o;
    Verdicts v;
    Error err = { 0 };
    Status status = result_open(&o, path, m);
    if (status != OK)
        return status;
    status = check_all(&v, &o.results, &o.experiment, &err);
    if (status != OK) {
        report(m, &err);
    } else {
        const char *name = o.experiment.name;
        for (int64_t i = 0; i < v.check_count; i++)
            print_check(r, name, &v.checks[i]);
        for (int64_t i = 0; i < v.check_count; i++)
            if (v.checks[i].gates && v.checks[i].verdict == VERDICT_FAIL)
                print_detail(name, &v.checks[i], path);
        print_claims(r, &v);
        for (int64_t i = 0; r->verbose && i < v.check_count; i++)
            if (v.checks[i].text[0])
                printf("    %s: %s\n", v.checks[i].spec->name, v.checks[i].text);
        r->checks += v.failed + v.passed + v.not_evaluated;
        r->failed += v.failed;
        r->passed += v.passed;
        r->not_evaluated += v.not_evaluated;
        r->claims += v.claim_count;
        r->changed += v.claims_changed;
        status = v.failed || v.claims_changed ? ERR_CHECK : OK;
        verdicts_free(&v);
    }
    result_close(&o);
    return status;
}

static void print_totals(const Report *r)
{
    if (r->failed > 0)
        printf("%lld of %lld checks fail", (long long)r->failed, (long long)r->checks);
    else
        printf("%lld checks pass", (long long)r->passed);
    if (r->not_evaluated > 0)
        printf(", %lld not evaluated", (long long)r->not_evaluated);
    if (r->claims > 0)
        printf("; %lld claims, %lld with a changed verdict", (long long)r->claims, (long long)r->changed);
    printf("\n");
}

static Status run(const Arguments *a, Messages *m)
{
    Report r = { .verbose = arguments_has(a, "verbose") };
    Status worst = OK;
    for (int64_t i = 0; i < a->count; i++)
        worst = status_worse(worst, check_one(&r, a->positional[i], m));
    print_totals(&r);
    return worst;
}

const Command command_check = {
    .name = "check", .usage = "RESULT...", .help = "hold the numbers against theory, literature and claims",
    .options = options, .least = 1, .most = -1, .run = run,
};
