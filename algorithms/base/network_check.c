/* network_check.c - see network_check.h */
#include "algorithms/base/network_check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/base/gradient_check.h"
#include "algorithms/base/reduce.h"

/* Arrays whose derivatives are all smaller than this share of the network's largest (biases before
 * a normalisation have none at all) are judged by that share: differences have an absolute error.
 */
static const double FLOOR = 0.01;

Status network_check_init(NetworkCheck *c, const NetworkShape *shape, Error *err)
{
    *c = (NetworkCheck){ .rows = shape->batch };
    Status st = network_init_f64(&c->net, shape, err);
    if (st == OK)
        st = network_init_f32(&c->single, shape, err);
    size_t in = (size_t)(shape->batch * shape->inputs);
    size_t out = (size_t)(shape->batch * shape->outputs);
    size_t count = (size_t)c->net.parameter_count;
    c->x = malloc((2 * in + 2 * out + count) * sizeof *c->x);
    c->x32 = malloc((in + out) * sizeof *c->x32);
    if (st == OK && (!c->x || !c->x32))
        st = error_set(err, ERR_MEMORY, "no memory for a gradient check");
    if (st != OK)
        return st;
    c->dx = c->x + in;
    c->t = c->dx + in;
    c->scratch = c->t + out;
    c->gradients = c->scratch + out;
    c->t32 = c->x32 + in;
    return OK;
}

void network_check_free(NetworkCheck *c)
{
    network_free_f64(&c->net);
    network_free_f32(&c->single);
    free(c->x);
    free(c->x32);
    *c = (NetworkCheck){ 0 };
}

double network_check_loss(void *ctx)
{
    NetworkCheck *c = ctx;
    const NetworkShape *s = &c->net.shape;
    const double *y = network_forward_f64(&c->net, c->rows, c->x, true, &c->dropout);
    return loss_f64(s->loss, c->rows, s->outputs, y, c->t, c->scratch);
}

void network_check_gradients(NetworkCheck *c)
{
    network_check_loss(c);
    network_backward_f64(&c->net, c->rows, c->x, c->t, c->dx);
    memcpy(c->gradients, c->net.gradients, (size_t)c->net.parameter_count * sizeof *c->gradients);
}

double network_check_input_gradient(NetworkCheck *c)
{
    int64_t in = c->rows * c->net.shape.inputs, out = c->rows * c->net.shape.outputs;
    network_check_loss(c); /* leaves dL/dy in scratch */
    return sqrt(reduce_dot_f64(in, c->dx, c->dx) / reduce_dot_f64(out, c->scratch, c->scratch));
}

/* One array of parameters. */
static double array_error(NetworkCheck *c, int64_t offset, int64_t n, double h, double floor)
{
    return gradient_check(n, c->net.parameters + offset, c->gradients + offset, h, floor,
                          network_check_loss, c);
}

static double largest_derivative(const NetworkCheck *c)
{
    double largest = 0.0;
    for (int64_t i = 0; i < c->net.parameter_count; i++)
        largest = fmax(largest, fabs(c->gradients[i]));
    return largest;
}

double network_check_worst_error(NetworkCheck *c, double h)
{
    int64_t hidden = c->net.shape.hidden, in = c->rows * c->net.shape.inputs;
    double floor = FLOOR * largest_derivative(c);
    double worst = gradient_check(in, c->x, c->dx, h, floor, network_check_loss, c);
    for (int64_t l = 0; l <= hidden; l++) {
        const NetworkLayer *layer = &c->net.layer[l];
        worst =
            fmax(worst, array_error(c, layer->weights, layer->inputs * layer->outputs, h, floor));
        worst = fmax(worst, array_error(c, layer->bias, layer->outputs, h, floor));
        if (c->net.shape.normalization != NORMALIZATION_NONE && l < hidden) {
            worst = fmax(worst, array_error(c, layer->gain, layer->outputs, h, floor));
            worst = fmax(worst, array_error(c, layer->shift, layer->outputs, h, floor));
        }
    }
    return worst;
}

double network_check_single_error(NetworkCheck *c)
{
    int64_t n = c->net.parameter_count, in = c->rows * c->net.shape.inputs;
    int64_t out = c->rows * c->net.shape.outputs;
    for (int64_t i = 0; i < n; i++)
        c->single.parameters[i] = (float)c->net.parameters[i];
    for (int64_t i = 0; i < in; i++)
        c->x32[i] = (float)c->x[i];
    for (int64_t i = 0; i < out; i++)
        c->t32[i] = (float)c->t[i];
    network_forward_f32(&c->single, c->rows, c->x32, true, &c->dropout);
    network_backward_f32(&c->single, c->rows, c->x32, c->t32, NULL);
    double square = 0.0;
    for (int64_t i = 0; i < n; i++) {
        double d = (double)c->single.gradients[i] - c->gradients[i];
        square += d * d;
    }
    double size = reduce_dot_f64(n, c->gradients, c->gradients);
    return size > 0.0 ? sqrt(square / size) : sqrt(square);
}

/* The biases of the last layer shift z. */
double network_check_elementwise_error(NetworkCheck *c, double h)
{
    const NetworkShape *s = &c->net.shape;
    const NetworkLayer *last = &c->net.layer[s->hidden];
    Activation output = { s->output, s->activation.leak };
    double worst = 0.0, largest = 0.0, *bias = c->net.parameters + last->bias;
    for (int64_t i = 0; i < s->outputs; i++) {
        double side[2], here = bias[i], formula;
        for (int up = 0; up < 2; up++) {
            bias[i] = up ? here + h : here - h;
            const double *y = network_forward_f64(&c->net, 1, c->x, false, NULL);
            side[up] = loss_f64(s->loss, 1, s->outputs, y, c->t, c->scratch);
        }
        bias[i] = here;
        double truth = (side[1] - side[0]) / (2.0 * h);
        const double *y = network_forward_f64(&c->net, 1, c->x, false, NULL);
        if (s->loss == LOSS_CROSS_ENTROPY) {
            loss_softmax_f64(1, s->outputs, y, c->scratch);
            formula = -c->t[i] * (1.0 - c->scratch[i]); /* (-t / h) h (1 - h) */
        } else {
            formula = 1.0;
            activation_backward_f64(output, 1, y + i, y + i, &formula);
            formula *= y[i] - c->t[i];
        }
        worst = fmax(worst, fabs(formula - truth));
        largest = fmax(largest, fabs(truth));
    }
    return worst / (largest > 0.0 ? largest : 1.0);
}

double network_check_cost_ratio(const NetworkCheck *c)
{
    const NetworkF64 *net = &c->net;
    double forward = 0.0, first = (double)(net->layer[0].inputs * net->layer[0].outputs);
    for (int64_t l = 0; l <= net->shape.hidden; l++)
        forward += (double)(net->layer[l].inputs * net->layer[l].outputs);
    return (2.0 * forward - first) / forward;
}
