/* reduce.c - see reduce.h */
#include "algorithms/base/reduce.h"

#include <math.h>

enum { LANES = 8 };

static double lanes_total(const double s[LANES])
{
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

#define REDUCTIONS(REAL, suffix)                                                                   \
    double reduce_sum_##suffix(int64_t n, const REAL *x)                                           \
    {                                                                                              \
        double s[LANES] = { 0 };                                                                   \
        int64_t whole = n - n % LANES;                                                             \
        for (int64_t i = 0; i < whole; i += LANES)                                                 \
            for (int j = 0; j < LANES; j++)                                                        \
                s[j] += (double)x[i + j];                                                          \
        for (int64_t i = whole; i < n; i++)                                                        \
            s[i - whole] += (double)x[i];                                                          \
        return lanes_total(s);                                                                     \
    }                                                                                              \
    double reduce_dot_##suffix(int64_t n, const REAL *x, const REAL *y)                            \
    {                                                                                              \
        double s[LANES] = { 0 };                                                                   \
        int64_t whole = n - n % LANES;                                                             \
        for (int64_t i = 0; i < whole; i += LANES)                                                 \
            for (int j = 0; j < LANES; j++)                                                        \
                s[j] += (double)x[i + j] * (double)y[i + j];                                       \
        for (int64_t i = whole; i < n; i++)                                                        \
            s[i - whole] += (double)x[i] * (double)y[i];                                           \
        return lanes_total(s);                                                                     \
    }

REDUCTIONS(float, f32)
REDUCTIONS(double, f64)

float reduce_max_abs_f32(int64_t n, const float *x)
{
    float largest = 0.0f;
    for (int64_t i = 0; i < n; i++) {
        float a = fabsf(x[i]);
        largest = a <= largest ? largest : a; /* a NaN is never <= and stays */
        if (largest != largest)
            return largest;
    }
    return largest;
}
