/* experiment.c - see experiment.h */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/loader.h"
#include "runner/config/words.h"

/* ---- parameters ----------------------------------------------------------------------------- */

static bool is_swept(const Loader *l, const char *name)
{
    return experiment_axis(l->e, name) >= 0;
}

/* One message for all: they are missing at one place. */
static void check_required_parameters(Loader *l, const Node *fixed)
{
    const Algorithm *a = l->e->algorithm;
    const char *missing[64];
    char list[512];
    int64_t n = 0;
    for (const Param *row = a->params; row->name && n < 64; row++)
        if (!row->def && !(fixed && node_key(fixed, row->name)) && !is_swept(l, row->name))
            missing[n++] = row->name;
    if (n == 0 || !l->sweep_ok)
        return;
    words_list(missing, sizeof *missing, n, list, sizeof list);
    message_error(l->m, node_get(l->root, "algorithm")->place, "has no default for it",
                  "`%s` needs %s", a->name, list);
    message_help(l->m, "give %s under `parameters`, or several values under `sweep`",
                 n == 1 ? "its value" : "their values");
}

void read_parameters(Loader *l)
{
    Experiment *e = l->e;
    const Node *fixed = node_get(l->root, "parameters");
    Value value;
    if (!e->algorithm)
        return;
    e->params = loader_alloc(l, 1, e->algorithm->params_size);
    if (!e->params)
        return;
    params_defaults(e->algorithm->params, e->params);
    if (fixed && node_is_null(fixed))
        fixed = NULL;
    if (fixed && (!keys_mapping(l, fixed, "`parameters`", "name: value") ||
                  !keys_few(l, fixed, "`parameters`")))
        return;
    for (int64_t i = 0; fixed && i < fixed->count; i++) {
        const Node *key = fixed->keys[i];
        const Param *row = param_find(e->algorithm->params, key->text);
        if (!row && strchr(key->text, ','))
            message_error(l->m, key->place, NULL,
                          "parameters that advance together are an axis: "
                          "put `%s` under `sweep`",
                          key->text);
        else if (!row)
            refuse_parameter(l, key->place, key->text, "parameters");
        else if (param_parse(row, fixed->items[i], l->m, &value) == OK)
            params_set(row, e->params, &value);
    }
    check_required_parameters(l, fixed);
}

/* ---- one reading ---------------------------------------------------------------------------- */

/* What lives outside the pool. */
static void free_expressions(Experiment *e)
{
    for (int64_t i = 0; i < e->derived_count; i++)
        expression_free(e->derived[i].where);
    for (int64_t i = 0; i < e->check_count; i++)
        expression_free(e->checks[i].where);
    e->derived_count = e->check_count = 0;
}

/* Reads a merged tree into the experiment once. */
static Status read_once(Experiment *e, const Node *root, bool strict, Messages *m)
{
    Loader l = { .e = e, .m = m, .root = root, .strict = strict };
    int64_t before = messages_count(m);
    read_header(&l);
    read_sweep(&l);
    read_parameters(&l);
    read_derived(&l);
    read_checks(&l);
    read_claims(&l);
    read_figures(&l);
    if (l.no_memory)
        return ERR_MEMORY;
    return messages_count(m) == before ? OK : ERR_CONFIG;
}

/* Reads a merged tree; all problems become messages. Whether there are any is found with messages
 * of its own: those of the caller may hold the same ones from an earlier reading, and then not
 * count. */
static Status read_tree(Experiment *e, const Node *root, bool strict, Messages *m)
{
    Experiment empty = *e;
    Messages *own = messages_new();
    Status st = own ? read_once(e, root, strict, own) : ERR_MEMORY;
    messages_free(own);
    if (st != ERR_CONFIG)
        return st;
    free_expressions(e);
    *e = empty;
    read_once(e, root, strict, m);
    return ERR_CONFIG;
}

/* Reads the file under a profile that was not asked for, only to see whether it is right. */
static Status read_other(const Experiment *e, const char *profile, bool with_overrides, Messages *m)
{
    ExperimentTree tree = *e->tree;
    Experiment other = { .tree = &tree, .profile = (char *)(uintptr_t)profile };
    Error err = { 0 };
    tree.pool = NULL;
    tree.merged = NULL;
    if (!with_overrides)
        tree.override_count = 0;
    Status st = layers_merge(&tree, profile, with_overrides, m, &tree.merged, &err);
    if (st == OK)
        st = read_tree(&other, tree.merged, !*profile && !with_overrides, m);
    free_expressions(&other);
    node_free(tree.merged);
    pool_free(&tree);
    return st;
}

/* Every profile of a file must be right, whichever is asked for. Overrides may well suit one
 * profile only; what they mend is not held against the file either. */
static Status check_others(const Experiment *e, Messages *m)
{
    const char *const *profiles = experiment_profiles(e);
    Status worst = OK;
    for (int64_t i = -1; worst != ERR_MEMORY && (i < 0 || profiles[i]); i++) {
        const char *profile = i < 0 ? "" : profiles[i];
        if (strcmp(profile, e->profile) == 0)
            continue;
        if (e->tree->override_count > 0) {
            Messages *scratch = messages_new();
            Status mended = scratch ? read_other(e, profile, true, scratch) : ERR_MEMORY;
            messages_free(scratch);
            if (mended == OK)
                continue;
        }
        worst = status_worse(worst, read_other(e, profile, false, m));
    }
    return worst;
}

/* ---- loading -------------------------------------------------------------------------------- */

static Status parse_overrides(Experiment *e, const char *const *overrides, Messages *m, Error *err)
{
    ExperimentTree *tree = e->tree;
    int64_t count = overrides ? words_count(overrides) : 0;
    Status worst = OK;
    char name[32];
    tree->argument = calloc((size_t)count + 1, sizeof *tree->argument);
    tree->override = calloc((size_t)count + 1, sizeof(Node *));
    if (!tree->argument || !tree->override)
        return error_set(err, ERR_MEMORY, "memory ran out");
    for (int64_t i = 0; i < count; i++) {
        snprintf(name, sizeof name, count > 1 ? "--set number %" PRId64 : "--set", i + 1);
        Status st = source_copy(&tree->argument[i], name, overrides[i], strlen(overrides[i]), err);
        if (st != OK)
            return st;
        tree->override_count++;
        st = yaml_parse_assignment(&tree->argument[i], m, &tree->override[i]);
        if (st == OK)
            st = layers_canonical(tree->override[i], err);
        worst = status_worse(worst, st);
    }
    return worst;
}

static Status check_root(const ExperimentTree *tree, Messages *m)
{
    if (tree->raw->kind == NODE_MAP)
        return OK;
    if (node_is_null(tree->raw))
        return message_error(m, (Place){ .source = NULL }, NULL, "%s is empty", tree->file.name);
    return message_error(m, tree->raw->place, NULL,
                         "the experiment must be a mapping, `key: value`");
}

static Status find_profile(Loader *l, const char *profile)
{
    char list[512], label[128];
    const char *const *names = experiment_profiles(l->e);
    int64_t count = words_count(names);
    for (int64_t i = 0; i < count; i++)
        if (strcmp(names[i], profile) == 0)
            return OK;
    if (*profile == '\0')
        return OK;
    const char *near =
        nearest_label(profile, names, sizeof *names, (size_t)count, label, sizeof label);
    message_error(l->m, (Place){ .source = NULL }, near, "no profile `%s` in %s", profile,
                  l->e->tree->file.name);
    words_list(names, sizeof *names, count, list, sizeof list);
    message_note(l->m, count ? "profiles: %s" : "the file has no profiles%s", list);
    return ERR_CONFIG;
}

static Status remember(Loader *l, const char *profile, const char *const *overrides)
{
    Experiment *e = l->e;
    const char *path = e->tree->file.name, *slash = strrchr(path, '/');
    int64_t count = overrides ? words_count(overrides) : 0;
    e->file = e->tree->file;
    e->name = loader_copy(l, slash ? slash + 1 : path);
    e->profile = loader_copy(l, profile);
    e->overrides = loader_alloc(l, (size_t)count + 1, sizeof *e->overrides);
    for (int64_t i = 0; e->overrides && i < count; i++)
        e->overrides[i] = loader_copy(l, overrides[i]);
    char *dot = e->name ? strrchr(e->name, '.') : NULL;
    if (dot && dot != e->name && (strcmp(dot, ".yml") == 0 || strcmp(dot, ".yaml") == 0))
        *dot = '\0';
    return l->no_memory ? ERR_MEMORY : OK;
}

/* From the text in tree->file to the experiment. */
static Status load(Experiment *e, const char *profile, const char *const *overrides, Messages *m,
                   Error *err)
{
    ExperimentTree *tree = e->tree;
    Loader l = { .e = e, .m = m };
    Status st = remember(&l, profile, overrides);
    if (st == OK)
        st = yaml_parse(&tree->file, m, &tree->raw);
    if (st == ERR_MEMORY || !tree->raw)
        return st;
    Status usable = check_root(tree, m);
    if (usable == OK)
        usable = layers_canonical(tree->raw, err);
    if (usable != OK)
        return usable;
    /* With a tree, a text that was refused (a duplicate key) can be read on: all errors at once. */
    st = layers_profiles(&l, tree) ? st : ERR_CONFIG;
    Status known = find_profile(&l, profile);
    st = status_worse(status_worse(st, known), parse_overrides(e, overrides, m, err));
    if (known == OK && st != ERR_MEMORY) {
        Status merged = layers_merge(tree, profile, true, m, &tree->merged, err);
        bool strict = *profile == '\0' && tree->override_count == 0;
        st = status_worse(st, merged);
        if (merged == OK)
            st = status_worse(st, read_tree(e, tree->merged, strict, m));
    }
    if (st != ERR_MEMORY && l.no_memory)
        st = ERR_MEMORY;
    return tree->profiles && st != ERR_MEMORY ? status_worse(st, check_others(e, m)) : st;
}

/* Loads, and leaves nothing behind on failure: messages keep their own excerpts. */
static Status finish(Experiment *e, Source file, const char *profile, const char *const *overrides,
                     Messages *m)
{
    Error err = { 0 };
    e->tree = calloc(1, sizeof *e->tree);
    Status st = ERR_MEMORY;
    if (e->tree) {
        e->tree->file = file;
        st = load(e, profile ? profile : "", overrides, m, &err);
    } else {
        source_free(&file);
    }
    if (st == ERR_MEMORY)
        message_error(m, (Place){ .source = NULL }, NULL, "memory ran out while reading a config");
    if (st != OK)
        experiment_free(e);
    return st;
}

Status experiment_load(const char *path, const char *profile, const char *const *overrides,
                       Messages *m, Experiment *e)
{
    Error err = { 0 };
    Source file = { 0 };
    *e = (Experiment){ 0 };
    if (source_read(&file, path, YAML_MAX_BYTES, &err) != OK) {
        message_error(m, (Place){ .source = NULL }, NULL, "%s", err.text);
        return err.code;
    }
    return finish(e, file, profile, overrides, m);
}

Status experiment_parse(const char *name, const char *text, size_t size, const char *profile,
                        const char *const *overrides, Messages *m, Experiment *e)
{
    Error err = { 0 };
    Source file = { 0 };
    *e = (Experiment){ 0 };
    if (source_copy(&file, name, text, size, &err) != OK) {
        message_error(m, (Place){ .source = NULL }, NULL, "%s", err.text);
        return err.code;
    }
    return finish(e, file, profile, overrides, m);
}

void experiment_free(Experiment *e)
{
    ExperimentTree *tree = e->tree;
    free_expressions(e);
    if (tree) {
        for (int64_t i = 0; i < tree->override_count; i++) {
            source_free(&tree->argument[i]);
            node_free(tree->override[i]);
        }
        free(tree->argument);
        free(tree->override);
        node_free(tree->merged);
        node_free(tree->raw);
        source_free(&tree->file);
        pool_free(tree);
        free(tree);
    }
    *e = (Experiment){ 0 };
}
