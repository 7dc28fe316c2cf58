/* xml_read.c - the reading half of xml.h */
#include <string.h>

#include "runner/present/xml.h"

enum { DEPTH_LIMIT = 64, NAME_LIMIT = 64 };

typedef struct {
    Xml *xml;
    const char *at, *end;
    Error *err;
} Reader;

static Status wrong(const Reader *r, const char *what)
{
    if (r->xml->failed)
        return error_set(r->err, ERR_MEMORY, "no memory for a figure");
    return error_set(r->err, ERR_OUTPUT,
                     "the drawing is not well-formed XML: %s, %lld bytes before its end", what,
                     (long long)(r->end - r->at));
}

static bool name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == ':' || c == '.';
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void skip_blanks(Reader *r)
{
    while (r->at < r->end && blank(*r->at))
        r->at++;
}

static bool starts(const Reader *r, const char *text)
{
    size_t length = strlen(text);
    return (size_t)(r->end - r->at) >= length && memcmp(r->at, text, length) == 0;
}

/* Moves behind the next `text`; false when there is none. */
static bool skip_behind(Reader *r, const char *text)
{
    for (; r->at < r->end; r->at++)
        if (starts(r, text)) {
            r->at += strlen(text);
            return true;
        }
    return false;
}

/* A name as a string of its own, NULL when there is none, it is absurdly long, or memory ran out.
 */
static const char *read_name(Reader *r)
{
    const char *start = r->at;
    while (r->at < r->end && name_char(*r->at))
        r->at++;
    if (r->at == start || r->at - start > NAME_LIMIT)
        return NULL;
    return xml_format(r->xml, "%.*s", (int)(r->at - start), start);
}

static Status read_attributes(Reader *r, XmlNode *node)
{
    for (skip_blanks(r); r->at < r->end && name_char(*r->at); skip_blanks(r)) {
        const char *name = read_name(r);
        skip_blanks(r);
        if (!name || r->at >= r->end || *r->at != '=')
            return wrong(r, "an attribute without a value");
        r->at++;
        skip_blanks(r);
        if (r->at >= r->end || (*r->at != '"' && *r->at != '\''))
            return wrong(r, "an attribute without quotes");
        const char *start = r->at + 1;
        const char *stop = memchr(start, *r->at, (size_t)(r->end - start));
        if (!stop)
            return wrong(r, "a quote that does not end");
        xml_set(r->xml, node, name, xml_escape(r->xml, start, (size_t)(stop - start), true));
        r->at = stop + 1;
    }
    return r->xml->failed ? wrong(r, "") : OK;
}

/* Skips one comment, processing instruction or document type; *skipped says whether it was one. */
static Status skip_other(Reader *r, bool *skipped)
{
    *skipped = true;
    if (starts(r, "<!--"))
        return skip_behind(r, "-->") ? OK : wrong(r, "a comment that does not end");
    if (starts(r, "<?"))
        return skip_behind(r, "?>") ? OK : wrong(r, "an instruction that does not end");
    if (starts(r, "<!DOCTYPE")) {
        const char *start = r->at;
        if (skip_behind(r, ">") && !memchr(start, '[', (size_t)(r->at - start)))
            return OK;
        return wrong(r, "a document type with parts");
    }
    *skipped = false;
    return OK;
}

static Status read_element(Reader *r, XmlNode **made, int depth);

/* Everything up to the end tag of `parent`, which stays to be read. */
static Status read_content(Reader *r, XmlNode *parent, int depth)
{
    XmlNode **tail = &parent->first;
    for (;;) {
        const char *start = r->at;
        const char *tag = memchr(start, '<', (size_t)(r->end - start));
        if (!tag)
            return wrong(r, "an element that does not end");
        r->at = tag;
        if (tag > start) {
            const char *text = xml_escape(r->xml, start, (size_t)(tag - start), true);
            if (text && *text && (*tail = xml_text(r->xml, text)))
                tail = &(*tail)->next;
            if (r->xml->failed)
                return wrong(r, "");
        }
        if (starts(r, "</"))
            return OK;
        bool skipped;
        Status status = skip_other(r, &skipped);
        if (status == OK && !skipped) {
            status = read_element(r, tail, depth + 1);
            tail = status == OK ? &(*tail)->next : tail;
        }
        if (status != OK)
            return status;
    }
}

static Status read_element(Reader *r, XmlNode **made, int depth)
{
    if (depth > DEPTH_LIMIT)
        return wrong(r, "elements nested too deeply");
    r->at++; /* the < */
    const char *name = read_name(r);
    XmlNode *node = name ? xml_element(r->xml, name) : NULL;
    if (!node)
        return wrong(r, "a tag without a name");
    Status status = read_attributes(r, node);
    if (status != OK)
        return status;
    *made = node;
    if (starts(r, "/>")) {
        r->at += 2;
        return OK;
    }
    if (!starts(r, ">"))
        return wrong(r, "a tag that does not end");
    r->at++;
    status = read_content(r, node, depth);
    if (status != OK)
        return status;
    r->at += 2; /* the </ */
    const char *end_name = read_name(r);
    skip_blanks(r);
    if (!end_name || strcmp(end_name, name) != 0 || !starts(r, ">"))
        return wrong(r, "an end tag that does not belong to its element");
    r->at++;
    return OK;
}

Status xml_parse(Xml *xml, const char *in, size_t size, Error *err)
{
    *xml = (Xml){ 0 };
    Reader r = { .xml = xml, .at = in, .end = in + size, .err = err };
    bool skipped = true;
    while (skipped) {
        skip_blanks(&r);
        Status status = skip_other(&r, &skipped);
        if (status != OK)
            return status;
    }
    if (!starts(&r, "<"))
        return wrong(&r, "no element");
    return read_element(&r, &xml->root, 1);
}
