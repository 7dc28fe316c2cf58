/* test_random_laws.c - uniform numbers, integers, normals and permutations have the distributions
 * they claim. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "algorithms/base/random.h"
#include "tests/laws.h"

static const RandomKey key = { 0x243F6A8885A308D3u, 0x13198A2E03707344u };

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uniform_is_uniform),
        cmocka_unit_test(below_is_uniform),
        cmocka_unit_test(below_at_the_ends),
        cmocka_unit_test(normals_are_normal),
        cmocka_unit_test(double_normals_are_normal),
        cmocka_unit_test(small_permutations_are_uniform),
        cmocka_unit_test(places_are_uniform),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
