/* hopfield_heat.c - see hopfield_heat.h. */
#include "algorithms/base/hopfield_heat.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/base/elementary.h"
#include "algorithms/base/hopfield_cost.h"

enum {
    WINDOW = HOPFIELD_HEAT_WINDOW,
    INTERVAL_BITS = 10,
    INTERVALS = 1 << INTERVAL_BITS, /* of r */
    MARGIN = 2,                     /* more than rounding can move a threshold */
    MOST_EDGE = 1 << 30,            /* beyond any field */
    MANY_PATTERNS = 1000,
    VISITS = 8000, /* after which ways are compared again */
    SOON = 20      /* sweeps that must gain what a change of ways costs */
};

/* Above this, rounding of the logarithms might move thresholds by more than the margin. */
static const double most_scale = 1e12;

/* Where one instruction counts bits, the bit-sliced overlaps of hopfield_net are the faster ones if
 * patterns are many. */
static bool worth_it(int64_t neurons, int64_t patterns)
{
    return cpu_level() != CPU_V4 || patterns <= MANY_PATTERNS ||
           hopfield_heat_fields_fit(neurons, patterns);
}

bool hopfield_heat_fits(int64_t neurons, int64_t patterns, double temperature)
{
    return (double)neurons * temperature / 2 <= most_scale &&
           hopfield_heat_overlaps_fit(neurons, patterns) && worth_it(neurons, patterns);
}

double hopfield_heat_bytes(int64_t neurons, int64_t patterns)
{
    const double fields = hopfield_heat_fields_fit(neurons, patterns)
                              ? hopfield_heat_fields_bytes(neurons, patterns)
                              : 0;
    return fields + hopfield_heat_overlaps_bytes(neurons, patterns) +
           (double)neurons * (sizeof(HopfieldHeatNeuron) + 2 * sizeof(uint32_t)) +
           INTERVALS * sizeof(HopfieldHeatLimits) + sizeof(HopfieldHeatWindow);
}

/* Not inlined: few visits need it. */
__attribute__((noinline)) int64_t hopfield_heat_threshold(const uint32_t pair[2], double scale)
{
    const uint64_t bits = (pair[0] | (uint64_t)pair[1] << 32) >> 11;
    const double r = ((double)bits + 0.5) * 0x1p-53;
    return (int64_t)floor(scale * (elementary_log(r) - elementary_log(1 - r))) + 1;
}

static void tabulate(HopfieldHeatLimits *limits, double scale)
{
    double up[INTERVALS - 1], down[INTERVALS - 1];
    for (int b = 1; b < INTERVALS; b++) {
        up[b - 1] = (double)b / INTERVALS;
        down[b - 1] = 1 - up[b - 1];
    }
    elementary_log_f64(up, up, INTERVALS - 1);
    elementary_log_f64(down, down, INTERVALS - 1);
    limits[0].in[1] = MOST_EDGE;
    limits[INTERVALS - 1].in[0] = MOST_EDGE;
    for (int b = 1; b < INTERVALS; b++) {
        const double at = floor(scale * (up[b - 1] - down[b - 1])) + 1;
        const int32_t edge = (int32_t)fmax(fmin(at, MOST_EDGE), -MOST_EDGE);
        limits[b - 1].in[0] = edge;
        limits[b].in[1] = ~edge;
    }
}

Status hopfield_heat_init(HopfieldHeat *heat, const HopfieldNet *net, double temperature,
                          int64_t sweeps, Error *err)
{
    const HopfieldPatterns *x = net->patterns;
    const size_t n = (size_t)x->neurons;
    *heat = (HopfieldHeat){ .scale = (double)x->neurons * temperature / 2,
                            .temperature = temperature,
                            .left = sweeps,
                            .fields_fit = hopfield_heat_fields_fit(x->neurons, x->patterns) };
    heat->limits = calloc(INTERVALS, sizeof *heat->limits);
    heat->neuron = calloc(n, sizeof *heat->neuron);
    heat->words = calloc(n + 1, 2 * sizeof *heat->words); /* whole blocks */
    heat->window = calloc(1, sizeof *heat->window);
    if (!heat->limits || !heat->neuron || !heat->words || !heat->window ||
        !hopfield_heat_overlaps_init(&heat->overlaps, x) ||
        (heat->fields_fit && !hopfield_heat_fields_init(&heat->fields, x))) {
        hopfield_heat_free(heat);
        return error_set(err, ERR_MEMORY, "no memory for the heat bath of %lld neurons",
                         (long long)x->neurons);
    }
    tabulate(heat->limits, heat->scale);
    return OK;
}

void hopfield_heat_free(HopfieldHeat *heat)
{
    free(heat->limits);
    free(heat->neuron);
    free(heat->words);
    free(heat->window);
    hopfield_heat_fields_free(&heat->fields);
    hopfield_heat_overlaps_free(&heat->overlaps);
    *heat = (HopfieldHeat){ 0 };
}

/* ---- ways -------------------------------------------------------------------------------- */

/* Keeps fields or, where they cannot be kept, overlaps from now on. */
static void start(HopfieldHeat *heat, HopfieldNet *net, int way)
{
    if (heat->way != HOPFIELD_HEAT_FASTER)
        hopfield_net_renew(net);
    heat->way = way;
    heat->own = 0;
    if (way == HOPFIELD_HEAT_FIELDS) {
        if (hopfield_heat_fields_start(&heat->fields, net, heat->neuron))
            return;
        heat->fields_fit = false;
        heat->way = HOPFIELD_HEAT_OVERLAPS;
    }
    heat->own = net->self_coupling ? 0 : (int32_t)net->patterns->patterns;
    hopfield_heat_overlaps_start(&heat->overlaps, net, heat->neuron);
}

/* The way in which the sweeps to come take less, if their flips are like those of the last one
 * (before the first: as is to be expected). A change must pay soon, lest chance makes many. */
static int faster(const HopfieldHeat *heat, const HopfieldNet *net)
{
    const int64_t n = net->patterns->neurons, p = net->patterns->patterns;
    const bool first = heat->way == HOPFIELD_HEAT_FASTER;
    const double left = (double)heat->left, soon = fmin(left, SOON);
    const double flips = first ? hopfield_heat_flips((double)p / (double)n, heat->temperature)
                               : (double)net->recent / (double)n;
    const double gain = (double)n * (hopfield_heat_overlaps_cost(n, p, flips) -
                                     hopfield_heat_fields_cost(n, flips));
    const double weights = hopfield_heat_weights_cost(n, p, flips, left);
    const double change = first ? 0 : (double)n * hopfield_visit_cost(n, p);
    if (heat->way == HOPFIELD_HEAT_FIELDS)
        return -gain * soon > change ? HOPFIELD_HEAT_OVERLAPS : HOPFIELD_HEAT_FIELDS;
    return gain * soon > change && gain * left > change + weights ? HOPFIELD_HEAT_FIELDS
                                                                  : HOPFIELD_HEAT_OVERLAPS;
}

static void choose(HopfieldHeat *heat, HopfieldNet *net)
{
    int way = heat->wanted;
    if (!heat->fields_fit)
        way = HOPFIELD_HEAT_OVERLAPS;
    else if (way == HOPFIELD_HEAT_FASTER)
        way = faster(heat, net);
    if (way != heat->way)
        start(heat, net, way);
}

/* Reverses the neuron of visit k of the window, i, in its field, self-coupling included where there
 * is any. False when the way of keeping the state had to be changed, and what was prepared is void.
 */
static bool flip(HopfieldHeat *heat, HopfieldNet *net, int64_t k, int64_t i, int32_t decided)
{
    const uint32_t where = heat->window->neuron[k].where;
    const int sign = 2 * (int)(where & HOPFIELD_HEAT_DOWN) - 1; /* no branch could be foretold */
    const int turn = (int)(where & HOPFIELD_HEAT_UNLIKE) / 2 - 1;
    bool good = true;
    if (heat->way == HOPFIELD_HEAT_OVERLAPS)
        hopfield_heat_overlaps_flip(&heat->overlaps, net, i, sign, turn);
    else
        good = hopfield_heat_fields_flip(&heat->fields, net, i, sign, heat->neuron);
    const int64_t field = decided + (net->self_coupling ? net->patterns->patterns * sign : 0);
    heat->neuron[i].where ^= HOPFIELD_HEAT_FLAGS;
    net->state[i] = (int8_t)sign;
    net->cue_overlap += 2 * turn;
    net->flips++;
    net->square += 4 * sign * field;
    net->uphill += sign * field < 0;
    if (good && (heat->way == HOPFIELD_HEAT_OVERLAPS || net->square <= heat->fields.most_square))
        return true;
    heat->fields_fit = false;
    start(heat, net, HOPFIELD_HEAT_OVERLAPS);
    return false;
}

/* ---- visits ------------------------------------------------------------------------------ */

static void prepare(HopfieldHeat *heat, const int32_t *order, const uint32_t *words, int64_t count,
                    bool again)
{
    HopfieldHeatWindow *w = heat->window;
    if (again) {
        memcpy(w->who, order, (size_t)count * sizeof *order);
        memset(w->who + count, -1, (size_t)(WINDOW - count) * sizeof *order);
    }
    for (int64_t k = 0; k < count; k++) {
        w->neuron[k] = heat->neuron[order[k]];
        w->limits[k] = heat->limits[words[2 * k + 1] >> (32 - INTERVAL_BITS)];
    }
    heat->overlaps.kernels->ready(w, MARGIN + heat->own);
}

/* Whether visit k of the window, which may flip, does, and its field: where the other end of the
 * interval does not tell, the threshold does. */
static bool flips(const HopfieldHeat *heat, int64_t k, const uint32_t pair[2], int32_t x,
                  int32_t *field)
{
    const HopfieldHeatWindow *w = heat->window;
    const int32_t down = w->neuron[k].where & HOPFIELD_HEAT_DOWN, m = -down;
    const int32_t surely = ~w->limits[k].in[1 - down] - MARGIN;
    *field = (x ^ m ^ w->mask[k]) + w->neuron[k].base + heat->own * (2 * down - 1);
    if ((*field ^ m) < surely)
        return true;
    return (*field >= hopfield_heat_threshold(pair, heat->scale)) == (down != 0);
}

/* After a flip of neuron i: prepares its visits from k on anew. */
static void prepare_again(HopfieldHeat *heat, const int32_t *order, int64_t k, int64_t count,
                          int32_t i)
{
    HopfieldHeatWindow *w = heat->window;
    if (heat->overlaps.kernels->visits(w, i) < 2)
        return;
    for (; k < count; k++) {
        if (order[k] != i)
            continue;
        const HopfieldHeatNeuron neuron = heat->neuron[i];
        const int32_t down = neuron.where & HOPFIELD_HEAT_DOWN, base = neuron.base;
        w->neuron[k] = neuron;
        w->limit[k] = w->limits[k].in[down] + MARGIN + heat->own - (down ? -base : base);
        w->mask[k] = neuron.where & HOPFIELD_HEAT_MASK ? -1 : 0;
    }
}

/* Makes at most `count` visits, fewer if a flip voids what was prepared; returns how many. */
static int64_t visit(HopfieldHeat *heat, HopfieldNet *net, const int32_t *order,
                     const uint32_t *words, int64_t count, bool again)
{
    prepare(heat, order, words, count, again);
    for (int64_t k = 0;; k++) {
        int32_t x, field;
        if (heat->way == HOPFIELD_HEAT_FIELDS)
            k = hopfield_heat_fields_search(&heat->fields, heat->window, order, k, count, &x);
        else
            k = heat->overlaps.kernels->search(&heat->overlaps.sums, heat->window, k, count, &x);
        if (k >= count)
            return count;
        if (!flips(heat, k, words + 2 * k, x, &field))
            continue;
        if (!flip(heat, net, k, order[k], field))
            return k + 1;
        if (again)
            prepare_again(heat, order, k + 1, count, order[k]);
    }
}

int64_t hopfield_heat_sweep(HopfieldHeat *heat, HopfieldNet *net, const RandomStream *stream,
                            uint64_t sweep, const int32_t *order, bool again)
{
    const int64_t n = net->patterns->neurons, before = net->flips;
    if (heat->until <= 0 || !heat->fields_fit) {
        choose(heat, net);
        heat->until = (VISITS + n - 1) / n;
    }
    heat->until--;
    heat->left -= heat->left > 1;
    random_words(stream, sweep << 32, (size_t)(n + 1) / 2, heat->words);
    for (int64_t k = 0; k < n;) {
        const int64_t left = n - k;
        k += visit(heat, net, order + k, heat->words + 2 * k, left < WINDOW ? left : WINDOW, again);
    }
    return net->recent = net->flips - before;
}
