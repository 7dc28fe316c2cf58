/* hopfield_patterns.c - see hopfield_patterns.h. */
#include "algorithms/base/hopfield_patterns.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "algorithms/base/hopfield_kernel.h"

enum {
    BLOCK_BITS = 128,     /* of a random block */
    MANY_WORDS = 1 << 18, /* worth a parallel region */
    ROWS_AT_ONCE = 128,   /* filled together, so that they stay in the nearest cache */
    LARGE_PAGE = 2 << 20, /* bytes */
    MANY_BYTES = 8 << 20, /* from here on large pages are asked for */
};

void *hopfield_alloc(size_t bytes)
{
    size_t unit = bytes >= MANY_BYTES ? LARGE_PAGE : 64;
    size_t whole = (bytes + unit - 1) / unit * unit;
    void *p = aligned_alloc(unit, whole);
#ifdef MADV_HUGEPAGE
    if (p && unit == LARGE_PAGE)
        madvise(p, whole, MADV_HUGEPAGE); /* advice: nothing depends on it being taken */
#endif
    return p;
}

static int64_t chunks_of(int64_t patterns)
{
    return (patterns + 64 * HOPFIELD_CHUNK - 1) / (64 * HOPFIELD_CHUNK);
}

double hopfield_patterns_bytes(int64_t neurons, int64_t patterns)
{
    double words = (double)(chunks_of(patterns) * HOPFIELD_CHUNK);
    return (double)neurons * (words * sizeof(uint64_t) + sizeof(int32_t));
}

int64_t hopfield_patterns_at(double load, int64_t neurons, bool odd)
{
    const double slack = 1 + 1e-12;
    double wanted = load * (double)neurons;
    if (odd)
        return 2 * (int64_t)floor(wanted / 2 * slack) + 1;
    int64_t nearest = (int64_t)floor(wanted * slack + 0.5);
    return nearest > 1 ? nearest : 1;
}

/* Rows first .. first + count - 1 from the stream. */
static void fill_rows(HopfieldPatterns *x, const RandomStream *s, int64_t first, int64_t count)
{
    const int64_t blocks = (x->patterns + BLOCK_BITS - 1) / BLOCK_BITS;
    uint32_t random[4 * ROWS_AT_ONCE];
    int64_t ones[ROWS_AT_ONCE];
    uint64_t *rows = x->rows + first * x->words;

    for (int64_t b = 0; b < blocks; b++) {
        random_words(s, (uint64_t)b << 32 | (uint64_t)first, (size_t)count, random);
        for (int64_t i = 0; i < count; i++)
            for (int64_t half = 0; half < 2; half++) {
                const uint32_t *w = random + 4 * i + 2 * half;
                int64_t word = 2 * b + half;
                rows[i * x->words + word] = (w[0] | (uint64_t)w[1] << 32) & x->active[word];
            }
    }
    for (int64_t i = 0; i < count; i++)
        memset(rows + i * x->words + 2 * blocks, 0, (size_t)(x->words - 2 * blocks) * sizeof *rows);
    hopfield_kernels[cpu_level()]->populations(rows, count, x->chunks, ones);
    for (int64_t i = 0; i < count; i++)
        x->row_sum[first + i] = (int32_t)(2 * ones[i] - x->patterns);
}

Status hopfield_patterns_init(HopfieldPatterns *x, int64_t neurons, int64_t patterns,
                              const RandomStream *s, int threads, Error *err)
{
    const int64_t chunks = chunks_of(patterns), words = chunks * HOPFIELD_CHUNK;
    *x = (HopfieldPatterns){
        .neurons = neurons, .patterns = patterns, .chunks = chunks, .words = words
    };
    x->rows = hopfield_alloc((size_t)(neurons * words) * sizeof *x->rows);
    x->row_sum = hopfield_alloc((size_t)neurons * sizeof *x->row_sum);
    x->active = hopfield_alloc((size_t)words * sizeof *x->active);
    if (!x->rows || !x->row_sum || !x->active) {
        hopfield_patterns_free(x);
        return error_set(err, ERR_MEMORY, "no memory for %lld patterns of %lld neurons",
                         (long long)patterns, (long long)neurons);
    }
    for (int64_t k = 0; k < words; k++) {
        int64_t left = patterns - 64 * k;
        x->active[k] = left >= 64 ? UINT64_MAX : left > 0 ? ((uint64_t)1 << left) - 1 : 0;
    }
#pragma omp parallel for schedule(static)                                                          \
    num_threads(threads) if (threads > 1 && neurons * words >= MANY_WORDS)
    for (int64_t i = 0; i < neurons; i += ROWS_AT_ONCE)
        fill_rows(x, s, i, neurons - i < ROWS_AT_ONCE ? neurons - i : ROWS_AT_ONCE);
    return OK;
}

void hopfield_patterns_free(HopfieldPatterns *x)
{
    free(x->rows);
    free(x->row_sum);
    free(x->active);
    *x = (HopfieldPatterns){ 0 };
}
