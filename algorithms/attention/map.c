/* map.c - attention.map: which tokens a token attends to, and a worked example to the last digit.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/algorithm.h"
#include "algorithms/base/attention_exact.h"
#include "algorithms/base/elementary.h"

typedef struct {
    int content;
    char tokens[PARAM_TEXT_SIZE];
    int64_t length, head_dim;
    bool scaled;
    int mask;
} MapParams;

/* clang-format off */
enum { CONTENT_RANDOM, CONTENT_EXAMPLE };
static const char *const contents[] = { "random", "example", NULL };
enum { MASK_FULL, MASK_CAUSAL };
static const char *const masks[] = { "full", "causal", NULL };
enum { MAX_TOKENS = 4096, EXAMPLE_TOKENS = 3, EXAMPLE_DIM = 2 };

#define P(field, ...) PARAM(MapParams, field, __VA_ARGS__)
static const Param params[] = {
    P(content,  "random", NO_MIN, NO_MAX, contents,          "1", "random queries, keys and values, or the worked example of three tokens and two dimensions, for which tokens, length and head_dim mean nothing"),
    P(tokens,   "the cat sat on the mat because it was warm", 0, PARAM_TEXT_SIZE - 1, NULL, "1", "words between blanks, one token each, in UTF-8; only their number enters the numbers"),
    P(length,   "0",      0,      MAX_TOKENS, NULL,          "tokens", "of the sequence; 0: as many as tokens has words"),
    P(head_dim, "16",     1,      4096,   NULL,              "dimensions", "of queries, keys and values"),
    P(scaled,   "true",   NO_MIN, NO_MAX, NULL,              "1", "divide scores by sqrt(head_dim)"),
    P(mask,     "full",   NO_MIN, NO_MAX, masks,             "1", "keys seen: all, or those up to the query's own"),
    { 0 }
};

static int64_t length_of(const void *p), dim_of(const void *p);
static const Dimension dimensions[] = {
    { "query", "tokens", "token that attends", length_of, NULL },
    { "key", "tokens", "token attended to", length_of, NULL },
    { "dim", "dimensions", "dimension of the output", dim_of, NULL },
    { 0 }
};

enum {
    WEIGHTS, WEIGHTS_THEORY, WEIGHTS_PRINTED, SCORES, OUTPUT, OUTPUT_THEORY, OUTPUT_PRINTED, ENTROPY,
    SEEN, MEAN_ENTROPY, ROW_SUM_ERROR, HULL_ERROR, SELF_WEIGHT, FUTURE_WEIGHT, FUTURE_EFFECT
};
static const Metric metrics[] = {
    [WEIGHTS]         = { "weights", METRIC_MEASURED, "1", "softmax of a query's scores, 0 to 1", { "query", "key" }, "weights_theory", NULL, false },
    [WEIGHTS_THEORY]  = { "weights_theory", METRIC_THEORY, "1", "of the worked example in closed form, such as e / (2 e + 1)", { "query", "key" }, NULL, NULL, false },
    [WEIGHTS_PRINTED] = { "weights_printed_theory", METRIC_THEORY, "1", "of the worked example as the lecture notes print them", { "query", "key" }, NULL, NULL, false },
    [SCORES]          = { "scores", METRIC_MEASURED, "1", "q.k, scaled or not, before the mask", { "query", "key" }, NULL, NULL, false },
    [OUTPUT]          = { "output", METRIC_MEASURED, "1", "values mixed by the weights", { "query", "dim" }, "output_theory", NULL, false },
    [OUTPUT_THEORY]   = { "output_theory", METRIC_THEORY, "1", "of the worked example in closed form", { "query", "dim" }, NULL, NULL, false },
    [OUTPUT_PRINTED]  = { "output_printed_theory", METRIC_THEORY, "1", "of the worked example as the lecture notes print it", { "query", "dim" }, NULL, NULL, false },
    [ENTROPY]         = { "entropy", METRIC_MEASURED, "nat", "-sum p ln p of a row, 0 to ln of the number of keys seen", { "query" }, NULL, NULL, false },
    [SEEN]            = { "seen", METRIC_MEASURED, "tokens", "keys with a weight above 0", { "query" }, NULL, NULL, false },
    [MEAN_ENTROPY]    = { "mean_entropy", METRIC_MEASURED, "nat", "mean of entropy over queries", { 0 }, NULL, NULL, false },
    [ROW_SUM_ERROR]   = { "row_sum_error", METRIC_MEASURED, "1", "largest |sum of a row - 1|", { 0 }, NULL, NULL, false },
    [HULL_ERROR]      = { "hull_error", METRIC_MEASURED, "1", "how far an output lies outside the range of the values it mixes, at most, dimension by dimension", { 0 }, NULL, NULL, false },
    [SELF_WEIGHT]     = { "self_weight", METRIC_MEASURED, "1", "smallest weight that a token gives itself", { 0 }, NULL, NULL, false },
    [FUTURE_WEIGHT]   = { "future_weight", METRIC_MEASURED, "1", "largest weight of a key after the query", { 0 }, NULL, NULL, false },
    [FUTURE_EFFECT]   = { "future_effect", METRIC_MEASURED, "1", "largest change in outputs of the first half when the tokens of the second half are replaced", { 0 }, NULL, NULL, false },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static Status validate(const void *p, Error *err);
static Status theory(const void *p, double *const *row, Error *err);
static double cost(const void *p), memory(const void *p);
const Algorithm alg_attention_map = {
    .name = "attention.map",
    .summary = "weights of one attention head over a sentence, and what holds for all such weights",
    .about = "Double precision. Random queries, keys and values are standard normals (streams queries, keys, values, and "
             "others for the tokens that replace the second half). In the example Q = K = V = [[1, 0], [0, 1], [1, 1]].",
    .source = "Vaswani et al., NeurIPS 2017",
    .version = 1,
    .params_size = sizeof(MapParams),
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

/* ---- tokens ---------------------------------------------------------------------------------- */

static int64_t count_words(const char *text)
{
    int64_t words = 0;
    for (const char *c = text; *c; c++)
        words += *c != ' ' && (c == text || c[-1] == ' ');
    return words;
}

static int64_t length_of(const void *params_)
{
    const MapParams *p = params_;
    if (p->content == CONTENT_EXAMPLE)
        return EXAMPLE_TOKENS;
    int64_t n = p->length > 0 ? p->length : count_words(p->tokens);
    return n > 0 ? n : 1;
}

static int64_t dim_of(const void *params_)
{
    const MapParams *p = params_;
    return p->content == CONTENT_EXAMPLE ? EXAMPLE_DIM : p->head_dim;
}

/* Bytes of the UTF-8 character that begins at c; 0 if none does. */
static int character(const unsigned char *c)
{
    static const struct {
        unsigned char mask, lead;
        int bytes;
        uint32_t least;
    } forms[] = { { 0x80, 0x00, 1, 0 },
                  { 0xE0, 0xC0, 2, 0x80 },
                  { 0xF0, 0xE0, 3, 0x800 },
                  { 0xF8, 0xF0, 4, 0x10000 } };
    for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
        if ((c[0] & forms[f].mask) != forms[f].lead)
            continue;
        uint32_t code = c[0] & (unsigned char)~forms[f].mask;
        for (int i = 1; i < forms[f].bytes; i++) {
            if ((c[i] & 0xC0) != 0x80)
                return 0;
            code = code << 6 | (c[i] & 0x3Fu);
        }
        bool surrogate = code >= 0xD800 && code < 0xE000;
        return code >= forms[f].least && code <= 0x10FFFF && !surrogate ? forms[f].bytes : 0;
    }
    return 0;
}

static Status validate(const void *params_, Error *err)
{
    const MapParams *p = params_;
    const unsigned char *c = (const unsigned char *)p->tokens;
    for (int step; *c; c += step) {
        step = character(c);
        if (step == 0)
            return error_param(err, "tokens", "byte %lld is not UTF-8 (0x%02X)",
                               (long long)(c - (const unsigned char *)p->tokens) + 1, *c);
        if (*c < ' ')
            return error_param(
                err, "tokens",
                "tokens are separated by blanks, not by control characters (byte %lld)",
                (long long)(c - (const unsigned char *)p->tokens) + 1);
    }
    if (p->content == CONTENT_RANDOM && p->length == 0 && count_words(p->tokens) == 0)
        return error_param(err, "tokens", "there is no token: give words, or a length");
    return OK;
}

/* ---- a trial --------------------------------------------------------------------------------- */

/* x (n, d): normals, from row `from` on of stream `name`. */
static void fill(const Trial *t, const char *name, int64_t from, double *x)
{
    const MapParams *p = t->params;
    static const double example[EXAMPLE_TOKENS * EXAMPLE_DIM] = { 1, 0, 0, 1, 1, 1 };
    const int64_t n = length_of(p), d = dim_of(p);
    RandomStream s = random_stream(t->random, name);
    for (int64_t i = from * d; i < n * d; i++)
        x[i] = p->content == CONTENT_EXAMPLE && from == 0 ? example[i]
                                                          : random_normal(&s, (uint64_t)i);
}

static double scale_of(const MapParams *p)
{
    return p->scaled ? 1 / sqrt((double)dim_of(p)) : 1;
}

static void look_at_rows(const Trial *t)
{
    const MapParams *p = t->params;
    const int64_t n = length_of(p);
    double sum_error = 0, own = INFINITY, future = 0, entropies = 0;
    for (int64_t i = 0; i < n; i++) {
        const double *row = t->row[WEIGHTS] + i * n;
        double sum = 0;
        int64_t seen = 0;
        for (int64_t j = 0; j < n; j++) {
            sum += row[j];
            seen += row[j] > 0;
            future = j > i ? fmax(future, row[j]) : future;
        }
        sum_error = fmax(sum_error, fabs(sum - 1));
        own = fmin(own, row[i]);
        t->row[ENTROPY][i] = attention_entropy(row, n);
        t->row[SEEN][i] = (double)seen;
        entropies += t->row[ENTROPY][i];
    }
    trial_set(t, ROW_SUM_ERROR, sum_error);
    trial_set(t, SELF_WEIGHT, own);
    trial_set(t, FUTURE_WEIGHT, future);
    trial_set(t, MEAN_ENTROPY, entropies / (double)n);
}

/* Outputs are averages: none leaves the range of the values with a weight. */
static double hull_error(const Trial *t, const double *v)
{
    const MapParams *p = t->params;
    const int64_t n = length_of(p), d = dim_of(p);
    double worst = 0;
    for (int64_t i = 0; i < n; i++)
        for (int64_t c = 0; c < d; c++) {
            double low = INFINITY, high = -INFINITY, x = t->row[OUTPUT][i * d + c];
            for (int64_t j = 0; j < n; j++)
                if (t->row[WEIGHTS][i * n + j] > 0) {
                    low = fmin(low, v[j * d + c]);
                    high = fmax(high, v[j * d + c]);
                }
            worst = fmax(worst, fmax(low - x, x - high));
        }
    return worst;
}

/* Outputs of the first half again, with other tokens in the second; q, k, v are overwritten. */
static double future_effect(const Trial *t, double *q, double *k, double *v, double *weights,
                            double *output)
{
    const MapParams *p = t->params;
    const int64_t n = length_of(p), d = dim_of(p), half = (n + 1) / 2;
    double worst = 0;
    fill(t, "other queries", half, q);
    fill(t, "other keys", half, k);
    fill(t, "other values", half, v);
    attention_weights(n, d, q, k, scale_of(p), p->mask == MASK_CAUSAL, NULL, weights);
    attention_product(n, d, n, weights, v, output);
    for (int64_t i = 0; i < half * d; i++)
        worst = fmax(worst, fabs(output[i] - t->row[OUTPUT][i]));
    return worst;
}

static Status run(const Trial *t, Error *err)
{
    const MapParams *p = t->params;
    const int64_t n = length_of(p), d = dim_of(p), size = n * d;
    double *q = malloc((size_t)(4 * size + n * n) * sizeof *q);
    if (!q)
        return error_set(err, ERR_MEMORY, "no memory for %lld tokens", (long long)n);
    double *k = q + size, *v = k + size, *output = v + size, *weights = output + size;
    fill(t, "queries", 0, q);
    fill(t, "keys", 0, k);
    fill(t, "values", 0, v);
    attention_weights(n, d, q, k, scale_of(p), p->mask == MASK_CAUSAL, t->row[SCORES],
                      t->row[WEIGHTS]);
    attention_product(n, d, n, t->row[WEIGHTS], v, t->row[OUTPUT]);
    look_at_rows(t);
    trial_set(t, HULL_ERROR, hull_error(t, v));
    trial_set(t, FUTURE_EFFECT, future_effect(t, q, k, v, weights, output));
    free(q);
    return OK;
}

/* ---- predictions ----------------------------------------------------------------------------- */

/* Scores of the example are 0, 1 or 2: weights are powers of x = e, or e^(1 / sqrt(2)), over their
 * sum. Outputs are sums of weights: V is 0 or 1. */
static Status theory(const void *params_, double *const *row, Error *err)
{
    static const double weights_printed[9] = { 0.422, 0.155, 0.422, 0.155, 0.422,
                                               0.422, 0.212, 0.212, 0.576 };
    static const double output_printed[6] = { 0.844, 0.577, 0.577, 0.844, 0.788, 0.788 };
    const MapParams *p = params_;
    (void)err;
    if (p->content != CONTENT_EXAMPLE)
        return OK;
    const double x = elementary_exp(p->scaled ? 1 / sqrt(2.0) : 1);
    double w[9] = { x / (2 * x + 1), 1 / (2 * x + 1), x / (2 * x + 1),
                    1 / (2 * x + 1), x / (2 * x + 1), x / (2 * x + 1),
                    1 / (2 + x),     1 / (2 + x),     x / (2 + x) };
    if (p->mask == MASK_CAUSAL)
        memcpy(w, (const double[6]){ 1, 0, 0, 1 / (1 + x), x / (1 + x), 0 }, 6 * sizeof *w);
    memcpy(row[WEIGHTS_THEORY], w, sizeof w);
    for (int i = 0; i < 3; i++) {
        row[OUTPUT_THEORY][2 * i] = w[3 * i] + w[3 * i + 2];
        row[OUTPUT_THEORY][2 * i + 1] = w[3 * i + 1] + w[3 * i + 2];
    }
    if (!p->scaled && p->mask == MASK_FULL) {
        memcpy(row[WEIGHTS_PRINTED], weights_printed, sizeof weights_printed);
        memcpy(row[OUTPUT_PRINTED], output_printed, sizeof output_printed);
    }
    return OK;
}

static double cost(const void *params_)
{
    const double n = (double)length_of(params_), d = (double)dim_of(params_);
    return 3 * n * n * d + 60 * n * d + 40 * n * n;
}

static double memory(const void *params_)
{
    const double n = (double)length_of(params_), d = (double)dim_of(params_);
    return 8 * (5 * n * d + 4 * n * n);
}
