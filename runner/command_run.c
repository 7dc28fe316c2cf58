/* command_run.c - hebb run: what is missing of each experiment, then its result file. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "runner/config/number.h"
#include "runner/pipeline.h"
#include "runner/store/assemble.h"
#include "runner/store/hdf5_file.h"

static const OptionRow options[] = {
    { "output", 'o', "DIR", "folder of results (default results)" },
    { "flat", 0, NULL, "results straight into that folder, without one for the profile" },
    { "threads", 'j', "N", "threads to use (default: every processor allowed)" },
    { "profile", 'p', "NAME", "a profile of the config: smoke, nightly, full, ..." },
    { "set", 's', "KEY=VALUE", "override a key, e.g. sweep.load=[0.1, 0.15]; may be repeated" },
    { "fresh", 0, NULL, "recompute what is stored" },
    { "retry", 0, "failed", "run failed trials again" },
    { "halt", 0, "now,fail=N|soon,fail=N", "stop after so many failed trials" },
    { "timeout", 0, "SECONDS", "a trial that takes longer fails" },
    { "progress", 0, "auto|plain|json|none", "what stderr shows" },
    COMMON_OPTIONS,
    { 0 },
};

/* Signals can only reach the running campaign through a global; nothing else writes one. */
static atomic_int stop_level;
static volatile sig_atomic_t stop_signal;

static void on_signal(int number)
{
    stop_signal = number;
    if (atomic_load(&stop_level) < STOP_NOW)
        atomic_fetch_add(&stop_level, 1);
}

static void watch_signals(void)
{
    struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* The whole command. */
typedef struct {
    const Arguments *arguments;
    Messages *messages;
    const char *dir, *profile;
    const char *const *overrides;
    const char *set[ARGUMENTS_MAX + 1];
    int64_t threads;
    PlanOptions plan;
    int64_t halt_failures;
    bool halt_now;
    double timeout;
    ProgressMode mode;
    Progress *progress;
    char command_line[4096];
} Run;

/* One experiment on its way: what the campaign's callbacks see. */
typedef struct {
    const Run *run;
    Work *work;
    const Plan *plan;
    Journal *journal;
    size_t text_size;
    int told_stop;
    int64_t failed;
} Flight;

static Status finished(void *context, const FinishedTrial *t, Error *err)
{
    Flight *f = context;
    TrialRecord record = {
        .key = t->key, .build = f->work->build, .failed = t->status != OK,
        .timed_out = t->status == ERR_STOPPED,
        .value_count = t->values ? (int32_t)t->value_count : 0,
        .seconds = t->seconds, .values = t->values, .error = t->status == OK ? NULL : t->error->text,
    };
    char small[1024], *text = f->text_size <= sizeof small ? small : malloc(f->text_size);
    if (!text)
        return error_set(err, ERR_MEMORY, "memory ran out while recording a trial");
    sweep_key(&f->work->sweep, t->point, t->replicate, text, f->text_size);
    Status status = journal_append(f->journal, &record, text, err);
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

static Status keep_in_journal(void *context, const TrialRecord *record, const char *text, Error *err)
{
    Flight *f = context;
    Status status = trials_put(f->work->trials, record, err);
    return status == OK ? journal_append(f->journal, record, text, err) : status;
}

/* The journal is gone but the result is there: its trials go into a new journal. */
static Status import_result(Flight *f, Messages *m)
{
    Opened o;
    Sweep sweep;
    Error err = { 0 };
    if (access(f->work->result, F_OK) != 0)
        return OK;
    Status status = result_open(&o, f->work->result, m);
    if (status != OK) {
        message_help(m, "move `%s` away, or choose another folder with --output", f->work->result);
        return status;
    }
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
    bool flat = arguments_has(f->run->arguments, "flat");
    char *folder = result_path(f->run->dir, flat ? "" : f->work->experiment.profile, "", "");
    Status status = folder ? make_folders(folder, &err) : error_set(&err, ERR_MEMORY, "memory ran out");
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

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Writes the result unless the one that is there says the same. */
static Status save(Flight *f, double started, int threads, Messages *m)
{
    Work *w = f->work;
    Results old = { 0 }, r = { 0 };
    Error err = { 0 };
    char view[KEY_TEXT_SIZE], lines[8192] = "";
    size_t used = 0;
    work_view(w, view);
    if (access(w->result, F_OK) == 0 && hdf5_read_attributes(&old, w->result, &err) == OK) {
        const char *before = attributes_get(&old.provenance, "view");
        bool same = before && strcmp(before, view) == 0;
        results_free(&old);
        if (same)
            return OK;
    }
    for (const char *const *o = f->run->overrides; *o && used < sizeof lines; o++) {
        int n = snprintf(lines + used, sizeof lines - used, "%s\n", *o);
        used += n > 0 ? (size_t)n : 0;
    }
    RunFacts facts = {
        .command_line = f->run->command_line, .started = started, .finished = now(), .threads = threads,
        .profile = w->experiment.profile, .overrides = lines,
    };
    Status status = work_result(w, &facts, &r, &err);
    if (status == OK)
        status = hdf5_write(&r, w->result, &err);
    if (status == OK) {
        struct stat st = { 0 };
        char digest[KEY_TEXT_SIZE];
        stat(w->result, &st);
        key_print(results_digest(&r), digest);
        progress_saved(f->run->progress, w->result, (int64_t)st.st_size, digest);
    } else {
        report(m, &err);
        message_note(m, "every finished trial is safe in `%s`", w->journal);
    }
    results_free(&r);
    return status;
}

static Status stopped_by(const Flight *f)
{
    fprintf(stderr, "%s: %lld of %lld trials are saved; the same command goes on\n",
            stop_signal == SIGTERM ? "terminated" : "stopped",
            (long long)(f->plan->done), (long long)f->work->sweep.trials);
    return stop_signal == SIGTERM ? ERR_TERMINATED : ERR_INTERRUPTED;
}

static Status fly(Flight *f, CampaignReport *done, Messages *m)
{
    const Run *run = f->run;
    Error err = { 0 };
    Campaign campaign = {
        .plan = f->plan, .threads = (int)run->threads, .trial_seconds = run->timeout,
        .halt_failures = run->halt_failures, .stop = &stop_level, .finished = finished, .tick = tick, .context = f,
    };
    progress_start(run->progress, f->plan, run->threads ? (int)run->threads : campaign_processors());
    Status status = campaign_run(&campaign, done, &err);
    char note[64] = "";
    if (f->plan->over_budget > 0)
        snprintf(note, sizeof note, "%lld over budget, not run", (long long)f->plan->over_budget);
    progress_end(run->progress, done, note);
    if (status != OK && status != ERR_STOPPED)
        report(m, &err);
    return status;
}

/* After the campaign: the journal is read again, so that what is written is what is on disk. */
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

static void say_idle(const Flight *f, const Plan *plan)
{
    if (f->run->mode != PROGRESS_NONE)
        fprintf(stderr, "hebb: nothing to do for %s: %lld trials are stored, %lld failed, %lld over budget\n",
                f->work->experiment.name, (long long)plan->done, (long long)plan->failed,
                (long long)plan->over_budget);
}

static Status run_plan(Flight *f, Messages *m)
{
    Plan plan = { 0 };
    Error err = { 0 };
    CampaignReport done = { .threads = f->run->threads ? (int)f->run->threads : campaign_processors() };
    double started = now();
    Status status = plan_make(&plan, &f->work->sweep, &f->run->plan, work_known, f->work, &err);
    if (status != OK)
        return report(m, &err);
    f->plan = &plan;
    int64_t failed_before = plan.failed;
    bool flown = plan.todo_count > 0;
    if (flown)
        status = fly(f, &done, m);
    Status closed = journal_close(f->journal, &err);
    f->journal = NULL;
    if (closed != OK)
        status = status_worse(status, report(m, &err));
    if (flown && (status == OK || status == ERR_STOPPED)) {
        Status read = reload(f->work, m);
        status = read == OK ? status : read;
    }
    if (status == OK || status == ERR_STOPPED) {
        Status saved = save(f, started, done.threads, m);
        status = saved == OK ? status : saved;
    }
    if (!flown && status == OK)
        say_idle(f, &plan);
    plan.done += done.finished - done.failed;
    if (status == ERR_STOPPED)
        status = stop_signal ? stopped_by(f) : ERR_TRIAL;
    else if (status == OK && (failed_before > 0 || done.failed > 0))
        status = ERR_TRIAL;
    plan_free(&plan);
    return status;
}

static Status run_one(const Run *run, const char *config, Messages *m)
{
    Work work;
    Status status = work_open(&work, config, run->profile, run->overrides, run->dir, m);
    if (status == OK && arguments_has(run->arguments, "flat"))
        status = work_place(&work, run->dir, m);
    if (status == OK) {
        Flight flight = { .run = run, .work = &work, .text_size = sweep_key_text_size(&work.sweep) };
        status = open_journal(&flight, m);
        if (status == OK)
            status = run_plan(&flight, m);
        if (flight.journal)
            journal_close(flight.journal, NULL);
    }
    work_free(&work);
    return status;
}

static Status bad_option(Messages *m, const char *name, const char *value, const char *allowed)
{
    message_error(m, (Place){ 0 }, NULL, "`--%s %s`: %s", name, value, allowed);
    return ERR_USAGE;
}

static Status read_halt(Run *run, Messages *m)
{
    const char *text = arguments_get(run->arguments, "halt", NULL);
    long long count = 0;
    char when[8] = "", end = 0;
    if (!text)
        return OK;
    if (sscanf(text, "%7[a-z],fail=%lld%c", when, &count, &end) != 2 || count < 1 ||
        (strcmp(when, "now") != 0 && strcmp(when, "soon") != 0))
        return bad_option(m, "halt", text, "write now,fail=1 or soon,fail=10");
    run->halt_failures = count;
    run->halt_now = when[0] == 'n';
    return OK;
}

static Status read_options(Run *run, Messages *m)
{
    const Arguments *a = run->arguments;
    static const char *const modes[] = { "auto", "plain", "json", "none", NULL };
    static const ProgressMode mode_of[] = { PROGRESS_AUTO, PROGRESS_PLAIN, PROGRESS_JSON, PROGRESS_NONE };
    int mode = 0;
    run->dir = arguments_get(a, "output", "results");
    run->profile = arguments_get(a, "profile", "");
    run->overrides = arguments_all(a, "set", run->set);
    run->plan = (PlanOptions){ .shard = 1, .shards = 1, .fresh = arguments_has(a, "fresh") };
    Status status = arguments_int(a, "threads", 1, 1024, &run->threads, m);
    status = status_worse(status, arguments_word(a, "progress", modes, &mode, m));
    status = status_worse(status, read_halt(run, m));
    const char *retry = arguments_get(a, "retry", NULL), *timeout = arguments_get(a, "timeout", NULL);
    if (retry && strcmp(retry, "failed") != 0)
        status = bad_option(m, "retry", retry, "write --retry failed");
    run->plan.retry_failed = retry != NULL;
    if (timeout && (!number_parse_real(timeout, &run->timeout) || !(run->timeout > 0)))
        status = bad_option(m, "timeout", timeout, "it must be a positive number of seconds");
    run->mode = mode_of[mode];
    if (status == OK && !(run->progress = progress_new(stderr, run->mode, use_color(a, stderr)))) {
        message_error(m, (Place){ 0 }, NULL, "memory ran out");
        status = ERR_MEMORY;
    }
    return status;
}

static void join_command_line(Run *run)
{
    const Arguments *a = run->arguments;
    size_t used = (size_t)snprintf(run->command_line, sizeof run->command_line, "hebb run");
    for (int64_t i = 0; i < a->count + a->given && used < sizeof run->command_line; i++) {
        int64_t k = i - a->count;
        int n = k < 0 ? snprintf(run->command_line + used, sizeof run->command_line - used, " %s", a->positional[i])
                      : snprintf(run->command_line + used, sizeof run->command_line - used, " --%s%s%s",
                                 a->option[k]->name, a->option[k]->argument ? " " : "", a->value[k]);
        used += n > 0 ? (size_t)n : 0;
    }
}

static Status run(const Arguments *a, Messages *m)
{
    Run command = { .arguments = a, .messages = m };
    char **configs = NULL;
    int64_t count = 0;
    Status status = read_options(&command, m);
    if (status == OK)
        status = list_configs(a->positional, a->count, &configs, &count, m);
    join_command_line(&command);
    watch_signals();
    /* Every config is read before the first trial runs: nothing runs if one of them is wrong. */
    for (int64_t i = 0; count > 1 && i < count && (status == OK || status == ERR_CONFIG); i++) {
        Experiment e;
        Status loaded = experiment_load(configs[i], command.profile, command.overrides, m, &e);
        if (loaded == OK)
            experiment_free(&e);
        status = status_worse(status, loaded);
    }
    for (int64_t i = 0; i < count && (status == OK || status == ERR_TRIAL); i++)
        status = status_worse(status, run_one(&command, configs[i], m));
    list_free(configs, count);
    progress_free(command.progress);
    return status;
}

const Command command_run = {
    .name = "run", .usage = "CONFIG|FOLDER...", .help = "run what is missing and write the result",
    .options = options, .least = 1, .most = -1, .run = run,
};
