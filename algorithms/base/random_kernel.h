/* random_kernel.h - the vectorised part of random.c, one table per processor level. */
#ifndef HEBB_RANDOM_KERNEL_H
#define HEBB_RANDOM_KERNEL_H

#include "algorithms/base/cpu.h"
#include "algorithms/base/random.h"

/* Both as the functions random_words and random_normals of random.h, which check nothing either. */
typedef struct {
    void (*words)(const RandomStream *s, uint64_t first, size_t blocks, uint32_t *out);
    void (*normals)(const RandomStream *s, uint64_t first, size_t count, float *out);
} RandomKernels;

KERNEL_TABLE(RandomKernels, random_kernels)

#endif
