/* activation.h - the activation functions of the suite, with their derivatives.
 *
 * Double-precision scalars are the reference (theory, gradient checks); the arrays in single
 * precision are what networks run on, with the same bits on every processor level. */
#ifndef HEBB_ACTIVATION_H
#define HEBB_ACTIVATION_H

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    ACTIVATION_SIGMOID,    /* 1 / (1 + e^-x) */
    ACTIVATION_TANH,       /* tanh x */
    ACTIVATION_RELU,       /* max(0, x) */
    ACTIVATION_LEAKY_RELU, /* x for x > 0, else leak x */
    ACTIVATION_ELU,        /* x for x > 0, else e^x - 1 */
    ACTIVATION_LINEAR,     /* x */
    ACTIVATION_GELU,       /* x Phi(x), Phi the normal distribution function */
    ACTIVATION_COUNT
} ActivationKind;

typedef struct {
    ActivationKind kind;
    double leak; /* slope of leaky_relu for x <= 0; the others ignore it */
} Activation;

/* Names in the order of the enum, ending with NULL: the choices of a parameter. */
extern const char *const activation_names[ACTIVATION_COUNT + 1];

/* phi(x), and phi'(x) with the value at a kink taken from the left: relu'(0) = 0. Both are accurate
 * to a few ulp relative to themselves, also where phi' is tiny. */
double activation_value(Activation a, double x);
double activation_derivative(Activation a, double x);

/* Slope of the straight half-lines that phi approaches at +-2^-30 or (when unbounded) +-2^30:
 * side -1, +1; phi(x) is then slope * x to single precision. Sigmoid has no such line at 0. */
double activation_slope_small(Activation a, int side);
double activation_slope_large(Activation a, int side);

/* True when phi is homogeneous, phi(c x) = c phi(x) for c > 0: relu, leaky_relu, linear. */
bool activation_is_homogeneous(Activation a);
/* True when phi is bounded: sigmoid, tanh. */
bool activation_is_bounded(Activation a);
/* True when phi' cannot be had from phi(x) alone, so that x must be kept: gelu. */
bool activation_keeps_input(Activation a);

/* h[i] = phi(z[i]) for n elements; h may be z. */
void activation_forward_f32(Activation a, int64_t n, const float *z, float *h);
void activation_forward_f64(Activation a, int64_t n, const double *z, double *h);

/* delta[i] *= phi'(z[i]) for n elements, given h = phi(z); z is read only if activation_keeps_input
 * and may otherwise be NULL. */
void activation_backward_f32(Activation a, int64_t n, const float *z, const float *h, float *delta);
void activation_backward_f64(Activation a, int64_t n, const double *z, const double *h,
                             double *delta);

/* z (rows, width) += bias, then h = phi(z), in one pass through the cache; h may be z. */
void activation_bias_forward_f32(Activation a, int64_t rows, int64_t width, const float *bias,
                                 float *z, float *h);

#endif
