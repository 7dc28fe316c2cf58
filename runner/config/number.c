/* number.c - see number.h. The program runs in the C locale: strtod and printf know one point. */
#include "runner/config/number.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/decimal.h"
#include "runner/config/shortest.h"

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

/* "e-07": a sign and at least two digits. */
static char *print_exponent(char *at, int exponent)
{
    int size = exponent < 0 ? -exponent : exponent;
    *at++ = 'e';
    *at++ = exponent < 0 ? '-' : '+';
    if (size >= 100)
        *at++ = (char)('0' + size / 100);
    *at++ = (char)('0' + size / 10 % 10);
    *at++ = (char)('0' + size % 10);
    return at;
}

static char *layout(const Digits *d, char *at)
{
    int point = d->exponent + 1; /* digits before the point */
    if (d->exponent >= 16 || d->exponent < -4) {
        *at++ = d->digit[0];
        if (d->size > 1)
            *at++ = '.';
        at = copy(at, d->digit + 1, d->size - 1);
        return print_exponent(at, d->exponent);
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
    uint64_t mantissa;
    int power;
    shortest_digits(fabs(x), &mantissa, &power);
    Digits d;
    digits_of(mantissa, power, &d);
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
