/* bench_hopfield.h - the retrievals that bench_hopfield and limit_popcount both time: asynchronous,
 * at load 0.138 (0.12 in the largest network), from cues with a tenth of the bits reversed. */
#ifndef HEBB_BENCH_HOPFIELD_H
#define HEBB_BENCH_HOPFIELD_H

#include <stdio.h>

#include "algorithms/base/hopfield_recall.h"

typedef struct {
    const char *name; /* of the size */
    int64_t neurons, patterns;
    uint64_t networks; /* timed one after another */
} HopfieldBench;

static const HopfieldBench hopfield_benches[] = {
    { "1000", 1000, 138, 401 },
    { "10000", 10000, 1380, 41 },
    { "100000", 100000, 12000, 3 },
};

static const HopfieldRules hopfield_bench_rules = { .initial_overlap = 0.8, .max_sweeps = 1000 };

static inline RandomKey hopfield_bench_key(uint64_t network)
{
    return (RandomKey){ 1985, network };
}

/* The patterns of a network; prints and returns false where there is no memory. */
static inline bool hopfield_bench_patterns(const HopfieldBench *b, uint64_t network,
                                           HopfieldPatterns *x)
{
    RandomStream bits = random_stream(hopfield_bench_key(network), "patterns");
    Error err = { 0 };
    if (hopfield_patterns_init(x, b->neurons, b->patterns, &bits, 1, &err) == OK)
        return true;
    fprintf(stderr, "%s\n", err.text);
    return false;
}

static inline bool hopfield_bench_recall(const HopfieldPatterns *x, uint64_t network,
                                         HopfieldRecall *end)
{
    Error err = { 0 };
    if (hopfield_recall(x, &hopfield_bench_rules, hopfield_bench_key(network), 0, 1, end, NULL,
                        NULL, &err) == OK)
        return true;
    fprintf(stderr, "%s\n", err.text);
    return false;
}

#endif
