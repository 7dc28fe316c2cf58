/* hopfield_diluted_theory.c - see hopfield_diluted_theory.h. */
#include "algorithms/base/hopfield_diluted_theory.h"

#include <math.h>
#include <stdlib.h>

#include "algorithms/base/elementary.h"

static const double PI = 3.1415926535897932385;

/* ---- maps ---------------------------------------------------------------------------------- */

static Status map_alloc(DilutedMap *map, int64_t terms, Error *err)
{
    *map = (DilutedMap){ .terms = terms };
    map->height = malloc(2 * (size_t)terms * sizeof *map->height);
    if (!map->height)
        return error_set(err, ERR_MEMORY, "no memory for a map of %lld terms", (long long)terms);
    map->rate = map->height + terms;
    return OK;
}

void diluted_map_free(DilutedMap *map)
{
    free(map->height);
    *map = (DilutedMap){ 0 };
}

/* What the integral over angles is to be weighted with to give the mean of tanh(x / t) from the
 * sines of x: t / sinh(pi t angle / 2), 2 / (pi angle) at t = 0. */
static double line_weight(double angle, double t)
{
    const double x = PI * t * angle / 2;
    if (x < 1e-9)
        return 2 / (PI * angle);
    const double e = elementary_expm1(-2 * x); /* sinh x = -e exp(x) / 2 */
    return -2 * t * elementary_exp(-x) / e;
}

Status diluted_map_limit(DilutedMap *map, double alpha, double temperature, Error *err)
{
    /* Sums at the middles of equal intervals are exact while |h| < 2 pi / step; the Gaussian ends
     * them. */
    const double step = PI / (1 + 10 * sqrt(alpha) + 20 * temperature);
    const int64_t terms = (int64_t)ceil(9.5 / sqrt(alpha) / step) + 1;
    Status status = map_alloc(map, terms, err);
    for (int64_t k = 0; k < terms && status == OK; k++) {
        const double angle = ((double)k + 0.5) * step;
        map->rate[k] = angle;
        map->height[k] =
            step * elementary_exp(-alpha * angle * angle / 2) * line_weight(angle, temperature);
    }
    return status;
}

/* The same for whole x: the sum over x of tanh(x / t) sin(x angle), cot(angle / 2) at t = 0. */
static double circle_weight(double angle, double t)
{
    double sum = 0, term = 1;
    if (t < 1) {
        sum = elementary_cos(angle / 2) / elementary_sin(angle / 2);
        for (int64_t x = 1; t > 0 && term > 1e-18; x++) {
            term = 4 / (elementary_exp(fmin(700, 2 * (double)x / t)) + 1);
            sum -= term * elementary_sin((double)x * angle);
        }
        return sum;
    }
    for (int64_t turn = 0; fabs(term) > 1e-18; turn++) {
        const double up = angle + 2 * PI * (double)turn, down = 2 * PI * (double)(turn + 1) - angle;
        term = PI * (line_weight(up, t) - line_weight(down, t));
        sum += term;
    }
    return sum;
}

static double power(double x, int64_t n)
{
    double result = 1;
    for (; n > 0; n >>= 1, x *= x)
        if (n & 1)
            result *= x;
    return result;
}

/* Angles so many that no field of K inputs, Poisson, and P patterns is mistaken for another: sums
 * at n middles are exact for fields below n. */
static int64_t angles_for(double connections, int64_t patterns, double temperature)
{
    const double p = (double)patterns;
    const double reach = connections + 20 * sqrt(connections * p) + 30 * sqrt(p) + 100;
    return (int64_t)ceil((reach + 20 * connections * temperature) / 2);
}

Status diluted_map_finite(DilutedMap *map, double connections, int64_t patterns, double temperature,
                          Error *err)
{
    const int64_t half = angles_for(connections, patterns, temperature);
    Status status = map_alloc(map, half, err);
    int64_t terms = 0;
    for (int64_t k = 0; k < half && status == OK; k++) {
        const double angle = PI * ((double)k + 0.5) / (double)half;
        const double c = elementary_cos(angle), crosstalk = power(c, patterns - 1);
        const double bulk = elementary_exp(connections * (crosstalk * c - 1));
        if (bulk < 1e-25)
            continue;
        map->rate[terms] = connections * crosstalk * elementary_sin(angle);
        map->height[terms++] =
            bulk * circle_weight(angle, connections * temperature) / (double)half;
    }
    map->terms = terms;
    return status;
}

double diluted_map_step(const DilutedMap *map, double m)
{
    double sum = 0;
    for (int64_t k = 0; k < map->terms; k++)
        sum += map->height[k] * elementary_sin(map->rate[k] * m);
    return sum;
}

double diluted_map_slope(const DilutedMap *map)
{
    double sum = 0;
    for (int64_t k = 0; k < map->terms; k++)
        sum += map->height[k] * map->rate[k];
    return sum;
}

double diluted_map_fixed(const DilutedMap *map)
{
    double low = 0, high = 1;
    if (diluted_map_slope(map) <= 1)
        return 0;
    for (;;) {
        const double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            return middle;
        if (diluted_map_step(map, middle) > middle)
            low = middle;
        else
            high = middle;
    }
}

/* While a sweep lasts, neurons visited leave the overlap before it and join f of the present one:
 * dm / du = f(m) - m(0), u the fraction visited. Runge and Kutta's four stages. */
double diluted_map_sweep(const DilutedMap *map, double m)
{
    enum { STEPS = 16 };
    const double h = 1.0 / STEPS, start = m;
    for (int s = 0; s < STEPS; s++) {
        const double k1 = diluted_map_step(map, m) - start;
        const double k2 = diluted_map_step(map, m + h / 2 * k1) - start;
        const double k3 = diluted_map_step(map, m + h / 2 * k2) - start;
        const double k4 = diluted_map_step(map, m + h * k3) - start;
        m += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    }
    return m;
}

/* ---- the transition ------------------------------------------------------------------------ */

Status diluted_transition_limit(double temperature, double *alpha, Error *err)
{
    double low = 0, high = 2 / PI;
    *alpha = temperature > 0 ? 0 : high;
    if (temperature == 0 || temperature >= 1)
        return OK;
    while (high - low > 1e-14) {
        DilutedMap map;
        const double middle = low + (high - low) / 2;
        const Status status = diluted_map_limit(&map, middle, temperature, err);
        if (status != OK)
            return status;
        if (diluted_map_slope(&map) > 1)
            low = middle;
        else
            high = middle;
        diluted_map_free(&map);
    }
    *alpha = low + (high - low) / 2;
    return OK;
}

static Status slope_finite(double connections, int64_t patterns, double temperature, double *slope,
                           Error *err)
{
    DilutedMap map;
    const Status status = diluted_map_finite(&map, connections, patterns, temperature, err);
    if (status != OK)
        return status;
    *slope = diluted_map_slope(&map);
    diluted_map_free(&map);
    return OK;
}

Status diluted_transition_finite(double connections, double temperature, double *alpha, Error *err)
{
    int64_t low = 1, high = (int64_t)ceil(connections) + 1;
    double slope_low, slope_high, slope;
    *alpha = 0;
    Status status = slope_finite(connections, low, temperature, &slope_low, err);
    if (status == OK)
        status = slope_finite(connections, high, temperature, &slope_high, err);
    if (status != OK || slope_low <= 1 || slope_high > 1)
        return status;
    while (high - low > 1) {
        const int64_t middle = low + (high - low) / 2;
        status = slope_finite(connections, middle, temperature, &slope, err);
        if (status != OK)
            return status;
        *(slope > 1 ? &low : &high) = middle;
        *(slope > 1 ? &slope_low : &slope_high) = slope;
    }
    *alpha = ((double)low + (slope_low - 1) / (slope_low - slope_high)) / connections;
    return OK;
}

/* ---- finite networks ------------------------------------------------------------------------- */

/* z^n for complex z. */
static void complex_power(double re, double im, int64_t n, double *out_re, double *out_im)
{
    double a = 1, b = 0;
    for (; n > 0; n >>= 1) {
        if (n & 1) {
            const double real = a * re - b * im;
            b = a * im + b * re;
            a = real;
        }
        const double square = re * re - im * im;
        im = 2 * re * im;
        re = square;
    }
    *out_re = a;
    *out_im = b;
}

/* The mean sign of a field to which each of `right` neurons adds 1 and each of `wrong` takes 1, all
 * with P - 1 signs of crosstalk and if they are heard, with probability q. */
static double mean_sign(int64_t right, int64_t wrong, double q, int64_t patterns)
{
    const int64_t half = angles_for(q * (double)(right + wrong), patterns, 0);
    double sum = 0;
    for (int64_t k = 0; k < half; k++) {
        const double angle = PI * ((double)k + 0.5) / (double)half;
        const double c = elementary_cos(angle), s = elementary_sin(angle);
        const double crosstalk = q * power(c, patterns - 1);
        double re, im, other_re, other_im;
        complex_power(1 - q + crosstalk * c, crosstalk * s, right, &re, &im);
        complex_power(1 - q + crosstalk * c, -crosstalk * s, wrong, &other_re, &other_im);
        sum +=
            (re * other_im + im * other_re) * elementary_cos(angle / 2) / elementary_sin(angle / 2);
    }
    return sum / (double)half;
}

double diluted_one_step_error(int64_t neurons, double connections, int64_t patterns, int64_t errors)
{
    const double q = connections / (double)(neurons - 1);
    const double share = (double)errors / (double)neurons;
    double sign = 0;
    if (errors < neurons)
        sign += (1 - share) * mean_sign(neurons - 1 - errors, errors, q, patterns);
    if (errors > 0)
        sign += share * mean_sign(neurons - errors, errors - 1, q, patterns);
    return (1 - sign) / 2;
}

/* The integral from 0 to end of exp(-m^2 / (alpha (1 + cos x))), by Simpson's rule. */
static double arc(double alpha, double m, double end)
{
    enum { PIECES = 64 };
    double sum = 0;
    for (int k = 0; k <= PIECES; k++) {
        const double c = elementary_cos(end * k / PIECES);
        const int weight = k == 0 || k == PIECES ? 1 : k % 2 ? 4 : 2;
        sum += weight * elementary_exp(-m * m / (alpha * (1 + c)));
    }
    return sum * end / (3 * PIECES);
}

/* Where the overlap of a state with the next is q, the crosstalk of the two after them is
 * correlated by q, and their overlap is less than 1 by 2 / pi times the arc to psi, cos psi = q
 * (Price's theorem, 1958). This is q again at 1, which is unstable, and at one smaller q. */
double diluted_changes(double alpha, double m)
{
    double low = 0, high = PI / 2;
    while (high - low > 1e-15 * high) {
        const double psi = low + (high - low) / 2, s = elementary_sin(psi / 2);
        if (psi <= low || psi >= high)
            break;
        if (2 * s * s < 2 / PI * arc(alpha, m, psi))
            low = psi;
        else
            high = psi;
    }
    const double s = elementary_sin(high / 2);
    return s * s;
}

double diluted_density_slope(double alpha, double m)
{
    const double u = sqrt(2 / (PI * alpha)) * elementary_exp(-m * m / (2 * alpha));
    const double q = 1 - 2 * diluted_changes(alpha, m);
    if (u >= 1)
        return NAN;
    const double others = (1 + 2 * q * u / (1 - u)) / (1 - u * u); /* N times their mean square */
    const double alike = elementary_erf(m * (1 - q) / sqrt(2 * alpha * (1 - q * q)));
    const double noise = -m / 2 * u * (others - 1), reaction = alpha * u * u / (1 - u) * alike;
    return (noise + reaction) / (1 - u);
}
