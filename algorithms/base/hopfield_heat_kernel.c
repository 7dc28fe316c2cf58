/* hopfield_heat_kernel.c - see hopfield_heat_kernel.h. All arithmetic is on integers and exact. */
#include "algorithms/base/hopfield_heat_kernel.h"

#include "algorithms/base/vector.h"

typedef uint8_t Bytes __attribute__((vector_size(VEC_BYTES / 2), may_alias));
typedef uint16_t Counts __attribute__((vector_size(VEC_BYTES), may_alias));
typedef uint8_t Eighths __attribute__((vector_size(VEC_LANES64), aligned(1), may_alias));

enum { AT_ONCE = VEC_BYTES / 2 };

static void distances(const uint64_t *columns, int64_t stride, int64_t words, int64_t i,
                      uint8_t *out)
{
    for (int64_t j = 0; j < stride; j += VEC_LANES64) {
        VecQ count = { 0 };
        for (int64_t k = 0; k < words; k++)
            count += vec_popcount(vec_load_q(columns + k * stride + j) ^
                                  ((VecQ){ 0 } + columns[k * stride + i]));
        *(Eighths *)(out + j) = __builtin_convertvector(count, Eighths);
    }
}

static void spread(const uint8_t *distance, int64_t stride, int sign, uint16_t *count)
{
    const Counts minus = (Counts){ 0 } + (uint16_t)(sign > 0 ? 0 : UINT16_MAX);
    for (int64_t j = 0; j < stride; j += AT_ONCE) {
        Bytes near = *(const Bytes *)(distance + j);
        Counts *c = (Counts *)(count + j);
        *c += (__builtin_convertvector(near, Counts) ^ minus) - minus; /* x ^ -1 - -1 is -x */
    }
}

const HopfieldHeatKernels KERNEL(hopfield_heat_kernels) = {
    .distances = distances,
    .spread = spread,
};
