/* results_digest.c - one number for the reproducible content of a result.
 *
 * What is hashed, in this order: root attributes by name, then arrays by group and name. Everything
 * that varies in size is preceded by its length, so no two contents give the same bytes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runner/store/results.h"

enum { BLOCK = 512 };

static void add_count(KeyStream *s, int64_t n)
{
    key_stream_add(s, &n, sizeof n);
}

static void add_text(KeyStream *s, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    add_count(s, (int64_t)length);
    if (length > 0)
        key_stream_add(s, text, length);
}

static int by_attribute(const void *a, const void *b)
{
    return strcmp(((const Attribute *)a)->name, ((const Attribute *)b)->name);
}

/* Not of the content: the digest itself, and the config's wording (`resolved` is what it means). */
static bool root_counts(const char *name)
{
    return strcmp(name, "digest") != 0 && strcmp(name, "config") != 0;
}

static bool add_attributes(KeyStream *s, const Attributes *a, bool root)
{
    Attribute *sorted = malloc((size_t)(a->count + 1) * sizeof *sorted);
    int64_t count = 0;
    if (!sorted)
        return false;
    for (int64_t i = 0; i < a->count; i++)
        if (!root || root_counts(a->items[i].name))
            sorted[count++] = a->items[i];
    qsort(sorted, (size_t)count, sizeof *sorted, by_attribute);
    add_count(s, count);
    for (int64_t i = 0; i < count; i++) {
        add_text(s, sorted[i].name);
        add_text(s, sorted[i].text);
    }
    free(sorted);
    return true;
}

/* All NaN are one: their sign depends on the processor. */
static void add_reals(KeyStream *s, const double *real, int64_t size)
{
    double block[BLOCK];
    for (int64_t i = 0; i < size; i += BLOCK) {
        int64_t n = size - i < BLOCK ? size - i : BLOCK;
        for (int64_t k = 0; k < n; k++)
            block[k] = isnan(real[i + k]) ? NAN : real[i + k];
        key_stream_add(s, block, (size_t)n * sizeof *block);
    }
}

/* A trial that counts as missing? `errors` are the error texts of the result, or NULL. */
static bool timed_out(const Array *errors, int64_t trial)
{
    return errors && errors->text[trial] &&
           strncmp(errors->text[trial], RESULT_TIME_LIMIT, strlen(RESULT_TIME_LIMIT)) == 0;
}

static void add_statuses(KeyStream *s, const Array *a, const Array *errors)
{
    int8_t block[BLOCK];
    if (errors && errors->size != a->size)
        errors = NULL;
    for (int64_t i = 0; i < a->size; i += BLOCK) {
        int64_t n = a->size - i < BLOCK ? a->size - i : BLOCK;
        for (int64_t k = 0; k < n; k++)
            block[k] = timed_out(errors, i + k) ? STATUS_MISSING : a->status[i + k];
        key_stream_add(s, block, (size_t)n);
    }
}

static void add_texts(KeyStream *s, const Array *a, const Array *errors)
{
    for (int64_t i = 0; i < a->size; i++)
        add_text(s, a == errors && timed_out(errors, i) ? NULL : a->text[i]);
}

static bool add_array(KeyStream *s, const Results *r, const Array *a, const Array *errors)
{
    add_text(s, a->group);
    add_text(s, a->name);
    add_count(s, a->type);
    add_count(s, a->coordinate);
    add_count(s, a->rank);
    for (int d = 0; d < a->rank; d++) {
        add_text(s, r->dims[a->dims[d]].name);
        add_count(s, r->dims[a->dims[d]].length);
    }
    if (!add_attributes(s, &a->attributes, false))
        return false;
    switch (a->type) {
    case ARRAY_REAL:
        add_reals(s, a->real, a->size);
        break;
    case ARRAY_STATUS:
        add_statuses(s, a, errors);
        break;
    case ARRAY_TEXT:
        add_texts(s, a, errors);
        break;
    case ARRAY_INT:
    case ARRAY_KEY:
    default:
        key_stream_add(s, a->data,
                       (size_t)a->size * (a->type == ARRAY_KEY ? sizeof(Key) : sizeof(int64_t)));
        break;
    }
    return true;
}

/* Error texts that are all of time limits are as good as none. */
static bool all_timed_out(const Array *errors)
{
    for (int64_t i = 0; i < errors->size; i++)
        if (errors->text[i] && errors->text[i][0] && !timed_out(errors, i))
            return false;
    return true;
}

static bool array_counts(const Array *a, const Array *errors)
{
    bool timing =
        strncmp(a->group, "timing", 6) == 0 && (a->group[6] == '\0' || a->group[6] == '/');
    return !timing && !(a == errors && all_timed_out(errors));
}

static int by_place(const void *a, const void *b)
{
    const Array *x = *(const Array *const *)a, *y = *(const Array *const *)b;
    int order = strcmp(x->group, y->group);
    return order ? order : strcmp(x->name, y->name);
}

Key results_digest(const Results *r)
{
    const Array **sorted = malloc((size_t)(r->array_count + 1) * sizeof *sorted);
    KeyStream *s = key_stream_new();
    const Array *errors = results_find(r, "trials", "error");
    int64_t count = 0;
    if (errors && errors->type != ARRAY_TEXT)
        errors = NULL;
    bool ok = sorted && s;
    if (ok) {
        for (int64_t i = 0; i < r->array_count; i++)
            if (array_counts(&r->arrays[i], errors))
                sorted[count++] = &r->arrays[i];
        qsort(sorted, (size_t)count, sizeof *sorted, by_place);
        add_text(s, "hebb digest 1");
        ok = add_attributes(s, &r->root, true);
        add_count(s, count);
    }
    for (int64_t i = 0; ok && i < count; i++)
        ok = add_array(s, r, sorted[i], errors);
    free(sorted);
    Key key = s ? key_stream_end(s) : (Key){ 0 };
    return ok ? key : (Key){ 0 };
}
