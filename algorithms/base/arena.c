/* arena.c - see arena.h */
#include "algorithms/base/arena.h"

#include <stdlib.h>
#include <sys/mman.h>

enum { ALIGN = 64, HUGE_PAGE = 2 << 20 };

static size_t round_up(size_t bytes, size_t to)
{
    return (bytes + to - 1) / to * to;
}

void *arena_take(Arena *a, int64_t count, size_t size)
{
    char *piece = a->base ? a->base + a->used : NULL;
    a->used += round_up((size_t)count * size, ALIGN);
    return piece;
}

/* Touching a large block for the first time costs more than filling it, page by page; huge pages
 * are 512 times fewer. That is advice only: without it everything works the same. */
void *arena_allocate(size_t bytes)
{
    if (bytes < 2 * (size_t)HUGE_PAGE)
        return aligned_alloc(ALIGN, round_up(bytes > 0 ? bytes : 1, ALIGN));
    size_t size = round_up(bytes, HUGE_PAGE);
    void *block = aligned_alloc(HUGE_PAGE, size);
#ifdef MADV_HUGEPAGE
    if (block)
        madvise(block, size, MADV_HUGEPAGE);
#endif
    return block;
}
