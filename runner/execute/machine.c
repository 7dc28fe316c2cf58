/* machine.c - see machine.h */
#include "runner/execute/machine.h"

#include <math.h>
#include <omp.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "runner/execute/campaign.h"

/* OpenMP's count is taken before it binds anything itself, and so holds under OMP_PROC_BIND too. */
int campaign_processors(void)
{
    return omp_get_num_procs();
}

/* ---- memory ------------------------------------------------------------------------------- */

/* The number that follows `label` in a file of the system, or NAN ("max", no such file). */
static double read_number(const char *path, const char *label)
{
    char line[256];
    double x = NAN;
    FILE *in = fopen(path, "re");
    if (!in)
        return NAN;
    while (isnan(x) && fgets(line, sizeof line, in))
        if (strncmp(line, label, strlen(label)) == 0 &&
            sscanf(line + strlen(label), "%lf", &x) != 1)
            x = NAN;
    fclose(in);
    return x;
}

double machine_memory_free(void)
{
    double available = 1024.0 * read_number("/proc/meminfo", "MemAvailable:");
    double limit = read_number("/sys/fs/cgroup/memory.max", "");
    double used = read_number("/sys/fs/cgroup/memory.current", "");
    double least = INFINITY;
    if (available >= 0)
        least = available;
    if (limit - used < least)
        least = limit > used ? limit - used : 0.0;
    return least;
}

double machine_memory(void)
{
    double memory = 1024.0 * read_number("/proc/meminfo", "MemTotal:");
    double swap = 1024.0 * read_number("/proc/meminfo", "SwapTotal:");
    double limit = read_number("/sys/fs/cgroup/memory.max", "");
    double least = INFINITY;
    if (memory > 0)
        least = memory + (swap > 0 ? swap : 0.0);
    return limit < least ? limit : least;
}

/* ---- clocks ------------------------------------------------------------------------------- */

static double read_clock(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double machine_clock(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

double machine_thread_clock(void)
{
    return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

/* ---- binding ------------------------------------------------------------------------------ */

void machine_bind(Binding *b, int i)
{
    *b = (Binding){ 0 };
    if (pthread_getaffinity_np(pthread_self(), sizeof b->before, &b->before) != 0)
        return;
    int left = i;
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET(cpu, &b->before) || left-- > 0)
            continue;
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(cpu, &one);
        b->bound = pthread_setaffinity_np(pthread_self(), sizeof one, &one) == 0;
        return;
    }
}

void machine_unbind(Binding *b)
{
    if (b->bound)
        pthread_setaffinity_np(pthread_self(), sizeof b->before, &b->before);
    b->bound = false;
}
