/* optimizer.c - network.optimizer: steps of gradient descent and its variants, beside closed forms.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/algorithm.h"
#include "algorithms/base/activation.h"
#include "algorithms/base/elementary.h"
#include "algorithms/base/optimizer.h"

typedef struct {
    int optimizer, objective;
    double learning_rate, condition_number, start;
    int64_t dimensions, steps;
    double momentum, decay, beta1, beta2, epsilon, weight_decay;
    int activation;
    double leak;
} OptimizerParams;

/* clang-format off */
enum { QUADRATIC, SLOPE, FLAT, UNIT };
static const char *const objectives[] = { "quadratic", "slope", "flat", "unit", NULL };

#define P(field, ...) PARAM(OptimizerParams, field, __VA_ARGS__)
static const Param params[] = {
    P(optimizer,        "sgd",       NO_MIN, NO_MAX, optimizer_names,  "1",          "the rule by which a gradient moves x"),
    P(objective,        "quadratic", NO_MIN, NO_MAX, objectives,       "1",          "quadratic: sum a x^2 / 2; slope: sum a x; flat: 0; unit: one neuron phi(w u + b) that starts dead"),
    P(learning_rate,    "0.05",      0,      1e6,    NULL,             "1",          "eta"),
    P(condition_number, "10",        1,      1e12,   NULL,             "1",          "largest over smallest a; the smallest is 1, the others lie geometrically between"),
    P(start,            "1",         -1e6,   1e6,    NULL,             "1",          "every variable before the first step (unit: w = 1, b = -3 whatever this says)"),
    P(dimensions,       "2",         1,      1000,   NULL,             "dimensions", "variables (unit: 2, w and b, whatever this says)"),
    P(steps,            "200",       4,      1e7,    NULL,             "steps",      "steps made"),
    P(momentum,         "0.9",       0,      0.9999, NULL,             "1",          "mu of momentum and nesterov"),
    P(decay,            "0.9",       0,      0.9999, NULL,             "1",          "rho of rmsprop"),
    P(beta1,            "0.9",       0,      0.9999, NULL,             "1",          "decay of adam's first moment"),
    P(beta2,            "0.999",     0,      0.999999, NULL,           "1",          "decay of adam's second moment"),
    P(epsilon,          "1e-08",     0,      1,      NULL,             "1",          "added to the root of adagrad, rmsprop, adam and adamw"),
    P(weight_decay,     "0",         0,      1e6,    NULL,             "1",          "lambda of lambda |x|^2: 2 lambda x joins the gradient; adamw shrinks x by 2 eta lambda instead"),
    P(activation,       "relu",      NO_MIN, NO_MAX, activation_names, "1",          "phi of the unit"),
    P(leak,             "0.1",       0,      1,      NULL,             "1",          "slope of leaky_relu for negative arguments"),
    { 0 }
};

static int64_t steps_of(const void *p), variables_of(const void *p);
static double step_number(const void *p, int64_t index);
static const Dimension dimensions[] = {
    { "step", "steps", "steps made so far", steps_of, step_number },
    { "dim", "1", "variable", variables_of, NULL },
    { 0 }
};

enum {
    LOSS, LOSS_THEORY, X, X_THEORY, FINAL_LOSS, FINAL_DISTANCE, CLOSED_FORM_ERROR, RATE, RATE_THEORY,
    ACTIVE_INPUTS
};
static const Metric metrics[] = {
    [LOSS]              = { "loss", METRIC_MEASURED, "1", "the objective at x, without the weight decay's own term", { "step" }, "loss_theory", NULL, false },
    [LOSS_THEORY]       = { "loss_theory", METRIC_THEORY, "1", "the objective at x_theory", { "step" }, NULL, "Polyak 1964; Nesterov 1983", false },
    [X]                 = { "x", METRIC_MEASURED, "1", "the iterate", { "step", "dim" }, "x_theory", NULL, false },
    [X_THEORY]          = { "x_theory", METRIC_THEORY, "1", "closed form: sgd, momentum and nesterov on all but unit, the adaptive ones on slope and flat without L2 decay; missing elsewhere", { "step", "dim" }, NULL, "Polyak 1964; Nesterov 1983", false },
    [FINAL_LOSS]        = { "final_loss", METRIC_MEASURED, "1", "loss after the last step", { 0 }, NULL, NULL, false },
    [FINAL_DISTANCE]    = { "final_distance", METRIC_MEASURED, "1", "length of x after the last step", { 0 }, NULL, NULL, false },
    [CLOSED_FORM_ERROR] = { "closed_form_error", METRIC_MEASURED, "1", "largest |x - x_theory| over all steps and variables, over max(1, |x_theory|)", { 0 }, NULL, NULL, false },
    [RATE]              = { "rate", METRIC_MEASURED, "1", "factor on |x| per step, from the largest |x| in the second and in the last quarter of the steps", { 0 }, "rate_theory", NULL, false },
    [RATE_THEORY]       = { "rate_theory", METRIC_THEORY, "1", "largest root of the iteration over all curvatures; quadratic and flat with sgd, momentum, nesterov", { 0 }, NULL, "Polyak 1964", false },
    [ACTIVE_INPUTS]     = { "active_inputs", METRIC_MEASURED, "1", "unit: fraction of inputs with w u + b > 0 after the last step", { 0 }, NULL, NULL, false },
    { 0 }
};

static Status run(const Trial *t, Error *err), theory(const void *p, double *const *row, Error *err);
static double cost(const void *p), memory(const void *p);
const Algorithm alg_network_optimizer = {
    .name = "network.optimizer",
    .summary = "trajectories of optimizers on objectives whose answers are known",
    .about = "Everything in double precision, no random numbers. The unit learns to reproduce its input u at 16 points of "
             "(0, 1) by y = phi(w u + b) and half the mean squared error; its start w = 1, b = -3 is negative at all of "
             "them, so that a relu has no gradient.",
    .source = "Polyak 1964; Nesterov 1983; Duchi, Hazan & Singer 2011; Kingma & Ba, ICLR 2015; Loshchilov & Hutter, ICLR 2019",
    .version = 1,
    .params_size = sizeof(OptimizerParams),
    .params = params,
    .dimensions = dimensions,
    .metrics = metrics,
    .run = run,
    .theory = theory,
    .cost = cost,
    .memory = memory,
};
/* clang-format on */

enum { UNIT_INPUTS = 16 };

static int64_t steps_of(const void *p)
{
    return ((const OptimizerParams *)p)->steps + 1;
}

static double step_number(const void *p, int64_t index)
{
    (void)p;
    return (double)index;
}

static int64_t variables_of(const void *at)
{
    const OptimizerParams *p = at;
    return p->objective == UNIT ? 2 : p->dimensions;
}

static OptimizerRule rule_of(const OptimizerParams *p)
{
    return (OptimizerRule){ .kind = (OptimizerKind)p->optimizer,
                            .learning_rate = p->learning_rate,
                            .momentum = p->momentum,
                            .decay = p->decay,
                            .beta1 = p->beta1,
                            .beta2 = p->beta2,
                            .epsilon = p->epsilon,
                            .weight_decay = p->weight_decay };
}

/* ---- objectives ----------------------------------------------------------------------------- */

/* a of variable d: 1 .. condition_number. */
static double coefficient(const OptimizerParams *p, int64_t d)
{
    if (d == 0)
        return 1.0;
    if (d == p->dimensions - 1)
        return p->condition_number;
    return elementary_pow(p->condition_number, (double)d / (double)(p->dimensions - 1));
}

static double unit_input(int i)
{
    return (i + 0.5) / UNIT_INPUTS;
}

/* Loss of the unit at x = (w, b), and its gradient unless g is NULL. */
static double unit_loss(const OptimizerParams *p, const double *x, double *g)
{
    Activation a = { (ActivationKind)p->activation, p->leak };
    double loss = 0.0, dw = 0.0, db = 0.0;
    for (int i = 0; i < UNIT_INPUTS; i++) {
        double u = unit_input(i), z = x[0] * u + x[1], d = activation_value(a, z) - u;
        double delta = d * activation_derivative(a, z) / UNIT_INPUTS;
        loss += 0.5 * d * d / UNIT_INPUTS;
        dw += delta * u;
        db += delta;
    }
    if (g) {
        g[0] = dw;
        g[1] = db;
    }
    return loss;
}

static double loss_at(const OptimizerParams *p, const double *x)
{
    double loss = 0.0;
    if (p->objective == UNIT)
        return unit_loss(p, x, NULL);
    for (int64_t d = 0; d < p->dimensions && p->objective != FLAT; d++)
        loss += p->objective == SLOPE ? coefficient(p, d) * x[d]
                                      : 0.5 * coefficient(p, d) * x[d] * x[d];
    return loss;
}

static void gradient_at(const OptimizerParams *p, const double *a, const double *x, double *g)
{
    if (p->objective == UNIT) {
        unit_loss(p, x, g);
        return;
    }
    for (int64_t d = 0; d < p->dimensions; d++)
        g[d] = p->objective == QUADRATIC ? a[d] * x[d] : p->objective == SLOPE ? a[d] : 0.0;
}

/* ---- a trial -------------------------------------------------------------------------------- */

static double norm(int64_t n, const double *x)
{
    double sum = 0.0;
    for (int64_t d = 0; d < n; d++)
        sum += x[d] * x[d];
    return sqrt(sum);
}

/* Largest norm of the iterates at steps first .. last - 1. */
static double largest_norm(const double *x, int64_t n, int64_t first, int64_t last)
{
    double largest = 0.0;
    for (int64_t k = first; k < last; k++)
        largest = fmax(largest, norm(n, x + k * n));
    return largest;
}

/* x[step][d] for all steps in closed form; false where there is none. `column` has steps + 1. */
static bool closed_form(const OptimizerParams *p, int64_t d, double *column)
{
    OptimizerRule rule = rule_of(p);
    double a = coefficient(p, d), curvature = p->objective == QUADRATIC ? a : 0.0;
    double slope = p->objective == SLOPE ? a : 0.0;
    return p->objective != UNIT &&
           optimizer_closed_form(&rule, curvature, slope, p->start, p->steps, column);
}

static double closed_form_error(const OptimizerParams *p, const double *x, double *column)
{
    int64_t n = variables_of(p);
    double worst = 0.0;
    for (int64_t d = 0; d < n; d++) {
        if (!closed_form(p, d, column))
            return NAN;
        for (int64_t k = 0; k <= p->steps; k++)
            worst = fmax(worst, fabs(x[k * n + d] - column[k]) / fmax(1.0, fabs(column[k])));
    }
    return worst;
}

static void report(const Trial *t, const double *x, double *column)
{
    const OptimizerParams *p = t->params;
    int64_t n = variables_of(p), quarter = p->steps / 4, active = 0;
    const double *last = x + p->steps * n;
    double early = largest_norm(x, n, quarter, 2 * quarter);
    double late = largest_norm(x, n, 3 * quarter, 4 * quarter);
    trial_set(t, FINAL_LOSS, loss_at(p, last));
    trial_set(t, FINAL_DISTANCE, norm(n, last));
    trial_set(t, CLOSED_FORM_ERROR, closed_form_error(p, x, column));
    if (p->objective != SLOPE && early > 0.0 && late > 0.0)
        trial_set(t, RATE, elementary_pow(late / early, 1.0 / (2.0 * (double)quarter)));
    for (int i = 0; i < UNIT_INPUTS; i++)
        active += last[0] * unit_input(i) + last[n > 1] > 0.0;
    if (p->objective == UNIT)
        trial_set(t, ACTIVE_INPUTS, (double)active / UNIT_INPUTS);
}

static Status run(const Trial *t, Error *err)
{
    const OptimizerParams *p = t->params;
    const OptimizerRule rule = rule_of(p);
    int64_t n = variables_of(p);
    double *block = calloc((size_t)(5 * n + p->steps + 1), sizeof *block);
    if (!block)
        return error_set(err, ERR_MEMORY, "no memory for %lld steps", (long long)p->steps);
    double *point = block, *g = point + n, *first = g + n, *second = first + n, *a = second + n;
    double *x = t->row[X];
    Status st = OK;
    for (int64_t d = 0; d < n; d++) {
        a[d] = coefficient(p, d);
        point[d] = p->objective != UNIT ? p->start : d == 0 ? 1.0 : -3.0;
    }
    memcpy(x, point, (size_t)n * sizeof *x);
    t->row[LOSS][0] = loss_at(p, x);
    for (int64_t k = 1; st == OK && k <= p->steps; k++) {
        gradient_at(p, a, point, g);
        optimizer_step_f64(&rule, k, n, point, g, first, second);
        optimizer_iterate_f64(&rule, n, point, first, x + k * n);
        t->row[LOSS][k] = loss_at(p, x + k * n);
        if (!isfinite(t->row[LOSS][k]))
            st = error_set(err, ERR_NUMERIC, "the loss is not finite at step %lld", (long long)k);
        else if (k % 65536 == 0 && trial_stopping(t))
            st = error_set(err, ERR_STOPPED, "stopped at step %lld", (long long)k);
    }
    if (st == OK)
        report(t, x, block + 5 * n);
    free(block);
    return st;
}

/* ---- theory --------------------------------------------------------------------------------- */

static Status theory(const void *at, double *const *row, Error *err)
{
    const OptimizerParams *p = at;
    const OptimizerRule rule = rule_of(p);
    int64_t n = variables_of(p);
    double *column = malloc((size_t)(p->steps + 1) * sizeof *column), rate = 0.0;
    bool known = true;
    if (!column)
        return error_set(err, ERR_MEMORY, "no memory for %lld steps", (long long)p->steps);
    for (int64_t d = 0; known && d < n; d++) {
        known = closed_form(p, d, column);
        for (int64_t k = 0; known && k <= p->steps; k++)
            row[X_THEORY][k * n + d] = column[k];
        rate =
            fmax(rate, optimizer_rate(&rule, p->objective == QUADRATIC ? coefficient(p, d) : 0.0));
    }
    for (int64_t k = 0; known && k <= p->steps; k++)
        row[LOSS_THEORY][k] = loss_at(p, row[X_THEORY] + k * n);
    bool contracts = p->objective == QUADRATIC || (p->objective == FLAT && p->weight_decay > 0.0);
    if (known && contracts && p->optimizer <= OPTIMIZER_NESTEROV)
        row[RATE_THEORY][0] = rate;
    free(column);
    return OK;
}

/* Nanoseconds, roughly. */
static double cost(const void *at)
{
    const OptimizerParams *p = at;
    double per_step = p->objective == UNIT ? 1000.0 : 15.0 * (double)p->dimensions + 50.0;
    return (double)p->steps * per_step + 1000.0;
}

static double memory(const void *at)
{
    const OptimizerParams *p = at;
    return 8.0 * (double)(5 * variables_of(p) + p->steps + 1) + 4096.0;
}
