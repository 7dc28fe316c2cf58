/* command_verify.c - hebb verify: integrity, completeness, and trials computed again to the bit. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runner/analyze/derive.h"
#include "runner/analyze/field.h"
#include "runner/analyze/summarize.h"
#include "runner/command.h"
#include "runner/execute/campaign.h"
#include "runner/plan/units.h"
#include "runner/store/assemble.h"

static const OptionRow options[] = {
    { "trial", 't', "KEY", "compute this trial again (its key, or the first digits of it)" },
    { "sample", 'n', "N", "compute so many trials again, spread over the sweep (default 8)" },
    COMMON_OPTIONS,
    { 0 },
};

/* What the campaign's callback compares with. */
typedef struct {
    const Opened *opened;
    const Sweep *sweep;
    int64_t checked, different;
} Verify;

/* Bit patterns, so that NaN equals NaN and -0 differs from 0. */
static bool same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static void print_difference(const Verify *v, const Metric *metric, const FinishedTrial *t,
                             int64_t k, double stored, double computed)
{
    char key[KEY_TEXT_SIZE];
    key_print(t->key, key);
    printf("x trial %s: %s", key, metric->name);
    if (metric->dims[0])
        printf("[%lld]", (long long)k);
    printf(" is %.17g in the file and %.17g now\n", stored, computed);
    (void)v;
}

/* Compares the measured metrics of one trial, cell by cell; the file pads to the largest extents.
 */
static bool compare(const Verify *v, const FinishedTrial *t)
{
    const Experiment *e = &v->opened->experiment;
    const Algorithm *a = e->algorithm;
    void *params = malloc(a->params_size);
    const double *values = t->values;
    bool same = params != NULL;
    if (params)
        sweep_params(v->sweep, t->point, params);
    for (int64_t m = 0; params && a->metrics[m].name; m++) {
        int64_t sizes[METRIC_MAX_DIMS], n = metric_size(a, m, params, sizes);
        Field f;
        if (a->metrics[m].kind == METRIC_THEORY)
            continue;
        bool timing = a->metrics[m].kind == METRIC_TIMING;
        bool open = !timing && field_open(&f, &v->opened->results, e, a->metrics[m].name);
        for (int64_t k = 0; open && same && k < n; k++) {
            int64_t rest = k, cell = 0, index[METRIC_MAX_DIMS] = { 0 }, own = f.rank - (int)e->axes;
            for (int64_t d = own - 1; d >= 0; d--) {
                index[d] = rest % sizes[d];
                rest /= sizes[d];
            }
            for (int64_t d = 0; d < own; d++)
                cell = cell * f.length[e->axes + d] + index[d];
            double stored = field_value(&f, t->point * f.inner + cell, t->replicate);
            if (!same_bits(stored, values[k])) {
                print_difference(v, &a->metrics[m], t, k, stored, values[k]);
                same = false;
            }
        }
        values += n;
    }
    free(params);
    return same;
}

static Status finished(void *context, const FinishedTrial *t, Error *err)
{
    Verify *v = context;
    v->checked++;
    if (t->status != OK) {
        printf("x trial failed now: %s\n", t->error->text);
        v->different++;
    } else if (!compare(v, t)) {
        v->different++;
    }
    (void)err;
    return OK;
}

static Status nothing(void *context, Error *err)
{
    (void)context;
    (void)err;
    return OK;
}

static int8_t status_of(const Opened *o, int64_t trial)
{
    const Array *a = results_find(&o->results, "", "trial_status");
    return a && a->type == ARRAY_STATUS && trial < a->size ? a->status[trial] : STATUS_MISSING;
}

/* Trial numbers to compute again. */
static Status choose(const Arguments *a, const Opened *o, const Sweep *s, int64_t sample,
                     int64_t **todo, int64_t *count, Messages *m)
{
    const char *key = arguments_get(a, "trial", NULL);
    *todo = malloc((size_t)(s->trials > 0 ? s->trials : 1) * sizeof **todo);
    *count = 0;
    if (!*todo) {
        message_error(m, (Place){ 0 }, NULL, "memory ran out");
        return ERR_MEMORY;
    }
    int64_t ok = 0, taken = 0;
    for (int64_t t = 0; t < s->trials; t++)
        ok += status_of(o, t) == STATUS_OK;
    for (int64_t t = 0, seen = 0; t < s->trials; t++) {
        char text[KEY_TEXT_SIZE];
        if (status_of(o, t) != STATUS_OK)
            continue;
        if (key) {
            key_print(sweep_key(s, t / s->replicates, t % s->replicates, NULL, 0), text);
            if (strncmp(text, key, strlen(key)) == 0)
                (*todo)[(*count)++] = t;
        } else if (seen++ * sample / ok >= taken && taken < sample) {
            (*todo)[(*count)++] = t;
            taken++;
        }
    }
    if (key && *count != 1) {
        message_error(m, (Place){ 0 }, NULL,
                      *count ? "`%s` begins %lld keys" : "no finished trial has the key `%s`", key,
                      (long long)*count);
        message_help(m, "`hebb export --level trial --keys RESULT` lists them");
        return ERR_USAGE;
    }
    return OK;
}

static Status verify(const Arguments *a, const Opened *o, int64_t sample, Messages *m)
{
    Sweep sweep;
    Error err = { 0 };
    int64_t *todo = NULL, count = 0;
    Status status = sweep_expand(&sweep, &o->experiment, m);
    if (status != OK)
        return status;
    status = choose(a, o, &sweep, sample, &todo, &count, m);
    Key *keys =
        status == OK ? calloc((size_t)(sweep.trials > 0 ? sweep.trials : 1), sizeof *keys) : NULL;
    if (keys) {
        Verify v = { .opened = o, .sweep = &sweep };
        for (int64_t i = 0; i < count; i++)
            keys[todo[i]] =
                sweep_key(&sweep, todo[i] / sweep.replicates, todo[i] % sweep.replicates, NULL, 0);
        Plan plan = { .sweep = &sweep, .key = keys, .todo = todo, .todo_count = count };
        Campaign campaign = {
            .plan = &plan, .threads = 1, .finished = finished, .tick = nothing, .context = &v
        };
        CampaignReport done;
        status = campaign_run(&campaign, &done, &err);
        if (status != OK)
            report(m, &err);
        else if (v.different > 0)
            status = ERR_CHECK;
        printf("%lld %s computed again, %lld differ\n", (long long)v.checked,
               units_word(v.checked, "trial", "trials"), (long long)v.different);
    }
    free(keys);
    free(todo);
    sweep_free(&sweep);
    return status;
}

/* ---- what follows from the trials ------------------------------------------------------------ */

static Status take(void *trials, const TrialRecord *record, const char *text, Error *err)
{
    (void)text;
    return trials_put(trials, record, err);
}

/* Theory, means and derived numbers once more, from the trials of the file. */
static Status derive_again(Results *r, const Opened *o, const Sweep *sweep, Error *err)
{
    Theory theory = { 0 };
    TrialTable *trials = trials_new();
    Status status = trials ? results_import(&o->results, sweep, take, trials, err)
                           : error_set(err, ERR_MEMORY, "memory ran out");
    if (status == OK)
        status = theory_compute(&theory, sweep, 1, NULL, err);
    if (status == OK)
        status = results_assemble(r, sweep, trials, &theory, 0, err);
    theory_free(&theory);
    trials_free(trials);
    if (status == OK)
        status = summarize(r, &o->experiment, err);
    return status == OK ? derive_all(r, &o->experiment, err) : status;
}

/* Names the first array that is not what follows from the trials; NULL if all are. */
static const Array *find_different(const Results *now, const Results *stored)
{
    for (int64_t i = 0; i < now->array_count; i++) {
        const Array *x = &now->arrays[i], *y = results_find(stored, x->group, x->name);
        if (strcmp(x->group, "timing") == 0 || strncmp(x->group, "timing/", 7) == 0 ||
            x->type != ARRAY_REAL)
            continue;
        if (!y || y->type != x->type || y->size != x->size)
            return x;
        for (int64_t k = 0; k < x->size; k++)
            if (!same_bits(x->real[k], y->real[k]) && !(isnan(x->real[k]) && isnan(y->real[k])))
                return x;
    }
    return NULL;
}

static Status verify_derived(const Opened *o, Messages *m)
{
    Sweep sweep;
    Error err = { 0 };
    Results now = { 0 };
    Status status = sweep_expand(&sweep, &o->experiment, m);
    if (status != OK)
        return status;
    status = derive_again(&now, o, &sweep, &err);
    const Array *other = status == OK ? find_different(&now, &o->results) : NULL;
    if (status != OK)
        report(m, &err);
    else if (other)
        printf(
            "x %s%s%s is not what follows from the trials: another build or C library wrote it\n",
            other->group, *other->group ? "/" : "", other->name);
    else
        printf("theory, means and derived numbers follow from the trials\n");
    results_free(&now);
    sweep_free(&sweep);
    return other ? ERR_CHECK : status;
}

static Status run(const Arguments *a, Messages *m)
{
    Opened o;
    int64_t sample = 8, missing = 0, failed = 0, total = 0;
    Status status = arguments_int(a, "sample", 0, 1000000, &sample, m);
    if (status == OK)
        status = result_open(&o, a->positional[0], m);
    if (status != OK)
        return status;
    const Array *states = results_find(&o.results, "", "trial_status");
    for (int64_t i = 0; states && states->type == ARRAY_STATUS && i < states->size; i++) {
        missing += states->status[i] == STATUS_MISSING;
        failed += states->status[i] == STATUS_FAILED;
        total++;
    }
    printf("digest matches the content; %lld trials, %lld missing, %lld failed\n", (long long)total,
           (long long)missing, (long long)failed);
    status = verify_derived(&o, m);
    status = status_worse(status, verify(a, &o, sample, m));
    if (missing > 0)
        status = status_worse(status, ERR_CHECK);
    result_close(&o);
    return status;
}

const Command command_verify = {
    .name = "verify",
    .usage = "RESULT",
    .help = "integrity, completeness, and trials computed again to the bit",
    .options = options,
    .least = 1,
    .most = 1,
    .run = run,
};
