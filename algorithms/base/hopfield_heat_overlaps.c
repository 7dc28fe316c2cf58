/* hopfield_heat_overlaps.c - see hopfield_heat_overlaps.h. */
#include "algorithms/base/hopfield_heat_overlaps.h"

#include <stdlib.h>
#include <string.h>

enum {
    UNIT = HOPFIELD_HEAT_UNIT,
    MOST_NEURONS = 32000,   /* overlaps within two bytes */
    MOST_PRODUCT = 1 << 29, /* N P, for fields within 32 bits */
    MOST_BITS = 1 << 30     /* bytes of them, that 32 bits and two flags tell apart */
};

bool hopfield_heat_overlaps_fit(int64_t neurons, int64_t patterns)
{
    return neurons <= MOST_NEURONS && patterns < MOST_PRODUCT / neurons &&
           hopfield_heat_overlaps_bytes(neurons, patterns) < MOST_BITS;
}

double hopfield_heat_overlaps_bytes(int64_t neurons, int64_t patterns)
{
    const double units = hopfield_patterns_bytes(1, patterns) / UNIT;
    return UNIT * units * (double)neurons + 3 * 8 * UNIT * units;
}

bool hopfield_heat_overlaps_init(HopfieldHeatOverlaps *o, const HopfieldPatterns *x)
{
    const size_t units = (size_t)x->chunks, places = 8 * UNIT * units;
    *o = (HopfieldHeatOverlaps){ .kernels = hopfield_heat_kernels[cpu_level()],
                                 .sums = { .patterns = x->patterns, .chunks = x->chunks } };
    o->sums.bits = hopfield_alloc((size_t)x->neurons * UNIT * units);
    o->sums.low = hopfield_alloc(places);
    o->sums.high = hopfield_alloc(places);
    o->sums.one = hopfield_alloc(places);
    return o->sums.bits && o->sums.low && o->sums.high && o->sums.one;
}

void hopfield_heat_overlaps_free(HopfieldHeatOverlaps *o)
{
    free(o->sums.bits);
    free(o->sums.low);
    free(o->sums.high);
    free(o->sums.one);
    *o = (HopfieldHeatOverlaps){ 0 };
}

/* v_p, 0 for the cue. */
static int64_t overlap(const HopfieldNet *net, int64_t p)
{
    const int64_t word = p / 64;
    const uint64_t *plane = net->planes + word / HOPFIELD_CHUNK * HOPFIELD_CHUNK * HOPFIELD_PLANES +
                            word % HOPFIELD_CHUNK;
    int64_t v = 0;
    for (int b = 0; b < net->bits; b++) {
        const int64_t bit = (int64_t)(plane[b * HOPFIELD_CHUNK] >> (p % 64) & 1) << b;
        v += b == net->bits - 1 ? -bit : bit;
    }
    return v;
}

/* Bit k of `eight` as byte k of the result, 0 or 1, on a processor whose lower bytes come first. */
static uint64_t to_bytes(uint64_t eight)
{
    const uint64_t each = 0x0101010101010101u;
    return ((eight * each & 0x8040201008040201u) + 0x7F * each) >> 7 & each;
}

/* The bits of neuron i relative to the cue, those of the cue itself 0. */
static void fill_row(HopfieldHeatOverlaps *o, const HopfieldNet *net, int64_t i)
{
    const HopfieldPatterns *x = net->patterns;
    const uint64_t turn = hopfield_pattern(x, i, net->cue) < 0 ? UINT64_MAX : 0;
    uint8_t *row = o->sums.bits + i * UNIT * x->chunks;
    memset(row, 0, (size_t)(UNIT * x->chunks));
    for (int64_t k = 0; 64 * k < x->patterns; k++) {
        const uint64_t word = (x->rows[i * x->words + k] ^ turn) & net->others[k];
        uint8_t *to = row + k / 8 * UNIT;
        for (int b = 0; b < 64; b += 8) {
            uint64_t bytes;
            memcpy(&bytes, to + b, sizeof bytes);
            bytes |= to_bytes(word >> b & 255) << (k % 8);
            memcpy(to + b, &bytes, sizeof bytes);
        }
    }
}

static void fill_rows(HopfieldHeatOverlaps *o, const HopfieldNet *net)
{
    const HopfieldPatterns *x = net->patterns;
    for (int64_t i = 0; i < x->neurons; i++)
        fill_row(o, net, i);
    memset(o->sums.one, 0, (size_t)(8 * UNIT * x->chunks));
    for (int64_t p = 0; p < x->patterns; p++)
        o->sums.one[p] = p != net->cue;
    o->filled = true;
}

void hopfield_heat_overlaps_start(HopfieldHeatOverlaps *o, const HopfieldNet *net,
                                  HopfieldHeatNeuron *neuron)
{
    const HopfieldPatterns *x = net->patterns;
    const int64_t odd = x->neurons % 2;
    if (!o->filled)
        fill_rows(o, net);
    memset(o->sums.low, 0, (size_t)(8 * UNIT * x->chunks));
    memset(o->sums.high, 0, (size_t)(8 * UNIT * x->chunks));
    for (int64_t p = 0; p < x->patterns; p++) {
        const int64_t v = overlap(net, p), high = (v + 64) >> 7;
        o->sums.high[p] = (int8_t)high;
        o->sums.low[p] = (int8_t)(v - 128 * high);
    }
    o->sums.wide = true;
    o->room = o->kernels->settle(&o->sums);
    o->sums.shift = (int32_t)(net->cue_overlap - 2 * net->sum);
    for (int64_t i = 0; i < x->neurons; i++) {
        const int c = hopfield_pattern(x, i, net->cue);
        const uint32_t down = net->state[i] < 0 ? HOPFIELD_HEAT_DOWN : 0,
                       unlike = net->state[i] != c ? HOPFIELD_HEAT_MASK | HOPFIELD_HEAT_UNLIKE : 0;
        neuron[i] = (HopfieldHeatNeuron){
            .base = (int32_t)(odd * (x->row_sum[i] - c) + (c < 0)),
            .where = (uint32_t)(i * UNIT * x->chunks) | down | unlike,
        };
    }
}

void hopfield_heat_overlaps_flip(HopfieldHeatOverlaps *o, const HopfieldNet *net, int64_t i,
                                 int sign, int turn)
{
    const HopfieldPatterns *x = net->patterns;
    const int32_t others = sign * turn * x->row_sum[i] - 1; /* sum over p of xi'_p */
    o->kernels->add(&o->sums, o->sums.bits + i * UNIT * x->chunks, turn);
    o->sums.shift += 2 * turn * (1 - others);
    if (--o->room == 0)
        o->room = o->kernels->settle(&o->sums);
}
