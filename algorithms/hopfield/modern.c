/* modern.c - hopfield.modern: the continuous Hopfield network whose update is attention. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/algorithm.h"
#include "algorithms/base/elementary.h"
#include "algorithms/base/hopfield_patterns.h"
#include "algorithms/base/hopfield_softmax.h"

typedef struct {
    int64_t dimension, patterns;
    double beta, noise;
    int64_t steps, cues;
} ModernParams;

/* clang-format off */
#define P(field, ...) PARAM(ModernParams, field, __VA_ARGS__)
static const Param params[] = {
    P(dimension, "64",  2, 4096, NULL, "1",        "length of a pattern of +1 and -1"),
    P(patterns,  "100", 1, 1e7,  NULL, "patterns", "patterns stored"),
    P(beta,      "0.5", 0, 1e3,  NULL, "1",        "inverse temperature of the softmax; attention scales by 1 / sqrt(dimension)"),
    P(noise,     "0.1", 0, 1,    NULL, "1",        "probability of every sign of the cue to be reversed"),
    P(steps,     "1",   1, 1e6,  NULL, "steps",    "updates made"),
    P(cues,      "16",  1, 1e6,  NULL, "patterns", "patterns 0, 1, ... tried in turn in one network, at most all; metrics are averaged over them"),
    { 0 }
};

enum { RETRIEVED, RETRIEVED_THEORY, CAPACITY_THEORY, RETRIEVAL_ERROR, WRONG_SIGNS, ATTENTION_DIFFERENCE };
static const Metric metrics[] = {
    [RETRIEVED]            = { "retrieved", METRIC_MEASURED, "1", "fraction of cues after which all signs are those of the pattern", { 0 }, "retrieved_theory", NULL, true },
    [RETRIEVED_THEORY]     = { "retrieved_theory", METRIC_THEORY, "1", "the same expected over all pattern sets after one step, up to 128 dimensions: the strongest competitor exactly, the other patterns sign by sign", { 0 }, NULL, "inversion of the characteristic function", false },
    [CAPACITY_THEORY]      = { "capacity_theory", METRIC_THEORY, "patterns", "exp(d (beta (1 - 2 noise) - ln cosh beta)) / tanh beta: patterns at which a reversed sign is on the verge in a large network", { 0 }, NULL, "compare Lucibello & Mezard 2024", false },
    [RETRIEVAL_ERROR]      = { "retrieval_error", METRIC_MEASURED, "1", "root mean square distance of the components from the pattern's", { 0 }, NULL, NULL, false },
    [WRONG_SIGNS]          = { "wrong_signs", METRIC_MEASURED, "1", "fraction of signs that differ from the pattern's", { 0 }, NULL, NULL, false },
    [ATTENTION_DIFFERENCE] = { "attention_difference", METRIC_MEASURED, "1", "largest difference of a component between the update and softmax attention with the patterns as keys and values, computed apart", { 0 }, NULL, NULL, false },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static Status theory(const void *p, double *const *row, Error *err);
static double cost(const void *p), memory(const void *p);
const Algorithm alg_hopfield_modern = {
    .name = "hopfield.modern",
    .summary = "modern Hopfield network: exponentially many patterns, and one update is attention",
    .about = "The state goes to minus the gradient of its energy's concave part, X softmax(beta X^T state), the columns of X "
             "being the patterns. Random streams: patterns as in hopfield.retrieval, cue with a sub-stream per cue.",
    .source = "Ramsauer et al., ICLR (2021), arXiv:2008.02217; Demircigil et al., J. Stat. Phys. 168, 288 (2017)",
    .version = 1,
    .params_size = sizeof(ModernParams),
    .params = params,
    .metrics = metrics,
    .run = run,
    .theory = theory,
    .cost = cost,
    .memory = memory,
};
/* clang-format on */

/* What recalling from all cues needs. */
typedef struct {
    int64_t d, p;
    double beta;
    int8_t *x;                       /* (P, D) */
    double *score;                   /* (P) */
    double *state, *next, *attended; /* (D) */
} Modern;

static void modern_free(Modern *m)
{
    free(m->x);
    free(m->score);
    free(m->state);
    free(m->next);
    free(m->attended);
}

static Status modern_init(Modern *m, const Trial *t, Error *err)
{
    const ModernParams *p = t->params;
    const RandomStream bits = random_stream(t->random, "patterns");
    HopfieldPatterns x = { 0 };
    *m = (Modern){ .d = p->dimension, .p = p->patterns, .beta = p->beta };
    Status status = hopfield_patterns_init(&x, m->d, m->p, &bits, 1, err);
    if (status != OK)
        return status;
    m->x = malloc((size_t)(m->p * m->d));
    m->score = calloc((size_t)m->p, sizeof *m->score);
    m->state = calloc((size_t)m->d, sizeof *m->state);
    m->next = calloc((size_t)m->d, sizeof *m->next);
    m->attended = calloc((size_t)m->d, sizeof *m->attended);
    if (!m->x || !m->score || !m->state || !m->next || !m->attended)
        status = error_set(err, ERR_MEMORY, "no memory for %lld patterns", (long long)m->p);
    for (int64_t q = 0; q < m->p && status == OK; q++)
        for (int64_t i = 0; i < m->d; i++)
            m->x[q * m->d + i] = (int8_t)hopfield_pattern(&x, i, q);
    hopfield_patterns_free(&x);
    return status;
}

/* ---- the update and attention, each by its own formula -------------------------------------- */

/* The update: minus the derivative of -lse(beta, X^T state) = -log(sum_p exp(beta x_p . state)) /
 * beta, by products of beta x with the state, relative to the largest. */
static void update(Modern *m)
{
    double largest = -INFINITY, sum = 0;
    for (int64_t p = 0; p < m->p; p++) {
        double energy = 0;
        for (int64_t i = 0; i < m->d; i++)
            energy += m->beta * m->x[p * m->d + i] * m->state[i];
        m->score[p] = energy;
        largest = energy > largest ? energy : largest;
    }
    memset(m->next, 0, (size_t)m->d * sizeof *m->next);
    for (int64_t p = 0; p < m->p; p++)
        m->score[p] -= largest;
    elementary_exp_f64(m->score, m->score, (size_t)m->p);
    for (int64_t p = 0; p < m->p; p++) {
        sum += m->score[p];
        for (int64_t i = 0; i < m->d; i++)
            m->next[i] += m->score[p] * m->x[p * m->d + i];
    }
    for (int64_t i = 0; i < m->d; i++)
        m->next[i] /= sum;
}

/* Attention of one query: scores q . k, scaled, softmax to weights that sum to 1, values mixed. */
static void attend(Modern *m)
{
    double largest = -INFINITY, sum = 0;
    for (int64_t p = 0; p < m->p; p++) {
        double dot = 0;
        for (int64_t i = m->d - 1; i >= 0; i--)
            dot += m->state[i] * m->x[p * m->d + i];
        m->score[p] = dot * m->beta;
        largest = m->score[p] > largest ? m->score[p] : largest;
    }
    for (int64_t p = 0; p < m->p; p++)
        sum += elementary_exp(m->score[p] - largest);
    const double normal = largest + elementary_log(sum);
    memset(m->attended, 0, (size_t)m->d * sizeof *m->attended);
    for (int64_t p = m->p - 1; p >= 0; p--) {
        const double weight = elementary_exp(m->score[p] - normal);
        for (int64_t i = 0; i < m->d; i++)
            m->attended[i] += weight * m->x[p * m->d + i];
    }
}

/* ---- a trial -------------------------------------------------------------------------------- */

/* What the cues of a trial add up to. */
typedef struct {
    int64_t retrieved, wrong;
    double error, difference;
} Sums;

static void set_cue(Modern *m, const Trial *t, int64_t cue)
{
    const ModernParams *p = t->params;
    const RandomStream all = random_stream(t->random, "cue");
    const RandomStream own = random_substream(&all, (uint64_t)cue);
    for (int64_t i = 0; i < m->d; i++) {
        const double x = m->x[cue * m->d + i];
        m->state[i] = random_uniform(&own, (uint64_t)i) < p->noise ? -x : x;
    }
}

static void recall(Modern *m, const Trial *t, int64_t cue, Sums *sums)
{
    const ModernParams *p = t->params;
    int64_t wrong = 0;
    double square = 0;
    set_cue(m, t, cue);
    for (int64_t step = 0; step < p->steps; step++) {
        update(m);
        attend(m);
        for (int64_t i = 0; i < m->d; i++)
            sums->difference = fmax(sums->difference, fabs(m->next[i] - m->attended[i]));
        memcpy(m->state, m->next, (size_t)m->d * sizeof *m->state);
    }
    for (int64_t i = 0; i < m->d; i++) {
        const double x = m->x[cue * m->d + i];
        wrong += x * m->state[i] <= 0;
        square += (m->state[i] - x) * (m->state[i] - x);
    }
    sums->wrong += wrong;
    sums->retrieved += wrong == 0;
    sums->error += sqrt(square / (double)m->d);
}

static Status run(const Trial *t, Error *err)
{
    const ModernParams *p = t->params;
    const int64_t cues = p->cues < p->patterns ? p->cues : p->patterns;
    Modern m = { 0 };
    Sums sums = { 0 };
    Status status = modern_init(&m, t, err);
    for (int64_t c = 0; c < cues && status == OK; c++) {
        recall(&m, t, c, &sums);
        if (trial_stopping(t))
            status = error_set(err, ERR_STOPPED, "stopped after %lld cues", (long long)c);
    }
    modern_free(&m);
    if (status != OK)
        return status;
    trial_set(t, RETRIEVED, (double)sums.retrieved / (double)cues);
    trial_set(t, RETRIEVAL_ERROR, sums.error / (double)cues);
    trial_set(t, WRONG_SIGNS, (double)sums.wrong / ((double)cues * (double)p->dimension));
    trial_set(t, ATTENTION_DIFFERENCE, sums.difference);
    return OK;
}

static Status theory(const void *params_, double *const *row, Error *err)
{
    (void)err;
    const ModernParams *p = params_;
    row[CAPACITY_THEORY][0] = softmax_capacity(p->dimension, p->beta, p->noise);
    if (p->steps == 1)
        row[RETRIEVED_THEORY][0] = softmax_retrieved(p->dimension, p->patterns, p->beta, p->noise);
    return OK;
}

static double cost(const void *params_)
{
    const ModernParams *p = params_;
    const double size = (double)p->patterns * (double)p->dimension;
    return 1e4 + 3 * size +
           fmin((double)p->cues, (double)p->patterns) * (double)p->steps * 5 * size;
}

static double memory(const void *params_)
{
    const ModernParams *p = params_;
    return hopfield_patterns_bytes(p->dimension, p->patterns) +
           (double)p->patterns * (8 + (double)p->dimension) + 32.0 * (double)p->dimension;
}
