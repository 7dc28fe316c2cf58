/* meanfield.c - see meanfield.h */
#include "algorithms/base/meanfield.h"

#include <math.h>

#include <gsl/gsl_integration.h>

#include "algorithms/base/elementary.h"

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

/* ---- batch normalisation over a finite batch ---------------------------------------------------
 *
 * A unit's pre-activations over a batch of B samples form a vector; centred, they are isotropic in
 * d = B - 1 dimensions, and normalising puts them on a sphere. One normalised value is
 * sqrt(d) t with t a coordinate of a uniform point on the unit sphere; two values have the
 * correlation rho = -1 / d. For linear units this gives the factor (B - 2) / (B - 3) per layer, for
 * relu pi / (pi - 1) as B grows (Yang et al. 2019). */

typedef struct {
    const Quadrature *rule;
    Activation activation;
    double dimension; /* d */
    double shrink;    /* sqrt(v / (v + epsilon)): normalised values fall short of unit variance */
    double first;     /* the coordinate already fixed, for pairs */
} Sphere;

enum { SPHERE_PANELS = 4 }; /* on each side of 0 */

/* Mean of f over the coordinate t = sin(angle) of a uniform point on the unit sphere in `dimension`
 * dimensions, >= 2: its density is cos^(dimension - 2) in the angle, narrow when there are many. */
static double sphere_mean(const Sphere *s, double dimension, double (*f)(const Sphere *, double))
{
    double sum = 0.0, total = 0.0, reach = fmin(M_PI_2, REACH / sqrt(dimension));
    for (int p = -SPHERE_PANELS; p < SPHERE_PANELS; p++)
        for (int i = 0; i < MEANFIELD_NODES; i++) {
            double angle = reach / SPHERE_PANELS * (p + 0.5 + 0.5 * s->rule->node[i]);
            double w = s->rule->weight[i] * elementary_pow(elementary_cos(angle), dimension - 2.0);
            sum += w * f(s, elementary_sin(angle));
            total += w;
        }
    return sum / total;
}

static double sphere_value(const Sphere *s, double t)
{
    return activation_value(s->activation, s->shrink * sqrt(s->dimension) * t);
}

static double sphere_square(const Sphere *s, double t)
{
    double v = sphere_value(s, t);
    return v * v;
}

/* phi'^2 (d - u^2): what is left after projecting out the mean and the vector itself. */
static double sphere_slope(const Sphere *s, double t)
{
    double u = s->shrink * sqrt(s->dimension) * t;
    double slope = activation_derivative(s->activation, u);
    return slope * slope * (s->dimension - u * u);
}

static double sphere_second(const Sphere *s, double t)
{
    double rho = -1.0 / s->dimension;
    double across = sqrt((1.0 - rho * rho) * (1.0 - s->first * s->first));
    return sphere_value(s, rho * s->first + across * t);
}

static double sphere_pair(const Sphere *s, double t)
{
    Sphere fixed = *s;
    fixed.first = t;
    return sphere_value(s, t) * sphere_mean(&fixed, s->dimension - 1.0, sphere_second);
}

/* The angle whose cosine is rho, |rho| < 1, by Newton's method. */
static double arc_cosine(double rho)
{
    double angle = M_PI_2 - rho;
    for (int i = 0; i < 8; i++)
        angle += (elementary_cos(angle) - rho) / elementary_sin(angle);
    return angle;
}

/* E phi(x) phi(y) for normal x, y of unit variance and correlation rho (Cho & Saul 2009). Equal to
 * the mean over a sphere for a homogeneous phi = leak x + (1 - leak) relu(x). */
static double homogeneous_pair(double leak, double rho)
{
    double relu = (sqrt(1.0 - rho * rho) + rho * (M_PI - arc_cosine(rho))) / (2.0 * M_PI);
    return leak * rho + (1.0 - leak) * (1.0 - leak) * relu;
}

typedef struct {
    double square;  /* E phi^2 */
    double centred; /* E phi^2 - E phi phi' over two samples of a batch */
    double slope;   /* squared factor of a gradient passing phi and the normalisation, times v */
} BatchMoments;

static BatchMoments batch_moments(const Quadrature *rule, Activation a, int64_t batch,
                                  double shrink)
{
    Sphere s = { rule, a, (double)batch - 1.0, shrink, 0.0 };
    BatchMoments m;
    if (activation_is_homogeneous(a)) {
        double leak = left_slope(a), half = 0.5 * (1.0 + leak * leak);
        m.square = half * shrink * shrink;
        m.centred = m.square - shrink * shrink * homogeneous_pair(leak, -1.0 / s.dimension);
        m.slope = half * (s.dimension - shrink * shrink);
    } else {
        m.square = sphere_mean(&s, s.dimension, sphere_square);
        m.centred = m.square - sphere_mean(&s, s.dimension, sphere_pair);
        m.slope = sphere_mean(&s, s.dimension, sphere_slope);
    }
    m.slope *= shrink * shrink / (s.dimension - 2.0); /* E 1/chi2_d = 1 / (d - 2) */
    return m;
}

/* ---- the recursion over depth --------------------------------------------------------------- */

typedef struct {
    double q, v;           /* second moment of z; variance over the batch, when that is used */
    double more_q, more_v; /* what one layer W phi(norm(z)) + b makes of them */
    double ln_chi;         /* ln of the squared gradient's factor through that layer */
} State;

static void advance(const Quadrature *rule, const MeanField *m, State *s)
{
    double variance = s->q, divisor = 1.0;
    if (m->normalization == NORMALIZATION_BATCH) {
        double sample = s->v * (1.0 - 1.0 / (double)m->batch);
        double shrink = sqrt(sample / (sample + NORMALIZATION_EPSILON));
        BatchMoments b = batch_moments(rule, m->activation, m->batch, shrink);
        s->more_q = m->weight_variance * b.square + m->bias_variance;
        s->more_v = m->weight_variance * b.centred;
        s->ln_chi = elementary_log(m->weight_variance * b.slope / s->v);
        return;
    }
    if (m->normalization == NORMALIZATION_LAYER) {
        divisor = s->q + NORMALIZATION_EPSILON;
        variance = s->q / divisor;
    }
    GaussMoments g = meanfield_moments(rule, m->activation, variance);
    s->more_q = m->weight_variance * g.square + m->bias_variance;
    s->ln_chi = elementary_log(m->weight_variance * g.slope_square / divisor);
}

/* ln(1 + s^2 chi) for a residual block. */
static double residual_ln_chi(const MeanField *m, double ln_chi)
{
    return elementary_log1p(m->branch_scale * m->branch_scale * elementary_exp(ln_chi));
}

void meanfield_solve(const Quadrature *rule, const MeanField *m, int64_t depth, double *variance,
                     double *ln_gradient)
{
    double share = m->residual ? m->branch_scale * m->branch_scale : 1.0;
    State s = { .q = m->residual ? 1.0 : m->weight_variance + m->bias_variance,
                .v = m->residual ? 1.0 : m->weight_variance };
    double q_done = NAN, v_done = NAN;
    for (int64_t l = 0; l < depth; l++) {
        if (s.q != q_done || s.v != v_done) /* at a fixed point nothing changes any more */
            advance(rule, m, &s);
        q_done = s.q;
        v_done = s.v;
        variance[l] = s.q;
        ln_gradient[l] = m->residual ? residual_ln_chi(m, s.ln_chi) : s.ln_chi;
        s.q = m->residual ? s.q + share * s.more_q : s.more_q;
        if (m->normalization == NORMALIZATION_BATCH)
            s.v = m->residual ? s.v + share * s.more_v : s.more_v;
    }
    if (!m->residual)
        ln_gradient[depth - 1] = 0.0;
    for (int64_t l = depth - 2; l >= 0; l--)
        ln_gradient[l] += ln_gradient[l + 1];
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
