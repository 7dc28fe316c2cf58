/* hopfield_optimal.c - see hopfield_optimal.h */
#include "algorithms/base/hopfield_optimal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "algorithms/base/elementary.h"
#include "algorithms/base/hopfield_patterns.h"
#include "algorithms/base/hopfield_theory.h"
#include "algorithms/base/reduce.h"

static const double SQRT_HALF = 0.70710678118654752440;
static const double SQRT_2PI = 2.5066282746310005024;

/* ---- the problem -------------------------------------------------------------------------- */

enum { PATTERN_SHIFT = 20 }; /* a pattern's normals begin at its number times 2^20 */

static void fill_point(double *to, const HopfieldPatterns *x, int64_t p, const float *normals)
{
    const int64_t n = x->neurons - 1;
    const int target = hopfield_pattern(x, n, p);
    for (int64_t i = 0; i < n; i++)
        to[i] = target * (normals ? (double)normals[i] : (double)hopfield_pattern(x, i, p));
}

Status hopfield_optimal_fill(NearestPoint *s, OptimalInputs inputs, RandomKey key, Error *err)
{
    const RandomStream bits = random_stream(key, "patterns"), reals = random_stream(key, "inputs");
    HopfieldPatterns x = { 0 };
    float *normals = NULL;
    Status status = hopfield_patterns_init(&x, s->dims + 1, s->points, &bits, 1, err);
    if (status == OK && inputs == OPTIMAL_GAUSSIAN) {
        normals = malloc((size_t)s->dims * sizeof *normals);
        if (!normals)
            status = error_set(err, ERR_MEMORY, "no memory for the inputs of a neuron");
    }
    for (int64_t p = 0; p < s->points && status == OK; p++) {
        if (normals)
            random_normals(&reals, (uint64_t)p << PATTERN_SHIFT, (size_t)s->dims, normals);
        fill_point(nearest_point_at(s, p), &x, p, normals);
    }
    free(normals);
    hopfield_patterns_free(&x);
    return status;
}

void hopfield_stabilities(const NearestPoint *s, const double *w, double *stability)
{
    const double length = sqrt(reduce_dot_f64(s->dims, w, w));
    for (int64_t p = 0; p < s->points; p++) {
        double field = reduce_dot_f64(s->dims, nearest_point_at(s, p), w);
        stability[p] = length > 0 ? field / length : 0;
    }
}

void hopfield_hebb_weights(const NearestPoint *s, double *w)
{
    memset(w, 0, (size_t)s->stride * sizeof *w);
    for (int64_t p = 0; p < s->points; p++)
        for (int64_t i = 0; i < s->dims; i++)
            w[i] += nearest_point_at(s, p)[i];
}

/* ---- predictions -------------------------------------------------------------------------- */

/* The k of P - 1 fair coins stays below N where the sum of signs 2 k - (P - 1) stays below
 * 2 N - P, which has the other parity and is never met. */
double hopfield_cover_probability(int64_t neurons, int64_t patterns)
{
    return hopfield_signs_above(patterns - 1, patterns - 2 * neurons);
}

/* 1 / integral over t > -kappa of Dt (t + kappa)^2. */
double hopfield_gardner_load(double stability)
{
    const double k = stability, normal = elementary_exp(-k * k / 2) / SQRT_2PI;
    return 1 / ((1 + k * k) * elementary_erfc(-k * SQRT_HALF) / 2 + k * normal);
}

double hopfield_gardner_stability(double load)
{
    if (load >= hopfield_gardner_load(0))
        return 0;
    /* alpha (1 + kappa^2) < 1: all integrals are less than those over all t. */
    double low = 0, high = 1 / sqrt(load) + 1;
    for (;;) {
        const double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            return middle;
        if (hopfield_gardner_load(middle) > load)
            low = middle;
        else
            high = middle;
    }
}

double hopfield_hebb_errors(OptimalInputs inputs, int64_t neurons, int64_t patterns)
{
    if (inputs == OPTIMAL_SIGNS) /* the crosstalk of a neuron with N others */
        return hopfield_one_step_error(neurons + 1, patterns, 0);
    return patterns > 1
               ? gsl_cdf_tdist_Q(sqrt((double)neurons / (double)(patterns - 1)), (double)neurons)
               : 0;
}

/* Minus the mean of the largest, the integral of x n phi(x) Phi(x)^(n-1): the trapezoidal rule is
 * exact for so smooth a function. Beyond 12 there is nothing left in double precision. */
double hopfield_least_normal(int64_t n)
{
    enum { PER_UNIT = 32, REACH = 12 * PER_UNIT };
    double sum = 0;
    for (int k = -REACH; k <= REACH; k++) {
        const double x = (double)k / PER_UNIT;
        const double log_below = elementary_log(elementary_erfc(-x * SQRT_HALF) / 2);
        sum += x * elementary_exp((double)(n - 1) * log_below - x * x / 2);
    }
    return -sum * (double)n / (SQRT_2PI * PER_UNIT);
}
