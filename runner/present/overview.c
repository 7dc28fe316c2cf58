/* overview.c - see overview.h */
#include "runner/present/overview.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/utf8.h"

enum { TEXT = 64, COLUMNS = 512 };

static bool ends_with(const char *text, const char *end)
{
    size_t a = strlen(text), b = strlen(end);
    return a > b && strcmp(text + a - b, end) == 0;
}

static bool is_mean(const Table *t, int64_t c)
{
    return ends_with(t->names[c], "_mean") && c + 5 < t->columns &&
           ends_with(t->names[c + 1], "_sd") && ends_with(t->names[c + 3], "_ci_low") &&
           ends_with(t->names[c + 4], "_ci_high");
}

int64_t overview_axes(const Table *summary)
{
    int64_t c = 0;
    while (c < summary->columns && !is_mean(summary, c) && !ends_with(summary->names[c], "_theory"))
        c++;
    return c;
}

/* Digits after the point that show two digits of an error. */
static int decimals_of(double error)
{
    char text[32];
    snprintf(text, sizeof text, "%.1e", error);
    int exponent = (int)strtol(strchr(text, 'e') + 1, NULL, 10);
    return exponent >= 1 ? 0 : 1 - exponent;
}

static void print_plain(double x, char text[TEXT])
{
    if (isnan(x))
        snprintf(text, TEXT, "-");
    else if (x == floor(x) && fabs(x) < 1e7)
        snprintf(text, TEXT, "%.0f", x == 0 ? 0 : x);
    else
        snprintf(text, TEXT, "%.4g", x);
}

static void print_mean(const Cell *cell, const char *plus_minus, char text[TEXT])
{
    double mean = cell[0].number, half = 0.5 * (cell[4].number - cell[3].number);
    if (!(half > 0) || !isfinite(half) || !isfinite(mean)) {
        print_plain(mean, text);
        return;
    }
    int decimals = decimals_of(half);
    if (decimals > 5 || fabs(mean) >= 1e6)
        snprintf(text, TEXT, "%.4g %s%.2g", mean, plus_minus, half);
    else
        snprintf(text, TEXT, "%.*f %s%.*f", decimals, mean, plus_minus, decimals, half);
}

/* One column of the overview: where it comes from. */
typedef struct {
    int64_t from;
    bool mean;
    char name[256];
} Column;

static int64_t choose(const Table *t, Column *columns)
{
    int64_t n = 0;
    for (int64_t c = 0; c < t->columns && n < COLUMNS; c++) {
        Column *k = &columns[n++];
        *k = (Column){ .from = c, .mean = is_mean(t, c) };
        int length = (int)strlen(t->names[c]) - (k->mean ? 5 : 0);
        snprintf(k->name, sizeof k->name, "%.*s", length, t->names[c]);
        c += k->mean ? 5 : 0;
    }
    return n;
}

static void cell_print(const Table *t, const Column *k, int64_t row, const char *plus_minus,
                       char text[TEXT])
{
    const Cell *cell = &t->cells[row * t->columns + k->from];
    if (cell->text)
        snprintf(text, TEXT, "%s", cell->text);
    else if (k->mean)
        print_mean(cell, plus_minus, text);
    else
        print_plain(cell->number, text);
}

static bool same_everywhere(const Table *t, const Column *k, const char *plus_minus)
{
    char first[TEXT], other[TEXT];
    if (t->rows < 2)
        return false;
    cell_print(t, k, 0, plus_minus, first);
    for (int64_t r = 1; r < t->rows; r++) {
        cell_print(t, k, r, plus_minus, other);
        if (strcmp(first, other) != 0)
            return false;
    }
    return true;
}

static Status fill(Table *few, const Table *t, const Column *columns, int64_t n,
                   const char *plus_minus, Error *err)
{
    Status status = table_init(few, n, err);
    for (int64_t c = 0; status == OK && c < n; c++)
        status = table_name(few, c, columns[c].name, err);
    for (int64_t r = 0; status == OK && r < t->rows; r++) {
        Cell *row;
        char text[TEXT];
        status = table_row(few, &row, err);
        for (int64_t c = 0; status == OK && c < n; c++) {
            cell_print(t, &columns[c], r, plus_minus, text);
            status = cell_text(&row[c], text, err);
        }
    }
    return status;
}

Status overview_make(Table *few, const Table *summary, const char *plus_minus, char **same,
                     Error *err)
{
    size_t size = 0;
    Column *columns = calloc(COLUMNS, sizeof *columns);
    FILE *list = columns ? open_memstream(same, &size) : NULL;
    memset(few, 0, sizeof *few);
    if (!list) {
        free(columns);
        return error_set(err, ERR_MEMORY, "memory ran out while making a table");
    }
    int64_t n = choose(summary, columns), axes = overview_axes(summary), kept = 0;
    for (int64_t c = 0; c < n; c++) {
        char text[TEXT];
        if (c < axes || !same_everywhere(summary, &columns[c], plus_minus)) {
            columns[kept++] = columns[c];
            continue;
        }
        cell_print(summary, &columns[c], 0, plus_minus, text);
        fprintf(list, "%s%s %s", ftell(list) > 0 ? ", " : "", columns[c].name, text);
    }
    Status status = fclose(list) == 0
                        ? fill(few, summary, columns, kept, plus_minus, err)
                        : error_set(err, ERR_MEMORY, "memory ran out while making a table");
    free(columns);
    return status;
}

/* ---- printing -------------------------------------------------------------------------------- */

static int width_of(const char *text)
{
    return (int)utf8_length(text, strlen(text));
}

static int column_width(const Table *t, int64_t c, int64_t rows)
{
    int width = width_of(t->names[c]);
    for (int64_t r = 0; r < rows; r++) {
        int w = width_of(t->cells[r * t->columns + c].text);
        width = w > width ? w : width;
    }
    return width;
}

static void print_cell(FILE *out, const char *text, int width, bool first)
{
    fprintf(out, "%s%*s%s", first ? "" : "  ", width - width_of(text), "", text);
}

static void print_block(const Table *t, const int *widths, int64_t axes, int64_t from, int64_t to,
                        int64_t rows, FILE *out)
{
    for (int64_t r = -1; r < rows; r++) {
        for (int64_t c = 0; c < to; c++) {
            if (c >= axes && c < from)
                continue;
            const char *text = r < 0 ? t->names[c] : t->cells[r * t->columns + c].text;
            print_cell(out, text, widths[c], c == (axes ? 0 : from));
        }
        fputc('\n', out);
    }
}

void overview_print(const Table *few, int64_t axes, int width, int64_t rows, FILE *out)
{
    int64_t shown = rows < few->rows ? rows : few->rows;
    int base = 0, widths[COLUMNS];
    for (int64_t c = 0; c < few->columns; c++)
        widths[c] = column_width(few, c, shown);
    for (int64_t c = 0; c < axes; c++)
        base += widths[c] + 2;
    for (int64_t from = axes, to; from < few->columns; from = to) {
        int used = base;
        for (to = from; to < few->columns; to++) {
            int next = widths[to] + (to > from ? 2 : 0);
            if (to > from && used + next > width)
                break;
            used += next;
        }
        fputc('\n', out);
        print_block(few, widths, axes, from, to, shown, out);
    }
    if (shown < few->rows)
        fprintf(out, "... %lld more row%s (--rows %lld)\n", (long long)(few->rows - shown),
                few->rows - shown == 1 ? "" : "s", (long long)few->rows);
}
