/* finite_width.c - see finite_width.h */
#include "algorithms/base/finite_width.h"

#include <math.h>

#include <gsl/gsl_sf_psi.h>

#include "algorithms/base/elementary.h"

/* ln P(K = k), K ~ Bin(n, 1/2). */
static double ln_binomial(double n, double k)
{
    return elementary_log_gamma(n + 1.0) - elementary_log_gamma(k + 1.0) -
           elementary_log_gamma(n - k + 1.0) - n * M_LN2;
}

/* E psi(K/2), E psi(K/2)^2 and E psi'(K/2) given K > 0. */
static void relu_moments(int64_t width, double *psi, double *psi_square, double *psi_prime)
{
    double total = 0.0;
    *psi = *psi_square = *psi_prime = 0.0;
    for (int64_t k = 1; k <= width; k++) {
        double p = elementary_exp(ln_binomial((double)width, (double)k));
        double value = gsl_sf_psi(0.5 * (double)k);
        total += p;
        *psi += p * value;
        *psi_square += p * value * value;
        *psi_prime += p * gsl_sf_psi_1(0.5 * (double)k);
    }
    *psi /= total;
    *psi_square /= total;
    *psi_prime /= total;
}

/* E ln X for X = chi2_K + leak^2 chi2_(n-K), leak > 0: the integral over s = ln t of
 * e^-t - E e^(-t X), E e^(-t X) = [((1 + 2t)^-1/2 + (1 + 2 leak^2 t)^-1/2) / 2]^n, by the
 * trapezoidal rule, which converges geometrically here. */
static double leaky_mean_ln(int64_t width, double leak)
{
    const double step = 0.125, n = (double)width;
    double low = -40.0 - elementary_log(n), high = 5.0 + 90.0 / n - 2.0 * elementary_log(leak);
    double sum = 0.0;
    for (double s = low; s < high; s += step) {
        double t = elementary_exp(s), slope = leak * leak;
        double right = 1.0 / sqrt(1.0 + 2.0 * t), left = 1.0 / sqrt(1.0 + 2.0 * slope * t);
        sum += elementary_exp(-t) - elementary_exp(n * elementary_log(0.5 * (right + left)));
    }
    return step * sum;
}

double finite_width_ln(int64_t width, double leak, double weight_variance)
{
    double scale = elementary_log(weight_variance / (double)width);
    if (leak > 0.0)
        return scale + leaky_mean_ln(width, leak);
    double psi, psi_square, psi_prime;
    relu_moments(width, &psi, &psi_square, &psi_prime);
    return scale + M_LN2 + psi;
}

double finite_width_ln_variance(int64_t width)
{
    double psi, psi_square, psi_prime;
    relu_moments(width, &psi, &psi_square, &psi_prime);
    return psi_square - psi * psi + psi_prime;
}

double finite_width_death(int64_t width, int64_t depth)
{
    double layer = width > 1000 ? 0.0 : ldexp(1.0, -(int)width);
    return -elementary_expm1((double)depth * elementary_log1p(-layer));
}
