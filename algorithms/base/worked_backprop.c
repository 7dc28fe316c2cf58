/* worked_backprop.c - see worked_backprop.h */
#include "algorithms/base/worked_backprop.h"

#include <string.h>

#include "algorithms/base/optimizer.h"

enum { PARAMETERS = 5 };

static const Activation sigmoid = { ACTIVATION_SIGMOID, 0.0 };

NetworkShape worked_shape(void)
{
    static const int64_t widths[1] = { 1 };
    return (NetworkShape){ .batch = 1,
                           .inputs = 2,
                           .outputs = 1,
                           .hidden = 1,
                           .widths = widths,
                           .activation = { ACTIVATION_SIGMOID, 0.0 },
                           .output = ACTIVATION_SIGMOID,
                           .loss = LOSS_SQUARED };
}

void worked_fill(NetworkF64 *net, double *x, double *t)
{
    double *w = net->parameters;
    w[net->layer[0].weights] = 0.5;
    w[net->layer[0].weights + 1] = -0.3;
    w[net->layer[1].weights] = 0.8;
    w[net->layer[0].bias] = w[net->layer[1].bias] = 0.0;
    x[0] = t[0] = 1.0;
    x[1] = 0.5;
}

/* The output after one step along -gradient; biases step too if asked. */
static double output_after(NetworkF64 *net, const double *x, const double *gradients, bool biases)
{
    const OptimizerRule sgd = { .kind = OPTIMIZER_SGD, .learning_rate = 0.1 };
    double step[PARAMETERS];
    memcpy(step, gradients, sizeof step);
    for (int l = 0; l < 2 && !biases; l++)
        step[net->layer[l].bias] = 0.0;
    optimizer_step_f64(&sgd, 1, PARAMETERS, net->parameters, step, NULL, NULL);
    return network_forward_f64(net, 1, x, true, NULL)[0];
}

void worked_trace(NetworkF64 *net, double trace[WORKED_COUNT])
{
    const NetworkLayer *one = &net->layer[0], *two = &net->layer[1];
    const LayerLoan loan = { NULL, 1 };
    double x[2], t[1], before[PARAMETERS], g[PARAMETERS], *w = net->parameters;
    worked_fill(net, x, t);
    memcpy(before, w, sizeof before);
    layer_dense_forward_f64(1, 2, 1, x, w + one->weights, &trace[WORKED_Z1], loan);
    activation_forward_f64(sigmoid, 1, &trace[WORKED_Z1], &trace[WORKED_H1]);
    layer_dense_forward_f64(1, 1, 1, &trace[WORKED_H1], w + two->weights, &trace[WORKED_Z2], loan);
    trace[WORKED_SLOPE1] = activation_derivative(sigmoid, trace[WORKED_Z1]);
    trace[WORKED_SLOPE2] = activation_derivative(sigmoid, trace[WORKED_Z2]);
    double y = network_forward_f64(net, 1, x, true, NULL)[0];
    trace[WORKED_Y] = y;
    trace[WORKED_LOSS] = network_backward_f64(net, 1, x, t, NULL);
    memcpy(g, net->gradients, sizeof g);
    trace[WORKED_DELTA2] = g[two->bias];
    trace[WORKED_DELTA1] = g[one->bias];
    trace[WORKED_GRADIENT_W2] = g[two->weights];
    trace[WORKED_GRADIENT_W11] = g[one->weights];
    trace[WORKED_GRADIENT_W12] = g[one->weights + 1];

    trace[WORKED_Y_AFTER_ALL] = output_after(net, x, g, true);
    trace[WORKED_W2_AFTER] = w[two->weights];
    trace[WORKED_W11_AFTER] = w[one->weights];
    trace[WORKED_W12_AFTER] = w[one->weights + 1];
    memcpy(w, before, sizeof before);
    trace[WORKED_Y_AFTER_WEIGHTS] = output_after(net, x, g, false);
    memcpy(w, before, sizeof before);
    trace[WORKED_GAIN_WEIGHTS] = trace[WORKED_Y_AFTER_WEIGHTS] - y;
    trace[WORKED_GAIN_ALL] = trace[WORKED_Y_AFTER_ALL] - y;
}
