/* results.c - labelled arrays in memory: see results.h */
#include "runner/store/results.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/utf8.h"

char *results_text(const char *text)
{
    uint32_t code;
    char *copy = strdup(text);
    for (size_t i = 0, length = copy ? strlen(copy) : 0; i < length;) {
        size_t n = utf8_decode(copy + i, length - i, &code);
        if (n == 0)
            copy[i] = '?';
        i += n > 0 ? n : 1;
    }
    return copy;
}

/* ---- attributes --------------------------------------------------------------------------- */

static Attribute *find_attribute(const Attributes *a, const char *name)
{
    for (int64_t i = 0; i < a->count; i++)
        if (strcmp(a->items[i].name, name) == 0)
            return &a->items[i];
    return NULL;
}

const char *attributes_get(const Attributes *a, const char *name)
{
    const Attribute *found = find_attribute(a, name);
    return found ? found->text : NULL;
}

/* Makes room for one more of `count` items of `size` bytes: capacity doubles at powers of two. */
static void *grow(void *items, int64_t count, size_t size)
{
    if (count > 0 && (count & (count - 1)) != 0)
        return items;
    return realloc(items, (size_t)(count > 0 ? 2 * count : 1) * size);
}

Status attributes_set(Attributes *a, const char *name, const char *text)
{
    char *text_copy = results_text(text);
    Attribute *found = find_attribute(a, name);
    if (found && text_copy) {
        free(found->text);
        found->text = text_copy;
        return OK;
    }
    char *name_copy = strdup(name);
    Attribute *items = text_copy && name_copy ? grow(a->items, a->count, sizeof *items) : NULL;
    if (!items) {
        free(text_copy);
        free(name_copy);
        return ERR_MEMORY;
    }
    a->items = items;
    a->items[a->count++] = (Attribute){ .name = name_copy, .text = text_copy };
    return OK;
}

void attributes_free(Attributes *a)
{
    for (int64_t i = 0; i < a->count; i++) {
        free(a->items[i].name);
        free(a->items[i].text);
    }
    free(a->items);
    *a = (Attributes){ 0 };
}

/* ---- dimensions and arrays ---------------------------------------------------------------- */

static void array_free(Array *array)
{
    if (array->type == ARRAY_TEXT && array->text)
        for (int64_t i = 0; i < array->size; i++)
            free(array->text[i]);
    free(array->data);
    free(array->group);
    free(array->name);
    attributes_free(&array->attributes);
}

void results_free(Results *r)
{
    for (int64_t i = 0; i < r->array_count; i++)
        array_free(&r->arrays[i]);
    for (int64_t i = 0; i < r->dim_count; i++)
        free(r->dims[i].name);
    free(r->arrays);
    free(r->dims);
    attributes_free(&r->root);
    attributes_free(&r->provenance);
    *r = (Results){ 0 };
}

int results_find_dim(const Results *r, const char *name)
{
    for (int64_t i = 0; i < r->dim_count; i++)
        if (strcmp(r->dims[i].name, name) == 0)
            return (int)i;
    return -1;
}

int results_dim(Results *r, const char *name, int64_t length)
{
    int found = results_find_dim(r, name);
    if (found >= 0)
        return r->dims[found].length == length ? found : -1;
    if (length < 1 || r->dim_count >= INT32_MAX)
        return -1;
    char *copy = strdup(name);
    ResultDim *dims = copy ? grow(r->dims, r->dim_count, sizeof *dims) : NULL;
    if (!dims) {
        free(copy);
        return -1;
    }
    r->dims = dims;
    r->dims[r->dim_count] = (ResultDim){ .name = copy, .length = length };
    return (int)r->dim_count++;
}

Array *results_find(const Results *r, const char *group, const char *name)
{
    for (int64_t i = 0; i < r->array_count; i++)
        if (strcmp(r->arrays[i].name, name) == 0 && strcmp(r->arrays[i].group, group) == 0)
            return &r->arrays[i];
    return NULL;
}

const Array *results_derived(const Results *r, const char *name, const char *array)
{
    static const char *const groups[] = { "derived", "timing" };
    const Array *found = NULL;
    for (size_t g = 0; !found && g < sizeof groups / sizeof *groups; g++) {
        char group[300];
        snprintf(group, sizeof group, "%s/%s", groups[g], name);
        found = results_find(r, group, array);
    }
    return found;
}

static const size_t element_size[ARRAY_TYPES] = {
    [ARRAY_REAL] = sizeof(double), [ARRAY_INT] = sizeof(int64_t), [ARRAY_STATUS] = sizeof(int8_t),
    [ARRAY_TEXT] = sizeof(char *), [ARRAY_KEY] = sizeof(Key),
};

/* Elements of an array over these dimensions; -1 if a dimension is none or memory cannot hold them.
 */
static int64_t count_elements(const Results *r, ArrayType type, int rank, const int *dims)
{
    int64_t size = 1, most = PTRDIFF_MAX / (int64_t)element_size[type];
    for (int d = 0; d < rank; d++) {
        if (dims[d] < 0 || dims[d] >= r->dim_count || r->dims[dims[d]].length > most / size)
            return -1;
        size *= r->dims[dims[d]].length;
    }
    return size;
}

static void *allocate(ArrayType type, int64_t size)
{
    void *data = calloc((size_t)size, element_size[type]);
    if (data && type == ARRAY_REAL)
        for (int64_t i = 0; i < size; i++)
            ((double *)data)[i] = NAN;
    if (data && type == ARRAY_STATUS)
        memset(data, STATUS_MISSING, (size_t)size);
    return data;
}

Array *results_add(Results *r, const char *group, const char *name, ArrayType type, int rank,
                   const int *dims)
{
    if (rank < 0 || rank > RESULT_MAX_RANK || results_find(r, group, name))
        return NULL;
    int64_t size = count_elements(r, type, rank, dims);
    Array array = { .type = type, .rank = rank, .size = size };
    if (size < 0)
        return NULL;
    if (rank > 0)
        memcpy(array.dims, dims, (size_t)rank * sizeof *dims);
    array.group = strdup(group);
    array.name = strdup(name);
    array.data = allocate(type, size);
    Array *arrays = array.group && array.name && array.data
                        ? grow(r->arrays, r->array_count, sizeof *arrays)
                        : NULL;
    if (!arrays) {
        array.size = 0;
        array_free(&array);
        return NULL;
    }
    r->arrays = arrays;
    r->arrays[r->array_count] = array;
    return &r->arrays[r->array_count++];
}

/* ---- comparing ---------------------------------------------------------------------------- */

static bool same_attributes(const Attributes *a, const Attributes *b)
{
    int64_t left_out = 0;
    for (int64_t i = 0; i < a->count; i++) {
        const char *text = attributes_get(b, a->items[i].name);
        if (strcmp(a->items[i].name, "digest") == 0)
            left_out++;
        else if (!text || strcmp(text, a->items[i].text) != 0)
            return false;
    }
    return a->count - left_out == b->count - (attributes_get(b, "digest") ? 1 : 0);
}

static bool same_data(const Array *a, const Array *b)
{
    if (memcmp(a->data, b->data, (size_t)a->size * element_size[a->type]) == 0)
        return true;
    if (a->type != ARRAY_REAL && a->type != ARRAY_TEXT)
        return false;
    for (int64_t i = 0; i < a->size; i++) {
        if (a->type == ARRAY_REAL && memcmp(&a->real[i], &b->real[i], sizeof *a->real) != 0 &&
            !(isnan(a->real[i]) && isnan(b->real[i])))
            return false;
        if (a->type == ARRAY_TEXT &&
            strcmp(a->text[i] ? a->text[i] : "", b->text[i] ? b->text[i] : "") != 0)
            return false;
    }
    return true;
}

static bool same_array(const Results *ra, const Array *a, const Results *rb, const Array *b)
{
    if (!b || a->type != b->type || a->rank != b->rank || a->coordinate != b->coordinate)
        return false;
    for (int d = 0; d < a->rank; d++) {
        const ResultDim *x = &ra->dims[a->dims[d]], *y = &rb->dims[b->dims[d]];
        if (strcmp(x->name, y->name) != 0 || x->length != y->length)
            return false;
    }
    return same_attributes(&a->attributes, &b->attributes) && same_data(a, b);
}

bool results_same(const Results *a, const Results *b, char *where, size_t size)
{
    if (!same_attributes(&a->root, &b->root) || !same_attributes(&a->provenance, &b->provenance)) {
        snprintf(where, size, "attributes");
        return false;
    }
    if (a->array_count != b->array_count) {
        snprintf(where, size, "the number of arrays");
        return false;
    }
    for (int64_t i = 0; i < a->array_count; i++) {
        const Array *array = &a->arrays[i];
        if (!same_array(a, array, b, results_find(b, array->group, array->name))) {
            snprintf(where, size, "%s%s%s", array->group, array->group[0] ? "/" : "", array->name);
            return false;
        }
    }
    return true;
}
