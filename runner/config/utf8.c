/* utf8.c - see utf8.h */
#include "runner/config/utf8.h"

#include <stdio.h>
#include <string.h>

size_t utf8_decode(const char *text, size_t size, uint32_t *code)
{
    static const unsigned char lengths[32] = {
        /* by the five high bits of the first byte */
        1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
        0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 3, 3, 4, 0,
    };
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 }; /* by length */
    if (size == 0)
        return 0;
    unsigned char lead = (unsigned char)text[0];
    size_t length = lengths[lead >> 3];
    if (length == 0 || length > size)
        return 0;
    uint32_t c = length == 1 ? lead : lead & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if ((byte & 0xC0) != 0x80)
            return 0;
        c = c << 6 | (byte & 0x3Fu);
    }
    if (c < least[length] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    *code = c;
    return length;
}

int64_t utf8_length(const char *text, size_t size)
{
    int64_t count = 0;
    uint32_t code;
    for (size_t i = 0; i < size; count++) {
        size_t n = utf8_decode(text + i, size - i, &code);
        i += n ? n : 1;
    }
    return count;
}

typedef struct {
    uint32_t first, last;
} Span;

static bool within(uint32_t code, const Span *spans, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (code >= spans[i].first && code <= spans[i].last)
            return true;
    return false;
}

bool utf8_printable(uint32_t code)
{
    static const Span refused[] = {
        { 0x00, 0x1F },     { 0x7F, 0x9F },     { 0x2028, 0x2029 },
        { 0xD800, 0xDFFF }, { 0xFEFF, 0xFEFF }, { 0xFFFE, 0xFFFF },
    };
    return !within(code, refused, sizeof refused / sizeof *refused);
}

/* Legal in a text, but unseen, or turning the order of what follows (so that a line reads
 * differently from what it says). */
static bool misleading(uint32_t code)
{
    static const Span spans[] = {
        { 0xAD, 0xAD },     { 0x61C, 0x61C },   { 0x200B, 0x200F },   { 0x202A, 0x202E },
        { 0x2060, 0x206F }, { 0xFFF9, 0xFFFB }, { 0xE0000, 0xE007F },
    };
    return within(code, spans, sizeof spans / sizeof *spans);
}

size_t utf8_shown(const char *text, size_t size, char shown[UTF8_SHOWN_SIZE], int *cells)
{
    if (size == 0) {
        *cells = 0;
        return 0;
    }
    uint32_t code = 0;
    size_t length = utf8_decode(text, size, &code);
    if (length && utf8_printable(code) && !misleading(code)) {
        memcpy(shown, text, length);
        shown[length] = '\0';
        *cells = 1;
        return length;
    }
    if (length == 0)
        *cells = snprintf(shown, UTF8_SHOWN_SIZE, "<0x%02X>", (unsigned char)text[0]);
    else if (code == '\t')
        *cells = snprintf(shown, UTF8_SHOWN_SIZE, "<TAB>");
    else
        *cells = snprintf(shown, UTF8_SHOWN_SIZE, "<U+%04X>", (unsigned)code);
    return length ? length : 1;
}
