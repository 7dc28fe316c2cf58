/* test_hopfield_diluted_laws.c - what theory says of diluted networks, against reference values,
 * plain sums and every network there is. */
#include <stdint.h>

#include "tests/near.h"

#include "algorithms/base/hopfield_diluted_theory.h"
#include "algorithms/base/hopfield_theory.h"

static void the_curve_of_1987(void **state)
{
    (void)state;
    static const double rows[][2] = {
        { 0.1, 0.9984073040830304 }, { 0.2, 0.9698991177254291 },   { 0.3, 0.899440153662201 },
        { 0.4, 0.7861181216319815 }, { 0.5, 0.6174468790806071 },   { 0.55, 0.49870559351059934 },
        { 0.6, 0.3285178445385119 }, { 0.63, 0.14070230248173665 }, { 0.64, 0 },
    };
    double critical;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        DilutedMap map;
        assert_int_equal(diluted_map_limit(&map, rows[k][0], 0, NULL), OK);
        assert_near(diluted_map_fixed(&map), rows[k][1], 1e-12);
        for (double m = -1; m <= 1; m += 0.125)
            assert_near(diluted_map_step(&map, m), erf(m / sqrt(2 * rows[k][0])), 2e-15);
        diluted_map_free(&map);
    }
    assert_int_equal(diluted_transition_limit(0, &critical, NULL), OK);
    assert_near(critical, 0.6366197723675814, 1e-15);
}

/* Near the transition m^2 = 3 (2 / pi - alpha), to first order. */
static void the_transition_is_continuous(void **state)
{
    (void)state;
    for (double below = 1e-2; below > 1e-5; below /= 10) {
        DilutedMap map;
        assert_int_equal(diluted_map_limit(&map, 2 / M_PI - below, 0, NULL), OK);
        const double m = diluted_map_fixed(&map);
        assert_near(m * m / (3 * below), 1, below);
        diluted_map_free(&map);
    }
}

/* The mean of f(m + sqrt(alpha) z) over Gaussian z, by plain sums. */
static double gaussian_mean(double (*f)(double x, double t), double m, double alpha, double t)
{
    double sum = 0;
    const double h = 1e-3;
    for (double z = -9; z <= 9; z += h)
        sum += h * exp(-z * z / 2) / sqrt(2 * M_PI) * f(m + sqrt(alpha) * z, t);
    return sum;
}

static double slope_of_tanh(double x, double t)
{
    return 1 / (t * cosh(x / t) * cosh(x / t));
}

static double tanh_over(double x, double t)
{
    return tanh(x / t);
}

static void noise_softens_the_map(void **state)
{
    (void)state;
    for (double t = 0.1; t < 1; t += 0.2) {
        DilutedMap map;
        double critical;
        assert_int_equal(diluted_map_limit(&map, 0.25, t, NULL), OK);
        for (double m = 0; m <= 1; m += 0.25)
            assert_near(diluted_map_step(&map, m), gaussian_mean(tanh_over, m, 0.25, t), 1e-12);
        diluted_map_free(&map);
        assert_int_equal(diluted_transition_limit(t, &critical, NULL), OK);
        assert_near(gaussian_mean(slope_of_tanh, 0, critical, t), 1, 1e-9);
    }
    double none = NAN;
    assert_int_equal(diluted_transition_limit(1, &none, NULL), OK);
    assert_true(none == 0);
}

static double choose(int64_t n, int64_t k)
{
    return exp(lgamma((double)n + 1) - lgamma((double)k + 1) - lgamma((double)(n - k) + 1));
}

/* The mean of tanh(F / t) for k inputs, of which each says +1 with probability (1 + m) / 2, and
 * k (P - 1) fair signs: every sum, with its probability. */
static double enumerated(int64_t k, int64_t patterns, double m, double t)
{
    const int64_t signs = k * (patterns - 1);
    double sum = 0;
    for (int64_t right = 0; right <= k; right++)
        for (int64_t up = 0; up <= signs; up++) {
            const int64_t field = 2 * right - k + 2 * up - signs;
            const double p = choose(k, right) * pow((1 + m) / 2, (double)right) *
                             pow((1 - m) / 2, (double)(k - right)) * choose(signs, up) *
                             pow(0.5, (double)signs);
            const double sign = field > 0 ? 1 : field < 0 ? -1 : 0;
            sum += p * (t > 0 ? tanh((double)field / t) : sign);
        }
    return sum;
}

static void few_inputs_by_enumeration(void **state)
{
    (void)state;
    static const double rows[][4] = {
        { 3, 4, 0.6, 0 },   { 3, 4, 0.6, 0.1 }, { 1, 7, 1, 0 },
        { 1.7, 1, 0.3, 0 }, { 2, 9, 0.2, 0.6 }, { 0.4, 3, 0.5, 0.3 }
    };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        const double inputs = rows[r][0], m = rows[r][2], t = rows[r][3];
        const int64_t patterns = (int64_t)rows[r][1];
        DilutedMap map;
        double sum = 0;
        for (int64_t k = 0; k < 25; k++)
            sum += exp(-inputs + (double)k * log(inputs) - lgamma((double)k + 1)) *
                   enumerated(k, patterns, m, t * inputs);
        assert_int_equal(diluted_map_finite(&map, inputs, patterns, t, NULL), OK);
        assert_near(diluted_map_step(&map, m), sum, 1e-11);
        diluted_map_free(&map);
    }
}

/* Many inputs are the limit of few; the transition approaches 2 / pi as 1 - 1 / (4 K). */
static void many_inputs_are_the_limit(void **state)
{
    (void)state;
    double critical;
    for (double inputs = 100; inputs <= 1600; inputs *= 4) {
        DilutedMap few, many;
        assert_int_equal(diluted_map_finite(&few, inputs, (int64_t)(0.3 * inputs), 0, NULL), OK);
        assert_int_equal(diluted_map_limit(&many, 0.3, 0, NULL), OK);
        assert_near(diluted_map_fixed(&few), diluted_map_fixed(&many), 0.5 / inputs);
        assert_int_equal(diluted_transition_finite(inputs, 0, &critical, NULL), OK);
        assert_near((1 - critical * M_PI / 2) * 4 * inputs, 1, 0.02);
        diluted_map_free(&few);
        diluted_map_free(&many);
    }
}

/* One step of every network of `n` neurons there is: all patterns, all links to neuron i, a cue
 * with the first `errors` neurons reversed. Field of 0: +1. */
static double brute_error(int n, int patterns, double q, int errors)
{
    double wrong = 0;
    for (int bits = 0; bits < 1 << (n * patterns); bits++)
        for (int i = 0; i < n; i++)
            for (int heard = 0; heard < 1 << n; heard++) {
                const int own = bits >> (i * patterns);
                int field = 0, count = __builtin_popcount((unsigned)heard);
                if (heard >> i & 1)
                    continue;
                for (int j = 0; j < n; j++) {
                    const int other = bits >> (j * patterns), mask = (1 << patterns) - 1;
                    const int weight =
                        patterns - 2 * __builtin_popcount((unsigned)((own ^ other) & mask));
                    const int y = (other & 1 ? 1 : -1) * (j < errors ? -1 : 1);
                    field += heard >> j & 1 ? weight * y : 0;
                }
                wrong += ((field >= 0) != (own & 1)) * pow(q, count) * pow(1 - q, n - 1 - count);
            }
    return wrong / n / (double)(1 << (n * patterns));
}

static void one_step_by_brute_force(void **state)
{
    (void)state;
    static const double rows[][4] = { { 4, 2, 1.3, 0 }, { 4, 3, 2.1, 1 }, { 5, 2, 1, 2 },
                                      { 5, 3, 4, 0 },   { 3, 4, 0.7, 3 }, { 2, 5, 1, 1 } };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const int n = (int)rows[k][0], patterns = (int)rows[k][1], errors = (int)rows[k][3];
        assert_near(diluted_one_step_error(n, rows[k][2], patterns, errors),
                    brute_error(n, patterns, rows[k][2] / (n - 1), errors), 1e-13);
    }
    /* where all hear all it is binomial */
    assert_near(diluted_one_step_error(100, 99, 14, 0), hopfield_one_step_error(100, 14, 0), 1e-13);
    assert_near(diluted_one_step_error(101, 100, 20, 3), hopfield_one_step_error(101, 20, 3),
                1e-13);
    assert_near(diluted_one_step_error(1000, 999, 138, 40), hopfield_one_step_error(1000, 138, 40),
                1e-12);
}

/* Far more neurons, and the law of one step is the map's. */
static void large_networks_step_as_the_map(void **state)
{
    (void)state;
    DilutedMap map;
    assert_int_equal(diluted_map_finite(&map, 20, 6, 0, NULL), OK);
    for (int64_t n = 10000; n <= 1000000; n *= 10) {
        const int64_t errors = n / 5;
        assert_near(1 - 2 * diluted_one_step_error(n, 20, 6, errors), diluted_map_step(&map, 0.6),
                    5.0 / (double)n);
    }
    diluted_map_free(&map);
}

/* The mean of the product of the signs of two Gaussians of mean m, variance alpha, correlated by q,
 * by plain sums over what they have in common. */
static double likeness(double alpha, double m, double q)
{
    double sum = 0;
    const double h = 1e-3;
    for (double z = -9; z <= 9; z += h) {
        const double mean = erf((m + sqrt(alpha * q) * z) / sqrt(2 * alpha * (1 - q)));
        sum += h * exp(-z * z / 2) / sqrt(2 * M_PI) * mean * mean;
    }
    return sum;
}

static void changes_go_on_as_they_are(void **state)
{
    (void)state;
    for (double alpha = 0.15; alpha < 0.6; alpha += 0.1) {
        DilutedMap map;
        assert_int_equal(diluted_map_limit(&map, alpha, 0, NULL), OK);
        const double m = diluted_map_fixed(&map), q = 1 - 2 * diluted_changes(alpha, m);
        assert_true(q > m * m && q < 1);
        assert_near(likeness(alpha, m, q), q, 1e-8);
        diluted_map_free(&map);
    }
    assert_near(diluted_changes(0.8, 0), 0.5, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_curve_of_1987),
        cmocka_unit_test(the_transition_is_continuous),
        cmocka_unit_test(noise_softens_the_map),
        cmocka_unit_test(few_inputs_by_enumeration),
        cmocka_unit_test(many_inputs_are_the_limit),
        cmocka_unit_test(one_step_by_brute_force),
        cmocka_unit_test(large_networks_step_as_the_map),
        cmocka_unit_test(changes_go_on_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
