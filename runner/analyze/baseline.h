/* baseline.h - accepted values of an experiment: a text one can review, one number a line, sorted.
 *
 *     # hebb baseline 1: accepted values; edit what is allowed and why, never a value
 *     experiment hopfield_capacity
 *     profile    nightly
 *     config     0f3e...            what was run, without the seed
 *     seed       1985
 *     toolchain  x86_64; gcc (Debian 12.2.0-14) 12.2.0; -O3 ...; glibc 2.36; gsl 2.7.1; ...
 *     accepted   2026-11-22 at 114c4cc
 *     claim  H09 holds
 *     digest overlap 9e13d4a06f7710bb9e13d4a06f7710bb
 *     number alpha_c 0.1404 +- 0.0012 rel 1e-09
 *     number overlap[neurons=500] 0.93 +- 0.0004 rel 1e-09 floor 1e-30 because ...
 *
 * Inside one toolchain and with the same seed, digests decide: the same bits. In another toolchain
 * numbers may differ by what is allowed; with another seed, by chance. */
#ifndef HEBB_BASELINE_H
#define HEBB_BASELINE_H

#include "runner/config/experiment.h"
#include "runner/store/results.h"

typedef enum { ALLOW_EXACT, ALLOW_ULP, ALLOW_REL, ALLOW_LOG, ALLOW_KINDS } AllowKind;

typedef struct {
    AllowKind kind;
    double amount; /* ulp, relative difference, decades */
    double floor;  /* a difference that is always allowed; 0 without one */
} Allowance;

/* The metric's mean over everything ("overlap"), over one value of an axis
 * ("overlap[neurons=500]"), a derived number ("alpha_c", "half_load[neurons=500]"), or what a check
 * compares with its baseline
 * ("check.NAME[...]"). */
typedef struct {
    char *name;
    double value, error; /* standard error; 0 without one */
    int64_t replicates;  /* behind the error; 0 in a file */
    Allowance allowed;
    char *because; /* NULL if nobody said; required with a floor */
    bool derived;  /* a derived number; in a file: not known */
} BaselineNumber;

typedef struct {
    char *metric;
    Key digest;
} BaselineDigest;

typedef struct {
    char *id, *verdict;
} BaselineClaim;

typedef struct {
    char *experiment, *profile, *toolchain, *accepted;
    Key config;
    uint64_t seed;
    int64_t number_count, digest_count, claim_count;
    BaselineNumber *numbers; /* each kind sorted by name */
    BaselineDigest *digests;
    BaselineClaim *claims;
} Baseline;

typedef enum {
    BASELINE_ABSENT,
    BASELINE_OTHER,     /* of another config or version of the algorithm: not compared */
    BASELINE_BITS,      /* same seed, same toolchain */
    BASELINE_TOLERANCE, /* same seed, another toolchain */
    BASELINE_CHANCE,    /* another seed */
    BASELINE_USES
} BaselineUse;

/* What a result would be accepted as; without claims and `accepted`. */
Status baseline_of(Baseline *b, const Results *r, const Experiment *e, Error *err);
Status baseline_add_claim(Baseline *b, const char *id, const char *verdict, Error *err);
Status baseline_add_number(Baseline *b, const BaselineNumber *number, Error *err); /* copies */
void baseline_sort(Baseline *b);
void baseline_free(Baseline *b);

/* ERR_BASELINE without a message if there is no such file; ERR_CONFIG with messages that point at
 * what is wrong in it. */
Status baseline_read(Baseline *b, const char *path, Messages *m);
/* Under a temporary name, then renamed. */
Status baseline_write(const Baseline *b, const char *path, Error *err);

/* How the two can be compared, and that in words. `b` may be NULL. */
BaselineUse baseline_use(const Baseline *b, const Baseline *now, char *text, size_t size);

const BaselineNumber *baseline_number(const Baseline *b, const char *name);
const BaselineDigest *baseline_digest(const Baseline *b, const char *metric);
const char *baseline_claim(const Baseline *b, const char *id); /* verdict, or NULL */

/* Distance of x from the reference in units of what is allowed: at most 1 is inside. NaN is 0 from
 * NaN and infinitely far from anything else. */
double allowance_distance(const Allowance *a, double x, double reference);
/* The ends of what is allowed. */
void allowance_bounds(const Allowance *a, double reference, double *low, double *high);
/* "ulp 4", "rel 1e-12". */
void allowance_print(const Allowance *a, char *text, size_t size);

/* Numbers that can be represented between x and y, as steps; both zeros are one. NAN if one is NaN.
 */
double ulp_distance(double x, double y);

/* Machine type, compiler, flags, C library and the libraries that compute, as a result records
 * them. */
void baseline_toolchain(const Results *r, char *text, size_t size);

#endif
