/* bench_attention.c - speed of attention with 64 dimensions, one head, one thread: 10^9 operations
 * per CPU second; beside it that of fused multiply-adds alone (peak_N), measured in turn. Prints
 * "name value unit". */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "algorithms/base/attention.h"
#include "algorithms/base/attention_kernel.h"
#include "algorithms/base/random.h"
#include "bench/timing.h"

enum { DIM = 64, MOST = 16384, REPEATS = 9 };

static const char *const names[] = { "naive", "tiled", "linear" };

static float *normals(const char *name)
{
    RandomStream s = random_stream((RandomKey){ 20, 17 }, name);
    float *x = aligned_alloc(64, (size_t)MOST * DIM * sizeof *x);
    if (x)
        random_normals(&s, 0, (size_t)MOST * DIM, x);
    return x;
}

typedef struct {
    float *q, *k, *v, *out;
} Data;

static double peak(void)
{
    float end;
    double start = cpu_seconds();
    double flops = attention_kernels[cpu_level()]->peak(200000, &end);
    double seconds = cpu_seconds() - start;
    return 1e-9 * flops / seconds + (isnan(end) ? 1 : 0);
}

/* Rate of calls that last some milliseconds; *beside is the peak around them. */
static double rate(AttentionMethod method, const Data *x, int64_t n, bool causal, double *beside,
                   double *bytes)
{
    const AttentionShape shape = { n, n, 1, DIM, causal, 1 / sqrt((double)DIM) };
    const double flops = attention_flops(method, &shape);
    const int calls = 1 + (int)(3e8 / flops), repeats = n > 8192 ? 3 : REPEATS;
    double rates[REPEATS], peaks[REPEATS];
    for (int r = -1; r < repeats; r++) { /* -1 warms up */
        AttentionMemory memory = { 0 };
        AttentionCount count;
        Error err = { 0 };
        double before = peak(), start = cpu_seconds();
        for (int i = 0; i < calls; i++)
            if (attention_forward(method, &shape, x->q, x->k, x->v, x->out, 1, &memory, &count,
                                  &err) != OK) {
                fprintf(stderr, "%s\n", err.text);
                exit(1);
            }
        double seconds = cpu_seconds() - start;
        if (r < 0)
            continue;
        rates[r] = 1e-9 * flops * calls / seconds;
        peaks[r] = fmax(before, peak());
        *bytes = (double)memory.peak;
    }
    *beside = median(peaks, (size_t)repeats);
    return median(rates, (size_t)repeats);
}

static void measure(const char *level, AttentionMethod method, const Data *x, int64_t n,
                    bool causal)
{
    double beside, bytes, gflops = rate(method, x, n, causal, &beside, &bytes);
    const char *mask = causal ? "causal_" : "";
    printf("%s%s%s_%d %.3f Gflop/s\n", level, mask, names[method], (int)n, gflops);
    printf("%speak_%s%s_%d %.3f Gflop/s\n", level, mask, names[method], (int)n, beside);
    printf("%smemory_%s%s_%d %.3f MB\n", level, mask, names[method], (int)n, 1e-6 * bytes);
}

int main(void)
{
    Data x = { normals("queries"), normals("keys"), normals("values"), normals("out") };
    if (!x.q || !x.k || !x.v || !x.out)
        return 1;
    static const int64_t lengths[] = { 256, 1024, 4096, 16384 };
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        measure("", ATTENTION_TILED, &x, lengths[i], false);
        measure("", ATTENTION_TILED, &x, lengths[i], true);
    }
    measure("", ATTENTION_NAIVE, &x, 1024, false);
    measure("", ATTENTION_LINEAR, &x, 4096, false);
    printf("memory_allowed 33.554 MB\n"); /* 32 MiB beyond inputs and output */
    if (cpu_level() == CPU_V4) {
        setenv("HEBB_CPU", cpu_level_name(CPU_V3), 1);
        measure("v3_", ATTENTION_TILED, &x, 1024, false);
        measure("v3_", ATTENTION_TILED, &x, 4096, false);
    }
    free(x.q);
    free(x.k);
    free(x.v);
    free(x.out);
    return 0;
}
