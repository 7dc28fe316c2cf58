/* align.c - see align.h */
#include "runner/analyze/align.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Coordinate number `n` along a dimension, or NULL when there are no more. */
static const Array *coordinate(const Results *r, int64_t d, int64_t n)
{
    for (int64_t i = 0; i < r->array_count; i++) {
        const Array *c = &r->arrays[i];
        if (c->coordinate && *c->group == '\0' && c->rank == 1 && c->dims[0] == d && n-- == 0)
            return c;
    }
    return NULL;
}

static bool same_value(const Array *x, int64_t i, const Array *y, int64_t j)
{
    switch (x->type) {
    case ARRAY_REAL:
        return x->real[i] == y->real[j] || (isnan(x->real[i]) && isnan(y->real[j]));
    case ARRAY_INT:
        return x->integer[i] == y->integer[j];
    case ARRAY_TEXT:
        return strcmp(x->text[i] ? x->text[i] : "", y->text[j] ? y->text[j] : "") == 0;
    default:
        return false;
    }
}

/* The coordinates of a dimension that both results have. */
typedef struct {
    const Array *x[RESULT_MAX_RANK], *y[RESULT_MAX_RANK];
    int count;
    bool comparable;
} Coordinates;

static Coordinates coordinates_of(const Alignment *l, int64_t d)
{
    Coordinates c = { .comparable = true };
    for (const Array *x; c.count < RESULT_MAX_RANK && (x = coordinate(l->a, d, c.count));) {
        const Array *y = results_find(l->b, "", x->name);
        c.comparable = c.comparable && y && y->rank == 1 && y->type == x->type;
        c.x[c.count] = x;
        c.y[c.count++] = y;
    }
    return c;
}

static bool same_place(const Coordinates *c, int64_t i, int64_t j)
{
    for (int k = 0; k < c->count; k++)
        if (!same_value(c->x[k], i, c->y[k], j))
            return false;
    return true;
}

static Status align_dim(Alignment *l, int64_t d, Error *err)
{
    const int64_t length = l->a->dims[d].length;
    const int there = results_find_dim(l->b, l->a->dims[d].name);
    const Coordinates c = coordinates_of(l, d);
    if (there < 0 || !c.comparable)
        return OK;
    int64_t *to = malloc(((size_t)length + 1) * sizeof *to);
    if (!to)
        return error_set(err, ERR_MEMORY, "memory ran out while comparing");
    const int64_t other = l->b->dims[there].length;
    int64_t next = 0; /* mostly the one after the last */
    for (int64_t i = 0; i < length; i++) {
        to[i] = -1;
        for (int64_t k = 0; k < other && to[i] < 0; k++) {
            int64_t j = (next + k) % other;
            if (c.count > 0 ? same_place(&c, i, j) : i == j)
                to[i] = j;
        }
        next = to[i] < 0 ? next : to[i] + 1;
    }
    l->partner[d] = to;
    return OK;
}

Status align_init(Alignment *l, const Results *a, const Results *b, Error *err)
{
    *l = (Alignment){ .a = a, .b = b };
    l->partner = calloc((size_t)a->dim_count + 1, sizeof *l->partner);
    if (!l->partner)
        return error_set(err, ERR_MEMORY, "memory ran out while comparing");
    Status status = OK;
    for (int64_t d = 0; status == OK && d < a->dim_count; d++)
        status = align_dim(l, d, err);
    return status;
}

void align_free(Alignment *l)
{
    for (int64_t d = 0; l->partner && d < l->a->dim_count; d++)
        free(l->partner[d]);
    free(l->partner);
    *l = (Alignment){ 0 };
}

/* The place among the dimensions of `y` of dimension number `k` of `x`, or -1. */
static int place_in(const Alignment *l, const Array *x, int k, const Array *y)
{
    const char *name = l->a->dims[x->dims[k]].name;
    for (int i = 0; i < y->rank; i++)
        if (strcmp(l->b->dims[y->dims[i]].name, name) == 0)
            return i;
    return -1;
}

bool align_fits(const Alignment *l, const Array *x, const Array *y)
{
    if (x->rank != y->rank || x->type != y->type)
        return false;
    for (int k = 0; k < x->rank; k++)
        if (!l->partner[x->dims[k]] || place_in(l, x, k, y) < 0)
            return false;
    return true;
}

int64_t align_entry(const Alignment *l, const Array *x, const Array *y, int64_t at)
{
    int64_t index[RESULT_MAX_RANK] = { 0 }, entry = 0;
    for (int k = x->rank - 1; k >= 0; k--) {
        int64_t length = l->a->dims[x->dims[k]].length;
        int64_t j = l->partner[x->dims[k]][at % length];
        if (j < 0)
            return -1;
        index[place_in(l, x, k, y)] = j;
        at /= length;
    }
    for (int k = 0; k < y->rank; k++)
        entry = entry * l->b->dims[y->dims[k]].length + index[k];
    return entry;
}

int64_t align_common(const Alignment *l, int64_t d)
{
    int64_t common = 0;
    for (int64_t i = 0; l->partner[d] && i < l->a->dims[d].length; i++)
        common += l->partner[d][i] >= 0;
    return common;
}
