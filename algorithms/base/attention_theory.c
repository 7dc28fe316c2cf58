/* attention_theory.c - see attention_theory.h */
#include "algorithms/base/attention_theory.h"

#include <math.h>
#include <stdlib.h>

#include "algorithms/base/elementary.h"

static const double FEW = 1e-17;  /* weights that do not matter */
static const double REACH = 9;    /* standard deviations of a normal that matter */
static const double STEP = 0.35;  /* in u and z: error exp(-pi^2 / STEP) = 6e-13 */
static const double DEEP = 42;    /* e^-DEEP does not matter */
static const double SMALL = 0.02; /* below it the entropy is quadratic in s to 1e-8 */

/* Shares of a grid around 0: value i belongs to position (i - middle) * step. */
typedef struct {
    double step;
    int64_t half, span;  /* of the scores; of u together with scores, from -span to span */
    double *weight;      /* [2 half + 1] density of the scores times step */
    double *gone, *rate; /* [2 span + 1] 1 - exp(-e^v) and e^v exp(-e^v) */
} Grid;

static Status grid_init(Grid *g, double s, Error *err)
{
    g->step = fmin(STEP, 0.4 * s);
    g->half = (int64_t)ceil(REACH * s / g->step);
    g->span = 2 * g->half + (int64_t)ceil(DEEP / g->step);
    g->weight = calloc((size_t)(2 * g->half + 1), sizeof *g->weight);
    g->gone = calloc((size_t)(2 * g->span + 1), sizeof *g->gone);
    g->rate = calloc((size_t)(2 * g->span + 1), sizeof *g->rate);
    if (!g->weight || !g->gone || !g->rate)
        return error_set(err, ERR_MEMORY, "no memory for an integral");
    double sum = 0;
    for (int64_t i = 0; i <= 2 * g->half; i++) {
        double z = (double)(i - g->half) * g->step / s;
        g->weight[i] = elementary_exp(-0.5 * z * z);
        sum += g->weight[i];
    }
    for (int64_t i = 0; i <= 2 * g->half; i++)
        g->weight[i] /= sum;
    for (int64_t i = 0; i <= 2 * g->span; i++) {
        double e = elementary_exp(fmin((double)(i - g->span) * g->step, 7)); /* e^7: all gone */
        g->gone[i] = -elementary_expm1(-e);
        g->rate[i] = e * elementary_exp(-e);
    }
    return OK;
}

static void grid_free(Grid *g)
{
    free(g->weight);
    free(g->gone);
    free(g->rate);
}

/* E ln Z - E sum p z, and E sum p z, by sums over u. */
static void integrate(const Grid *g, int64_t n, double *entropy, double *energy)
{
    double free_sum = 0, energy_sum = 0;
    const int64_t reach = g->span - g->half;
    for (int64_t u = -reach; u <= reach; u++) {
        const double *gone = g->gone + g->span + u - g->half;
        const double *rate = g->rate + g->span + u - g->half;
        double lost = 0, slope = 0;
        for (int64_t i = 0; i <= 2 * g->half; i++) {
            lost += g->weight[i] * gone[i];
            slope += g->weight[i] * rate[i] * (double)(i - g->half);
        }
        double log_kept = lost < 1 ? elementary_log1p(-lost) : -INFINITY;
        double kept = elementary_exp((double)n * log_kept);
        double kept_but_one = elementary_exp((double)(n - 1) * log_kept);
        double alone = u * g->step < 7 ? elementary_exp(-elementary_exp((double)u * g->step)) : 0;
        free_sum += alone - kept;
        energy_sum += (double)n * kept_but_one * slope * g->step;
        if (u > 0 && alone == 0 && (double)n * kept_but_one < FEW)
            break;
    }
    *energy = energy_sum * g->step;
    *entropy = free_sum * g->step - *energy;
}

/* With E sum p z = s^2 (1 - E sum p^2), by parts. */
Status attention_random_scores(int64_t n, double s, AttentionAverage *a, Error *err)
{
    const double uniform = 1 / (double)n;
    if (s < SMALL) {
        a->entropy = elementary_log((double)n) - 0.5 * s * s * (1 - uniform);
        a->participation = uniform * (1 + s * s * (1 - uniform));
        return OK;
    }
    Grid g = { 0 };
    double energy = 0;
    Status status = grid_init(&g, s, err);
    if (status == OK) {
        integrate(&g, n, &a->entropy, &energy);
        a->participation = 1 - energy / (s * s);
    }
    grid_free(&g);
    return status;
}

/* x = ln |q| has density exp(d x - e^2x / 2) up to a factor: peak at ln(d) / 2, of width 1 / sqrt(2
 * d), with a left tail e^(d x) that few dimensions make long. */
Status attention_random_heads(int64_t n, int64_t d, double scale, AttentionAverage *a, Error *err)
{
    const double dim = (double)d, peak = 0.5 * elementary_log(dim), width = 1 / sqrt(2 * dim);
    const double step = 0.8 * width, top = dim * peak - 0.5 * dim;
    const int64_t left = (int64_t)ceil(fmax(8 * width, 40 / dim) / step);
    const int64_t right = (int64_t)ceil(8 * width / step);
    double sum = 0;
    Status status = OK;
    *a = (AttentionAverage){ 0 };
    for (int64_t i = -left; i <= right && status == OK; i++) {
        double x = peak + (double)i * step, norm = elementary_exp(x);
        double weight = elementary_exp(dim * x - 0.5 * norm * norm - top);
        AttentionAverage at = { 0 };
        if (weight < 1e-13)
            continue;
        status = attention_random_scores(n, scale * norm, &at, err);
        sum += weight;
        a->entropy += weight * at.entropy;
        a->participation += weight * at.participation;
    }
    a->entropy /= sum;
    a->participation /= sum;
    return status;
}

double attention_limit_entropy(int64_t n, double s)
{
    return fmax(elementary_log((double)n) - 0.5 * s * s, 0);
}

/* E max of n standard normals, int x d(Phi^n), times E |q|, which is independent of it. */
double attention_largest_score(int64_t n, int64_t d, double scale)
{
    const double step = 1.0 / 16;
    double largest = 0;
    for (double x = -10; x <= 10; x += step) {
        double below = elementary_log1p(-0.5 * elementary_erfc(x / sqrt(2.0)));
        double density = elementary_exp(-0.5 * x * x + (double)(n - 1) * below);
        largest += x * density * (double)n * step / sqrt(2 * M_PI);
    }
    double half = 0.5 * (double)d;
    double norm = elementary_exp(elementary_log_gamma(half + 0.5) - elementary_log_gamma(half));
    return scale * largest * sqrt(2.0) * norm;
}
