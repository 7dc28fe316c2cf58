/* dense.c - hopfield.dense: associative memories with energies of higher order. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/algorithm.h"
#include "algorithms/base/hopfield_dense.h"
#include "algorithms/base/hopfield_patterns.h"
#include "algorithms/base/hopfield_recall.h"

typedef struct {
    int64_t neurons, patterns;
    int order;
    double initial_overlap;
    int64_t max_sweeps, cues;
} DenseParams;

/* clang-format off */
static const char *const orders[] = { "2", "3", "4", "exponential", NULL };
static const int order_of[] = { 2, 3, 4, DENSE_EXPONENTIAL };

#define P(field, ...) PARAM(DenseParams, field, __VA_ARGS__)
static const Param params[] = {
    P(neurons,         "100", 2,      1000,   NULL,   "neurons",  "size of the network"),
    P(patterns,        "100", 1,      1e7,    NULL,   "patterns", "patterns stored"),
    P(order,           "3",   NO_MIN, NO_MAX, orders, "1",        "n of the energy -sum_p (sum_i xi_i^p y_i)^n, or exp in place of the power; 2 is the Hebb rule"),
    P(initial_overlap, "1",   0,      1,      NULL,   "1",        "overlap of the cue with its pattern; round((1 - overlap) neurons / 2) neurons are reversed"),
    P(max_sweeps,      "1",   1,      1e6,    NULL,   "sweeps",   "synchronous steps made, fewer if nothing changes; bit_error_rate is that after the first"),
    P(cues,            "16",  1,      1e6,    NULL,   "patterns", "patterns 0, 1, ... tried in turn in one network, at most all; metrics are averaged over them"),
    { 0 }
};

enum { BIT_ERROR_RATE, BIT_ERROR_RATE_THEORY, EXACT_RECALL, EXACT_THEORY, CAPACITY_THEORY, RETRIEVED, OVERLAP };
static const Metric metrics[] = {
    [BIT_ERROR_RATE]        = { "bit_error_rate", METRIC_MEASURED, "1", "fraction of bits that differ from the pattern after one synchronous step from its cue", { 0 }, "bit_error_rate_theory", NULL, false },
    [BIT_ERROR_RATE_THEORY] = { "bit_error_rate_theory", METRIC_THEORY, "1", "the same expected over all pattern sets at finite size: the crosstalk is a sum of patterns - 1 independent terms; rounding leaves about 1e-15", { 0 }, NULL, "inversion of the characteristic function", false },
    [EXACT_RECALL]          = { "exact", METRIC_MEASURED, "1", "fraction of cues that the first step turns into their pattern without error", { 0 }, "exact_theory", NULL, true },
    [EXACT_THEORY]          = { "exact_theory", METRIC_THEORY, "1", "the same if bits err independently at their exact rate", { 0 }, NULL, NULL, false },
    [CAPACITY_THEORY]       = { "capacity_theory", METRIC_THEORY, "patterns", "patterns that large networks recall without error from themselves: N^(n-1) / (2 (2n-3)!! ln N) for order n; for the exponential 2^(N/2), up to which all are recalled", { 0 }, NULL, "Krotov & Hopfield 2016, Demircigil et al. 2017", false },
    [RETRIEVED]             = { "retrieved", METRIC_MEASURED, "1", "fraction of cues that end at an overlap above 0.9", { 0 }, NULL, NULL, true },
    [OVERLAP]               = { "overlap", METRIC_MEASURED, "1", "overlap of the last state with the cue's pattern", { 0 }, NULL, NULL, false },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static Status validate(const void *p, Error *err);
static Status theory(const void *p, double *const *row, Error *err);
static double cost(const void *p), memory(const void *p);
const Algorithm alg_hopfield_dense = {
    .name = "hopfield.dense",
    .summary = "dense associative memory: recall where energies are of higher order in the overlaps",
    .about = "A neuron becomes the sign of the difference of -energy between its two values, +1 at zero. Powers are computed "
             "in whole numbers, exactly. Random streams patterns and cue as in hopfield.retrieval.",
    .source = "Krotov & Hopfield, NIPS 29 (2016); Demircigil et al., J. Stat. Phys. 168, 288 (2017)",
    .version = 1,
    .params_size = sizeof(DenseParams),
    .params = params,
    .metrics = metrics,
    .run = run,
    .validate = validate,
    .theory = theory,
    .cost = cost,
    .memory = memory,
};
/* clang-format on */

static const double RETRIEVED_ABOVE = 0.9;

static Status validate(const void *params_, Error *err)
{
    const DenseParams *p = params_;
    if (dense_exact(order_of[p->order], p->neurons, p->patterns))
        return OK;
    return error_param(err, "patterns", "sums over %lld patterns of order %s would not be exact",
                       (long long)p->patterns, orders[p->order]);
}

/* What recalling from all cues needs. */
typedef struct {
    int8_t *xi;   /* (P, N) */
    int8_t *y;    /* (2, N) */
    double *kick; /* (2 N + 1) */
    double *sum;  /* (N) */
    int32_t *list;
} Memory;

static void memory_free(Memory *m)
{
    free(m->xi);
    free(m->y);
    free(m->kick);
    free(m->sum);
    free(m->list);
}

static Status memory_init(Memory *m, const Trial *t, Error *err)
{
    const DenseParams *p = t->params;
    const int64_t n = p->neurons;
    const RandomStream bits = random_stream(t->random, "patterns");
    HopfieldPatterns x = { 0 };
    Status status = hopfield_patterns_init(&x, n, p->patterns, &bits, 1, err);
    if (status != OK)
        return status;
    m->xi = malloc((size_t)(p->patterns * n));
    m->y = malloc((size_t)(2 * n));
    m->kick = calloc((size_t)(2 * n + 1), sizeof *m->kick);
    m->sum = calloc((size_t)n, sizeof *m->sum);
    m->list = calloc((size_t)n, sizeof *m->list);
    if (!m->xi || !m->y || !m->kick || !m->sum || !m->list)
        status = error_set(err, ERR_MEMORY, "no memory for %lld patterns", (long long)p->patterns);
    for (int64_t q = 0; q < p->patterns && status == OK; q++)
        for (int64_t i = 0; i < n; i++)
            m->xi[q * n + i] = (int8_t)hopfield_pattern(&x, i, q);
    for (int64_t k = -n; k <= n && status == OK; k++)
        m->kick[k + n] = dense_kick(order_of[p->order], n, k);
    hopfield_patterns_free(&x);
    return status;
}

static int64_t wrong_bits(const int8_t *a, const int8_t *b, int64_t n)
{
    int64_t wrong = 0;
    for (int64_t i = 0; i < n; i++)
        wrong += a[i] != b[i];
    return wrong;
}

/* Recalls pattern `cue`: wrong bits after the first and after the last step. */
static void recall(const Trial *t, Memory *m, int64_t cue, int64_t *first, int64_t *last)
{
    const DenseParams *p = t->params;
    const int64_t n = p->neurons, errors = hopfield_cue_errors(p->initial_overlap, n);
    const int8_t *pattern = m->xi + cue * n;
    int8_t *y = m->y, *next = m->y + n;
    memcpy(y, pattern, (size_t)n);
    if (errors > 0)
        hopfield_cue_order(t->random, cue, n, m->list);
    for (int64_t k = 0; k < errors; k++)
        y[m->list[k]] = (int8_t)-y[m->list[k]];
    for (int64_t step = 0; step < p->max_sweeps; step++) {
        dense_step(m->xi, p->patterns, n, m->kick, y, next, m->sum);
        const bool settled = memcmp(y, next, (size_t)n) == 0;
        int8_t *swap = y;
        y = next;
        next = swap;
        if (step == 0)
            *first = wrong_bits(y, pattern, n);
        if (settled)
            break;
    }
    *last = wrong_bits(y, pattern, n);
}

static Status run(const Trial *t, Error *err)
{
    const DenseParams *p = t->params;
    const int64_t cues = p->cues < p->patterns ? p->cues : p->patterns;
    const double n = (double)p->neurons;
    Memory m = { 0 };
    int64_t errors = 0, exact = 0, retrieved = 0;
    double overlap = 0;
    Status status = memory_init(&m, t, err);
    for (int64_t c = 0; c < cues && status == OK; c++) {
        int64_t first = 0, last = 0;
        recall(t, &m, c, &first, &last);
        errors += first;
        exact += first == 0;
        overlap += 1 - 2 * (double)last / n;
        retrieved += 1 - 2 * (double)last / n > RETRIEVED_ABOVE;
        if (trial_stopping(t))
            status = error_set(err, ERR_STOPPED, "stopped after %lld cues", (long long)c);
    }
    memory_free(&m);
    if (status != OK)
        return status;
    trial_set(t, BIT_ERROR_RATE, (double)errors / ((double)cues * n));
    trial_set(t, EXACT_RECALL, (double)exact / (double)cues);
    trial_set(t, RETRIEVED, (double)retrieved / (double)cues);
    trial_set(t, OVERLAP, overlap / (double)cues);
    return OK;
}

static Status theory(const void *params_, double *const *row, Error *err)
{
    (void)err;
    const DenseParams *p = params_;
    const int order = order_of[p->order];
    const DenseLaw law = dense_one_step(order, p->neurons, p->patterns,
                                        hopfield_cue_errors(p->initial_overlap, p->neurons));
    row[BIT_ERROR_RATE_THEORY][0] = law.bit_error;
    row[EXACT_THEORY][0] = law.exact;
    row[CAPACITY_THEORY][0] = dense_capacity(order, p->neurons);
    return OK;
}

static double cost(const void *params_)
{
    const DenseParams *p = params_;
    const double size = (double)p->patterns * (double)p->neurons;
    return 1e4 + 3 * size + fmin((double)p->cues, (double)p->patterns) * 1.2 * size;
}

static double memory(const void *params_)
{
    const DenseParams *p = params_;
    return hopfield_patterns_bytes(p->neurons, p->patterns) +
           (double)p->patterns * (double)p->neurons + 32.0 * (double)p->neurons;
}
