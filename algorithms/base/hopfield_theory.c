/* hopfield_theory.c - see hopfield_theory.h. */
#include "algorithms/base/hopfield_theory.h"

#include <math.h>

#include "algorithms/base/elementary.h"

static const double SQRT_PI = 1.7724538509055160273;
static const double PI = 3.1415926535897932385;

/* Root of a function that changes sign once between low and high, to the last bit. */
static double bisect(double (*f)(double x, double target), double target, double low, double high)
{
    const double sign_low = f(low, target) < 0 ? -1 : 1;
    for (;;) {
        double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            return middle;
        if (f(middle, target) * sign_low > 0)
            low = middle;
        else
            high = middle;
    }
}

/* ---- replica symmetry: one curve, y = m / sqrt(2 alpha r) its parameter ------------------- */

/* sqrt(2 alpha) as a function of y, less a target. */
static double load_excess(double y, double target)
{
    return elementary_erf(y) / y - 2 / SQRT_PI * elementary_exp(-y * y) - target;
}

/* Its derivative, times y^2. */
static double load_slope(double y, double target)
{
    return 2 / SQRT_PI * y * (1 + 2 * y * y) * elementary_exp(-y * y) - elementary_erf(y) - target;
}

/* Where the load is largest, and stable and unstable states meet. */
static double y_at_capacity(void)
{
    return bisect(load_slope, 0, 1, 2);
}

double hopfield_replica_capacity(void)
{
    double root = load_excess(y_at_capacity(), 0);
    return root * root / 2;
}

static HopfieldReplica replica_at(double alpha, double y)
{
    HopfieldReplica s = { .overlap = elementary_erf(y), .error = elementary_erfc(y) / 2 };
    s.c = 2 / SQRT_PI * y * elementary_exp(-y * y) / s.overlap;
    s.r = 1 / ((1 - s.c) * (1 - s.c));
    s.energy = -s.overlap * s.overlap / 2 + alpha * (1 - s.r) / 2;
    s.entropy = -alpha / 2 * (elementary_log1p(-s.c) + s.c / (1 - s.c));
    return s;
}

HopfieldReplica hopfield_replica_stable(double alpha)
{
    const double top = y_at_capacity(), target = sqrt(2 * alpha);
    if (target > load_excess(top, 0))
        return (HopfieldReplica){ 0 };
    /* The curve lies below 1 / y. */
    return replica_at(alpha, bisect(load_excess, target, top, 1 / target + 1));
}

HopfieldReplica hopfield_replica_unstable(double alpha)
{
    const double top = y_at_capacity(), target = sqrt(2 * alpha);
    if (target > load_excess(top, 0))
        return (HopfieldReplica){ 0 };
    return replica_at(alpha, bisect(load_excess, target, 0x1p-20, top));
}

double hopfield_replica_glass_energy(double alpha)
{
    return -sqrt(2 * alpha / PI) - 1 / PI;
}

/* There C / (1 - C) = sqrt(2 / (pi alpha)). */
double hopfield_replica_glass_entropy(double alpha)
{
    const double ratio = sqrt(2 / (PI * alpha));
    return alpha / 2 * (elementary_log1p(ratio) - ratio);
}

static double energy_excess(double alpha, double target)
{
    return hopfield_replica_stable(alpha).energy - hopfield_replica_glass_energy(alpha) - target;
}

double hopfield_replica_global(void)
{
    return bisect(energy_excess, 0, 1e-3, 0.13);
}

/* ---- dynamics --------------------------------------------------------------------------- */

void hopfield_two_steps(double alpha, double m0, double *m1, double *m2)
{
    *m1 = elementary_erf(m0 / sqrt(2 * alpha));
    double u = sqrt(2 / (PI * alpha)) * elementary_exp(-m0 * m0 / (2 * alpha));
    double width = sqrt(2 * alpha * (1 + u * u + 2 * u * m0 * *m1));
    *m2 = (1 + m0) / 2 * elementary_erf((*m1 + alpha * u) / width) +
          (1 - m0) / 2 * elementary_erf((*m1 - alpha * u) / width);
}

/* The probabilities relative to the middle one follow from P(x + 2) / P(x) = (m - x) / (m + x + 2);
 * their sum is 1. All terms are positive, so nothing cancels. */
double hopfield_signs_above(int64_t m, int64_t s)
{
    if (s < 0)
        return 1 - hopfield_signs_above(m, -s);
    double term = 1, half = 0, tail = 0; /* half: of the distribution, x >= 0 */
    for (int64_t x = m % 2; x <= m; x += 2) {
        half += x == 0 ? term / 2 : term;
        if (x >= s)
            tail += x == s ? term / 2 : term;
        if (term <= 0x1p-70 * tail || term < 0x1p-1000)
            break;
        term *= (double)(m - x) / (double)(m + x + 2);
    }
    return tail / (2 * half);
}

/* Neurons feel the pattern by `signal`, less themselves, and themselves by `own`. */
static double one_step_error(int64_t neurons, int64_t patterns, int64_t errors, int64_t own)
{
    const int64_t m = (neurons - 1) * (patterns - 1), signal = neurons - 2 * errors;
    const double share = (double)errors / (double)neurons;
    const double kept = hopfield_signs_above(m, signal - 1 + own);
    const double reversed = hopfield_signs_above(m, signal + 1 - own);
    return errors == 0 ? kept : (1 - share) * kept + share * reversed;
}

double hopfield_one_step_error(int64_t neurons, int64_t patterns, int64_t errors)
{
    return one_step_error(neurons, patterns, errors, 0);
}

double hopfield_one_step_error_self(int64_t neurons, int64_t patterns, int64_t errors)
{
    return one_step_error(neurons, patterns, errors, patterns);
}
