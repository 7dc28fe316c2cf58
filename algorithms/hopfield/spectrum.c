/* spectrum.c - hopfield.spectrum: where a Hopfield network ends from states chosen at random. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/algorithm.h"
#include "algorithms/base/hopfield_cost.h"
#include "algorithms/base/hopfield_mixtures.h"
#include "algorithms/base/hopfield_net.h"
#include "algorithms/base/hopfield_patterns.h"
#include "algorithms/base/hopfield_theory.h"

typedef struct {
    int64_t neurons;
    double load;
    int parity;
    int64_t starts, mixed;
    int dynamics;
    int64_t max_sweeps;
} SpectrumParams;

/* clang-format off */
enum { PARITY_ODD, PARITY_ANY };
static const char *const parities[] = { "odd", "any", NULL };
enum { ASYNCHRONOUS, SYNCHRONOUS };
static const char *const dynamics[] = { "asynchronous", "synchronous", NULL };

#define P(field, ...) PARAM(SpectrumParams, field, __VA_ARGS__)
static const Param params[] = {
    P(neurons,    "1000",         2,      HOPFIELD_MAX_NEURONS, NULL, "neurons",  "size of the network"),
    P(load,       "0.1",          0,      100,    NULL,     "patterns/neuron", "patterns stored per neuron, before rounding to whole patterns"),
    P(parity,     "odd",          NO_MIN, NO_MAX, parities, "1",        "patterns stored: 2 floor(load neurons / 2) + 1, so that an even network has no ties, or the nearest integer"),
    P(starts,     "10",           1,      1e6,    NULL,     "starts",   "random states tried in one network; metrics are averaged over them"),
    P(mixed,      "0",            0,      HOPFIELD_MIXED, NULL, "patterns", "0: a start is a random state; else the sign of the sum of so many patterns, at most all, from the start's number on; sums of zero at random"),
    P(dynamics,   "asynchronous", NO_MIN, NO_MAX, dynamics, "1",        "neurons updated one after another, in a new random order every sweep, or all at once"),
    P(max_sweeps, "10000",        1,      1e9,    NULL,     "sweeps",   "the most sweeps made from one start"),
    { 0 }
};

enum {
    PATTERNS, ENERGY, ENERGY_THEORY, STORED_ENERGY, STORED_ENERGY_THEORY, BELOW_STORED, OVERLAP, RETRIEVED,
    MIXED_OVERLAP, MIXED_OVERLAP_THEORY, MIXED_ENERGY_THEORY, KEPT,
    CYCLE_LENGTH, TWO_CYCLES, CONVERGED, SWEEPS, ENERGY_INCREASES, METRICS
};
static const Metric metrics[] = {
    [PATTERNS]             = { "patterns", METRIC_MEASURED, "patterns", "patterns stored", { 0 }, NULL, NULL, false },
    [ENERGY]               = { "energy", METRIC_MEASURED, "1", "energy per neuron -(1/2N) sum w y y of the state reached", { 0 }, "energy_theory", NULL, false },
    [ENERGY_THEORY]        = { "energy_theory", METRIC_THEORY, "1", "energy per neuron of the lowest spin-glass states, replica symmetric at temperature 0, which a descent stays above", { 0 }, NULL, "Amit, Gutfreund & Sompolinsky 1987", false },
    [STORED_ENERGY]        = { "stored_energy", METRIC_MEASURED, "1", "energy per neuron of the stored patterns, their mean over as many as there are starts", { 0 }, "stored_energy_theory", NULL, false },
    [STORED_ENERGY_THEORY] = { "stored_energy_theory", METRIC_THEORY, "1", "the same expected, -(1 - 1/N) / 2, exact at every size and load", { 0 }, NULL, NULL, false },
    [BELOW_STORED]         = { "below_stored", METRIC_MEASURED, "1", "fraction of the starts that end lower than every one of these patterns", { 0 }, NULL, NULL, true },
    [OVERLAP]              = { "overlap", METRIC_MEASURED, "1", "largest |overlap| of the state reached with any stored pattern", { 0 }, NULL, NULL, false },
    [RETRIEVED]            = { "retrieved", METRIC_MEASURED, "1", "fraction of the starts that end at an |overlap| above 0.9 with a pattern", { 0 }, NULL, NULL, true },
    [MIXED_OVERLAP]        = { "mixed_overlap", METRIC_MEASURED, "1", "mean overlap of the state reached with the patterns that were mixed", { 0 }, "mixed_overlap_theory", NULL, false },
    [MIXED_OVERLAP_THEORY] = { "mixed_overlap_theory", METRIC_THEORY, "1", "replica-symmetric overlap of the symmetric mixture of an odd number of patterns, 0 where it does not exist", { 0 }, NULL, "Amit, Gutfreund & Sompolinsky 1987", false },
    [MIXED_ENERGY_THEORY]  = { "mixed_energy_theory", METRIC_THEORY, "1", "energy per neuron of that mixture; none where it does not exist", { 0 }, NULL, "Amit, Gutfreund & Sompolinsky 1987", false },
    [KEPT]                 = { "kept", METRIC_MEASURED, "1", "fraction of the starts that end at an overlap above 0.9 with their start", { 0 }, NULL, NULL, true },
    [CYCLE_LENGTH]         = { "cycle_length", METRIC_MEASURED, "sweeps", "1 settled in a fixed point, 2 in a cycle of two states, 0 neither within max_sweeps", { 0 }, NULL, NULL, false },
    [TWO_CYCLES]           = { "two_cycles", METRIC_MEASURED, "1", "fraction of the starts that end in a cycle of two states", { 0 }, NULL, NULL, true },
    [CONVERGED]            = { "converged", METRIC_MEASURED, "1", "fraction of the starts that end in a fixed point: every y_i has the sign of its field", { 0 }, NULL, NULL, true },
    [SWEEPS]               = { "sweeps", METRIC_MEASURED, "sweeps", "sweeps made, those that find nothing or a cycle included", { 0 }, NULL, NULL, false },
    [ENERGY_INCREASES]     = { "energy_increases", METRIC_MEASURED, "1", "flips (synchronous: sweeps) that raised the energy, of all starts together", { 0 }, NULL, NULL, false },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static Status theory(const void *p, double *const *row, Error *err);
static double cost(const void *p), memory(const void *p);
static double effective(const void *p, const Param *param, double value);
const Algorithm alg_hopfield_spectrum = {
    .name = "hopfield.spectrum",
    .summary = "states a Hopfield network reaches from random starts",
    .about = "A start is a state of independent fair bits, or a mixture of patterns; a Hebbian network with w_ii = 0 then descends. Random streams: "
             "patterns as in hopfield.retrieval, start and order with a sub-stream per start.",
    .source = "Amit, Gutfreund & Sompolinsky, Ann. Phys. 173, 30 (1987); Goles & Olivos, Discrete Appl. Math. 3, 93 (1981)",
    .version = 1,
    .params_size = sizeof(SpectrumParams),
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

static const double RETRIEVED_ABOVE = 0.9;

static int64_t patterns_of(const SpectrumParams *p)
{
    return hopfield_patterns_at(p->load, p->neurons, p->parity == PARITY_ODD);
}

static double effective(const void *p, const Param *param, double value)
{
    const SpectrumParams *s = p;
    return strcmp(param->name, "load") == 0 ? (double)patterns_of(s) / (double)s->neurons : value;
}

/* ---- one start ------------------------------------------------------------------------------ */

/* What one descent needs, and where it ended. */
typedef struct {
    const Trial *trial;
    HopfieldNet net;
    int32_t *order, *before; /* (N + HOPFIELD_AHEAD) */
    int32_t *count;          /* (P): N m_p, to find the nearest pattern */
    int8_t *origin;          /* (N): the start */
    int64_t mixed, first;    /* patterns mixed into it, modulo P from `first` on */
} Descent;

typedef struct {
    double energy, overlap, mixed;
    bool kept;
    int64_t sweeps, uphill;
    int cycle;
} Ending;

static void descent_free(Descent *d)
{
    hopfield_net_free(&d->net);
    free(d->order);
    free(d->before);
    free(d->count);
    free(d->origin);
}

static Status descent_init(Descent *d, const Trial *t, const HopfieldPatterns *x, Error *err)
{
    const size_t places = (size_t)x->neurons + HOPFIELD_AHEAD;
    *d = (Descent){ .trial = t };
    Status status = hopfield_net_init(&d->net, x, false, err);
    d->order = calloc(places, sizeof *d->order);
    d->before = calloc(places, sizeof *d->before);
    d->count = calloc((size_t)x->patterns, sizeof *d->count);
    d->origin = calloc((size_t)x->neurons, sizeof *d->origin);
    if (status == OK && !(d->order && d->before && d->count && d->origin))
        status = error_set(err, ERR_MEMORY, "no memory for the order of %lld updates",
                           (long long)x->neurons);
    return status;
}

/* Independent fair bits, or where some of the mixed patterns prevail, these. The network starts
 * from pattern 0, in which the neurons that differ are reversed. */
static void start(Descent *d, int64_t index)
{
    const SpectrumParams *p = d->trial->params;
    const HopfieldPatterns *x = d->net.patterns;
    const RandomStream all = random_stream(d->trial->random, "start");
    const RandomStream own = random_substream(&all, (uint64_t)index);
    int64_t reversed = 0;
    d->mixed = p->mixed < x->patterns ? p->mixed : x->patterns;
    d->first = index % x->patterns;
    for (int64_t i = 0; i < x->neurons; i++) {
        uint32_t words[4];
        int64_t sum = 0;
        for (int64_t k = 0; k < d->mixed; k++)
            sum += hopfield_pattern(x, i, (d->first + k) % x->patterns);
        if (sum == 0) {
            random_block(&own, (uint64_t)i / 128, words);
            sum = words[i % 128 / 32] >> i % 32 & 1 ? 1 : -1;
        }
        d->origin[i] = sum > 0 ? 1 : -1;
        if (d->origin[i] != hopfield_pattern(x, i, 0))
            d->order[reversed++] = (int32_t)i;
    }
    hopfield_net_start(&d->net, 0, d->order, reversed);
}

/* The largest |sum_i xi_i^p y_i| over all patterns. */
static int32_t nearest(Descent *d)
{
    const HopfieldPatterns *x = d->net.patterns;
    int32_t most = 0;
    memset(d->count, 0, (size_t)x->patterns * sizeof *d->count);
    for (int64_t i = 0; i < x->neurons; i++)
        for (int64_t p = 0; p < x->patterns; p++)
            d->count[p] += d->net.state[i] * hopfield_pattern(x, i, p);
    for (int64_t p = 0; p < x->patterns; p++)
        most = abs(d->count[p]) > most ? abs(d->count[p]) : most;
    return most;
}

/* One sweep or step; the cycle length once that is known, else 0. */
static int advance(Descent *d, const RandomStream *order, int64_t sweep, int64_t *flips)
{
    const SpectrumParams *p = d->trial->params;
    const int64_t flips_before = *flips, n = p->neurons;
    if (p->dynamics == ASYNCHRONOUS) {
        random_permutation(order, (uint64_t)sweep, n, d->order);
        *flips = hopfield_net_sweep(&d->net, d->order, NULL, n);
        return *flips == 0;
    }
    int32_t *swap = d->order;
    d->order = d->before;
    d->before = swap;
    *flips = hopfield_net_step(&d->net, NULL, d->order, 1);
    if (*flips == 0)
        return 1;
    const size_t bytes = (size_t)*flips * sizeof *d->order;
    return *flips == flips_before && memcmp(d->order, d->before, bytes) == 0 ? 2 : 0;
}

static Status descend(Descent *d, int64_t index, Ending *e, Error *err)
{
    const SpectrumParams *p = d->trial->params;
    const RandomStream all = random_stream(d->trial->random, "order");
    const RandomStream order = random_substream(&all, (uint64_t)index);
    int64_t flips = 0;
    *e = (Ending){ 0 };
    start(d, index);
    while (e->sweeps < p->max_sweeps && e->cycle == 0) {
        if (trial_stopping(d->trial))
            return error_set(err, ERR_STOPPED, "stopped after %lld sweeps", (long long)e->sweeps);
        e->cycle = advance(d, &order, e->sweeps++, &flips);
    }
    e->energy = hopfield_net_energy(&d->net, d->net.square);
    e->uphill = d->net.uphill;
    e->overlap = (double)nearest(d) / (double)p->neurons;
    for (int64_t k = 0; k < d->mixed; k++)
        e->mixed += d->count[(d->first + k) % d->net.patterns->patterns] /
                    ((double)d->mixed * (double)p->neurons);
    int64_t same = 0;
    for (int64_t i = 0; i < p->neurons; i++)
        same += d->net.state[i] * d->origin[i];
    e->kept = (double)same > RETRIEVED_ABOVE * (double)p->neurons;
    return OK;
}

/* ---- a trial -------------------------------------------------------------------------------- */

/* Energies of the first patterns: mean and least. */
static void stored_energies(Descent *d, int64_t count, double *mean, double *least)
{
    double sum = 0, low = INFINITY;
    for (int64_t c = 0; c < count; c++) {
        hopfield_net_start(&d->net, c, d->order, 0);
        const double energy = hopfield_net_energy(&d->net, d->net.square);
        sum += energy;
        low = energy < low ? energy : low;
    }
    *mean = sum / (double)count;
    *least = low;
}

static void report(const Trial *t, const Ending *end, double stored, double least)
{
    const SpectrumParams *p = t->params;
    const double starts = (double)p->starts;
    double sums[METRICS] = { 0 };
    for (int64_t k = 0; k < p->starts; k++) {
        const Ending *e = &end[k];
        sums[ENERGY] += e->energy;
        sums[BELOW_STORED] += e->energy < least;
        sums[OVERLAP] += e->overlap;
        sums[MIXED_OVERLAP] += p->mixed > 0 ? e->mixed : NAN;
        sums[KEPT] += e->kept;
        sums[RETRIEVED] += e->overlap > RETRIEVED_ABOVE;
        sums[CYCLE_LENGTH] += e->cycle;
        sums[TWO_CYCLES] += e->cycle == 2;
        sums[CONVERGED] += e->cycle == 1;
        sums[SWEEPS] += (double)e->sweeps;
        sums[ENERGY_INCREASES] += (double)e->uphill * starts;
    }
    sums[PATTERNS] = (double)patterns_of(p) * starts;
    sums[STORED_ENERGY] = stored * starts;
    for (int m = 0; m < METRICS; m++)
        if (metrics[m].kind == METRIC_MEASURED)
            trial_set(t, m, sums[m] / starts);
}

/* The starts first .. end - 1 in a network of their own. */
static Status try_starts(const Trial *t, const HopfieldPatterns *x, int64_t first, int64_t end,
                         Ending *out, double *stored, double *least, Error *err)
{
    const SpectrumParams *p = t->params;
    Descent d;
    Status status = descent_init(&d, t, x, err);
    if (status == OK && first == 0)
        stored_energies(&d, p->starts < x->patterns ? p->starts : x->patterns, stored, least);
    for (int64_t k = first; k < end && status == OK; k++)
        status = descend(&d, k, &out[k], err);
    descent_free(&d);
    return status;
}

static Status run(const Trial *t, Error *err)
{
    const SpectrumParams *p = t->params;
    const int threads = p->starts < trial_threads(t) ? (int)p->starts : trial_threads(t);
    HopfieldPatterns x = { 0 };
    Ending *end = calloc((size_t)p->starts, sizeof *end);
    double stored = 0, least = 0;
    const RandomStream bits = random_stream(t->random, "patterns");
    Status status = end ? OK : error_set(err, ERR_MEMORY, "no memory for the starts");
    if (status == OK)
        status = hopfield_patterns_init(&x, p->neurons, patterns_of(p), &bits, threads, err);
    if (status == OK) {
#pragma omp parallel for schedule(static) num_threads(threads) if (threads > 1)
        for (int part = 0; part < threads; part++) {
            Error own = { 0 };
            Status s = try_starts(t, &x, p->starts * part / threads,
                                  p->starts * (part + 1) / threads, end, &stored, &least, &own);
#pragma omp critical(hopfield_spectrum)
            if (s != OK && status == OK) {
                status = s;
                if (err)
                    *err = own;
            }
        }
    }
    if (status == OK)
        report(t, end, stored, least);
    hopfield_patterns_free(&x);
    free(end);
    return status;
}

static Status theory(const void *params_, double *const *row, Error *err)
{
    (void)err;
    const SpectrumParams *p = params_;
    const double n = (double)p->neurons, load = (double)patterns_of(p) / n;
    row[ENERGY_THEORY][0] = hopfield_replica_glass_energy(load);
    if (p->mixed % 2 == 1) {
        const HopfieldMixture m = hopfield_mixture((int)p->mixed, load);
        row[MIXED_OVERLAP_THEORY][0] = m.overlap;
        if (m.overlap > 0)
            row[MIXED_ENERGY_THEORY][0] = m.energy;
    }
    row[STORED_ENERGY_THEORY][0] = -(1 - 1 / n) / 2;
    return OK;
}

static double cost(const void *params_)
{
    const SpectrumParams *p = params_;
    const double n = (double)p->neurons, patterns = (double)patterns_of(p);
    const double visits = n * 1.5 * sqrt(n), starts = (double)p->starts;
    return hopfield_setup_cost(p->neurons, patterns_of(p)) +
           starts * (visits * hopfield_visit_cost(p->neurons, patterns_of(p)) + 1.5 * n * patterns);
}

static double memory(const void *params_)
{
    const SpectrumParams *p = params_;
    const int64_t patterns = patterns_of(p);
    const double nets = fmin((double)p->starts, alg_hopfield_spectrum.max_threads);
    return hopfield_patterns_bytes(p->neurons, patterns) +
           nets * (hopfield_net_bytes(p->neurons, patterns) + 9.0 * (double)p->neurons +
                   4.0 * (double)patterns) +
           (double)p->starts * sizeof(Ending);
}
