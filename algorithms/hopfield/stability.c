/* stability.c - hopfield.stability: how many bits of a stored pattern does one step get wrong? */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/algorithm.h"
#include "algorithms/base/elementary.h"
#include "algorithms/base/hopfield_cost.h"
#include "algorithms/base/hopfield_net.h"
#include "algorithms/base/hopfield_patterns.h"
#include "algorithms/base/hopfield_recall.h"
#include "algorithms/base/hopfield_theory.h"

typedef struct {
    int64_t neurons;
    double load;
    int parity;
    int64_t patterns;
    double initial_overlap;
    int64_t cues;
    bool self_coupling;
} StabilityParams;

/* clang-format off */
enum { PARITY_ODD, PARITY_ANY };
static const char *const parities[] = { "odd", "any", NULL };

#define P(field, ...) PARAM(StabilityParams, field, __VA_ARGS__)
static const Param params[] = {
    P(neurons,         "1000", 2,      HOPFIELD_MAX_NEURONS, NULL, "neurons",  "size of the network"),
    P(load,            "0.1",  0,      100,    NULL,     "patterns/neuron", "patterns stored per neuron, before rounding to whole patterns"),
    P(parity,          "odd",  NO_MIN, NO_MAX, parities, "1",        "patterns stored: 2 floor(load neurons / 2) + 1, or the nearest integer"),
    P(patterns,        "0",    0,      4e8,    NULL,     "patterns", "patterns stored, if not 0: in place of load and parity"),
    P(initial_overlap, "1",    0,      1,      NULL,     "1",        "overlap of the cue with its pattern; round((1 - overlap) neurons / 2) neurons are reversed"),
    P(cues,            "16",   1,      1e6,    NULL,     "patterns", "patterns 0, 1, ... tested in one network, at most all; metrics are averaged over them"),
    P(self_coupling,   "false", NO_MIN, NO_MAX, NULL,    "1",        "keep the w_ii = patterns / neurons of the rule instead of 0"),
    { 0 }
};

enum {
    BIT_ERROR_RATE, BIT_ERROR_RATE_THEORY, PATTERNS_STABLE, PATTERNS_STABLE_THEORY, PATTERNS_STABLE_BOUND,
    ALL_STABLE, ALL_STABLE_THEORY, ALL_STABLE_BOUND
};
static const Metric metrics[] = {
    [BIT_ERROR_RATE]         = { "bit_error_rate", METRIC_MEASURED, "1", "fraction of bits that differ from the pattern after one synchronous step from its cue", { 0 }, "bit_error_rate_theory", NULL, false },
    [BIT_ERROR_RATE_THEORY]  = { "bit_error_rate_theory", METRIC_THEORY, "1", "the same expected over all pattern sets, exact at finite size: crosstalk is a sum of (N - 1)(P - 1) fair signs, and a self-coupling adds P in favour of the bit as it is", { 0 }, NULL, "binomial law", false },
    [PATTERNS_STABLE]        = { "patterns_stable", METRIC_MEASURED, "1", "fraction of cues the step turns into their pattern without error; at initial overlap 1 of patterns that are fixed points", { 0 }, "patterns_stable_theory", NULL, true },
    [PATTERNS_STABLE_THEORY] = { "patterns_stable_theory", METRIC_THEORY, "1", "the same if bits erred independently: (1 - p)^N with the exact p of bit_error_rate_theory", { 0 }, NULL, "binomial law", false },
    [PATTERNS_STABLE_BOUND]  = { "patterns_stable_bound", METRIC_THEORY, "1", "the same at the least, however bits depend on each other: 1 - N p, or 0", { 0 }, NULL, "union bound", false },
    [ALL_STABLE]             = { "all_stable", METRIC_MEASURED, "1", "1 if the step turns every cue into its pattern without error, else 0", { 0 }, "all_stable_theory", NULL, true },
    [ALL_STABLE_THEORY]      = { "all_stable_theory", METRIC_THEORY, "1", "the same if all bits of all cues erred independently", { 0 }, NULL, "binomial law", false },
    [ALL_STABLE_BOUND]       = { "all_stable_bound", METRIC_THEORY, "1", "the same at the least: 1 - cues N p, or 0", { 0 }, NULL, "union bound", false },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static Status theory(const void *p, double *const *row, Error *err);
static double cost(const void *p), memory(const void *p);
static double effective(const void *p, const Param *param, double value);
const Algorithm alg_hopfield_stability = {
    .name = "hopfield.stability",
    .summary = "errors of one synchronous step from stored patterns, against the exact law",
    .about = "Weights w_ij = (1/N) sum_p xi_i^p xi_j^p, w_ii = 0 unless self-coupling is kept; y = +1 where sum_j w_ij y_j >= 0, else -1. Patterns of one "
             "network share its crosstalk: a network is one replicate. Random streams patterns and cue as in hopfield.retrieval.",
    .source = "Hopfield, PNAS 79, 2554 (1982); McEliece, Posner, Rodemich & Venkatesh, IEEE Trans. Inf. Theory 33, 461 (1987)",
    .version = 1,
    .params_size = sizeof(StabilityParams),
    .params = params,
    .metrics = metrics,
    .run = run,
    .theory = theory,
    .cost = cost,
    .memory = memory,
    .effective = effective,
    .max_threads = 64,
};
/* clang-format on */

static const double WORTH_SHARING = 1e6; /* cost of a trial from which threads share its cues */

static int64_t patterns_of(const StabilityParams *p)
{
    return p->patterns > 0 ? p->patterns
                           : hopfield_patterns_at(p->load, p->neurons, p->parity == PARITY_ODD);
}

static int64_t cues_of(const StabilityParams *p)
{
    int64_t patterns = patterns_of(p);
    return p->cues < patterns ? p->cues : patterns;
}

static double effective(const void *p, const Param *param, double value)
{
    const StabilityParams *s = p;
    if (strcmp(param->name, "load") == 0)
        return (double)patterns_of(s) / (double)s->neurons;
    return strcmp(param->name, "patterns") == 0 ? (double)patterns_of(s) : value;
}

/* Bits that are wrong after one step from the cue of a pattern. */
static int64_t errors_after_step(HopfieldNet *net, const StabilityParams *p, RandomKey key,
                                 int64_t cue, int32_t *list)
{
    int64_t errors = hopfield_cue_errors(p->initial_overlap, p->neurons);
    if (errors > 0)
        hopfield_cue_order(key, cue, p->neurons, list);
    hopfield_net_start(net, cue, list, errors);
    int64_t flips = hopfield_net_unstable(net, list, 1);
    for (int64_t k = 0; k < flips; k++)
        errors += net->state[list[k]] * hopfield_pattern(net->patterns, list[k], cue);
    return errors;
}

/* Tests the cues first .. end - 1 in a network of their own. */
static Status test_cues(const Trial *t, const HopfieldPatterns *x, int64_t first, int64_t end,
                        int64_t *wrong, Error *err)
{
    HopfieldNet net;
    int32_t *list = calloc((size_t)x->neurons, sizeof *list);
    const StabilityParams *p = t->params;
    Status status = hopfield_net_init(&net, x, p->self_coupling, err);
    if (!list)
        status = error_set(err, ERR_MEMORY, "no memory for a list of %lld neurons",
                           (long long)x->neurons);
    for (int64_t c = first; c < end && status == OK; c++) {
        wrong[c] = errors_after_step(&net, p, t->random, c, list);
        if (trial_stopping(t))
            status = error_set(err, ERR_STOPPED, "stopped after %lld cues", (long long)(c - first));
    }
    hopfield_net_free(&net);
    free(list);
    return status;
}

static Status run(const Trial *t, Error *err)
{
    const StabilityParams *p = t->params;
    const int64_t cues = cues_of(p);
    const int threads = trial_threads(t);
    const bool share = threads > 1 && cost(p) > WORTH_SHARING;
    HopfieldPatterns x = { 0 };
    int64_t *wrong = calloc((size_t)cues, sizeof *wrong), errors = 0, stable = 0;
    RandomStream bits = random_stream(t->random, "patterns");
    Status status = wrong ? OK : error_set(err, ERR_MEMORY, "no memory for the cues");
    if (status == OK)
        status = hopfield_patterns_init(&x, p->neurons, patterns_of(p), &bits, threads, err);
    if (status == OK) {
#pragma omp parallel for schedule(static) num_threads(threads) if (share)
        for (int part = 0; part < threads; part++) {
            Error own = { 0 };
            Status s =
                test_cues(t, &x, cues * part / threads, cues * (part + 1) / threads, wrong, &own);
#pragma omp critical(hopfield_stability)
            if (s != OK && status == OK) {
                status = s;
                if (err)
                    *err = own;
            }
        }
    }
    for (int64_t c = 0; c < cues && status == OK; c++) {
        errors += wrong[c];
        stable += wrong[c] == 0;
    }
    if (status == OK) {
        trial_set(t, BIT_ERROR_RATE, (double)errors / ((double)cues * (double)p->neurons));
        trial_set(t, PATTERNS_STABLE, (double)stable / (double)cues);
        trial_set(t, ALL_STABLE, stable == cues);
    }
    hopfield_patterns_free(&x);
    free(wrong);
    return status;
}

static Status theory(const void *params_, double *const *row, Error *err)
{
    (void)err;
    const StabilityParams *p = params_;
    const double bits = (double)p->neurons, all = (double)cues_of(p) * bits;
    const int64_t errors = hopfield_cue_errors(p->initial_overlap, p->neurons);
    const double error = p->self_coupling
                             ? hopfield_one_step_error_self(p->neurons, patterns_of(p), errors)
                             : hopfield_one_step_error(p->neurons, patterns_of(p), errors);
    const double log_right = elementary_log1p(-error);
    row[BIT_ERROR_RATE_THEORY][0] = error;
    row[PATTERNS_STABLE_THEORY][0] = elementary_exp(bits * log_right);
    row[PATTERNS_STABLE_BOUND][0] = fmax(0, 1 - bits * error);
    row[ALL_STABLE_THEORY][0] = elementary_exp(all * log_right);
    row[ALL_STABLE_BOUND][0] = fmax(0, 1 - all * error);
    return OK;
}

/* A cue is set up and every neuron visited once. */
static double cost(const void *params_)
{
    const StabilityParams *p = params_;
    const int64_t patterns = patterns_of(p);
    double cue = 1.5 * hopfield_visit_cost(p->neurons, patterns) * (double)p->neurons;
    return hopfield_setup_cost(p->neurons, patterns) + (double)cues_of(p) * cue;
}

static double memory(const void *params_)
{
    const StabilityParams *p = params_;
    const int64_t patterns = patterns_of(p), cues = cues_of(p);
    const int64_t nets =
        cues < alg_hopfield_stability.max_threads ? cues : alg_hopfield_stability.max_threads;
    double net = hopfield_net_bytes(p->neurons, patterns) + 4.0 * (double)p->neurons;
    return hopfield_patterns_bytes(p->neurons, patterns) + (double)nets * net + 8.0 * (double)cues;
}
