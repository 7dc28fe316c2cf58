/* attendant.h - a thread that calls a function about every 50 ms, however busy the others are. */
#ifndef HEBB_ATTENDANT_H
#define HEBB_ATTENDANT_H

#include <pthread.h>
#include <stdbool.h>

#include "algorithms/base/status.h"

typedef struct {
    void (*tick)(void *context);
    void *context;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t leave;
    bool leaving;
} Attendant;

/* ERR_MEMORY when the system gives no thread. */
Status attendant_start(Attendant *a, void (*tick)(void *context), void *context, Error *err);

/* Waits for a tick under way; one more is made before the thread ends. */
void attendant_end(Attendant *a);

#endif
