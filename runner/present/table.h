/* table.h - rows and columns to TSV, CSV, JSON or an aligned text. */
#ifndef HEBB_TABLE_H
#define HEBB_TABLE_H

#include <stdio.h>

#include "runner/config/number.h"
#include "algorithms/base/status.h"

/* A cell is a number or a text (text != NULL). */
typedef struct {
    double number;
    char *text; /* owned */
} Cell;

typedef struct {
    int64_t columns, rows, capacity;
    char **names; /* [columns], owned */
    Cell *cells;  /* (rows, columns) */
} Table;

typedef enum { TABLE_TSV, TABLE_CSV, TABLE_JSON, TABLE_TEXT } TableFormat;

Status table_init(Table *t, int64_t columns, Error *err); /* names to be set with table_name */
Status table_name(Table *t, int64_t column, const char *name, Error *err);
Status table_row(Table *t, Cell **row, Error *err); /* appends; numbers preset to NaN */
Status cell_text(Cell *cell, const char *text, Error *err);
void table_free(Table *t);

/* Sorts rows by their first columns, in `keys` groups of `widths` columns: a single column of
 * numbers ascends, with NaN behind them; texts, and what several columns say together, keep the
 * order of their first appearance. Rows alike in these stay in their order. */
Status table_sort(Table *t, const int64_t *widths, int64_t keys, Error *err);

/* tsv, csv (RFC 4180): one header row, shortest round-trip numbers, NaN as `nan`. Tabs and newlines
 * in texts become blanks in tsv. json: array of objects, NaN as null. text: aligned, numbers to 6
 * significant digits. */
Status table_write(const Table *t, TableFormat format, FILE *out, Error *err);
/* The same into memory (caller frees). */
Status table_print(const Table *t, TableFormat format, char **text, size_t *size, Error *err);

#endif
