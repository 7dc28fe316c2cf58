/* hopfield_kernel.h - the inner loops of Hopfield networks on packed bits, one table per level.
 *
 * A row holds one bit per pattern (1 for +1), padded with zeros to whole chunks of 512 bits. A
 * vector v of small integers, one per pattern, is kept bit-sliced in two's complement: plane b
 * holds bit b of every v_p. Planes of a chunk lie together, so that a chunk of a row meets all of
 * them. */
#ifndef HEBB_HOPFIELD_KERNEL_H
#define HEBB_HOPFIELD_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "algorithms/base/cpu.h"

enum {
    HOPFIELD_CHUNK = 8,   /* 64-bit words of a chunk */
    HOPFIELD_PLANES = 24, /* planes there is room for: networks of up to 2^22 neurons */
    HOPFIELD_LOG = 32,    /* flips remembered, a power of two */
    HOPFIELD_BLOCK = 4,   /* rows evaluated together */
    HOPFIELD_STRIDE = 32, /* fields changed together */
};

/* A flip of neuron `who` to `sign` (+1 or -1); `total` is the sum of the signs of all flips up to
 * and including this one. The log of flips is a ring: flip f is at f mod 32. */
typedef struct {
    int32_t who, sign;
    int64_t total;
} HopfieldFlip;

/* Rows that are looked at together, and those that will be looked at soon. */
typedef struct {
    const uint64_t *row[HOPFIELD_BLOCK], *ahead[HOPFIELD_BLOCK];
} HopfieldRows;

typedef struct {
    /* out[u] = sum over p of bit p of row u times v_p. */
    void (*dot)(const HopfieldRows *block, const uint64_t *planes, int64_t chunks, int bits,
                int64_t out[HOPFIELD_BLOCK]);

    /* Brings fields that were exact before flip since[u] up to flip now - 1: each flip of another
     * neuron adds 2 sign (P - 2 distance of the rows). now - since[u] <= HOPFIELD_LOG; `rows` is
     * the whole matrix. */
    void (*follow)(const HopfieldRows *block, const uint64_t *rows, int64_t chunks,
                   int64_t patterns, const HopfieldFlip *log, const int64_t since[HOPFIELD_BLOCK],
                   int64_t now, int64_t field[HOPFIELD_BLOCK]);

    /* The fields of all neurons after the flip of neuron i to `sign`: field[j] += 2 sign
     * (P - 2 distance of rows i and j), for j < stride, a multiple of HOPFIELD_STRIDE. Rows come
     * word by word: word k of row j is columns[k stride + j]. */
    void (*spread)(const uint64_t *columns, int64_t stride, int64_t words, int64_t patterns,
                   int64_t i, int sign, int64_t *field);

    /* ones[i] = bits set in row i of rows (count, chunks). */
    void (*populations)(const uint64_t *rows, int64_t count, int64_t chunks, int64_t *ones);

    /* v_p += sign xi_p for the patterns of `active`. True when a value left the `bits` planes: the
     * next one, always written, is then part of the number. bits < HOPFIELD_PLANES. */
    bool (*add)(uint64_t *planes, const uint64_t *active, const uint64_t *row, int64_t chunks,
                int bits, int sign);

    /* v_p = (m_p - N mod 2) / 2 for the patterns of `active`, 0 for the others, where m_p is the
     * sum over neurons of xi_i^p y_i. Returns the planes in use, at least 2. */
    int (*overlaps)(uint64_t *planes, const uint64_t *active, const uint64_t *rows, int64_t chunks,
                    int64_t neurons, const int8_t *state);

    /* Sums of v_p and v_p^2 over all patterns. */
    void (*moments)(const uint64_t *planes, int64_t chunks, int bits, int64_t *sum,
                    int64_t *square);
} HopfieldKernels;

KERNEL_TABLE(HopfieldKernels, hopfield_kernels)

#endif
