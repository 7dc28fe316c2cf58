/* beside.c - see beside.h. A row stands for a metric with the means of all its slices, or for a
 * derived number with all its cells: the part of a name before its bracket. */
#include "runner/analyze/beside.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "runner/analyze/law.h"
#include "runner/analyze/statistics.h"

/* Two sorted lists walked together: what either holds, in order. */
typedef struct {
    const Baseline *then, *now;
    int64_t i, k;
} Walk;

typedef struct {
    const BaselineNumber *then, *now; /* NULL: not there */
} Pair;

static bool is_check(const char *name)
{
    return strncmp(name, "check.", 6) == 0; /* the check itself compares these */
}

static bool next_pair(Walk *w, Pair *p)
{
    while (w->i < w->then->number_count && is_check(w->then->numbers[w->i].name))
        w->i++;
    while (w->k < w->now->number_count && is_check(w->now->numbers[w->k].name))
        w->k++;
    const BaselineNumber *a = w->i < w->then->number_count ? &w->then->numbers[w->i] : NULL;
    const BaselineNumber *b = w->k < w->now->number_count ? &w->now->numbers[w->k] : NULL;
    int order = !a ? 1 : !b ? -1 : strcmp(a->name, b->name);
    *p = (Pair){ order <= 0 ? a : NULL, order >= 0 ? b : NULL };
    w->i += order <= 0 && a;
    w->k += order >= 0 && b;
    return a || b;
}

static size_t base_size(const char *name)
{
    return strcspn(name, "[");
}

static const char *name_of(const Pair *p)
{
    return p->now ? p->now->name : p->then->name;
}

static bool same_base(const char *a, const char *b)
{
    return base_size(a) == base_size(b) && memcmp(a, b, base_size(a)) == 0;
}

int64_t beside_rows(const Baseline *then, const Baseline *now)
{
    Walk w = { then, now, 0, 0 };
    const char *last = NULL;
    int64_t rows = 0;
    for (Pair p; next_pair(&w, &p); last = name_of(&p))
        rows += !last || !same_base(last, name_of(&p));
    return rows;
}

/* Slices of a metric lean on its whole: only that is compared by chance. */
static bool by_chance(const Pair *p)
{
    return p->then && p->now && (p->now->derived || !strchr(p->now->name, '['));
}

int64_t beside_count(const Baseline *then, const Baseline *now, BaselineUse use)
{
    Walk w = { then, now, 0, 0 };
    int64_t n = 0;
    for (Pair p; use == BASELINE_CHANCE && next_pair(&w, &p);)
        n += by_chance(&p) && (p.then->error > 0 || p.now->error > 0);
    return n;
}

/* ---- one number ------------------------------------------------------------------------------ */

typedef struct {
    CheckVerdict *row;
    BaselineUse use;
    double alarm, worst;
} Beside;

static void take(Beside *b, const Pair *p, double low, double high, double outside, double z)
{
    CheckVerdict *v = b->row;
    v->compared++;
    v->failed += outside > 0;
    if (v->compared > 1 && outside <= b->worst)
        return;
    b->worst = outside;
    v->measured = p->now->value;
    v->error = p->now->error;
    v->reference = p->then->value;
    v->allowed_low = low;
    v->allowed_high = high;
    v->z = z;
    v->because = p->then->because;
    size_t n = base_size(p->now->name);
    snprintf(v->place, sizeof v->place, "%s", p->now->name[n] ? p->now->name + n : "");
}

static void compare_chance(Beside *b, const Pair *p)
{
    double error = hypot(p->then->error, p->now->error);
    if (!by_chance(p) || isnan(p->now->value) || isnan(p->then->value))
        return; /* a number that is not there tonight may be there tomorrow */
    bool several = p->now->replicates >= LEAST_REPLICATES;
    if (error == 0 && several && !p->now->derived) { /* every replicate says the same */
        double low, high;
        allowance_bounds(&p->then->allowed, p->then->value, &low, &high);
        take(b, p, low, high,
             allowance_distance(&p->then->allowed, p->now->value, p->then->value) - 1, NAN);
        return;
    }
    if (error == 0 || !several)
        return;
    double df = (double)(p->now->replicates - 1), z = (p->now->value - p->then->value) / error;
    double allowed = statistics_t(b->alarm, df) * error;
    take(b, p, p->then->value - allowed, p->then->value + allowed, fabs(z) * error - allowed, z);
}

static void compare_pair(Beside *b, const Pair *p)
{
    if (!p->then || !p->now) {
        CheckVerdict *v = b->row;
        snprintf(v->text, sizeof v->text,
                 p->now ? "the baseline does not hold `%s`: accept it again"
                        : "the baseline holds `%s` and the result does not",
                 name_of(p));
        v->failed += p->now == NULL;
        v->compared += p->now == NULL;
        return;
    }
    if (b->use == BASELINE_CHANCE) {
        compare_chance(b, p);
        return;
    }
    static const Allowance bits = { ALLOW_EXACT, 0, 0 };
    const Allowance *allowed = b->use == BASELINE_BITS ? &bits : &p->then->allowed;
    double low, high, distance = allowance_distance(allowed, p->now->value, p->then->value);
    allowance_bounds(allowed, p->then->value, &low, &high);
    take(b, p, low, high, b->use == BASELINE_BITS ? (distance > 0) : distance - 1, NAN);
}

/* ---- rows ------------------------------------------------------------------------------------ */

/* The metric or derived number of a row, for those who want to look at it. */
static const char *subject(const Experiment *e, const char *name, size_t size)
{
    for (const Metric *m = e->algorithm->metrics; m->name; m++)
        if (strlen(m->name) == size && memcmp(m->name, name, size) == 0)
            return m->name;
    for (int64_t i = 0; i < e->derived_count; i++)
        if (strlen(e->derived[i].name) == size && memcmp(e->derived[i].name, name, size) == 0)
            return e->derived[i].name;
    return "";
}

static void start_row(Beside *b, const Pair *p, const Experiment *e)
{
    const char *name = name_of(p);
    CheckVerdict *v = b->row;
    *v = (CheckVerdict){ .verdict = VERDICT_NOT_EVALUATED,
                         .gates = true,
                         .measured = NAN,
                         .reference = NAN,
                         .allowed_low = -INFINITY,
                         .allowed_high = INFINITY,
                         .z = NAN,
                         .drift = NAN };
    snprintf(v->name, sizeof v->name, "baseline.%.*s", (int)base_size(name), name);
    v->value = subject(e, name, base_size(name));
    if (b->use == BASELINE_TOLERANCE && p->then)
        allowance_print(&p->then->allowed, v->kind, sizeof v->kind);
    else
        snprintf(v->kind, sizeof v->kind, b->use == BASELINE_CHANCE ? "chance" : "bits");
    b->worst = -INFINITY;
}

static void finish_row(Beside *b, const Baseline *then, const Baseline *now, bool *identical)
{
    CheckVerdict *v = b->row;
    const char *name = v->name + sizeof "baseline." - 1;
    const BaselineDigest *old = baseline_digest(then, name), *new = baseline_digest(now, name);
    bool same = old && new &&key_equal(old->digest, new->digest);
    if (old || new)
        *identical = *identical && same;
    if (b->use == BASELINE_BITS && (old || new) && !same) {
        v->compared++;
        if (v->failed++ == 0)
            snprintf(v->text, sizeof v->text, "bits differ, and its mean does not");
    }
    if (v->failed > 0)
        v->verdict = VERDICT_FAIL;
    else if (v->compared > 0 && !v->text[0])
        v->verdict = VERDICT_PASS;
    else if (!v->text[0]) { /* the fixed leg looks at it bit by bit */
        snprintf(v->text, sizeof v->text, "has no error to compare by chance with");
        v->gates = false;
    }
}

void beside_compare(CheckVerdict *rows, const Baseline *then, const Baseline *now, BaselineUse use,
                    const Experiment *e, double alarm, bool *identical)
{
    Walk w = { then, now, 0, 0 };
    Beside b = { .use = use, .alarm = alarm };
    const char *last = NULL;
    int64_t row = 0;
    *identical = true;
    for (Pair p; next_pair(&w, &p); last = name_of(&p)) {
        if (!last || !same_base(last, name_of(&p))) {
            if (last)
                finish_row(&b, then, now, identical);
            b.row = &rows[row++];
            start_row(&b, &p, e);
        }
        compare_pair(&b, &p);
    }
    if (last)
        finish_row(&b, then, now, identical);
}
