/* header.c - the top level of a config: its keys, texts, algorithm, seed, replicates and budget. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/loader.h"
#include "runner/config/number.h"
#include "runner/config/words.h"

/* clang-format off */
static const KeyRow top_keys[] = {
    { "format",      KEY_REQUIRED, "format: 1" },
    { "title",       KEY_REQUIRED, "title: TEXT" },
    { "about",       KEY_OPTIONAL, NULL },
    { "source",      KEY_OPTIONAL, NULL },
    { "algorithm",   KEY_REQUIRED, "algorithm: FAMILY.NAME" },
    { "seed",        KEY_OPTIONAL, NULL },
    { "replicates",  KEY_OPTIONAL, NULL },
    { "parameters",  KEY_OPTIONAL, NULL },
    { "sweep",       KEY_OPTIONAL, NULL },
    { "derived",     KEY_OPTIONAL, NULL },
    { "checks",      KEY_OPTIONAL, NULL },
    { "claims",      KEY_OPTIONAL, NULL },
    { "figures",     KEY_OPTIONAL, NULL },
    { "profiles",    KEY_OPTIONAL, NULL },
    { "budget",      KEY_OPTIONAL, NULL },
    { "over_budget", KEY_OPTIONAL, NULL },
    { "include",     KEY_LATER, "copy what the other file holds into this one" },
    { "also",        KEY_LATER, "write the other block as an experiment of its own" },
    { "where",       KEY_LATER, "list what is wanted as one axis: `a, b: [[1, 2], [3, 4]]`" },
    { "sample",      KEY_LATER, "sweep lists or ranges" },
    { 0 }
};

static const KeyRow seed_keys[] = {
    { "base",      KEY_REQUIRED, "base: 1" },
    { "shared_by", KEY_OPTIONAL, NULL },
    { 0 }
};

static const KeyRow budget_keys[] = {
    { "memory", KEY_OPTIONAL, NULL },
    { "trials", KEY_OPTIONAL, NULL },
    { 0 }
};
/* clang-format on */

bool header_key(const char *name)
{
    for (const KeyRow *row = top_keys; row->name; row++)
        if (strcmp(row->name, name) == 0)
            return true;
    return false;
}

static void read_format(Loader *l)
{
    int64_t format = 1;
    char clip[WORDS_CLIP];
    const Node *node = node_get(l->root, "format");
    if (!node || node_is_null(node) || node->kind != NODE_SCALAR ||
        (number_parse_int(node->text, &format) && format == 1)) {
        read_int(l, l->root, "format", 1, 1, &format); /* a list or mapping */
        return;
    }
    words_clip(node->text, clip);
    message_error(l->m, node->place, "must be 1", "this version of hebb knows no format `%s`",
                  clip);
    message_note(l->m, "`format` is the version of the config language, so that a file never "
                       "changes its meaning");
}

/* ---- algorithm ------------------------------------------------------------------------------ */

/* Those of the family, if the name is one. */
static void note_algorithms(Loader *l, const char *name)
{
    char list[1024];
    const char *names[64];
    int64_t n = 0;
    size_t length = strcspn(name, ".");
    for (const Algorithm *const *a = registry_all(NULL); *a && n < 64; a++)
        if (strncmp((*a)->name, name, length) == 0 && (*a)->name[length] == '.')
            names[n++] = (*a)->name;
    words_list(names, sizeof *names, n, list, sizeof list);
    if (n > 0)
        message_note(l->m, "the family `%.*s` has %s", (int)length, name, list);
    else
        message_help(l->m, "`hebb list --algorithms` names all there are");
}

static void read_algorithm(Loader *l)
{
    char *name = NULL, clip[WORDS_CLIP], label[128];
    if (!read_text(l, l->root, "algorithm", &name) || !name)
        return;
    l->e->algorithm = registry_find(name);
    if (l->e->algorithm)
        return;
    int64_t count = 0;
    const Algorithm *const *all = registry_all(&count);
    const char **names = loader_alloc(l, (size_t)count + 1, sizeof *names);
    for (int64_t i = 0; names && i < count; i++)
        names[i] = all[i]->name;
    if (!names)
        return;
    words_clip(name, clip);
    const char *near =
        nearest_label(name, names, sizeof *names, (size_t)count, label, sizeof label);
    message_error(l->m, node_get(l->root, "algorithm")->place, near, "no algorithm is called `%s`",
                  clip);
    if (!near)
        note_algorithms(l, name);
}

/* ---- seed and replicates -------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void read_shared_by(Loader *l, const Node *map)
{
    const Node *list = NULL;
    char **names = NULL;
    if (!read_names(l, map, "shared_by", &names, &list) || !names || !l->e->algorithm)
        return;
    for (int64_t i = 0; i < list->count; i++) {
        if (!param_find(l->e->algorithm->params, names[i]))
            refuse_parameter(l, list->items[i]->place, names[i], "shared_by");
        for (int64_t j = 0; j < i; j++) {
            if (strcmp(names[i], names[j]) != 0)
                continue;
            message_error(l->m, list->items[i]->place, "again here", "`%s` appears twice",
                          names[i]);
            message_also(l->m, list->items[j]->place, "first here");
            break;
        }
    }
    qsort(names, (size_t)list->count, sizeof *names, by_text);
    l->e->shared_by = names;
}

static void read_seed(Loader *l)
{
    const Node *seed = node_get(l->root, "seed");
    const Node *map = l->root;
    const char *key = "seed";
    int64_t base = 0;
    l->e->shared_by = loader_alloc(l, 1, sizeof *l->e->shared_by);
    if (!seed || node_is_null(seed))
        return;
    if (seed->kind == NODE_MAP) {
        keys_check(l, seed, node_key(l->root, "seed")->place, "`seed`", seed_keys);
        read_shared_by(l, seed);
        map = seed;
        key = "base";
    }
    if (read_int(l, map, key, 0, NO_MAX, &base))
        l->e->seed = (uint64_t)base;
}

static void read_replicates(Loader *l)
{
    const Node *node = node_get(l->root, "replicates");
    l->e->replicates = 1;
    if (node && node->kind == NODE_MAP)
        words_later(l->m, node_key(l->root, "replicates")->place, "replicates: {min, max, until}",
                    "write a number: `replicates: 64`");
    else
        read_int(l, l->root, "replicates", 1, 1e9, &l->e->replicates);
}

/* ---- budget --------------------------------------------------------------------------------- */

/* "2 GiB", "512 MiB", "4096": bytes; false if it is something else. */
static bool parse_bytes(const char *text, double *bytes)
{
    static const struct {
        const char *name;
        double bytes;
    } units[] = { { "", 1 },         { "B", 1 },        { "KiB", 0x1p10 },
                  { "MiB", 0x1p20 }, { "GiB", 0x1p30 }, { "TiB", 0x1p40 } };
    char number[NUMBER_SIZE];
    size_t n = strcspn(text, " BKMGTkmgt");
    const char *unit = text + n + strspn(text + n, " ");
    if (n >= sizeof number)
        return false;
    memcpy(number, text, n);
    number[n] = '\0';
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(unit, units[i].name) == 0 && number_parse_real(number, bytes)) {
            *bytes *= units[i].bytes;
            return *bytes >= 1;
        }
    return false;
}

static void read_budget(Loader *l)
{
    static const char *const words[] = { "refuse", "skip", NULL };
    int skip = 0;
    char *memory = NULL, clip[WORDS_CLIP];
    const Node *budget = node_get(l->root, "budget");
    l->e->budget_memory = INFINITY;
    l->e->budget_trials = 10000000;
    read_word(l, l->root, "over_budget", words, &skip);
    l->e->skip_over_budget = skip == 1;
    if (!budget || node_is_null(budget))
        return;
    keys_check(l, budget, node_key(l->root, "budget")->place, "`budget`", budget_keys);
    if (budget->kind != NODE_MAP)
        return;
    read_int(l, budget, "trials", 1, 1e12, &l->e->budget_trials);
    if (!read_text(l, budget, "memory", &memory) || !memory ||
        parse_bytes(memory, &l->e->budget_memory))
        return;
    l->e->budget_memory = INFINITY;
    words_clip(memory, clip);
    message_error(l->m, node_get(budget, "memory")->place, "as in 2 GiB",
                  "`memory` must be a number of bytes, or one with KiB, MiB or GiB");
}

/* ---- all ------------------------------------------------------------------------------------ */

void read_header(Loader *l)
{
    read_algorithm(l); /* first, so that an unknown key can be told from a misplaced parameter */
    keys_check(l, l->root, l->root->place, "the experiment", top_keys);
    read_format(l);
    read_text(l, l->root, "title", &l->e->title);
    read_text(l, l->root, "about", &l->e->about);
    read_text(l, l->root, "source", &l->e->source);
    read_seed(l);
    read_replicates(l);
    read_budget(l);
}
