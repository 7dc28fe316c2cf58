/* identity.c - see identity.h */
#include "runner/plan/identity.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void identity_free(Identity *id)
{
    for (int64_t r = 0; id->row && r < id->count; r++) {
        for (int64_t i = 0; id->row[r].line && i < id->row[r].length; i++)
            free(id->row[r].line[i]);
        free(id->row[r].line);
    }
    free(id->row);
    free(id->head);
    *id = (Identity){ 0 };
}

/* "algorithm\nversion V\nseed S\nshared_by a,b\n"; NULL when memory runs out. */
static char *make_head(const Experiment *e)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    fprintf(out, "%s\nversion %d\nseed %" PRIu64 "\nshared_by ", e->algorithm->name,
            e->algorithm->version, e->seed);
    for (char **name = e->shared_by; name && *name; name++)
        fprintf(out, "%s%s", name == e->shared_by ? "" : ",", *name);
    fputc('\n', out);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* "load 0.12\n", or "" where the value is the default or missing. No value has a line feed, as
 * texts are of one line, so none can pass for another line. NULL when memory runs out. */
static char *make_line(const Param *row, const Value *value)
{
    Value def = { 0 };
    bool has_default = row->def && param_parse_text(row, row->def, &def);
    if (value->missing || (has_default && value_equal(value, &def)))
        return calloc(1, 1);

    char text[PARAM_TEXT_SIZE];
    value_print(row, value, text);
    size_t size = strlen(row->name) + strlen(text) + 3;
    char *line = malloc(size);
    if (line)
        snprintf(line, size, "%s %s\n", row->name, text);
    return line;
}

/* The axis of a parameter and its place within a zip, or -1. */
static int64_t find_axis(const Experiment *e, const Param *row, int64_t *coordinate)
{
    for (int64_t d = 0; d < e->axes; d++)
        for (int64_t c = 0; c < e->axis[d].count; c++)
            if (e->axis[d].params[c] == row) {
                *coordinate = c;
                return d;
            }
    return -1;
}

/* Fills a zeroed row; returns the longest line, or -1 when memory runs out. */
static int64_t fill_row(IdentityRow *r, const Experiment *e, const Param *row)
{
    int64_t coordinate = 0;
    int64_t longest = 0;
    r->dim = find_axis(e, row, &coordinate);
    for (char **name = e->shared_by; name && *name; name++)
        r->shared = r->shared || strcmp(*name, row->name) == 0;
    int64_t length = r->dim < 0 ? 1 : e->axis[r->dim].length;
    r->line = calloc((size_t)length, sizeof *r->line);
    if (!r->line)
        return -1;
    for (r->length = 0; r->length < length; r->length++) {
        Value value;
        if (r->dim < 0)
            value = params_get(row, e->params);
        else
            value = e->axis[r->dim].values[r->length * e->axis[r->dim].count + coordinate];
        char *line = make_line(row, &value);
        if (!line)
            return -1;
        r->line[r->length] = line;
        if ((int64_t)strlen(line) > longest)
            longest = (int64_t)strlen(line);
    }
    return longest;
}

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const Param *const *)a)->name, (*(const Param *const *)b)->name);
}

Status identity_init(Identity *id, const Experiment *e, Error *err)
{
    *id = (Identity){ 0 };
    int64_t count = param_count(e->algorithm->params);
    const Param **sorted = calloc((size_t)count + 1, sizeof *sorted);
    id->head = make_head(e);
    id->row = calloc((size_t)count + 1, sizeof *id->row);
    bool ok = sorted && id->head && id->row;
    for (int64_t r = 0; ok && r < count; r++)
        sorted[r] = &e->algorithm->params[r];
    if (ok) {
        qsort(sorted, (size_t)count, sizeof *sorted, by_name);
        id->size = strlen(id->head) + 1;
    }
    for (; ok && id->count < count; id->count++) {
        int64_t longest = fill_row(&id->row[id->count], e, sorted[id->count]);
        ok = longest >= 0;
        id->size += (size_t)(ok ? longest : 0);
        if (!ok) { /* the half-filled row is freed too */
            id->count++;
            break;
        }
    }
    free(sorted);
    if (ok)
        return OK;
    identity_free(id);
    return error_set(err, ERR_MEMORY, "memory ran out for the points of the sweep");
}

size_t identity_text(const Identity *id, const int64_t *index, bool chance, char *text)
{
    char *out = stpcpy(text, id->head);
    for (int64_t r = 0; r < id->count; r++) {
        const IdentityRow *row = &id->row[r];
        if (!(chance && row->shared))
            out = stpcpy(out, row->line[row->dim < 0 ? 0 : index[row->dim]]);
    }
    return (size_t)(out - text);
}
