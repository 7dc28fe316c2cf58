/* recall.c - hopfield.recall: one picture coming back from noise, looked at as it does. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/algorithm.h"
#include "algorithms/base/hopfield_patterns.h"
#include "algorithms/base/hopfield_pictures.h"

typedef struct {
    int picture;
    int64_t patterns;
    double noise;
    int64_t frames, interval;
    bool pixels;
    int64_t max_sweeps;
} RecallParams;

/* clang-format off */
enum { RANDOM = PICTURES };
static const char *const pictures[] = { "face", "heart", "house", "random", NULL };
enum { N = PICTURE_PIXELS };

#define P(field, ...) PARAM(RecallParams, field, __VA_ARGS__)
static const Param params[] = {
    P(picture,    "face", NO_MIN, NO_MAX, pictures, "1",        "the pattern sought, 24 x 24 pixels, or one of random pixels"),
    P(patterns,   "30",   1,      10000,  NULL,     "patterns", "patterns stored: the picture and random ones"),
    P(noise,      "0.3",  0,      1,      NULL,     "1",        "fraction of the pixels that are reversed at the start, round(noise 576) of them"),
    P(frames,     "6",    1,      10000,  NULL,     "frames",   "states looked at, the start included"),
    P(interval,   "144",  1,      1e6,    NULL,     "updates",  "updates from one frame to the next"),
    P(pixels,     "true", NO_MIN, NO_MAX, NULL,     "1",        "record the pixels of every frame"),
    P(max_sweeps, "1000", 1,      1e6,    NULL,     "sweeps",   "the most sweeps made"),
    { 0 }
};

static int64_t frame_extent(const void *p), pixel_extent(const void *p);
static double frame_time(const void *p, int64_t index), pixel_number(const void *p, int64_t index);
static const Dimension dimensions[] = {
    { "frame", "sweeps", "sweeps made so far", frame_extent, frame_time },
    { "pixel", "1", "place of a pixel, row by row from the top left", pixel_extent, pixel_number },
    { 0 }
};

enum {
    STATE, OVERLAP, ENERGY, FINAL_OVERLAP, PATTERN_ENERGY, FINAL_ENERGY, SWEEPS, FLIPS, LEVEL_FLIPS,
    ENERGY_INCREASES, SETTLED
};
static const Metric metrics[] = {
    [STATE]            = { "state", METRIC_MEASURED, "1", "value of a pixel, +1 or -1; random patterns with +1 where the pattern has it", { "frame", "pixel" }, NULL, NULL, false },
    [OVERLAP]          = { "overlap", METRIC_MEASURED, "1", "overlap of the state with the picture", { "frame" }, NULL, NULL, false },
    [ENERGY]           = { "energy", METRIC_MEASURED, "1", "energy per neuron -(1/2N) sum w y y of the state", { "frame" }, NULL, NULL, false },
    [FINAL_OVERLAP]    = { "final_overlap", METRIC_MEASURED, "1", "overlap of the last state with the picture", { 0 }, NULL, NULL, false },
    [PATTERN_ENERGY]   = { "pattern_energy", METRIC_MEASURED, "1", "energy per neuron of the picture itself", { 0 }, NULL, NULL, false },
    [FINAL_ENERGY]     = { "final_energy", METRIC_MEASURED, "1", "energy per neuron of the last state", { 0 }, NULL, NULL, false },
    [SWEEPS]           = { "sweeps", METRIC_MEASURED, "sweeps", "sweeps made, the last one, in which nothing changes, included", { 0 }, NULL, NULL, false },
    [FLIPS]            = { "flips", METRIC_MEASURED, "flips", "neurons that changed sign, in all sweeps together", { 0 }, NULL, NULL, false },
    [LEVEL_FLIPS]      = { "level_flips", METRIC_MEASURED, "flips", "flips in zero field, which leave the energy as it is", { 0 }, NULL, NULL, false },
    [ENERGY_INCREASES] = { "energy_increases", METRIC_MEASURED, "1", "flips that raised the energy, each of which is computed afresh from all weights", { 0 }, NULL, NULL, false },
    [SETTLED]          = { "settled", METRIC_MEASURED, "1", "1 if the last sweep changed nothing, else 0", { 0 }, NULL, NULL, true },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static double cost(const void *p), memory(const void *p);
const Algorithm alg_hopfield_recall = {
    .name = "hopfield.recall",
    .summary = "a picture recovered from noise by a Hopfield network, step by step",
    .about = "576 neurons with the Hebb rule, w_ii = 0, as the textbook writes it: a matrix of weights, neurons updated one after "
             "another in a new random order every sweep, sign(0) = +1. Random streams: patterns as in hopfield.retrieval "
             "(pattern 0 gives way to the picture), cue and order.",
    .source = "Hopfield, PNAS 79, 2554 (1982)",
    .version = 1,
    .params_size = sizeof(RecallParams),
    .params = params,
    .dimensions = dimensions,
    .metrics = metrics,
    .run = run,
    .cost = cost,
    .memory = memory,
};
/* clang-format on */

static int64_t frame_extent(const void *p)
{
    return ((const RecallParams *)p)->frames;
}

static double frame_time(const void *p, int64_t index)
{
    return (double)(index * ((const RecallParams *)p)->interval) / N;
}

static int64_t pixel_extent(const void *p)
{
    return ((const RecallParams *)p)->pixels ? N : 1;
}

static double pixel_number(const void *p, int64_t index)
{
    (void)p;
    return (double)index;
}

/* Weights times N, fields times N. */
typedef struct {
    int8_t xi[N], y[N];
    int32_t field[N];
    int64_t energy; /* N^2 times that per neuron */
    int64_t flips, level, uphill;
    int32_t order[N];
    int32_t weight[N][N];
} Net;

static Status store(Net *net, const Trial *t, Error *err)
{
    const RecallParams *p = t->params;
    const RandomStream bits = random_stream(t->random, "patterns");
    HopfieldPatterns x = { 0 };
    Status status = hopfield_patterns_init(&x, N, p->patterns, &bits, 1, err);
    for (int64_t q = 0; q < p->patterns && status == OK; q++) {
        int8_t xi[N];
        for (int64_t i = 0; i < N; i++)
            xi[i] = (int8_t)(q == 0 && p->picture != RANDOM ? picture_pixel(p->picture, i)
                                                            : hopfield_pattern(&x, i, q));
        for (int64_t i = 0; i < N; i++)
            for (int64_t j = 0; j < N; j++)
                net->weight[i][j] += i == j ? 0 : xi[i] * xi[j];
        if (q == 0)
            memcpy(net->xi, xi, sizeof xi);
    }
    hopfield_patterns_free(&x);
    return status;
}

static int64_t energy_of(const Net *net, const int8_t *y)
{
    int64_t twice = 0;
    for (int64_t i = 0; i < N; i++) {
        int64_t field = 0;
        for (int64_t j = 0; j < N; j++)
            field += net->weight[i][j] * y[j];
        twice -= field * y[i];
    }
    return twice / 2;
}

static void start(Net *net, const Trial *t)
{
    const RecallParams *p = t->params;
    const RandomStream cue = random_stream(t->random, "cue");
    const int64_t wrong = (int64_t)floor(p->noise * N + 0.5);
    random_permutation(&cue, 0, N, net->order);
    memcpy(net->y, net->xi, sizeof net->y);
    for (int64_t k = 0; k < wrong; k++)
        net->y[net->order[k]] = (int8_t)-net->y[net->order[k]];
    for (int64_t i = 0; i < N; i++) {
        net->field[i] = 0;
        for (int64_t j = 0; j < N; j++)
            net->field[i] += net->weight[i][j] * net->y[j];
    }
    net->energy = energy_of(net, net->y);
}

static void update(Net *net, int64_t i)
{
    const int8_t sign = net->field[i] >= 0 ? 1 : -1;
    if (sign == net->y[i])
        return;
    net->y[i] = sign;
    for (int64_t j = 0; j < N; j++)
        net->field[j] += 2 * sign * net->weight[i][j];
    const int64_t energy = energy_of(net, net->y);
    net->flips++;
    net->level += energy == net->energy;
    net->uphill += energy > net->energy;
    net->energy = energy;
}

static double overlap_of(const Net *net)
{
    int64_t sum = 0;
    for (int64_t i = 0; i < N; i++)
        sum += net->xi[i] * net->y[i];
    return (double)sum / N;
}

static void look(const Trial *t, const Net *net, int64_t frame)
{
    const RecallParams *p = t->params;
    t->row[OVERLAP][frame] = overlap_of(net);
    t->row[ENERGY][frame] = (double)net->energy / ((double)N * N);
    for (int64_t i = 0; i < N && p->pixels; i++)
        t->row[STATE][frame * N + i] = net->y[i];
}

/* Updates until a sweep changes nothing, looking every `interval` updates. Returns the sweeps. */
static Status descend(const Trial *t, Net *net, int64_t *sweeps, bool *settled, Error *err)
{
    const RecallParams *p = t->params;
    const RandomStream order = random_stream(t->random, "order");
    int64_t updates = 0, frame = 0;
    look(t, net, frame++);
    while (*sweeps < p->max_sweeps && !*settled) {
        const int64_t before = net->flips;
        random_permutation(&order, (uint64_t)*sweeps, N, net->order);
        for (int64_t k = 0; k < N; k++) {
            update(net, net->order[k]);
            if (++updates % p->interval == 0 && frame < p->frames)
                look(t, net, frame++);
        }
        ++*sweeps;
        *settled = net->flips == before;
        if (trial_stopping(t))
            return error_set(err, ERR_STOPPED, "stopped after %lld sweeps", (long long)*sweeps);
    }
    while (*settled && frame < p->frames)
        look(t, net, frame++);
    return OK;
}

static Status run(const Trial *t, Error *err)
{
    Net *net = calloc(1, sizeof *net);
    int64_t sweeps = 0;
    bool settled = false;
    if (!net)
        return error_set(err, ERR_MEMORY, "no memory for the weights of %d neurons", (int)N);
    Status status = store(net, t, err);
    if (status == OK) {
        start(net, t);
        status = descend(t, net, &sweeps, &settled, err);
    }
    if (status == OK) {
        trial_set(t, FINAL_OVERLAP, overlap_of(net));
        trial_set(t, PATTERN_ENERGY, (double)energy_of(net, net->xi) / ((double)N * N));
        trial_set(t, FINAL_ENERGY, (double)net->energy / ((double)N * N));
        trial_set(t, SWEEPS, (double)sweeps);
        trial_set(t, FLIPS, (double)net->flips);
        trial_set(t, LEVEL_FLIPS, (double)net->level);
        trial_set(t, ENERGY_INCREASES, (double)net->uphill);
        trial_set(t, SETTLED, settled);
    }
    free(net);
    return status;
}

/* Nanoseconds, roughly: weights, then a fresh energy per flip. */
static double cost(const void *params_)
{
    const RecallParams *p = params_;
    return (double)N * N * (0.5 * (double)p->patterns + 0.6 * (200 + p->noise * N));
}

static double memory(const void *params_)
{
    const RecallParams *p = params_;
    return sizeof(Net) + hopfield_patterns_bytes(N, p->patterns) +
           8.0 * (double)(frame_extent(p) * (pixel_extent(p) + 2));
}
