/* backprop_check.c - network.backprop_check: is what backpropagation computes the gradient? */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/algorithm.h"
#include "algorithms/base/network_check.h"
#include "algorithms/base/reduce.h"
#include "algorithms/base/worked_backprop.h"

typedef struct {
    int kind;
    int64_t depth, width, batch, outputs;
    int activation;
    double leak;
    int output, loss, init;
    double weight_scale, bias_scale;
    int normalization, residual;
    double branch_scale, dropout, difference;
} CheckParams;

/* clang-format off */
enum { KIND_RANDOM, KIND_WORKED, KIND_CANCELLING };
static const char *const kinds[] = { "random", "worked", "cancelling", NULL };
enum { RESIDUAL_NONE, RESIDUAL_IDENTITY };
static const char *const residuals[] = { "none", "identity", NULL };

#define P(field, ...) PARAM(CheckParams, field, __VA_ARGS__)
static const Param params[] = {
    P(kind,          "random", NO_MIN, NO_MAX, kinds,                "1",       "random: as the other parameters say; worked: 2-1-1 sigmoid units traced by hand; cancelling: a residual block whose branch is -x"),
    P(depth,         "3",      0,      100,    NULL,                 "layers",  "hidden layers"),
    P(width,         "8",      1,      512,    NULL,                 "units",   "units of every hidden layer, and inputs"),
    P(batch,         "8",      1,      512,    NULL,                 "inputs",  "inputs the loss is averaged over"),
    P(outputs,       "3",      1,      512,    NULL,                 "units",   "units of the last layer"),
    P(activation,    "tanh",   NO_MIN, NO_MAX, activation_names,     "1",       "phi of hidden layers"),
    P(leak,          "0.1",    0,      1,      NULL,                 "1",       "slope of leaky_relu for negative arguments"),
    P(output,        "linear", NO_MIN, NO_MAX, activation_names,     "1",       "phi of the last layer"),
    P(loss,          "squared", NO_MIN, NO_MAX, loss_names,          "1",       "1/2 |y - t|^2, or cross-entropy of softmax(y)"),
    P(init,          "xavier", NO_MIN, NO_MAX, initialization_names, "1",       "of the weights"),
    P(weight_scale,  "1",      0,      1e3,    NULL,                 "1",       "factor on the weights"),
    P(bias_scale,    "0.5",    0,      1e3,    NULL,                 "1",       "standard deviation of the biases"),
    P(normalization, "none",   NO_MIN, NO_MAX, normalization_names,  "1",       "of what phi sees"),
    P(residual,      "none",   NO_MIN, NO_MAX, residuals,            "1",       "identity: hidden layers after the first add their input"),
    P(branch_scale,  "1",      0,      1e3,    NULL,                 "1",       "factor on what a residual layer adds to its input"),
    P(dropout,       "0",      0,      0.99,   NULL,                 "1",       "probability of silencing a hidden unit; the same masks at every evaluation"),
    P(difference,    "1e-05",  1e-9,   0.1,    NULL,                 "1",       "h of the central differences; arguments of kinked phi keep 20 h away from 0"),
    { 0 }
};

enum {
    MAX_ERROR, FLOAT_ERROR, ELEMENTWISE_ERROR, COST_RATIO, INPUT_GRADIENT,
    TRACE /* and the WORKED_COUNT - 1 after it */
};
#define SCALAR(name, help) { name, METRIC_MEASURED, "1", help, { 0 }, NULL, NULL, false }
static const Metric metrics[] = {
    [MAX_ERROR]         = SCALAR("max_relative_error", "largest deviation of a derivative from its central difference, in double precision, over the largest derivative of the same array, or over 1 % of the network's largest if that is more; all weights, biases, gains, shifts and inputs"),
    [FLOAT_ERROR]       = SCALAR("float_error", "norm of the difference between the gradients in single and in double precision, over the norm"),
    [ELEMENTWISE_ERROR] = SCALAR("elementwise_error", "largest deviation of grad_h L * phi'(z), elementwise, from the true dL/dz of the last layer, over the largest; h is softmax(z) for cross-entropy"),
    [COST_RATIO]        = SCALAR("cost_ratio", "multiplications of the backward pass over those of the forward pass, matrix products only"),
    [INPUT_GRADIENT]    = SCALAR("input_gradient", "norm of dL/dx over that of dL/dy"),
    [TRACE + WORKED_Z1] = SCALAR("trace_z1", "worked: pre-activation of the hidden unit"),
    [TRACE + WORKED_H1] = SCALAR("trace_h1", "worked: its activation"),
    [TRACE + WORKED_Z2] = SCALAR("trace_z2", "worked: pre-activation of the output unit"),
    [TRACE + WORKED_Y] = SCALAR("trace_y", "worked: the output"),
    [TRACE + WORKED_LOSS] = SCALAR("trace_loss", "worked: 1/2 (y - 1)^2"),
    [TRACE + WORKED_SLOPE1] = SCALAR("trace_slope1", "worked: phi'(z1)"),
    [TRACE + WORKED_SLOPE2] = SCALAR("trace_slope2", "worked: phi'(z2)"),
    [TRACE + WORKED_DELTA2] = SCALAR("trace_delta2", "worked: dL/dz2"),
    [TRACE + WORKED_DELTA1] = SCALAR("trace_delta1", "worked: dL/dz1"),
    [TRACE + WORKED_GRADIENT_W2] = SCALAR("trace_gradient_w2", "worked: dL/dW2"),
    [TRACE + WORKED_GRADIENT_W11] = SCALAR("trace_gradient_w11", "worked: dL/dW1, first input"),
    [TRACE + WORKED_GRADIENT_W12] = SCALAR("trace_gradient_w12", "worked: dL/dW1, second input"),
    [TRACE + WORKED_W2_AFTER] = SCALAR("trace_w2_after", "worked: W2 after a step of 0.1"),
    [TRACE + WORKED_W11_AFTER] = SCALAR("trace_w11_after", "worked: W1, first input, after the step"),
    [TRACE + WORKED_W12_AFTER] = SCALAR("trace_w12_after", "worked: W1, second input, after the step"),
    [TRACE + WORKED_Y_AFTER_WEIGHTS] = SCALAR("trace_y_after_weights", "worked: the output after the weights' step"),
    [TRACE + WORKED_Y_AFTER_ALL] = SCALAR("trace_y_after_all", "worked: the output after weights and biases have stepped"),
    [TRACE + WORKED_GAIN_WEIGHTS] = SCALAR("trace_gain_weights", "worked: by how much the weights' step moved the output towards 1"),
    [TRACE + WORKED_GAIN_ALL] = SCALAR("trace_gain_all", "worked: by how much the step of weights and biases did"),
    { 0 }
};

static Status run(const Trial *t, Error *err), validate(const void *p, Error *err);
static double cost(const void *p), memory(const void *p);
const Algorithm alg_network_backprop_check = {
    .name = "network.backprop_check",
    .summary = "backpropagation against central differences, and a small network traced by hand",
    .about = "Every derivative is compared with (L(+h) - L(-h)) / 2h in double precision. The worked case has weights "
             "W1 = (0.5, -0.3), W2 = 0.8, biases 0, input (1, 0.5), target 1 and a learning rate of 0.1. In the cancelling "
             "case F(x) = -x exactly, so that the skip connection x + F(x) passes nothing on, backwards neither. Random "
             "streams: weights, biases, data (a sub-stream per attempt to keep away from kinks), dropout.",
    .source = "Rumelhart, Hinton & Williams, Nature 323, 533 (1986)",
    .version = 1,
    .params_size = sizeof(CheckParams),
    .params = params,
    .metrics = metrics,
    .run = run,
    .validate = validate,
    .cost = cost,
    .memory = memory,
};
/* clang-format on */

enum { ATTEMPTS = 200 };
static const double KINK_MARGIN = 20.0; /* in units of the difference */

static Status validate(const void *at, Error *err)
{
    const CheckParams *p = at;
    if (p->kind != KIND_RANDOM)
        return OK;
    if (p->loss == LOSS_CROSS_ENTROPY && p->output != ACTIVATION_LINEAR)
        return error_param(err, "output", "cross-entropy takes logits: output must be linear");
    if (p->loss == LOSS_CROSS_ENTROPY && p->outputs < 2)
        return error_param(err, "outputs", "cross-entropy needs at least 2 classes");
    if (p->normalization == NORMALIZATION_BATCH && p->batch < 3)
        return error_param(err, "batch", "batch normalisation needs a batch of at least 3");
    if (p->normalization == NORMALIZATION_LAYER && p->width < 3)
        return error_param(err, "width", "layer normalisation needs a width of at least 3");
    return OK;
}

/* ---- the three networks --------------------------------------------------------------------- */

static NetworkShape shape_of(const CheckParams *p, const int64_t *widths)
{
    NetworkShape shape = worked_shape();
    if (p->kind == KIND_WORKED)
        return shape;
    shape.widths = widths;
    shape.batch = p->batch;
    shape.inputs = p->width;
    shape.output = ACTIVATION_LINEAR;
    shape.activation.kind = ACTIVATION_LINEAR;
    shape.residual = true;
    shape.branch_scale = 1.0;
    shape.hidden = 2;
    shape.outputs = p->width;
    if (p->kind == KIND_CANCELLING)
        return shape;
    shape.outputs = p->outputs;
    shape.hidden = p->depth;
    shape.activation.kind = (ActivationKind)p->activation;
    shape.output = (ActivationKind)p->output;
    shape.loss = (LossKind)p->loss;
    shape.normalization = (NormalizationKind)p->normalization;
    shape.residual = p->residual == RESIDUAL_IDENTITY;
    shape.branch_scale = p->branch_scale;
    shape.dropout = p->dropout;
    shape.keep_arguments = true;
    return shape;
}

/* Widths of all hidden layers, at least two; the caller frees them. NULL without memory. */
static int64_t *widths_of(const CheckParams *p)
{
    int64_t most = p->depth > 2 ? p->depth : 2, *widths = malloc((size_t)most * sizeof *widths);
    for (int64_t l = 0; widths && l < most; l++)
        widths[l] = p->width;
    return widths;
}

/* Parameters of the case, rounded to single precision for the random one, so that the twins agree.
 */
static Status set_parameters(NetworkCheck *c, const CheckParams *p, const Trial *t, Error *err)
{
    double *w = c->net.parameters;
    const NetworkLayer *layer = c->net.layer;
    if (p->kind == KIND_WORKED) {
        worked_fill(&c->net, c->x, c->t);
    } else if (p->kind == KIND_CANCELLING) {
        static const double diagonal[3] = { 1.0, -1.0, 1.0 };
        for (int l = 0; l < 3; l++)
            for (int64_t i = 0; i < p->width; i++)
                w[layer[l].weights + i * p->width + i] = diagonal[l];
    } else {
        Status st = network_randomize(&c->single, (InitializationKind)p->init, p->weight_scale,
                                      p->bias_scale, t->random, err);
        if (st == OK)
            network_copy(&c->net, &c->single);
        return st;
    }
    return OK;
}

static void draw_data(NetworkCheck *c, const CheckParams *p, const Trial *t, uint64_t attempt)
{
    RandomStream data = random_stream(t->random, "data"), s = random_substream(&data, attempt);
    const NetworkShape *shape = &c->net.shape;
    int64_t in = c->rows * shape->inputs, out = c->rows * shape->outputs;
    for (int64_t i = 0; i < in; i++)
        c->x[i] = (double)(float)random_normal(&s, (uint64_t)i);
    for (int64_t i = 0; i < out; i++)
        c->t[i] = shape->loss == LOSS_SQUARED
                      ? (double)(float)random_normal(&s, (uint64_t)(in + i))
                      : (double)(i % shape->outputs == i / shape->outputs % shape->outputs);
    if (p->kind == KIND_WORKED)
        worked_fill(&c->net, c->x, c->t);
}

static bool has_kink(ActivationKind kind)
{
    return kind == ACTIVATION_RELU || kind == ACTIVATION_LEAKY_RELU || kind == ACTIVATION_ELU;
}

/* Data at which no phi stands within the margin of its kink: a difference across it is no
 * derivative. */
static Status choose_data(NetworkCheck *c, const CheckParams *p, const Trial *t, Error *err)
{
    for (uint64_t attempt = 0; attempt < ATTEMPTS; attempt++) {
        draw_data(c, p, t, attempt);
        double loss = network_check_loss(c);
        if (!isfinite(loss))
            return error_set(err, ERR_NUMERIC, "the loss is not finite; layer %lld is the first",
                             (long long)network_failed_layer_f64(&c->net, c->rows) + 1);
        if (p->kind != KIND_RANDOM || !has_kink(c->net.shape.activation.kind) ||
            network_nearest_kink_f64(&c->net, c->rows) > KINK_MARGIN * p->difference)
            return OK;
    }
    return error_set(
        err, ERR_NUMERIC,
        "no inputs were found that keep %g away from the kinks of %s: fewer units or a "
        "smaller difference would do",
        KINK_MARGIN * p->difference, activation_names[p->activation]);
}

/* ---- a trial -------------------------------------------------------------------------------- */

static void measure(const Trial *t, NetworkCheck *c)
{
    const CheckParams *p = t->params;
    network_check_gradients(c);
    trial_set(t, INPUT_GRADIENT, network_check_input_gradient(c));
    trial_set(t, COST_RATIO, network_check_cost_ratio(c));
    trial_set(t, FLOAT_ERROR, network_check_single_error(c));
    trial_set(t, MAX_ERROR, network_check_worst_error(c, p->difference));
    trial_set(t, ELEMENTWISE_ERROR, network_check_elementwise_error(c, p->difference));
}

static void trace(const Trial *t, NetworkF64 *net)
{
    double values[WORKED_COUNT];
    worked_trace(net, values);
    for (int i = 0; i < WORKED_COUNT; i++)
        trial_set(t, TRACE + i, values[i]);
}

static Status run(const Trial *t, Error *err)
{
    const CheckParams *p = t->params;
    NetworkCheck c = { 0 };
    int64_t *widths = widths_of(p);
    Status st = OK;
    if (!widths)
        return error_set(err, ERR_MEMORY, "no memory for %lld layers", (long long)p->depth);
    NetworkShape shape = shape_of(p, widths);
    st = network_check_init(&c, &shape, err);
    c.dropout = random_stream(t->random, "dropout");
    if (st == OK)
        st = set_parameters(&c, p, t, err);
    if (st == OK)
        st = choose_data(&c, p, t, err);
    if (st == OK)
        measure(t, &c);
    if (st == OK && p->kind == KIND_WORKED)
        trace(t, &c.net);
    network_check_free(&c);
    free(widths);
    return st;
}

/* Multiplications of one forward pass times two per derivative, at a third of a nanosecond. */
static double cost(const void *at)
{
    const CheckParams *p = at;
    double n = (double)p->width, layers = (double)p->depth, batch = (double)p->batch;
    double weights = n * n * layers + n * (double)p->outputs;
    double activations = n * layers * batch * 30.0;
    return (2.0 * weights + n * batch + 10.0) * (weights * batch * 0.7 + activations + 500.0);
}

static double memory(const void *at)
{
    const CheckParams *p = at;
    int64_t *widths = widths_of(p);
    if (!widths)
        return INFINITY;
    NetworkShape shape = shape_of(p, widths);
    double bytes = (double)network_bytes_f64(&shape) + (double)network_bytes_f32(&shape);
    free(widths);
    return bytes * 1.6 + 65536.0;
}
