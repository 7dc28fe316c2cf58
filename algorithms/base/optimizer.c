/* optimizer.c - see optimizer.h */
#include "algorithms/base/optimizer.h"

#include <math.h>
#include <stddef.h>

#include "algorithms/base/reduce.h"

const char *const optimizer_names[OPTIMIZER_COUNT + 1] = {
    "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", NULL,
};

/* base^k, k >= 0, by repeated squaring. */
static double integer_power(double base, int64_t k)
{
    double result = 1.0;
    for (; k > 0; k /= 2, base *= base)
        if (k % 2)
            result *= base;
    return result;
}

/* ---- steps ---------------------------------------------------------------------------------- */

/* Everything a step needs besides x and g, computed once in double. */
typedef struct {
    double eta, mu, rho, beta1, beta2, epsilon;
    double pull;       /* 2 lambda into the gradient */
    double shrink;     /* 1 - 2 eta lambda beside it (adamw), else 1 */
    double fix1, fix2; /* 1 / (1 - beta^step): the moments' corrections */
} Step;

static Step step_of(const OptimizerRule *r, int64_t step)
{
    bool apart = r->kind == OPTIMIZER_ADAMW;
    return (Step){
        .eta = r->learning_rate,
        .mu = r->momentum,
        .rho = r->decay,
        .beta1 = r->beta1,
        .beta2 = r->beta2,
        .epsilon = r->epsilon,
        .pull = apart ? 0.0 : 2.0 * r->weight_decay,
        .shrink = apart ? 1.0 - 2.0 * r->learning_rate * r->weight_decay : 1.0,
        .fix1 = 1.0 / (1.0 - integer_power(r->beta1, step)),
        .fix2 = 1.0 / (1.0 - integer_power(r->beta2, step)),
    };
}

/* One text for both precisions. Without a branch inside the loops the compiler vectorises them. */
#define STEPS(REAL, suffix, SQRT)                                                                  \
    static void momentum_##suffix(const Step *s, bool ahead, int64_t n, REAL *x, const REAL *g,    \
                                  REAL *v)                                                         \
    {                                                                                              \
        const REAL eta = (REAL)s->eta, mu = (REAL)s->mu, pull = (REAL)s->pull;                     \
        for (int64_t i = 0; i < n; i++) {                                                          \
            REAL d = g[i] + pull * x[i];                                                           \
            v[i] = mu * v[i] + d;                                                                  \
            x[i] -= eta * (ahead ? d + mu * v[i] : v[i]);                                          \
        }                                                                                          \
    }                                                                                              \
    static void scaled_##suffix(const Step *s, REAL keep, REAL add, int64_t n, REAL *x,            \
                                const REAL *g, REAL *v)                                            \
    {                                                                                              \
        const REAL eta = (REAL)s->eta, eps = (REAL)s->epsilon, pull = (REAL)s->pull;               \
        for (int64_t i = 0; i < n; i++) {                                                          \
            REAL d = g[i] + pull * x[i];                                                           \
            v[i] = keep * v[i] + add * (d * d);                                                    \
            x[i] -= eta * d / (SQRT(v[i]) + eps);                                                  \
        }                                                                                          \
    }                                                                                              \
    static void adam_##suffix(const Step *s, int64_t n, REAL *x, const REAL *g, REAL *m, REAL *v)  \
    {                                                                                              \
        const REAL eta = (REAL)s->eta, eps = (REAL)s->epsilon, pull = (REAL)s->pull;               \
        const REAL b1 = (REAL)s->beta1, b2 = (REAL)s->beta2, shrink = (REAL)s->shrink;             \
        const REAL c1 = (REAL)(1.0 - s->beta1), c2 = (REAL)(1.0 - s->beta2);                       \
        const REAL fix1 = (REAL)s->fix1, fix2 = (REAL)s->fix2;                                     \
        for (int64_t i = 0; i < n; i++) {                                                          \
            REAL d = g[i] + pull * x[i];                                                           \
            m[i] = b1 * m[i] + c1 * d;                                                             \
            v[i] = b2 * v[i] + c2 * (d * d);                                                       \
            x[i] = shrink * x[i] - eta * (m[i] * fix1) / (SQRT(v[i] * fix2) + eps);                \
        }                                                                                          \
    }                                                                                              \
    void optimizer_step_##suffix(const OptimizerRule *rule, int64_t step, int64_t n, REAL *x,      \
                                 const REAL *g, REAL *first, REAL *second)                         \
    {                                                                                              \
        const Step s = step_of(rule, step);                                                        \
        switch (rule->kind) {                                                                      \
        case OPTIMIZER_SGD:                                                                        \
            for (int64_t i = 0; i < n; i++)                                                        \
                x[i] -= (REAL)s.eta * (g[i] + (REAL)s.pull * x[i]);                                \
            break;                                                                                 \
        case OPTIMIZER_MOMENTUM:                                                                   \
        case OPTIMIZER_NESTEROV:                                                                   \
            momentum_##suffix(&s, rule->kind == OPTIMIZER_NESTEROV, n, x, g, first);               \
            break;                                                                                 \
        case OPTIMIZER_ADAGRAD:                                                                    \
            scaled_##suffix(&s, 1, 1, n, x, g, second);                                            \
            break;                                                                                 \
        case OPTIMIZER_RMSPROP:                                                                    \
            scaled_##suffix(&s, (REAL)s.rho, (REAL)(1.0 - s.rho), n, x, g, second);                \
            break;                                                                                 \
        default:                                                                                   \
            adam_##suffix(&s, n, x, g, first, second);                                             \
        }                                                                                          \
    }

STEPS(float, f32, sqrtf)
STEPS(double, f64, sqrt)

/* Ahead of the iterate by mu (x - x before) = -eta mu v. */
void optimizer_iterate_f64(const OptimizerRule *rule, int64_t n, const double *x,
                           const double *first, double *out)
{
    double back = rule->kind == OPTIMIZER_NESTEROV ? rule->learning_rate * rule->momentum : 0.0;
    for (int64_t i = 0; i < n; i++)
        out[i] = back > 0.0 ? x[i] + back * first[i] : x[i];
}

double optimizer_clip_factor(double norm, double limit)
{
    return norm > limit ? limit / norm : 1.0;
}

double optimizer_clip_f32(int64_t n, float *g, double limit)
{
    double norm = sqrt(reduce_dot_f32(n, g, g)), factor = optimizer_clip_factor(norm, limit);
    if (factor < 1.0)
        for (int64_t i = 0; i < n; i++)
            g[i] = (float)(factor * (double)g[i]);
    return norm;
}

/* ---- closed forms --------------------------------------------------------------------------- */

/* One step about the fixed point, for curvature a (decay included), as a matrix on (x, d) with d
 * the last move: x' = m0 x + m1 d, d' = m2 x + m3 d. Its entries are exact to one rounding, where
 * the coefficients of the recurrence in x alone would cancel. */
static void step_matrix(const OptimizerRule *r, double a, double m[4])
{
    double pull = r->learning_rate * a, keep = 1.0 - pull, mu = 0.0;
    if (r->kind == OPTIMIZER_MOMENTUM)
        mu = r->momentum;
    else if (r->kind == OPTIMIZER_NESTEROV)
        mu = keep * r->momentum;
    m[0] = keep;
    m[1] = mu;
    m[2] = -pull;
    m[3] = mu;
}

/* x_k from (x_0, 0): the matrix to the power k by repeated squaring. That is the roots' powers, and
 * sound also where the roots meet. */
static double step_power(const double matrix[4], double x0, int64_t k)
{
    double m[4] = { matrix[0], matrix[1], matrix[2], matrix[3] }, x = x0, d = 0.0;
    for (; k > 0; k /= 2) {
        if (k % 2) {
            double next = m[0] * x + m[1] * d;
            d = m[2] * x + m[3] * d;
            x = next;
        }
        double cross = m[1] * m[2], trace = m[0] + m[3];
        m[0] = m[0] * m[0] + cross;
        m[3] = m[3] * m[3] + cross;
        m[1] *= trace;
        m[2] *= trace;
    }
    return x;
}

static bool is_linear(OptimizerKind kind)
{
    return kind == OPTIMIZER_SGD || kind == OPTIMIZER_MOMENTUM || kind == OPTIMIZER_NESTEROV;
}

/* Constant slope: the sum of k velocities g (1 - mu^j) / (1 - mu), the same for nesterov. */
static void drift(const OptimizerRule *r, double slope, double start, int64_t steps, double *x)
{
    double mu = r->kind == OPTIMIZER_SGD ? 0.0 : r->momentum, rest = 1.0 - mu;
    for (int64_t k = 0; k <= steps; k++) {
        double sum = ((double)k - mu * (1.0 - integer_power(mu, k)) / rest) / rest;
        x[k] = start - r->learning_rate * slope * sum;
    }
}

/* Length of step k of an adaptive optimizer on a constant slope. */
static double adaptive_step(const OptimizerRule *r, double slope, int64_t k)
{
    double size = fabs(slope), scale = size;
    if (r->kind == OPTIMIZER_ADAGRAD)
        scale = size * sqrt((double)k);
    else if (r->kind == OPTIMIZER_RMSPROP)
        scale = size * sqrt(1.0 - integer_power(r->decay, k));
    return slope == 0.0 ? 0.0 : r->learning_rate * slope / (scale + r->epsilon);
}

static void adaptive_drift(const OptimizerRule *r, double slope, double start, int64_t steps,
                           double *x)
{
    double shrink = 2.0 * r->learning_rate * r->weight_decay, sum = 0.0;
    for (int64_t k = 0; k <= steps; k++) {
        if (r->kind == OPTIMIZER_ADAMW && shrink > 0.0) {
            double rest = -adaptive_step(r, slope, 1) / shrink; /* where step and decay balance */
            x[k] = rest + (start - rest) * integer_power(1.0 - shrink, k);
            continue;
        }
        sum += k ? adaptive_step(r, slope, k) : 0.0;
        x[k] = start - sum;
    }
}

bool optimizer_closed_form(const OptimizerRule *rule, double curvature, double slope, double start,
                           int64_t steps, double *x)
{
    if (!is_linear(rule->kind)) {
        if (curvature != 0.0 || (rule->weight_decay > 0.0 && rule->kind != OPTIMIZER_ADAMW))
            return false;
        adaptive_drift(rule, slope, start, steps, x);
        return true;
    }
    double a = curvature + 2.0 * rule->weight_decay, matrix[4];
    if (a == 0.0) {
        drift(rule, slope, start, steps, x);
        return true;
    }
    double rest = -slope / a;
    step_matrix(rule, a, matrix);
    for (int64_t k = 0; k <= steps; k++)
        x[k] = rest + step_power(matrix, start - rest, k);
    return true;
}

double optimizer_rate(const OptimizerRule *rule, double curvature)
{
    if (!is_linear(rule->kind))
        return NAN;
    double m[4];
    step_matrix(rule, curvature + 2.0 * rule->weight_decay, m);
    double half = 0.5 * (m[0] + m[3]), determinant = m[0] * m[3] - m[1] * m[2];
    double inside = half * half - determinant; /* roots half +- sqrt(inside) */
    return inside < 0.0 ? sqrt(determinant) : fabs(half) + sqrt(inside);
}
