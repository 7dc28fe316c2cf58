/* Numbers to text and back, and ranges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/number.h"

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static double from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* ---- printing ----------------------------------------------------------------------------- */

static void printed_examples(void **state)
{
    (void)state;
    static const struct {
        double x;
        const char *text;
    } cases[] = {
        { 0.0, "0" },
        { -0.0, "-0" },
        { 1, "1" },
        { -250, "-250" },
        { 0.12, "0.12" },
        { 0.1 + 0.2, "0.30000000000000004" },
        { 1e-7, "1e-07" },
        { 0.0001, "0.0001" },
        { 0.00012345, "0.00012345" },
        { 0.00001, "1e-05" },
        { 123456.789, "123456.789" },
        { 1.0 / 3, "0.3333333333333333" },
        { 100000, "100000" },
        { 9007199254740992.0, "9007199254740992" },
        { 9999999999999998.0, "9999999999999998" },
        { 1e16, "1e+16" },
        { 1e21, "1e+21" },
        { 1e22, "1e+22" },
        { 1e23, "1e+23" },
        { 123456789012345680.0, "1.2345678901234568e+17" },
        { 5e-324, "5e-324" },
        { 2.2250738585072014e-308, "2.2250738585072014e-308" },
        { DBL_MAX, "1.7976931348623157e+308" },
        { -1.5e300, "-1.5e+300" },
        { 5.684341886080802e-14,
          "5.684341886080802e-14" }, /* 2^-44: its nearest of 16 digits ends in 1 */
        { 9.5367431640625e-07, "9.5367431640625e-07" }, /* 2^-20 */
        { INFINITY, "inf" },
        { -INFINITY, "-inf" },
        { NAN, "nan" },
        { -NAN, "nan" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[NUMBER_SIZE];
        int length = number_print(cases[i].x, text);
        assert_string_equal(text, cases[i].text);
        assert_int_equal(length, strlen(text));
    }
}

/* Significant digits of a printed number. */
static int digits_of(const char *text)
{
    int digits = 0, zeros = 0;
    for (; *text && *text != 'e'; text++) {
        if (*text < '0' || *text > '9')
            continue;
        if (*text == '0' && digits == 0)
            continue;
        digits++;
        zeros = *text == '0' ? zeros + 1 : 0;
    }
    return digits - zeros;
}

/* The decimal of `digits` digits nearest to x, and its two neighbours, do not read back as x. */
static bool fewer_digits_do(double x, int digits)
{
    char text[40];
    double ulp = pow(10, floor(log10(x)) - digits + 1);
    for (int step = -1; step <= 1; step++) {
        snprintf(text, sizeof text, "%.*e", digits - 1, x + step * ulp);
        if (strtod(text, NULL) == x)
            return true;
    }
    return false;
}

static void assert_shortest(double x)
{
    char text[NUMBER_SIZE];
    int length = number_print(x, text);
    double back = strtod(text, NULL);
    if (memcmp(&back, &x, sizeof x) != 0)
        fail_msg("%a prints as %s, which reads as %a", x, text, back);
    assert_true(length == (int)strlen(text) && length < NUMBER_SIZE);
    int digits = digits_of(text);
    assert_in_range(digits, 1, 17);
    if (digits > 1 && fewer_digits_do(fabs(x), digits - 1))
        fail_msg("%a prints as %s, though fewer digits would do", x, text);
    if (digits < 17) { /* of the shortest the nearest, unless that one does not read back */
        char nearest[40], again[NUMBER_SIZE];
        snprintf(nearest, sizeof nearest, "%.*e", digits - 1, x);
        double y = strtod(nearest, NULL);
        number_print(y, again);
        if (y == x && fabs(strtod(nearest, NULL) - x) < fabs(back - x))
            fail_msg("%a prints as %s, %s is nearer", x, text, nearest);
    }
}

static void printing_is_shortest(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252u;
    for (int i = 0; i < 200000; i++) {
        double x = from_bits(next_random(&seed));
        if (isfinite(x))
            assert_shortest(x);
    }
    for (int i = 0; i < 50000; i++) /* subnormals of every size */
        assert_shortest(
            from_bits((next_random(&seed) & 0xFFFFFFFFFFFFFu) >> next_random(&seed) % 52 | 1));
    for (int e = -1074; e < 1024; e++) { /* powers of two, where doubles change their spacing */
        double x = ldexp(1, e);
        assert_shortest(x);
        assert_shortest(nextafter(x, INFINITY) < INFINITY ? nextafter(x, INFINITY) : x);
        if (x > 5e-324)
            assert_shortest(nextafter(x, 0));
    }
}

/* What people write prints as they would write it. */
static void short_decimals_survive(void **state)
{
    (void)state;
    uint64_t seed = 1985;
    for (int i = 0; i < 200000; i++) {
        char written[40], text[NUMBER_SIZE];
        int digits = 1 + (int)(next_random(&seed) % 15);
        uint64_t m = next_random(&seed) % (uint64_t)pow(10, digits), n = m;
        if (m == 0)
            continue;
        while (n % 10 == 0)
            n /= 10;
        snprintf(written, sizeof written, "%llue%d", (unsigned long long)m,
                 (int)(next_random(&seed) % 30) - 20);
        number_print(strtod(written, NULL), text);
        int count = snprintf(written, sizeof written, "%llu", (unsigned long long)n);
        assert_int_equal(digits_of(text), count);
        char kept[40];
        int size = 0;
        for (const char *at = text; *at && *at != 'e'; at++)
            if (*at >= '0' && *at <= '9' && (size || *at != '0'))
                kept[size++] = *at;
        assert_memory_equal(kept, written, (size_t)count);
    }
}

/* ---- parsing ------------------------------------------------------------------------------ */

static void parsed_reals(void **state)
{
    (void)state;
    static const char *const good[] = {
        "0",
        "-0",
        "+1",
        "1e3",
        "1E-3",
        "0.10",
        ".5",
        "5.",
        "-.5e+2",
        "1e-7",
        "0e999",
        "0.0",
        "1e+05",
        "1e-05",
        "5e-324",
        "1.7976931348623157e308",
        "0.1000000000000000055511151231257827021181583404541015625"
    };
    static const char *const bad[] = { "",
                                       " 1",
                                       "1 ",
                                       "0x10",
                                       "1_000",
                                       "nan",
                                       ".nan",
                                       "inf",
                                       "-inf",
                                       "1e",
                                       "e5",
                                       ".",
                                       "-",
                                       "+-1",
                                       "1.2.3",
                                       "1e5.5",
                                       "1e400",
                                       "-1e400",
                                       "1e-400",
                                       "00",
                                       "01",
                                       "-01.5",
                                       "1,5",
                                       "1e 5",
                                       "5f",
                                       "0x1p-3",
                                       "1e--5",
                                       "12:30",
                                       "1e99999999999999999999",
                                       "1e-99999999999999999999",
                                       "\xD9\xA1" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        double x = NAN;
        if (!number_parse_real(good[i], &x) || x != strtod(good[i], NULL))
            fail_msg("`%s` is refused, or %g", good[i], x);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double x = 42;
        if (number_parse_real(bad[i], &x) || x != 42)
            fail_msg("`%s` is accepted as %g", bad[i], x);
    }
    double zero = 1;
    assert_true(number_parse_real("-0", &zero) && signbit(zero));
}

static void parsed_ints(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t x;
    } good[] = { { "0", 0 },
                 { "-0", 0 },
                 { "+7", 7 },
                 { "1e3", 1000 },
                 { "1000.0", 1000 },
                 { "1.5e1", 15 },
                 { "-2.50e2", -250 },
                 { "100e-2", 1 },
                 { "0e99999999999999999999", 0 },
                 { "9007199254740993", 9007199254740993 }, /* no double */
                 { "9223372036854775807", INT64_MAX },
                 { "-9223372036854775808", INT64_MIN },
                 { "9.223372036854775807e18", INT64_MAX } };
    static const char *const bad[] = { "",
                                       "1.5",
                                       "1e-1",
                                       "01",
                                       "1_0",
                                       "0x1",
                                       "9223372036854775808",
                                       "1e19",
                                       "1e400",
                                       "-",
                                       "true",
                                       " 1",
                                       "1 ",
                                       "1e",
                                       ".",
                                       "-9223372036854775809",
                                       "1e99999999999999999999",
                                       "9223372036854775807.5" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        int64_t x = 42;
        assert_true(number_parse_int(good[i].text, &x));
        assert_true(x == good[i].x);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t x = 42;
        if (number_parse_int(bad[i], &x) || x != 42)
            fail_msg("`%s` is accepted as %lld", bad[i], (long long)x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printed_examples),
        cmocka_unit_test(printing_is_shortest),
        cmocka_unit_test(short_decimals_survive),
        cmocka_unit_test(parsed_reals),
        cmocka_unit_test(parsed_ints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
