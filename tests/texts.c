/* texts.c - see texts.h */
#include "tests/texts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runner/present/xml.h"

/* Number of characters and their text without markup, below a <text>. */
static int letters(const XmlNode *node, char *out, size_t room)
{
    int n = 0;
    for (const XmlNode *child = node->first; child; child = child->next) {
        if (child->name)
            n += letters(child, out, room);
        for (const char *c = child->name ? "" : child->text; *c; c++) {
            size_t used = strlen(out);
            n += (*c & 0xC0) != 0x80;
            if (used + 1 < room)
                memcpy(out + used, (char[2]){ *c, 0 }, 2);
            c = *c == '&' ? strchr(c, ';') : c;
        }
    }
    return n;
}

static void collect(const XmlNode *node, const char *size, const char *anchor, Texts *texts)
{
    size = xml_get(node, "font-size") ? xml_get(node, "font-size") : size;
    anchor = xml_get(node, "text-anchor") ? xml_get(node, "text-anchor") : anchor;
    if (node->name && strcmp(node->name, "text") == 0 && xml_get(node, "x")) {
        assert_true(texts->n < 300);
        TextBox *b = &texts->box[texts->n++];
        *b = (TextBox){ .size = strtod(size, NULL) };
        /* Inter's letters are a little wider than half their size; italics and digits about that.
         */
        double width = 0.5 * b->size * letters(node, b->text, sizeof b->text);
        double x = strtod(xml_get(node, "x"), NULL), y = strtod(xml_get(node, "y"), NULL);
        b->left = strcmp(anchor, "end") == 0      ? x - width
                  : strcmp(anchor, "middle") == 0 ? x - width / 2
                                                  : x;
        b->right = b->left + width;
        b->top = y - 0.72 * b->size;
        b->bottom = y + 0.05 * b->size;
    }
    for (const XmlNode *child = node->first; child; child = child->next)
        if (child->name)
            collect(child, size, anchor, texts);
}

void texts_look(const char *svg, size_t size, Texts *texts)
{
    Xml xml;
    Error err = { 0 };
    if (xml_parse(&xml, svg, size, &err) != OK)
        fail_msg("%s", err.text);
    *texts = (Texts){ .width = strtod(xml_get(xml.root, "width"), NULL),
                      .height = strtod(xml_get(xml.root, "height"), NULL) };
    collect(xml.root, "12.5", "start", texts);
    xml_free(&xml);
}

void assert_readable(const char *what, const char *svg, size_t size)
{
    static Texts texts;
    texts_look(svg, size, &texts);
    assert_true(texts.n > 5);
    for (int i = 0; i < texts.n; i++) {
        const TextBox *a = &texts.box[i];
        if (a->size < 11)
            fail_msg("%s: '%s' is %g pixels tall", what, a->text, a->size);
        if (a->left < 0 || a->right > texts.width || a->top < 0 || a->bottom > texts.height)
            fail_msg("%s: '%s' leaves the paper: %.0f to %.0f of %.0f", what, a->text, a->left,
                     a->right, texts.width);
        for (int k = 0; k < i; k++) {
            const TextBox *b = &texts.box[k];
            if (fmin(a->right, b->right) - fmax(a->left, b->left) > 1 &&
                fmin(a->bottom, b->bottom) - fmax(a->top, b->top) > 1)
                fail_msg("%s: '%s' and '%s' overlap", what, a->text, b->text);
        }
    }
}
