/* test_attention_laws.c - averages over random scores against other ways to the same number, and
 * what the experiments on attention must find. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "algorithms/base/attention_exact.h"
#include "algorithms/base/attention_theory.h"
#include "algorithms/base/random.h"
#include "tests/near.h"
#include "tests/trial.h"

extern const Algorithm alg_attention_cost, alg_attention_map, alg_attention_saturation,
    alg_attention_position, alg_attention_equivariance;

static AttentionAverage average(int64_t n, double s)
{
    AttentionAverage a;
    Error err = { 0 };
    assert_int_equal(attention_random_scores(n, s, &a, &err), OK);
    return a;
}

/* Two keys: the weights depend on the difference of two scores, a normal of variance 2 s^2. */
static void two_keys(void **state)
{
    (void)state;
    static const double sizes[] = { 0.01, 0.05, 0.3, 1, 3, 12, 40 };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        double s = sizes[i], entropy = 0, squares = 0, step = 1.0 / 4096;
        for (double x = -9; x <= 9; x += step) {
            double p[2] = { x * s * sqrt(2.0), 0 };
            attention_softmax(p, 2);
            double density = exp(-0.5 * x * x) / sqrt(2 * M_PI) * step;
            entropy += density * attention_entropy(p, 2);
            squares += density * (p[0] * p[0] + p[1] * p[1]);
        }
        AttentionAverage a = average(2, s);
        assert_near(a.entropy, entropy, 2e-8);
        assert_near(a.participation, squares, 2e-8);
    }
}

static void limits(void **state)
{
    (void)state;
    for (int64_t n = 4; n <= 65536; n *= 16) {
        assert_near(average(n, 1e-4).entropy, log((double)n), 1e-8);
        assert_near(average(n, 0.0199999).entropy, average(n, 0.0200001).entropy, 1e-6);
        assert_true(average(n, 200).participation > 0.95); /* frozen onto one key */
        double last = INFINITY;
        for (double s = 0.1; s < 60; s *= 1.5) {
            AttentionAverage a = average(n, s);
            assert_true(a.entropy < last && a.entropy > 0 && a.participation < 1);
            last = a.entropy;
        }
    }
    /* many keys: ln n - s^2 / 2 */
    assert_near(average(131072, 1).entropy, attention_limit_entropy(131072, 1), 1e-4);
    assert_near(attention_limit_entropy(64, 3), 0, 0);
    /* the largest of 2 normals is 1 / sqrt(pi), the mean |q| in one dimension sqrt(2 / pi) */
    assert_near(attention_largest_score(2, 1, 1), sqrt(2.0) / M_PI, 1e-12);
}

/* The Jacobian built as a matrix, where no weight is near 1; and its size where one is. */
static void jacobian(void **state)
{
    (void)state;
    enum { N = 7 };
    double p[N] = { 0.3, -1, 2, 0.1, 0.7, -3, 1.1 }, sum = 0;
    attention_softmax(p, N);
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++) {
            double x = p[i] * ((i == j) - p[j]);
            sum += x * x;
        }
    assert_near(attention_jacobian(p, N), sqrt(sum), 1e-15);
    double sharp[2] = { 60, 0 }; /* p2 = e^-60: four entries of that size */
    attention_softmax(sharp, 2);
    assert_near(attention_jacobian(sharp, 2) / (2 * exp(-60.0)), 1, 1e-12);
}

/* ---- algorithms ------------------------------------------------------------------------------ */

static double metric_of(const Algorithm *a, const char *const *words, int threads,
                        const char *metric, int64_t index)
{
    TestTrial t;
    Error err = { 0 };
    trial_make(&t, a, words);
    assert_int_equal(trial_run(&t, 7, threads, &err), OK);
    assert_int_equal(a->theory ? trial_theory(&t, &err) : OK, OK);
    double value = trial_get(&t, metric, index);
    trial_free(&t);
    return value;
}

#define VALUE(alg, metric, index, ...)                                                             \
    metric_of(&alg_attention_##alg, (const char *const[]){ __VA_ARGS__, NULL }, 1, metric, index)

/* Counts follow the formulas; bytes and errors do not depend on threads. */
static void costs(void **state)
{
    (void)state;
    static const char *const methods[] = { "method naive", "method tiled", "method linear" };
    static const char *const measured[] = { "flops",   "executed_flops", "peak_bytes",
                                            "weights", "max_error",      "row_sum_error" };
    for (int m = 0; m < 3; m++)
        for (int projected = 0; projected < 2; projected++) {
            const char *const words[] = {
                methods[m],    "length 200",
                "heads 3",     "head_dim 20",
                "mask causal", "repeats 2",
                "threads all", projected ? "projections true" : "projections false",
                NULL
            };
            TestTrial one, four;
            Error err = { 0 };
            trial_make(&one, &alg_attention_cost, words);
            trial_make(&four, &alg_attention_cost, words);
            assert_int_equal(trial_run(&one, 3, 1, &err), OK);
            assert_int_equal(trial_run(&four, 3, 4, &err), OK);
            assert_int_equal(trial_theory(&one, &err), OK);
            for (size_t i = 0; i < sizeof measured / sizeof *measured; i++)
                assert_true(trial_get(&one, measured[i], 0) == trial_get(&four, measured[i], 0));
            double flops = m == 2 ? 4.0 * 200 * 20 * 20 * 3 : 2.0 * 200 * 201 * 20 * 3;
            flops += projected ? 8.0 * 200 * 60 * 60 : 0;
            assert_true(trial_get(&one, "flops", 0) == flops);
            assert_true(trial_get(&one, "flops_theory", 0) == flops);
            assert_true(trial_get(&one, "weights", 0) == (projected ? 4 * 60 * 60 : 0));
            assert_true(trial_get(&one, "max_error", 0) < 1e-6);
            assert_true(alg_attention_cost.memory(one.params) >= trial_get(&one, "peak_bytes", 0));
            trial_free(&one);
            trial_free(&four);
        }
    /* the exponent is a derivative */
    const double h = 1.0 / 64, n = 512;
    double low = 8 * n * (1 - h) * 512 * 512 + 4 * n * n * (1 - h) * (1 - h) * 512;
    double high = 8 * n * (1 + h) * 512 * 512 + 4 * n * n * (1 + h) * (1 + h) * 512;
    assert_near(VALUE(cost, "length_exponent_theory", 0, "length 512", "heads 8", "head_dim 64",
                      "projections true", "repeats 1"),
                log(high / low) / log((1 + h) / (1 - h)), 1e-4);
}

/* Means of many queries against the exact averages: 5 standard errors at most. */
static void saturation(void **state)
{
    (void)state;
    enum { TRIALS = 60 };
    static const char *const words[] = { "keys 12", "head_dim 9", "scaled false", "queries 1",
                                         NULL };
    static const char *const names[] = { "entropy", "participation", "score_variance",
                                         "max_score" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        double sum = 0, squares = 0;
        char theory[64];
        snprintf(theory, sizeof theory, "%s_theory", names[i]);
        TestTrial t;
        Error err = { 0 };
        trial_make(&t, &alg_attention_saturation, words);
        for (uint64_t seed = 0; seed < TRIALS; seed++) {
            assert_int_equal(trial_run(&t, seed, 1, &err), OK);
            double x = trial_get(&t, names[i], 0);
            sum += x;
            squares += x * x;
        }
        assert_int_equal(trial_theory(&t, &err), OK);
        double mean = sum / TRIALS, sd = sqrt((squares - TRIALS * mean * mean) / (TRIALS - 1));
        assert_near(mean, trial_get(&t, theory, 0), 5 * sd / sqrt((double)TRIALS));
        trial_free(&t);
    }
}

static void positions(void **state)
{
    (void)state;
    assert_near(VALUE(position, "encoding", 10 * 64 + 31, "kind sinusoidal"), 0.9911217712989061,
                1e-15);
    assert_near(VALUE(position, "encoding", 3, "kind alibi", "dimension 8"), 0, 0);
    assert_near(VALUE(position, "encoding", 8 + 3, "kind alibi", "dimension 8"), -0.0625, 1e-16);
    static const char *const relative[] = { "kind rope", "kind alibi", "kind relative",
                                            "kind none" };
    for (int i = 0; i < 4; i++)
        assert_true(VALUE(position, "shift_error", 0, relative[i], "dimension 8") < 1e-14);
    assert_true(VALUE(position, "shift_error", 0, "kind sinusoidal") > 0.1);
    assert_true(VALUE(position, "offset_effect", 0, "kind none") == 0);
    assert_true(VALUE(position, "offset_effect", 0, "kind relative", "max_distance 3") > 0);
    /* distances beyond the largest share their vector */
    double far = VALUE(position, "score", 20, "kind relative");
    assert_near(VALUE(position, "score", 30, "kind relative"), far, 1e-14);
}

static void orders(void **state)
{
    (void)state;
    assert_true(VALUE(equivariance, "equivariance_error", 0, "length 9") < 1e-13);
    assert_true(VALUE(equivariance, "pooled_error", 0, "length 9") < 1e-13);
    assert_true(VALUE(equivariance, "invariance_error", 0, "length 9") > 0.1);
    assert_true(VALUE(equivariance, "equivariance_error", 0, "position sinusoidal") > 0.01);
    assert_near(VALUE(equivariance, "reach", 0, "mask causal", "length 10"), 0.55, 1e-15);
    assert_true(VALUE(equivariance, "weights", 0, "dimension 12", "heads 3") == 4 * 12 * 12);
}

static void maps(void **state)
{
    (void)state;
    assert_near(VALUE(map, "output", 0, "content example", "scaled false"), 0.84463759650303639,
                1e-15);
    assert_near(VALUE(map, "output", 5, "content example"), 0.75174492174227693, 1e-15);
    assert_true(VALUE(map, "future_weight", 0, "mask causal") == 0);
    assert_true(VALUE(map, "future_effect", 0, "mask causal") == 0);
    assert_true(VALUE(map, "future_effect", 0, "mask full") > 0.01);
    assert_true(VALUE(map, "seen", 6, "mask causal") == 7);
}

/* What the tables' ranges cannot say is refused by name. */
static void refusals(void **state)
{
    (void)state;
    static const struct {
        const Algorithm *algorithm;
        const char *words[4], *param;
    } cases[] = {
        { &alg_attention_equivariance, { "dimension 10", "heads 4" }, "heads" },
        { &alg_attention_equivariance,
          { "dimension 9", "heads 3", "position sinusoidal" },
          "dimension" },
        { &alg_attention_position, { "dimension 9", "kind rope" }, "dimension" },
        { &alg_attention_map, { "tokens    " }, "tokens" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TestTrial t;
        Error err = { 0 };
        trial_make(&t, cases[i].algorithm, cases[i].words);
        assert_int_not_equal(cases[i].algorithm->validate(t.params, &err), OK);
        assert_string_equal(err.param, cases[i].param);
        trial_free(&t);
    }
    /* bytes that are no UTF-8, put where the parser would not let them through */
    static const char *const broken[] = { "\xC3(",    "\xE2\x82",         "\xED\xA0\x80",
                                          "\xC0\xAF", "\xF4\x90\x80\x80", "a\tb" };
    TestTrial t;
    trial_make(&t, &alg_attention_map, (const char *const[]){ "tokens gr\xC3\xBC\xC3\x9F", NULL });
    assert_int_equal(alg_attention_map.validate(t.params, NULL), OK);
    const Param *row = alg_attention_map.params;
    while (strcmp(row->name, "tokens") != 0)
        row++;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        Error err = { 0 };
        snprintf((char *)t.params + row->offset, PARAM_TEXT_SIZE, "%s", broken[i]);
        assert_int_not_equal(alg_attention_map.validate(t.params, &err), OK);
        assert_string_equal(err.param, "tokens");
    }
    trial_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_keys), cmocka_unit_test(limits),     cmocka_unit_test(jacobian),
        cmocka_unit_test(costs),    cmocka_unit_test(saturation), cmocka_unit_test(positions),
        cmocka_unit_test(orders),   cmocka_unit_test(maps),       cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
