/* diluted.c - hopfield.diluted: recall by a network in which each neuron hears few others. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/algorithm.h"
#include "algorithms/base/hopfield_diluted.h"
#include "algorithms/base/hopfield_diluted_theory.h"
#include "algorithms/base/hopfield_heat.h"
#include "algorithms/base/hopfield_patterns.h"
#include "algorithms/base/hopfield_recall.h"

typedef struct {
    int64_t neurons;
    double connections, load;
    int dynamics;
    double initial_overlap, temperature;
    int64_t steps, cues;
} DilutedParams;

/* clang-format off */
static const char *const dynamics[] = { "asynchronous", "synchronous", NULL };

#define P(field, ...) PARAM(DilutedParams, field, __VA_ARGS__)
static const Param params[] = {
    P(neurons,         "20000",       2,      HOPFIELD_MAX_NEURONS, NULL,     "neurons",  "size of the network"),
    P(connections,     "20",          0.01,   10000,                NULL,     "inputs",   "mean number K of neurons that a neuron hears; each of the others with probability K / (neurons - 1), at most all"),
    P(load,            "0.3",         0,      1000,                 NULL,     "patterns/input", "patterns stored per mean number of inputs, before rounding to whole patterns, at least 1"),
    P(dynamics,        "synchronous", NO_MIN, NO_MAX,               dynamics, "1",        "neurons updated one after another in a new random order every step, or all at once"),
    P(initial_overlap, "1",           0,      1,                    NULL,     "1",        "overlap of the cue with its pattern; round((1 - overlap) neurons / 2) neurons are reversed"),
    P(temperature,     "0",           0,      10,                   NULL,     "1",        "of the heat bath, P(y = +1) = 1 / (1 + exp(-2 h / temperature)), h the field over K; at 0 y = +1 where h >= 0"),
    P(steps,           "40",          1,      1e6,                  NULL,     "steps",    "synchronous steps or asynchronous sweeps made, all of them, as the state never comes to rest"),
    P(cues,            "16",          1,      1e6,                  NULL,     "patterns", "patterns 0, 1, ... tried in one network, at most all; metrics are averaged over them"),
    { 0 }
};

static int64_t trace_extent(const void *p);
static const Dimension dimensions[] = {
    { "step", "steps", "steps made", trace_extent, NULL },
    { 0 }
};

enum {
    PATTERNS, INPUTS, BIT_ERROR_RATE, BIT_ERROR_RATE_THEORY, OVERLAP, OVERLAP_THEORY, OVERLAP_FINITE, OVERLAP_CORRECTED,
    OVERLAP_TRACE, OVERLAP_TRACE_THEORY, OVERLAP_TRACE_FINITE, RETRIEVED, CHANGED, CHANGED_THEORY,
    TRANSITION_THEORY, TRANSITION_FINITE
};
static const Metric metrics[] = {
    [PATTERNS]              = { "patterns", METRIC_MEASURED, "patterns", "patterns stored", { 0 }, NULL, NULL, false },
    [INPUTS]                = { "inputs", METRIC_MEASURED, "inputs", "mean number of neurons that a neuron hears", { 0 }, NULL, NULL, false },
    [BIT_ERROR_RATE]        = { "bit_error_rate", METRIC_MEASURED, "1", "fraction of bits that differ from the pattern after one synchronous step at temperature 0 from its cue, whatever the dynamics", { 0 }, "bit_error_rate_theory", NULL, false },
    [BIT_ERROR_RATE_THEORY] = { "bit_error_rate_theory", METRIC_THEORY, "1", "the same expected over all patterns and links at finite size: each of the others adds patterns - 1 independent signs to the crosstalk if it is heard", { 0 }, NULL, "inversion of the characteristic function", false },
    [OVERLAP]               = { "overlap", METRIC_MEASURED, "1", "overlap (1/N) sum xi y of the last state with the cue's pattern, -1 to 1; above temperature 0 its mean over the second half of the steps", { 0 }, "overlap_theory", NULL, false },
    [OVERLAP_THEORY]        = { "overlap_theory", METRIC_THEORY, "1", "overlap that any initial one above 0 tends to: m = erf(m / sqrt(2 load)) at temperature 0, m = mean of tanh((m + sqrt(load) z) / temperature) above; many inputs, far more neurons", { 0 }, NULL, "Derrida, Gardner & Zippelius 1987", false },
    [OVERLAP_FINITE]        = { "overlap_finite_theory", METRIC_THEORY, "1", "the same with this number of inputs, Poisson, and of patterns; far more neurons", { 0 }, NULL, "Derrida, Gardner & Zippelius 1987", false },
    [OVERLAP_CORRECTED]     = { "overlap_corrected_theory", METRIC_THEORY, "1", "overlap_finite_theory and its change to first order in K / neurons, from the overlaps with all other patterns that build up by chance; synchronous steps at temperature 0; none where the change is above a twentieth, as near the transition", { 0 }, NULL, "signal and noise, own derivation", false },
    [OVERLAP_TRACE]         = { "overlap_trace", METRIC_MEASURED, "1", "overlap after step 1, 2, ...", { "step" }, "overlap_trace_theory", NULL, false },
    [OVERLAP_TRACE_THEORY]  = { "overlap_trace_theory", METRIC_THEORY, "1", "the same for many inputs and far more neurons: m(t + 1) = erf(m(t) / sqrt(2 load)) at temperature 0, exact at every step; asynchronous sweeps follow dm/du = f(m) - m(t)", { "step" }, NULL, "Derrida, Gardner & Zippelius 1987", false },
    [OVERLAP_TRACE_FINITE]  = { "overlap_trace_finite", METRIC_THEORY, "1", "the same with this number of inputs, Poisson, and of patterns; far more neurons", { "step" }, NULL, "Derrida, Gardner & Zippelius 1987", false },
    [RETRIEVED]             = { "retrieved", METRIC_MEASURED, "1", "fraction of cues that end at an overlap above 0.9", { 0 }, NULL, NULL, true },
    [CHANGED]               = { "changed", METRIC_MEASURED, "1", "fraction of neurons that the last step changed", { 0 }, "changed_theory", NULL, false },
    [CHANGED_THEORY]        = { "changed_theory", METRIC_THEORY, "1", "the same in the long run for synchronous steps at temperature 0, many inputs and far more neurons; from overlap 0 a half", { 0 }, NULL, "two states one step apart have crosstalk correlated by their overlap", false },
    [TRANSITION_THEORY]     = { "transition_theory", METRIC_THEORY, "patterns/input", "load from which no overlap is left, continuously: 2/pi at temperature 0, many inputs, far more neurons", { 0 }, NULL, "Derrida, Gardner & Zippelius 1987", false },
    [TRANSITION_FINITE]     = { "transition_finite_theory", METRIC_THEORY, "patterns/input", "the same with this number of inputs, Poisson, interpolated between whole numbers of patterns; about 1 - 1 / (4 K) times 2/pi", { 0 }, NULL, "Derrida, Gardner & Zippelius 1987", false },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static Status validate(const void *p, Error *err);
static Status theory(const void *p, double *const *row, Error *err);
static double cost(const void *p), memory(const void *p);
static double effective(const void *p, const Param *param, double value);
const Algorithm alg_hopfield_diluted = {
    .name = "hopfield.diluted",
    .summary = "recall by a diluted asymmetric Hopfield network, solved exactly at every step",
    .about = "Each neuron hears each other one with probability K / (N - 1), independently of whether it is heard by it, with weight "
             "w_ij = (1/K) sum_p xi_i^p xi_j^p; neurons y = +1 where sum_j w_ij y_j >= 0, else -1. As w_ij and w_ji rarely both exist there is "
             "no energy, and the state need not come to rest. All arithmetic is on integers and exact. Random streams: patterns, cue and order as "
             "in hopfield.retrieval (one order for all cues, that of cue 0); links: gaps between the neurons heard (algorithms/base/hopfield_diluted.h); "
             "heat: neuron i of step t, counted from 0, draws 64-bit half i mod 2 of block t 2^32 + i / 2, a sub-stream per cue.",
    .source = "Derrida, Gardner & Zippelius, Europhys. Lett. 4, 167 (1987)",
    .version = 1,
    .params_size = sizeof(DilutedParams),
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
static const double MOST_CHANGE = 0.05;

static int64_t patterns_of(const DilutedParams *p)
{
    const double wanted = floor(p->load * p->connections * (1 + 1e-12) + 0.5);
    return wanted > 1 ? (int64_t)wanted : 1;
}

/* A network cannot be cued with more patterns than it has. */
static int64_t cues_of(const DilutedParams *p)
{
    const int64_t patterns = patterns_of(p);
    return p->cues < patterns ? p->cues : patterns;
}

static double load_of(const DilutedParams *p)
{
    return (double)patterns_of(p) / p->connections;
}

static double effective(const void *p, const Param *param, double value)
{
    return strcmp(param->name, "load") == 0 ? load_of(p) : value;
}

static int64_t trace_extent(const void *p)
{
    return ((const DilutedParams *)p)->steps;
}

static Status validate(const void *params_, Error *err)
{
    const DilutedParams *p = params_;
    if (p->connections > (double)(p->neurons - 1))
        return error_param(err, "connections", "a neuron of %lld cannot hear more than %lld",
                           (long long)p->neurons, (long long)(p->neurons - 1));
    if (p->load * p->connections > DILUTED_MAX_PATTERNS)
        return error_param(err, "load", "load times connections gives more than %d patterns",
                           (int)DILUTED_MAX_PATTERNS);
    return OK;
}

/* ---- a trial ------------------------------------------------------------------------------- */

/* A network and up to DILUTED_LANES states of it, each started on a cue of its own. */
typedef struct {
    HopfieldPatterns x;
    DilutedNet net;
    int8_t *pattern, *state, *next; /* (N, DILUTED_LANES) */
    int32_t *threshold;             /* (N, DILUTED_LANES), NULL at temperature 0 */
    int32_t *order;                 /* (N) */
    uint32_t *words;                /* (2 N + 2), NULL at temperature 0 */
} Bench;

static void bench_free(Bench *b)
{
    hopfield_patterns_free(&b->x);
    diluted_net_free(&b->net);
    free(b->pattern);
    free(b->state);
    free(b->next);
    free(b->threshold);
    free(b->order);
    free(b->words);
}

static Status bench_init(Bench *b, const Trial *t, Error *err)
{
    const DilutedParams *p = t->params;
    const size_t lanes = (size_t)p->neurons * DILUTED_LANES;
    const bool heat = p->temperature > 0;
    const RandomStream bits = random_stream(t->random, "patterns");
    const RandomStream links = random_stream(t->random, "links");
    const int threads = trial_threads(t);
    b->pattern = hopfield_alloc(lanes);
    b->state = hopfield_alloc(lanes);
    b->next = hopfield_alloc(lanes);
    b->order = calloc((size_t)p->neurons, sizeof *b->order);
    b->threshold = heat ? hopfield_alloc(lanes * sizeof *b->threshold) : NULL;
    b->words = heat ? calloc(2 * (size_t)p->neurons + 2, sizeof *b->words) : NULL;
    if (!b->pattern || !b->state || !b->next || !b->order || (heat && (!b->threshold || !b->words)))
        return error_set(err, ERR_MEMORY, "no memory for states of %lld neurons",
                         (long long)p->neurons);
    Status status = hopfield_patterns_init(&b->x, p->neurons, patterns_of(p), &bits, threads, err);
    if (status == OK)
        status = diluted_net_init(&b->net, &b->x, p->connections, &links, threads, err);
    return status;
}

/* Cues first, first + 1, ... in the lanes; idle lanes repeat the first. */
static void bench_start(Bench *b, const Trial *t, int64_t first, int64_t count)
{
    const DilutedParams *p = t->params;
    const int64_t n = p->neurons, errors = hopfield_cue_errors(p->initial_overlap, n);
    for (int64_t l = 0; l < DILUTED_LANES; l++) {
        const int64_t cue = first + (l < count ? l : 0);
        for (int64_t i = 0; i < n; i++)
            b->pattern[i * DILUTED_LANES + l] = (int8_t)hopfield_pattern(&b->x, i, cue);
    }
    memcpy(b->state, b->pattern, (size_t)n * DILUTED_LANES);
    for (int64_t l = 0; l < count && errors > 0; l++) {
        hopfield_cue_order(t->random, first + l, n, b->order);
        for (int64_t k = 0; k < errors; k++) {
            int8_t *y = b->state + b->order[k] * (int64_t)DILUTED_LANES + l;
            *y = (int8_t) - *y;
        }
    }
}

/* overlap[l] = (1/N) sum x y of a lane. */
static void overlaps(const Bench *b, const int8_t *x, const int8_t *y,
                     double overlap[DILUTED_LANES])
{
    int64_t sum[DILUTED_LANES];
    b->net.kernels->agreement(x, y, b->net.neurons, sum);
    for (int l = 0; l < DILUTED_LANES; l++)
        overlap[l] = (double)sum[l] / (double)b->net.neurons;
}

/* The least fields at which neurons become +1 in this step. */
static void draw_thresholds(Bench *b, const Trial *t, int64_t first, int64_t count, int64_t step)
{
    const DilutedParams *p = t->params;
    const RandomStream all = random_stream(t->random, "heat");
    const double scale = p->connections * p->temperature / 2, most = 0x1p30;
    for (int64_t l = 0; l < count; l++) {
        const RandomStream s = random_substream(&all, (uint64_t)(first + l));
        random_words(&s, (uint64_t)step << 32, (size_t)(p->neurons + 1) / 2, b->words);
        for (int64_t i = 0; i < p->neurons; i++) {
            const double least = (double)hopfield_heat_threshold(b->words + 2 * i, scale);
            b->threshold[i * DILUTED_LANES + l] = (int32_t)fmin(fmax(least, -most), most);
        }
    }
}

/* One step; what was the state is then in `next`. */
static void advance(Bench *b, const Trial *t, int64_t first, int64_t count, int64_t step)
{
    const DilutedParams *p = t->params;
    int8_t *before = b->state;
    if (p->temperature > 0)
        draw_thresholds(b, t, first, count, step);
    if (p->dynamics == HOPFIELD_SYNCHRONOUS) {
        diluted_net_step(&b->net, b->threshold, b->state, b->next, trial_threads(t));
        b->state = b->next;
        b->next = before;
        return;
    }
    const RandomStream all = random_stream(t->random, "order"), s = random_substream(&all, 0);
    random_permutation(&s, (uint64_t)step, p->neurons, b->order);
    memcpy(b->next, b->state, (size_t)p->neurons * DILUTED_LANES);
    diluted_net_sweep(&b->net, b->threshold, b->order, b->state);
}

/* Sums over the cues. */
typedef struct {
    double overlap, error, retrieved, changed;
} Sums;

/* Recalls the cues first .. first + count - 1, adding to the sums and to the trace. */
static Status recall(Bench *b, const Trial *t, int64_t first, int64_t count, Sums *sums,
                     double *trace, Error *err)
{
    const DilutedParams *p = t->params;
    double overlap[DILUTED_LANES], mean[DILUTED_LANES] = { 0 };
    const int64_t late = p->temperature > 0 ? p->steps / 2 : p->steps - 1; /* averaged from here */
    bench_start(b, t, first, count);
    diluted_net_step(&b->net, NULL, b->state, b->next, trial_threads(t));
    overlaps(b, b->pattern, b->next, overlap);
    for (int64_t l = 0; l < count; l++)
        sums->error += (1 - overlap[l]) / 2;
    for (int64_t step = 0; step < p->steps; step++) {
        if (trial_stopping(t))
            return error_set(err, ERR_STOPPED, "stopped after %lld steps", (long long)step);
        advance(b, t, first, count, step);
        overlaps(b, b->pattern, b->state, overlap);
        for (int64_t l = 0; l < count; l++) {
            trace[step] += overlap[l];
            mean[l] += step >= late ? overlap[l] / (double)(p->steps - late) : 0;
        }
    }
    overlaps(b, b->state, b->next, overlap);
    for (int64_t l = 0; l < count; l++) {
        sums->overlap += mean[l];
        sums->retrieved += mean[l] > RETRIEVED_ABOVE;
        sums->changed += (1 - overlap[l]) / 2;
    }
    return OK;
}

static Status run(const Trial *t, Error *err)
{
    const DilutedParams *p = t->params;
    const int64_t cues = cues_of(p);
    const double all = (double)cues;
    double *trace = t->row[OVERLAP_TRACE];
    Bench b = { 0 };
    Sums sums = { 0 };
    for (int64_t s = 0; s < p->steps; s++)
        trace[s] = 0;
    Status status = bench_init(&b, t, err);
    for (int64_t c = 0; c < cues && status == OK; c += DILUTED_LANES)
        status = recall(&b, t, c, cues - c < DILUTED_LANES ? cues - c : DILUTED_LANES, &sums, trace,
                        err);
    if (status == OK) {
        trial_set(t, PATTERNS, (double)b.net.patterns);
        trial_set(t, INPUTS, (double)b.net.first[p->neurons] / (double)p->neurons);
        trial_set(t, BIT_ERROR_RATE, sums.error / all);
        trial_set(t, OVERLAP, sums.overlap / all);
        trial_set(t, RETRIEVED, sums.retrieved / all);
        trial_set(t, CHANGED, sums.changed / all);
        for (int64_t s = 0; s < p->steps; s++)
            trace[s] /= all;
    }
    bench_free(&b);
    return status;
}

/* ---- predictions --------------------------------------------------------------------------- */

static void trace_theory(const DilutedParams *p, const DilutedMap *map, double m, double *trace)
{
    for (int64_t s = 0; s < p->steps; s++) {
        m = p->dynamics == HOPFIELD_SYNCHRONOUS ? diluted_map_step(map, m)
                                                : diluted_map_sweep(map, m);
        trace[s] = m;
    }
}

/* To first order in the fraction of all neurons that a neuron hears, where that is small. */
static double corrected(const DilutedParams *p, double limit, double finite)
{
    const double density = p->connections / (double)(p->neurons - 1);
    const double change = finite > 0 ? density * diluted_density_slope(load_of(p), limit) : 0;
    return fabs(change) <= MOST_CHANGE * finite ? finite + change : NAN;
}

static Status theory(const void *params_, double *const *row, Error *err)
{
    const DilutedParams *p = params_;
    const int64_t patterns = patterns_of(p);
    const int64_t errors = hopfield_cue_errors(p->initial_overlap, p->neurons);
    const double m0 = 1 - 2 * (double)errors / (double)p->neurons, temperature = p->temperature;
    const bool cold = temperature == 0 && p->dynamics == HOPFIELD_SYNCHRONOUS;
    DilutedMap limit = { 0 }, finite = { 0 };
    Status status = diluted_map_limit(&limit, load_of(p), temperature, err);
    if (status == OK)
        status = diluted_map_finite(&finite, p->connections, patterns, temperature, err);
    if (status == OK)
        status = diluted_transition_limit(temperature, &row[TRANSITION_THEORY][0], err);
    if (status == OK)
        status =
            diluted_transition_finite(p->connections, temperature, &row[TRANSITION_FINITE][0], err);
    if (status == OK) {
        row[BIT_ERROR_RATE_THEORY][0] =
            diluted_one_step_error(p->neurons, p->connections, patterns, errors);
        row[OVERLAP_THEORY][0] = m0 > 0 ? diluted_map_fixed(&limit) : 0;
        row[OVERLAP_FINITE][0] = m0 > 0 ? diluted_map_fixed(&finite) : 0;
        trace_theory(p, &limit, m0, row[OVERLAP_TRACE_THEORY]);
        trace_theory(p, &finite, m0, row[OVERLAP_TRACE_FINITE]);
        if (cold) {
            const double m = row[OVERLAP_THEORY][0];
            row[CHANGED_THEORY][0] = diluted_changes(load_of(p), m);
            row[OVERLAP_CORRECTED][0] = corrected(p, m, row[OVERLAP_FINITE][0]);
        }
    }
    diluted_map_free(&limit);
    diluted_map_free(&finite);
    return status;
}

/* Nanoseconds on one thread, roughly: links are drawn, weighed, and followed for all lanes at
 * once. */
static double cost(const void *params_)
{
    const DilutedParams *p = params_;
    const double n = (double)p->neurons, links = n * p->connections;
    const double groups = ceil((double)cues_of(p) / DILUTED_LANES);
    const double words = ceil((double)patterns_of(p) / 64);
    const double heat = p->temperature > 0 ? 40 * DILUTED_LANES : 0;
    return links * (8 + 2 * words) + 300 * n +
           groups * (double)(p->steps + 1) * (1.5 * links + (40 + heat) * n);
}

static double memory(const void *params_)
{
    const DilutedParams *p = params_;
    const double n = (double)p->neurons;
    const double heat = p->temperature > 0 ? 4.0 * DILUTED_LANES + 8 : 0;
    return hopfield_patterns_bytes(p->neurons, patterns_of(p)) +
           diluted_net_bytes(p->neurons, p->connections) +
           n * (3.0 * DILUTED_LANES + sizeof(int32_t) + heat);
}
