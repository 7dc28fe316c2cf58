/* bench_random.c - numbers per CPU second of the random generator, one thread.
 * Prints "name value unit"; the names without a level are at the best one. */
#include <stdio.h>
#include <stdlib.h>

#include "algorithms/base/cpu.h"
#include "algorithms/base/random.h"
#include "bench/timing.h"

enum { COUNT = 1 << 18, REPEATS = 21, CALLS = 8 };

static uint32_t words[COUNT];
static float normals[COUNT];
static int32_t order[COUNT];
static RandomStream stream;

static void make_words(uint64_t call)
{
    random_words(&stream, call * COUNT / 4, COUNT / 4, words);
}

static void make_normals(uint64_t call)
{
    random_normals(&stream, call * COUNT, COUNT, normals);
}

static void make_permutation(uint64_t call)
{
    random_permutation(&stream, call, COUNT, order);
}

/* Billions of numbers per CPU second, the median of the repeats. */
static double rate(void (*make)(uint64_t call))
{
    double seconds[REPEATS];
    make(0);
    for (int r = 0; r < REPEATS; r++) {
        double start = cpu_seconds();
        for (uint64_t call = 0; call < CALLS; call++)
            make(call);
        seconds[r] = cpu_seconds() - start;
    }
    return 1e-9 * CALLS * COUNT / median(seconds, REPEATS);
}

int main(void)
{
    CpuLevel best = cpu_level();
    stream = random_stream((RandomKey){ 1, 2 }, "bench");
    printf("words %.3f G/s\n", rate(make_words));
    printf("normals %.3f G/s\n", rate(make_normals));
    printf("permutation %.3f G/s\n", rate(make_permutation));
    for (int level = 0; level < (int)best; level++) {
        const char *name = cpu_level_name((CpuLevel)level);
        setenv("HEBB_CPU", name, 1);
        printf("words_%s %.3f G/s\n", name, rate(make_words));
        printf("normals_%s %.3f G/s\n", name, rate(make_normals));
    }
    return 0;
}
