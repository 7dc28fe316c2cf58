/* verdicts.h - the verdict array to people and programs: table, ledger, JSON, one line. All from
 * the same rows, so they cannot disagree. */
#ifndef HEBB_VERDICTS_H
#define HEBB_VERDICTS_H

#include <stdio.h>

#include "runner/analyze/check.h"

/* One result with its verdicts. */
typedef struct {
    const char *experiment, *path;
    const char *leg; /* "fixed", "fresh" of a night; "" otherwise */
    const Verdicts *verdicts;
} VerdictSheet;

typedef struct {
    int64_t sheets, checks, failed, passed, not_evaluated, expected, advice, not_reproducible;
    int64_t claims, claims_changed, holds, refuted, qualified;
    int64_t compared, identical,
        without; /* sheets with the baseline's seed; of these the same bits;
                    without a baseline, or with one of another config */
    int64_t comparisons;
    double alarm;
} VerdictTotals;

VerdictTotals verdicts_total(const VerdictSheet *sheets, int64_t count);

/* What needs a look, or (verbose) everything, one row a line, then the details of what fails. */
void verdicts_table(FILE *out, const VerdictSheet *sheets, int64_t count, bool verbose, bool color);
/* All claims, sorted by id. */
void verdicts_ledger(FILE *out, const VerdictSheet *sheets, int64_t count);
/* "1 of 43 checks fails; ..." without a newline. */
void verdicts_line(const VerdictTotals *t, char *text, size_t size);
/* The budget of false alarms, in words. */
void verdicts_budget(const VerdictTotals *t, char *text, size_t size);

/* An object: totals, budget, and every row. */
void verdicts_json(FILE *out, const VerdictSheet *sheets, int64_t count);
/* JUnit's XML: a testsuite per result, a testcase per row and claim. */
void verdicts_junit(FILE *out, const VerdictSheet *sheets, int64_t count);

#endif
