/* random.h - random numbers by address, never "the next one": Philox4x32-10 (Salmon et al. 2011).
 *
 * A RandomKey is given to a trial by the runner (a hash of what identifies the trial's chance).
 * A RandomStream is a named purpose within the trial ("patterns", "order", ...). A stream is an
 * endless array of blocks of four 32-bit words, addressed by a 64-bit index; reading one address
 * never moves another, so an extra draw in one stream shifts nothing elsewhere. All functions are
 * pure: same stream, same address, same bits, on every processor level. Block, words, uniform,
 * below and normals read the same addresses: use one stream for one of them. */
#ifndef HEBB_RANDOM_H
#define HEBB_RANDOM_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t high, low; /* 128 bits, from runner/plan/key */
} RandomKey;

typedef struct {
    uint32_t key[2];  /* Philox key */
    uint32_t high[2]; /* upper half of the Philox counter; the block index is the lower */
} RandomStream;

/* The stream called `name` (any string) of a trial. Its four words (key, high) are the Philox block
 * under key.low at the counter (FNV-1a 64 of the name, key.high); lower halves come first. Streams
 * of one trial are distinct unless their hashes collide. */
RandomStream random_stream(RandomKey key, const char *name);

/* Sub-stream `index` of a stream, for families of streams (one per cue, layer, epoch, ...): the
 * block under the parent's key at the counter (index, high[0] ^ "subs", ~high[1]), which is no
 * address of the parent itself. */
RandomStream random_substream(const RandomStream *parent, uint64_t index);

/* Block `index`: four independent uniform words. The reference: Random123's own philox4x32. */
void random_block(const RandomStream *s, uint64_t index, uint32_t out[4]);

/* Blocks first .. first+blocks-1 in order, out[4 * blocks]; vectorised, equal to random_block. */
void random_words(const RandomStream *s, uint64_t first, size_t blocks, uint32_t *out);

/* Uniform double in [0, 1), 53 bits, from words 0 and 1 of block `index`. */
double random_uniform(const RandomStream *s, uint64_t index);

/* Uniform integer in [0, n), n >= 1, from block `index`; 64-bit multiply-high, bias < n / 2^64. */
uint64_t random_below(const RandomStream *s, uint64_t index, uint64_t n);

/* Standard normals by Box-Muller (Box & Muller 1958), float; element i depends on s and i only:
 * out[j] is normal number first + j. `first` must be a multiple of 64. Normals 64 g .. 64 g + 63
 * come from blocks 16 g .. 16 g + 15; |x| < 6.7. At least 5 times numpy's speed. */
void random_normals(const RandomStream *s, uint64_t first, size_t count, float *out);

/* One standard normal in double precision, from block `index` (deterministic log, sin, cos). */
double random_normal(const RandomStream *s, uint64_t index);

/* A uniformly random permutation of 0 .. n-1 (Fisher-Yates), n < 2^31, a function of (s, index);
 * out[n]. Draws by 32-bit multiply-high, bias < n / 2^32 per draw, from words that belong to no
 * other function: neither to the stream's blocks nor to its sub-streams. */
void random_permutation(const RandomStream *s, uint64_t index, int64_t n, int32_t *out);

#endif
