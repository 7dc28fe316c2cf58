/* yaml.h - text to a tree whose every node knows its place. The only libyaml.
 *
 * A strict profile of YAML: one document, UTF-8 without control characters (checked first; a byte
 * order mark and CRLF are fine), no tab in the indentation of any line, no directives, no tags, no
 * merge keys, anchors and aliases refused, keys are scalars, no duplicate keys; at most 1 MiB, 64
 * levels, 100 000 nodes, 64 KiB a scalar. Scalars stay text: types are the reader's business
 * (params.h), never YAML's guessing. */
#ifndef HEBB_YAML_H
#define HEBB_YAML_H

#include "runner/config/message.h"

typedef enum { NODE_SCALAR, NODE_LIST, NODE_MAP } NodeKind;

typedef struct Node {
    NodeKind kind;
    Place place;         /* of the value; flow collections: the opening bracket; block ones: the
                            first key or dash */
    bool quoted;         /* scalar in quotes or a block (`|`, `>`): never null or a truth word */
    char *text;          /* scalar: UTF-8, NUL-terminated */
    int64_t count;       /* items of a list, entries of a map */
    struct Node **items; /* list: values; map: values */
    struct Node **keys;  /* map: scalar keys, parallel to items */
} Node;

enum { YAML_MAX_BYTES = 1 << 20, YAML_MAX_DEPTH = 64, YAML_MAX_NODES = 100000 };

/* Parses a whole text. Messages say why if it fails (ERR_CONFIG; ERR_MEMORY without a message).
 * Errors of structure stop at the first and leave *root NULL. Duplicate keys (both places shown),
 * anchors, tags and merge keys are all reported, and *root then holds the tree in spite of
 * ERR_CONFIG, so that the caller can look for further errors: free it in any case. Of duplicates
 * node_get finds the first. The source must outlive the tree. */
Status yaml_parse(const Source *source, Messages *m, Node **root);

void node_free(Node *node);        /* NULL is fine */
Node *node_copy(const Node *node); /* deep; NULL when memory runs out */

/* Value of a key in a map, or NULL. */
Node *node_get(const Node *map, const char *key);
/* The key's own node (for its place), or NULL. */
const Node *node_key(const Node *map, const char *key);

/* True for an unquoted `null`, `~` or empty scalar. */
bool node_is_null(const Node *node);

/* Layers: merges `over` into *base (NULL: nothing yet). Mappings merge by name, a null removes the
 * key, any other value replaces it, key and value; keys keep their position, new ones are appended.
 * A null for a key that is not there is appended like any value, so that whoever checks the result
 * can point at a misspelt name. Where a range (a mapping with `from`) gets another of step, count,
 * factor, the old ones of these are dropped, `scale` too unless there is a new count. Takes copies
 * of what it needs from `over`. ERR_MEMORY leaves a valid, half merged *base. */
Status node_merge(Node **base, const Node *over, Error *err);

/* Reads "a.b.c=value" (an argument of --set) into nested maps of one entry; the value is parsed as
 * YAML, nothing is null. A key with dots can be quoted: sweep."depth, width"=[[1, 2]]. Fails like
 * yaml_parse. */
Status yaml_parse_assignment(const Source *argument, Messages *m, Node **root);

#endif
