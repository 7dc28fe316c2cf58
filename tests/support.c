/* support.c - see support.h */
#include "tests/support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *need(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

static const Param *row_of(const Experiment *e, const char *name)
{
    const Param *row = param_find(e->algorithm->params, name);
    if (!row) {
        fprintf(stderr, "`%s` has no parameter `%s`\n", e->algorithm->name, name);
        abort();
    }
    return row;
}

/* A value, with a text of its own where it has one. */
static Value parse(const Param *row, const char *text)
{
    Value value;
    if (!param_parse_text(row, text, &value)) {
        fprintf(stderr, "`%s` is no value of `%s`\n", text, row->name);
        abort();
    }
    if (row->type == PARAM_TEXT)
        value.text = need(strdup(text));
    return value;
}

static void add_axis(Experiment *e, char *names, char *values)
{
    e->axis = need(realloc(e->axis, (size_t)(e->axes + 1) * sizeof *e->axis));
    Axis *axis = &e->axis[e->axes++];
    *axis = (Axis){ .name = need(strdup(names)) };
    for (char *c = axis->name; *c; c++)
        *c = *c == ',' ? '_' : *c;
    for (char *n; (n = strsep(&names, ","));) {
        axis->params = need(realloc(axis->params, (size_t)(axis->count + 1) * sizeof(Param *)));
        axis->params[axis->count++] = row_of(e, n);
    }
    int64_t n = 0;
    for (char *v; (v = strsep(&values, " ")); n++) {
        axis->values = need(realloc(axis->values, (size_t)(n + 1) * sizeof *axis->values));
        axis->values[n] = parse(axis->params[n % axis->count], v);
    }
    axis->length = n / axis->count;
    if (n == 0 || n % axis->count != 0)
        abort();
}

static void add_words(Experiment *e, const char *words)
{
    char *copy = need(strdup(words));
    char *values = strchr(copy, ' ');
    if (!values)
        abort();
    if (values[-1] == ':') {
        values[-1] = '\0';
        add_axis(e, copy, values + 1);
    } else {
        *values++ = '\0';
        const Param *row = row_of(e, copy);
        Value value = parse(row, values);
        params_set(row, e->params, &value);
        if (row->type == PARAM_TEXT)
            free((char *)(uintptr_t)value.text);
    }
    free(copy);
}

void support_experiment(Experiment *e, const Algorithm *a, int64_t replicates,
                        const char *const *words)
{
    *e = (Experiment){ .algorithm = a, .replicates = replicates, .seed = 1985 };
    e->name = need(strdup("sample"));
    e->profile = need(strdup(""));
    e->shared_by = need(calloc(1, sizeof *e->shared_by));
    e->params = need(calloc(1, a->params_size));
    e->budget_memory = INFINITY;
    e->budget_trials = 10000000;
    params_defaults(a->params, e->params);
    for (; words && *words; words++)
        add_words(e, *words);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void support_share(Experiment *e, const char *param)
{
    size_t n = 0;
    while (e->shared_by[n])
        n++;
    e->shared_by = need(realloc(e->shared_by, (n + 2) * sizeof *e->shared_by));
    e->shared_by[n] = need(strdup(param));
    e->shared_by[n + 1] = NULL;
    qsort(e->shared_by, n + 1, sizeof *e->shared_by, by_text);
}

void support_experiment_free(Experiment *e)
{
    for (int64_t d = 0; d < e->axes; d++) {
        Axis *axis = &e->axis[d];
        for (int64_t v = 0; v < axis->length * axis->count; v++)
            if (axis->values[v].type == PARAM_TEXT)
                free((char *)(uintptr_t)axis->values[v].text);
        free(axis->values);
        free(axis->params);
        free(axis->name);
    }
    for (char **name = e->shared_by; *name; name++)
        free(*name);
    free(e->shared_by);
    free(e->axis);
    free(e->params);
    free(e->profile);
    free(e->name);
    *e = (Experiment){ 0 };
}

void setup_make(Setup *s, const Algorithm *a, int64_t replicates, const char *const *words)
{
    const PlanOptions everything = { .shard = 1, .shards = 1 };
    Messages *m = need(messages_new());
    support_experiment(&s->experiment, a, replicates, words);
    if (sweep_expand(&s->sweep, &s->experiment, m) != OK) {
        messages_print(m, stderr, false);
        abort();
    }
    if (plan_make(&s->plan, &s->sweep, &everything, NULL, NULL, NULL) != OK)
        abort();
    messages_free(m);
}

void setup_free(Setup *s)
{
    plan_free(&s->plan);
    sweep_free(&s->sweep);
    support_experiment_free(&s->experiment);
}
