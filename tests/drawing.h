/* drawing.h - a drawing as gnuplot writes it, and what the tests of its finishing share. */
#ifndef HEBB_TESTS_DRAWING_H
#define HEBB_TESTS_DRAWING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Text as gnuplot 5.4 writes it. */
extern const char drawing[];

/* The finished drawing, for the caller to free; the test fails when it is refused. `out_size` may
 * be NULL. */
char *finish(const char *in, size_t size, const char *prefix, size_t *out_size);
char *finish_text(const char *in, const char *prefix);

/* A drawing that holds `body`; the same finished with the prefix "x". For the caller to free. */
char *around(const char *body);
char *finish_body(const char *body);

/* How often `part` occurs in `text`; that it does or does not. */
int count(const char *text, const char *part);
void assert_has(const char *text, const char *part);
void assert_lacks(const char *text, const char *part);

#endif
