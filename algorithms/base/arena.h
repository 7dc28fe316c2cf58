/* arena.h - one block of memory handed out in aligned pieces. Laying out twice, first without
 * memory to count and then in a block of that size, keeps sizes and pointers in one place. */
#ifndef HEBB_ARENA_H
#define HEBB_ARENA_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    char *base; /* NULL: only count */
    size_t used;
} Arena;

/* The next `count` elements of `size` bytes, aligned to 64; NULL while counting. */
void *arena_take(Arena *a, int64_t count, size_t size);

/* A block for an arena, its contents undefined; NULL without memory. The caller frees it. */
void *arena_allocate(size_t bytes);

#endif
