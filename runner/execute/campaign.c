/* campaign.c - see campaign.h
 *
 * Waiting costs no processor time by design, whatever OMP_WAIT_POLICY says: workers with nothing to
 * do sleep on a condition variable, and all of them enter OpenMP's closing barrier together. */
#include "runner/execute/campaign.h"

#include <inttypes.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "runner/execute/attendant.h"
#include "runner/execute/worker.h"

#define MEMORY_SHARE 0.8 /* of what is free */

static void attend(void *context)
{
    Run *run = context;
    const Campaign *c = run->campaign;
    Error trouble = { .code = OK };
    Status status = c->tick ? c->tick(c->context, &trouble) : OK;
    if (status != OK)
        run_fail(run, STOP_SOON, status, &trouble);
}

static Status run_init(Run *run, const Campaign *c, int threads, Error *err)
{
    *run = (Run){ .campaign = c, .algorithm = c->plan->sweep->experiment->algorithm };
    atomic_init(&run->stop, STOP_NO);
    atomic_init(&run->failed, 0);
    pthread_mutex_init(&run->lock, NULL);
    pthread_cond_init(&run->changed, NULL);
    double memory = c->memory_limit > 0 ? c->memory_limit : MEMORY_SHARE * machine_memory_free();
    return schedule_init(&run->schedule, c->plan, threads, memory, err);
}

static void run_free(Run *run)
{
    schedule_free(&run->schedule);
    pthread_cond_destroy(&run->changed);
    pthread_mutex_destroy(&run->lock);
}

static void free_stations(Station *stations, int count)
{
    for (int w = 0; stations && w < count; w++)
        station_free(&stations[w]);
    free(stations);
}

/* NULL when memory runs out. */
static Station *make_stations(Run *run, int count, Error *err)
{
    Station *stations = aligned_alloc(_Alignof(Station), (size_t)count * sizeof *stations);
    if (!stations)
        error_set(err, ERR_MEMORY, "memory ran out for the threads' own data");
    else
        memset(stations, 0, (size_t)count * sizeof *stations);
    for (int w = 0; stations && w < count; w++)
        if (station_init(&stations[w], run, w, err) != OK) {
            free_stations(stations, count);
            return NULL;
        }
    return stations;
}

/* The one parallel region. Returns how many threads OpenMP gave. */
static int work(Station *stations, int workers, bool bind)
{
    const int levels = omp_get_max_active_levels();
    const int dynamic = omp_get_dynamic();
    int team = 1;
    omp_set_dynamic(0);
    omp_set_max_active_levels(2); /* the second: threads lent to a trial */
#pragma omp parallel num_threads(workers)
    {
        if (omp_get_thread_num() == 0)
            team = omp_get_num_threads();
        station_work(&stations[omp_get_thread_num()], bind);
    }
    omp_set_max_active_levels(levels);
    omp_set_dynamic(dynamic);
    return team;
}

static Status outcome(const Run *run, const CampaignReport *report, Error *err)
{
    if (run->status != OK) {
        if (err)
            *err = run->error;
        return run->status;
    }
    if (report->skipped > 0)
        return error_set(err, ERR_STOPPED, "stopped with %" PRId64 " trials to go",
                         report->skipped);
    return OK;
}

static Status run_all(Run *run, int threads, CampaignReport *report, Error *err)
{
    const int workers = run->schedule.workers;
    const bool bind = threads > 1 && workers == campaign_processors() &&
                      omp_get_proc_bind() == omp_proc_bind_false;
    Station *stations = make_stations(run, workers, err);
    if (!stations)
        return ERR_MEMORY;
    Attendant attendant;
    Status status = attendant_start(&attendant, attend, run, err);
    if (status == OK) {
        int team = run->schedule.left > 0 ? work(stations, workers, bind) : workers;
        report->threads = team < workers ? team : threads;
        report->bound = bind && team == workers;
        attendant_end(&attendant);
    }
    free_stations(stations, workers);
    return status;
}

Status campaign_run(const Campaign *c, CampaignReport *report, Error *err)
{
    const double started = machine_clock();
    const int threads = c->threads > 0 ? c->threads : campaign_processors();
    CampaignReport mine = { 0 };
    Run run;
    Status status = run_init(&run, c, threads, err);
    if (status == OK)
        status = run_all(&run, threads, &mine, err);
    mine.finished = run.finished;
    mine.failed = atomic_load(&run.failed);
    mine.skipped = c->plan->todo_count - mine.finished - mine.failed;
    mine.seconds = machine_clock() - started;
    if (status == OK)
        status = outcome(&run, &mine, err);
    run_free(&run);
    if (report)
        *report = mine;
    return status;
}
