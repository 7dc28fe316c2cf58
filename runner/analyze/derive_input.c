/* derive_input.c - see derive_input.h */
#include "runner/analyze/derive_input.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int find_dim(const Input *in, const char *name)
{
    return name ? field_dim(&in->field, name) : -1;
}

Status input_open(Input *in, const DerivedSpec *spec, const Results *r, const Experiment *e,
                  const Derived *done, Error *err)
{
    memset(in, 0, sizeof *in);
    in->spec = spec;
    in->experiment = e;
    bool found;
    if (spec->of_derived) {
        for (int64_t i = 0; i < e->derived_count && !in->of; i++)
            if (strcmp(e->derived[i].name, spec->metric) == 0)
                in->of = &done[i];
        found = in->of && in->of->draws && field_open_derived(&in->field, r, e, spec->metric);
    } else {
        found = field_open(&in->field, r, e, spec->metric);
    }
    if (!found)
        return error_set(err, ERR_FOREIGN, "the result holds no `%s` for `%s`", spec->metric,
                         spec->name);
    if (spec->against) {
        in->has_against = field_open(&in->against, r, e, spec->against);
        if (!in->has_against)
            return error_set(err, ERR_FOREIGN, "the result holds no `%s` for `%s`", spec->against,
                             spec->name);
    }
    in->axis = find_dim(in, spec->axis);
    in->between = find_dim(in, spec->between);
    in->absent = spec->axis && in->axis < 0         ? spec->axis
                 : spec->between && in->between < 0 ? spec->between
                                                    : NULL;
    return OK;
}

static bool is_timing(const Field *f)
{
    return f->metric && f->metric->kind == METRIC_TIMING;
}

bool input_timing(const Input *in)
{
    return is_timing(&in->field) || (in->has_against && is_timing(&in->against)) ||
           (in->of && in->of->timing);
}

bool input_reduces(const Input *in, int d)
{
    DeriveKind kind = in->spec->kind;
    bool each = kind == DERIVE_Z ||
                ((kind == DERIVE_DIFFERENCE || kind == DERIVE_RATIO) && in->has_against);
    if (in->axis >= 0)
        return d == in->axis || d == in->between;
    return !each;
}

static int64_t group_of(const Input *in, int64_t cell)
{
    int64_t group = 0;
    for (int d = 0; d < in->field.rank; d++)
        if (!input_reduces(in, d))
            group = group * in->field.length[d] + field_index(&in->field, cell, d);
    return group;
}

static int by_place(const void *pa, const void *pb)
{
    const Entry *a = pa, *b = pb;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    if (a->second != b->second)
        return a->second < b->second ? -1 : 1;
    if (a->x != b->x)
        return a->x < b->x ? -1 : 1;
    return (a->cell > b->cell) - (a->cell < b->cell);
}

static bool wanted(const Input *in, int64_t cell)
{
    const DerivedSpec *spec = in->spec;
    if (spec->has_pair && in->axis >= 0) {
        double x = field_nominal(&in->field, cell, in->axis, spec->axis);
        if (x != spec->pair[0] && x != spec->pair[1])
            return false;
    }
    return field_selected(&in->field, cell, spec->where);
}

Status input_gather(const Input *in, Entry **entries, int64_t *count, Error *err)
{
    const Field *f = &in->field;
    *entries = malloc((size_t)(f->cells > 0 ? f->cells : 1) * sizeof **entries);
    *count = 0;
    if (!*entries)
        return error_set(err, ERR_MEMORY, "memory ran out while deriving `%s`", in->spec->name);
    for (int64_t cell = 0; cell < f->cells; cell++) {
        if (!wanted(in, cell) || field_moments(f, cell).n == 0)
            continue;
        (*entries)[(*count)++] = (Entry){
            .group = group_of(in, cell),
            .cell = cell,
            .x = in->axis >= 0 ? field_position(f, cell, in->axis, in->spec->axis) : (double)cell,
            .second =
                in->between >= 0 ? field_position(f, cell, in->between, in->spec->between) : 0,
        };
    }
    qsort(*entries, (size_t)*count, sizeof **entries, by_place);
    return OK;
}

static void fill_entry(Sample *s, int64_t i)
{
    const Input *in = s->in;
    int64_t cell = s->entry[i / s->per_entry].cell;
    bool divisor = s->per_entry == 2 && i % 2 == 0;
    bool subtract = in->has_against && s->per_entry == 1;
    const Field *f = &in->field, *a = &in->against;
    int64_t other = in->has_against ? field_partner(f, cell, a) : -1;
    double *values = s->boot.values + i * s->boot.stride;
    for (int64_t k = 0; k < f->replicates; k++) {
        double theirs = other < 0 ? NAN : field_value(a, other, a->replicates == 1 ? 0 : k);
        double x = field_value(f, cell, k);
        x = divisor ? theirs : subtract ? x - theirs : x;
        if (isfinite(x))
            values[s->boot.count[i]++] = x;
    }
    /* A paired design resamples all points alike; otherwise each point by itself. */
    s->boot.owner[i] =
        in->experiment->shared_by && in->experiment->shared_by[0] ? 0 : (uint64_t)(cell / f->inner);
}

Status sample_init(Sample *s, const Input *in, const Entry *entry, int64_t n, Error *err)
{
    bool two = in->has_against && in->spec->kind == DERIVE_RATIO;
    *s = (Sample){ .in = in, .entry = entry, .n = two ? 2 * n : n, .per_entry = two ? 2 : 1 };
    if (in->of)
        return OK;
    char text[256];
    int length = snprintf(text, sizeof text, "derived\n%s\nseed %llu\n", in->spec->name,
                          (unsigned long long)in->experiment->seed);
    Key key = key_hash(text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1);
    Status status = bootstrap_init(&s->boot, s->n, in->field.replicates, key_random(key), err);
    for (int64_t i = 0; status == OK && i < s->n; i++)
        fill_entry(s, i);
    return status;
}

void sample_free(Sample *s)
{
    bootstrap_free(&s->boot);
}

double sample_mean(const Sample *s, int64_t i, int64_t draw)
{
    const Derived *of = s->in->of;
    return of ? of->draws[(draw % of->rows) * of->cells + s->entry[i].cell]
              : bootstrap_mean(&s->boot, i, draw);
}

double sample_error(const Sample *s, int64_t i)
{
    const Derived *of = s->in->of;
    if (!of)
        return bootstrap_error(&s->boot, i);
    return of->varies ? bootstrap_deviation(of->draws + s->entry[i].cell, of->cells) : 0;
}

bool sample_varies(const Sample *s)
{
    return s->in->of ? s->in->of->varies : bootstrap_varies(&s->boot);
}
