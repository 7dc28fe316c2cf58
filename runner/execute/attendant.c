/* attendant.c - see attendant.h */
#include "runner/execute/attendant.h"

#include <string.h>
#include <time.h>

enum { INTERVAL_NS = 50 * 1000 * 1000, SECOND_NS = 1000 * 1000 * 1000 };

static struct timespec next_time(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_nsec += INTERVAL_NS;
    if (t.tv_nsec >= SECOND_NS) {
        t.tv_nsec -= SECOND_NS;
        t.tv_sec++;
    }
    return t;
}

static void *attend(void *argument)
{
    Attendant *a = argument;
    bool leaving = false;
    while (!leaving) {
        struct timespec until = next_time();
        pthread_mutex_lock(&a->lock);
        while (!a->leaving && pthread_cond_timedwait(&a->leave, &a->lock, &until) == 0)
            continue;
        leaving = a->leaving;
        pthread_mutex_unlock(&a->lock);
        a->tick(a->context);
    }
    return NULL;
}

Status attendant_start(Attendant *a, void (*tick)(void *context), void *context, Error *err)
{
    *a = (Attendant){ .tick = tick, .context = context };
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->leave, &monotonic);
    pthread_condattr_destroy(&monotonic);
    int failed = pthread_create(&a->thread, NULL, attend, a);
    if (!failed)
        return OK;
    pthread_cond_destroy(&a->leave);
    pthread_mutex_destroy(&a->lock);
    return error_set(err, ERR_MEMORY, "the system gives no thread: %s", strerror(failed));
}

void attendant_end(Attendant *a)
{
    pthread_mutex_lock(&a->lock);
    a->leaving = true;
    pthread_cond_signal(&a->leave);
    pthread_mutex_unlock(&a->lock);
    pthread_join(a->thread, NULL);
    pthread_cond_destroy(&a->leave);
    pthread_mutex_destroy(&a->lock);
}
