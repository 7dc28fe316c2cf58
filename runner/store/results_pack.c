/* results_pack.c - a result as one block of bytes, and back: see results.h
 *
 * The bytes may come from a process that read a hostile file, so nothing in them is believed: every
 * count is held against the bytes that are left before anything is allocated. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/store/results.h"

#define PACK_MAGIC 0x316b6361706265ull
enum { PACK_MOST = 10000 }; /* dimensions, arrays, or attributes of one of them */

/* ---- packing ------------------------------------------------------------------------------ */

/* First measured with bytes == NULL, then filled. */
typedef struct {
    unsigned char *bytes;
    size_t size;
} Packer;

static void pack_bytes(Packer *p, const void *bytes, size_t size)
{
    if (p->bytes && size > 0)
        memcpy(p->bytes + p->size, bytes, size);
    p->size += size;
}

static void pack_count(Packer *p, int64_t n)
{
    pack_bytes(p, &n, sizeof n);
}

static void pack_text(Packer *p, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    pack_count(p, (int64_t)length);
    pack_bytes(p, text, length);
}

static void pack_attributes(Packer *p, const Attributes *a)
{
    pack_count(p, a->count);
    for (int64_t i = 0; i < a->count; i++) {
        pack_text(p, a->items[i].name);
        pack_text(p, a->items[i].text);
    }
}

/* Bytes of an element that lies in memory as it is packed; texts vary. */
static const size_t packed_size[ARRAY_TYPES] = {
    [ARRAY_REAL] = sizeof(double),
    [ARRAY_INT] = sizeof(int64_t),
    [ARRAY_STATUS] = sizeof(int8_t),
    [ARRAY_KEY] = sizeof(Key),
};

static void pack_array(Packer *p, const Array *a)
{
    pack_text(p, a->group);
    pack_text(p, a->name);
    pack_count(p, a->type);
    pack_count(p, a->coordinate);
    pack_count(p, a->rank);
    for (int d = 0; d < a->rank; d++)
        pack_count(p, a->dims[d]);
    pack_attributes(p, &a->attributes);
    if (a->type != ARRAY_TEXT)
        pack_bytes(p, a->data, (size_t)a->size * packed_size[a->type]);
    else
        for (int64_t i = 0; i < a->size; i++)
            pack_text(p, a->text[i]);
}

static void pack_results(Packer *p, const Results *r)
{
    pack_count(p, (int64_t)PACK_MAGIC);
    pack_count(p, r->dim_count);
    for (int64_t i = 0; i < r->dim_count; i++) {
        pack_text(p, r->dims[i].name);
        pack_count(p, r->dims[i].length);
    }
    pack_attributes(p, &r->root);
    pack_attributes(p, &r->provenance);
    pack_count(p, r->array_count);
    for (int64_t i = 0; i < r->array_count; i++)
        pack_array(p, &r->arrays[i]);
}

Status results_pack(const Results *r, unsigned char **bytes, size_t *size, Error *err)
{
    Packer p = { 0 };
    pack_results(&p, r);
    *size = p.size;
    *bytes = malloc(p.size);
    if (!*bytes)
        return error_set(err, ERR_MEMORY, "memory ran out for a result of %zu bytes", p.size);
    p = (Packer){ .bytes = *bytes };
    pack_results(&p, r);
    return OK;
}

/* ---- unpacking ---------------------------------------------------------------------------- */

typedef struct {
    const unsigned char *at;
    size_t left;
    bool bad; /* something did not fit: everything read since is zero */
    bool no_memory;
} Unpacker;

static void unpack_bytes(Unpacker *u, void *to, size_t size)
{
    if (u->bad || size > u->left) {
        u->bad = true;
        memset(to, 0, size);
        return;
    }
    memcpy(to, u->at, size);
    u->at += size;
    u->left -= size;
}

/* A count of things of which each takes at least `each` bytes of what is left. */
static int64_t unpack_count(Unpacker *u, size_t each)
{
    int64_t n;
    unpack_bytes(u, &n, sizeof n);
    if (n < 0 || (each > 0 && (uint64_t)n > u->left / each)) {
        u->bad = true;
        return 0;
    }
    return n;
}

/* A copy; NULL when it does not fit. An empty one is NULL too where `empty_is_null`. */
static char *unpack_text(Unpacker *u, bool empty_is_null)
{
    size_t length = (size_t)unpack_count(u, 1);
    if (u->bad || (length == 0 && empty_is_null))
        return NULL;
    char *text = malloc(length + 1);
    if (!text) {
        u->bad = u->no_memory = true;
        return NULL;
    }
    unpack_bytes(u, text, length);
    text[length] = '\0';
    return text;
}

/* The number of items of a list, of which each takes at least `each` bytes. */
static int64_t unpack_list(Unpacker *u, size_t each)
{
    int64_t count = unpack_count(u, each);
    u->bad = u->bad || count > PACK_MOST;
    return u->bad ? 0 : count;
}

static void unpack_attributes(Unpacker *u, Attributes *a)
{
    int64_t count = unpack_list(u, 2 * sizeof(int64_t));
    for (int64_t i = 0; i < count && !u->bad; i++) {
        char *name = unpack_text(u, false), *text = unpack_text(u, false);
        if (name && text && attributes_set(a, name, text) != OK)
            u->bad = u->no_memory = true;
        free(name);
        free(text);
    }
}

static void unpack_dims(Unpacker *u, Results *r)
{
    int64_t count = unpack_list(u, 2 * sizeof(int64_t));
    for (int64_t i = 0; i < count && !u->bad; i++) {
        char *name = unpack_text(u, false);
        int64_t length = unpack_count(u, 0);
        if (!u->bad && results_dim(r, name, length) != i)
            u->bad = true;
        free(name);
    }
}

/* Elements of an array over these dimensions, if the bytes left can hold them. */
static bool plausible(const Unpacker *u, const Results *r, int64_t type, int64_t rank,
                      const int *dims)
{
    uint64_t each = type == ARRAY_TEXT ? sizeof(int64_t) : packed_size[type];
    uint64_t room = u->left / each;
    for (int64_t d = 0; d < rank; d++) {
        if (dims[d] < 0 || dims[d] >= r->dim_count)
            return false;
        room /= (uint64_t)r->dims[dims[d]].length;
    }
    return room > 0;
}

static void unpack_array(Unpacker *u, Results *r)
{
    int dims[RESULT_MAX_RANK] = { 0 };
    char *group = unpack_text(u, false), *name = unpack_text(u, false);
    int64_t type = unpack_count(u, 0), coordinate = unpack_count(u, 0);
    int64_t rank = unpack_count(u, sizeof(int64_t));
    if (type >= ARRAY_TYPES || rank > RESULT_MAX_RANK)
        u->bad = true;
    for (int64_t d = 0; d < rank && !u->bad; d++) {
        int64_t dim = unpack_count(u, 0);
        dims[d] = dim < r->dim_count ? (int)dim : -1;
    }
    Attributes attributes = { 0 };
    unpack_attributes(u, &attributes);
    if (!u->bad && !plausible(u, r, type, rank, dims))
        u->bad = true;
    Array *a = u->bad ? NULL : results_add(r, group, name, (ArrayType)type, (int)rank, dims);
    free(group);
    free(name);
    if (!a) {
        u->bad = true;
        attributes_free(&attributes);
        return;
    }
    a->coordinate = coordinate != 0;
    a->attributes = attributes;
    if (a->type != ARRAY_TEXT)
        unpack_bytes(u, a->data, (size_t)a->size * packed_size[a->type]);
    else
        for (int64_t i = 0; i < a->size && !u->bad; i++)
            a->text[i] = unpack_text(u, true);
}

Status results_unpack(Results *r, const unsigned char *bytes, size_t size, Error *err)
{
    Unpacker u = { .at = bytes, .left = size };
    *r = (Results){ 0 };
    if (unpack_count(&u, 0) != (int64_t)PACK_MAGIC)
        u.bad = true;
    unpack_dims(&u, r);
    unpack_attributes(&u, &r->root);
    unpack_attributes(&u, &r->provenance);
    int64_t count = unpack_list(&u, 6 * sizeof(int64_t));
    for (int64_t i = 0; i < count && !u.bad; i++)
        unpack_array(&u, r);
    if (!u.bad && u.left == 0)
        return OK;
    results_free(r);
    if (u.no_memory)
        return error_set(err, ERR_MEMORY, "memory ran out for a result of %zu bytes", size);
    return error_set(err, ERR_FOREIGN, "the bytes of a result do not fit together");
}
