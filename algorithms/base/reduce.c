/* reduce.c - see reduce.h */
#include "algorithms/base/reduce.h"

#include <math.h>

#include "algorithms/base/pass_kernel.h"

static double lanes_total(const double s[PASS_LANES])
{
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

double reduce_sum_f32(int64_t n, const float *x)
{
    double lanes[PASS_LANES];
    int64_t whole = n - n % PASS_LANES;
    pass_kernels[cpu_level()]->sum(whole, x, lanes);
    for (int64_t i = whole; i < n; i++)
        lanes[i - whole] += (double)x[i];
    return lanes_total(lanes);
}

double reduce_dot_f32(int64_t n, const float *x, const float *y)
{
    double lanes[PASS_LANES];
    int64_t whole = n - n % PASS_LANES;
    pass_kernels[cpu_level()]->dot(whole, x, y, lanes);
    for (int64_t i = whole; i < n; i++)
        lanes[i - whole] += (double)x[i] * (double)y[i];
    return lanes_total(lanes);
}

double reduce_sum_f64(int64_t n, const double *x)
{
    double lanes[PASS_LANES] = { 0 };
    for (int64_t i = 0; i < n; i++)
        lanes[i % PASS_LANES] += x[i];
    return lanes_total(lanes);
}

double reduce_dot_f64(int64_t n, const double *x, const double *y)
{
    double lanes[PASS_LANES] = { 0 };
    int64_t whole = n - n % PASS_LANES;
    for (int64_t i = 0; i < whole; i += PASS_LANES)
        for (int j = 0; j < PASS_LANES; j++)
            lanes[j] += x[i + j] * y[i + j];
    for (int64_t i = whole; i < n; i++)
        lanes[i - whole] += x[i] * y[i];
    return lanes_total(lanes);
}

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
