/* worked_backprop.h - the network of the lecture notes' worked example, 2-1-1 sigmoid units, traced
 * through one step of gradient descent: weights W1 = (0.5, -0.3), W2 = 0.8, biases 0, input (1,
 * 0.5), target 1, loss (y - t)^2 / 2, learning rate 0.1. */
#ifndef HEBB_WORKED_BACKPROP_H
#define HEBB_WORKED_BACKPROP_H

#include "algorithms/base/network.h"

/* What the trace shows, in this order. */
typedef enum {
    WORKED_Z1,
    WORKED_H1,
    WORKED_Z2,
    WORKED_Y,
    WORKED_LOSS,
    WORKED_SLOPE1, /* phi'(z1) */
    WORKED_SLOPE2,
    WORKED_DELTA2, /* dL/dz2 */
    WORKED_DELTA1,
    WORKED_GRADIENT_W2,
    WORKED_GRADIENT_W11,
    WORKED_GRADIENT_W12,
    WORKED_W2_AFTER,
    WORKED_W11_AFTER,
    WORKED_W12_AFTER,
    WORKED_Y_AFTER_WEIGHTS, /* the output once the weights have stepped, biases still 0 */
    WORKED_Y_AFTER_ALL,     /* once weights and biases have */
    WORKED_GAIN_WEIGHTS,    /* by how much that moved the output */
    WORKED_GAIN_ALL,
    WORKED_COUNT
} WorkedQuantity;

/* The network's shape; its one hidden width is static. */
NetworkShape worked_shape(void);

/* Its weights, input (2) and target (1). */
void worked_fill(NetworkF64 *net, double *x, double *t);

/* Runs the example on a network of that shape and restores its parameters. */
void worked_trace(NetworkF64 *net, double trace[WORKED_COUNT]);

#endif
