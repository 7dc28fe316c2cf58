/* arguments.c - see arguments.h */
#include "runner/arguments.h"

#include <string.h>

#include "runner/config/number.h"
#include "runner/config/words.h"

static const Place nowhere = { 0 };

static const OptionRow *find_row(const OptionRow *rows, const char *name, size_t size)
{
    for (; rows->name; rows++)
        if (strlen(rows->name) == size && strncmp(rows->name, name, size) == 0)
            return rows;
    return NULL;
}

static Status unknown(const OptionRow *rows, const char *word, Messages *m)
{
    char name[64], label[96];
    size_t size = strcspn(word + 2, "="), count = 0;
    snprintf(name, sizeof name, "%.*s", (int)(size < sizeof name ? size : sizeof name - 1),
             word + 2);
    while (rows[count].name)
        count++;
    const char *near = nearest_name(name, rows, sizeof *rows, count);
    message_error(m, nowhere, NULL, "no such option `%s`", word);
    if (near) {
        snprintf(label, sizeof label, "did you mean `--%s`?", near);
        message_help(m, "%s", label);
    }
    return ERR_USAGE;
}

static Status too_many(Messages *m)
{
    message_error(m, nowhere, NULL, "more than %d arguments", ARGUMENTS_MAX);
    return ERR_USAGE;
}

/* One option at argv[*i]; moves *i over its argument. */
static Status take_option(Arguments *a, int argc, char **argv, int *i, Messages *m)
{
    const char *word = argv[*i], *value = NULL;
    const OptionRow *row = NULL;
    if (word[1] == '-') {
        size_t size = strcspn(word + 2, "=");
        row = find_row(a->rows, word + 2, size);
        value = row && word[2 + size] == '=' ? word + 3 + size : NULL;
    } else {
        for (row = a->rows; row->name && row->letter != word[1]; row++)
            ;
        row = row->name ? row : NULL;
        value = row && word[2] ? word + 2 : NULL;
    }
    if (!row && word[1] == '-')
        return unknown(a->rows, word, m);
    if (!row || (!row->argument && value)) {
        message_error(m, nowhere, NULL, row ? "`--%s` takes no argument" : "no such option `%s`",
                      row ? row->name : word);
        return ERR_USAGE;
    }
    if (row->argument && !value) {
        if (*i + 1 >= argc) {
            message_error(m, nowhere, NULL, "`%s` needs its %s", word, row->argument);
            return ERR_USAGE;
        }
        value = argv[++*i];
    }
    if (a->given == ARGUMENTS_MAX)
        return too_many(m);
    a->option[a->given] = row;
    a->value[a->given++] = value ? value : "";
    return OK;
}

Status arguments_parse(Arguments *a, const OptionRow *rows, int argc, char **argv, Messages *m)
{
    memset(a, 0, sizeof *a);
    a->rows = rows;
    Status worst = OK;
    bool options = true;
    for (int i = 0; i < argc; i++) {
        Status status = OK;
        if (options && strcmp(argv[i], "--") == 0)
            options = false;
        else if (options && argv[i][0] == '-' && argv[i][1])
            status = take_option(a, argc, argv, &i, m);
        else if (a->count < ARGUMENTS_MAX)
            a->positional[a->count++] = argv[i];
        else
            status = too_many(m);
        worst = worst == OK ? status : worst;
    }
    return worst;
}

bool arguments_has(const Arguments *a, const char *name)
{
    return arguments_get(a, name, NULL) != NULL;
}

const char *arguments_get(const Arguments *a, const char *name, const char *otherwise)
{
    for (int64_t i = a->given - 1; i >= 0; i--)
        if (strcmp(a->option[i]->name, name) == 0)
            return a->value[i];
    return otherwise;
}

const char *const *arguments_all(const Arguments *a, const char *name, const char **list)
{
    int64_t n = 0;
    for (int64_t i = 0; i < a->given; i++)
        if (strcmp(a->option[i]->name, name) == 0)
            list[n++] = a->value[i];
    list[n] = NULL;
    return list;
}

Status arguments_int(const Arguments *a, const char *name, int64_t low, int64_t high,
                     int64_t *value, Messages *m)
{
    const char *text = arguments_get(a, name, NULL);
    if (!text)
        return OK;
    if (number_parse_int(text, value) && *value >= low && *value <= high)
        return OK;
    message_error(m, nowhere, NULL, "`--%s %s` must be an integer from %lld to %lld", name, text,
                  (long long)low, (long long)high);
    return ERR_USAGE;
}

Status arguments_word(const Arguments *a, const char *name, const char *const *words, int *index,
                      Messages *m)
{
    const char *text = arguments_get(a, name, NULL);
    char label[96], list[256];
    size_t count = 0;
    if (!text)
        return OK;
    for (; words[count]; count++) {
        if (strcmp(words[count], text) == 0) {
            *index = (int)count;
            return OK;
        }
    }
    words_or(words, list, sizeof list);
    message_error(m, nowhere, NULL, "`--%s` must %s, not `%s`", name, list, text);
    if (nearest_label(text, words, sizeof *words, count, label, sizeof label))
        message_help(m, "%s", label);
    return ERR_USAGE;
}
