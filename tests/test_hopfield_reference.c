/* test_hopfield_reference.c - the replica theory, the mixtures and the number of minima against the
 * values of hopfield_reference.inc, and the laws between them. */
#include <stdint.h>
#include <stdlib.h>

#include "tests/near.h"
#include "tests/trial.h"

#include "algorithms/base/hopfield_census.h"
#include "algorithms/base/hopfield_finite_temperature.h"
#include "algorithms/base/hopfield_mixtures.h"
#include "algorithms/base/hopfield_net.h"
#include "algorithms/base/hopfield_heat.h"
#include "algorithms/base/hopfield_theory.h"
#include "algorithms/base/random.h"

extern const Algorithm alg_hopfield_phases;

/* Both branches end at capacity, as a square root: an ulp of alpha moves m by 1e-8 there. */
static HopfieldReplica last_at_zero(void)
{
    return hopfield_replica_stable(hopfield_replica_capacity() * (1 - 1e-15));
}

static void check(const char *what, double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%s: %.17g, not within %g of %.17g", what, value, tolerance, expected);
}

static void single_values(void **state)
{
    (void)state;
#define VALUE(what, expression, value, tolerance) check(what, expression, value, tolerance);
#include "tests/hopfield_reference.inc"
}

/* ---- replica symmetry ----------------------------------------------------------------------- */

static void replica_symmetry_at_zero(void **state)
{
    (void)state;
    static const struct {
        double alpha, m, error, r, c, energy, entropy, unstable, glass;
    } rows[] = {
#define REPLICA(...) { __VA_ARGS__ },
#include "tests/hopfield_reference.inc"
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const HopfieldReplica s = hopfield_replica_stable(rows[k].alpha);
        assert_near(s.overlap, rows[k].m, 1e-11);
        assert_near(s.error, rows[k].error, 1e-9 * rows[k].error + 1e-16);
        assert_near(s.r, rows[k].r, 1e-9);
        assert_near(s.c, rows[k].c, 1e-9);
        assert_near(s.energy, rows[k].energy, 1e-11);
        assert_near(s.entropy, rows[k].entropy, 1e-11);
        assert_near(hopfield_replica_unstable(rows[k].alpha).overlap, rows[k].unstable, 1e-11);
        assert_near(hopfield_replica_glass_energy(rows[k].alpha), rows[k].glass, 1e-12);
    }
}

/* The table's maxima are flat, and what depends on where they are has half the digits. */
static void lines_above_zero(void **state)
{
    (void)state;
    static const struct {
        double temperature, alpha, m, q, breaking, global;
    } rows[] = {
#define MELTING(...) { __VA_ARGS__ },
#include "tests/hopfield_reference.inc"
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const double t = rows[k].temperature;
        const HopfieldThermal s = hopfield_thermal_last(t);
        assert_near(s.load, rows[k].alpha, 1e-12);
        assert_near(s.overlap, rows[k].m, 2e-7);
        assert_near(s.q, rows[k].q, 2e-7);
        assert_near(s.breaking, rows[k].breaking, 1e-5);
        assert_near(hopfield_thermal_global(t), rows[k].global, 2e-9);
    }
    /* With 22 digits, from the same equations. */
    const HopfieldThermal last = hopfield_thermal_last(0.1);
    assert_near(last.load, 0.135049189773564, 1e-14);
    assert_near(last.overlap, 0.962554551080036, 1e-12);
    assert_near(last.q, 0.980219817859643, 1e-12);
    assert_near(last.breaking, 0.265966484457391, 1e-11);
    assert_near(hopfield_thermal_global(0.05), 0.05291140958010153, 1e-14);
    assert_near(hopfield_thermal_global(0.01), 0.0521335845866523, 1e-14);
}

/* Parisi and Toulouse: the capacity at temperature 0 with broken symmetry (0.138186, Steffan &
 * Kuehn 1994) is the one of replica symmetry where this begins to break. */
static void symmetry_breaks_inside_retrieval(void **state)
{
    (void)state;
    static const struct {
        double alpha, temperature;
    } rows[] = {
#define BREAKING(...) { __VA_ARGS__ },
#include "tests/hopfield_reference.inc"
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const double t = rows[k].temperature;
        assert_near(hopfield_thermal_breaking(rows[k].alpha) / t, 1, 1e-11);
        assert_near(hopfield_thermal_symmetric(t), rows[k].alpha, 1e-12);
        assert_true(hopfield_thermal_retrieval(rows[k].alpha, 1.01 * t).breaking < 1);
        assert_true(hopfield_thermal_retrieval(rows[k].alpha, 0.99 * t).breaking > 1);
    }
    assert_true(hopfield_thermal_last(0.02505).breaking > 1);
    assert_true(hopfield_thermal_last(0.02515).breaking < 1);
    assert_near(hopfield_thermal_capacity(0.0251), 0.138186, 5e-7);
    assert_true(hopfield_thermal_breaking(0.138187) == 0);
    assert_true(hopfield_thermal_symmetric(0.3) == hopfield_thermal_capacity(0.3));
    /* At small loads T_R is sqrt(8 alpha / 9 pi) exp(-1 / 2 alpha), AGS 1987. */
    const double pi = 3.14159265358979, a = 0.02;
    assert_near(hopfield_thermal_breaking(a) / (sqrt(8 * a / (9 * pi)) * exp(-1 / (2 * a))), 1,
                1e-6);
    /* The load of the last state rises with temperature before it falls. */
    const double top = hopfield_thermal_capacity(0.0230);
    assert_true(top > hopfield_thermal_capacity(0.0225) && top > hopfield_thermal_capacity(0.0235));
    assert_true(top > hopfield_replica_capacity() + 2e-4);
}

/* The limits of what is solved above temperature 0. */
static void temperature_to_zero(void **state)
{
    (void)state;
    static const double loads[] = { 0.02, 0.05, 0.1, 0.13 };
    for (int k = 0; k < 4; k++) {
        const HopfieldReplica zero = hopfield_replica_stable(loads[k]);
        const HopfieldThermal cold = hopfield_thermal_retrieval(loads[k], 1e-7);
        assert_near(cold.overlap, zero.overlap, 1e-7);
        assert_near(cold.r, zero.r, 1e-6);
        assert_near(cold.free_energy, zero.energy, 1e-9);
        assert_near(cold.free_energy, zero.energy - 1e-7 * zero.entropy, 1e-13);
        const HopfieldThermal glass = hopfield_thermal_glass(loads[k], 1e-7);
        assert_near(glass.free_energy, hopfield_replica_glass_energy(loads[k]), 1e-7);
        assert_near(glass.free_energy,
                    hopfield_replica_glass_energy(loads[k]) -
                        1e-7 * hopfield_replica_glass_entropy(loads[k]),
                    1e-12);
    }
    assert_near(hopfield_thermal_capacity(1e-9), hopfield_replica_capacity(), 1e-9);
    assert_near(hopfield_thermal_global(1e-9), 0.05185433091891702, 1e-9);
}

/* The spin glass melts at T_g = 1 + sqrt(alpha), continuously. */
static void glass_melts(void **state)
{
    (void)state;
    static const double loads[] = { 0.01, 0.1, 0.5, 2 };
    for (int k = 0; k < 4; k++) {
        const double melting = 1 + sqrt(loads[k]);
        assert_true(hopfield_thermal_glass(loads[k], melting).q == 0);
        const double near = hopfield_thermal_glass(loads[k], melting - 1e-4).q;
        const double far = hopfield_thermal_glass(loads[k], melting - 2e-4).q;
        assert_true(near > 0 && near < 1e-3);
        assert_near(far / near, 2, 0.01);
    }
}

static double phase(const char *temperature, const char *metric)
{
    TestTrial t;
    trial_make(&t, &alg_hopfield_phases, (const char *const[]){ temperature, NULL });
    assert_int_equal(trial_run(&t, 1, 1, NULL), OK);
    const double value = trial_get(&t, metric, 0);
    trial_free(&t);
    return value;
}

/* The algorithm knows both ends of the diagram, and is continuous at the cold one. */
static void phases_of_trials(void **state)
{
    (void)state;
    assert_near(phase("temperature 0", "melting_load"), hopfield_replica_capacity(), 0);
    assert_near(phase("temperature 0", "symmetric_load"), 0, 0);
    static const char *const metrics[] = { "melting_load", "melting_overlap", "global_load" };
    for (int k = 0; k < 3; k++)
        assert_near(phase("temperature 1e-8", metrics[k]), phase("temperature 0", metrics[k]),
                    1e-7);
    assert_near(phase("temperature 0.3", "symmetric_load"),
                phase("temperature 0.3", "melting_load"), 0);
    assert_near(phase("temperature 0.5", "glass_load"), 0, 0);
    assert_near(phase("temperature 1.2", "glass_load"), 0.04, 1e-15);
    assert_near(phase("temperature 1.2", "melting_load"), 0, 0);
    assert_near(phase("temperature 1.2", "global_load"), 0, 0);
    assert_true(isnan(phase("temperature 1.2", "melting_overlap")));
    assert_true(isnan(phase("temperature 1.2", "mixture_overlap")));
}

/* ---- mixtures and minima -------------------------------------------------------------------- */

static void mixtures(void **state)
{
    (void)state;
    static const struct {
        int n;
        double overlap, energy, capacity, melting;
    } rows[] = {
#define MIXTURE(...) { __VA_ARGS__ },
#include "tests/hopfield_reference.inc"
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const int n = rows[k].n;
        const HopfieldMixture m = hopfield_mixture(n, 1e-4);
        assert_near(m.overlap, rows[k].overlap, 1e-12);
        assert_near(m.energy, rows[k].energy, 1e-12);
        assert_near(hopfield_mixture_capacity(n), rows[k].capacity, 1e-14);
        assert_near(hopfield_mixture_melting(n), rows[k].melting, 1e-14);
        assert_near(hopfield_mixture_thermal(n, 0.01), rows[k].overlap, 1e-12);
        assert_true(hopfield_mixture_stability(n, 0.99 * rows[k].melting) > 0);
        assert_true(hopfield_mixture_stability(n, 1.01 * rows[k].melting) < 0);
    }
}

/* Where an even number of patterns is mixed, fields can be zero, and the mixture falls apart. */
static void even_mixtures_are_never_stable(void **state)
{
    (void)state;
    for (int n = 2; n <= 8; n += 2)
        for (double t = 0.01; t < 0.95; t += 0.01)
            assert_true(hopfield_mixture_stability(n, t) < 0);
    for (double t = 0.01; t < 1; t += 0.01) /* while a single pattern always is */
        assert_true(hopfield_mixture_stability(1, t) > 0);
}

static void minima(void **state)
{
    (void)state;
    static const struct {
        double alpha, exponent;
    } rows[] = {
#define MINIMA(...) { __VA_ARGS__ },
#include "tests/hopfield_reference.inc"
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        assert_near(hopfield_minima_exponent(rows[k].alpha), rows[k].exponent, 1e-12);
    /* Sherrington and Kirkpatrick's, by extrapolation in powers of 1 / sqrt(alpha). */
    enum { LEVELS = 8 };
    double g[LEVELS];
    for (int k = 0; k < LEVELS; k++)
        g[k] = hopfield_minima_exponent(ldexp(100, 2 * k));
    for (int level = 1; level < LEVELS; level++)
        for (int k = LEVELS - 1; k >= level; k--)
            g[k] += (g[k] - g[k - 1]) / (ldexp(1, level) - 1);
    assert_near(g[LEVELS - 1], 0.19922849103578394, 1e-10);
}

/* ---- one measurement ------------------------------------------------------------------------ */

/* The overlaps with the three patterns of a network after heat-bath sweeps from their majority,
 * averaged over the second half. */
static void heat_mixture(double temperature, int64_t sweeps, double m[3])
{
    enum { N = 100000 };
    const RandomKey key = { 46, 1985 };
    const RandomStream bits = random_stream(key, "patterns"), heat = random_stream(key, "heat"),
                       order = random_stream(key, "order");
    int32_t *visits = calloc(N + HOPFIELD_AHEAD, sizeof *visits);
    int64_t *threshold = calloc(N, sizeof *threshold), wrong = 0;
    HopfieldPatterns x;
    HopfieldNet net;
    assert_int_equal(hopfield_patterns_init(&x, N, 3, &bits, 1, NULL), OK);
    assert_int_equal(hopfield_net_init(&net, &x, false, NULL), OK);
    for (int32_t i = 0; i < N; i++)
        if (hopfield_pattern(&x, i, 1) == hopfield_pattern(&x, i, 2) &&
            hopfield_pattern(&x, i, 0) != hopfield_pattern(&x, i, 1))
            visits[wrong++] = i;
    hopfield_net_start(&net, 0, visits, wrong);
    for (int64_t s = 0; s < sweeps; s++) {
        random_permutation(&order, (uint64_t)s, N, visits);
        for (int64_t u = 0; u < N; u++) {
            uint32_t words[4];
            random_block(&heat, (uint64_t)(s * N + u), words);
            threshold[u] = hopfield_heat_threshold(words, N * temperature / 2);
        }
        hopfield_net_sweep(&net, visits, threshold, N);
        for (int p = 0; p < 3 && s >= sweeps / 2; p++)
            for (int64_t i = 0; i < N; i++)
                m[p] += (double)(net.state[i] * hopfield_pattern(&x, i, p)) /
                        (double)((sweeps - sweeps / 2) * N);
    }
    hopfield_net_free(&net);
    hopfield_patterns_free(&x);
    free(visits);
    free(threshold);
}

/* Below 0.4598 it stays what it is, above it falls to one of the three. (Close below, chance
 * overlaps of the patterns suffice to tip networks of this size.) */
static void mixture_of_three_melts(void **state)
{
    (void)state;
    double cold[3] = { 0 }, warm[3] = { 0 };
    heat_mixture(0.34, 40, cold);
    heat_mixture(0.50, 40, warm);
    const double expected = hopfield_mixture_thermal(3, 0.34);
    assert_near((cold[0] + cold[1] + cold[2]) / 3, expected, 0.01);
    for (int p = 0; p < 3; p++)
        assert_near(cold[p], expected, 0.05);
    const double most = fmax(warm[0], fmax(warm[1], warm[2]));
    assert_near(most, hopfield_mixture_thermal(1, 0.50), 0.01);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(single_values),
        cmocka_unit_test(replica_symmetry_at_zero),
        cmocka_unit_test(lines_above_zero),
        cmocka_unit_test(symmetry_breaks_inside_retrieval),
        cmocka_unit_test(temperature_to_zero),
        cmocka_unit_test(glass_melts),
        cmocka_unit_test(phases_of_trials),
        cmocka_unit_test(mixtures),
        cmocka_unit_test(even_mixtures_are_never_stable),
        cmocka_unit_test(minima),
        cmocka_unit_test(mixture_of_three_melts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
