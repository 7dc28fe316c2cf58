/* retrieval.c - hopfield.retrieval: does a Hopfield network return to a stored pattern? */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/algorithm.h"
#include "algorithms/base/hopfield_cost.h"
#include "algorithms/base/hopfield_finite_temperature.h"
#include "algorithms/base/hopfield_mixtures.h"
#include "algorithms/base/hopfield_patterns.h"
#include "algorithms/base/hopfield_recall.h"
#include "algorithms/base/hopfield_theory.h"
#include "algorithms/base/hopfield_weights.h"

typedef struct {
    int64_t neurons;
    double load;
    int parity, rule;
    bool self_coupling;
    int dynamics, order;
    double initial_overlap, temperature;
    int64_t max_sweeps, cues, trace_sweeps;
} RetrievalParams;

/* clang-format off */
enum { PARITY_ODD, PARITY_ANY };
static const char *const parities[] = { "odd", "any", NULL };
static const char *const rules[] = { "hebbian", "pseudoinverse", "storkey", NULL };
static const char *const dynamics[] = { "asynchronous", "synchronous", NULL };
static const char *const orders[] = { "permutation", "random", "sequential", NULL };

#define P(field, ...) PARAM(RetrievalParams, field, __VA_ARGS__)
static const Param params[] = {
    P(neurons,         "1000",         2,      HOPFIELD_MAX_NEURONS, NULL, "neurons",  "size of the network"),
    P(load,            "0.1",          0,      100,    NULL,       "patterns/neuron", "patterns stored per neuron, before rounding to whole patterns"),
    P(parity,          "odd",          NO_MIN, NO_MAX, parities,   "1",        "patterns stored: 2 floor(load neurons / 2) + 1, so that an even network has no ties, or the nearest integer"),
    P(rule,            "hebbian",      NO_MIN, NO_MAX, rules,      "1",        "how weights follow from patterns"),
    P(self_coupling,   "false",        NO_MIN, NO_MAX, NULL,       "1",        "keep the w_ii of the rule, patterns / neurons for the Hebbian, instead of 0"),
    P(dynamics,        "asynchronous", NO_MIN, NO_MAX, dynamics,   "1",        "neurons updated one after another or all at once"),
    P(order,           "permutation",  NO_MIN, NO_MAX, orders,     "1",        "of asynchronous updates: a new permutation every sweep, neurons drawn with replacement, or 0, 1, 2, ..."),
    P(initial_overlap, "1",            0,      1,      NULL,       "1",        "overlap of the cue with its pattern; round((1 - overlap) neurons / 2) neurons are reversed"),
    P(temperature,     "0",            0,      100,    NULL,       "1",        "of the heat bath, P(y = +1) = 1 / (1 + exp(-2 h / temperature)); at 0 y = +1 where h >= 0"),
    P(max_sweeps,      "1000",         1,      1e9,    NULL,       "sweeps",   "the most sweeps made; above temperature 0 all of them"),
    P(cues,            "1",            1,      1e6,    NULL,       "patterns", "patterns 0, 1, ... tried in turn in one network, at most all; metrics are averaged over them"),
    P(trace_sweeps,    "16",           1,      1e6,    NULL,       "sweeps",   "sweeps recorded in overlap_trace"),
    { 0 }
};

static int64_t trace_extent(const void *p);
static const Dimension dimensions[] = {
    { "sweep", "sweeps", "sweeps made", trace_extent, NULL },
    { 0 }
};

enum {
    PATTERNS, OVERLAP, OVERLAP_THEORY, RETRIEVED, OVERLAP_TRACE, OVERLAP_TRACE_THEORY, OVERLAP_TRACE_AMARI,
    UNSTABLE_THEORY, AMARI_BASIN_THEORY, MELTING_LOAD_THEORY, GLOBAL_LOAD_THEORY, SWEEPS, FLIPS,
    ENERGY_START, ENERGY_FINAL, ENERGY_THEORY, ENERGY_INCREASES, CYCLE_LENGTH, CONVERGED, METRICS
};
static const Metric metrics[] = {
    [PATTERNS]             = { "patterns", METRIC_MEASURED, "patterns", "patterns stored", { 0 }, NULL, NULL, false },
    [OVERLAP]              = { "overlap", METRIC_MEASURED, "1", "overlap (1/N) sum xi y of the last state with the cue's pattern, -1 to 1; above temperature 0 its mean over the second half of the sweeps", { 0 }, "overlap_theory", NULL, false },
    [OVERLAP_THEORY]       = { "overlap_theory", METRIC_THEORY, "1", "replica-symmetric overlap at load patterns / neurons, 0 beyond capacity; for cues equal to the pattern and the Hebbian rule without self-coupling", { 0 }, NULL, "Amit, Gutfreund & Sompolinsky 1985", false },
    [RETRIEVED]            = { "retrieved", METRIC_MEASURED, "1", "fraction of cues that end at an overlap above 0.9", { 0 }, NULL, NULL, true },
    [OVERLAP_TRACE]        = { "overlap_trace", METRIC_MEASURED, "1", "overlap after sweep 1, 2, ...; once settled it goes on as it is", { "sweep" }, "overlap_trace_theory", NULL, false },
    [OVERLAP_TRACE_THEORY] = { "overlap_trace_theory", METRIC_THEORY, "1", "overlap after synchronous sweeps 1 and 2 in an infinite network at temperature 0", { "sweep" }, NULL, "Gardner, Derrida & Mottishaw 1987", false },
    [OVERLAP_TRACE_AMARI]  = { "overlap_trace_amari", METRIC_THEORY, "1", "the same by signal and noise, which takes the noise of every synchronous sweep for Gaussian", { "sweep" }, NULL, "Amari & Maginu 1988", false },
    [UNSTABLE_THEORY]      = { "unstable_theory", METRIC_THEORY, "1", "overlap of the unstable replica-symmetric state that retrieval meets at capacity; no boundary of attraction", { 0 }, NULL, "Amit, Gutfreund & Sompolinsky 1987", false },
    [AMARI_BASIN_THEORY]   = { "amari_basin_theory", METRIC_THEORY, "1", "initial overlap from which signal and noise predict retrieval, 1 beyond its capacity", { 0 }, NULL, "Amari & Maginu 1988", false },
    [MELTING_LOAD_THEORY]  = { "melting_load_theory", METRIC_THEORY, "patterns/neuron", "load up to which replica-symmetric retrieval states exist at this temperature", { 0 }, NULL, "Amit, Gutfreund & Sompolinsky 1987", false },
    [GLOBAL_LOAD_THEORY]   = { "global_load_theory", METRIC_THEORY, "patterns/neuron", "load up to which these are lower in free energy than the spin glass", { 0 }, NULL, "Amit, Gutfreund & Sompolinsky 1987", false },
    [SWEEPS]               = { "sweeps", METRIC_MEASURED, "sweeps", "sweeps made, the last one, in which nothing changes, included", { 0 }, NULL, NULL, false },
    [FLIPS]                = { "flips", METRIC_MEASURED, "flips", "neurons that changed sign, in all sweeps together", { 0 }, NULL, NULL, false },
    [ENERGY_START]         = { "energy_start", METRIC_MEASURED, "1", "energy per neuron -(1/2N) sum w y y of the cue", { 0 }, NULL, NULL, false },
    [ENERGY_FINAL]         = { "energy_final", METRIC_MEASURED, "1", "energy per neuron of the last state", { 0 }, "energy_theory", NULL, false },
    [ENERGY_THEORY]        = { "energy_theory", METRIC_THEORY, "1", "replica-symmetric energy of the retrieval state; none beyond capacity", { 0 }, NULL, "Amit, Gutfreund & Sompolinsky 1987", false },
    [ENERGY_INCREASES]     = { "energy_increases", METRIC_MEASURED, "1", "flips (synchronous: sweeps) that raised the energy, counted in integers, of all cues together", { 0 }, NULL, NULL, false },
    [CYCLE_LENGTH]         = { "cycle_length", METRIC_MEASURED, "sweeps", "1 settled in a fixed point, 2 in a cycle of two states, 0 neither within max_sweeps", { 0 }, NULL, NULL, false },
    [CONVERGED]            = { "converged", METRIC_MEASURED, "1", "fraction of cues that reached a fixed point", { 0 }, NULL, NULL, true },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static Status validate(const void *p, Error *err);
static Status theory(const void *p, double *const *row, Error *err);
static double cost(const void *p), memory(const void *p);
static double effective(const void *p, const Param *param, double value);
const Algorithm alg_hopfield_retrieval = {
    .name = "hopfield.retrieval",
    .summary = "recall of stored patterns by a Hopfield network, from exact or noisy cues",
    .about = "Weights w_ij = (1/N) sum_p xi_i^p xi_j^p, w_ii = 0; neurons y = +1 where sum_j w_ij y_j >= 0, else -1. "
             "With the Hebbian rule all arithmetic is on integers and exact. Random streams: patterns (bit p of neuron i is bit p mod 128 of "
             "block (p / 128) 2^32 + i, so that larger networks and loads keep the bits of smaller ones), cue, order and "
             "heat, each with a sub-stream per cue (algorithms/base/hopfield_recall.h).",
    .source = "Hopfield, PNAS 79, 2554 (1982); Amit, Gutfreund & Sompolinsky, Phys. Rev. Lett. 55, 1530 (1985)",
    .version = 1,
    .params_size = sizeof(RetrievalParams),
    .params = params,
    .dimensions = dimensions,
    .metrics = metrics,
    .run = run,
    .validate = validate,
    .theory = theory,
    .cost = cost,
    .memory = memory,
    .effective = effective,
    .max_threads = 64,
};
/* clang-format on */

static const double RETRIEVED_ABOVE = 0.9;
static const double WORTH_SHARING = 1e6; /* cost of a trial from which threads share its cues */

static int64_t patterns_of(const RetrievalParams *p)
{
    return hopfield_patterns_at(p->load, p->neurons, p->parity == PARITY_ODD);
}

/* A network cannot be cued with more patterns than it has. */
static int64_t cues_of(const RetrievalParams *p)
{
    int64_t patterns = patterns_of(p);
    return p->cues < patterns ? p->cues : patterns;
}

static double load_of(const RetrievalParams *p)
{
    return (double)patterns_of(p) / (double)p->neurons;
}

static double effective(const void *p, const Param *param, double value)
{
    return strcmp(param->name, "load") == 0 ? load_of(p) : value;
}

static int64_t trace_extent(const void *p)
{
    return ((const RetrievalParams *)p)->trace_sweeps;
}

static Status validate(const void *params_, Error *err)
{
    const RetrievalParams *p = params_;
    if (p->rule == HOPFIELD_HEBBIAN || p->neurons <= WEIGHTS_MAX_NEURONS)
        return OK;
    return error_param(err, "neurons", "the %s rule is for at most %d neurons", rules[p->rule],
                       (int)WEIGHTS_MAX_NEURONS);
}

/* ---- a trial ------------------------------------------------------------------------------ */

static bool stopping(const void *trial)
{
    return trial_stopping(trial);
}

/* Averages over the cues, in their order, whatever order they were made in. */
static void report(const Trial *t, int64_t cues, const HopfieldRecall *made, const double *traces)
{
    const RetrievalParams *p = t->params;
    double sums[METRICS] = { 0 };
    for (int64_t c = 0; c < cues; c++) {
        const HopfieldRecall *r = &made[c];
        sums[OVERLAP] += r->overlap;
        sums[RETRIEVED] += r->overlap > RETRIEVED_ABOVE;
        sums[SWEEPS] += (double)r->sweeps;
        sums[FLIPS] += (double)r->flips;
        sums[ENERGY_START] += r->energy_start;
        sums[ENERGY_FINAL] += r->energy_final;
        sums[CYCLE_LENGTH] += r->cycle_length;
        sums[CONVERGED] += r->cycle_length == 1;
        sums[ENERGY_INCREASES] += (double)(r->uphill * cues);
    }
    sums[PATTERNS] = (double)(patterns_of(p) * cues);
    for (int m = 0; m < METRICS; m++)
        if (metrics[m].kind == METRIC_MEASURED && m != OVERLAP_TRACE)
            trial_set(t, m, sums[m] / (double)cues);
    for (int64_t s = 0; s < p->trace_sweeps; s++) {
        double sum = 0;
        for (int64_t c = 0; c < cues; c++)
            sum += traces[c * p->trace_sweeps + s];
        t->row[OVERLAP_TRACE][s] = sum / (double)cues;
    }
}

static HopfieldRules rules_of(const Trial *t)
{
    const RetrievalParams *p = t->params;
    return (HopfieldRules){
        .dynamics = p->dynamics,
        .order = p->order,
        .self_coupling = p->self_coupling,
        .initial_overlap = p->initial_overlap,
        .temperature = p->temperature,
        .max_sweeps = p->max_sweeps,
        .trace_sweeps = p->trace_sweeps,
        .stopping = stopping,
        .context = t,
    };
}

/* All cues of a network. Several share the threads lent; one alone has them all. Networks with
 * weights of their own have them in `net`. */
static Status recall_all(const Trial *t, const HopfieldPatterns *x, const HopfieldWeights *net,
                         int64_t cues, HopfieldRecall *made, double *traces, Error *err)
{
    const RetrievalParams *p = t->params;
    const HopfieldRules how = rules_of(t);
    const int threads = trial_threads(t);
    const bool share = threads > 1 && cues > 1 && cost(p) > WORTH_SHARING;
    Status worst = OK;
#pragma omp parallel for schedule(dynamic) num_threads(threads) if (share)
    for (int64_t c = 0; c < cues; c++) {
        Error own = { 0 };
        double *trace = traces + c * p->trace_sweeps;
        Status status =
            net->w ? hopfield_weights_recall(net, &how, t->random, c, &made[c], trace, &own)
                   : hopfield_recall(x, &how, t->random, c, cues > 1 ? 1 : threads, &made[c], trace,
                                     NULL, &own);
#pragma omp critical(hopfield_retrieval)
        if (status != OK && worst == OK) {
            worst = status;
            if (err)
                *err = own;
        }
    }
    return worst;
}

static Status run(const Trial *t, Error *err)
{
    const RetrievalParams *p = t->params;
    const int64_t cues = cues_of(p);
    HopfieldPatterns x = { 0 };
    HopfieldWeights net = { 0 };
    HopfieldRecall *made = calloc((size_t)cues, sizeof *made);
    double *traces = calloc((size_t)(cues * p->trace_sweeps), sizeof *traces);
    RandomStream bits = random_stream(t->random, "patterns");
    Status status = made && traces
                        ? OK
                        : error_set(err, ERR_MEMORY, "no memory for %lld cues", (long long)cues);
    if (status == OK)
        status =
            hopfield_patterns_init(&x, p->neurons, patterns_of(p), &bits, trial_threads(t), err);
    if (status == OK && p->rule != HOPFIELD_HEBBIAN) {
        const HopfieldRules how = rules_of(t);
        status = hopfield_weights_init(&net, &x, p->rule, &how, err);
    }
    if (status == OK)
        status = recall_all(t, &x, &net, cues, made, traces, err);
    if (status == OK)
        report(t, cues, made, traces);
    hopfield_weights_free(&net);
    hopfield_patterns_free(&x);
    free(made);
    free(traces);
    return status;
}

/* ---- predictions -------------------------------------------------------------------------- */

/* Overlaps after the first synchronous sweeps, exactly and by signal and noise. */
static void trace_theory(const RetrievalParams *p, double alpha, double m0, double *const *row)
{
    double m[2], v = 1, amari = m0;
    hopfield_two_steps(alpha, m0, &m[0], &m[1]);
    for (int64_t s = 0; s < p->trace_sweeps; s++) {
        if (s < 2)
            row[OVERLAP_TRACE_THEORY][s] = m[s];
        row[OVERLAP_TRACE_AMARI][s] = amari = hopfield_amari_step(alpha, amari, &v);
    }
}

/* From the pattern itself. */
static void retrieval_theory(const RetrievalParams *p, double alpha, double *const *row)
{
    if (p->temperature > 0) {
        row[OVERLAP_THEORY][0] = hopfield_thermal_retrieval(alpha, p->temperature).overlap;
        return;
    }
    const HopfieldReplica s = hopfield_replica_stable(alpha);
    row[OVERLAP_THEORY][0] = s.overlap;
    if (s.overlap > 0)
        row[ENERGY_THEORY][0] = s.energy;
}

static Status theory(const void *params_, double *const *row, Error *err)
{
    (void)err;
    const RetrievalParams *p = params_;
    const double alpha = load_of(p);
    const int64_t errors = hopfield_cue_errors(p->initial_overlap, p->neurons);
    if (p->rule != HOPFIELD_HEBBIAN || p->self_coupling)
        return OK;
    if (errors == 0)
        retrieval_theory(p, alpha, row);
    if (p->temperature > 0) {
        row[MELTING_LOAD_THEORY][0] = hopfield_thermal_capacity(p->temperature);
        row[GLOBAL_LOAD_THEORY][0] = hopfield_thermal_global(p->temperature);
        return OK;
    }
    if (alpha < hopfield_replica_capacity())
        row[UNSTABLE_THEORY][0] = hopfield_replica_unstable(alpha).overlap;
    row[AMARI_BASIN_THEORY][0] = hopfield_amari_basin(alpha);
    if (p->dynamics == HOPFIELD_SYNCHRONOUS)
        trace_theory(p, alpha, 1 - 2 * (double)errors / (double)p->neurons, row);
    return OK;
}

/* Weights of the other rules cost neurons^2 patterns, their sweeps neurons a flip. */
static double weights_cost(const RetrievalParams *p)
{
    const double n = (double)p->neurons, patterns = (double)patterns_of(p);
    return n * n * (0.7 * (patterns < 2 * n ? patterns : 2 * n) + 16 * (double)cues_of(p));
}

static double cost(const void *params_)
{
    const RetrievalParams *p = params_;
    const int64_t patterns = patterns_of(p), n = p->neurons;
    const bool hot = p->temperature > 0;
    if (p->rule != HOPFIELD_HEBBIAN)
        return weights_cost(p);
    double sweeps = hopfield_expected_sweeps(n, load_of(p), p->initial_overlap);
    if (hot || sweeps > (double)p->max_sweeps)
        sweeps = (double)p->max_sweeps;
    double later = hopfield_later_visit_cost(n, patterns);
    if (hot && p->dynamics == HOPFIELD_ASYNCHRONOUS)
        later = hopfield_heat_visit_cost(n, patterns, p->temperature, p->max_sweeps);
    else if (hot)
        later = hopfield_heat_step_cost(n, patterns, p->temperature);
    double cue = (double)n * (hopfield_visit_cost(n, patterns) + (sweeps - 1) * later);
    return hopfield_setup_cost(n, patterns) + (double)cues_of(p) * cue;
}

static double memory(const void *params_)
{
    const RetrievalParams *p = params_;
    const int64_t patterns = patterns_of(p), cues = cues_of(p);
    const int64_t at_once =
        cues < alg_hopfield_retrieval.max_threads ? cues : alg_hopfield_retrieval.max_threads;
    const double weights =
        p->rule == HOPFIELD_HEBBIAN ? 0 : hopfield_weights_bytes(p->neurons, patterns, p->rule);
    return hopfield_patterns_bytes(p->neurons, patterns) + weights +
           (double)at_once * hopfield_recall_bytes(p->neurons, patterns, p->temperature > 0) +
           (double)cues * (sizeof(HopfieldRecall) + (double)p->trace_sweeps * sizeof(double));
}
