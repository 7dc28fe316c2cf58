/* test_hopfield_landscape.c - the census of minima against plain enumeration and its exact means,
 * and the solvers behind it against values printed elsewhere. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/near.h"
#include "tests/trial.h"

#include "algorithms/base/hopfield_census.h"
#include "algorithms/base/hopfield_finite_temperature.h"
#include "algorithms/base/hopfield_mixtures.h"
#include "algorithms/base/hopfield_theory.h"

extern const Algorithm alg_hopfield_landscape;

static void random_net(CensusNet *net, int n, int64_t p, int bias, uint64_t seed)
{
    const RandomStream s = random_stream((RandomKey){ seed, 9 }, "net");
    int8_t xi[64 * CENSUS_NEURONS];
    int16_t b[CENSUS_NEURONS];
    for (int64_t k = 0; k < p * n; k++)
        xi[k] = random_below(&s, (uint64_t)k, 2) ? 1 : -1;
    for (int i = 0; i < n; i++)
        b[i] =
            (int16_t)((int)random_below(&s, (uint64_t)(10000 + i), 2 * (uint64_t)bias + 1) - bias);
    census_hebb(net, xi, p, n, b);
}

/* Minima by the definition: no neighbour is lower. */
static int64_t count_by_energies(const CensusNet *net, int64_t *strict)
{
    int64_t weak = 0;
    *strict = 0;
    for (uint32_t s = 0; s < (uint32_t)1 << net->neurons; s++) {
        const int32_t energy = census_energy(net, s);
        bool no_lower = true, all_higher = true;
        for (int i = 0; i < net->neurons; i++) {
            const int32_t other = census_energy(net, s ^ (uint32_t)1 << i);
            no_lower &= other >= energy;
            all_higher &= other > energy;
        }
        weak += no_lower;
        *strict += all_higher;
    }
    return weak;
}

static void census_equals_enumeration(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int level = 0; level < CPU_LEVELS; level++) {
        setenv("HEBB_CPU", cpu_level_name((CpuLevel)level), 1);
        for (int n = 2; n <= 11; n += 3)
            for (int64_t p = 1; p <= 9; p++)
                for (int bias = 0; bias < 4; bias += 3) {
                    CensusNet net;
                    Census c;
                    int64_t strict, weak;
                    random_net(&net, n, p, bias, seed++);
                    weak = count_by_energies(&net, &strict);
                    assert_int_equal(census_init(&c, &net, level + 1, NULL, NULL, NULL), OK);
                    assert_int_equal(c.count, weak);
                    assert_int_equal(c.strict, strict);
                    for (int64_t k = 0; k < c.count; k++) {
                        assert_int_equal(c.minima[k].energy,
                                         census_energy(&net, c.minima[k].state));
                        assert_true(k == 0 || c.minima[k - 1].energy <= c.minima[k].energy);
                    }
                    census_free(&c);
                }
    }
    unsetenv("HEBB_CPU");
}

/* More states than one block, on several threads: the same list. */
static void census_is_the_same_on_threads_and_levels(void **state)
{
    (void)state;
    CensusNet net;
    Census one, other;
    random_net(&net, 19, 5, 0, 77);
    setenv("HEBB_CPU", "portable", 1);
    assert_int_equal(census_init(&one, &net, 1, NULL, NULL, NULL), OK);
    unsetenv("HEBB_CPU");
    assert_int_equal(census_init(&other, &net, 3, NULL, NULL, NULL), OK);
    assert_int_equal(one.count, other.count);
    assert_true(one.count > 4);
    assert_memory_equal(one.minima, other.minima, (size_t)one.count * sizeof *one.minima);
    census_free(&one);
    census_free(&other);
}

/* With two patterns only they and their mirror images are minima, all of the same energy. */
static void two_patterns_have_no_spurious_minima(void **state)
{
    (void)state;
    for (int n = 2; n <= 26; n++) {
        const CensusMeans m = census_means(n, 2);
        assert_true(m.spurious == 0 && m.stored_minima == 1 && m.all_global == 1);
        assert_near(m.minima, 4 - ldexp(1, 2 - n), 1e-13);
    }
    for (uint64_t seed = 0; seed < 300; seed++) {
        char neurons[16];
        snprintf(neurons, sizeof neurons, "neurons %d", 2 + (int)(seed % 11));
        TestTrial t;
        trial_make(&t, &alg_hopfield_landscape, (const char *const[]){ neurons, NULL });
        assert_int_equal(trial_run(&t, seed, 1, NULL), OK);
        assert_true(trial_get(&t, "spurious", 0) == 0);
        assert_true(trial_get(&t, "all_global", 0) == 1);
        assert_true(trial_get(&t, "mirror_gap", 0) == 0);
        assert_true(trial_get(&t, "flip_faults", 0) == 0);
        assert_true(trial_get(&t, "weight_faults", 0) == 0);
        trial_free(&t);
    }
}

static void exact_means(void **state)
{
    (void)state;
    const CensusMeans two = census_means(8, 2), three = census_means(8, 3);
    assert_true(two.minima == 3.984375 && two.strict == 3.734375);
    assert_true(two.stored_fixed == 1 - 1.0 / 32);
    assert_near(three.minima, 5.3658, 5e-5);
    assert_near(three.spurious, 0.6563, 5e-5);
    assert_near(three.all_global, 0.0385, 5e-5);
    assert_near(three.stored_global, 0.3770, 5e-5);
    assert_near(three.stored_minima, 0.7927, 5e-5);
    assert_near(1 - hopfield_one_step_error(8, 3, 0), 0.9713134765625, 1e-13);
    assert_true(three.mixtures ==
                three.spurious); /* no other spurious minima with three patterns */
    assert_near(census_means(12, 3).minima, 7.3351, 5e-5);
    assert_near(census_means(12, 3).spurious, 1.8249, 5e-5);
}

/* Averages of trials against the exact means: five standard errors. */
static void trials_average_to_exact_means(void **state)
{
    (void)state;
    static const char *const names[] = { "minima",     "strict_minima", "spurious",
                                         "mixtures",   "stored_minima", "stored_global",
                                         "all_global", "fixed_points",  "stored_fixed" };
    enum { NAMES = sizeof names / sizeof *names, TRIALS = 3000 };
    for (int patterns = 1; patterns <= 3; patterns++) {
        char word[16], theory[64];
        double sum[NAMES] = { 0 }, square[NAMES] = { 0 };
        TestTrial t;
        snprintf(word, sizeof word, "patterns %d", patterns);
        trial_make(&t, &alg_hopfield_landscape, (const char *const[]){ "neurons 6", word, NULL });
        assert_int_equal(trial_theory(&t, NULL), OK);
        for (uint64_t seed = 0; seed < TRIALS; seed++) {
            assert_int_equal(trial_run(&t, seed, 1, NULL), OK);
            for (int m = 0; m < NAMES; m++) {
                const double x = trial_get(&t, names[m], 0);
                sum[m] += x;
                square[m] += x * x;
            }
        }
        for (int m = 0; m < NAMES; m++) {
            const double mean = sum[m] / TRIALS;
            const double sem = sqrt(fmax(square[m] / TRIALS - mean * mean, 0) / TRIALS);
            snprintf(theory, sizeof theory, "%s_theory", names[m]);
            assert_near(mean, trial_get(&t, theory, 0), 5 * sem + 1e-12);
        }
        trial_free(&t);
    }
}

/* With biases the mirror images part by twice the sum of all biases. */
static void biases_break_the_mirror(void **state)
{
    (void)state;
    TestTrial t;
    trial_make(&t, &alg_hopfield_landscape,
               (const char *const[]){ "neurons 9", "patterns 3", "bias 0.3333", NULL });
    assert_int_equal(trial_run(&t, 3, 1, NULL), OK);
    assert_near(trial_get(&t, "mirror_gap", 0), 2 * 9 * (3.0 / 9), 1e-12);
    assert_true(trial_get(&t, "flip_faults", 0) == 0);
    trial_free(&t);
}

static void numbers_of_minima(void **state)
{
    (void)state;
    assert_near(hopfield_minima_exponent(0.1), 0.0629, 5e-5);
    assert_near(hopfield_minima_exponent(0.2), 0.08395526870459102, 1e-12);
    assert_near(hopfield_minima_exponent(1), 0.13148550456404984, 1e-12);
    assert_near(hopfield_minima_exponent(10), 0.17395122546439346, 1e-12);
    assert_near(hopfield_minima_exponent(1e10), 0.19922849103578394,
                1e-5); /* Sherrington-Kirkpatrick */
}

static void mixtures_of_patterns(void **state)
{
    (void)state;
    static const struct {
        int n;
        double overlap, energy, capacity;
    } rows[] = { { 1, 1, -0.5, 0.13790556649493 },
                 { 3, 0.5, -0.375, 0.029942 },
                 { 5, 0.375, -0.3515625, 0.016266 },
                 { 7, 0.3125, -0.341796875, 0.011119 },
                 { 9, 0.2734375, -0.33645629882812, 0.0084363 } };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const HopfieldMixture m = hopfield_mixture(rows[k].n, 1e-6);
        assert_near(m.overlap, rows[k].overlap, 1e-9);
        assert_near(m.energy, rows[k].energy, 1e-6);
        assert_near(hopfield_mixture_capacity(rows[k].n), rows[k].capacity, 1e-6);
        assert_true(hopfield_mixture(rows[k].n, 1.001 * rows[k].capacity).overlap == 0);
    }
    /* One pattern is the retrieval state. */
    assert_near(hopfield_mixture(1, 0.1).overlap, hopfield_replica_stable(0.1).overlap, 1e-12);
    assert_near(hopfield_mixture(1, 0.1).energy, hopfield_replica_stable(0.1).energy, 1e-12);
}

static void signal_and_noise(void **state)
{
    (void)state;
    double v = 1, m1 = hopfield_amari_step(0.1, 0.4, &v), m2 = hopfield_amari_step(0.1, m1, &v);
    assert_near(m1, 0.7940967892679316, 1e-12);
    assert_near(m2, 0.8525170038108123, 1e-12);
    assert_near(hopfield_amari_basin(0.04), 0.06785025385292442, 1e-9);
    assert_near(hopfield_amari_basin(0.12), 0.27872115714686174, 1e-9);
    assert_true(hopfield_amari_basin(0.159608) < 1);
    assert_true(hopfield_amari_basin(0.159609) == 1);
}

static void melting_line(void **state)
{
    (void)state;
    static const double rows[][3] = { { 0.01, 0.13809899098017173, 0.05213358386225203 },
                                      { 0.05, 0.1377939579438613, 0.052911410081386806 },
                                      { 0.2, 0.12255886062261977, 0.05072487655367678 },
                                      { 0.5, 0.05881552054754106, 0.02807625517894033 },
                                      { 0.9, 0.002568368047718318, 0.0014093740713694036 } };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        assert_near(hopfield_thermal_capacity(rows[k][0]), rows[k][1], 1e-9);
        assert_near(hopfield_thermal_global(rows[k][0]), rows[k][2], 1e-8);
    }
    assert_true(hopfield_thermal_capacity(1) == 0);
    /* Towards temperature 0 the states are those of the limit. */
    const HopfieldThermal cold = hopfield_thermal_retrieval(0.1, 0.005);
    assert_near(cold.overlap, hopfield_replica_stable(0.1).overlap, 2e-5);
    assert_near(cold.free_energy, hopfield_replica_stable(0.1).energy, 2e-5);
    assert_near(hopfield_thermal_glass(0.1, 0.005).free_energy, hopfield_replica_glass_energy(0.1),
                2e-3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(census_equals_enumeration),
        cmocka_unit_test(census_is_the_same_on_threads_and_levels),
        cmocka_unit_test(two_patterns_have_no_spurious_minima),
        cmocka_unit_test(exact_means),
        cmocka_unit_test(trials_average_to_exact_means),
        cmocka_unit_test(biases_break_the_mirror),
        cmocka_unit_test(numbers_of_minima),
        cmocka_unit_test(mixtures_of_patterns),
        cmocka_unit_test(signal_and_noise),
        cmocka_unit_test(melting_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
