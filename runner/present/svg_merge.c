/* svg_merge.c - see svg_merge.h */
#include "runner/present/svg_merge.h"

#include <math.h>
#include <string.h>

#include "runner/present/svg_shape.h"

/* Values of the style attributes in force, by row of svg_attributes; NULL: nobody has set it. */
typedef struct {
    const char *value[SVG_ATTRIBUTES];
} Style;

static bool is(const XmlNode *node, const char *name)
{
    return node->name && strcmp(node->name, name) == 0;
}

static bool has(const XmlNode *node, const char *attribute)
{
    return xml_get(node, attribute) != NULL;
}

static unsigned kind(const XmlNode *node)
{
    if (is(node, "text"))
        return SVG_TEXT;
    if (is(node, "use"))
        return SVG_USE;
    return is(node, "image") || is(node, "title") ? 0 : SVG_SHAPE;
}

/* ---- flatten -------------------------------------------------------------------------------- */

static void take_style(Style *style, const XmlNode *node)
{
    for (const XmlAttribute *a = node->attributes; a; a = a->next) {
        int row = svg_attribute(a->name);
        if (row >= 0 && svg_attributes[row].style)
            style->value[row] = a->value;
    }
}

/* The value of a style row for an element, NULL when it need not be said. */
static const char *said(const Style *style, int row)
{
    const SvgAttribute *attribute = &svg_attributes[row];
    const char *value = style->value[row];
    if (value && strcmp(value, "currentColor") == 0)
        value = style->value[svg_attribute("color")];
    if (!value && attribute->form == SVG_COLOUR)
        value = attribute->initial ? attribute->initial : "#000000";
    /* The root of a finished drawing has fill="none". */
    const char *silent = strcmp(attribute->name, "fill") == 0 ? "none" : attribute->initial;
    return value && silent && strcmp(value, silent) == 0 ? NULL : value;
}

/* Gives an element the style in force, its attributes in the order of the table. */
static void settle_style(Xml *xml, XmlNode *node, const Style *style)
{
    XmlNode fresh = { 0 };
    const char *stroke = said(style, svg_attribute("stroke"));
    const char *fill = said(style, svg_attribute("fill"));
    for (int row = 0; row < SVG_ATTRIBUTES; row++) {
        const SvgAttribute *attribute = &svg_attributes[row];
        const char *value = xml_get(node, attribute->name);
        if (attribute->style) {
            value = attribute->style & kind(node) ? said(style, row) : NULL;
            if ((strncmp(attribute->name, "stroke-", 7) == 0 && !stroke) ||
                (strncmp(attribute->name, "fill-", 5) == 0 && !fill))
                value = NULL;
        }
        if (value)
            xml_set(xml, &fresh, attribute->name, value);
    }
    node->attributes = fresh.attributes;
}

/* A group that only places and colours texts hands its place to them; false for other groups. */
static bool hand_place_to_texts(Xml *xml, XmlNode *group)
{
    const char *transform = xml_get(group, "transform"), *filter = xml_get(group, "filter");
    for (const XmlNode *child = group->first; child; child = child->next)
        if (!is(child, "text") || has(child, "x") || has(child, "transform"))
            return false;
    double x, y;
    bool only_moved = transform && svg_translation(transform, &x, &y);
    for (XmlNode *child = group->first; child; child = child->next) {
        if (only_moved) {
            xml_set(xml, child, "x", svg_canonical(xml, SVG_COORD, xml_format(xml, "%.2f", x)));
            xml_set(xml, child, "y", svg_canonical(xml, SVG_COORD, xml_format(xml, "%.2f", y)));
        } else {
            xml_set(xml, child, "transform", transform);
        }
        xml_set(xml, child, "filter", filter);
    }
    xml_set(xml, group, "transform", NULL);
    xml_set(xml, group, "filter", NULL);
    return true;
}

static bool group_stays(const XmlNode *group)
{
    for (const XmlNode *child = group->first; child; child = child->next)
        if (is(child, "title"))
            return true;
    return has(group, "transform") || has(group, "opacity") || has(group, "filter") ||
           has(group, "clip-path");
}

static bool draws_nothing(const XmlNode *node)
{
    const char *d = xml_get(node, "d"), *points = xml_get(node, "points");
    if (is(node, "path"))
        return !d || !*d;
    if (is(node, "polygon") || is(node, "polyline"))
        return !points || !*points;
    if (is(node, "text"))
        return !node->first;
    return is(node, "g") && (!node->first || (is(node->first, "title") && !node->first->next));
}

static void flatten(Xml *xml, XmlNode *parent, const Style *inherited)
{
    XmlNode *children = parent->first, **tail = &parent->first;
    *tail = NULL;
    for (XmlNode *next; children && !xml->failed; children = next) {
        XmlNode *child = children;
        next = child->next;
        child->next = NULL;
        if (!child->name || is(child, "title")) {
            *tail = child;
            tail = &child->next;
            continue;
        }
        Style style = *inherited;
        take_style(&style, child);
        if (is(child, "g")) {
            bool stays = group_stays(child) && !hand_place_to_texts(xml, child);
            flatten(xml, child, &style);
            settle_style(xml, child, &(Style){ 0 });
            xml_set(xml, child, "fill", NULL);
            child = stays ? child : child->first;
        } else {
            settle_style(xml, child, &style);
        }
        for (XmlNode *after; child; child = after) {
            after = child->next;
            child->next = NULL;
            if (draws_nothing(child))
                continue;
            *tail = child;
            tail = &child->next;
        }
    }
}

void svg_flatten(Xml *xml, XmlNode *root)
{
    Style style = { { 0 } };
    take_style(&style, root);
    flatten(xml, root, &style);
}

/* ---- merge ---------------------------------------------------------------------------------- */

/* gnuplot's filled circle, marker 6, as a point of a round-capped path: half the bytes, and many
 * of them can share one path. */
static void dot_to_path(Xml *xml, XmlNode *node)
{
    const char *href = xml_get(node, "href"), *colour = xml_get(node, "color");
    const char *place = xml_get(node, "transform");
    const char *marker = href ? strstr(href, "gpPt6") : NULL;
    double x, y, radius;
    if (!is(node, "use") || !marker || marker[5] || !colour || !place || has(node, "opacity") ||
        !svg_marker_place(place, &x, &y, &radius))
        return;
    const char *d = xml_format(xml, "M%.2f,%.2f L%.2f,%.2f", x, y, x, y);
    const char *width = xml_format(xml, "%.3f", 2 * radius);
    if (!d || !width)
        return;
    node->name = "path";
    node->attributes = NULL;
    xml_set(xml, node, "d", svg_canonical(xml, SVG_PATH, d));
    xml_set(xml, node, "stroke", colour);
    xml_set(xml, node, "stroke-width", svg_canonical(xml, SVG_SIZE, width));
    xml_set(xml, node, "stroke-linecap", "round");
}

static bool style_attribute(const XmlAttribute *a)
{
    int row = svg_attribute(a->name);
    return row >= 0 && svg_attributes[row].style;
}

/* Next attribute that counts in a comparison: style only, or everything but path data. */
static const XmlAttribute *counting(const XmlAttribute *a, bool style_only)
{
    while (a && (style_only ? !style_attribute(a) : strcmp(a->name, "d") == 0))
        a = a->next;
    return a;
}

static bool alike(const XmlNode *a, const XmlNode *b, bool style_only)
{
    const XmlAttribute *p = counting(a->attributes, style_only);
    const XmlAttribute *q = counting(b->attributes, style_only);
    while (p && q && strcmp(p->name, q->name) == 0 && strcmp(p->value, q->value) == 0) {
        p = counting(p->next, style_only);
        q = counting(q->next, style_only);
    }
    return !p && !q;
}

/* Translucent strokes add up where they cross, filled shapes may cover each other: such paths are
 * not the same when joined. */
static bool joinable(const XmlNode *node)
{
    return is(node, "path") && !has(node, "fill") && !has(node, "opacity") &&
           !has(node, "stroke-opacity") && !node->first && xml_get(node, "d")[0] == 'M';
}

/* Joins `first` and the paths after it that look the same. */
static void join_paths(Xml *xml, XmlNode *first)
{
    size_t length = 0, used = 0;
    const XmlNode *end = first;
    for (; end && joinable(end) && alike(first, end, false); end = end->next)
        length += strlen(xml_get(end, "d"));
    if (end == first || end == first->next)
        return;
    char *d = xml_alloc(xml, length + 1);
    for (const XmlNode *node = first; d && node != end; node = node->next) {
        const char *part = xml_get(node, "d");
        memcpy(d + used, part, strlen(part));
        used += strlen(part);
    }
    if (d) {
        xml_set(xml, first, "d", d);
        first->next = (XmlNode *)end;
    }
}

/* Puts `*link` and the elements after it that share its style into a group. */
static void group_alike(Xml *xml, XmlNode **link)
{
    XmlNode *first = *link, *last = first;
    if (!counting(first->attributes, true))
        return;
    while (last->next && last->next->name && kind(last->next) && !is(last->next, "g") &&
           alike(first, last->next, true))
        last = last->next;
    XmlNode *group = last == first ? NULL : xml_element(xml, "g");
    if (!group)
        return;
    for (const XmlAttribute *a = first->attributes; a; a = a->next)
        if (style_attribute(a))
            xml_set(xml, group, a->name, a->value);
    group->first = first;
    group->next = last->next;
    last->next = NULL;
    *link = group;
    for (XmlNode *node = first; node; node = node->next)
        for (const XmlAttribute *a = group->attributes; a; a = a->next)
            xml_set(xml, node, a->name, NULL);
}

void svg_merge(Xml *xml, XmlNode *root)
{
    for (XmlNode *node = root->first; node; node = node->next) {
        dot_to_path(xml, node);
        if (is(node, "g"))
            svg_merge(xml, node);
    }
    for (XmlNode *node = root->first; node; node = node->next)
        if (joinable(node))
            join_paths(xml, node);
    for (XmlNode **link = &root->first; *link; link = &(*link)->next)
        if ((*link)->name && kind(*link) && !is(*link, "g"))
            group_alike(xml, link);
}
