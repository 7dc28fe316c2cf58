/* bench_matmul.c - speed of float32 matrix products at the sizes of a layer, one thread. */
#include "bench/bench_matmul.h"

#include "algorithms/base/cpu.h"

static void multiply(const Product *q)
{
    int64_t lda = q->kind == MATMUL_TN ? q->m : q->k, ldb = q->kind == MATMUL_NT ? q->k : q->n;
    matmul_f32(q->kind, q->m, q->n, q->k, q->a, lda, q->b, ldb, false, q->c, q->n, q->work, 1);
}

int main(void)
{
    int status = run_all("", multiply);
    if (cpu_level() == CPU_V4) {
        setenv("HEBB_CPU", cpu_level_name(CPU_V3), 1);
        status |= run_all("v3_", multiply);
    }
    return status;
}
