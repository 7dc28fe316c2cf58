/* html.h - texts, numbers and verdicts as HTML. */
#ifndef HEBB_HTML_H
#define HEBB_HTML_H

#include <stdint.h>
#include <stdio.h>

/* How something stands; each has a colour, a sign and a shape, so that none needs the others. */
typedef enum { LOOK_PASS, LOOK_FAIL, LOOK_WARN, LOOK_NEW, LOOK_NONE, LOOKS } Look;

/* "pass", ...: the class of styles. */
const char *look_class(Look look);

/* Any bytes, escaped for text and for attributes between double quotes; what is no UTF-8 or must
 * not stand in a page becomes U+FFFD. */
void html_text(FILE *out, const char *text);
/* The same, with `words` between backticks as code, the way messages write them. */
void html_prose(FILE *out, const char *text);
/* printf, then html_text. */
void html_format(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

enum { QUANTITY_SIZE = 64 };
/* A number for people: "0.1386", "9 500" (thin blanks), "1.2 x 10^-7" with signs of typography.
 * Shown to two digits of `error` when that is positive, else to four digits; integers whole. */
void quantity_print(double x, double error, char text[QUANTITY_SIZE]);
void html_quantity(FILE *out, double x, double error);
/* "0.1368 to 0.1410", "at most 5", "exactly 0", "anything". */
void html_range(FILE *out, double low, double high, double error);
/* "1 check", "9 500 checks": `many` when n is not 1. */
void html_count(FILE *out, int64_t n, const char *one, const char *many);
/* "53 s", "2 min 41 s". */
void html_seconds(FILE *out, double seconds);

/* Sign and word in a small frame. */
void html_chip(FILE *out, Look look, const char *word);

/* A mark on a line from the least to the largest of what is given: the range allowed, a reference,
 * the interval, the number. NAN for what there is not, infinite ends for an open range. Nothing
 * when there is nothing to compare. Decoration: what it shows stands beside it as text. */
typedef struct {
    double value, ci_low, ci_high, reference, allowed_low, allowed_high;
    Look look;
} Gauge;
void html_gauge(FILE *out, const Gauge *g);

#endif
