/* hopfield_dense.c - see hopfield_dense.h. */
#include "algorithms/base/hopfield_dense.h"

#include <math.h>
#include <stdbool.h>

#include "algorithms/base/elementary.h"

static const double PI = 3.1415926535897932385;

double dense_kick(int order, int64_t neurons, int64_t x)
{
    const double v = (double)x;
    switch (order) {
    case 2:
        return 4 * v;
    case 3:
        return 6 * v * v + 2;
    case 4:
        return 8 * v * v * v + 8 * v;
    default:
        return elementary_exp((double)(x - neurons));
    }
}

int dense_exact(int order, int64_t neurons, int64_t patterns)
{
    return order == DENSE_EXPONENTIAL ||
           dense_kick(order, neurons, neurons) * (double)patterns < 0x1p53;
}

void dense_step(const int8_t *xi, int64_t patterns, int64_t neurons, const double *kick,
                const int8_t *y, int8_t *out, double *sum)
{
    for (int64_t i = 0; i < neurons; i++)
        sum[i] = 0;
    for (int64_t p = 0; p < patterns; p++) {
        const int8_t *row = xi + p * neurons;
        int32_t overlap = 0;
        for (int64_t i = 0; i < neurons; i++)
            overlap += row[i] * y[i];
        const double agree = kick[overlap - 1 + neurons < 0 ? 0 : overlap - 1 + neurons];
        const double differ = kick[overlap + 1 > neurons ? 2 * neurons : overlap + 1 + neurons];
        for (int64_t i = 0; i < neurons; i++)
            sum[i] += row[i] > 0 ? (y[i] > 0 ? agree : differ) : -(y[i] > 0 ? differ : agree);
    }
    for (int64_t i = 0; i < neurons; i++)
        out[i] = sum[i] >= 0 ? 1 : -1;
}

/* ---- one step ------------------------------------------------------------------------------- */

enum { TERMS = 4096, MOST_POINTS = 1 << 22 };

/* The crosstalk on a bit: P - 1 terms +-v, v = kick[j] with probability q[j]. */
typedef struct {
    int count;
    double patterns; /* P - 1 */
    double deviation;
    double kick[TERMS], q[TERMS];
    double rest; /* half the variance of the kicks too small to be listed */
} Crosstalk;

/* Kicks of neighbouring overlaps N - 1 - 2j, with binomial probabilities. With `scale` kicks are in
 * units of it, and those below 1e-7 only enter by their variance. */
static bool crosstalk_init(Crosstalk *c, int order, int64_t neurons, int64_t patterns, double scale)
{
    const int64_t m = neurons - 1;
    double square = 0;
    *c = (Crosstalk){ .patterns = (double)(patterns - 1) };
    for (int64_t j = 0; j <= m; j++) {
        const double v = dense_kick(order, neurons, m - 2 * j) / scale;
        const double q = elementary_exp(
            elementary_log_gamma((double)m + 1) - elementary_log_gamma((double)j + 1) -
            elementary_log_gamma((double)(m - j) + 1) - (double)m * 0.69314718055994530942);
        square += q * v * v;
        if (order == DENSE_EXPONENTIAL && v < 1e-7) {
            c->rest += q * v * v / 2;
            continue;
        }
        if (c->count == TERMS)
            return false;
        c->kick[c->count] = v;
        c->q[c->count++] = q;
    }
    c->deviation = sqrt(square * c->patterns);
    return true;
}

/* E cos(t X), real as X is symmetric. */
static double characteristic(const Crosstalk *c, double t)
{
    double less = c->rest * t * t;
    for (int j = 0; j < c->count; j++) {
        const double s = elementary_sin(t * c->kick[j] / 2);
        less += 2 * c->q[j] * s * s;
    }
    const double one = 1 - less;
    const bool negative = one < 0 && fmod(c->patterns, 2) == 1;
    const double log = less < 0.5 ? elementary_log1p(-less) : elementary_log(fabs(one) + 1e-300);
    const double size = elementary_exp(c->patterns * log);
    return negative ? -size : size;
}

static double common_divisor(double a, double b)
{
    while (b > 0.5) {
        const double rest = fmod(a, b);
        a = b;
        b = rest;
    }
    return a;
}

/* The spacing of the values X can take: all kicks differ by multiples of it, and so do v and -v. */
static double spacing(const Crosstalk *c)
{
    double g = fabs(2 * c->kick[0]);
    for (int j = 1; j < c->count; j++)
        g = common_divisor(g, fabs(c->kick[j] - c->kick[0]));
    return g;
}

/* P(X < -s) + P(X = -s) / 2 for a sum on a lattice: E sgn(X + s) is the integral over a period of
 * the characteristic function times sin(u s / g) cot(u / 2) / pi. Where -s lies between two values,
 * the middle between them does as well and the kernel is 1 / sin(u / 2). The integrand is periodic
 * and smooth: equal steps converge exponentially. */
static double lattice_tail(const Crosstalk *c, double s)
{
    const double g = spacing(c);
    const double first = fmod(c->patterns * fabs(c->kick[0]), g);
    const double off = fmod(fmod(-s - first, g) + g, g);
    const bool on = off == 0;
    const double at = on ? s : s + off - g / 2;
    const double reach = (fabs(s) + 14 * c->deviation) / g + 4;
    if (reach > MOST_POINTS)
        return NAN;
    const int64_t points = (int64_t)ceil(reach) * 2;
    double sum = at / g; /* half of the value at 0, where cot(u / 2) = 2 / u */
    for (int64_t k = 1; k < points; k++) {
        const double u = PI * (double)k / (double)points;
        const double phi = characteristic(c, u / g);
        if (fabs(phi) < 1e-19 && u * c->deviation / g > 12)
            break;
        const double kernel = (on ? elementary_cos(u / 2) : 1) / elementary_sin(u / 2);
        sum += phi * elementary_sin(u * at / g) * kernel;
    }
    return (1 - sum / (double)points) / 2;
}

/* The same for kicks of any size (Gil-Pelaez 1951), blurred by far less than s = 1. */
static double smooth_tail(const Crosstalk *c, double s)
{
    const double blur = 2e-3, reach = fabs(s) + 2 + 12 * c->deviation;
    const double step = PI / reach, end = 8.5 / blur;
    if (end / step > MOST_POINTS)
        return NAN;
    double sum = s * step / 2;
    for (int64_t k = 1; (double)k * step < end; k++) {
        const double t = (double)k * step;
        const double phi = characteristic(c, t) * elementary_exp(-blur * blur * t * t / 2);
        if (fabs(phi) < 1e-19)
            break;
        sum += step * phi * elementary_sin(t * s) / t;
    }
    return (1 - 2 / PI * sum) / 2;
}

static double tail(int order, int64_t neurons, int64_t patterns, int64_t overlap)
{
    Crosstalk c;
    const double signal = dense_kick(order, neurons, overlap);
    if (patterns < 2)
        return signal > 0 ? 0 : signal < 0 ? 1 : 0.5;
    if (!crosstalk_init(&c, order, neurons, patterns, order == DENSE_EXPONENTIAL ? signal : 1))
        return NAN;
    const double p = order == DENSE_EXPONENTIAL ? smooth_tail(&c, 1) : lattice_tail(&c, signal);
    return p < 0 ? 0 : p; /* below the rounding of 1/2 */
}

/* (1 - p)^n */
static double all_right(double p, int64_t n)
{
    return n == 0 ? 1 : elementary_exp((double)n * elementary_log1p(-p));
}

DenseLaw dense_one_step(int order, int64_t neurons, int64_t patterns, int64_t errors)
{
    const int64_t overlap = neurons - 2 * errors;
    const double share = (double)errors / (double)neurons;
    const double kept = tail(order, neurons, patterns, overlap - 1);
    const double reversed = errors == 0 ? 0 : tail(order, neurons, patterns, overlap + 1);
    return (DenseLaw){ errors == 0 ? kept : (1 - share) * kept + share * reversed,
                       all_right(kept, neurons - errors) * all_right(reversed, errors) };
}

double dense_one_step_error(int order, int64_t neurons, int64_t patterns, int64_t errors)
{
    return dense_one_step(order, neurons, patterns, errors).bit_error;
}

double dense_capacity(int order, int64_t neurons)
{
    const double n = (double)neurons;
    double capacity = 1 / (2 * elementary_log(n));
    if (order == DENSE_EXPONENTIAL)
        return elementary_exp(n / 2 * 0.69314718055994530942);
    for (int k = 1; k < order; k++)
        capacity *= n / (2 * k - 1);
    return capacity;
}
