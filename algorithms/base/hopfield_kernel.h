/* hopfield_kernel.h - the inner loops of Hopfield networks on packed bits, one table per level.
 *
 * A row holds one bit per pattern (1 for +1), padded with zeros to whole chunks of 512 bits. A
 * vector v of small integers, one per pattern, is kept bit-sliced in two's complement: plane b holds
 * bit b of every v_p. Planes of a chunk lie together, so that a chunk of a row meets all of them. */
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
};

/* A flip of neuron `who` to `sign` (+1 or -1). The log of flips is a ring: flip f is at f mod 32. */
typedef struct {
    int32_t who, sign;
} HopfieldFlip;

typedef struct {
    /* out[u] = sum over p of bit p of row[u] times v_p. The rows of `ahead` are prefetched. */
    void (*dot)(const uint64_t *const row[HOPFIELD_BLOCK],
                const uint64_t *const ahead[HOPFIELD_BLOCK], const uint64_t *planes,
                int64_t chunks, int bits, int64_t out[HOPFIELD_BLOCK]);

    /* Number of patterns in which two rows differ; with one row and zeros: its population. */
    int64_t (*distance)(const uint64_t *a, const uint64_t *b, int64_t chunks);

    /* Sum over the flips from..to-1 of sign (P - 2 distance(row, row of who)): half the change they
     * made to the field of another neuron. At most HOPFIELD_LOG flips; `rows` is the matrix. */
    int64_t (*drift)(const uint64_t *row, const uint64_t *rows, int64_t chunks, int64_t patterns,
                     const HopfieldFlip *log, int64_t from, int64_t to);

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
