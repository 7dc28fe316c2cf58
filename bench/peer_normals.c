/* peer_normals.c - normals per CPU second of GSL, one thread; pairs with `normals` of bench_random.
 */
#include <stdint.h>
#include <stdio.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "bench/timing.h"

enum { COUNT = 1 << 18, REPEATS = 21 };

static float normals[COUNT];

int main(void)
{
    gsl_rng *generator = gsl_rng_alloc(gsl_rng_mt19937);
    double seconds[REPEATS];
    if (!generator)
        return 1;
    for (int r = 0; r < REPEATS; r++) {
        double start = cpu_seconds();
        for (int i = 0; i < COUNT; i++)
            normals[i] = (float)gsl_ran_gaussian_ziggurat(generator, 1.0);
        seconds[r] = cpu_seconds() - start;
    }
    printf("gsl_ziggurat %.3f G/s\n", 1e-9 * COUNT / median(seconds, REPEATS));
    gsl_rng_free(generator);
    return 0;
}
