/* check.c - see check.h. A check selects numbers (cells of a metric, or of a derived number) and holds
 * each against what is allowed; the worst one stands for the check. */
#include "runner/analyze/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/base/elementary.h"
#include "runner/analyze/field.h"

enum {
    LEAST_REPLICATES = 4, /* fewer say nothing about a standard error */
    LEAST_FOR_RMS = 20,   /* fewer points say nothing about rms(z) */
};

/* A check on its way: what it reads and what it found. */
typedef struct {
    const CheckSpec *spec;
    CheckVerdict *verdict;
    Field field, against;
    bool has_against;
    double alarm;      /* two-sided probability of one comparison */
    double worst;      /* how far outside the worst number is; <= 0 inside */
    int64_t starved;   /* numbers without enough replicates to judge */
    double z_squares;  /* of a law: sum of z^2, each scaled to unit variance */
    int64_t z_count;
} Checking;

/* Takes note of a number that is `outside` by so much (<= 0: inside), on any scale of the check. */
static void note(Checking *c, int64_t cell, double x, double low, double high, double outside, double z)
{
    CheckVerdict *v = c->verdict;
    v->compared++;
    v->failed += outside > 0 || isnan(outside);
    if (isnan(outside))
        outside = INFINITY;
    if (v->compared > 1 && outside <= c->worst)
        return;
    c->worst = outside;
    v->measured = x;
    v->allowed_low = low;
    v->allowed_high = high;
    v->z = z;
    if (c->field.rank > 0)
        field_place(&c->field, cell, v->place, sizeof v->place);
}

/* exact: every trial, not only the mean. */
static void compare_exact(Checking *c, int64_t cell)
{
    double want = c->spec->low;
    for (int64_t k = 0; k < c->field.replicates; k++) {
        double x = field_value(&c->field, cell, k);
        if (!isnan(x))
            note(c, cell, x, want, want, x == want ? 0 : fabs(x - want), NAN);
    }
}

static void compare_range(Checking *c, int64_t cell)
{
    Summary s = field_moments(&c->field, cell);
    double low = c->spec->low, high = c->spec->high;
    if (s.n > 0)
        note(c, cell, s.mean, low, high, fmax(low - s.mean, s.mean - high), NAN);
}

/* What a measurement is held against at a cell: a number, or the partner's mean. */
static double reference_at(const Checking *c, int64_t cell)
{
    if (!c->has_against)
        return c->spec->reference;
    int64_t partner = field_partner(&c->field, cell, &c->against);
    return partner < 0 ? NAN : field_moments(&c->against, partner).mean;
}

static void compare_against(Checking *c, int64_t cell)
{
    const CheckSpec *spec = c->spec;
    Summary s = field_moments(&c->field, cell);
    double reference = reference_at(c, cell), x = s.mean, error = s.n > 1 ? s.sem : 0;
    if (s.n == 0 || isnan(reference))
        return;
    if (spec->log10) {
        error = error / (fabs(x) * M_LN10);
        x = elementary_log(fabs(x)) / M_LN10;
        reference = elementary_log(fabs(reference)) / M_LN10;
    }
    bool random = error > 0;
    if (random && s.n < LEAST_REPLICATES) {
        c->starved++;
        return;
    }
    double noise = random ? statistics_t(c->alarm, (double)(s.n - 1)) * error : 0;
    double above = spec->tolerance + spec->relative * fabs(reference) + noise;
    double below = isnan(spec->only_at_below) ? above : spec->only_at_below + noise;
    double low = reference - below, high = reference + above;
    double outside = fmax((low - x) / (below > 0 ? below : 1), (x - high) / (above > 0 ? above : 1));
    note(c, cell, x, low, high, outside, random ? (x - reference) / error : NAN);
}

/* z against an exact law, from the differences paired by replicate. */
static void compare_law(Checking *c, int64_t cell)
{
    Summary s = field_moments(&c->field, cell);
    double reference = reference_at(c, cell);
    if (s.n == 0 || isnan(reference))
        return;
    if (s.n < LEAST_REPLICATES || !(s.sem > 0)) {
        c->starved++;
        return;
    }
    double df = (double)(s.n - 1), z = (s.mean - reference) / s.sem;
    double allowed = statistics_t(c->alarm, df);
    note(c, cell, s.mean, reference - allowed * s.sem, reference + allowed * s.sem, fabs(z) - allowed, z);
    if (df > 2) {
        c->z_squares += z * z * (df - 2) / df; /* a t variable has variance df / (df - 2) */
        c->z_count++;
    }
}

/* rms(z) over the sweep: the best single number for a wrong generator, tie rule or error bar. */
static void finish_law(Checking *c)
{
    CheckVerdict *v = c->verdict;
    if (c->z_count < LEAST_FOR_RMS)
        return;
    double k = (double)c->z_count, rms = sqrt(c->z_squares / k);
    double low = sqrt(statistics_chi2(c->alarm / 2, k) / k);
    double high = sqrt(statistics_chi2(1 - c->alarm / 2, k) / k);
    bool inside = low <= rms && rms <= high;
    snprintf(v->text, sizeof v->text, "rms(z) = %.3f over %lld points, allowed %.3f .. %.3f; worst z = %.2f",
             rms, (long long)c->z_count, low, high, v->z);
    if (!inside || v->failed == 0) {
        v->failed += !inside;
        v->measured = rms;
        v->allowed_low = low;
        v->allowed_high = high;
        snprintf(v->place, sizeof v->place, "rms(z) of %lld points", (long long)c->z_count);
    }
}

typedef struct {
    void (*compare)(Checking *c, int64_t cell);
    void (*finish)(Checking *c);
    bool statistical;
} CheckMethod;

static const CheckMethod methods[CHECK_KINDS] = {
    [CHECK_EXACT] = { compare_exact, NULL, false },
    [CHECK_RANGE] = { compare_range, NULL, false },
    [CHECK_LIMIT] = { compare_range, NULL, false },
    [CHECK_AGAINST] = { compare_against, NULL, true },
    [CHECK_LAW] = { compare_law, finish_law, true },
};

static bool open_value(Field *f, const Results *r, const Experiment *e, const char *name)
{
    return field_open(f, r, e, name) || field_open_derived(f, r, e, name);
}

static bool checking_open(Checking *c, const CheckSpec *spec, CheckVerdict *v, const Results *r,
                          const Experiment *e)
{
    *c = (Checking){ .spec = spec, .verdict = v };
    bool found = open_value(&c->field, r, e, spec->value);
    if (found && spec->against)
        found = c->has_against = open_value(&c->against, r, e, spec->against);
    return found;
}

/* Numbers all statistical checks of the experiment will compare: what the alarm budget is shared by. */
static int64_t comparisons(const Results *r, const Experiment *e)
{
    int64_t n = 0;
    for (int64_t i = 0; i < e->check_count; i++) {
        Checking c;
        CheckVerdict unused;
        if (!methods[e->checks[i].kind].statistical || !checking_open(&c, &e->checks[i], &unused, r, e))
            continue;
        for (int64_t cell = 0; cell < c.field.cells; cell++)
            n += field_selected(&c.field, cell, e->checks[i].where);
        n += e->checks[i].kind == CHECK_LAW;
    }
    return n;
}

/* Why a derived number is not there, in the words of whoever computed it. */
static const char *reason_of(const Results *r, const char *derived)
{
    char group[300];
    snprintf(group, sizeof group, "derived/%s", derived);
    const Array *a = results_find(r, group, "value");
    const char *reason = a ? attributes_get(&a->attributes, "reason") : NULL;
    return reason ? reason : "no finished trial at the selected points";
}

static void decide(CheckVerdict *v, const CheckSpec *spec, const Results *r, const Experiment *e, double alarm)
{
    Checking c;
    v->measured = v->z = NAN;
    v->allowed_low = -INFINITY;
    v->allowed_high = INFINITY;
    v->verdict = VERDICT_NOT_EVALUATED;
    if (!checking_open(&c, spec, v, r, e)) {
        snprintf(v->text, sizeof v->text, "the result does not hold `%s`", spec->value);
        return;
    }
    c.alarm = alarm;
    for (int64_t cell = 0; cell < c.field.cells; cell++)
        if (field_selected(&c.field, cell, spec->where))
            methods[spec->kind].compare(&c, cell);
    if (methods[spec->kind].finish)
        methods[spec->kind].finish(&c);
    if (v->failed > 0)
        v->verdict = VERDICT_FAIL;
    else if (v->compared > 0)
        v->verdict = VERDICT_PASS;
    if (v->compared == 0 && c.starved > 0)
        snprintf(v->text, sizeof v->text, "needs at least %d differing replicates a point", LEAST_REPLICATES);
    else if (v->compared == 0)
        snprintf(v->text, sizeof v->text, "%s", reason_of(r, spec->value));
}

static bool named_in(char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

/* Checks that only claims name do not gate. */
static bool gates(const Experiment *e, const char *name)
{
    for (int64_t i = 0; i < e->claim_count; i++)
        if (named_in(e->claims[i].holds_if, name) || named_in(e->claims[i].refuted_if, name))
            return false;
    return true;
}

/* All of the named checks: 1 pass, 0 some fails, -1 some not evaluated (and none fails). */
static int outcome(const Verdicts *v, char *const *names, char *text, size_t size)
{
    int all = 1;
    size_t used = strlen(text);
    for (; names && *names; names++) {
        for (int64_t i = 0; i < v->check_count; i++) {
            static const char *const words[] = { "passes", "fails", "not evaluated" };
            const CheckVerdict *check = &v->checks[i];
            if (strcmp(check->spec->name, *names) != 0)
                continue;
            int n = snprintf(text + used, size - used, "%s%s %s", used ? ", " : "", *names, words[check->verdict]);
            used = n > 0 && used + (size_t)n < size ? used + (size_t)n : used;
            if (check->verdict == VERDICT_FAIL)
                all = 0;
            else if (check->verdict == VERDICT_NOT_EVALUATED && all == 1)
                all = -1;
        }
    }
    return all;
}

static void decide_claim(ClaimVerdict *claim, const Verdicts *v, const ClaimSpec *spec)
{
    claim->spec = spec;
    if (spec->literature) {
        claim->computed = "literature";
    } else {
        int holds = spec->holds_if && spec->holds_if[0] ? outcome(v, spec->holds_if, claim->text, sizeof claim->text) : 0;
        int refuted = spec->refuted_if && spec->refuted_if[0] ? outcome(v, spec->refuted_if, claim->text, sizeof claim->text) : 0;
        claim->computed = holds == 1 ? "holds" : refuted == 1 ? "refuted"
                          : holds < 0 || refuted < 0 ? "not evaluated" : "qualified";
    }
    claim->changed = spec->verdict && strcmp(claim->computed, "not evaluated") != 0 &&
                     strcmp(spec->verdict, claim->computed) != 0;
}

Status check_all(Verdicts *v, const Results *r, const Experiment *e, Error *err)
{
    memset(v, 0, sizeof *v);
    v->checks = calloc((size_t)e->check_count + 1, sizeof *v->checks);
    v->claims = calloc((size_t)e->claim_count + 1, sizeof *v->claims);
    if (!v->checks || !v->claims) {
        verdicts_free(v);
        return error_set(err, ERR_MEMORY, "memory ran out while checking");
    }
    v->check_count = e->check_count;
    v->claim_count = e->claim_count;
    v->alarm = statistics_alarm(comparisons(r, e));
    for (int64_t i = 0; i < e->check_count; i++) {
        CheckVerdict *check = &v->checks[i];
        check->spec = &e->checks[i];
        check->gates = gates(e, check->spec->name);
        decide(check, check->spec, r, e, v->alarm);
        v->failed += check->gates && check->verdict == VERDICT_FAIL;
        v->passed += check->gates && check->verdict == VERDICT_PASS;
        v->not_evaluated += check->gates && check->verdict == VERDICT_NOT_EVALUATED;
    }
    for (int64_t i = 0; i < e->claim_count; i++) {
        decide_claim(&v->claims[i], v, &e->claims[i]);
        v->claims_changed += v->claims[i].changed;
    }
    return OK;
}

void verdicts_free(Verdicts *v)
{
    free(v->checks);
    free(v->claims);
    memset(v, 0, sizeof *v);
}
