/* derived.c - derived: NAME: {KIND: {...}}. A kind is a row naming its keys. */
#include <stdio.h>
#include <string.h>

#include "runner/config/loader.h"
#include "runner/config/number.h"
#include "runner/config/words.h"

typedef struct {
    const char *name;
    DeriveKind kind;
    const KeyRow *keys;
} KindRow;

/* clang-format off */
#define METRIC    { "metric", KEY_REQUIRED, "metric: METRIC" }
#define OF        { "of", KEY_REQUIRED, "of: NUMBER" }
#define EITHER    { "metric", KEY_OPTIONAL, NULL }, { "of", KEY_OPTIONAL, NULL }
#define AXIS      { "axis", KEY_REQUIRED, "axis: AXIS" }
#define AXIS_TOO  { "axis", KEY_OPTIONAL, NULL }
#define LEVEL     { "level", KEY_REQUIRED, "level: 0.5" }
#define BETWEEN   { "between", KEY_REQUIRED, "between: AXIS" }
#define PAIR      { "between", KEY_OPTIONAL, NULL }
#define AGAINST   { "against", KEY_REQUIRED, "against: METRIC" }
#define OTHER     { "against", KEY_OPTIONAL, NULL }
#define MODEL     { "model", KEY_OPTIONAL, NULL }
#define EXPONENT  { "exponent", KEY_REQUIRED, "exponent: 0.5" }
#define DIRECTION { "direction", KEY_OPTIONAL, NULL }
#define COND      { "where", KEY_OPTIONAL, NULL }
#define KEYS(...) (const KeyRow[]){ __VA_ARGS__, COND, { 0 } }

static const KindRow kinds[] = {
    { "crossing",          DERIVE_CROSSING,          KEYS(EITHER, AXIS, LEVEL) },
    { "curves_cross",      DERIVE_CURVES_CROSS,      KEYS(METRIC, AXIS, BETWEEN) },
    { "extrapolate",       DERIVE_EXTRAPOLATE,       KEYS(OF, AXIS, MODEL, EXPONENT) },
    { "power_law",         DERIVE_POWER_LAW,         KEYS(EITHER, AXIS) },
    { "exponential_decay", DERIVE_EXPONENTIAL_DECAY, KEYS(EITHER, AXIS) },
    { "difference",        DERIVE_DIFFERENCE,        KEYS(EITHER, OTHER, AXIS_TOO, PAIR) },
    { "ratio",             DERIVE_RATIO,             KEYS(EITHER, OTHER, AXIS_TOO, PAIR) },
    { "mean",              DERIVE_MEAN,              KEYS(EITHER) },
    { "maximum",           DERIVE_MAXIMUM,           KEYS(EITHER, AXIS_TOO) },
    { "minimum",           DERIVE_MINIMUM,           KEYS(EITHER, AXIS_TOO) },
    { "monotone",          DERIVE_MONOTONE,          KEYS(EITHER, AXIS, DIRECTION) },
    { "z",                 DERIVE_Z,                 KEYS(METRIC, AGAINST) },
    { "rms_z",             DERIVE_RMS_Z,             KEYS(METRIC, AGAINST) },
    { 0 }
};
/* clang-format on */

/* One number being read. */
typedef struct {
    Loader *l;
    const Node *key, *map; /* its name; the mapping under its kind */
    const Node *kind;      /* the kind's own word */
    const KeyRow *keys;    /* what the kind takes */
    int64_t index;         /* among the derived numbers */
    DerivedSpec *spec;
} Reading;

/* ---- metric and of -------------------------------------------------------------------------- */

/* True if the number has one value for each value of `axis`, so that one can go along it. */
static bool depends_on(const DerivedSpec *d, const char *axis)
{
    bool along = d->axis && strcmp(d->axis, axis) == 0;
    switch (d->kind) {
    case DERIVE_MEAN:
    case DERIVE_RMS_Z:
        return false;
    case DERIVE_MAXIMUM:
    case DERIVE_MINIMUM:
        return d->axis && !along;
    default:
        return !along;
    }
}

static const DerivedSpec *earlier(const Loader *l, const char *name)
{
    for (int64_t i = 0; i < l->e->derived_count; i++)
        if (strcmp(l->e->derived[i].name, name) == 0)
            return &l->e->derived[i];
    return NULL;
}

/* `of` names a derived number that stands above. */
static bool read_of(const Reading *r, const Node *of)
{
    const Node *all = node_get(r->l->root, "derived");
    if (!refer(r->l, of, REFER_DERIVED))
        return false;
    for (int64_t i = r->index; i < all->count; i++) {
        if (strcmp(all->keys[i]->text, of->text) != 0)
            continue;
        if (i == r->index) {
            message_error(r->l->m, of->place, NULL, "`%s` cannot be computed of itself", of->text);
            return false;
        }
        message_error(r->l->m, of->place, "used here",
                      "`%s` must stand above the numbers that use it", of->text);
        message_also(r->l->m, all->keys[i]->place, "defined here");
        return false;
    }
    r->spec->metric = of->text;
    r->spec->of_derived = true;
    return true;
}

static bool takes(const Reading *r, const char *key)
{
    for (const KeyRow *row = r->keys; row->name; row++)
        if (strcmp(row->name, key) == 0)
            return true;
    return false;
}

/* `metric` that names a derived number, or the other way round, where both keys exist. */
static bool refuse_swapped(const Reading *r, const Node *metric, const Node *of)
{
    const Node *node = metric ? metric : of;
    const char *other = metric ? "of" : "metric";
    char label[128], clip[WORDS_CLIP];
    if (node->kind != NODE_SCALAR || !takes(r, other))
        return false;
    if (metric ? is_metric(r->l, node->text) || !is_derived(r->l, node->text)
               : is_derived(r->l, node->text) || !is_metric(r->l, node->text))
        return false;
    words_clip(node->text, clip);
    snprintf(label, sizeof label, "write `%s: %s`", other, clip);
    message_error(r->l->m, node->place, label, "`%s` is a %s", clip,
                  metric ? "derived number" : "metric");
    return true;
}

static bool read_subject(const Reading *r)
{
    const Node *metric = node_get(r->map, "metric"), *of = node_get(r->map, "of");
    if (metric && of) {
        message_error(r->l->m, node_key(r->map, "of")->place, "and here",
                      "`%s` has both `metric` and `of`: give one", r->key->text);
        message_also(r->l->m, node_key(r->map, "metric")->place, "here");
        return false;
    }
    if (!metric && !of) {
        message_error(r->l->m, r->kind->place, NULL, "`%s` lacks `metric` or `of`", r->key->text);
        message_help(r->l->m, "`metric` names what the algorithm measures, `of` a derived number "
                              "above");
        return false;
    }
    if (refuse_swapped(r, metric, of))
        return false;
    if (of)
        return read_of(r, of);
    if (!refer(r->l, metric, REFER_METRIC))
        return false;
    r->spec->metric = metric->text;
    return true;
}

/* ---- axis ----------------------------------------------------------------------------------- */

/* The row of the axis's parameter; NULL for a dimension of the metric, or with *wrong set and a
 * message where an axis of words or of several parameters gives no positions. */
static const Param *axis_row(const Reading *r, const Node *node, bool words, bool *wrong)
{
    Loader *l = r->l;
    const Param *row = param_find(l->e->algorithm->params, node->text);
    int64_t i = experiment_axis(l->e, node->text);
    if (row && !words && row->type != PARAM_INT && row->type != PARAM_REAL) {
        message_error(l->m, node->place, NULL,
                      "`%s` holds words, and `%s` needs numbers to go along", node->text,
                      r->key->text);
        *wrong = true;
    } else if (!row && i >= 0 && l->e->axis[i].count > 1) {
        message_error(l->m, node->place, NULL, "`%s` are several parameters: name one of them",
                      node->text);
        *wrong = true;
    }
    return row;
}

/* The two values of an axis that are compared. */
static bool read_pair(const Reading *r, const Node *axis, const Param *row)
{
    const Node *pair = node_get(r->map, "between");
    Loader *l = r->l;
    Param any = { .name = "between", .type = PARAM_REAL, .min = NO_MIN, .max = NO_MAX };
    if (pair->kind != NODE_LIST || pair->count != 2) {
        message_error(l->m, pair->place, NULL, "`between` must be two values of `%s`, `[1, 2]`",
                      axis->text);
        return false;
    }
    int64_t i = experiment_axis(l->e, axis->text);
    for (int64_t k = 0; k < 2; k++) {
        Value value;
        if (param_parse(row ? row : &any, pair->items[k], l->m, &value) != OK)
            return false;
        r->spec->pair[k] = value_number(&value);
        bool found = !row || i < 0 || !l->strict;
        for (int64_t v = 0; !found && v < l->e->axis[i].length; v++)
            for (int64_t p = 0; p < l->e->axis[i].count; p++)
                found |= l->e->axis[i].params[p] == row &&
                         value_equal(&l->e->axis[i].values[v * l->e->axis[i].count + p], &value);
        if (!found) {
            message_error(l->m, pair->items[k]->place, NULL, "%s is not on the axis `%s`",
                          pair->items[k]->text, axis->text);
            return false;
        }
    }
    r->spec->has_pair = true;
    return true;
}

static bool read_axis(const Reading *r)
{
    const Node *axis = node_get(r->map, "axis");
    const DerivedSpec *of = r->spec->of_derived ? earlier(r->l, r->spec->metric) : NULL;
    bool pairs = r->spec->kind == DERIVE_DIFFERENCE || r->spec->kind == DERIVE_RATIO, wrong = false;
    if (!axis || !r->l->e->algorithm)
        return true;
    if (!refer_axis(r->l, axis, r->spec->of_derived ? NULL : r->spec->metric))
        return false;
    const Param *row = axis_row(r, axis, pairs, &wrong);
    if (wrong)
        return false;
    if (of && !depends_on(of, axis->text)) {
        message_error(r->l->m, axis->place, NULL, "`%s` has no values along `%s`", of->name,
                      axis->text);
        message_also(r->l->m, of->place, "it is one number for all of them");
        return false;
    }
    r->spec->axis = axis->text;
    return !pairs || !node_get(r->map, "between") || read_pair(r, axis, row);
}

/* ---- against, between ----------------------------------------------------------------------- */

static bool read_against(const Reading *r)
{
    const Node *against = node_get(r->map, "against");
    if (!against)
        return true;
    if (r->spec->of_derived) {
        message_error(r->l->m, node_key(r->map, "against")->place, NULL,
                      "`against` compares two metrics; `of` goes with `axis` and `between`");
        return false;
    }
    if (!refer(r->l, against, REFER_METRIC) ||
        !same_dimensions(r->l, against, r->spec->metric, against->text))
        return false;
    r->spec->against = against->text;
    return true;
}

/* A difference or ratio is of two metrics, or between two values of an axis. */
static bool check_pairing(const Reading *r)
{
    bool against = node_get(r->map, "against"), axis = node_get(r->map, "axis"),
         between = node_get(r->map, "between");
    if (r->spec->kind != DERIVE_DIFFERENCE && r->spec->kind != DERIVE_RATIO)
        return true;
    if (against ? !axis && !between : axis && between)
        return true;
    message_error(r->l->m, r->kind->place, NULL,
                  "`%s` needs either `against`, or `axis` and `between`", r->key->text);
    message_help(r->l->m,
                 "`against: METRIC` compares two metrics, `axis: AXIS, between: [A, B]` one "
                 "at two values of an axis");
    return false;
}

static bool read_between(const Reading *r)
{
    const Node *between = node_get(r->map, "between");
    if (r->spec->kind != DERIVE_CURVES_CROSS || !between)
        return true;
    if (!refer_axis(r->l, between, NULL))
        return false;
    r->spec->between = between->text;
    if (strcmp(between->text, node_get(r->map, "axis")->text) != 0)
        return true;
    message_error(r->l->m, between->place, NULL,
                  "the curves of `%s` need another axis to cross along", between->text);
    return false;
}

/* ---- one number ----------------------------------------------------------------------------- */

static bool check_name(Loader *l, const Node *key)
{
    const Algorithm *a = l->e->algorithm;
    if (!words_snake(key->text)) {
        message_error(l->m, key->place, NULL, "`%s` cannot name a derived number", key->text);
        message_help(l->m, "use lower-case letters, digits and `_`, as in half_load");
        return false;
    }
    const char *what = !a                                 ? NULL
                       : metric_index(a, key->text) >= 0  ? "a metric"
                       : param_find(a->params, key->text) ? "a parameter"
                       : dimension_find(a, key->text)     ? "a dimension"
                                                          : NULL;
    if (what)
        message_error(l->m, key->place, "choose another name", "`%s` is %s of `%s`", key->text,
                      what, a->name);
    return !what;
}

/* The row of the one kind under a name; NULL, with a message, if there is not just one. */
static const KindRow *read_kind(Loader *l, const Node *key, const Node *node)
{
    char label[128], list[512], clip[WORDS_CLIP];
    const int64_t n = (int64_t)(sizeof kinds / sizeof *kinds) - 1;
    words_list(kinds, sizeof *kinds, n, list, sizeof list);
    if (node->kind != NODE_MAP || node->count == 0) {
        message_error(l->m, node_is_null(node) ? key->place : node->place, NULL,
                      "`%s` must say how it is derived, `%s: {KIND: {...}}`", key->text, key->text);
        message_note(l->m, "kinds: %s", list);
        return NULL;
    }
    for (const KindRow *row = kinds; row->name; row++) {
        if (strcmp(row->name, node->keys[0]->text) != 0)
            continue;
        if (node->count == 1)
            return row;
        message_error(l->m, node->keys[1]->place, "and here", "`%s` has more than one kind",
                      key->text);
        message_also(l->m, node->keys[0]->place, "one here");
        message_help(l->m, "what belongs to `%s` stands inside its braces", row->name);
        return NULL;
    }
    words_clip(node->keys[0]->text, clip);
    message_error(
        l->m, node->keys[0]->place,
        nearest_label(node->keys[0]->text, kinds, sizeof *kinds, (size_t)n, label, sizeof label),
        "no kind of derived number is called `%s`", clip);
    message_note(l->m, "kinds: %s", list);
    return NULL;
}

static bool read_number(const Reading *r, const KindRow *row)
{
    static const char *const models[] = { "power", NULL };
    static const char *const directions[] = { "increasing", "decreasing", NULL };
    char of[128], clip[WORDS_CLIP];
    int model = 0, direction = 0;
    Loader *l = r->l;
    DerivedSpec *spec = r->spec;
    words_clip(r->key->text, clip);
    snprintf(of, sizeof of, "`%s` of `%s`", row->name, clip);
    if (!keys_check(l, r->map, r->kind->place, of, r->keys) || !read_subject(r) ||
        !check_pairing(r))
        return false;
    bool good = read_axis(r);
    good &= read_against(r) && read_between(r);
    good &= read_real(l, r->map, "level", NO_MIN, NO_MAX, &spec->level);
    good &= read_real(l, r->map, "exponent", 1e-3, 1e3, &spec->exponent);
    good &= read_word(l, r->map, "model", models, &model);
    good &= read_word(l, r->map, "direction", directions, &direction);
    spec->decreasing = direction == 1;
    return good && read_where(l, r->map, &spec->where);
}

void read_derived(Loader *l)
{
    Experiment *e = l->e;
    const Node *map = node_get(l->root, "derived");
    if (!map || node_is_null(map))
        return;
    if (!keys_mapping(l, map, "`derived`", "name: {KIND: {...}}") || !keys_few(l, map, "`derived`"))
        return;
    e->derived = loader_alloc(l, (size_t)map->count + 1, sizeof *e->derived);
    for (int64_t i = 0; e->derived && i < map->count; i++) {
        DerivedSpec *spec = &e->derived[e->derived_count];
        const Node *key = map->keys[i], *node = map->items[i];
        bool named = check_name(l, key);
        const KindRow *row = read_kind(l, key, node);
        if (!row)
            continue;
        *spec = (DerivedSpec){ .name = key->text, .kind = row->kind, .place = key->place };
        Reading r = { .l = l,
                      .key = key,
                      .map = node->items[0],
                      .kind = node->keys[0],
                      .keys = row->keys,
                      .index = i,
                      .spec = spec };
        bool good = read_number(&r, row) && named;
        if (good)
            e->derived_count++;
        else
            expression_free(spec->where);
    }
}
