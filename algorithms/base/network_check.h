/* network_check.h - a network's gradients against central differences, single against double. */
#ifndef HEBB_NETWORK_CHECK_H
#define HEBB_NETWORK_CHECK_H

#include "algorithms/base/network.h"

/* Twins of one shape. The caller fills net.parameters, x (rows, inputs), t (rows, outputs) and the
 * dropout stream. */
typedef struct {
    NetworkF64 net;
    NetworkF32 single;
    int64_t rows;
    double *x, *t;
    double *dx, *gradients; /* (rows, inputs), [parameter_count]: by backpropagation */
    double *scratch;        /* (rows, outputs) */
    float *x32, *t32;
    RandomStream dropout;
} NetworkCheck;

/* Fails with ERR_MEMORY; free it always. */
Status network_check_init(NetworkCheck *c, const NetworkShape *shape, Error *err);
void network_check_free(NetworkCheck *c);

/* The loss at the present parameters and inputs: a GradientFunction of a NetworkCheck. */
double network_check_loss(void *ctx);

/* Fills dx and gradients, which the functions below compare with. */
void network_check_gradients(NetworkCheck *c);

/* |dL/dx| / |dL/dy|. */
double network_check_input_gradient(NetworkCheck *c);

/* Largest error of gradient_check over all arrays of parameters and the inputs, differences of h.
 */
double network_check_worst_error(NetworkCheck *c, double h);

/* |gradients in single precision - gradients| / |gradients|. */
double network_check_single_error(NetworkCheck *c);

/* For the first input alone: the largest deviation of grad_h L * phi'(z), elementwise, from the
 * true dL/dz of the last layer, over the largest; h is softmax(z) for cross-entropy. */
double network_check_elementwise_error(NetworkCheck *c, double h);

/* Multiplications backward over forward. A dense layer multiplies rows * inputs * outputs times:
 * once forward, once for dL/dW and, but for the first layer, once for dL/dh. */
double network_check_cost_ratio(const NetworkCheck *c);

#endif
