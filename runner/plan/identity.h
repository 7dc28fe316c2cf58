/* identity.h - the canonical texts of an experiment's points, from lines made once.
 *
 *     hopfield.retrieval\nversion 1\nseed 1985\nshared_by dynamics\nload 0.12\nneurons 1000\n
 *
 * Parameters sorted by name, only those that differ from their default. Every line of a parameter
 * is printed once per value of its axis; a point's text is then a few copies, however many points.
 */
#ifndef HEBB_IDENTITY_H
#define HEBB_IDENTITY_H

#include "runner/config/experiment.h"

typedef struct {
    int64_t dim;    /* the axis it varies along, or -1 */
    bool shared;    /* stands in shared_by: no part of chance */
    int64_t length; /* values */
    char **line;    /* [length] "load 0.12\n", or "" for the default */
} IdentityRow;

typedef struct {
    char *head; /* algorithm, version, seed, shared_by */
    int64_t count;
    IdentityRow *row; /* [count] in the order of their names */
    size_t size;      /* enough for any point's text, with its NUL */
} Identity;

/* ERR_MEMORY only. */
Status identity_init(Identity *id, const Experiment *e, Error *err);
void identity_free(Identity *id);

/* Writes the text of the point at index[axis] into `text` (id->size bytes); with `chance` the text
 * that keys random streams, without the shared_by parameters. Returns its length. */
size_t identity_text(const Identity *id, const int64_t *index, bool chance, char *text);

#endif
