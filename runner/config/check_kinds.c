/* check_kinds.c - what a check compares with: exact, range, limit, against, law, ulp, ... */
#include <string.h>

#include "runner/config/loader.h"
#include "runner/config/number.h"
#include "runner/config/words.h"

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

/* A number, the name of what to compare with, or the word `baseline`. */
static bool read_reference(Loader *l, const Node *node, CheckSpec *c)
{
    if (node->kind == NODE_SCALAR && number_parse_real(node->text, &c->reference))
        return true;
    if (node->kind == NODE_SCALAR && strcmp(node->text, "baseline") == 0) {
        c->from_baseline = true;
        return true;
    }
    if (!refer(l, node, REFER_METRIC | REFER_DERIVED))
        return false;
    if (is_metric(l, c->value) && is_metric(l, node->text) &&
        !same_dimensions(l, node, c->value, node->text))
        return false;
    c->against = node->text;
    return true;
}

static bool read_against(Loader *l, const Node *map, CheckSpec *c)
{
    return read_reference(l, node_get(map, "against"), c);
}

static bool read_stat(Loader *l, const Node *map, CheckSpec *c)
{
    return read_reference(l, node_get(map, "stat"), c);
}

/* What ulp, rel and log go by: what `against` names, or else the baseline. */
static bool read_origin(Loader *l, const Node *map, CheckSpec *c)
{
    const Node *against = node_get(map, "against");
    c->from_baseline = against == NULL;
    return !against || read_reference(l, against, c);
}

static bool read_ulp(Loader *l, const Node *map, CheckSpec *c)
{
    int64_t n = 0;
    bool good = read_int(l, map, "ulp", 0, 1e15, &n);
    c->allowed = (double)n;
    return read_origin(l, map, c) && good;
}

static bool read_rel(Loader *l, const Node *map, CheckSpec *c)
{
    bool good = read_real(l, map, "rel", 0, 1, &c->allowed);
    return read_origin(l, map, c) && good;
}

static bool read_log(Loader *l, const Node *map, CheckSpec *c)
{
    bool good = read_real(l, map, "log", 0, 400, &c->allowed);
    return read_origin(l, map, c) && good;
}

/* digest: true, or digest: {rel: 1e-12}, what holds where bits cannot be compared. */
static bool read_digest(Loader *l, const Node *map, CheckSpec *c)
{
    static const KeyRow keys[] = { { "rel", KEY_REQUIRED, "rel: 1e-12" }, { 0 } };
    const Node *node = node_get(map, "digest");
    bool on = false;
    c->from_baseline = true;
    c->allowed = 1e-9;
    if (node->kind == NODE_MAP)
        return keys_check(l, node, node->place, "`digest`", keys) &&
               read_real(l, node, "rel", 0, 1, &c->allowed);
    if (!read_bool(l, map, "digest", &on))
        return false;
    if (on)
        return true;
    message_error(l->m, node->place, NULL, "`digest` is `true`, or `{rel: 1e-12}`");
    message_help(l->m, "remove the check if it should not be made");
    return false;
}

/* timing: 0.1 tells steps of a tenth over the nights. */
static bool read_timing(Loader *l, const Node *map, CheckSpec *c)
{
    const Algorithm *a = l->e->algorithm;
    const Node *value = node_get(map, "value");
    int64_t m = a ? metric_index(a, c->value) : -1;
    if (a && (m < 0 || a->metrics[m].kind != METRIC_TIMING)) {
        message_error(l->m, value->place, NULL,
                      "`timing` looks at timing metrics, and `%s` is none", c->value);
        return false;
    }
    c->reduce = REDUCE_SUM;
    return read_real(l, map, "timing", 0.01, 10, &c->allowed);
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

/* clang-format off */
static const struct {
    const char *name;
    CheckKind kind;
    bool (*read)(Loader *l, const Node *map, CheckSpec *c);
} kinds[] = {
    { "exact",    CHECK_EXACT,   read_exact },
    { "range",    CHECK_RANGE,   read_bounds },
    { "limit",    CHECK_LIMIT,   read_limit },
    { "at_least", CHECK_LIMIT,   read_at_least },
    { "law",      CHECK_LAW,     read_law },
    { "stat",     CHECK_STAT,    read_stat },
    { "digest",   CHECK_DIGEST,  read_digest },
    { "ulp",      CHECK_ULP,     read_ulp },
    { "rel",      CHECK_REL,     read_rel },
    { "log",      CHECK_LOG,     read_log },
    { "timing",   CHECK_TIMING,  read_timing },
    { "against",  CHECK_AGAINST, read_against }, /* last: it also says what ulp, rel, log go by */
};
/* clang-format on */
enum { KINDS = sizeof kinds / sizeof *kinds, AGAINST = KINDS - 1 };

/* True if `against` only names the reference of another kind. */
static bool serves(int kind, int found)
{
    if (kind != AGAINST || found < 0)
        return false;
    CheckKind other = kinds[found].kind;
    return other == CHECK_ULP || other == CHECK_REL || other == CHECK_LOG;
}

static bool stands_before(const Node *a, const Node *b)
{
    return a->place.line != b->place.line ? a->place.line < b->place.line
                                          : a->place.column < b->place.column;
}

static void refuse_two(Loader *l, const Node *key, const Node *a, const Node *b)
{
    const Node *first = stands_before(a, b) ? a : b, *second = first == a ? b : a;
    message_error(l->m, second->place, "and here", "the check `%s` compares in two ways",
                  key->text);
    message_also(l->m, first->place, "one here");
    message_help(l->m, "write two checks, or `range: [low, high]` for two bounds");
}

/* The number of the one kind that is given; -1, with a message, unless it is just one. */
static int find_kind(Loader *l, const Node *key, const Node *map)
{
    int found = -1;
    char list[160];
    for (int i = 0; i < KINDS; i++) {
        const Node *name = node_key(map, kinds[i].name);
        if (!name || serves(i, found))
            continue;
        if (found >= 0) {
            refuse_two(l, key, node_key(map, kinds[found].name), name);
            return -1;
        }
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

bool read_check_kind(Loader *l, const Node *key, const Node *map, CheckSpec *c, bool *good)
{
    int kind = find_kind(l, key, map);
    if (kind < 0)
        return false;
    c->kind = kinds[kind].kind;
    *good = kinds[kind].read(l, map, c);
    return true;
}
