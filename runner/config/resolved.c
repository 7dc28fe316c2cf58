/* resolved.c - what an experiment means, as canonical JSON: keys sorted, no blanks, shortest
 * numbers. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/loader.h"
#include "runner/config/number.h"

typedef struct {
    char *text;
    size_t size, room;
    bool failed;
} Json;

static void put(Json *j, const char *bytes, size_t n)
{
    if (j->failed)
        return;
    if (j->size + n + 1 > j->room) {
        size_t room = 2 * (j->size + n + 1);
        char *bigger = realloc(j->text, room);
        if (!bigger) {
            j->failed = true;
            return;
        }
        j->text = bigger;
        j->room = room;
    }
    memcpy(j->text + j->size, bytes, n);
    j->size += n;
    j->text[j->size] = '\0';
}

static void put_text(Json *j, const char *text)
{
    put(j, text, strlen(text));
}

static void put_string(Json *j, const char *text)
{
    char escape[8];
    put_text(j, "\"");
    for (const char *c = text; *c; c++) {
        if (*c == '"' || *c == '\\') {
            put(j, "\\", 1);
            put(j, c, 1);
        } else if ((unsigned char)*c < 0x20) {
            snprintf(escape, sizeof escape, "\\u%04x", (unsigned)(unsigned char)*c);
            put_text(j, escape);
        } else {
            put(j, c, 1);
        }
    }
    put_text(j, "\"");
}

/* "key":, with a comma before it unless it is the first. */
static void put_key(Json *j, const char *key, bool first)
{
    if (!first)
        put_text(j, ",");
    put_string(j, key);
    put_text(j, ":");
}

static void put_value(Json *j, const Param *row, const Value *value)
{
    char text[PARAM_TEXT_SIZE];
    value_print(row, value, text);
    if (row->type == PARAM_CHOICE || row->type == PARAM_TEXT)
        put_string(j, text);
    else
        put_text(j, text);
}

/* The axis of a parameter and its number in it, or NULL. */
static const Axis *axis_of(const Experiment *e, const Param *row, int64_t *p)
{
    for (int64_t a = 0; a < e->axes; a++)
        for (*p = 0; *p < e->axis[a].count; ++*p)
            if (e->axis[a].params[*p] == row)
                return &e->axis[a];
    return NULL;
}

/* The value of a parameter, or the list of those it takes along its axis. */
static void put_parameter(Json *j, const Experiment *e, const Param *row)
{
    int64_t p = 0;
    const Axis *axis = axis_of(e, row, &p);
    if (!axis) {
        Value value = params_get(row, e->params);
        put_value(j, row, &value);
        return;
    }
    put_text(j, "[");
    for (int64_t i = 0; i < axis->length; i++) {
        if (i)
            put_text(j, ",");
        put_value(j, row, &axis->values[i * axis->count + p]);
    }
    put_text(j, "]");
}

static int by_name(const void *a, const void *b)
{
    const Param *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

static void put_parameters(Json *j, const Experiment *e)
{
    const Param *table = e->algorithm->params;
    int64_t n = param_count(table);
    const Param **sorted = malloc(((size_t)n + 1) * sizeof *sorted);
    if (!sorted) {
        j->failed = true;
        return;
    }
    for (int64_t i = 0; i < n; i++)
        sorted[i] = &table[i];
    qsort(sorted, (size_t)n, sizeof *sorted, by_name);
    put_text(j, "{");
    for (int64_t i = 0; i < n; i++) {
        put_key(j, sorted[i]->name, i == 0);
        put_parameter(j, e, sorted[i]);
    }
    put_text(j, "}");
    free(sorted);
}

static void put_names(Json *j, char *const *names)
{
    put_text(j, "[");
    for (int64_t i = 0; names[i]; i++) {
        if (i)
            put_text(j, ",");
        put_string(j, names[i]);
    }
    put_text(j, "]");
}

/* The axes in order, each with the parameters that advance together. */
static void put_sweep(Json *j, const Experiment *e)
{
    put_text(j, "[");
    for (int64_t a = 0; a < e->axes; a++) {
        put_text(j, a ? ",[" : "[");
        for (int64_t p = 0; p < e->axis[a].count; p++) {
            if (p)
                put_text(j, ",");
            put_string(j, e->axis[a].params[p]->name);
        }
        put_text(j, "]");
    }
    put_text(j, "]");
}

char *experiment_resolved(const Experiment *e)
{
    Json j = { 0 };
    char number[32];
    put_text(&j, "{");
    put_key(&j, "algorithm", true);
    put_string(&j, e->algorithm->name);
    put_key(&j, "parameters", false);
    put_parameters(&j, e);
    put_key(&j, "replicates", false);
    snprintf(number, sizeof number, "%" PRId64, e->replicates);
    put_text(&j, number);
    put_key(&j, "seed", false);
    snprintf(number, sizeof number, "%" PRIu64, e->seed);
    put_text(&j, number);
    put_key(&j, "shared_by", false);
    put_names(&j, e->shared_by);
    put_key(&j, "sweep", false);
    put_sweep(&j, e);
    put_key(&j, "version", false);
    snprintf(number, sizeof number, "%d", e->algorithm->version);
    put_text(&j, number);
    put_text(&j, "}");
    if (j.failed) {
        free(j.text);
        return NULL;
    }
    return j.text;
}
