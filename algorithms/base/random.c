/* random.c - see random.h. The only Random123. */
#include "algorithms/base/random.h"

#include <math.h>

#include <Random123/philox.h>

#include "algorithms/base/elementary.h"
#include "algorithms/base/random_kernel.h"

/* What a derived stream is for: keeps the kinds apart from each other and from the parent. */
typedef enum { FOR_SUBSTREAM = 0x73756273, FOR_PERMUTATION = 0x7065726D } Purpose;

static uint32_t low_half(uint64_t x)
{
    return (uint32_t)x;
}

static uint32_t high_half(uint64_t x)
{
    return (uint32_t)(x >> 32);
}

static uint64_t fnv1a(const char *text)
{
    uint64_t hash = 0xCBF29CE484222325u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001B3u;
    return hash;
}

static RandomStream stream_from(philox4x32_ctr_t counter, philox4x32_key_t key)
{
    philox4x32_ctr_t r = philox4x32(counter, key);
    return (RandomStream){ .key = { r.v[0], r.v[1] }, .high = { r.v[2], r.v[3] } };
}

RandomStream random_stream(RandomKey key, const char *name)
{
    uint64_t hash = fnv1a(name);
    philox4x32_ctr_t counter = { { low_half(hash), high_half(hash), low_half(key.high),
                                   high_half(key.high) } };
    philox4x32_key_t philox_key = { { low_half(key.low), high_half(key.low) } };
    return stream_from(counter, philox_key);
}

static RandomStream derive(const RandomStream *s, uint64_t index, Purpose purpose)
{
    philox4x32_ctr_t counter = { { low_half(index), high_half(index),
                                   s->high[0] ^ (uint32_t)purpose, ~s->high[1] } };
    philox4x32_key_t key = { { s->key[0], s->key[1] } };
    return stream_from(counter, key);
}

RandomStream random_substream(const RandomStream *parent, uint64_t index)
{
    return derive(parent, index, FOR_SUBSTREAM);
}

void random_block(const RandomStream *s, uint64_t index, uint32_t out[4])
{
    philox4x32_ctr_t counter = { { low_half(index), high_half(index), s->high[0], s->high[1] } };
    philox4x32_key_t key = { { s->key[0], s->key[1] } };
    philox4x32_ctr_t r = philox4x32(counter, key);
    for (int i = 0; i < 4; i++)
        out[i] = r.v[i];
}

void random_words(const RandomStream *s, uint64_t first, size_t blocks, uint32_t *out)
{
    enum { FEW = 6 }; /* one by one is faster than choosing a level and filling its vectors */
    if (blocks <= FEW) {
        for (size_t i = 0; i < blocks; i++)
            random_block(s, first + i, out + 4 * i);
        return;
    }
    random_kernels[cpu_level()]->words(s, first, blocks, out);
}

void random_normals(const RandomStream *s, uint64_t first, size_t count, float *out)
{
    random_kernels[cpu_level()]->normals(s, first, count, out);
}

static uint64_t word64(const uint32_t *pair)
{
    return pair[0] | (uint64_t)pair[1] << 32;
}

double random_uniform(const RandomStream *s, uint64_t index)
{
    uint32_t w[4];
    random_block(s, index, w);
    return (double)(word64(w) >> 11) * 0x1p-53;
}

uint64_t random_below(const RandomStream *s, uint64_t index, uint64_t n)
{
    __extension__ typedef unsigned __int128 Wide;
    uint32_t w[4];
    random_block(s, index, w);
    return (uint64_t)((Wide)word64(w) * n >> 64);
}

double random_normal(const RandomStream *s, uint64_t index)
{
    uint32_t w[4];
    random_block(s, index, w);
    double u = ((double)(word64(w) >> 11) + 1.0) * 0x1p-53; /* in (0, 1] */
    double v = (double)(word64(w + 2) >> 11) * 0x1p-53;
    return sqrt(-2.0 * elementary_log(u)) * elementary_cos(6.283185307179586 * v);
}

void random_permutation(const RandomStream *s, uint64_t index, int64_t n, int32_t *out)
{
    enum { BLOCKS = 256, WORDS = 4 * BLOCKS };
    RandomStream own = derive(s, index, FOR_PERMUTATION);
    uint32_t w[WORDS];
    for (int64_t i = 0; i < n; i++)
        out[i] = (int32_t)i;
    for (int64_t done = 0; done < n - 1; done += WORDS) {
        int64_t draws = n - 1 - done < WORDS ? n - 1 - done : WORDS;
        random_words(&own, (uint64_t)done / 4, (size_t)(draws + 3) / 4, w);
        for (int64_t d = 0; d < draws; d++) {
            int64_t last = n - 1 - done - d;
            int64_t j = (int64_t)((uint64_t)w[d] * (uint64_t)(last + 1) >> 32);
            int32_t swap = out[last];
            out[last] = out[j];
            out[j] = swap;
        }
    }
}
