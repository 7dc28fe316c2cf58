/* bench_mlp.c - forward and backward pass of deep tanh networks, batch 128, one thread: billions of
 * floating-point operations per CPU second (6 batch width^2 per layer), gradients of every weight,
 * bias and input. Prints "name value unit"; peer_mlp.py measures the same. */
#include <stdio.h>

#include "algorithms/base/cpu.h"
#include "algorithms/base/network.h"
#include "bench/timing.h"

enum { BATCH = 128, REPEATS = 21, MOST_WIDTH = 1024, MOST_DEPTH = 100 };

static const struct {
    int64_t width, depth, calls; /* passes timed together */
} cases[] = { { 64, 20, 10 }, { 256, 20, 2 }, { 1024, 4, 1 } };

static float x[BATCH * MOST_WIDTH], t[BATCH * MOST_WIDTH], dx[BATCH * MOST_WIDTH];

static double seconds(NetworkF32 *net, int64_t calls)
{
    double all[REPEATS];
    for (int r = -1; r < REPEATS; r++) {
        double start = cpu_seconds();
        for (int64_t call = 0; call < calls; call++) {
            network_forward_f32(net, BATCH, x, true, NULL);
            network_backward_f32(net, BATCH, x, t, dx);
        }
        if (r >= 0)
            all[r] = (cpu_seconds() - start) / (double)calls;
    }
    return median(all, REPEATS);
}

static int measure(const char *level)
{
    int64_t widths[MOST_DEPTH];
    RandomKey key = { 1, 2 };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t width = cases[i].width, depth = cases[i].depth;
        for (int64_t l = 0; l < depth; l++)
            widths[l] = width;
        NetworkShape shape = { .batch = BATCH,
                               .inputs = width,
                               .outputs = width,
                               .hidden = depth - 1,
                               .widths = widths,
                               .activation = { ACTIVATION_TANH, 0.0 },
                               .output = ACTIVATION_TANH,
                               .loss = LOSS_SQUARED };
        NetworkF32 net;
        if (network_init_f32(&net, &shape, NULL) != OK ||
            network_randomize(&net, INITIALIZATION_XAVIER, 1.0, 0.0, key, NULL) != OK)
            return 1;
        double work = 6.0 * BATCH * (double)(width * width * depth);
        printf("%smlp_%d %.2f GF/s\n", level, (int)width,
               1e-9 * work / seconds(&net, cases[i].calls));
        network_free_f32(&net);
    }
    return 0;
}

int main(void)
{
    RandomKey key = { 3, 4 };
    RandomStream data = random_stream(key, "data");
    random_normals(&data, 0, BATCH * MOST_WIDTH, x);
    int status = measure("");
    if (cpu_level() == CPU_V4) {
        setenv("HEBB_CPU", cpu_level_name(CPU_V3), 1);
        status |= measure("v3_");
    }
    return status;
}
