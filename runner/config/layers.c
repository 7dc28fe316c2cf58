/* layers.c - file, profile and --set as one tree, and which of them set what. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/loader.h"
#include "runner/config/words.h"

enum { PROFILES_MAX = 32 };

/* ---- one spelling of zip axes --------------------------------------------------------------- */

/* "a,b" and "a ,  b" become "a, b". */
static Status canonical_key(Node *key, Error *err)
{
    size_t size = 3 * strlen(key->text) + 1, used = 0;
    char *text = strchr(key->text, ',') ? malloc(size) : NULL;
    if (!text)
        return strchr(key->text, ',') ? error_set(err, ERR_MEMORY, "memory ran out") : OK;
    for (const char *c = key->text; *c;) {
        c += strspn(c, " ");
        size_t n = strcspn(c, ",");
        while (n > 0 && c[n - 1] == ' ')
            n--;
        memcpy(text + used, c, n);
        used += n;
        c += strcspn(c, ",");
        if (*c == ',') {
            c++;
            memcpy(text + used, ", ", 2);
            used += 2;
        }
    }
    text[used] = '\0';
    free(key->text);
    key->text = text;
    return OK;
}

static Status canonical_sweep(Node *layer, Error *err)
{
    Node *sweep = layer->kind == NODE_MAP ? node_get(layer, "sweep") : NULL;
    Status st = OK;
    for (int64_t i = 0; st == OK && sweep && sweep->kind == NODE_MAP && i < sweep->count; i++)
        st = canonical_key(sweep->keys[i], err);
    return st;
}

Status layers_canonical(Node *root, Error *err)
{
    Status st = canonical_sweep(root, err);
    Node *profiles = node_get(root, "profiles");
    for (int64_t i = 0; profiles && profiles->kind == NODE_MAP && i < profiles->count; i++)
        if (st == OK)
            st = canonical_sweep(profiles->items[i], err);
    return st;
}

/* ---- profiles ------------------------------------------------------------------------------- */

static const Node *profile_map(const ExperimentTree *tree, const char *profile)
{
    const Node *profiles = node_get(tree->raw, "profiles");
    const Node *map = profiles && *profile ? node_get(profiles, profile) : NULL;
    return map && map->kind == NODE_MAP ? map : NULL;
}

/* What a profile cannot change; false, with messages, if it tries. */
static bool check_profile(Loader *l, const Node *key, const Node *map)
{
    static const char *const fixed[] = { "format", "algorithm", "profiles" };
    bool good = true;
    if (!words_snake(key->text)) {
        message_error(l->m, key->place, NULL, "`%s` cannot name a profile", key->text);
        message_help(l->m, "use lower-case letters, digits and `_`");
        good = false;
    }
    char of[128], clip[WORDS_CLIP];
    words_clip(key->text, clip);
    snprintf(of, sizeof of, "the profile `%s`", clip);
    if (!keys_mapping(l, map, of, "key: value"))
        return false;
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        const Node *found = node_key(map, fixed[i]);
        if (!found)
            continue;
        message_error(l->m, found->place, NULL, "a profile cannot change `%s`", fixed[i]);
        good = false;
    }
    return good;
}

bool layers_profiles(Loader *l, ExperimentTree *tree)
{
    const Node *profiles = node_get(tree->raw, "profiles");
    int64_t count = profiles && profiles->kind == NODE_MAP ? profiles->count : 0;
    bool good = true;
    tree->profiles = loader_alloc(l, (size_t)count + 1, sizeof *tree->profiles);
    if (profiles && !keys_mapping(l, profiles, "`profiles`", "smoke: {replicates: 2}"))
        return false;
    if (count > PROFILES_MAX) { /* each is read as a whole experiment */
        message_error(l->m, profiles->keys[PROFILES_MAX]->place, NULL, "more than %d profiles",
                      PROFILES_MAX);
        return false;
    }
    for (int64_t i = 0; tree->profiles && i < count; i++) {
        tree->profiles[i] = profiles->keys[i]->text;
        good &= check_profile(l, profiles->keys[i], profiles->items[i]);
    }
    return good && tree->profiles;
}

/* ---- merging -------------------------------------------------------------------------------- */

/* A null takes a key away: one that is not there is a misspelt name. */
static bool check_removals(const Node *base, const Node *over, const char *of, Messages *m)
{
    char label[128];
    bool good = true;
    for (int64_t i = 0; over->kind == NODE_MAP && i < over->count; i++) {
        const Node *key = over->keys[i];
        const Node *below = base && base->kind == NODE_MAP ? node_get(base, key->text) : NULL;
        if (!node_is_null(over->items[i])) {
            good &= check_removals(below, over->items[i], key->text, m);
            continue;
        }
        if (below)
            continue;
        const char *near = NULL;
        int64_t n = base && base->kind == NODE_MAP ? base->count : 0;
        const char **names = calloc((size_t)n + 1, sizeof *names);
        for (int64_t j = 0; names && j < n; j++)
            names[j] = base->keys[j]->text;
        if (names)
            near = nearest_label(key->text, names, sizeof *names, (size_t)n, label, sizeof label);
        message_error(m, key->place, near, "there is no `%s` in %s%s%s to take away", key->text,
                      of ? "`" : "", of ? of : "the experiment", of ? "`" : "");
        free(names);
        good = false;
    }
    return good;
}

Status layers_merge(const ExperimentTree *tree, const char *profile, bool with_overrides,
                    Messages *m, Node **merged, Error *err)
{
    const Node *over = profile_map(tree, profile);
    Status st = OK;
    *merged = node_copy(tree->raw);
    if (!*merged)
        return error_set(err, ERR_MEMORY, "memory ran out");
    if (over && !check_removals(tree->raw, over, NULL, m))
        st = ERR_CONFIG;
    if (over && st == OK)
        st = node_merge(merged, over, err);
    for (int64_t i = 0; st == OK && with_overrides && i < tree->override_count; i++) {
        if (!tree->override[i])
            continue;
        if (!check_removals(*merged, tree->override[i], NULL, m))
            st = ERR_CONFIG;
        else
            st = node_merge(merged, tree->override[i], err);
    }
    return st;
}

/* ---- who set it ----------------------------------------------------------------------------- */

/* True if a key of `sweep` is the axis of this parameter, alone or with others. */
static bool names_parameter(const char *key, const char *name)
{
    size_t n = strlen(name);
    for (const char *c = key; *c;) {
        size_t length = strcspn(c, ",");
        if (length == n && memcmp(c, name, n) == 0)
            return true;
        c += length;
        c += strspn(c, ", ");
    }
    return false;
}

/* The key that holds `name` in a section of a tree ("" for the top level), or NULL. */
static const Node *find_key(const Node *tree, const char *section, const char *name)
{
    const Node *map = *section ? node_get(tree, section) : tree;
    bool axis = strcmp(section, "sweep") == 0;
    for (int64_t i = 0; map && map->kind == NODE_MAP && i < map->count; i++) {
        const char *key = map->keys[i]->text;
        if (axis ? names_parameter(key, name) || strcmp(key, name) == 0 : strcmp(key, name) == 0)
            return map->keys[i];
    }
    return NULL;
}

const Node *layers_find(const Experiment *e, const char *section, const char *name, Layer *layer)
{
    const ExperimentTree *tree = e->tree;
    const Node *found = NULL;
    *layer = LAYER_DEFAULT;
    if (!find_key(tree->merged, section, name))
        return NULL;
    for (int64_t i = tree->override_count - 1; !found && i >= 0; i--)
        if (tree->override[i])
            found = find_key(tree->override[i], section, name);
    if (found) {
        *layer = LAYER_OVERRIDE;
        return found;
    }
    const Node *over = profile_map(tree, e->profile);
    found = over ? find_key(over, section, name) : NULL;
    *layer = found ? LAYER_PROFILE : LAYER_FILE;
    return found ? found : find_key(tree->raw, section, name);
}

Place experiment_place(const Experiment *e, const char *param)
{
    Layer layer;
    const Node *key = layers_find(e, "sweep", param, &layer);
    if (!key)
        key = layers_find(e, "parameters", param, &layer);
    if (!key && header_key(param))
        key = layers_find(e, "", param, &layer);
    if (key)
        return key->place;
    const Node *algorithm = node_get(e->tree->merged, "algorithm");
    return algorithm ? algorithm->place : (Place){ 0 };
}

static void print_layer(const Experiment *e, const Node *key, Layer layer, char *text, size_t size)
{
    if (!key)
        snprintf(text, size, "default");
    else if (layer == LAYER_OVERRIDE)
        snprintf(text, size, "--set %s", key->place.source->text);
    else if (layer == LAYER_PROFILE)
        snprintf(text, size, "profile %s, %s:%" PRId64 ":%" PRId64, e->profile,
                 key->place.source->name, key->place.line, key->place.column);
    else
        snprintf(text, size, "%s:%" PRId64 ":%" PRId64, key->place.source->name, key->place.line,
                 key->place.column);
}

Status experiment_explain(const Experiment *e, const char *key, char *text, size_t size, Error *err)
{
    static const char *const sections[] = { "parameters.", "sweep." };
    Layer layer = LAYER_DEFAULT;
    const Param *params = e->algorithm->params;
    const Node *found = NULL;
    const char *name = key;
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        if (strncmp(key, sections[i], strlen(sections[i])) == 0)
            name = key + strlen(sections[i]);
    if (param_find(params, name)) {
        found = layers_find(e, "sweep", name, &layer);
        if (!found)
            found = layers_find(e, "parameters", name, &layer);
    } else if (name == key && header_key(key)) {
        found = layers_find(e, "", key, &layer);
    } else {
        const char *near = nearest_name(name, params, sizeof *params, (size_t)param_count(params));
        return error_set(err, ERR_USAGE, "`%s` has no parameter `%s`%s%s%s", e->algorithm->name,
                         name, near ? "; did you mean `" : "", near ? near : "", near ? "`?" : "");
    }
    print_layer(e, found, layer, text, size);
    return OK;
}

const char *const *experiment_profiles(const Experiment *e)
{
    static const char *const none[] = { NULL };
    return e->tree && e->tree->profiles ? e->tree->profiles : none;
}
