/* hopfield_patterns.h - the stored patterns of a Hopfield network as packed bits.
 *
 * Row i holds what all patterns say about neuron i: bit p is 1 where xi_i^p = +1. With the Hebbian
 * rule nothing else is needed: weights are never formed, so memory is N P / 8 bytes. */
#ifndef HEBB_HOPFIELD_PATTERNS_H
#define HEBB_HOPFIELD_PATTERNS_H

#include <stddef.h>
#include <stdint.h>

#include "algorithms/base/random.h"
#include "algorithms/base/status.h"

enum { HOPFIELD_MAX_NEURONS = 1 << 22 };

typedef struct {
    int64_t neurons, patterns; /* N, P */
    int64_t chunks, words;     /* of a row: 512-bit chunks, and the 64-bit words they hold */
    uint64_t *rows;            /* (N, words), padding bits are 0 */
    int32_t *row_sum;          /* (N): sum over p of xi_i^p */
    uint64_t *active;          /* (words): 1 for every pattern, 0 in the padding */
} HopfieldPatterns;

/* Fills with independent fair bits: bit p of row i is bit p mod 128 of block (p / 128) 2^32 + i of
 * the stream, so that neither more neurons nor more patterns change those there were. Uses up to
 * `threads` threads; the bits do not depend on it. N <= HOPFIELD_MAX_NEURONS. ERR_MEMORY. */
Status hopfield_patterns_init(HopfieldPatterns *x, int64_t neurons, int64_t patterns,
                              const RandomStream *s, int threads, Error *err);
void hopfield_patterns_free(HopfieldPatterns *x);

/* Bytes that hopfield_patterns_init allocates. */
double hopfield_patterns_bytes(int64_t neurons, int64_t patterns);

/* xi_i^p, +1 or -1. */
static inline int hopfield_pattern(const HopfieldPatterns *x, int64_t i, int64_t p)
{
    return (int)(x->rows[i * x->words + p / 64] >> (p % 64) & 1) * 2 - 1;
}

/* Patterns stored in a network of `neurons` at a load P/N. Odd: 2 floor(load N / 2) + 1, so that no
 * field of an even network is ever zero; otherwise the nearest integer, at least 1. A product that
 * misses an integer by rounding alone (1e-12 of its value) counts as that integer. */
int64_t hopfield_patterns_at(double load, int64_t neurons, bool odd);

/* `bytes` of memory aligned to 64, in large pages where it is much; NULL if there is none. */
void *hopfield_alloc(size_t bytes);

#endif
