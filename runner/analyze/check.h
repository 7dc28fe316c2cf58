/* check.h - the verdict array: every output (table, JSON, JUnit, exit status) comes from it. */
#ifndef HEBB_CHECK_H
#define HEBB_CHECK_H

#include "runner/config/experiment.h"
#include "runner/store/results.h"

typedef enum { VERDICT_PASS, VERDICT_FAIL, VERDICT_NOT_EVALUATED } Verdict;

typedef struct {
    const CheckSpec *spec;      /* borrowed from the experiment */
    Verdict verdict;
    bool gates;                 /* false if only claims name it */
    int64_t compared, failed;   /* numbers looked at, numbers outside */
    double measured;            /* the single number, or the worst of those looked at */
    double allowed_low, allowed_high; /* for that one; infinite when open */
    double z;                   /* for AGAINST and LAW: in standard errors; else NAN */
    char place[160];            /* "load 0.1, neurons 1000", which one `measured` is; "" for one number */
    char text[256];             /* sentence: what was compared, or why it was not evaluated */
} CheckVerdict;

typedef struct {
    const ClaimSpec *spec;
    const char *computed;       /* "holds", "refuted", "qualified", "literature", "not evaluated" */
    bool changed;               /* differs from the recorded verdict: fails */
    char text[256];             /* names of the deciding checks and their outcome */
} ClaimVerdict;

typedef struct {
    int64_t check_count, claim_count;
    CheckVerdict *checks;
    ClaimVerdict *claims;
    int64_t failed, passed, not_evaluated; /* checks that gate */
    int64_t claims_changed;
    double alarm;               /* two-sided probability used for each statistical comparison */
} Verdicts;

/* Decides all checks and claims of an experiment. `r` holds summary and derived. */
Status check_all(Verdicts *v, const Results *r, const Experiment *e, Error *err);
void verdicts_free(Verdicts *v);

#endif
