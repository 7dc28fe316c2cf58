/* test_hopfield_weights.c - the pseudo-inverse and the Storkey rule: what defines them, and recall
 * that obeys the same laws as that of the Hebb rule. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/near.h"
#include "tests/trial.h"

#include "algorithms/base/hopfield_weights.h"

extern const Algorithm alg_hopfield_retrieval;

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void make(HopfieldWeights *net, HopfieldPatterns *x, int64_t n, int64_t p, int rule,
                 bool self)
{
    const RandomStream bits = random_stream((RandomKey){ 5, (uint64_t)(n * p) }, "patterns");
    const HopfieldRules how = { .self_coupling = self };
    assert_int_equal(hopfield_patterns_init(x, n, p, &bits, 1, NULL), OK);
    assert_int_equal(hopfield_weights_init(net, x, rule, &how, NULL), OK);
}

/* The projection: symmetric, idempotent, of trace P, and it keeps every pattern. */
static void pseudoinverse_is_a_projection(void **state)
{
    (void)state;
    enum { N = 40, P = 17 };
    HopfieldWeights net;
    HopfieldPatterns x;
    double trace = 0;
    make(&net, &x, N, P, HOPFIELD_PSEUDOINVERSE, true);
    for (int i = 0; i < N; i++) {
        trace += net.w[i * N + i];
        for (int j = 0; j < N; j++) {
            double square = 0;
            for (int k = 0; k < N; k++)
                square += net.w[i * N + k] * net.w[k * N + j];
            assert_near(square, net.w[i * N + j], 1e-13);
            assert_true(net.w[i * N + j] == net.w[j * N + i]);
        }
        for (int p = 0; p < P; p++) {
            double field = 0;
            for (int j = 0; j < N; j++)
                field += net.w[i * N + j] * hopfield_pattern(&x, j, p);
            assert_near(field, hopfield_pattern(&x, i, p), 1e-12);
        }
    }
    assert_near(trace, P, 1e-12);
    hopfield_weights_free(&net);
    hopfield_patterns_free(&x);
}

/* Without self-coupling every pattern holds neuron i by the same 1 - w_ii: 1 - alpha in the mean.
 * With P = N - 2 that is the share of the neuron in the plane that no pattern reaches, nearly
 * exponentially distributed: the least of N is 2 / N (N - 2) in the mean. Little, but enough. */
static void pseudoinverse_holds_by_a_margin(void **state)
{
    (void)state;
    enum { N = 200, P = 198, NETWORKS = 100 };
    double sum = 0, square = 0;
    for (uint64_t k = 0; k < NETWORKS; k++) {
        HopfieldWeights net;
        HopfieldPatterns x;
        const RandomStream bits = random_stream((RandomKey){ 198, k }, "patterns");
        const HopfieldRules how = { .self_coupling = true };
        double least = 1, mean = 0;
        assert_int_equal(hopfield_patterns_init(&x, N, P, &bits, 1, NULL), OK);
        assert_int_equal(hopfield_weights_init(&net, &x, HOPFIELD_PSEUDOINVERSE, &how, NULL), OK);
        for (int i = 0; i < N; i++) {
            const double margin = 1 - net.w[i * N + i];
            mean += margin / N;
            least = fmin(least, margin);
            for (int p = 0; p < P && k < 3; p += 66) {
                double field = 0;
                for (int j = 0; j < N; j++)
                    field += j == i ? 0 : net.w[i * N + j] * hopfield_pattern(&x, j, p);
                assert_near(field * hopfield_pattern(&x, i, p), margin, 1e-10);
            }
        }
        assert_near(mean, 1 - (double)P / N, 1e-10);
        assert_true(least > 0);
        sum += least;
        square += least * least;
        hopfield_weights_free(&net);
        hopfield_patterns_free(&x);
    }
    const double mean = sum / NETWORKS;
    const double sem = sqrt((square / NETWORKS - mean * mean) / NETWORKS);
    assert_true(sem < 1e-5);
    assert_near(mean, 2.0 / (N * (N - 2)), 4.5 * sem);
}

/* No state of any has a lower energy than the patterns: y W y <= N, and it is N for them. */
static void patterns_of_the_projection_are_lowest(void **state)
{
    (void)state;
    enum { N = 12 };
    for (int p = 1; p < N; p++) {
        HopfieldWeights net;
        HopfieldPatterns x;
        double lowest = 0;
        make(&net, &x, N, p, HOPFIELD_PSEUDOINVERSE, false);
        for (uint32_t y = 0; y < 1u << N; y++) {
            double energy = 0;
            for (int i = 0; i < N; i++)
                for (int j = 0; j < i; j++)
                    energy -= (y >> i & 1) == (y >> j & 1) ? net.w[i * N + j] : -net.w[i * N + j];
            lowest = fmin(lowest, energy);
        }
        for (int k = 0; k < p; k++) {
            double energy = 0;
            for (int i = 0; i < N; i++)
                for (int j = 0; j < i; j++)
                    energy -=
                        net.w[i * N + j] * hopfield_pattern(&x, i, k) * hopfield_pattern(&x, j, k);
            assert_near(energy, lowest, 1e-12);
        }
        hopfield_weights_free(&net);
        hopfield_patterns_free(&x);
    }
}

/* With as many patterns as neurons the projection is the identity: no weights are left. */
static void pseudoinverse_of_all_is_empty(void **state)
{
    (void)state;
    HopfieldWeights net;
    HopfieldPatterns x;
    make(&net, &x, 30, 60, HOPFIELD_PSEUDOINVERSE, false);
    for (int k = 0; k < 30 * 30; k++)
        assert_true(net.w[k] == 0);
    hopfield_weights_free(&net);
    hopfield_patterns_free(&x);
}

/* Storkey's rule as printed, all sums written out. */
static void storkey_as_printed(void **state)
{
    (void)state;
    enum { N = 13, P = 6 };
    HopfieldWeights net;
    HopfieldPatterns x;
    double w[N][N] = { { 0 } };
    make(&net, &x, N, P, HOPFIELD_STORKEY, true);
    for (int p = 0; p < P; p++) {
        double next[N][N], xi[N];
        for (int i = 0; i < N; i++)
            xi[i] = hopfield_pattern(&x, i, p);
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++) {
                double ij = 0, ji = 0;
                for (int k = 0; k < N; k++) {
                    ij += k != i && k != j ? w[i][k] * xi[k] : 0;
                    ji += k != i && k != j ? w[j][k] * xi[k] : 0;
                }
                next[i][j] = w[i][j] + (xi[i] * xi[j] - xi[i] * ji - ij * xi[j]) / N;
            }
        memcpy(w, next, sizeof w);
    }
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            assert_near(net.w[i * N + j], w[i][j], 1e-12);
    hopfield_weights_free(&net);
    hopfield_patterns_free(&x);
}

static double measured(const char *const *words, const char *metric)
{
    TestTrial t;
    Error err = { 0 };
    trial_make(&t, &alg_hopfield_retrieval, words);
    if (trial_run(&t, 2, 1, &err) != OK)
        fail_msg("%s", err.text);
    const double x = trial_get(&t, metric, 0);
    trial_free(&t);
    return x;
}

/* One pattern: all rules have the same weights, so the same dynamics, hot or cold. */
static void one_pattern_is_hebbian(void **state)
{
    (void)state;
    static const char *const ways[] = { "dynamics asynchronous", "dynamics synchronous" };
    static const char *const heat[] = { "temperature 0", "temperature 0.6" };
    static const char *const orders[] = { "order permutation", "order random", "order sequential" };
    static const char *const metrics[] = { "overlap", "flips", "energy_start", "energy_final" };
    for (int k = 0; k < 12; k++)
        for (size_t m = 0; m < sizeof metrics / sizeof *metrics; m++) {
            const char *const *hebb =
                WORDS("neurons 101", "load 0", "initial_overlap 0.3", "max_sweeps 12", ways[k % 2],
                      heat[k / 2 % 2], orders[k / 4]);
            double expected = measured(hebb, metrics[m]);
            for (int rule = 0; rule < 2; rule++) {
                const char *const *other = WORDS(
                    "neurons 101", "load 0", "initial_overlap 0.3", "max_sweeps 12", ways[k % 2],
                    heat[k / 2 % 2], orders[k / 4], rule ? "rule storkey" : "rule pseudoinverse");
                assert_near(measured(other, metrics[m]), expected, 1e-12);
            }
        }
}

/* The pseudo-inverse keeps every pattern up to P = N - 1, where Hebb's rule has forgotten all. */
static void pseudoinverse_stores_nearly_as_many_as_neurons(void **state)
{
    (void)state;
    const char *const *projection =
        WORDS("neurons 200", "load 0.99", "parity any", "rule pseudoinverse", "cues 198");
    assert_true(measured(projection, "overlap") == 1);
    assert_true(measured(projection, "flips") == 0);
    assert_true(measured(projection, "energy_increases") == 0);
    assert_true(measured(WORDS("neurons 200", "load 0.99", "cues 198"), "retrieved") < 0.02);
    assert_true(measured(WORDS("neurons 200", "load 0.2", "cues 8", "rule storkey"), "retrieved") >
                measured(WORDS("neurons 200", "load 0.2", "cues 8"), "retrieved"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pseudoinverse_is_a_projection),
        cmocka_unit_test(pseudoinverse_holds_by_a_margin),
        cmocka_unit_test(patterns_of_the_projection_are_lowest),
        cmocka_unit_test(pseudoinverse_of_all_is_empty),
        cmocka_unit_test(storkey_as_printed),
        cmocka_unit_test(one_pattern_is_hebbian),
        cmocka_unit_test(pseudoinverse_stores_nearly_as_many_as_neurons),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
