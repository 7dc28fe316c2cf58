/* clock.h - seconds that only go forward, for deadlines; private to the store. */
#ifndef HEBB_STORE_CLOCK_H
#define HEBB_STORE_CLOCK_H

#include <time.h>

static inline double clock_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

#endif
