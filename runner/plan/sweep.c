/* sweep.c - see sweep.h; rules across points stand in sweep_check.c */
#include "runner/plan/sweep.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/plan/identity.h"
#include "runner/plan/sweep_check.h"

void sweep_free(Sweep *s)
{
    if (s->text)
        free(s->text[0]); /* the block all texts lie in */
    free(s->text);
    free(s->random);
    free(s->cost);
    free(s->memory);
    free(s->over_budget);
    *s = (Sweep){ 0 };
}

void sweep_index(const Sweep *s, int64_t point, int64_t index[SWEEP_MAX_DIMS])
{
    for (int64_t d = s->dims - 1; d >= 0; d--) {
        index[d] = point % s->dim[d].length;
        point /= s->dim[d].length;
    }
}

const Value *sweep_value(const Sweep *s, int64_t point, int64_t dim, int64_t coordinate)
{
    int64_t index[SWEEP_MAX_DIMS];
    sweep_index(s, point, index);
    return &s->dim[dim].values[index[dim] * s->dim[dim].count + coordinate];
}

/* The parameter struct of the point at index[dim]. A missing value leaves what all points share. */
static void fill_params(const Sweep *s, const int64_t *index, void *params)
{
    memcpy(params, s->experiment->params, s->experiment->algorithm->params_size);
    for (int64_t d = 0; d < s->dims; d++) {
        const Axis *axis = &s->dim[d];
        const Value *value = &axis->values[index[d] * axis->count];
        for (int64_t c = 0; c < axis->count; c++)
            if (!value[c].missing)
                params_set(axis->params[c], params, &value[c]);
    }
}

void sweep_params(const Sweep *s, int64_t point, void *params)
{
    int64_t index[SWEEP_MAX_DIMS];
    sweep_index(s, point, index);
    fill_params(s, index, params);
}

void sweep_point_text(const Sweep *s, int64_t point, char *text, size_t size)
{
    int64_t index[SWEEP_MAX_DIMS];
    size_t used = 0;
    sweep_index(s, point, index);
    if (size > 0)
        text[0] = '\0';
    for (int64_t d = 0; d < s->dims; d++)
        for (int64_t c = 0; c < s->dim[d].count; c++) {
            const Value *value = &s->dim[d].values[index[d] * s->dim[d].count + c];
            char word[PARAM_TEXT_SIZE];
            if (value->missing || used >= size)
                continue;
            value_print(s->dim[d].params[c], value, word);
            used += (size_t)snprintf(text + used, size - used, "%s%s=%s", used ? " " : "",
                                     s->dim[d].params[c]->name, word);
        }
}

/* ---- keys --------------------------------------------------------------------------------- */

enum { REPLICATE_LINE = 40 }; /* "replicate ", 20 digits, line feed, NUL */

/* "replicate 3\n"; its length. By hand: this is part of every trial's key. */
static size_t replicate_line(int64_t replicate, char line[REPLICATE_LINE])
{
    char digits[20];
    int n = 0;
    uint64_t x = (uint64_t)replicate;
    do
        digits[n++] = (char)('0' + x % 10);
    while ((x /= 10) > 0);
    char *out = stpcpy(line, "replicate ");
    while (n > 0)
        *out++ = digits[--n];
    *out++ = '\n';
    *out = '\0';
    return (size_t)(out - line);
}

Key sweep_key(const Sweep *s, int64_t point, int64_t replicate, char *text, size_t size)
{
    char line[REPLICATE_LINE];
    size_t line_size = replicate_line(replicate, line);
    if (text && size > 0)
        snprintf(text, size, "%s%s", s->text[point], line);
    return key_hash_pair(s->text[point], strlen(s->text[point]), line, line_size);
}

size_t sweep_key_text_size(const Sweep *s)
{
    size_t longest = 0;
    for (int64_t p = 0; p < s->points; p++) {
        size_t length = strlen(s->text[p]);
        if (length > longest)
            longest = length;
    }
    return longest + REPLICATE_LINE;
}

RandomKey sweep_random(const Sweep *s, int64_t point, int64_t replicate)
{
    char text[KEY_TEXT_SIZE + REPLICATE_LINE];
    key_print(s->random[point], text);
    text[KEY_TEXT_SIZE - 1] = '\n';
    size_t size = KEY_TEXT_SIZE + replicate_line(replicate, text + KEY_TEXT_SIZE);
    return key_random(key_hash(text, size));
}

/* ---- expansion ---------------------------------------------------------------------------- */

static Status allocate(Sweep *s)
{
    size_t points = (size_t)s->points;
    s->cost = calloc(points, sizeof *s->cost);
    s->memory = calloc(points, sizeof *s->memory);
    s->over_budget = calloc(points, sizeof *s->over_budget);
    s->random = calloc(points, sizeof *s->random);
    s->text = calloc(points, sizeof *s->text);
    return s->cost && s->memory && s->over_budget && s->random && s->text ? OK : ERR_MEMORY;
}

/* The next point's index: the last dimension runs fastest. */
static void advance(const Sweep *s, int64_t *index)
{
    for (int64_t d = s->dims - 1; d >= 0; d--) {
        if (++index[d] < s->dim[d].length)
            return;
        index[d] = 0;
    }
}

/* All texts one after the other in one block, as there may be millions. */
static Status make_texts(Sweep *s, const Identity *id)
{
    int64_t index[SWEEP_MAX_DIMS] = { 0 };
    int64_t made = 0;
    size_t used = 0, room = 0;
    char *block = NULL;
    char *chance = malloc(id->size);
    for (; chance && made < s->points; made++) {
        if (room - used < id->size) {
            room = 2 * room + id->size * 16;
            char *larger = realloc(block, room);
            if (!larger)
                break;
            block = larger;
        }
        used += identity_text(id, index, false, block + used) + 1;
        s->random[made] = key_hash(chance, identity_text(id, index, true, chance));
        advance(s, index);
    }
    free(chance);
    if (made < s->points) {
        free(block);
        return ERR_MEMORY;
    }
    char *tight = realloc(block, used);
    s->text[0] = tight ? tight : block;
    for (int64_t p = 1; p < s->points; p++)
        s->text[p] = s->text[p - 1] + strlen(s->text[p - 1]) + 1;
    return OK;
}

/* What the algorithm says of every point: is it legal, how much work, how much memory. */
static Status ask_points(Sweep *s, SweepCheck *check)
{
    const Algorithm *a = s->experiment->algorithm;
    int64_t index[SWEEP_MAX_DIMS] = { 0 };
    void *params = calloc(1, a->params_size ? a->params_size : 1);
    if (!params)
        return ERR_MEMORY;
    for (int64_t p = 0; p < s->points; p++) {
        Error why = { 0 };
        fill_params(s, index, params);
        advance(s, index);
        s->cost[p] = 1.0;
        if (a->validate && a->validate(params, &why) != OK) {
            sweep_check_point(check, p, &why);
            continue; /* cost and memory may rely on a legal point */
        }
        double cost = a->cost ? a->cost(params) : 1.0;
        double memory = a->memory ? a->memory(params) : 0.0;
        s->cost[p] = isfinite(cost) && cost > 0 ? cost : 1.0;
        s->memory[p] = memory > 0 ? memory : 0.0;
        s->over_budget[p] = s->memory[p] > s->experiment->budget_memory;
    }
    free(params);
    return OK;
}

Status sweep_expand(Sweep *s, const Experiment *e, Messages *m)
{
    *s = (Sweep){ .experiment = e, .dims = e->axes, .dim = e->axis, .replicates = e->replicates };
    Status status = sweep_check_size(s, m);
    if (status != OK)
        return status;

    Identity id = { 0 };
    SweepCheck *check = sweep_check_new(s);
    status = check ? allocate(s) : ERR_MEMORY;
    if (status == OK)
        status = identity_init(&id, e, NULL);
    if (status == OK)
        status = ask_points(s, check);
    if (status == OK)
        status = make_texts(s, &id);
    if (status == OK)
        status = sweep_check_report(check, m);
    if (status == ERR_MEMORY)
        message_error(m, (Place){ 0 }, NULL,
                      "memory ran out for the %" PRId64 " points of the sweep", s->points);
    identity_free(&id);
    sweep_check_free(check);
    if (status != OK)
        sweep_free(s);
    return status;
}
