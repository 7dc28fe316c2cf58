/* test_elementary_accuracy.c - every function against long double, in units of the last place. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "algorithms/base/elementary.h"
#include "algorithms/base/random.h"

enum { N = 1 << 17 };

static const RandomKey key = { 1, 2 };

static long double sigmoidl(long double x)
{
    return 1 / (1 + expl(-x));
}

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
    void (*f32)(float *out, const float *in, size_t n);
    void (*f64)(double *out, const double *in, size_t n);
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

static float in32[N], out32[N];
static double in64[N], out64[N];

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalars_are_accurate),
        cmocka_unit_test(pow_is_accurate),
        cmocka_unit_test(arrays_are_accurate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
