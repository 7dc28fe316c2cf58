/* shortest.c - see shortest.h
 *
 * A double is the only one within half the gaps to its neighbours. That interval is scaled by a
 * power of ten to integers of 17 or 18 digits, with 64 binary places beyond; then the largest power
 * of ten of which the interval holds a multiple says how many digits are needed. Scaling is exact
 * to two units of the last place; where that leaves a doubt, printf and strtod decide. */
#include "runner/config/shortest.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__extension__ typedef unsigned __int128 Uint128;

enum {
    SPACING = 27, /* 5^27 is the last to fit 63 bits */
    FIRST_POWER = -11,
    DOUBT = 16, /* units of 2^-64 around a boundary: more than any error of scaling */
};

/* ---- scaling ------------------------------------------------------------------------------ */

/* 10^(SPACING i), rounded down to 128 bits of which the first is 1. */
static const struct {
    uint64_t high, low;
} powers[] = {
    /* clang-format off */
    { 0xA76C582338ED2621, 0xAF2AF2B80AF6F24E }, /* 10^-297 */
    { 0x873E4F75E2224E68, 0x5A7744A6E804A291 }, /* 10^-270 */
    { 0xDA7F5BF590966848, 0xAF39A475506A899E }, /* 10^-243 */
    { 0xB080392CC4349DEC, 0xBD8D794D96AACFB3 }, /* 10^-216 */
    { 0x8E938662882AF53E, 0x547EB47B7282EE9C }, /* 10^-189 */
    { 0xE65829B3046B0AFA, 0x0CB4A5A3112A5112 }, /* 10^-162 */
    { 0xBA121A4650E4DDEB, 0x92F34D62616CE413 }, /* 10^-135 */
    { 0x964E858C91BA2655, 0x3A6A07F8D510F86F }, /* 10^-108 */
    { 0xF2D56790AB41C2A2, 0xFAE27299423FB9C3 }, /* 10^-81 */
    { 0xC428D05AA4751E4C, 0xAA97E14C3C26B886 }, /* 10^-54 */
    { 0x9E74D1B791E07E48, 0x775EA264CF55347D }, /* 10^-27 */
    { 0x8000000000000000, 0x0000000000000000 }, /* 10^0 */
    { 0xCECB8F27F4200F3A, 0x0000000000000000 }, /* 10^27 */
    { 0xA70C3C40A64E6C51, 0x999090B65F67D924 }, /* 10^54 */
    { 0x86F0AC99B4E8DAFD, 0x69A028BB3DED71A3 }, /* 10^81 */
    { 0xDA01EE641A708DE9, 0xE80E6F4820CC9495 }, /* 10^108 */
    { 0xB01AE745B101E9E4, 0x5EC05DCFF72E7F8F }, /* 10^135 */
    { 0x8E41ADE9FBEBC27D, 0x14588F13BE847307 }, /* 10^162 */
    { 0xE5D3EF282A242E81, 0x8F1668C8A86DA5FA }, /* 10^189 */
    { 0xB9A74A0637CE2EE1, 0x6D953E2BD7173692 }, /* 10^216 */
    { 0x95F83D0A1FB69CD9, 0x4ABDAF101564F98E }, /* 10^243 */
    { 0xF24A01A73CF2DCCF, 0xBC633B39673C8CEC }, /* 10^270 */
    { 0xC3B8358109E84F07, 0x0A862F80EC4700C8 }, /* 10^297 */
    { 0x9E19DB92B4E31BA9, 0x6C07A2C26A8346D1 }, /* 10^324 */
    /* clang-format on */
};

/* x * y without the last 64 bits. */
static Uint128 multiply_high(Uint128 x, uint64_t y)
{
    Uint128 low = (Uint128)(uint64_t)x * y;
    return (Uint128)(uint64_t)(x >> 64) * y + (low >> 64);
}

/* 10^q = power * 2^exponent; relative error below 2^-125. */
typedef struct {
    Uint128 power;
    int exponent;
} Scale;

static Scale power_of_ten(int q)
{
    int i = (q + 1000 * SPACING) / SPACING - 1000; /* rounded down */
    uint64_t five = 1;
    for (int rest = q - i * SPACING; rest > 0; rest--)
        five *= 5;
    Uint128 power = (Uint128)powers[i - FIRST_POWER].high << 64 | powers[i - FIRST_POWER].low;
    /* floor(log2 10^q) is (q 1741647) >> 19 for all q of a double */
    Scale s = { power, ((q * 1741647) >> 19) - 127 };
    if (five == 1)
        return s;
    int zeros = __builtin_clzll(five);
    power = multiply_high(power, five << zeros); /* 2^126 .. 2^128 */
    s.power = power >> 127 ? power : power << 1;
    return s;
}

/* x * scale * 2^shift with 64 binary places. */
static Uint128 scaled(uint64_t x, Scale s, int shift)
{
    uint64_t low = (uint64_t)((Uint128)(uint64_t)s.power * x);
    Uint128 high = multiply_high(s.power, x);
    int right = -(s.exponent + shift + 64);
    return right >= 64 ? high >> (right - 64) : high << (64 - right) | low >> right;
}

/* ---- choosing ----------------------------------------------------------------------------- */

static bool in_doubt(Uint128 x)
{
    uint64_t fraction = (uint64_t)x + DOUBT;
    return fraction <= 2 * DOUBT;
}

/* The multiple of the largest power of ten within (low, high) that is nearest to x. */
static bool choose(Uint128 low, Uint128 x, Uint128 high, uint64_t *digits, int *power)
{
    if (in_doubt(low) || in_doubt(high))
        return false;
    uint64_t first = (uint64_t)(low >> 64), last = (uint64_t)(high >> 64), ten = 1;
    *power = 0;
    while (last / (ten * 10) * (ten * 10) > first) {
        ten *= 10;
        ++*power;
    }
    uint64_t below = (uint64_t)(x >> 64) / ten * ten, above = below + ten;
    Uint128 down = x - ((Uint128)below << 64), up = ((Uint128)above << 64) - x;
    bool can_down = below > first, can_up = above <= last;
    if (can_down && can_up && (down > up ? down - up : up - down) <= 2 * DOUBT)
        return false;
    *digits = (can_down && (!can_up || down < up) ? below : above) / ten;
    return can_down || can_up;
}

/* ---- the slow way ------------------------------------------------------------------------- */

/* Raises the last digit of a mantissa by one: "1.299e+10" to "1.300e+10". Not where all are nines:
 * what comes next has one digit, and was tried. */
static bool increment(char *text)
{
    char *end = strchr(text, 'e'), *at = end - 1;
    while (at >= text && (*at == '9' || *at == '.'))
        at--;
    if (at < text)
        return false;
    ++*at;
    for (at++; at < end; at++)
        if (*at == '9')
            *at = '0';
    return true;
}

/* The fewest digits that read back; the nearest such. Below a power of two doubles are twice as
 * dense, so there the nearest decimal may miss while the next one up hits. */
static void try_all(double x, uint64_t *digits, int *exponent)
{
    char text[40];
    for (int size = 1; size <= 17; size++) {
        snprintf(text, sizeof text, "%.*e", size - 1, x);
        if (strtod(text, NULL) == x)
            break;
        if (increment(text) && strtod(text, NULL) == x)
            break;
    }
    const char *e = strchr(text, 'e');
    *exponent = (int)strtol(e + 1, NULL, 10) + 1;
    *digits = 0;
    for (const char *at = text; at < e; at++) {
        if (*at == '.')
            continue;
        *digits = 10 * *digits + (uint64_t)(*at - '0');
        --*exponent;
    }
}

void shortest_digits(double x, uint64_t *digits, int *exponent)
{
    const uint64_t hidden = (uint64_t)1 << (DBL_MANT_DIG - 1);
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int biased = (int)(bits >> (DBL_MANT_DIG - 1));
    uint64_t m = bits & (hidden - 1);
    bool dense_below = m == 0 && biased > 1;
    if (biased > 0)
        m |= hidden;
    int e = (biased > 0 ? biased : 1) - 1075; /* x = m 2^e */
    int log2 = e + 63 - __builtin_clzll(m);
    int q = 16 - ((log2 * 78913) >> 18); /* 10^(16 - q) <= 2^log2 */
    Scale s = power_of_ten(q);
    int power;
    if (choose(scaled(4 * m - (dense_below ? 1 : 2), s, e - 2), scaled(4 * m, s, e - 2),
               scaled(4 * m + 2, s, e - 2), digits, &power))
        *exponent = power - q;
    else
        try_all(x, digits, exponent);
}
