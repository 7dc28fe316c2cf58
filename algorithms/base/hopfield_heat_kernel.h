/* hopfield_heat_kernel.h - the loops over neurons of the heat bath in small networks, one table per
 * level. */
#ifndef HEBB_HOPFIELD_HEAT_KERNEL_H
#define HEBB_HOPFIELD_HEAT_KERNEL_H

#include <stdint.h>

#include "algorithms/base/cpu.h"

enum { HOPFIELD_HEAT_STRIDE = 64 }; /* neurons changed together */

typedef struct {
    /* out[j] = bits in which rows i and j differ, at most 255, for j < stride, a multiple of
     * HOPFIELD_HEAT_STRIDE. Word k of row j is columns[k stride + j]; columns is aligned to 64. */
    void (*distances)(const uint64_t *columns, int64_t stride, int64_t words, int64_t i,
                      uint8_t *out);

    /* count[j] += sign distance[j] modulo 2^16, j < stride; both are aligned to 64. */
    void (*spread)(const uint8_t *distance, int64_t stride, int sign, uint16_t *count);
} HopfieldHeatKernels;

KERNEL_TABLE(HopfieldHeatKernels, hopfield_heat_kernels)

#endif
