/* attention_exact.c - see attention_exact.h */
#include "algorithms/base/attention_exact.h"

#include <math.h>
#include <stddef.h>

#include "algorithms/base/elementary.h"
#include "algorithms/base/matmul.h"

void attention_softmax(double *x, int64_t n)
{
    double largest = -INFINITY, sum = 0;
    for (int64_t i = 0; i < n; i++)
        largest = fmax(largest, x[i]);
    for (int64_t i = 0; i < n; i++)
        x[i] -= largest;
    elementary_exp_f64(x, x, (size_t)n);
    for (int64_t i = 0; i < n; i++)
        sum += x[i];
    for (int64_t i = 0; i < n; i++)
        x[i] /= sum;
}

double attention_entropy(const double *p, int64_t n)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++)
        if (p[i] > 0)
            sum -= p[i] * elementary_log(p[i]);
    return sum;
}

/* The squares of p_i (1 - p_i) on the diagonal and of p_i p_j off it: terms that do not cancel. */
double attention_jacobian(const double *p, int64_t n)
{
    double squares = 0, norm = 0;
    for (int64_t i = 0; i < n; i++)
        squares += p[i] * p[i];
    for (int64_t i = 0; i < n; i++) {
        double own = p[i] * p[i], rest = 0;
        for (int64_t j = 0; p[i] > 0.5 && j < n; j++)
            rest += j != i ? p[j] : 0; /* 1 - p_i where that would cancel */
        if (p[i] <= 0.5)
            rest = 1 - p[i];
        norm += own * rest * rest;
        /* pairs, of which the larger partner counts: squares - own cancels for that one only */
        norm += own > squares / 2 ? 0 : own * (squares - own);
        for (int64_t j = 0; own > squares / 2 && j < n; j++)
            norm += j != i ? own * p[j] * p[j] : 0;
    }
    return sqrt(norm);
}

void attention_weights(int64_t n, int64_t d, const double *q, const double *k, double scale,
                       bool causal, double *scores, double *weights)
{
    matmul_f64(MATMUL_NT, n, n, d, q, d, k, d, false, weights, n);
    for (int64_t i = 0; i < n; i++) {
        double *row = weights + i * n;
        for (int64_t j = 0; j < n; j++) {
            row[j] *= scale;
            if (scores)
                scores[i * n + j] = row[j];
            if (causal && j > i)
                row[j] = -INFINITY;
        }
        attention_softmax(row, n);
    }
}

void attention_product(int64_t m, int64_t n, int64_t k, const double *a, const double *b, double *c)
{
    matmul_f64(MATMUL_NN, m, n, k, a, k, b, n, false, c, n);
}

double attention_frequency(int64_t pair, int64_t d)
{
    return elementary_pow(10000, -2 * (double)pair / (double)d);
}

void attention_sinusoids(int64_t position, int64_t d, double *out)
{
    for (int64_t i = 0; i < d / 2; i++) {
        double angle = (double)position * attention_frequency(i, d);
        out[2 * i] = elementary_sin(angle);
        out[2 * i + 1] = elementary_cos(angle);
    }
}
