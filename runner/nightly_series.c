/* nightly_series.c - tonight's numbers beside those of the nights before: see nightly.h */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runner/analyze/statistics.h"
#include "runner/nightly.h"

enum { MOST_NIGHTS = 400, LEAST_REPLICATES = 4 };

/* The baseline that is valid, as a name for the stretch of nights it holds for. */
static void name_segment(const Judged *item, char text[16])
{
    char all[256], key[KEY_TEXT_SIZE];
    snprintf(text, 16, "none");
    if (!item->has_baseline)
        return;
    key_print(item->baseline.config, key);
    int size = snprintf(all, sizeof all, "%s %.200s", key, item->baseline.accepted);
    key_print(key_hash(all, (size_t)size < sizeof all ? (size_t)size : sizeof all - 1), key);
    snprintf(text, 16, "%.8s", key);
}

int64_t series_before(const Series *s, const Night *n, const Judged *item, const char *number,
                      const char *kind, const HistoryRow **rows, int64_t most, int64_t *segment)
{
    char now[16];
    name_segment(item, now);
    int64_t count = history_series(&s->history, item->opened.experiment.name, number, kind, now,
                                   rows, most, segment);
    while (count > 0 && strcmp(rows[count - 1]->night, n->night) >= 0)
        count--; /* the night was run before: its first run counts */
    if (*segment > count)
        *segment = count;
    return count;
}

bool series_add(Series *s, const Night *n, const Judged *item, const char *number, const char *kind,
                double value, double error, double score)
{
    HistoryRow row = { .value = value, .error = error, .score = score };
    const HistoryRow *last;
    int64_t segment;
    const char *commit = attributes_get(&item->opened.results.provenance, "git_commit");
    name_segment(item, row.segment);
    snprintf(row.night, sizeof row.night, "%s", n->night);
    snprintf(row.commit, sizeof row.commit, "%.12s", commit && *commit ? commit : "unknown");
    snprintf(row.kind, sizeof row.kind, "%s", kind);
    snprintf(row.experiment, sizeof row.experiment, "%s", item->opened.experiment.name);
    snprintf(row.number, sizeof row.number, "%s", number);
    if (history_series(&s->history, row.experiment, row.number, kind, row.segment, &last, 1,
                       &segment) == 1 &&
        strcmp(last->night, n->night) >= 0)
        return false;
    return history_add(&s->history, &row, NULL) == OK;
}

/* ---- drift ----------------------------------------------------------------------------------- */

/* One number of the fresh leg. */
typedef struct {
    const char *number, *kind, *value;
    double x, error, score;    /* score given: against a law */
    double start, start_error; /* the baseline's; error 0 without one */
    double df;
} Tonight;

static void add_alarm(Judged *item, const Tonight *t, DriftAlarm alarm, int64_t nights, Messages *m)
{
    static const char *const how[] = { "", "one night", "slow drift", "fast drift" };
    Error err = { 0 };
    CheckVerdict row = { .value = t->value,
                         .verdict = VERDICT_FAIL,
                         .gates = true,
                         .compared = 1,
                         .failed = 1,
                         .measured = t->x,
                         .error = t->error,
                         .reference = NAN,
                         .allowed_low = NAN,
                         .allowed_high = NAN,
                         .z = t->score,
                         .drift = NAN };
    snprintf(row.name, sizeof row.name, "drift.%s", t->number);
    snprintf(row.kind, sizeof row.kind, "%s", how[alarm]);
    snprintf(row.text, sizeof row.text,
             "with fresh random numbers it moved away from %s, over %lld nights",
             isnan(t->x) ? "its law" : "the nights before", (long long)nights + 1);
    if (verdicts_add(&item->verdicts, &row, &err) != OK)
        report(m, &err);
}

static void score_one(Series *s, const Night *n, Judged *item, Tonight *t, Messages *m)
{
    const HistoryRow *rows[MOST_NIGHTS];
    Drift drift = { { 0 }, { 0 } };
    Reference reference = { 0, 0 };
    int64_t segment,
        count = series_before(s, n, item, t->number, t->kind, rows, MOST_NIGHTS, &segment);
    if (t->start_error > 0)
        reference_score(&reference, t->start, t->start_error);
    for (int64_t i = segment; i < count; i++) {
        reference_score(&reference, rows[i]->value, rows[i]->error);
        drift_night(&drift, &s->limits, rows[i]->score);
    }
    if (isnan(t->score))
        t->score = statistics_normal_score(reference_score(&reference, t->x, t->error), t->df);
    DriftAlarm alarm = drift_night(&drift, &s->limits, t->score);
    series_add(s, n, item, t->number, t->kind, t->x, t->error, t->score);
    if (alarm != DRIFT_NONE) {
        s->drifts++;
        add_alarm(item, t, alarm, count - segment, m); /* last: rows move when one is added */
    }
}

/* Numbers of the fresh leg that scatter, one at a time: laws first, then means and derived numbers.
 */
static bool next_number(const Judged *item, const Baseline *now, int64_t *at, Tonight *t)
{
    const Verdicts *v = &item->verdicts;
    int64_t checks = item->opened.experiment.check_count;
    for (; *at < checks; ++*at) {
        const CheckVerdict *c = &v->checks[*at];
        if (isnan(c->drift))
            continue;
        *t = (Tonight){ .number = c->name,
                        .kind = "score",
                        .value = c->value,
                        .x = NAN,
                        .error = NAN,
                        .score = c->drift };
        ++*at;
        return true;
    }
    for (; *at - checks < now->number_count; ++*at) {
        const BaselineNumber *b = &now->numbers[*at - checks];
        bool whole = b->derived || !strchr(b->name, '[');
        if (!whole || !(b->error > 0) || b->replicates < LEAST_REPLICATES ||
            strncmp(b->name, "check.", 6) == 0)
            continue;
        bool fits = item->has_baseline && item->verdicts.baseline != BASELINE_OTHER;
        const BaselineNumber *then = fits ? baseline_number(&item->baseline, b->name) : NULL;
        *t = (Tonight){ .number = b->name,
                        .kind = "mean",
                        .value = "",
                        .x = b->value,
                        .error = b->error,
                        .score = NAN,
                        .start = then ? then->value : 0,
                        .start_error = then ? then->error : 0,
                        .df = (double)(b->replicates - 1) };
        ++*at;
        return true;
    }
    return false;
}

static Status each_number(Series *s, const Night *n, Judged *item, bool count_only, Messages *m)
{
    Baseline now;
    Error err = { 0 };
    Tonight t;
    int64_t at = 0;
    if (baseline_of(&now, &item->opened.results, &item->opened.experiment, &err) != OK)
        return report(m, &err);
    while (next_number(item, &now, &at, &t)) {
        if (count_only)
            s->series++;
        else
            score_one(s, n, item, &t, m);
    }
    baseline_free(&now);
    return OK;
}

/* The fixed leg's digest: one row tells since when its bits are others. */
static void add_digest(Series *s, const Night *n, const Judged *item)
{
    char digest[KEY_TEXT_SIZE];
    key_print(results_digest(&item->opened.results), digest);
    digest[16] = '\0';
    bool compared = item->verdicts.baseline == BASELINE_BITS;
    series_add(s, n, item, "bits", "digest", compared && item->verdicts.identical, NAN, NAN);
}

Status series_score(Series *s, const Night *n, Judgement *j, Messages *m)
{
    Status worst = OK;
    for (int pass = 0; pass < 2; pass++) {
        s->limits = drift_limits(s->series);
        for (int64_t i = 0; i < j->count; i++) {
            Judged *item = &j->items[i];
            if (strcmp(item->leg, "fresh") == 0)
                worst = status_worse(worst, each_number(s, n, item, pass == 0, m));
            else if (pass == 1)
                add_digest(s, n, item);
        }
    }
    return worst;
}

bool series_since(const Series *s, const char *experiment, const HistoryRow **bad,
                  const HistoryRow **good)
{
    *bad = *good = NULL;
    for (int64_t i = s->history.count - 1; i >= 0; i--) {
        const HistoryRow *r = &s->history.rows[i];
        if (strcmp(r->kind, "digest") != 0 || strcmp(r->experiment, experiment) != 0)
            continue;
        if (r->value != 0) {
            *good = r;
            break;
        }
        *bad = r;
    }
    return *bad != NULL;
}
