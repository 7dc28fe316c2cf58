/* node.c - the tree of a parsed text: reading, copying and merging layers (see yaml.h). */
#include "runner/config/node.h"

#include <stdlib.h>
#include <string.h>

/* ---- building ----------------------------------------------------------------------------- */

Node *node_new(NodeKind kind, Place place)
{
    Node *node = calloc(1, sizeof *node);
    if (node) {
        node->kind = kind;
        node->place = place;
    }
    return node;
}

Node *node_new_scalar(const char *text, size_t size, bool quoted, Place place)
{
    Node *node = node_new(NODE_SCALAR, place);
    char *copy = malloc(size + 1);
    if (!node || !copy) {
        free(node);
        free(copy);
        return NULL;
    }
    memcpy(copy, text, size);
    copy[size] = '\0';
    node->text = copy;
    node->quoted = quoted;
    return node;
}

/* Makes room for one more: arrays hold at least the next power of two, so no capacity is kept. */
static bool grow(Node ***array, int64_t count)
{
    bool full = count == 0 || (count >= 4 && (count & (count - 1)) == 0);
    if (!full)
        return true;
    size_t room = count == 0 ? 4 : 2 * (size_t)count;
    Node **bigger = realloc(*array, room * sizeof *bigger);
    if (bigger)
        *array = bigger;
    return bigger != NULL;
}

bool node_append(Node *parent, Node *key, Node *item)
{
    if (!grow(&parent->items, parent->count) || (key && !grow(&parent->keys, parent->count)))
        return false;
    if (key)
        parent->keys[parent->count] = key;
    parent->items[parent->count++] = item;
    return true;
}

void node_free(Node *node)
{
    if (!node)
        return;
    for (int64_t i = 0; i < node->count; i++) {
        node_free(node->items[i]);
        if (node->keys)
            node_free(node->keys[i]);
    }
    free(node->items);
    free(node->keys);
    free(node->text);
    free(node);
}

/* Appends copies of an entry of `from`. False when memory runs out; nothing is lost then. */
static bool append_copy(Node *parent, const Node *from, int64_t i)
{
    Node *key = from->keys ? node_copy(from->keys[i]) : NULL;
    Node *item = node_copy(from->items[i]);
    if (item && (key || !from->keys) && node_append(parent, key, item))
        return true;
    node_free(key);
    node_free(item);
    return false;
}

Node *node_copy(const Node *node)
{
    Node *copy = node->kind == NODE_SCALAR
                     ? node_new_scalar(node->text, strlen(node->text), node->quoted, node->place)
                     : node_new(node->kind, node->place);
    for (int64_t i = 0; copy && i < node->count; i++)
        if (!append_copy(copy, node, i)) {
            node_free(copy);
            copy = NULL;
        }
    return copy;
}

/* ---- reading ------------------------------------------------------------------------------ */

static int64_t index_of(const Node *map, const char *key)
{
    if (map && map->kind == NODE_MAP)
        for (int64_t i = 0; i < map->count; i++)
            if (strcmp(map->keys[i]->text, key) == 0)
                return i;
    return -1;
}

Node *node_get(const Node *map, const char *key)
{
    int64_t i = index_of(map, key);
    return i < 0 ? NULL : map->items[i];
}

const Node *node_key(const Node *map, const char *key)
{
    int64_t i = index_of(map, key);
    return i < 0 ? NULL : map->keys[i];
}

bool node_is_null(const Node *node)
{
    return node->kind == NODE_SCALAR && !node->quoted &&
           (strcmp(node->text, "") == 0 || strcmp(node->text, "~") == 0 ||
            strcmp(node->text, "null") == 0);
}

/* ---- layers ------------------------------------------------------------------------------- */

static void remove_entry(Node *map, int64_t i)
{
    node_free(map->keys[i]);
    node_free(map->items[i]);
    size_t rest = (size_t)(map->count - i - 1);
    memmove(map->keys + i, map->keys + i + 1, rest * sizeof *map->keys);
    memmove(map->items + i, map->items + i + 1, rest * sizeof *map->items);
    map->count--;
}

static bool replace_entry(Node *map, int64_t i, const Node *over, int64_t j)
{
    Node *key = node_copy(over->keys[j]), *item = node_copy(over->items[j]);
    if (!key || !item) {
        node_free(key);
        node_free(item);
        return false;
    }
    node_free(map->keys[i]);
    node_free(map->items[i]);
    map->keys[i] = key;
    map->items[i] = item;
    return true;
}

static bool brings(const Node *over, const char *key)
{
    const Node *item = node_get(over, key);
    return item && !node_is_null(item);
}

/* A range has one of step, count and factor: a new one takes the place of the old. `scale` belongs
 * to count, and goes with it. */
static void drop_old_spacing(Node *base, const Node *over)
{
    static const char *const spacings[] = { "step", "count", "factor", "scale" };
    bool step = brings(over, "step"), count = brings(over, "count"),
         factor = brings(over, "factor");
    if (!node_get(base, "from") || !(step || count || factor))
        return;
    for (size_t k = 0; k < sizeof spacings / sizeof *spacings; k++) {
        int64_t i = index_of(base, spacings[k]);
        if (i >= 0 && !node_get(over, spacings[k]) && !(k == 3 && count))
            remove_entry(base, i);
    }
}

static Status merge_maps(Node *base, const Node *over, Error *err);

static bool merge_entry(Node *base, const Node *over, int64_t j, Error *err)
{
    int64_t i = index_of(base, over->keys[j]->text);
    if (i < 0)
        return append_copy(base, over, j);
    if (node_is_null(over->items[j])) {
        remove_entry(base, i);
        return true;
    }
    if (base->items[i]->kind == NODE_MAP && over->items[j]->kind == NODE_MAP)
        return merge_maps(base->items[i], over->items[j], err) == OK;
    return replace_entry(base, i, over, j);
}

static Status merge_maps(Node *base, const Node *over, Error *err)
{
    drop_old_spacing(base, over);
    for (int64_t j = 0; j < over->count; j++)
        if (!merge_entry(base, over, j, err))
            return error_set(err, ERR_MEMORY, "memory ran out while merging configurations");
    return OK;
}

Status node_merge(Node **base, const Node *over, Error *err)
{
    if (*base && (*base)->kind == NODE_MAP && over->kind == NODE_MAP)
        return merge_maps(*base, over, err);
    Node *copy = node_copy(over);
    if (!copy)
        return error_set(err, ERR_MEMORY, "memory ran out while merging configurations");
    node_free(*base);
    *base = copy;
    return OK;
}
