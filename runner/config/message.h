/* message.h - what is wrong, where, and what would be right.
 *
 *     error: unknown key `alhpa` in `sweep`
 *       --> configs/a.yml:14:5
 *        |
 *     14 |     alhpa: {from: 0.02, to: 0.22, step: 0.01}
 *        |     ^^^^^ did you mean `alpha`?
 *        |
 *        = note: `hopfield.retrieval` takes neurons, load, ...
 *
 * Messages are collected, so that all errors of a file appear together, in the order of their
 * places, each place once. Known to every room. */
#ifndef HEBB_MESSAGE_H
#define HEBB_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "algorithms/base/status.h"

/* A text that places refer to: a file, or an argument of the command line. */
typedef struct {
    char *name; /* as shown: the path as the user gave it, or the argument's own words */
    char *text; /* size bytes, NUL-terminated after them */
    size_t size;
} Source;

/* Reads a file of at most `limit` bytes. ERR_CONFIG with a sentence if it cannot. */
Status source_read(Source *s, const char *path, size_t limit, Error *err);
/* Copies name and text. */
Status source_copy(Source *s, const char *name, const char *text, size_t size, Error *err);
void source_free(Source *s);

/* A stretch of one line. */
typedef struct {
    const Source *source; /* borrowed; NULL: nowhere */
    int64_t line, column; /* from 1; columns count code points, as editors do */
    int64_t width;        /* code points to underline, >= 1; cut at the end of the line */
} Place;

/* The source's text from a place on; "" at its end, beyond it, and for a place that is nowhere. The
 * byte order mark of a file belongs to no column. */
const char *place_text(Place place);

typedef struct Messages Messages; /* opaque list */

/* Caller frees; NULL when memory runs out. What a place refers to is copied when a message is
 * added, so sources may be freed before messages are printed. */
Messages *messages_new(void);
void messages_free(Messages *m);

/* Adds an error. `label` (may be NULL) stands beside the caret; `what` is the sentence. Names and
 * values stand in backticks; whatever they hold, only harmless characters reach the terminal.
 * Returns ERR_CONFIG, so that callers can return it, or ERR_MEMORY. A second error of one place is
 * dropped, with what is added to it. With `m` NULL nobody listens: nothing is kept. */
Status message_error(Messages *m, Place place, const char *label, const char *what, ...)
    __attribute__((format(printf, 4, 5)));
/* Adds to the last error: a second place with its label ("first here"), a note, a help line. */
void message_also(Messages *m, Place place, const char *label);
void message_note(Messages *m, const char *format, ...) __attribute__((format(printf, 2, 3)));
void message_help(Messages *m, const char *format, ...) __attribute__((format(printf, 2, 3)));

int64_t messages_count(const Messages *m);

/* Prints them all (at most 200), then, if any has a place, "N errors in PATH; nothing was run" (or
 * "1 error in ..."); nothing if there are none. `color` adds bold and red to what the words already
 * say. */
void messages_print(const Messages *m, FILE *out, bool color);

/* The nearest of `count` names to `word`: edit distance (a transposition counts one, case alone
 * nothing) at most max(1, length/3), ties by order; else the only one that begins with the word;
 * NULL if none. Strides over an array of structs whose first member is the name: `names` points to
 * the first, `stride` is the size of an element. */
const char *nearest_name(const char *word, const void *names, size_t stride, size_t count);

/* The text "did you mean `X`?" in `buffer`, or NULL if nothing is near; for labels. */
const char *nearest_label(const char *word, const void *names, size_t stride, size_t count,
                          char *buffer, size_t size);

#endif
