/* yaml_assignment.c - arguments like sweep.load=[0.1, 0.15] (see yaml.h). */
#include <string.h>

#include "runner/config/node.h"
#include "runner/config/utf8.h"
#include "runner/config/yaml_text.h"

enum { LEVELS_MAX = 16 };

/* A part of the dotted key. */
typedef struct {
    const char *text;
    size_t size;
    bool quoted;
} Step;

typedef struct {
    const Source *source;
    Messages *messages;
    const char *at;
    int steps;
    Step step[LEVELS_MAX];
} Path;

static Place place_at(const Source *s, const char *at, size_t size)
{
    int64_t width = utf8_length(at, size);
    return (Place){ s, 1, 1 + utf8_length(s->text, (size_t)(at - s->text)), width > 0 ? width : 1 };
}

/* One step: bare up to `.` or `=`, or in quotes; on one line. */
static Status read_step(Path *p, Step *step)
{
    p->at += strspn(p->at, " ");
    char quote = *p->at;
    if (quote == '"' || quote == '\'') {
        const char *end = strchr(p->at + 1, quote);
        if (!end || memchr(p->at, '\n', (size_t)(end - p->at)))
            return message_error(p->messages, place_at(p->source, p->at, 1), "opened here",
                                 "this quote is never closed");
        *step = (Step){ p->at + 1, (size_t)(end - p->at - 1), true };
        p->at = end + 1;
    } else {
        *step = (Step){ p->at, strcspn(p->at, ".=\n"), false };
        p->at += step->size;
        while (step->size && step->text[step->size - 1] == ' ')
            step->size--;
    }
    p->at += strspn(p->at, " ");
    if (step->size == 0)
        return message_error(p->messages, place_at(p->source, step->text, 1), NULL,
                             "a name is missing here");
    if (*p->at != '.' && *p->at != '=')
        return message_error(p->messages, place_at(p->source, p->at, 1), "expected `.` or `=`",
                             "an assignment is written as `name.name=value`");
    return OK;
}

static Status read_path(Path *p)
{
    for (;;) {
        if (p->steps == LEVELS_MAX)
            return message_error(p->messages, place_at(p->source, p->at, 1), NULL,
                                 "a name of more than %d parts", LEVELS_MAX);
        Status st = read_step(p, &p->step[p->steps]);
        if (st != OK)
            return st;
        p->steps++;
        if (*p->at++ == '=')
            return OK;
    }
}

/* Wraps *value in maps, innermost first; it stays owned by *value on failure. */
static Status wrap(const Path *p, Node **value)
{
    for (int i = p->steps - 1; i >= 0; i--) {
        const Step *step = &p->step[i];
        Place place = place_at(p->source, step->text, step->size);
        Node *map = node_new(NODE_MAP, place);
        Node *key = node_new_scalar(step->text, step->size, step->quoted, place);
        if (!map || !key || !node_append(map, key, *value)) {
            node_free(map);
            node_free(key);
            return ERR_MEMORY;
        }
        *value = map;
    }
    return OK;
}

Status yaml_parse_assignment(const Source *argument, Messages *m, Node **root)
{
    *root = NULL;
    YamlText whole = { argument, m, 0, 0 };
    Status st = yaml_check_text(&whole);
    if (st != OK)
        return st;
    Path path = { .source = argument, .messages = m, .at = argument->text };
    st = read_path(&path);
    if (st != OK)
        return st;
    size_t start = (size_t)(path.at - argument->text);
    YamlText text = { argument, m, start, utf8_length(argument->text, start) };
    Status read = yaml_read(&text, root);
    if (!*root && read == OK)
        *root = node_new_scalar("", 0, false, place_at(argument, path.at, 0));
    if (!*root)
        return read == OK ? ERR_MEMORY : read;
    st = wrap(&path, root);
    if (st != OK) {
        node_free(*root);
        *root = NULL;
    }
    return st == OK ? read : st;
}
