/* checks.c - checks: NAME: {value, one of exact, range, limit, at_least, against, law; ...}. */
#include <stdio.h>
#include <string.h>

#include "runner/config/loader.h"
#include "runner/config/number.h"
#include "runner/config/words.h"

/* clang-format off */
static const KeyRow check_keys[] = {
    { "value",     KEY_REQUIRED, "value: METRIC" },
    { "exact",     KEY_OPTIONAL, NULL },
    { "range",     KEY_OPTIONAL, NULL },
    { "limit",     KEY_OPTIONAL, NULL },
    { "at_least",  KEY_OPTIONAL, NULL },
    { "against",   KEY_OPTIONAL, NULL },
    { "law",       KEY_OPTIONAL, NULL },
    { "tolerance", KEY_OPTIONAL, NULL },
    { "relative",  KEY_OPTIONAL, NULL },
    { "log10",     KEY_OPTIONAL, NULL },
    { "below",     KEY_OPTIONAL, NULL },
    { "where",     KEY_OPTIONAL, NULL },
    { "because",   KEY_OPTIONAL, NULL },
    { "ulp",       KEY_LATER, "use `exact`, or `against` with `relative`" },
    { "digest",    KEY_LATER, "use `exact`" },
    { "timing",    KEY_LATER, NULL },
    { "reduce",    KEY_LATER, "derive a `mean`, `maximum` or `minimum` first, and check that" },
    { 0 }
};
/* clang-format on */

/* ---- kinds ---------------------------------------------------------------------------------- */

static bool read_exact(Loader *l, const Node *map, CheckSpec *c)
{
    if (!read_real(l, map, "exact", NO_MIN, NO_MAX, &c->low))
        return false;
    c->high = c->low;
    return true;
}

static bool read_limit(Loader *l, const Node *map, CheckSpec *c)
{
    c->low = -INFINITY;
    return read_real(l, map, "limit", NO_MIN, NO_MAX, &c->high);
}

static bool read_at_least(Loader *l, const Node *map, CheckSpec *c)
{
    c->high = INFINITY;
    return read_real(l, map, "at_least", NO_MIN, NO_MAX, &c->low);
}

static bool read_bounds(Loader *l, const Node *map, CheckSpec *c)
{
    const Node *range = node_get(map, "range");
    const Param row = { .name = "range", .type = PARAM_REAL, .min = NO_MIN, .max = NO_MAX };
    Value low, high;
    if (range->kind != NODE_LIST || range->count != 2) {
        message_error(l->m, range->place, NULL, "`range` must be two numbers, `[low, high]`");
        return false;
    }
    if (param_parse(&row, range->items[0], l->m, &low) != OK ||
        param_parse(&row, range->items[1], l->m, &high) != OK)
        return false;
    if (low.real > high.real) {
        message_error(l->m, range->place, "the smaller number comes first",
                      "no number is in this `range`");
        return false;
    }
    c->low = low.real;
    c->high = high.real;
    return true;
}

/* A number, or the name of what to compare with. */
static bool read_against(Loader *l, const Node *map, CheckSpec *c)
{
    const Node *node = node_get(map, "against");
    if (node->kind == NODE_SCALAR && number_parse_real(node->text, &c->reference))
        return true;
    if (!refer(l, node, REFER_METRIC | REFER_DERIVED))
        return false;
    if (is_metric(l, c->value) && is_metric(l, node->text) &&
        !same_dimensions(l, node, c->value, node->text))
        return false;
    c->against = node->text;
    return true;
}

static bool read_law(Loader *l, const Node *map, CheckSpec *c)
{
    const Node *node = node_get(map, "law");
    if (!refer(l, node, REFER_METRIC))
        return false;
    if (l->e->algorithm && !is_metric(l, c->value)) {
        message_error(l->m, node_get(map, "value")->place, "a derived number",
                      "`law` compares a metric with its exact law at every point");
        message_help(l->m, "use `against` with a `tolerance` for a derived number");
        return false;
    }
    c->against = node->text;
    return same_dimensions(l, node, c->value, node->text);
}

static const struct {
    const char *name;
    CheckKind kind;
    bool (*read)(Loader *l, const Node *map, CheckSpec *c);
} kinds[] = {
    { "exact", CHECK_EXACT, read_exact },       { "range", CHECK_RANGE, read_bounds },
    { "limit", CHECK_LIMIT, read_limit },       { "at_least", CHECK_LIMIT, read_at_least },
    { "against", CHECK_AGAINST, read_against }, { "law", CHECK_LAW, read_law },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* The number of the one kind that is given; -1, with a message, unless it is just one. */
static int find_kind(Loader *l, const Node *key, const Node *map)
{
    int found = -1;
    char list[128];
    for (int i = 0; i < KINDS; i++) {
        const Node *name = node_key(map, kinds[i].name);
        if (name && found >= 0) {
            message_error(l->m, name->place, "and here", "the check `%s` compares in two ways",
                          key->text);
            message_also(l->m, node_key(map, kinds[found].name)->place, "one here");
            message_help(l->m, "write two checks, or `range: [low, high]` for two bounds");
            return -1;
        }
        if (name)
            found = i;
    }
    if (found < 0) {
        words_list(kinds, sizeof *kinds, KINDS, list, sizeof list);
        message_error(l->m, key->place, NULL, "the check `%s` does not say what it allows",
                      key->text);
        message_help(l->m, "give it one of %s", list);
    }
    return found;
}

/* ---- one check ------------------------------------------------------------------------------ */

/* What only `against` understands. */
static bool read_allowances(Loader *l, const Node *map, CheckSpec *c)
{
    static const char *const names[] = { "tolerance", "relative", "log10", "below" };
    for (size_t i = 0; c->kind != CHECK_AGAINST && i < sizeof names / sizeof *names; i++) {
        const Node *key = node_key(map, names[i]);
        if (!key)
            continue;
        message_error(l->m, key->place, NULL, "`%s` goes with `against` only", names[i]);
        return false;
    }
    bool good = read_real(l, map, "tolerance", 0, NO_MAX, &c->tolerance);
    good &= read_real(l, map, "relative", 0, NO_MAX, &c->relative);
    good &= read_real(l, map, "below", 0, NO_MAX, &c->only_at_below);
    return read_bool(l, map, "log10", &c->log10) && good;
}

static bool read_check(Loader *l, const Node *key, const Node *map, CheckSpec *c)
{
    char of[128], clip[WORDS_CLIP];
    words_clip(key->text, clip);
    snprintf(of, sizeof of, "the check `%s`", clip);
    if (!words_snake(key->text)) {
        message_error(l->m, key->place, NULL, "`%s` cannot name a check", clip);
        message_help(l->m, "use lower-case letters, digits and `_`");
        return false;
    }
    if (!keys_check(l, map, key->place, of, check_keys) ||
        !refer(l, node_get(map, "value"), REFER_METRIC | REFER_DERIVED))
        return false;
    c->value = node_get(map, "value")->text;
    int kind = find_kind(l, key, map);
    if (kind < 0)
        return false;
    c->kind = kinds[kind].kind;
    bool good = kinds[kind].read(l, map, c);
    good &= read_allowances(l, map, c);
    good &= read_text(l, map, "because", &c->because);
    return read_where(l, map, &c->where) && good;
}

void read_checks(Loader *l)
{
    Experiment *e = l->e;
    const Node *map = node_get(l->root, "checks");
    if (!map || node_is_null(map))
        return;
    if (!keys_mapping(l, map, "`checks`", "name: {value: ...}") || !keys_few(l, map, "`checks`"))
        return;
    e->checks = loader_alloc(l, (size_t)map->count + 1, sizeof *e->checks);
    for (int64_t i = 0; e->checks && i < map->count; i++) {
        CheckSpec *c = &e->checks[e->check_count];
        const Node *key = map->keys[i];
        *c = (CheckSpec){ .name = key->text, .place = key->place, .only_at_below = NAN };
        if (read_check(l, key, map->items[i], c))
            e->check_count++;
        else
            expression_free(c->where);
    }
}
