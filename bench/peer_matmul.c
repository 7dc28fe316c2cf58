/* peer_matmul.c - the products of bench_matmul.c by OpenBLAS, one thread. Link with -lopenblas. */
#include <stdlib.h>

#include <cblas.h>

#include "bench/bench_matmul.h"

static void multiply(const Product *q)
{
    int lda = (int)(q->kind == MATMUL_TN ? q->m : q->k);
    int ldb = (int)(q->kind == MATMUL_NT ? q->k : q->n);
    cblas_sgemm(CblasRowMajor, q->kind == MATMUL_TN ? CblasTrans : CblasNoTrans,
                q->kind == MATMUL_NT ? CblasTrans : CblasNoTrans, (int)q->m, (int)q->n, (int)q->k,
                1.0f, q->a, lda, q->b, ldb, 0.0f, q->c, (int)q->n);
}

int main(void)
{
    openblas_set_num_threads(1);
    return run_all("openblas_", multiply);
}
