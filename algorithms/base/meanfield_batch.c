/* meanfield_batch.c - see meanfield_batch.h */
#include "algorithms/base/meanfield_batch.h"

#include <math.h>

#include "algorithms/base/elementary.h"

#define REACH 10.0 /* standard deviations that matter */

enum {
    PANELS = 4, /* of the quadrature, on each side of 0 */
    VALUES = 3, /* phi, phi', phi' u */
};

typedef struct {
    const Quadrature *rule;
    Activation activation;
    double dimension; /* d = B - 1 */
    double shrink;
    double first; /* the coordinate already fixed, for pairs */
} Sphere;

/* Adds weight times what is averaged at coordinate t. */
typedef void Average(const Sphere *s, double t, double weight, double *sums);

/* Means over the coordinate t = sin(angle) of a uniform point on the unit sphere in `dimension`
 * dimensions, >= 2: its density is cos^(dimension - 2) in the angle, narrow when there are many. */
static void sphere_means(const Sphere *s, double dimension, Average *f, int count, double *means)
{
    double total = 0.0, reach = fmin(M_PI_2, REACH / sqrt(dimension));
    for (int k = 0; k < count; k++)
        means[k] = 0.0;
    for (int p = -PANELS; p < PANELS; p++)
        for (int i = 0; i < MEANFIELD_NODES; i++) {
            double angle = reach / PANELS * (p + 0.5 + 0.5 * s->rule->node[i]);
            double w = s->rule->weight[i] * elementary_pow(elementary_cos(angle), dimension - 2.0);
            f(s, elementary_sin(angle), w, means);
            total += w;
        }
    for (int k = 0; k < count; k++)
        means[k] /= total;
}

static void values_at(const Sphere *s, double t, double *values)
{
    double u = s->shrink * sqrt(s->dimension) * t;
    values[0] = activation_value(s->activation, u);
    values[1] = activation_derivative(s->activation, u);
    values[2] = values[1] * u;
}

static void add_values(const Sphere *s, double t, double weight, double *sums)
{
    double rho = -1.0 / s->dimension, values[VALUES];
    double across = sqrt((1.0 - rho * rho) * (1.0 - s->first * s->first));
    values_at(s, rho * s->first + across * t, values);
    for (int k = 0; k < VALUES; k++)
        sums[k] += weight * values[k];
}

/* Squares into sums[0 ..], products of the values of a pair into sums[VALUES ..]. */
static void add_products(const Sphere *s, double t, double weight, double *sums)
{
    Sphere fixed = *s;
    double values[VALUES], second[VALUES];
    fixed.first = t;
    values_at(s, t, values);
    sphere_means(&fixed, s->dimension - 1.0, add_values, VALUES, second);
    for (int k = 0; k < VALUES; k++) {
        sums[k] += weight * values[k] * values[k];
        sums[VALUES + k] += weight * values[k] * second[k];
    }
}

/* The angle whose cosine is rho, |rho| < 1, by Newton's method. */
static double arc_cosine(double rho)
{
    double angle = M_PI_2 - rho;
    for (int i = 0; i < 8; i++)
        angle += (elementary_cos(angle) - rho) / elementary_sin(angle);
    return angle;
}

/* phi = leak x + (1 - leak) relu(x) sees directions only: means over a sphere are those over normal
 * variables of the same correlation (the arc-cosine kernels of Cho & Saul 2009). */
static BatchMoments homogeneous_moments(double leak, double rho, double shrink)
{
    double angle = arc_cosine(rho), rest = (1.0 - leak) * (1.0 - leak);
    double relu = (sqrt(1.0 - rho * rho) + rho * (M_PI - angle)) / (2.0 * M_PI);
    double both = (M_PI - angle) / (2.0 * M_PI); /* probability that both are positive */
    BatchMoments e;
    e.slope_square = 0.5 * (1.0 + leak * leak);
    e.slope_pair = leak + rest * both;
    e.square = e.drive_square = e.slope_square * shrink * shrink;
    e.pair = e.drive_pair = (leak * rho + rest * relu) * shrink * shrink;
    return e;
}

BatchMoments meanfield_batch_moments(const Quadrature *rule, Activation a, int64_t batch,
                                     double shrink)
{
    Sphere s = { rule, a, (double)batch - 1.0, shrink, 0.0 };
    if (activation_is_homogeneous(a)) {
        double leak = activation_derivative(a, -1.0);
        return homogeneous_moments(leak, -1.0 / s.dimension, shrink);
    }
    double means[2 * VALUES];
    sphere_means(&s, s.dimension, add_products, 2 * VALUES, means);
    return (BatchMoments){ .square = means[0],
                           .slope_square = means[1],
                           .drive_square = means[2],
                           .pair = means[3],
                           .slope_pair = means[4],
                           .drive_pair = means[5] };
}
