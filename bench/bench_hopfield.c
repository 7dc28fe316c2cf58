/* bench_hopfield.c - CPU time of Hopfield retrievals, one thread: with fresh patterns (trial_N) and
 * with patterns at hand (retrieval_N), the median of some networks, and the sum over all of them,
 * for the popcount limit (retrievals_N). Prints "name value unit". */
#include "bench/bench_hopfield.h"

#include <sys/resource.h>

#include "algorithms/base/cpu.h"
#include "bench/timing.h"

enum { MOST = 512 };

static bool measure(const char *level, const HopfieldBench *b)
{
    double trial[MOST], retrieval[MOST], all = 0;
    for (uint64_t r = 0; r < b->networks; r++) {
        HopfieldPatterns x;
        HopfieldRecall end;
        double start = cpu_seconds();
        if (!hopfield_bench_patterns(b, r, &x))
            return false;
        double made = cpu_seconds();
        bool good = hopfield_bench_recall(&x, r, &end);
        double done = cpu_seconds();
        trial[r] = done - start;
        retrieval[r] = done - made;
        all += done - made;
        hopfield_patterns_free(&x);
        if (!good)
            return false;
    }
    printf("%strial_%s %.4f ms\n", level, b->name, 1e3 * median(trial, b->networks));
    printf("%sretrieval_%s %.4f ms\n", level, b->name, 1e3 * median(retrieval, b->networks));
    printf("%sretrievals_%s %.4f ms\n", level, b->name, 1e3 * all);
    return true;
}

int main(void)
{
    bool good = true;
    for (size_t k = 0; k < sizeof hopfield_benches / sizeof *hopfield_benches; k++)
        good &= measure("", &hopfield_benches[k]);
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    printf("memory_100000 %.1f MB\n", (double)use.ru_maxrss * 1024e-6);
    /* What the largest retrieval may take, in the units above. */
    printf("memory_allowed 400 MB\nretrieval_allowed 500 ms\n");
    if (cpu_level() == CPU_V4) {
        setenv("HEBB_CPU", cpu_level_name(CPU_V3), 1);
        good &= measure("v3_", &hopfield_benches[0]) && measure("v3_", &hopfield_benches[1]);
    }
    return good ? 0 : 1;
}
