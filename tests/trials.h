/* trials.h - an algorithm whose work is whatever a test says, and a record of what a campaign
 * reports. */
#ifndef HEBB_TRIALS_FIXTURE_H
#define HEBB_TRIALS_FIXTURE_H

#include <stdatomic.h>

#include "runner/execute/campaign.h"
#include "tests/support.h"

typedef struct {
    int64_t size, mebibytes; /* cost is size; memory is what it says */
} Params;

/* The metrics, in the order of a trial's values: sum, trace[size % 7 + 1], maybe. */
enum { SUM, TRACE, MAYBE, VALUES_AT_MOST = 16 };

Algorithm algorithm(Status (*run)(const Trial *t, Error *err));
int64_t trace_length(const void *params);

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

typedef struct {
    const Plan *plan;
    int64_t trials;
    atomic_int *times;  /* [trials] how often each was reported */
    double *values;     /* [trials][VALUES_AT_MOST]; of those that ended OK */
    char (*error)[128]; /* [trials] of the others */
    atomic_int strange; /* reports that contradict the plan or themselves */
} Record;

void record_init(Record *r, const Plan *plan);
void record_free(Record *r);
/* For Campaign.finished; the context is the record. */
Status record_trial(void *record, const FinishedTrial *t, Error *err);

/* Runs everything, which must go well, each trial once. Initialises the record, which may be NULL.
 */
CampaignReport run_all(const Plan *plan, int threads, double memory_limit, Record *r);

void nap(double seconds);
double cpu_seconds(void); /* of the process */

#endif
