/* peer_glauber.c - the heat bath as one writes it in C: single precision weights, all fields kept
 * and changed by a row of weights at every flip; pairs with bench_glauber. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench_glauber.h"
#include "bench/timing.h"

enum { N = GLAUBER_NEURONS };

typedef struct {
    uint64_t random;
    int order[N];
    float state[N], field[N], weight[N][N];
} Network;

/* Marsaglia's xorshift, multiplied. */
static uint64_t draw(Network *net)
{
    net->random ^= net->random >> 12;
    net->random ^= net->random << 25;
    net->random ^= net->random >> 27;
    return net->random * 0x2545F4914F6CDD1Du;
}

static bool make(Network *net, int64_t patterns, uint64_t seed)
{
    float *xi = malloc((size_t)patterns * N * sizeof *xi);
    if (!xi)
        return false;
    net->random = 0x9E3779B97F4A7C15u + seed;
    for (int64_t k = 0; k < patterns * N; k++)
        xi[k] = draw(net) >> 63 ? 1.0f : -1.0f;
    memset(net->weight, 0, sizeof net->weight);
    memset(net->field, 0, sizeof net->field);
    memcpy(net->state, xi, sizeof net->state);
    for (int64_t p = 0; p < patterns; p++)
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++)
                net->weight[i][j] += xi[p * N + i] * xi[p * N + j] / N;
    free(xi);
    for (int i = 0; i < N; i++) {
        net->order[i] = i;
        net->weight[i][i] = 0;
        for (int j = 0; j < N; j++)
            net->field[i] += net->weight[i][j] * net->state[j];
    }
    return true;
}

static void sweep(Network *net)
{
    const float twice = (float)(2 / glauber_temperature);
    for (int k = N - 1; k > 0; k--) {
        int j = (int)((draw(net) >> 32) * (uint64_t)(k + 1) >> 32), swap = net->order[k];
        net->order[k] = net->order[j];
        net->order[j] = swap;
    }
    for (int k = 0; k < N; k++) {
        const int i = net->order[k];
        const float up = 1 / (1 + expf(-twice * net->field[i]));
        const float sign = (float)(draw(net) >> 40) * 0x1p-24f < up ? 1.0f : -1.0f;
        if (sign == net->state[i])
            continue;
        const float change = 2 * sign, *weight = net->weight[i];
        net->state[i] = sign;
        for (int j = 0; j < N; j++)
            net->field[j] += change * weight[j];
    }
}

int main(void)
{
    Network *net = malloc(sizeof *net);
    for (int b = 0; net && b < GLAUBER_BENCHES; b++) {
        double rates[GLAUBER_NETWORKS];
        for (uint64_t r = 0; r < GLAUBER_NETWORKS; r++) {
            if (!make(net, glauber_benches[b].patterns, r))
                return 1;
            rates[r] = 0;
            for (int run = 0; run < GLAUBER_RUNS; run++) {
                double start = cpu_seconds();
                for (int t = 0; t < GLAUBER_SWEEPS; t++)
                    sweep(net);
                double here = (double)N * GLAUBER_SWEEPS / (cpu_seconds() - start);
                rates[r] = here > rates[r] ? here : rates[r];
            }
        }
        printf("load_%s %.1f M/s\n", glauber_benches[b].name,
               1e-6 * median(rates, GLAUBER_NETWORKS));
    }
    fprintf(stderr, "%g\n", net ? (double)net->field[0] : 0);
    free(net);
    return 0;
}
