/* pipeline.c - see pipeline.h */
#include "runner/pipeline.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runner/analyze/derive.h"
#include "runner/analyze/summarize.h"
#include "runner/execute/machine.h"
#include "runner/plan/units.h"
#include "runner/store/assemble.h"
#include "runner/store/hdf5_file.h"

Status work_open(Work *w, const char *config, const char *profile, const char *const *overrides,
                 const char *dir, Messages *m)
{
    memset(w, 0, sizeof *w);
    w->config = config;
    w->build = provenance_build();
    Status status = experiment_load(config, profile, overrides, m, &w->experiment);
    if (status == OK)
        status = sweep_expand(&w->sweep, &w->experiment, m);
    if (status != OK)
        return status;
    const Experiment *e = &w->experiment;
    w->result = result_path(dir, e->profile, e->name, ".h5");
    w->journal = result_path(dir, e->profile, e->name, ".journal");
    w->trials = trials_new();
    if (w->result && w->journal && w->trials)
        return OK;
    message_error(m, (Place){ 0 }, NULL, "memory ran out");
    return ERR_MEMORY;
}

Status work_place(Work *w, const char *folder, Messages *m)
{
    free(w->result);
    free(w->journal);
    w->result = result_path(folder, "", w->experiment.name, ".h5");
    w->journal = result_path(folder, "", w->experiment.name, ".journal");
    if (w->result && w->journal)
        return OK;
    message_error(m, (Place){ 0 }, NULL, "memory ran out");
    return ERR_MEMORY;
}

void work_free(Work *w)
{
    trials_free(w->trials);
    free(w->params);
    free(w->result);
    free(w->journal);
    sweep_free(&w->sweep);
    experiment_free(&w->experiment);
    memset(w, 0, sizeof *w);
}

static Status recall_one(void *trials, const TrialRecord *record, const char *text, Error *err)
{
    (void)text;
    return trials_put(trials, record, err);
}

/* A result without a journal gives its trials back. One that cannot be read is left alone here: it
 * is refused where it would be overwritten. */
static Status recall_result(Work *w, Messages *m)
{
    Opened o;
    Error err = { 0 };
    Sweep sweep;
    Status status = result_open(&o, w->result, m);
    if (status != OK)
        return status;
    status = sweep_expand(&sweep, &o.experiment, m);
    if (status == OK) {
        status = results_import(&o.results, &sweep, recall_one, w->trials, &err);
        if (status != OK)
            report(m, &err);
        sweep_free(&sweep);
    }
    result_close(&o);
    return status;
}

Status work_recall(Work *w, Messages *m)
{
    Error err = { 0 };
    JournalReport found = { 0 };
    Status status = journal_read(w->journal, w->trials, &found, &err);
    if (status != OK)
        return report(m, &err);
    if (found.records == 0 && access(w->result, F_OK) == 0)
        return recall_result(w, m);
    return OK;
}

/* Values a trial of this point has now: a metric added since without a new version makes others of
 * those stored, which cannot be used. */
static int64_t values_at(Work *w, int64_t point)
{
    if (!w->params || w->counted_point != point) {
        const Algorithm *a = w->experiment.algorithm;
        w->params = w->params ? w->params : calloc(1, a->params_size);
        if (!w->params)
            return -1;
        sweep_params(&w->sweep, point, w->params);
        w->counted_point = point;
        w->counted_values = campaign_value_count(a, w->params);
    }
    return w->counted_values;
}

TrialState work_known(void *work, int64_t point, Key key, double *seconds)
{
    Work *w = work;
    const TrialRecord *record = trials_find(w->trials, key);
    if (!record || (!record->failed && record->value_count != values_at(w, point)))
        return TRIAL_MISSING;
    /* Timings are kept only for the build and machine that made them. */
    if (w->experiment.algorithm->exclusive && record->build != w->build)
        return TRIAL_MISSING;
    *seconds = record->seconds;
    return record->failed ? TRIAL_FAILED : TRIAL_OK;
}

Status plan_fits(const Plan *p, Messages *m)
{
    const Sweep *s = p->sweep;
    double there = machine_memory();
    char need[UNITS_SIZE], have[UNITS_SIZE], place[512];
    if (p->todo_count == 0 || p->largest_memory <= there)
        return OK;
    units_bytes(p->largest_memory, need, sizeof need);
    units_bytes(there, have, sizeof have);
    sweep_point_text(s, p->largest_point, place, sizeof place);
    message_error(m, (Place){ 0 }, NULL, "a trial of `%s` needs %s%s%s, this machine has %s",
                  s->experiment->name, need, place[0] ? " at " : "", place, have);
    message_help(m, "leave such points out with `budget: {memory: ...}` and `over_budget: skip`");
    return ERR_CONFIG;
}

Status work_result(const Work *w, const RunFacts *facts, const atomic_int *stop, Results *r,
                   Error *err)
{
    Theory theory = { 0 };
    memset(r, 0, sizeof *r);
    Status status = theory_compute(&theory, &w->sweep, facts->threads, stop, err);
    if (status == OK)
        status = results_assemble(r, &w->sweep, w->trials, &theory, w->build, err);
    theory_free(&theory);
    if (status == OK)
        status = summarize(r, &w->experiment, err);
    if (status == OK)
        status = derive_all(r, &w->experiment, err);
    if (status == OK)
        status = provenance_add(&r->provenance, facts);
    if (status != OK)
        results_free(r);
    return status;
}
