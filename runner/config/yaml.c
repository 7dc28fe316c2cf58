/* yaml.c - libyaml's events to a tree (see yaml.h). */
#include "runner/config/yaml.h"

#include <stdlib.h>
#include <string.h>

#include "runner/config/node.h"
#include "runner/config/yaml_text.h"

enum { SCALAR_MAX = 64 * 1024, DONE = -1 };

/* A tree under construction. */
typedef struct {
    const YamlText *text;
    Node *root;
    int depth;
    Node *open[YAML_MAX_DEPTH]; /* collections around what comes next, outermost first */
    Node *key[YAML_MAX_DEPTH];  /* maps: a key that waits for its value; owned here */
    bool flow[YAML_MAX_DEPTH];  /* written in brackets */
    int64_t nodes, documents;
    bool refused; /* something was reported, yet the tree goes on */
    YamlTrace trace;
} Builder;

static Status refuse(Builder *b, Place place, const char *label, const char *what)
{
    b->refused = true;
    return message_error(b->text->messages, place, label, "%s", what);
}

/* ---- duplicate keys ----------------------------------------------------------------------- */

typedef struct {
    const Node *key;
    int64_t index;
} KeyEntry;

static int by_text(const void *a, const void *b)
{
    const KeyEntry *x = a, *y = b;
    int order = strcmp(x->key->text, y->key->text);
    return order ? order : (x->index > y->index) - (x->index < y->index);
}

/* Sorted, so that a hostile map of 50 000 keys costs nothing. */
static Status check_duplicates(Builder *b, const Node *map)
{
    if (map->kind != NODE_MAP || map->count < 2)
        return OK;
    KeyEntry *entry = malloc((size_t)map->count * sizeof *entry);
    if (!entry)
        return ERR_MEMORY;
    for (int64_t i = 0; i < map->count; i++)
        entry[i] = (KeyEntry){ map->keys[i], i };
    qsort(entry, (size_t)map->count, sizeof *entry, by_text);
    int64_t first = 0;
    for (int64_t i = 1; i < map->count; i++) {
        if (strcmp(entry[i].key->text, entry[first].key->text) != 0) {
            first = i;
            continue;
        }
        b->refused = true;
        message_error(b->text->messages, entry[i].key->place,
                      "again here; YAML would silently keep the last one", "key `%s` appears twice",
                      entry[i].key->text);
        message_also(b->text->messages, entry[first].key->place, "first here");
    }
    free(entry);
    return OK;
}

/* ---- events ------------------------------------------------------------------------------- */

static bool awaits_key(const Builder *b)
{
    return b->depth && b->open[b->depth - 1]->kind == NODE_MAP && !b->key[b->depth - 1];
}

/* Puts a finished or just opened node in its place; the tree owns it then. Frees it on failure. */
static Status attach(Builder *b, Node *node)
{
    if (!node)
        return ERR_MEMORY;
    if (++b->nodes > YAML_MAX_NODES) {
        message_error(b->text->messages, node->place, NULL, "more than %d values and keys",
                      YAML_MAX_NODES);
        node_free(node);
        return ERR_CONFIG;
    }
    if (b->depth == 0) {
        b->root = node;
        return OK;
    }
    Node *parent = b->open[b->depth - 1], **key = &b->key[b->depth - 1];
    if (parent->kind == NODE_MAP && !*key) {
        *key = node;
        return OK;
    }
    if (!node_append(parent, *key, node)) {
        node_free(node);
        return ERR_MEMORY;
    }
    *key = NULL;
    return OK;
}

static void check_properties(Builder *b, Place place, const yaml_char_t *anchor,
                             const yaml_char_t *tag)
{
    if (anchor)
        refuse(b, place, "`&` begins an anchor", "anchors and aliases are not accepted");
    if (tag)
        refuse(b, place, "`!` begins a tag",
               "tags are not accepted; types come from the parameters");
}

static Status open_collection(Builder *b, NodeKind kind, bool flow, Place place)
{
    if (awaits_key(b))
        return refuse(b, place, "a list or mapping", "a key must be a plain word");
    if (b->depth == YAML_MAX_DEPTH)
        return message_error(b->text->messages, place, NULL, "nested deeper than %d levels",
                             YAML_MAX_DEPTH);
    if (!flow || place.width > 1)
        place.width = 1;
    Node *node = node_new(kind, place);
    Status st = attach(b, node);
    if (st != OK)
        return st;
    b->open[b->depth] = node;
    b->key[b->depth] = NULL;
    b->flow[b->depth++] = flow;
    return OK;
}

static Status close_collection(Builder *b)
{
    return check_duplicates(b, b->open[--b->depth]);
}

/* `{b:1}` is the key `b:1` without a value: surely not meant. */
static bool glued_key(const Builder *b, const yaml_event_t *e)
{
    const Node *key = b->depth ? b->key[b->depth - 1] : NULL;
    return key && b->flow[b->depth - 1] && !key->quoted && strchr(key->text, ':') &&
           e->data.scalar.length == 0 && e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

static Status take_scalar(Builder *b, const yaml_event_t *e)
{
    yaml_scalar_style_t style = e->data.scalar.style;
    const char *text = (const char *)e->data.scalar.value;
    size_t size = e->data.scalar.length;
    bool block = style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE;
    bool quoted = block || style != YAML_PLAIN_SCALAR_STYLE;
    Place place = yaml_place(b->text, e->start_mark, block ? e->start_mark : e->end_mark);
    b->trace.last_start = e->start_mark;
    b->trace.last_end = e->end_mark;
    check_properties(b, place, e->data.scalar.anchor, e->data.scalar.tag);
    if (size > SCALAR_MAX)
        return message_error(b->text->messages, place, NULL, "a text of %zu bytes; %d are allowed",
                             size, SCALAR_MAX);
    Status st = yaml_check_scalar(b->text, text, size, place);
    if (st != OK)
        return st;
    if (awaits_key(b) && !quoted && strcmp(text, "<<") == 0)
        refuse(b, place, "name what you need instead", "merge keys are not accepted");
    if (awaits_key(b) && !quoted && size == 0)
        return refuse(b, place, NULL, "a key is missing before the `:`");
    if (glued_key(b, e))
        refuse(b, b->key[b->depth - 1]->place, "write `key: value`", "a blank must follow the `:`");
    return attach(b, node_new_scalar(text, size, quoted, place));
}

/* An alias is reported; a null stands for it, so that the rest can be read. */
static Status take_alias(Builder *b, const yaml_event_t *e)
{
    Place place = yaml_place(b->text, e->start_mark, e->end_mark);
    refuse(b, place, "`*` begins an alias", "anchors and aliases are not accepted");
    message_help(b->text->messages,
                 "write the value out, or put it into quotes if it begins with `*`");
    return attach(b, node_new_scalar("", 0, false, place));
}

static Status take_document(Builder *b, const yaml_event_t *e)
{
    if (b->documents++ == 0)
        return OK;
    return refuse(b, yaml_place(b->text, e->start_mark, e->end_mark), "a second one begins here",
                  "a file holds one document");
}

/* OK, an error, or DONE at the end of the text. */
static int take_event(Builder *b, const yaml_event_t *e)
{
    Place place = yaml_place(b->text, e->start_mark, e->end_mark);
    switch (e->type) {
    case YAML_SCALAR_EVENT:
        return (int)take_scalar(b, e);
    case YAML_SEQUENCE_START_EVENT:
        check_properties(b, place, e->data.sequence_start.anchor, e->data.sequence_start.tag);
        return (int)open_collection(
            b, NODE_LIST, e->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE, place);
    case YAML_MAPPING_START_EVENT:
        check_properties(b, place, e->data.mapping_start.anchor, e->data.mapping_start.tag);
        return (int)open_collection(b, NODE_MAP,
                                    e->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE, place);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return (int)close_collection(b);
    case YAML_ALIAS_EVENT:
        return (int)take_alias(b, e);
    case YAML_DOCUMENT_START_EVENT:
        return (int)take_document(b, e);
    case YAML_STREAM_END_EVENT:
        return DONE;
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        return OK;
    case YAML_NO_EVENT: /* what libyaml yields for ever after an error */
        break;
    }
    return (int)message_error(b->text->messages, place, NULL, "the parser stopped here");
}

static int next_event(Builder *b, yaml_parser_t *parser)
{
    yaml_event_t event;
    if (!yaml_parser_parse(parser, &event)) {
        for (int i = b->depth - 1; i >= 0 && !b->trace.bracket; i--)
            if (b->flow[i])
                b->trace.bracket = &b->open[i]->place;
        return (int)yaml_report(b->text, parser, &b->trace);
    }
    int st = take_event(b, &event);
    yaml_event_delete(&event);
    return st;
}

Status yaml_read(const YamlText *text, Node **root)
{
    *root = NULL;
    Status st = yaml_check_text(text);
    yaml_parser_t parser;
    if (st != OK)
        return st;
    if (!yaml_parser_initialize(&parser))
        return ERR_MEMORY;
    const Source *s = text->source;
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)s->text + text->start,
                                 s->size - text->start);
    Builder b = { .text = text };
    int step = OK;
    while (step == OK)
        step = next_event(&b, &parser);
    yaml_parser_delete(&parser);
    if (step == DONE) {
        *root = b.root;
        return b.refused ? ERR_CONFIG : OK;
    }
    for (int i = 0; i < b.depth; i++)
        node_free(b.key[i]);
    node_free(b.root);
    return (Status)step;
}

Status yaml_parse(const Source *source, Messages *m, Node **root)
{
    bool marked = source->size >= 3 && memcmp(source->text, "\xEF\xBB\xBF", 3) == 0;
    YamlText text = { source, m, marked ? 3 : 0, 0 };
    Status st = yaml_read(&text, root);
    if (st == OK && (!*root || node_is_null(*root))) {
        node_free(*root);
        *root = NULL;
        st = message_error(m, (Place){ source, 1, 1, 1 }, NULL, "this file is empty");
    }
    return st;
}
