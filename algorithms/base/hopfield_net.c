/* hopfield_net.c - see hopfield_net.h. */
#include "algorithms/base/hopfield_net.h"

#include <stdlib.h>
#include <string.h>

#include "algorithms/base/hopfield_cost.h"

enum {
    BLOCK = HOPFIELD_BLOCK,
    UNSEEN = -2 * HOPFIELD_LOG, /* flips of a field that was never evaluated */
    BLOCKS_AT_ONCE = 64,        /* of a synchronous step, given to one thread */
    MANY_CHUNKS = 16384,        /* worth a parallel region */
    KEPT_BYTES = 320 << 10,     /* of patterns, at most, where fields are kept */
};

/* 64-bit words of a row that hold patterns. */
static int64_t words_of(int64_t patterns)
{
    return (patterns + 63) / 64;
}

static int64_t stride_of(int64_t neurons)
{
    return (neurons + HOPFIELD_STRIDE - 1) / HOPFIELD_STRIDE * HOPFIELD_STRIDE;
}

/* 64-bit numbers that kept fields need beside the rest; 0 where they are never kept. */
static int64_t kept_size(int64_t neurons, int64_t patterns)
{
    int64_t columns = words_of(patterns) * stride_of(neurons);
    return columns * 8 <= KEPT_BYTES ? columns + stride_of(neurons) : 0;
}

/* ---- life --------------------------------------------------------------------------------- */

Status hopfield_net_init(HopfieldNet *net, const HopfieldPatterns *x, bool self_coupling,
                         Error *err)
{
    const size_t n = (size_t)x->neurons, words = (size_t)x->words;
    const size_t kept = (size_t)kept_size(x->neurons, x->patterns);
    *net = (HopfieldNet){ .patterns = x,
                          .kernels = hopfield_kernels[cpu_level()],
                          .self_coupling = self_coupling,
                          .stride = stride_of(x->neurons) };
    net->state = hopfield_alloc(n * sizeof *net->state);
    net->seen = hopfield_alloc(n * sizeof *net->seen);
    net->planes = hopfield_alloc(words * HOPFIELD_PLANES * sizeof *net->planes);
    net->others = hopfield_alloc(words * sizeof *net->others);
    if (kept) {
        net->field = hopfield_alloc(kept * sizeof *net->field);
        net->columns = (uint64_t *)net->field + net->stride;
        net->rare = hopfield_rare_flips(x->neurons, x->patterns);
    }
    if (net->state && net->seen && net->planes && net->others && (!kept || net->field))
        return OK;
    hopfield_net_free(net);
    return error_set(err, ERR_MEMORY, "no memory for the state of %lld neurons",
                     (long long)x->neurons);
}

void hopfield_net_free(HopfieldNet *net)
{
    free(net->state);
    free(net->seen);
    free(net->planes);
    free(net->others);
    free(net->field);
    *net = (HopfieldNet){ 0 };
}

double hopfield_net_bytes(int64_t neurons, int64_t patterns)
{
    double words = hopfield_patterns_bytes(1, patterns); /* of one row, in bytes */
    return (double)neurons * (sizeof(int8_t) + sizeof(HopfieldSeen)) +
           words * (HOPFIELD_PLANES + 1) + 8.0 * (double)kept_size(neurons, patterns);
}

void hopfield_net_start(HopfieldNet *net, int64_t cue, const int32_t *wrong, int64_t count)
{
    const HopfieldPatterns *x = net->patterns;
    for (int64_t i = 0; i < x->neurons; i++) {
        net->state[i] = (int8_t)hopfield_pattern(x, i, cue);
        net->seen[i] = (HopfieldSeen){ .flips = UNSEEN };
    }
    for (int64_t k = 0; k < count; k++)
        net->state[wrong[k]] = (int8_t)-net->state[wrong[k]];
    net->cue = cue;
    net->cue_overlap = x->neurons - 2 * count;
    net->flips = net->signs = net->uphill = 0;
    net->recent = count + x->neurons / 64; /* what the first sweep may flip */
    net->keeping = false;
    memcpy(net->others, x->active, (size_t)x->words * sizeof *net->others);
    net->others[cue / 64] &= ~((uint64_t)1 << (cue % 64));
    hopfield_net_renew(net);
    net->square = hopfield_net_square(net);
}

void hopfield_net_renew(HopfieldNet *net)
{
    const HopfieldPatterns *x = net->patterns;
    net->bits = net->kernels->overlaps(net->planes, net->others, x->rows, x->chunks, x->neurons,
                                       net->state);
    net->kernels->moments(net->planes, x->chunks, net->bits, &net->sum, &(int64_t){ 0 });
}

int64_t hopfield_net_square(const HopfieldNet *net)
{
    const HopfieldPatterns *x = net->patterns;
    const int64_t odd = x->neurons % 2;
    int64_t sum, square;
    net->kernels->moments(net->planes, x->chunks, net->bits, &sum, &square);
    return 4 * (square + odd * sum) + odd * (x->patterns - 1) + net->cue_overlap * net->cue_overlap;
}

double hopfield_net_energy(const HopfieldNet *net, int64_t square)
{
    const int64_t n = net->patterns->neurons;
    int64_t own = net->self_coupling ? 0 : net->patterns->patterns * n;
    return (double)(own - square) / (2.0 * (double)n * (double)n);
}

/* ---- fields ----------------------------------------------------------------------------- */

/* Evaluates a block of neurons from the overlaps: with xi = 2x - 1 and N m = 2v + N mod 2,
 * sum_p xi_p N m_p = 4 sum_p x_p v_p - 2 sum_p v_p + (N mod 2) sum_p xi_p, the cue by itself. */
static void evaluate(const HopfieldNet *net, const HopfieldRows *block, const int32_t *who,
                     int64_t field[BLOCK])
{
    const HopfieldPatterns *x = net->patterns;
    const int64_t odd = x->neurons % 2, apart = net->cue_overlap - odd;
    net->kernels->dot(block, net->planes, x->chunks, net->bits, field);
    for (int u = 0; u < BLOCK; u++) {
        int64_t xi = (int64_t)(block->row[u][net->cue / 64] >> (net->cue % 64) & 1) * 2 - 1;
        field[u] = 4 * field[u] - 2 * net->sum + odd * x->row_sum[who[u]] + xi * apart -
                   x->patterns * net->state[who[u]];
    }
}

/* Flips a block may be behind for it to be cheaper to follow them than to evaluate afresh. */
static int64_t followable(const HopfieldNet *net)
{
    int64_t worth = net->bits - net->bits / 4;
    return worth < HOPFIELD_LOG ? worth : HOPFIELD_LOG;
}

/* The fields of the block who[0 .. 3] as they are now; the one after the next is fetched. After a
 * sweep of many flips it is not worth asking what was known before it. */
static void current_fields(const HopfieldNet *net, const int32_t *who, HopfieldRows *block,
                           int64_t field[BLOCK])
{
    const HopfieldPatterns *x = net->patterns;
    int64_t since[BLOCK], oldest = net->flips;
    for (int u = 0; u < BLOCK; u++) {
        block->row[u] = x->rows + who[u] * x->words;
        block->ahead[u] = x->rows + who[u + 2 * BLOCK] * x->words;
    }
    if (net->recent > 2 * HOPFIELD_LOG) {
        evaluate(net, block, who, field);
        return;
    }
    for (int u = 0; u < BLOCK; u++) {
        since[u] = net->seen[who[u]].flips;
        field[u] = net->seen[who[u]].field;
        oldest = since[u] < oldest ? since[u] : oldest;
        __builtin_prefetch(&net->seen[who[u + 2 * BLOCK]]);
    }
    if (net->flips - oldest > followable(net))
        evaluate(net, block, who, field);
    else if (net->flips > oldest)
        net->kernels->follow(block, x->rows, x->chunks, x->patterns, net->log, since, net->flips,
                             field);
}

/* ---- kept fields ------------------------------------------------------------------------ */

static void transpose(HopfieldNet *net)
{
    const HopfieldPatterns *x = net->patterns;
    const int64_t words = words_of(x->patterns);
    for (int64_t first = 0; first < net->stride; first += HOPFIELD_CHUNK)
        for (int64_t k = 0; k < words; k++)
            for (int64_t i = first; i < first + HOPFIELD_CHUNK; i++)
                net->columns[k * net->stride + i] = i < x->neurons ? x->rows[i * x->words + k] : 0;
    net->transposed = true;
}

/* The block of neurons k .. k + 3 and those after it; beyond the last one, that. */
static void block_at(const HopfieldNet *net, int64_t k, int32_t who[HOPFIELD_AHEAD])
{
    const int64_t n = net->patterns->neurons;
    for (int u = 0; u < HOPFIELD_AHEAD; u++)
        who[u] = (int32_t)(k + u < n ? k + u : n - 1);
}

void hopfield_net_fields(const HopfieldNet *net, int32_t *field)
{
    const int64_t n = net->patterns->neurons;
    int32_t who[HOPFIELD_AHEAD];
    HopfieldRows block;
    for (int64_t here[BLOCK], k = 0; k < n; k += BLOCK) {
        block_at(net, k, who);
        current_fields(net, who, &block, here);
        for (int u = 0; u < BLOCK && k + u < n; u++)
            field[k + u] = (int32_t)here[u];
    }
}

static void start_keeping(HopfieldNet *net)
{
    int32_t who[HOPFIELD_AHEAD];
    HopfieldRows block;
    if (!net->transposed)
        transpose(net);
    for (int64_t k = 0; k < net->patterns->neurons; k += BLOCK) {
        block_at(net, k, who);
        current_fields(net, who, &block, net->field + k);
    }
    net->keeping = true;
}

static void stop_keeping(HopfieldNet *net)
{
    for (int64_t i = 0; i < net->patterns->neurons; i++)
        net->seen[i] = (HopfieldSeen){ .field = net->field[i], .flips = net->flips };
    net->keeping = false;
}

/* Before a sweep or step: by the flips of the last one. To start keeping, all fields are evaluated:
 * later on that takes a clear advantage, and flips that can be followed need no kept fields. */
static void choose_side(HopfieldNet *net)
{
    const int64_t few = net->flips == 0 ? net->rare : net->rare * 3 / 5;
    if (net->keeping && net->recent > net->rare * 6 / 5)
        stop_keeping(net);
    else if (!net->keeping && net->recent < few && net->recent > followable(net))
        start_keeping(net);
}

/* ---- updates ---------------------------------------------------------------------------- */

/* Sets neuron i to the other sign. The energy is left to the caller. */
static void flip(HopfieldNet *net, int64_t i)
{
    const HopfieldPatterns *x = net->patterns;
    const int sign = -net->state[i], xi = hopfield_pattern(x, i, net->cue);
    net->state[i] = (int8_t)sign;
    net->cue_overlap += 2 * sign * xi;
    net->sum += sign * (x->row_sum[i] - xi);
    net->signs += sign;
    net->log[net->flips++ % HOPFIELD_LOG] =
        (HopfieldFlip){ .who = (int32_t)i, .sign = sign, .total = net->signs };
    net->bits += net->kernels->add(net->planes, net->others, x->rows + i * x->words, x->chunks,
                                   net->bits, sign);
    if (net->keeping) {
        const int64_t own = net->field[i]; /* its own flip is no part of a neuron's field */
        net->kernels->spread(net->columns, net->stride, words_of(x->patterns), x->patterns, i, sign,
                             net->field);
        net->field[i] = own;
    }
}

/* The same in a field, of which the energy follows. */
static void flip_in(HopfieldNet *net, int64_t i, int64_t field)
{
    flip(net, i);
    net->square += 4 * net->state[i] * field;
    net->uphill += net->state[i] * field < 0;
}

/* The sign neuron i takes in a field. */
static inline int sign_in(const HopfieldNet *net, int64_t i, int64_t field, int64_t threshold)
{
    if (net->self_coupling)
        field += net->patterns->patterns * net->state[i];
    return field >= threshold ? 1 : -1;
}

/* Decides a block in order: a flip changes the fields of those after it. */
static void decide(HopfieldNet *net, const int32_t *who, const HopfieldRows *block,
                   const int64_t *threshold, int count, int64_t field[BLOCK])
{
    const HopfieldPatterns *x = net->patterns;
    for (int u = 0; u < count; u++) {
        const int32_t i = who[u];
        int sign = sign_in(net, i, field[u], threshold ? threshold[u] : 0);
        if (sign != net->state[i]) {
            int64_t since[BLOCK];
            flip_in(net, i, field[u]);
            for (int v = 0; v < BLOCK; v++)
                since[v] = net->flips - (v > u && who[v] != i);
            net->kernels->follow(block, x->rows, x->chunks, x->patterns, net->log, since,
                                 net->flips, field);
        }
        net->seen[i] = (HopfieldSeen){ .field = field[u], .flips = net->flips };
    }
}

static void sweep_kept(HopfieldNet *net, const int32_t *order, const int64_t *threshold,
                       int64_t count)
{
    for (int64_t k = 0; k < count; k++) {
        const int32_t i = order[k];
        const int64_t field = net->field[i];
        if (sign_in(net, i, field, threshold ? threshold[k] : 0) != net->state[i])
            flip_in(net, i, field);
    }
}

static void sweep_blocks(HopfieldNet *net, const int32_t *order, const int64_t *threshold,
                         int64_t count)
{
    HopfieldRows block;
    int64_t field[BLOCK];
    for (int64_t k = 0; k < count; k += BLOCK) {
        const int32_t *who = order + k;
        int here = count - k < BLOCK ? (int)(count - k) : BLOCK;
        current_fields(net, who, &block, field);
        int wrong = 0;
        for (int u = 0; u < here; u++)
            wrong |= sign_in(net, who[u], field[u], threshold ? threshold[k + u] : 0) ^
                     net->state[who[u]];
        if (wrong)
            decide(net, who, &block, threshold ? threshold + k : NULL, here, field);
        else
            for (int u = 0; u < here; u++)
                net->seen[who[u]] = (HopfieldSeen){ .field = field[u], .flips = net->flips };
    }
}

int64_t hopfield_net_sweep(HopfieldNet *net, const int32_t *order, const int64_t *threshold,
                           int64_t count)
{
    const int64_t before = net->flips;
    choose_side(net);
    if (net->keeping)
        sweep_kept(net, order, threshold, count);
    else
        sweep_blocks(net, order, threshold, count);
    return net->recent = net->flips - before;
}

/* Evaluates the neurons from `first` on that one thread is given; wrong[i] = 1 if i must flip. */
static void look(HopfieldNet *net, const int64_t *threshold, int64_t first, int32_t *wrong)
{
    const int64_t n = net->patterns->neurons, end = first + BLOCK * BLOCKS_AT_ONCE;
    int32_t who[HOPFIELD_AHEAD];
    HopfieldRows block;
    int64_t field[BLOCK];
    for (int64_t k = first; k < end && k < n; k += BLOCK) {
        if (net->keeping)
            memcpy(field, net->field + k, sizeof field);
        else {
            block_at(net, k, who);
            current_fields(net, who, &block, field);
        }
        for (int64_t i = k; i < k + BLOCK && i < n; i++) {
            const int64_t now = field[i - k];
            wrong[i] = sign_in(net, i, now, threshold ? threshold[i] : 0) != net->state[i];
            net->seen[i] = (HopfieldSeen){ .field = now, .flips = net->flips };
        }
    }
}

static int64_t find_wrong(HopfieldNet *net, const int64_t *threshold, int32_t *flipped, int threads)
{
    const int64_t n = net->patterns->neurons, chunks = net->patterns->chunks;
    int64_t count = 0;
#pragma omp parallel for schedule(static)                                                          \
    num_threads(threads) if (threads > 1 && n * chunks >= MANY_CHUNKS)
    for (int64_t first = 0; first < n; first += BLOCK * BLOCKS_AT_ONCE)
        look(net, threshold, first, flipped);
    for (int64_t i = 0; i < n; i++)
        if (flipped[i])
            flipped[count++] = (int32_t)i;
    return count;
}

int64_t hopfield_net_step(HopfieldNet *net, const int64_t *threshold, int32_t *flipped, int threads)
{
    choose_side(net);
    const int64_t count = find_wrong(net, threshold, flipped, threads);
    for (int64_t k = 0; k < count; k++) {
        const int32_t i = flipped[k];
        flip(net, i);
        /* Whoever follows the log from before this step meets i's own flip, which is no part of its
         * field: taken off in advance. */
        net->seen[i].field -= 2 * net->state[i] * net->patterns->patterns;
    }
    int64_t square = hopfield_net_square(net);
    net->uphill += square < net->square;
    net->square = square;
    return net->recent = count;
}

int64_t hopfield_net_unstable(HopfieldNet *net, int32_t *flipped, int threads)
{
    return find_wrong(net, NULL, flipped, threads);
}
