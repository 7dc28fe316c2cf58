/* xml.h - a small tree of XML: read it, change it, write it again.
 *
 * Made for the SVG that gnuplot writes: elements, attributes, text; comments, processing
 * instructions and a plain document type are skipped, everything else is an error. Values and
 * texts are kept in escaped form and are always well-formed UTF-8, so writing copies them. All
 * memory of a tree is freed at once; when an allocation fails the tree remembers it (`failed`) and
 * further changes do nothing, so that one look at the end is enough. */
#ifndef HEBB_XML_H
#define HEBB_XML_H

#include <stdbool.h>
#include <stddef.h>

#include "algorithms/base/status.h"

typedef struct XmlAttribute {
    const char *name;
    const char *value; /* escaped, for use between double quotes */
    struct XmlAttribute *next;
} XmlAttribute;

typedef struct XmlNode {
    const char *name; /* NULL: a piece of text */
    const char *text; /* of a piece of text, escaped */
    XmlAttribute *attributes;
    struct XmlNode *first, *next; /* first child, next sibling */
} XmlNode;

typedef struct {
    void *blocks;
    XmlNode *root;
    bool failed;
} Xml;

/* Reads `size` bytes. Elements nest at most 64 deep. ERR_OUTPUT when the text is not XML,
 * ERR_MEMORY. Free with xml_free also after a failure. */
Status xml_parse(Xml *xml, const char *in, size_t size, Error *err);

/* Frees the tree and every string made for it; safe on a zeroed struct. */
void xml_free(Xml *xml);

/* A new node that is not linked yet; `name` is borrowed. NULL when memory ran out. */
XmlNode *xml_element(Xml *xml, const char *name);
XmlNode *xml_text(Xml *xml, const char *escaped);

/* Memory that lives as long as the tree, zeroed. NULL when memory ran out. */
void *xml_alloc(Xml *xml, size_t size);

/* printf into memory that lives as long as the tree. NULL when memory ran out. */
const char *xml_format(Xml *xml, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Any bytes as escaped text: markup becomes entities, control characters are dropped, bytes that
 * are not UTF-8 become U+FFFD. With `keep_entities`, entities in the text stay what they are.
 * NULL when memory ran out. */
const char *xml_escape(Xml *xml, const char *text, size_t size, bool keep_entities);

/* Value of an attribute, NULL when absent. */
const char *xml_get(const XmlNode *node, const char *name);

/* Changes or appends an attribute; a NULL value removes it. Strings are borrowed. */
void xml_set(Xml *xml, XmlNode *node, const char *name, const char *value);

/* The tree below `node` as text, ended by a newline and a NUL that `size` does not count. Elements
 * stand on lines of their own, except inside <text>, where a blank would show. The caller frees
 * *out. ERR_MEMORY. */
Status xml_write(const XmlNode *node, char **out, size_t *size, Error *err);

#endif
