/* bench_matmul.h - the products timed by bench_matmul.c and, with OpenBLAS, by peer_matmul.c. */
#ifndef HEBB_BENCH_MATMUL_H
#define HEBB_BENCH_MATMUL_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "algorithms/base/matmul.h"
#include "algorithms/base/random.h"
#include "bench/timing.h"

/* C (m, n) = op(A) (m, k) op(B) (k, n), every matrix tight. */
typedef struct {
    MatmulKind kind;
    int64_t m, n, k;
    float *a, *b, *c;
    void *work;
} Product;

/* Billions of floating-point operations per CPU second, the median of the repeats. */
static double rate(const Product *q, void (*multiply)(const Product *q))
{
    enum { REPEATS = 31 };
    double flops = 2.0 * (double)q->m * (double)q->n * (double)q->k, seconds[REPEATS];
    int calls = (int)(2e7 / flops) + 1;
    for (int r = -3; r < REPEATS; r++) {
        double start = cpu_seconds();
        for (int i = 0; i < calls; i++)
            multiply(q);
        if (r >= 0)
            seconds[r] = cpu_seconds() - start;
    }
    return 1e-9 * calls * flops / median(seconds, REPEATS);
}

/* Forward, backward and gradient products of a layer of `width` neurons and a batch of 128:
 * h W (NN) or h W' (NT), then delta' h (TN). Prints "<prefix><kind>_<width> value GF/s". */
static int run_all(const char *prefix, void (*multiply)(const Product *q))
{
    enum { BATCH = 128, WIDEST = 1024, SIZE = WIDEST * WIDEST };
    static const int64_t widths[] = { 64, 256, WIDEST };
    static const char *const names[] = { "nn", "nt", "tn" };
    Product q = { .a = aligned_alloc(64, SIZE * sizeof(float)),
                  .b = aligned_alloc(64, SIZE * sizeof(float)),
                  .c = aligned_alloc(64, SIZE * sizeof(float)),
                  .work = aligned_alloc(64, matmul_work(WIDEST, WIDEST, WIDEST)) };
    RandomStream s = random_stream((RandomKey){ 1, 2 }, "bench");
    int status = q.a && q.b && q.c && q.work ? 0 : 1;
    if (status == 0) {
        random_normals(&s, 0, SIZE, q.a);
        random_normals(&s, SIZE, SIZE, q.b);
    }
    for (size_t i = 0; status == 0 && i < 3; i++)
        for (int kind = 0; kind < 3; kind++) {
            q.kind = (MatmulKind)kind;
            q.m = kind == MATMUL_TN ? widths[i] : BATCH;
            q.n = widths[i];
            q.k = kind == MATMUL_TN ? BATCH : widths[i];
            printf("%s%s_%d %.1f GF/s\n", prefix, names[kind], (int)widths[i], rate(&q, multiply));
        }
    free(q.a);
    free(q.b);
    free(q.c);
    free(q.work);
    return status;
}

#endif
