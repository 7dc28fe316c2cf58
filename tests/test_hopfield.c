/* test_hopfield.c - the fast Hopfield network equals the textbook's in every state, flip and
 * energy, on every processor level, whatever the size, order, dynamics, ties and self-coupling. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "algorithms/algorithm.h"
#include "algorithms/base/hopfield_net.h"
#include "algorithms/base/hopfield_recall.h"
#include "tests/textbook_hopfield.h"

extern const Algorithm alg_hopfield_retrieval, alg_hopfield_stability;

static const char kinds[] = {
    [HOPFIELD_PERMUTATION] = 'p', [HOPFIELD_RANDOM] = 'r', [HOPFIELD_SEQUENTIAL] = 's'
};

typedef struct {
    int64_t n, p;
    HopfieldRules rules;
} Case;

/* What the textbook makes of a case. */
typedef struct {
    HopfieldRecall end;
    double trace[8];
    int8_t *state;
} Answer;

static bool same_flips(const TextbookFlip *a, const TextbookFlip *b, int64_t count)
{
    for (int64_t k = 0; k < count; k++)
        if (a[k].who != b[k].who)
            return false;
    return true;
}

static double energy_of(const Textbook *t)
{
    return (double)textbook_energy(t) / (2.0 * (double)t->n * (double)t->n);
}

/* One sweep or step; the cycle length once that is known, else 0. */
static int advance(Textbook *t, const HopfieldRules *r, int64_t sweep, int32_t *order)
{
    TextbookFlip *before = calloc((size_t)t->n, sizeof *before);
    int64_t flips_before = sweep == 0 ? 0 : t->flips;
    memcpy(before, t->flip, (size_t)flips_before * sizeof *before);
    bool at_once = r->dynamics == HOPFIELD_SYNCHRONOUS;
    if (at_once)
        textbook_step(t, r->temperature, sweep);
    else {
        textbook_order(t, kinds[r->order], sweep, order);
        textbook_sweep(t, order, r->temperature, sweep);
    }
    bool back = at_once && t->flips > 0 && t->flips == flips_before &&
                same_flips(t->flip, before, t->flips);
    free(before);
    if (r->temperature > 0)
        return 0;
    return back ? 2 : t->flips == 0 && textbook_stable(t) ? 1 : 0;
}

static void solve(Textbook *t, const Case *c, int64_t cue, Answer *a)
{
    const HopfieldRules *r = &c->rules;
    const double n = (double)c->n;
    int32_t *order = calloc((size_t)c->n, sizeof *order);
    textbook_cue(t, cue, r->initial_overlap);
    a->end = (HopfieldRecall){ .energy_start = energy_of(t) };
    double last = (double)textbook_overlap(t, cue) / n, previous = last, sum = 0;
    int64_t averaged = 0;
    for (int k = 0; k < 8; k++)
        a->trace[k] = NAN;
    while (a->end.sweeps < r->max_sweeps && a->end.cycle_length == 0) {
        a->end.cycle_length = advance(t, r, a->end.sweeps, order);
        a->end.flips += t->flips;
        previous = last;
        last = (double)textbook_overlap(t, cue) / n;
        if (a->end.sweeps < 8)
            a->trace[a->end.sweeps] = last;
        a->end.sweeps++;
        if (r->temperature > 0 && a->end.sweeps > r->max_sweeps / 2) {
            sum += last;
            averaged++;
        }
    }
    for (int64_t k = a->end.sweeps; k < 8 && a->end.cycle_length > 0; k++)
        a->trace[k] = a->end.cycle_length == 1 || (k - a->end.sweeps) % 2 == 1 ? last : previous;
    a->end.overlap = averaged > 0 ? sum / (double)averaged : last;
    a->end.energy_final = energy_of(t);
    a->end.uphill = t->uphill;
    a->state = malloc((size_t)c->n);
    memcpy(a->state, t->y, (size_t)c->n);
    free(order);
}

/* The levels this processor has, one after the other. */
static bool next_level(int *level)
{
    unsetenv("HEBB_CPU");
    if (*level > (int)cpu_level())
        return false;
    setenv("HEBB_CPU", cpu_level_name((CpuLevel)*level), 1);
    ++*level;
    return true;
}

static void same_bits(const void *a, const void *b, size_t bytes, const Case *c, const char *what)
{
    if (memcmp(a, b, bytes) != 0)
        fail_msg("N %lld P %lld dynamics %d order %d self %d m0 %g T %g on %s: %s differs",
                 (long long)c->n, (long long)c->p, c->rules.dynamics, c->rules.order,
                 c->rules.self_coupling, c->rules.initial_overlap, c->rules.temperature,
                 cpu_level_name(cpu_level()), what);
}

static void compare(const Case *c, const Answer *a, RandomKey key, int64_t cue)
{
    RandomStream bits = random_stream(key, "patterns");
    int8_t *state = malloc((size_t)c->n);
    for (int level = 0; next_level(&level);) {
        HopfieldPatterns x;
        HopfieldRecall end;
        Error err = { 0 };
        double trace[8];
        int threads = level;
        assert_int_equal(hopfield_patterns_init(&x, c->n, c->p, &bits, threads, &err), OK);
        Status status = hopfield_recall(&x, &c->rules, key, cue, threads, &end, trace, state, &err);
        if (status != OK)
            fail_msg("%s", err.text);
        same_bits(state, a->state, (size_t)c->n, c, "state");
        assert_int_equal(end.sweeps, a->end.sweeps);
        assert_int_equal(end.flips, a->end.flips);
        assert_int_equal(end.uphill, a->end.uphill);
        assert_int_equal(end.cycle_length, a->end.cycle_length);
        same_bits(&end.overlap, &a->end.overlap, sizeof end.overlap, c, "overlap");
        same_bits(&end.energy_start, &a->end.energy_start, sizeof end.overlap, c, "energy_start");
        same_bits(&end.energy_final, &a->end.energy_final, sizeof end.overlap, c, "energy_final");
        for (int k = 0; k < 8; k++)
            if (!(isnan(trace[k]) && isnan(a->trace[k])))
                same_bits(&trace[k], &a->trace[k], sizeof *trace, c, "trace");
        hopfield_patterns_free(&x);
    }
    free(state);
}

static void check_case(Case *c, uint64_t seed)
{
    const RandomKey key = { 0xA5A5000000000000u + seed, seed };
    const int64_t cue = (int64_t)seed % c->p;
    Textbook t;
    Answer a;
    c->rules.trace_sweeps = 8;
    if (c->rules.max_sweeps == 0)
        c->rules.max_sweeps = 40;
    textbook_init(&t, key, c->n, c->p, c->rules.self_coupling);
    solve(&t, c, cue, &a);
    compare(c, &a, key, cue);
    free(a.state);
    textbook_free(&t);
}

/* Every combination of dynamics, order, self-coupling and temperature at sizes where rows, planes,
 * blocks and random draws end raggedly. Even and odd P: with and without ties. */
static void equals_textbook_at_ragged_sizes(void **state)
{
    (void)state;
    static const int64_t sizes[][2] = { { 2, 1 },    { 2, 2 },     { 3, 1 },     { 5, 4 },
                                        { 15, 2 },   { 16, 3 },    { 17, 17 },   { 31, 6 },
                                        { 33, 64 },  { 64, 9 },    { 65, 65 },   { 40, 512 },
                                        { 41, 513 }, { 24, 1100 }, { 21, 2049 }, { 18, 2600 },
                                        { 100, 14 }, { 127, 128 } };
    uint64_t seed = 1;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (int way = 0; way < 4; way++)
            for (int self = 0; self < 2; self++)
                for (int hot = 0; hot < 2; hot++) {
                    HopfieldRules r = { .dynamics = way == 3,
                                        .order = way % 3,
                                        .self_coupling = self,
                                        .temperature = hot ? 0.7 : 0,
                                        .max_sweeps = hot ? 5 : 40,
                                        .initial_overlap = (double)(seed % 5) / 4 };
                    Case c = { sizes[s][0], sizes[s][1], r };
                    check_case(&c, seed++);
                }
}

static void equals_textbook_at_random(void **state)
{
    (void)state;
    const RandomStream s = random_stream((RandomKey){ 1, 2 }, "cases");
    for (uint64_t k = 0; k < 200; k++) {
        int64_t n = 2 + (int64_t)random_below(&s, 8 * k, 150);
        HopfieldRules r = { .dynamics = random_below(&s, 8 * k + 1, 3) == 0,
                            .order = (int)random_below(&s, 8 * k + 2, 3),
                            .self_coupling = random_below(&s, 8 * k + 3, 4) == 0,
                            .initial_overlap = random_uniform(&s, 8 * k + 4) };
        double load = random_uniform(&s, 8 * k + 5);
        Case c = { n, 1 + (int64_t)(2 * load * load * (double)n), r };
        check_case(&c, 1000 + k);
    }
}

/* Large enough for flips beyond the log, growing planes (one pattern takes over from another) and
 * long tails in which fields are followed rather than evaluated. */
static void equals_textbook_in_larger_networks(void **state)
{
    (void)state;
    static const struct {
        int64_t n, p;
        double m0;
    } runs[] = { { 600, 83, 0.8 },  { 601, 84, 1 }, { 257, 3, 0 },  { 256, 2, 0.02 },
                 { 511, 103, 0.5 }, { 400, 60, 0 }, { 300, 300, 1 } };
    for (size_t k = 0; k < sizeof runs / sizeof *runs; k++)
        for (int way = 0; way < 4; way++) {
            Case c = { runs[k].n,
                       runs[k].p,
                       { .dynamics = way == 3, .order = way % 3, .initial_overlap = runs[k].m0 } };
            check_case(&c, 5000 + k);
        }
}

/* The flips themselves, in order, as far as the network remembers them. */
static void equals_textbook_flip_for_flip(void **state)
{
    (void)state;
    enum { N = 203, P = 31 };
    const RandomKey key = { 77, 78 };
    const RandomStream bits = random_stream(key, "patterns");
    for (int level = 0; next_level(&level);) {
        Textbook t;
        HopfieldPatterns x;
        HopfieldNet net;
        int32_t order[N + HOPFIELD_AHEAD] = { 0 }, wrong[N];
        int64_t compared = 0;
        textbook_init(&t, key, N, P, false);
        textbook_cue(&t, 4, 0.6);
        hopfield_cue_order(key, 4, N, wrong);
        assert_int_equal(hopfield_patterns_init(&x, N, P, &bits, 1, NULL), OK);
        assert_int_equal(hopfield_net_init(&net, &x, false, NULL), OK);
        hopfield_net_start(&net, 4, wrong, hopfield_cue_errors(0.6, N));
        for (int64_t sweep = 0; sweep < 12; sweep++) {
            textbook_order(&t, 'p', sweep, order);
            textbook_sweep(&t, order, 0, sweep);
            assert_int_equal(hopfield_net_sweep(&net, order, NULL, N), t.flips);
            int64_t known = t.flips < HOPFIELD_LOG ? t.flips : HOPFIELD_LOG;
            for (int64_t k = 1; k <= known; k++) {
                HopfieldFlip fast = net.log[(net.flips - k) % HOPFIELD_LOG];
                assert_int_equal(fast.who, t.flip[t.flips - k].who);
                assert_int_equal(fast.sign, t.flip[t.flips - k].sign);
                compared++;
            }
            assert_int_equal(net.cue_overlap, textbook_overlap(&t, 4));
        }
        assert_true(compared > 40);
        hopfield_net_free(&net);
        hopfield_patterns_free(&x);
        textbook_free(&t);
    }
}

/* Two neurons, one pattern, states (+, -): asynchronously settled by one flip, synchronously never.
 */
static void two_neurons_swap_forever(void **state)
{
    (void)state;
    RandomKey key = { 3, 0 };
    for (int level = 0; next_level(&level);) {
        for (int dynamics = 0; dynamics < 2; dynamics++) {
            RandomStream bits = random_stream(key, "patterns");
            HopfieldPatterns x;
            HopfieldRecall end;
            HopfieldRules r = { .dynamics = dynamics, .initial_overlap = 0, .max_sweeps = 100 };
            assert_int_equal(hopfield_patterns_init(&x, 2, 1, &bits, 1, NULL), OK);
            assert_int_equal(hopfield_recall(&x, &r, key, 0, 1, &end, NULL, NULL, NULL), OK);
            assert_int_equal(end.cycle_length, dynamics == HOPFIELD_SYNCHRONOUS ? 2 : 1);
            assert_true(end.energy_start == 0.25);
            assert_true(end.energy_final == (dynamics == HOPFIELD_SYNCHRONOUS ? 0.25 : -0.25));
            hopfield_patterns_free(&x);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equals_textbook_at_ragged_sizes),
        cmocka_unit_test(equals_textbook_at_random),
        cmocka_unit_test(equals_textbook_in_larger_networks),
        cmocka_unit_test(equals_textbook_flip_for_flip),
        cmocka_unit_test(two_neurons_swap_forever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
