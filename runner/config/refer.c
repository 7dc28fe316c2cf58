/* refer.c - names in a config that must exist: metrics, derived numbers, checks, axes. */
#include <stdio.h>
#include <string.h>

#include "runner/config/loader.h"
#include "runner/config/words.h"

static const Node *section(const Loader *l, const char *name)
{
    const Node *map = node_get(l->root, name);
    return map && map->kind == NODE_MAP ? map : NULL;
}

bool is_metric(const Loader *l, const char *name)
{
    return l->e->algorithm && metric_index(l->e->algorithm, name) >= 0;
}

bool is_derived(const Loader *l, const char *name)
{
    const Node *map = section(l, "derived");
    return map && node_key(map, name);
}

/* ---- metrics, derived numbers, checks ------------------------------------------------------- */

/* Collects the names of `kinds`, NULL-terminated; NULL when memory runs out. */
static const char **names_of(Loader *l, int kinds, int64_t *count)
{
    const Algorithm *a = kinds & REFER_METRIC ? l->e->algorithm : NULL;
    const Node *maps[2] = { kinds & REFER_DERIVED ? section(l, "derived") : NULL,
                            kinds & REFER_CHECK ? section(l, "checks") : NULL };
    int64_t n = a ? metric_count(a) : 0;
    for (int i = 0; i < 2; i++)
        n += maps[i] ? maps[i]->count : 0;
    const char **names = loader_alloc(l, (size_t)n + 1, sizeof *names);
    if (!names)
        return NULL;
    n = 0;
    for (const Metric *m = a ? a->metrics : NULL; m && m->name; m++)
        names[n++] = m->name;
    for (int i = 0; i < 2; i++)
        for (int64_t j = 0; maps[i] && j < maps[i]->count; j++)
            names[n++] = maps[i]->keys[j]->text;
    *count = n;
    return names;
}

static const char *kind_words(int kinds)
{
    switch (kinds) {
    case REFER_METRIC:
        return "metric";
    case REFER_DERIVED:
        return "derived number";
    case REFER_METRIC | REFER_DERIVED:
        return "metric or derived number";
    default:
        return "check";
    }
}

/* Says what the name is, if it is something else than what is asked for. */
static const char *other_kind(const Loader *l, const char *name)
{
    const Node *checks = section(l, "checks");
    if (is_metric(l, name))
        return "a metric";
    if (is_derived(l, name))
        return "a derived number";
    if (checks && node_key(checks, name))
        return "a check";
    if (l->e->algorithm && param_find(l->e->algorithm->params, name))
        return "a parameter";
    return NULL;
}

static void note_names(Loader *l, const char *const *names, int64_t n)
{
    char list[1024];
    words_list(names, sizeof *names, n, list, sizeof list);
    if (n > 0)
        message_note(l->m, n == 1 ? "there is only %s" : "there are %s", list);
}

/* The file may well have what the profile, or an override, removed. */
static void note_taken_away(Loader *l, const char *name)
{
    static const char *const sections[] = { "derived", "checks" };
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        const Node *map = node_get(l->e->tree->raw, sections[i]);
        if (!map || !node_key(map, name) ||
            (section(l, sections[i]) && node_key(section(l, sections[i]), name)))
            continue;
        if (*l->e->profile)
            message_note(l->m, "the profile `%s` takes it away", l->e->profile);
        else
            message_note(l->m, "`--set` takes it away");
    }
}

bool refer(Loader *l, const Node *node, int kinds)
{
    char clip[WORDS_CLIP], label[128];
    if (node->kind != NODE_SCALAR) {
        message_error(l->m, node->place, NULL, "the name of a %s belongs here", kind_words(kinds));
        return false;
    }
    if (!l->e->algorithm && kinds & REFER_METRIC)
        return true; /* what it measures is unknown; the algorithm's own message says so */
    int64_t n = 0;
    const char **names = names_of(l, kinds, &n);
    for (int64_t i = 0; names && i < n; i++)
        if (strcmp(names[i], node->text) == 0)
            return true;
    if (!names)
        return false;
    words_clip(node->text, clip);
    const char *other = other_kind(l, node->text);
    message_error(
        l->m, node->place,
        other ? other
              : nearest_label(node->text, names, sizeof *names, (size_t)n, label, sizeof label),
        "no %s is called `%s`", kind_words(kinds), clip);
    note_names(l, names, n);
    note_taken_away(l, node->text);
    return false;
}

bool same_dimensions(Loader *l, const Node *node, const char *a, const char *b)
{
    const Algorithm *algorithm = l->e->algorithm;
    if (!algorithm)
        return true;
    const Metric *x = &algorithm->metrics[metric_index(algorithm, a)];
    const Metric *y = &algorithm->metrics[metric_index(algorithm, b)];
    for (int d = 0; d < METRIC_MAX_DIMS; d++) {
        if (!x->dims[d] && !y->dims[d])
            return true;
        if (x->dims[d] && y->dims[d] && strcmp(x->dims[d], y->dims[d]) == 0)
            continue;
        const char *longer = x->dims[d] ? a : b;
        message_error(l->m, node->place, NULL,
                      "`%s` and `%s` have different dimensions and cannot be compared", a, b);
        message_note(l->m, "`%s` has a value for each `%s`", longer,
                     x->dims[d] ? x->dims[d] : y->dims[d]);
        return false;
    }
    return true;
}

/* ---- axes ----------------------------------------------------------------------------------- */

int64_t experiment_axis(const Experiment *e, const char *name)
{
    for (int64_t i = 0; i < e->axes; i++) {
        if (strcmp(e->axis[i].name, name) == 0)
            return i;
        for (int64_t j = 0; j < e->axis[i].count; j++)
            if (strcmp(e->axis[i].params[j]->name, name) == 0)
                return i;
    }
    return -1;
}

static bool metric_has_dimension(const Algorithm *a, const char *metric, const char *name)
{
    int64_t m = a && metric ? metric_index(a, metric) : -1;
    for (int d = 0; m >= 0 && d < METRIC_MAX_DIMS && a->metrics[m].dims[d]; d++)
        if (strcmp(a->metrics[m].dims[d], name) == 0)
            return true;
    return false;
}

/* The axes, and the metric's dimensions, in words. */
static int64_t axis_names(Loader *l, const char *metric, const char *names[64])
{
    const Algorithm *a = l->e->algorithm;
    int64_t n = 0, m = metric ? metric_index(a, metric) : -1;
    for (int64_t i = 0; i < l->e->axes && n < 60; i++)
        names[n++] = l->e->axis[i].name;
    for (int d = 0; m >= 0 && d < METRIC_MAX_DIMS && a->metrics[m].dims[d]; d++)
        names[n++] = a->metrics[m].dims[d];
    return n;
}

bool refer_axis(Loader *l, const Node *node, const char *metric)
{
    const Algorithm *a = l->e->algorithm;
    const char *names[64];
    char clip[WORDS_CLIP], label[128];
    if (node->kind != NODE_SCALAR) {
        message_error(l->m, node->place, NULL, "the name of an axis belongs here");
        return false;
    }
    if (!a || experiment_axis(l->e, node->text) >= 0 || metric_has_dimension(a, metric, node->text))
        return true;
    bool parameter = param_find(a->params, node->text) != NULL;
    if (parameter && !(l->strict && l->sweep_ok))
        return true;
    int64_t n = axis_names(l, metric, names);
    words_clip(node->text, clip);
    const char *near =
        nearest_label(node->text, names, sizeof *names, (size_t)n, label, sizeof label);
    if (dimension_find(a, node->text) && metric)
        message_error(l->m, node->place, near, "`%s` has no dimension `%s`", metric, clip);
    else if (parameter)
        message_error(l->m, node->place, near, "`%s` is not swept, so it is no axis", clip);
    else
        message_error(l->m, node->place, near, "no axis is called `%s`", clip);
    note_names(l, names, n);
    if (n == 0)
        message_note(l->m, "nothing is swept");
    return false;
}

Status refuse_parameter(Loader *l, Place place, const char *name, const char *where)
{
    const Algorithm *a = l->e->algorithm;
    char clip[WORDS_CLIP], label[128], list[1024];
    int64_t n = param_count(a->params);
    words_clip(name, clip);
    const char *near =
        nearest_label(name, a->params, sizeof *a->params, (size_t)n, label, sizeof label);
    if (metric_index(a, name) >= 0)
        near = "a result, not a parameter";
    message_error(l->m, place, near, "unknown parameter `%s` in `%s`", clip, where);
    words_list(a->params, sizeof *a->params, n, list, sizeof list);
    message_note(l->m, "`%s` takes %s", a->name, list);
    if (header_key(name))
        message_help(l->m, "`%s` is a key of the experiment itself: write it without indentation",
                     name);
    return ERR_CONFIG;
}

/* ---- where ---------------------------------------------------------------------------------- */

bool read_where(Loader *l, const Node *map, Expression **where)
{
    char *text = NULL;
    const Algorithm *a = l->e->algorithm;
    if (!read_text(l, map, "where", &text))
        return false;
    if (!text || !a)
        return true;
    int64_t n = 0, count = param_count(a->params);
    for (const Dimension *d = a->dimensions; d && d->name; d++)
        count++;
    const char **names = loader_alloc(l, (size_t)count + 1, sizeof *names);
    if (!names)
        return false;
    for (const Param *p = a->params; p->name; p++)
        names[n++] = p->name;
    for (const Dimension *d = a->dimensions; d && d->name; d++)
        names[n++] = d->name;
    const Node *node = node_get(map, "where");
    Place place = node->place;
    if (node->quoted && place.width > 2) { /* the text begins behind its quote */
        place.column++;
        place.width -= 2;
    }
    *where = expression_parse(text, place, names, l->m);
    return *where != NULL;
}
