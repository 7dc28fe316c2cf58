/* compare.h - how each kind of check compares: what goes into one row of the verdict array. Private
 * to runner/analyze. */
#ifndef HEBB_COMPARE_H
#define HEBB_COMPARE_H

#include "runner/analyze/check.h"
#include "runner/analyze/field.h"

/* A number on its way into a check, and what it is held against. */
typedef struct {
    int64_t cell; /* -1 once several have become one */
    double x, error;
    int64_t n; /* replicates behind the error */
    double reference, reference_error;
    int64_t reference_n;
} Number;

typedef struct {
    const CheckSpec *spec;
    CheckVerdict *verdict;
    const CheckContext *context;
    const Experiment *experiment;
    BaselineUse use;
    Field field, against;
    bool has_against;
    double alarm;            /* two-sided probability of one comparison */
    double worst;            /* how far outside the worst number is; <= 0 inside */
    int64_t starved;         /* numbers without enough replicates to judge */
    int64_t unknown;         /* numbers the baseline does not hold */
    double z_sum, z_squares; /* of a law: sums of normal scores and of their squares */
    int64_t z_count;
} Checking;

/* Opens what a check reads; false if the result does not hold it. */
bool compare_open(Checking *c, const CheckSpec *spec, const Results *r, const Experiment *e);

/* The selected numbers, reduced if the check says so; references from metrics and derived numbers,
 * not from a baseline. Caller frees. */
Status compare_gather(const Checking *c, Number **numbers, int64_t *count, Error *err);

/* Takes note of a number that is `outside` by so much (<= 0: inside), on any scale of the check. */
void compare_note(Checking *c, const Number *x, double low, double high, double outside, double z);

/* Statistical comparisons this check will make. */
int64_t compare_count(const Checking *c);
/* Compares everything and fills the verdict. */
Status compare_all(Checking *c, Error *err);

/* What the kind is called in tables, with its amount. */
void compare_kind(const CheckSpec *spec, char *text, size_t size);

/* The digest of what a `digest` check selects. */
Key compare_digest(const Checking *c);

#endif
