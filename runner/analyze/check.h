/* check.h - the verdict array: every output (table, JSON, JUnit, report, exit status) comes from
 * it. */
#ifndef HEBB_CHECK_H
#define HEBB_CHECK_H

#include "runner/analyze/baseline.h"

typedef enum {
    VERDICT_PASS,
    VERDICT_FAIL,
    VERDICT_NOT_EVALUATED,
    VERDICT_EXPECTED,         /* fails, as the config says it does until a day */
    VERDICT_ADVICE,           /* tells something; never gates */
    VERDICT_NOT_REPRODUCIBLE, /* fails, and the same trials gave other bits: worse than failing */
    VERDICTS
} Verdict;

/* "pass", "fail", "not evaluated", ... */
const char *verdict_word(Verdict v);
/* True for the two that fail. */
bool verdict_fails(Verdict v);

enum { CHECK_NAME_SIZE = 96 };

/* One row: a check of the config, or one number of the baseline. */
typedef struct {
    const CheckSpec *spec;      /* borrowed from the experiment; NULL: a number of the baseline */
    char name[CHECK_NAME_SIZE]; /* of the check; "baseline.NUMBER" */
    const char *value;          /* metric or derived number it looks at; borrowed */
    char kind[24];              /* how it compares: "range", "law", "bits", "ulp 4", "rel 1e-12" */
    const char *because;        /* borrowed; NULL if nobody said */
    Verdict verdict;
    bool gates;                       /* false if only claims name it, and for timings */
    int64_t compared, failed;         /* numbers looked at, numbers outside */
    double measured;                  /* the single number, or the worst of those looked at */
    double error;                     /* its standard error; 0 where it has none */
    double reference;                 /* what it was held against; NAN without one */
    double allowed_low, allowed_high; /* for that one; infinite when open */
    double z;                         /* statistical kinds: in standard errors; else NAN */
    double drift;    /* a law's z over all points together, as a normal score; else NAN */
    char place[160]; /* "load 0.1, neurons 1000", which one `measured` is; "" for one number */
    char text[256];  /* sentence: what was compared, or why it was not evaluated */
} CheckVerdict;

typedef struct {
    const ClaimSpec *spec;
    const char *computed; /* "holds", "refuted", "qualified", "literature", "not evaluated" */
    bool changed;         /* differs from the recorded verdict, or from the baseline's: fails */
    char text[256];       /* names of the deciding checks and their outcome */
} ClaimVerdict;

typedef struct {
    int64_t check_count, claim_count;
    CheckVerdict *checks; /* those of the config in its order, then those of the baseline */
    ClaimVerdict *claims;
    int64_t failed, passed, not_evaluated, expected, advice; /* checks that gate; advice: all */
    int64_t not_reproducible;                                /* of those failed */
    int64_t claims_changed;
    BaselineUse baseline;    /* whether there is one and how it was compared */
    bool identical;          /* every digest is the baseline's */
    char baseline_text[512]; /* in words */
    int64_t comparisons;     /* statistical ones of the whole suite, which share the budget */
    double alarm;            /* two-sided probability used for each statistical comparison */
} Verdicts;

/* What verdicts depend on beside the result. */
typedef struct {
    const Baseline *baseline; /* NULL: there is none */
    const char *today;        /* "2026-11-22", for failures that are expected until a day */
    int64_t comparisons;      /* statistical ones of the whole suite (check_comparisons of every
                                 result, added up); 0: this result is all */
    bool fresh; /* random numbers nobody saw before: bounds allow for their scatter within
                   the budget, and claims that sway with it do not fail */
} CheckContext;

/* Statistical comparisons this result adds to a suite. */
int64_t check_comparisons(const Results *r, const Experiment *e, const CheckContext *context);

/* Decides all checks, the baseline's numbers and all claims of an experiment. `r` holds summary and
 * derived. */
Status check_all(Verdicts *v, const Results *r, const Experiment *e, const CheckContext *context,
                 Error *err);
void verdicts_free(Verdicts *v);

/* Adds a row that others decided (drift over the nights, timings). */
Status verdicts_add(Verdicts *v, const CheckVerdict *row, Error *err);

/* ERR_CHECK, ERR_BASELINE or OK: what the verdicts of one result mean for the exit status. */
Status verdicts_status(const Verdicts *v);

/* After a repetition gave other bits: what failed becomes "not reproducible". `where` says which
 * array differed first. */
void verdicts_not_reproducible(Verdicts *v, const char *where);

#endif
