/* meanfield.h - signals and gradients in random networks: the recursions at infinite width.
 *
 * Mean-field theory (Poole et al. 2016; Schoenholz et al. 2017): with q the variance of a layer's
 * pre-activations, q' = sw2 E phi(z)^2 + sb2 and the squared gradient norm is multiplied, on its
 * way back, by chi = sw2 E phi'(z)^2, z ~ N(0, q). Expectations are composite Gauss-Legendre sums
 * (20 points, panels graded towards 0), good to about 1e-14 for any q. */
#ifndef HEBB_MEANFIELD_H
#define HEBB_MEANFIELD_H

#include <stdbool.h>
#include <stdint.h>

#include "algorithms/base/activation.h"
#include "algorithms/base/layer.h"
#include "algorithms/base/status.h"

enum { MEANFIELD_NODES = 20 };

/* Gauss-Legendre nodes and weights on [-1, 1]. */
typedef struct {
    double node[MEANFIELD_NODES], weight[MEANFIELD_NODES];
} Quadrature;

/* Fills the rule (GSL's table). Fails with ERR_MEMORY. */
Status meanfield_quadrature(Quadrature *rule, Error *err);

typedef struct {
    double square;       /* E phi(z)^2 */
    double slope_square; /* E phi'(z)^2 */
} GaussMoments;

/* Both moments over z ~ N(0, q), q >= 0; closed forms for piecewise linear activations. */
GaussMoments meanfield_moments(const Quadrature *rule, Activation a, double q);

/* E ln |phi'(z)|, z ~ N(0, q): the logarithm of the geometric mean of one layer's derivative.
 * -INFINITY for relu. */
double meanfield_log_slope(const Quadrature *rule, Activation a, double q);

/* A random network in the limit of infinite width. Plain layers are z' = W phi(norm(z)) + b;
 * residual blocks are x' = x + branch_scale (W phi(norm(x)) + b). Inputs have unit variance. */
typedef struct {
    Activation activation;
    double weight_variance; /* sw2: fan-in times the variance of a weight */
    double bias_variance;   /* sb2 */
    NormalizationKind normalization;
    int64_t batch; /* for batch normalisation: its finite-batch factors; >= 4 */
    bool residual;
    double branch_scale;
} MeanField;

/* For layers l = 1 .. depth: variance[l - 1] of z^l (of the stream x^(l-1) entering block l if
 * residual) and ln_gradient[l - 1] = ln |dL/dz^l|^2 - ln |dL/dz^depth|^2 (residual: of dL/dx^(l-1)
 * over dL/dx^depth). A variance beyond double is INFINITY. Fails with ERR_MEMORY. */
Status meanfield_solve(const Quadrature *rule, const MeanField *m, int64_t depth, double *variance,
                       double *ln_gradient, Error *err);

/* The weight variance at which chi = 1 at the fixed point of q, given the bias variance > 0 (or = 0
 * for the sigmoid); *q is that fixed point. Fails with ERR_NUMERIC if there is none. */
Status meanfield_critical(const Quadrature *rule, Activation a, double bias_variance,
                          double *weight_variance, double *q, Error *err);

#endif
