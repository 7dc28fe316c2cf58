/* svg.c - see svg.h. The order of work: drop and normalise, flatten groups, merge, renew. */
#include "runner/present/svg.h"

#include <stdlib.h>
#include <string.h>

#include "runner/present/svg_merge.h"
#include "runner/present/svg_shape.h"
#include "runner/present/xml.h"

/* The reserved colours of plots/style.gp, light and dark. A triple means one role and is used for
 * nothing else, so a rule that selects it recolours exactly that role. */
static const struct {
    const char *light, *dark;
} roles[] = {
    { "#000000", "#e8ebee" }, /* what gnuplot draws where a script says no colour */
    { "#1b1f24", "#e8ebee" }, /* INK */
    { "#59636e", "#a3adb8" }, /* MUTE */
    { "#8b949e", "#7a858f" }, /* AXIS */
    { "#e6eaee", "#2a3138" }, /* GRID */
    { "#f1f4f7", "#1c2229" }, /* ZONE */
    { "#fffffe", "#12161b" }, /* PAPER */
    { "#c9211e", "#ff7b72" }, /* FAIL */
    { "#0072b2", "#5db8f0" }, /* S1 */
    { "#bf5200", "#ff9350" }, /* S2 */
    { "#00875f", "#3fcf9e" }, /* S3 */
    { "#a8478c", "#e69bd0" }, /* S4 */
    { "#9a6600", "#f0b545" }, /* S5 */
    { "#3d4f63", "#b3c1cf" }, /* S6 */
    { "#0e8569", "#429078" }, /* Q1 */
    { "#00727d", "#49a1ab" }, /* Q2 */
    { "#01567d", "#75b4d5" }, /* Q3 */
    { "#17396b", "#a5c8ed" }, /* Q4 */
    { "#1e1c4b", "#d7e1fd" }, /* Q5 */
};
enum { ROLES = sizeof roles / sizeof *roles };
static const char *const coloured[] = { "stroke", "fill", "color", "flood-color" };
enum { COLOURED = sizeof coloured / sizeof *coloured };

typedef struct {
    Xml *xml;
    const char *prefix;
    XmlNode *defs; /* every definition of the drawing, wherever it stood */
    XmlNode **defs_tail;
    const char *family;         /* the font of the whole drawing */
    bool used[ROLES][COLOURED]; /* which rules the dark mode needs */
} Finish;

static bool is(const XmlNode *node, const char *name)
{
    return node->name && strcmp(node->name, name) == 0;
}

/* ---- drop and normalise --------------------------------------------------------------------- */

static bool element_allowed(const XmlNode *node)
{
    static const char *const allowed[] = {
        "svg",     "g",           "title",   "defs",    "path",     "circle",
        "rect",    "use",         "polygon", "text",    "tspan",    "filter",
        "pattern", "feComposite", "image",   "feFlood", "polyline",
    };
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        if (is(node, allowed[i]))
            return true;
    return false;
}

/* "fill:none; stroke:#123456" becomes attributes, which selectors can see. */
static void unfold_style(Finish *f, XmlNode *node, const char *style)
{
    while (*style) {
        size_t name = strcspn(style, ":;"), value = 0;
        if (style[name] == ':') {
            value = strcspn(style + name + 1, ";");
            const char *key = xml_format(f->xml, "%.*s", (int)name, style);
            /* The semicolon of an entity ends a piece, too: what is left of it is escaped. */
            const char *text = xml_escape(f->xml, style + name + 1, value, true);
            int row = key ? svg_attribute(key + strspn(key, " ")) : -1;
            if (row >= 0 && text)
                xml_set(f->xml, node, svg_attributes[row].name, text + strspn(text, " "));
            value++;
        }
        style += name + value;
        style += *style == ';';
    }
}

/* Links may only point into the drawing or hold the pixels of a heat map. */
static bool link_allowed(const char *value)
{
    static const char png[] = "data:image/png;base64,";
    return value[0] == '#' || strncmp(value, png, strlen(png)) == 0;
}

/* Definitions keep their numbers: markers are drawn in a unit of their own and enlarged. */
static void normalise_attributes(Finish *f, XmlNode *node, bool definition)
{
    XmlAttribute *old = node->attributes;
    const char *style = xml_get(node, "style");
    node->attributes = NULL;
    for (; old; old = old->next) {
        const char *name = strcmp(old->name, "xlink:href") == 0 ? "href" : old->name;
        int row = svg_attribute(name);
        if (row < 0 || (strcmp(name, "href") == 0 && !link_allowed(old->value)))
            continue;
        xml_set(f->xml, node, svg_attributes[row].name, old->value);
    }
    if (style)
        unfold_style(f, node, style);
    for (XmlAttribute *a = node->attributes; a; a = a->next) {
        const SvgAttribute *row = &svg_attributes[svg_attribute(a->name)];
        if (definition && row->form != SVG_COLOUR)
            continue;
        const char *value = svg_canonical(f->xml, row->form, a->value);
        a->value = value ? value : a->value;
    }
}

/* One blank-free family list; what repeats it says nothing. */
static void normalise_font(Finish *f, XmlNode *node)
{
    const char *family = xml_get(node, "font-family");
    if (!family)
        return;
    if (!f->family)
        f->family = family;
    /* Spans of enhanced text name only the first family of the list. */
    size_t length = strlen(family);
    if (strncmp(f->family, family, length) == 0 && (!f->family[length] || f->family[length] == ','))
        xml_set(f->xml, node, "font-family", NULL);
}

/* Spans that say nothing dissolve in their text. */
static void dissolve_spans(XmlNode *text)
{
    for (XmlNode **link = &text->first; *link;) {
        XmlNode *span = *link;
        if (!is(span, "tspan") || span->attributes) {
            link = &span->next;
            continue;
        }
        XmlNode **end = &span->first;
        while (*end)
            end = &(*end)->next;
        *end = span->next;
        *link = span->first;
    }
}

/* Drops what a drawing does not need; moves definitions into one place. */
static void normalise(Finish *f, XmlNode *node, bool in_text, bool definition)
{
    definition = definition || is(node, "defs");
    normalise_attributes(f, node, definition);
    normalise_font(f, node);
    bool text = in_text || is(node, "text") || is(node, "title");
    for (XmlNode **link = &node->first; *link;) {
        XmlNode *child = *link;
        if (child->text ? !text : !element_allowed(child)) {
            *link = child->next;
            continue;
        }
        if (child->name)
            normalise(f, child, text, definition);
        if (is(child, "defs")) {
            *link = child->next;
            *f->defs_tail = child->first;
            while (*f->defs_tail)
                f->defs_tail = &(*f->defs_tail)->next;
            continue;
        }
        link = &child->next;
    }
    if (is(node, "text") || is(node, "tspan"))
        dissolve_spans(node);
    if (is(node, "text") && node->first && (node->first->next || node->first->name))
        xml_set(f->xml, node, "xml:space", "preserve"); /* or blanks beside markup are lost */
    if (is(node, "image"))
        xml_set(f->xml, node, "image-rendering", "pixelated"); /* cells have sharp edges */
}

/* ---- definitions, ids, colours in use ------------------------------------------------------- */

/* Whether a value, "#x" in a link or "url(#x)" elsewhere, points to the definition. */
static bool points_to(const XmlAttribute *a, const char *id)
{
    bool link = strcmp(a->name, "href") == 0;
    const char *start = link ? "#" : "url(#", *end = link ? "" : ")";
    size_t before = strlen(start), length = strlen(id);
    return strncmp(a->value, start, before) == 0 && strncmp(a->value + before, id, length) == 0 &&
           strcmp(a->value + before + length, end) == 0;
}

static bool refers_to(const XmlNode *node, const char *id)
{
    for (const XmlAttribute *a = node->attributes; a; a = a->next)
        if (points_to(a, id))
            return true;
    for (const XmlNode *child = node->first; child; child = child->next)
        if (refers_to(child, id))
            return true;
    return false;
}

static void point_elsewhere(Finish *f, XmlNode *node, const char *id, const char *fresh)
{
    for (XmlAttribute *a = node->attributes; a; a = a->next) {
        if (points_to(a, id)) {
            bool link = a->value[0] == '#';
            const char *value = xml_format(f->xml, link ? "#%s" : "url(#%s)", fresh);
            a->value = value ? value : a->value;
        }
    }
    for (XmlNode *child = node->first; child; child = child->next)
        point_elsewhere(f, child, id, fresh);
}

static void drop_ids(Finish *f, XmlNode *node)
{
    xml_set(f->xml, node, "id", NULL);
    for (XmlNode *child = node->first; child; child = child->next)
        drop_ids(f, child);
}

/* Keeps the definitions that something refers to and gives them names of this figure. */
static void settle_definitions(Finish *f, XmlNode *root)
{
    drop_ids(f, root);
    for (bool changed = true; changed;) {
        changed = false;
        for (XmlNode **link = &f->defs->first; *link;) {
            const char *id = xml_get(*link, "id");
            if (id && (refers_to(root, id) || refers_to(f->defs, id))) {
                link = &(*link)->next;
            } else {
                *link = (*link)->next;
                changed = true;
            }
        }
    }
    size_t length = strlen(f->prefix);
    for (XmlNode *node = f->defs->first; node; node = node->next) {
        const char *id = xml_get(node, "id");
        if (strncmp(id, f->prefix, length) == 0 && id[length] == '-')
            continue;
        const char *fresh = xml_format(f->xml, "%s-%s", f->prefix, id);
        if (!fresh)
            return;
        point_elsewhere(f, root, id, fresh);
        point_elsewhere(f, f->defs, id, fresh);
        xml_set(f->xml, node, "id", fresh);
    }
}

static void note_colours(Finish *f, const XmlNode *node)
{
    for (const XmlAttribute *a = node->attributes; a; a = a->next)
        for (int c = 0; c < COLOURED; c++)
            for (int r = 0; r < ROLES && strcmp(a->name, coloured[c]) == 0; r++)
                if (strcmp(a->value, roles[r].light) == 0)
                    f->used[r][c] = true;
    for (const XmlNode *child = node->first; child; child = child->next)
        note_colours(f, child);
}

/* ---- the root ------------------------------------------------------------------------------- */

/* Rules for the roles that occur, in an element <style>; NULL when none does. A presentation
 * attribute always yields to a rule, so nothing else in the drawing has to know. */
static XmlNode *dark_style(Finish *f)
{
    const char *rules = "";
    for (int r = 0; r < ROLES && rules; r++)
        for (int c = 0; c < COLOURED && rules; c++)
            if (f->used[r][c])
                rules = xml_format(f->xml, "%s#%s [%s=\"%s\"]{%s:%s}\n", rules, f->prefix,
                                   coloured[c], roles[r].light, coloured[c], roles[r].dark);
    XmlNode *style = xml_element(f->xml, "style");
    if (!style || !rules || !*rules)
        return NULL;
    style->first = xml_text(f->xml, xml_format(f->xml,
                                               "@media screen and (prefers-color-scheme:dark){\n"
                                               "%s}",
                                               rules));
    return style;
}

/* <title> or <desc> with the caller's words. */
static XmlNode *words(Finish *f, const char *element, const char *suffix, const char *text)
{
    XmlNode *node = xml_element(f->xml, element);
    if (!node)
        return NULL;
    xml_set(f->xml, node, "id", xml_format(f->xml, "%s-%s", f->prefix, suffix));
    const char *escaped = xml_escape(f->xml, text, strlen(text), false);
    if (escaped && *escaped)
        node->first = xml_text(f->xml, escaped);
    return node;
}

static void renew_root(Finish *f, XmlNode *root, const char *title, const char *description)
{
    Xml *xml = f->xml;
    const char *box = xml_get(root, "viewBox");
    root->attributes = NULL;
    xml_set(xml, root, "xmlns", "http://www.w3.org/2000/svg");
    xml_set(xml, root, "id", f->prefix);
    if (box) {
        const char *canonical = svg_canonical(xml, SVG_SIZES, box);
        xml_set(xml, root, "viewBox", canonical);
        const char *size = canonical ? strchr(canonical, ' ') : NULL;
        size = size ? strchr(size + 1, ' ') : NULL;
        const char *height = size ? strchr(size + 1, ' ') : NULL;
        if (height && !strchr(height + 1, ' ')) {
            int width = (int)(height - size - 1);
            xml_set(xml, root, "width", xml_format(xml, "%.*s", width, size + 1));
            xml_set(xml, root, "height", height + 1);
        }
    }
    xml_set(xml, root, "role", "img");
    xml_set(xml, root, "aria-labelledby", xml_format(xml, "%s-t %s-d", f->prefix, f->prefix));
    xml_set(xml, root, "font-family", f->family ? f->family : "sans-serif");
    xml_set(xml, root, "fill", "none"); /* what most of a drawing's lines need */
    XmlNode *head[] = {
        words(f, "title", "t", title ? title : ""),
        words(f, "desc", "d", description ? description : ""),
        dark_style(f),
        f->defs->first ? f->defs : NULL,
    };
    XmlNode *body = root->first, **tail = &root->first;
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        if (head[i]) {
            *tail = head[i];
            tail = &head[i]->next;
        }
    *tail = body;
}

Status svg_finish(const char *in, size_t in_size, const char *id_prefix, const char *title,
                  const char *description, char **out, size_t *out_size, Error *err)
{
    *out = NULL;
    *out_size = 0;
    Xml xml;
    Status status = xml_parse(&xml, in, in_size, err);
    if (status == OK && !is(xml.root, "svg"))
        status = error_set(err, ERR_OUTPUT, "the drawing is no SVG: it begins with <%s>",
                           xml.root->name);
    Finish f = { .xml = &xml, .prefix = id_prefix };
    if (status == OK && (f.defs = xml_element(&xml, "defs"))) {
        XmlNode *root = xml.root;
        f.defs_tail = &f.defs->first;
        while (root->first && (root->first->text || is(root->first, "title")))
            root->first = root->first->next; /* "Produced by gnuplot" */
        normalise(&f, root, false, false);
        svg_flatten(&xml, root);
        svg_merge(&xml, root);
        settle_definitions(&f, root);
        note_colours(&f, root);
        note_colours(&f, f.defs);
        renew_root(&f, root, title, description);
    }
    if (status == OK)
        status = xml.failed ? error_set(err, ERR_MEMORY, "no memory for a figure")
                            : xml_write(xml.root, out, out_size, err);
    xml_free(&xml);
    return status;
}
