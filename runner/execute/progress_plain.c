/* progress_plain.c - the words for a log: one line each, `key=value`: see progress_state.h */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "runner/execute/progress_state.h"

static void begin(const Progress *p, const char *verb)
{
    fprintf(p->out, "hebb: %s ", verb);
    progress_put(p->out, p->name);
}

/* Whole seconds are enough for long times. */
static void put_seconds(const Progress *p, const char *key, double seconds)
{
    if (isnan(seconds))
        fprintf(p->out, " %s=?", key);
    else
        fprintf(p->out, seconds < 9.95 ? " %s=%.1fs" : " %s=%.0fs", key, seconds);
}

static void put_counts(const Progress *p, const Moment *now)
{
    fprintf(p->out, " work=%.0f%% trials=%" PRId64 "/%" PRId64 " failed=%" PRId64,
            floor(100 * now->work), now->trials, now->total, now->failed);
}

static void put_quoted(const Progress *p, const char *key, const char *text)
{
    fprintf(p->out, " %s=\"", key);
    for (const char *quote; (quote = strchr(text, '"')); text = quote + 1)
        fprintf(p->out, "%.*s\\\"", (int)(quote - text), text);
    progress_put(p->out, text);
    fputc('"', p->out);
}

static void say_idle(Progress *p, const char *name, const Plan *plan)
{
    fputs("hebb: nothing to do for ", p->out);
    progress_put(p->out, name);
    fprintf(p->out, ": stored=%" PRId64 " failed=%" PRId64 " over_budget=%" PRId64 "\n", plan->done,
            plan->failed, plan->over_budget);
}

static void say_start(Progress *p, int threads)
{
    (void)threads;
    begin(p, "start");
    fprintf(p->out, " trials=%" PRId64, p->plan->done + p->plan->failed + p->plan->todo_count);
    if (p->plan->done > 0)
        fprintf(p->out, " reused=%" PRId64, p->plan->done);
    fputc('\n', p->out);
}

static void say_moment(Progress *p, const Moment *now)
{
    begin(p, "progress");
    put_counts(p, now);
    put_seconds(p, "eta", now->left);
    fputc('\n', p->out);
}

static void say_failed(Progress *p, const FinishedTrial *t, const char *point_text)
{
    begin(p, "failed");
    fprintf(p->out, " trial=%" PRId64, t->trial);
    put_quoted(p, "point", point_text);
    put_quoted(p, "error", t->error->text);
    fputc('\n', p->out);
    if (p->failures_shown == FAILURES_SHOWN) {
        begin(p, "failed");
        fputs(" further failures are only counted\n", p->out);
    }
}

static void say_stopping(Progress *p, int stop, int64_t in_flight)
{
    begin(p, "stopping");
    if (stop == STOP_NOW)
        fputs(" now\n", p->out);
    else
        fprintf(p->out, " in_flight=%" PRId64 "\n", in_flight);
}

static void say_end(Progress *p, const Moment *now, bool stopped, const char *note)
{
    (void)note;
    begin(p, stopped ? "stopped" : "done");
    if (stopped)
        put_counts(p, now);
    else
        fprintf(p->out, " trials=%" PRId64 " failed=%" PRId64, now->total, now->failed);
    if (p->plan->over_budget > 0)
        fprintf(p->out, " over_budget=%" PRId64, p->plan->over_budget);
    put_seconds(p, "time", now->elapsed);
    fputc('\n', p->out);
}

static void say_saving(Progress *p, const char *name)
{
    fputs("hebb: saving ", p->out);
    progress_put(p->out, name);
    fputs(" (theory, means, derived numbers)\n", p->out);
}

static void say_saved(Progress *p, const char *path, int64_t bytes, const char *digest)
{
    fputs("hebb: saved ", p->out);
    progress_put(p->out, path);
    fprintf(p->out, " bytes=%" PRId64 " digest=%s\n", bytes, digest);
}

const ProgressVoice progress_plain = {
    .idle = say_idle,
    .start = say_start,
    .moment = say_moment,
    .failed = say_failed,
    .stopping = say_stopping,
    .end = say_end,
    .saving = say_saving,
    .saved = say_saved,
    .interval = 30.0,
};
