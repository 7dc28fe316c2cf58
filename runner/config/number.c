/* number.c - see number.h. The program runs in the C locale: strtod and printf know one point. */
#include "runner/config/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/decimal.h"

/* ---- printing ----------------------------------------------------------------------------- */

/* A positive number: size digits d1 d2 ..., value d1.d2... * 10^exponent. */
typedef struct {
    char digit[24];
    int size, exponent;
} Digits;

static void digits_of(uint64_t mantissa, int power, Digits *d)
{
    char reversed[24];
    int size = 0;
    for (; mantissa > 0; mantissa /= 10)
        reversed[size++] = (char)('0' + mantissa % 10);
    for (int i = 0; i < size; i++)
        d->digit[i] = reversed[size - 1 - i];
    d->exponent = size - 1 + power;
    while (size > 1 && d->digit[size - 1] == '0')
        size--;
    d->size = size;
}

/* Numbers of at most 15 digits and 22 places, that is, what people write: m / 10^k is rounded once,
 * as by strtod, and no other decimal of so few digits reads back as the same double. */
static bool print_short(double x, Digits *d)
{
    double power = 1.0;
    if (x <= 9007199254740992.0 && x == floor(x)) {
        digits_of((uint64_t)x, 0, d);
        return true;
    }
    for (int k = 1; k <= 22; k++) {
        power *= 10.0; /* exact up to 10^22 */
        double m = rint(x * power);
        if (m >= 1e15)
            return false;
        if (m / power == x) {
            digits_of((uint64_t)m, -k, d);
            return true;
        }
    }
    return false;
}

/* Text of printf's %e to digits. */
static void read_scientific(const char *text, Digits *d)
{
    const char *e = strchr(text, 'e');
    uint64_t mantissa = 0;
    int places = 0;
    for (const char *at = text; at < e; at++) {
        if (*at == '.')
            continue;
        mantissa = 10 * mantissa + (uint64_t)(*at - '0');
        places++;
    }
    digits_of(mantissa, (int)strtol(e + 1, NULL, 10) - (places - 1), d);
}

/* The last digit of a mantissa raised by one: "1.299e+10" to "1.300e+10". */
static void increment(char *text)
{
    char *at = strchr(text, 'e') - 1;
    while (*at == '9' || *at == '.') {
        if (*at == '9')
            *at = '0';
        at--;
    }
    ++*at;
}

/* The fewest digits that read back; the nearest such. Below a power of two doubles are twice as
 * dense, so there the nearest decimal of 16 digits may miss while the next one up hits. Up to 15
 * digits that cannot happen. */
static void print_long(double x, Digits *d)
{
    char text[40];
    int exponent;
    bool power_of_two = frexp(x, &exponent) == 0.5;
    for (int size = x < DBL_MIN ? 1 : 15; size <= 17; size++) {
        snprintf(text, sizeof text, "%.*e", size - 1, x);
        if (strtod(text, NULL) == x)
            break;
        if (power_of_two && size == 16) {
            increment(text);
            if (strtod(text, NULL) == x)
                break;
        }
    }
    read_scientific(text, d);
}

/* Appends count times c. */
static char *fill(char *at, char c, int count)
{
    for (; count > 0; count--)
        *at++ = c;
    return at;
}

static char *copy(char *at, const char *from, int count)
{
    memcpy(at, from, (size_t)count);
    return at + count;
}

static char *layout(const Digits *d, char *at)
{
    int point = d->exponent + 1; /* digits before the point */
    if (d->exponent >= 16 || d->exponent < -4) {
        *at++ = d->digit[0];
        if (d->size > 1)
            *at++ = '.';
        at = copy(at, d->digit + 1, d->size - 1);
        return at + snprintf(at, 8, "e%+03d", d->exponent);
    }
    if (point <= 0) {
        at = copy(at, "0.", 2);
        at = fill(at, '0', -point);
        return copy(at, d->digit, d->size);
    }
    if (point >= d->size) {
        at = copy(at, d->digit, d->size);
        return fill(at, '0', point - d->size);
    }
    at = copy(at, d->digit, point);
    *at++ = '.';
    return copy(at, d->digit + point, d->size - point);
}

int number_print(double x, char text[NUMBER_SIZE])
{
    if (isnan(x))
        return snprintf(text, NUMBER_SIZE, "nan");
    if (isinf(x) || x == 0.0)
        return snprintf(text, NUMBER_SIZE, "%s%s", signbit(x) ? "-" : "", x == 0.0 ? "0" : "inf");
    char *at = text;
    if (x < 0)
        *at++ = '-';
    Digits d;
    if (!print_short(fabs(x), &d))
        print_long(fabs(x), &d);
    at = layout(&d, at);
    *at = '\0';
    return (int)(at - text);
}

/* ---- parsing ------------------------------------------------------------------------------ */

bool number_parse_real(const char *text, double *x)
{
    bool zero;
    if (!decimal_spelled(text, &zero))
        return false;
    double value = strtod(text, NULL);
    if (!isfinite(value) || (value == 0.0 && !zero))
        return false;
    *x = value;
    return true;
}

bool number_parse_int(const char *text, int64_t *x)
{
    Decimal d;
    Int128 value;
    if (decimal_parse(text, &d) != DECIMAL_OK || d.exponent < 0 ||
        !decimal_shift(d.digits, d.exponent, &value) || value > INT64_MAX || value < INT64_MIN)
        return false;
    *x = (int64_t)value;
    return true;
}
