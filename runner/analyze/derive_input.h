/* derive_input.h - what a derived number reads: cells of a metric or of an earlier derived number,
 * gathered into groups, with their means in every bootstrap draw. Private to derive. */
#ifndef HEBB_DERIVE_INPUT_H
#define HEBB_DERIVE_INPUT_H

#include "runner/analyze/bootstrap.h"
#include "runner/analyze/field.h"

/* A finished number: row 0 of draws is the value. */
typedef struct {
    int rank;
    int dims[RESULT_MAX_RANK]; /* indices into Results.dims */
    int64_t length[RESULT_MAX_RANK];
    int64_t cells;
    int64_t rows;         /* 1 + draws; 1 when there are none */
    bool varies;          /* draws differ from the value */
    bool timing;          /* comes from times, which nothing reproduces */
    double *draws;        /* (rows, cells) */
    const char *drawless; /* why some draw has no value, or NULL */
} Derived;

typedef struct {
    const DerivedSpec *spec;
    const Experiment *experiment;
    Field field, against;
    bool has_against;
    const Derived *of;  /* where the field is a derived number: its draws */
    int axis, between;  /* dimensions of the field, or -1 */
    const char *absent; /* an axis the number runs along but this sweep does not have; or NULL */
} Input;

/* `done`: the derived numbers so far, in the order of the experiment's. */
Status input_open(Input *in, const DerivedSpec *spec, const Results *r, const Experiment *e,
                  const Derived *done, Error *err);

/* True if it reads times, or what is derived from them. */
bool input_timing(const Input *in);

/* True if the number runs over dimension d and so loses it. */
bool input_reduces(const Input *in, int d);

/* One cell that enters a curve. */
typedef struct {
    int64_t group, cell; /* group: the cell of the derived number it belongs to */
    double x, second;    /* position along the axis, and along `between` */
} Entry;

/* Selected cells that hold data, sorted by group, then by second, then by x. Caller frees. */
Status input_gather(const Input *in, Entry **entries, int64_t *count, Error *err);

/* Means of n entries in every draw. */
typedef struct {
    const Input *in;
    Bootstrap boot;
    const Entry *entry;
    int64_t n, per_entry; /* per_entry 2: a ratio against another metric (divisor, metric) */
} Sample;

Status sample_init(Sample *s, const Input *in, const Entry *entry, int64_t n, Error *err);
void sample_free(Sample *s);
double sample_mean(const Sample *s, int64_t i, int64_t draw);
double sample_error(const Sample *s, int64_t i); /* standard error; 0 where unknown */
bool sample_varies(const Sample *s);

#endif
