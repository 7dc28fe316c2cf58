/* xml.c - see xml.h */
#include "runner/present/xml.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 1 << 16 };

/* ---- memory: blocks that are freed together ------------------------------------------------ */

typedef struct Block {
    struct Block *next;
    size_t used, size;
    max_align_t data[];
} Block;

void *xml_alloc(Xml *xml, size_t size)
{
    const size_t align = sizeof(max_align_t);
    if (size > SIZE_MAX / 2) {
        xml->failed = true;
        return NULL;
    }
    size = (size + align - 1) / align * align;
    Block *block = xml->blocks;
    if (!block || block->size - block->used < size) {
        size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
        block = malloc(sizeof *block + room);
        if (!block) {
            xml->failed = true;
            return NULL;
        }
        *block = (Block){ .next = xml->blocks, .size = room };
        xml->blocks = block;
    }
    void *memory = (char *)block->data + block->used;
    block->used += size;
    return memset(memory, 0, size);
}

void xml_free(Xml *xml)
{
    for (Block *block = xml->blocks; block;) {
        Block *next = block->next;
        free(block);
        block = next;
    }
    *xml = (Xml){ 0 };
}

const char *xml_format(Xml *xml, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    char *text = length < 0 ? NULL : xml_alloc(xml, (size_t)length + 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}

/* ---- characters ----------------------------------------------------------------------------- */

/* Length of the well-formed UTF-8 sequence at `s`, 0 if there is none. */
static size_t sequence(const unsigned char *s, size_t size)
{
    if (s[0] < 0x80)
        return 1;
    size_t length = s[0] >= 0xF0 ? 4 : s[0] >= 0xE0 ? 3 : 2;
    if (s[0] < 0xC2 || s[0] > 0xF4 || size < length)
        return 0;
    /* The second byte rules out overlong forms, surrogates and what lies beyond U+10FFFF. */
    unsigned char low = s[0] == 0xE0 ? 0xA0 : s[0] == 0xF0 ? 0x90 : 0x80;
    unsigned char high = s[0] == 0xED ? 0x9F : s[0] == 0xF4 ? 0x8F : 0xBF;
    if (s[1] < low || s[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if (s[i] < 0x80 || s[i] > 0xBF)
            return 0;
    if (s[0] == 0xEF && s[1] == 0xBF && s[2] >= 0xBE) /* U+FFFE, U+FFFF: not XML */
        return 0;
    return length;
}

/* Length of the entity at `s` (which is an ampersand), 0 if it is none that XML knows. */
static size_t entity(const char *s, size_t size)
{
    static const char *const names[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&apos;" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (size >= strlen(names[i]) && memcmp(s, names[i], strlen(names[i])) == 0)
            return strlen(names[i]);
    if (size < 4 || s[1] != '#')
        return 0;
    bool hex = s[2] == 'x';
    size_t start = hex ? 3 : 2, i = start;
    long code = 0;
    for (; i < size && i < start + 6; i++) {
        int digit = s[i] >= '0' && s[i] <= '9'          ? s[i] - '0'
                    : hex && s[i] >= 'a' && s[i] <= 'f' ? s[i] - 'a' + 10
                    : hex && s[i] >= 'A' && s[i] <= 'F' ? s[i] - 'A' + 10
                                                        : -1;
        if (digit < 0)
            break;
        code = code * (hex ? 16 : 10) + digit;
    }
    bool legal = (code >= 0x20 && code < 0xD800) || (code > 0xDFFF && code < 0xFFFE) ||
                 (code > 0xFFFF && code <= 0x10FFFF);
    return i > start && i < size && s[i] == ';' && legal ? i + 1 : 0;
}

const char *xml_escape(Xml *xml, const char *text, size_t size, bool keep_entities)
{
    static const char *const entities[] = {
        ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;"
    };
    const size_t longest = 6; /* of what one byte can become */
    if (size > SIZE_MAX / 16) {
        xml->failed = true;
        return NULL;
    }
    size_t grown = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        grown += c >= 0x80 || c == '&' || c == '<' || c == '>' || c == '"' ? longest : 1;
    }
    char *out = xml_alloc(xml, grown + 1), *end = out;
    for (size_t i = 0; out && i < size;) {
        unsigned char c = (unsigned char)text[i];
        size_t length = sequence((const unsigned char *)text + i, size - i);
        size_t kept = c == '&' && keep_entities ? entity(text + i, size - i) : 0;
        const char *put = length == 0                                       ? "\xEF\xBF\xBD"
                          : kept || c >= sizeof entities / sizeof *entities ? NULL
                                                                            : entities[c];
        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F) {
            i++;
        } else if (put) {
            memcpy(end, put, strlen(put));
            end += strlen(put);
            i++;
        } else {
            length = kept ? kept : length;
            memcpy(end, text + i, length);
            end += length;
            i += length;
        }
    }
    return out;
}

/* ---- the tree ------------------------------------------------------------------------------- */

XmlNode *xml_element(Xml *xml, const char *name)
{
    XmlNode *node = xml_alloc(xml, sizeof *node);
    if (node)
        node->name = name;
    return node;
}

XmlNode *xml_text(Xml *xml, const char *escaped)
{
    XmlNode *node = xml_alloc(xml, sizeof *node);
    if (node)
        node->text = escaped;
    return node;
}

const char *xml_get(const XmlNode *node, const char *name)
{
    for (const XmlAttribute *a = node->attributes; a; a = a->next)
        if (strcmp(a->name, name) == 0)
            return a->value;
    return NULL;
}

void xml_set(Xml *xml, XmlNode *node, const char *name, const char *value)
{
    XmlAttribute **link = &node->attributes;
    while (*link && strcmp((*link)->name, name) != 0)
        link = &(*link)->next;
    if (!value) {
        if (*link)
            *link = (*link)->next;
        return;
    }
    if (!*link) {
        XmlAttribute *fresh = xml_alloc(xml, sizeof *fresh);
        if (!fresh)
            return;
        fresh->name = name;
        *link = fresh;
    }
    (*link)->value = value;
}

/* ---- writing -------------------------------------------------------------------------------- */

static void write_node(FILE *f, const XmlNode *node, bool inside_text)
{
    if (!node->name) {
        fputs(node->text, f);
        return;
    }
    fprintf(f, "<%s", node->name);
    for (const XmlAttribute *a = node->attributes; a; a = a->next)
        fprintf(f, " %s=\"%s\"", a->name, a->value);
    bool text = inside_text || strcmp(node->name, "text") == 0;
    if (node->first) {
        bool lines = !text && node->first->name;
        fputs(lines ? ">\n" : ">", f);
        for (const XmlNode *child = node->first; child; child = child->next)
            write_node(f, child, text);
        fprintf(f, "</%s>", node->name);
    } else {
        fputs("/>", f);
    }
    if (!inside_text)
        fputc('\n', f);
}

Status xml_write(const XmlNode *node, char **out, size_t *size, Error *err)
{
    *out = NULL;
    *size = 0;
    FILE *f = open_memstream(out, size);
    bool good = f != NULL;
    if (f) {
        write_node(f, node, false);
        good = !ferror(f);
        good = fclose(f) == 0 && good;
    }
    if (good && *out)
        return OK;
    free(*out);
    *out = NULL;
    *size = 0;
    return error_set(err, ERR_MEMORY, "no memory for a figure");
}
