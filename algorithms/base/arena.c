/* arena.c - see arena.h */
#include "algorithms/base/arena.h"

#include <stdlib.h>
#include <string.h>

enum { ALIGN = 64 };

static size_t round_up(size_t bytes)
{
    return (bytes + ALIGN - 1) / ALIGN * ALIGN;
}

void *arena_take(Arena *a, int64_t count, size_t size)
{
    char *piece = a->base ? a->base + a->used : NULL;
    a->used += round_up((size_t)count * size);
    return piece;
}

void *arena_allocate(size_t bytes)
{
    void *block = aligned_alloc(ALIGN, round_up(bytes > 0 ? bytes : 1));
    if (block)
        memset(block, 0, bytes);
    return block;
}
