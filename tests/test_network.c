/* test_network.c - whole networks: gradients of every combination of parts, single against double
 * precision, the same bits on every processor level, initialisations with the variance they claim.
 */
#include "tests/near.h"

#include <stdlib.h>
#include <string.h>

#include "algorithms/base/gradient_check.h"
#include "algorithms/base/network.h"
#include "algorithms/base/reduce.h"

enum { ROWS = 6, IN = 3, OUT = 4 };

static const int64_t widths[] = { 5, 5, 5 };
static const RandomKey key = { 17, 4 };

static NetworkShape shape_of(int activation, int normalization, bool residual, int loss,
                             double dropout)
{
    return (NetworkShape){ .batch = ROWS,
                           .inputs = IN,
                           .outputs = OUT,
                           .hidden = 3,
                           .widths = widths,
                           .activation = { (ActivationKind)activation, 0.1 },
                           .output = ACTIVATION_LINEAR,
                           .loss = (LossKind)loss,
                           .normalization = (NormalizationKind)normalization,
                           .residual = residual,
                           .branch_scale = 0.7,
                           .dropout = dropout };
}

typedef struct {
    NetworkF64 net;
    double x[ROWS * IN], t[ROWS * OUT], dx[ROWS * IN];
    RandomStream dropout;
} Bench;

static double evaluate(void *ctx)
{
    Bench *b = ctx;
    double scratch[ROWS * OUT];
    const double *y = network_forward_f64(&b->net, ROWS, b->x, true, &b->dropout);
    return loss_f64(b->net.shape.loss, ROWS, OUT, y, b->t, scratch);
}

static void fill(Bench *b, uint64_t attempt)
{
    RandomStream data = random_stream(key, "data"), s = random_substream(&data, attempt);
    for (int i = 0; i < ROWS * IN; i++)
        b->x[i] = random_normal(&s, (uint64_t)i);
    for (int i = 0; i < ROWS * OUT; i++)
        b->t[i] = i % OUT == i / OUT % OUT;
}

/* Twins with random parameters, gains and shifts too. */
static void make(Bench *b, NetworkF32 *single, const NetworkShape *shape)
{
    assert_int_equal(OK, network_init_f32(single, shape, NULL));
    assert_int_equal(OK, network_init_f64(&b->net, shape, NULL));
    assert_int_equal(OK, network_randomize(single, INITIALIZATION_XAVIER, 1.3, 0.3, key, NULL));
    RandomStream s = random_stream(key, "gains");
    for (int64_t l = 0; shape->normalization && l < shape->hidden; l++)
        for (int64_t i = 0; i < 2 * widths[l]; i++)
            single->parameters[single->layer[l].gain + i] +=
                0.3f * (float)random_normal(&s, (uint64_t)(100 * l + i));
    network_copy(&b->net, single);
    b->dropout = random_stream(key, "dropout");
}

/* relu-like kinks: central differences are wrong across one, so inputs are drawn until none of
 * the gradient's digits depends on the step. */
static double worst_error(Bench *b)
{
    double worst = INFINITY;
    for (uint64_t attempt = 0; attempt < 5 && worst > 1e-7; attempt++) {
        fill(b, attempt);
        evaluate(b);
        network_backward_f64(&b->net, ROWS, b->x, b->t, b->dx);
        double *gradients = malloc((size_t)b->net.parameter_count * sizeof *gradients);
        assert_non_null(gradients);
        memcpy(gradients, b->net.gradients, (size_t)b->net.parameter_count * sizeof *gradients);
        worst = gradient_check(b->net.parameter_count, b->net.parameters, gradients, 1e-5, 0.0,
                               evaluate, b);
        worst = fmax(worst, gradient_check(ROWS * IN, b->x, b->dx, 1e-5, 0.0, evaluate, b));
        free(gradients);
    }
    return worst;
}

static void gradients_of_all_combinations(void **state)
{
    (void)state;
    for (int activation = 0; activation < ACTIVATION_COUNT; activation++)
        for (int norm = NORMALIZATION_NONE; norm <= NORMALIZATION_LAYER; norm++)
            for (int bits = 0; bits < 8; bits++) {
                NetworkShape shape =
                    shape_of(activation, norm, bits & 1, (bits >> 1) & 1, bits & 4 ? 0.4 : 0.0);
                Bench b;
                NetworkF32 single;
                make(&b, &single, &shape);
                double error = worst_error(&b);
                if (!(error < 1e-7))
                    fail_msg("%s, normalisation %d, bits %d: %g", activation_names[activation],
                             norm, bits, error);
                network_free_f32(&single);
                network_free_f64(&b.net);
            }
}

static void single_against_double(void **state)
{
    (void)state;
    for (int activation = 0; activation < ACTIVATION_COUNT; activation++)
        for (int norm = NORMALIZATION_NONE; norm <= NORMALIZATION_LAYER; norm++) {
            NetworkShape shape = shape_of(activation, norm, norm == NORMALIZATION_LAYER, 1, 0.2);
            Bench b;
            NetworkF32 single;
            make(&b, &single, &shape);
            fill(&b, 0);
            float x[ROWS * IN], t[ROWS * OUT], dx[ROWS * IN];
            for (int i = 0; i < ROWS * IN; i++)
                b.x[i] = x[i] = (float)b.x[i];
            for (int i = 0; i < ROWS * OUT; i++)
                t[i] = (float)b.t[i];
            network_forward_f32(&single, ROWS, x, true, &b.dropout);
            double loss = network_backward_f32(&single, ROWS, x, t, dx);
            evaluate(&b);
            double expected = network_backward_f64(&b.net, ROWS, b.x, b.t, b.dx);
            assert_near(loss, expected, 3e-6 * expected);
            double size =
                sqrt(reduce_dot_f64(b.net.parameter_count, b.net.gradients, b.net.gradients));
            for (int64_t i = 0; i < b.net.parameter_count; i++)
                assert_near(single.gradients[i], b.net.gradients[i], 1e-5 * size);
            assert_int_equal(-1, network_failed_layer_f32(&single, ROWS));
            single.parameters[single.layer[2].weights] = INFINITY;
            network_forward_f32(&single, ROWS, x, true, &b.dropout);
            int64_t failed = network_failed_layer_f32(&single, ROWS);
            assert_true(failed == (activation_is_bounded(shape.activation) ? failed : 2));
            network_free_f32(&single);
            network_free_f64(&b.net);
        }
}

/* Inference: no dropout, running statistics, and a row's output independent of the others'. */
static void inference_is_per_row(void **state)
{
    (void)state;
    for (int norm = NORMALIZATION_NONE; norm <= NORMALIZATION_LAYER; norm++) {
        NetworkShape shape = shape_of(ACTIVATION_TANH, norm, true, 0, 0.5);
        Bench b;
        NetworkF32 single;
        make(&b, &single, &shape);
        fill(&b, 0);
        for (int i = 0; i < 100; i++) /* the running statistics converge to the batch's */
            network_forward_f64(&b.net, ROWS, b.x, true, &b.dropout);
        double all[ROWS * OUT];
        memcpy(all, network_forward_f64(&b.net, ROWS, b.x, false, NULL), sizeof all);
        for (int row = 0; row < ROWS; row++) {
            const double *y = network_forward_f64(&b.net, 1, b.x + row * IN, false, NULL);
            for (int i = 0; i < OUT; i++)
                assert_near(y[i], all[row * OUT + i], 1e-14);
        }
        network_free_f32(&single);
        network_free_f64(&b.net);
    }
}

/* The bits of a training pass do not depend on the processor level or the threads lent. */
static void same_bits_on_every_level(void **state)
{
    (void)state;
    static const char *const levels[] = { "portable", "v3", "v4" };
    enum { N = 130, BATCH = 33 };
    static const int64_t wide[] = { N, N };
    static float x[BATCH * N], t[BATCH * N], first[3 * (N * N + 3 * N)];
    RandomStream s = random_stream(key, "wide");
    random_normals(&s, 0, BATCH * N, x);
    random_normals(&s, 1 << 20, BATCH * N, t);
    for (int activation = 0; activation < ACTIVATION_COUNT; activation++)
        for (int run = 0; run < 6; run++) {
            NetworkShape shape = shape_of(activation, activation % 3, activation % 2, 0, 0.1);
            shape.batch = BATCH;
            shape.inputs = shape.outputs = N;
            shape.hidden = 2;
            shape.widths = wide;
            setenv("HEBB_CPU", levels[run / 2], 1);
            NetworkF32 net;
            assert_int_equal(OK, network_init_f32(&net, &shape, NULL));
            assert_int_equal(OK, network_randomize(&net, INITIALIZATION_HE, 1.0, 0.1, key, NULL));
            net.loan.threads = 1 + run % 2;
            network_forward_f32(&net, BATCH, x, true, &s);
            network_backward_f32(&net, BATCH, x, t, NULL);
            size_t bytes = (size_t)net.parameter_count * sizeof *net.gradients;
            assert_true(bytes <= sizeof first);
            if (run == 0)
                memcpy(first, net.gradients, bytes);
            assert_memory_equal(first, net.gradients, bytes);
            network_free_f32(&net);
        }
    unsetenv("HEBB_CPU");
}

static void initializations(void **state)
{
    (void)state;
    enum { FAN_IN = 96, FAN_OUT = 64, N = FAN_IN * FAN_OUT };
    static float w[N];
    RandomStream s = random_stream(key, "weights");
    for (int kind = 0; kind < INITIALIZATION_COUNT; kind++) {
        InitializationKind k = (InitializationKind)kind;
        assert_int_equal(OK, initialization_weights(k, 1.5, FAN_OUT, FAN_IN, &s, w, NULL));
        double variance = reduce_dot_f32(N, w, w) / N;
        double expected = 2.25 * initialization_variance(k, FAN_IN, FAN_OUT);
        assert_near(variance / expected, 1.0, 5.0 * sqrt(2.0 / N));
        assert_near(reduce_sum_f32(N, w) / N, 0.0, 5.0 * sqrt(expected / N));
    }
    /* Rows (or, with more rows than columns, columns) of orthogonal weights are orthonormal. */
    assert_int_equal(
        OK, initialization_weights(INITIALIZATION_ORTHOGONAL, 1.0, FAN_OUT, FAN_IN, &s, w, NULL));
    for (int i = 0; i < FAN_OUT; i++)
        for (int j = 0; j < FAN_OUT; j++)
            assert_near(reduce_dot_f32(FAN_IN, w + i * FAN_IN, w + j * FAN_IN), i == j, 1e-6);
    assert_int_equal(
        OK, initialization_weights(INITIALIZATION_ORTHOGONAL, 1.0, FAN_IN, FAN_OUT, &s, w, NULL));
    for (int i = 0; i < FAN_OUT; i++)
        for (int j = 0; j < FAN_OUT; j++) {
            double dot = 0.0;
            for (int r = 0; r < FAN_IN; r++)
                dot += (double)w[r * FAN_OUT + i] * (double)w[r * FAN_OUT + j];
            assert_near(dot, i == j, 1e-6);
        }
}

static void biases(void **state)
{
    (void)state;
    enum { N = 4000 };
    static float b[N];
    RandomStream s = random_stream(key, "biases");
    initialization_biases(INITIALIZATION_HE, 1.0, 0.0, N, 50, &s, b);
    for (int i = 0; i < N; i++)
        assert_true(b[i] == 0.0f);
    initialization_biases(INITIALIZATION_FRAMEWORK, 2.0, 0.5, N, 50, &s, b);
    double expected = 0.25 + 4.0 * initialization_bias_variance(INITIALIZATION_FRAMEWORK, 50);
    assert_near(reduce_dot_f32(N, b, b) / N / expected, 1.0, 5.0 * sqrt(2.0 / N));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradients_of_all_combinations),
        cmocka_unit_test(single_against_double),
        cmocka_unit_test(inference_is_per_row),
        cmocka_unit_test(same_bits_on_every_level),
        cmocka_unit_test(initializations),
        cmocka_unit_test(biases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
