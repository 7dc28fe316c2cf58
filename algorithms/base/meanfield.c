/* meanfield.c - see meanfield.h */
#include "algorithms/base/meanfield.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_integration.h>

#include "algorithms/base/elementary.h"
#include "algorithms/base/meanfield_batch.h"

#define INV_SQRT_TWO_PI 0.39894228040143267794
#define REACH 10.0 /* standard deviations: the density beyond adds less than 1e-20 */
/* Below and above, phi is a straight line (or two) to more than double precision. */
#define TINY 1e-40
#define HUGE_Q 1e40
#define GELU_STATIONARY -0.75179152960934 /* gelu'(x) = 0 here: a singularity of ln |gelu'| */

Status meanfield_quadrature(Quadrature *rule, Error *err)
{
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(MEANFIELD_NODES);
    if (!table)
        return error_set(err, ERR_MEMORY, "no memory for a quadrature rule");
    for (size_t i = 0; i < MEANFIELD_NODES; i++)
        gsl_integration_glfixed_point(-1.0, 1.0, i, &rule->node[i], &rule->weight[i], table);
    gsl_integration_glfixed_table_free(table);
    return OK;
}

/* ---- Gaussian expectations ------------------------------------------------------------------ */

/* Adds to sums[] the integral over z in [from, to] of f's values at sqrt(q) z times the density. */
typedef void Integrand(Activation a, double x, double *values);

typedef struct {
    const Quadrature *rule;
    Integrand *f;
    Activation activation;
    double scale; /* sqrt(q) */
    int count;    /* values of the integrand, at most 2 */
    double sums[2];
} Integral;

static void add_panel(Integral *s, double from, double to)
{
    double half = 0.5 * (to - from), middle = 0.5 * (to + from), values[2];
    for (int i = 0; i < MEANFIELD_NODES; i++) {
        double z = middle + half * s->rule->node[i];
        double w = half * s->rule->weight[i] * INV_SQRT_TWO_PI * elementary_exp(-0.5 * z * z);
        s->f(s->activation, s->scale * z, values);
        for (int k = 0; k < s->count; k++)
            s->sums[k] += w * values[k];
    }
}

/* One side of `centre`: panels that double from `first` up to width 2, until REACH. */
static void add_side(Integral *s, double centre, double first, int side)
{
    double reach = REACH - side * centre, near = 0.0, width = first;
    while (near < reach) {
        double far = near + width < reach ? near + width : reach;
        if (side > 0)
            add_panel(s, centre + near, centre + far);
        else
            add_panel(s, centre - far, centre - near);
        near = far;
        width = near < 2.0 ? near : 2.0;
    }
}

/* phi varies on the scale 1 in x, that is 1 / sqrt(q) in z. */
static void integrate(Integral *s, double centre, double finest)
{
    double first = s->scale > 1.0 ? finest / s->scale : finest;
    s->sums[0] = s->sums[1] = 0.0;
    add_side(s, centre, first, -1);
    add_side(s, centre, first, +1);
}

static void squares(Activation a, double x, double *values)
{
    double v = activation_value(a, x), d = activation_derivative(a, x);
    values[0] = v * v;
    values[1] = d * d;
}

static double left_slope(Activation a)
{
    return a.kind == ACTIVATION_RELU ? 0.0 : a.kind == ACTIVATION_LEAKY_RELU ? a.leak : 1.0;
}

/* phi made of two half-lines of slope `left` and `right`, plus phi(0). */
static GaussMoments line_moments(double left, double right, double at_zero, double q)
{
    double mean_square = 0.5 * (left * left + right * right);
    return (GaussMoments){ mean_square * q + at_zero * at_zero, mean_square };
}

GaussMoments meanfield_moments(const Quadrature *rule, Activation a, double q)
{
    if (activation_is_homogeneous(a))
        return line_moments(left_slope(a), 1.0, 0.0, q);
    if (q < TINY)
        return line_moments(activation_slope_small(a, -1), activation_slope_small(a, +1),
                            activation_value(a, 0.0), q);
    if (q > HUGE_Q && !activation_is_bounded(a))
        return line_moments(activation_slope_large(a, -1), activation_slope_large(a, +1), 0.0, q);
    Integral s = { .rule = rule, .f = squares, .activation = a, .scale = sqrt(q), .count = 2 };
    integrate(&s, 0.0, 1.0);
    return (GaussMoments){ s.sums[0], s.sums[1] };
}

static void log_slope(Activation a, double x, double *values)
{
    values[0] = elementary_log(fabs(activation_derivative(a, x)));
}

double meanfield_log_slope(const Quadrature *rule, Activation a, double q)
{
    if (activation_is_homogeneous(a))
        return 0.5 * elementary_log(left_slope(a));
    Integral s = { .rule = rule, .f = log_slope, .activation = a, .scale = sqrt(q), .count = 1 };
    double root = a.kind == ACTIVATION_GELU ? GELU_STATIONARY / s.scale : 0.0;
    if (root > -REACH && root < 0.0)
        integrate(&s, root, 1e-12);
    else
        integrate(&s, 0.0, 1.0);
    return s.sums[0];
}

/* ---- the recursion over depth --------------------------------------------------------------- */

/* What one layer W phi(norm(.)) + b does at a signal of second moment q and variance over the batch
 * v: to the next signal, and to the squared norm per input of a gradient that passes it backwards.
 * That gradient's part common to all inputs of the batch counts apart: batch normalisation removes
 * it. */
typedef struct {
    double q, v;
    double common, centred; /* factors of the two parts; equal without batch normalisation */
} Passage;

/* With g the gradient arriving at phi, of variance c along the constant direction of the batch and
 * d across it, E (sum a_b g_b)^2 = d sum a^2 + (c - d) (sum a)^2 / B; normalising takes the parts
 * along (1, ..., 1) and along u out of phi' g and divides by the deviation, E 1/chi2_(B-1) = 1 / (B
 * - 3). */
static Passage pass_batch(const Quadrature *rule, const MeanField *m, double v)
{
    double b = (double)m->batch, sample = v * (1.0 - 1.0 / b);
    double shrink = sqrt(sample / (sample + NORMALIZATION_EPSILON));
    BatchMoments e = meanfield_batch_moments(rule, m->activation, m->batch, shrink);
    double mean =
        (e.slope_square + (b - 1.0) * e.slope_pair) / b; /* E (sum phi')^2 / B^2, times B */
    double along = (e.drive_square + (b - 1.0) * e.drive_pair) / b; /* the same of phi' u */
    double scale = m->weight_variance * b * shrink * shrink / (v * (b - 3.0));
    return (Passage){
        .q = m->weight_variance * e.square + m->bias_variance,
        .v = m->weight_variance * (e.square - e.pair),
        .common = scale * (e.slope_square - mean - along) / b,
        .centred = scale *
                   ((b - 1.0) * e.slope_square - e.slope_square + mean - e.drive_square + along) /
                   b,
    };
}

static Passage pass(const Quadrature *rule, const MeanField *m, double q, double v)
{
    if (m->normalization == NORMALIZATION_BATCH)
        return pass_batch(rule, m, v);
    bool norm = m->normalization == NORMALIZATION_LAYER;
    double divisor = norm ? q + NORMALIZATION_EPSILON : 1.0;
    GaussMoments g = meanfield_moments(rule, m->activation, norm ? q / divisor : q);
    double chi = m->weight_variance * g.slope_square / divisor;
    return (Passage){ .q = m->weight_variance * g.square + m->bias_variance,
                      .common = chi,
                      .centred = chi };
}

/* Back from the last layer: ln_gradient[l] from what layer l does to the two parts of a gradient
 * whose power per input is (common + (B - 1) centred) / B. Kept near 1; the rest is in `ln`. */
static void solve_back(const MeanField *m, int64_t depth, const Passage *passage,
                       double *ln_gradient)
{
    bool batch = m->normalization == NORMALIZATION_BATCH;
    double b = batch ? (double)m->batch : 2.0;
    double share = m->branch_scale * m->branch_scale, common = 1.0, centred = 1.0, ln = 0.0;
    if (!m->residual)
        ln_gradient[depth - 1] = 0.0;
    for (int64_t l = m->residual ? depth - 1 : depth - 2; l >= 0; l--) {
        const Passage *p = &passage[l];
        if (batch) {
            double power = common * p->common + centred * p->centred;
            centred =
                (m->residual ? centred + share * power * b / (b - 1.0) : power * b / (b - 1.0));
            common = m->residual ? common : 0.0;
        } else {
            centred *= m->residual ? 1.0 + share * p->centred : p->centred;
            common = centred;
        }
        double power = (common + (b - 1.0) * centred) / b;
        ln += elementary_log(power);
        ln_gradient[l] = ln;
        common /= power;
        centred /= power;
    }
}

Status meanfield_solve(const Quadrature *rule, const MeanField *m, int64_t depth, double *variance,
                       double *ln_gradient, Error *err)
{
    Passage *passage = malloc((size_t)depth * sizeof *passage);
    if (!passage)
        return error_set(err, ERR_MEMORY, "no memory for the theory of %lld layers",
                         (long long)depth);
    double share = m->residual ? m->branch_scale * m->branch_scale : 1.0;
    double q = m->residual ? 1.0 : m->weight_variance + m->bias_variance;
    double v = m->residual ? 1.0 : m->weight_variance, q_done = NAN, v_done = NAN;
    for (int64_t l = 0; l < depth; l++) {
        if (q == q_done && v == v_done) /* at a fixed point nothing changes any more */
            passage[l] = passage[l - 1];
        else
            passage[l] = pass(rule, m, q, v);
        q_done = q;
        v_done = v;
        variance[l] = q;
        q = (m->residual ? q : 0.0) + share * passage[l].q;
        v = (m->residual ? v : 0.0) + share * passage[l].v;
    }
    solve_back(m, depth, passage, ln_gradient);
    free(passage);
    return OK;
}

/* At a fixed point of variance q, sw2 = (q - sb2) / E phi^2; chi = 1 is then a zero in q of this.
 */
static double excess(const Quadrature *rule, Activation a, double bias_variance, double q)
{
    GaussMoments g = meanfield_moments(rule, a, q);
    return (q - bias_variance) * g.slope_square / g.square - 1.0;
}

Status meanfield_critical(const Quadrature *rule, Activation a, double bias_variance,
                          double *weight_variance, double *q, Error *err)
{
    double low = bias_variance > 0.0 ? bias_variance : 1e-6, high = low;
    do
        high *= 2.0;
    while (excess(rule, a, bias_variance, high) < 0.0 && high < 1e9);
    if (high >= 1e9)
        return error_set(err, ERR_NUMERIC, "%s has no critical weight variance at bias variance %g",
                         activation_names[a.kind], bias_variance);
    while (high - low > 4e-16 * high) {
        double middle = 0.5 * (low + high);
        if (middle == low || middle == high)
            break;
        if (excess(rule, a, bias_variance, middle) < 0.0)
            low = middle;
        else
            high = middle;
    }
    *q = 0.5 * (low + high);
    *weight_variance = (*q - bias_variance) / meanfield_moments(rule, a, *q).square;
    return OK;
}
