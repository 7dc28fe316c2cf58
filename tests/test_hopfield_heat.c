/* test_hopfield_heat.c - both ways of the heat bath make the visits that the plain network makes,
 * at the edges of what their bytes hold and beyond. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "algorithms/base/hopfield_heat.h"
#include "algorithms/base/hopfield_recall.h"
#include "tests/bits.h"

enum { MOST_SWEEPS = 40 };
enum { FIELDS = HOPFIELD_HEAT_FIELDS, OVERLAPS = HOPFIELD_HEAT_OVERLAPS };

/* How patterns are made: at random; neurons 2 i and 2 i + 1 with equal rows; patterns all alike. */
enum { RANDOM, TWINS, ALIKE };

typedef struct {
    int64_t n, p;
    double temperature, m0;
    bool self;
    int order, sweeps, made;
} Case;

/* What is compared after every sweep. */
typedef struct {
    int64_t flips, uphill, square, cue_overlap;
    uint64_t state;
} Moment;

static void make_patterns(HopfieldPatterns *x, const Case *c, RandomKey key)
{
    const RandomStream bits = random_stream(key, "patterns");
    assert_int_equal(hopfield_patterns_init(x, c->n, c->p, &bits, 1, NULL), OK);
    for (int64_t i = 0; i < c->n; i++) {
        uint64_t *row = x->rows + i * x->words;
        int64_t sum = 0;
        if (c->made == TWINS && i % 2 == 1)
            memcpy(row, row - x->words, (size_t)x->words * sizeof *row);
        for (int64_t k = 0; c->made == ALIKE && k < x->words; k++)
            row[k] = x->row_sum[i] > 0 ? x->active[k] : 0;
        for (int64_t k = 0; k < x->words; k++)
            sum += __builtin_popcountll(row[k]);
        x->row_sum[i] = (int32_t)(2 * sum - c->p);
    }
}

static void draw_order(const Case *c, RandomKey key, int64_t sweep, int32_t *order)
{
    const RandomStream s = random_stream(key, "order");
    if (c->order == HOPFIELD_PERMUTATION)
        random_permutation(&s, (uint64_t)sweep, c->n, order);
    for (int64_t k = 0; c->order == HOPFIELD_RANDOM && k < c->n; k++)
        order[k] = (int32_t)random_below(&s, (uint64_t)(sweep * c->n + k), (uint64_t)c->n);
    for (int64_t k = 0; c->order == HOPFIELD_SEQUENTIAL && k < c->n; k++)
        order[k] = (int32_t)k;
}

static Moment moment_of(const HopfieldNet *net)
{
    return (Moment){ net->flips, net->uphill, net->square, net->cue_overlap,
                     bits_hash(net->state, (size_t)net->patterns->neurons) };
}

static void begin(HopfieldNet *net, const HopfieldPatterns *x, const Case *c, RandomKey key,
                  int32_t *order)
{
    const int64_t cue = c->p / 2;
    hopfield_cue_order(key, cue, c->n, order);
    assert_int_equal(hopfield_net_init(net, x, c->self, NULL), OK);
    hopfield_net_start(net, cue, order, hopfield_cue_errors(c->m0, c->n));
}

/* The sweeps as hopfield_net makes them, by a threshold per visit. */
static void plain(const Case *c, RandomKey key, Moment *moments)
{
    const RandomStream s = random_stream(key, "heat");
    const size_t n = (size_t)c->n;
    int32_t *order = calloc(n + HOPFIELD_AHEAD, sizeof *order);
    uint32_t *words = calloc(n + 1, 2 * sizeof *words);
    int64_t *threshold = calloc(n + HOPFIELD_AHEAD, sizeof *threshold);
    HopfieldPatterns x;
    HopfieldNet net;
    make_patterns(&x, c, key);
    begin(&net, &x, c, key, order);
    for (int64_t t = 0; t < c->sweeps; t++) {
        draw_order(c, key, t, order);
        random_words(&s, (uint64_t)t << 32, (n + 1) / 2, words);
        for (int64_t k = 0; k < c->n; k++)
            threshold[k] =
                hopfield_heat_threshold(words + 2 * k, (double)c->n * c->temperature / 2);
        hopfield_net_sweep(&net, order, threshold, c->n);
        moments[t] = moment_of(&net);
    }
    hopfield_net_free(&net);
    hopfield_patterns_free(&x);
    free(order);
    free(words);
    free(threshold);
}

/* The same by a way of the heat bath; returns the way it ended with. */
static int heated(const Case *c, RandomKey key, int way, const Moment *moments)
{
    const RandomStream s = random_stream(key, "heat");
    int32_t *order = calloc((size_t)c->n, sizeof *order);
    HopfieldPatterns x;
    HopfieldNet net;
    HopfieldHeat heat;
    make_patterns(&x, c, key);
    begin(&net, &x, c, key, order);
    assert_true(hopfield_heat_overlaps_fit(c->n, c->p));
    assert_int_equal(hopfield_heat_init(&heat, &net, c->temperature, c->sweeps, NULL), OK);
    heat.wanted = way;
    for (int64_t t = 0; t < c->sweeps; t++) {
        draw_order(c, key, t, order);
        hopfield_heat_sweep(&heat, &net, &s, (uint64_t)t, order, c->order == HOPFIELD_RANDOM);
        const Moment here = moment_of(&net);
        if (memcmp(&here, &moments[t], sizeof here) != 0)
            fail_msg(
                "N %lld P %lld T %g self %d order %d made %d way %d on %s: sweep %lld differs, "
                "%lld flips instead of %lld",
                (long long)c->n, (long long)c->p, c->temperature, c->self, c->order, c->made, way,
                cpu_level_name(cpu_level()), (long long)t, (long long)here.flips,
                (long long)moments[t].flips);
    }
    hopfield_net_renew(&net);
    assert_int_equal(hopfield_net_square(&net), net.square);
    const int ended = heat.way;
    hopfield_heat_free(&heat);
    hopfield_net_free(&net);
    hopfield_patterns_free(&x);
    free(order);
    return ended;
}

/* Both ways and the choice between them, on every level. True if fields were kept to the end. */
static bool check(const Case *c, uint64_t seed)
{
    const RandomKey key = { 0x68656174, seed };
    const CpuLevel top = top_level();
    Moment moments[MOST_SWEEPS];
    bool kept = true;
    assert_true(c->sweeps <= MOST_SWEEPS);
    plain(c, key, moments);
    for (int level = 0; level <= (int)top; level++) {
        setenv("HEBB_CPU", cpu_level_name((CpuLevel)level), 1);
        kept &= heated(c, key, FIELDS, moments) == FIELDS;
        assert_int_equal(heated(c, key, OVERLAPS, moments), OVERLAPS);
        heated(c, key, HOPFIELD_HEAT_FASTER, moments);
    }
    unsetenv("HEBB_CPU");
    return kept;
}

/* ---- the same visits ---------------------------------------------------------------------- */

/* Patterns around whole vectors, words, groups and units; neurons around whole windows, blocks and
 * strides; all orders, with and without self-coupling, cold and hot. */
static void ways_agree_at_ragged_sizes(void **state)
{
    (void)state;
    static const int64_t sizes[][2] = {
        { 2, 1 },     { 3, 2 },     { 5, 7 },     { 63, 31 },   { 64, 32 },
        { 65, 33 },   { 66, 63 },   { 67, 64 },   { 68, 65 },   { 127, 96 },
        { 128, 97 },  { 129, 127 }, { 130, 128 }, { 191, 129 }, { 100, 255 },
        { 101, 256 }, { 90, 257 },  { 70, 448 },  { 71, 449 },  { 60, 511 },
        { 61, 512 },  { 62, 513 },  { 50, 1023 }, { 40, 1025 }, { 30, 2100 },
    };
    uint64_t seed = 1;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (int order = 0; order < 3; order++, seed++) {
            const Case c = { .n = sizes[s][0],
                             .p = sizes[s][1],
                             .temperature = seed % 4 == 0 ? 0.05 : 0.3 * (double)(seed % 5 + 1),
                             .m0 = (double)(seed % 3) / 2,
                             .self = seed % 2 == 0,
                             .order = order,
                             .sweeps = 6 };
            check(&c, seed);
        }
}

/* Long enough for overlaps to leave one byte and to come back, and for recent flips to be collected
 * many times over. */
static void ways_agree_in_longer_runs(void **state)
{
    (void)state;
    static const Case cases[] = {
        { 1000, 101, 0.5, 1, false, HOPFIELD_PERMUTATION, 40, RANDOM },
        { 1000, 139, 0.4, 1, false, HOPFIELD_PERMUTATION, 12, RANDOM },
        { 999, 20, 0.9, 1, true, HOPFIELD_RANDOM, 30, RANDOM },
        { 1000, 5, 0.7, 0, false, HOPFIELD_SEQUENTIAL, 40, RANDOM },
        { 2048, 615, 0.5, 0.3, false, HOPFIELD_PERMUTATION, 4, RANDOM },
        { 600, 40, 1.1, 1, false, HOPFIELD_PERMUTATION, 40, ALIKE },
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        check(&cases[k], 100 + k);
}

/* Beyond 127 patterns from a half, weights leave their bytes: twins of 300 patterns differ in none.
 * Up to 127 they do not. */
static void large_weights_end_kept_fields(void **state)
{
    (void)state;
    Case c = { 200, 255, 0.6, 1, false, HOPFIELD_PERMUTATION, 5, TWINS };
    assert_true(hopfield_heat_fields_fit(c.n, 257));
    assert_true(check(&c, 200));
    c.p = 257;
    assert_false(check(&c, 201));
    c.made = RANDOM;
    assert_true(check(&c, 202));
}

/* Patterns all alike give fields of N P, beyond 16 bits: fields are kept until the network falls
 * into them. From the pattern itself they are never kept. */
static void large_fields_end_kept_fields(void **state)
{
    (void)state;
    Case c = { 1000, 251, 0.01, 0, false, HOPFIELD_RANDOM, 20, ALIKE };
    assert_true(hopfield_heat_fields_fit(c.n, c.p));
    assert_false(check(&c, 300));
    c.m0 = 1;
    assert_false(check(&c, 301));
    c.p = 101;
    assert_true(check(&c, 302));
}

/* Overlaps as large as they come in the largest network. */
static void overlaps_fill_two_bytes(void **state)
{
    (void)state;
    const Case c = { 32000, 3, 0.1, 1, false, HOPFIELD_SEQUENTIAL, 1, ALIKE };
    const RandomKey key = { 0x68656174, 400 };
    Moment moment;
    plain(&c, key, &moment);
    assert_int_equal(heated(&c, key, OVERLAPS, &moment), OVERLAPS);
}

static void sizes_that_fit(void **state)
{
    (void)state;
    assert_true(hopfield_heat_fits(2, 1, 1e9));
    assert_false(hopfield_heat_fits(2000, 1, 1e10)); /* rounding of thresholds */
    assert_true(hopfield_heat_fits(32000, 1000, 0.5));
    assert_false(hopfield_heat_fits(32001, 1000, 0.5));                 /* overlaps */
    assert_false(hopfield_heat_overlaps_fit(32000, (1 << 29) / 32000)); /* fields of 32 bits */
    assert_true(hopfield_heat_fields_fit(2048, 100));
    assert_false(hopfield_heat_fields_fit(2049, 100)); /* 4 MiB of weights */
    assert_true(hopfield_heat_fields_fit(1000, 500));
    assert_false(hopfield_heat_fields_fit(1000, 100000)); /* fields of 16 bits */
    assert_true(hopfield_heat_bytes(1000, 301) >
                hopfield_heat_fields_bytes(1000, 301) + hopfield_heat_overlaps_bytes(1000, 301));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ways_agree_at_ragged_sizes),
        cmocka_unit_test(ways_agree_in_longer_runs),
        cmocka_unit_test(large_weights_end_kept_fields),
        cmocka_unit_test(large_fields_end_kept_fields),
        cmocka_unit_test(overlaps_fill_two_bytes),
        cmocka_unit_test(sizes_that_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
