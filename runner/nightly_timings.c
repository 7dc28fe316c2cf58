/* nightly_timings.c - timings inform: steps over the nights, suspects measured again. See nightly.h
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/base/elementary.h"
#include "runner/analyze/statistics.h"
#include "runner/execute/campaign.h"
#include "runner/nightly.h"

enum { ROUNDS = 3, SAMPLE = 4 };
static const double TOLD = 0.10; /* the step of a whole experiment that is told */

/* A timing that took a step. */
typedef struct {
    Judged *item;
    char number[CHECK_NAME_SIZE];
    const CheckSpec *spec; /* NULL: the whole experiment */
    Step step;
    double now;
    char since[16];
    /* measured again */
    Sweep sweep;
    Key *keys;
    int64_t todo[SAMPLE], count;
    double seconds[SAMPLE][ROUNDS];
} Suspect;

typedef struct {
    int64_t count, capacity;
    Suspect *items;
} Suspects;

/* ---- tonight's timings ----------------------------------------------------------------------- */

/* Seconds of one replicate of every point: the sum of the points' medians. */
static double experiment_seconds(const Opened *o)
{
    const Array *a = results_find(&o->results, "timing", "trial_seconds");
    int64_t replicates = o->experiment.replicates;
    double sum = 0, three[3];
    if (!a || a->type != ARRAY_REAL || replicates < 1 || a->size % replicates != 0)
        return NAN;
    for (int64_t i = 0; i < a->size; i += replicates) {
        statistics_quartiles(a->real + i, replicates, 1, three);
        sum += isnan(three[1]) ? 0 : three[1];
    }
    return sum;
}

static Status look(Series *s, Suspects *all, const Night *n, Judged *item, const char *number,
                   const CheckSpec *spec, double now, Messages *m)
{
    const HistoryRow *rows[STEP_WINDOW];
    double values[STEP_WINDOW + 1];
    int64_t segment,
        count = series_before(s, n, item, number, "seconds", rows, STEP_WINDOW - 1, &segment);
    if (!(now > 0) || isinf(now))
        return OK;
    for (int64_t i = 0; i < count; i++)
        values[i] = rows[i]->value;
    values[count] = now;
    series_add(s, n, item, number, "seconds", now, NAN, NAN);
    /* An accepted baseline is a new level; the noise of the nights before stays known. */
    bool accepted = segment < count && segment > 0;
    Step step = step_find(values, count + 1, accepted ? segment : 0, spec ? spec->allowed : TOLD);
    if (!step.found)
        return OK;
    Suspect *longer = realloc(all->items, (size_t)(all->count + 1) * sizeof *longer);
    if (!longer) {
        message_error(m, (Place){ 0 }, NULL, "memory ran out");
        return ERR_MEMORY;
    }
    all->items = longer;
    Suspect *suspect = &all->items[all->count++];
    *suspect = (Suspect){ .item = item, .spec = spec, .step = step, .now = now };
    snprintf(suspect->number, sizeof suspect->number, "%s", number);
    snprintf(suspect->since, sizeof suspect->since, "%s",
             step.at < count ? rows[step.at]->night : n->night);
    return OK;
}

static Status look_all(Series *s, Suspects *all, const Night *n, Judged *item, Messages *m)
{
    const Experiment *e = &item->opened.experiment;
    Status status = look(s, all, n, item, "seconds", NULL, experiment_seconds(&item->opened), m);
    for (int64_t i = 0; i < e->check_count; i++)
        if (e->checks[i].kind == CHECK_TIMING)
            status = status_worse(status, look(s, all, n, item, e->checks[i].name, &e->checks[i],
                                               item->verdicts.checks[i].measured, m));
    return status;
}

/* ---- measured again -------------------------------------------------------------------------- */

/* What a campaign's callback writes to. */
typedef struct {
    Suspect *suspect;
    int round;
} Again;

static Status finished(void *context, const FinishedTrial *t, Error *err)
{
    Again *again = context;
    (void)err;
    for (int64_t i = 0; i < again->suspect->count; i++)
        if (again->suspect->todo[i] == t->trial)
            again->suspect->seconds[i][again->round] = t->status == OK ? t->seconds : NAN;
    return OK;
}

/* A few finished trials, spread over the sweep. */
static Status prepare(Suspect *s, Messages *m)
{
    const Opened *o = &s->item->opened;
    const Array *states = results_find(&o->results, "", "trial_status");
    Status status = sweep_expand(&s->sweep, &o->experiment, m);
    if (status != OK || !states || states->type != ARRAY_STATUS || states->size != s->sweep.trials)
        return status;
    s->keys = calloc((size_t)s->sweep.trials + 1, sizeof *s->keys);
    if (!s->keys)
        return ERR_MEMORY;
    for (int64_t i = 0; i < SAMPLE; i++) {
        int64_t trial = s->sweep.points * (2 * i + 1) / (2 * SAMPLE) * s->sweep.replicates;
        bool twice = s->count > 0 && s->todo[s->count - 1] == trial;
        if (trial >= s->sweep.trials || states->status[trial] != STATUS_OK || twice)
            continue;
        s->keys[trial] =
            sweep_key(&s->sweep, trial / s->sweep.replicates, trial % s->sweep.replicates, NULL, 0);
        s->todo[s->count++] = trial;
    }
    return OK;
}

static Status measure(Suspect *s, int round, const Night *n, Messages *m)
{
    Error err = { 0 };
    int64_t threads = n->threads ? strtoll(n->threads, NULL, 10) : 0;
    Plan plan = { .sweep = &s->sweep, .key = s->keys, .todo = s->todo, .todo_count = s->count };
    Again again = { s, round };
    Campaign campaign = {
        .plan = &plan, .threads = (int)threads, .finished = finished, .context = &again
    };
    if (s->count == 0 || !s->keys)
        return OK;
    Status status = campaign_run(&campaign, NULL, &err);
    return status == OK ? OK : report(m, &err);
}

/* The series' value as it would be with what was measured again: each trial beside its own time of
 * tonight. */
static double measured_again(const Suspect *s)
{
    const Array *a = results_find(&s->item->opened.results, "timing", "trial_seconds");
    double ratios[SAMPLE], work[SAMPLE > ROUNDS ? SAMPLE : ROUNDS];
    int64_t n = 0;
    for (int64_t i = 0; a && i < s->count; i++) {
        double before = s->todo[i] < a->size ? a->real[s->todo[i]] : NAN;
        double again = detect_median(s->seconds[i], ROUNDS, work);
        if (before > 0 && again > 0)
            ratios[n++] = again / before;
    }
    return s->now * detect_median(ratios, n, work);
}

static Status tell(Suspect *s, double again, Messages *m)
{
    Error err = { 0 };
    CheckVerdict *row = NULL, whole = { .value = "",
                                        .verdict = VERDICT_PASS,
                                        .measured = s->now,
                                        .z = NAN,
                                        .drift = NAN,
                                        .reference = NAN,
                                        .compared = 1 };
    for (int64_t i = 0; s->spec && i < s->item->verdicts.check_count; i++)
        if (s->item->verdicts.checks[i].spec == s->spec)
            row = &s->item->verdicts.checks[i];
    CheckVerdict advice = row ? *row : whole;
    advice.verdict = VERDICT_ADVICE;
    advice.reference = s->step.before;
    advice.allowed_low = s->step.before * (1 - 2 * s->step.noise);
    advice.allowed_high = s->step.before * (1 + 2 * s->step.noise);
    if (!row)
        snprintf(advice.name, sizeof advice.name, "timing.%s", s->number);
    snprintf(advice.kind, sizeof advice.kind, "timing");
    snprintf(advice.text, sizeof advice.text,
             "%+.0f %% since %s: %.4g s, before %.4g s; measured again %.4g s",
             100 * (s->step.after / s->step.before - 1), s->since, s->step.after, s->step.before,
             again);
    if (!row)
        return verdicts_add(&s->item->verdicts, &advice, &err) == OK ? OK : report(m, &err);
    *row = advice;
    s->item->verdicts.advice++;
    return OK;
}

/* True if the new time lies nearer to the new level than to the old: the machine was not just busy.
 */
static bool confirmed(const Suspect *s, double again)
{
    return isnan(again) || fabs(elementary_log(again / s->step.after)) <=
                               fabs(elementary_log(again / s->step.before));
}

Status timings_look(Series *s, const Night *n, Judgement *j, Messages *m)
{
    Suspects all = { 0 };
    Status worst = OK;
    for (int64_t i = 0; i < j->count && n->timings; i++)
        if (strcmp(j->items[i].leg, "fixed") == 0)
            worst = status_worse(worst, look_all(s, &all, n, &j->items[i], m));
    for (int64_t i = 0; i < all.count; i++)
        worst = status_worse(worst, prepare(&all.items[i], m));
    for (int round = 0; round < ROUNDS;
         round++) /* in turns: what disturbs the machine disturbs all */
        for (int64_t i = 0; i < all.count; i++)
            worst = status_worse(worst, measure(&all.items[i], round, n, m));
    for (int64_t i = 0; i < all.count; i++) {
        double again = measured_again(&all.items[i]);
        if (confirmed(&all.items[i], again))
            worst = status_worse(worst, tell(&all.items[i], again, m));
        free(all.items[i].keys);
        sweep_free(&all.items[i].sweep);
    }
    free(all.items);
    return worst;
}
