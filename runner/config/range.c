/* range.c - an axis written as {from, to, step | count | factor}. */
#include <stdio.h>
#include <stdlib.h>

#include "runner/config/loader.h"
#include "runner/config/number.h"
#include "runner/config/words.h"

enum { AXIS_MAX_VALUES = 1000000 };

/* clang-format off */
static const KeyRow range_keys[] = {
    { "from",   KEY_REQUIRED, "from: FIRST" },
    { "to",     KEY_REQUIRED, "to: LAST" },
    { "step",   KEY_OPTIONAL, NULL },
    { "count",  KEY_OPTIONAL, NULL },
    { "factor", KEY_OPTIONAL, NULL },
    { "scale",  KEY_OPTIONAL, NULL },
    { "case",   KEY_LATER, "write one experiment for each case" },
    { 0 }
};
/* clang-format on */

/* The one of step, count and factor that is given; false, with a message, unless it is just one. */
static bool range_kind(Loader *l, const Node *key, const Node *map, RangeKind *kind,
                       const Node **third)
{
    static const struct {
        const char *name;
        RangeKind kind;
    } kinds[] = { { "step", RANGE_STEP }, { "count", RANGE_COUNT }, { "factor", RANGE_FACTOR } };
    static const char *const scales[] = { "linear", "log", NULL };
    const Node *found = NULL;
    int scale = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const Node *name = node_key(map, kinds[i].name);
        if (name && found) {
            message_error(l->m, name->place, "and here",
                          "a range has one of `step`, `count` and `factor`, not two");
            message_also(l->m, found->place, "here");
            return false;
        }
        if (name) {
            found = name;
            *kind = kinds[i].kind;
            *third = node_get(map, kinds[i].name);
        }
    }
    if (!found) {
        message_error(l->m, map->place, NULL, "the range of `%s` lacks `step`, `count` or `factor`",
                      key->text);
        return false;
    }
    if (!read_word(l, map, "scale", scales, &scale))
        return false;
    if (*kind != RANGE_COUNT && node_key(map, "scale")) {
        message_error(l->m, node_key(map, "scale")->place, NULL, "`scale` goes with `count` only");
        message_help(l->m, "`factor` is geometric, `step` is linear");
        return false;
    }
    if (scale == 1)
        *kind = RANGE_LOG;
    return true;
}

/* The numbers of a range to values; an integer axis takes whole numbers only. */
static bool range_values(Loader *l, const Node *key, const Node *map, const double *x,
                         int64_t count, Axis *axis)
{
    const Param *row = axis->params[0];
    char number[NUMBER_SIZE];
    if (!axis_allocate(l, axis, count))
        return false;
    for (int64_t i = 0; i < count; i++) {
        axis->values[i] = (Value){ .type = row->type, .real = x[i] + 0.0 };
        if (row->type == PARAM_REAL)
            continue;
        if (x[i] != floor(x[i])) {
            number_print(x[i], number);
            message_error(l->m, map->place, NULL,
                          "`%s` must be a whole number, and this range gives %s", key->text,
                          number);
            message_help(l->m, "choose another spacing, or list the values");
            return false;
        }
        axis->values[i].real = 0;
        axis->values[i].integer = (int64_t)x[i];
    }
    return true;
}

/* Both ends as values of the parameter, the third as a number; false, with messages, if not. */
static bool range_ends(Loader *l, const Node *map, const Param *row, const Node *third)
{
    Value value;
    bool good = param_parse(row, node_get(map, "from"), l->m, &value) == OK;
    good &= param_parse(row, node_get(map, "to"), l->m, &value) == OK;
    Param count = { .name = "count", .type = PARAM_INT, .min = 1, .max = AXIS_MAX_VALUES };
    Param other = { .name = "step", .type = PARAM_REAL, .min = NO_MIN, .max = NO_MAX };
    if (node_get(map, "factor"))
        other.name = "factor";
    return param_parse(node_get(map, "count") ? &count : &other, third, l->m, &value) == OK && good;
}

/* Of a range that is none: an end that is not above 0 where it must be, or else the spacing. */
static Place place_of_fault(const Node *map, RangeKind kind, const Node *third)
{
    static const char *const ends[] = { "from", "to" };
    double x;
    for (int i = 0; (kind == RANGE_LOG || kind == RANGE_FACTOR) && i < 2; i++)
        if (number_parse_real(node_get(map, ends[i])->text, &x) && x <= 0)
            return node_get(map, ends[i])->place;
    return third->place;
}

bool read_range(Loader *l, const Node *key, const Node *map, Axis *axis)
{
    const Node *third = NULL;
    RangeKind kind = RANGE_STEP;
    char of[128], why[160], clip[WORDS_CLIP];
    words_clip(key->text, clip);
    snprintf(of, sizeof of, "the range of `%s`", clip);
    if (!keys_check(l, map, key->place, of, range_keys))
        return false;
    if (axis->count > 1 ||
        (axis->params[0]->type != PARAM_INT && axis->params[0]->type != PARAM_REAL)) {
        message_error(l->m, map->place, "a range", "the values of `%s` must be listed", key->text);
        message_help(l->m,
                     axis->count > 1 ? "write one row for each step: `%s: [[...], [...]]`"
                                     : "write `%s: [...]`",
                     key->text);
        return false;
    }
    if (!range_kind(l, key, map, &kind, &third) || !range_ends(l, map, axis->params[0], third))
        return false;
    double *x = NULL;
    int64_t count = 0;
    const char *wrong = number_range(kind, node_get(map, "from")->text, node_get(map, "to")->text,
                                     third->text, AXIS_MAX_VALUES, &x, &count, why);
    bool good = !wrong && range_values(l, key, map, x, count, axis);
    if (wrong)
        message_error(l->m, place_of_fault(map, kind, third), NULL, "`%s` is not a range: %s",
                      key->text, wrong);
    free(x);
    return good;
}
