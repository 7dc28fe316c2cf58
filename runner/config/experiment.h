/* experiment.h - a checked experiment: one config file under one profile and its overrides.
 *
 * Loading reports every error of the file at once and never half succeeds. Nothing here is mutable
 * after loading. */
#ifndef HEBB_EXPERIMENT_H
#define HEBB_EXPERIMENT_H

#include "runner/config/expression.h"
#include "runner/config/params.h"
#include "runner/config/registry.h"
#include "runner/config/yaml.h"

enum { EXPERIMENT_MAX_AXES = 12 }; /* with replicate and a metric's own dimensions: 16 */

/* An axis: one swept parameter, or several that advance together (zip). */
typedef struct {
    char *name;           /* "load", or joined by `_`: "depth_width" */
    int64_t count;        /* parameters that advance together, >= 1 */
    const Param **params; /* [count] rows of the algorithm's table */
    int64_t length;       /* values along the axis, >= 1 */
    Value *values;        /* (length, count) */
    Place place;          /* of its key */
} Axis;

typedef enum {
    DERIVE_CROSSING,     /* where a metric crosses `level` along `axis`, one per other axis value */
    DERIVE_CURVES_CROSS, /* where curves of neighbouring values of `between` cross along `axis` */
    DERIVE_EXTRAPOLATE,  /* of a derived number along `axis`, model power: a + b x^-exponent -> a */
    DERIVE_POWER_LAW,    /* exponent of metric ~ axis^p (log-log least squares) */
    DERIVE_EXPONENTIAL_DECAY, /* rate of metric ~ exp(-rate axis) */
    DERIVE_DIFFERENCE, /* metric - against (paired by replicate), or between two axis values */
    DERIVE_RATIO,      /* the same, as a ratio of means */
    DERIVE_MEAN,       /* mean of a metric over the selected points and replicates */
    DERIVE_MAXIMUM,    /* largest mean over the selected points (along `axis` if given) */
    DERIVE_MINIMUM,
    DERIVE_MONOTONE, /* largest step of the mean against the direction, in standard errors */
    DERIVE_Z,        /* (mean - against) / sem at every point */
    DERIVE_RMS_Z,    /* root mean square of these over the selected points */
    DERIVE_KINDS
} DeriveKind;

/* derived: NAME: {KIND: {...}}. Fields a kind does not use are NULL or 0. */
typedef struct {
    char *name;
    DeriveKind kind;
    char *metric; /* a metric, or (`of`) the name of an earlier derived number */
    bool of_derived;
    char *axis;     /* an axis, a parameter of one, or a metric's own dimension. A profile or
                       an override may have dropped the axis: then nothing is evaluated */
    char *against;  /* a second metric */
    char *between;  /* curves_cross: the axis whose neighbours are compared */
    double pair[2]; /* difference, ratio along `axis`: the two axis values, as value_number() */
    bool has_pair;
    double level, exponent;
    bool decreasing;   /* monotone */
    Expression *where; /* points that take part; NULL: all */
    Place place;
} DerivedSpec;

typedef enum {
    CHECK_EXACT,   /* == value, in every trial */
    CHECK_RANGE,   /* low <= x <= high, literature or design */
    CHECK_LIMIT,   /* x <= limit (or >= with at_least) */
    CHECK_AGAINST, /* |x - against| <= tolerance (+ relative * |against|) + 4 standard errors */
    CHECK_LAW,     /* z against an exact law: every |z| and rms(z) within their quantiles */
    CHECK_STAT,    /* z against a number with an error of its own */
    CHECK_DIGEST,  /* the bits of all values, against the baseline; else (rel) a tolerance */
    CHECK_ULP,     /* at most so many representable numbers from the reference */
    CHECK_REL,     /* |x - reference| <= rel * |reference|, or a floor that has a reason */
    CHECK_LOG,     /* |log10 x - log10 reference| <= log */
    CHECK_TIMING,  /* informs: never gates */
    CHECK_KINDS
} CheckKind;

/* What becomes of several numbers before they are compared. */
typedef enum {
    REDUCE_NONE, /* each is compared */
    REDUCE_MEAN,
    REDUCE_MAXIMUM,
    REDUCE_MINIMUM,
    REDUCE_SUM,
    REDUCE_LAST, /* the last along every dimension */
    REDUCE_KINDS
} CheckReduce;

/* checks: NAME: {value: METRIC or DERIVED, one of exact, range, limit, at_least, against, law,
 * stat, digest, ulp, rel, log, timing; what it takes}. Every number selected by `where` must pass.
 */
typedef struct {
    char *name;
    char *value; /* metric or derived number */
    CheckKind kind;
    double low, high;   /* exact: both equal; limit: the other is infinite */
    char *against;      /* metric, derived number, or NULL when `reference` is a number */
    bool from_baseline; /* the reference is what the baseline holds for this check */
    double reference;
    double tolerance, relative;
    bool log10;           /* compare decades: |log10 x - log10 against| */
    double only_at_below; /* tolerance below theory only; NAN if symmetric (below: T) */
    double allowed;       /* ulp, rel, log; digest: rel elsewhere; timing: the step that is told */
    double floor;         /* rel: an absolute difference that is always allowed; 0 without one */
    char *floor_because;  /* its reason; not NULL with a floor */
    CheckReduce reduce;
    char *until;         /* fails by design until this day, YYYY-MM-DD; NULL: must pass */
    char *until_because; /* why; not NULL with a day */
    Expression *where;
    char *because; /* reason shown beside the verdict; may be NULL */
    Place place;
} CheckSpec;

typedef struct {
    char *id, *says;
    char **holds_if, **refuted_if; /* names of checks, NULL-terminated */
    bool literature;
    char *verdict; /* recorded: holds, qualified, refuted, literature; NULL if none */
    char *because; /* what decides, in words; may be NULL */
    Place place;
} ClaimSpec;

typedef struct {
    char *script;                  /* file in plots/, or NULL for the automatic one */
    char *x, *y, *series, *theory; /* automatic; NULL: chosen from axes and metrics */
    Place place;
} FigureSpec;

typedef struct {
    Source file;      /* verbatim */
    char *name;       /* base name without .yml or .yaml */
    char *profile;    /* "" for the default */
    char **overrides; /* --set arguments, NULL-terminated */
    char *title, *about, *source;
    const Algorithm *algorithm;

    uint64_t seed;
    char **shared_by; /* parameters whose values do not enter the random streams; sorted */
    int64_t replicates;

    void *params; /* the algorithm's struct: defaults and fixed parameters */
    int64_t axes;
    Axis *axis;
    double budget_memory; /* bytes one trial may use; INFINITY if not given */
    int64_t budget_trials;
    bool skip_over_budget;

    int64_t derived_count, check_count, claim_count, figure_count;
    DerivedSpec *derived;
    CheckSpec *checks;
    ClaimSpec *claims;
    FigureSpec *figures;

    struct ExperimentTree *tree; /* merged nodes and sources that places point into; opaque */
} Experiment;

/* Loads a config file. profile NULL or "": the default. overrides may be NULL. All errors go to `m`
 * (ERR_CONFIG), those of profiles that were not asked for as well; an unknown profile lists those
 * that exist. On failure *e is zeroed. */
Status experiment_load(const char *path, const char *profile, const char *const *overrides,
                       Messages *m, Experiment *e);
/* The same from text in memory (a config embedded in a result). */
Status experiment_parse(const char *name, const char *text, size_t size, const char *profile,
                        const char *const *overrides, Messages *m, Experiment *e);
void experiment_free(Experiment *e);

/* Which layer and place set a parameter or top-level key, for plan --explain: "default",
 * "configs/a.yml:12:3", "profile smoke, configs/a.yml:40:14", "--set replicates=4". ERR_USAGE with
 * the nearest name if it does not exist. */
Status experiment_explain(const Experiment *e, const char *key, char *text, size_t size,
                          Error *err);

/* Where a parameter or a top-level key is set, for messages about it: its key, or that of its axis;
 * if it has its default, where the algorithm is named. */
Place experiment_place(const Experiment *e, const char *param);

/* The axis with this name, or that holds this parameter (`axis`, `between` and the figures' `x` and
 * `series` may name one parameter of a zip axis); -1 if none. */
int64_t experiment_axis(const Experiment *e, const char *name);

/* JSON of everything resolved: algorithm, version, seed, shared_by, replicates, every parameter
 * with its value or list of values, and `sweep`, the names of the axes in order. Caller frees; NULL
 * when memory runs out. Keys sorted, no blanks: canonical. */
char *experiment_resolved(const Experiment *e);

/* Names of the profiles of the file ("smoke", ...), NULL-terminated, borrowed; never NULL. */
const char *const *experiment_profiles(const Experiment *e);

#endif
