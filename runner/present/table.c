/* table.c - see table.h */
#include "runner/present/table.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "runner/present/json.h"

static Status no_memory(Error *err)
{
    return error_set(err, ERR_MEMORY, "memory ran out while making a table");
}

Status table_init(Table *t, int64_t columns, Error *err)
{
    memset(t, 0, sizeof *t);
    t->names = calloc((size_t)(columns > 0 ? columns : 1), sizeof *t->names);
    if (!t->names)
        return no_memory(err);
    t->columns = columns;
    return OK;
}

Status table_name(Table *t, int64_t column, const char *name, Error *err)
{
    free(t->names[column]);
    t->names[column] = strdup(name);
    return t->names[column] ? OK : no_memory(err);
}

Status table_row(Table *t, Cell **row, Error *err)
{
    if (t->rows == t->capacity) {
        int64_t more = t->capacity ? 2 * t->capacity : 64;
        Cell *cells = realloc(t->cells, (size_t)(more * t->columns) * sizeof *cells);
        if (!cells)
            return no_memory(err);
        t->cells = cells;
        t->capacity = more;
    }
    *row = t->cells + t->rows++ * t->columns;
    for (int64_t c = 0; c < t->columns; c++)
        (*row)[c] = (Cell){ NAN, NULL };
    return OK;
}

Status cell_text(Cell *cell, const char *text, Error *err)
{
    free(cell->text);
    cell->text = strdup(text ? text : "");
    return cell->text ? OK : no_memory(err);
}

void table_free(Table *t)
{
    for (int64_t c = 0; t->names && c < t->columns; c++)
        free(t->names[c]);
    for (int64_t i = 0; i < t->rows * t->columns; i++)
        free(t->cells[i].text);
    free(t->names);
    free(t->cells);
    memset(t, 0, sizeof *t);
}

/* ---- order ----------------------------------------------------------------------------------- */

/* What a row is sorted by: values of its keys, and its place. */
typedef struct {
    const double *key;
    int64_t keys, row;
} SortedRow;

static int by_keys(const void *pa, const void *pb)
{
    const SortedRow *a = pa, *b = pb;
    for (int64_t k = 0; k < a->keys; k++) {
        double x = a->key[k], y = b->key[k];
        if (isnan(x) != isnan(y))
            return isnan(x) ? 1 : -1;
        if (x < y || x > y)
            return x < y ? -1 : 1;
    }
    return (a->row > b->row) - (a->row < b->row);
}

static bool same_cells(const Cell *a, const Cell *b, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        if (!a[i].text != !b[i].text)
            return false;
        if (a[i].text ? strcmp(a[i].text, b[i].text) != 0
                      : !(a[i].number == b[i].number || (isnan(a[i].number) && isnan(b[i].number))))
            return false;
    }
    return true;
}

/* A single number itself; else the first row that says the same. `before`: the key of the row
 * above, which mostly does. */
static double key_of(const Table *t, int64_t row, int64_t column, int64_t width, double before)
{
    const Cell *cell = &t->cells[row * t->columns + column];
    if (width == 1 && !cell->text)
        return cell->number;
    if (row > 0 && same_cells(cell - t->columns, cell, width))
        return before;
    int64_t r = 0;
    while (r < row && !same_cells(&t->cells[r * t->columns + column], cell, width))
        r++;
    return (double)r;
}

Status table_sort(Table *t, const int64_t *widths, int64_t keys, Error *err)
{
    const size_t rows = (size_t)(t->rows > 0 ? t->rows : 1), width = (size_t)t->columns;
    SortedRow *places = malloc(rows * sizeof *places);
    double *values = malloc(rows * (size_t)(keys > 0 ? keys : 1) * sizeof *values);
    Cell *cells = malloc(rows * (width > 0 ? width : 1) * sizeof *cells);
    if (!places || !values || !cells) {
        free(places);
        free(values);
        free(cells);
        return no_memory(err);
    }
    for (int64_t r = 0; r < t->rows; r++) {
        for (int64_t k = 0, column = 0; k < keys; column += widths[k++])
            values[r * keys + k] =
                key_of(t, r, column, widths[k], r > 0 ? values[(r - 1) * keys + k] : 0);
        places[r] = (SortedRow){ &values[r * keys], keys, r };
    }
    qsort(places, (size_t)t->rows, sizeof *places, by_keys);
    for (int64_t r = 0; r < t->rows; r++)
        memcpy(&cells[r * t->columns], &t->cells[places[r].row * t->columns],
               width * sizeof *cells);
    free(places);
    free(values);
    free(t->cells);
    t->cells = cells;
    t->capacity = (int64_t)rows;
    return OK;
}

static void tsv_text(FILE *out, const char *text)
{
    for (; *text; text++)
        fputc(*text == '\t' || *text == '\n' || *text == '\r' ? ' ' : *text, out);
}

static void csv_text(FILE *out, const char *text)
{
    if (!strpbrk(text, ",\"\r\n")) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void write_separated(const Table *t, FILE *out, char separator,
                            void (*text)(FILE *, const char *))
{
    for (int64_t c = 0; c < t->columns; c++) {
        text(out, t->names[c]);
        fputc(c + 1 < t->columns ? separator : '\n', out);
    }
    for (int64_t i = 0; i < t->rows * t->columns; i++) {
        char number[NUMBER_SIZE];
        if (t->cells[i].text) {
            text(out, t->cells[i].text);
        } else {
            number_print(t->cells[i].number, number);
            fputs(number, out);
        }
        fputc((i + 1) % t->columns ? separator : '\n', out);
    }
}

static void write_json(const Table *t, FILE *out)
{
    fputs("[", out);
    for (int64_t r = 0; r < t->rows; r++) {
        fputs(r ? ",\n{" : "\n{", out);
        for (int64_t c = 0; c < t->columns; c++) {
            const Cell *cell = &t->cells[r * t->columns + c];
            fputs(c ? "," : "", out);
            json_text(out, t->names[c]);
            fputc(':', out);
            if (cell->text)
                json_text(out, cell->text);
            else
                json_number(out, cell->number);
        }
        fputc('}', out);
    }
    fputs(t->rows ? "\n]\n" : "]\n", out);
}

/* Code points, for aligning. */
static int width_of(const char *text)
{
    int n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

static const char *short_text(const Cell *cell, char number[NUMBER_SIZE])
{
    if (cell->text)
        return cell->text;
    if (isnan(cell->number))
        return "-";
    snprintf(number, NUMBER_SIZE, "%.6g", cell->number);
    return number;
}

/* Width of a column in code points; *words: it holds a text and is set left. */
static int column_width(const Table *t, int64_t column, bool *words)
{
    char number[NUMBER_SIZE];
    int width = width_of(t->names[column]);
    *words = false;
    for (int64_t r = 0; r < t->rows; r++) {
        const Cell *cell = &t->cells[r * t->columns + column];
        int w = width_of(short_text(cell, number));
        width = w > width ? w : width;
        *words = *words || cell->text;
    }
    return width;
}

static void write_aligned(const Table *t, FILE *out, int *widths, bool *words)
{
    char number[NUMBER_SIZE];
    for (int64_t c = 0; c < t->columns; c++)
        widths[c] = column_width(t, c, &words[c]);
    for (int64_t r = -1; r < t->rows; r++) {
        for (int64_t c = 0; c < t->columns; c++) {
            const char *text =
                r < 0 ? t->names[c] : short_text(&t->cells[r * t->columns + c], number);
            int pad = widths[c] - width_of(text);
            bool last = c + 1 == t->columns;
            if (words[c])
                fprintf(out, "%s%*s", text, last ? 0 : pad, "");
            else
                fprintf(out, "%*s%s", pad, "", text);
            fputs(last ? "\n" : "  ", out);
        }
    }
}

static Status write_text(const Table *t, FILE *out, Error *err)
{
    size_t columns = (size_t)(t->columns > 0 ? t->columns : 1);
    int *widths = calloc(columns, sizeof *widths);
    bool *words = calloc(columns, sizeof *words);
    Status status = widths && words ? OK : no_memory(err);
    if (status == OK)
        write_aligned(t, out, widths, words);
    free(widths);
    free(words);
    return status;
}

Status table_write(const Table *t, TableFormat format, FILE *out, Error *err)
{
    Status status = OK;
    switch (format) {
    case TABLE_TSV:
        write_separated(t, out, '\t', tsv_text);
        break;
    case TABLE_CSV:
        write_separated(t, out, ',', csv_text);
        break;
    case TABLE_JSON:
        write_json(t, out);
        break;
    case TABLE_TEXT:
        status = write_text(t, out, err);
        break;
    }
    if (status != OK)
        return status;
    return ferror(out) ? error_set(err, ERR_OUTPUT, "a table could not be written") : OK;
}

Status table_print(const Table *t, TableFormat format, char **text, size_t *size, Error *err)
{
    *text = NULL;
    FILE *out = open_memstream(text, size);
    if (!out)
        return no_memory(err);
    Status status = table_write(t, format, out, err);
    if (fclose(out) != 0 && status == OK)
        status = no_memory(err);
    if (status != OK) {
        free(*text);
        *text = NULL;
    }
    return status;
}
