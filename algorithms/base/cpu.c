/* cpu.c - see cpu.h */
#include "algorithms/base/cpu.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[CPU_LEVELS] = { "portable", "v3", "v4" };

const char *cpu_level_name(CpuLevel level)
{
    return names[level];
}

static CpuLevel best_level(void)
{
#ifdef __x86_64__
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") ||
        !__builtin_cpu_supports("bmi2"))
        return CPU_PORTABLE;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512vpopcntdq"))
        return CPU_V4;
    return CPU_V3;
#else
    return CPU_PORTABLE;
#endif
}

CpuLevel cpu_level(void)
{
    CpuLevel best = best_level();
    const char *cap = getenv("HEBB_CPU");
    for (int level = 0; cap && level < (int)best; level++)
        if (strcmp(cap, names[level]) == 0)
            return (CpuLevel)level;
    return best;
}

bool cpu_supported(void)
{
#ifdef __x86_64__
    return best_level() >= CPU_V3;
#else
    return true;
#endif
}
