/* test_network_rows.c - rows with powers of two stand for the same numbers whatever is done to
 * them; singular values of matrices that are known. */
#include "tests/near.h"

#include <string.h>

#include "algorithms/base/row_power.h"
#include "algorithms/base/spectrum.h"

enum { N = 5 };

static const float pattern[N] = { 1.5f, -0.25f, 0.0f, 3.0f, -2.75f };

/* Element i of a row, in double, whose range these tests stay within. */
static double value(const float *row, int32_t power, int i)
{
    return ldexp((double)row[i], power);
}

static void settling_keeps_the_value(void **state)
{
    (void)state;
    for (int32_t power = -900; power <= 900; power += 37) {
        float row[N];
        int32_t now = power;
        memcpy(row, pattern, sizeof row);
        assert_true(row_power_settle(N, row, &now, -26, 40));
        for (int i = 0; i < N; i++)
            assert_near(value(row, now, i), ldexp((double)pattern[i], power), 0.0);
        bool plain = power + 1 >= -26 && power + 1 <= 40; /* the largest element is 3 */
        assert_true(plain ? now == 0 : fabsf(row[3]) >= 1.0f && fabsf(row[3]) < 2.0f);
    }
    float zero[N] = { 0 }, bad[N] = { 1.0f, NAN }, huge[N] = { INFINITY };
    int32_t power = 77;
    assert_true(row_power_settle(N, zero, &power, -26, 40));
    assert_int_equal(power, 0);
    assert_false(row_power_settle(N, bad, &power, -26, 40));
    assert_false(row_power_settle(N, huge, &power, -26, 40));
}

/* A sum is right to single precision relative to its larger part, over all differences of scale. */
static void adding_is_right(void **state)
{
    (void)state;
    static const float b[N] = { 0.5f, 1.0f, -1.0f, 0.125f, 2.0f };
    for (int32_t power = -400; power <= 400; power += 13) {
        float row[N];
        int32_t now = power;
        memcpy(row, pattern, sizeof row);
        row_power_add(N, row, &now, b);
        double scale = fmax(1.0, ldexp(1.0, power));
        for (int i = 0; i < N; i++)
            assert_near(value(row, now, i), ldexp((double)pattern[i], power) + (double)b[i],
                        4e-7 * scale);
        float other[N];
        memcpy(row, pattern, sizeof row);
        memcpy(other, b, sizeof other);
        now = 11;
        row_power_add_row(N, row, &now, 0.5f, other, power);
        scale = fmax(ldexp(1.0, 11), ldexp(1.0, power));
        for (int i = 0; i < N; i++)
            assert_near(value(row, now, i),
                        ldexp((double)pattern[i], 11) + 0.5 * ldexp((double)b[i], power),
                        4e-7 * scale);
    }
}

static void aligning_keeps_what_matters(void **state)
{
    (void)state;
    float rows[3 * N];
    int32_t powers[3] = { -30, 900, 12 };
    for (int r = 0; r < 3; r++)
        for (int i = 0; i < N; i++)
            rows[r * N + i] =
                r == 1 ? 0.0f : pattern[i]; /* the largest power is of a row of zeros */
    assert_int_equal(row_power_align(3, N, rows, powers), 12);
    for (int r = 0; r < 3; r++)
        assert_int_equal(powers[r], 12);
    for (int i = 0; i < N; i++) {
        assert_near(value(rows, 12, i), ldexp((double)pattern[i], -30), 0.0);
        assert_near(value(rows + 2 * N, 12, i), ldexp((double)pattern[i], 12), 0.0);
    }
}

static void singular_values(void **state)
{
    (void)state;
    /* A rotation times diag(3, 0.5) times another rotation. */
    const double a[4] = { 0.6 * 3.0 * 0.8 - 0.8 * 0.5 * 0.6, 0.6 * 3.0 * 0.6 + 0.8 * 0.5 * 0.8,
                          -0.8 * 3.0 * 0.8 - 0.6 * 0.5 * 0.6, -0.8 * 3.0 * 0.6 + 0.6 * 0.5 * 0.8 };
    const double swap[9] = { 0, 2, 0, 0, 0, -7, 1, 0, 0 };
    double smallest, largest;
    assert_int_equal(OK, spectrum_extremes(2, a, &smallest, &largest, NULL));
    assert_near(smallest, 0.5, 1e-14);
    assert_near(largest, 3.0, 1e-14);
    assert_int_equal(OK, spectrum_extremes(3, swap, &smallest, &largest, NULL));
    assert_near(smallest, 1.0, 1e-14);
    assert_near(largest, 7.0, 1e-14);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settling_keeps_the_value),
        cmocka_unit_test(adding_is_right),
        cmocka_unit_test(aligning_keeps_what_matters),
        cmocka_unit_test(singular_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
