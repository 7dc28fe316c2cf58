/* test_elementary.c - accuracy against long double, special values, and the same bits for scalars,
 * arrays of any length and place, and all levels. */
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

enum { N = 1 << 17 };

static const RandomKey key = { 1, 2 };

/* The highest level of this processor, whatever the environment says. */
static CpuLevel top_level(void)
{
    unsetenv("HEBB_CPU");
    return cpu_level();
}

static long double sigmoidl(long double x)
{
    return 1 / (1 + expl(-x));
}

/* ---- accuracy ----------------------------------------------------------------------------- */

/* Where a function is looked at: uniform in [low, high], or log-uniform in magnitude. */
typedef struct {
    double low, high;
    enum { UNIFORM, POSITIVE, BOTH_SIGNS } how;
} Range;

static double argument(Range r, const RandomStream *s, uint64_t i)
{
    double u = random_uniform(s, 2 * i);
    if (r.how == UNIFORM)
        return r.low + u * (r.high - r.low);
    double x = exp(log(r.low) + u * (log(r.high) - log(r.low)));
    return r.how == BOTH_SIGNS && random_below(s, 2 * i + 1, 2) ? -x : x;
}

/* What the reference itself may be wrong by: 2 units of its 64 bits, in units of double's 53. */
static const double reference_error = 0x1p-10;

/* |got - exact| in units of the last place of exact, in a format of `digits` bits, the smallest
 * exponent being `least`. */
static double ulps(double got, long double exact, int digits, int least)
{
    int e;
    frexpl(exact, &e);
    if (e < least)
        e = least;
    return (double)(fabsl(got - exact) / ldexpl(1, e - digits));
}

static double ulps_f64(double got, long double exact)
{
    return ulps(got, exact, DBL_MANT_DIG, DBL_MIN_EXP);
}

static double ulps_f32(double got, long double exact)
{
    return ulps(got, exact, FLT_MANT_DIG, FLT_MIN_EXP);
}

typedef struct {
    const char *name;
    double (*f)(double);
    long double (*exact)(long double);
    double bound; /* ulp */
    Range range;
} Scalar;

static void scalars_are_accurate(void **state)
{
    (void)state;
    static const Scalar rows[] = {
        { "exp", elementary_exp, expl, 1.0, { -708, 709.7, UNIFORM } },
        { "exp", elementary_exp, expl, 1.0, { 1e-20, 1, BOTH_SIGNS } },
        { "expm1", elementary_expm1, expm1l, 1.0, { 1e-300, 700, BOTH_SIGNS } },
        { "log", elementary_log, logl, 1.0, { 1e-300, 1e300, POSITIVE } },
        { "log", elementary_log, logl, 1.0, { 0.9, 1.1, UNIFORM } },
        { "log1p", elementary_log1p, log1pl, 1.0, { 1e-300, 1e300, POSITIVE } },
        { "log1p", elementary_log1p, log1pl, 1.0, { -0.999, 1, UNIFORM } },
        { "tanh", elementary_tanh, tanhl, 1.0, { 1e-300, 30, BOTH_SIGNS } },
        { "tanh", elementary_tanh, tanhl, 1.0, { -3, 3, UNIFORM } },
        { "sin", elementary_sin, sinl, 1.0, { -100, 100, UNIFORM } },
        { "sin", elementary_sin, sinl, 1.0, { 1e-300, 1e15, BOTH_SIGNS } },
        { "cos", elementary_cos, cosl, 1.0, { -100, 100, UNIFORM } },
        { "cos", elementary_cos, cosl, 1.0, { 1e-300, 1e15, BOTH_SIGNS } },
        { "erf", elementary_erf, erfl, 1.0, { 1e-300, 6, BOTH_SIGNS } },
        { "erf", elementary_erf, erfl, 1.0, { -4, 4, UNIFORM } },
        { "erfc", elementary_erfc, erfcl, 1.5, { -6, 26, UNIFORM } },
        { "sigmoid", elementary_sigmoid, sigmoidl, 2.5, { -700, 40, UNIFORM } },
        { "sigmoid", elementary_sigmoid, sigmoidl, 2.5, { -3, 3, UNIFORM } },
        { "log_gamma", elementary_log_gamma, lgammal, 1.0, { 1e-3, 0.9, UNIFORM } },
        { "log_gamma", elementary_log_gamma, lgammal, 1.0, { 2.5, 1e15, POSITIVE } },
    };
    RandomStream s = random_stream(key, "scalars");
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        double worst = 0, at = 0;
        for (uint64_t i = 0; i < 30000; i++) {
            double x = argument(rows[k].range, &s, i);
            double error = ulps_f64(rows[k].f(x), rows[k].exact(x));
            if (!(error <= worst)) {
                worst = error;
                at = x;
            }
        }
        if (!(worst <= rows[k].bound + reference_error))
            fail_msg("%s is off by %.3f ulp at %.17g", rows[k].name, worst, at);
    }
}

static void pow_is_accurate(void **state)
{
    (void)state;
    RandomStream s = random_stream(key, "pow");
    for (uint64_t i = 0; i < 50000; i++) {
        double x = argument((Range){ 1e-10, 1e10, POSITIVE }, &s, 2 * i);
        double y = argument((Range){ -25, 25, UNIFORM }, &s, 2 * i + 1);
        double error = ulps_f64(elementary_pow(x, y), powl(x, y));
        if (!(error <= 1.0 + reference_error))
            fail_msg("pow(%.17g, %.17g) is off by %.3f ulp", x, y, error);
    }
}

typedef struct {
    const char *name;
    ElementaryMap32 *f32;
    ElementaryMap64 *f64;
    double (*scalar)(double);
    long double (*exact)(long double);
    double bound32, bound64; /* ulp */
    Range range;             /* where results are normal floats */
} Array;

static const Array arrays[] = {
    { "exp",
      elementary_exp_f32,
      elementary_exp_f64,
      elementary_exp,
      expl,
      1.0,
      1.0,
      { -87, 88.7, UNIFORM } },
    { "log",
      elementary_log_f32,
      elementary_log_f64,
      elementary_log,
      logl,
      1.0,
      1.0,
      { 1.2e-38, 3e38, POSITIVE } },
    { "tanh",
      elementary_tanh_f32,
      elementary_tanh_f64,
      elementary_tanh,
      tanhl,
      3.5,
      1.0,
      { 1.2e-37, 20, BOTH_SIGNS } },
    { "sigmoid",
      elementary_sigmoid_f32,
      elementary_sigmoid_f64,
      elementary_sigmoid,
      sigmoidl,
      2.5,
      2.5,
      { -87, 20, UNIFORM } },
    { "erf",
      elementary_erf_f32,
      elementary_erf_f64,
      elementary_erf,
      erfl,
      1.0,
      1.0,
      { 1.2e-37, 5, BOTH_SIGNS } },
};
enum { ARRAYS = sizeof arrays / sizeof *arrays };

static float in32[N], out32[N], ref32[N];
static double in64[N], out64[N], ref64[N];

static void arrays_are_accurate(void **state)
{
    (void)state;
    RandomStream s = random_stream(key, "arrays");
    for (int k = 0; k < ARRAYS; k++) {
        const Array *a = &arrays[k];
        Range near = { -4, 4, UNIFORM };
        if (a->scalar == elementary_log)
            near = (Range){ 0.5, 2, UNIFORM };
        for (int i = 0; i < N; i++) {
            in64[i] = argument(i % 2 ? near : a->range, &s, (uint64_t)i);
            in32[i] = (float)in64[i];
        }
        a->f32(out32, in32, N);
        a->f64(out64, in64, N);
        for (int i = 0; i < N; i++) {
            double e32 = ulps_f32(out32[i], a->exact(in32[i]));
            double e64 = ulps_f64(out64[i], a->exact(in64[i]));
            if (!(e32 <= a->bound32 + reference_error))
                fail_msg("%s_f32 is off by %.3f ulp at %.9g", a->name, e32, (double)in32[i]);
            if (!(e64 <= a->bound64 + reference_error))
                fail_msg("%s_f64 is off by %.3f ulp at %.17g", a->name, e64, in64[i]);
        }
    }
}

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
    for (int k = 0; k < ARRAYS; k++) {
        for (int level = 0; level <= (int)top_level(); level++) {
            map64(elementary_kernels[level], k)(out64, in64, N);
            for (int i = 0; i < N; i++)
                if (!same64(out64[i], arrays[k].scalar(in64[i])))
                    fail_msg("%s_f64 at level %s is not the scalar at %.17g", arrays[k].name,
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
        for (int k = 0; k < ARRAYS; k++) {
            map32(elementary_kernels[CPU_PORTABLE], k)(ref32, in32, N);
            for (int level = 1; level <= (int)top_level(); level++) {
                map32(elementary_kernels[level], k)(out32, in32, N);
                for (int i = 0; i < N; i++)
                    if (!same32(out32[i], ref32[i]))
                        fail_msg("%s_f32 differs at level %s, argument %.9g", arrays[k].name,
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
        for (int k = 0; k < ARRAYS; k++) {
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

/* Never falling, within bounds, and with their symmetries. */
static void shapes(void **state)
{
    (void)state;
    for (int i = 0; i < N; i++) {
        in64[i] = (i - N / 2) * (1.0 / 1024); /* -64 .. 64 */
        in32[i] = (float)in64[i];
    }
    for (int k = 0; k < ARRAYS; k++) {
        bool positive = arrays[k].scalar == elementary_log;
        bool bounded = !positive && arrays[k].scalar != elementary_exp;
        arrays[k].f32(out32, in32, N);
        arrays[k].f64(out64, in64, N);
        for (int i = positive ? N / 2 + 2 : 1; i < N; i++) {
            assert_true(out32[i] >= out32[i - 1] && out64[i] >= out64[i - 1]);
            assert_true(!bounded || (fabsf(out32[i]) <= 1 && fabs(out64[i]) <= 1));
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
        cmocka_unit_test(scalars_are_accurate), cmocka_unit_test(pow_is_accurate),
        cmocka_unit_test(arrays_are_accurate),  cmocka_unit_test(arrays_equal_scalars),
        cmocka_unit_test(levels_agree),         cmocka_unit_test(place_does_not_matter),
        cmocka_unit_test(special_values),       cmocka_unit_test(shapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
