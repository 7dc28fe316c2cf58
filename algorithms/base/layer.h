/* layer.h - the layers of a network, forward and backward, on plain arrays.
 *
 * Each function exists in single precision (_f32, what networks train in) and in double precision
 * (_f64, the reference of gradient checks), from one text: layer_template.h. Arrays are row-major
 * (batch, width). Sums over the batch and over a layer are made in double in a fixed order. */
#ifndef HEBB_LAYER_H
#define HEBB_LAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "algorithms/base/random.h"

/* What the matrix products of _f32 are lent; _f64 ignores it. */
typedef struct {
    void *memory; /* layer_dense_work() bytes, aligned to 64 */
    int threads;  /* >= 1; results do not depend on it */
} LayerLoan;

/* Bytes of a loan for a dense layer of this size, forward and backward. */
size_t layer_dense_work(int64_t batch, int64_t inputs, int64_t outputs);

typedef enum { NORMALIZATION_NONE, NORMALIZATION_BATCH, NORMALIZATION_LAYER } NormalizationKind;

/* "none", "batch", "layer", NULL: the choices of a parameter. */
extern const char *const normalization_names[4];

#define NORMALIZATION_EPSILON 1e-5 /* added to variances, as is custom */

#define LAYER_FUNCTIONS(REAL, suffix)                                                              \
    /* Dense: z (batch, outputs) = h (batch, inputs) w^T, w (outputs, inputs); no bias. */         \
    void layer_dense_forward_##suffix(int64_t batch, int64_t inputs, int64_t outputs,              \
                                      const REAL *h, const REAL *w, REAL *z, LayerLoan loan);      \
    /* Its gradients from dz (batch, outputs): dw = dz^T h, db = column sums of dz, dh = dz w.     \
     * dw, db or dh may be NULL when not wanted. */                                                \
    void layer_dense_backward_##suffix(int64_t batch, int64_t inputs, int64_t outputs,             \
                                       const REAL *h, const REAL *w, const REAL *dz, REAL *dw,     \
                                       REAL *db, REAL *dh, LayerLoan loan);                        \
    /* y (batch, width) += bias (width), row by row. */                                            \
    void layer_bias_##suffix(int64_t batch, int64_t width, const REAL *bias, REAL *y);             \
                                                                                                   \
    /* Residual: y[i] = x[i] + scale * branch[i], n elements; y may be x or branch. */             \
    void layer_residual_##suffix(int64_t n, REAL scale, const REAL *x, const REAL *branch,         \
                                 REAL *y);                                                         \
                                                                                                   \
    /* Normalisation of z (kind batch: each column over the batch; layer: each row over the        \
     * width): unit = (z - mean) inv_std with inv_std = 1 / sqrt(variance + epsilon), mean and     \
     * inv_std one per column or row. unit may be z. */                                            \
    void layer_normalize_##suffix(NormalizationKind kind, int64_t batch, int64_t width,            \
                                  const REAL *z, REAL *unit, double *mean, double *inv_std);       \
    /* The same by columns with given statistics: batch normalisation at inference. */             \
    void layer_normalize_fixed_##suffix(int64_t batch, int64_t width, const REAL *z,               \
                                        const double *mean, const double *inv_std, REAL *unit);    \
    /* In place: delta = dL/dunit becomes dL/dz. */                                                \
    void layer_normalize_backward_##suffix(NormalizationKind kind, int64_t batch, int64_t width,   \
                                           const REAL *unit, const double *inv_std, REAL *delta);  \
    /* out = gain unit + shift, gain and shift (width); out may be unit. */                        \
    void layer_affine_##suffix(int64_t batch, int64_t width, const REAL *unit, const REAL *gain,   \
                               const REAL *shift, REAL *out);                                      \
    /* dgain = column sums of delta unit, dshift of delta; then in place delta *= gain. */         \
    void layer_affine_backward_##suffix(int64_t batch, int64_t width, const REAL *unit,            \
                                        const REAL *gain, REAL *delta, REAL *dgain, REAL *dshift); \
                                                                                                   \
    /* Inverted dropout: out[i] = h[i] mask[i], mask[i] = 0 with probability `drop`, else          \
     * 1 / (1 - drop). Bit i of the mask is a function of (stream, i). out may be h. */            \
    void layer_dropout_##suffix(int64_t n, double drop, const RandomStream *stream, const REAL *h, \
                                REAL *mask, REAL *out);                                            \
    /* x[i] *= mask[i]. */                                                                         \
    void layer_mask_##suffix(int64_t n, const REAL *mask, REAL *x);

LAYER_FUNCTIONS(float, f32)
LAYER_FUNCTIONS(double, f64)

#endif
