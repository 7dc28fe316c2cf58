/* cost.c - attention.cost: what scaled dot-product attention costs in time, memory and operations.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/algorithm.h"
#include "algorithms/base/attention.h"
#include "algorithms/base/attention_kernel.h"
#include "algorithms/base/attention_multihead.h"

typedef struct {
    int64_t length, heads, head_dim;
    int method, mask;
    bool projections;
    int64_t repeats;
    double patience;
    int threads;
} CostParams;

/* clang-format off */
static const char *const methods[] = { "naive", "tiled", "linear", NULL }; /* as AttentionMethod */
enum { MASK_FULL, MASK_CAUSAL };
static const char *const masks[] = { "full", "causal", NULL };
enum { THREADS_ONE, THREADS_ALL };
static const char *const teams[] = { "one", "all", NULL };

#define P(field, ...) PARAM(CostParams, field, __VA_ARGS__)
static const Param params[] = {
    P(length,      "1024",  1,      1e7,               NULL,    "tokens",     "queries, and keys"),
    P(heads,       "1",     1,      1024,              NULL,    "heads",      "heads, each with queries, keys and values of its own"),
    P(head_dim,    "64",    1,      ATTENTION_MAX_DIM, NULL,    "dimensions", "of queries, keys and values of a head"),
    P(method,      "tiled", NO_MIN, NO_MAX,            methods, "1",          "all scores at once, tiles with a running maximum, or weights that factorise by elu(x) + 1"),
    P(mask,        "full",  NO_MIN, NO_MAX,            masks,   "1",          "whether a query sees all keys or those up to its own"),
    P(projections, "false", NO_MIN, NO_MAX,            NULL,    "1",          "make queries, keys and values by weights from one input, and the output by weights from all heads"),
    P(repeats,     "5",     1,      1e6,               NULL,    "1",          "samples of the time, at most; each is a call, or as many calls as last a millisecond"),
    P(patience,    "1",     0,      1e6,               NULL,    "s",          "once sampling has taken as long, no further sample begins"),
    P(threads,     "one",   NO_MIN, NO_MAX,            teams,   "1",          "one thread, or all that the runner lends"),
    { 0 }
};

enum {
    SECONDS, SECONDS_LOW, SECONDS_HIGH, GFLOPS, PEAK_GFLOPS, PEAK_FRACTION, FLOPS, FLOPS_THEORY,
    EXECUTED_FLOPS, PEAK_BYTES, WEIGHTS, LENGTH_EXPONENT, WIDTH_EXPONENT, MAX_ERROR, ROW_SUM_ERROR
};
static const Metric metrics[] = {
    [SECONDS]         = { "seconds", METRIC_TIMING, "s", "of a call, the median of the samples after a warm-up; taking and giving back memory included", { 0 }, NULL, NULL, false },
    [SECONDS_LOW]     = { "seconds_low", METRIC_TIMING, "s", "lower quartile of the samples", { 0 }, NULL, NULL, false },
    [SECONDS_HIGH]    = { "seconds_high", METRIC_TIMING, "s", "upper quartile of the samples", { 0 }, NULL, NULL, false },
    [GFLOPS]          = { "gflops", METRIC_TIMING, "Gflop/s", "flops over seconds", { 0 }, NULL, NULL, false },
    [PEAK_GFLOPS]     = { "peak_gflops", METRIC_TIMING, "Gflop/s", "of fused multiply-adds on registers alone on as many threads, measured before and after: the larger", { 0 }, NULL, NULL, false },
    [PEAK_FRACTION]   = { "peak_fraction", METRIC_TIMING, "1", "gflops over peak_gflops", { 0 }, NULL, NULL, false },
    [FLOPS]           = { "flops", METRIC_MEASURED, "flop", "operations in products that the result needs, counted row by row, a multiply-add as two; softmax left out", { 0 }, "flops_theory", NULL, false },
    [FLOPS_THEORY]    = { "flops_theory", METRIC_THEORY, "flop", "4 n^2 d H; causal 2 n (n + 1) d H; linear 4 n d^2 H; projections 8 n (d H)^2 more", { 0 }, NULL, "Vaswani et al. 2017", false },
    [EXECUTED_FLOPS]  = { "executed_flops", METRIC_MEASURED, "flop", "operations made in products, with what tiles hold beyond the mask", { 0 }, NULL, NULL, false },
    [PEAK_BYTES]      = { "peak_bytes", METRIC_MEASURED, "B", "most memory handed out at a time, beyond inputs and output", { 0 }, NULL, NULL, false },
    [WEIGHTS]         = { "weights", METRIC_MEASURED, "weights", "numbers in the four projections; 0 without them", { 0 }, NULL, NULL, false },
    [LENGTH_EXPONENT] = { "length_exponent_theory", METRIC_THEORY, "1", "d ln flops / d ln length, without a mask", { 0 }, NULL, NULL, false },
    [WIDTH_EXPONENT]  = { "width_exponent_theory", METRIC_THEORY, "1", "d ln flops / d ln (heads head_dim) at a fixed number of heads, without a mask", { 0 }, NULL, NULL, false },
    [MAX_ERROR]       = { "max_error", METRIC_MEASURED, "1", "largest deviation of outputs of attention from double precision, of up to 16 queries", { 0 }, NULL, NULL, false },
    [ROW_SUM_ERROR]   = { "row_sum_error", METRIC_MEASURED, "1", "largest |sum of weights - 1| of the last up to 64 queries of all heads, by mixing values of 1", { 0 }, NULL, NULL, false },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static Status theory(const void *p, double *const *row, Error *err);
static double cost(const void *p), memory(const void *p);
const Algorithm alg_attention_cost = {
    .name = "attention.cost",
    .summary = "time, memory, operations and accuracy of attention by three methods",
    .about = "Queries, keys and values are independent standard normals in single precision, or projections of such by "
             "weights of variance 1 / (heads head_dim). Random streams: queries, keys, values; with projections input "
             "and weights. A warm-up call precedes the samples. Everything but times is reproducible.",
    .source = "Vaswani et al., NeurIPS 2017; Milakov & Gimelshein, arXiv:1805.02867 (2018); Dao et al., NeurIPS 2022; "
              "Katharopoulos, Vyas, Pappas & Fleuret, ICML 2020",
    .version = 1,
    .params_size = sizeof(CostParams),
    .params = params,
    .metrics = metrics,
    .run = run,
    .theory = theory,
    .cost = cost,
    .memory = memory,
    .exclusive = true,
    .max_threads = 64,
};
/* clang-format on */

enum { SAMPLED = 16, SUMMED = 64 };
static const double SAMPLE_SECONDS = 1e-3;

static AttentionShape shape_of(const CostParams *p)
{
    return (AttentionShape){ p->length,
                             p->length,
                             p->heads,
                             p->head_dim,
                             p->mask == MASK_CAUSAL,
                             1 / sqrt((double)p->head_dim) };
}

static double width_of(const CostParams *p)
{
    return (double)(p->heads * p->head_dim);
}

/* ---- the inputs ------------------------------------------------------------------------------ */

/* With projections x and weights are given, else q, k and v; all are there for looking at errors.
 */
typedef struct {
    AttentionShape shape;
    int64_t size; /* of a matrix: length * width */
    float *x, *weights, *q, *k, *v, *out;
    void *space;
} Inputs;

static double input_floats(const CostParams *p)
{
    const double size = (double)p->length * width_of(p), width = width_of(p);
    double floats = 4 * size;
    if (p->projections)
        floats += size + 4 * width * width + (double)p->length * 64 + 512 * 512;
    return floats;
}

static void draw(const Trial *t, const char *name, int64_t n, float *to)
{
    RandomStream s = random_stream(t->random, name);
    random_normals(&s, 0, (size_t)n, to);
}

static Status inputs_init(Inputs *in, const Trial *t, Error *err)
{
    const CostParams *p = t->params;
    const int64_t width = p->heads * p->head_dim, weights = p->projections ? 4 * width * width : 0;
    *in = (Inputs){ .shape = shape_of(p), .size = p->length * width };
    const int64_t work = p->projections ? attention_project_floats(&in->shape) : 0;
    const int64_t floats = (p->projections ? 5 : 4) * in->size + weights + work;
    float *at = aligned_alloc(64, ((size_t)floats * sizeof *at + 63) / 64 * 64);
    if (!at)
        return error_set(err, ERR_MEMORY, "no memory for %lld numbers", (long long)floats);
    in->space = at;
    in->q = at + work;
    in->k = in->q + in->size;
    in->v = in->k + in->size;
    in->out = in->v + in->size;
    if (!p->projections) {
        draw(t, "queries", in->size, in->q);
        draw(t, "keys", in->size, in->k);
        draw(t, "values", in->size, in->v);
        return OK;
    }
    in->x = in->out + in->size;
    in->weights = in->x + in->size;
    draw(t, "input", in->size, in->x);
    draw(t, "weights", weights, in->weights);
    for (int64_t i = 0; i < weights; i++)
        in->weights[i] *= (float)(1 / sqrt((double)width));
    attention_project(&in->shape, in->x, in->weights, in->q, 1, at);
    return OK;
}

/* ---- time ------------------------------------------------------------------------------------ */

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Of n sorted numbers, linear between neighbours. */
static double quantile(const double *sorted, int64_t n, double q)
{
    double at = q * (double)(n - 1);
    int64_t i = (int64_t)at;
    return i + 1 < n ? sorted[i] + (at - (double)i) * (sorted[i + 1] - sorted[i]) : sorted[n - 1];
}

/* Rate of fused multiply-adds, all threads together. */
static double peak_rate(const Trial *t, int threads)
{
    const AttentionKernels *kernel = attention_kernels[cpu_level()];
    const int64_t rounds = 1 << 16;
    double flops = 0, start = trial_clock(t);
#pragma omp parallel num_threads(threads) reduction(+ : flops) if (threads > 1)
    {
        float end;
        flops += kernel->peak(rounds, &end);
        flops += isnan(end); /* never, but the compiler cannot know */
    }
    double seconds = trial_clock(t) - start;
    return seconds > 0 ? 1e-9 * flops / seconds : NAN;
}

static Status call(const CostParams *p, const Inputs *in, int threads, AttentionMemory *memory_,
                   AttentionCount *count, Error *err)
{
    const AttentionMethod method = (AttentionMethod)p->method;
    if (p->projections)
        return attention_multihead(method, &in->shape, in->x, in->weights, in->out, threads,
                                   memory_, count, err);
    return attention_forward(method, &in->shape, in->q, in->k, in->v, in->out, threads, memory_,
                             count, err);
}

/* sample[*taken <= repeats]: seconds of a call, after one that does not count. */
static Status take_samples(const Trial *t, const Inputs *in, int threads, double *sample,
                           int64_t *taken, AttentionMemory *memory_, AttentionCount *count,
                           Error *err)
{
    const CostParams *p = t->params;
    double spent = 0;
    double start = trial_clock(t);
    Status status = call(p, in, threads, memory_, count, err);
    double once = trial_clock(t) - start;
    int64_t calls = once > 0 && once < SAMPLE_SECONDS ? (int64_t)(SAMPLE_SECONDS / once) + 1 : 1;
    *taken = 0;
    while (status == OK && *taken < p->repeats && (*taken == 0 || spent < p->patience)) {
        if (trial_stopping(t))
            return error_set(err, ERR_STOPPED, "stopped while measuring time");
        start = trial_clock(t);
        for (int64_t k = 0; status == OK && k < calls; k++)
            status = call(p, in, threads, memory_, count, err);
        double seconds = trial_clock(t) - start;
        sample[(*taken)++] = seconds / (double)calls;
        spent += seconds;
    }
    return status;
}

static Status measure_time(const Trial *t, const Inputs *in, Error *err)
{
    const CostParams *p = t->params;
    const int threads = p->threads == THREADS_ALL ? trial_threads(t) : 1;
    AttentionMemory handed_out = { 0 };
    AttentionCount count = { 0 };
    double *sample = calloc((size_t)p->repeats, sizeof *sample);
    if (!sample)
        return error_set(err, ERR_MEMORY, "no memory for %lld samples", (long long)p->repeats);
    int64_t taken = 0;
    double peak = peak_rate(t, threads);
    Status status = take_samples(t, in, threads, sample, &taken, &handed_out, &count, err);
    peak = fmax(peak, peak_rate(t, threads));
    if (status == OK) {
        const double flops = 2 * (double)count.needed;
        qsort(sample, (size_t)taken, sizeof *sample, by_size);
        const double median = quantile(sample, taken, 0.5);
        trial_set(t, SECONDS, median);
        trial_set(t, SECONDS_LOW, quantile(sample, taken, 0.25));
        trial_set(t, SECONDS_HIGH, quantile(sample, taken, 0.75));
        trial_set(t, PEAK_GFLOPS, peak);
        if (median > 0) {
            trial_set(t, GFLOPS, 1e-9 * flops / median);
            trial_set(t, PEAK_FRACTION, 1e-9 * flops / median / peak);
        }
        trial_set(t, FLOPS, flops);
        trial_set(t, EXECUTED_FLOPS, 2 * (double)count.executed);
        trial_set(t, PEAK_BYTES, (double)handed_out.peak);
    }
    free(sample);
    return status;
}

/* ---- errors ---------------------------------------------------------------------------------- */

/* Of queries evenly spread, each with another head; `mixed` holds what the heads made of all. */
static Status largest_error(const CostParams *p, const Inputs *in, const float *mixed,
                            double *worst, Error *err)
{
    const int64_t n = p->length, d = p->head_dim, row = p->heads * d;
    const int64_t rows = n < SAMPLED ? n : SAMPLED;
    double out[ATTENTION_MAX_DIM], *weights = calloc((size_t)n, sizeof *weights);
    if (!weights)
        return error_set(err, ERR_MEMORY, "no memory for %lld weights", (long long)n);
    *worst = 0;
    for (int64_t r = 0; r < rows; r++) {
        int64_t query = rows > 1 ? r * (n - 1) / (rows - 1) : 0, head = r % p->heads;
        attention_reference((AttentionMethod)p->method, &in->shape, in->q, in->k, in->v, head,
                            query, out, weights);
        for (int64_t c = 0; c < d; c++) {
            double error = fabs((double)mixed[query * row + head * d + c] - out[c]);
            *worst = isnan(error) ? NAN : fmax(*worst, error);
        }
    }
    free(weights);
    return OK;
}

/* Values of 1 are mixed to the sum of the weights. Overwrites v and the end of out. */
static Status sum_error(const CostParams *p, const Inputs *in, double *worst, Error *err)
{
    const int64_t row = p->heads * p->head_dim;
    AttentionShape last = in->shape;
    AttentionMemory handed_out = { 0 };
    AttentionCount count;
    last.queries = p->length < SUMMED ? p->length : SUMMED;
    const int64_t from = (p->length - last.queries) * row;
    for (int64_t i = 0; i < in->size; i++)
        in->v[i] = 1;
    Status status = attention_forward((AttentionMethod)p->method, &last, in->q + from, in->k, in->v,
                                      in->out + from, 1, &handed_out, &count, err);
    *worst = 0;
    for (int64_t i = from; i < in->size && status == OK; i++)
        *worst = fmax(*worst, fabs((double)in->out[i] - 1));
    return status;
}

static Status measure_errors(const Trial *t, const Inputs *in, Error *err)
{
    const CostParams *p = t->params;
    AttentionMemory handed_out = { 0 };
    AttentionCount count;
    double error = NAN, sum = NAN;
    Status status = OK;
    if (p->projections) /* out holds what the weights made of the heads' output */
        status = attention_forward((AttentionMethod)p->method, &in->shape, in->q, in->k, in->v,
                                   in->out, 1, &handed_out, &count, err);
    if (status == OK)
        status = largest_error(p, in, in->out, &error, err);
    if (status == OK)
        status = sum_error(p, in, &sum, err);
    trial_set(t, MAX_ERROR, error);
    trial_set(t, ROW_SUM_ERROR, sum);
    return status;
}

static Status run(const Trial *t, Error *err)
{
    const CostParams *p = t->params;
    Inputs in = { 0 };
    Status status = inputs_init(&in, t, err);
    if (status == OK)
        status = measure_time(t, &in, err);
    if (status == OK)
        status = measure_errors(t, &in, err);
    trial_set(t, WEIGHTS, p->projections ? 4 * width_of(p) * width_of(p) : 0);
    free(in.space);
    return status;
}

/* ---- predictions ----------------------------------------------------------------------------- */

static double projection_flops(const CostParams *p)
{
    return p->projections ? 8 * (double)p->length * width_of(p) * width_of(p) : 0;
}

static double flops_of(const CostParams *p)
{
    AttentionShape shape = shape_of(p);
    return projection_flops(p) + attention_flops((AttentionMethod)p->method, &shape);
}

/* Both exponents are means of those of the parts, weighted by their operations. */
static Status theory(const void *params_, double *const *row, Error *err)
{
    (void)err;
    const CostParams *p = params_;
    const double outside = projection_flops(p), all = flops_of(p), inside = all - outside;
    const bool linear = p->method == ATTENTION_LINEAR;
    row[FLOPS_THEORY][0] = all;
    if (p->mask == MASK_FULL) {
        row[LENGTH_EXPONENT][0] = (outside + (linear ? 1 : 2) * inside) / all;
        row[WIDTH_EXPONENT][0] = (2 * outside + (linear ? 2 : 1) * inside) / all;
    }
    return OK;
}

/* Nanoseconds, roughly, on one thread. */
static double cost(const void *params_)
{
    const CostParams *p = params_;
    const double rate[] = { 40, 85, 20 }, once = flops_of(p) / rate[p->method];
    const double samples = (double)p->repeats * fmax(once, 1e9 * SAMPLE_SECONDS);
    return 2e7 + fmin(samples, 1e9 * p->patience + once) + 2 * once +
           20 * (double)p->length * width_of(p);
}

static double memory(const void *params_)
{
    const CostParams *p = params_;
    const AttentionShape shape = shape_of(p);
    const AttentionMethod method = (AttentionMethod)p->method;
    return (p->projections ? attention_multihead_bytes(method, &shape)
                           : attention_bytes(method, &shape)) +
           input_floats(p) * sizeof(float) + (double)p->length * sizeof(double);
}
