/* law.c - see law.h */
#include "runner/analyze/law.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* What the law says at a cell; NAN where it says nothing. */
static double law_at(const Checking *c, int64_t cell)
{
    int64_t partner = field_partner(&c->field, cell, &c->against);
    return partner < 0 ? NAN : field_moments(&c->against, partner).mean;
}

/* Cells that may share random numbers: those of one trial, and those of points along shared axes.
 */
static int64_t sharing(const Checking *c)
{
    int64_t n = c->field.inner;
    for (char *const *name = c->experiment->shared_by; name && *name; name++) {
        int d = field_dim(&c->field, *name);
        n *= d >= 0 ? c->field.length[d] : 1;
    }
    return n;
}

static void compare_cell(Checking *c, int64_t cell, double law)
{
    Summary s = field_moments(&c->field, cell);
    if (s.n < LEAST_REPLICATES || isnan(law)) {
        c->starved += s.n > 0 && !isnan(law);
        return;
    }
    double df = (double)(s.n - 1), z, allowed, error = s.sem;
    if (c->field.metric->yes_no && law > 0 && law < 1) {
        /* yes or no: the law gives the spread as well, and the tails are known exactly */
        error = sqrt(law * (1 - law) / (double)s.n);
        z = statistics_binomial_score((int64_t)llround(s.mean * (double)s.n), s.n, law);
        allowed = statistics_t(c->alarm, INFINITY);
        df = INFINITY;
    } else if (error > 0) {
        z = (s.mean - law) / error;
        allowed = statistics_t(c->alarm, df);
    } else {
        c->starved++;
        return;
    }
    Number x = { .cell = cell, .x = s.mean, .error = error, .n = s.n, .reference = law };
    compare_note(c, &x, law - allowed * error, law + allowed * error, fabs(z) - allowed, z);
    if (isfinite(df)) {
        double score =
            statistics_normal_score(z, df); /* so that the sum of squares is chi-square */
        c->z_sum += score;
        c->z_squares += score * score;
        c->z_count++;
    }
}

/* One score for all points. Those with random numbers of their own have standard normal scores,
 * which add up. Where numbers are shared, each replicate's mean deviation is held against the
 * scatter of the replicates; dividing by estimated deviations first would widen the score. */
static double drift_of(const Checking *c)
{
    const Field *f = &c->field;
    if (sharing(c) == 1)
        return c->z_count > 0 ? c->z_sum / sqrt((double)c->z_count) : NAN;
    double *sum = calloc(2 * (size_t)f->replicates, sizeof *sum), *count = sum + f->replicates;
    if (!sum)
        return NAN;
    for (int64_t cell = 0; cell < f->cells; cell++) {
        double law = law_at(c, cell);
        if (!field_selected(f, cell, c->spec->where) || isnan(law))
            continue;
        for (int64_t k = 0; k < f->replicates; k++) {
            double x = field_value(f, cell, k);
            if (!isfinite(x))
                continue;
            sum[k] += x - law;
            count[k]++;
        }
    }
    for (int64_t k = 0; k < f->replicates; k++)
        sum[k] = count[k] > 0 ? sum[k] / count[k] : NAN;
    Summary all = statistics_moments(sum, f->replicates, 1);
    free(sum);
    if (all.n < LEAST_REPLICATES || !(all.sem > 0))
        return NAN;
    return statistics_normal_score(all.mean / all.sem, (double)(all.n - 1));
}

/* rms(z) over the sweep: the best single number for a wrong generator, tie rule or error bar. */
static void compare_rms(Checking *c)
{
    CheckVerdict *v = c->verdict;
    /* Scores that hang together scatter at most like one for each group that shares its numbers. */
    int64_t groups = c->z_count / sharing(c);
    if (groups < LEAST_FOR_RMS)
        return;
    double k = (double)groups, rms = sqrt(c->z_squares / (double)c->z_count);
    double low = sqrt(statistics_chi2(c->alarm / 2, k) / k);
    double high = sqrt(statistics_chi2(1 - c->alarm / 2, k) / k);
    bool inside = low <= rms && rms <= high;
    snprintf(v->text, sizeof v->text,
             "rms(z) = %.3f over %lld points, allowed %.3f .. %.3f; worst z = %.2f", rms,
             (long long)c->z_count, low, high, v->z);
    v->compared++;
    if (!inside || v->failed == 0) {
        v->failed += !inside;
        v->measured = rms;
        v->error = 0;
        v->reference = 1;
        v->allowed_low = low;
        v->allowed_high = high;
        snprintf(v->place, sizeof v->place, "rms(z) of %lld points", (long long)c->z_count);
    }
}

void law_compare(Checking *c)
{
    for (int64_t cell = 0; cell < c->field.cells; cell++)
        if (field_selected(&c->field, cell, c->spec->where))
            compare_cell(c, cell, law_at(c, cell));
    if (c->verdict->compared == 0)
        return;
    c->verdict->drift = drift_of(c);
    compare_rms(c);
}
