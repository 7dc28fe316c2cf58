/* export.h - a result as tables: trials, summary, derived numbers, theory. */
#ifndef HEBB_EXPORT_H
#define HEBB_EXPORT_H

#include "runner/config/experiment.h"
#include "runner/present/table.h"
#include "runner/store/results.h"

typedef enum { EXPORT_TRIAL, EXPORT_SUMMARY, EXPORT_DERIVED, EXPORT_THEORY } ExportLevel;

typedef struct {
    ExportLevel level;
    const char *const *metrics; /* NULL: every scalar one; an array metric gives the long form and
                                   must stand alone */
    const char *where;          /* expression over axes; NULL: all */
    bool keys;                  /* trial level: a column `key` after trial_status */
    const char *where_name;     /* how messages call the expression's source: "--where" */
} ExportOptions;

/* Unknown metrics and a wrong expression are messages (ERR_USAGE). */
Status export_table(Table *t, const Results *r, const Experiment *e, const ExportOptions *options,
                    Messages *m, Error *err);

/* The cell of a value of a parameter: a number, the word of a choice, empty where it is missing. */
Status export_value(Cell *cell, const Param *row, const Value *value, Error *err);

/* theory on a dense grid of `points` values of the figure's real axis (between its ends), for every
 * combination of the other axes, computed by the algorithm itself: axes + theory metrics that are
 * scalars. For figures. */
Status export_dense_theory(Table *t, const Experiment *e, const char *axis, int64_t points,
                           Error *err);

#endif
