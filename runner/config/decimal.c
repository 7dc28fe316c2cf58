/* decimal.c - see decimal.h */
#include "runner/config/decimal.h"

#include <stdlib.h>
#include <string.h>

enum {
    EXPONENT_MAX = 1000000, /* far beyond any double; keeps sums of exponents small */
    QUOTIENT_DIGITS = 60,   /* more than the 53 bits of a double can distinguish, and all of 128 */
};

/* The parts of a spelled number. */
typedef struct {
    bool negative;
    const char *whole, *fraction, *exponent; /* digits; exponent with its sign, or NULL */
    size_t whole_size, fraction_size;
} Spelling;

static size_t count_digits(const char *text)
{
    return strspn(text, "0123456789");
}

static bool split(const char *text, Spelling *s)
{
    *s = (Spelling){ .negative = *text == '-' };
    s->whole = text + (*text == '-' || *text == '+');
    s->whole_size = count_digits(s->whole);
    const char *at = s->whole + s->whole_size;
    s->fraction = at + (*at == '.');
    s->fraction_size = *at == '.' ? count_digits(s->fraction) : 0;
    at = s->fraction + s->fraction_size;
    if (s->whole_size + s->fraction_size == 0 || (s->whole_size > 1 && *s->whole == '0'))
        return false;
    if (*at == 'e' || *at == 'E') {
        s->exponent = at + 1;
        at = s->exponent + (s->exponent[0] == '-' || s->exponent[0] == '+');
        size_t size = count_digits(at);
        if (size == 0)
            return false;
        at += size;
    }
    return *at == '\0';
}

bool decimal_spelled(const char *text, bool *zero)
{
    Spelling s;
    if (!split(text, &s))
        return false;
    if (zero)
        *zero = strspn(s.whole, "0") >= s.whole_size && strspn(s.fraction, "0") >= s.fraction_size;
    return true;
}

bool decimal_shift(Int128 x, int64_t power, Int128 *result)
{
    for (; power > 0 && x != 0; power--)
        if (__builtin_mul_overflow(x, (Int128)10, &x))
            return false;
    *result = x;
    return true;
}

/* Appends digits to d; zeros wait in *zeros until another digit follows. */
static bool append_digits(Decimal *d, const char *digits, size_t size, int64_t *zeros)
{
    for (size_t i = 0; i < size; i++) {
        if (digits[i] == '0') {
            ++*zeros;
            continue;
        }
        if (!decimal_shift(d->digits, *zeros + 1, &d->digits) ||
            __builtin_add_overflow(d->digits, (Int128)(digits[i] - '0'), &d->digits))
            return false;
        *zeros = 0;
    }
    return true;
}

/* Exponents beyond any use are cut, so that their digits cannot overflow. */
static int64_t read_exponent(const char *text)
{
    bool negative = *text == '-';
    int64_t value = 0;
    for (text += *text == '-' || *text == '+'; *text && value <= EXPONENT_MAX; text++)
        value = 10 * value + (*text - '0');
    return negative ? -value : value;
}

DecimalParse decimal_parse(const char *text, Decimal *d)
{
    Spelling s;
    *d = (Decimal){ 0 };
    if (!split(text, &s))
        return DECIMAL_MALFORMED;
    int64_t zeros = 0, exponent = s.exponent ? read_exponent(s.exponent) : 0;
    if (!append_digits(d, s.whole, s.whole_size, &zeros) ||
        !append_digits(d, s.fraction, s.fraction_size, &zeros))
        return DECIMAL_TOO_LONG;
    if (d->digits == 0)
        return DECIMAL_OK;
    if (exponent > EXPONENT_MAX || exponent < -EXPONENT_MAX)
        return DECIMAL_TOO_LONG;
    d->exponent = exponent + zeros - (int64_t)s.fraction_size;
    if (s.negative)
        d->digits = -d->digits;
    return DECIMAL_OK;
}

bool decimal_multiply(Decimal a, Decimal b, Decimal *product)
{
    Decimal p = { .exponent = a.exponent + b.exponent };
    if (__builtin_mul_overflow(a.digits, b.digits, &p.digits))
        return false;
    if (p.digits == 0)
        p.exponent = 0;
    for (; p.digits != 0 && p.digits % 10 == 0; p.digits /= 10)
        p.exponent++;
    *product = p;
    return true;
}

/* Digits of x >= 0; returns their number. */
static size_t print_digits(Int128 x, char *text)
{
    char reversed[40];
    size_t size = 0;
    do
        reversed[size++] = (char)('0' + (int)(x % 10));
    while ((x /= 10) > 0);
    for (size_t i = 0; i < size; i++)
        text[i] = reversed[size - 1 - i];
    return size;
}

double decimal_to_double(Int128 numerator, int64_t denominator, int64_t exponent)
{
    static const double powers[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                     1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                     1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    const Int128 exact = (Int128)1 << 53;
    if (denominator == 1 && numerator <= exact && -numerator <= exact && exponent <= 0 &&
        exponent >= -22)
        return (double)(int64_t)numerator / powers[-exponent]; /* one rounding of exact numbers */

    char text[QUOTIENT_DIGITS + 80] = "-";
    bool negative = numerator < 0;
    Int128 quotient = numerator / denominator, rest = numerator % denominator;
    size_t size = 1 + print_digits(negative ? -quotient : quotient, text + 1);
    for (int i = 0; i < QUOTIENT_DIGITS && rest != 0; i++, exponent--) {
        rest *= 10;
        Int128 digit = rest / denominator;
        text[size++] = (char)('0' + (int)(negative ? -digit : digit));
        rest %= denominator;
    }
    if (rest != 0) { /* there is more: what decides a tie */
        text[size++] = '1';
        exponent--;
    }
    text[size++] = 'e';
    bool below = exponent < 0;
    if (below)
        text[size++] = '-';
    size += print_digits(below ? -(Int128)exponent : exponent, text + size);
    text[size] = '\0';
    return strtod(negative ? text : text + 1, NULL);
}
