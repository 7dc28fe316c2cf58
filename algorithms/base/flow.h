/* flow.h - one signal forward and one gradient back through a deep random network.
 *
 * Plain: z^l = W^l a^(l-1) + b^l, a^l = phi(norm(z^l)), a^0 the input, l = 1 .. depth. Residual:
 * x^l = x^(l-1) + branch_scale (W^l phi(norm(x^(l-1))) + b^l), x^0 the input. Inputs are standard
 * normal; the gradient at the end (z^depth or x^depth) is a random direction of norm 1 for each
 * input. Single precision, as in practice, but every row of signals and of gradients carries a
 * power of two of its own, so that neither 10^-124 nor 2^500 leaves its range. Rows that small or
 * large see phi as the half-lines it approaches there, which is exact in single precision. */
#ifndef HEBB_FLOW_H
#define HEBB_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "algorithms/base/activation.h"
#include "algorithms/base/initialization.h"
#include "algorithms/base/layer.h"
#include "algorithms/base/random.h"
#include "algorithms/base/status.h"

typedef struct {
    int64_t depth, width, batch;
    Activation activation;
    InitializationKind init;
    double weight_scale, bias_scale;
    NormalizationKind normalization;
    bool residual;
    double branch_scale;
} FlowShape;

/* (batch, width) rows with their powers of two. */
typedef struct {
    float *row;
    int32_t *power; /* (batch) */
} FlowRows;

/* All memory is taken at init. The first group holds the results of the passes. */
typedef struct {
    /* Of layer l at [l - 1]: mean square of z^l (residual: of x^(l-1)) over the batch; mean over
     * the inputs whose gradient survives of ln |dL/dz^l| - ln |dL/dz^depth| (residual: of
     * dL/dx^(l-1) over dL/dx^depth), NaN where none survives; ln norm of dL/d(W^l, b^l), L the mean
     * over the batch, -INFINITY for 0. */
    double *variance, *ln_gradient, *ln_weight_gradient;
    int64_t dead_units;  /* units, of depth * width, with phi' = 0 for every input */
    int64_t dead_inputs; /* inputs that find some layer with phi' = 0 throughout */

    FlowShape shape;
    float *weights, *biases; /* (depth, width, width), (depth, width) */
    FlowRows *pre;           /* [depth]: what phi sees, z^l or x^(l-1), normalised if asked for */
    FlowRows *act;           /* [depth + 1]: phi of it; act[l] is what W^(l+1) multiplies */
    double *inv_std;         /* (depth, max(batch, width)), with normalisation */
    FlowRows state, branch;  /* the stream of the present layer, or its gradient; what joins it */
    float *slope;            /* (batch, width): phi' */
    float *weight_gradient;  /* (width, width) */
    float *bias_gradient;    /* (width) */
    double *mean, *ln_end;   /* (max(batch, width)), (batch) */
    bool *unit_live, *input_dead; /* (width), (batch) */
    LayerLoan loan;
    void *memory;
} Flow;

/* Bytes that init takes. */
double flow_bytes(const FlowShape *shape);

/* Fails with ERR_MEMORY. Free it always. */
Status flow_init(Flow *f, const FlowShape *shape, Error *err);
void flow_free(Flow *f);

/* Draws weights and biases: streams "weights" and "biases", sub-stream l - 1 for layer l. Fails
 * with ERR_MEMORY. */
Status flow_randomize(Flow *f, RandomKey key, Error *err);

/* Forward pass on random inputs (stream "input"). Fails with ERR_NUMERIC, naming the layer, when a
 * sum is not finite or a variance leaves double precision. */
Status flow_forward(Flow *f, RandomKey key, Error *err);

/* Backward pass from random directions (stream "output_gradient"), after flow_forward. Fails with
 * ERR_NUMERIC, naming the layer. */
Status flow_backward(Flow *f, RandomKey key, Error *err);

#endif
