/* svg_shape.c - see svg_shape.h */
#include "runner/present/svg_shape.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
enum { SHAPE = SVG_SHAPE, TEXT = SVG_TEXT, USE = SVG_USE };
const SvgAttribute svg_attributes[] = {
    /* name                  form        matters for           initial */
    { "id",                    SVG_KEEP,   0,                   NULL },
    { "href",                  SVG_KEEP,   0,                   NULL },
    { "transform",             SVG_MOVE,   0,                   NULL },
    { "x",                     SVG_COORD,  0,                   NULL },
    { "y",                     SVG_COORD,  0,                   NULL },
    { "width",                 SVG_COORD,  0,                   NULL },
    { "height",                SVG_COORD,  0,                   NULL },
    { "cx",                    SVG_COORD,  0,                   NULL },
    { "cy",                    SVG_COORD,  0,                   NULL },
    { "dx",                    SVG_COORD,  0,                   NULL },
    { "dy",                    SVG_SIZE,   0,                   NULL },
    { "r",                     SVG_SIZE,   0,                   NULL },
    { "points",                SVG_POINTS, 0,                   NULL },
    { "d",                     SVG_PATH,   0,                   NULL },
    { "fill",                  SVG_COLOUR, SHAPE | TEXT | USE,  NULL },
    { "stroke",                SVG_COLOUR, SHAPE | TEXT,        "none" },
    { "color",                 SVG_COLOUR, USE,                 NULL },
    { "flood-color",           SVG_COLOUR, 0,                   NULL },
    { "flood-opacity",         SVG_SIZE,   0,                   NULL },
    { "opacity",               SVG_SIZE,   0,                   NULL },
    { "fill-opacity",          SVG_SIZE,   SHAPE | TEXT,        "1" },
    { "stroke-opacity",        SVG_SIZE,   SHAPE | TEXT,        "1" },
    { "stroke-width",          SVG_SIZE,   SHAPE | TEXT,        "1" },
    { "stroke-linecap",        SVG_KEEP,   SHAPE,               "butt" },
    { "stroke-linejoin",       SVG_KEEP,   SHAPE,               "miter" },
    { "stroke-dasharray",      SVG_SIZES,  SHAPE,               "none" },
    { "fill-rule",             SVG_KEEP,   SHAPE,               "nonzero" },
    { "shape-rendering",       SVG_KEEP,   SHAPE,               "auto" },
    { "font-family",           SVG_KEEP,   TEXT,                NULL },
    { "font-size",             SVG_SIZE,   TEXT,                NULL },
    { "font-style",            SVG_KEEP,   TEXT,                "normal" },
    { "font-weight",           SVG_KEEP,   TEXT,                "normal" },
    { "text-anchor",           SVG_KEEP,   TEXT,                "start" },
    { "text-decoration",       SVG_KEEP,   0,                   NULL },
    { "xml:space",             SVG_KEEP,   0,                   NULL },
    { "preserveAspectRatio",   SVG_KEEP,   0,                   NULL },
    { "patternUnits",          SVG_KEEP,   0,                   NULL },
    { "filterUnits",           SVG_KEEP,   0,                   NULL },
    { "filter",                SVG_KEEP,   0,                   NULL },
    { "clip-path",             SVG_KEEP,   0,                   NULL },
    { "viewBox",               SVG_KEEP,   0,                   NULL },
    { "in",                    SVG_KEEP,   0,                   NULL },
    { "in2",                   SVG_KEEP,   0,                   NULL },
    { "operator",              SVG_KEEP,   0,                   NULL },
    { "result",                SVG_KEEP,   0,                   NULL },
    { "image-rendering",       SVG_KEEP,   0,                   NULL },
};
/* clang-format on */
_Static_assert(sizeof svg_attributes / sizeof *svg_attributes == SVG_ATTRIBUTES, "rows");

int svg_attribute(const char *name)
{
    for (int i = 0; i < SVG_ATTRIBUTES; i++)
        if (strcmp(name, svg_attributes[i].name) == 0)
            return i;
    return -1;
}

/* ---- numbers -------------------------------------------------------------------------------- */

enum { NUMBER_SIZE = 32 };

/* `value` times 10^digits, rounded; false beyond what a drawing can mean. */
static bool fixed_point(double value, int digits, long long *fixed)
{
    double scaled = value * (digits == 1 ? 10 : 100);
    if (!(fabs(scaled) < 1e12))
        return false;
    *fixed = (long long)floor(scaled + 0.5);
    return true;
}

/* Shortest decimal of fixed * 10^-digits: 12.50 -> 12.5, 0.5 -> .5, -0.0 -> 0. */
static void print_fixed(char *out, long long fixed, int digits)
{
    long long unit = digits == 1 ? 10 : 100, size = fixed < 0 ? -fixed : fixed;
    long long whole = size / unit, part = size % unit;
    int n = snprintf(out, NUMBER_SIZE, "%s", fixed < 0 ? "-" : "");
    if (whole || !part)
        n += snprintf(out + n, (size_t)(NUMBER_SIZE - n), "%lld", whole);
    if (digits == 2 && part % 10)
        snprintf(out + n, (size_t)(NUMBER_SIZE - n), ".%02lld", part);
    else if (part)
        snprintf(out + n, (size_t)(NUMBER_SIZE - n), ".%lld", digits == 2 ? part / 10 : part);
}

static bool separator(char c)
{
    return c == ' ' || c == ',' || c == '\t' || c == '\n' || c == '\r';
}

/* Reads one number and moves behind it and the separators around it. */
static bool read_number(const char **at, double *value)
{
    while (separator(**at))
        (*at)++;
    /* strtod alone would also take "inf", "nan" and hexadecimal numbers. */
    if (!**at || !strchr("+-.0123456789", **at))
        return false;
    char *end;
    *value = strtod(*at, &end);
    if (end == *at)
        return false;
    *at = end;
    while (separator(**at))
        (*at)++;
    return true;
}

/* Numbers with one blank between them, each to `digits` decimals; a unit "px" is dropped. */
static const char *number_list(Xml *xml, const char *value, int digits)
{
    size_t room = (strlen(value) / 2 + 1) * NUMBER_SIZE, used = 0;
    char *out = xml_alloc(xml, room);
    const char *at = value;
    double x;
    long long fixed;
    while (out && read_number(&at, &x)) {
        if (!fixed_point(x, digits, &fixed))
            return value;
        if (strncmp(at, "px", 2) == 0)
            at += 2;
        if (used)
            out[used++] = ' ';
        print_fixed(out + used, fixed, digits);
        used += strlen(out + used);
    }
    return out && (*at || !used) ? value : out;
}

/* ---- colours -------------------------------------------------------------------------------- */

static const char *canonical_colour(Xml *xml, const char *value)
{
    int r, g, b, end = 0;
    if (strcmp(value, "black") == 0)
        return "#000000";
    if (strcmp(value, "white") == 0)
        return "#ffffff";
    if (sscanf(value, "rgb( %3d , %3d , %3d )%n", &r, &g, &b, &end) == 3 && end && !value[end] &&
        r >= 0 && r < 256 && g >= 0 && g < 256 && b >= 0 && b < 256)
        return xml_format(xml, "#%02x%02x%02x", (unsigned)r, (unsigned)g, (unsigned)b);
    if (value[0] != '#' || strspn(value + 1, "0123456789abcdefABCDEF") != strlen(value + 1))
        return value;
    unsigned long code = strtoul(value + 1, NULL, 16);
    if (strlen(value) == 7)
        return xml_format(xml, "#%06lx", code);
    if (strlen(value) == 4)
        return xml_format(xml, "#%06lx",
                          (code >> 8) * 0x110000 + (code >> 4) % 16 * 0x1100 + code % 16 * 0x11);
    return value;
}

/* ---- path data ------------------------------------------------------------------------------ */

typedef struct {
    char *out;
    size_t used;
    char command;     /* the last one written */
    bool drawn;       /* something since the last move */
    size_t move_at;   /* where the last move begins */
    long long x, y;   /* where the pen is, in tenths */
    long long sx, sy; /* where the subpath began */
} Pen;

static void put(Pen *pen, char command, long long a, bool two, long long b)
{
    if (pen->command != command || command == 'M')
        pen->out[pen->used++] = command;
    else if (a >= 0)
        pen->out[pen->used++] = ' ';
    pen->command = command;
    print_fixed(pen->out + pen->used, a, 1);
    pen->used += strlen(pen->out + pen->used);
    if (two) {
        if (b >= 0)
            pen->out[pen->used++] = ' ';
        print_fixed(pen->out + pen->used, b, 1);
        pen->used += strlen(pen->out + pen->used);
    }
}

static void pen_move(Pen *pen, long long x, long long y)
{
    if (pen->command == 'M' && !pen->drawn)
        pen->used = pen->move_at; /* a move right after a move draws nothing */
    pen->move_at = pen->used;
    pen->command = 0;
    put(pen, 'M', x, true, y);
    pen->x = pen->sx = x;
    pen->y = pen->sy = y;
    pen->drawn = false;
}

static void pen_line(Pen *pen, long long x, long long y)
{
    long long dx = x - pen->x, dy = y - pen->y;
    /* A step of no length is kept only where it is all there is: with round caps it is a dot. */
    if (dx == 0 && dy == 0 && pen->drawn)
        return;
    if (dy == 0)
        put(pen, 'h', dx, false, 0);
    else if (dx == 0)
        put(pen, 'v', dy, false, 0);
    else
        put(pen, 'l', dx, true, dy);
    pen->x = x;
    pen->y = y;
    pen->drawn = true;
}

/* "M1.00,2.00 L3.00,4.00" becomes "M1 2l2 2". Data with anything but moves, lines and closings,
 * all absolute, are left alone, and so is what this function wrote before. */
static const char *canonical_path(Xml *xml, const char *value)
{
    Pen pen = { .out = xml_alloc(xml, (strlen(value) + 2) * 12) };
    const char *at = value;
    char command = 0;
    while (pen.out) {
        while (separator(*at))
            at++;
        if (!*at)
            break;
        if (*at == 'M' || *at == 'L') {
            command = *at++;
        } else if ((*at == 'z' || *at == 'Z') && pen.command && pen.drawn) {
            pen.out[pen.used++] = pen.command = 'z';
            pen.x = pen.sx;
            pen.y = pen.sy;
            command = 0;
            at++;
            continue;
        }
        double x, y;
        long long fx, fy;
        if (!command || (command == 'L' && !pen.command) || !read_number(&at, &x) ||
            !read_number(&at, &y) || !fixed_point(x, 1, &fx) || !fixed_point(y, 1, &fy))
            return value;
        if (command == 'M')
            pen_move(&pen, fx, fy);
        else
            pen_line(&pen, fx, fy);
        command = 'L'; /* further pairs are lines */
    }
    if (pen.out && pen.command == 'M' && !pen.drawn)
        pen.used = pen.move_at; /* gnuplot ends borders with bare moves */
    if (pen.out)
        pen.out[pen.used] = 0;
    return pen.out;
}

/* ---- transformations ------------------------------------------------------------------------ */

static bool call(const char **at, const char *name, double *a, double *b)
{
    while (separator(**at))
        (*at)++;
    size_t length = strlen(name);
    if (strncmp(*at, name, length) != 0 || (*at)[length] != '(')
        return false;
    *at += length + 1;
    if (!read_number(at, a) || (b && !read_number(at, b)) || **at != ')')
        return false;
    (*at)++;
    return true;
}

bool svg_translation(const char *transform, double *x, double *y)
{
    return call(&transform, "translate", x, y) && !*transform;
}

bool svg_marker_place(const char *transform, double *x, double *y, double *scale)
{
    return call(&transform, "translate", x, y) && call(&transform, "scale", scale, NULL) &&
           !*transform;
}

/* translate, then at most one of scale and rotate: all that gnuplot writes. */
static const char *canonical_move(Xml *xml, const char *value)
{
    const char *at = value;
    double x, y, more = 0;
    long long fx, fy, fm;
    char nx[NUMBER_SIZE], ny[NUMBER_SIZE], nm[NUMBER_SIZE];
    if (!call(&at, "translate", &x, &y) || !fixed_point(x, 1, &fx) || !fixed_point(y, 1, &fy))
        return value;
    const char *second = call(&at, "scale", &more, NULL)    ? "scale"
                         : call(&at, "rotate", &more, NULL) ? "rotate"
                                                            : NULL;
    if (*at || !fixed_point(more, 2, &fm))
        return value;
    print_fixed(nx, fx, 1);
    print_fixed(ny, fy, 1);
    print_fixed(nm, fm, 2);
    return second ? xml_format(xml, "translate(%s,%s) %s(%s)", nx, ny, second, nm)
                  : xml_format(xml, "translate(%s,%s)", nx, ny);
}

const char *svg_canonical(Xml *xml, SvgForm form, const char *value)
{
    switch (form) {
    case SVG_COLOUR:
        return canonical_colour(xml, value);
    case SVG_COORD:
    case SVG_POINTS:
        return number_list(xml, value, 1);
    case SVG_SIZE:
    case SVG_SIZES:
        return number_list(xml, value, 2);
    case SVG_PATH:
        return canonical_path(xml, value);
    case SVG_MOVE:
        return canonical_move(xml, value);
    case SVG_KEEP:
        break;
    }
    return value;
}
