/* flight.c - see flight.h */
#include "runner/flight.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "runner/execute/attendant.h"
#include "runner/store/assemble.h"
#include "runner/store/hdf5_file.h"

/* ---- signals ------------------------------------------------------------------------------ */

/* They can only reach the running campaign through a global; nothing else writes one. */
static atomic_int stop_level;
static volatile sig_atomic_t stop_signal;

static void on_signal(int number)
{
    if (atomic_load(&stop_level) == STOP_NOW) {
        signal(number, SIG_DFL);
        raise(number);
        return;
    }
    stop_signal = number;
    atomic_fetch_add(&stop_level, 1);
}

void flight_watch_signals(void)
{
    struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART }, before;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN) /* nohup */
        sigaction(SIGHUP, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

Status flight_signalled(void)
{
    if (!stop_signal)
        return OK;
    return stop_signal == SIGINT ? ERR_INTERRUPTED : ERR_TERMINATED;
}

/* ---- what the campaign calls -------------------------------------------------------------- */

typedef struct {
    const RunOptions *run;
    Work *work;
    const Plan *plan;
    Journal *journal;
    size_t text_size;
    char view[KEY_TEXT_SIZE]; /* of the result on disk; empty if there is none */
    int told_stop;
} Flight;

static Status finished(void *context, const FinishedTrial *t, Error *err)
{
    Flight *f = context;
    TrialRecord record = {
        .key = t->key,
        .build = f->work->build,
        .failed = t->status != OK,
        .timed_out = t->status == ERR_STOPPED,
        .value_count = t->values ? (int32_t)t->value_count : 0,
        .seconds = t->seconds,
        .values = t->values,
        .error = t->status == OK ? NULL : t->error->text,
    };
    char small[1024], *text = f->text_size <= sizeof small ? small : malloc(f->text_size);
    if (!text)
        return error_set(err, ERR_MEMORY, "memory ran out while recording a trial");
    sweep_key(&f->work->sweep, t->point, t->replicate, text, f->text_size);
    /* For want of memory: that says nothing of the trial, so the next run tries again. */
    Status status = t->status == ERR_MEMORY ? OK : journal_append(f->journal, &record, text, err);
    if (text != small)
        free(text);
    progress_trial(f->run->progress, t, f->work->sweep.cost[t->point]);
    if (t->status != OK) {
        char place[512];
        sweep_point_text(&f->work->sweep, t->point, place, sizeof place);
        progress_failed(f->run->progress, t, place);
    }
    return status;
}

static Status tick(void *context, Error *err)
{
    Flight *f = context;
    int stop = atomic_load(&stop_level);
    if (stop != f->told_stop)
        progress_stopping(f->run->progress, f->told_stop = stop, 0);
    progress_tick(f->run->progress);
    return journal_flush(f->journal, false, err);
}

/* ---- before ------------------------------------------------------------------------------- */

static Status keep_in_journal(void *context, const TrialRecord *record, const char *text,
                              Error *err)
{
    Flight *f = context;
    Status status = trials_put(f->work->trials, record, err);
    return status == OK ? journal_append(f->journal, record, text, err) : status;
}

static Status refuse(const Flight *f, Status status, Messages *m)
{
    const Work *w = f->work;
    if (access(w->journal, F_OK) == 0)
        message_help(m, "move `%s` away: the trials in `%s` give it again", w->result, w->journal);
    else
        message_help(m, "move `%s` away, or choose another folder with --output", w->result);
    return status;
}

/* What is no result, or damaged, is not written over. */
static Status look_at_result(Flight *f, Messages *m)
{
    Results old = { 0 };
    Error err = { 0 };
    const char *path = f->work->result;
    if (access(path, F_OK) != 0)
        return OK;
    if (hdf5_read_attributes(&old, path, &err) != OK)
        return refuse(f, report(m, &err), m);
    const char *view = attributes_get(&old.provenance, "view");
    Status status = view ? OK : error_set(&err, ERR_FOREIGN, "`%s` is not a result of hebb", path);
    snprintf(f->view, sizeof f->view, "%s", view ? view : "");
    results_free(&old);
    return status == OK ? OK : refuse(f, report(m, &err), m);
}

/* The journal is gone but the result is there: its trials go into a new journal. */
static Status import_result(Flight *f, Messages *m)
{
    Opened o;
    Sweep sweep;
    Error err = { 0 };
    if (!f->view[0])
        return OK;
    Status status = result_open(&o, f->work->result, m);
    if (status != OK)
        return refuse(f, status, m);
    status = sweep_expand(&sweep, &o.experiment, m);
    if (status == OK) {
        status = results_import(&o.results, &sweep, keep_in_journal, f, &err);
        if (status == OK)
            status = journal_flush(f->journal, true, &err);
        if (status != OK)
            report(m, &err);
        sweep_free(&sweep);
    }
    result_close(&o);
    return status;
}

static Status open_journal(Flight *f, Messages *m)
{
    Error err = { 0 };
    JournalReport found = { 0 };
    char *folder =
        result_path(f->run->dir, f->run->flat ? "" : f->work->experiment.profile, "", "");
    Status status =
        folder ? make_folders(folder, &err) : error_set(&err, ERR_MEMORY, "memory ran out");
    free(folder);
    if (status == OK)
        status = journal_open(&f->journal, f->work->journal, f->work->trials, &found, &err);
    if (status != OK)
        return report(m, &err);
    if (found.damaged > 0)
        fprintf(stderr, "hebb: %lld damaged records in %s were skipped; their trials run again\n",
                (long long)found.damaged, f->work->journal);
    return found.records == 0 ? import_result(f, m) : OK;
}

/* ---- after -------------------------------------------------------------------------------- */

static const double TELL_SAVING = 1; /* second, after which the run says what it is doing */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Is the result on disk the view of this config over these trials? */
static bool is_saved(const Flight *f)
{
    char view[KEY_TEXT_SIZE];
    key_print(results_view(&f->work->sweep, f->work->trials), view);
    return strcmp(f->view, view) == 0;
}

static void say_saved(const Flight *f, const Results *r)
{
    struct stat st = { 0 };
    char digest[KEY_TEXT_SIZE];
    stat(f->work->result, &st);
    key_print(results_digest(r), digest);
    progress_saved(f->run->progress, f->work->result, (int64_t)st.st_size, digest);
}

/* Someone who waits for the numbers of a result that is written. */
typedef struct {
    const Flight *flight;
    double since;
    bool told;
} Waiting;

static void tell_saving(void *context)
{
    Waiting *w = context;
    if (!w->told && now() - w->since > TELL_SAVING) {
        w->told = true;
        progress_saving(w->flight->run->progress, w->flight->work->experiment.name);
    }
}

/* Theory may take long, and a run that is silent seems to hang. Without a thread for it, it is. */
static Status make_result(const Flight *f, const RunFacts *facts, Results *r, Error *err)
{
    Waiting waiting = { f, now(), false };
    Attendant attendant;
    bool attended = attendant_start(&attendant, tell_saving, &waiting, NULL) == OK;
    Status status = work_result(f->work, facts, &stop_level, r, err);
    if (attended)
        attendant_end(&attendant);
    return status;
}

/* Writes the result unless the one that is there says the same. */
static Status save(Flight *f, double started, int threads, Messages *m)
{
    Work *w = f->work;
    Results r = { 0 };
    Error err = { 0 };
    if (is_saved(f))
        return OK;
    char *lines = overrides_join(f->run->overrides);
    RunFacts facts = {
        .command_line = f->run->command_line,
        .started = started,
        .finished = now(),
        .threads = threads,
        .profile = w->experiment.profile,
        .overrides = lines,
    };
    Status status =
        lines ? make_result(f, &facts, &r, &err) : error_set(&err, ERR_MEMORY, "memory ran out");
    free(lines);
    if (status == OK)
        status = hdf5_write(&r, w->result, &err);
    if (status == OK) {
        say_saved(f, &r);
    } else if (status != ERR_STOPPED) {
        report(m, &err);
        message_note(m, "every finished trial is safe in `%s`", w->journal);
    }
    results_free(&r);
    return status;
}

/* The journal is read again, so that what is written is what is on disk. */
static Status reload(Work *w, Messages *m)
{
    Error err = { 0 };
    JournalReport found;
    trials_free(w->trials);
    w->trials = trials_new();
    Status status = w->trials ? journal_read(w->journal, w->trials, &found, &err)
                              : error_set(&err, ERR_MEMORY, "memory ran out");
    return status == OK ? OK : report(m, &err);
}

/* ---- the whole ---------------------------------------------------------------------------- */

static int64_t halting_failures(const Halt *h, const Plan *p)
{
    if (h->share > 0) {
        double failures = ceil(h->share * (double)p->todo_count);
        return failures > 1 ? (int64_t)failures : 1;
    }
    return h->failures;
}

static Status fly(Flight *f, CampaignReport *done, Messages *m)
{
    const RunOptions *run = f->run;
    Error err = { 0 };
    Campaign campaign = {
        .plan = f->plan,
        .threads = (int)run->threads,
        .trial_seconds = run->timeout,
        .halt_failures = halting_failures(&run->halt, f->plan),
        .halt_stop = run->halt.now ? STOP_NOW : STOP_SOON,
        .stop = &stop_level,
        .finished = finished,
        .tick = tick,
        .context = f,
    };
    progress_start(run->progress, f->plan,
                   run->threads ? (int)run->threads : campaign_processors());
    Status status = campaign_run(&campaign, done, &err);
    char note[64] = "";
    if (f->plan->over_budget > 0)
        snprintf(note, sizeof note, "%lld over budget, not run", (long long)f->plan->over_budget);
    progress_end(run->progress, done, note);
    if (status != OK && status != ERR_STOPPED)
        report(m, &err);
    return status;
}

/* Trials were left undone: why, how many are there, how to go on. */
static Status say_stopped(const Flight *f, const CampaignReport *done)
{
    Status signalled = flight_signalled();
    const char *how = signalled == ERR_INTERRUPTED  ? "stopped"
                      : signalled == ERR_TERMINATED ? "terminated"
                                                    : "halted by failures";
    fprintf(stderr, "hebb: %s: %lld of %lld trials are saved; the same command goes on\n", how,
            (long long)(f->plan->done + f->plan->failed + done->finished + done->failed),
            (long long)f->work->sweep.trials);
    return signalled == OK ? ERR_STOPPED : signalled;
}

/* From here on f->work->trials says what is in the journal, which is closed at the end. */
static Status run_plan(Flight *f, Messages *m)
{
    Error err = { 0 };
    CampaignReport done = { .threads =
                                f->run->threads ? (int)f->run->threads : campaign_processors() };
    double started = now();
    bool flown = f->plan->todo_count > 0;
    Status status = flown ? fly(f, &done, m) : OK;
    Status closed = journal_close(f->journal, &err);
    f->journal = NULL;
    if (closed != OK && (status == OK || status == ERR_STOPPED))
        status = report(m, &err);
    if (status != OK && status != ERR_STOPPED)
        return status;
    Status saved = flown ? reload(f->work, m) : OK;
    if (saved == OK)
        saved = save(f, started, done.threads, m);
    if (saved == ERR_STOPPED)
        return say_stopped(f, &done);
    if (status == ERR_STOPPED)
        return status_worse(saved, say_stopped(f, &done));
    if (!flown && saved == OK)
        progress_idle(f->run->progress, f->work->experiment.name, f->plan);
    return status_worse(saved, f->plan->failed + done.failed > 0 ? ERR_TRIAL : OK);
}

Status flight_run(const RunOptions *o, const char *config, Messages *m)
{
    Work work;
    Plan plan = { 0 };
    Error err = { 0 };
    Status status = work_open(&work, config, o->profile, o->overrides, o->dir, m);
    if (status == OK && o->flat)
        status = work_place(&work, o->dir, m);
    Flight f = { .run = o, .work = &work, .plan = &plan };
    if (status == OK)
        status = look_at_result(&f, m);
    if (status == OK)
        status = open_journal(&f, m);
    if (status == OK) {
        f.text_size = sweep_key_text_size(&work.sweep);
        status = plan_make(&plan, &work.sweep, &o->plan, work_known, &work, &err);
        if (status != OK)
            report(m, &err);
    }
    if (status == OK)
        status = plan_fits(&plan, m);
    if (status == OK)
        status = run_plan(&f, m);
    if (f.journal)
        journal_close(f.journal, NULL);
    plan_free(&plan);
    work_free(&work);
    return status;
}
