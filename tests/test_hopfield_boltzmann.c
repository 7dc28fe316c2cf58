/* test_hopfield_boltzmann.c - the heat bath of a small network comes to rest in Boltzmann's
 * distribution, known exactly, and in detailed balance. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "algorithms/base/hopfield_heat.h"
#include "algorithms/base/hopfield_recall.h"

enum { SPINS = 7, STATES = 1 << SPINS, PATTERNS = 3, SAMPLES = 15000, GAP = 32 };
static const double warm = 1.2;

/* Bit i of a state is 1 where y_i = +1. */
static int state_of(const HopfieldNet *net)
{
    int s = 0;
    for (int i = 0; i < SPINS; i++)
        s |= (net->state[i] > 0) << i;
    return s;
}

/* h_i of a state, from the definition. */
static double field_of(const HopfieldPatterns *x, int s, int i)
{
    double h = 0;
    for (int j = 0; j < SPINS; j++)
        for (int p = 0; p < PATTERNS && j != i; p++)
            h += hopfield_pattern(x, i, p) * hopfield_pattern(x, j, p) * ((s >> j & 1) * 2 - 1);
    return h / SPINS;
}

/* exp(-E / T) / Z with E = -(1/2) sum over i of h_i y_i. */
static void boltzmann(const HopfieldPatterns *x, double temperature, double *share)
{
    double all = 0;
    for (int s = 0; s < STATES; s++) {
        double energy = 0;
        for (int i = 0; i < SPINS; i++)
            energy -= 0.5 * field_of(x, s, i) * ((s >> i & 1) * 2 - 1);
        all += share[s] = exp(-energy / temperature);
    }
    for (int s = 0; s < STATES; s++)
        share[s] /= all;
}

/* What a visit of a neuron drawn at random makes of a distribution. */
static void visit_exactly(const HopfieldPatterns *x, double temperature, double *share)
{
    double after[STATES] = { 0 };
    for (int s = 0; s < STATES; s++)
        for (int i = 0; i < SPINS; i++) {
            const double up = 1 / (1 + exp(-2 * field_of(x, s, i) / temperature));
            after[s | 1 << i] += share[s] * up / SPINS;
            after[s & ~(1 << i)] += share[s] * (1 - up) / SPINS;
        }
    memcpy(share, after, sizeof after);
}

/* (Pearson's chi-square less its degrees of freedom) / sqrt(2 degrees of freedom) of counts; cells
 * in which fewer than 5 are expected are one. */
static double excess(const int *count, const double *share)
{
    double chi = 0, rest = 0, rest_expected = 0;
    int freedom = -1;
    for (int s = 0; s < STATES; s++) {
        const double expected = share[s] * SAMPLES;
        if (expected < 5) {
            rest += count[s];
            rest_expected += expected;
            continue;
        }
        chi += (count[s] - expected) * (count[s] - expected) / expected;
        freedom++;
    }
    if (rest_expected > 0) {
        chi += (rest - rest_expected) * (rest - rest_expected) / rest_expected;
        freedom++;
    }
    return (chi - freedom) / sqrt(2.0 * freedom);
}

typedef struct {
    HopfieldPatterns x;
    HopfieldNet net;
    HopfieldHeat heat;
    RandomStream orders, draws;
    int order;
    uint64_t sweeps;
} Small;

static void small_init(Small *s, int way, int order)
{
    const RandomKey key = { 1877, 7 };
    const RandomStream bits = random_stream(key, "patterns");
    *s = (Small){ .orders = random_stream(key, "order"),
                  .draws = random_stream(key, "heat"),
                  .order = order };
    assert_int_equal(hopfield_patterns_init(&s->x, SPINS, PATTERNS, &bits, 1, NULL), OK);
    assert_int_equal(hopfield_net_init(&s->net, &s->x, false, NULL), OK);
    hopfield_net_start(&s->net, 0, NULL, 0);
    assert_int_equal(hopfield_heat_init(&s->heat, &s->net, warm, SAMPLES, NULL), OK);
    s->heat.wanted = way;
}

static void small_free(Small *s)
{
    hopfield_heat_free(&s->heat);
    hopfield_net_free(&s->net);
    hopfield_patterns_free(&s->x);
}

static int small_sweep(Small *s, int sweeps)
{
    int32_t order[SPINS];
    for (int k = 0; k < sweeps; k++, s->sweeps++) {
        random_permutation(&s->orders, s->sweeps, SPINS, order);
        for (uint64_t i = 0; i < SPINS && s->order != HOPFIELD_PERMUTATION; i++)
            order[i] = s->order == HOPFIELD_SEQUENTIAL
                           ? (int32_t)i
                           : (int32_t)random_below(&s->orders, SPINS * s->sweeps + i, SPINS);
        hopfield_heat_sweep(&s->heat, &s->net, &s->draws, s->sweeps, order,
                            s->order == HOPFIELD_RANDOM);
    }
    return state_of(&s->net);
}

/* States GAP sweeps apart are as good as independent: so long after a pattern even visits at
 * random, the slowest ones, have made its distribution Boltzmann's to 1e-4. So their counts must
 * pass a chi-square test, and do not if the temperature is taken to be 15 % higher. */
static void states_follow_boltzmann(void **state)
{
    (void)state;
    for (int way = HOPFIELD_HEAT_FIELDS; way <= HOPFIELD_HEAT_OVERLAPS; way++)
        for (int order = 0; order < (way == HOPFIELD_HEAT_FIELDS ? 3 : 1); order++) {
            Small s;
            double share[STATES], hotter[STATES], after[STATES] = { 0 }, apart = 0;
            int count[STATES] = { 0 };
            small_init(&s, way, order);
            boltzmann(&s.x, warm, share);
            boltzmann(&s.x, 1.15 * warm, hotter);
            after[state_of(&s.net)] = 1;
            for (int k = 0; k < GAP * SPINS; k++)
                visit_exactly(&s.x, warm, after);
            for (int k = 0; k < STATES; k++)
                apart += fabs(after[k] - share[k]) / 2;
            assert_true(apart < 1e-4);
            for (int k = 0; k < SAMPLES; k++)
                count[small_sweep(&s, GAP)]++;
            assert_true(fabs(excess(count, share)) < 3.5);
            assert_true(excess(count, hotter) > 6);
            small_free(&s);
        }
}

/* sum (n_ab - n_ba)^2 / (n_ab + n_ba) over pairs of states a sweep apart, as an excess like above.
 */
static double irreversibility(Small *s)
{
    static int count[STATES][STATES];
    double chi = 0;
    int freedom = 0;
    memset(count, 0, sizeof count);
    for (int k = 0; k < SAMPLES; k++) {
        const int from = small_sweep(s, GAP);
        count[from][small_sweep(s, 1)]++;
    }
    for (int a = 0; a < STATES; a++)
        for (int b = 0; b < a; b++) {
            const double both = count[a][b] + count[b][a], apart = count[a][b] - count[b][a];
            if (both < 10)
                continue;
            chi += apart * apart / both;
            freedom++;
        }
    assert_true(freedom > 100);
    return (chi - freedom) / sqrt(2.0 * freedom);
}

/* Visits of neurons drawn at random are in detailed balance, so is a sweep of them; a sweep in
 * fixed order keeps Boltzmann's distribution without it. */
static void random_visits_are_in_detailed_balance(void **state)
{
    (void)state;
    for (int way = HOPFIELD_HEAT_FIELDS; way <= HOPFIELD_HEAT_OVERLAPS; way++) {
        Small s;
        small_init(&s, way, HOPFIELD_RANDOM);
        assert_true(fabs(irreversibility(&s)) < 3.5);
        small_free(&s);
        small_init(&s, way, HOPFIELD_SEQUENTIAL);
        assert_true(irreversibility(&s) > 6);
        small_free(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_follow_boltzmann),
        cmocka_unit_test(random_visits_are_in_detailed_balance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
