/* layer.c - see layer.h */
#include "algorithms/base/layer.h"

#include <math.h>

#include "algorithms/base/matmul.h"
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
