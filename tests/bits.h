/* bits.h - for tests of equal bits on every processor level. */
#ifndef HEBB_TESTS_BITS_H
#define HEBB_TESTS_BITS_H

#include <stdint.h>
#include <stdlib.h>

#include "algorithms/base/cpu.h"

/* The highest level of this processor, whatever the environment says. */
static inline CpuLevel top_level(void)
{
    unsetenv("HEBB_CPU");
    return cpu_level();
}

/* FNV-1a. */
static inline uint64_t bits_hash(const void *bytes, size_t n)
{
    uint64_t h = 0xCBF29CE484222325u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ ((const unsigned char *)bytes)[i]) * 0x100000001B3u;
    return h;
}

#endif
