/* test_random.c - the generator is Philox word for word, the same on every level, and its numbers
 * have the distributions they claim. Seeds are fixed, so a bound that holds once holds always. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>

#include "algorithms/base/random_kernel.h"

static const RandomKey key = { 0x243F6A8885A308D3u, 0x13198A2E03707344u };

/* The highest level of this processor, whatever the environment says. */
static CpuLevel top_level(void)
{
    unsetenv("HEBB_CPU");
    return cpu_level();
}

/* Fails when a chi-square is improbably large or improbably small. */
static void check_chi_square(double chi_square, double freedom)
{
    double p = gsl_cdf_chisq_Q(chi_square, freedom);
    if (p < 1e-5 || p > 1 - 1e-5)
        fail_msg("chi-square %g at %g degrees of freedom has p = %g", chi_square, freedom, p);
}

static double chi_square_uniform(const int64_t *count, int64_t cells, double expected)
{
    double sum = 0;
    for (int64_t i = 0; i < cells; i++)
        sum += ((double)count[i] - expected) * ((double)count[i] - expected) / expected;
    return sum;
}

/* Fails when a mean of n independent terms of standard deviation sd is 5 standard errors off. */
static void check_mean(const char *what, double mean, double expected, double sd, double n)
{
    if (fabs(mean - expected) > 5 * sd / sqrt(n))
        fail_msg("%s is %.6g, expected %g +- %.2g", what, mean, expected, sd / sqrt(n));
}

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

/* ---- uniform numbers ---------------------------------------------------------------------- */

static void uniform_is_uniform(void **state)
{
    (void)state;
    enum { N = 200000, CELLS = 1000 };
    RandomStream s = random_stream(key, "uniform");
    int64_t count[CELLS] = { 0 };
    double sum = 0, products = 0, before = 0.5;
    for (uint64_t i = 0; i < N; i++) {
        double u = random_uniform(&s, i);
        assert_true(u >= 0 && u < 1);
        assert_true(u * 0x1p53 == floor(u * 0x1p53));
        count[(int)(u * CELLS)]++;
        sum += u;
        products += (u - 0.5) * (before - 0.5);
        before = u;
    }
    check_mean("mean of uniforms", sum / N, 0.5, sqrt(1.0 / 12), N);
    check_mean("correlation of neighbours", 12 * products / N, 0, 1, N);
    check_chi_square(chi_square_uniform(count, CELLS, (double)N / CELLS), CELLS - 1);
}

static void below_is_uniform(void **state)
{
    (void)state;
    enum { N = 60000 };
    static const int64_t sizes[] = { 2, 3, 7, 10, 64, 1000 };
    RandomStream s = random_stream(key, "below");
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        int64_t count[1000] = { 0 };
        for (uint64_t i = 0; i < N; i++) {
            uint64_t x = random_below(&s, i + k * N, (uint64_t)sizes[k]);
            assert_true(x < (uint64_t)sizes[k]);
            count[x]++;
        }
        check_chi_square(chi_square_uniform(count, sizes[k], (double)N / (double)sizes[k]),
                         (double)sizes[k] - 1);
    }
}

/* The multiply-high at its ends: one value, a power of two (leading bits), the largest range. */
static void below_at_the_ends(void **state)
{
    (void)state;
    RandomStream s = random_stream(key, "ends");
    for (uint64_t i = 0; i < 1000; i++) {
        uint32_t w[4];
        random_block(&s, i, w);
        uint64_t x = w[0] | (uint64_t)w[1] << 32;
        assert_int_equal(random_below(&s, i, 1), 0);
        assert_int_equal(random_below(&s, i, (uint64_t)1 << 63), x >> 1);
        assert_true(random_below(&s, i, UINT64_MAX) == x - (x != 0));
    }
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

typedef struct {
    double n, mean, square, cube, fourth;
    double beyond[6]; /* share of |x| > 0, 1, ..., 5 */
} Moments;

static void moments_add(Moments *m, double x)
{
    m->n++;
    m->mean += x;
    m->square += x * x;
    m->cube += x * x * x;
    m->fourth += x * x * x * x;
    for (int i = 0; i < 6; i++)
        m->beyond[i] += fabs(x) > i;
}

/* Moments of a standard normal: 0, 1, 0, 3, with variances 1, 2, 15, 96 of x, x^2, x^3, x^4. */
static void check_moments(const Moments *m)
{
    check_mean("mean", m->mean / m->n, 0, 1, m->n);
    check_mean("variance", m->square / m->n, 1, sqrt(2), m->n);
    check_mean("third moment", m->cube / m->n, 0, sqrt(15), m->n);
    check_mean("fourth moment", m->fourth / m->n, 3, sqrt(96), m->n);
    for (int i = 1; i < 6; i++) {
        double p = erfc(i / sqrt(2));
        check_mean("tail", m->beyond[i] / m->n, p, sqrt(p), m->n);
    }
}

static void normals_are_normal(void **state)
{
    (void)state;
    enum { N = 1 << 21, CELLS = 256 };
    static const int lags[] = { 1, 2, 15, 16, 17, 32, 48, 64 };
    float *x = malloc(N * sizeof *x);
    assert_non_null(x);
    RandomStream s = random_stream(key, "normal");
    random_normals(&s, 0, N, x);
    Moments m = { 0 };
    int64_t count[CELLS] = { 0 };
    for (int i = 0; i < N; i++) {
        moments_add(&m, x[i]);
        count[(int)(0.5 * erfc(-x[i] / sqrt(2)) * CELLS)]++;
    }
    check_moments(&m);
    check_chi_square(chi_square_uniform(count, CELLS, (double)N / CELLS), CELLS - 1);
    for (size_t k = 0; k < sizeof lags / sizeof *lags; k++) {
        double sum = 0, squares = 0; /* the two of a pair share their radius, but not their size */
        int n = N - lags[k];
        for (int i = 0; i < n; i++) {
            double a = x[i], b = x[i + lags[k]];
            sum += a * b;
            squares += (a * a - 1) * (b * b - 1);
        }
        check_mean("lag correlation", sum / n, 0, 1, n);
        check_mean("lag correlation of squares", squares / n, 0, 2, n);
    }
    free(x);
}

static void double_normals_are_normal(void **state)
{
    (void)state;
    RandomStream s = random_stream(key, "double");
    Moments m = { 0 };
    double products = 0, before = 0;
    for (uint64_t i = 0; i < 300000; i++) {
        double x = random_normal(&s, i);
        moments_add(&m, x);
        products += x * before;
        before = x;
    }
    check_moments(&m);
    check_mean("correlation of neighbours", products / m.n, 0, 1, m.n);
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

/* All 120 orders of 5 things are equally frequent. */
static void small_permutations_are_uniform(void **state)
{
    (void)state;
    enum { N = 120000, CODES = 5 * 5 * 5 * 5 };
    static int64_t count[CODES];
    RandomStream s = random_stream(key, "orders");
    for (uint64_t i = 0; i < N; i++) {
        int32_t p[5];
        random_permutation(&s, i, 5, p);
        count[((p[0] * 5 + p[1]) * 5 + p[2]) * 5 + p[3]]++;
    }
    double sum = 0;
    int orders = 0;
    for (int c = 0; c < CODES; c++) {
        orders += count[c] > 0;
        if (count[c] > 0)
            sum += ((double)count[c] - N / 120.0) * ((double)count[c] - N / 120.0) / (N / 120.0);
    }
    assert_int_equal(orders, 120);
    check_chi_square(sum, 119);
}

/* Each of 40 things is equally often at each of 40 places; beyond one block of draws. */
static void places_are_uniform(void **state)
{
    (void)state;
    enum { N = 20000, SIZE = 40 };
    static int64_t count[SIZE * SIZE];
    RandomStream s = random_stream(key, "places");
    for (uint64_t i = 0; i < N; i++) {
        int32_t p[SIZE];
        random_permutation(&s, i, SIZE, p);
        for (int j = 0; j < SIZE; j++)
            count[j * SIZE + p[j]]++;
    }
    /* rows and columns of the table have fixed sums: (SIZE - 1)^2 degrees of freedom */
    double sum = chi_square_uniform(count, SIZE * SIZE, (double)N / SIZE);
    check_chi_square(sum * (SIZE - 1) / SIZE, (SIZE - 1) * (SIZE - 1));
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
        cmocka_unit_test(uniform_is_uniform),
        cmocka_unit_test(below_is_uniform),
        cmocka_unit_test(below_at_the_ends),
        cmocka_unit_test(normals_are_addressed),
        cmocka_unit_test(normals_are_box_muller),
        cmocka_unit_test(normals_are_normal),
        cmocka_unit_test(double_normals_are_normal),
        cmocka_unit_test(permutations_are_permutations),
        cmocka_unit_test(small_permutations_are_uniform),
        cmocka_unit_test(places_are_uniform),
        cmocka_unit_test(permutations_have_words_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
