/* hopfield_recall.c - see hopfield_recall.h. */
#include "algorithms/base/hopfield_recall.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/base/elementary.h"
#include "algorithms/base/hopfield_heat.h"
#include "algorithms/base/hopfield_net.h"

enum { DRAWS_AT_ONCE = 512 };

/* What a retrieval needs while it runs. */
typedef struct {
    const HopfieldRules *rules;
    HopfieldNet net;
    HopfieldHeat heat; /* its window is NULL where the network is not swept by it */
    RandomStream order_stream, heat_stream;
    int32_t *order,
        *before;        /* (N + HOPFIELD_AHEAD): visits, or flips of this step and the one before */
    int64_t *threshold; /* (N), NULL at temperature 0 and with `heat` */
    int threads;
} Run;

int64_t hopfield_cue_errors(double initial_overlap, int64_t neurons)
{
    return (int64_t)floor((1 - initial_overlap) * (double)neurons / 2 + 0.5);
}

static RandomStream cue_stream(RandomKey key, const char *name, int64_t cue)
{
    RandomStream all = random_stream(key, name);
    return random_substream(&all, (uint64_t)cue);
}

void hopfield_cue_order(RandomKey key, int64_t cue, int64_t neurons, int32_t *order)
{
    RandomStream s = cue_stream(key, "cue", cue);
    random_permutation(&s, 0, neurons, order);
}

double hopfield_recall_bytes(int64_t neurons, int64_t patterns, bool heat)
{
    return hopfield_net_bytes(neurons, patterns) +
           (double)neurons * (2 * sizeof(int32_t) + (heat ? sizeof(int64_t) : 0)) +
           (heat && hopfield_heat_fits(neurons, patterns, 0)
                ? hopfield_heat_bytes(neurons, patterns)
                : 0);
}

static void run_free(Run *r)
{
    hopfield_net_free(&r->net);
    hopfield_heat_free(&r->heat);
    free(r->order);
    free(r->before);
    free(r->threshold);
}

static bool swept_by_table(const HopfieldRules *rules, const HopfieldPatterns *x)
{
    return rules->dynamics == HOPFIELD_ASYNCHRONOUS &&
           hopfield_heat_fits(x->neurons, x->patterns, rules->temperature);
}

static Status run_init(Run *r, const HopfieldPatterns *x, RandomKey key, int64_t cue, Error *err)
{
    const size_t places = (size_t)x->neurons + HOPFIELD_AHEAD;
    const int64_t errors = hopfield_cue_errors(r->rules->initial_overlap, x->neurons);
    const bool heat = r->rules->temperature > 0, table = heat && swept_by_table(r->rules, x),
               by_threshold = heat && !table;
    Status status = hopfield_net_init(&r->net, x, r->rules->self_coupling, err);
    if (status != OK)
        return status;
    r->order = calloc(places, sizeof *r->order);
    r->before = calloc(places, sizeof *r->before);
    if (by_threshold)
        r->threshold = calloc(places, sizeof *r->threshold);
    if (!r->order || !r->before || (by_threshold && !r->threshold))
        return error_set(err, ERR_MEMORY, "no memory for the order of %lld updates",
                         (long long)x->neurons);
    r->order_stream = cue_stream(key, "order", cue);
    r->heat_stream = cue_stream(key, "heat", cue);
    if (errors > 0)
        hopfield_cue_order(key, cue, x->neurons, r->order);
    hopfield_net_start(&r->net, cue, r->order, errors);
    for (int64_t i = 0; i < x->neurons; i++)
        r->order[i] = (int32_t)i;
    if (table)
        return hopfield_heat_init(&r->heat, &r->net, r->rules->temperature, r->rules->max_sweeps,
                                  err);
    return OK;
}

/* ---- random numbers of a sweep ---------------------------------------------------------- */

static void draw_neurons(const RandomStream *s, uint64_t sweep, int64_t n, int32_t *order)
{
    uint32_t words[DRAWS_AT_ONCE];
    for (int64_t done = 0; done < n; done += DRAWS_AT_ONCE) {
        int64_t here = n - done < DRAWS_AT_ONCE ? n - done : DRAWS_AT_ONCE;
        random_words(s, sweep << 32 | (uint64_t)done / 4, (size_t)(here + 3) / 4, words);
        for (int64_t u = 0; u < here; u++)
            order[done + u] = (int32_t)((uint64_t)words[u] * (uint64_t)n >> 32);
    }
}

/* The least N h at which a visit of the heat bath ends in +1. */
static void draw_thresholds(const RandomStream *s, uint64_t sweep, int64_t n, double temperature,
                            int64_t *threshold)
{
    uint32_t words[2 * DRAWS_AT_ONCE];
    double up[DRAWS_AT_ONCE], down[DRAWS_AT_ONCE];
    for (int64_t done = 0; done < n; done += DRAWS_AT_ONCE) {
        int64_t here = n - done < DRAWS_AT_ONCE ? n - done : DRAWS_AT_ONCE;
        random_words(s, sweep << 32 | (uint64_t)done / 2, (size_t)(here + 1) / 2, words);
        for (int64_t u = 0; u < here; u++) {
            uint64_t bits = (words[2 * u] | (uint64_t)words[2 * u + 1] << 32) >> 11;
            up[u] = ((double)bits + 0.5) * 0x1p-53;
            down[u] = 1 - up[u];
        }
        elementary_log_f64(up, up, (size_t)here);
        elementary_log_f64(down, down, (size_t)here);
        for (int64_t u = 0; u < here; u++)
            threshold[done + u] =
                (int64_t)floor((double)n * temperature / 2 * (up[u] - down[u])) + 1;
    }
}

/* ---- dynamics --------------------------------------------------------------------------- */

/* One asynchronous sweep. Returns the flips. */
static int64_t sweep_once(Run *r, int64_t sweep)
{
    const int64_t n = r->net.patterns->neurons;
    if (r->rules->order == HOPFIELD_PERMUTATION)
        random_permutation(&r->order_stream, (uint64_t)sweep, n, r->order);
    else if (r->rules->order == HOPFIELD_RANDOM)
        draw_neurons(&r->order_stream, (uint64_t)sweep, n, r->order);
    if (r->heat.window)
        return hopfield_heat_sweep(&r->heat, &r->net, &r->heat_stream, (uint64_t)sweep, r->order,
                                   r->rules->order == HOPFIELD_RANDOM);
    return hopfield_net_sweep(&r->net, r->order, r->threshold, n);
}

/* The cycle length once the network is known to have settled after a sweep of `flips`, else 0.
 * In `order` are the flips of a synchronous step, in `before` those of the last one. */
static int settled(Run *r, int64_t flips, int64_t flips_before)
{
    if (r->rules->temperature > 0)
        return 0;
    if (r->rules->dynamics == HOPFIELD_SYNCHRONOUS) {
        if (flips > 0)
            return flips == flips_before &&
                           memcmp(r->order, r->before, (size_t)flips * sizeof *r->order) == 0
                       ? 2
                       : 0;
        return 1;
    }
    if (flips > 0)
        return 0;
    /* Random visits may have missed the neuron that would flip. */
    return r->rules->order != HOPFIELD_RANDOM ||
           hopfield_net_unstable(&r->net, r->before, r->threads) == 0;
}

static int64_t advance(Run *r, int64_t sweep)
{
    const int64_t n = r->net.patterns->neurons;
    if (r->threshold)
        draw_thresholds(&r->heat_stream, (uint64_t)sweep, n, r->rules->temperature, r->threshold);
    if (r->rules->dynamics == HOPFIELD_ASYNCHRONOUS)
        return sweep_once(r, sweep);
    int32_t *swap = r->order;
    r->order = r->before;
    r->before = swap;
    return hopfield_net_step(&r->net, r->threshold, r->order, r->threads);
}

/* What the trace holds after the last sweep. */
static void extend(const HopfieldRecall *out, int64_t length, double last, double previous,
                   double *trace)
{
    for (int64_t t = out->sweeps; t < length; t++) {
        bool like_last = out->cycle_length == 1 || (t - out->sweeps) % 2 == 1;
        trace[t] = out->cycle_length == 0 ? NAN : like_last ? last : previous;
    }
}

static Status dynamics(Run *r, HopfieldRecall *out, double *trace, Error *err)
{
    const HopfieldRules *rules = r->rules;
    const double n = (double)r->net.patterns->neurons;
    double last = (double)r->net.cue_overlap / n, previous = last, sum = 0;
    int64_t flips = 0, averaged = 0;
    *out = (HopfieldRecall){ .energy_start = hopfield_net_energy(&r->net, r->net.square) };
    while (out->sweeps < rules->max_sweeps && out->cycle_length == 0) {
        if (rules->stopping && rules->stopping(rules->context))
            return error_set(err, ERR_STOPPED, "stopped after %lld sweeps", (long long)out->sweeps);
        int64_t flips_before = flips;
        flips = advance(r, out->sweeps);
        out->cycle_length = settled(r, flips, flips_before);
        previous = last;
        last = (double)r->net.cue_overlap / n;
        if (out->sweeps < rules->trace_sweeps)
            trace[out->sweeps] = last;
        out->sweeps++;
        if (rules->temperature > 0 && out->sweeps > rules->max_sweeps / 2) {
            sum += last;
            averaged++;
        }
    }
    extend(out, rules->trace_sweeps, last, previous, trace);
    out->overlap = averaged > 0 ? sum / (double)averaged : last;
    out->flips = r->net.flips;
    out->uphill = r->net.uphill;
    out->energy_final = hopfield_net_energy(&r->net, r->net.square);
    if (r->heat.window)
        hopfield_net_renew(&r->net);
    if (hopfield_net_square(&r->net) != r->net.square)
        return error_set(err, ERR_NUMERIC,
                         "the energy followed flip by flip differs from that of the last state");
    return OK;
}

Status hopfield_recall(const HopfieldPatterns *x, const HopfieldRules *rules, RandomKey key,
                       int64_t cue, int threads, HopfieldRecall *out, double *trace, int8_t *state,
                       Error *err)
{
    Run r = { .rules = rules, .threads = threads };
    Status status = run_init(&r, x, key, cue, err);
    if (status == OK)
        status = dynamics(&r, out, trace, err);
    if (status == OK && state)
        memcpy(state, r.net.state, (size_t)x->neurons);
    run_free(&r);
    return status;
}
