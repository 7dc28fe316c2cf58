/* attention_memory.c - see attention_memory.h */
#include "algorithms/base/attention_memory.h"

#include <stdlib.h>

float *attention_take(AttentionMemory *m, int64_t count, Error *err)
{
    const int64_t bytes = count * (int64_t)sizeof(float);
    float *floats = aligned_alloc(64, (size_t)(bytes + 63) / 64 * 64 + 64);
    if (!floats) {
        error_set(err, ERR_MEMORY, "no memory for %lld bytes of attention", (long long)bytes);
        return NULL;
    }
    m->now += bytes;
    m->peak = m->now > m->peak ? m->now : m->peak;
    return floats;
}

void attention_give(AttentionMemory *m, float *floats, int64_t count)
{
    if (floats)
        m->now -= count * (int64_t)sizeof(float);
    free(floats);
}
