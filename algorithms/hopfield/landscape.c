/* landscape.c - hopfield.landscape: every state and every minimum of a small Hopfield network. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/algorithm.h"
#include "algorithms/base/hopfield_census.h"
#include "algorithms/base/hopfield_fields.h"
#include "algorithms/base/hopfield_mixtures.h"
#include "algorithms/base/hopfield_patterns.h"

typedef struct {
    int64_t neurons, patterns;
    int zero_rule;
    double bias;
    bool list_states;
} LandscapeParams;

/* clang-format off */
enum { ZERO_PLUS, ZERO_STAY };
static const char *const zero_rules[] = { "plus", "stay", NULL };
enum { MAX_PATTERNS = 128, LISTED = 12 };

#define P(field, ...) PARAM(LandscapeParams, field, __VA_ARGS__)
static const Param params[] = {
    P(neurons,   "8",    2,      CENSUS_NEURONS, NULL,  "neurons",  "size of the network"),
    P(patterns,  "2",    1,      MAX_PATTERNS,   NULL,  "patterns", "patterns stored by the Hebb rule"),
    P(zero_rule, "plus", NO_MIN, NO_MAX,   zero_rules,  "1",        "what a neuron in zero field does: turn to +1, as the notes say, or stay as it is"),
    P(bias,      "0",    0,      10,             NULL,  "1",        "size of the biases b_i, of random signs; rounded to a multiple of 1 / neurons"),
    P(list_states, "true", NO_MIN, NO_MAX, NULL,        "1",        "list the states one by one, in networks of up to 12 neurons"),
    { 0 }
};

static int64_t states_listed(const void *p);
static double state_number(const void *p, int64_t index);
static const Dimension dimensions[] = {
    { "state", "1", "number of the state, bit i of which is 1 where neuron i is +1", states_listed, state_number },
    { 0 }
};

enum {
    MINIMA, MINIMA_THEORY, STRICT, STRICT_THEORY, SPURIOUS, SPURIOUS_THEORY, MIXTURES, MIXTURES_THEORY, OTHERS,
    STORED_MINIMA, STORED_MINIMA_THEORY, STORED_GLOBAL, STORED_GLOBAL_THEORY, ALL_GLOBAL, ALL_GLOBAL_THEORY,
    FIXED_POINTS, FIXED_POINTS_THEORY, STORED_FIXED, STORED_FIXED_THEORY, LOWEST_ENERGY, GROWTH_THEORY,
    STATES, LEVEL_MOVES, WEIGHT_FAULTS, MIRROR_GAP, FLIP_FAULTS, ENERGY, STATE_CLASS, RANK
};
enum { OTHER, STORED, MIRROR, SPURIOUS_MINIMUM };
#define EXACT "exact mean over all pattern sets, for 1 to 3 patterns without bias: "
#define EXACT_8 "exact mean over all pattern sets, for 1 to 3 patterns without bias, to 8 in up to 8 neurons: "
static const Metric metrics[] = {
    [MINIMA]               = { "minima", METRIC_MEASURED, "states", "local minima: states with no strictly lower neighbour; y and -y count separately", { 0 }, "minima_theory", NULL, false },
    [MINIMA_THEORY]        = { "minima_theory", METRIC_THEORY, "states", EXACT_8 "minima", { 0 }, NULL, NULL, false },
    [STRICT]               = { "strict_minima", METRIC_MEASURED, "states", "local minima all of whose neighbours are higher", { 0 }, "strict_minima_theory", NULL, false },
    [STRICT_THEORY]        = { "strict_minima_theory", METRIC_THEORY, "states", EXACT_8 "strict minima", { 0 }, NULL, NULL, false },
    [SPURIOUS]             = { "spurious", METRIC_MEASURED, "states", "minima that are neither a pattern nor its mirror image", { 0 }, "spurious_theory", NULL, false },
    [SPURIOUS_THEORY]      = { "spurious_theory", METRIC_THEORY, "states", EXACT "spurious minima", { 0 }, NULL, NULL, false },
    [MIXTURES]             = { "mixtures", METRIC_MEASURED, "states", "spurious minima that are the sign of a sum of three patterns, each with either sign", { 0 }, "mixtures_theory", NULL, false },
    [MIXTURES_THEORY]      = { "mixtures_theory", METRIC_THEORY, "states", EXACT "mixtures of three patterns", { 0 }, NULL, NULL, false },
    [OTHERS]               = { "other_spurious", METRIC_MEASURED, "states", "spurious minima that are no mixture of three patterns", { 0 }, NULL, NULL, false },
    [STORED_MINIMA]        = { "stored_minima", METRIC_MEASURED, "1", "fraction of the patterns that are local minima", { 0 }, "stored_minima_theory", NULL, false },
    [STORED_MINIMA_THEORY] = { "stored_minima_theory", METRIC_THEORY, "1", EXACT_8 "probability that a pattern is a minimum", { 0 }, NULL, NULL, false },
    [STORED_GLOBAL]        = { "stored_global", METRIC_MEASURED, "1", "fraction of the patterns that have the lowest energy of all states", { 0 }, "stored_global_theory", NULL, false },
    [STORED_GLOBAL_THEORY] = { "stored_global_theory", METRIC_THEORY, "1", EXACT "probability that a pattern is a global minimum", { 0 }, NULL, NULL, false },
    [ALL_GLOBAL]           = { "all_global", METRIC_MEASURED, "1", "1 if all patterns have the lowest energy of all states, else 0", { 0 }, "all_global_theory", NULL, true },
    [ALL_GLOBAL_THEORY]    = { "all_global_theory", METRIC_THEORY, "1", EXACT "probability that all patterns are global minima", { 0 }, NULL, NULL, false },
    [FIXED_POINTS]         = { "fixed_points", METRIC_MEASURED, "states", "states that no update changes under the zero rule", { 0 }, "fixed_points_theory", NULL, false },
    [FIXED_POINTS_THEORY]  = { "fixed_points_theory", METRIC_THEORY, "states", EXACT_8 "fixed points", { 0 }, NULL, NULL, false },
    [STORED_FIXED]         = { "stored_fixed", METRIC_MEASURED, "1", "fraction of the patterns that are fixed points under the zero rule", { 0 }, "stored_fixed_theory", NULL, false },
    [STORED_FIXED_THEORY]  = { "stored_fixed_theory", METRIC_THEORY, "1", EXACT_8 "probability that a pattern is a fixed point", { 0 }, NULL, NULL, false },
    [LOWEST_ENERGY]        = { "lowest_energy", METRIC_MEASURED, "1", "energy per neuron of the ground state", { 0 }, NULL, NULL, false },
    [GROWTH_THEORY]        = { "growth_theory", METRIC_THEORY, "1", "lim ln <minima> / neurons of large networks at this load, without bias", { 0 }, NULL, "Gardner 1986", false },
    [STATES]               = { "states", METRIC_MEASURED, "states", "states listed one by one; up to 12 neurons, like all that follows", { 0 }, NULL, NULL, false },
    [LEVEL_MOVES]          = { "level_moves", METRIC_MEASURED, "1", "single updates, over all states and neurons, that change the state at equal energy under the zero rule", { 0 }, NULL, NULL, false },
    [WEIGHT_FAULTS]        = { "weight_faults", METRIC_MEASURED, "1", "pairs with w_ij != w_ji and neurons with w_ii != 0", { 0 }, NULL, NULL, false },
    [MIRROR_GAP]           = { "mirror_gap", METRIC_MEASURED, "1", "largest |E(y) - E(-y)| of all states", { 0 }, NULL, NULL, false },
    [FLIP_FAULTS]          = { "flip_faults", METRIC_MEASURED, "1", "flips, over all states and neurons, whose change of energy is not 2 y_i (sum_j w_ij y_j + b_i)", { 0 }, NULL, NULL, false },
    [ENERGY]               = { "energy", METRIC_MEASURED, "1", "E = -1/2 sum w y y - sum b y of the whole network", { "state" }, NULL, NULL, false },
    [STATE_CLASS]          = { "state_class", METRIC_MEASURED, "1", "1 a stored pattern, 2 the mirror image of one, 3 a spurious minimum, 0 any other state", { "state" }, NULL, NULL, false },
    [RANK]                 = { "energy_rank", METRIC_MEASURED, "1", "place of the state in the order of energies, the lowest first; equal energies by number", { "state" }, NULL, NULL, false },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static Status theory(const void *p, double *const *row, Error *err);
static double cost(const void *p), memory(const void *p);
const Algorithm alg_hopfield_landscape = {
    .name = "hopfield.landscape",
    .summary = "all states and all minima of a small Hopfield network",
    .about = "Visits all 2^neurons states of a Hebbian network, w_ij = (1/N) sum_p xi_i^p xi_j^p, w_ii = 0, each one flip "
             "from the last, in exact integers. Random streams: patterns as in hopfield.retrieval, bias.",
    .source = "Amit, Gutfreund & Sompolinsky, Phys. Rev. A 32, 1007 (1985); Gardner, J. Phys. A 19, L1047 (1986)",
    .version = 1,
    .params_size = sizeof(LandscapeParams),
    .params = params,
    .dimensions = dimensions,
    .metrics = metrics,
    .run = run,
    .theory = theory,
    .cost = cost,
    .memory = memory,
    .max_threads = 64,
};
/* clang-format on */

static int64_t states_listed(const void *p)
{
    const LandscapeParams *l = p;
    return l->list_states && l->neurons <= LISTED ? (int64_t)1 << l->neurons : 1;
}

static double state_number(const void *p, int64_t index)
{
    (void)p;
    return (double)index;
}

/* ---- the network ---------------------------------------------------------------------------- */

/* What a trial knows of its network. */
typedef struct {
    const LandscapeParams *p;
    int n, patterns;
    CensusNet net;
    uint32_t all;                  /* the state of +1 everywhere */
    uint32_t stored[MAX_PATTERNS]; /* the patterns as states */
    Census census;
} Landscape;

static Status build(Landscape *l, const Trial *t, Error *err)
{
    const RandomStream bits = random_stream(t->random, "patterns");
    const RandomStream signs = random_stream(t->random, "bias");
    const int size = (int)floor(l->p->bias * l->n + 0.5);
    int8_t xi[MAX_PATTERNS * CENSUS_NEURONS];
    int16_t bias[CENSUS_NEURONS];
    HopfieldPatterns x = { 0 };
    Status status = hopfield_patterns_init(&x, l->n, l->patterns, &bits, 1, err);
    if (status != OK)
        return status;
    for (int p = 0; p < l->patterns; p++) {
        l->stored[p] = 0;
        for (int i = 0; i < l->n; i++) {
            xi[p * l->n + i] = (int8_t)hopfield_pattern(&x, i, p);
            l->stored[p] |= (uint32_t)(xi[p * l->n + i] > 0) << i;
        }
    }
    for (int i = 0; i < l->n; i++)
        bias[i] = (int16_t)(random_below(&signs, (uint64_t)i, 2) ? size : -size);
    hopfield_patterns_free(&x);
    census_hebb(&l->net, xi, l->patterns, l->n, bias);
    return OK;
}

static int class_of(const Landscape *l, uint32_t state)
{
    int class = SPURIOUS_MINIMUM;
    for (int p = 0; p < l->patterns; p++) {
        if (state == l->stored[p])
            return STORED;
        if (state == (l->stored[p] ^ l->all))
            class = MIRROR;
    }
    return class;
}

/* Whether a state is the majority of three patterns, each as it is or reversed: nowhere do two of
 * them differ from it. */
static bool is_mixture(const Landscape *l, uint32_t state)
{
    uint32_t differs[2 * MAX_PATTERNS];
    const int count = 2 * l->patterns;
    for (int k = 0; k < count; k++)
        differs[k] = state ^ l->stored[k / 2] ^ (k % 2 ? l->all : 0);
    for (int a = 0; a < count; a++)
        for (int b = a / 2 * 2 + 2; b < count; b++)
            for (int c = b / 2 * 2 + 2; c < count && (differs[a] & differs[b]) == 0; c++)
                if (((differs[a] | differs[b]) & differs[c]) == 0)
                    return true;
    return false;
}

/* ---- what a census tells -------------------------------------------------------------------- */

static bool is_fixed(const Landscape *l, uint32_t state)
{
    for (int i = 0; i < l->n; i++)
        if (l->p->zero_rule == ZERO_PLUS && !(state >> i & 1) &&
            census_field(&l->net, state, i) == 0)
            return false;
    return true;
}

/* The minimum that is pattern p, NULL if the pattern is none. */
static const CensusState *minimum_at(const Landscape *l, uint32_t state)
{
    for (int64_t k = 0; k < l->census.count; k++)
        if (l->census.minima[k].state == state)
            return &l->census.minima[k];
    return NULL;
}

static void report_stored(const Trial *t, const Landscape *l)
{
    int minima = 0, global = 0, fixed = 0;
    for (int p = 0; p < l->patterns; p++) {
        const CensusState *at = minimum_at(l, l->stored[p]);
        minima += at != NULL;
        fixed += at && is_fixed(l, at->state);
        global += at && at->energy == l->census.minima[0].energy;
    }
    trial_set(t, STORED_MINIMA, (double)minima / l->patterns);
    trial_set(t, STORED_GLOBAL, (double)global / l->patterns);
    trial_set(t, STORED_FIXED, (double)fixed / l->patterns);
    trial_set(t, ALL_GLOBAL, global == l->patterns);
}

static void report_minima(const Trial *t, const Landscape *l)
{
    int64_t spurious = 0, mixtures = 0, fixed = 0;
    for (int64_t k = 0; k < l->census.count; k++) {
        const uint32_t state = l->census.minima[k].state;
        fixed += is_fixed(l, state);
        if (class_of(l, state) != SPURIOUS_MINIMUM)
            continue;
        spurious++;
        mixtures += is_mixture(l, state);
    }
    trial_set(t, MINIMA, (double)l->census.count);
    trial_set(t, STRICT, (double)l->census.strict);
    trial_set(t, SPURIOUS, (double)spurious);
    trial_set(t, MIXTURES, (double)mixtures);
    trial_set(t, OTHERS, (double)(spurious - mixtures));
    trial_set(t, FIXED_POINTS, (double)fixed);
    trial_set(t, LOWEST_ENERGY, (double)l->census.minima[0].energy / (l->n * l->n));
    report_stored(t, l);
}

/* ---- state by state ------------------------------------------------------------------------- */

/* A state in the order of energies. */
typedef struct {
    double energy;
    int64_t state;
} Placed;

static int by_energy(const void *a_, const void *b_)
{
    const Placed *a = a_, *b = b_;
    if (a->energy != b->energy)
        return a->energy < b->energy ? -1 : 1;
    return a->state < b->state ? -1 : a->state > b->state;
}

static void rank_states(const Trial *t, int64_t states)
{
    Placed order[1 << LISTED];
    for (int64_t s = 0; s < states; s++)
        order[s] = (Placed){ t->row[ENERGY][s], s };
    qsort(order, (size_t)states, sizeof *order, by_energy);
    for (int64_t k = 0; k < states; k++)
        t->row[RANK][order[k].state] = (double)(k + 1);
}

/* Counts of what all states and flips show. */
typedef struct {
    int64_t level, faults, weights;
    int32_t gap;
} Audit;

static void audit(const Landscape *l, const int32_t *energy, Audit *a)
{
    *a = (Audit){ 0 };
    for (uint32_t s = 0; s <= l->all; s++) {
        const int32_t twist = abs(energy[s] - energy[s ^ l->all]);
        a->gap = twist > a->gap ? twist : a->gap;
        for (int i = 0; i < l->n; i++) {
            const int y = s >> i & 1 ? 1 : -1, field = census_field(&l->net, s, i);
            a->faults += energy[s ^ (uint32_t)1 << i] - energy[s] != 2 * y * field;
            a->level += l->p->zero_rule == ZERO_PLUS && y < 0 && field == 0;
        }
    }
    for (int i = 0; i < l->n; i++)
        for (int j = 0; j <= i; j++)
            a->weights += l->net.weight[i][j] != (i == j ? 0 : l->net.weight[j][i]);
}

static void list_states(const Trial *t, const Landscape *l)
{
    const int64_t states = (int64_t)1 << l->n;
    int32_t energy[1 << LISTED];
    Audit a;
    for (uint32_t s = 0; s <= l->all; s++) {
        const int class = class_of(l, s);
        energy[s] = census_energy(&l->net, s);
        t->row[ENERGY][s] = (double)energy[s] / l->n;
        t->row[STATE_CLASS][s] = class == SPURIOUS_MINIMUM && !minimum_at(l, s) ? OTHER : class;
    }
    rank_states(t, states);
    audit(l, energy, &a);
    trial_set(t, STATES, (double)states);
    trial_set(t, LEVEL_MOVES, (double)a.level);
    trial_set(t, FLIP_FAULTS, (double)a.faults);
    trial_set(t, WEIGHT_FAULTS, (double)a.weights);
    trial_set(t, MIRROR_GAP, (double)a.gap / l->n);
}

static bool stopping(const void *trial)
{
    return trial_stopping(trial);
}

static Status run(const Trial *t, Error *err)
{
    const LandscapeParams *p = t->params;
    Landscape l = { .p = p, .n = (int)p->neurons, .patterns = (int)p->patterns };
    l.all = (uint32_t)(((uint64_t)1 << l.n) - 1);
    Status status = build(&l, t, err);
    if (status == OK)
        status = census_init(&l.census, &l.net, trial_threads(t), stopping, t, err);
    if (status == OK) {
        report_minima(t, &l);
        if (p->list_states && l.n <= LISTED)
            list_states(t, &l);
    }
    census_free(&l.census);
    return status;
}

/* Exact means for as many patterns as can be done; what is not known of them is NaN. */
static Status exact_means(const LandscapeParams *p, CensusMeans *m, Error *err)
{
    if (p->patterns > CENSUS_EXACT_PATTERNS)
        return fields_means((int)p->neurons, (int)p->patterns, m, err);
    *m = census_means((int)p->neurons, (int)p->patterns);
    return OK;
}

static Status theory(const void *params_, double *const *row, Error *err)
{
    const LandscapeParams *p = params_;
    CensusMeans m;
    if (p->bias > 0)
        return OK;
    row[GROWTH_THEORY][0] = hopfield_minima_exponent((double)p->patterns / (double)p->neurons);
    if (p->patterns > CENSUS_EXACT_PATTERNS &&
        (p->patterns > FIELDS_PATTERNS || p->neurons > FIELDS_NEURONS))
        return OK;
    const Status status = exact_means(p, &m, err);
    if (status != OK)
        return status;
    const bool plus = p->zero_rule == ZERO_PLUS;
    row[MINIMA_THEORY][0] = m.minima;
    row[STRICT_THEORY][0] = m.strict;
    row[SPURIOUS_THEORY][0] = m.spurious;
    row[MIXTURES_THEORY][0] = m.mixtures;
    row[STORED_MINIMA_THEORY][0] = m.stored_minima;
    row[STORED_GLOBAL_THEORY][0] = m.stored_global;
    row[ALL_GLOBAL_THEORY][0] = m.all_global;
    row[FIXED_POINTS_THEORY][0] = plus ? m.fixed_points : m.minima;
    row[STORED_FIXED_THEORY][0] = plus ? m.stored_fixed : m.stored_minima;
    return OK;
}

/* Nanoseconds, roughly: to visit a state, and to list one and rank it among the others. */
static double cost(const void *params_)
{
    const LandscapeParams *p = params_;
    const double states = ldexp(1, (int)p->neurons), n = (double)p->neurons;
    return 1e4 + 2 * states + (states_listed(p) > 1 ? states * 2 * n * n : 0);
}

static double memory(const void *params_)
{
    return 4e6 + 24 * (double)states_listed(params_);
}
