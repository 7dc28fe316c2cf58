/* utf8.h - code points of a text, decoded strictly. */
#ifndef HEBB_UTF8_H
#define HEBB_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UTF8_SHOWN_SIZE = 16 }; /* bytes of utf8_shown()'s text, with its NUL */

/* Decodes the first code point of `size` bytes: its length in bytes, or 0 when there is none or it
 * is malformed (overlong, a surrogate, beyond U+10FFFF, cut off). */
size_t utf8_decode(const char *text, size_t size, uint32_t *code);

/* Number of code points; a malformed byte counts as one. */
int64_t utf8_length(const char *text, size_t size);

/* True unless it is a control character, a line separator, a byte order mark or no character: what
 * a config may hold besides tab and newline. */
bool utf8_printable(uint32_t code);

/* Writes the first code point as a terminal may show it: itself, or spelled (<TAB>, <U+001B>,
 * <0xFF> for a malformed byte) where it would act on the terminal, be invisible or turn the
 * direction of writing. Returns the bytes taken from `text` (0 at its end); *cells is the number of
 * code points written. */
size_t utf8_shown(const char *text, size_t size, char shown[UTF8_SHOWN_SIZE], int *cells);

#endif
