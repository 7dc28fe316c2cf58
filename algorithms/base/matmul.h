/* matmul.h - dense matrix products in float32, own packed kernel, same bits on every level.
 *
 * All matrices are row-major; ld* is the distance between rows in elements. Every element of C is
 * one chain over ascending k, s = fma(a, b, s), begun at 0 or at C's own value: it depends on
 * neither the level nor the number of threads, nor on the element's place. At one thread 0.9 of
 * OpenBLAS's speed or more. */
#ifndef HEBB_MATMUL_H
#define HEBB_MATMUL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { MATMUL_NN, MATMUL_NT, MATMUL_TN } MatmulKind; /* which operand is transposed */

/* C (m, n) = op(A) (m, k) op(B) (k, n), or C += ... when `accumulate`. A is stored (k, m) for TN,
 * B is stored (n, k) for NT. `work` holds at least matmul_work(m, n, k) bytes, aligned to 64.
 * threads >= 1 splits C's rows, where there is work enough; the result does not depend on it. C
 * must not overlap A or B. No allocation, nothing can fail. */
void matmul_f32(MatmulKind kind, int64_t m, int64_t n, int64_t k, const float *a, int64_t lda,
                const float *b, int64_t ldb, bool accumulate, float *c, int64_t ldc, void *work,
                int threads);

/* Bytes of workspace for a product of this size, for any kind and number of threads. */
size_t matmul_work(int64_t m, int64_t n, int64_t k);

/* The same product in double precision, plain loops over ascending k without fused operations: the
 * reference of gradient checks. */
void matmul_f64(MatmulKind kind, int64_t m, int64_t n, int64_t k, const double *a, int64_t lda,
                const double *b, int64_t ldb, bool accumulate, double *c, int64_t ldc);

#endif
