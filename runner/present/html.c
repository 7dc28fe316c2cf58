/* html.c - see html.h */
#include "runner/present/html.h"

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/utf8.h"

#define THIN "\u2009"
#define MINUS "\u2212"

static const struct {
    const char *name, *sign;
} looks[LOOKS] = {
    [LOOK_PASS] = { "pass", "\u2713" }, [LOOK_FAIL] = { "fail", "\u2717" },
    [LOOK_WARN] = { "warn", "!" },      [LOOK_NEW] = { "new", "\u2260" },
    [LOOK_NONE] = { "none", "\u2013" },
};

const char *look_class(Look look)
{
    return looks[look].name;
}

/* What turns the direction of writing would turn what stands behind it, too. */
static bool may_stand(uint32_t code)
{
    bool turns = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    return code < 0x20 ? code == '\n' || code == '\t' : utf8_printable(code) && !turns;
}

void html_text(FILE *out, const char *text)
{
    size_t left = text ? strlen(text) : 0;
    while (left > 0) {
        uint32_t code = 0;
        size_t size = utf8_decode(text, left, &code);
        if (size == 0 || !may_stand(code))
            fputs("\uFFFD", out);
        else if (code == '&')
            fputs("&amp;", out);
        else if (code == '<')
            fputs("&lt;", out);
        else if (code == '>')
            fputs("&gt;", out);
        else if (code == '"')
            fputs("&quot;", out);
        else
            fwrite(text, 1, size, out);
        text += size ? size : 1;
        left -= size ? size : 1;
    }
}

void html_prose(FILE *out, const char *text)
{
    char *copy = strdup(text ? text : "");
    bool code = false;
    for (char *at = copy, *tick; at; at = tick ? tick + 1 : NULL) {
        tick = strchr(at, '`');
        if (tick && !code && !strchr(tick + 1, '`'))
            tick = NULL; /* one that has no partner is a letter */
        if (tick)
            *tick = 0;
        html_text(out, at);
        if (tick) {
            fputs(code ? "</code>" : "<code>", out);
            code = !code;
        }
    }
    free(copy);
}

void html_format(FILE *out, const char *format, ...)
{
    char *text = NULL;
    va_list args;
    va_start(args, format);
    if (vasprintf(&text, format, args) >= 0) {
        html_text(out, text);
        free(text);
    }
    va_end(args);
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* Decimal exponent of the first digit when x is rounded to `digits`. */
static int exponent_of(double x, int digits)
{
    char text[64];
    snprintf(text, sizeof text, "%.*e", digits - 1, x);
    return (int)strtol(strchr(text, 'e') + 1, NULL, 10);
}

static void append(char *out, size_t room, const char *text)
{
    size_t used = strlen(out);
    snprintf(out + used, room - used, "%s", text);
}

/* Digits with a typographic minus and thin blanks between thousands from 10 000 on. */
static void append_digits(char *out, size_t room, const char *digits)
{
    size_t whole = strcspn(digits + (*digits == '-'), ".");
    if (*digits == '-')
        append(out, room, MINUS);
    digits += *digits == '-';
    for (size_t i = 0; digits[i]; i++) {
        if (i > 0 && i < whole && whole > 4 && (whole - i) % 3 == 0)
            append(out, room, THIN);
        append(out, room, (char[]){ digits[i], 0 });
    }
}

static void append_power(char *out, size_t room, int exponent)
{
    static const char *const raised[] = { "\u2070", "\u00B9", "\u00B2", "\u00B3", "\u2074",
                                          "\u2075", "\u2076", "\u2077", "\u2078", "\u2079" };
    char digits[16];
    append(out, room,
           "\u00A0\u00D7\u00A0"
           "10");
    snprintf(digits, sizeof digits, "%d", exponent);
    for (const char *c = digits; *c; c++)
        append(out, room, *c == '-' ? "\u207B" : raised[*c - '0']);
}

/* Cuts zeros that carry nothing from the end of a fraction. */
static void trim_zeros(char *digits)
{
    size_t size = strlen(digits);
    while (strchr(digits, '.') && (digits[size - 1] == '0' || digits[size - 1] == '.')) {
        bool point = digits[size - 1] == '.';
        digits[--size] = 0;
        if (point)
            break;
    }
}

void quantity_print(double x, double error, char text[QUANTITY_SIZE])
{
    enum { MOST = 12 };
    char digits[QUANTITY_SIZE];
    text[0] = 0;
    bool exact = !(error > 0 && isfinite(error));
    if (isnan(x) || isinf(x)) {
        snprintf(text, QUANTITY_SIZE, "%s",
                 isnan(x) ? "\u2013"
                 : x > 0  ? "\u221E"
                          : MINUS "\u221E");
        return;
    }
    if (x == 0 || (exact && x == floor(x) && fabs(x) < 1e9)) {
        snprintf(digits, sizeof digits, "%.0f", x == 0 ? 0 : x);
        append_digits(text, QUANTITY_SIZE, digits);
        return;
    }
    int first = exponent_of(x, 4), count = exact ? 4 : first - exponent_of(error, 2) + 2;
    count = count < 1 ? 1 : count > MOST ? MOST : count;
    bool power = first < -4 || first >= 7;
    snprintf(digits, sizeof digits, "%.*f", power || count - 1 < first ? 0 : count - 1 - first, x);
    if (power) {
        snprintf(digits, sizeof digits, "%.*e", count - 1, x);
        first = (int)strtol(strchr(digits, 'e') + 1, NULL, 10);
        *strchr(digits, 'e') = 0;
    }
    if (exact)
        trim_zeros(digits);
    append_digits(text, QUANTITY_SIZE, digits);
    if (power)
        append_power(text, QUANTITY_SIZE, first);
}

void html_quantity(FILE *out, double x, double error)
{
    char text[QUANTITY_SIZE];
    quantity_print(x, error, text);
    fputs(text, out);
}

void html_range(FILE *out, double low, double high, double error)
{
    if (isnan(low) || isnan(high) || (isinf(low) && isinf(high))) {
        fputs("\u2013", out);
        return;
    }
    bool both = isfinite(low) && isfinite(high);
    char ends[2][QUANTITY_SIZE];
    quantity_print(low, error, ends[0]);
    quantity_print(high, error, ends[1]);
    if (both && low != high && strcmp(ends[0], ends[1]) == 0)
        error = 0.5 * (high - low); /* as many digits as tell them apart */
    fputs(low == high ? "exactly " : isinf(low) ? "at most " : isinf(high) ? "at least " : "", out);
    if (isfinite(low))
        html_quantity(out, low, error);
    if (both && low != high)
        fputs(" to ", out);
    if (isfinite(high) && low != high)
        html_quantity(out, high, error);
}

void html_count(FILE *out, int64_t n, const char *one, const char *many)
{
    html_quantity(out, (double)n, 0);
    fprintf(out, " %s", n == 1 ? one : many);
}

void html_seconds(FILE *out, double seconds)
{
    int64_t whole = (int64_t)(seconds + 0.5);
    if (!(seconds >= 0 && seconds < 1e12))
        fputs("\u2013", out);
    else if (seconds < 9.95)
        fprintf(out, "%.1f s", seconds);
    else if (whole < 60)
        fprintf(out, "%lld s", (long long)whole);
    else if (whole < 3600)
        fprintf(out, "%lld min %lld s", (long long)whole / 60, (long long)whole % 60);
    else
        fprintf(out, "%lld h %lld min", (long long)whole / 3600, (long long)whole / 60 % 60);
}

void html_chip(FILE *out, Look look, const char *word)
{
    fprintf(out, "<span class=\"chip %s\"><span aria-hidden=\"true\">%s</span> ", looks[look].name,
            looks[look].sign);
    html_text(out, word);
    fputs("</span>", out);
}

/* ---- gauge ----------------------------------------------------------------------------------- */

enum { GAUGE_WIDTH = 120, GAUGE_HEIGHT = 20, GAUGE_MARGIN = 6 };

typedef struct {
    double low, high;
} Span;

static void widen(Span *s, double x)
{
    if (isfinite(x)) {
        s->low = x < s->low ? x : s->low;
        s->high = x > s->high ? x : s->high;
    }
}

static double across(const Span *s, double x)
{
    double at = x <= s->low ? 0 : x >= s->high ? 1 : (x - s->low) / (s->high - s->low);
    return GAUGE_MARGIN + (GAUGE_WIDTH - 2 * GAUGE_MARGIN) * at;
}

void html_gauge(FILE *out, const Gauge *g)
{
    bool open_low = !isfinite(g->allowed_low), open_high = !isfinite(g->allowed_high);
    Span s = { INFINITY, -INFINITY };
    const double seen[] = { g->value,     g->ci_low,      g->ci_high,
                            g->reference, g->allowed_low, g->allowed_high };
    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++)
        widen(&s, seen[i]);
    bool band = !(open_low && open_high) && !(g->allowed_low == g->allowed_high);
    if (!isfinite(g->value) || !(s.high > s.low) || (!band && !isfinite(g->reference)))
        return;
    double pad = 0.12 * (s.high - s.low);
    s.low -= pad;
    s.high += pad;
    const char *hue = g->look == LOOK_FAIL ? "bad" : "meas";
    fprintf(out,
            "<svg class=\"mini\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
            "aria-hidden=\"true\">",
            GAUGE_WIDTH, GAUGE_HEIGHT, GAUGE_WIDTH, GAUGE_HEIGHT);
    if (band) {
        double left = open_low ? 0 : across(&s, g->allowed_low),
               right = open_high ? GAUGE_WIDTH : across(&s, g->allowed_high);
        fprintf(out, "<path class=\"band\" d=\"M%.1f 3h%.1fv14H%.1fz\"/>", left, right - left,
                left);
    }
    if (isfinite(g->reference))
        fprintf(out, "<path class=\"ref\" d=\"M%.1f 1v18\"/>", across(&s, g->reference));
    if (isfinite(g->ci_low) && isfinite(g->ci_high))
        fprintf(out, "<path class=\"%s\" d=\"M%.1f 10H%.1f\"/>", hue, across(&s, g->ci_low),
                across(&s, g->ci_high));
    fprintf(out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"10\" r=\"3.4\"/></svg>", hue,
            across(&s, g->value));
}
