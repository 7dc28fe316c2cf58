/* yaml.h - text to a tree whose every node knows its place. The only libyaml.
 *
 * A strict profile of YAML: one document, UTF-8 without control characters (checked first), no tabs
 * in indentation, no tags, no merge keys, anchors and aliases refused, no duplicate keys; at most
 * 1 MiB, 64 levels, 100 000 nodes, 64 KiB a scalar. Scalars stay text: types are the reader's
 * business (params.h), never YAML's guessing. */
#ifndef HEBB_YAML_H
#define HEBB_YAML_H

#include "runner/config/message.h"

typedef enum { NODE_SCALAR, NODE_LIST, NODE_MAP } NodeKind;

typedef struct Node {
    NodeKind kind;
    Place place;         /* of the value; an opening bracket for flow collections */
    bool quoted;         /* scalar in quotes: never null, never a word for truth */
    char *text;          /* scalar: UTF-8, NUL-terminated */
    int64_t count;       /* items of a list, entries of a map */
    struct Node **items; /* list: values; map: values */
    struct Node **keys;  /* map: scalar keys, parallel to items */
} Node;

enum { YAML_MAX_BYTES = 1 << 20, YAML_MAX_DEPTH = 64, YAML_MAX_NODES = 100000 };

/* Parses a whole text. *root is NULL and messages say why if it fails (ERR_CONFIG, ERR_MEMORY).
 * Errors of structure stop at the first; duplicate keys, both places shown, are all reported. */
Status yaml_parse(const Source *source, Messages *m, Node **root);

void node_free(Node *node);      /* NULL is fine */
Node *node_copy(const Node *node); /* deep; NULL when memory runs out */

/* Value of a key in a map, or NULL. */
Node *node_get(const Node *map, const char *key);
/* The key's own node (for its place), or NULL. */
const Node *node_key(const Node *map, const char *key);

/* True for an unquoted `null`, `~` or empty scalar. */
bool node_is_null(const Node *node);

/* Layers: merges `over` into *base. Mappings merge by name, a null removes the key, any other value
 * replaces; where a range gets another of step, count, factor the old one of these is dropped.
 * Takes copies of what it needs from `over`. */
Status node_merge(Node **base, const Node *over, Error *err);

/* Reads "a.b.c=value" (an argument of --set) into a one-entry map tree, value parsed as YAML (flow).
 * A key with commas or dots can be quoted: sweep."depth, width"=[[1, 2]]. */
Status yaml_parse_assignment(const Source *argument, Messages *m, Node **root);

#endif
