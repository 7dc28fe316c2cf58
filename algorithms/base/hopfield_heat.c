/* hopfield_heat.c - see hopfield_heat.h. */
#include "algorithms/base/hopfield_heat.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/base/elementary.h"

enum {
    INTERVAL_BITS = 10,
    INTERVALS = 1 << INTERVAL_BITS, /* of r */
    MOST_DISTANCE = 255,
    FIELD_BITS = 18, /* of 4 count, from which a field is told */
    MOST_BYTES = 4 << 20,
    MARGIN = 2,         /* more than rounding can move a threshold */
    MOST_EDGE = 1 << 20 /* beyond any field */
};

/* Above this, rounding of the logarithms might move thresholds by more than the margin. */
static const double most_scale = 1e12;

static int64_t stride_of(int64_t neurons)
{
    return (neurons + HOPFIELD_HEAT_STRIDE - 1) / HOPFIELD_HEAT_STRIDE * HOPFIELD_HEAT_STRIDE;
}

/* 64-bit words of a row that hold patterns. */
static int64_t words_of(int64_t patterns)
{
    return (patterns + 63) / 64;
}

bool hopfield_heat_fits(int64_t neurons, int64_t patterns, double temperature)
{
    return (double)neurons * temperature / 2 <= most_scale && patterns <= MOST_DISTANCE &&
           neurons * patterns < 1 << (FIELD_BITS - 1) && neurons * stride_of(neurons) <= MOST_BYTES;
}

double hopfield_heat_bytes(int64_t neurons, int64_t patterns)
{
    const double n = (double)neurons, stride = (double)stride_of(neurons);
    return n * (sizeof(int32_t) + 2 * sizeof(uint32_t) + sizeof(bool)) +
           stride * (n + sizeof(uint16_t) + 8.0 * (double)words_of(patterns)) +
           (INTERVALS + 1) * sizeof(int32_t);
}

int64_t hopfield_heat_threshold(const uint32_t pair[2], double scale)
{
    const uint64_t bits = (pair[0] | (uint64_t)pair[1] << 32) >> 11;
    const double r = ((double)bits + 0.5) * 0x1p-53;
    return (int64_t)floor(scale * (elementary_log(r) - elementary_log(1 - r))) + 1;
}

static void tabulate(int32_t *edge, double scale)
{
    double up[INTERVALS - 1], down[INTERVALS - 1];
    for (int b = 1; b < INTERVALS; b++) {
        up[b - 1] = (double)b / INTERVALS;
        down[b - 1] = 1 - up[b - 1];
    }
    elementary_log_f64(up, up, INTERVALS - 1);
    elementary_log_f64(down, down, INTERVALS - 1);
    for (int b = 1; b < INTERVALS; b++) {
        double at = floor(scale * (up[b - 1] - down[b - 1])) + 1;
        edge[b] = (int32_t)fmax(fmin(at, MOST_EDGE), -MOST_EDGE);
    }
    edge[0] = -MOST_EDGE;
    edge[INTERVALS] = MOST_EDGE;
}

Status hopfield_heat_init(HopfieldHeat *heat, HopfieldNet *net, double temperature, Error *err)
{
    const HopfieldPatterns *x = net->patterns;
    const size_t n = (size_t)x->neurons, stride = (size_t)stride_of(x->neurons),
                 words = (size_t)words_of(x->patterns);
    *heat = (HopfieldHeat){ .kernels = hopfield_heat_kernels[cpu_level()],
                            .scale = (double)x->neurons * temperature / 2,
                            .stride = (int64_t)stride };
    heat->edge = calloc(INTERVALS + 1, sizeof *heat->edge);
    heat->base = calloc(n, sizeof *heat->base);
    heat->words = calloc(n + 1, 2 * sizeof *heat->words); /* whole blocks */
    heat->count = hopfield_alloc(stride * sizeof *heat->count);
    heat->columns = hopfield_alloc(words * stride * sizeof *heat->columns);
    heat->distance = aligned_alloc(64, n * stride); /* pages of rows never filled stay unused */
    heat->known = calloc(n, sizeof *heat->known);
    if (!heat->edge || !heat->base || !heat->words || !heat->count || !heat->columns ||
        !heat->distance || !heat->known) {
        hopfield_heat_free(heat);
        return error_set(err, ERR_MEMORY, "no memory for the distances of %lld neurons",
                         (long long)x->neurons);
    }
    memset(heat->count, 0, stride * sizeof *heat->count);
    memset(heat->columns, 0, words * stride * sizeof *heat->columns);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < words; k++)
            heat->columns[k * stride + i] = x->rows[i * (size_t)x->words + k];
    tabulate(heat->edge, heat->scale);
    for (int64_t i = 0; i < x->neurons; i++)
        heat->magnetism += x->patterns * net->state[i];
    hopfield_net_fields(net, heat->base);
    for (int64_t i = 0; i < x->neurons; i++)
        heat->base[i] +=
            (int32_t)((net->self_coupling ? x->patterns * net->state[i] : 0) - heat->magnetism);
    return OK;
}

void hopfield_heat_free(HopfieldHeat *heat)
{
    free(heat->edge);
    free(heat->base);
    free(heat->words);
    free(heat->count);
    free(heat->columns);
    free(heat->distance);
    free(heat->known);
    *heat = (HopfieldHeat){ 0 };
}

/* Reverses neuron i; `decided` is the field, with self-coupling its own part included. */
static void flip(HopfieldHeat *heat, HopfieldNet *net, int64_t i, int32_t decided)
{
    const HopfieldPatterns *x = net->patterns;
    const int sign = -net->state[i], patterns = (int)x->patterns;
    const int64_t field = decided + (net->self_coupling ? patterns * sign : 0);
    uint8_t *distance = heat->distance + i * heat->stride;
    if (!heat->known[i])
        heat->kernels->distances(heat->columns, heat->stride, words_of(x->patterns), i, distance);
    heat->known[i] = true;
    heat->kernels->spread(distance, heat->stride, sign, heat->count);
    heat->magnetism += 2 * sign * patterns;
    if (!net->self_coupling)
        heat->base[i] -= 2 * sign * patterns;
    net->state[i] = (int8_t)sign;
    net->cue_overlap += 2 * sign * hopfield_pattern(x, i, net->cue);
    net->flips++;
    net->square += 4 * sign * field;
    net->uphill += sign * field < 0;
}

/* What is known modulo 2^FIELD_BITS, as the number nearest to 0. */
static inline int32_t nearest(uint32_t field)
{
    return (int32_t)(field << (32 - FIELD_BITS)) >> (32 - FIELD_BITS);
}

/* Whether a neuron flips: where the ends of the interval do not tell, the threshold does. */
static bool flips(const HopfieldHeat *heat, const uint32_t pair[2], int32_t field, int sign)
{
    const int32_t *edge = heat->edge + (pair[1] >> (32 - INTERVAL_BITS));
    if (sign > 0 ? field < edge[0] - MARGIN : field > edge[1] + MARGIN)
        return true;
    return (field >= hopfield_heat_threshold(pair, heat->scale)) != (sign > 0);
}

int64_t hopfield_heat_sweep(HopfieldHeat *heat, HopfieldNet *net, const RandomStream *stream,
                            uint64_t sweep, const int32_t *order)
{
    const int64_t n = net->patterns->neurons, before = net->flips;
    const int8_t *state = net->state;
    const uint32_t *words = heat->words;
    const int32_t *base = heat->base;
    const uint16_t *count = heat->count;
    uint32_t magnetism = (uint32_t)heat->magnetism;
    random_words(stream, sweep << 32, (size_t)(n + 1) / 2, heat->words);
    for (int64_t k = 0; k < n; k++) {
        const int32_t i = order[k], minus = state[i] >> 7; /* -1 or 0 */
        const int32_t field = nearest((uint32_t)base[i] + magnetism - 4 * (uint32_t)count[i]);
        const int32_t edge = heat->edge[(words[2 * k + 1] >> (32 - INTERVAL_BITS)) + 1 + minus];
        /* both sides change their sign (and 1) for a state of -1 */
        if ((field ^ minus) >= (edge ^ minus) + MARGIN)
            continue;
        if (flips(heat, words + 2 * k, field, state[i])) {
            flip(heat, net, i, field);
            magnetism = (uint32_t)heat->magnetism;
        }
    }
    return net->recent = net->flips - before;
}
