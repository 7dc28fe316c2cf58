/* laws.h - checks of random numbers against their laws. Seeds are fixed: what holds once holds
 * always. Include after cmocka.h. */
#ifndef HEBB_TESTS_LAWS_H
#define HEBB_TESTS_LAWS_H

#include <math.h>
#include <stdint.h>

#include <gsl/gsl_cdf.h>

/* Fails when a chi-square is improbably large or improbably small. */
static inline void check_chi_square(double chi_square, double freedom)
{
    double p = gsl_cdf_chisq_Q(chi_square, freedom);
    if (p < 1e-5 || p > 1 - 1e-5)
        fail_msg("chi-square %g at %g degrees of freedom has p = %g", chi_square, freedom, p);
}

static inline double chi_square_uniform(const int64_t *count, int64_t cells, double expected)
{
    double sum = 0;
    for (int64_t i = 0; i < cells; i++)
        sum += ((double)count[i] - expected) * ((double)count[i] - expected) / expected;
    return sum;
}

/* Fails when a mean of n independent terms of standard deviation sd is 5 standard errors off. */
static inline void check_mean(const char *what, double mean, double expected, double sd, double n)
{
    if (fabs(mean - expected) > 5 * sd / sqrt(n))
        fail_msg("%s is %.6g, expected %g +- %.2g", what, mean, expected, sd / sqrt(n));
}

#endif
