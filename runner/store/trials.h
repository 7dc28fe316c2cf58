/* trials.h - finished trials in memory, by key. */
#ifndef HEBB_TRIALS_H
#define HEBB_TRIALS_H

#include "algorithms/base/status.h"
#include "runner/plan/key.h"

typedef struct {
    Key key;
    uint64_t build;       /* hash of build and machine: timings of another one do not count */
    bool failed;
    int32_t value_count;
    double seconds;
    const double *values; /* [value_count], owned by the table */
    const char *error;    /* NULL unless failed; owned by the table */
} TrialRecord;

typedef struct TrialTable TrialTable;

TrialTable *trials_new(void);
void trials_free(TrialTable *t);
int64_t trials_count(const TrialTable *t);

/* Copies the record in. A later record of the same key replaces the earlier one. Not thread-safe. */
Status trials_put(TrialTable *t, const TrialRecord *record, Error *err);
const TrialRecord *trials_find(const TrialTable *t, Key key); /* NULL if absent */

#endif
