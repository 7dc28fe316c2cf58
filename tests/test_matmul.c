/* test_matmul.c - every element is the documented chain of fused multiply-adds, whatever the size,
 * the strides, the level and the number of threads. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <omp.h>

#include "algorithms/base/matmul.h"
#include "algorithms/base/matmul_kernel.h"
#include "algorithms/base/random.h"
#include "tests/bits.h"

static const RandomKey key = { 3, 4 };
static const MatmulKind kinds[] = { MATMUL_NN, MATMUL_NT, MATMUL_TN };
enum { GUARD = 7 }; /* unused columns at the end of each row */

/* A matrix whose rows are followed by NaNs: using one of them spoils the result. The last row is
 * followed by `tail` of them, or by the end of its memory, for the sanitizer. */
typedef struct {
    int64_t rows, columns, ld;
    float *at;
} Matrix;

static Matrix matrix(int64_t rows, int64_t columns, const char *name, int64_t tail)
{
    Matrix x = { rows, columns, columns + GUARD, NULL };
    size_t n = (size_t)(rows > 0 ? (rows - 1) * x.ld + columns + tail : tail);
    x.at = malloc((n > 0 ? n : 1) * sizeof(float));
    float *values = malloc((size_t)(rows * columns + 1) * sizeof(float));
    assert_non_null(x.at);
    assert_non_null(values);
    RandomStream s = random_stream(key, name);
    random_normals(&s, 0, (size_t)(rows * columns), values);
    for (size_t i = 0; i < n; i++)
        x.at[i] = NAN;
    for (int64_t i = 0; i < rows; i++)
        memcpy(x.at + i * x.ld, values + i * columns, (size_t)columns * sizeof(float));
    free(values);
    return x;
}

static float element(const Matrix *x, bool turned, int64_t i, int64_t j)
{
    return turned ? x->at[j * x->ld + i] : x->at[i * x->ld + j];
}

typedef struct {
    MatmulKind kind;
    int64_t m, n, k;
    bool accumulate;
    Matrix a, b, c, expected;
    void *work;
    size_t work_size;
} Case;

static void case_init(Case *q, MatmulKind kind, int64_t m, int64_t n, int64_t k, bool accumulate)
{
    bool a_turned = kind == MATMUL_TN, b_turned = kind == MATMUL_NT;
    *q = (Case){ .kind = kind, .m = m, .n = n, .k = k, .accumulate = accumulate };
    q->a = a_turned ? matrix(k, m, "a", 0) : matrix(m, k, "a", 0);
    q->b = b_turned ? matrix(n, k, "b", 0) : matrix(k, n, "b", 0);
    q->c = matrix(m, n, "c", GUARD);
    q->expected = matrix(m, n, "c", GUARD);
    q->work_size = matmul_work(m, n, k);
    q->work = aligned_alloc(64, (q->work_size + 64 + 63) / 64 * 64);
    assert_non_null(q->work);
    memset((char *)q->work + q->work_size, 0x55, 64);
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) {
            float *e = &q->expected.at[i * q->expected.ld + j];
            float sum = accumulate ? *e : 0.0f;
            for (int64_t p = 0; p < k; p++)
                sum = fmaf(element(&q->a, a_turned, i, p), element(&q->b, b_turned, p, j), sum);
            *e = sum;
        }
}

static void case_free(Case *q)
{
    free(q->a.at);
    free(q->b.at);
    free(q->c.at);
    free(q->expected.at);
    free(q->work);
}

/* C as it was before the product: NaN unless it is to be added to. */
static void case_reset(Case *q)
{
    free(q->c.at);
    q->c = matrix(q->m, q->n, "c", GUARD);
    for (int64_t i = 0; !q->accumulate && i < q->m * q->c.ld; i++)
        q->c.at[i] = NAN;
}

static void case_check(const Case *q, const char *how)
{
    size_t n = (size_t)(q->m * q->c.ld); /* with the guards */
    for (size_t i = 0; i < n; i++) {
        float got = q->c.at[i], expected = q->expected.at[i];
        if (memcmp(&got, &expected, sizeof got) != 0 && !(isnan(got) && isnan(expected)))
            fail_msg("%s: kind %d, (%d, %d, %d)%s: element %zu of C is %.9g, not %.9g", how,
                     (int)q->kind, (int)q->m, (int)q->n, (int)q->k, q->accumulate ? " +=" : "", i,
                     (double)got, (double)expected);
    }
    for (size_t i = 0; i < 64; i++)
        assert_int_equal(((unsigned char *)q->work)[q->work_size + i], 0x55);
}

static void case_run(Case *q, int threads)
{
    matmul_f32(q->kind, q->m, q->n, q->k, q->a.at, q->a.ld, q->b.at, q->b.ld, q->accumulate,
               q->c.at, q->c.ld, q->work, threads);
}

/* The function at every level the environment may ask for. */
static void check_levels(Case *q, int threads)
{
    for (int level = 0; level <= (int)top_level(); level++) {
        case_reset(q);
        setenv("HEBB_CPU", cpu_level_name((CpuLevel)level), 1);
        case_run(q, threads);
        unsetenv("HEBB_CPU");
        case_check(q, cpu_level_name((CpuLevel)level));
    }
}

/* ---- tests -------------------------------------------------------------------------------- */

static void ragged_sizes(void **state)
{
    (void)state;
    static const int64_t ms[] = { 1, 2, 5, 6, 7, 12, 13, 31 };
    static const int64_t ns[] = { 1, 3, 4, 15, 16, 17, 48, 63, 64, 65, 100, 128, 130, 400 };
    static const int64_t ks[] = { 1, 2, 15, 16, 33 };
    for (size_t x = 0; x < sizeof ms / sizeof *ms; x++)
        for (size_t y = 0; y < sizeof ns / sizeof *ns; y++)
            for (size_t z = 0; z < sizeof ks / sizeof *ks; z++)
                for (int kind = 0; kind < 3; kind++) {
                    Case q;
                    case_init(&q, kinds[kind], ms[x], ns[y], ks[z], (x + y + z) % 2);
                    check_levels(&q, 1);
                    case_free(&q);
                }
}

/* Beyond the blocks of k and of columns, and both ways to begin. */
static void blocks(void **state)
{
    (void)state;
    static const int64_t sizes[][3] = { { 9, 20, 256 },  { 9, 20, 257 },   { 8, 64, 700 },
                                        { 3, 512, 40 },  { 7, 513, 40 },   { 2, 1030, 300 },
                                        { 64, 64, 128 }, { 128, 10, 784 }, { 40, 336, 260 } };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int kind = 0; kind < 3; kind++)
            for (int accumulate = 0; accumulate < 2; accumulate++) {
                Case q;
                case_init(&q, kinds[kind], sizes[i][0], sizes[i][1], sizes[i][2], accumulate);
                check_levels(&q, 1);
                case_free(&q);
            }
}

/* Tight rows, where B is used without packing at all widths of a multiple of 16. */
static void contiguous(void **state)
{
    (void)state;
    for (int64_t n = 16; n <= 160; n += 16)
        for (int kind = 0; kind < 3; kind++) {
            Case q;
            case_init(&q, kinds[kind], 23, n, 50, false);
            Matrix *const all[] = { &q.a, &q.b };
            for (int x = 0; x < 2; x++) {
                Matrix *w = all[x];
                float *tight = malloc((size_t)(w->rows * w->columns) * sizeof(float));
                assert_non_null(tight);
                for (int64_t i = 0; i < w->rows; i++)
                    memcpy(tight + i * w->columns, w->at + i * w->ld,
                           (size_t)w->columns * sizeof(float));
                free(w->at);
                w->at = tight;
                w->ld = w->columns;
            }
            check_levels(&q, 1);
            case_free(&q);
        }
}

/* The tables themselves, without the environment: pack and multiply one block. */
static void tables_agree(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++)
        for (int level = 0; level <= (int)top_level(); level++) {
            Case q;
            case_init(&q, kinds[kind], 19, 77, 90, true);
            const MatmulKernels *t = matmul_kernels[level];
            assert_int_equal(MATMUL_MAX_PANEL % t->width, 0);
            bool a_turned = q.kind == MATMUL_TN, b_turned = q.kind == MATMUL_NT;
            MatmulView a = { q.a.at, a_turned ? 1 : q.a.ld, a_turned ? q.a.ld : 1 };
            MatmulView b = { q.b.at, b_turned ? 1 : q.b.ld, b_turned ? q.b.ld : 1 };
            t->pack(q.n, q.k, b, q.work);
            MatmulPanels panels = { q.work, t->width * q.k, t->width };
            t->multiply(q.m, q.n, q.k, a, panels, true, q.c.at, q.c.ld);
            case_check(&q, cpu_level_name((CpuLevel)level));
            case_free(&q);
        }
}

static void empty(void **state)
{
    (void)state;
    for (int accumulate = 0; accumulate < 2; accumulate++) {
        Case q;
        case_init(&q, MATMUL_NN, 5, 20, 0, accumulate); /* the empty sum is 0 */
        check_levels(&q, 2);
        case_free(&q);
        case_init(&q, MATMUL_NT, 0, 20, 3, accumulate);
        check_levels(&q, 1);
        case_free(&q);
        case_init(&q, MATMUL_TN, 5, 0, 3, accumulate);
        check_levels(&q, 1);
        case_free(&q);
    }
}

/* Any number of threads, more than there are rows or panels, and inside a parallel region. */
static void threads_do_not_matter(void **state)
{
    (void)state;
    static const int64_t sizes[][3] = { { 260, 300, 310 }, { 5, 1100, 2000 }, { 700, 20, 900 } };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int kind = 0; kind < 3; kind++) {
            Case q;
            case_init(&q, kinds[kind], sizes[i][0], sizes[i][1], sizes[i][2], kind == 1);
            for (int threads = 1; threads <= 5; threads++) {
                case_reset(&q);
                case_run(&q, threads);
                case_check(&q, "threads");
            }
            case_reset(&q);
#pragma omp parallel num_threads(2)
#pragma omp single
            case_run(&q, 3);
            case_check(&q, "nested");
            case_free(&q);
        }
}

static void double_precision(void **state)
{
    (void)state;
    enum { M = 7, N = 9, K = 11, LD = 13 };
    double a[LD * LD], b[LD * LD], c[LD * LD], before[LD * LD];
    RandomStream s = random_stream(key, "double");
    for (uint64_t i = 0; i < LD * LD; i++) {
        a[i] = random_normal(&s, 3 * i);
        b[i] = random_normal(&s, 3 * i + 1);
        before[i] = random_normal(&s, 3 * i + 2);
    }
    for (int kind = 0; kind < 3; kind++)
        for (int accumulate = 0; accumulate < 2; accumulate++) {
            memcpy(c, before, sizeof c);
            matmul_f64(kinds[kind], M, N, K, a, LD, b, LD, accumulate, c, LD);
            for (int i = 0; i < LD; i++)
                for (int j = 0; j < LD; j++) {
                    double sum = accumulate ? before[i * LD + j] : 0;
                    for (int p = 0; p < K; p++)
                        sum += (kinds[kind] == MATMUL_TN ? a[p * LD + i] : a[i * LD + p]) *
                               (kinds[kind] == MATMUL_NT ? b[j * LD + p] : b[p * LD + j]);
                    double expected = i < M && j < N ? sum : before[i * LD + j];
                    assert_true(c[i * LD + j] == expected);
                }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ragged_sizes),
        cmocka_unit_test(blocks),
        cmocka_unit_test(contiguous),
        cmocka_unit_test(tables_agree),
        cmocka_unit_test(empty),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(double_precision),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
