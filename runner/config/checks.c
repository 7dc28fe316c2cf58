/* checks.c - checks: NAME: {value, one of exact, range, limit, against, law, ulp, ...}. */
#include <stdio.h>
#include <string.h>

#include "runner/config/loader.h"
#include "runner/config/words.h"

/* clang-format off */
static const KeyRow check_keys[] = {
    { "value",          KEY_REQUIRED, "value: METRIC" },
    { "exact",          KEY_OPTIONAL, NULL },
    { "range",          KEY_OPTIONAL, NULL },
    { "limit",          KEY_OPTIONAL, NULL },
    { "at_least",       KEY_OPTIONAL, NULL },
    { "against",        KEY_OPTIONAL, NULL },
    { "law",            KEY_OPTIONAL, NULL },
    { "stat",           KEY_OPTIONAL, NULL },
    { "digest",         KEY_OPTIONAL, NULL },
    { "ulp",            KEY_OPTIONAL, NULL },
    { "rel",            KEY_OPTIONAL, NULL },
    { "log",            KEY_OPTIONAL, NULL },
    { "timing",         KEY_OPTIONAL, NULL },
    { "tolerance",      KEY_OPTIONAL, NULL },
    { "relative",       KEY_OPTIONAL, NULL },
    { "log10",          KEY_OPTIONAL, NULL },
    { "below",          KEY_OPTIONAL, NULL },
    { "floor",          KEY_OPTIONAL, NULL },
    { "reduce",         KEY_OPTIONAL, NULL },
    { "where",          KEY_OPTIONAL, NULL },
    { "because",        KEY_OPTIONAL, NULL },
    { "expect_failure", KEY_OPTIONAL, NULL },
    { 0 }
};

static const KeyRow floor_keys[] = {
    { "at",      KEY_REQUIRED, "at: 1e-30" },
    { "because", KEY_REQUIRED, "because: TEXT" },
    { 0 }
};

static const KeyRow expectation_keys[] = {
    { "until",   KEY_REQUIRED, "until: 2030-01-31" },
    { "because", KEY_REQUIRED, "because: TEXT" },
    { 0 }
};
/* clang-format on */

/* ---- what goes with a kind ------------------------------------------------------------------- */

/* Keys that only one kind understands. */
static bool read_allowances(Loader *l, const Node *map, CheckSpec *c)
{
    static const struct {
        const char *name, *owner;
        CheckKind kind;
    } rows[] = {
        { "tolerance", "against", CHECK_AGAINST },
        { "relative", "against", CHECK_AGAINST },
        { "log10", "against", CHECK_AGAINST },
        { "below", "against", CHECK_AGAINST },
        { "floor", "rel", CHECK_REL },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const Node *key = node_key(map, rows[i].name);
        if (!key || c->kind == rows[i].kind)
            continue;
        message_error(l->m, key->place, NULL, "`%s` goes with `%s` only", rows[i].name,
                      rows[i].owner);
        return false;
    }
    bool good = read_real(l, map, "tolerance", 0, NO_MAX, &c->tolerance);
    good &= read_real(l, map, "relative", 0, NO_MAX, &c->relative);
    good &= read_real(l, map, "below", 0, NO_MAX, &c->only_at_below);
    return read_bool(l, map, "log10", &c->log10) && good;
}

/* An absolute floor hides every number below it, so it must say why. */
static bool read_floor(Loader *l, const Node *map, CheckSpec *c)
{
    const Node *node = node_get(map, "floor");
    if (!node)
        return true;
    if (node->kind == NODE_SCALAR) {
        message_error(l->m, node->place, NULL, "a `floor` hides every number below it: say why");
        message_help(l->m, "write `floor: {at: %s, because: TEXT}`", node->text);
        return false;
    }
    return keys_check(l, node, node->place, "`floor`", floor_keys) &&
           read_real(l, node, "at", 0, NO_MAX, &c->floor) &&
           read_text(l, node, "because", &c->floor_because);
}

/* YYYY-MM-DD. */
static bool is_day(const char *text)
{
    static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int year = 0, month = 0, day = 0, end = 0;
    if (strlen(text) != 10 || strspn(text, "0123456789-") != 10 ||
        sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || end != 10)
        return false;
    return text[4] == '-' && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

static bool read_expectation(Loader *l, const Node *map, CheckSpec *c)
{
    const Node *node = node_get(map, "expect_failure");
    if (!node)
        return true;
    if (!keys_check(l, node, node->place, "`expect_failure`", expectation_keys) ||
        !read_text(l, node, "until", &c->until) ||
        !read_text(l, node, "because", &c->until_because))
        return false;
    if (is_day(c->until))
        return true;
    message_error(l->m, node_get(node, "until")->place, NULL,
                  "`until` must be a day, `2030-01-31`");
    return false;
}

static bool read_reduce(Loader *l, const Node *map, CheckSpec *c)
{
    static const char *const words[] = { "mean", "maximum", "minimum", "sum", "last", NULL };
    int reduce = -1;
    if (!read_word(l, map, "reduce", words, &reduce))
        return false;
    if (reduce >= 0)
        c->reduce = (CheckReduce)(reduce + 1);
    bool each = c->kind == CHECK_EXACT || c->kind == CHECK_LAW || c->kind == CHECK_DIGEST;
    if (!each || c->reduce == REDUCE_NONE)
        return true;
    message_error(l->m, node_key(map, "reduce")->place, NULL,
                  "`reduce` makes one number of many, and this check looks at each");
    return false;
}

/* ---- one check ------------------------------------------------------------------------------ */

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
    bool good;
    if (!read_check_kind(l, key, map, c, &good))
        return false;
    good &= read_allowances(l, map, c) && read_floor(l, map, c);
    good &= read_reduce(l, map, c) && read_expectation(l, map, c);
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
