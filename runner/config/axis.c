/* axis.c - the sweep: lists and zip axes to typed values; ranges are read in range.c. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/loader.h"
#include "runner/config/words.h"

enum { AXIS_MAX_PARAMS = 64 };

/* ---- names ---------------------------------------------------------------------------------- */

/* The place of a word inside the text at `place`: in a zip key every name has its own. */
static Place place_of_word(Place place, const char *word)
{
    const char *line = place.source->text;
    for (int64_t i = 1; line && i < place.line; i++)
        line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL;
    size_t length = strlen(word);
    int64_t column = 1;
    for (const char *c = line; c && length && *c && *c != '\n'; c++) {
        if (((unsigned char)*c & 0xc0) == 0x80)
            continue;
        bool begins = c == line || strchr(" ,\"'{[", c[-1]);
        if (column >= place.column && column < place.column + place.width && begins &&
            strncmp(c, word, length) == 0 && strchr(" ,\"':\n", c[length])) {
            place.column = column;
            place.width = (int64_t)length;
            return place;
        }
        column++;
    }
    return place;
}

/* Takes the first name off a key of names separated by commas; *next is NULL after the last. */
static char *next_name(char **next)
{
    char *name = *next + strspn(*next, " ");
    char *comma = strchr(name, ',');
    *next = comma ? comma + 1 : NULL;
    size_t n = comma ? (size_t)(comma - name) : strlen(name);
    while (n > 0 && name[n - 1] == ' ')
        n--;
    name[n] = '\0';
    return name;
}

/* The parameters a key names, and the axis's own name. False, with messages, unless all exist. */
static bool read_axis_names(Loader *l, const Node *key, Axis *axis)
{
    bool good = true;
    size_t size = strlen(key->text) + 1, used = 0;
    char *next = loader_copy(l, key->text);
    axis->params = loader_alloc(l, AXIS_MAX_PARAMS, sizeof *axis->params);
    axis->name = loader_alloc(l, size, 1);
    axis->place = key->place;
    if (!next || !axis->params || !axis->name)
        return false;
    while (next) {
        const char *name = next_name(&next);
        const Param *row = param_find(l->e->algorithm->params, name);
        if (axis->count == AXIS_MAX_PARAMS) {
            message_error(l->m, key->place, NULL, "an axis has at most %d parameters",
                          AXIS_MAX_PARAMS);
            return false;
        }
        if (!row && *name == '\0')
            message_error(l->m, key->place, NULL, "a name is missing in the axis `%s`", key->text);
        else if (!row)
            refuse_parameter(l, place_of_word(key->place, name), name, "sweep");
        good &= row != NULL;
        axis->params[axis->count++] = row;
        used += (size_t)snprintf(axis->name + used, size - used, "%s%s", used ? "_" : "", name);
    }
    return good;
}

/* ---- lists ---------------------------------------------------------------------------------- */

bool axis_allocate(Loader *l, Axis *axis, int64_t length)
{
    axis->length = length;
    axis->values = loader_alloc(l, (size_t)(length * axis->count), sizeof *axis->values);
    return axis->values != NULL;
}

/* A list where one value belongs, or one value where a list does: said once for the axis. */
static bool refuse_nesting(Loader *l, const Node *key, const Node *item, const Axis *axis)
{
    if (axis->count > 1) {
        message_error(l->m, item->place, "not a list",
                      "`%s` advance together: each step is a list of %" PRId64 " values", key->text,
                      axis->count);
        message_help(l->m, "write `%s: [[...], [...]]`", key->text);
    } else {
        message_error(l->m, item->place, "a list", "the axis `%s` takes single values, `[1, 2]`",
                      key->text);
        message_help(l->m,
                     "parameters that advance together are one axis: `a, b: [[1, 2], [3, 4]]`");
    }
    return false;
}

/* One row of a zip axis: as many values as there are names. */
static bool read_row(Loader *l, const Node *key, const Node *row, Axis *axis, Value *values)
{
    char here[64], there[64];
    if (row->count != axis->count) {
        snprintf(here, sizeof here, "%" PRId64 " value%s", row->count, row->count == 1 ? "" : "s");
        snprintf(there, sizeof there, "%" PRId64 " names", axis->count);
        message_error(l->m, row->place, here, "each row of `%s` needs %" PRId64 " values",
                      key->text, axis->count);
        message_also(l->m, key->place, there);
        return false;
    }
    bool good = true;
    for (int64_t p = 0; p < axis->count; p++)
        good &= param_parse(axis->params[p], row->items[p], l->m, &values[p]) == OK;
    return good;
}

static bool read_list(Loader *l, const Node *key, const Node *list, Axis *axis)
{
    bool good = axis_allocate(l, axis, list->count);
    for (int64_t i = 0; axis->values && i < list->count; i++) {
        Value *values = &axis->values[i * axis->count];
        const Node *item = list->items[i];
        bool row = item->kind == NODE_LIST;
        if (row != (axis->count > 1))
            return refuse_nesting(l, key, item, axis);
        if (row)
            good &= read_row(l, key, item, axis, values);
        else
            good &= param_parse(axis->params[0], item, l->m, values) == OK;
    }
    return good;
}

/* ---- values that appear twice --------------------------------------------------------------- */

static int compare_values(const Value *a, const Value *b)
{
    if (a->type == PARAM_TEXT)
        return strcmp(a->text, b->text);
    if (a->type == PARAM_REAL)
        return (a->real > b->real) - (a->real < b->real);
    return (a->integer > b->integer) - (a->integer < b->integer);
}

static int compare_rows(const void *a, const void *b, void *context)
{
    const Axis *axis = context;
    int64_t i = *(const int64_t *)a, j = *(const int64_t *)b;
    for (int64_t p = 0; p < axis->count; p++) {
        int order =
            compare_values(&axis->values[i * axis->count + p], &axis->values[j * axis->count + p]);
        if (order)
            return order;
    }
    return 0;
}

static int compare_index(const void *a, const void *b, void *context)
{
    int order = compare_rows(a, b, context);
    int64_t i = *(const int64_t *)a, j = *(const int64_t *)b;
    return order ? order : (i > j) - (i < j);
}

/* Equal values of an axis would be two points with one key. */
static bool refuse_twice(Loader *l, const Node *key, const Node *node, const Axis *axis)
{
    bool good = true;
    char text[PARAM_TEXT_SIZE];
    int64_t *order = loader_alloc(l, (size_t)axis->length, sizeof *order);
    if (!order)
        return false;
    for (int64_t i = 0; i < axis->length; i++)
        order[i] = i;
    qsort_r(order, (size_t)axis->length, sizeof *order, compare_index, (void *)(uintptr_t)axis);
    for (int64_t i = 1; i < axis->length; i++) {
        if (compare_rows(&order[i - 1], &order[i], (void *)(uintptr_t)axis) != 0)
            continue;
        good = false;
        value_print(axis->params[0], &axis->values[order[i] * axis->count], text);
        bool list = node->kind == NODE_LIST;
        message_error(l->m, list ? node->items[order[i]]->place : node->place,
                      list ? "again here" : NULL, "the axis `%s` holds %s twice", key->text,
                      axis->count > 1 ? "a row" : text);
        if (list)
            message_also(l->m, node->items[order[i - 1]]->place, "first here");
    }
    return good;
}

/* ---- one axis ------------------------------------------------------------------------------- */

static bool refuse_empty(Loader *l, const Node *key, const Node *node)
{
    char clip[WORDS_CLIP];
    if (node_is_null(node) || (node->kind != NODE_SCALAR && node->count == 0)) {
        message_error(l->m, node->place, "empty", "the axis `%s` has no values", key->text);
    } else if (node->kind == NODE_SCALAR && node->text[0] == '=' && !node->quoted) {
        words_later(l->m, node->place, "= ...", "list the values");
    } else if (node->kind == NODE_SCALAR) {
        words_clip(node->text, clip);
        message_error(l->m, node->place, "one value", "the axis `%s` must be a list or a range",
                      key->text);
        message_help(l->m,
                     "put a value that does not vary under `parameters`; `[%s]` is an axis of "
                     "length one",
                     clip);
    } else {
        return false;
    }
    return true;
}

static bool read_axis(Loader *l, const Node *key, const Node *node, Axis *axis)
{
    if (refuse_empty(l, key, node))
        return false;
    bool good =
        node->kind == NODE_MAP ? read_range(l, key, node, axis) : read_list(l, key, node, axis);
    return good && refuse_twice(l, key, node, axis);
}

/* ---- the sweep ------------------------------------------------------------------------------ */

static bool holds(const Axis *axis, const Param *row)
{
    for (int64_t p = 0; p < axis->count; p++)
        if (axis->params[p] == row)
            return true;
    return false;
}

/* What was set in the lower layer must go from there, in the way of the higher one. */
static void help_take_away(Loader *l, const char *name)
{
    Layer fixed, swept;
    char key[WORDS_CLIP], quoted[WORDS_CLIP + 2];
    const Node *axis = layers_find(l->e, "sweep", name, &swept);
    layers_find(l->e, "parameters", name, &fixed);
    if (!axis || fixed == swept)
        return;
    const char *section = fixed > swept ? "sweep" : "parameters";
    const char *to = fixed > swept ? "fix" : "sweep";
    words_clip(fixed > swept ? axis->text : name, key);
    snprintf(quoted, sizeof quoted, strchr(key, ',') ? "\"%s\"" : "%s", key);
    if (fixed == LAYER_OVERRIDE || swept == LAYER_OVERRIDE)
        message_help(l->m, "to %s it here, add --set '%s.%s=null'", to, section, quoted);
    else
        message_help(l->m, "to %s it there, take the other away: `%s: {%s: null}`", to, section,
                     quoted);
}

/* A parameter that an earlier axis, this one or `parameters` has already. */
static bool refuse_conflicts(Loader *l, const Axis *axes, int64_t n)
{
    bool good = true;
    const Axis *axis = &axes[n];
    const Node *fixed = node_get(l->root, "parameters");
    for (int64_t p = 0; p < axis->count; p++) {
        const char *name = axis->params[p]->name;
        Place here = place_of_word(axis->place, name);
        const Node *key = fixed && fixed->kind == NODE_MAP ? node_key(fixed, name) : NULL;
        for (int64_t i = 0; i < n; i++) {
            if (!holds(&axes[i], axis->params[p]))
                continue;
            good = false;
            message_error(l->m, here, "again here", "`%s` is swept twice", name);
            message_also(l->m, place_of_word(axes[i].place, name), "first here");
            break;
        }
        for (int64_t i = 0; i < p; i++) {
            if (axis->params[i] != axis->params[p])
                continue;
            good = false;
            message_error(l->m, axis->place, NULL, "`%s` is named twice in one axis", name);
        }
        if (key) {
            good = false;
            message_error(l->m, here, "swept here", "`%s` is swept and fixed at the same time",
                          name);
            message_also(l->m, key->place, "fixed here");
            help_take_away(l, name);
        }
    }
    return good;
}

void read_sweep(Loader *l)
{
    Experiment *e = l->e;
    const Node *sweep = node_get(l->root, "sweep");
    l->sweep_ok = true;
    if (!sweep || node_is_null(sweep) || !e->algorithm)
        return;
    l->sweep_ok =
        keys_mapping(l, sweep, "`sweep`", "name: [values]") && keys_few(l, sweep, "`sweep`");
    if (!l->sweep_ok)
        return;
    Axis *axes = loader_alloc(l, (size_t)sweep->count + 1, sizeof *axes); /* readable names */
    e->axis = loader_alloc(l, (size_t)sweep->count + 1, sizeof *e->axis);
    int64_t named = 0;
    for (int64_t i = 0; axes && e->axis && i < sweep->count; i++) {
        Axis *axis = &axes[named];
        *axis = (Axis){ 0 };
        if (!read_axis_names(l, sweep->keys[i], axis)) {
            l->sweep_ok = false;
            continue;
        }
        bool good = refuse_conflicts(l, axes, named++);
        good &= read_axis(l, sweep->keys[i], sweep->items[i], axis);
        if (good)
            e->axis[e->axes++] = *axis;
        l->sweep_ok &= good;
    }
    if (e->axes > EXPERIMENT_MAX_AXES)
        message_error(l->m, e->axis[EXPERIMENT_MAX_AXES].place, NULL,
                      "a sweep has at most %d axes, this one has %" PRId64, EXPERIMENT_MAX_AXES,
                      e->axes);
}
