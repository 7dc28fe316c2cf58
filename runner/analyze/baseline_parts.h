/* baseline_parts.h - what the makers of a baseline share. Private to runner/analyze. */
#ifndef HEBB_BASELINE_PARTS_H
#define HEBB_BASELINE_PARTS_H

#include "runner/analyze/baseline.h"
#include "runner/analyze/field.h"

Status baseline_add_digest(Baseline *b, const char *metric, Key digest, Error *err);

/* "WHAT[load=0.1,neurons=500]", or just WHAT for a single number. */
void baseline_place(const Field *f, int64_t cell, const char *what, char *name, size_t size);

/* Adds, as "check.NAME[...]", the numbers of all checks that are held against the baseline. */
Status check_add_references(Baseline *b, const Results *r, const Experiment *e, Error *err);

#endif
