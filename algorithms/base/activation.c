/* activation.c - see activation.h */
#include "algorithms/base/activation.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "algorithms/base/elementary.h"
#include "algorithms/base/pass_kernel.h"

#define SQRT_HALF 0.70710678118654752440       /* 1 / sqrt(2) */
#define INV_SQRT_TWO_PI 0.39894228040143267794 /* 1 / sqrt(2 pi) */

enum { BLOCK = 2048 }; /* elements worked on while they are in the first-level cache */

const char *const activation_names[ACTIVATION_COUNT + 1] = {
    "sigmoid", "tanh", "relu", "leaky_relu", "elu", "linear", "gelu", NULL,
};

/* ---- scalars -------------------------------------------------------------------------------- */

static double leaky_relu(double leak, double x)
{
    return x > 0.0 ? x : leak * x;
}

static double normal_cdf(double x)
{
    return 0.5 * elementary_erfc(-SQRT_HALF * x);
}

double activation_value(Activation a, double x)
{
    switch (a.kind) {
    case ACTIVATION_SIGMOID:
        return elementary_sigmoid(x);
    case ACTIVATION_TANH:
        return elementary_tanh(x);
    case ACTIVATION_RELU:
        return leaky_relu(0.0, x);
    case ACTIVATION_LEAKY_RELU:
        return leaky_relu(a.leak, x);
    case ACTIVATION_ELU:
        return x > 0.0 ? x : elementary_expm1(x);
    case ACTIVATION_GELU:
        return x * normal_cdf(x);
    default:
        return x;
    }
}

/* e^-|x| / (1 + e^-|x|)^2 is the sigmoid's derivative at x, and a quarter of tanh's at x / 2: no
 * cancellation in the tails. */
static double logistic_density(double x)
{
    double e = elementary_exp(-fabs(x));
    return e / ((1.0 + e) * (1.0 + e));
}

double activation_derivative(Activation a, double x)
{
    switch (a.kind) {
    case ACTIVATION_SIGMOID:
        return logistic_density(x);
    case ACTIVATION_TANH:
        return 4.0 * logistic_density(2.0 * x);
    case ACTIVATION_RELU:
        return x > 0.0 ? 1.0 : 0.0;
    case ACTIVATION_LEAKY_RELU:
        return x > 0.0 ? 1.0 : a.leak;
    case ACTIVATION_ELU:
        return x > 0.0 ? 1.0 : elementary_exp(x);
    case ACTIVATION_GELU:
        return normal_cdf(x) + x * INV_SQRT_TWO_PI * elementary_exp(-0.5 * x * x);
    default:
        return 1.0;
    }
}

/* ---- shape ---------------------------------------------------------------------------------- */

bool activation_is_homogeneous(Activation a)
{
    return a.kind == ACTIVATION_RELU || a.kind == ACTIVATION_LEAKY_RELU ||
           a.kind == ACTIVATION_LINEAR;
}

bool activation_is_bounded(Activation a)
{
    return a.kind == ACTIVATION_SIGMOID || a.kind == ACTIVATION_TANH;
}

bool activation_keeps_input(Activation a)
{
    return a.kind == ACTIVATION_GELU;
}

double activation_slope_small(Activation a, int side)
{
    return activation_derivative(a, side * 0x1p-40);
}

double activation_slope_large(Activation a, int side)
{
    return activation_derivative(a, side * 0x1p40);
}

/* ---- arrays, single precision --------------------------------------------------------------- */

/* e^x - 1 = 2 t / (1 - t) with t = tanh(x / 2) keeps its relative accuracy near 0. */
static void elu_f32(int64_t n, const float *z, float *h)
{
    float t[BLOCK];
    for (int64_t i = 0; i < n; i++)
        t[i] = 0.5f * (z[i] > 0.0f ? 0.0f : z[i]);
    elementary_tanh_f32(t, t, (size_t)n);
    for (int64_t i = 0; i < n; i++)
        h[i] = z[i] > 0.0f ? z[i] : 2.0f * t[i] / (1.0f - t[i]);
}

static void gelu_f32(int64_t n, const float *z, float *h)
{
    float t[BLOCK];
    for (int64_t i = 0; i < n; i++)
        t[i] = (float)SQRT_HALF * z[i];
    elementary_erf_f32(t, t, (size_t)n);
    for (int64_t i = 0; i < n; i++)
        h[i] = 0.5f * z[i] * (1.0f + t[i]);
}

/* At most BLOCK elements. */
static void block_forward_f32(Activation a, int64_t n, const float *z, float *h)
{
    switch (a.kind) {
    case ACTIVATION_SIGMOID:
        elementary_sigmoid_f32(h, z, (size_t)n);
        break;
    case ACTIVATION_TANH:
        elementary_tanh_f32(h, z, (size_t)n);
        break;
    case ACTIVATION_RELU:
        pass_kernels[cpu_level()]->relu(n, z, h);
        break;
    case ACTIVATION_LEAKY_RELU:
        pass_kernels[cpu_level()]->leaky(n, (float)a.leak, z, h);
        break;
    case ACTIVATION_ELU:
        elu_f32(n, z, h);
        break;
    case ACTIVATION_GELU:
        gelu_f32(n, z, h);
        break;
    default:
        if (h != z)
            memcpy(h, z, (size_t)n * sizeof *h);
    }
}

void activation_forward_f32(Activation a, int64_t n, const float *z, float *h)
{
    for (int64_t i = 0; i < n; i += BLOCK)
        block_forward_f32(a, n - i < BLOCK ? n - i : BLOCK, z + i, h + i);
}

void activation_bias_forward_f32(Activation a, int64_t rows, int64_t width, const float *bias,
                                 float *z, float *h)
{
    int64_t together = width < BLOCK ? BLOCK / width : 1; /* rows per pass */
    for (int64_t row = 0; row < rows; row += together) {
        int64_t count = rows - row < together ? rows - row : together;
        float *block = z + row * width;
        pass_kernels[cpu_level()]->bias(count, width, bias, block);
        activation_forward_f32(a, count * width, block, h + row * width);
    }
}

static void gelu_backward_f32(int64_t n, const float *z, float *delta)
{
    float t[BLOCK], e[BLOCK];
    for (int64_t i = 0; i < n; i++) {
        t[i] = (float)SQRT_HALF * z[i];
        e[i] = -0.5f * z[i] * z[i];
    }
    elementary_erf_f32(t, t, (size_t)n);
    elementary_exp_f32(e, e, (size_t)n);
    for (int64_t i = 0; i < n; i++)
        delta[i] *= 0.5f * (1.0f + t[i]) + (float)INV_SQRT_TWO_PI * z[i] * e[i];
}

void activation_backward_f32(Activation a, int64_t n, const float *z, const float *h, float *delta)
{
    const PassKernels *pass = pass_kernels[cpu_level()];
    switch (a.kind) {
    case ACTIVATION_SIGMOID:
        pass->sigmoid_back(n, h, delta);
        break;
    case ACTIVATION_TANH:
        pass->tanh_back(n, h, delta);
        break;
    case ACTIVATION_RELU:
        pass->leaky_back(n, 0.0f, h, delta);
        break;
    case ACTIVATION_LEAKY_RELU:
        pass->leaky_back(n, (float)a.leak, h, delta);
        break;
    case ACTIVATION_ELU:
        pass->elu_back(n, h, delta);
        break;
    case ACTIVATION_GELU:
        for (int64_t i = 0; i < n; i += BLOCK)
            gelu_backward_f32(n - i < BLOCK ? n - i : BLOCK, z + i, delta + i);
        break;
    default:
        break;
    }
}

/* ---- arrays, double precision: the scalars, one by one -------------------------------------- */

void activation_forward_f64(Activation a, int64_t n, const double *z, double *h)
{
    for (int64_t i = 0; i < n; i++)
        h[i] = activation_value(a, z[i]);
}

/* From h where possible, as in single precision: the reference follows the same formulas. */
void activation_backward_f64(Activation a, int64_t n, const double *z, const double *h,
                             double *delta)
{
    for (int64_t i = 0; i < n; i++) {
        switch (a.kind) {
        case ACTIVATION_SIGMOID:
            delta[i] *= h[i] * (1.0 - h[i]);
            break;
        case ACTIVATION_TANH:
            delta[i] *= (1.0 - h[i]) * (1.0 + h[i]);
            break;
        case ACTIVATION_RELU:
        case ACTIVATION_LEAKY_RELU:
            delta[i] *= activation_derivative(a, h[i]);
            break;
        case ACTIVATION_ELU:
            delta[i] *= h[i] > 0.0 ? 1.0 : 1.0 + h[i];
            break;
        case ACTIVATION_GELU:
            delta[i] *= activation_derivative(a, z[i]);
            break;
        default:
            break;
        }
    }
}
