/* arguments.h - the command line of one verb, read by a table. */
#ifndef HEBB_ARGUMENTS_H
#define HEBB_ARGUMENTS_H

#include "runner/config/message.h"

/* One row per option; ends with { 0 }. */
typedef struct {
    const char *name;     /* without dashes */
    char letter;          /* one-letter form, or 0 */
    const char *argument; /* what its argument is called; NULL for a flag */
    const char *help;     /* one line */
} OptionRow;

enum { ARGUMENTS_MAX = 1024 };

typedef struct {
    const OptionRow *rows;
    int64_t count; /* positional arguments */
    const char *positional[ARGUMENTS_MAX + 1];
    int64_t given; /* options, in order */
    const OptionRow *option[ARGUMENTS_MAX];
    const char *value[ARGUMENTS_MAX];
} Arguments;

/* Reads argv[0 .. argc-1] (the words after the verb): --name value, --name=value, -n value,
 * -nvalue;
 * `--` ends options. Unknown options are messages with the nearest name; ERR_USAGE. */
Status arguments_parse(Arguments *a, const OptionRow *rows, int argc, char **argv, Messages *m);

bool arguments_has(const Arguments *a, const char *name);
const char *arguments_get(const Arguments *a, const char *name,
                          const char *otherwise); /* the last one */
/* All values of a repeatable option, NULL-terminated; `list` holds ARGUMENTS_MAX + 1. */
const char *const *arguments_all(const Arguments *a, const char *name, const char **list);

/* An integer option within [low, high]; a message and ERR_USAGE otherwise. */
Status arguments_int(const Arguments *a, const char *name, int64_t low, int64_t high,
                     int64_t *value, Messages *m);
/* One of the NULL-terminated words; its index. */
Status arguments_word(const Arguments *a, const char *name, const char *const *words, int *index,
                      Messages *m);

#endif
