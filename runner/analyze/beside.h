/* beside.h - a result beside its baseline: rows of the verdict array. Private to runner/analyze. */
#ifndef HEBB_BESIDE_H
#define HEBB_BESIDE_H

#include "runner/analyze/check.h"

/* Rows beside_compare will fill: one per metric and derived number that either of the two holds. */
int64_t beside_rows(const Baseline *then, const Baseline *now);
/* Statistical comparisons among them. */
int64_t beside_count(const Baseline *then, const Baseline *now, BaselineUse use);

/* Fills the rows; *identical says whether every digest is the same. */
void beside_compare(CheckVerdict *rows, const Baseline *then, const Baseline *now, BaselineUse use,
                    const Experiment *e, double alarm, bool *identical);

#endif
