/* trials.h - finished trials in memory, by key. */
#ifndef HEBB_TRIALS_H
#define HEBB_TRIALS_H

#include "algorithms/base/status.h"
#include "runner/plan/key.h"

typedef struct {
    Key key;
    uint64_t build; /* hash of build and machine: timings of another one do not count */
    bool failed;
    bool timed_out; /* failed by running into a time limit: no part of a result's digest */
    int32_t value_count;
    double seconds;
    const double *values; /* [value_count], owned by the table */
    const char *error;    /* NULL unless failed; owned by the table */
} TrialRecord;

typedef struct TrialTable TrialTable;

TrialTable *trials_new(void);
void trials_free(TrialTable *t);
int64_t trials_count(const TrialTable *t);

/* Copies the record in; `values` need not be aligned. A later record of the same key replaces the
 * earlier one. Not thread-safe. ERR_MEMORY leaves the table as it was. */
Status trials_put(TrialTable *t, const TrialRecord *record, Error *err);
/* NULL if absent. The pointer stays valid; its content changes when the key is put again. */
const TrialRecord *trials_find(const TrialTable *t, Key key);

#endif
