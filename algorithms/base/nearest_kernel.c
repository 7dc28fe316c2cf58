/* nearest_kernel.c - see nearest_kernel.h. */
#include "algorithms/base/nearest_kernel.h"

#include <string.h>

#include "algorithms/base/vector.h"

/* The accumulators of a scalar product take PARTS vectors; ROWS products at a time keep the
 * registers full, as additions to one accumulator wait for each other. */
enum { PARTS = NEAREST_LANES / VEC_LANES64, ROWS = PARTS > 2 ? 2 : 4 };

static double total(const VecD sum[PARTS])
{
    double s[NEAREST_LANES];
    memcpy(s, sum, sizeof s);
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

VEC_INLINE void some_dots(int rows, int64_t stride, const double *row, const double *v, double *out)
{
    VecD s[ROWS][PARTS] = { { { 0 } } };
    for (int64_t i = 0; i < stride; i += NEAREST_LANES)
        for (int p = 0; p < PARTS; p++) {
            const VecD x = *(const VecDLoose *)(v + i + p * VEC_LANES64);
            for (int r = 0; r < rows; r++)
                s[r][p] += *(const VecDLoose *)(row + r * stride + i + p * VEC_LANES64) * x;
        }
    for (int r = 0; r < rows; r++)
        out[r] = total(s[r]);
}

static void dots(int64_t count, int64_t stride, const double *rows, const double *v, double *out)
{
    int64_t j = 0;
    for (; j + ROWS <= count; j += ROWS)
        some_dots(ROWS, stride, rows + j * stride, v, out + j);
    for (; j < count; j++)
        some_dots(1, stride, rows + j * stride, v, out + j);
}

static void take(int64_t count, int64_t stride, const double *rows, const double *part,
                 double *restrict v)
{
    int64_t j = 0;
    for (; j + 4 <= count; j += 4) {
        const double *a = rows + j * stride, *b = a + stride, *c = b + stride, *d = c + stride;
        for (int64_t i = 0; i < stride; i++) {
            double x = v[i] - part[j] * a[i];
            x -= part[j + 1] * b[i];
            x -= part[j + 2] * c[i];
            v[i] = x - part[j + 3] * d[i];
        }
    }
    for (; j < count; j++)
        for (int64_t i = 0; i < stride; i++)
            v[i] -= part[j] * rows[j * stride + i];
}

static void rotate(int64_t stride, double c, double t, double *restrict a, double *restrict b)
{
    for (int64_t i = 0; i < stride; i++) {
        const double old = a[i];
        a[i] = c * old + t * b[i];
        b[i] = c * b[i] - t * old;
    }
}

const NearestKernels KERNEL(nearest_kernels) = { .dots = dots, .take = take, .rotate = rotate };
