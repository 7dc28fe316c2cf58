/* pipeline.c - see pipeline.h */
#include "runner/pipeline.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runner/analyze/derive.h"
#include "runner/analyze/summarize.h"
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
    free(w->result);
    free(w->journal);
    sweep_free(&w->sweep);
    experiment_free(&w->experiment);
    memset(w, 0, sizeof *w);
}

typedef struct {
    TrialTable *trials;
} Recall;

static Status recall_one(void *context, const TrialRecord *record, const char *text, Error *err)
{
    (void)text;
    return trials_put(((Recall *)context)->trials, record, err);
}

/* A result without a journal gives its trials back. One that cannot be read is left alone here: it is
 * refused where it would be overwritten. */
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
        Recall recall = { w->trials };
        status = results_import(&o.results, &sweep, recall_one, &recall, &err);
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

TrialState work_known(void *work, Key key, double *seconds)
{
    const Work *w = work;
    const TrialRecord *record = trials_find(w->trials, key);
    if (!record)
        return TRIAL_MISSING;
    /* Timings are kept only for the build and machine that made them. */
    if (w->experiment.algorithm->exclusive && record->build != w->build)
        return TRIAL_MISSING;
    *seconds = record->seconds;
    return record->failed ? TRIAL_FAILED : TRIAL_OK;
}

void work_view(const Work *w, char text[KEY_TEXT_SIZE])
{
    Key trials = results_view(&w->sweep, w->trials);
    Key config = key_hash(w->experiment.file.text, w->experiment.file.size);
    char all[3 * KEY_TEXT_SIZE + 64], parts[2][KEY_TEXT_SIZE];
    key_print(trials, parts[0]);
    key_print(config, parts[1]);
    int size = snprintf(all, sizeof all, "%s %s %s %llu", parts[0], parts[1], provenance_version(),
                        (unsigned long long)provenance_build());
    key_print(key_hash(all, (size_t)size), text);
}

Status work_result(const Work *w, const RunFacts *facts, Results *r, Error *err)
{
    Theory theory = { 0 };
    char view[KEY_TEXT_SIZE];
    memset(r, 0, sizeof *r);
    Status status = theory_compute(&theory, &w->sweep, facts->threads, err);
    if (status == OK)
        status = results_assemble(r, &w->sweep, w->trials, &theory, w->build, err);
    theory_free(&theory);
    if (status == OK)
        status = summarize(r, &w->experiment, err);
    if (status == OK)
        status = derive_all(r, &w->experiment, err);
    if (status == OK)
        status = provenance_add(&r->provenance, facts);
    work_view(w, view);
    if (status == OK)
        status = attributes_set(&r->provenance, "view", view);
    if (status != OK)
        results_free(r);
    return status;
}
