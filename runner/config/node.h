/* node.h - building nodes; yaml.h is for reading them. */
#ifndef HEBB_NODE_H
#define HEBB_NODE_H

#include "runner/config/yaml.h"

/* A node without children or text; NULL when memory runs out. */
Node *node_new(NodeKind kind, Place place);
/* A scalar with a copy of `size` bytes. */
Node *node_new_scalar(const char *text, size_t size, bool quoted, Place place);

/* Appends; the parent owns key (NULL for a list) and item from then on. On false (memory) the
 * parent is unchanged and the caller still owns both. */
bool node_append(Node *parent, Node *key, Node *item);

#endif
