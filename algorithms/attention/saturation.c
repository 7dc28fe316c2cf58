/* saturation.c - attention.saturation: what the factor 1 / sqrt(d_k) keeps softmax from. */
#include <math.h>
#include <stdlib.h>

#include "algorithms/algorithm.h"
#include "algorithms/base/attention_exact.h"
#include "algorithms/base/attention_theory.h"
#include "algorithms/base/reduce.h"

typedef struct {
    int64_t keys, head_dim;
    bool scaled;
    int64_t queries;
} SaturationParams;

/* clang-format off */
#define P(field, ...) PARAM(SaturationParams, field, __VA_ARGS__)
static const Param params[] = {
    P(keys,     "64",   2, 131072, NULL, "keys",       "keys that a query chooses from"),
    P(head_dim, "64",   1, 16384,  NULL, "dimensions", "of queries and keys"),
    P(scaled,   "true", NO_MIN, NO_MAX, NULL, "1",     "divide scores by sqrt(head_dim)"),
    P(queries,  "16",   1, 65536,  NULL, "queries",    "that see the same keys; metrics are averaged over them"),
    { 0 }
};

enum {
    ENTROPY, ENTROPY_THEORY, ENTROPY_LIMIT, PARTICIPATION, PARTICIPATION_THEORY, MAX_WEIGHT,
    JACOBIAN_NORM, ONE_HOT, FLAT, SCORE_VARIANCE, SCORE_VARIANCE_THEORY, MAX_SCORE, MAX_SCORE_THEORY,
    METRICS
};
static const Metric metrics[] = {
    [ENTROPY]               = { "entropy", METRIC_MEASURED, "nat", "-sum p ln p of a row of weights, 0 to ln keys", { 0 }, "entropy_theory", NULL, false },
    [ENTROPY_THEORY]        = { "entropy_theory", METRIC_THEORY, "nat", "its exact average over random queries and keys", { 0 }, NULL, "Derrida 1981", false },
    [ENTROPY_LIMIT]         = { "entropy_limit_theory", METRIC_THEORY, "nat", "ln n - s^2 / 2 at score variance s^2, 0 beyond s^2 = 2 ln n: many keys, to leading order", { 0 }, NULL, "Derrida 1981", false },
    [PARTICIPATION]         = { "participation", METRIC_MEASURED, "1", "sum p^2, one over the number of keys that count", { 0 }, "participation_theory", NULL, false },
    [PARTICIPATION_THEORY]  = { "participation_theory", METRIC_THEORY, "1", "its exact average", { 0 }, NULL, "Derrida 1981", false },
    [MAX_WEIGHT]            = { "max_weight", METRIC_MEASURED, "1", "largest weight of a row", { 0 }, NULL, NULL, false },
    [JACOBIAN_NORM]         = { "jacobian_norm", METRIC_MEASURED, "1", "size (Frobenius norm) of diag(p) - p p^T, what softmax multiplies gradients by", { 0 }, NULL, NULL, false },
    [ONE_HOT]               = { "one_hot", METRIC_MEASURED, "1", "fraction of rows whose largest weight is above 0.99", { 0 }, NULL, NULL, false },
    [FLAT]                  = { "flat", METRIC_MEASURED, "1", "fraction of rows whose jacobian_norm is below 0.001", { 0 }, NULL, NULL, false },
    [SCORE_VARIANCE]        = { "score_variance", METRIC_MEASURED, "1", "mean square of the scores, whose mean is 0", { 0 }, "score_variance_theory", NULL, false },
    [SCORE_VARIANCE_THEORY] = { "score_variance_theory", METRIC_THEORY, "1", "head_dim; scaled: 1", { 0 }, NULL, "Vaswani et al. 2017", false },
    [MAX_SCORE]             = { "max_score", METRIC_MEASURED, "1", "largest score of a row", { 0 }, "max_score_theory", NULL, false },
    [MAX_SCORE_THEORY]      = { "max_score_theory", METRIC_THEORY, "1", "its exact average; sqrt(2 head_dim ln keys) at leading order", { 0 }, NULL, NULL, false },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static Status theory(const void *p, double *const *row, Error *err);
static double cost(const void *p), memory(const void *p);
const Algorithm alg_attention_saturation = {
    .name = "attention.saturation",
    .summary = "entropy and Jacobian of the softmax of random scores, scaled and not",
    .about = "Queries and keys are standard normals in single precision (streams queries and keys), all else is double. "
             "Given its query the scores of a row are independent normals: a random energy model, whose averages at "
             "finite size are one-dimensional integrals (algorithms/base/attention_theory.h). `scaled` changes no random "
             "number when it is in shared_by.",
    .source = "Vaswani et al., NeurIPS 2017; Derrida, Phys. Rev. B 24, 2613 (1981)",
    .version = 1,
    .params_size = sizeof(SaturationParams),
    .params = params,
    .metrics = metrics,
    .run = run,
    .theory = theory,
    .cost = cost,
    .memory = memory,
    .max_threads = 1,
};
/* clang-format on */

static const double ONE_HOT_ABOVE = 0.99, FLAT_BELOW = 1e-3;

static double scale_of(const SaturationParams *p)
{
    return p->scaled ? 1 / sqrt((double)p->head_dim) : 1;
}

/* Adds what a row of scores gives; turns it into weights. */
static void look(double *row, int64_t keys, double *sums)
{
    double largest = row[0], weight = 0, squares = 0, jacobian;
    for (int64_t j = 0; j < keys; j++) {
        largest = fmax(largest, row[j]);
        sums[SCORE_VARIANCE] += row[j] * row[j] / (double)keys;
    }
    attention_softmax(row, keys);
    for (int64_t j = 0; j < keys; j++) {
        weight = fmax(weight, row[j]);
        squares += row[j] * row[j];
    }
    jacobian = attention_jacobian(row, keys);
    sums[ENTROPY] += attention_entropy(row, keys);
    sums[PARTICIPATION] += squares;
    sums[MAX_WEIGHT] += weight;
    sums[JACOBIAN_NORM] += jacobian;
    sums[ONE_HOT] += weight > ONE_HOT_ABOVE;
    sums[FLAT] += jacobian < FLAT_BELOW;
    sums[MAX_SCORE] += largest;
}

static Status run(const Trial *t, Error *err)
{
    const SaturationParams *p = t->params;
    const int64_t d = p->head_dim;
    const double scale = scale_of(p);
    double sums[METRICS] = { 0 };
    float *q = malloc((size_t)(p->queries * d) * sizeof *q);
    float *k = malloc((size_t)(p->keys * d) * sizeof *k);
    double *row = malloc((size_t)p->keys * sizeof *row);
    Status status = q && k && row
                        ? OK
                        : error_set(err, ERR_MEMORY, "no memory for %lld keys", (long long)p->keys);
    if (status == OK) {
        RandomStream of_q = random_stream(t->random, "queries"),
                     of_k = random_stream(t->random, "keys");
        random_normals(&of_q, 0, (size_t)(p->queries * d), q);
        random_normals(&of_k, 0, (size_t)(p->keys * d), k);
    }
    for (int64_t i = 0; i < p->queries && status == OK; i++) {
        for (int64_t j = 0; j < p->keys; j++)
            row[j] = scale * reduce_dot_f32(d, q + i * d, k + j * d);
        look(row, p->keys, sums);
        if (trial_stopping(t))
            status = error_set(err, ERR_STOPPED, "stopped");
    }
    for (int m = 0; m < METRICS && status == OK; m++)
        if (metrics[m].kind == METRIC_MEASURED)
            trial_set(t, m, sums[m] / (double)p->queries);
    free(q);
    free(k);
    free(row);
    return status;
}

static Status theory(const void *params_, double *const *row, Error *err)
{
    const SaturationParams *p = params_;
    const double scale = scale_of(p), variance = scale * scale * (double)p->head_dim;
    AttentionAverage a;
    Status status = attention_random_heads(p->keys, p->head_dim, scale, &a, err);
    if (status != OK)
        return status;
    row[ENTROPY_THEORY][0] = a.entropy;
    row[PARTICIPATION_THEORY][0] = a.participation;
    row[ENTROPY_LIMIT][0] = attention_limit_entropy(p->keys, sqrt(variance));
    row[SCORE_VARIANCE_THEORY][0] = p->scaled ? 1 : (double)p->head_dim;
    row[MAX_SCORE_THEORY][0] = attention_largest_score(p->keys, p->head_dim, scale);
    return OK;
}

/* Nanoseconds, roughly. */
static double cost(const void *params_)
{
    const SaturationParams *p = params_;
    return (double)p->keys *
           ((double)p->head_dim * (1.5 + 0.6 * (double)p->queries) + 12 * (double)p->queries);
}

static double memory(const void *params_)
{
    const SaturationParams *p = params_;
    return 4 * (double)((p->keys + p->queries) * p->head_dim) + 8 * (double)p->keys;
}
