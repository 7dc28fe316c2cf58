/* test_elementary.c - the same bits for scalars, arrays of any length and place, and all levels;
 * special values and shapes. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "algorithms/base/elementary.h"
#include "algorithms/base/elementary_kernel.h"
#include "algorithms/base/random.h"
#include "tests/bits.h"

enum { N = 1 << 17 };

static const RandomKey key = { 1, 2 };

typedef struct {
    const char *name;
    double (*scalar)(double);
    double from;  /* rises from here on */
    bool bounded; /* by 1 in magnitude */
} Function;

/* In the order of map32 and map64. */
static const Function functions[] = {
    { "exp", elementary_exp, -INFINITY, false },
    { "log", elementary_log, 0, false },
    { "tanh", elementary_tanh, -INFINITY, true },
    { "sigmoid", elementary_sigmoid, -INFINITY, true },
    { "erf", elementary_erf, -INFINITY, true },
};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

static float in32[N], out32[N], ref32[N];
static double in64[N], out64[N], ref64[N];

/* ---- the same bits ------------------------------------------------------------------------ */

/* Bit patterns at random (among them NaNs, infinities and subnormals) and sensible arguments. */
static void fill_arguments(void)
{
    RandomStream bits = random_stream(key, "bits"), values = random_stream(key, "values");
    random_words(&bits, 0, N / 4, (uint32_t *)in32);
    random_words(&bits, N, N / 2, (uint32_t *)in64);
    for (int i = 0; i < N; i += 2) {
        in64[i] = 10 * random_normal(&values, (uint64_t)i);
        in32[i] = (float)in64[i];
    }
}

static bool same64(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static bool same32(float a, float b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static ElementaryMap32 *map32(const ElementaryKernels *t, int k)
{
    ElementaryMap32 *const all[] = { t->exp_f32, t->log_f32, t->tanh_f32, t->sigmoid_f32,
                                     t->erf_f32 };
    return all[k];
}

static ElementaryMap64 *map64(const ElementaryKernels *t, int k)
{
    ElementaryMap64 *const all[] = { t->exp_f64, t->log_f64, t->tanh_f64, t->sigmoid_f64,
                                     t->erf_f64 };
    return all[k];
}

static void arrays_equal_scalars(void **state)
{
    (void)state;
    fill_arguments();
    for (int k = 0; k < FUNCTIONS; k++) {
        for (int level = 0; level <= (int)top_level(); level++) {
            map64(elementary_kernels[level], k)(out64, in64, N);
            for (int i = 0; i < N; i++)
                if (!same64(out64[i], functions[k].scalar(in64[i])))
                    fail_msg("%s_f64 at level %s is not the scalar at %.17g", functions[k].name,
                             cpu_level_name((CpuLevel)level), in64[i]);
        }
    }
}

static void levels_agree(void **state)
{
    (void)state;
    RandomStream s = random_stream(key, "levels");
    for (uint64_t round = 0; round < 6; round++) {
        fill_arguments();
        if (round > 0)
            random_normals(&s, N * round, N, in32);
        for (int i = 0; round > 0 && i < N; i++)
            in32[i] *= (float)(1 << 2 * round) / 16;
        for (int k = 0; k < FUNCTIONS; k++) {
            map32(elementary_kernels[CPU_PORTABLE], k)(ref32, in32, N);
            for (int level = 1; level <= (int)top_level(); level++) {
                map32(elementary_kernels[level], k)(out32, in32, N);
                for (int i = 0; i < N; i++)
                    if (!same32(out32[i], ref32[i]))
                        fail_msg("%s_f32 differs at level %s, argument %.9g", functions[k].name,
                                 cpu_level_name((CpuLevel)level), (double)in32[i]);
            }
        }
    }
}

/* An element depends on its argument, not on its place, the length, the alignment, or in == out;
 * nothing is written beyond the end. */
static void place_does_not_matter(void **state)
{
    (void)state;
    enum { LONGEST = 70 };
    RandomStream s = random_stream(key, "places");
    random_normals(&s, 0, 256, in32);
    for (int i = 0; i < 256; i++) {
        in32[i] = fabsf(in32[i]);
        in64[i] = in32[i];
    }
    for (int level = 0; level <= (int)top_level(); level++) {
        for (int k = 0; k < FUNCTIONS; k++) {
            ElementaryMap32 *f32 = map32(elementary_kernels[level], k);
            ElementaryMap64 *f64 = map64(elementary_kernels[level], k);
            f32(ref32, in32, 256);
            f64(ref64, in64, 256);
            for (size_t n = 0; n <= LONGEST; n++) {
                size_t from = 1 + 2 * n % 37, to = n % 5;
                memset(out32, 0x55, sizeof *out32 * 128);
                memset(out64, 0x55, sizeof *out64 * 128);
                f32(out32 + to, in32 + from, n);
                f64(out64 + to, in64 + from, n);
                assert_memory_equal(out32 + to, ref32 + from, n * sizeof *out32);
                assert_memory_equal(out64 + to, ref64 + from, n * sizeof *out64);
                assert_memory_equal(out32 + to + n, "UUUU", 4);
                assert_memory_equal(out64 + to + n, "UUUUUUUU", 8);
                memcpy(out32, in32 + from, n * sizeof *out32);
                memcpy(out64, in64 + from, n * sizeof *out64);
                f32(out32, out32, n);
                f64(out64, out64, n);
                assert_memory_equal(out32, ref32 + from, n * sizeof *out32);
                assert_memory_equal(out64, ref64 + from, n * sizeof *out64);
            }
        }
    }
}

/* The bits themselves of what is not SLEEF's, as found on x86-64 at every level and on 64-bit Arm.
 * Whoever changes them bumps the version of every algorithm that uses them. */
static void bits_are_pinned(void **state)
{
    (void)state;
    for (int i = 0; i < 4096; i++)
        in32[i] = (float)(i - 2048) / 512;
    elementary_tanh_f32(out32, in32, 4096);
    elementary_erf_f32(ref32, in32, 4096);
    assert_true(bits_hash(out32, 4096 * sizeof *out32) == 0xADFE00369BAD4513u);
    assert_true(bits_hash(ref32, 4096 * sizeof *ref32) == 0x548C118E99243DA0u);
}

/* ---- special values and shapes ------------------------------------------------------------ */

static void special_values(void **state)
{
    (void)state;
    const double inf = INFINITY, nan = NAN, tiny = 5e-324, huge = DBL_MAX;
    const struct {
        double (*f)(double);
        double x, y;
    } rows[] = {
        { elementary_exp, 0, 1 },           { elementary_exp, -inf, 0 },
        { elementary_exp, inf, inf },       { elementary_exp, 1000, inf },
        { elementary_exp, -1000, 0 },       { elementary_exp, nan, nan },
        { elementary_expm1, 0, 0 },         { elementary_expm1, -inf, -1 },
        { elementary_expm1, inf, inf },     { elementary_expm1, nan, nan },
        { elementary_log, 1, 0 },           { elementary_log, 0, -inf },
        { elementary_log, inf, inf },       { elementary_log, -1, nan },
        { elementary_log, nan, nan },       { elementary_log1p, 0, 0 },
        { elementary_log1p, -1, -inf },     { elementary_log1p, -2, nan },
        { elementary_log1p, inf, inf },     { elementary_tanh, 0, 0 },
        { elementary_tanh, inf, 1 },        { elementary_tanh, -inf, -1 },
        { elementary_tanh, huge, 1 },       { elementary_tanh, nan, nan },
        { elementary_sin, 0, 0 },           { elementary_sin, inf, nan },
        { elementary_cos, 0, 1 },           { elementary_cos, tiny, 1 },
        { elementary_cos, inf, nan },       { elementary_erf, 0, 0 },
        { elementary_erf, inf, 1 },         { elementary_erf, -inf, -1 },
        { elementary_erf, 30, 1 },          { elementary_erf, nan, nan },
        { elementary_erfc, 0, 1 },          { elementary_erfc, inf, 0 },
        { elementary_erfc, -inf, 2 },       { elementary_erfc, nan, nan },
        { elementary_sigmoid, 0, 0.5 },     { elementary_sigmoid, inf, 1 },
        { elementary_sigmoid, -inf, 0 },    { elementary_sigmoid, huge, 1 },
        { elementary_sigmoid, -huge, 0 },   { elementary_sigmoid, nan, nan },
        { elementary_log_gamma, 1, 0 },     { elementary_log_gamma, 2, 0 },
        { elementary_log_gamma, 0, inf },   { elementary_log_gamma, inf, inf },
        { elementary_log_gamma, nan, nan },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!same64(rows[i].f(rows[i].x), rows[i].y))
            fail_msg("row %zu: f(%g) is %g, not %g", i, rows[i].x, rows[i].f(rows[i].x), rows[i].y);
    assert_true(elementary_pow(0, 0) == 1 && elementary_pow(-2, 3) == -8);
    assert_true(elementary_pow(2, -2) == 0.25 && elementary_pow(2, 2000) == inf);
    assert_true(isnan(elementary_pow(-2, 0.5)) && elementary_pow(inf, -1) == 0);
    assert_true(signbit(elementary_tanh(-0.0)) && signbit(elementary_sin(-0.0)));
}

static void special_values_f32(void **state)
{
    (void)state;
    const float inf = INFINITY, huge = FLT_MAX, nan = NAN;
    const struct {
        ElementaryMap32 *f;
        float x, y;
    } rows[] = {
        { elementary_exp_f32, 0, 1 },         { elementary_exp_f32, -inf, 0 },
        { elementary_exp_f32, inf, inf },     { elementary_exp_f32, 200, inf },
        { elementary_exp_f32, -200, 0 },      { elementary_exp_f32, nan, nan },
        { elementary_log_f32, 1, 0 },         { elementary_log_f32, 0, -inf },
        { elementary_log_f32, inf, inf },     { elementary_log_f32, -1, nan },
        { elementary_tanh_f32, 0, 0 },        { elementary_tanh_f32, -0.0f, -0.0f },
        { elementary_tanh_f32, 9.02f, 1 },    { elementary_tanh_f32, inf, 1 },
        { elementary_tanh_f32, -huge, -1 },   { elementary_tanh_f32, nan, nan },
        { elementary_erf_f32, -0.0f, -0.0f }, { elementary_erf_f32, 4, 1 },
        { elementary_erf_f32, -inf, -1 },     { elementary_erf_f32, huge, 1 },
        { elementary_erf_f32, nan, nan },     { elementary_sigmoid_f32, 0, 0.5f },
        { elementary_sigmoid_f32, inf, 1 },   { elementary_sigmoid_f32, -inf, 0 },
        { elementary_sigmoid_f32, -huge, 0 }, { elementary_sigmoid_f32, nan, nan },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        float y;
        rows[i].f(&y, &rows[i].x, 1);
        if (!same32(y, rows[i].y))
            fail_msg("row %zu: f(%g) is %g, not %g", i, (double)rows[i].x, (double)y,
                     (double)rows[i].y);
    }
}

/* Never falling, within bounds, and with their symmetries. */
static void shapes(void **state)
{
    (void)state;
    for (int i = 0; i < N; i++) {
        in64[i] = (i - N / 2) * (1.0 / 1024); /* -64 .. 64 */
        in32[i] = (float)in64[i];
    }
    for (int k = 0; k < FUNCTIONS; k++) {
        map32(elementary_kernels[top_level()], k)(out32, in32, N);
        map64(elementary_kernels[top_level()], k)(out64, in64, N);
        for (int i = 1; i < N; i++) {
            if (in64[i - 1] < functions[k].from)
                continue;
            assert_true(out32[i] >= out32[i - 1] && out64[i] >= out64[i - 1]);
            assert_true(!functions[k].bounded || (fabsf(out32[i]) <= 1 && fabs(out64[i]) <= 1));
        }
    }
    for (int i = 1; i < N; i += 7) {
        double x = in64[i];
        assert_true(elementary_tanh(-x) == -elementary_tanh(x));
        assert_true(elementary_erf(-x) == -elementary_erf(x));
        assert_true(fabs(elementary_sigmoid(x) + elementary_sigmoid(-x) - 1) < 4e-16);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arrays_equal_scalars),
        cmocka_unit_test(bits_are_pinned),
        cmocka_unit_test(levels_agree),
        cmocka_unit_test(place_does_not_matter),
        cmocka_unit_test(special_values),
        cmocka_unit_test(special_values_f32),
        cmocka_unit_test(shapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
