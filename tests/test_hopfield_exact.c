/* test_hopfield_exact.c - laws at finite size against enumeration, trials and their limits: what
 * fields tell in small networks, one update of modern networks, capacities of higher orders. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/near.h"
#include "tests/trial.h"

#include "algorithms/base/hopfield_dense.h"
#include "algorithms/base/hopfield_fields.h"
#include "algorithms/base/hopfield_softmax.h"

extern const Algorithm alg_hopfield_dense, alg_hopfield_modern;

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* ---- fields --------------------------------------------------------------------------------- */

static void two_ways_to_the_same_means(void **state)
{
    (void)state;
    Error err;
    for (int n = 2; n <= FIELDS_NEURONS; n++)
        for (int p = 1; p <= CENSUS_EXACT_PATTERNS; p++) {
            const CensusMeans a = census_means(n, p);
            CensusMeans b;
            assert_int_equal(fields_means(n, p, &b, &err), OK);
            assert_near(b.minima, a.minima, 1e-12);
            assert_near(b.strict, a.strict, 1e-12);
            assert_near(b.fixed_points, a.fixed_points, 1e-12);
            assert_near(b.stored_minima, a.stored_minima, 1e-13);
            assert_near(b.stored_fixed, a.stored_fixed, 1e-13);
            assert_true(isnan(b.spurious) && isnan(b.all_global));
        }
    CensusMeans two;
    assert_int_equal(fields_means(8, 2, &two, &err), OK);
    assert_true(two.stored_fixed == 31.0 / 32);
}

/* Adds what one set of patterns has, every state and pattern by the definition. */
static void add_set(const int8_t *xi, int n, int patterns, CensusMeans *sums)
{
    int minimum[1 << 5], fixed[1 << 5];
    for (int s = 0; s < 1 << n; s++) {
        int ties = 0, lost = 0, low = 0;
        for (int i = 0; i < n; i++) {
            int field = 0;
            for (int p = 0; p < patterns; p++)
                for (int j = 0; j < n; j++)
                    field += j == i ? 0 : xi[p * n + i] * xi[p * n + j] * (s >> j & 1 ? 1 : -1);
            low += (s >> i & 1 ? field : -field) < 0;
            ties += field == 0;
            lost += field == 0 && !(s >> i & 1);
        }
        minimum[s] = low == 0;
        fixed[s] = low == 0 && lost == 0;
        sums->minima += minimum[s];
        sums->fixed_points += fixed[s];
        sums->strict += low == 0 && ties == 0;
    }
    for (int p = 0; p < patterns; p++) {
        int s = 0;
        for (int i = 0; i < n; i++)
            s |= (xi[p * n + i] > 0) << i;
        sums->stored_minima += minimum[s];
        sums->stored_fixed += fixed[s];
    }
}

/* All 2^(N P) sets of patterns. */
static void means_equal_enumeration(void **state)
{
    (void)state;
    static const int rows[][2] = { { 4, 4 }, { 3, 5 }, { 2, 8 }, { 5, 3 } };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const int n = rows[k][0], patterns = rows[k][1];
        const double sets = ldexp(1, n * patterns);
        CensusMeans sums = { 0 }, exact;
        Error err;
        for (uint32_t set = 0; set < (uint32_t)1 << (n * patterns); set++) {
            int8_t xi[16];
            for (int b = 0; b < n * patterns; b++)
                xi[b] = set >> b & 1 ? 1 : -1;
            add_set(xi, n, patterns, &sums);
        }
        assert_int_equal(fields_means(n, patterns, &exact, &err), OK);
        assert_near(exact.minima, sums.minima / sets, 1e-12);
        assert_near(exact.strict, sums.strict / sets, 1e-12);
        assert_near(exact.fixed_points, sums.fixed_points / sets, 1e-12);
        assert_near(exact.stored_minima, sums.stored_minima / sets / patterns, 1e-13);
        assert_near(exact.stored_fixed, sums.stored_fixed / sets / patterns, 1e-13);
    }
}

/* ---- one update of modern networks ---------------------------------------------------------- */

static void recall_obeys_its_law(void **state)
{
    (void)state;
    enum { TRIALS = 250 };
    static const char *const rows[][6] = {
        { "dimension 16", "patterns 60", "beta 0.5", "noise 0.1", "cues 16", NULL },
        { "dimension 24", "patterns 900", "beta 0.5", "noise 0.1", "cues 8", NULL },
        { "dimension 20", "patterns 100", "beta 1", "noise 0.2", "cues 16", NULL },
        { "dimension 20", "patterns 40", "beta 0.25", "noise 0.1", "cues 16", NULL },
        { "dimension 17", "patterns 3", "beta 0.4", "noise 0.25", "cues 3", NULL },
        { "dimension 6", "patterns 2", "beta 0.5", "noise 0.3", "cues 2", NULL },
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        double sum = 0, square = 0;
        TestTrial t;
        trial_make(&t, &alg_hopfield_modern, rows[k]);
        assert_int_equal(trial_theory(&t, NULL), OK);
        const double law = trial_get(&t, "retrieved_theory", 0);
        for (uint64_t seed = 0; seed < TRIALS; seed++) {
            assert_int_equal(trial_run(&t, seed, 1, NULL), OK);
            const double x = trial_get(&t, "retrieved", 0);
            sum += x;
            square += x * x;
        }
        const double mean = sum / TRIALS, sem = sqrt((square / TRIALS - mean * mean) / TRIALS);
        assert_true(law > 0.1 && law < 0.9);
        if (!(fabs(mean - law) < 4.5 * sem + 0.005))
            fail_msg("%s, %s: %g, law %g, sem %g", rows[k][0], rows[k][1], mean, law, sem);
        trial_free(&t);
    }
}

/* The crowd's law names the middle of the fall, more precisely in larger networks relative to the
 * exponential growth of the capacity. */
static void the_crowd_decides_in_large_networks(void **state)
{
    (void)state;
    for (int64_t d = 24; d <= 56; d += 16) {
        const double half = softmax_capacity(d, 0.5, 0.1);
        assert_near(softmax_retrieved(d, (int64_t)half, 0.5, 0.1), 0.5, 0.06);
        assert_true(softmax_retrieved(d, (int64_t)(half / 100), 0.5, 0.1) > 0.8);
        assert_true(softmax_retrieved(d, (int64_t)(half * 100), 0.5, 0.1) < 0.15);
    }
    assert_near(softmax_capacity(101, 0.5, 0.1) / softmax_capacity(100, 0.5, 0.1),
                exp(0.4 - log(cosh(0.5))), 1e-12);
}

static void what_is_certain(void **state)
{
    (void)state;
    assert_true(softmax_retrieved(10, 1, 0.5, 0.3) == 1);
    assert_near(softmax_retrieved(16, 10, 0.5, 0), 1, 0.02); /* the pattern itself */
    assert_near(softmax_retrieved(16, 10, 0, 0.1), 0, 1e-3); /* no sharpness */
    const double noise = softmax_retrieved(20, 3, 0.5, 0.5); /* a cue of nothing else */
    assert_true(noise > 0.2 && noise < 1.0 / 3);
    assert_near(softmax_retrieved(12, 100000000, 0.5, 0.1), 0.282429536481, 1e-3); /* 0.9^12 */
    assert_true(isnan(softmax_retrieved(SOFTMAX_DIMENSION + 1, 10, 0.5, 0.1)));
}

/* ---- higher orders -------------------------------------------------------------------------- */

static void capacities_of_krotov_and_hopfield(void **state)
{
    (void)state;
    static const double rows[][4] = {
        { 50, 6.390555465883287, 106.50925776472144, 1065.0925776472145 },
        { 100, 10.857362047581296, 361.91206825270984, 7238.241365054196 },
        { 200, 18.873916581775486, 1258.261105451699, 50330.444218067954 }
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        for (int order = 2; order <= DENSE_ORDER; order++)
            assert_near(dense_capacity(order, (int64_t)rows[k][0]) / rows[k][order - 1], 1, 1e-13);
    assert_near(dense_capacity(DENSE_EXPONENTIAL, 20), 1024, 1e-9);
    TestTrial t;
    trial_make(&t, &alg_hopfield_dense, WORDS("order 4", "neurons 100", "patterns 10"));
    assert_int_equal(trial_theory(&t, NULL), OK);
    assert_near(trial_get(&t, "capacity_theory", 0), 7238.241365054196, 1e-8);
    trial_free(&t);
}

/* At that number of patterns a bit errs with probability erfc(sqrt(ln N)) / 2 in large networks. */
static void errors_at_capacity(void **state)
{
    (void)state;
    const double gauss = erfc(sqrt(log(400))) / 2;
    const DenseLaw law = dense_one_step(3, 400, (int64_t)dense_capacity(3, 400), 0);
    assert_near(law.bit_error / gauss, 1, 0.1);
    assert_near(law.exact, pow(1 - law.bit_error, 400), 1e-12);
    assert_true(law.exact > 0.88);
}

/* The exponential fails when another pattern differs in one bit: the class 2^N / N for a given
 * pattern. */
static void the_exponential_class(void **state)
{
    (void)state;
    for (int64_t n = 10; n <= 26; n += 8) {
        const double half = ldexp(log(2), (int)n + 1) / (double)n;
        const DenseLaw law = dense_one_step(DENSE_EXPONENTIAL, n, (int64_t)half, 0);
        assert_near(law.exact, 0.5, 0.06);
        assert_true(half > 5 * dense_capacity(DENSE_EXPONENTIAL, n) / 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_ways_to_the_same_means),
        cmocka_unit_test(means_equal_enumeration),
        cmocka_unit_test(recall_obeys_its_law),
        cmocka_unit_test(the_crowd_decides_in_large_networks),
        cmocka_unit_test(what_is_certain),
        cmocka_unit_test(capacities_of_krotov_and_hopfield),
        cmocka_unit_test(errors_at_capacity),
        cmocka_unit_test(the_exponential_class),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
