/* test_random.c - the generator is Philox word for word, the same on every level, every number has
 * an address, and streams do not know of each other. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "algorithms/base/random_kernel.h"
#include "tests/laws.h"
#include "tests/bits.h"

static const RandomKey key = { 0x243F6A8885A308D3u, 0x13198A2E03707344u };

/* ---- words -------------------------------------------------------------------------------- */

/* Known answers published with Random123 for philox4x32, 10 rounds. */
static void known_answers(void **state)
{
    (void)state;
    static const struct {
        uint32_t counter[4], key[2], out[4];
    } rows[] = {
        { { 0, 0, 0, 0 }, { 0, 0 }, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
        { { ~0u, ~0u, ~0u, ~0u },
          { ~0u, ~0u },
          { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
        { { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
          { 0xa4093822, 0x299f31d0 },
          { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        RandomStream s = { { rows[i].key[0], rows[i].key[1] },
                           { rows[i].counter[2], rows[i].counter[3] } };
        uint64_t index = rows[i].counter[0] | (uint64_t)rows[i].counter[1] << 32;
        uint32_t out[4];
        random_block(&s, index, out);
        assert_memory_equal(out, rows[i].out, sizeof out);
        for (int level = 0; level <= (int)top_level(); level++) {
            random_kernels[level]->words(&s, index, 1, out);
            assert_memory_equal(out, rows[i].out, sizeof out);
        }
    }
}

/* Vectorised words are Random123's at random addresses, over the carry into the upper word of the
 * index, over its end, for every ragged count; nothing is written beyond. */
static void words_are_random123(void **state)
{
    (void)state;
    enum { MOST = 200 };
    static uint32_t expected[4 * MOST], got[4 * MOST + 4];
    RandomStream addresses = random_stream(key, "addresses");
    for (uint64_t trial = 0; trial < 300; trial++) {
        uint32_t w[4];
        random_block(&addresses, 2 * trial, w);
        RandomStream s = { { w[0], w[1] }, { w[2], w[3] } };
        random_block(&addresses, 2 * trial + 1, w);
        uint64_t first = w[0] | (uint64_t)w[1] << 32;
        if (trial % 3 == 1)
            first = ((uint64_t)w[1] << 32) - trial / 3; /* carries within the first blocks */
        if (trial % 10 == 2)
            first = 0 - trial / 10;
        size_t blocks = trial < 140 ? trial : MOST - trial % 7;
        for (size_t b = 0; b < blocks; b++)
            random_block(&s, first + b, expected + 4 * b);
        for (int level = 0; level <= (int)top_level(); level++) {
            memset(got, 0x55, sizeof got);
            random_kernels[level]->words(&s, first, blocks, got);
            assert_memory_equal(got, expected, 16 * blocks);
            for (size_t i = 0; i < 4; i++)
                assert_int_equal(got[4 * blocks + i], 0x55555555);
        }
    }
}

/* ---- streams ------------------------------------------------------------------------------ */

/* The derivation as random.h states it; the hash is FNV-1a's published value for "foobar". */
static void derivation_is_as_documented(void **state)
{
    (void)state;
    RandomStream by_key = { { (uint32_t)key.low, (uint32_t)(key.low >> 32) },
                            { (uint32_t)key.high, (uint32_t)(key.high >> 32) } };
    uint32_t w[4];
    random_block(&by_key, 0x85944171F73967E8u, w);
    RandomStream s = random_stream(key, "foobar");
    RandomStream expected = { { w[0], w[1] }, { w[2], w[3] } };
    assert_memory_equal(&s, &expected, sizeof s);

    RandomStream beside = { { s.key[0], s.key[1] }, { s.high[0] ^ 0x73756273u, ~s.high[1] } };
    random_block(&beside, 0x123456789ABCDEFu, w);
    RandomStream sub = random_substream(&s, 0x123456789ABCDEFu);
    expected = (RandomStream){ { w[0], w[1] }, { w[2], w[3] } };
    assert_memory_equal(&sub, &expected, sizeof sub);
}

enum { STREAM_BLOCKS = 4096, STREAM_WORDS = 4 * STREAM_BLOCKS };

static double centred(uint32_t w)
{
    return (w + 0.5) * 0x1p-32 - 0.5;
}

/* Two streams agree in half their bits, and their numbers are uncorrelated at small lags. */
static void check_unrelated(const uint32_t *a, const uint32_t *b)
{
    int64_t equal = 0;
    for (int i = 0; i < STREAM_WORDS; i++)
        equal += 32 - __builtin_popcount(a[i] ^ b[i]);
    check_mean("share of equal bits", (double)equal / (32.0 * STREAM_WORDS), 0.5, 0.5,
               32.0 * STREAM_WORDS);
    for (int lag = 0; lag <= 4; lag++) {
        double sum = 0;
        for (int i = 0; i + lag < STREAM_WORDS; i++)
            sum += centred(a[i]) * centred(b[i + lag]);
        check_mean("correlation of streams", 12 * sum / (STREAM_WORDS - lag), 0, 1,
                   STREAM_WORDS - lag);
    }
}

static void streams_are_unrelated(void **state)
{
    (void)state;
    RandomKey next = { key.high, key.low + 1 }, other = { key.high ^ 1, key.low };
    RandomStream parent = random_stream(key, "patterns"), child = random_substream(&parent, 0);
    RandomStream s[] = {
        parent,
        random_stream(key, "pattern"),
        random_stream(key, "order"),
        random_stream(key, ""),
        random_stream(next, "patterns"),
        random_stream(other, "patterns"),
        child,
        random_substream(&parent, 1),
        random_substream(&parent, (uint64_t)1 << 31),
        random_substream(&parent, (uint64_t)1 << 32),
        random_substream(&child, 0),
        random_substream(&child, 1),
    };
    enum { STREAMS = sizeof s / sizeof *s };
    uint32_t *w = malloc(sizeof *w * STREAM_WORDS * STREAMS);
    assert_non_null(w);
    for (int i = 0; i < STREAMS; i++)
        random_words(&s[i], 0, STREAM_BLOCKS, w + i * STREAM_WORDS);
    for (int i = 0; i < STREAMS; i++)
        for (int j = 0; j < i; j++)
            check_unrelated(w + i * STREAM_WORDS, w + j * STREAM_WORDS);
    free(w);
}

/* ---- normals ------------------------------------------------------------------------------ */

/* Normal i is a function of the stream and i: any level, slice and count gives the same bits. */
static void normals_are_addressed(void **state)
{
    (void)state;
    enum { N = 64 * 40 };
    static float whole[N], part[N + 1];
    RandomStream s = random_stream(key, "normals");
    uint64_t base = 64 * (((uint64_t)1 << 28) - 20); /* block indices pass 2^32 */
    random_kernels[CPU_PORTABLE]->normals(&s, base, N, whole);
    for (int level = 0; level <= (int)top_level(); level++) {
        for (size_t count = 0; count <= 200; count++) {
            size_t from = 64 * (count % 30);
            memset(part, 0x7F, sizeof part);
            random_kernels[level]->normals(&s, base + from, count, part);
            assert_memory_equal(part, whole + from, count * sizeof *part);
            assert_memory_equal(&part[count], "\x7F\x7F\x7F\x7F", 4);
        }
        random_kernels[level]->normals(&s, base, N, part);
        assert_memory_equal(part, whole, sizeof whole);
    }
}

/* Every normal against Box and Muller's formula in double precision on the same words. */
static void normals_are_box_muller(void **state)
{
    (void)state;
    enum { GROUPS = 3000 };
    RandomStream s = random_stream(key, "formula");
    for (uint64_t g = 0; g < GROUPS; g++) {
        float x[64];
        uint32_t w[4];
        random_normals(&s, 64 * g, 64, x);
        for (uint64_t b = 0; b < 16; b++) {
            random_block(&s, 16 * g + b, w);
            for (int h = 0; h < 2; h++) {
                double u = ((double)(w[2 * h] >> 1) + 0.5) * 0x1p-31;
                double r = sqrt(-2 * log(u)), t = 6.283185307179586 * w[2 * h + 1] * 0x1p-32;
                double error = 5e-7 * r + 0x1p-24 / r; /* rounding of u weighs most near u = 1 */
                const float *pair = x + 32 * h + b;
                assert_true(fabs(pair[0] - r * cos(t)) < error);
                assert_true(fabs(pair[16] - r * sin(t)) < error);
            }
        }
    }
}

/* The bits themselves, as found on x86-64 at every level and on 64-bit Arm. Other bits are other
 * results: whoever changes them bumps the version of every algorithm that draws. */
static void bits_are_pinned(void **state)
{
    (void)state;
    enum { N = 4096 };
    static float x[N];
    static int32_t p[1000];
    RandomStream s = random_stream(key, "pinned");
    random_normals(&s, 0, N, x);
    random_permutation(&s, 3, 1000, p);
    assert_true(bits_hash(x, sizeof x) == 0x247F5382DCF3F235u);
    assert_true(bits_hash(p, sizeof p) == 0xFA3FB99DE7306891u);
}

/* ---- permutations ------------------------------------------------------------------------- */

static void permutations_are_permutations(void **state)
{
    (void)state;
    static const int64_t sizes[] = { 0, 1, 2, 3, 5, 1024, 1025, 1026, 2049, 5000 };
    static int32_t p[5000], q[5000];
    static unsigned char seen[5000];
    RandomStream s = random_stream(key, "permutation");
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        int64_t n = sizes[k];
        random_permutation(&s, k, n, p);
        memset(seen, 0, sizeof seen);
        for (int64_t i = 0; i < n; i++) {
            assert_in_range(p[i], 0, n - 1);
            assert_false(seen[p[i]]++);
        }
        setenv("HEBB_CPU", "portable", 1);
        random_permutation(&s, k, n, q);
        unsetenv("HEBB_CPU");
        assert_memory_equal(p, q, (size_t)n * sizeof *p);
    }
}

/* Permutation i does not use the words of sub-stream i: the last place would give it away. */
static void permutations_have_words_of_their_own(void **state)
{
    (void)state;
    enum { N = 4000, SIZE = 64 };
    RandomStream s = random_stream(key, "own");
    double agree = 0;
    for (uint64_t i = 0; i < N; i++) {
        RandomStream sub = random_substream(&s, i);
        uint32_t w[4];
        int32_t p[SIZE];
        random_block(&sub, 0, w);
        random_permutation(&s, i, SIZE, p);
        agree += p[SIZE - 1] == (int32_t)((uint64_t)w[0] * SIZE >> 32);
    }
    check_mean("agreement with a sub-stream", agree / N, 1.0 / SIZE, sqrt(1.0 / SIZE), N);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(words_are_random123),
        cmocka_unit_test(derivation_is_as_documented),
        cmocka_unit_test(streams_are_unrelated),
        cmocka_unit_test(normals_are_addressed),
        cmocka_unit_test(normals_are_box_muller),
        cmocka_unit_test(bits_are_pinned),
        cmocka_unit_test(permutations_are_permutations),
        cmocka_unit_test(permutations_have_words_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
