/* align.h - which entry of one result is which entry of another: by coordinates, not by place. */
#ifndef HEBB_ALIGN_H
#define HEBB_ALIGN_H

#include "runner/store/results.h"

/* Along every dimension of A, where B has the same coordinates. */
typedef struct {
    const Results *a, *b;
    int64_t **partner; /* [dimensions of A][length]: the index in B's dimension of that name, or -1;
                          NULL where B has no such dimension */
} Alignment;

/* Entries without coordinates go by their index. ERR_MEMORY. */
Status align_init(Alignment *l, const Results *a, const Results *b, Error *err);
void align_free(Alignment *l);

/* True if the arrays, `x` of A and `y` of B, have the same dimensions, in whatever order. */
bool align_fits(const Alignment *l, const Array *x, const Array *y);
/* The entry of `y` with the coordinates of entry `at` of `x`, or -1; only for arrays that fit. */
int64_t align_entry(const Alignment *l, const Array *x, const Array *y, int64_t at);

/* How many entries of dimension `d` of A are in B, too. */
int64_t align_common(const Alignment *l, int64_t d);

#endif
