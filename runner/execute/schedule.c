/* schedule.c - see schedule.h */
#include "runner/execute/schedule.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK_SECONDS 200e-6 /* long beside taking a lock, short beside anything one waits for */
#define RECENT_SECONDS 10e-3 /* of work from which the length of the next trials is foreseen */
enum {
    CHUNK_MOST = 256, /* trials */
    ASIDE_MOST = 64,  /* trials set aside because their memory does not fit */
    PASSED_MOST = 32, /* times one can be passed over before everyone waits for it */
};

Status schedule_init(Schedule *s, const Plan *plan, int threads, double memory_limit, Error *err)
{
    const Algorithm *a = plan->sweep->experiment->algorithm;
    *s = (Schedule){
        .plan = plan, .threads = threads, .workers = threads, .left = plan->todo_count
    };
    s->max_threads = a->max_threads > 1 ? a->max_threads : 1;
    s->memory_limit = memory_limit;
    if (a->exclusive)
        s->workers = 1;
    if (s->workers > plan->todo_count)
        s->workers = plan->todo_count > 0 ? (int)plan->todo_count : 1;

    s->waiting_room = ASIDE_MOST + s->workers + 1;
    s->waiting = calloc((size_t)s->waiting_room, sizeof *s->waiting);
    s->worker = aligned_alloc(_Alignof(Worker), (size_t)s->workers * sizeof *s->worker);
    if (!s->waiting || !s->worker) {
        schedule_free(s);
        return error_set(err, ERR_MEMORY, "memory ran out for the schedule");
    }
    for (int w = 0; w < s->workers; w++) {
        atomic_init(&s->worker[w].threads, 1);
        s->worker[w].running = false;
    }
    if (s->left > 0)
        s->waiting[s->waiting_count++] = (Stretch){ .begin = 0, .end = s->left };
    return OK;
}

void schedule_free(Schedule *s)
{
    free(s->waiting);
    free(s->worker);
    *s = (Schedule){ 0 };
}

double schedule_patience(void)
{
    return 4 * CHUNK_SECONDS;
}

static double cost_of(const Schedule *s, int64_t position)
{
    return s->plan->sweep->cost[s->plan->todo[position] / s->plan->sweep->replicates];
}

static double memory_of(const Schedule *s, int64_t position)
{
    return s->plan->sweep->memory[s->plan->todo[position] / s->plan->sweep->replicates];
}

static bool fits(const Schedule *s, double memory)
{
    return s->running == 0 || s->memory + memory <= s->memory_limit;
}

static void open_gap(Schedule *s, int64_t i)
{
    memmove(&s->waiting[i + 1], &s->waiting[i],
            (size_t)(s->waiting_count - i) * sizeof *s->waiting);
    s->waiting_count++;
}

static void close_gap(Schedule *s, int64_t i)
{
    s->waiting_count--;
    memmove(&s->waiting[i], &s->waiting[i + 1],
            (size_t)(s->waiting_count - i) * sizeof *s->waiting);
}

/* Makes stretch i a single trial, the rest of it stretch i + 1. False when too many are aside. */
static bool set_aside(Schedule *s, int64_t i)
{
    if (s->waiting[i].end - s->waiting[i].begin == 1)
        return true;
    if (s->waiting_count + s->workers >= s->waiting_room)
        return false;
    open_gap(s, i);
    s->waiting[i].end = s->waiting[i].begin + 1;
    s->waiting[i + 1].begin++;
    s->waiting[i + 1].passed = 0;
    return true;
}

/* How many trials from the head of a stretch make one chunk: as many as are expected to take
 * CHUNK_SECONDS, but never so many that the last ones could not be shared out evenly. */
static int64_t chunk_length(const Schedule *s, const Stretch *stretch)
{
    int64_t most = s->left / (4 * s->workers);
    double cost = 0;
    int64_t n = 1;
    if (most > CHUNK_MOST)
        most = CHUNK_MOST;
    if (most > stretch->end - stretch->begin)
        most = stretch->end - stretch->begin;
    if (s->cost <= 0)
        return 1;
    while (n < most) {
        cost += cost_of(s, stretch->begin + n - 1);
        if (cost / s->cost * s->seconds > CHUNK_SECONDS ||
            !fits(s, memory_of(s, stretch->begin + n)))
            break;
        n++;
    }
    return n;
}

static void cut(Schedule *s, int64_t i, int w, Chunk *chunk)
{
    Stretch *stretch = &s->waiting[i];
    int64_t n = chunk_length(s, stretch);
    *chunk = (Chunk){ .begin = stretch->begin, .end = stretch->begin + n };
    for (int64_t t = chunk->begin; t < chunk->end; t++)
        if (memory_of(s, t) > chunk->memory)
            chunk->memory = memory_of(s, t);
    stretch->begin += n;
    if (stretch->begin == stretch->end)
        close_gap(s, i);
    for (int64_t before = 0; before < i; before++)
        s->waiting[before].passed++;
    s->left -= n;
    s->running++;
    s->memory += chunk->memory;
    s->worker[w].running = true;
}

bool schedule_take(Schedule *s, int w, Chunk *chunk)
{
    if (s->stopped)
        return false;
    for (int64_t i = 0; i < s->waiting_count; i++) {
        if (fits(s, memory_of(s, s->waiting[i].begin))) {
            cut(s, i, w, chunk);
            return true;
        }
        if (s->waiting[i].passed >= PASSED_MOST || !set_aside(s, i))
            return false;
    }
    return false;
}

/* Puts [begin, end) back among the waiting; a neighbour it touches takes it in. */
static void put_back(Schedule *s, int64_t begin, int64_t end)
{
    int64_t i = 0;
    while (i < s->waiting_count && s->waiting[i].begin < begin)
        i++;
    s->left += end - begin;
    if (i < s->waiting_count && s->waiting[i].begin == end) {
        s->waiting[i].begin = begin;
        return;
    }
    open_gap(s, i);
    s->waiting[i] = (Stretch){ .begin = begin, .end = end };
}

void schedule_return(Schedule *s, int w, const Chunk *chunk, int64_t next, double seconds)
{
    for (int64_t t = chunk->begin; t < next; t++)
        s->cost += cost_of(s, t);
    s->seconds += seconds;
    if (s->seconds > RECENT_SECONDS) { /* what was long ago says less of what comes next */
        s->seconds /= 2;
        s->cost /= 2;
    }
    s->running--;
    s->memory = s->running > 0 ? s->memory - chunk->memory : 0.0; /* rounding does not add up */
    s->worker[w].running = false;
    if (next < chunk->end)
        put_back(s, next, chunk->end);
}

bool schedule_over(const Schedule *s)
{
    return s->running == 0 && (s->left == 0 || s->stopped);
}

void schedule_lend(Schedule *s)
{
    /* a worker that does not sleep will find something to do, and needs its thread for it */
    const int free_threads = s->threads - s->workers + s->idle;
    if (s->max_threads == 1 || s->running == 0 || (free_threads == 0 && !s->lent))
        return;
    int i = 0;
    for (int w = 0; w < s->workers; w++) {
        if (!s->worker[w].running)
            continue;
        int threads = 1 + free_threads / s->running + (i++ < free_threads % s->running);
        if (threads > s->max_threads)
            threads = s->max_threads;
        atomic_store_explicit(&s->worker[w].threads, threads, memory_order_relaxed);
    }
    s->lent = free_threads > 0;
}
