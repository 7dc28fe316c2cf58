/* limit_popcount.c - the least CPU time in which this processor could make the checks of the
 * retrievals that bench_hopfield times: an and, a popcount and an addition per word, plane and
 * check, rows in order, nothing decided, nothing reduced. Prints "name value unit". */
#include "bench/bench_hopfield.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include "algorithms/base/cpu.h"
#include "algorithms/base/hopfield_net.h"
#include "bench/timing.h"

enum { PLANES = 16 };

/* Sum of popcount(row & plane) over one pass of all rows and `bits` planes (bits, words). */
typedef int64_t Pass(const HopfieldPatterns *x, const uint64_t *planes, int bits);

static int64_t pass_words(const HopfieldPatterns *x, const uint64_t *planes, int bits)
{
    int64_t sum = 0;
    for (int64_t i = 0; i < x->neurons; i++)
        for (int b = 0; b < bits; b++)
            for (int64_t k = 0; k < x->words; k++)
                sum += __builtin_popcountll(x->rows[i * x->words + k] & planes[b * x->words + k]);
    return sum;
}

#ifdef __x86_64__
__attribute__((target("popcnt"))) static int64_t pass_popcnt(const HopfieldPatterns *x,
                                                             const uint64_t *planes, int bits)
{
    int64_t sum[4] = { 0 };
    for (int64_t i = 0; i < x->neurons; i++)
        for (int b = 0; b < bits; b++)
            for (int64_t k = 0; k < x->words; k += 4)
                for (int u = 0; u < 4; u++)
                    sum[u] += __builtin_popcountll(x->rows[i * x->words + k + u] &
                                                   planes[b * x->words + k + u]);
    return sum[0] + sum[1] + sum[2] + sum[3];
}

__attribute__((target("avx512f,avx512vpopcntdq"))) static int64_t
pass_vectors(const HopfieldPatterns *x, const uint64_t *planes, int bits)
{
    __m512i sum[PLANES];
    for (int b = 0; b < PLANES; b++)
        sum[b] = _mm512_setzero_si512();
    for (int64_t i = 0; i < x->neurons; i++)
        for (int64_t k = 0; k < x->words; k += 8) {
            const __m512i row = _mm512_load_si512(x->rows + i * x->words + k);
            const uint64_t *plane = planes + k;
#pragma GCC unroll 16
            for (int b = 0; b < PLANES; b++) {
                if (b == bits)
                    break;
                __m512i both = _mm512_and_si512(row, _mm512_load_si512(plane + b * x->words));
                sum[b] = _mm512_add_epi64(sum[b], _mm512_popcnt_epi64(both));
            }
        }
    int64_t all = 0;
    for (int b = 0; b < bits; b++)
        all += _mm512_reduce_add_epi64(sum[b]);
    return all;
}
#endif

static Pass *fastest(void)
{
#ifdef __x86_64__
    if (cpu_level() == CPU_V4)
        return pass_vectors;
    if (cpu_level() == CPU_V3)
        return pass_popcnt;
#endif
    return pass_words;
}

/* Seconds for the checks of one network's retrieval; negative without memory. */
static double checks(const HopfieldBench *b, uint64_t network, int64_t *sink)
{
    HopfieldPatterns x;
    HopfieldRecall end;
    HopfieldNet net = { 0 };
    if (!hopfield_bench_patterns(b, network, &x))
        return -1;
    uint64_t *planes = hopfield_alloc(sizeof *planes * (size_t)x.words * PLANES);
    bool good = planes && hopfield_bench_recall(&x, network, &end) &&
                hopfield_net_init(&net, &x, false, NULL) == OK;
    double seconds = -1;
    if (good) {
        hopfield_net_start(&net, 0, NULL, 0);
        for (int64_t k = 0; k < PLANES * x.words; k++)
            planes[k] = x.rows[k % x.words] * 0x9E3779B97F4A7C15u;
        Pass *pass = fastest();
        double start = cpu_seconds();
        for (int64_t sweep = 0; sweep < end.sweeps; sweep++)
            *sink += pass(&x, planes, net.bits);
        seconds = cpu_seconds() - start;
    }
    hopfield_net_free(&net);
    hopfield_patterns_free(&x);
    free(planes);
    return seconds;
}

int main(void)
{
    int64_t sink = 0;
    for (size_t k = 0; k < sizeof hopfield_benches / sizeof *hopfield_benches; k++) {
        const HopfieldBench *b = &hopfield_benches[k];
        double all = 0;
        for (uint64_t r = 0; r < b->networks; r++) {
            double seconds = checks(b, r, &sink);
            if (seconds < 0)
                return 1;
            all += seconds;
        }
        printf("limit_%s %.4f ms\n", b->name, 1e3 * all);
    }
    fprintf(stderr, "%lld bits\n", (long long)sink);
    return 0;
}
