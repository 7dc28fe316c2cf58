/* optimizer.h - steps of gradient descent and its variants, clipping, and their closed forms.
 *
 * Weight decay follows one convention throughout: the loss gains lambda |x|^2, so the gradient
 * gains 2 lambda x (for adamw, x is shrunk by 2 eta lambda beside the adaptive step instead). */
#ifndef HEBB_OPTIMIZER_H
#define HEBB_OPTIMIZER_H

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    OPTIMIZER_SGD,      /* x -= eta g */
    OPTIMIZER_MOMENTUM, /* v = mu v + g, x -= eta v */
    OPTIMIZER_NESTEROV, /* the gradient is taken ahead, at x + mu (x - x before) */
    OPTIMIZER_ADAGRAD,  /* G += g^2, x -= eta g / (sqrt G + eps) */
    OPTIMIZER_RMSPROP,  /* v = rho v + (1 - rho) g^2, x -= eta g / (sqrt v + eps) */
    OPTIMIZER_ADAM,     /* moments of g and g^2, corrected for their start at 0 */
    OPTIMIZER_ADAMW,    /* adam with the decay apart from the gradient */
    OPTIMIZER_COUNT
} OptimizerKind;

/* Names in the order of the enum, ending with NULL: the choices of a parameter. */
extern const char *const optimizer_names[OPTIMIZER_COUNT + 1];

typedef struct {
    OptimizerKind kind;
    double learning_rate; /* eta */
    double momentum;      /* mu: momentum, nesterov */
    double decay;         /* rho: rmsprop */
    double beta1, beta2;  /* adam, adamw */
    double epsilon;       /* eps: adagrad, rmsprop, adam, adamw */
    double weight_decay;  /* lambda */
} OptimizerRule;

/* Step number `step` = 1, 2, ...: moves x[n] by the gradient g[n]. first[n] and second[n] are the
 * optimizer's memory, 0 before step 1 (sgd reads neither, the others one or both).
 * For nesterov x holds the point ahead, where the gradient is wanted: see optimizer_iterate. */
void optimizer_step_f32(const OptimizerRule *rule, int64_t step, int64_t n, float *x,
                        const float *g, float *first, float *second);
void optimizer_step_f64(const OptimizerRule *rule, int64_t step, int64_t n, double *x,
                        const double *g, double *first, double *second);

/* The iterate itself: out = x, for nesterov x + eta mu first. */
void optimizer_iterate_f64(const OptimizerRule *rule, int64_t n, const double *x,
                           const double *first, double *out);

/* The factor that brings a gradient of this norm down to `limit`: min(1, limit / norm). */
double optimizer_clip_factor(double norm, double limit);

/* Scales g[n] by that factor; returns its norm before. */
double optimizer_clip_f32(int64_t n, float *g, double limit);

/* What the iterates of one variable are on f = curvature x^2 / 2 + slope x, in closed form:
 * x[0 .. steps] from x[0] = start. Known for sgd, momentum and nesterov everywhere; for the
 * adaptive ones on a constant slope (curvature 0) without L2 decay. False (x untouched) elsewhere.
 */
bool optimizer_closed_form(const OptimizerRule *rule, double curvature, double slope, double start,
                           int64_t steps, double *x);

/* |x_k|^(1/k) as k grows on f = curvature x^2 / 2: the largest root of the iteration; NaN unless
 * sgd, momentum or nesterov. Below 1 it converges. */
double optimizer_rate(const OptimizerRule *rule, double curvature);

#endif
