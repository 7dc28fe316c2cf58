/* cpu.h - which compiled level of the kernels this processor runs. Files named *_kernel.c are
 * compiled once per level (-DLEVEL=portable|v3|v4) and export one table each, named by KERNEL();
 * callers choose with cpu_level(). Every level gives the same bits: tests hold that. */
#ifndef HEBB_CPU_H
#define HEBB_CPU_H

#include <stdbool.h>

typedef enum {
    CPU_PORTABLE, /* plain C; the only level on 64-bit Arm */
    CPU_V3,       /* x86-64-v3: AVX2, FMA */
    CPU_V4,       /* x86-64-v4 (AVX-512 F, BW, CD, DQ, VL) with VPOPCNTDQ */
    CPU_LEVELS
} CpuLevel;

/* The best level of this processor, capped by the environment variable HEBB_CPU, a level's name. */
CpuLevel cpu_level(void);

/* "portable", "v3", "v4". */
const char *cpu_level_name(CpuLevel level);

/* False on an x86-64 without AVX2 and FMA, where results would differ: the program must refuse. */
bool cpu_supported(void);

#define KERNEL_PASTE(name, level) name##_##level
#define KERNEL_EXPAND(name, level) KERNEL_PASTE(name, level)
/* The name of a symbol in a *_kernel.c file: KERNEL(random_kernels) is random_kernels_v4, ... */
#define KERNEL(name) KERNEL_EXPAND(name, LEVEL)

/* Declares the tables of all levels and an array to index by CpuLevel:
 *     KERNEL_TABLE(RandomKernels, random_kernels)   ->   random_kernels[cpu_level()]->words(...) */
#ifdef __x86_64__
#define KERNEL_TABLE(Type, name)                                                                   \
    extern const Type name##_portable, name##_v3, name##_v4;                                       \
    static const Type *const name[CPU_LEVELS] = { &name##_portable, &name##_v3, &name##_v4 };
#else
#define KERNEL_TABLE(Type, name)                                                                   \
    extern const Type name##_portable;                                                             \
    static const Type *const name[CPU_LEVELS] = { &name##_portable, &name##_portable,              \
                                                  &name##_portable };
#endif

#endif
