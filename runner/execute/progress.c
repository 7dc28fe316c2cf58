/* progress.c - see progress.h; the words of each mode stand in progress_*.c */
#include "runner/execute/progress.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runner/config/utf8.h"
#include "runner/execute/machine.h"
#include "runner/execute/progress_state.h"

static double real_clock(void *context)
{
    (void)context;
    return machine_clock();
}

Progress *progress_new(FILE *out, ProgressMode mode, bool color)
{
    return progress_new_clock(out, mode, color, real_clock, NULL);
}

static ProgressMode resolve(FILE *out, ProgressMode mode)
{
    const char *term = getenv("TERM");
    bool plain = !isatty(fileno(out)) || !term || strcmp(term, "dumb") == 0;
    if (mode != PROGRESS_AUTO)
        return mode;
    return plain ? PROGRESS_PLAIN : PROGRESS_TERMINAL;
}

Progress *progress_new_clock(FILE *out, ProgressMode mode, bool color, double (*clock)(void *),
                             void *context)
{
    Progress *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->out = out;
    p->mode = resolve(out, mode);
    p->color = color && p->mode == PROGRESS_TERMINAL;
    p->clock = clock;
    p->clock_context = context;
    pthread_mutex_init(&p->counting, NULL);
    pthread_mutex_init(&p->writing, NULL);
    return p;
}

void progress_free(Progress *p)
{
    if (!p)
        return;
    progress_clear(p);
    eta_free(&p->eta);
    pthread_mutex_destroy(&p->counting);
    pthread_mutex_destroy(&p->writing);
    free(p);
}

static const ProgressVoice *voice(const Progress *p)
{
    static const ProgressVoice *const voices[] = {
        [PROGRESS_TERMINAL] = &progress_terminal,
        [PROGRESS_PLAIN] = &progress_plain,
        [PROGRESS_JSON] = &progress_json,
        [PROGRESS_NONE] = NULL,
    };
    return voices[p->mode];
}

static double now(const Progress *p)
{
    return p->clock(p->clock_context);
}

/* ---- what is counted ---------------------------------------------------------------------- */

/* Cost of the trials under way: those that follow the finished ones in the plan's order. */
static double in_flight_cost(const Progress *p)
{
    const Sweep *s = p->plan->sweep;
    double cost = 0;
    for (int64_t i = 0; i < eta_in_flight(&p->eta); i++)
        cost += s->cost[p->plan->todo[p->eta.finished + i] / s->replicates];
    return cost;
}

static Moment look(Progress *p)
{
    const Plan *plan = p->plan;
    Moment m;
    pthread_mutex_lock(&p->counting);
    double t = now(p);
    m.trials = plan->done + plan->failed + p->eta.finished;
    m.total = plan->done + plan->failed + plan->todo_count;
    m.failed = plan->failed + p->failed;
    double whole = plan->done_cost + plan->todo_cost;
    m.work = p->eta.finished == plan->todo_count ? 1.0 : (plan->done_cost + p->eta.done) / whole;
    m.left = p->eta.start ? eta_left(&p->eta, in_flight_cost(p), t) : NAN;
    m.elapsed = t - p->started;
    pthread_mutex_unlock(&p->counting);
    return m;
}

void progress_start(Progress *p, const Plan *plan, int threads)
{
    const bool exclusive = plan->sweep->experiment->algorithm->exclusive;
    const int workers = exclusive || threads < 1 ? 1 : threads;
    pthread_mutex_lock(&p->writing);
    p->plan = plan;
    p->name = plan->sweep->experiment->name;
    p->started = p->shown = now(p);
    p->failures_shown = 0;
    pthread_mutex_lock(&p->counting);
    p->failed = 0;
    eta_free(&p->eta);
    /* without memory for it there is no remaining time, and everything else */
    eta_init(&p->eta, workers, plan->todo_count, plan->todo_cost,
             plan->seconds_per_cost * plan->todo_cost / workers, p->started, NULL);
    pthread_mutex_unlock(&p->counting);
    if (voice(p))
        voice(p)->start(p, threads);
    fflush(p->out);
    pthread_mutex_unlock(&p->writing);
}

void progress_idle(Progress *p, const char *name, const Plan *plan)
{
    pthread_mutex_lock(&p->writing);
    if (voice(p)) {
        progress_clear(p);
        voice(p)->idle(p, name, plan);
        fflush(p->out);
    }
    pthread_mutex_unlock(&p->writing);
}

void progress_trial(Progress *p, const FinishedTrial *t, double cost)
{
    pthread_mutex_lock(&p->counting);
    eta_finish(&p->eta, cost, now(p));
    p->failed += t->status != OK;
    pthread_mutex_unlock(&p->counting);
}

/* ---- what is said ------------------------------------------------------------------------- */

void progress_put(FILE *out, const char *text)
{
    size_t size = strlen(text);
    for (size_t i = 0; i < size;) {
        char shown[UTF8_SHOWN_SIZE];
        int cells;
        i += utf8_shown(text + i, size - i, shown, &cells);
        fputs(shown, out);
    }
}

void progress_clear(Progress *p)
{
    if (p->line)
        fputs("\r\033[K", p->out);
    p->line = false;
}

void progress_failed(Progress *p, const FinishedTrial *t, const char *point_text)
{
    pthread_mutex_lock(&p->writing);
    bool shown = p->mode == PROGRESS_JSON || p->failures_shown < FAILURES_SHOWN;
    if (voice(p) && p->plan && shown) {
        p->failures_shown++;
        progress_clear(p);
        voice(p)->failed(p, t, point_text);
        fflush(p->out);
    }
    pthread_mutex_unlock(&p->writing);
}

void progress_tick(Progress *p)
{
    pthread_mutex_lock(&p->writing);
    if (voice(p) && p->plan && now(p) - p->shown >= voice(p)->interval) {
        Moment m = look(p);
        p->shown = now(p);
        voice(p)->moment(p, &m);
        fflush(p->out);
    }
    pthread_mutex_unlock(&p->writing);
}

void progress_stopping(Progress *p, int stop, int64_t in_flight)
{
    pthread_mutex_lock(&p->writing);
    if (voice(p) && p->plan) {
        if (in_flight <= 0) {
            pthread_mutex_lock(&p->counting);
            in_flight = eta_in_flight(&p->eta);
            pthread_mutex_unlock(&p->counting);
        }
        progress_clear(p);
        voice(p)->stopping(p, stop, in_flight);
        fflush(p->out);
    }
    pthread_mutex_unlock(&p->writing);
}

void progress_end(Progress *p, const CampaignReport *report, const char *note)
{
    pthread_mutex_lock(&p->writing);
    if (voice(p) && p->plan) {
        Moment m = look(p);
        progress_clear(p);
        voice(p)->end(p, &m, report->skipped > 0, note ? note : "");
        fflush(p->out);
    }
    p->plan = NULL;
    pthread_mutex_unlock(&p->writing);
}

void progress_saving(Progress *p, const char *name)
{
    pthread_mutex_lock(&p->writing);
    if (voice(p)) {
        progress_clear(p);
        voice(p)->saving(p, name);
        fflush(p->out);
    }
    pthread_mutex_unlock(&p->writing);
}

void progress_saved(Progress *p, const char *path, int64_t bytes, const char *digest)
{
    pthread_mutex_lock(&p->writing);
    if (voice(p)) {
        progress_clear(p);
        voice(p)->saved(p, path, bytes, digest);
        fflush(p->out);
    }
    pthread_mutex_unlock(&p->writing);
}
