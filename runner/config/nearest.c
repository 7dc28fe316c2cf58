/* nearest.c - the name that was probably meant (see message.h). */
#include "runner/config/message.h"

#include <string.h>
#include <strings.h>

enum {
    WORD_MAX = 64,        /* longer words are no misspelt names */
    ABBREVIATION_MIN = 3, /* shorter ones abbreviate anything */
};

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours.
 */
static size_t edit_distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t rows[3][WORD_MAX + 1]; /* of the table of distances between prefixes, cyclic */
    for (size_t j = 0; j <= m; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t d = above[j - 1] + (a[i - 1] != b[j - 1]);
            d = least(d, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d = least(d, rows[(i - 2) % 3][j - 2] + 1);
            row[j] = d;
        }
    }
    return rows[n % 3][m];
}

static const char *name_at(const void *names, size_t stride, size_t i)
{
    return *(const char *const *)((const char *)names + i * stride);
}

/* The only name that begins so; NULL if there are several, or the word says too little. */
static const char *abbreviated(const char *word, const void *names, size_t stride, size_t count)
{
    size_t length = strlen(word);
    const char *only = NULL;
    if (length < ABBREVIATION_MIN)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const char *name = name_at(names, stride, i);
        if (!name || strncasecmp(word, name, length) != 0)
            continue;
        if (only)
            return NULL;
        only = name;
    }
    return only;
}

const char *nearest_name(const char *word, const void *names, size_t stride, size_t count)
{
    size_t length = strlen(word);
    if (length == 0 || length > WORD_MAX)
        return NULL;
    size_t allowed = length / 3 > 1 ? length / 3 : 1;
    const char *best = NULL;
    for (size_t i = 0; i < count; i++) {
        const char *name = name_at(names, stride, i);
        size_t n = name ? strlen(name) : 0;
        if (n == 0 || n > WORD_MAX)
            continue;
        size_t d = strcasecmp(word, name) == 0 ? 0 : edit_distance(word, length, name, n);
        /* a word of which no letter is left is no likeness */
        if (d > allowed || (d >= length && d >= n))
            continue;
        best = name;
        if (d == 0)
            break;
        allowed = d - 1; /* the first of equally near names wins */
    }
    return best ? best : abbreviated(word, names, stride, count);
}

const char *nearest_label(const char *word, const void *names, size_t stride, size_t count,
                          char *buffer, size_t size)
{
    const char *name = nearest_name(word, names, stride, count);
    if (!name)
        return NULL;
    snprintf(buffer, size, "did you mean `%s`?", name);
    return buffer;
}
