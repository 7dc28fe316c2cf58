/* algorithm.h - the contract between the runner and an algorithm.
 *
 * An algorithm is one file algorithms/FAMILY/NAME.c that exports one constant, alg_FAMILY_NAME, of
 * type Algorithm. The file opens with its parameter struct, parameter table, dimension and metric
 * tables and the descriptor; YAML checking, `hebb describe`, HDF5 attributes and trial keys are
 * derived from them. Algorithms are pure: they never print, exit, open files or read the clock. */
#ifndef HEBB_ALGORITHM_H
#define HEBB_ALGORITHM_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "algorithms/base/random.h"
#include "algorithms/base/status.h"

/* ---- parameters ------------------------------------------------------------------------- */

typedef enum { PARAM_BOOL, PARAM_CHOICE, PARAM_INT, PARAM_REAL, PARAM_TEXT } ParamType;

enum { PARAM_TEXT_SIZE = 256 }; /* bytes of a text parameter, with its NUL */

#define NO_MIN (-INFINITY)
#define NO_MAX INFINITY

/* One row per parameter; the row is the only place that knows it. Ends with { 0 }. */
typedef struct {
    const char *name;           /* snake_case, equal to the field's name, the YAML key */
    ParamType type;             /* deduced from the field's C type by PARAM() */
    size_t offset;              /* of the field in the parameter struct */
    const char *def;            /* default, spelled as in YAML; NULL: the user must give it */
    double min, max;            /* inclusive; NO_MIN and NO_MAX when open; lengths for text */
    const char *const *choices; /* PARAM_CHOICE only: NULL-terminated; the field holds the index */
    const char *unit;           /* "1" when dimensionless, SI or a counted thing otherwise */
    const char *help;           /* one line, lower case, no full stop */
} Param;

/* A row from a field: bool, int (a choice), int64_t, double or char[PARAM_TEXT_SIZE]. */
/* clang-format off */
#define PARAM(T, field, def, min, max, choices, unit, help)                               \
    { #field, _Generic(((T *)0)->field, bool: PARAM_BOOL, int: PARAM_CHOICE,              \
                       int64_t: PARAM_INT, double: PARAM_REAL, char *: PARAM_TEXT),       \
      offsetof(T, field), def, min, max, choices, unit, help }
/* clang-format on */

/* ---- metrics ------------------------------------------------------------------------------ */

typedef enum {
    METRIC_MEASURED, /* reproducible to the bit */
    METRIC_TIMING,   /* a measurement of time: never reproducible, kept apart */
    METRIC_THEORY,   /* a prediction, a function of the point's parameters alone */
} MetricKind;

enum { METRIC_MAX_DIMS = 3 };

/* A dimension of a metric's own, such as "sweep" or "layer". Ends with { 0 }. */
typedef struct {
    const char *name, *unit, *help;
    int64_t (*extent)(const void *params);                   /* length at a point, >= 1 */
    double (*coordinate)(const void *params, int64_t index); /* NULL: 1, 2, 3, ... */
} Dimension;

/* One row per recorded quantity, all stored as float64. Ends with { 0 }. Rows are written with
 * designated indices ([OVERLAP] = { ... }), the enum in the algorithm's file. */
typedef struct {
    const char *name;
    MetricKind kind;
    const char *unit;                      /* "1", "s", "spins", ... */
    const char *help;                      /* one line; states range and definition */
    const char *dims[METRIC_MAX_DIMS + 1]; /* names in the dimension table; empty for a scalar */
    const char *theory;                    /* the THEORY metric that predicts this one, or NULL */
    const char *source;                    /* author year of the formula, or NULL */
    bool yes_no;                           /* every value is 0 or 1 when a trial asks one question:
                                              intervals are then Wilson's */
} Metric;

/* ---- a trial ------------------------------------------------------------------------------ */

/* What the runner lends to run(). Borrowed: valid until run() returns. */
typedef struct Trial {
    const void *params; /* the algorithm's own struct, filled, range-checked and validated */
    RandomKey random;   /* the only source of chance */
    double *const *row; /* row[m]: values of metric m, row-major over its dims, preset to NaN */
    const struct TrialHost *host; /* for the functions below */
} Trial;

/* Sets scalar metric m. */
static inline void trial_set(const Trial *t, int m, double value)
{
    t->row[m][0] = value;
}

struct TrialHost {
    int (*threads)(const struct TrialHost *host);
    double (*clock)(const struct TrialHost *host);
    bool (*stopping)(const struct TrialHost *host);
};

/* Threads this trial may use now (1 .. max_threads); may grow while it runs, as others finish.
 * The result must not depend on it. */
static inline int trial_threads(const Trial *t)
{
    return t->host->threads(t->host);
}

/* Seconds on a monotonic clock, for algorithms that are `exclusive`; 0 for the others. */
static inline double trial_clock(const Trial *t)
{
    return t->host->clock(t->host);
}

/* True once the user insists on stopping (a second Ctrl-C) or the trial's time is up: long loops
 * ask now and then and return ERR_STOPPED; the trial then counts as not run. */
static inline bool trial_stopping(const Trial *t)
{
    return t->host->stopping(t->host);
}

/* ---- the descriptor ----------------------------------------------------------------------- */

typedef struct {
    const char *name;    /* "family.name", matching the file */
    const char *summary; /* one line */
    const char *about;   /* a paragraph: definitions, conventions, methods; may be NULL */
    const char *source;  /* the literature: authors, journal, year */
    int version;         /* part of the trial key: bumped when numbers change */
    size_t params_size;
    const Param *params;         /* ends with { 0 } */
    const Dimension *dimensions; /* ends with { 0 }; NULL when every metric is a scalar */
    const Metric *metrics;       /* ends with { 0 } */

    /* One trial: computes every MEASURED and TIMING row. Must be reentrant. Errors: ERR_NUMERIC,
     * ERR_MEMORY, ERR_STOPPED; the sweep goes on. */
    Status (*run)(const Trial *t, Error *err);

    /* Optional. Rules across parameters; error_param() names the one to change. */
    Status (*validate)(const void *params, Error *err);
    /* Optional. Fills the THEORY rows (row[m] as in Trial) of one point. */
    Status (*theory)(const void *params, double *const *row, Error *err);
    /* Expected work, arbitrary units, and peak bytes of one trial. */
    double (*cost)(const void *params);
    double (*memory)(const void *params);
    /* Optional. The value a real parameter takes in effect, e.g. load = patterns / neurons after
     * rounding; `value` is the nominal one. Abscissae of derived numbers use it. */
    double (*effective)(const void *params, const Param *param, double value);

    bool exclusive;  /* measures time: nothing else runs beside a trial */
    int max_threads; /* how many threads one trial can use; 0 means 1 */
} Algorithm;

#endif
