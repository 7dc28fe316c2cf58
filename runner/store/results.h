/* results.h - a result in memory: labelled arrays with attributes, the shape of the HDF5 file.
 *
 * Knows nothing of algorithms: an Array has a name, a group, dimensions by name, a type,
 * attributes. The file code writes and reads exactly this, so what is added here appears in the
 * file. */
#ifndef HEBB_RESULTS_H
#define HEBB_RESULTS_H

#include "algorithms/base/status.h"
#include "runner/plan/key.h"

enum { RESULT_MAX_RANK = 16 };

/* double, int64, int8, UTF-8, 128-bit keys (32 hexadecimal characters in the file) */
typedef enum { ARRAY_REAL, ARRAY_INT, ARRAY_STATUS, ARRAY_TEXT, ARRAY_KEY, ARRAY_TYPES } ArrayType;

/* trial_status values, with flag_values and flag_meanings in the file */
enum { STATUS_OK = 0, STATUS_FAILED = 1, STATUS_MISSING = 2, STATUS_OVER_BUDGET = 3 };

/* Error texts in /trials of trials that ran into a time limit begin with this: whether one does is
 * not reproducible, so the digest takes such a trial for a missing one. */
#define RESULT_TIME_LIMIT "time limit: "

typedef struct {
    char *name, *text;
} Attribute;

typedef struct {
    int64_t count;
    Attribute *items;
} Attributes;

typedef struct {
    char *name;
    int64_t length;
} ResultDim;

typedef struct {
    char *group; /* "" (root), "summary", "derived/alpha_c", "trials", "timing" */
    char *name;
    ArrayType type;
    int rank;                  /* 0: scalar */
    int dims[RESULT_MAX_RANK]; /* indices into Results.dims */
    int64_t size;              /* product of lengths; 1 for a scalar */
    union {
        double *real;
        int64_t *integer;
        int8_t *status;
        char **text; /* owned; entries may be NULL (empty) */
        Key *key;
        void *data; /* whichever it is */
    };
    Attributes attributes; /* units, long_name, kind, source, method, ... */
    bool coordinate;       /* the coordinate variable of the dimension of the same name, or of a
                              parameter along a zip dimension */
} Array;

typedef struct {
    int64_t dim_count, array_count;
    ResultDim *dims;
    Array *arrays;
    Attributes root;       /* Conventions, title, experiment, algorithm, ..., config, digest */
    Attributes provenance; /* not reproducible: build, machine, times, command line, profile */
} Results;

void results_free(Results *r);

/* Index of a dimension, made if new; -1 when memory runs out or the length differs from before. */
int results_dim(Results *r, const char *name, int64_t length);
int results_find_dim(const Results *r, const char *name); /* or -1 */

/* A new array filled with NaN, 0, missing, NULL or zero keys; NULL when memory runs out, the name
 * exists, or a dimension is -1. The pointer is valid until the next array is added. */
Array *results_add(Results *r, const char *group, const char *name, ArrayType type, int rank,
                   const int *dims);
Array *results_find(const Results *r, const char *group, const char *name);
/* An array (value, ci_low, ci_high) of a derived number: of group derived/NAME, or of timing/NAME,
 * where those derived from times stand, which nothing reproduces; NULL. */
const Array *results_derived(const Results *r, const char *name, const char *array);

/* Copies, bytes that are no UTF-8 as `?` (other programs could not open the file); NULL when memory
 * runs out. */
char *results_text(const char *text);

/* Copies by results_text(), replaces; ERR_MEMORY. */
Status attributes_set(Attributes *a, const char *name, const char *text);
const char *attributes_get(const Attributes *a, const char *name); /* or NULL */
void attributes_free(Attributes *a);

/* Digest of the reproducible content: everything but provenance, the group timing and the verbatim
 * config text; canonical bytes, so independent of the order of arrays. Zero when memory runs out.
 */
Key results_digest(const Results *r);

/* True if both hold the same: every array, attribute and bit, whatever their order; all NaN are
 * one. A `digest` attribute is left out. On a difference `where` (size bytes, may be NULL) names
 * it. */
bool results_same(const Results *a, const Results *b, char *where, size_t size);

/* The whole in one block of bytes, and back with every length checked: how a child hands a file's
 * content to its parent. */
Status results_pack(const Results *r, unsigned char **bytes, size_t *size, Error *err);
Status results_unpack(Results *r, const unsigned char *bytes, size_t size, Error *err);

#endif
