/* allowance.c - how far a number may be from its reference: see baseline.h */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "algorithms/base/elementary.h"
#include "runner/analyze/baseline.h"
#include "runner/config/number.h"

/* Doubles in order as integers in order; both zeros are 0. */
static int64_t order_of(double x)
{
    int64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits < 0 ? INT64_MIN - bits : bits;
}

double ulp_distance(double x, double y)
{
    if (isnan(x) || isnan(y))
        return NAN;
    int64_t a = order_of(x), b = order_of(y);
    uint64_t steps = a > b ? (uint64_t)a - (uint64_t)b : (uint64_t)b - (uint64_t)a;
    return (double)steps;
}

static double decades(double x)
{
    return elementary_log(fabs(x)) / M_LN10;
}

static double plain_distance(const Allowance *a, double x, double reference)
{
    switch (a->kind) {
    case ALLOW_ULP:
        return ulp_distance(x, reference);
    case ALLOW_LOG:
        if (x == 0 || (x < 0) != (reference < 0))
            return INFINITY;
        return fabs(decades(x) - decades(reference));
    case ALLOW_REL:
        return reference == 0 ? INFINITY : fabs(x - reference) / fabs(reference);
    default:
        return INFINITY;
    }
}

double allowance_distance(const Allowance *a, double x, double reference)
{
    if (isnan(x) || isnan(reference))
        return isnan(x) && isnan(reference) ? 0 : INFINITY;
    if (x == reference)
        return 0;
    double near = a->floor > 0 ? fabs(x - reference) / a->floor : INFINITY;
    double distance = plain_distance(a, x, reference);
    double units = distance == 0 ? 0 : a->amount > 0 ? distance / a->amount : INFINITY;
    if (isnan(units))
        units = INFINITY; /* infinite numbers */
    return fmin(units, near);
}

void allowance_bounds(const Allowance *a, double reference, double *low, double *high)
{
    double half = 0;
    *low = *high = reference;
    if (a->kind == ALLOW_LOG) {
        double factor = elementary_exp(a->amount * M_LN10);
        *low = fmin(reference / factor, reference * factor);
        *high = fmax(reference / factor, reference * factor);
    } else if (a->kind == ALLOW_REL) {
        half = a->amount * fabs(reference);
    } else if (a->kind == ALLOW_ULP) {
        double next = nextafter(fabs(reference), INFINITY);
        half = a->amount * (next - fabs(reference));
    }
    half = fmax(half, a->floor);
    *low = fmin(*low, reference - half);
    *high = fmax(*high, reference + half);
}

void allowance_print(const Allowance *a, char *text, size_t size)
{
    static const char *const words[ALLOW_KINDS] = { "exact", "ulp", "rel", "log" };
    char amount[NUMBER_SIZE], floor_text[NUMBER_SIZE], end[NUMBER_SIZE + 16] = "";
    number_print(a->amount, amount);
    number_print(a->floor, floor_text);
    if (a->floor > 0)
        snprintf(end, sizeof end, " floor %s", floor_text);
    if (a->kind == ALLOW_EXACT)
        snprintf(text, size, "%s%s", words[a->kind], end);
    else
        snprintf(text, size, "%s %s%s", words[a->kind], amount, end);
}
