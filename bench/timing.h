/* timing.h - CPU time of a repeated call, for the programs of this folder. */
#ifndef HEBB_BENCH_TIMING_H
#define HEBB_BENCH_TIMING_H

#include <stdlib.h>
#include <time.h>

/* CPU seconds of this process, all threads. */
static inline double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static inline int compare_seconds(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The middle one of n values, which are sorted. */
static inline double median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, compare_seconds);
    return values[n / 2];
}

#endif
