/* number.h - numbers to text and back, exactly. */
#ifndef HEBB_NUMBER_H
#define HEBB_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NUMBER_SIZE = 32 }; /* bytes for any printed number, with its NUL */

/* Shortest decimal that reads back as the same double: 0.12, 1e-07, 250, -0, nan, inf.
 * Integers up to 2^53 print without an exponent. Returns the length. */
int number_print(double x, char text[NUMBER_SIZE]);

/* A finite real: decimal, sign, digits, point, exponent; no hex, no nan, no blanks, no `_`. Overflow
 * fails; a nonzero that would become zero fails. */
bool number_parse_real(const char *text, double *x);

/* A decimal integer without leading zeros or `_`; 1e3 and 1000.0 are accepted where the value is
 * integral and below 2^63. */
bool number_parse_int(const char *text, int64_t *x);

typedef enum { RANGE_STEP, RANGE_COUNT, RANGE_LOG, RANGE_FACTOR } RangeKind;

/* Values of {from, to, step | count | count scale: log | factor}, both ends included. Steps and
 * linear counts are computed in exact decimal arithmetic and converted once (so 0.12 is the 0.12
 * one writes); logarithmic and geometric points are rounded to 15 digits, ends exact. `third` is the
 * text of step, count or factor. *values is allocated (caller frees), *count set. On failure returns
 * a sentence that says why ("the step 0.3 does not lead from 0.1 to 0.18", "the step has the wrong
 * sign", ...), static or in `why`, else NULL. At most `limit` values. */
const char *number_range(RangeKind kind, const char *from, const char *to, const char *third,
                         int64_t limit, double **values, int64_t *count, char why[160]);

#endif
