/* report_item.c - one result as the page sees it: see report.h */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runner/present/report.h"

static Status no_memory(Error *err)
{
    return error_set(err, ERR_MEMORY, "memory ran out while making the page");
}

/* ---- checks ---------------------------------------------------------------------------------- */

/* The number a derived value holds, where it is only one; NAN else. */
static double derived_number(const Results *r, const char *name, const char *array)
{
    const Array *a = results_derived(r, name, array);
    return a && a->type == ARRAY_REAL && a->size == 1 ? a->real[0] : NAN;
}

static const char *meaning_of(const Results *r, const Experiment *e, const char *name)
{
    const Array *derived = results_derived(r, name, "value");
    if (derived)
        return attributes_get(&derived->attributes, "method");
    for (const Metric *m = e->algorithm->metrics; m->name; m++)
        if (strcmp(m->name, name) == 0)
            return m->help;
    return NULL;
}

/* What a verdict looks like. A check that only claims name is no failure of anything. */
static Look look_of(const CheckVerdict *v)
{
    static const Look looks[VERDICTS] = {
        [VERDICT_PASS] = LOOK_PASS,          [VERDICT_FAIL] = LOOK_FAIL,
        [VERDICT_NOT_EVALUATED] = LOOK_WARN, [VERDICT_EXPECTED] = LOOK_WARN,
        [VERDICT_ADVICE] = LOOK_WARN,        [VERDICT_NOT_REPRODUCIBLE] = LOOK_FAIL,
    };
    return v->gates || v->verdict == VERDICT_ADVICE ? looks[v->verdict] : LOOK_NONE;
}

static const char *word_of(const CheckVerdict *v)
{
    if (v->gates || (v->verdict != VERDICT_PASS && v->verdict != VERDICT_FAIL))
        return verdict_word(v->verdict);
    return v->verdict == VERDICT_PASS ? "true" : "not true";
}

/* The accepted value of what a check looks at, where that is one number. */
static double accepted(const Baseline *b, const CheckVerdict *v)
{
    char name[CHECK_NAME_SIZE + 8];
    snprintf(name, sizeof name, "check.%s", v->name);
    const BaselineNumber *n = b ? baseline_number(b, name) : NULL;
    if (b && !n && !v->place[0])
        n = baseline_number(b, v->value);
    return n ? n->value : NAN;
}

/* Whether a check compares with a number, rather than with the ends of a range. */
static bool has_reference(const CheckVerdict *v)
{
    static const bool compares[CHECK_KINDS] = {
        [CHECK_AGAINST] = true, [CHECK_STAT] = true, [CHECK_ULP] = true,
        [CHECK_REL] = true,     [CHECK_LOG] = true,
    };
    return !v->spec || compares[v->spec->kind];
}

static void take_check(ReportCheck *c, const CheckVerdict *v, const ReportItem *item)
{
    const char *value = v->value ? v->value : v->name;
    *c = (ReportCheck){
        .name = v->name,
        .value = value,
        .kind = v->kind,
        .because = v->because,
        .meaning = v->spec ? meaning_of(item->results, item->experiment, value) : NULL,
        .place = v->place,
        .text = v->text,
        .word = word_of(v),
        .look = look_of(v),
        .gates = v->gates,
        .of_baseline = !v->spec || v->spec->kind == CHECK_DIGEST || v->spec->from_baseline,
        .compared = v->compared,
        .failed = v->failed,
        .measured = v->measured,
        .ci_low = v->spec ? derived_number(item->results, value, "ci_low") : NAN,
        .ci_high = v->spec ? derived_number(item->results, value, "ci_high") : NAN,
        .reference = has_reference(v) ? v->reference : NAN,
        .allowed_low = v->allowed_low,
        .allowed_high = v->allowed_high,
        .baseline = accepted(item->baseline, v),
    };
    if (v->verdict == VERDICT_NOT_EVALUATED)
        c->measured = c->allowed_low = c->allowed_high = c->ci_low = c->ci_high = c->reference =
            NAN;
}

Status report_item_judge(ReportItem *item, Error *err)
{
    const Array *status = results_find(item->results, "", "trial_status");
    for (int64_t i = 0; status && status->type == ARRAY_STATUS && i < status->size; i++)
        item->trials[status->status[i] & (REPORT_TRIALS - 1)]++;
    item->checks = calloc((size_t)item->verdicts->check_count + 1, sizeof *item->checks);
    if (!item->checks)
        return no_memory(err);
    item->check_count = item->verdicts->check_count;
    for (int64_t i = 0; i < item->check_count; i++)
        take_check(&item->checks[i], &item->verdicts->checks[i], item);
    return OK;
}

double report_error(const ReportCheck *c)
{
    double half = 0.5 * (c->ci_high - c->ci_low),
           outside = fmax(c->allowed_low - c->measured, c->measured - c->allowed_high);
    double error = half > 0 && isfinite(half) ? half : 0;
    if (outside > 0 && isfinite(outside) && (error == 0 || outside < error) &&
        outside < 0.01 * fabs(c->measured))
        error = outside;
    return error;
}

Look report_item_look(const ReportItem *item, char *words, size_t size)
{
    const Verdicts *v = item->verdicts;
    long long undecided = (long long)(v->not_evaluated + v->expected + v->advice);
    long long failed = (long long)v->failed, changed = (long long)v->claims_changed;
    long long lost = (long long)item->trials[STATUS_FAILED],
              missing = (long long)item->trials[STATUS_MISSING];
    if (!item->opened || item->trouble[0]) {
        snprintf(words, size, "not readable");
        return LOOK_FAIL;
    }
    if (failed > 0)
        snprintf(words, size, "%lld check%s", failed, failed == 1 ? " fails" : "s fail");
    else if (changed > 0)
        snprintf(words, size, "%lld changed claim%s", changed, changed == 1 ? "" : "s");
    else if (lost > 0)
        snprintf(words, size, "%lld trial%s failed", lost, lost == 1 ? "" : "s");
    else if (missing > 0)
        snprintf(words, size, "%lld trial%s missing", missing, missing == 1 ? "" : "s");
    else if (v->not_evaluated > 0)
        snprintf(words, size, "%lld not evaluated", (long long)v->not_evaluated);
    else if (v->expected > 0)
        snprintf(words, size, "%lld expected to fail", (long long)v->expected);
    else if (v->advice > 0)
        snprintf(words, size, "%lld advisory", (long long)v->advice);
    else if (v->passed > 0)
        snprintf(words, size, v->passed == 1 ? "1 check passes" : "%lld checks pass",
                 (long long)v->passed);
    else
        snprintf(words, size, "no check");
    return failed + changed + lost > 0 ? LOOK_FAIL
           : missing + undecided > 0   ? LOOK_WARN
           : v->passed > 0             ? LOOK_PASS
                                       : LOOK_NONE;
}

void report_item_free(ReportItem *item)
{
    for (int64_t i = 0; i < item->figure_count; i++) {
        free(item->figures[i].wide);
        free(item->figures[i].narrow);
    }
    for (char **name = item->data; name && *name; name++)
        free(*name);
    free(item->figures);
    free(item->data);
    free(item->checks);
    free(item->section);
    *item = (ReportItem){ 0 };
}
