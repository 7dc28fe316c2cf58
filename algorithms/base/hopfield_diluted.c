/* hopfield_diluted.c - see hopfield_diluted.h. */
#include "algorithms/base/hopfield_diluted.h"

#include <math.h>
#include <stdlib.h>

#include "algorithms/base/elementary.h"

enum {
    DRAWS = 64,            /* gaps drawn together, at most */
    MANY_LINKS = 1 << 16,  /* worth a parallel region */
    NEURONS_AT_ONCE = 256, /* given to one thread */
};

/* Links there is room for: ten standard deviations more than expected, and one more neuron's. */
static double room(int64_t neurons, double connections)
{
    const double links = (double)neurons * connections;
    return ceil(links + 10 * sqrt(links) + DRAWS + (double)neurons);
}

double diluted_net_bytes(int64_t neurons, double connections)
{
    return room(neurons, connections) * (sizeof(int32_t) + sizeof(int16_t)) +
           (double)(neurons + 1) * sizeof(int64_t);
}

void diluted_net_free(DilutedNet *net)
{
    free(net->first);
    free(net->source);
    free(net->weight);
    *net = (DilutedNet){ 0 };
}

/* ---- links --------------------------------------------------------------------------------- */

/* The neurons that neuron i hears, ascending, in source; returns how many, at most N - 1. */
static int64_t draw_links(const RandomStream *s, int64_t i, int64_t neurons, double connections,
                          int32_t *source)
{
    const double log_silent = elementary_log1p(-connections / (double)(neurons - 1));
    const double most = connections + 3 * sqrt(connections) + 2; /* mostly enough */
    const int draws = most < DRAWS ? 2 * (int)(most / 2 + 1) : DRAWS;
    uint32_t words[2 * DRAWS];
    double gap[DRAWS];
    int64_t links = 0, last = -1; /* among the N - 1 others */
    for (uint64_t block = 0;; block += (uint64_t)draws / 2) {
        random_words(s, (uint64_t)i << 32 | block, (size_t)draws / 2, words);
        for (int k = 0; k < draws; k++) {
            const uint64_t bits = (words[2 * k] | (uint64_t)words[2 * k + 1] << 32) >> 11;
            gap[k] = ((double)bits + 0.5) * 0x1p-53;
        }
        elementary_log_f64(gap, gap, (size_t)draws);
        for (int k = 0; k < draws; k++) {
            const double silent = gap[k] / log_silent; /* neurons passed over */
            if (silent >= (double)(neurons - 2 - last))
                return links;
            last += 1 + (int64_t)silent;
            source[links++] = (int32_t)(last + (last >= i));
        }
    }
}

static Status no_memory(Error *err, int64_t links)
{
    return error_set(err, ERR_MEMORY, "no memory for %lld links", (long long)links);
}

Status diluted_net_init(DilutedNet *net, const HopfieldPatterns *x, double connections,
                        const RandomStream *s, int threads, Error *err)
{
    const int64_t n = x->neurons, words = (x->patterns + 63) / 64;
    const int64_t space = (int64_t)room(n, connections);
    int64_t links = 0;
    *net = (DilutedNet){ .neurons = n,
                         .patterns = x->patterns,
                         .kernels = diluted_kernels[cpu_level()] };
    net->first = malloc((size_t)(n + 1) * sizeof *net->first);
    net->source = malloc((size_t)space * sizeof *net->source);
    if (!net->first || !net->source)
        return no_memory(err, space);
    for (int64_t i = 0; i < n; i++) {
        if (links + n > space)
            return error_set(err, ERR_NUMERIC, "more links than chance allows");
        net->first[i] = links;
        links += draw_links(s, i, n, connections, net->source + links);
    }
    net->first[n] = links;
    net->weight = malloc((size_t)(links > 0 ? links : 1) * sizeof *net->weight);
    if (!net->weight)
        return no_memory(err, links);
#pragma omp parallel for schedule(dynamic, NEURONS_AT_ONCE)                                        \
    num_threads(threads) if (threads > 1 && links >= MANY_LINKS)
    for (int64_t i = 0; i < n; i++)
        net->kernels->weights(x->rows, x->words, words, x->patterns, i, net->source + net->first[i],
                              net->first[i + 1] - net->first[i], net->weight + net->first[i]);
    return OK;
}

/* ---- dynamics ------------------------------------------------------------------------------ */

/* What neuron i becomes, in next[DILUTED_LANES]. */
static void decide(const DilutedNet *net, const int32_t *threshold, int64_t i, const int8_t *state,
                   int8_t *next)
{
    const int64_t from = net->first[i];
    net->kernels->decide(net->source + from, net->weight + from, net->first[i + 1] - from,
                         net->patterns, state, threshold ? threshold + i * DILUTED_LANES : NULL,
                         next);
}

void diluted_net_step(const DilutedNet *net, const int32_t *threshold, const int8_t *state,
                      int8_t *next, int threads)
{
    const int64_t n = net->neurons;
#pragma omp parallel for schedule(dynamic, NEURONS_AT_ONCE)                                        \
    num_threads(threads) if (threads > 1 && net->first[n] >= MANY_LINKS)
    for (int64_t i = 0; i < n; i++)
        decide(net, threshold, i, state, next + i * DILUTED_LANES);
}

void diluted_net_sweep(const DilutedNet *net, const int32_t *threshold, const int32_t *order,
                       int8_t *state)
{
    for (int64_t u = 0; u < net->neurons; u++)
        decide(net, threshold, order[u], state, state + order[u] * (int64_t)DILUTED_LANES);
}
