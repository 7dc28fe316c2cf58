/* attention_memory.h - memory that counts what it hands out: the peak of what a method needs. */
#ifndef HEBB_ATTENTION_MEMORY_H
#define HEBB_ATTENTION_MEMORY_H

#include <stdint.h>

#include "algorithms/base/status.h"

/* Begins as { 0 }. */
typedef struct {
    int64_t now, peak; /* bytes */
} AttentionMemory;

/* `count` floats, not set, aligned to 64 bytes; NULL, with ERR_MEMORY in err, if there are none. */
float *attention_take(AttentionMemory *m, int64_t count, Error *err);

/* Gives back what was taken with the same count; NULL is ignored. */
void attention_give(AttentionMemory *m, float *floats, int64_t count);

#endif
