/* equivariance.c - attention.equivariance: what self-attention makes of the same tokens in another
 * order. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/algorithm.h"
#include "algorithms/base/attention_exact.h"

typedef struct {
    int64_t length, dimension, heads;
    int position, mask;
} EquivarianceParams;

/* clang-format off */
enum { POSITION_NONE, POSITION_SINUSOIDAL };
static const char *const kinds[] = { "none", "sinusoidal", NULL };
enum { MASK_FULL, MASK_CAUSAL };
static const char *const masks[] = { "full", "causal", NULL };

#define P(field, ...) PARAM(EquivarianceParams, field, __VA_ARGS__)
static const Param params[] = {
    P(length,    "16",   2,      1024,   NULL,  "tokens",     "tokens"),
    P(dimension, "64",   2,      2048,   NULL,  "dimensions", "of a token; a multiple of heads"),
    P(heads,     "4",    1,      256,    NULL,  "heads",      "heads that share the dimensions"),
    P(position,  "none", NO_MIN, NO_MAX, kinds, "1",          "what is added to tokens for their place"),
    P(mask,      "full", NO_MIN, NO_MAX, masks, "1",          "keys seen: all, or those up to the query's own"),
    { 0 }
};

enum { EQUIVARIANCE, INVARIANCE, POOLED, REACH, PARAMETERS };
static const Metric metrics[] = {
    [EQUIVARIANCE] = { "equivariance_error", METRIC_MEASURED, "1", "largest |f(P x) - P f(x)| under a random permutation P of the tokens: 0 if outputs go with their tokens", { 0 }, NULL, NULL, false },
    [INVARIANCE]   = { "invariance_error", METRIC_MEASURED, "1", "largest |f(P x) - f(x)|: 0 if the order of tokens changed nothing", { 0 }, NULL, NULL, false },
    [POOLED]       = { "pooled_error", METRIC_MEASURED, "1", "largest |mean f(P x) - mean f(x)|, means over tokens", { 0 }, NULL, NULL, false },
    [REACH]        = { "reach", METRIC_MEASURED, "1", "fraction of pairs of an output and a token on which one layer lets it depend, by changing the token", { 0 }, NULL, NULL, false },
    [PARAMETERS]   = { "weights", METRIC_MEASURED, "weights", "numbers in the projections of queries, keys, values and output, as they are drawn", { 0 }, NULL, NULL, false },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static Status validate(const void *p, Error *err);
static double cost(const void *p), memory(const void *p);
const Algorithm alg_attention_equivariance = {
    .name = "attention.equivariance",
    .summary = "multi-head self-attention under permutation of its tokens, and which tokens it lets meet",
    .about = "One layer in double precision: f(x) = concat_h(softmax(q_h k_h^T / sqrt(d_h)) v_h) W_o with q, k, v = x W. "
             "Tokens are standard normals (stream tokens), weights normals of variance 1 / dimension (stream weights), the "
             "permutation is drawn from stream order until it moves a token.",
    .source = "Vaswani et al., NeurIPS 2017; Lee et al., ICML 2019",
    .version = 1,
    .params_size = sizeof(EquivarianceParams),
    .params = params,
    .metrics = metrics,
    .run = run,
    .validate = validate,
    .cost = cost,
    .memory = memory,
};
/* clang-format on */

enum { QUERIES, KEYS, VALUES, OUTPUT, PROJECTIONS };

static Status validate(const void *params_, Error *err)
{
    const EquivarianceParams *p = params_;
    if (p->dimension % p->heads)
        return error_param(err, "heads",
                           "%lld heads cannot share %lld dimensions: they must divide them",
                           (long long)p->heads, (long long)p->dimension);
    if (p->position == POSITION_SINUSOIDAL && p->dimension % 2)
        return error_param(
            err, "dimension",
            "sinusoidal encoding pairs dimensions: their number must be even, not %lld",
            (long long)p->dimension);
    return OK;
}

typedef struct {
    const EquivarianceParams *p;
    double *tokens, *in, *moved, *out, *other; /* (n, D) */
    double *weights, *flat;                    /* (PROJECTIONS, D, D), (PROJECTIONS, n, D) */
    double *head, *scores, *place;             /* (4, n, D / heads), (n, n), (D) */
    int32_t *order;
    void *space;
} Layer;

static Status layer_init(Layer *l, const Trial *t, Error *err)
{
    const EquivarianceParams *p = t->params;
    const int64_t n = p->length, d = p->dimension, size = n * d;
    *l = (Layer){ .p = p };
    double *at = malloc((size_t)((5 + PROJECTIONS + 4) * size + PROJECTIONS * d * d + n * n + d) *
                        sizeof *at);
    l->order = malloc((size_t)n * sizeof *l->order);
    l->space = at;
    if (!at || !l->order)
        return error_set(err, ERR_MEMORY, "no memory for %lld tokens", (long long)n);
    double **const matrices[] = { &l->tokens, &l->in, &l->moved, &l->out, &l->other };
    for (size_t i = 0; i < sizeof matrices / sizeof *matrices; i++, at += size)
        *matrices[i] = at;
    l->flat = at;
    l->head = l->flat + PROJECTIONS * size;
    l->weights = l->head + 4 * size;
    l->scores = l->weights + PROJECTIONS * d * d;
    l->place = l->scores + n * n;
    RandomStream tokens = random_stream(t->random, "tokens"),
                 weights = random_stream(t->random, "weights");
    for (int64_t i = 0; i < size; i++)
        l->tokens[i] = random_normal(&tokens, (uint64_t)i);
    for (int64_t i = 0; i < PROJECTIONS * d * d; i++)
        l->weights[i] = random_normal(&weights, (uint64_t)i) / sqrt((double)d);
    return OK;
}

static void layer_free(Layer *l)
{
    free(l->space);
    free(l->order);
}

/* out (n, D) = f(x). */
static void forward(Layer *l, const double *x, double *out)
{
    const EquivarianceParams *p = l->p;
    const int64_t n = p->length, d = p->dimension, width = d / p->heads, size = n * d;
    memcpy(l->in, x, (size_t)size * sizeof *x);
    for (int64_t i = 0; i < n && p->position == POSITION_SINUSOIDAL; i++) {
        attention_sinusoids(i, d, l->place);
        for (int64_t c = 0; c < d; c++)
            l->in[i * d + c] += l->place[c];
    }
    for (int kind = QUERIES; kind < OUTPUT; kind++)
        attention_product(n, d, d, l->in, l->weights + kind * d * d, l->flat + kind * size);
    double *mixed = l->flat + OUTPUT * size, *out_head = l->head + OUTPUT * n * width;
    for (int64_t h = 0; h < p->heads; h++) {
        for (int kind = QUERIES; kind < OUTPUT; kind++)
            for (int64_t i = 0; i < n; i++)
                memcpy(l->head + (kind * n + i) * width, l->flat + kind * size + i * d + h * width,
                       (size_t)width * sizeof *l->head);
        attention_weights(n, width, l->head, l->head + KEYS * n * width, 1 / sqrt((double)width),
                          p->mask == MASK_CAUSAL, NULL, l->scores);
        attention_product(n, width, n, l->scores, l->head + VALUES * n * width, out_head);
        for (int64_t i = 0; i < n; i++)
            memcpy(mixed + i * d + h * width, out_head + i * width, (size_t)width * sizeof *mixed);
    }
    attention_product(n, d, d, mixed, l->weights + OUTPUT * d * d, out);
}

static double largest_difference(int64_t n, const double *a, const double *b)
{
    double largest = 0;
    for (int64_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(a[i] - b[i]));
    return largest;
}

static bool moves(const int32_t *order, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        if (order[i] != i)
            return true;
    return false;
}

/* Row i of `to` is row order[i] of `from`. */
static void permute(const Layer *l, const double *from, double *to)
{
    const int64_t d = l->p->dimension;
    for (int64_t i = 0; i < l->p->length; i++)
        memcpy(to + i * d, from + l->order[i] * d, (size_t)d * sizeof *to);
}

static double pooled_error(const Layer *l)
{
    const int64_t n = l->p->length, d = l->p->dimension;
    double largest = 0;
    for (int64_t c = 0; c < d; c++) {
        double a = 0, b = 0;
        for (int64_t i = 0; i < n; i++) {
            a += l->out[i * d + c];
            b += l->other[i * d + c];
        }
        largest = fmax(largest, fabs(a - b) / (double)n);
    }
    return largest;
}

/* Every token in turn is replaced by its negative; `other` is compared row by row with `out`. */
static double reach(Layer *l)
{
    const int64_t n = l->p->length, d = l->p->dimension;
    int64_t reached = 0;
    for (int64_t j = 0; j < n; j++) {
        memcpy(l->moved, l->tokens, (size_t)(n * d) * sizeof *l->moved);
        for (int64_t c = 0; c < d; c++)
            l->moved[j * d + c] = -l->moved[j * d + c];
        forward(l, l->moved, l->other);
        for (int64_t i = 0; i < n; i++)
            reached += memcmp(l->out + i * d, l->other + i * d, (size_t)d * sizeof *l->out) != 0;
    }
    return (double)reached / (double)(n * n);
}

static Status run(const Trial *t, Error *err)
{
    const EquivarianceParams *p = t->params;
    const int64_t size = p->length * p->dimension;
    RandomStream order = random_stream(t->random, "order");
    Layer l;
    Status status = layer_init(&l, t, err);
    if (status == OK) {
        uint64_t draw = 0;
        do
            random_permutation(&order, draw++, p->length, l.order);
        while (!moves(l.order, p->length));
        forward(&l, l.tokens, l.out);
        permute(&l, l.tokens, l.moved);
        forward(&l, l.moved, l.other); /* f(P x) */
        permute(&l, l.out, l.moved);   /* P f(x) */
        trial_set(t, EQUIVARIANCE, largest_difference(size, l.other, l.moved));
        trial_set(t, INVARIANCE, largest_difference(size, l.other, l.out));
        trial_set(t, POOLED, pooled_error(&l));
        trial_set(t, REACH, reach(&l));
        trial_set(t, PARAMETERS, (double)(l.place - l.weights - p->length * p->length));
    }
    layer_free(&l);
    return status;
}

static double cost(const void *params_)
{
    const EquivarianceParams *p = params_;
    const double n = (double)p->length, d = (double)p->dimension;
    return (n + 2) * (4 * n * d * d + 2 * n * n * d + 20 * n * n * (double)p->heads) / 3;
}

static double memory(const void *params_)
{
    const EquivarianceParams *p = params_;
    const double n = (double)p->length, d = (double)p->dimension;
    return 8 * ((9 + PROJECTIONS) * n * d + PROJECTIONS * d * d + n * n + d);
}
