/* hopfield_heat_fields.c - see hopfield_heat_fields.h. */
#include "algorithms/base/hopfield_heat_fields.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_BYTES = 4 << 20, /* of weights */
    MOST_PATTERNS = INT16_MAX,
    MOST_BYTE = 127,
    UNUSABLE = 255 /* reach of a row with larger weights */
};

static int64_t stride_of(int64_t neurons)
{
    return (neurons + HOPFIELD_HEAT_STRIDE - 1) / HOPFIELD_HEAT_STRIDE * HOPFIELD_HEAT_STRIDE;
}

/* 64-bit words of a row that hold patterns. */
static int64_t words_of(int64_t patterns)
{
    return (patterns + 63) / 64;
}

/* The largest sum of squares for which 4 count stays within 16 bits times 4 whatever the state is:
 * base is up to 2 P + 5, shift up to 2 N, and recent 127 from what the field is. */
static double most_square(int64_t neurons, int64_t patterns)
{
    const double n = (double)neurons, p = (double)patterns;
    const double field = 4.0 * INT16_MAX - 4.0 * MOST_BYTE - 2 * n - 3 * p - 16;
    return field > 0 ? floor(field * field / p) : 0;
}

bool hopfield_heat_fields_fit(int64_t neurons, int64_t patterns)
{
    const double n = (double)neurons, root = 1 + sqrt((double)patterns / n);
    return neurons * stride_of(neurons) <= MOST_BYTES && patterns <= MOST_PATTERNS &&
           n * n * root * root <= most_square(neurons, patterns);
}

double hopfield_heat_fields_bytes(int64_t neurons, int64_t patterns)
{
    const double n = (double)neurons, stride = (double)stride_of(neurons);
    return stride * (sizeof(int16_t) + sizeof(int8_t) + 8.0 * (double)words_of(patterns)) +
           n * (stride + sizeof(uint8_t) + sizeof(int32_t));
}

bool hopfield_heat_fields_init(HopfieldHeatFields *f, const HopfieldPatterns *x)
{
    const size_t n = (size_t)x->neurons, stride = (size_t)stride_of(x->neurons),
                 words = (size_t)words_of(x->patterns);
    *f = (HopfieldHeatFields){ .kernels = hopfield_heat_kernels[cpu_level()],
                               .stride = (int64_t)stride,
                               .most_square = (int64_t)most_square(x->neurons, x->patterns) };
    f->count = hopfield_alloc(stride * sizeof *f->count);
    f->recent = hopfield_alloc(stride * sizeof *f->recent);
    f->weight = aligned_alloc(64, n * stride); /* pages of rows never filled stay unused */
    f->reach = calloc(n, sizeof *f->reach);
    f->columns = hopfield_alloc(words * stride * sizeof *f->columns);
    f->field = calloc(n, sizeof *f->field);
    if (!f->count || !f->recent || !f->weight || !f->reach || !f->columns || !f->field)
        return false;
    memset(f->columns, 0, words * stride * sizeof *f->columns);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < words; k++)
            f->columns[k * stride + (size_t)f->kernels->place((int64_t)i)] =
                x->rows[i * (size_t)x->words + k];
    return true;
}

void hopfield_heat_fields_free(HopfieldHeatFields *f)
{
    free(f->count);
    free(f->recent);
    free(f->weight);
    free(f->reach);
    free(f->columns);
    free(f->field);
    *f = (HopfieldHeatFields){ 0 };
}

bool hopfield_heat_fields_start(HopfieldHeatFields *f, const HopfieldNet *net,
                                HopfieldHeatNeuron *neuron)
{
    const HopfieldPatterns *x = net->patterns;
    if (net->square > f->most_square)
        return false;
    f->odd = 2 * (x->patterns % 2);
    f->own = (net->self_coupling ? 2 * (int32_t)x->patterns : 0) - f->odd;
    f->shift = 0;
    f->room = MOST_BYTE;
    memset(f->recent, 0, (size_t)f->stride * sizeof *f->recent);
    memset(f->count, 0, (size_t)f->stride * sizeof *f->count);
    hopfield_net_fields(net, f->field);
    for (int64_t i = 0; i < x->neurons; i++) {
        const int32_t field = f->field[i], count = -field / 4;
        f->count[i] = (int16_t)count;
        neuron[i] = (HopfieldHeatNeuron){
            .base =
                field + 4 * count + (net->self_coupling ? (int32_t)x->patterns * net->state[i] : 0),
            .where = (net->state[i] < 0 ? HOPFIELD_HEAT_DOWN | HOPFIELD_HEAT_MASK : 0) |
                     (net->state[i] != hopfield_pattern(x, i, net->cue) ? HOPFIELD_HEAT_UNLIKE : 0),
        };
    }
    return true;
}

int64_t hopfield_heat_fields_search(const HopfieldHeatFields *f, const HopfieldHeatWindow *w,
                                    const int32_t *order, int64_t from, int64_t count, int32_t *x)
{
    const int16_t *counted = f->count;
    const int8_t *recent = f->recent;
    const int32_t shift = f->shift;
    for (int64_t k = from; k < count; k++) {
        const int32_t i = order[k], here = shift - 4 * (counted[i] + recent[i]);
        if ((here ^ w->mask[k]) < w->limit[k]) {
            *x = here;
            return k;
        }
    }
    return count;
}

/* Makes the weights of neuron i. */
__attribute__((noinline)) static void fill_weights(HopfieldHeatFields *f, const HopfieldPatterns *x,
                                                   int64_t i)
{
    const int64_t most =
        f->kernels->weights(f->columns, f->stride, x->rows + i * x->words, words_of(x->patterns),
                            x->neurons, i, x->patterns / 2, f->weight + i * f->stride);
    f->reach[i] = (uint8_t)(most > MOST_BYTE ? UNUSABLE : most + 1);
}

bool hopfield_heat_fields_flip(HopfieldHeatFields *f, const HopfieldNet *net, int64_t i, int sign,
                               HopfieldHeatNeuron *neuron)
{
    const int8_t *weight = f->weight + i * f->stride;
    if (!f->reach[i])
        fill_weights(f, net->patterns, i);
    const int32_t reach = f->reach[i] - 1;
    if (reach > MOST_BYTE)
        return false;
    f->shift += sign * f->odd;
    neuron[i].base += sign * f->own; /* a flip is no part of a neuron's own field */
    f->room -= reach;
    if (f->room >= 0)
        f->kernels->spread(weight, f->stride, sign, f->recent);
    else {
        f->kernels->collect(weight, f->stride, sign, f->recent, f->count);
        f->room = MOST_BYTE;
    }
    return true;
}
