/* claims.c - what an experiment claims, and the figures it draws. */
#include <stdio.h>
#include <string.h>

#include "runner/config/loader.h"
#include "runner/config/words.h"

/* ---- claims --------------------------------------------------------------------------------- */

/* clang-format off */
static const KeyRow claim_keys[] = {
    { "id",         KEY_REQUIRED, "id: H09" },
    { "says",       KEY_REQUIRED, "says: TEXT" },
    { "holds_if",   KEY_OPTIONAL, NULL },
    { "refuted_if", KEY_OPTIONAL, NULL },
    { "literature", KEY_OPTIONAL, NULL },
    { "verdict",    KEY_OPTIONAL, NULL },
    { "because",    KEY_OPTIONAL, NULL },
    { 0 }
};
/* clang-format on */

/* Names of checks under a key, NULL-terminated and never NULL. */
static bool read_deciders(Loader *l, const Node *map, const char *key, char ***names)
{
    const Node *list = NULL;
    bool good = read_names(l, map, key, names, &list);
    for (int64_t i = 0; good && list && i < list->count; i++)
        good &= refer(l, list->items[i], REFER_CHECK);
    if (good && !*names)
        *names = loader_alloc(l, 1, sizeof **names);
    return good && *names;
}

/* A claim is decided by checks or by the literature, and not by both. */
static bool check_decision(Loader *l, const Node *map, const ClaimSpec *c)
{
    bool decided = *c->holds_if || *c->refuted_if;
    const Node *verdict = node_get(map, "verdict");
    if (decided && c->literature) {
        message_error(l->m, node_key(map, "literature")->place, NULL,
                      "the claim `%s` names checks, so data decide it and not the literature",
                      c->id);
        return false;
    }
    if (!decided && !c->literature) {
        message_error(l->m, c->place, NULL, "nothing decides the claim `%s`", c->id);
        message_help(l->m, "name checks under `holds_if` or `refuted_if`, or write "
                           "`literature: true` if no data here can decide it");
        return false;
    }
    if (c->verdict && (strcmp(c->verdict, "literature") == 0) != c->literature) {
        message_error(l->m, verdict->place, NULL, "the verdict of `%s` %s be `literature`", c->id,
                      c->literature ? "must" : "cannot");
        return false;
    }
    return true;
}

static bool read_claim(Loader *l, const Node *map, ClaimSpec *c)
{
    static const char *const verdicts[] = { "holds", "qualified", "refuted", "literature", NULL };
    int verdict = -1;
    if (!keys_check(l, map, map->place, "a claim", claim_keys))
        return false;
    bool good = read_text(l, map, "id", &c->id);
    good &= read_text(l, map, "says", &c->says);
    good &= read_text(l, map, "because", &c->because);
    good &= read_deciders(l, map, "holds_if", &c->holds_if);
    good &= read_deciders(l, map, "refuted_if", &c->refuted_if);
    good &= read_bool(l, map, "literature", &c->literature);
    good &= read_word(l, map, "verdict", verdicts, &verdict);
    if (verdict >= 0)
        c->verdict = loader_copy(l, verdicts[verdict]);
    return good && check_decision(l, map, c);
}

/* Ids stand in the ledger of all claims: each once. */
static bool refuse_same_id(Loader *l, const Node *list, int64_t i)
{
    const Node *id = list->items[i]->kind == NODE_MAP ? node_get(list->items[i], "id") : NULL;
    for (int64_t j = 0; id && id->kind == NODE_SCALAR && j < i; j++) {
        const Node *other =
            list->items[j]->kind == NODE_MAP ? node_get(list->items[j], "id") : NULL;
        if (!other || other->kind != NODE_SCALAR || strcmp(id->text, other->text) != 0)
            continue;
        message_error(l->m, id->place, "again here", "two claims are called `%s`", id->text);
        message_also(l->m, other->place, "first here");
        return true;
    }
    return false;
}

/* A list under a key of the top level; NULL, with a message, if it is something else. */
static const Node *top_list(Loader *l, const char *key, const char *example)
{
    const Node *list = node_get(l->root, key);
    if (!list || node_is_null(list))
        return NULL;
    if (list->kind == NODE_LIST)
        return keys_few(l, list, key) ? list : NULL;
    message_error(l->m, list->place, "not a list", "`%s` must be a list", key);
    message_help(l->m, "write `%s` on a line of its own below `%s:`", example, key);
    return NULL;
}

void read_claims(Loader *l)
{
    Experiment *e = l->e;
    const Node *list = top_list(l, "claims", "- {id: ..., says: ..., holds_if: [...]}");
    if (list)
        e->claims = loader_alloc(l, (size_t)list->count + 1, sizeof *e->claims);
    for (int64_t i = 0; e->claims && i < list->count; i++) {
        ClaimSpec *c = &e->claims[e->claim_count];
        *c = (ClaimSpec){ .place = list->items[i]->place };
        if (!refuse_same_id(l, list, i) && read_claim(l, list->items[i], c))
            e->claim_count++;
    }
}

/* ---- figures -------------------------------------------------------------------------------- */

/* clang-format off */
static const KeyRow figure_keys[] = {
    { "x",      KEY_OPTIONAL, NULL },
    { "y",      KEY_OPTIONAL, NULL },
    { "series", KEY_OPTIONAL, NULL },
    { "theory", KEY_OPTIONAL, NULL },
    { 0 }
};
/* clang-format on */

static bool read_script(Loader *l, const Node *node, FigureSpec *f)
{
    const char *dot = strrchr(node->text, '.');
    if (!strchr(node->text, '/') && dot && dot != node->text && strcmp(dot, ".gp") == 0) {
        f->script = node->text;
        return true;
    }
    message_error(l->m, node->place, NULL,
                  "a figure is the name of a script in plots/, as in `load.gp`, or a mapping");
    message_help(l->m,
                 "`{x: AXIS, y: METRIC, series: AXIS, theory: METRIC}` draws the automatic one");
    return false;
}

static bool read_automatic(Loader *l, const Node *map, FigureSpec *f)
{
    const Node *x = node_get(map, "x"), *y = node_get(map, "y");
    const Node *series = node_get(map, "series"), *theory = node_get(map, "theory");
    if (!keys_check(l, map, map->place, "a figure", figure_keys))
        return false;
    bool good = !y || refer(l, y, REFER_METRIC | REFER_DERIVED);
    const char *metric = good && y && is_metric(l, y->text) ? y->text : NULL;
    good &= !x || refer_axis(l, x, metric);
    good &= !series || refer_axis(l, series, metric);
    good &= !theory || refer(l, theory, REFER_METRIC);
    if (!good)
        return false;
    f->x = x ? x->text : NULL;
    f->y = y ? y->text : NULL;
    f->series = series ? series->text : NULL;
    f->theory = theory ? theory->text : NULL;
    return true;
}

void read_figures(Loader *l)
{
    Experiment *e = l->e;
    const Node *list = top_list(l, "figures", "- name.gp");
    if (list)
        e->figures = loader_alloc(l, (size_t)list->count + 1, sizeof *e->figures);
    for (int64_t i = 0; e->figures && i < list->count; i++) {
        FigureSpec *f = &e->figures[e->figure_count];
        const Node *node = list->items[i];
        *f = (FigureSpec){ .place = node->place };
        if (node->kind == NODE_SCALAR ? read_script(l, node, f) : read_automatic(l, node, f))
            e->figure_count++;
    }
}
