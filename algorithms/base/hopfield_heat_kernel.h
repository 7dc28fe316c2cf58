/* hopfield_heat_kernel.h - the inner loops of the heat bath, one table per level.
 *
 * A visit in state y flips if (N h ^ m) < limit, where m has no bit set for y = +1 and all for -1:
 * ^ m changes the sign (and 1, for which limits leave a margin). Visits are prepared a window at a
 * time, so that only what flips change is left to be looked up. */
#ifndef HEBB_HOPFIELD_HEAT_KERNEL_H
#define HEBB_HOPFIELD_HEAT_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "algorithms/base/cpu.h"

enum {
    HOPFIELD_HEAT_STRIDE = 64,  /* neurons changed together */
    HOPFIELD_HEAT_WINDOW = 128, /* visits prepared together */
    HOPFIELD_HEAT_BLOCK = 4,    /* rows evaluated together */
    HOPFIELD_HEAT_PLACES = HOPFIELD_HEAT_WINDOW + HOPFIELD_HEAT_BLOCK,
    HOPFIELD_HEAT_UNIT = 64, /* bytes of a row of bits are a multiple of this */
};

/* What a visit needs to know of its neuron. N h is base - own y + (x ^ c), c the bits in which mask
 * and m differ, with an x that the way of keeping the state supplies, and `own` the same for all
 * neurons: where c has all bits set, base holds the 1 that x ^ c lacks of -x. `where` is the first
 * byte of the neuron's row of bits, plus flags. */
typedef struct {
    int32_t base;
    uint32_t where;
} HopfieldHeatNeuron;

enum {
    HOPFIELD_HEAT_DOWN = 1,   /* m: the state is -1 */
    HOPFIELD_HEAT_MASK = 2,   /* mask */
    HOPFIELD_HEAT_UNLIKE = 4, /* the state differs from the cue */
    HOPFIELD_HEAT_FLAGS = 7   /* all of them, which change at a flip */
};

/* Below which a visit may flip, in the states +1 and -1. */
typedef struct {
    int32_t in[2];
} HopfieldHeatLimits;

typedef struct {
    HopfieldHeatNeuron neuron[HOPFIELD_HEAT_PLACES];
    HopfieldHeatLimits limits[HOPFIELD_HEAT_PLACES];
    int32_t limit[HOPFIELD_HEAT_PLACES]; /* visit k may flip if (x ^ mask[k]) < limit[k] */
    int32_t mask[HOPFIELD_HEAT_PLACES];
    int32_t row[HOPFIELD_HEAT_PLACES]; /* first byte */
    int32_t who[HOPFIELD_HEAT_WINDOW]; /* neurons, -1 after the last visit, where some come again */
} HopfieldHeatWindow;

/* The overlaps v_p of patterns p with a state, as low + 128 high, and rows of bits: those of
 * pattern 512 c + 64 g + b is bit g of byte 64 c + b. */
typedef struct {
    int64_t patterns, chunks; /* of 512 patterns */
    uint8_t *bits;            /* (N, 64 chunks) */
    int8_t *low, *high, *one; /* (512 chunks); `one` is 1 where the pattern is summed, else 0 */
    bool wide;                /* some high are not 0 */
    int32_t shift;            /* x = 4 (sum over p of bit p times v_p) + shift */
} HopfieldHeatSums;

typedef struct {
    /* limit, mask and row from neuron and limits; `slack`, own and a margin, is added to all
     * limits. */
    void (*ready)(HopfieldHeatWindow *w, int32_t slack);

    /* Visits of neuron i in w->who. */
    int32_t (*visits)(const HopfieldHeatWindow *w, int32_t i);

    /* Where word 0 of row j lies in the columns of weights(); word k is k stride further. */
    int64_t (*place)(int64_t j);

    /* out[j] = bits in which `row` and row j differ less `half`, for j < neurons other than i, else
     * 0, as bytes; returns the largest of them without the sign, before they are cut to bytes.
     * stride is a multiple of HOPFIELD_HEAT_STRIDE, columns is aligned to 64, bits are fewer than
     * 2^15. */
    int64_t (*weights)(const uint64_t *columns, int64_t stride, const uint64_t *row, int64_t words,
                       int64_t neurons, int64_t i, int64_t half, int8_t *out);

    /* recent[j] += sign weight[j], j < stride; both are aligned to 64. */
    void (*spread)(const int8_t *weight, int64_t stride, int sign, int8_t *recent);

    /* The same where a byte of recent[] might overflow: count[j] += recent[j] + sign weight[j],
     * recent[j] = 0. */
    void (*collect)(const int8_t *weight, int64_t stride, int sign, int8_t *recent, int16_t *count);

    /* The first visit from `from` on that may flip, and its x; `count` if there is none. */
    int64_t (*search)(const HopfieldHeatSums *s, const HopfieldHeatWindow *w, int64_t from,
                      int64_t count, int32_t *x);

    /* v_p += sign xi_p (xi = 2 bit - 1) for a row of bits, modulo 256 in `low`. */
    void (*add)(HopfieldHeatSums *s, const uint8_t *row, int sign);

    /* Splits the overlaps into low and high anew; returns the additions after which they must be
     * again. */
    int64_t (*settle)(HopfieldHeatSums *s);
} HopfieldHeatKernels;

KERNEL_TABLE(HopfieldHeatKernels, hopfield_heat_kernels)

#endif
