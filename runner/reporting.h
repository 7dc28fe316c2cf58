/* reporting.h - the page and all that lies beside it, from results that have been judged. */
#ifndef HEBB_REPORTING_H
#define HEBB_REPORTING_H

#include "runner/judge.h"
#include "runner/present/report.h"

typedef struct {
    const char *const *paths; /* [count] results, also those that could not be opened */
    int64_t count;
    const char *dir;        /* made if needed */
    unsigned formats;       /* FIGURE_SVG | ...: what to leave in DIR/figures */
    const History *history; /* of the nights; may be NULL */
    bool aloud;             /* prints its sentence and where it is */
} ReportOrder;

/* Makes DIR/index.html, figures/, data/, verdicts.json and junit.xml. What cannot be made is a
 * message and ERR_OUTPUT, and the page says it at its place; ERR_TRIAL when a trial failed. Says
 * nothing of verdicts. */
Status report_make(const Judgement *j, const ReportOrder *order, Messages *m);

#endif
