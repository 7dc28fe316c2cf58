/* pass_kernel.c - see pass_kernel.h */
#include "algorithms/base/pass_kernel.h"

#include <string.h>

static void bias(int64_t rows, int64_t width, const float *b, float *y)
{
    for (int64_t row = 0; row < rows; row++, y += width)
        for (int64_t i = 0; i < width; i++)
            y[i] += b[i];
}

/* 0 * z would turn an overflowed z into NaN and leave negative zeros. */
static void relu(int64_t n, const float *z, float *h)
{
    for (int64_t i = 0; i < n; i++)
        h[i] = z[i] > 0.0f ? z[i] : (z[i] == z[i] ? 0.0f : z[i]);
}

static void leaky(int64_t n, float leak, const float *z, float *h)
{
    for (int64_t i = 0; i < n; i++)
        h[i] = z[i] > 0.0f ? z[i] : leak * z[i];
}

static void sigmoid_back(int64_t n, const float *h, float *delta)
{
    for (int64_t i = 0; i < n; i++)
        delta[i] *= h[i] * (1.0f - h[i]);
}

static void tanh_back(int64_t n, const float *h, float *delta)
{
    for (int64_t i = 0; i < n; i++)
        delta[i] *= (1.0f - h[i]) * (1.0f + h[i]);
}

static void leaky_back(int64_t n, float leak, const float *h, float *delta)
{
    for (int64_t i = 0; i < n; i++)
        delta[i] *= h[i] > 0.0f ? 1.0f : leak;
}

static void elu_back(int64_t n, const float *h, float *delta)
{
    for (int64_t i = 0; i < n; i++)
        delta[i] *= h[i] > 0.0f ? 1.0f : 1.0f + h[i];
}

static void residual(int64_t n, float scale, const float *x, const float *branch, float *y)
{
    for (int64_t i = 0; i < n; i++)
        y[i] = x[i] + scale * branch[i];
}

static void mask(int64_t n, const float *m, float *x)
{
    for (int64_t i = 0; i < n; i++)
        x[i] *= m[i];
}

static void column_sums(int64_t rows, int64_t width, int64_t count, const float *x, double *sums)
{
    memset(sums, 0, (size_t)count * sizeof *sums);
    for (int64_t row = 0; row < rows; row++, x += width)
        for (int64_t i = 0; i < count; i++)
            sums[i] += (double)x[i];
}

static void column_dots(int64_t rows, int64_t width, int64_t count, const float *x, const float *y,
                        double *sums)
{
    memset(sums, 0, (size_t)count * sizeof *sums);
    for (int64_t row = 0; row < rows; row++, x += width, y += width)
        for (int64_t i = 0; i < count; i++)
            sums[i] += (double)x[i] * (double)y[i];
}

static void sum(int64_t n, const float *x, double lanes[PASS_LANES])
{
    double s[PASS_LANES] = { 0 };
    for (int64_t i = 0; i < n; i += PASS_LANES)
        for (int j = 0; j < PASS_LANES; j++)
            s[j] += (double)x[i + j];
    memcpy(lanes, s, sizeof s);
}

static void dot(int64_t n, const float *x, const float *y, double lanes[PASS_LANES])
{
    double s[PASS_LANES] = { 0 };
    for (int64_t i = 0; i < n; i += PASS_LANES)
        for (int j = 0; j < PASS_LANES; j++)
            s[j] += (double)x[i + j] * (double)y[i + j];
    memcpy(lanes, s, sizeof s);
}

const PassKernels KERNEL(pass_kernels) = {
    .bias = bias,
    .relu = relu,
    .leaky = leaky,
    .sigmoid_back = sigmoid_back,
    .tanh_back = tanh_back,
    .leaky_back = leaky_back,
    .elu_back = elu_back,
    .residual = residual,
    .mask = mask,
    .column_sums = column_sums,
    .column_dots = column_dots,
    .sum = sum,
    .dot = dot,
};
