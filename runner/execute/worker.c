/* worker.c - see worker.h */
#include "runner/execute/worker.h"

#include <stdlib.h>
#include <string.h>

#define LONG_SECONDS 200e-6 /* from here on a trial is worth reading the CPU clock for */

/* ---- stopping ----------------------------------------------------------------------------- */

int run_stop(const Run *run)
{
    int own = atomic_load_explicit(&run->stop, memory_order_relaxed);
    int users = run->campaign->stop
                    ? atomic_load_explicit(run->campaign->stop, memory_order_relaxed)
                    : STOP_NO;
    return own > users ? own : users;
}

void run_ask_stop(Run *run, int stop)
{
    int now = atomic_load(&run->stop);
    while (now < stop && !atomic_compare_exchange_weak(&run->stop, &now, stop))
        continue;
}

void run_fail(Run *run, int stop, Status status, const Error *err)
{
    pthread_mutex_lock(&run->lock);
    if (run->status == OK) {
        run->status = status;
        run->error = *err;
    }
    pthread_mutex_unlock(&run->lock);
    run_ask_stop(run, stop);
}

/* ---- what a trial is lent ----------------------------------------------------------------- */

static Station *station_of(const struct TrialHost *host)
{
    return (Station *)(uintptr_t)host;
}

/* A bound thread would pass its binding on to the threads it starts: it lets go first. */
static int host_threads(const struct TrialHost *host)
{
    Station *s = station_of(host);
    int threads =
        atomic_load_explicit(&s->run->schedule.worker[s->number].threads, memory_order_relaxed);
    if (threads > 1 && pthread_equal(pthread_self(), s->thread))
        machine_unbind(&s->binding);
    return threads;
}

static double host_clock(const struct TrialHost *host)
{
    return station_of(host)->run->algorithm->exclusive ? machine_clock() : 0.0;
}

static bool host_stopping(const struct TrialHost *host)
{
    const Station *s = station_of(host);
    double limit = s->run->campaign->trial_seconds;
    return run_stop(s->run) == STOP_NOW || (limit > 0 && machine_clock() - s->started > limit);
}

Status station_init(Station *s, Run *run, int number, Error *err)
{
    const Algorithm *a = run->algorithm;
    *s = (Station){ .run = run, .number = number };
    s->host = (struct TrialHost){ .threads = host_threads,
                                  .clock = host_clock,
                                  .stopping = host_stopping };
    s->params = calloc(1, a->params_size ? a->params_size : 1);
    if (!s->params)
        return error_set(err, ERR_MEMORY, "memory ran out for the parameters of a trial");
    return rows_init(&s->rows, a, err);
}

void station_free(Station *s)
{
    rows_free(&s->rows);
    free(s->params);
    *s = (Station){ 0 };
}

/* ---- one trial ---------------------------------------------------------------------------- */

static void mark_clocks(Station *s)
{
    s->mark_cpu = machine_thread_clock();
    s->mark = machine_clock();
    s->marked = true;
}

/* CPU seconds of the trial that just ended, `wall` seconds after it began. Reading the CPU clock
 * costs more than a short trial, which is therefore given its wall time; before a long one,
 * everything since the mark was short and is taken to have had the processor. */
static double trial_seconds(Station *s, double wall)
{
    if (s->run->algorithm->exclusive || wall < LONG_SECONDS)
        return wall;
    double seconds = machine_thread_clock() - s->mark_cpu - (s->started - s->mark);
    s->marked = false; /* what follows starts afresh */
    return seconds < 0 ? 0 : seconds < wall ? seconds : wall;
}

static const char *meaning(Status status)
{
#define STATUS_MEANING(code, exit, text) [code] = text,
    static const char *const texts[STATUS_COUNT] = { STATUS_LIST(STATUS_MEANING) };
#undef STATUS_MEANING
    return status >= 0 && status < STATUS_COUNT ? texts[status] : "an unknown failure";
}

/* Runs the algorithm on what s->params holds; the status the trial shall be recorded with. */
static Status compute(Station *s, int64_t point, int64_t replicate, double *seconds, Error *err)
{
    const Run *run = s->run;
    const double limit = run->campaign->trial_seconds;
    Status status = rows_layout(&s->rows, s->params, false, err);
    s->started = machine_clock();
    if (status == OK) {
        Trial trial = { .params = s->params, .row = s->rows.row, .host = &s->host };
        trial.random = sweep_random(run->campaign->plan->sweep, point, replicate);
        status = run->algorithm->run(&trial, err);
    }
    double wall = machine_clock() - s->started;
    *seconds = trial_seconds(s, wall);
    if (limit > 0 && wall > limit)
        return error_set(err, ERR_STOPPED, "took longer than the limit of %g s", limit);
    if (status != OK && err->text[0] == '\0')
        error_set(err, status, "%s", meaning(status));
    return status;
}

static void count_failure(Run *run)
{
    const Campaign *c = run->campaign;
    if (atomic_fetch_add(&run->failed, 1) + 1 == c->halt_failures)
        run_ask_stop(run, c->halt_stop == STOP_NOW ? STOP_NOW : STOP_SOON);
}

/* Runs one trial of the plan and hands it to the campaign's owner. False if it was abandoned. */
static bool run_trial(Station *s, int64_t position)
{
    Run *run = s->run;
    const Campaign *c = run->campaign;
    const Sweep *sweep = c->plan->sweep;
    Error err = { .code = OK };
    FinishedTrial t = { .trial = c->plan->todo[position], .error = &err };
    t.point = t.trial / sweep->replicates;
    t.replicate = t.trial % sweep->replicates;
    t.key = c->plan->key[t.trial];

    if (!s->marked)
        mark_clocks(s);
    sweep_params(sweep, t.point, s->params);
    t.status = compute(s, t.point, t.replicate, &t.seconds, &err);
    if (t.status == ERR_STOPPED && run_stop(run) == STOP_NOW)
        return false;
    t.value_count = s->rows.wanted;
    if (t.status == OK) {
        t.values = s->rows.values;
        s->finished++;
    } else {
        count_failure(run);
    }
    Error trouble = { .code = OK };
    Status status = c->finished ? c->finished(c->context, &t, &trouble) : OK;
    if (status != OK)
        run_fail(run, STOP_NOW, status, &trouble);
    return true;
}

/* ---- all of them -------------------------------------------------------------------------- */

/* Runs a chunk; the position of the first trial that was not done. */
static int64_t run_chunk(Station *s, const Chunk *chunk, double *seconds)
{
    const double begun = machine_clock();
    int64_t t = chunk->begin;
    bool again = true;
    s->marked = false;
    s->finished = 0;
    *seconds = 0;
    while (again && t < chunk->end && run_stop(s->run) == STOP_NO && run_trial(s, t)) {
        t++;
        *seconds = machine_clock() - begun;
        again = *seconds < schedule_patience();
    }
    return t;
}

void station_work(Station *s, bool bind)
{
    Run *run = s->run;
    Schedule *schedule = &run->schedule;
    s->thread = pthread_self();
    if (bind)
        machine_bind(&s->binding, s->number);

    pthread_mutex_lock(&run->lock);
    while (!schedule_over(schedule)) {
        Chunk chunk;
        bool taken = schedule_take(schedule, s->number, &chunk);
        schedule->idle += !taken;
        schedule_lend(schedule);
        if (!taken) {
            pthread_cond_wait(&run->changed, &run->lock);
            schedule->idle--;
            continue;
        }
        pthread_mutex_unlock(&run->lock);

        double seconds;
        int64_t next = run_chunk(s, &chunk, &seconds);
        if (bind && !s->binding.bound) /* it had let go to use lent threads */
            machine_bind(&s->binding, s->number);

        pthread_mutex_lock(&run->lock);
        schedule_return(schedule, s->number, &chunk, next, seconds);
        schedule->stopped = schedule->stopped || run_stop(run) != STOP_NO;
        run->finished += s->finished;
        if (schedule->idle > 0)
            pthread_cond_broadcast(&run->changed);
    }
    pthread_mutex_unlock(&run->lock);
    machine_unbind(&s->binding);
}
