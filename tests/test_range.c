/* Ranges: {from, to, step | count | factor} as the values one would have written out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/number.h"

/* Values printed with blanks between, or the reason why there are none. */
static void assert_range(RangeKind kind, const char *from, const char *to, const char *third,
                         const char *expected)
{
    double *values;
    int64_t count;
    char why[160], text[2000] = "", number[NUMBER_SIZE];
    const char *wrong = number_range(kind, from, to, third, 1000, &values, &count, why);
    size_t used = 0;
    for (int64_t i = 0; i < count; i++) {
        number_print(values[i], number);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i ? " " : "", number);
    }
    assert_string_equal(wrong ? wrong : text, expected);
    assert_true(!wrong == (values != NULL) && !wrong == (count > 0));
    free(values);
}

static void steps(void **state)
{
    (void)state;
    const RangeKind k = RANGE_STEP;
    assert_range(k, "0.10", "0.18", "0.005",
                 "0.1 0.105 0.11 0.115 0.12 0.125 0.13 0.135 0.14 0.145 0.15 0.155 0.16 0.165 0.17 "
                 "0.175 0.18");
    assert_range(k, "5", "1", "-2", "5 3 1");
    assert_range(k, "-0.3", "0.3", "0.1", "-0.3 -0.2 -0.1 0 0.1 0.2 0.3");
    assert_range(k, "1e-7", "3e-7", "1e-7", "1e-07 2e-07 3e-07");
    assert_range(k, "1000000", "1e6", "0.5", "1000000");
    assert_range(k, "1e300", "3e300", "1e300", "1e+300 2e+300 3e+300");
    assert_range(k, "0", "0.3", "1e-1", "0 0.1 0.2 0.3");
    assert_range(k, "9007199254740993", "9007199254740997", "2",
                 "9007199254740992 9007199254740996 9007199254740996");
    assert_range(k, "0.1", "0.18", "0.03", "the step 0.03 leads from 0.1 to 0.16, not to 0.18");
    assert_range(k, "5", "1", "-3", "the step -3 leads from 5 to 2, not to 1");
    assert_range(k, "0.1", "0.18", "0.3", "the step 0.3 is larger than the way from 0.1 to 0.18");
    assert_range(k, "1", "5", "-1", "the step -1 has the wrong sign to lead from 1 to 5");
    assert_range(k, "5", "1", "1", "the step 1 has the wrong sign to lead from 5 to 1");
    assert_range(k, "1", "5", "0", "the step is zero");
    assert_range(k, "0", "1", "0.0001", "it has more than 1000 values");
    assert_range(k, "0", "1e30", "1e-9",
                 "from, to and step differ too much in size to be added exactly");
    assert_range(k, "-1e300", "1e-300", "1",
                 "from, to and step differ too much in size to be added exactly");
    assert_range(k, "a", "1", "1", "from is no number");
    assert_range(k, "0", "01", "1", "to is no number");
    assert_range(k, "0", "1", "nan", "step is no number");
    assert_range(k, "0", "1e400", "1", "to is too large or too small for a number");
    assert_range(k, "0", "1", "1e-400", "step is too large or too small for a number");
    assert_range(k, "0.12345678901234567890123456789012345678901", "1", "1",
                 "from has too many digits");
}

static void counts(void **state)
{
    (void)state;
    const RangeKind k = RANGE_COUNT;
    assert_range(k, "0", "1", "11", "0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 1");
    assert_range(k, "0", "1", "4", "0 0.3333333333333333 0.6666666666666666 1");
    assert_range(k, "0.1", "0.18", "5", "0.1 0.12 0.14 0.16 0.18");
    assert_range(k, "1", "-1", "3", "1 0 -1");
    assert_range(k, "-1e-300", "1e-300", "2", "-1e-300 1e-300");
    assert_range(k, "7", "7", "1", "7");
    assert_range(k, "7", "8", "1", "a count of 1 cannot hold both 7 and 8");
    assert_range(k, "7", "7.0", "2", "from and to are the same");
    assert_range(k, "0", "1", "0", "the count is no whole number of at least 1");
    assert_range(k, "0", "1", "2.5", "the count is no whole number of at least 1");
    assert_range(k, "0", "1", "1001", "it has more than 1000 values");
    assert_range(k, "0", "1", "9e18", "it has more than 1000 values");
    assert_range(k, "1e-300", "1e300", "3",
                 "from and to differ too much in size to be divided exactly");
}

static void logarithmic(void **state)
{
    (void)state;
    const RangeKind k = RANGE_LOG;
    assert_range(k, "0.001", "1000", "7", "0.001 0.01 0.1 1 10 100 1000");
    assert_range(k, "1", "100", "5", "1 3.16227766016838 10 31.6227766016838 100");
    assert_range(k, "1024", "1", "11", "1024 512 256 128 64 32 16 8 4 2 1");
    assert_range(k, "1e-300", "1e300", "7", "1e-300 1e-200 1e-100 1 1e+100 1e+200 1e+300");
    assert_range(k, "0.123456789012345678", "7", "2", "0.12345678901234568 7");
    assert_range(k, "3", "3", "1", "3");
    assert_range(k, "0", "1", "3", "a logarithmic scale needs from and to above 0");
    assert_range(k, "-1", "-10", "3", "a logarithmic scale needs from and to above 0");
    assert_range(k, "1", "2", "1", "a count of 1 cannot hold both 1 and 2");
}

static void geometric(void **state)
{
    (void)state;
    const RangeKind k = RANGE_FACTOR;
    assert_range(k, "64", "16384", "2", "64 128 256 512 1024 2048 4096 8192 16384");
    assert_range(k, "8", "1", "0.5", "8 4 2 1");
    assert_range(k, "1", "1.61051", "1.1", "1 1.1 1.21 1.331 1.4641 1.61051");
    assert_range(k, "1", "100", "3.1622776601683795", "1 3.16227766016838 10 31.6227766016838 100");
    assert_range(k, "1", "1", "2", "1");
    assert_range(k, "1125899906842624", "9007199254740992", "2",
                 "1125899906842624 2251799813685248 4503599627370496 9007199254740992");
    assert_range(k, "1e-320", "1e-310", "1e5", "1e-320 1e-315 1e-310");
    assert_range(k, "1", "100", "3", "the factor 3 leads from 1 to 81, not to 100");
    assert_range(k, "100", "1", "0.3", "the factor 0.3 leads from 100 to 2.7, not to 1");
    assert_range(k, "1", "10", "100", "the factor 100 leads from 1 to 1, not to 10");
    assert_range(k, "8", "1", "2", "the factor 2 has the wrong direction to lead from 8 to 1");
    assert_range(k, "1", "8", "1", "the factor is 1");
    assert_range(k, "1", "8", "1.00000000000000000001", "the factor is 1");
    assert_range(k, "1", "8", "-2", "from, to and factor must be above 0");
    assert_range(k, "0", "8", "2", "from, to and factor must be above 0");
    assert_range(k, "1", "1e300", "1.001", "it has more than 1000 values");
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Each value of a range by steps or by count is the double that its own decimal reads as. */
static void evenly_spaced_values_are_the_decimals_one_writes(void **state)
{
    (void)state;
    uint64_t seed = 1985;
    for (int round = 0; round < 3000; round++) {
        long long from = (long long)(next_random(&seed) % 2000001) - 1000000;
        long long step = (long long)(next_random(&seed) % 20001) - 10000,
                  n = (long long)(next_random(&seed) % 60);
        int places = (int)(next_random(&seed) % 25) - 4;
        if (step == 0 || n == 0)
            continue;
        char text[4][40], why[160];
        snprintf(text[0], 40, "%llde%d", from, -places);
        snprintf(text[1], 40, "%llde%d", from + n * step, -places);
        snprintf(text[2], 40, "%llde%d", step, -places);
        snprintf(text[3], 40, "%lld", n + 1);
        for (int kind = 0; kind < 2; kind++) {
            double *values;
            int64_t count;
            assert_null(number_range(kind ? RANGE_COUNT : RANGE_STEP, text[0], text[1],
                                     text[2 + kind], 100, &values, &count, why));
            assert_int_equal(count, n + 1);
            for (long long i = 0; i <= n; i++) {
                char written[40];
                snprintf(written, sizeof written, "%llde%d", from + i * step, -places);
                assert_true(values[i] == strtod(written, NULL));
            }
            free(values);
        }
    }
}

/* Backwards gives the same values; a linear count agrees with long double to the last bit or two.
 */
static void ranges_are_symmetric(void **state)
{
    (void)state;
    static const struct {
        RangeKind kind;
        const char *a, *b, *forth, *back;
    } cases[] = {
        { RANGE_STEP, "0.1", "0.9", "0.0125", "-0.0125" },
        { RANGE_COUNT, "-0.7", "12.3", "98", "98" },
        { RANGE_COUNT, "1e-5", "3", "700", "700" },
        { RANGE_LOG, "0.02", "37", "301", "301" },
        { RANGE_LOG, "1e-200", "1e250", "64", "64" },
        { RANGE_FACTOR, "0.001", "1024e-3", "2", "0.5" },
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        double *up, *down;
        int64_t n, m;
        char why[160];
        assert_null(number_range(cases[c].kind, cases[c].a, cases[c].b, cases[c].forth, 1000, &up,
                                 &n, why));
        assert_null(number_range(cases[c].kind, cases[c].b, cases[c].a, cases[c].back, 1000, &down,
                                 &m, why));
        assert_int_equal(n, m);
        for (int64_t i = 0; i < n; i++)
            assert_true(up[i] == down[n - 1 - i]);
        assert_true(up[0] == strtod(cases[c].a, NULL) && up[n - 1] == strtod(cases[c].b, NULL));
        for (int64_t i = 1; i < n; i++)
            assert_true(up[i] > up[i - 1]);
        free(up);
        free(down);
    }
}

/* Logarithmic points are the true ones, rounded to 15 digits. */
static void logarithmic_points_are_accurate(void **state)
{
    (void)state;
    static const char *const ends[][2] = {
        { "0.1", "10" }, { "3e-300", "7e299" }, { "1e-305", "5" }, { "0.9", "1.1" }
    };
    for (size_t c = 0; c < sizeof ends / sizeof *ends; c++) {
        double *values;
        int64_t n;
        char why[160], text[40];
        assert_null(number_range(RANGE_LOG, ends[c][0], ends[c][1], "997", 1000, &values, &n, why));
        long double a = logl(strtod(ends[c][0], NULL)), b = logl(strtod(ends[c][1], NULL));
        for (int64_t i = 0; i < n; i++) {
            long double exact = expl(a + (b - a) * (long double)i / 996);
            long double last_digit = powl(10, floorl(log10l(exact)) - 14);
            bool end = i == 0 || i == n - 1;
            /* 0.12: what lies between the 15 digits and the double they read as */
            if (!(fabsl(values[i] - exact) <= (end ? 1 : 0.5L + 0.12L) * last_digit))
                fail_msg("value %d is %.17g, not %.17Lg", (int)i, values[i], exact);
            snprintf(text, sizeof text, "%.14e", values[i]);
            assert_true(end || strtod(text, NULL) == values[i]);
        }
        free(values);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps),
        cmocka_unit_test(counts),
        cmocka_unit_test(logarithmic),
        cmocka_unit_test(geometric),
        cmocka_unit_test(evenly_spaced_values_are_the_decimals_one_writes),
        cmocka_unit_test(ranges_are_symmetric),
        cmocka_unit_test(logarithmic_points_are_accurate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
