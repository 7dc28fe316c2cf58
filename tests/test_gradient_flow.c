/* test_gradient_flow.c - deep random networks against exact laws and mean-field theory, far beyond
 * the range of single precision, with the same bits on every level. */
#include "tests/near.h"

#include <stdlib.h>
#include <string.h>

#include "tests/trial.h"

extern const Algorithm alg_network_gradient_flow;

static void make(TestTrial *t, const char *const *words)
{
    trial_make(t, &alg_network_gradient_flow, words);
    Error err = { 0 };
    if (t->algorithm->validate(t->params, &err) != OK)
        fail_msg("%s", err.text);
    assert_int_equal(OK, trial_theory(t, NULL));
}

/* Mean and standard error of a scalar metric over seeds, missing values left out. */
static void sample(TestTrial *t, const char *metric, int seeds, double *mean, double *sem)
{
    double sum = 0.0, square = 0.0;
    int n = 0;
    for (int s = 0; s < seeds; s++) {
        Error err = { 0 };
        if (trial_run(t, (uint64_t)s, 1, &err) != OK)
            fail_msg("%s", err.text);
        double x = trial_get(t, metric, 0);
        if (isnan(x))
            continue;
        sum += x;
        square += x * x;
        n++;
    }
    *mean = sum / n;
    *sem = sqrt((square / n - *mean * *mean) / (n - 1));
}

/* Straight half-lines, normal weights: the exact law at any width, biases or not. */
static void exact_at_finite_width(void **state)
{
    (void)state;
    static const char *const settings[][7] = {
        { "activation relu", "init he", "width 4", "depth 12", "batch 1", NULL },
        { "activation relu", "init he", "width 16", "depth 30", "batch 1", NULL },
        { "activation relu", "init lecun", "width 16", "depth 9", "batch 1", "bias_scale 0.5",
          NULL },
        { "activation leaky_relu", "init he", "width 5", "depth 12", "batch 1", NULL },
        { "activation linear", "init standard", "width 3", "depth 12", "batch 1", NULL },
    };
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        TestTrial t;
        double mean, sem;
        make(&t, settings[i]);
        sample(&t, "log10_gradient_ratio", 600, &mean, &sem);
        assert_near(mean, trial_get(&t, "log10_gradient_ratio_theory", 0), 4.0 * sem);
        trial_free(&t);
    }
}

static void inputs_die_as_predicted(void **state)
{
    (void)state;
    TestTrial t;
    double mean, sem;
    make(&t, (const char *const[]){ "activation relu", "init he", "width 5", "depth 20", "batch 1",
                                    NULL });
    sample(&t, "dead_inputs", 1000, &mean, &sem);
    assert_near(trial_get(&t, "dead_inputs_theory", 0), 0.47005, 1e-5); /* 1 - (31/32)^20 */
    assert_near(mean, trial_get(&t, "dead_inputs_theory", 0), 4.0 * sem);
    trial_free(&t);
}

/* Wide networks: at most 0.55 depth / width below mean-field theory, never above it but by chance.
 */
static void mean_field_at_large_width(void **state)
{
    (void)state;
    static const char *const settings[][7] = {
        { "activation sigmoid", "init xavier", "depth 100", "width 128", "batch 4", NULL },
        { "activation tanh", "init xavier", "depth 100", "width 128", "batch 4", NULL },
        { "activation tanh", "init he", "depth 30", "width 128", "batch 4", NULL },
        { "activation elu", "init framework", "depth 30", "width 128", "batch 4", NULL },
        { "activation gelu", "init lecun", "depth 30", "width 128", "batch 4", NULL },
        { "activation tanh", "residual identity", "depth 100", "width 128", "batch 4", NULL },
        { "activation sigmoid", "normalization layer", "depth 30", "width 128", "batch 4", NULL },
        { "activation relu", "init he", "normalization batch", "depth 15", "width 128", NULL },
        { "activation tanh", "normalization batch", "residual identity", "depth 15", "width 128",
          NULL },
        { "activation elu", "normalization layer", "residual identity", "depth 30", "width 128",
          NULL },
    };
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        TestTrial t;
        double mean, sem;
        make(&t, settings[i]);
        sample(&t, "log10_gradient_ratio", 6, &mean, &sem);
        double depth = (double)t.algorithm->dimensions[0].extent(t.params);
        double below = trial_get(&t, "log10_gradient_ratio_theory", 0) - mean;
        if (below < -5.0 * sem || below > 0.55 * depth / 128.0 + 5.0 * sem)
            fail_msg("setting %zu: %g below theory, standard error %g", i, below, sem);
        trial_free(&t);
    }
}

/* Signals of 1e-95 and gradients of 1e-155; both of 2^500; none may be lost or overflow. */
static void beyond_single_precision(void **state)
{
    (void)state;
    static const struct {
        const char *words[8];
        double slack; /* of log10, for width and chance */
    } cases[] = {
        { { "activation sigmoid", "init standard", "weight_scale 0.01", "depth 100", "batch 4",
            NULL },
          1.0 },
        { { "activation tanh", "init standard", "weight_scale 0.01", "depth 100", "batch 4", NULL },
          1.0 },
        { { "activation gelu", "init standard", "weight_scale 0.01", "depth 100", "batch 4", NULL },
          1.0 },
        { { "activation elu", "init standard", "depth 100", "batch 4", NULL }, 1.5 },
        { { "activation relu", "init he", "residual identity", "depth 1000", "batch 2", NULL },
          8.0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TestTrial t;
        Error err = { 0 };
        make(&t, cases[i].words);
        if (trial_run(&t, 5, 1, &err) != OK)
            fail_msg("%s", err.text);
        double theory = trial_get(&t, "log10_gradient_ratio_meanfield", 0);
        assert_near(trial_get(&t, "log10_gradient_ratio", 0), theory, cases[i].slack);
        int64_t last = t.algorithm->dimensions[0].extent(t.params) - 1;
        double variance = trial_get(&t, "activation_variance", last);
        double predicted = trial_get(&t, "activation_variance_theory", last);
        assert_near(log10(variance), log10(predicted), 2.0 * cases[i].slack);
        assert_true(trial_get(&t, "gradient_norm", 0) > 0.0);
        assert_near(trial_get(&t, "clipped_norm", 0),
                    fmin(1.0, pow(10.0, trial_get(&t, "log10_parameter_gradient", 0))), 1e-9);
        trial_free(&t);
    }
}

/* A signal that leaves even double precision fails, and the message names the layer. */
static void overflow_names_its_layer(void **state)
{
    (void)state;
    TestTrial t;
    Error err = { 0 };
    trial_make(&t, &alg_network_gradient_flow,
               (const char *const[]){ "activation relu", "init standard", "depth 200",
                                      "weight_scale 1000", "batch 1", NULL });
    assert_int_equal(ERR_NUMERIC, trial_run(&t, 1, 1, &err));
    assert_non_null(strstr(err.text, "at layer 4"));
    trial_free(&t);
}

static void clipping_is_exact(void **state)
{
    (void)state;
    TestTrial t;
    trial_make(
        &t, &alg_network_gradient_flow,
        (const char *const[]){ "activation linear", "init he", "depth 30", "clip 2.5", NULL });
    assert_int_equal(OK, trial_run(&t, 1, 1, NULL));
    assert_true(trial_get(&t, "log10_parameter_gradient", 0) > 1.0);
    assert_near(trial_get(&t, "clipped_norm", 0), 2.5, 1e-12);
    trial_free(&t);
}

static void derivative_products(void **state)
{
    (void)state;
    TestTrial t;
    double mean, sem;
    make(&t,
         (const char *const[]){ "activation sigmoid", "depth 10", "width 4", "paths 10000", NULL });
    sample(&t, "log10_derivative_product", 20, &mean, &sem);
    assert_near(mean, trial_get(&t, "log10_derivative_product_theory", 0), 4.0 * sem);
    assert_near(trial_get(&t, "derivative_product_theory", 0), 9.969167470268812e-08, 1e-18);
    trial_free(&t);
    make(&t, (const char *const[]){ "activation relu", "depth 6", "width 4", "paths 10000", NULL });
    sample(&t, "active_paths", 20, &mean, &sem);
    assert_near(trial_get(&t, "derivative_product", 0), 0.0, 0.0);
    assert_true(isnan(trial_get(&t, "log10_derivative_product", 0)));
    assert_near(mean, 1.0 / 64.0, 4.0 * sem);
    trial_free(&t);
}

/* Largest singular value of a normal matrix near 2, of an orthogonal one 1; the residual block's
 * smallest one is positive and small. */
static void singular_values(void **state)
{
    (void)state;
    TestTrial t;
    make(&t, (const char *const[]){ "activation relu", "init lecun", "residual identity",
                                    "width 200", "spectrum true", NULL });
    assert_int_equal(OK, trial_run(&t, 1, 1, NULL));
    assert_near(trial_get(&t, "spectral_norm", 0), 2.0, 0.1);
    assert_true(trial_get(&t, "smallest_singular_value", 0) > 0.0);
    assert_true(trial_get(&t, "smallest_singular_value", 0) < 0.2);
    trial_free(&t);
    make(&t, (const char *const[]){ "init orthogonal", "weight_scale 1.7", "width 40",
                                    "spectrum true", NULL });
    assert_int_equal(OK, trial_run(&t, 1, 1, NULL));
    assert_near(trial_get(&t, "spectral_norm", 0), trial_get(&t, "spectral_norm_theory", 0), 1e-6);
    trial_free(&t);
}

/* Every number of a trial, bit for bit, on every processor level and number of threads. */
static void same_bits_everywhere(void **state)
{
    (void)state;
    static const char *const levels[] = { "portable", "v3", "v4" };
    static const char *const settings[][8] = {
        { "activation gelu", "width 67", "depth 12", "batch 5", "normalization batch", NULL },
        { "activation elu", "width 67", "depth 12", "residual identity", "bias_scale 0.2", NULL },
        { "activation sigmoid", "width 130", "depth 9", "normalization layer", NULL },
    };
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        TestTrial first, t;
        trial_make(&first, &alg_network_gradient_flow, settings[i]);
        trial_make(&t, &alg_network_gradient_flow, settings[i]);
        for (int run = 0; run < 6; run++) {
            setenv("HEBB_CPU", levels[run / 2], 1);
            assert_int_equal(OK, trial_run(run ? &t : &first, 9, 1 + run % 2, NULL));
            for (int64_t m = 0; run && t.algorithm->metrics[m].name; m++) {
                int64_t size = t.algorithm->metrics[m].dims[0] ? 9 : 1;
                assert_memory_equal(first.row[m], t.row[m], (size_t)size * sizeof(double));
            }
        }
        trial_free(&first);
        trial_free(&t);
    }
    unsetenv("HEBB_CPU");
}

static void impossible_combinations(void **state)
{
    (void)state;
    static const struct {
        const char *words[4], *param;
    } bad[] = {
        { { "normalization batch", "batch 1", NULL }, "batch" },
        { { "normalization layer", "width 2", NULL }, "width" },
        { { "spectrum true", "width 10000", NULL }, "width" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        TestTrial t;
        Error err = { 0 };
        trial_make(&t, &alg_network_gradient_flow,
                   (const char *const[]){ bad[i].words[0], bad[i].words[1], "depth 2", NULL });
        assert_int_equal(ERR_CONFIG, t.algorithm->validate(t.params, &err));
        assert_string_equal(err.param, bad[i].param);
        trial_free(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_at_finite_width),     cmocka_unit_test(inputs_die_as_predicted),
        cmocka_unit_test(mean_field_at_large_width), cmocka_unit_test(beyond_single_precision),
        cmocka_unit_test(overflow_names_its_layer),  cmocka_unit_test(clipping_is_exact),
        cmocka_unit_test(derivative_products),       cmocka_unit_test(singular_values),
        cmocka_unit_test(same_bits_everywhere),      cmocka_unit_test(impossible_combinations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
