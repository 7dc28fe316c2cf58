/* bench_glauber.h - what bench_glauber and its peers time: the heat bath of 1000 neurons at
 * temperature 1/2, from a stored pattern, neurons in a new random order every sweep. The median of
 * some networks, the best of some runs of each. */
#ifndef HEBB_BENCH_GLAUBER_H
#define HEBB_BENCH_GLAUBER_H

#include <stdint.h>

enum { GLAUBER_NEURONS = 1000, GLAUBER_SWEEPS = 1000, GLAUBER_NETWORKS = 5, GLAUBER_RUNS = 4 };
static const double glauber_temperature = 0.5;

typedef struct {
    const char *name; /* the load */
    int64_t patterns;
} GlauberBench;

static const GlauberBench glauber_benches[] = {
    { "0.02", 21 },   { "0.05", 51 }, { "0.1", 101 },
    { "0.138", 139 }, { "0.2", 201 }, { "0.3", 301 },
};
enum { GLAUBER_BENCHES = sizeof glauber_benches / sizeof *glauber_benches };

#endif
