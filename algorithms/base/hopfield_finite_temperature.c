/* hopfield_finite_temperature.c - see hopfield_finite_temperature.h.
 *
 * With s = sqrt(alpha r) the equations are m = <tanh b(m + s z)>, q = <tanh^2 b(m + s z)> over a
 * standard normal z, b = 1 / T, and alpha = s^2 (1 - b(1 - q))^2 / q: the states at one temperature
 * are a curve with parameter s, along which the load rises and, for retrieval, falls again. */
#include "algorithms/base/hopfield_finite_temperature.h"

#include <math.h>
#include <stddef.h>

#include "algorithms/base/elementary.h"

static const double PI = 3.1415926535897932385;

enum { POINTS = 4096 };

/* Averages over z. Equal steps converge exponentially, as fast as the poles of tanh are far. */
typedef struct {
    double tanh1, tanh2; /* <tanh>, <tanh^2> */
    double log2cosh;     /* <ln 2 cosh> */
} Averages;

static Averages averages(double m, double s, double temperature, int with_log)
{
    const double pole = PI * temperature / (2 * s + 1e-300);
    const double reach = 9, step = fmin(0.3, pole / 4);
    int n = (int)ceil(2 * reach / step) + 1;
    n = n < 2 ? 2 : n < POINTS ? n : POINTS;
    const double h = 2 * reach / (n - 1);
    double z[POINTS], t[POINTS], density[POINTS];
    Averages a = { 0 };
    for (int k = 0; k < n; k++) {
        z[k] = -reach + k * h;
        density[k] = -z[k] * z[k] / 2;
        t[k] = (m + s * z[k]) / temperature;
    }
    elementary_exp_f64(density, density, (size_t)n);
    for (int k = 0; k < n && with_log; k++) {
        const double x = fabs(t[k]);
        a.log2cosh += density[k] * (x + elementary_log1p(elementary_exp(-2 * x)));
    }
    elementary_tanh_f64(t, t, (size_t)n);
    for (int k = 0; k < n; k++) {
        a.tanh1 += density[k] * t[k];
        a.tanh2 += density[k] * t[k] * t[k];
    }
    const double norm = h / sqrt(2 * PI);
    a.tanh1 *= norm;
    a.tanh2 *= norm;
    a.log2cosh *= norm;
    return a;
}

/* The largest m at noise s; 0 if there is none but that. m - <tanh> is convex, so Newton's method
 * comes down to it from above. */
static double largest_overlap(double s, double temperature)
{
    double m = 1;
    for (int k = 0; k < 200; k++) {
        const Averages a = averages(m, s, temperature, 0);
        const double slope = 1 - (1 - a.tanh2) / temperature;
        const double next = slope > 0 ? m - (m - a.tanh1) / slope : 0;
        if (next < 1e-6)
            return 0;
        if (next > m - 1e-14)
            return m;
        m = next;
    }
    return m;
}

/* The load of a state at noise s and overlap m; 0 where it is unphysical. */
static double load_at(double s, double m, double temperature)
{
    const double q = averages(m, s, temperature, 0).tanh2, left = 1 - (1 - q) / temperature;
    return left > 0 && q > 0 ? s * s * left * left / q : 0;
}

static double retrieval_load(double s, double temperature)
{
    const double m = largest_overlap(s, temperature);
    return m > 0 ? load_at(s, m, temperature) : 0;
}

/* The noise at which the load of retrieval is largest. */
static double noise_at_capacity(double temperature)
{
    const double grid = 0.02;
    double best = 0, at = grid;
    for (double s = grid; s < 1; s += grid) {
        const double load = retrieval_load(s, temperature);
        if (load > best) {
            best = load;
            at = s;
        }
    }
    double low = at - grid, high = at + grid;
    for (int k = 0; k < 26; k++) {
        const double left = low + 0.381966 * (high - low), right = low + 0.618034 * (high - low);
        if (retrieval_load(left, temperature) < retrieval_load(right, temperature))
            low = left;
        else
            high = right;
    }
    return (low + high) / 2;
}

double hopfield_thermal_capacity(double temperature)
{
    return temperature < 1 ? retrieval_load(noise_at_capacity(temperature), temperature) : 0;
}

static HopfieldThermal state_at(double alpha, double m, double s, double temperature)
{
    const Averages a = averages(m, s, temperature, 1);
    const double chi = (1 - a.tanh2) / temperature, r = s * s / alpha;
    HopfieldThermal t = { .overlap = m, .q = a.tanh2, .r = r };
    t.free_energy =
        alpha / 2 + m * m / 2 + alpha * r * chi / 2 +
        alpha * temperature / 2 * (elementary_log1p(-chi) - t.q / temperature / (1 - chi)) -
        temperature * a.log2cosh;
    return t;
}

HopfieldThermal hopfield_thermal_retrieval(double alpha, double temperature)
{
    if (temperature >= 1)
        return (HopfieldThermal){ 0 };
    double low = 0, high = noise_at_capacity(temperature);
    if (retrieval_load(high, temperature) < alpha)
        return (HopfieldThermal){ 0 };
    for (int k = 0; k < 48; k++) {
        const double middle = (low + high) / 2;
        if (retrieval_load(middle, temperature) < alpha)
            low = middle;
        else
            high = middle;
    }
    return state_at(alpha, largest_overlap(high, temperature), high, temperature);
}

HopfieldThermal hopfield_thermal_glass(double alpha, double temperature)
{
    if (temperature >= 1 + sqrt(alpha))
        return (HopfieldThermal){ 0 };
    double low = 1e-6, high = 0.1;
    while (load_at(high, 0, temperature) < alpha && high < 1e3)
        high *= 2;
    for (int k = 0; k < 55; k++) {
        const double middle = (low + high) / 2;
        if (load_at(middle, 0, temperature) < alpha)
            low = middle;
        else
            high = middle;
    }
    return state_at(alpha, 0, high, temperature);
}

double hopfield_thermal_global(double temperature)
{
    double low = 1e-5, high = hopfield_thermal_capacity(temperature);
    for (int k = 0; k < 30 && low < high; k++) {
        const double middle = (low + high) / 2;
        const HopfieldThermal near = hopfield_thermal_retrieval(middle, temperature);
        if (near.overlap > 0 &&
            near.free_energy < hopfield_thermal_glass(middle, temperature).free_energy)
            low = middle;
        else
            high = middle;
    }
    return low;
}
