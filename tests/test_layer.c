/* test_layer.c - each layer's way back against central differences of its way forward, single
 * against double precision, and the laws the layers are for. */
#include "tests/near.h"

#include <stdlib.h>
#include <string.h>

#include "algorithms/base/gradient_check.h"
#include "algorithms/base/layer.h"
#include "algorithms/base/matmul.h"

enum { BATCH = 7, IN = 5, OUT = 6, MOST = 64 };

/* Everything one layer touches; the loss is the sum of coefficient * out. */
typedef struct {
    NormalizationKind kind;
    bool training;
    double x[MOST], w[MOST], out[MOST], unit[MOST], mask[MOST], coefficient[MOST];
    double gain[MOST], shift[MOST], mean[MOST], inv_std[MOST];
} Bench;

static void fill(const char *name, int n, double *x)
{
    RandomKey key = { 1, 2 };
    RandomStream s = random_stream(key, name);
    for (int i = 0; i < n; i++)
        x[i] = random_normal(&s, (uint64_t)i);
}

static Bench bench(NormalizationKind kind)
{
    Bench b = { .kind = kind };
    fill("x", MOST, b.x);
    fill("w", MOST, b.w);
    fill("c", MOST, b.coefficient);
    fill("gain", MOST, b.gain);
    fill("shift", MOST, b.shift);
    return b;
}

static double weighted(const Bench *b, int n)
{
    double sum = 0.0;
    for (int i = 0; i < n; i++)
        sum += b->coefficient[i] * b->out[i];
    return sum;
}

static const LayerLoan no_loan = { NULL, 1 };

static double dense(void *ctx)
{
    Bench *b = ctx;
    layer_dense_forward_f64(BATCH, IN, OUT, b->x, b->w, b->out, no_loan);
    layer_bias_f64(BATCH, OUT, b->shift, b->out);
    return weighted(b, BATCH * OUT);
}

static void dense_gradient(void **state)
{
    (void)state;
    Bench b = bench(NORMALIZATION_NONE);
    double dw[MOST], db[MOST], dx[MOST];
    layer_dense_backward_f64(BATCH, IN, OUT, b.x, b.w, b.coefficient, dw, db, dx, no_loan);
    assert_true(gradient_check(OUT * IN, b.w, dw, 1e-4, 0.0, dense, &b) < 1e-9);
    assert_true(gradient_check(OUT, b.shift, db, 1e-4, 0.0, dense, &b) < 1e-9);
    assert_true(gradient_check(BATCH * IN, b.x, dx, 1e-4, 0.0, dense, &b) < 1e-9);
}

static double normalize(void *ctx)
{
    Bench *b = ctx;
    layer_normalize_f64(b->kind, BATCH, OUT, b->x, b->unit, b->mean, b->inv_std);
    layer_affine_f64(BATCH, OUT, b->unit, b->gain, b->shift, b->out);
    return weighted(b, BATCH * OUT);
}

static void normalization_gradient(void **state)
{
    (void)state;
    for (int kind = NORMALIZATION_BATCH; kind <= NORMALIZATION_LAYER; kind++) {
        Bench b = bench((NormalizationKind)kind);
        double dgain[MOST], dshift[MOST], delta[MOST];
        normalize(&b);
        memcpy(delta, b.coefficient, sizeof delta);
        layer_affine_backward_f64(BATCH, OUT, b.unit, b.gain, delta, dgain, dshift);
        layer_normalize_backward_f64(b.kind, BATCH, OUT, b.unit, b.inv_std, delta);
        assert_true(gradient_check(OUT, b.gain, dgain, 1e-4, 0.0, normalize, &b) < 1e-9);
        assert_true(gradient_check(OUT, b.shift, dshift, 1e-4, 0.0, normalize, &b) < 1e-9);
        assert_true(gradient_check(BATCH * OUT, b.x, delta, 1e-5, 0.0, normalize, &b) < 1e-8);
    }
}

/* Normalised rows or columns have mean 0 and variance v / (v + epsilon), whatever they were. */
static void normalized_moments(void **state)
{
    (void)state;
    for (int kind = NORMALIZATION_BATCH; kind <= NORMALIZATION_LAYER; kind++) {
        Bench b = bench((NormalizationKind)kind);
        for (int i = 0; i < MOST; i++)
            b.x[i] = 1e3 + 50.0 * b.x[i];
        normalize(&b);
        bool columns = kind == NORMALIZATION_BATCH;
        int groups = columns ? OUT : BATCH, members = columns ? BATCH : OUT;
        for (int g = 0; g < groups; g++) {
            double sum = 0.0, square = 0.0;
            for (int m = 0; m < members; m++) {
                double u = b.unit[columns ? m * OUT + g : g * OUT + m];
                sum += u;
                square += u * u;
            }
            assert_near(sum, 0.0, 1e-12);
            assert_near(square / members, 1.0, 1e-6);
        }
        double fixed[MOST];
        if (columns) {
            layer_normalize_fixed_f64(BATCH, OUT, b.x, b.mean, b.inv_std, fixed);
            for (int i = 0; i < BATCH * OUT; i++)
                assert_near(fixed[i], b.unit[i], 1e-12);
        }
    }
}

static void residual_adds(void **state)
{
    (void)state;
    Bench b = bench(NORMALIZATION_NONE);
    layer_residual_f64(MOST, 0.3, b.x, b.w, b.out);
    for (int i = 0; i < MOST; i++)
        assert_near(b.out[i], b.x[i] + 0.3 * b.w[i], 0.0);
}

/* The mask is 0 or 1 / (1 - p), 0 with probability p; bit i does not depend on the length; the
 * layer is h * mask. Mean of 4096 bits within 5 standard errors. */
static void dropout_law(void **state)
{
    (void)state;
    enum { N = 4096 };
    static float h[N], mask[N], out[N], part_mask[N], part[N];
    static double h64[N], mask64[N], out64[N];
    RandomKey key = { 3, 4 };
    RandomStream s = random_stream(key, "dropout");
    for (int i = 0; i < N; i++)
        h64[i] = h[i] = 0.5f + (float)(i % 11);
    for (double drop = 0.1; drop < 0.95; drop += 0.2) {
        layer_dropout_f32(N, drop, &s, h, mask, out);
        layer_dropout_f32(1000, drop, &s, h, part_mask, part);
        layer_dropout_f64(N, drop, &s, h64, mask64, out64);
        int zeros = 0;
        for (int i = 0; i < N; i++) {
            zeros += mask[i] == 0.0f;
            assert_true(mask[i] == 0.0f || mask[i] == (float)(1.0 / (1.0 - drop)));
            assert_true((mask[i] == 0.0f) == (mask64[i] == 0.0));
            assert_true(out[i] == h[i] * mask[i]);
            assert_true(i >= 1000 || mask[i] == part_mask[i]);
        }
        assert_near((double)zeros / N, drop, 5.0 * sqrt(drop * (1.0 - drop) / N));
    }
    layer_dropout_f32(N, 0.0, &s, h, mask, out);
    assert_memory_equal(h, out, sizeof h);
}

/* Single precision against double on a layer of a realistic size. */
static void single_against_double(void **state)
{
    (void)state;
    enum { ROWS = 33, N = 129, M = 65 };
    static double x[ROWS * N], w[M * N], z[ROWS * M], dw[M * N], db[M], dx[ROWS * N], mean[N],
        inv[N];
    static float x32[ROWS * N], w32[M * N], z32[ROWS * M], dw32[M * N], db32[M], dx32[ROWS * N];
    fill("x", ROWS * N, x);
    fill("w", M * N, w);
    for (int i = 0; i < ROWS * N; i++)
        x[i] = x32[i] = (float)x[i];
    for (int i = 0; i < M * N; i++)
        w[i] = w32[i] = (float)w[i];
    size_t bytes = (layer_dense_work(ROWS, N, M) + 64) / 64 * 64;
    LayerLoan loan = { aligned_alloc(64, bytes), 1 };
    assert_non_null(loan.memory);
    layer_dense_forward_f64(ROWS, N, M, x, w, z, no_loan);
    layer_dense_forward_f32(ROWS, N, M, x32, w32, z32, loan);
    for (int i = 0; i < ROWS * M; i++)
        assert_near(z32[i], z[i], 1e-5 * sqrt(N));
    for (int i = 0; i < ROWS * M; i++)
        z[i] = z32[i];
    layer_dense_backward_f64(ROWS, N, M, x, w, z, dw, db, dx, no_loan);
    layer_dense_backward_f32(ROWS, N, M, x32, w32, z32, dw32, db32, dx32, loan);
    for (int i = 0; i < M * N; i++)
        assert_near(dw32[i], dw[i], 2e-5 * sqrt(ROWS * N));
    for (int i = 0; i < M; i++)
        assert_near(db32[i], db[i], 1e-5 * sqrt(ROWS));
    for (int i = 0; i < ROWS * N; i++)
        assert_near(dx32[i], dx[i], 2e-5 * M);
    for (int kind = NORMALIZATION_BATCH; kind <= NORMALIZATION_LAYER; kind++) {
        static double unit[ROWS * N];
        static float unit32[ROWS * N];
        layer_normalize_f64((NormalizationKind)kind, ROWS, N, x, unit, mean, inv);
        layer_normalize_f32((NormalizationKind)kind, ROWS, N, x32, unit32, mean, inv);
        for (int i = 0; i < ROWS * N; i++)
            assert_near(unit32[i], unit[i], 2e-6);
    }
    free(loan.memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dense_gradient),     cmocka_unit_test(normalization_gradient),
        cmocka_unit_test(normalized_moments), cmocka_unit_test(residual_adds),
        cmocka_unit_test(dropout_law),        cmocka_unit_test(single_against_double),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
