/* test_activation.c - values and derivatives against each other, against known digits, and single
 * against double precision. */
#include "tests/near.h"

#include <string.h>

#include "algorithms/base/activation.h"
#include "algorithms/base/elementary.h"

static Activation kind(int k)
{
    return (Activation){ (ActivationKind)k, 0.1 };
}

static void known_derivatives(void **state)
{
    (void)state;
    static const struct {
        ActivationKind kind;
        double x, derivative;
    } known[] = {
        { ACTIVATION_SIGMOID, 0.0, 0.25 },
        { ACTIVATION_SIGMOID, 3.0, 0.045176659730912 },
        { ACTIVATION_SIGMOID, 10.0, 4.5395807735951671e-05 },
        { ACTIVATION_TANH, 1.0, 0.41997434161402614 },
        { ACTIVATION_TANH, 3.0, 0.009866037165440211 },
        { ACTIVATION_TANH, 10.0, 8.2446144557673974e-09 },
        { ACTIVATION_RELU, 0.0, 0.0 },
        { ACTIVATION_RELU, 2.0, 1.0 },
        { ACTIVATION_LEAKY_RELU, -2.0, 0.1 },
        { ACTIVATION_ELU, 0.0, 1.0 },
        { ACTIVATION_GELU, 0.0, 0.5 },
        { ACTIVATION_GELU, 1.0, 1.0833154705876864 },
        { ACTIVATION_GELU, 3.0, 1.011945647204184 },
        { ACTIVATION_LINEAR, 5.0, 1.0 },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_near(activation_derivative(kind(known[i].kind), known[i].x), known[i].derivative,
                    1e-15 * known[i].derivative * 8);
    /* Deep in the tail the derivative keeps its relative accuracy. */
    assert_near(activation_derivative(kind(ACTIVATION_SIGMOID), 50.0) / elementary_exp(-50.0), 1.0,
                1e-15);
    assert_near(activation_derivative(kind(ACTIVATION_TANH), -30.0) / elementary_exp(-60.0), 4.0,
                1e-14);
}

/* phi' is the derivative of phi, to the accuracy of a central difference. */
static void derivative_of_value(void **state)
{
    (void)state;
    const double h = 1e-5;
    for (int k = 0; k < ACTIVATION_COUNT; k++)
        for (double x = -4.97; x < 5.0; x += 0.19) {
            double up = activation_value(kind(k), x + h), down = activation_value(kind(k), x - h);
            assert_near(activation_derivative(kind(k), x), (up - down) / (2.0 * h), 1e-9);
        }
}

enum { POINTS = 5000 };

static void fill(float *z)
{
    for (int i = 0; i < POINTS; i++)
        z[i] = (float)(12.0 * elementary_sin(0.37 * i) * elementary_exp(-0.002 * (i % 3000)));
    z[17] = 0.0f;
    z[18] = -0.0f;
}

/* Relative to the value itself where phi is accurate near 0, absolute where it saturates. */
static void single_against_double(void **state)
{
    (void)state;
    static float z[POINTS], h[POINTS], delta[POINTS];
    fill(z);
    for (int k = 0; k < ACTIVATION_COUNT; k++) {
        activation_forward_f32(kind(k), POINTS, z, h);
        for (int i = 0; i < POINTS; i++)
            delta[i] = 1.0f;
        activation_backward_f32(kind(k), POINTS, z, h, delta);
        for (int i = 0; i < POINTS; i++) {
            double value = activation_value(kind(k), z[i]);
            double slope = activation_derivative(kind(k), z[i]);
            double scale =
                k == ACTIVATION_GELU ? fmax(fabs(value), fabs((double)z[i])) : fabs(value);
            assert_near(h[i], value, 6e-7 * scale);
            assert_near(delta[i], slope, 4e-7 * fmax(1.0, fabs(slope)));
        }
    }
}

/* An element's value depends neither on its place nor on the length of the array, and in place is
 * as good as out of place. */
static void elements_are_independent(void **state)
{
    (void)state;
    static float z[POINTS], whole[POINTS], parts[POINTS];
    fill(z);
    for (int k = 0; k < ACTIVATION_COUNT; k++) {
        activation_forward_f32(kind(k), POINTS, z, whole);
        memcpy(parts, z, sizeof parts);
        for (int from = 0, length = 1; from < POINTS; from += length, length = length % 37 + 1)
            activation_forward_f32(kind(k), length < POINTS - from ? length : POINTS - from,
                                   parts + from, parts + from);
        assert_memory_equal(whole, parts, sizeof whole);
    }
}

static void bias_is_added_first(void **state)
{
    (void)state;
    enum { ROWS = 71, WIDTH = 70 };
    static float z[POINTS], sum[POINTS], expected[POINTS], bias[WIDTH];
    fill(z);
    for (int i = 0; i < WIDTH; i++)
        bias[i] = 0.01f * (float)(i - 30);
    for (int i = 0; i < ROWS * WIDTH; i++)
        sum[i] = z[i] + bias[i % WIDTH];
    for (int k = 0; k < ACTIVATION_COUNT; k++) {
        float work[ROWS * WIDTH], h[ROWS * WIDTH];
        memcpy(work, z, sizeof work);
        activation_forward_f32(kind(k), ROWS * WIDTH, sum, expected);
        activation_bias_forward_f32(kind(k), ROWS, WIDTH, bias, work, h);
        assert_memory_equal(h, expected, sizeof h);
        assert_memory_equal(work, sum, sizeof work);
    }
}

/* A network that overflowed must not look healthy again after a relu. */
static void not_a_number_stays(void **state)
{
    (void)state;
    for (int k = 0; k < ACTIVATION_COUNT; k++) {
        float z = NAN, h;
        activation_forward_f32(kind(k), 1, &z, &h);
        assert_true(isnan(h));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_derivatives),     cmocka_unit_test(derivative_of_value),
        cmocka_unit_test(single_against_double), cmocka_unit_test(elements_are_independent),
        cmocka_unit_test(bias_is_added_first),   cmocka_unit_test(not_a_number_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
