/* hopfield_mixtures.c - see hopfield_mixtures.h. */
#include "algorithms/base/hopfield_mixtures.h"

#include <math.h>

#include "algorithms/base/elementary.h"

static const double SQRT_PI = 1.7724538509055160273;
static const double SQRT_2 = 1.4142135623730950488;
static const double PI = 3.1415926535897932385;
static const double LN_2 = 0.69314718055994530942;

/* ---- mixtures: one curve, y = m / sqrt(2 alpha r) its parameter ----------------------------- */

/* Averages over the sum z of n fair signs. */
typedef struct {
    double overlap;  /* <z erf(z y)> / n */
    double gaussian; /* <exp(-z^2 y^2)> */
} Averages;

static Averages averages(int n, double y)
{
    Averages a = { 0 };
    double ways = ldexp(1, -n);
    for (int k = 0; k <= n; k++) {
        const double z = n - 2 * k;
        a.overlap += ways * z * elementary_erf(z * y) / n;
        a.gaussian += ways * elementary_exp(-z * z * y * y);
        ways *= (double)(n - k) / (k + 1);
    }
    return a;
}

/* sqrt(2 alpha) as a function of y. */
static double root_load(int n, double y)
{
    const Averages a = averages(n, y);
    return a.overlap / y - 2 / SQRT_PI * a.gaussian;
}

/* Where the load is largest, on the outermost hump of the curve, by golden section. */
static double y_at_capacity(int n)
{
    double best = 0, at = 0;
    for (double y = 0.3; y < 12; y *= 1.02)
        if (root_load(n, y) > best)
            best = root_load(n, at = y);
    double low = at / 1.02, high = at * 1.02;
    for (int k = 0; k < 90; k++) {
        const double left = low + 0.381966 * (high - low), right = low + 0.618034 * (high - low);
        if (root_load(n, left) < root_load(n, right))
            low = left;
        else
            high = right;
    }
    return (low + high) / 2;
}

double hopfield_mixture_capacity(int n)
{
    const double root = root_load(n, y_at_capacity(n));
    return root * root / 2;
}

HopfieldMixture hopfield_mixture(int n, double alpha)
{
    const double target = sqrt(2 * alpha);
    double low = y_at_capacity(n), high = 1 / target + 1;
    if (target > root_load(n, low))
        return (HopfieldMixture){ 0 };
    for (int k = 0; k < 200; k++) {
        const double middle = (low + high) / 2;
        if (root_load(n, middle) > target)
            low = middle;
        else
            high = middle;
    }
    const Averages a = averages(n, low);
    const double c = 2 / SQRT_PI * low * a.gaussian / a.overlap, r = 1 / ((1 - c) * (1 - c));
    return (HopfieldMixture){ .overlap = a.overlap,
                              .energy = -n * a.overlap * a.overlap / 2 + alpha * (1 - r) / 2 };
}

/* ---- mixtures above temperature 0, few patterns --------------------------------------------- */

/* Averages over the sum z of n fair signs, two of which are xi and xi'. */
typedef struct {
    double overlap; /* <z tanh(z m / T)> / n */
    double sech2;   /* <1 / cosh^2(z m / T)> */
    double pair;    /* <xi xi' / cosh^2(z m / T)> */
} ThermalAverages;

static ThermalAverages thermal_averages(int n, double m, double temperature)
{
    ThermalAverages a = { 0 };
    double ways = ldexp(1, -n);
    for (int k = 0; k <= n; k++) {
        const double z = n - 2 * k, e = elementary_exp(-2 * fabs(z) * m / temperature);
        const double sech2 = ways * 4 * e / ((1 + e) * (1 + e));
        a.overlap += ways * fabs(z) * (1 - e) / (1 + e) / n;
        a.sech2 += sech2;
        a.pair += n > 1 ? sech2 * (z * z - n) / (n * (n - 1.0)) : 0;
        ways *= (double)(n - k) / (k + 1);
    }
    return a;
}

/* m = <z tanh(z m / T)> / n; the right side is concave, so Newton's method comes down to it. */
double hopfield_mixture_thermal(int n, double temperature)
{
    double m = 1;
    for (int k = 0; k < 200 && temperature < 1; k++) {
        const ThermalAverages a = thermal_averages(n, m, temperature);
        const double slope = 1 - (a.sech2 + (n - 1) * a.pair) / temperature;
        const double next = m - (m - a.overlap) / slope;
        if (next > m - 1e-15)
            return m;
        m = next;
    }
    return temperature < 1 ? m : 0;
}

double hopfield_mixture_stability(int n, double temperature)
{
    const double m = hopfield_mixture_thermal(n, temperature);
    const ThermalAverages a = thermal_averages(n, m, temperature);
    const double within = n > 1 ? a.sech2 - a.pair : 0;     /* one of the n against another */
    const double longitudinal = a.sech2 + (n - 1) * a.pair; /* all n together */
    return 1 - fmax(a.sech2, fmax(within, longitudinal)) / temperature;
}

double hopfield_mixture_melting(int n)
{
    double low = 0.05, high = 1;
    if (n % 2 == 0)
        return 0;
    for (int k = 0; k < 60; k++) {
        const double middle = (low + high) / 2;
        if (hopfield_mixture_stability(n, middle) > 0)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* ---- number of minima ----------------------------------------------------------------------- */

static double log_normal_below(double x)
{
    return elementary_log(elementary_erfc(-x / SQRT_2) / 2);
}

/* The exponent is stationary in Q and c; the equation for Q makes it Q = alpha c / (2 alpha - c).
 */
static double width(double alpha, double c)
{
    return alpha * c / (2 * alpha - c);
}

/* Its derivative by c there. */
static double slope(double alpha, double c)
{
    const double q = width(alpha, c), x = (c - alpha) / sqrt(q);
    const double density = elementary_exp(-x * x / 2) / (SQRT_2 * SQRT_PI);
    return (alpha - c) / alpha + density / (elementary_erfc(-x / SQRT_2) / 2) / sqrt(q);
}

double hopfield_minima_exponent(double alpha)
{
    double low = alpha, high = 2 * alpha;
    for (int k = 0; k < 200; k++) {
        const double middle = low + (high - low) / 2;
        if (slope(alpha, middle) > 0)
            low = middle;
        else
            high = middle;
    }
    const double c = low, q = width(alpha, c);
    return LN_2 - alpha / 2 * elementary_log(alpha / q) + alpha / 2 + c * c / (2 * q) - c +
           log_normal_below((c - alpha) / sqrt(q));
}

/* ---- signal and noise ----------------------------------------------------------------------- */

double hopfield_amari_step(double alpha, double m, double *v)
{
    const double next = elementary_erf(m / sqrt(2 * alpha * *v));
    const double u = sqrt(2 / (PI * alpha * *v)) * elementary_exp(-m * m / (2 * alpha * *v));
    *v = 1 + u * u * *v + 2 * u * m * next;
    return next;
}

/* Whether the dynamics keeps an overlap. */
static int amari_retrieves(double alpha, double m)
{
    double v = 1, before = 2;
    while (m > 1e-3 && fabs(m - before) > 1e-13) {
        before = m;
        m = hopfield_amari_step(alpha, m, &v);
    }
    return m > 0.5;
}

double hopfield_amari_basin(double alpha)
{
    double low = 0, high = 1;
    if (!amari_retrieves(alpha, 1))
        return 1;
    for (int k = 0; k < 40; k++) {
        const double middle = (low + high) / 2;
        if (amari_retrieves(alpha, middle))
            high = middle;
        else
            low = middle;
    }
    return high;
}

/* The load of the fixed point with y = m / sqrt(2 alpha v); there u = 2 y exp(-y^2) / (sqrt(pi) m)
 * and v = (1 + 2 u m^2) / (1 - u^2). */
static double amari_load(double y)
{
    const double m = elementary_erf(y), u = 2 / SQRT_PI * y * elementary_exp(-y * y) / m;
    return m * m * (1 - u * u) / (2 * y * y * (1 + 2 * u * m * m));
}

double hopfield_amari_capacity(void)
{
    double low = 0.5, high = 3;
    for (int k = 0; k < 90; k++) {
        const double left = low + 0.381966 * (high - low), right = low + 0.618034 * (high - low);
        if (amari_load(left) < amari_load(right))
            low = left;
        else
            high = right;
    }
    return amari_load((low + high) / 2);
}
