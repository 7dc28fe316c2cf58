/* overview.h - a summary table made for reading: one column a metric, "mean +-half-width". */
#ifndef HEBB_OVERVIEW_H
#define HEBB_OVERVIEW_H

#include "runner/present/table.h"

/* Turns an exported summary into columns of text: axes as they are, every metric as its mean to two
 * digits of its half interval, theory beside it. Metrics that are the same everywhere leave the
 * table; *same is a list of them ("converged 1, cycle_length 1"; caller frees, "" if none).
 * `plus_minus` is what stands between. */
Status overview_make(Table *few, const Table *summary, const char *plus_minus, char **same,
                     Error *err);

/* Number of leading columns that are axes. */
int64_t overview_axes(const Table *summary);

/* Prints an overview in blocks of columns that fit `width` letters, each with the axes; at most
 * `rows` rows, and how many are left out. */
void overview_print(const Table *few, int64_t axes, int width, int64_t rows, FILE *out);

#endif
