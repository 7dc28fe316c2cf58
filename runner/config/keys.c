/* keys.c - mappings whose keys are known, and the values under them: see loader.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/loader.h"
#include "runner/config/words.h"

/* ---- memory --------------------------------------------------------------------------------- */

struct PoolBlock {
    PoolBlock *next;
    max_align_t data[];
};

void *loader_alloc(Loader *l, size_t count, size_t size)
{
    size_t bytes = 0;
    PoolBlock *block = NULL;
    if (!__builtin_mul_overflow(count, size, &bytes) &&
        !__builtin_add_overflow(bytes, sizeof *block, &bytes))
        block = calloc(1, bytes);
    if (!block) {
        l->no_memory = true;
        return NULL;
    }
    block->next = l->e->tree->pool;
    l->e->tree->pool = block;
    return block->data;
}

char *loader_copy(Loader *l, const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = loader_alloc(l, size, 1);
    if (copy)
        memcpy(copy, text, size);
    return copy;
}

void pool_free(ExperimentTree *tree)
{
    while (tree->pool) {
        PoolBlock *next = tree->pool->next;
        free(tree->pool);
        tree->pool = next;
    }
}

/* ---- keys ----------------------------------------------------------------------------------- */

static int64_t row_count(const KeyRow *table)
{
    int64_t n = 0;
    while (table[n].name)
        n++;
    return n;
}

/* "a, b, c": what may stand there; keys of later versions are not offered. */
static void note_allowed(Loader *l, const KeyRow *table)
{
    const char *names[64];
    char text[1024];
    int64_t n = 0;
    for (const KeyRow *row = table; row->name && n < 64; row++)
        if (row->use != KEY_LATER)
            names[n++] = row->name;
    words_list(names, sizeof *names, n, text, sizeof text);
    message_note(l->m, "known here: %s", text);
}

static void refuse_unknown(Loader *l, const Node *key, const char *of, const KeyRow *table)
{
    char clip[WORDS_CLIP], label[128];
    const Algorithm *a = l->e->algorithm;
    words_clip(key->text, clip);
    const char *near = nearest_label(key->text, table, sizeof *table, (size_t)row_count(table),
                                     label, sizeof label);
    bool parameter = a && param_find(a->params, key->text);
    if (parameter)
        near = "a parameter";
    message_error(l->m, key->place, near, "unknown key `%s` in %s", clip, of);
    if (parameter)
        message_help(l->m,
                     "parameters stand under `parameters`, or under `sweep` with several values");
    else
        note_allowed(l, table);
}

bool keys_refuse_null(Loader *l, const Node *map, int64_t i)
{
    if (!node_is_null(map->items[i]))
        return false;
    message_error(l->m, map->items[i]->place, "give it a value, or remove the key", "`%s` is empty",
                  map->keys[i]->text);
    return true;
}

static bool check_key(Loader *l, const Node *map, int64_t i, const char *of, const KeyRow *table)
{
    const Node *key = map->keys[i];
    const KeyRow *row = table;
    while (row->name && strcmp(row->name, key->text) != 0)
        row++;
    if (!row->name)
        refuse_unknown(l, key, of, table);
    else if (row->use == KEY_LATER)
        words_later(l->m, key->place, row->name, row->help);
    else
        return !keys_refuse_null(l, map, i);
    return false;
}

/* True if an unknown key is this one misspelt, or one of a later version stands in for it: its own
 * message says enough. */
static bool excused(const Node *map, const KeyRow *table, const KeyRow *missing)
{
    for (int64_t i = 0; i < map->count; i++) {
        const KeyRow *row = table;
        while (row->name && strcmp(row->name, map->keys[i]->text) != 0)
            row++;
        if (row->name && row->use == KEY_LATER)
            return true;
        const char *near = row->name ? NULL
                                     : nearest_name(map->keys[i]->text, table, sizeof *table,
                                                    (size_t)row_count(table));
        if (near && strcmp(near, missing->name) == 0)
            return true;
    }
    return false;
}

/* "`a`, `b` and `c`", of the names or of the examples. */
static void list_rows(const KeyRow *const *rows, int64_t n, bool help, char *text, size_t size)
{
    size_t used = 0;
    for (int64_t i = 0; i < n && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s`%s`",
                                 i == 0      ? ""
                                 : i + 1 < n ? ", "
                                             : " and ",
                                 help ? rows[i]->help : rows[i]->name);
}

/* One message for all that is missing, since all of it is missing at one place. */
static bool check_required(Loader *l, const Node *map, Place owner, const char *of,
                           const KeyRow *table)
{
    const KeyRow *missing[16];
    char text[256];
    int64_t n = 0;
    bool whole = true;
    for (const KeyRow *row = table; row->name && n < 16; row++) {
        bool lacking = row->use == KEY_REQUIRED && !node_key(map, row->name);
        whole &= !lacking;
        if (lacking && !excused(map, table, row))
            missing[n++] = row;
    }
    if (n == 0)
        return whole;
    list_rows(missing, n, false, text, sizeof text);
    message_error(l->m, owner, NULL, "%s lacks %s", of, text);
    list_rows(missing, n, true, text, sizeof text);
    message_help(l->m, "add %s", text);
    return false;
}

bool keys_mapping(Loader *l, const Node *node, const char *of, const char *form)
{
    if (node->kind == NODE_MAP)
        return true;
    message_error(l->m, node->place, node->kind == NODE_LIST ? "a list" : NULL,
                  "%s must be a mapping, `%s`", of, form);
    if (node->kind == NODE_SCALAR && !node->quoted && strchr(node->text, ':'))
        message_help(l->m, "the `:` after a key needs a blank behind it");
    return false;
}

bool keys_few(Loader *l, const Node *node, const char *of)
{
    if (node->count <= LOADER_MANY)
        return true;
    message_error(l->m, node->items[LOADER_MANY]->place, NULL, "%s has more than %d entries", of,
                  LOADER_MANY);
    return false;
}

bool keys_check(Loader *l, const Node *map, Place owner, const char *of, const KeyRow *table)
{
    bool good = true;
    if (!keys_mapping(l, map, of, "key: value")) {
        note_allowed(l, table);
        return false;
    }
    if (!keys_few(l, map, of))
        return false;
    for (int64_t i = 0; i < map->count; i++)
        good &= check_key(l, map, i, of, table);
    return check_required(l, map, owner, of, table) && good;
}

/* ---- values --------------------------------------------------------------------------------- */

/* A value as a parameter of the runner's own: the same reader, the same words. */
static bool read_value(Loader *l, const Node *map, Param row, Value *value, bool *present)
{
    const Node *node = node_get(map, row.name);
    *present = node && !node_is_null(node);
    return !*present || param_parse(&row, node, l->m, value) == OK;
}

bool read_text(Loader *l, const Node *map, const char *key, char **text)
{
    const Node *node = node_get(map, key);
    if (!node || node_is_null(node))
        return true;
    if (node->kind != NODE_SCALAR) {
        message_error(l->m, node->place, node->kind == NODE_LIST ? "a list" : "a mapping",
                      "`%s` must be text", key);
        if (node->kind == NODE_MAP)
            message_help(l->m, "put text that holds `: ` or `{` in quotes");
        return false;
    }
    if (!node->quoted && words_truth(node->text) >= 0) {
        message_error(l->m, node->place, "YAML reads this word as a truth value",
                      "`%s` must be text, not a truth value", key);
        message_help(l->m, "write \"%s\" in quotes if you mean the word", node->text);
        return false;
    }
    if (node->text[strspn(node->text, " \n")] == '\0') {
        message_error(l->m, node->place, "empty", "`%s` has no text", key);
        return false;
    }
    *text = node->text;
    return true;
}

bool read_real(Loader *l, const Node *map, const char *key, double min, double max, double *x)
{
    Value value;
    bool present;
    Param row = { .name = key, .type = PARAM_REAL, .min = min, .max = max };
    if (!read_value(l, map, row, &value, &present))
        return false;
    if (present)
        *x = value.real;
    return true;
}

bool read_int(Loader *l, const Node *map, const char *key, double min, double max, int64_t *x)
{
    Value value;
    bool present;
    Param row = { .name = key, .type = PARAM_INT, .min = min, .max = max };
    if (!read_value(l, map, row, &value, &present))
        return false;
    if (present)
        *x = value.integer;
    return true;
}

bool read_bool(Loader *l, const Node *map, const char *key, bool *x)
{
    Value value;
    bool present;
    Param row = { .name = key, .type = PARAM_BOOL };
    if (!read_value(l, map, row, &value, &present))
        return false;
    if (present)
        *x = value.integer != 0;
    return true;
}

bool read_word(Loader *l, const Node *map, const char *key, const char *const *words, int *index)
{
    Value value;
    bool present;
    Param row = { .name = key, .type = PARAM_CHOICE, .choices = words };
    if (!read_value(l, map, row, &value, &present))
        return false;
    if (present)
        *index = (int)value.integer;
    return true;
}

bool read_names(Loader *l, const Node *map, const char *key, char ***names, const Node **nodes)
{
    const Node *list = node_get(map, key);
    if (!list || node_is_null(list))
        return true;
    if (list->kind != NODE_LIST) {
        char clip[WORDS_CLIP];
        words_clip(list->kind == NODE_SCALAR ? list->text : "a, b", clip);
        message_error(l->m, list->place, "not a list", "`%s` must be a list of names", key);
        message_help(l->m, "write `%s: [%s]`", key, clip);
        return false;
    }
    if (!keys_few(l, list, key))
        return false;
    char **found = loader_alloc(l, (size_t)list->count + 1, sizeof *found);
    bool good = found != NULL;
    for (int64_t i = 0; good && i < list->count; i++) {
        const Node *item = list->items[i];
        if (item->kind != NODE_SCALAR || node_is_null(item)) {
            message_error(l->m, item->place, NULL, "`%s` must be a list of names", key);
            good = false;
        } else {
            found[i] = item->text;
        }
    }
    if (good) {
        *names = found;
        if (nodes)
            *nodes = list;
    }
    return good;
}
