/* test_optimizer.c - trajectories against values made elsewhere and against closed forms. */
#include "tests/near.h"

#include <string.h>

#include "algorithms/base/optimizer.h"
#include "algorithms/base/reduce.h"

enum { STEPS = 200 };

static OptimizerRule rule_of(int kind)
{
    return (OptimizerRule){ .kind = (OptimizerKind)kind,
                            .learning_rate = 0.05,
                            .momentum = 0.9,
                            .decay = 0.9,
                            .beta1 = 0.9,
                            .beta2 = 0.999,
                            .epsilon = 1e-8 };
}

/* x[0 .. STEPS] of one variable on f = a x^2 / 2 + s x from 1. */
static void iterate(const OptimizerRule *rule, double a, double s, double *x)
{
    double point = 1.0, first = 0.0, second = 0.0;
    x[0] = point;
    for (int64_t k = 1; k <= STEPS; k++) {
        double g = a * point + s;
        optimizer_step_f64(rule, k, 1, &point, &g, &first, &second);
        optimizer_iterate_f64(rule, 1, &point, &first, &x[k]);
    }
}

/* f = (x1^2 + 10 x2^2) / 2 from (1, 1), computed in extended precision elsewhere. */
static void known_trajectories(void **state)
{
    (void)state;
    static const struct {
        int kind;
        double weight_decay;
        int step;
        double x[2];
    } known[] = {
        { OPTIMIZER_SGD, 0.0, 5, { 0.7737809375, 0.03125 } },
        { OPTIMIZER_SGD, 0.0, 100, { 0.005920529220334025, 7.888609052210118e-31 } },
        { OPTIMIZER_MOMENTUM, 0.0, 5, { 0.4171559374999999, -0.5217999999999999 } },
        { OPTIMIZER_MOMENTUM, 0.0, 100, { -0.004984623110465313, 0.0028900507831408503 } },
        { OPTIMIZER_NESTEROV, 0.0, 2, { 0.8597499999999999, 0.025 } },
        { OPTIMIZER_NESTEROV, 0.0, 50, { -0.005226485673271101, 2.6110384551303616e-10 } },
        { OPTIMIZER_ADAGRAD, 0.0, 1, { 0.9500000005, 0.95000000005 } },
        { OPTIMIZER_ADAGRAD, 0.0, 100, { 0.27567281361445367, 0.27567281204228083 } },
        { OPTIMIZER_RMSPROP, 0.0, 10, { 0.30139843689442397, 0.30139842632181735 } },
        { OPTIMIZER_RMSPROP, 0.0, 50, { 1.8555884947640135e-09, 1.8555818459020853e-09 } },
        { OPTIMIZER_ADAM, 0.0, 10, { 0.5122934228839264, 0.5122934181184304 } },
        { OPTIMIZER_ADAM, 0.0, 100, { -0.00421140074295576, -0.004211400097985303 } },
        { OPTIMIZER_ADAM, 0.05, 3, { 0.8503116970324968, 0.8503116957920218 } },
        { OPTIMIZER_ADAM, 0.05, 100, { -0.004211400677807227, -0.004211400097275761 } },
        { OPTIMIZER_ADAMW, 0.05, 1, { 0.9450000005, 0.94500000005 } },
        { OPTIMIZER_ADAMW, 0.05, 100, { -0.0019569193600647173, -0.001956918648690117 } },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        for (int d = 0; d < 2; d++) {
            double x[STEPS + 1];
            OptimizerRule rule = rule_of(known[i].kind);
            rule.weight_decay = known[i].weight_decay;
            iterate(&rule, d ? 10.0 : 1.0, 0.0, x);
            assert_near(x[known[i].step], known[i].x[d], 1e-13);
        }
}

static void worst_of(const OptimizerRule *rule, double a, double s, double tolerance)
{
    double x[STEPS + 1], closed[STEPS + 1];
    iterate(rule, a, s, x);
    assert_true(optimizer_closed_form(rule, a, s, 1.0, STEPS, closed));
    for (int k = 0; k <= STEPS; k++)
        assert_near(x[k], closed[k], tolerance);
}

static void closed_forms_on_quadratics(void **state)
{
    (void)state;
    static const double curvature[] = { 1.0, 10.0, 3.0, 0.1, 20.0 };
    for (int kind = OPTIMIZER_SGD; kind <= OPTIMIZER_NESTEROV; kind++)
        for (int i = 0; i < 5; i++) {
            OptimizerRule rule = rule_of(kind);
            worst_of(&rule, curvature[i], 0.0, 3e-15);
            rule.weight_decay = 0.2;
            worst_of(&rule, curvature[i], -0.4, 3e-15); /* about a fixed point other than 0 */
        }
    /* Both roots equal: momentum (1 - sqrt(eta a))^2. */
    OptimizerRule rule = rule_of(OPTIMIZER_MOMENTUM);
    rule.momentum = (1.0 - sqrt(0.05)) * (1.0 - sqrt(0.05));
    worst_of(&rule, 1.0, 0.0, 3e-15);
    double x[STEPS + 1];
    assert_false(
        optimizer_closed_form(&(OptimizerRule){ .kind = OPTIMIZER_ADAM }, 1.0, 0.0, 1.0, STEPS, x));
}

static void closed_forms_on_a_slope(void **state)
{
    (void)state;
    for (int kind = 0; kind < OPTIMIZER_COUNT; kind++) {
        OptimizerRule rule = rule_of(kind);
        worst_of(&rule, 0.0, -0.3, 3e-13); /* ends as far away as 100: 3e-15 of that */
        rule.epsilon = 0.0;
        worst_of(&rule, 0.0, 7.0, 2e-12);
    }
    OptimizerRule adamw = rule_of(OPTIMIZER_ADAMW);
    adamw.weight_decay = 0.3;
    worst_of(&adamw, 0.0, 2.0, 1e-14); /* about a point 2.7 away */
    /* Adam moves by exactly eta per step, whatever the slope. */
    double x[STEPS + 1];
    OptimizerRule adam = rule_of(OPTIMIZER_ADAM);
    adam.epsilon = 0.0;
    iterate(&adam, 0.0, 1e-7, x);
    for (int k = 0; k <= STEPS; k++)
        assert_near(x[k], 1.0 - 0.05 * k, 5e-14); /* 200 roundings of numbers up to 9 */
}

/* Without a loss the decay alone acts: (1 - 2 eta lambda)^k for sgd and for adamw. */
static void pure_decay(void **state)
{
    (void)state;
    static const int kinds[] = { OPTIMIZER_SGD, OPTIMIZER_ADAMW };
    for (int i = 0; i < 2; i++) {
        double x[STEPS + 1];
        OptimizerRule rule = rule_of(kinds[i]);
        rule.weight_decay = 0.3;
        iterate(&rule, 0.0, 0.0, x);
        for (int k = 0; k <= STEPS; k++)
            assert_near(x[k], pow(1.0 - 2.0 * 0.05 * 0.3, k), 1e-14);
    }
}

/* Best momentum on condition number 10: (sqrt 10 - 1) / (sqrt 10 + 1) against gradient descent's
 * 9 / 11. */
static void rates(void **state)
{
    (void)state;
    double s = sqrt(10.0), best = (s - 1.0) / (s + 1.0);
    OptimizerRule gd = { .kind = OPTIMIZER_SGD, .learning_rate = 2.0 / 11.0 };
    OptimizerRule heavy = { .kind = OPTIMIZER_MOMENTUM,
                            .learning_rate = 4.0 / ((s + 1.0) * (s + 1.0)),
                            .momentum = best * best };
    assert_near(fmax(optimizer_rate(&gd, 1.0), optimizer_rate(&gd, 10.0)), 9.0 / 11.0, 1e-15);
    assert_near(fmax(optimizer_rate(&heavy, 1.0), optimizer_rate(&heavy, 10.0)), best, 1e-7);
    assert_true(isnan(optimizer_rate(&(OptimizerRule){ .kind = OPTIMIZER_ADAM }, 1.0)));
}

static void single_against_double(void **state)
{
    (void)state;
    enum { N = 37 };
    for (int kind = 0; kind < OPTIMIZER_COUNT; kind++) {
        OptimizerRule rule = rule_of(kind);
        rule.weight_decay = 0.01;
        double x[N], g[N], m[N] = { 0 }, v[N] = { 0 };
        float x32[N], g32[N], m32[N] = { 0 }, v32[N] = { 0 };
        for (int i = 0; i < N; i++)
            x[i] = x32[i] = 1.0f - 0.05f * (float)i;
        for (int k = 1; k <= 8; k++) {
            for (int i = 0; i < N; i++) {
                g[i] = (1.0 + 0.2 * i) * x[i] - 0.5;
                g32[i] = (float)((1.0 + 0.2 * i) * (double)x32[i] - 0.5);
            }
            optimizer_step_f64(&rule, k, N, x, g, m, v);
            optimizer_step_f32(&rule, k, N, x32, g32, m32, v32);
        }
        for (int i = 0; i < N; i++)
            assert_near(x32[i], x[i], 2e-5);
    }
}

/* Norm after clipping is min(norm, limit), direction kept. */
static void clipping(void **state)
{
    (void)state;
    enum { N = 1000 };
    float g[N], before[N];
    for (int i = 0; i < N; i++)
        before[i] = (float)(i % 17) - 8.0f;
    double norm = sqrt(reduce_dot_f32(N, before, before));
    static const double limits[] = { 1e-3, 1.0, 100.0, 1e3, 1e9 };
    for (int k = 0; k < 5; k++) {
        memcpy(g, before, sizeof g);
        assert_near(optimizer_clip_f32(N, g, limits[k]), norm, 0.0);
        double expected = fmin(norm, limits[k]);
        assert_near(sqrt(reduce_dot_f32(N, g, g)), expected, 1e-7 * expected);
        assert_near(reduce_dot_f32(N, g, before), expected * norm, 1e-6 * expected * norm);
    }
    assert_memory_equal(g, before, sizeof g); /* below the limit nothing changes */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_trajectories),
        cmocka_unit_test(closed_forms_on_quadratics),
        cmocka_unit_test(closed_forms_on_a_slope),
        cmocka_unit_test(pure_decay),
        cmocka_unit_test(rates),
        cmocka_unit_test(single_against_double),
        cmocka_unit_test(clipping),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
