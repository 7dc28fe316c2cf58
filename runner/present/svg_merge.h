/* svg_merge.h - fewer and larger elements that draw the same. */
#ifndef HEBB_SVG_MERGE_H
#define HEBB_SVG_MERGE_H

#include "runner/present/xml.h"

/* Dissolves the groups of a normalised drawing: every shape, text and marker then says itself what
 * it looks like, in the order of svg_attributes and no more than it must. Groups with a title, a
 * transformation or an opacity stay, without style. Groups that hold nothing go. */
void svg_flatten(Xml *xml, XmlNode *root);

/* Joins neighbours of a flattened drawing that look the same: dots become one path of round-capped
 * points, paths one path, and what else shares its style a group. Never changes what lies above
 * what. */
void svg_merge(Xml *xml, XmlNode *root);

#endif
