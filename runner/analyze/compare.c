/* compare.c - see compare.h. A check selects numbers (cells of a metric, or of a derived number)
 * and holds each against what is allowed; the worst one stands for the check. */
#include "runner/analyze/compare.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/base/elementary.h"
#include "runner/analyze/baseline_parts.h"
#include "runner/analyze/law.h"
#include "runner/config/number.h"

void compare_note(Checking *c, const Number *x, double low, double high, double outside, double z)
{
    CheckVerdict *v = c->verdict;
    v->compared++;
    v->failed += outside > 0 || isnan(outside);
    if (isnan(outside))
        outside = INFINITY;
    if (v->compared > 1 && outside <= c->worst)
        return;
    c->worst = outside;
    v->measured = x->x;
    v->error = x->error;
    v->reference = x->reference;
    v->allowed_low = low;
    v->allowed_high = high;
    v->z = z;
    if (c->field.rank > 0 && x->cell >= 0)
        field_place(&c->field, x->cell, v->place, sizeof v->place);
}

/* ---- kinds ----------------------------------------------------------------------------------- */

static void compare_range(Checking *c, const Number *x)
{
    double low = c->spec->low, high = c->spec->high;
    if (c->context->fresh && x->error > 0 && x->n >= LEAST_REPLICATES) {
        double noise = statistics_t(c->alarm, (double)(x->n - 1)) * x->error;
        low -= noise;
        high += noise;
    }
    compare_note(c, x, low, high, fmax(low - x->x, x->x - high), NAN);
}

static void compare_against(Checking *c, const Number *given)
{
    const CheckSpec *spec = c->spec;
    Number x = *given;
    bool yes_no = c->field.metric && c->field.metric->yes_no;
    /* All of a few trials said yes: the standard error is not zero for that. */
    if (yes_no && x.n > 0 && x.reference > 0 && x.reference < 1)
        x.error = fmax(x.error, sqrt(x.reference * (1 - x.reference) / (double)x.n));
    double error = hypot(x.error, x.reference_error), at = x.x, reference = x.reference;
    if (spec->log10) {
        error = error / (fabs(at) * M_LN10);
        at = elementary_log(fabs(at)) / M_LN10;
        reference = elementary_log(fabs(reference)) / M_LN10;
    }
    bool random = error > 0;
    if (random && x.n < LEAST_REPLICATES && c->field.metric) {
        c->starved++;
        return;
    }
    double df = x.n > 1 ? (double)(x.n - 1) : INFINITY;
    double noise = random ? statistics_t(c->alarm, df) * error : 0;
    double above = spec->tolerance + spec->relative * fabs(reference) + noise;
    double below = isnan(spec->only_at_below) ? above : spec->only_at_below + noise;
    double low = reference - below, high = reference + above;
    double outside =
        fmax((low - at) / (below > 0 ? below : 1), (at - high) / (above > 0 ? above : 1));
    x.x = at;
    compare_note(c, &x, low, high, outside, random ? (at - reference) / error : NAN);
}

/* Degrees of freedom of a difference of two means (Welch 1947, Satterthwaite 1946). */
static double welch(const Number *x)
{
    double a = x->error * x->error, b = x->reference_error * x->reference_error;
    double na = x->n > 1 ? (double)(x->n - 1) : INFINITY;
    double nb = x->reference_n > 1 ? (double)(x->reference_n - 1) : INFINITY;
    double below = a * a / na + b * b / nb;
    return below > 0 ? (a + b) * (a + b) / below : INFINITY;
}

static void compare_stat(Checking *c, const Number *x)
{
    double error = hypot(x->error, x->reference_error), df = welch(x);
    bool yes_no = c->field.metric && c->field.metric->yes_no && x->cell >= 0;
    if (yes_no && x->reference_error == 0 && x->reference > 0 && x->reference < 1 && x->n > 0) {
        double score =
            statistics_binomial_score((int64_t)llround(x->x * (double)x->n), x->n, x->reference);
        double allowed = statistics_t(c->alarm, INFINITY);
        double half = allowed * sqrt(x->reference * (1 - x->reference) / (double)x->n);
        compare_note(c, x, x->reference - half, x->reference + half, fabs(score) - allowed, score);
        return;
    }
    if (x->n < LEAST_REPLICATES || !(error > 0)) {
        if (error == 0 && x->x == x->reference)
            compare_note(c, x, x->reference, x->reference, 0, 0);
        else
            c->starved++;
        return;
    }
    double z = (x->x - x->reference) / error, allowed = statistics_t(c->alarm, df);
    compare_note(c, x, x->reference - allowed * error, x->reference + allowed * error,
                 fabs(z) - allowed, z);
}

/* ulp, rel, log. Numbers of another seed that scatter are compared by chance. */
static void compare_distance(Checking *c, const Number *x)
{
    static const AllowKind kinds[CHECK_KINDS] = {
        [CHECK_ULP] = ALLOW_ULP,
        [CHECK_REL] = ALLOW_REL,
        [CHECK_LOG] = ALLOW_LOG,
        [CHECK_DIGEST] = ALLOW_REL,
    };
    if (c->spec->from_baseline && c->use == BASELINE_CHANCE &&
        (x->error > 0 || x->reference_error > 0)) {
        compare_stat(c, x);
        return;
    }
    Allowance allowed = { kinds[c->spec->kind], c->spec->allowed, c->spec->floor };
    double low, high;
    allowance_bounds(&allowed, x->reference, &low, &high);
    compare_note(c, x, low, high, allowance_distance(&allowed, x->x, x->reference) - 1, NAN);
}

/* Tells what the trials took; steps show over the nights. */
static void compare_timing(Checking *c, const Number *x)
{
    compare_note(c, x, -INFINITY, INFINITY, 0, NAN);
}

/* exact: every trial, not only the mean. */
static void compare_exact(Checking *c)
{
    double want = c->spec->low;
    for (int64_t cell = 0; cell < c->field.cells; cell++) {
        if (!field_selected(&c->field, cell, c->spec->where))
            continue;
        for (int64_t k = 0; k < c->field.replicates; k++) {
            Number x = { .cell = cell, .x = field_value(&c->field, cell, k), .reference = want };
            if (!isnan(x.x))
                compare_note(c, &x, want, want, x.x == want ? 0 : fabs(x.x - want), NAN);
        }
    }
}

/* digest: the bits where they can be compared, else the mean. */
static void compare_bits(Checking *c)
{
    char name[CHECK_NAME_SIZE + 8];
    snprintf(name, sizeof name, "check.%s", c->spec->name);
    const BaselineDigest *then = baseline_digest(c->context->baseline, name);
    Number x = { .cell = -1, .x = NAN, .reference = NAN };
    if (!then) {
        c->unknown++;
        return;
    }
    bool same = key_equal(then->digest, compare_digest(c));
    compare_note(c, &x, NAN, NAN, same ? 0 : 1, NAN);
    snprintf(c->verdict->text, sizeof c->verdict->text, same ? "the same bits" : "the bits differ");
}

typedef struct {
    const char *word;
    void (*each)(Checking *c, const Number *x); /* or */
    void (*whole)(Checking *c);
    bool statistical, amount;
} CheckMethod;

/* clang-format off */
static const CheckMethod methods[CHECK_KINDS] = {
    [CHECK_EXACT]   = { "exact",   NULL,             compare_exact, false, false },
    [CHECK_RANGE]   = { "range",   compare_range,    NULL,          false, false },
    [CHECK_LIMIT]   = { "limit",   compare_range,    NULL,          false, false },
    [CHECK_AGAINST] = { "against", compare_against,  NULL,          true,  false },
    [CHECK_LAW]     = { "law",     NULL,             law_compare,   true,  false },
    [CHECK_STAT]    = { "stat",    compare_stat,     NULL,          true,  false },
    [CHECK_DIGEST]  = { "digest",  compare_distance, NULL,          false, false },
    [CHECK_ULP]     = { "ulp",     compare_distance, NULL,          false, true },
    [CHECK_REL]     = { "rel",     compare_distance, NULL,          false, true },
    [CHECK_LOG]     = { "log",     compare_distance, NULL,          false, true },
    [CHECK_TIMING]  = { "timing",  compare_timing,   NULL,          false, true },
};
/* clang-format on */

void compare_kind(const CheckSpec *spec, char *text, size_t size)
{
    char amount[NUMBER_SIZE];
    number_print(spec->allowed, amount);
    const CheckMethod *method = &methods[spec->kind];
    snprintf(text, size, method->amount ? "%s %s" : "%s", method->word, amount);
}

int64_t compare_count(const Checking *c)
{
    int64_t n = 0;
    bool chance = c->spec->from_baseline && c->use == BASELINE_CHANCE;
    bool bound =
        c->context->fresh && (c->spec->kind == CHECK_RANGE || c->spec->kind == CHECK_LIMIT);
    if (!methods[c->spec->kind].statistical && !chance && !bound)
        return 0;
    for (int64_t cell = 0; cell < c->field.cells; cell++)
        n += field_selected(&c->field, cell, c->spec->where);
    if (c->spec->reduce != REDUCE_NONE && n > 1)
        n = 1;
    return n + (c->spec->kind == CHECK_LAW);
}

/* ---- all numbers ----------------------------------------------------------------------------- */

/* The baseline's number for a gathered one. */
static bool take_reference(Checking *c, Number *x)
{
    char name[512], what[CHECK_NAME_SIZE + 8];
    snprintf(what, sizeof what, "check.%s", c->spec->name);
    if (x->cell >= 0)
        baseline_place(&c->field, x->cell, what, name, sizeof name);
    else
        snprintf(name, sizeof name, "%s", what);
    const BaselineNumber *then = baseline_number(c->context->baseline, name);
    if (!then)
        return false;
    x->reference = then->value;
    x->reference_error = then->error;
    x->reference_n = x->n;
    return true;
}

Status compare_all(Checking *c, Error *err)
{
    const CheckMethod *method = &methods[c->spec->kind];
    bool based = c->spec->from_baseline;
    if (based && (c->use == BASELINE_ABSENT || c->use == BASELINE_OTHER)) {
        snprintf(c->verdict->text, sizeof c->verdict->text, "%s",
                 c->use == BASELINE_ABSENT ? "there is no baseline"
                                           : "the baseline is of another config");
        return OK;
    }
    if (c->spec->kind == CHECK_DIGEST && c->use == BASELINE_BITS) {
        compare_bits(c);
        return OK;
    }
    if (method->whole) {
        method->whole(c);
        return OK;
    }
    Number *numbers = NULL;
    int64_t count = 0;
    Status status = compare_gather(c, &numbers, &count, err);
    for (int64_t i = 0; status == OK && i < count; i++) {
        if (based && !take_reference(c, &numbers[i]))
            c->unknown++;
        else
            method->each(c, &numbers[i]);
    }
    free(numbers);
    return status;
}
