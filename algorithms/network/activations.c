/* activations.c - network.activations: activation functions and what backpropagation multiplies. */
#include <math.h>
#include <stdlib.h>

#include "algorithms/algorithm.h"
#include "algorithms/base/activation.h"
#include "algorithms/base/elementary.h"
#include "algorithms/base/meanfield.h"

typedef struct {
    int activation;
    double leak;
    int64_t points;
    double reach, far;
    int64_t layers;
} ActivationsParams;

/* clang-format off */
#define P(field, ...) PARAM(ActivationsParams, field, __VA_ARGS__)
static const Param params[] = {
    P(activation, "sigmoid", NO_MIN, NO_MAX, activation_names, "1",      "the function"),
    P(leak,       "0.1",     0,      1,      NULL,             "1",      "slope of leaky_relu for negative arguments"),
    P(points,     "201",     3,      100001, NULL,             "points", "of the grid; an odd number includes 0"),
    P(reach,      "5",       0.001,  1000,   NULL,             "1",      "the grid spans -reach .. reach"),
    P(far,        "3",       0,      1000,   NULL,             "1",      "where saturation is looked at"),
    P(layers,     "10",      1,      100000, NULL,             "layers", "factors in the products"),
    { 0 }
};

static int64_t points_of(const void *p);
static double coordinate(const void *p, int64_t index);
static const Dimension dimensions[] = {
    { "x", "1", "argument of the function, pre-activation of a unit", points_of, coordinate },
    { 0 }
};

enum {
    VALUE, DERIVATIVE, MAX_DERIVATIVE, MAX_PRODUCT, LAYERS_TO_1E9, STD_FOR_1E9, SATURATION,
    LEFT_DERIVATIVE, RIGHT_DERIVATIVE, FLOAT_ERROR
};
static const Metric metrics[] = {
    [VALUE]            = { "value", METRIC_MEASURED, "1", "phi(x)", { "x" }, NULL, NULL, false },
    [DERIVATIVE]       = { "derivative", METRIC_MEASURED, "1", "phi'(x); at a kink the value from the left", { "x" }, NULL, NULL, false },
    [MAX_DERIVATIVE]   = { "max_derivative", METRIC_MEASURED, "1", "largest phi' on the grid's span", { 0 }, NULL, NULL, false },
    [MAX_PRODUCT]      = { "max_derivative_product", METRIC_MEASURED, "1", "max_derivative^layers: no product of that many derivatives is larger", { 0 }, NULL, NULL, false },
    [LAYERS_TO_1E9]    = { "layers_to_1e9", METRIC_MEASURED, "layers", "layers after which the power of max_derivative is down at 1e-9; missing if it never is", { 0 }, NULL, NULL, false },
    [STD_FOR_1E9]      = { "std_for_1e9", METRIC_MEASURED, "1", "standard deviation of normal pre-activations at which the geometric mean of a product of derivatives over `layers` layers is 1e-9; missing if there is none up to 100", { 0 }, NULL, NULL, false },
    [SATURATION]       = { "saturation", METRIC_MEASURED, "1", "the larger of phi'(far) and phi'(-far), over max_derivative: 0 is flat", { 0 }, NULL, NULL, false },
    [LEFT_DERIVATIVE]  = { "left_derivative", METRIC_MEASURED, "1", "largest |phi'| at grid points below 0", { 0 }, NULL, NULL, false },
    [RIGHT_DERIVATIVE] = { "right_derivative", METRIC_MEASURED, "1", "smallest phi' at grid points above 0", { 0 }, NULL, NULL, false },
    [FLOAT_ERROR]      = { "float_error", METRIC_MEASURED, "1", "largest deviation of phi and phi' in single precision from double, over max(1, |x|)", { 0 }, NULL, NULL, false },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static double cost(const void *p), memory(const void *p);
const Algorithm alg_network_activations = {
    .name = "network.activations",
    .summary = "an activation function and its derivative on a grid, and products of derivatives",
    .about = "Values are computed in double precision. elu has alpha = 1; gelu is x Phi(x). No random numbers.",
    .source = "Glorot & Bengio, AISTATS 2010; Clevert et al., ICLR 2016 (elu); Hendrycks & Gimpel 2016 (gelu)",
    .version = 1,
    .params_size = sizeof(ActivationsParams),
    .params = params,
    .dimensions = dimensions,
    .metrics = metrics,
    .run = run,
    .cost = cost,
    .memory = memory,
};
/* clang-format on */

static int64_t points_of(const void *p)
{
    return ((const ActivationsParams *)p)->points;
}

static double coordinate(const void *at, int64_t index)
{
    const ActivationsParams *p = at;
    return p->reach * (2.0 * (double)index / (double)(p->points - 1) - 1.0);
}

static Activation activation_of(const ActivationsParams *p)
{
    return (Activation){ (ActivationKind)p->activation, p->leak };
}

/* The best grid point, or golden-section search between its neighbours where that finds more than
 * rounding. */
static double max_derivative(const ActivationsParams *p)
{
    Activation a = activation_of(p);
    int64_t best = 0;
    for (int64_t i = 1; i < p->points; i++)
        if (activation_derivative(a, coordinate(p, i)) >
            activation_derivative(a, coordinate(p, best)))
            best = i;
    double low = coordinate(p, best > 0 ? best - 1 : 0);
    double high = coordinate(p, best < p->points - 1 ? best + 1 : best);
    double on_grid = activation_derivative(a, coordinate(p, best)), largest = on_grid;
    for (int i = 0; i < 80; i++) {
        double step = 0.38196601125010515 * (high - low), left = low + step, right = high - step;
        double at_left = activation_derivative(a, left), at_right = activation_derivative(a, right);
        largest = fmax(largest, fmax(at_left, at_right));
        if (at_left > at_right)
            high = right;
        else
            low = left;
    }
    return largest > on_grid * (1.0 + 1e-14) ? largest : on_grid;
}

/* The geometric mean falls as pre-activations spread; bisection for where it meets 1e-9. */
static Status std_for_1e9(const ActivationsParams *p, double *std, Error *err)
{
    Quadrature rule;
    Status st = meanfield_quadrature(&rule, err);
    double low = 1e-3, high = 100.0, goal = elementary_log(1e-9) / (double)p->layers;
    *std = NAN;
    if (st != OK || !(meanfield_log_slope(&rule, activation_of(p), low * low) > goal) ||
        !(meanfield_log_slope(&rule, activation_of(p), high * high) < goal))
        return st;
    while (high - low > 1e-15 * high) {
        double middle = 0.5 * (low + high);
        if (middle <= low || middle >= high)
            break;
        if (meanfield_log_slope(&rule, activation_of(p), middle * middle) > goal)
            low = middle;
        else
            high = middle;
    }
    *std = low;
    return OK;
}

static Status float_error(const ActivationsParams *p, double *worst, Error *err)
{
    Activation a = activation_of(p);
    float *z = malloc(3 * (size_t)p->points * sizeof *z);
    if (!z)
        return error_set(err, ERR_MEMORY, "no memory for %lld points", (long long)p->points);
    float *h = z + p->points, *slope = h + p->points;
    for (int64_t i = 0; i < p->points; i++) {
        z[i] = (float)coordinate(p, i);
        slope[i] = 1.0f;
    }
    activation_forward_f32(a, p->points, z, h);
    activation_backward_f32(a, p->points, z, h, slope);
    *worst = 0.0;
    for (int64_t i = 0; i < p->points; i++) {
        double x = (double)z[i], scale = fmax(1.0, fabs(x));
        *worst = fmax(*worst, fabs((double)h[i] - activation_value(a, x)) / scale);
        *worst = fmax(*worst, fabs((double)slope[i] - activation_derivative(a, x)) / scale);
    }
    free(z);
    return OK;
}

static Status run(const Trial *t, Error *err)
{
    const ActivationsParams *p = t->params;
    Activation a = activation_of(p);
    double left = 0.0, right = INFINITY, std = NAN, single = NAN;
    for (int64_t i = 0; i < p->points; i++) {
        double x = coordinate(p, i), slope = activation_derivative(a, x);
        t->row[VALUE][i] = activation_value(a, x);
        t->row[DERIVATIVE][i] = slope;
        left = x < 0.0 ? fmax(left, fabs(slope)) : left;
        right = x > 0.0 ? fmin(right, slope) : right;
    }
    Status st = std_for_1e9(p, &std, err);
    if (st == OK)
        st = float_error(p, &single, err);
    if (st != OK)
        return st;
    double most = max_derivative(p), product = 1.0;
    for (int64_t l = 0; l < p->layers; l++)
        product *= most;
    double flat = fmax(activation_derivative(a, p->far), activation_derivative(a, -p->far));
    trial_set(t, MAX_DERIVATIVE, most);
    trial_set(t, MAX_PRODUCT, product);
    trial_set(t, LAYERS_TO_1E9, most < 1.0 ? elementary_log(1e-9) / elementary_log(most) : NAN);
    trial_set(t, STD_FOR_1E9, std);
    trial_set(t, SATURATION, flat / most);
    trial_set(t, LEFT_DERIVATIVE, left);
    trial_set(t, RIGHT_DERIVATIVE, right);
    trial_set(t, FLOAT_ERROR, single);
    return OK;
}

/* Nanoseconds, roughly; the bisection takes about 50 quadratures. */
static double cost(const void *at)
{
    const ActivationsParams *p = at;
    return 100.0 * (double)p->points + 1.5e6;
}

static double memory(const void *at)
{
    const ActivationsParams *p = at;
    return 12.0 * (double)p->points + 65536.0;
}
