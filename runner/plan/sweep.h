/* sweep.h - an experiment's points and trials, in order; what identifies each.
 *
 * Points are the product of dimensions; the first varies slowest. A plain product has one dimension
 * per axis. (With where, also, case or sample everything becomes the single dimension `point`.)
 * Trial number t = point * replicates + replicate. */
#ifndef HEBB_SWEEP_H
#define HEBB_SWEEP_H

#include "runner/config/experiment.h"
#include "runner/plan/key.h"

enum { SWEEP_MAX_DIMS = 16 };

typedef struct {
    const Experiment *experiment; /* borrowed */
    int64_t dims;
    const Axis *dim; /* [dims]; borrowed from the experiment */
    int64_t points, replicates, trials;
    double *cost;      /* [points] expected work of one trial, arbitrary units, > 0 */
    double *memory;    /* [points] peak bytes of one trial */
    bool *over_budget; /* [points] beyond budget.memory: never run, drawn as such */
    char **text;       /* [points] canonical text without the replicate line; one block */
    Key *random;       /* [points] hash of the text of chance: without shared_by */
} Sweep;

/* Expands an experiment and validates every point (the algorithm's `validate`, the memory budget,
 * the number of trials); problems are messages at the axis or parameter at fault. */
Status sweep_expand(Sweep *s, const Experiment *e, Messages *m);
void sweep_free(Sweep *s);

/* Index along each dimension of a point; value of dimension d's coordinate c at that point. */
void sweep_index(const Sweep *s, int64_t point, int64_t index[SWEEP_MAX_DIMS]);
const Value *sweep_value(const Sweep *s, int64_t point, int64_t dim, int64_t coordinate);

/* "neurons=1000 load=0.12": a point in words, cut to `size`; "" without axes. */
void sweep_point_text(const Sweep *s, int64_t point, char *text, size_t size);

/* Fills the algorithm's parameter struct (params_size bytes) for a point. */
void sweep_params(const Sweep *s, int64_t point, void *params);

/* Trial key: hash of the canonical text
 *     hopfield.retrieval\nversion 1\nseed 1985\nshared_by \nload 0.12\nneurons 1000\nreplicate 3\n
 * parameters sorted by name, only those that differ from their default, values as value_print.
 * `text` (may be NULL) receives it. */
Key sweep_key(const Sweep *s, int64_t point, int64_t replicate, char *text, size_t size);
size_t sweep_key_text_size(const Sweep *s); /* enough for any trial's text */

/* Key of the trial's random streams: the hash of
 *     5f3c...(random[point] in hexadecimal)\nreplicate 3\n
 * where random[point] is the hash of the same text without the shared_by axes and parameters. */
RandomKey sweep_random(const Sweep *s, int64_t point, int64_t replicate);

#endif
