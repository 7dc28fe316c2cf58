/* matmul.c - see matmul.h. Blocks of B are packed into `work`; then all rows of A meet each. */
#include "algorithms/base/matmul.h"

#include <omp.h>

#include "algorithms/base/matmul_kernel.h"

enum {
    WIDTH = 512,      /* columns packed at once: with MATMUL_DEPTH rows half a megabyte */
    DIRECT_ROW = 128, /* shorter rows of B are used where they lie; longer ones share cache sets */
    DIRECT_M = 12,    /* packing does not pay for fewer rows of A */
};

/* A thread is woken for no less than about 0.1 ms of work. */
static const double flops_per_thread = 1e7;

typedef struct {
    const MatmulKernels *kernel;
    int64_t m, n, k;
    MatmulView a, b;
    bool accumulate, direct;
    float *c, *packed;
    int64_t ldc;
    int parts; /* B's panels and C's rows are cut into as many */
} Product;

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t round_up(int64_t n, int64_t unit)
{
    return (n + unit - 1) / unit * unit;
}

size_t matmul_work(int64_t m, int64_t n, int64_t k)
{
    (void)m;
    int64_t width = round_up(least(n, WIDTH), MATMUL_MAX_PANEL);
    return (size_t)(width * least(k, MATMUL_DEPTH)) * sizeof(float);
}

/* Packs part `part` of the block of `depth` by `width` at `b`. */
static void pack_part(const Product *q, MatmulView b, int64_t depth, int64_t width, int part)
{
    int64_t step = round_up((width + q->parts - 1) / q->parts, MATMUL_MAX_PANEL);
    int64_t from = least(width, part * step), to = least(width, from + step);
    b.at += from * b.column;
    if (from < to)
        q->kernel->pack(to - from, depth, b, q->packed + from * depth);
}

/* Multiplies part `part` of A's rows with the block of B at (p, j). */
static void multiply_part(const Product *q, int64_t p, int64_t j, int64_t depth, int64_t width,
                          int part)
{
    int64_t panel = q->kernel->width;
    int64_t from = q->m * part / q->parts, to = q->m * (part + 1) / q->parts;
    MatmulView a = { q->a.at + from * q->a.row + p * q->a.column, q->a.row, q->a.column };
    MatmulPanels b = { q->packed, panel * depth, panel };
    if (q->direct)
        b = (MatmulPanels){ q->b.at + p * q->b.row + j, panel, q->b.row };
    q->kernel->multiply(to - from, width, depth, a, b, q->accumulate || p > 0,
                        q->c + from * q->ldc + j, q->ldc);
}

/* The share of thread `thread` of `team`; every thread walks through the same blocks. */
static void share(const Product *q, int thread, int team)
{
    for (int64_t j = 0; j < q->n; j += WIDTH) {
        int64_t width = least(q->n - j, WIDTH), p = 0;
        do { /* once also for k = 0 */
            int64_t depth = least(q->k - p, MATMUL_DEPTH);
            MatmulView b = { q->b.at + p * q->b.row + j * q->b.column, q->b.row, q->b.column };
            for (int part = thread; part < q->parts && !q->direct; part += team)
                pack_part(q, b, depth, width, part);
            if (team > 1) {
#pragma omp barrier
            }
            for (int part = thread; part < q->parts; part += team)
                multiply_part(q, p, j, depth, width, part);
            if (team > 1) {
#pragma omp barrier
            }
            p += MATMUL_DEPTH;
        } while (p < q->k);
    }
}

void matmul_f32(MatmulKind kind, int64_t m, int64_t n, int64_t k, const float *a, int64_t lda,
                const float *b, int64_t ldb, bool accumulate, float *c, int64_t ldc, void *work,
                int threads)
{
    bool a_turned = kind == MATMUL_TN, b_turned = kind == MATMUL_NT;
    double worth = 2.0 * (double)m * (double)n * (double)k / flops_per_thread;
    Product q = {
        .kernel = matmul_kernels[cpu_level()],
        .a = { a, a_turned ? 1 : lda, a_turned ? lda : 1 },
        .b = { b, b_turned ? 1 : ldb, b_turned ? ldb : 1 },
        .accumulate = accumulate,
        .direct = !b_turned && n % 16 == 0 && (ldb <= DIRECT_ROW || m <= DIRECT_M),
        .packed = work,
        .parts = worth < threads ? (int)worth : threads,
    };
    q.m = m, q.n = n, q.k = k;
    q.c = c, q.ldc = ldc;
    if (q.parts <= 1) {
        q.parts = 1;
        share(&q, 0, 1);
    } else {
#pragma omp parallel num_threads(q.parts)
        share(&q, omp_get_thread_num(), omp_get_num_threads());
    }
}

void matmul_f64(MatmulKind kind, int64_t m, int64_t n, int64_t k, const double *a, int64_t lda,
                const double *b, int64_t ldb, bool accumulate, double *c, int64_t ldc)
{
    int64_t a_row = kind == MATMUL_TN ? 1 : lda, a_column = kind == MATMUL_TN ? lda : 1;
    int64_t b_row = kind == MATMUL_NT ? 1 : ldb, b_column = kind == MATMUL_NT ? ldb : 1;
    for (int64_t i = 0; i < m; i++) {
        double *line = c + i * ldc;
        for (int64_t j = 0; j < n && !accumulate; j++)
            line[j] = 0.0;
        for (int64_t p = 0; p < k; p++) {
            double x = a[i * a_row + p * a_column];
            for (int64_t j = 0; j < n; j++)
                line[j] += x * b[p * b_row + j * b_column];
        }
    }
}
