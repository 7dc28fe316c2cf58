/* check.c - see check.h. Rows of the config are compared in compare.c, those of the baseline in
 * beside.c; here they become verdicts. */
#include "runner/analyze/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/analyze/beside.h"
#include "runner/analyze/claim.h"
#include "runner/analyze/compare.h"
#include "runner/analyze/law.h"

const char *verdict_word(Verdict v)
{
    static const char *const words[VERDICTS] = {
        [VERDICT_PASS] = "pass",
        [VERDICT_FAIL] = "fail",
        [VERDICT_NOT_EVALUATED] = "not evaluated",
        [VERDICT_EXPECTED] = "expected failure",
        [VERDICT_ADVICE] = "advice",
        [VERDICT_NOT_REPRODUCIBLE] = "not reproducible",
    };
    return words[v];
}

bool verdict_fails(Verdict v)
{
    return v == VERDICT_FAIL || v == VERDICT_NOT_REPRODUCIBLE;
}

/* What is prepared once for all rows of a result. */
typedef struct {
    const Results *results;
    const Experiment *experiment;
    const CheckContext *context;
    Baseline now;
    BaselineUse use;
} Suite;

static Status suite_init(Suite *s, const Results *r, const Experiment *e,
                         const CheckContext *context, char *text, size_t size, Error *err)
{
    *s = (Suite){ .results = r, .experiment = e, .context = context };
    Status status = context->baseline ? baseline_of(&s->now, r, e, err) : OK;
    if (status == OK)
        s->use = baseline_use(context->baseline, &s->now, text, size);
    return status;
}

static bool comparable(const Suite *s)
{
    return s->use != BASELINE_ABSENT && s->use != BASELINE_OTHER;
}

static bool open_check(Checking *c, const Suite *s, const CheckSpec *spec)
{
    bool found = compare_open(c, spec, s->results, s->experiment);
    c->context = s->context;
    c->use = s->use;
    return found;
}

static int64_t count_all(const Suite *s)
{
    int64_t n = 0;
    for (int64_t i = 0; i < s->experiment->check_count; i++) {
        Checking c;
        if (open_check(&c, s, &s->experiment->checks[i]))
            n += compare_count(&c);
    }
    return comparable(s) ? n + beside_count(s->context->baseline, &s->now, s->use) : n;
}

int64_t check_comparisons(const Results *r, const Experiment *e, const CheckContext *context)
{
    Suite s;
    char text[512];
    int64_t n = suite_init(&s, r, e, context, text, sizeof text, NULL) == OK ? count_all(&s) : 0;
    baseline_free(&s.now);
    return n;
}

/* ---- one check ------------------------------------------------------------------------------- */

/* Why a derived number is not there, in the words of whoever computed it. */
static const char *reason_of(const Results *r, const char *derived)
{
    const Array *a = results_derived(r, derived, "value");
    const char *reason = a ? attributes_get(&a->attributes, "reason") : NULL;
    return reason ? reason : "no finished trial at the selected points";
}

/* A failure that is expected is none until its day; a pass that is not expected, or a day gone by,
 * is. */
static void expect(CheckVerdict *v, const CheckSpec *spec, const char *today)
{
    if (!spec->until || v->verdict == VERDICT_NOT_EVALUATED)
        return;
    bool over = today && strcmp(today, spec->until) > 0;
    if (v->verdict == VERDICT_PASS) {
        v->verdict = VERDICT_FAIL;
        snprintf(v->text, sizeof v->text,
                 "passes, and its failure is expected until %s: remove `expect_failure` (%.120s)",
                 spec->until, spec->until_because);
    } else if (over) {
        snprintf(v->text, sizeof v->text, "was expected to fail until %s, which is over (%.120s)",
                 spec->until, spec->until_because);
    } else {
        v->verdict = VERDICT_EXPECTED;
        snprintf(v->text, sizeof v->text, "expected to fail until %s: %.160s", spec->until,
                 spec->until_because);
    }
}

static void explain(CheckVerdict *v, const Checking *c, const Results *r)
{
    if (v->text[0])
        return;
    if (c->unknown > 0)
        snprintf(v->text, sizeof v->text, "the baseline does not hold it: accept it again");
    else if (c->starved > 0)
        snprintf(v->text, sizeof v->text, "needs at least %d differing replicates a point",
                 LEAST_REPLICATES);
    else
        snprintf(v->text, sizeof v->text, "%s", reason_of(r, c->spec->value));
}

static Status decide(CheckVerdict *v, const Suite *s, const CheckSpec *spec, double alarm,
                     Error *err)
{
    Checking c;
    *v = (CheckVerdict){ .spec = spec,
                         .value = spec->value,
                         .because = spec->because,
                         .measured = NAN,
                         .reference = NAN,
                         .allowed_low = -INFINITY,
                         .allowed_high = INFINITY,
                         .z = NAN,
                         .drift = NAN,
                         .verdict = VERDICT_NOT_EVALUATED };
    snprintf(v->name, sizeof v->name, "%s", spec->name);
    v->gates = claim_lets_gate(s->experiment, spec->name) && spec->kind != CHECK_TIMING;
    compare_kind(spec, v->kind, sizeof v->kind);
    if (!open_check(&c, s, spec)) {
        snprintf(v->text, sizeof v->text, "the result does not hold `%s`", spec->value);
        return OK;
    }
    c.verdict = v;
    c.alarm = alarm;
    Status status = compare_all(&c, err);
    if (v->failed > 0)
        v->verdict = VERDICT_FAIL;
    else if (v->compared > 0 && c.unknown == 0)
        v->verdict = VERDICT_PASS;
    if (v->verdict == VERDICT_NOT_EVALUATED)
        explain(v, &c, s->results);
    expect(v, spec, s->context->today);
    return status;
}

/* ---- all ------------------------------------------------------------------------------------- */

static void count(Verdicts *v)
{
    v->failed = v->passed = v->not_evaluated = v->expected = v->advice = v->not_reproducible = 0;
    for (int64_t i = 0; i < v->check_count; i++) {
        const CheckVerdict *check = &v->checks[i];
        v->advice += check->verdict == VERDICT_ADVICE;
        if (!check->gates)
            continue;
        v->failed += verdict_fails(check->verdict);
        v->not_reproducible += check->verdict == VERDICT_NOT_REPRODUCIBLE;
        v->passed += check->verdict == VERDICT_PASS;
        v->not_evaluated += check->verdict == VERDICT_NOT_EVALUATED;
        v->expected += check->verdict == VERDICT_EXPECTED;
    }
}

static Status decide_all(Verdicts *v, const Suite *s, Error *err)
{
    const Experiment *e = s->experiment;
    Status status = OK;
    v->comparisons = s->context->comparisons > 0 ? s->context->comparisons : count_all(s);
    v->alarm = statistics_alarm(v->comparisons);
    for (int64_t i = 0; status == OK && i < e->check_count; i++)
        status = decide(&v->checks[i], s, &e->checks[i], v->alarm, err);
    if (comparable(s))
        beside_compare(v->checks + e->check_count, s->context->baseline, &s->now, s->use, e,
                       v->alarm, &v->identical);
    for (int64_t i = 0; i < e->claim_count; i++) {
        const char *accepted =
            comparable(s) ? baseline_claim(s->context->baseline, e->claims[i].id) : NULL;
        claim_decide(&v->claims[i], v, &e->claims[i], accepted);
        v->claims[i].changed &= !s->context->fresh;
        v->claims_changed += v->claims[i].changed;
    }
    count(v);
    return status;
}

Status check_all(Verdicts *v, const Results *r, const Experiment *e, const CheckContext *context,
                 Error *err)
{
    Suite s;
    *v = (Verdicts){ 0 };
    Status status = suite_init(&s, r, e, context, v->baseline_text, sizeof v->baseline_text, err);
    v->baseline = s.use;
    v->check_count = e->check_count;
    if (status == OK && comparable(&s))
        v->check_count += beside_rows(context->baseline, &s.now);
    v->claim_count = e->claim_count;
    v->checks = calloc((size_t)v->check_count + 1, sizeof *v->checks);
    v->claims = calloc((size_t)v->claim_count + 1, sizeof *v->claims);
    if (status == OK && (!v->checks || !v->claims))
        status = error_set(err, ERR_MEMORY, "memory ran out while checking");
    if (status == OK)
        status = decide_all(v, &s, err);
    baseline_free(&s.now);
    if (status != OK)
        verdicts_free(v);
    return status;
}

void verdicts_free(Verdicts *v)
{
    free(v->checks);
    free(v->claims);
    memset(v, 0, sizeof *v);
}

Status verdicts_add(Verdicts *v, const CheckVerdict *row, Error *err)
{
    CheckVerdict *longer = realloc(v->checks, ((size_t)v->check_count + 2) * sizeof *longer);
    if (!longer)
        return error_set(err, ERR_MEMORY, "memory ran out while checking");
    v->checks = longer;
    v->checks[v->check_count++] = *row;
    count(v);
    return OK;
}

Status verdicts_status(const Verdicts *v)
{
    if (v->failed > 0 || v->claims_changed > 0)
        return ERR_CHECK;
    return v->baseline == BASELINE_ABSENT || v->baseline == BASELINE_OTHER ? ERR_BASELINE : OK;
}

void verdicts_not_reproducible(Verdicts *v, const char *where)
{
    for (int64_t i = 0; i < v->check_count; i++) {
        CheckVerdict *check = &v->checks[i];
        if (check->verdict != VERDICT_FAIL)
            continue;
        check->verdict = VERDICT_NOT_REPRODUCIBLE;
        snprintf(check->text, sizeof check->text,
                 "repeated, the same trials gave other bits (%.200s)", where);
    }
    count(v);
}
