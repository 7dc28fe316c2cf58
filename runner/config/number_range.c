/* number_range.c - the values of {from, to, step | count | factor} (see number.h).
 *
 * Everything is integer arithmetic: decimals in 128 bits, and, where powers are irrational,
 * logarithm and exponential with 64 binary places. So the values are the same on every machine, and
 * good to the last of the 15 digits they are rounded to. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "runner/config/decimal.h"
#include "runner/config/number.h"

enum { WHY_SIZE = 160, SHOWN = 24 }; /* numbers are quoted in at most SHOWN characters */

typedef struct {
    const char *from_text, *to_text, *third_text;
    Decimal from, to, third;
    int64_t limit;
    int64_t count; /* of values, once known */
    double *values;
    char *why;
} Range;

static const char out_of_memory[] = "memory ran out";
static const char too_different[] = "from, to and step differ too much in size to be added exactly";

static const char *reserve(Range *r, Int128 count)
{
    if (count > r->limit) {
        snprintf(r->why, WHY_SIZE, "it has more than %lld values", (long long)r->limit);
        return r->why;
    }
    r->values = malloc((size_t)count * sizeof *r->values);
    r->count = (int64_t)count;
    return r->values ? NULL : out_of_memory;
}

/* ---- evenly spaced ------------------------------------------------------------------------ */

/* from, to and step as multiples of one power of ten. */
typedef struct {
    Int128 from, to, step, way;
    int64_t exponent;
} Scaled;

/* Leaves room for sums and differences of two. */
static bool scale(Decimal d, int64_t exponent, Int128 *result)
{
    const Int128 limit = (Int128)1 << 125;
    return d.digits == 0 || (decimal_shift(d.digits, d.exponent - exponent, result) &&
                             *result <= limit && *result >= -limit);
}

static bool scale_all(const Range *r, Decimal step, Scaled *s)
{
    const Decimal all[] = { r->from, r->to, step };
    *s = (Scaled){ .exponent = INT64_MAX };
    for (int i = 0; i < 3; i++)
        if (all[i].digits != 0 && all[i].exponent < s->exponent)
            s->exponent = all[i].exponent;
    if (!scale(r->from, s->exponent, &s->from) || !scale(r->to, s->exponent, &s->to) ||
        !scale(step, s->exponent, &s->step))
        return false;
    s->way = s->to - s->from;
    return true;
}

static const char *miss(Range *r, const char *word, double last)
{
    char text[NUMBER_SIZE];
    number_print(last, text);
    snprintf(r->why, WHY_SIZE, "the %s %.*s leads from %.*s to %s, not to %.*s", word, SHOWN,
             r->third_text, SHOWN, r->from_text, text, SHOWN, r->to_text);
    return r->why;
}

static const char *too_large(Range *r)
{
    snprintf(r->why, WHY_SIZE, "the step %.*s is larger than the way from %.*s to %.*s", SHOWN,
             r->third_text, SHOWN, r->from_text, SHOWN, r->to_text);
    return r->why;
}

static const char *wrong_way(Range *r, const char *word, const char *wrong)
{
    snprintf(r->why, WHY_SIZE, "the %s %.*s has the wrong %s to lead from %.*s to %.*s", word,
             SHOWN, r->third_text, wrong, SHOWN, r->from_text, SHOWN, r->to_text);
    return r->why;
}

static const char *by_step(Range *r)
{
    Scaled s;
    if (r->third.digits == 0)
        return "the step is zero";
    if (!scale_all(r, r->third, &s))
        return too_different;
    if (s.way != 0 && (s.way > 0) != (s.step > 0))
        return wrong_way(r, "step", "sign");
    Int128 steps = s.way / s.step;
    if (steps == 0 && s.way != 0)
        return too_large(r);
    if (s.way % s.step != 0)
        return miss(r, "step", decimal_to_double(s.from + steps * s.step, 1, s.exponent));
    const char *why = reserve(r, steps + 1);
    for (int64_t i = 0; !why && i < r->count; i++)
        r->values[i] = decimal_to_double(s.from + i * s.step, 1, s.exponent);
    return why;
}

/* The number of values, >= 1, of which the first and last are from and to. */
static const char *read_count(Range *r, int64_t *count)
{
    if (!number_parse_int(r->third_text, count) || *count < 1)
        return "the count is no whole number of at least 1";
    bool same = r->from.digits == r->to.digits && r->from.exponent == r->to.exponent;
    if (*count == 1 && !same) {
        snprintf(r->why, WHY_SIZE, "a count of 1 cannot hold both %.*s and %.*s", SHOWN,
                 r->from_text, SHOWN, r->to_text);
        return r->why;
    }
    return *count > 1 && same ? "from and to are the same" : NULL;
}

static const char *by_count(Range *r)
{
    int64_t count;
    Scaled s;
    Int128 product;
    const char *why = read_count(r, &count);
    if (why)
        return why;
    int64_t parts = count > 1 ? count - 1 : 1;
    if (!scale_all(r, (Decimal){ 0 }, &s) ||
        __builtin_mul_overflow(s.from, (Int128)parts, &product) ||
        __builtin_mul_overflow(s.to, (Int128)parts, &product) ||
        __builtin_mul_overflow(s.way, (Int128)parts, &product))
        return "from and to differ too much in size to be divided exactly";
    why = reserve(r, count);
    for (int64_t i = 0; !why && i < r->count; i++)
        r->values[i] = decimal_to_double(s.from * parts + s.way * i, parts, s.exponent);
    return why;
}

/* ---- logarithm and exponential, 64 binary places ------------------------------------------ */

__extension__ typedef unsigned __int128 Uint128;

static const uint64_t ln_2 = 0xB17217F7D1CF79AC; /* ln 2 * 2^64 */

/* ln x * 2^64, x > 0 and finite. */
static Int128 fixed_log(double x)
{
    int exponent;
    uint64_t m = (uint64_t)ldexp(frexp(x, &exponent), 53); /* x = m 2^-52 2^(exponent - 1) */
    const uint64_t one = (uint64_t)1 << 52;
    Uint128 z = ((Uint128)(m - one) << 64) / (m + one); /* ln m = 2 artanh z, 0 <= z < 1/3 */
    Uint128 square = z * z >> 64, power = z, sum = 0;
    for (unsigned k = 1; power > 0; k += 2) {
        sum += power / k;
        power = power * square >> 64;
    }
    return (Int128)(2 * sum) + (Int128)(exponent - 1) * ln_2;
}

/* exp(y 2^-64), to 64 bits: a long double holds them on every processor hebb runs on. */
static long double fixed_exp(Int128 y)
{
    Int128 k = y / ln_2;
    if (k * ln_2 > y)
        k--; /* the quotient rounded down */
    Uint128 r = (Uint128)(y - k * ln_2), term = (Uint128)1 << 64, sum = 0;
    for (unsigned j = 1; term > 0; j++) {
        sum += term;
        term = (term * r >> 64) / j;
    }
    return ldexpl((long double)(uint64_t)(sum >> 1), (int)k - 63);
}

static double round_15(long double x)
{
    char text[40];
    snprintf(text, sizeof text, "%.14Le", x);
    return strtod(text, NULL);
}

static double as_double(Decimal d)
{
    return decimal_to_double(d.digits, 1, d.exponent);
}

static bool positive_finite(Decimal d)
{
    return d.digits > 0 && as_double(d) > 0 && isfinite(as_double(d));
}

static const char *by_log(Range *r)
{
    int64_t count;
    const char *why = read_count(r, &count);
    if (!why && (!positive_finite(r->from) || !positive_finite(r->to)))
        why = "a logarithmic scale needs from and to above 0";
    if (!why)
        why = reserve(r, count);
    if (why)
        return why;
    Int128 first = fixed_log(as_double(r->from)), last = fixed_log(as_double(r->to));
    for (int64_t i = 1; i < count - 1; i++)
        r->values[i] = round_15(fixed_exp(first + (last - first) * i / (count - 1)));
    r->values[0] = as_double(r->from);
    r->values[count - 1] = as_double(r->to);
    return NULL;
}

/* ---- geometric ---------------------------------------------------------------------------- */

/* from, from * factor, ...: exact as long as 128 bits hold the digits. */
typedef struct {
    Decimal exact, factor;
    bool is_exact;
    Int128 log_from, log_factor;
    int64_t index;
} Geometric;

static void geometric_next(Geometric *g)
{
    g->index++;
    g->is_exact = g->is_exact && decimal_multiply(g->exact, g->factor, &g->exact);
}

static double geometric_value(const Geometric *g)
{
    if (!g->is_exact)
        return round_15(fixed_exp(g->log_from + g->log_factor * g->index));
    double x = as_double(g->exact);
    bool whole = g->exact.exponent >= 0 && x <= 9007199254740992.0;
    return whole ? x : round_15(x); /* 2^50 stays itself */
}

static const char *by_factor(Range *r)
{
    if (!positive_finite(r->from) || !positive_finite(r->to) || !positive_finite(r->third))
        return "from, to and factor must be above 0";
    double from = as_double(r->from), to = as_double(r->to), factor = as_double(r->third);
    if (factor == 1.0)
        return "the factor is 1";
    if (from != to && (from < to) != (factor > 1.0))
        return wrong_way(r, "factor", "direction");
    Geometric g = { r->from, r->third, true, fixed_log(from), fixed_log(factor), 0 };
    Int128 way = fixed_log(to) - g.log_from;
    Int128 steps = (2 * way / g.log_factor + 1) / 2; /* the nearest whole number */
    const char *why = reserve(r, steps + 1);
    if (why)
        return why;
    double before = from;
    for (; g.index < r->count; geometric_next(&g)) {
        r->values[g.index] = g.index == 0 ? from : geometric_value(&g);
        if (g.index + 1 < r->count)
            before = r->values[g.index];
    }
    double last = r->values[r->count - 1];
    if (last != round_15(to) && last != to)
        return miss(r, "factor", (last > to) == (factor > 1.0) ? before : last);
    r->values[r->count - 1] = to;
    return NULL;
}

/* ---- all ---------------------------------------------------------------------------------- */

static const char *read_number(Range *r, const char *name, const char *text, Decimal *d)
{
    double x;
    DecimalParse parse = decimal_parse(text, d);
    if (parse == DECIMAL_OK && number_parse_real(text, &x))
        return NULL;
    snprintf(r->why, WHY_SIZE, "%s %s", name,
             parse == DECIMAL_MALFORMED  ? "is no number"
             : parse == DECIMAL_TOO_LONG ? "has too many digits"
                                         : "is too large or too small for a number");
    return r->why;
}

const char *number_range(RangeKind kind, const char *from, const char *to, const char *third,
                         int64_t limit, double **values, int64_t *count, char why[160])
{
    static const char *(*const compute[])(Range *) = {
        [RANGE_STEP] = by_step,
        [RANGE_COUNT] = by_count,
        [RANGE_LOG] = by_log,
        [RANGE_FACTOR] = by_factor,
    };
    static const char *const names[] = { [RANGE_STEP] = "step",
                                         [RANGE_COUNT] = "count",
                                         [RANGE_LOG] = "count",
                                         [RANGE_FACTOR] = "factor" };
    Range r = { .from_text = from, .to_text = to, .third_text = third, .limit = limit, .why = why };
    *values = NULL;
    *count = 0;
    const char *wrong = read_number(&r, "from", from, &r.from);
    if (!wrong)
        wrong = read_number(&r, "to", to, &r.to);
    if (!wrong)
        wrong = read_number(&r, names[kind], third, &r.third);
    if (!wrong)
        wrong = compute[kind](&r);
    if (wrong) {
        free(r.values);
        return wrong;
    }
    *values = r.values;
    *count = r.count;
    return NULL;
}
