/* gradient_flow.c - network.gradient_flow: what is left of a gradient after many layers? */
#include <math.h>
#include <stdlib.h>

#include "algorithms/algorithm.h"
#include "algorithms/base/elementary.h"
#include "algorithms/base/finite_width.h"
#include "algorithms/base/flow.h"
#include "algorithms/base/meanfield.h"
#include "algorithms/base/paths.h"
#include "algorithms/base/spectrum.h"

typedef struct {
    int64_t depth, width, batch;
    int activation;
    double leak;
    int init;
    double weight_scale, bias_scale;
    int residual;
    double branch_scale;
    int normalization;
    double clip, preactivation_std;
    int64_t paths;
    bool spectrum;
} FlowParams;

/* clang-format off */
enum { RESIDUAL_NONE, RESIDUAL_IDENTITY };
static const char *const residuals[] = { "none", "identity", NULL };

#define P(field, ...) PARAM(FlowParams, field, __VA_ARGS__)
static const Param params[] = {
    P(depth,             "10",     1,      20000,  NULL,                 "layers", "layers (residual: blocks), all of one width"),
    P(width,             "128",    1,      16384,  NULL,                 "units",  "units of every layer"),
    P(batch,             "16",     1,      65536,  NULL,                 "inputs", "standard normal inputs sent through one network"),
    P(activation,        "tanh",   NO_MIN, NO_MAX, activation_names,     "1",      "phi of every layer"),
    P(leak,              "0.1",    0,      1,      NULL,                 "1",      "slope of leaky_relu for negative arguments"),
    P(init,              "xavier", NO_MIN, NO_MAX, initialization_names, "1",      "variance of a weight: standard 1, lecun 1/n, xavier 2/(n_in + n_out), he 2/n; orthogonal; framework: uniform with 1/(3n), biases too"),
    P(weight_scale,      "1",      1e-9,   1e6,    NULL,                 "1",      "factor on all weights (and on framework's biases)"),
    P(bias_scale,        "0",      0,      1e6,    NULL,                 "1",      "standard deviation of the normal biases"),
    P(residual,          "none",   NO_MIN, NO_MAX, residuals,            "1",      "identity: blocks x + branch_scale (W phi(x) + b)"),
    P(branch_scale,      "1",      0,      1e6,    NULL,                 "1",      "factor on the branch of a residual block"),
    P(normalization,     "none",   NO_MIN, NO_MAX, normalization_names,  "1",      "of what phi sees: over the batch for each unit, or over the layer for each input"),
    P(clip,              "1",      1e-300, NO_MAX, NULL,                 "1",      "largest norm that clipping leaves of the gradient of all weights and biases"),
    P(preactivation_std, "1",      0,      1e3,    NULL,                 "1",      "standard deviation of the normal pre-activations of derivative_product"),
    P(paths,             "1000",   1,      1e8,    NULL,                 "paths",  "paths sampled for derivative_product"),
    P(spectrum,          "false",  NO_MIN, NO_MAX, NULL,                 "1",      "compute singular values of the first layer too, at a cost of width^3"),
    { 0 }
};

static int64_t depth_of(const void *p);
static const Dimension dimensions[] = {
    { "layer", "layers", "layer 1 next to the input", depth_of, NULL },
    { 0 }
};

enum {
    GRADIENT_NORM, GRADIENT_NORM_THEORY, LOG10_NORM, LOG10_NORM_THEORY, VARIANCE, VARIANCE_THEORY,
    RATIO, RATIO_THEORY, RATIO_MEANFIELD, FACTOR, FACTOR_THEORY, CRITICAL, DEAD_UNITS, DEAD_INPUTS, DEAD_INPUTS_THEORY,
    PRODUCT, PRODUCT_THEORY, LOG10_PRODUCT, LOG10_PRODUCT_THEORY, ACTIVE_PATHS, ACTIVE_PATHS_THEORY,
    LOG10_PARAMETER_GRADIENT, CLIPPED_NORM, SPECTRAL_NORM, SPECTRAL_NORM_THEORY, SMALLEST_SINGULAR
};
#define MEASURED METRIC_MEASURED
#define THEORY METRIC_THEORY
#define SCALAR { 0 }
#define LAYER { "layer" }
static const Metric metrics[] = {
    [GRADIENT_NORM]            = { "gradient_norm", MEASURED, "1", "norm of dL/dz at the layer over that at the last one, geometric mean over the inputs whose gradient survives (residual: dL/dx before the block over that after the last)", LAYER, "gradient_norm_theory", NULL, false },
    [GRADIENT_NORM_THEORY]     = { "gradient_norm_theory", THEORY, "1", "its prediction, 10^log10_gradient_norm_theory", LAYER, NULL, "Schoenholz et al. 2017", false },
    [LOG10_NORM]               = { "log10_gradient_norm", MEASURED, "1", "log10 of gradient_norm; good where gradient_norm underflows", LAYER, "log10_gradient_norm_theory", NULL, false },
    [LOG10_NORM_THEORY]        = { "log10_gradient_norm_theory", THEORY, "1", "its prediction: as log10_gradient_ratio_theory, from this layer on", LAYER, NULL, "Schoenholz et al. 2017", false },
    [VARIANCE]                 = { "activation_variance", MEASURED, "1", "mean square of z = W phi + b of the layer, before any normalisation (residual: of the stream x before the block)", LAYER, "activation_variance_theory", NULL, false },
    [VARIANCE_THEORY]          = { "activation_variance_theory", THEORY, "1", "q of the recursion q' = sw2 E phi^2 + sb2, sw2 = width times the variance of a weight", LAYER, NULL, "Poole et al. 2016", false },
    [RATIO]                    = { "log10_gradient_ratio", MEASURED, "1", "log10 of gradient_norm at the first layer: the ratio of norms, first over last", SCALAR, "log10_gradient_ratio_theory", NULL, false },
    [RATIO_THEORY]             = { "log10_gradient_ratio_theory", THEORY, "1", "exact expectation at this width for relu, leaky_relu and linear with normal weights, plain and not normalised; otherwise as log10_gradient_ratio_meanfield", SCALAR, NULL, "Hanin & Nica 2020; Schoenholz et al. 2017", false },
    [RATIO_MEANFIELD]          = { "log10_gradient_ratio_meanfield", THEORY, "1", "half the sum of log10 chi over the layers, the limit of infinite width", SCALAR, NULL, "Schoenholz et al. 2017; Yang & Schoenholz 2017; Yang et al. 2019", false },
    [FACTOR]                   = { "log10_layer_factor", MEASURED, "1", "log10 of the factor on the gradient's norm per layer, mean over the deeper half of the network; from depth 2 on", SCALAR, "log10_layer_factor_theory", NULL, false },
    [FACTOR_THEORY]            = { "log10_layer_factor_theory", THEORY, "1", "the same of log10_gradient_norm_theory; half log10 chi at the fixed point of a deep plain network", SCALAR, NULL, "Schoenholz et al. 2017", false },
    [CRITICAL]                 = { "critical_weight_scale", THEORY, "1", "weight_scale at which chi = 1 at the fixed point, for a plain network of this activation, init and bias_scale; missing if there is none", SCALAR, NULL, "Poole et al. 2016", false },
    [DEAD_UNITS]               = { "dead_units", MEASURED, "1", "fraction of units whose phi' is exactly 0 for every input of the batch", SCALAR, NULL, NULL, false },
    [DEAD_INPUTS]              = { "dead_inputs", MEASURED, "1", "fraction of inputs that find some layer with phi' exactly 0 in every unit", SCALAR, "dead_inputs_theory", NULL, true },
    [DEAD_INPUTS_THEORY]       = { "dead_inputs_theory", THEORY, "1", "1 - (1 - 2^-width)^depth for plain relu without biases", SCALAR, NULL, "Lu et al. 2019", false },
    [PRODUCT]                  = { "derivative_product", MEASURED, "1", "geometric mean over sampled paths of prod phi'(z), one independent z ~ N(0, preactivation_std^2) per layer; no weights enter", SCALAR, "derivative_product_theory", NULL, false },
    [PRODUCT_THEORY]           = { "derivative_product_theory", THEORY, "1", "exp(depth E ln |phi'|)", SCALAR, NULL, NULL, false },
    [LOG10_PRODUCT]            = { "log10_derivative_product", MEASURED, "1", "log10 of derivative_product; missing where that is 0", SCALAR, "log10_derivative_product_theory", NULL, false },
    [LOG10_PRODUCT_THEORY]     = { "log10_derivative_product_theory", THEORY, "1", "depth E log10 |phi'|; missing where that is minus infinity", SCALAR, NULL, NULL, false },
    [ACTIVE_PATHS]             = { "active_paths", MEASURED, "1", "fraction of the sampled paths with z > 0 in every layer", SCALAR, "active_paths_theory", NULL, false },
    [ACTIVE_PATHS_THEORY]      = { "active_paths_theory", THEORY, "1", "2^-depth", SCALAR, NULL, NULL, false },
    [LOG10_PARAMETER_GRADIENT] = { "log10_parameter_gradient", MEASURED, "1", "log10 norm of the gradient of all weights and biases, for a loss that is the mean over inputs of a random unit vector times the last z (residual: x)", SCALAR, NULL, NULL, false },
    [CLIPPED_NORM]             = { "clipped_norm", MEASURED, "1", "the norm of that gradient after clipping at clip", SCALAR, NULL, NULL, false },
    [SPECTRAL_NORM]            = { "spectral_norm", MEASURED, "1", "largest singular value of the first weight matrix, if spectrum is true", SCALAR, "spectral_norm_theory", NULL, false },
    [SPECTRAL_NORM_THEORY]     = { "spectral_norm_theory", THEORY, "1", "2 sw for independent weights, sw for orthogonal ones, as the width grows; if spectrum is true", SCALAR, NULL, "Geman 1980", false },
    [SMALLEST_SINGULAR]        = { "smallest_singular_value", MEASURED, "1", "of the first residual block's Jacobian I + branch_scale W diag phi' at one input, if spectrum is true", SCALAR, NULL, NULL, false },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static Status validate(const void *p, Error *err), theory(const void *p, double *const *row, Error *err);
static double cost(const void *p), memory(const void *p);
const Algorithm alg_network_gradient_flow = {
    .name = "network.gradient_flow",
    .summary = "norms of signals and gradients through a deep random network, layer by layer",
    .about = "Plain layers z' = W phi(norm(z)) + b, residual blocks x' = x + branch_scale (W phi(norm(x)) + b), all of one "
             "width, in single precision with a power of two carried by every row, so that nothing underflows. The gradient "
             "starts as a random unit vector at the last z (residual: x), one per input. A ratio of norms is per input; "
             "logarithms are averaged. At width n, log10 of a ratio lies below its limit by up to 0.55 depth / n. Random "
             "streams: weights and biases (a sub-stream per layer), input, output_gradient, paths (a sub-stream per layer).",
    .source = "Poole et al., NeurIPS 2016; Schoenholz et al., ICLR 2017; Hanin & Nica, Commun. Math. Phys. 376, 287 (2020)",
    .version = 1,
    .params_size = sizeof(FlowParams),
    .params = params,
    .dimensions = dimensions,
    .metrics = metrics,
    .run = run,
    .validate = validate,
    .theory = theory,
    .cost = cost,
    .memory = memory,
    .max_threads = 16,
};
/* clang-format on */

static int64_t depth_of(const void *p)
{
    return ((const FlowParams *)p)->depth;
}

static Activation activation_of(const FlowParams *p)
{
    return (Activation){ (ActivationKind)p->activation, p->leak };
}

static FlowShape shape_of(const FlowParams *p)
{
    return (FlowShape){ .depth = p->depth,
                        .width = p->width,
                        .batch = p->batch,
                        .activation = activation_of(p),
                        .init = (InitializationKind)p->init,
                        .weight_scale = p->weight_scale,
                        .bias_scale = p->bias_scale,
                        .normalization = (NormalizationKind)p->normalization,
                        .residual = p->residual == RESIDUAL_IDENTITY,
                        .branch_scale = p->branch_scale };
}

enum { FEWEST = 4 }; /* of what is normalised: with fewer, gradients have no finite variance */

static Status validate(const void *at, Error *err)
{
    const FlowParams *p = at;
    if (p->normalization == NORMALIZATION_BATCH && p->batch < FEWEST)
        return error_param(err, "batch", "batch normalisation needs a batch of at least %d",
                           FEWEST);
    if (p->normalization == NORMALIZATION_LAYER && p->width < FEWEST)
        return error_param(err, "width", "layer normalisation needs a width of at least %d",
                           FEWEST);
    if (p->spectrum && p->width > 2048)
        return error_param(err, "width",
                           "singular values of %lld x %lld matrices take too long; "
                           "spectrum: true goes up to width 2048",
                           (long long)p->width, (long long)p->width);
    return OK;
}

/* ---- a trial -------------------------------------------------------------------------------- */

static Status sample_paths(const Trial *t, Error *err)
{
    const FlowParams *p = t->params;
    RandomStream stream = random_stream(t->random, "paths");
    PathSample sample;
    Status st = paths_sample(activation_of(p), p->preactivation_std, p->depth, p->paths, &stream,
                             &sample, err);
    if (st != OK)
        return st;
    bool positive = sample.mean_ln > -INFINITY;
    trial_set(t, PRODUCT, positive ? elementary_exp(sample.mean_ln) : 0.0);
    trial_set(t, LOG10_PRODUCT, positive ? sample.mean_ln / M_LN10 : NAN);
    trial_set(t, ACTIVE_PATHS, sample.active);
    return OK;
}

/* Jacobian of the first block at the first input, I + branch_scale W diag phi', rows in double. */
static Status singular_values(const Trial *t, const Flow *f, Error *err)
{
    const FlowParams *p = t->params;
    int64_t n = p->width;
    double *a = malloc((size_t)(n * n) * sizeof *a), smallest, largest;
    if (!a)
        return error_set(err, ERR_MEMORY, "no memory for a %lld x %lld matrix", (long long)n,
                         (long long)n);
    for (int64_t i = 0; i < n * n; i++)
        a[i] = (double)f->weights[i];
    Status st = spectrum_extremes(n, a, &smallest, &largest, err);
    if (st == OK)
        trial_set(t, SPECTRAL_NORM, largest);
    if (st == OK && p->residual == RESIDUAL_IDENTITY && p->normalization == NORMALIZATION_NONE) {
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = 0; j < n; j++) {
                double slope = activation_derivative(activation_of(p), (double)f->pre[0].row[j]);
                a[i * n + j] = p->branch_scale * (double)f->weights[i * n + j] * slope + (i == j);
            }
        st = spectrum_extremes(n, a, &smallest, &largest, err);
        if (st == OK)
            trial_set(t, SMALLEST_SINGULAR, smallest);
    }
    free(a);
    return st;
}

/* Norm of the gradient of all parameters, and the same after every layer is scaled by clipping. */
static void report_clipping(const Trial *t, const Flow *f)
{
    const FlowParams *p = t->params;
    double largest = -INFINITY, sum = 0.0, clipped = 0.0;
    for (int64_t l = 0; l < p->depth; l++)
        largest = fmax(largest, f->ln_weight_gradient[l]);
    if (largest == -INFINITY) {
        trial_set(t, CLIPPED_NORM, 0.0);
        return;
    }
    for (int64_t l = 0; l < p->depth; l++)
        sum += elementary_exp(2.0 * (f->ln_weight_gradient[l] - largest));
    double ln = largest + 0.5 * elementary_log(sum);
    double ln_factor = fmin(0.0, elementary_log(p->clip) - ln);
    for (int64_t l = 0; l < p->depth; l++)
        clipped += elementary_exp(2.0 * (f->ln_weight_gradient[l] + ln_factor));
    trial_set(t, LOG10_PARAMETER_GRADIENT, ln / M_LN10);
    trial_set(t, CLIPPED_NORM, sqrt(clipped));
}

/* Mean slope of log10 norms over the deeper half. */
static double layer_factor(int64_t depth, const double *log10_norm)
{
    int64_t from = depth / 2, last = depth - 1;
    return from < last ? (log10_norm[from] - log10_norm[last]) / (double)(last - from) : NAN;
}

static void report(const Trial *t, const Flow *f)
{
    const FlowParams *p = t->params;
    for (int64_t l = 0; l < p->depth; l++) {
        t->row[VARIANCE][l] = f->variance[l];
        t->row[LOG10_NORM][l] = f->ln_gradient[l] / M_LN10;
        t->row[GRADIENT_NORM][l] = elementary_exp(f->ln_gradient[l]);
    }
    trial_set(t, RATIO, f->ln_gradient[0] / M_LN10);
    trial_set(t, FACTOR, layer_factor(p->depth, t->row[LOG10_NORM]));
    trial_set(t, DEAD_UNITS, (double)f->dead_units / (double)(p->depth * p->width));
    trial_set(t, DEAD_INPUTS, (double)f->dead_inputs / (double)p->batch);
    report_clipping(t, f);
}

static Status run(const Trial *t, Error *err)
{
    const FlowParams *p = t->params;
    FlowShape shape = shape_of(p);
    Flow f;
    Status st = flow_init(&f, &shape, err);
    f.loan.threads = trial_threads(t);
    if (st == OK)
        st = flow_randomize(&f, t->random, err);
    if (st == OK && trial_stopping(t))
        st = error_set(err, ERR_STOPPED, "stopped before the forward pass");
    if (st == OK)
        st = flow_forward(&f, t->random, err);
    if (st == OK && trial_stopping(t))
        st = error_set(err, ERR_STOPPED, "stopped before the backward pass");
    if (st == OK)
        st = flow_backward(&f, t->random, err);
    if (st == OK)
        report(t, &f);
    if (st == OK && p->spectrum)
        st = singular_values(t, &f, err);
    flow_free(&f);
    return st == OK ? sample_paths(t, err) : st;
}

/* ---- theory --------------------------------------------------------------------------------- */

/* sw2 at weight_scale 1. */
static double unit_variance(const FlowParams *p)
{
    return (double)p->width *
           initialization_variance((InitializationKind)p->init, p->width, p->width);
}

static double critical_scale(const FlowParams *p, const Quadrature *rule, double bias_variance)
{
    Activation a = activation_of(p);
    double critical = NAN, q;
    if (activation_is_homogeneous(a))
        critical = 1.0 / meanfield_moments(rule, a, 1.0).slope_square;
    else if (meanfield_critical(rule, a, bias_variance, &critical, &q, NULL) != OK)
        return NAN;
    return sqrt(critical / unit_variance(p));
}

/* Normal weights, straight half-lines, nothing else: the law is known at every width. */
static bool exact_law(const FlowParams *p)
{
    return activation_is_homogeneous(activation_of(p)) && p->residual == RESIDUAL_NONE &&
           p->normalization == NORMALIZATION_NONE && p->init != INITIALIZATION_ORTHOGONAL &&
           p->init != INITIALIZATION_FRAMEWORK && p->weight_scale > 0.0;
}

static void paths_theory(const FlowParams *p, const Quadrature *rule, double *const *row)
{
    double variance = p->preactivation_std * p->preactivation_std;
    double ln = (double)p->depth * meanfield_log_slope(rule, activation_of(p), variance);
    row[PRODUCT_THEORY][0] = ln > -INFINITY ? elementary_exp(ln) : 0.0;
    row[LOG10_PRODUCT_THEORY][0] = ln > -INFINITY ? ln / M_LN10 : NAN;
    row[ACTIVE_PATHS_THEORY][0] = ldexp(1.0, -(int)p->depth);
}

static Status theory(const void *at, double *const *row, Error *err)
{
    const FlowParams *p = at;
    Quadrature rule;
    Status st = meanfield_quadrature(&rule, err);
    double bias = p->weight_scale * p->weight_scale *
                  initialization_bias_variance((InitializationKind)p->init, p->width);
    MeanField m = { .activation = activation_of(p),
                    .weight_variance = unit_variance(p) * p->weight_scale * p->weight_scale,
                    .bias_variance = p->bias_scale * p->bias_scale + bias,
                    .normalization = (NormalizationKind)p->normalization,
                    .batch = p->batch,
                    .residual = p->residual == RESIDUAL_IDENTITY,
                    .branch_scale = p->branch_scale };
    if (st == OK) /* ln of squared norms, for now in the row of log10 of norms */
        st =
            meanfield_solve(&rule, &m, p->depth, row[VARIANCE_THEORY], row[LOG10_NORM_THEORY], err);
    if (st != OK)
        return st;
    row[RATIO_MEANFIELD][0] = row[LOG10_NORM_THEORY][0] / (2.0 * M_LN10);
    double layer = 0.0;
    bool exact = exact_law(p);
    if (exact)
        layer =
            finite_width_ln(p->width, activation_derivative(m.activation, -1.0), m.weight_variance);
    for (int64_t l = 0; l < p->depth; l++) {
        double ln = exact ? (double)(p->depth - 1 - l) * layer : row[LOG10_NORM_THEORY][l];
        row[LOG10_NORM_THEORY][l] = ln / (2.0 * M_LN10);
        row[GRADIENT_NORM_THEORY][l] = elementary_exp(0.5 * ln);
    }
    row[RATIO_THEORY][0] = row[LOG10_NORM_THEORY][0];
    row[FACTOR_THEORY][0] = layer_factor(p->depth, row[LOG10_NORM_THEORY]);
    row[CRITICAL][0] = critical_scale(p, &rule, m.bias_variance);
    if (exact && p->activation == ACTIVATION_RELU && p->bias_scale == 0.0)
        row[DEAD_INPUTS_THEORY][0] = finite_width_death(p->width, p->depth);
    if (p->spectrum)
        row[SPECTRAL_NORM_THEORY][0] =
            sqrt(m.weight_variance) * (p->init == INITIALIZATION_ORTHOGONAL ? 1.0 : 2.0);
    paths_theory(p, &rule, row);
    return OK;
}

/* ---- cost ----------------------------------------------------------------------------------- */

/* Nanoseconds, roughly: three products, drawing the weights, passes over the rows. */
static double cost(const void *at)
{
    const FlowParams *p = at;
    double n = (double)p->width, rows = (double)p->batch, depth = (double)p->depth;
    double layer = n * n * (0.08 * rows + 2.0) + 15.0 * n * rows + 3000.0;
    if (p->init == INITIALIZATION_ORTHOGONAL)
        layer += 2.5 * n * n * n;
    return depth * layer + 15.0 * depth * (double)p->paths + (p->spectrum ? 20.0 * n * n * n : 0.0);
}

static double memory(const void *at)
{
    const FlowParams *p = at;
    FlowShape shape = shape_of(p);
    double n = (double)p->width, spectrum = p->spectrum ? 3.0 * 8.0 * n * n : 0.0;
    return flow_bytes(&shape) + spectrum + 32.0 * (double)p->paths + 65536.0;
}
