/* excerpt.c - see excerpt.h */
#include "runner/config/excerpt.h"

#include <string.h>

#include "runner/config/utf8.h"

typedef struct {
    const char *text;
    size_t size;
} Line;

/* The line of a place, without its line break. */
static Line find_line(Place place)
{
    place.column = 1;
    const char *at = place_text(place), *end = place.source->text + place.source->size;
    const char *brk = memchr(at, '\n', (size_t)(end - at));
    Line line = { at, (size_t)((brk ? brk : end) - at) };
    if (brk && line.size && at[line.size - 1] == '\r')
        line.size--;
    return line;
}

/* In cells: the whole line, and the stretch of code points [from, to) of it, cut to the line. */
typedef struct {
    int64_t total, start, end;
} Extent;

static Extent measure(Line line, int64_t from, int64_t to)
{
    Extent x = { 0, -1, -1 };
    char shown[UTF8_SHOWN_SIZE];
    size_t at = 0;
    for (int64_t i = 0; at < line.size; i++) {
        int cells;
        if (i == from)
            x.start = x.total;
        if (i == to)
            x.end = x.total;
        at += utf8_shown(line.text + at, line.size - at, shown, &cells);
        x.total += cells;
    }
    if (x.start < 0)
        x.start = x.total;
    if (x.end < 0)
        x.end = x.total;
    if (x.end <= x.start)
        x.end = x.start + 1;
    return x;
}

/* Cells [left, left + EXCERPT_CELLS) of the line. */
static void copy_cells(Excerpt *e, Line line, int64_t left)
{
    int64_t cell = 0;
    size_t at = 0, out = 0;
    while (at < line.size && cell < left + EXCERPT_CELLS) {
        char shown[UTF8_SHOWN_SIZE];
        int cells;
        at += utf8_shown(line.text + at, line.size - at, shown, &cells);
        size_t bytes = cells == 1 ? strlen(shown) : 1; /* of one cell: spelled ones are ASCII */
        for (int i = 0; i < cells; i++, cell++)
            if (cell >= left && cell < left + EXCERPT_CELLS) {
                memcpy(e->text + out, shown + (size_t)i * bytes, bytes);
                out += bytes;
            }
    }
    e->text[out] = '\0';
}

/* Replaces the first or last three cells by dots. */
static void put_dots(char *text, bool at_end)
{
    size_t size = strlen(text), keep = 0;
    uint32_t code;
    for (int cells = 0; cells < (at_end ? EXCERPT_CELLS - 3 : 3); cells++)
        keep += utf8_decode(text + keep, size - keep, &code);
    if (!at_end)
        memmove(text + 3, text + keep, size - keep + 1);
    memcpy(at_end ? text + keep : text, "...", at_end ? 4 : 3);
}

void excerpt_init(Excerpt *e, Place place)
{
    Line line = find_line(place);
    int64_t from = place.column - 1, width = place.width < INT32_MAX ? place.width : INT32_MAX;
    Extent x = measure(line, from, from + width);
    e->clipped = x.total > EXCERPT_CELLS;
    int64_t left = 0;
    if (e->clipped) {
        left = x.start - EXCERPT_CELLS / 4;
        if (left > x.total - EXCERPT_CELLS + 1)
            left = x.total - EXCERPT_CELLS + 1; /* room for a caret after the end */
        if (left < 0)
            left = 0;
    }
    copy_cells(e, line, left);
    if (left > 0)
        put_dots(e->text, false);
    if (e->clipped && x.total > left + EXCERPT_CELLS)
        put_dots(e->text, true);
    e->start = (int)(x.start - left);
    int64_t room = EXCERPT_CELLS - e->start;
    e->width = (int)(room < 1 ? 1 : x.end - x.start < room ? x.end - x.start : room);
}
