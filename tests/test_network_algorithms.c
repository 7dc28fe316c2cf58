/* test_network_algorithms.c - network.activations, backprop_check and optimizer as a user sees
 * them: the worked example's digits, exact laws, impossible combinations. */
#include "tests/near.h"

#include <stdio.h>
#include <string.h>

#include "tests/trial.h"

extern const Algorithm alg_network_activations, alg_network_backprop_check, alg_network_optimizer;

static void run(TestTrial *t, const Algorithm *a, const char *const *words)
{
    Error err = { 0 };
    trial_make(t, a, words);
    if (a->validate && a->validate(t->params, &err) != OK)
        fail_msg("%s", err.text);
    if (trial_run(t, 3, 1, &err) != OK)
        fail_msg("%s", err.text);
    if (a->theory)
        assert_int_equal(OK, trial_theory(t, NULL));
}

/* Fifty-digit arithmetic rounded to double. */
static void the_worked_example(void **state)
{
    (void)state;
    static const struct {
        const char *metric;
        double value;
    } known[] = {
        { "trace_z1", 0.35 },
        { "trace_h1", 0.58661757891733 },
        { "trace_z2", 0.46929406313386407 },
        { "trace_y", 0.6152166569985402 },
        { "trace_loss", 0.07402911052568951 },
        { "trace_slope1", 0.2424973950225001 },
        { "trace_slope2", 0.23672512195008072 },
        { "trace_delta2", -0.0910878837963803 },
        { "trace_delta1", -0.017670859630987537 },
        { "trace_gradient_w2", -0.05343375386133572 },
        { "trace_gradient_w11", -0.017670859630987537 },
        { "trace_gradient_w12", -0.008835429815493769 },
        { "trace_w2_after", 0.8053433753861335 },
        { "trace_w11_after", 0.5017670859630987 },
        { "trace_w12_after", -0.29911645701845063 },
        { "trace_y_after_weights", 0.6160604265216135 },
        { "trace_y_after_all", 0.6182940434205207 },
    };
    TestTrial t;
    run(&t, &alg_network_backprop_check, (const char *const[]){ "kind worked", NULL });
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_near(trial_get(&t, known[i].metric, 0), known[i].value, 2e-15);
    assert_true(trial_get(&t, "max_relative_error", 0) < 1e-9);
    trial_free(&t);
}

static void nothing_passes_a_cancelling_block(void **state)
{
    (void)state;
    TestTrial t;
    run(&t, &alg_network_backprop_check, (const char *const[]){ "kind cancelling", NULL });
    assert_near(trial_get(&t, "input_gradient", 0), 0.0, 0.0);
    trial_free(&t);
}

/* Every activation with every loss and normalisation; relu, whose kinks the data must avoid, too.
 */
static void gradients_are_right(void **state)
{
    (void)state;
    for (int i = 0; i < 7 * 2 * 3; i++) {
        static const char *const activations[] = { "sigmoid", "tanh", "relu",  "leaky_relu",
                                                   "elu",     "gelu", "linear" };
        static const char *const norms[] = { "none", "batch", "layer" };
        char activation[32], norm[32];
        snprintf(activation, sizeof activation, "activation %s", activations[i % 7]);
        snprintf(norm, sizeof norm, "normalization %s", norms[i / 14]);
        TestTrial t;
        run(&t, &alg_network_backprop_check,
            (const char *const[]){ activation, norm,
                                   i / 7 % 2 ? "loss cross_entropy" : "loss squared",
                                   i % 2 ? "residual identity" : "dropout 0.2", NULL });
        if (!(trial_get(&t, "max_relative_error", 0) <= 1e-7))
            fail_msg("%s %s: %g", activation, norm, trial_get(&t, "max_relative_error", 0));
        assert_true(trial_get(&t, "float_error", 0) < 2e-6);
        /* The elementwise formula is the truth for squared errors, and wrong by half or so for
         * softmax, whose Jacobian is not diagonal. */
        double elementwise = trial_get(&t, "elementwise_error", 0);
        assert_true(i / 7 % 2 ? elementwise > 0.05 : elementwise < 1e-8);
        trial_free(&t);
    }
}

static void known_activations(void **state)
{
    (void)state;
    TestTrial t;
    run(&t, &alg_network_activations, (const char *const[]){ "activation sigmoid", NULL });
    assert_near(trial_get(&t, "max_derivative", 0), 0.25, 0.0);
    assert_near(trial_get(&t, "max_derivative_product", 0), 0x1p-20, 0.0);
    assert_near(trial_get(&t, "layers_to_1e9", 0), 14.948676426993131, 1e-12);
    assert_near(trial_get(&t, "std_for_1e9", 0), 1.8946784178819227, 1e-12);
    assert_near(trial_get(&t, "value", 100), 0.5, 0.0);
    assert_near(trial_get(&t, "derivative", 160), 0.045176659730912126, 1e-16);
    assert_true(trial_get(&t, "float_error", 0) < 1e-7);
    const Dimension *x = &alg_network_activations.dimensions[0];
    assert_near(x->coordinate(t.params, 0), -5.0, 0.0);
    assert_near(x->coordinate(t.params, 100), 0.0, 0.0);
    assert_near(x->coordinate(t.params, x->extent(t.params) - 1), 5.0, 0.0);
    trial_free(&t);
    run(&t, &alg_network_activations, (const char *const[]){ "activation gelu", NULL });
    assert_near(trial_get(&t, "max_derivative", 0), 1.1289041451851547, 1e-14); /* at sqrt 2 */
    trial_free(&t);
    run(&t, &alg_network_activations, (const char *const[]){ "activation relu", NULL });
    assert_near(trial_get(&t, "left_derivative", 0), 0.0, 0.0);
    assert_near(trial_get(&t, "right_derivative", 0), 1.0, 0.0);
    trial_free(&t);
}

static void optimizers_meet_their_closed_forms(void **state)
{
    (void)state;
    static const char *const rules[] = { "optimizer sgd", "optimizer momentum",
                                         "optimizer nesterov" };
    for (int i = 0; i < 3; i++) {
        TestTrial t;
        run(&t, &alg_network_optimizer, (const char *const[]){ rules[i], NULL });
        assert_true(trial_get(&t, "closed_form_error", 0) < 3e-15);
        for (int k = 0; k <= 200; k++)
            assert_near(trial_get(&t, "loss", k), trial_get(&t, "loss_theory", k), 2e-14);
        assert_near(trial_get(&t, "rate", 0), trial_get(&t, "rate_theory", 0), 0.02);
        assert_near(trial_get(&t, "loss", 0), 5.5, 0.0);
        trial_free(&t);
    }
}

/* A dead relu never moves; a leaky one learns the identity. */
static void a_dead_unit(void **state)
{
    (void)state;
    TestTrial t;
    run(&t, &alg_network_optimizer,
        (const char *const[]){ "objective unit", "learning_rate 0.5", "steps 3000", NULL });
    assert_near(trial_get(&t, "x", 2 * 3000), 1.0, 0.0);
    assert_near(trial_get(&t, "x", 2 * 3000 + 1), -3.0, 0.0);
    assert_near(trial_get(&t, "active_inputs", 0), 0.0, 0.0);
    trial_free(&t);
    run(&t, &alg_network_optimizer,
        (const char *const[]){ "objective unit", "learning_rate 0.5", "steps 3000",
                               "activation leaky_relu", NULL });
    assert_near(trial_get(&t, "active_inputs", 0), 1.0, 0.0);
    assert_true(trial_get(&t, "final_loss", 0) < 1e-20);
    trial_free(&t);
}

static void divergence_names_its_step(void **state)
{
    (void)state;
    TestTrial t;
    Error err = { 0 };
    trial_make(&t, &alg_network_optimizer,
               (const char *const[]){ "learning_rate 1", "steps 2000", NULL });
    assert_int_equal(ERR_NUMERIC, trial_run(&t, 1, 1, &err)); /* 9^k leaves double at k = 323 / 2 */
    assert_string_equal(err.text, "the loss is not finite at step 162");
    trial_free(&t);
    trial_make(&t, &alg_network_backprop_check,
               (const char *const[]){ "activation relu", "weight_scale 1000", "depth 100",
                                      "difference 1e-9", NULL });
    assert_int_equal(ERR_NUMERIC, trial_run(&t, 1, 1, &err));
    trial_free(&t);
}

static void impossible_combinations(void **state)
{
    (void)state;
    static const struct {
        const char *words[4], *param;
    } bad[] = {
        { { "loss cross_entropy", "output sigmoid", NULL }, "output" },
        { { "loss cross_entropy", "outputs 1", NULL }, "outputs" },
        { { "normalization batch", "batch 2", NULL }, "batch" },
        { { "normalization layer", "width 2", NULL }, "width" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        TestTrial t;
        Error err = { 0 };
        trial_make(&t, &alg_network_backprop_check, bad[i].words);
        assert_int_equal(ERR_CONFIG, t.algorithm->validate(t.params, &err));
        assert_string_equal(err.param, bad[i].param);
        trial_free(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worked_example),
        cmocka_unit_test(nothing_passes_a_cancelling_block),
        cmocka_unit_test(gradients_are_right),
        cmocka_unit_test(known_activations),
        cmocka_unit_test(optimizers_meet_their_closed_forms),
        cmocka_unit_test(a_dead_unit),
        cmocka_unit_test(divergence_names_its_step),
        cmocka_unit_test(impossible_combinations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
