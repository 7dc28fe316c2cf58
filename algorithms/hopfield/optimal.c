/* optimal.c - hopfield.optimal: how many patterns could any rule store? */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/algorithm.h"
#include "algorithms/base/elementary.h"
#include "algorithms/base/hopfield_optimal.h"
#include "algorithms/base/hopfield_patterns.h"
#include "algorithms/base/nearest_point.h"

typedef struct {
    int64_t neurons;
    double load;
    int inputs;
} OptimalParams;

/* clang-format off */
static const char *const kinds[] = { "gaussian", "signs", NULL }; /* as in OptimalInputs */

#define P(field, ...) PARAM(OptimalParams, field, __VA_ARGS__)
static const Param params[] = {
    P(neurons, "100",      1,      2000,   NULL,  "neurons", "neurons that the neuron in question gets inputs from, N: one less than the network has"),
    P(load,    "1",        0,      20,     NULL,  "patterns/neuron", "patterns per input, before rounding to a whole number of them, at least 1"),
    P(inputs,  "gaussian", NO_MIN, NO_MAX, kinds, "1",       "standard normals, in general position; or +1 and -1 as in stored patterns, which need not be"),
    { 0 }
};

static int64_t levels_of(const void *p);
static double level_at(const void *p, int64_t index);
static const Dimension dimensions[] = {
    { "stability_level", "1", "a stability: the share of patterns at or below it is recorded", levels_of, level_at },
    { 0 }
};

enum {
    PATTERNS, SEPARABLE, SEPARABLE_THEORY, STABILITY, STABILITY_THEORY, GAP, SUPPORT, SUPPORT_THEORY, STEPS,
    SHARE_BELOW, SHARE_BELOW_THEORY, HEBB_STABILITY, HEBB_STABILITY_THEORY, HEBB_ERRORS, HEBB_ERRORS_THEORY,
    HEBB_SHARE_BELOW, HEBB_SHARE_BELOW_THEORY
};
static const Metric metrics[] = {
    [PATTERNS]         = { "patterns", METRIC_MEASURED, "patterns", "patterns asked for, P: load times neurons, to the nearest integer, at least 1", { 0 }, NULL, NULL, false },
    [SEPARABLE]        = { "separable", METRIC_MEASURED, "1", "1 if weights exist that put every pattern on the side of its target, else 0; either is proven", { 0 }, "separable_theory", NULL, true },
    [SEPARABLE_THEORY] = { "separable_theory", METRIC_THEORY, "1", "its probability, 2^(1-P) sum over k < N of binom(P - 1, k): exact at finite size for inputs in general position", { 0 }, NULL, "Cover 1965", false },
    [STABILITY]        = { "stability", METRIC_MEASURED, "1", "the largest least stability: max over w of min over p of target_p w . x_p / |w|, or 0 where no w separates", { 0 }, "stability_theory", NULL, false },
    [STABILITY_THEORY] = { "stability_theory", METRIC_THEORY, "1", "the kappa at which the load is 1 / integral over t > -kappa of Dt (t + kappa)^2, for N to infinity; 0 from load 2 on", { 0 }, NULL, "Gardner 1988", false },
    [GAP]              = { "gap", METRIC_MEASURED, "1", "what the proof leaves open: distance from the origin of a convex combination of target_p x_p, less the stability reached", { 0 }, NULL, NULL, false },
    [SUPPORT]          = { "support", METRIC_MEASURED, "1", "share of patterns in that combination: those at the margin, or those that contradict each other where no w separates", { 0 }, "support_theory", NULL, false },
    [SUPPORT_THEORY]   = { "support_theory", METRIC_THEORY, "1", "the same for N to infinity: Phi(kappa), the weight of the peak at the least stability, and 1 / load from load 2 on", { 0 }, NULL, "Gardner & Derrida 1988", false },
    [STEPS]            = { "steps", METRIC_MEASURED, "steps", "steps of the active set method, each of which adds one pattern to the combination", { 0 }, NULL, NULL, false },
    [SHARE_BELOW]      = { "share_below", METRIC_MEASURED, "1", "share of patterns whose stability under the best weights is at or below the level; missing where no weights separate", { "stability_level" }, "share_below_theory", NULL, false },
    [SHARE_BELOW_THEORY] = { "share_below_theory", METRIC_THEORY, "1", "the same for N to infinity and loads below 2: 0 below kappa, Phi(level) above: a normal law whose lower part is all at kappa", { "stability_level" }, NULL, "Gardner & Derrida 1988", false },
    [HEBB_STABILITY]   = { "hebb_stability", METRIC_MEASURED, "1", "least stability under Hebb's weights, the sum of target_p x_p", { 0 }, "hebb_stability_theory", NULL, false },
    [HEBB_STABILITY_THEORY] = { "hebb_stability_theory", METRIC_THEORY, "1", "the same if stabilities were independent normals of mean load^-1/2 and variance 1, as for N to infinity", { 0 }, NULL, "order statistics", false },
    [HEBB_ERRORS]      = { "hebb_errors", METRIC_MEASURED, "1", "share of patterns on the wrong side under Hebb's weights; those exactly at 0 count half", { 0 }, "hebb_errors_theory", NULL, false },
    [HEBB_ERRORS_THEORY] = { "hebb_errors_theory", METRIC_THEORY, "1", "its mean, exact at finite size: the tail of Student's t, or of a sum of signs", { 0 }, NULL, "Student's t; binomial law", false },
    [HEBB_SHARE_BELOW] = { "hebb_share_below", METRIC_MEASURED, "1", "share of patterns whose stability under Hebb's weights is at or below the level", { "stability_level" }, "hebb_share_below_theory", NULL, false },
    [HEBB_SHARE_BELOW_THEORY] = { "hebb_share_below_theory", METRIC_THEORY, "1", "the same for N to infinity: Phi(level - load^-1/2)", { "stability_level" }, NULL, "central limit", false },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static Status theory(const void *p, double *const *row, Error *err);
static double cost(const void *p), memory(const void *p);
static double effective(const void *p, const Param *param, double value);
const Algorithm alg_hopfield_optimal = {
    .name = "hopfield.optimal",
    .summary = "the most that any rule can store: separability and the largest stability of one neuron",
    .about = "P patterns are fixed points of a network of N + 1 neurons without self-couplings if, for each neuron, weights w "
             "of its N inputs give w . x_p the sign of its target for all p: a bound that holds for every rule. For one neuron it is "
             "decided exactly: the nearest point to the origin of the convex hull of all target_p x_p (active sets of Lawson & "
             "Hanson) is either the normal of the hyperplane of largest stability or 0. A hyperplane with every pattern "
             "on its side, or a convex combination that is 0 to rounding, proves it; a trial with neither fails. Targets are the bits "
             "of the last neuron in the random stream patterns, as in hopfield.retrieval, and signs those of the others; "
             "normals come from the stream inputs.",
    .source = "Wendel, Math. Scand. 11, 109 (1962); Cover, IEEE Trans. Electron. Comput. 14, 326 (1965); Gardner, J. Phys. A 21, 257 (1988); "
              "Gardner & Derrida, J. Phys. A 21, 271 (1988)",
    .version = 1,
    .params_size = sizeof(OptimalParams),
    .params = params,
    .dimensions = dimensions,
    .metrics = metrics,
    .run = run,
    .theory = theory,
    .cost = cost,
    .memory = memory,
    .effective = effective,
};
/* clang-format on */

/* ---- distribution of stabilities ---------------------------------------------------------- */

enum { LEVELS = 21, LEVELS_PER_UNIT = 4, LEVELS_BELOW_0 = 8 }; /* -2, -1.75, ..., 3 */

static int64_t levels_of(const void *p)
{
    (void)p;
    return LEVELS;
}

static double level_at(const void *p, int64_t index)
{
    (void)p;
    return (double)(index - LEVELS_BELOW_0) / LEVELS_PER_UNIT;
}

static void shares_below(const double *stability, int64_t patterns, double *share)
{
    for (int64_t l = 0; l < LEVELS; l++) {
        int64_t below = 0;
        for (int64_t p = 0; p < patterns; p++)
            below += stability[p] <= level_at(NULL, l);
        share[l] = (double)below / (double)patterns;
    }
}

static double normal_below(double x)
{
    return elementary_erfc(-x * 0.70710678118654752440) / 2;
}

/* ---- a trial ------------------------------------------------------------------------------ */

static int64_t patterns_of(const OptimalParams *p)
{
    return hopfield_patterns_at(p->load, p->neurons, false);
}

static double effective(const void *p, const Param *param, double value)
{
    const OptimalParams *o = p;
    bool load = strcmp(param->name, "load") == 0;
    return load ? (double)patterns_of(o) / (double)o->neurons : value;
}

static Status solve(const Trial *t, NearestPoint *s, Error *err)
{
    bool done = false;
    Status status = OK;
    nearest_point_start(s);
    while (status == OK && !done) {
        status = nearest_point_step(s, &done, err);
        if (status == OK && trial_stopping(t))
            status = error_set(err, ERR_STOPPED, "stopped after %lld steps", (long long)s->steps);
    }
    return status == OK ? nearest_point_prove(s, err) : status;
}

static void measure_hebb(const Trial *t, const NearestPoint *s, double *w, double *stability)
{
    double least = INFINITY, wrong = 0;
    hopfield_hebb_weights(s, w);
    hopfield_stabilities(s, w, stability);
    for (int64_t p = 0; p < s->points; p++) {
        least = fmin(least, stability[p]);
        wrong += stability[p] < 0 ? 1 : stability[p] == 0 ? 0.5 : 0;
    }
    trial_set(t, HEBB_STABILITY, least);
    trial_set(t, HEBB_ERRORS, wrong / (double)s->points);
    shares_below(stability, s->points, t->row[HEBB_SHARE_BELOW]);
}

static void measure(const Trial *t, const NearestPoint *s, double *w, double *stability)
{
    trial_set(t, PATTERNS, (double)s->points);
    trial_set(t, SEPARABLE, s->separable);
    trial_set(t, STABILITY, s->low);
    trial_set(t, GAP, s->high - s->low);
    trial_set(t, SUPPORT, (double)s->active_count / (double)s->points);
    trial_set(t, STEPS, (double)s->steps);
    if (s->separable) {
        hopfield_stabilities(s, s->direction, stability);
        shares_below(stability, s->points, t->row[SHARE_BELOW]);
    }
    measure_hebb(t, s, w, stability);
}

static Status run(const Trial *t, Error *err)
{
    const OptimalParams *p = t->params;
    NearestPoint s = { 0 };
    double *stability = NULL, *w = NULL;
    Status status = nearest_point_init(&s, p->neurons, patterns_of(p), err);
    if (status != OK)
        return status;
    stability = calloc((size_t)s.points, sizeof *stability);
    w = calloc((size_t)s.stride, sizeof *w);
    if (!stability || !w)
        status = error_set(err, ERR_MEMORY, "no memory for %lld stabilities", (long long)s.points);
    if (status == OK)
        status = hopfield_optimal_fill(&s, (OptimalInputs)p->inputs, t->random, err);
    if (status == OK)
        status = solve(t, &s, err);
    if (status == OK)
        measure(t, &s, w, stability);
    free(stability);
    free(w);
    nearest_point_free(&s);
    return status;
}

/* ---- around trials ------------------------------------------------------------------------ */

static Status theory(const void *params_, double *const *row, Error *err)
{
    (void)err;
    const OptimalParams *p = params_;
    const int64_t patterns = patterns_of(p);
    const double load = (double)patterns / (double)p->neurons;
    const double kappa = hopfield_gardner_stability(load), hebb = 1 / sqrt(load);
    row[SEPARABLE_THEORY][0] = hopfield_cover_probability(p->neurons, patterns);
    row[STABILITY_THEORY][0] = kappa;
    row[SUPPORT_THEORY][0] = load < 2 ? normal_below(kappa) : 1 / load;
    row[HEBB_STABILITY_THEORY][0] = hebb + hopfield_least_normal(patterns);
    row[HEBB_ERRORS_THEORY][0] =
        hopfield_hebb_errors((OptimalInputs)p->inputs, p->neurons, patterns);
    for (int64_t l = 0; l < LEVELS; l++) {
        const double level = level_at(p, l);
        row[HEBB_SHARE_BELOW_THEORY][l] = normal_below(level - hebb);
        if (load < 2)
            row[SHARE_BELOW_THEORY][l] = level < kappa ? 0 : normal_below(level);
    }
    return OK;
}

/* A step looks at every point and orthogonalises against those that are active. */
static double cost(const void *params_)
{
    const OptimalParams *p = params_;
    const double n = (double)p->neurons, patterns = (double)patterns_of(p);
    const double steps = fmin(0.8 * patterns, 1.3 * n);
    return 4000 + 5 * n * patterns + steps * (0.12 * n * patterns + 0.35 * n * steps);
}

static double memory(const void *params_)
{
    const OptimalParams *p = params_;
    const int64_t patterns = patterns_of(p);
    return nearest_point_bytes(p->neurons, patterns) + 8.0 * (double)(patterns + p->neurons + 8) +
           hopfield_patterns_bytes(p->neurons + 1, patterns) + 4.0 * (double)p->neurons;
}
