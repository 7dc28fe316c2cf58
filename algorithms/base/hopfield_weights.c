/* hopfield_weights.c - see hopfield_weights.h. Sums along rows of a matrix run over whole rows at a
 * time, so that they can be vectorised without a change of order. */
#include "algorithms/base/hopfield_weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/base/elementary.h"

/* Projections of patterns shorter than this on what earlier ones left out are rounding. */
static const double DEPENDENT = 1e-9;
static const double NO_WEIGHT = 1e-10;

void hopfield_weights_free(HopfieldWeights *net)
{
    free(net->w);
    *net = (HopfieldWeights){ 0 };
}

double hopfield_weights_bytes(int64_t neurons, int64_t patterns, int rule)
{
    const double n = (double)neurons, basis = n < (double)patterns ? n : (double)patterns;
    return 8 * n * (n + 4 + (rule == HOPFIELD_PSEUDOINVERSE ? basis : 0));
}

static Status stopped(const HopfieldRules *how, int64_t pattern, Error *err)
{
    return how->stopping && how->stopping(how->context)
               ? error_set(err, ERR_STOPPED, "stopped after %lld patterns", (long long)pattern)
               : OK;
}

static void get_pattern(const HopfieldPatterns *x, int64_t p, double *xi)
{
    for (int64_t i = 0; i < x->neurons; i++)
        xi[i] = hopfield_pattern(x, i, p);
}

static double dot(const double *a, const double *b, int64_t n)
{
    double part[8] = { 0 };
    int64_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (int k = 0; k < 8; k++)
            part[k] += a[i + k] * b[i + k];
    for (; i < n; i++)
        part[0] += a[i] * b[i];
    return ((part[0] + part[4]) + (part[2] + part[6])) +
           ((part[1] + part[5]) + (part[3] + part[7]));
}

/* ---- rules ---------------------------------------------------------------------------------- */

/* Removes from v what lies along the first `count` rows of an orthonormal basis. */
static void project_out(const double *basis, int64_t count, double *v, int64_t n)
{
    for (int64_t k = 0; k < count; k++) {
        const double along = dot(basis + k * n, v, n);
        for (int64_t i = 0; i < n; i++)
            v[i] -= along * basis[k * n + i];
    }
}

/* An orthonormal basis of the patterns (Gram-Schmidt, twice: once leaves rounding behind), then the
 * sum of its projections. */
static Status pseudoinverse(HopfieldWeights *net, const HopfieldRules *how, Error *err)
{
    const HopfieldPatterns *x = net->patterns;
    const int64_t n = x->neurons, most = x->patterns < n ? x->patterns : n;
    double *basis = calloc((size_t)((most + 1) * n), sizeof *basis);
    int64_t count = 0;
    Status status =
        basis ? OK : error_set(err, ERR_MEMORY, "no memory for %lld patterns", (long long)most);
    for (int64_t p = 0; p < x->patterns && count < most && status == OK; p++) {
        double *v = basis + count * n;
        get_pattern(x, p, v);
        project_out(basis, count, v, n);
        project_out(basis, count, v, n);
        const double length = sqrt(dot(v, v, n));
        if (length > DEPENDENT * sqrt((double)n)) {
            for (int64_t i = 0; i < n; i++)
                v[i] /= length;
            count++;
        }
        status = stopped(how, p, err);
    }
    for (int64_t k = 0; k < count && status == OK; k++)
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = 0; j < n; j++)
                net->w[i * n + j] += basis[k * n + i] * basis[k * n + j];
    for (int64_t i = 0; i < n && status == OK; i++)
        for (int64_t j = 0; j < n; j++)
            if (i != j && fabs(net->w[i * n + j]) < NO_WEIGHT)
                net->w[i * n + j] = 0;
    free(basis);
    return status;
}

static Status storkey(HopfieldWeights *net, const HopfieldRules *how, Error *err)
{
    const HopfieldPatterns *x = net->patterns;
    const int64_t n = x->neurons;
    double *xi = calloc((size_t)(2 * n), sizeof *xi), *field = xi + n;
    Status status = xi ? OK : error_set(err, ERR_MEMORY, "no memory for a pattern");
    for (int64_t p = 0; p < x->patterns && status == OK; p++) {
        get_pattern(x, p, xi);
        for (int64_t i = 0; i < n; i++) /* all k but i */
            field[i] = dot(net->w + i * n, xi, n) - net->w[i * n + i] * xi[i];
        for (int64_t i = 0; i < n; i++) {
            double *row = net->w + i * n;
            const double own = row[i], here = field[i];
            for (int64_t j = 0; j < n; j++) {
                const double to_i = here - row[j] * xi[j], to_j = field[j] - row[j] * xi[i];
                row[j] += (xi[i] * xi[j] - xi[i] * to_j - to_i * xi[j]) / (double)n;
            }
            row[i] = own + (1 - 2 * xi[i] * here) / (double)n;
        }
        status = stopped(how, p, err);
    }
    free(xi);
    return status;
}

Status hopfield_weights_init(HopfieldWeights *net, const HopfieldPatterns *x, int rule,
                             const HopfieldRules *how, Error *err)
{
    const int64_t n = x->neurons;
    *net = (HopfieldWeights){ .patterns = x, .neurons = n };
    net->w = calloc((size_t)(n * n), sizeof *net->w);
    if (!net->w)
        return error_set(err, ERR_MEMORY, "no memory for the weights of %lld neurons",
                         (long long)n);
    Status status =
        rule == HOPFIELD_STORKEY ? storkey(net, how, err) : pseudoinverse(net, how, err);
    for (int64_t i = 0; i < n && !how->self_coupling; i++)
        net->w[i * n + i] = 0;
    if (status != OK)
        hopfield_weights_free(net);
    return status;
}

/* ---- recall --------------------------------------------------------------------------------- */

typedef struct {
    const HopfieldWeights *net;
    const HopfieldRules *how;
    RandomStream order_stream, heat_stream;
    double *y, *field, *next; /* (N); field[i] = sum_j w_ij y_j, w_ii included */
    double *before;           /* (N): y two steps ago, of synchronous dynamics */
    int32_t *order;           /* (N) */
    double energy;            /* of the whole network, w_ii left out */
    int64_t flips, uphill;
} Run;

static void refresh(Run *r)
{
    const int64_t n = r->net->neurons;
    double twice = 0;
    for (int64_t i = 0; i < n; i++) {
        r->field[i] = dot(r->net->w + i * n, r->y, n);
        twice -= r->y[i] * r->field[i] - r->net->w[i * n + i];
    }
    r->energy = twice / 2;
}

/* The field above which visit `visit` of a sweep ends in +1, by the draws of hopfield_recall.h. */
static double threshold(const Run *r, int64_t sweep, int64_t visit)
{
    uint32_t words[4];
    if (r->how->temperature == 0)
        return 0;
    random_block(&r->heat_stream, (uint64_t)sweep << 32 | (uint64_t)visit / 2, words);
    const uint32_t *half = words + 2 * (visit % 2);
    const double u = ((double)((half[0] | (uint64_t)half[1] << 32) >> 11) + 0.5) * 0x1p-53;
    return r->how->temperature / 2 * (elementary_log(u) - elementary_log(1 - u));
}

/* +1 at and above zero field; fields are rounded, so those within 1e-12 are zero. */
static double sign_at(double field, double threshold_)
{
    return field - threshold_ >= -1e-12 ? 1 : -1;
}

static int64_t visited(const Run *r, int64_t sweep, int64_t visit)
{
    uint32_t words[4];
    if (r->how->order != HOPFIELD_RANDOM)
        return r->order[visit];
    random_block(&r->order_stream, (uint64_t)sweep << 32 | (uint64_t)visit / 4, words);
    return (int64_t)((uint64_t)words[visit % 4] * (uint64_t)r->net->neurons >> 32);
}

static int64_t sweep_once(Run *r, int64_t sweep)
{
    const int64_t n = r->net->neurons;
    int64_t flips = 0;
    if (r->how->order == HOPFIELD_PERMUTATION)
        random_permutation(&r->order_stream, (uint64_t)sweep, n, r->order);
    for (int64_t k = 0; k < n; k++) {
        const int64_t i = visited(r, sweep, k);
        const double *row = r->net->w + i * n;
        if (sign_at(r->field[i], threshold(r, sweep, k)) == r->y[i])
            continue;
        const double others = r->field[i] - row[i] * r->y[i];
        r->uphill += r->y[i] * others > 1e-12; /* the energy changes by 2 y_i times them */
        r->y[i] = -r->y[i];
        for (int64_t j = 0; j < n; j++)
            r->field[j] += 2 * r->y[i] * row[j];
        flips++;
    }
    refresh(r);
    return flips;
}

static int64_t step_once(Run *r, int64_t sweep)
{
    const int64_t n = r->net->neurons;
    const double energy = r->energy;
    int64_t flips = 0;
    for (int64_t i = 0; i < n; i++) {
        r->next[i] = sign_at(r->field[i], threshold(r, sweep, i));
        flips += r->next[i] != r->y[i];
    }
    memcpy(r->before, r->y, (size_t)n * sizeof *r->y);
    memcpy(r->y, r->next, (size_t)n * sizeof *r->y);
    refresh(r);
    r->uphill += r->energy > energy + 1e-9;
    return flips;
}

static bool stable(const Run *r)
{
    for (int64_t i = 0; i < r->net->neurons; i++)
        if (sign_at(r->field[i], 0) != r->y[i])
            return false;
    return true;
}

/* The step to come leads back to the state before the last one. */
static bool returns(const Run *r)
{
    for (int64_t i = 0; i < r->net->neurons; i++)
        if (sign_at(r->field[i], 0) != r->before[i])
            return false;
    return true;
}

static double overlap(const Run *r, int64_t cue)
{
    double sum = 0;
    for (int64_t i = 0; i < r->net->neurons; i++)
        sum += r->y[i] * hopfield_pattern(r->net->patterns, i, cue);
    return sum / (double)r->net->neurons;
}

static void run_free(Run *r)
{
    free(r->y);
    free(r->order);
}

static Status run_init(Run *r, RandomKey key, int64_t cue, Error *err)
{
    const int64_t n = r->net->neurons, errors = hopfield_cue_errors(r->how->initial_overlap, n);
    const RandomStream order = random_stream(key, "order"), heat = random_stream(key, "heat");
    r->order_stream = random_substream(&order, (uint64_t)cue);
    r->heat_stream = random_substream(&heat, (uint64_t)cue);
    r->y = calloc((size_t)(4 * n), sizeof *r->y);
    r->order = calloc((size_t)n, sizeof *r->order);
    if (!r->y || !r->order)
        return error_set(err, ERR_MEMORY, "no memory for the state of %lld neurons", (long long)n);
    r->field = r->y + n;
    r->next = r->y + 2 * n;
    r->before = r->y + 3 * n;
    get_pattern(r->net->patterns, cue, r->y);
    if (errors > 0)
        hopfield_cue_order(key, cue, n, r->order);
    for (int64_t k = 0; k < errors; k++)
        r->y[r->order[k]] = -r->y[r->order[k]];
    for (int64_t i = 0; i < n; i++)
        r->order[i] = (int32_t)i;
    refresh(r);
    return OK;
}

/* One sweep or step; the cycle length once that is known, else 0. */
static int advance(Run *r, int64_t sweep)
{
    const bool at_once = r->how->dynamics == HOPFIELD_SYNCHRONOUS;
    const int64_t flips = at_once ? step_once(r, sweep) : sweep_once(r, sweep);
    r->flips += flips;
    if (r->how->temperature > 0)
        return 0;
    if (flips == 0)
        return stable(r);
    return at_once && returns(r) ? 2 : 0;
}

Status hopfield_weights_recall(const HopfieldWeights *net, const HopfieldRules *how, RandomKey key,
                               int64_t cue, HopfieldRecall *out, double *trace, Error *err)
{
    Run r = { .net = net, .how = how };
    const double n = (double)net->neurons;
    double sum = 0;
    int64_t averaged = 0;
    Status status = run_init(&r, key, cue, err);
    *out = (HopfieldRecall){ 0 };
    if (status == OK)
        out->energy_start = r.energy / n;
    while (status == OK && out->sweeps < how->max_sweeps && out->cycle_length == 0) {
        out->cycle_length = advance(&r, out->sweeps);
        out->overlap = overlap(&r, cue);
        if (out->sweeps < how->trace_sweeps)
            trace[out->sweeps] = out->overlap;
        out->sweeps++;
        if (how->temperature > 0 && out->sweeps > how->max_sweeps / 2) {
            sum += out->overlap;
            averaged++;
        }
        if (how->stopping && how->stopping(how->context))
            status =
                error_set(err, ERR_STOPPED, "stopped after %lld sweeps", (long long)out->sweeps);
    }
    for (int64_t t = out->sweeps; t < how->trace_sweeps && status == OK; t++)
        trace[t] = out->cycle_length == 0   ? NAN
                   : out->cycle_length == 1 ? out->overlap
                                            : trace[t < 2 ? 0 : t - 2];
    if (status == OK) {
        if (averaged > 0)
            out->overlap = sum / (double)averaged;
        out->flips = r.flips;
        out->uphill = r.uphill;
        out->energy_final = r.energy / n;
    }
    run_free(&r);
    return status;
}
