/* field.h - one metric of a result seen as cells (points x the metric's own dimensions), each with
 * its replicates; or a derived number, whose cells have one value. The common ground of summaries,
 * derived numbers and checks. */
#ifndef HEBB_FIELD_H
#define HEBB_FIELD_H

#include "runner/analyze/statistics.h"
#include "runner/config/number.h"
#include "runner/config/experiment.h"
#include "runner/store/results.h"

typedef struct {
    const Results *results;
    const Experiment *experiment;
    const Metric *metric; /* NULL for a derived number */
    const double *values; /* (points, replicates, inner); stays when arrays are added */
    int rank;             /* dimensions of a cell: axes, then the metric's own */
    const Axis *axis[RESULT_MAX_RANK]; /* the axis of a dimension; NULL for a metric's own */
    int dims[RESULT_MAX_RANK];         /* indices into results->dims */
    int64_t length[RESULT_MAX_RANK];
    int64_t cells, inner; /* inner: cells of one point */
    int64_t replicates;   /* 1 for theory */
} Field;

/* False if the result has no such metric. */
bool field_open(Field *f, const Results *r, const Experiment *e, const char *metric);
/* The values of a derived number; false if the result does not hold it. */
bool field_open_derived(Field *f, const Results *r, const Experiment *e, const char *name);

/* The points of the sweep themselves: cells without values. */
void field_open_points(Field *f, const Results *r, const Experiment *e);

double field_value(const Field *f, int64_t cell, int64_t replicate);
Summary field_moments(const Field *f, int64_t cell); /* no interval */
Summary field_summary(const Field *f, int64_t cell);

/* Index of a cell along dimension d. */
int64_t field_index(const Field *f, int64_t cell, int d);

/* The cell of `of` that belongs to this cell, by the dimensions `of` has; -1 if this has one of
 * them not. */
int64_t field_partner(const Field *f, int64_t cell, const Field *of);

/* Dimension of an axis (or of a parameter of a zip axis, or of an own dimension) by name, or -1. */
int field_dim(const Field *f, const char *name);

/* Position of a cell along dimension d: the effective value of the named parameter (`name` chooses
 * one of a zip axis, NULL the first), or the own dimension's coordinate. Derived numbers have lost
 * axes, so theirs is the value as written. NAN if it is not a number. */
double field_position(const Field *f, int64_t cell, int d, const char *name);
/* The value as written in the config (not the effective one): as a number, and as a text. */
double field_nominal(const Field *f, int64_t cell, int d, const char *name);
void field_label(const Field *f, int64_t cell, int d, char *text, size_t size);
/* "load 0.1, neurons 1000". */
void field_place(const Field *f, int64_t cell, char *text, size_t size);

/* True if `where` (may be NULL) holds at a cell. */
bool field_selected(const Field *f, int64_t cell, const Expression *where);

/* Fills the algorithm's struct with the parameters of a cell. */
void field_params(const Field *f, int64_t cell, void *params);

#endif
