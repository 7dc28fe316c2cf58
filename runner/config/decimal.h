/* decimal.h - decimal numbers held exactly, in 128 bits. */
#ifndef HEBB_DECIMAL_H
#define HEBB_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

__extension__ typedef __int128 Int128;

/* digits * 10^exponent, without trailing zeros in digits; zero is 0 * 10^0. */
typedef struct {
    Int128 digits;
    int64_t exponent;
} Decimal;

typedef enum {
    DECIMAL_OK,
    DECIMAL_MALFORMED, /* see number_parse_real */
    DECIMAL_TOO_LONG,  /* digits beyond 128 bits, or an exponent beyond a million */
} DecimalParse;

/* Checks the spelling only: sign, digits without leading zeros, point, exponent. *zero (may be
 * NULL) tells whether all digits are 0. */
bool decimal_spelled(const char *text, bool *zero);

DecimalParse decimal_parse(const char *text, Decimal *d);

/* x * 10^power; false on overflow. power >= 0. */
bool decimal_shift(Int128 x, int64_t power, Int128 *result);

/* Exact product; false on overflow. */
bool decimal_multiply(Decimal a, Decimal b, Decimal *product);

/* The double nearest to numerator / denominator * 10^exponent; denominator in 1 .. 2^62. */
double decimal_to_double(Int128 numerator, int64_t denominator, int64_t exponent);

#endif
