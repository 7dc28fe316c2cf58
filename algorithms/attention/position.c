/* position.c - attention.position: how scores come to know where a token stands. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/algorithm.h"
#include "algorithms/base/attention_exact.h"
#include "algorithms/base/elementary.h"

typedef struct {
    int64_t length, dimension;
    int kind;
    int64_t max_distance;
} PositionParams;

/* clang-format off */
enum { KIND_NONE, KIND_SINUSOIDAL, KIND_ROPE, KIND_ALIBI, KIND_RELATIVE };
static const char *const kinds[] = { "none", "sinusoidal", "rope", "alibi", "relative", NULL };

#define P(field, ...) PARAM(PositionParams, field, __VA_ARGS__)
static const Param params[] = {
    P(length,       "50",         2,      4096,   NULL,  "tokens",     "positions 0 .. length - 1"),
    P(dimension,    "64",         1,      4096,   NULL,  "dimensions", "of tokens, queries and keys; even for sinusoidal and rope; of alibi the number of heads"),
    P(kind,         "sinusoidal", NO_MIN, NO_MAX, kinds, "1",          "none; sinusoids added to tokens; rotary: queries and keys turned by their position; alibi: a penalty on distance; relative: a vector per distance added to keys"),
    P(max_distance, "16",         1,      4096,   NULL,  "tokens",     "of relative: distances beyond share a vector"),
    { 0 }
};

static int64_t positions(const void *p), dims(const void *p), pairs(const void *p);
static double from_zero(const void *p, int64_t index);
static const Dimension dimensions[] = {
    { "position", "tokens", "place of a token", positions, from_zero },
    { "offset", "tokens", "place of the key less that of the query", positions, from_zero },
    { "dim", "dimensions", "dimension of a token", dims, from_zero },
    { "pair", "dimensions", "pair of dimensions that share a frequency", pairs, from_zero },
    { 0 }
};

enum {
    ENCODING, DOT_PRODUCT, DOT_PRODUCT_THEORY, OFFSET_LINEARITY, DOT_SHIFT_ERROR, SCORE, SCORE_LOW,
    SCORE_HIGH, SHIFT_ERROR, OFFSET_EFFECT, MIN_DISTANCE, SIGN_CHANGES, WAVELENGTH
};
static const Metric metrics[] = {
    [ENCODING]           = { "encoding", METRIC_MEASURED, "1", "sinusoidal: what is added to a token; rope: (1, 0, 1, 0, ...) as turned; alibi: what head dim adds to a score at distance position; relative: vector of the distance", { "position", "dim" }, NULL, NULL, false },
    [DOT_PRODUCT]        = { "dot_product", METRIC_MEASURED, "1", "sinusoidal, rope: of two encodings, the mean over positions; alibi: bias, the mean over heads", { "offset" }, "dot_product_theory", NULL, false },
    [DOT_PRODUCT_THEORY] = { "dot_product_theory", METRIC_THEORY, "1", "sum_i cos(offset w_i), w_i = 10000^(-2 i / dimension); alibi: -offset times the mean slope", { "offset" }, NULL, "Vaswani et al. 2017; Press, Smith & Lewis 2022", false },
    [OFFSET_LINEARITY]   = { "offset_linearity_error", METRIC_MEASURED, "1", "largest deviation of the encoding at position + offset from that at position turned by offset: a linear map that depends on the offset only; sinusoidal and rope", { 0 }, NULL, NULL, false },
    [DOT_SHIFT_ERROR]    = { "dot_shift_error", METRIC_MEASURED, "1", "largest difference between products of encodings at the same offset; sinusoidal and rope", { 0 }, NULL, NULL, false },
    [SCORE]              = { "score", METRIC_MEASURED, "1", "of one random query and one random key as they stand at all positions, scaled by 1 / sqrt(dimension): the mean at an offset", { "offset" }, NULL, NULL, false },
    [SCORE_LOW]          = { "score_low", METRIC_MEASURED, "1", "smallest of them", { "offset" }, NULL, NULL, false },
    [SCORE_HIGH]         = { "score_high", METRIC_MEASURED, "1", "largest of them", { "offset" }, NULL, NULL, false },
    [SHIFT_ERROR]        = { "shift_error", METRIC_MEASURED, "1", "largest score_high - score_low: 0 if scores depend on the offset alone", { 0 }, NULL, NULL, false },
    [OFFSET_EFFECT]      = { "offset_effect", METRIC_MEASURED, "1", "largest less smallest score over offsets: 0 if order is not seen", { 0 }, NULL, NULL, false },
    [MIN_DISTANCE]       = { "min_distance", METRIC_MEASURED, "1", "smallest Euclidean distance between encodings of two positions", { 0 }, NULL, NULL, false },
    [SIGN_CHANGES]       = { "sign_changes", METRIC_MEASURED, "1", "of the encoding along the positions", { "dim" }, NULL, NULL, false },
    [WAVELENGTH]         = { "wavelength_theory", METRIC_THEORY, "tokens", "2 pi / w_i; sinusoidal and rope", { "pair" }, NULL, "Vaswani et al. 2017", false },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static Status validate(const void *p, Error *err);
static Status theory(const void *p, double *const *row, Error *err);
static double cost(const void *p), memory(const void *p);
const Algorithm alg_attention_position = {
    .name = "attention.position",
    .summary = "position encodings, and how scores depend on place and on offset",
    .about = "Double precision. Rotary encoding turns pair i of dimensions by position w_i; alibi's head h = 1 .. dimension "
             "has slope 2^(-8 h / dimension); the vectors of relative are standard normals, as learned ones would be at "
             "the start (stream vectors). The query and key of `score` are standard normals (stream tokens).",
    .source = "Vaswani et al., NeurIPS 2017; Shaw, Uszkoreit & Vaswani, NAACL 2018; Su et al., arXiv:2104.09864 (2021); "
              "Press, Smith & Lewis, ICLR 2022",
    .version = 1,
    .params_size = sizeof(PositionParams),
    .params = params,
    .dimensions = dimensions,
    .metrics = metrics,
    .run = run,
    .validate = validate,
    .theory = theory,
    .cost = cost,
    .memory = memory,
};
/* clang-format on */

static int64_t positions(const void *p)
{
    return ((const PositionParams *)p)->length;
}

static int64_t dims(const void *p)
{
    return ((const PositionParams *)p)->dimension;
}

static int64_t pairs(const void *p)
{
    return (dims(p) + 1) / 2;
}

static double from_zero(const void *p, int64_t index)
{
    (void)p;
    return (double)index;
}

static bool turns(const PositionParams *p)
{
    return p->kind == KIND_SINUSOIDAL || p->kind == KIND_ROPE;
}

static Status validate(const void *params_, Error *err)
{
    const PositionParams *p = params_;
    if (turns(p) && p->dimension % 2)
        return error_param(err, "dimension",
                           "%s pairs dimensions: their number must be even, not %lld",
                           kinds[p->kind], (long long)p->dimension);
    return OK;
}

/* ---- encodings ------------------------------------------------------------------------------- */

static double slope(int64_t head, int64_t heads)
{
    return elementary_pow(2, -8 * (double)(head + 1) / (double)heads);
}

/* out = in turned by the angles position w_i, pair by pair; out may be in. */
static void turn(double position, int64_t d, const double *in, double *out)
{
    for (int64_t i = 0; i < d / 2; i++) {
        double angle = position * attention_frequency(i, d), x = in[2 * i], y = in[2 * i + 1];
        double c = elementary_cos(angle), s = elementary_sin(angle);
        out[2 * i] = c * x - s * y;
        out[2 * i + 1] = s * x + c * y;
    }
}

/* encoding (length, dimension), see the metric. */
static void encode(const Trial *t, double *encoding)
{
    const PositionParams *p = t->params;
    const int64_t d = p->dimension;
    RandomStream vectors = random_stream(t->random, "vectors");
    for (int64_t i = 0; i < p->length; i++) {
        double *row = encoding + i * d;
        int64_t distance = i < p->max_distance ? i : p->max_distance;
        for (int64_t c = 0; c < d; c++)
            row[c] = p->kind == KIND_ROPE    ? (double)(c % 2 == 0)
                     : p->kind == KIND_ALIBI ? -slope(c, d) * (double)i
                     : p->kind == KIND_RELATIVE
                         ? random_normal(&vectors, (uint64_t)(distance * d + c))
                         : 0;
        if (p->kind == KIND_SINUSOIDAL)
            attention_sinusoids(i, d, row);
        if (p->kind == KIND_ROPE)
            turn((double)i, d, row, row);
    }
}

static double dot(int64_t d, const double *a, const double *b)
{
    double sum = 0;
    for (int64_t c = 0; c < d; c++)
        sum += a[c] * b[c];
    return sum;
}

/* The encoding at position + offset by turning that at position: sinusoidal has sin first, so that
 * it turns the other way. */
static double linearity_error(const PositionParams *p, const double *encoding, double *turned)
{
    const int64_t d = p->dimension;
    double worst = 0;
    for (int64_t i = 0; i < p->length; i++)
        for (int64_t k = 0; i + k < p->length; k++) {
            turn(p->kind == KIND_SINUSOIDAL ? -(double)k : (double)k, d, encoding + i * d, turned);
            for (int64_t c = 0; c < d; c++)
                worst = fmax(worst, fabs(turned[c] - encoding[(i + k) * d + c]));
        }
    return worst;
}

static void products(const Trial *t, const double *encoding)
{
    const PositionParams *p = t->params;
    const int64_t d = p->dimension;
    double worst = 0;
    for (int64_t k = 0; k < p->length; k++) {
        double sum = 0, low = INFINITY, high = -INFINITY;
        for (int64_t i = 0; i + k < p->length; i++) {
            double product = dot(d, encoding + i * d, encoding + (i + k) * d);
            sum += product;
            low = fmin(low, product);
            high = fmax(high, product);
        }
        worst = fmax(worst, high - low);
        if (turns(p))
            t->row[DOT_PRODUCT][k] = sum / (double)(p->length - k);
        if (p->kind == KIND_NONE)
            t->row[DOT_PRODUCT][k] = 0;
        sum = 0;
        for (int64_t c = 0; c < d; c++)
            sum += encoding[k * d + c];
        if (p->kind == KIND_ALIBI)
            t->row[DOT_PRODUCT][k] = sum / (double)d;
    }
    if (turns(p))
        trial_set(t, DOT_SHIFT_ERROR, worst);
}

static void shape_of_rows(const Trial *t, const double *encoding)
{
    const PositionParams *p = t->params;
    const int64_t d = p->dimension;
    double least = INFINITY;
    for (int64_t i = 0; i < p->length; i++)
        for (int64_t j = 0; j < i; j++) {
            double sum = 0;
            for (int64_t c = 0; c < d; c++) {
                double x = encoding[i * d + c] - encoding[j * d + c];
                sum += x * x;
            }
            least = fmin(least, sum);
        }
    trial_set(t, MIN_DISTANCE, sqrt(least));
    for (int64_t c = 0; c < d; c++) {
        int64_t changes = 0, last = 0;
        for (int64_t i = 0; i < p->length; i++) {
            double x = encoding[i * d + c];
            int64_t sign = (x > 0) - (x < 0);
            changes += sign * last < 0;
            last = sign ? sign : last;
        }
        t->row[SIGN_CHANGES][c] = (double)changes;
    }
}

/* ---- scores ---------------------------------------------------------------------------------- */

/* Of query token x at position i and key token y at position j >= i; space[2 d]. */
static double score(const PositionParams *p, const double *encoding, const double *x,
                    const double *y, int64_t i, int64_t j, double *space)
{
    const int64_t d = p->dimension;
    double *query = space, *key = space + d, bias = 0;
    for (int64_t c = 0; c < d; c++) {
        query[c] = x[c] + (p->kind == KIND_SINUSOIDAL ? encoding[i * d + c] : 0);
        key[c] = y[c] + (p->kind == KIND_SINUSOIDAL ? encoding[j * d + c] : 0);
        if (p->kind == KIND_RELATIVE)
            key[c] += encoding[(j - i) * d + c];
        if (p->kind == KIND_ALIBI)
            bias += encoding[(j - i) * d + c] / (double)d;
    }
    if (p->kind == KIND_ROPE) {
        turn((double)i, d, query, query);
        turn((double)j, d, key, key);
    }
    return dot(d, query, key) / sqrt((double)d) + bias;
}

static void scores(const Trial *t, const double *encoding, double *space)
{
    const PositionParams *p = t->params;
    const int64_t d = p->dimension;
    double *x = space, *y = x + d, worst = 0, least = INFINITY, most = -INFINITY;
    RandomStream tokens = random_stream(t->random, "tokens");
    for (int64_t c = 0; c < 2 * d; c++)
        space[c] = random_normal(&tokens, (uint64_t)c);
    for (int64_t k = 0; k < p->length; k++) {
        double sum = 0, low = INFINITY, high = -INFINITY;
        for (int64_t i = 0; i + k < p->length; i++) {
            double s = score(p, encoding, x, y, i, i + k, y + d);
            sum += s;
            low = fmin(low, s);
            high = fmax(high, s);
        }
        t->row[SCORE][k] = sum / (double)(p->length - k);
        t->row[SCORE_LOW][k] = low;
        t->row[SCORE_HIGH][k] = high;
        worst = fmax(worst, high - low);
        least = fmin(least, low);
        most = fmax(most, high);
    }
    trial_set(t, SHIFT_ERROR, worst);
    trial_set(t, OFFSET_EFFECT, most - least);
}

static Status run(const Trial *t, Error *err)
{
    const PositionParams *p = t->params;
    const int64_t d = p->dimension;
    double *space = malloc((size_t)(4 * d) * sizeof *space);
    if (!space)
        return error_set(err, ERR_MEMORY, "no memory for tokens of %lld dimensions", (long long)d);
    double *encoding = t->row[ENCODING];
    encode(t, encoding);
    if (turns(p))
        trial_set(t, OFFSET_LINEARITY, linearity_error(p, encoding, space));
    products(t, encoding);
    shape_of_rows(t, encoding);
    scores(t, encoding, space);
    free(space);
    return OK;
}

static Status theory(const void *params_, double *const *row, Error *err)
{
    (void)err;
    const PositionParams *p = params_;
    const int64_t d = p->dimension;
    for (int64_t k = 0; k < p->length; k++) {
        double sum = 0;
        for (int64_t i = 0; i < d / 2 && turns(p); i++)
            sum += elementary_cos((double)k * attention_frequency(i, d));
        for (int64_t h = 0; h < d && p->kind == KIND_ALIBI; h++)
            sum -= slope(h, d) * (double)k / (double)d;
        if (p->kind != KIND_RELATIVE)
            row[DOT_PRODUCT_THEORY][k] = sum;
    }
    for (int64_t i = 0; i < pairs(p) && turns(p); i++)
        row[WAVELENGTH][i] = 2 * M_PI / attention_frequency(i, d);
    return OK;
}

/* Nanoseconds, roughly: sines and powers for every pair of positions and dimension. */
static double cost(const void *params_)
{
    const PositionParams *p = params_;
    const double n = (double)p->length, d = (double)p->dimension;
    return n * n * d * (turns(p) ? 100 : 5);
}

static double memory(const void *params_)
{
    const PositionParams *p = params_;
    return 8 * (double)p->dimension * (double)(p->length + 4);
}
