/* hopfield_finite_temperature.c - see hopfield_finite_temperature.h.
 *
 * With s = sqrt(alpha r) the equations are m = <tanh b(m + s z)>, q = <tanh^2 b(m + s z)> over a
 * standard normal z, b = 1 / T, and alpha = s^2 (1 - b(1 - q))^2 / q: the states at one temperature
 * are a curve with parameter s, along which the load rises and, for retrieval, falls again. */
#include "algorithms/base/hopfield_finite_temperature.h"

#include <float.h>
#include <math.h>
#include <stddef.h>

#include "algorithms/base/elementary.h"

static const double PI = 3.1415926535897932385;
static const double SQRT_2 = 1.4142135623730950488;

/* ---- averages over z ------------------------------------------------------------------------ */

typedef struct {
    double tanh1;        /* <tanh t>, t = b(m + s z) */
    double sech2, sech4; /* 1 - q = <1 / cosh^2 t>, and <1 / cosh^4 t> */
    double first;        /* <-z / cosh^2 t> */
    double second;       /* <(z^2 - 1) / cosh^2 t> */
    double work;         /* T <ln 2 cosh t> */
} Averages;

static Averages scaled(Averages a, double factor)
{
    return (Averages){ a.tanh1 * factor, a.sech2 * factor,  a.sech4 * factor,
                       a.first * factor, a.second * factor, a.work * factor };
}

/* Equal steps in z. They converge exponentially, as far as the poles of tanh are: at z steps of
 * pi T / 2 s. For T >= s. */
static Averages averages_hot(double m, double s, double temperature)
{
    enum { STEPS = 36, POINTS = 2 * STEPS + 1 };
    const double step = 0.25;
    double t[POINTS], e[POINTS], weight[POINTS];
    Averages a = { 0 };
    for (int k = 0; k < POINTS; k++) {
        const double z = (k - STEPS) * step;
        t[k] = (m + s * z) / temperature;
        e[k] = -2 * fabs(t[k]);
        weight[k] = -z * z / 2;
    }
    elementary_exp_f64(e, e, POINTS);
    elementary_exp_f64(weight, weight, POINTS);
    for (int k = 0; k < POINTS; k++) {
        const double z = (k - STEPS) * step, sech2 = 4 * e[k] / ((1 + e[k]) * (1 + e[k]));
        a.tanh1 += weight[k] * (t[k] < 0 ? e[k] - 1 : 1 - e[k]) / (1 + e[k]);
        a.sech2 += weight[k] * sech2;
        a.sech4 += weight[k] * sech2 * sech2;
        a.first -= weight[k] * sech2 * z;
        a.second += weight[k] * sech2 * (z * z - 1);
        a.work += weight[k] * temperature * (fabs(t[k]) + elementary_log1p(e[k]));
    }
    return scaled(a, step / sqrt(2 * PI));
}

/* Equal steps in x, for T <= s. As tanh t is the integral of (1 / cosh^2 x) (P(x < t) - 1/2) and
 * ln 2 cosh t that of (1 / cosh^2 x) |t - x| / 2, averages over z are integrals over 1 / cosh^2 x,
 * however close to a step tanh is. */
static Averages averages_cold(double m, double s, double temperature)
{
    enum { STEPS = 100, POINTS = 2 * STEPS + 1 };
    const double step = 0.2;
    double y[POINTS], e[POINTS], density[POINTS], erf[POINTS];
    Averages a = { 0 };
    for (int k = 0; k < POINTS; k++) {
        const double x = (k - STEPS) * step;
        y[k] = (m - temperature * x) / s;
        e[k] = -2 * fabs(x);
        density[k] = -y[k] * y[k] / 2;
        erf[k] = y[k] / SQRT_2;
    }
    elementary_exp_f64(e, e, POINTS);
    elementary_exp_f64(density, density, POINTS);
    elementary_erf_f64(erf, erf, POINTS);
    for (int k = 0; k < POINTS; k++) {
        const double sech2 = 4 * e[k] / ((1 + e[k]) * (1 + e[k]));
        const double near = density[k] / sqrt(2 * PI), there = sech2 * near * temperature / s;
        a.tanh1 += sech2 * erf[k] / 2;
        a.sech2 += there;
        a.sech4 += there * sech2;
        a.first += there * y[k];
        a.second += there * (y[k] * y[k] - 1);
        a.work += sech2 * s * (near + y[k] * erf[k] / 2);
    }
    return scaled(a, step);
}

static Averages averages(double m, double s, double temperature)
{
    return s < temperature ? averages_hot(m, s, temperature) : averages_cold(m, s, temperature);
}

/* ---- states at a temperature, along s ------------------------------------------------------- */

/* The largest m at noise s; 0 if there is none but that. m - <tanh> is convex, so Newton's method
 * comes down to it from above. */
static double largest_overlap(double s, double temperature)
{
    double m = 1;
    for (int k = 0; k < 200; k++) {
        const Averages a = averages(m, s, temperature);
        const double slope = 1 - a.sech2 / temperature;
        const double next = slope > 0 ? m - (m - a.tanh1) / slope : 0;
        if (next < 1e-6)
            return 0;
        if (next > m - 1e-14)
            return m;
        m = next;
    }
    return m;
}

/* The state at noise s and overlap m; its load is 0 where it is unphysical. */
static HopfieldThermal state_at(double s, double m, double temperature)
{
    const Averages a = averages(m, s, temperature);
    const double chi = a.sech2 / temperature, left = 1 - chi, q = 1 - a.sech2;
    if (!(left > 0 && q > 0))
        return (HopfieldThermal){ 0 };
    const double alpha = s * s * left * left / q, r = q / (left * left);
    return (HopfieldThermal){
        .load = alpha,
        .overlap = m,
        .q = q,
        .r = r,
        .free_energy = alpha / 2 + m * m / 2 + s * s * chi / 2 +
                       alpha / 2 * (temperature * elementary_log1p(-chi) - q / left) - a.work,
        .breaking = s * s * (a.sech4 / temperature) / (q * temperature),
    };
}

static HopfieldThermal retrieval_at(double s, double temperature)
{
    const double m = largest_overlap(s, temperature);
    return m > 0 ? state_at(s, m, temperature) : (HopfieldThermal){ 0 };
}

/* The derivative by s of the logarithm of the load, along the curve of retrieval; -1 beyond its
 * end. Averages of derivatives by t follow from those with powers of z (by parts). */
static double load_slope(double s, double temperature)
{
    const double m = largest_overlap(s, temperature);
    if (m == 0)
        return -1;
    const Averages a = averages(m, s, temperature);
    const double left = 1 - a.sech2 / temperature, q = 1 - a.sech2;
    const double m_slope = -a.first / temperature / left;
    const double q_slope = (m_slope * a.first - a.second) / s;
    return 2 / s + 2 * q_slope / temperature / left - q_slope / q;
}

/* ---- roots ---------------------------------------------------------------------------------- */

/* What a root is sought of, and where. */
typedef struct Problem {
    double (*excess)(const struct Problem *p, double x);
    double temperature, target;
} Problem;

/* Where the excess changes sign between low and high, to the last bits: inverse quadratic
 * interpolation where it helps, else bisection. Chandrupatla, Adv. Eng. Softw. 28, 145 (1997). */
static double root_of(const Problem *p, double low, double high)
{
    double x[3] = { high, low }, f[3] = { p->excess(p, high), p->excess(p, low) }, t = 0.5;
    for (int k = 0; k < 200; k++) {
        const double next = x[0] + t * (x[1] - x[0]), value = p->excess(p, next);
        const int same = (value < 0) == (f[0] < 0);
        x[2] = x[!same];
        f[2] = f[!same];
        if (!same) {
            x[1] = x[0];
            f[1] = f[0];
        }
        x[0] = next;
        f[0] = value;
        const int best = fabs(f[1]) < fabs(f[0]);
        const double least = 2 * DBL_EPSILON * fabs(x[best]) / fabs(x[1] - x[0]);
        if (least > 0.5 || f[best] == 0)
            return x[best];
        const double xi = (x[0] - x[1]) / (x[2] - x[1]), phi = (f[0] - f[1]) / (f[2] - f[1]);
        t = 0.5;
        if (phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi)
            t = f[0] / (f[1] - f[0]) * f[2] / (f[1] - f[2]) +
                (x[2] - x[0]) / (x[1] - x[0]) * f[0] / (f[2] - f[0]) * f[1] / (f[2] - f[1]);
        t = fmin(fmax(t, least), 1 - least);
    }
    return x[0];
}

/* Noise from which the curve of retrieval is followed: the load there is below 1e-10. */
static const double LEAST_NOISE = 1e-5;

static double slope_excess(const Problem *p, double s)
{
    return load_slope(s, p->temperature);
}

/* The noise at which the load of retrieval is largest, T < 1. */
static double last_noise(double temperature)
{
    const Problem p = { slope_excess, temperature, 0 };
    return root_of(&p, LEAST_NOISE, 1);
}

static double retrieval_excess(const Problem *p, double s)
{
    return retrieval_at(s, p->temperature).load - p->target;
}

static double glass_excess(const Problem *p, double s)
{
    return state_at(s, 0, p->temperature).load - p->target;
}

static double energy_excess(const Problem *p, double s)
{
    const HopfieldThermal near = retrieval_at(s, p->temperature);
    return near.free_energy - hopfield_thermal_glass(near.load, p->temperature).free_energy;
}

static double breaking_excess(const Problem *p, double s)
{
    return retrieval_at(s, p->temperature).breaking - 1;
}

/* ---- states and lines ----------------------------------------------------------------------- */

HopfieldThermal hopfield_thermal_last(double temperature)
{
    return temperature < 1 ? retrieval_at(last_noise(temperature), temperature)
                           : (HopfieldThermal){ 0 };
}

double hopfield_thermal_capacity(double temperature)
{
    return hopfield_thermal_last(temperature).load;
}

HopfieldThermal hopfield_thermal_retrieval(double alpha, double temperature)
{
    const Problem p = { retrieval_excess, temperature, alpha };
    const double last = temperature < 1 ? last_noise(temperature) : 0;
    if (!(retrieval_at(last, temperature).load >= alpha))
        return (HopfieldThermal){ 0 };
    return retrieval_at(root_of(&p, 0, last), temperature);
}

HopfieldThermal hopfield_thermal_glass(double alpha, double temperature)
{
    const Problem p = { glass_excess, temperature, alpha };
    if (temperature >= 1 + sqrt(alpha))
        return (HopfieldThermal){ 0 };
    double high = 0.1;
    while (glass_excess(&p, high) < 0 && high < 1e3)
        high *= 2;
    return state_at(root_of(&p, 1e-6, high), 0, temperature);
}

double hopfield_thermal_global(double temperature)
{
    const Problem p = { energy_excess, temperature, 0 };
    if (temperature >= 1)
        return 0;
    return retrieval_at(root_of(&p, LEAST_NOISE, last_noise(temperature)), temperature).load;
}

double hopfield_thermal_symmetric(double temperature)
{
    const Problem p = { breaking_excess, temperature, 0 };
    if (temperature >= 1)
        return 0;
    const double last = last_noise(temperature);
    const double s = breaking_excess(&p, last) > 0 ? root_of(&p, LEAST_NOISE, last) : last;
    return retrieval_at(s, temperature).load;
}

/* Zero where the line of broken symmetry meets that of the last states. */
static double end_excess(const Problem *p, double temperature)
{
    (void)p;
    return hopfield_thermal_last(temperature).breaking - 1;
}

static double symmetric_excess(const Problem *p, double log_temperature)
{
    return hopfield_thermal_symmetric(elementary_exp(log_temperature)) - p->target;
}

double hopfield_thermal_breaking(double alpha)
{
    const Problem end = { end_excess, 0, 0 }, p = { symmetric_excess, 0, alpha };
    const double hot = elementary_log(root_of(&end, 0.02, 0.03)), cold = -300;
    if (symmetric_excess(&p, hot) < 0 || symmetric_excess(&p, cold) > 0)
        return 0;
    return elementary_exp(root_of(&p, cold, hot));
}
