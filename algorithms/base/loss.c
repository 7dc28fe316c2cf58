/* loss.c - see loss.h */
#include "algorithms/base/loss.h"

#include <math.h>
#include <stddef.h>

#include "algorithms/base/elementary.h"

const char *const loss_names[3] = { "squared", "cross_entropy", NULL };

/* Fills p = softmax(y) for one row and returns ln sum exp(y). Subtracting the row's maximum changes
 * nothing but rounding, and keeps exp from overflowing. p may be y. */
static double softmax_row_f32(int64_t n, const float *y, float *p)
{
    float largest = y[0];
    for (int64_t i = 1; i < n; i++)
        largest = y[i] > largest ? y[i] : largest;
    for (int64_t i = 0; i < n; i++)
        p[i] = y[i] - largest;
    elementary_exp_f32(p, p, (size_t)n);
    double sum = 0.0;
    for (int64_t i = 0; i < n; i++)
        sum += (double)p[i];
    for (int64_t i = 0; i < n; i++)
        p[i] = (float)((double)p[i] / sum);
    return (double)largest + elementary_log(sum);
}

static double softmax_row_f64(int64_t n, const double *y, double *p)
{
    double largest = y[0], sum = 0.0;
    for (int64_t i = 1; i < n; i++)
        largest = y[i] > largest ? y[i] : largest;
    for (int64_t i = 0; i < n; i++)
        sum += p[i] = elementary_exp(y[i] - largest);
    for (int64_t i = 0; i < n; i++)
        p[i] /= sum;
    return largest + elementary_log(sum);
}

/* -sum t ln p is sum t (ln sum exp(y) - y), read before delta overwrites y. */
#define LOSS(REAL, suffix)                                                                         \
    static double squared_##suffix(int64_t n, const REAL *y, const REAL *t, REAL *delta)           \
    {                                                                                              \
        double total = 0.0;                                                                        \
        for (int64_t i = 0; i < n; i++) {                                                          \
            REAL d = y[i] - t[i];                                                                  \
            total += 0.5 * (double)d * (double)d;                                                  \
            delta[i] = d;                                                                          \
        }                                                                                          \
        return total;                                                                              \
    }                                                                                              \
    static double cross_entropy_##suffix(int64_t n, const REAL *y, const REAL *t, REAL *delta)     \
    {                                                                                              \
        double weight = 0.0, score = 0.0;                                                          \
        for (int64_t i = 0; i < n; i++) {                                                          \
            weight += (double)t[i];                                                                \
            score += (double)t[i] * (double)y[i];                                                  \
        }                                                                                          \
        double log_sum = softmax_row_##suffix(n, y, delta);                                        \
        for (int64_t i = 0; i < n; i++)                                                            \
            delta[i] = (REAL)((double)delta[i] * weight - (double)t[i]);                           \
        return weight * log_sum - score;                                                           \
    }                                                                                              \
    double loss_##suffix(LossKind kind, int64_t batch, int64_t outputs, const REAL *y,             \
                         const REAL *t, REAL *delta)                                               \
    {                                                                                              \
        double total = 0.0;                                                                        \
        for (int64_t row = 0; row < batch; row++, y += outputs, t += outputs, delta += outputs) {  \
            total += kind == LOSS_SQUARED ? squared_##suffix(outputs, y, t, delta)                 \
                                          : cross_entropy_##suffix(outputs, y, t, delta);          \
            for (int64_t i = 0; i < outputs; i++)                                                  \
                delta[i] /= (REAL)batch;                                                           \
        }                                                                                          \
        return total / (double)batch;                                                              \
    }

LOSS(float, f32)
LOSS(double, f64)

void loss_softmax_f64(int64_t batch, int64_t outputs, const double *y, double *p)
{
    for (int64_t row = 0; row < batch; row++)
        softmax_row_f64(outputs, y + row * outputs, p + row * outputs);
}
