/* number.h - numbers to text and back, exactly. */
#ifndef HEBB_NUMBER_H
#define HEBB_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NUMBER_SIZE = 32 }; /* bytes for any printed number, with its NUL */

/* The fewest digits that read back as the same double (of those the nearest): 0.12, 1e-07, 250, -0,
 * nan, inf. Without an exponent from 0.0001 up to 1e16, which includes all integers up to 2^53.
 * Returns the length. */
int number_print(double x, char text[NUMBER_SIZE]);

/* A finite real: sign, digits without leading zeros, point (.5 and 5. are fine), exponent; no hex,
 * no nan, no blanks, no `_`. Overflow fails; a nonzero that would become zero fails. */
bool number_parse_real(const char *text, double *x);

/* The same spellings, where the value is integral and fits: 1000, 1e3, 1000.0; never rounded. */
bool number_parse_int(const char *text, int64_t *x);

typedef enum { RANGE_STEP, RANGE_COUNT, RANGE_LOG, RANGE_FACTOR } RangeKind;

/* Values of {from, to, step | count | count scale: log | factor}, both ends included. Steps and
 * linear counts are computed in exact decimal arithmetic and converted once (so 0.12 is the 0.12
 * one writes); logarithmic and geometric points are rounded to 15 digits (integers below 2^53 that
 * a factor leads to stay exact), ends exact, the same bits on every machine. `third` is the text of
 * step, count or factor. *values is allocated (caller frees), *count set. On failure returns a
 * sentence that says why ("the step 0.03 leads from 0.1 to 0.16, not to 0.18", ...), static or in
 * `why`, else NULL. At most `limit` values. */
const char *number_range(RangeKind kind, const char *from, const char *to, const char *third,
                         int64_t limit, double **values, int64_t *count, char why[160]);

#endif
