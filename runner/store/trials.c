/* trials.c - see trials.h
 *
 * Records lie in blocks that never move, found through an open-addressing table of record numbers;
 * values and error texts lie in an arena that is freed as a whole. */
#include "runner/store/trials.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_RECORDS = 1024, ARENA_BYTES = 1 << 20, FIRST_SLOTS = 4096 };

typedef struct ArenaChunk {
    struct ArenaChunk *next;
    size_t used, size;
    double bytes[]; /* aligned for values */
} ArenaChunk;

/* The tag spares most looks at records, which lie anywhere. */
typedef struct {
    uint32_t tag;    /* low bits of the key, which are those of a hash */
    uint32_t number; /* of the record + 1; 0: free */
} Slot;

struct TrialTable {
    int64_t count;
    int64_t slots; /* a power of two, at most 2^32 */
    Slot *slot;    /* [slots] */
    int64_t blocks;
    TrialRecord **block; /* [blocks] of BLOCK_RECORDS */
    ArenaChunk *arena;
};

TrialTable *trials_new(void)
{
    TrialTable *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    t->slots = FIRST_SLOTS;
    t->slot = calloc((size_t)t->slots, sizeof *t->slot);
    if (!t->slot) {
        free(t);
        return NULL;
    }
    return t;
}

void trials_free(TrialTable *t)
{
    if (!t)
        return;
    for (int64_t b = 0; b < t->blocks; b++)
        free(t->block[b]);
    for (ArenaChunk *chunk = t->arena, *next; chunk; chunk = next) {
        next = chunk->next;
        free(chunk);
    }
    free(t->block);
    free(t->slot);
    free(t);
}

int64_t trials_count(const TrialTable *t)
{
    return t->count;
}

static TrialRecord *record_at(const TrialTable *t, int64_t i)
{
    return &t->block[i / BLOCK_RECORDS][i % BLOCK_RECORDS];
}

static int64_t next_slot(const TrialTable *t, int64_t i)
{
    return (i + 1) & (t->slots - 1);
}

/* The slot of a key: where it is, or the free one where it belongs. */
static int64_t find_slot(const TrialTable *t, Key key)
{
    uint32_t tag = (uint32_t)key.low;
    int64_t i = (int64_t)tag & (t->slots - 1);
    while (t->slot[i].number &&
           (t->slot[i].tag != tag ||
            !key_equal(record_at(t, (int64_t)t->slot[i].number - 1)->key, key)))
        i = next_slot(t, i);
    return i;
}

const TrialRecord *trials_find(const TrialTable *t, Key key)
{
    uint32_t number = t->slot[find_slot(t, key)].number;
    return number ? record_at(t, (int64_t)number - 1) : NULL;
}

/* Doubles the slots before they are two thirds full. */
static bool reserve_slot(TrialTable *t)
{
    if (3 * (t->count + 1) < 2 * t->slots)
        return true;
    if (2 * t->slots > (int64_t)UINT32_MAX)
        return false;
    Slot *old = t->slot, *slot = calloc((size_t)(2 * t->slots), sizeof *slot);
    if (!slot)
        return false;
    int64_t old_slots = t->slots;
    t->slot = slot;
    t->slots *= 2;
    for (int64_t i = 0; i < old_slots; i++) {
        int64_t to = (int64_t)old[i].tag & (t->slots - 1);
        while (t->slot[to].number)
            to = next_slot(t, to);
        if (old[i].number)
            t->slot[to] = old[i];
    }
    free(old);
    return true;
}

static bool reserve_record(TrialTable *t)
{
    if (t->count < t->blocks * BLOCK_RECORDS)
        return true;
    TrialRecord **block = realloc(t->block, (size_t)(t->blocks + 1) * sizeof *block);
    if (!block)
        return false;
    t->block = block;
    t->block[t->blocks] = malloc(BLOCK_RECORDS * sizeof **block);
    if (!t->block[t->blocks])
        return false;
    t->blocks++;
    return true;
}

/* Room for `size` bytes, aligned for doubles; NULL when memory runs out. */
static void *arena_take(TrialTable *t, size_t size)
{
    size_t rounded = (size + sizeof(double) - 1) / sizeof(double) * sizeof(double);
    ArenaChunk *chunk = t->arena;
    if (!chunk || chunk->size - chunk->used < rounded) {
        size_t room = rounded > ARENA_BYTES ? rounded : ARENA_BYTES;
        chunk = malloc(sizeof *chunk + room);
        if (!chunk)
            return NULL;
        *chunk = (ArenaChunk){ .next = t->arena, .size = room };
        t->arena = chunk;
    }
    void *bytes = (char *)chunk->bytes + chunk->used;
    chunk->used += rounded;
    return bytes;
}

Status trials_put(TrialTable *t, const TrialRecord *record, Error *err)
{
    size_t value_bytes = (size_t)record->value_count * sizeof(double);
    size_t error_bytes = record->error ? strlen(record->error) + 1 : 0;
    double *values = NULL;
    char *error = NULL;
    bool room = reserve_slot(t) && reserve_record(t);
    if (room && value_bytes > 0)
        room = (values = arena_take(t, value_bytes)) != NULL;
    if (room && error_bytes > 0)
        room = (error = arena_take(t, error_bytes)) != NULL;
    if (!room)
        return error_set(err, ERR_MEMORY, "memory ran out for %lld finished trials",
                         (long long)t->count);

    if (values)
        memcpy(values, record->values, value_bytes);
    if (error)
        memcpy(error, record->error, error_bytes);
    int64_t s = find_slot(t, record->key);
    if (!t->slot[s].number)
        t->slot[s] = (Slot){ (uint32_t)record->key.low, (uint32_t)++t->count };
    TrialRecord *kept = record_at(t, (int64_t)t->slot[s].number - 1);
    *kept = *record;
    kept->values = values;
    kept->error = error;
    return OK;
}
