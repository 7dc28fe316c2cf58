/* layer.c - see layer.h */
#include "algorithms/base/layer.h"

#include <math.h>
#include <string.h>

#include "algorithms/base/matmul.h"
#include "algorithms/base/pass_kernel.h"
#include "algorithms/base/reduce.h"

enum {
    COLUMNS = 256,    /* columns summed together: their sums stay in the first-level cache */
    WORD_BLOCKS = 64, /* blocks of random words drawn together */
};

const char *const normalization_names[4] = { "none", "batch", "layer", NULL };

size_t layer_dense_work(int64_t batch, int64_t inputs, int64_t outputs)
{
    size_t forward = matmul_work(batch, outputs, inputs);
    size_t weights = matmul_work(outputs, inputs, batch);
    size_t back = matmul_work(batch, inputs, outputs);
    size_t most = forward > weights ? forward : weights;
    return most > back ? most : back;
}

/* ---- what differs between the precisions: kernels per processor level, and plain loops ------- */

/* sums[i] = sum over rows of x[row][i] (y[row][i] unless y is NULL) for `count` columns of arrays
 * (batch, width), in the order of the rows. */
static void column_sums_f32(int64_t batch, int64_t width, int64_t count, const float *x,
                            const float *y, double *sums)
{
    const PassKernels *pass = pass_kernels[cpu_level()];
    if (y)
        pass->column_dots(batch, width, count, x, y, sums);
    else
        pass->column_sums(batch, width, count, x, sums);
}

static void column_sums_f64(int64_t batch, int64_t width, int64_t count, const double *x,
                            const double *y, double *sums)
{
    memset(sums, 0, (size_t)count * sizeof *sums);
    for (int64_t row = 0; row < batch; row++, x += width, y = y ? y + width : NULL)
        for (int64_t i = 0; i < count; i++)
            sums[i] += y ? x[i] * y[i] : x[i];
}

void layer_bias_f32(int64_t batch, int64_t width, const float *bias, float *y)
{
    pass_kernels[cpu_level()]->bias(batch, width, bias, y);
}

void layer_bias_f64(int64_t batch, int64_t width, const double *bias, double *y)
{
    for (int64_t i = 0; i < batch * width; i++)
        y[i] += bias[i % width];
}

void layer_residual_f32(int64_t n, float scale, const float *x, const float *branch, float *y)
{
    pass_kernels[cpu_level()]->residual(n, scale, x, branch, y);
}

void layer_residual_f64(int64_t n, double scale, const double *x, const double *branch, double *y)
{
    for (int64_t i = 0; i < n; i++)
        y[i] = x[i] + scale * branch[i];
}

void layer_mask_f32(int64_t n, const float *mask, float *x)
{
    pass_kernels[cpu_level()]->mask(n, mask, x);
}

void layer_mask_f64(int64_t n, const double *mask, double *x)
{
    for (int64_t i = 0; i < n; i++)
        x[i] *= mask[i];
}

/* ---- what they share ------------------------------------------------------------------------ */

#define REAL float
#define NAME(f) f##_f32
#define PRODUCT(kind, m, n, k, a, lda, b, ldb, c, ldc, loan)                                       \
    matmul_f32(kind, m, n, k, a, lda, b, ldb, false, c, ldc, (loan).memory, (loan).threads)
#include "algorithms/base/layer_template.h"
#undef REAL
#undef NAME
#undef PRODUCT

#define REAL double
#define NAME(f) f##_f64
#define PRODUCT(kind, m, n, k, a, lda, b, ldb, c, ldc, loan)                                       \
    ((void)(loan), matmul_f64(kind, m, n, k, a, lda, b, ldb, false, c, ldc))
#include "algorithms/base/layer_template.h"
