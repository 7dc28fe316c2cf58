/* bench_glauber.c - spin updates of the heat bath per CPU second, one thread, whole retrievals with
 * patterns at hand. Prints "name value unit". */
#include "bench/bench_glauber.h"

#include <stdio.h>
#include <stdlib.h>

#include "algorithms/base/cpu.h"
#include "algorithms/base/hopfield_recall.h"
#include "bench/timing.h"

/* Updates of one network per second; 0 where there is no memory. */
static double rate(const GlauberBench *b, uint64_t network)
{
    const RandomKey key = { 1963, network };
    const RandomStream bits = random_stream(key, "patterns");
    const HopfieldRules rules = { .initial_overlap = 1,
                                  .temperature = glauber_temperature,
                                  .max_sweeps = GLAUBER_SWEEPS };
    HopfieldPatterns x;
    HopfieldRecall end;
    if (hopfield_patterns_init(&x, GLAUBER_NEURONS, b->patterns, &bits, 1, NULL) != OK)
        return 0;
    double best = 0;
    for (int run = 0; run < GLAUBER_RUNS; run++) {
        const double start = cpu_seconds();
        if (hopfield_recall(&x, &rules, key, 0, 1, &end, NULL, NULL, NULL) != OK)
            break;
        const double here = (double)(GLAUBER_NEURONS * end.sweeps) / (cpu_seconds() - start);
        best = here > best ? here : best;
    }
    hopfield_patterns_free(&x);
    return best;
}

static bool measure(const char *level)
{
    for (int k = 0; k < GLAUBER_BENCHES; k++) {
        double rates[GLAUBER_NETWORKS];
        for (uint64_t r = 0; r < GLAUBER_NETWORKS; r++) {
            rates[r] = rate(&glauber_benches[k], r);
            if (rates[r] == 0)
                return false;
        }
        printf("%sload_%s %.1f M/s\n", level, glauber_benches[k].name,
               1e-6 * median(rates, GLAUBER_NETWORKS));
    }
    return true;
}

int main(void)
{
    bool good = measure("");
    if (cpu_level() == CPU_V4) {
        setenv("HEBB_CPU", cpu_level_name(CPU_V3), 1);
        good &= measure("v3_");
    }
    return good ? 0 : 1;
}
