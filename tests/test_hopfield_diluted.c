/* test_hopfield_diluted.c - diluted networks: links that are independent, the map at every step,
 * and the other algorithms where all hear all. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_randist.h>

#include "tests/near.h"
#include "tests/trial.h"

#include "tests/laws.h"

#include "algorithms/base/hopfield_diluted.h"

extern const Algorithm alg_hopfield_diluted, alg_hopfield_retrieval, alg_hopfield_stability;

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* ---- links --------------------------------------------------------------------------------- */

enum { N = 400, INPUTS = 40, NETS = 30, IN_MOST = 90 };

typedef struct {
    int64_t in[IN_MOST], links, mutual;
    int64_t from[N]; /* neurons that hear neuron j */
} Tally;

static void tally_net(const DilutedNet *net, Tally *t)
{
    static bool hears[N][N];
    memset(hears, 0, sizeof hears);
    for (int64_t i = 0; i < N; i++) {
        const int64_t inputs = net->first[i + 1] - net->first[i];
        assert_true(inputs >= 0 && inputs < IN_MOST);
        t->in[inputs]++;
        for (int64_t e = net->first[i]; e < net->first[i + 1]; e++) {
            assert_true(net->source[e] >= 0 && net->source[e] < N && net->source[e] != i);
            assert_true(e == net->first[i] || net->source[e] > net->source[e - 1]);
            hears[i][net->source[e]] = true;
            t->from[net->source[e]]++;
        }
    }
    for (int64_t i = 0; i < N; i++)
        for (int64_t j = 0; j < i; j++)
            t->mutual += hears[i][j] && hears[j][i];
    t->links += net->first[N];
}

/* Numbers of inputs are binomial, and i hears j as often whether or not j hears i. */
static void links_are_independent(void **state)
{
    (void)state;
    static Tally t;
    const double q = (double)INPUTS / (N - 1), pairs = NETS * (double)N * (N - 1) / 2;
    for (uint64_t k = 0; k < NETS; k++) {
        const RandomStream bits = random_stream((RandomKey){ k, 1 }, "patterns"),
                           links = random_stream((RandomKey){ k, 1 }, "links");
        HopfieldPatterns x;
        DilutedNet net;
        assert_int_equal(hopfield_patterns_init(&x, N, 70, &bits, 1, NULL), OK);
        assert_int_equal(diluted_net_init(&net, &x, INPUTS, &links, 1, NULL), OK);
        tally_net(&net, &t);
        for (int64_t i = 0; i < N && k == 0; i++)
            for (int64_t e = net.first[i]; e < net.first[i + 1]; e++) {
                int64_t weight = 0;
                for (int64_t p = 0; p < 70; p++)
                    weight += hopfield_pattern(&x, i, p) * hopfield_pattern(&x, net.source[e], p);
                assert_int_equal(net.weight[e], weight);
            }
        diluted_net_free(&net);
        hopfield_patterns_free(&x);
    }
    check_mean("links", (double)t.links / (2 * pairs), q, sqrt(q * (1 - q)), 2 * pairs);
    check_mean("mutual links", (double)t.mutual / pairs, q * q, sqrt(q * q * (1 - q * q)), pairs);
    double chi = 0, freedom = -1, spread = 0;
    for (int k = 0; k < IN_MOST; k++) {
        const double expected = NETS * (double)N * gsl_ran_binomial_pdf((unsigned)k, q, N - 1);
        if (expected < 20)
            continue;
        chi += ((double)t.in[k] - expected) * ((double)t.in[k] - expected) / expected;
        freedom++;
    }
    check_chi_square(chi, freedom);
    /* a neuron is heard by others as often as it hears them */
    for (int j = 0; j < N; j++)
        spread += ((double)t.from[j] - NETS * INPUTS) * ((double)t.from[j] - NETS * INPUTS);
    check_chi_square(spread / (NETS * INPUTS * (1 - q)), N);
}

/* ---- trials -------------------------------------------------------------------------------- */

/* The mean of an element of a metric over seeds, and its standard error. */
static double mean_of(TestTrial *t, const char *metric, int64_t index, int trials, double *sem)
{
    double sum = 0, square = 0;
    for (int k = 0; k < trials; k++) {
        assert_int_equal(trial_run(t, (uint64_t)k, 1, NULL), OK);
        const double x = trial_get(t, metric, index);
        sum += x;
        square += x * x;
    }
    sum /= trials;
    *sem = sqrt((square / trials - sum * sum) / (trials - 1));
    return sum;
}

/* Where all hear all, steps and errors are those of hopfield.retrieval and hopfield.stability, bit
 * for bit. */
static void all_hear_all(void **state)
{
    (void)state;
    static const char *const kinds[] = { "dynamics synchronous", "dynamics asynchronous" };
    for (int d = 0; d < 2; d++) {
        TestTrial few, full;
        trial_make(&few, &alg_hopfield_diluted,
                   WORDS("neurons 201", "connections 200", "load 0.155", kinds[d], "cues 1",
                         "initial_overlap 0.7", "steps 6"));
        trial_make(&full, &alg_hopfield_retrieval,
                   WORDS("neurons 201", "load 0.155", "parity odd", kinds[d], "initial_overlap 0.7",
                         "trace_sweeps 6"));
        for (uint64_t seed = 0; seed < 10; seed++) {
            assert_int_equal(trial_run(&few, seed, 1, NULL), OK);
            assert_int_equal(trial_run(&full, seed, 1, NULL), OK);
            assert_true(trial_get(&few, "patterns", 0) == trial_get(&full, "patterns", 0));
            assert_true(trial_get(&few, "inputs", 0) == 200);
            for (int64_t s = 0; s < 6; s++)
                assert_near(trial_get(&few, "overlap_trace", s),
                            trial_get(&full, "overlap_trace", s), 1e-15);
        }
        trial_free(&few);
        trial_free(&full);
    }
    TestTrial few, full;
    trial_make(&few, &alg_hopfield_diluted,
               WORDS("neurons 64", "connections 63", "load 0.334", "cues 20", "steps 1"));
    trial_make(&full, &alg_hopfield_stability, WORDS("neurons 64", "patterns 21", "cues 20"));
    for (uint64_t seed = 0; seed < 20; seed++) {
        assert_int_equal(trial_run(&few, seed, 1, NULL), OK);
        assert_int_equal(trial_run(&full, seed, 1, NULL), OK);
        assert_near(trial_get(&few, "bit_error_rate", 0), trial_get(&full, "bit_error_rate", 0),
                    1e-15);
    }
    trial_free(&few);
    trial_free(&full);
}

static void first_steps_obey_the_law(void **state)
{
    (void)state;
    static const char *const rows[][5] = {
        { "neurons 300", "connections 4", "load 0.5", "initial_overlap 1", NULL },
        { "neurons 301", "connections 30", "load 0.4", "initial_overlap 0.5", NULL },
        { "neurons 300", "connections 120", "load 0.7", "initial_overlap 0.9", NULL },
        { "neurons 40", "connections 2.5", "load 1.5", "initial_overlap 0.8", NULL },
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        TestTrial t;
        double sem;
        trial_make(&t, &alg_hopfield_diluted, rows[k]);
        const double mean = mean_of(&t, "bit_error_rate", 0, 400, &sem);
        assert_int_equal(trial_theory(&t, NULL), OK);
        const double law = trial_get(&t, "bit_error_rate_theory", 0);
        assert_true(law > 0.001 && sem > 0 && sem < 0.1 * law);
        if (!(fabs(mean - law) < 4.5 * sem))
            fail_msg("%s, %s: %g, law %g, sem %g", rows[k][0], rows[k][1], mean, law, sem);
        trial_free(&t);
    }
}

/* Every step follows the map, synchronous or not, with noise or without, while K / N is small: the
 * bound has an allowance of 4 K / N. */
static void every_step_follows_the_map(void **state)
{
    (void)state;
    enum { STEPS = 6, TRIALS = 12 };
    static const char *const rows[][4] = {
        { "dynamics synchronous", "load 0.4", "temperature 0", "initial_overlap 1" },
        { "dynamics synchronous", "load 0.4", "temperature 0", "initial_overlap 0.4" },
        { "dynamics synchronous", "load 0.8", "temperature 0", "initial_overlap 0.7" },
        { "dynamics asynchronous", "load 0.4", "temperature 0", "initial_overlap 0.4" },
        { "dynamics asynchronous", "load 0.8", "temperature 0", "initial_overlap 1" },
        { "dynamics synchronous", "load 0.2", "temperature 0.4", "initial_overlap 0.5" },
        { "dynamics asynchronous", "load 0.3", "temperature 0.8", "initial_overlap 1" },
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        TestTrial t;
        double sum[STEPS] = { 0 }, square[STEPS] = { 0 };
        trial_make(&t, &alg_hopfield_diluted,
                   WORDS("neurons 10000", "connections 10", "steps 6", rows[k][0], rows[k][1],
                         rows[k][2], rows[k][3]));
        assert_int_equal(trial_theory(&t, NULL), OK);
        for (uint64_t seed = 0; seed < TRIALS; seed++) {
            assert_int_equal(trial_run(&t, seed, 1, NULL), OK);
            for (int64_t s = 0; s < STEPS; s++) {
                const double x = trial_get(&t, "overlap_trace", s);
                sum[s] += x / TRIALS;
                square[s] += x * x / TRIALS;
            }
        }
        for (int64_t s = 0; s < STEPS; s++) {
            const double sem = sqrt((square[s] - sum[s] * sum[s]) / (TRIALS - 1));
            const double law = trial_get(&t, "overlap_trace_finite", s);
            assert_true(sem < 0.01);
            if (!(fabs(sum[s] - law) < 5 * sem + 4 * 10 / 10000.0))
                fail_msg("row %zu, step %d: %g, law %g, sem %g", k, (int)s + 1, sum[s], law, sem);
        }
        trial_free(&t);
    }
}

/* K / N takes from the overlap what the first order says, and that can be seen. */
static void dense_networks_fall_short(void **state)
{
    (void)state;
    TestTrial t;
    double sem;
    trial_make(&t, &alg_hopfield_diluted,
               WORDS("neurons 4000", "connections 20", "load 0.4", "steps 30"));
    assert_int_equal(trial_theory(&t, NULL), OK);
    const double sparse = trial_get(&t, "overlap_finite_theory", 0);
    const double corrected = trial_get(&t, "overlap_corrected_theory", 0);
    const double mean = mean_of(&t, "overlap", 0, 150, &sem);
    assert_near(corrected - sparse, -0.0099, 0.0001);
    assert_true(mean < sparse - 8 * sem);
    assert_near(mean, corrected, 5 * sem + 0.002);
    trial_free(&t);
}

static void any_overlap_grows_or_dies(void **state)
{
    (void)state;
    TestTrial t;
    trial_make(&t, &alg_hopfield_diluted,
               WORDS("neurons 20000", "load 0.2", "initial_overlap 0.1", "steps 15"));
    assert_int_equal(trial_run(&t, 1, 1, NULL), OK);
    assert_true(trial_get(&t, "retrieved", 0) == 1 && trial_get(&t, "overlap", 0) > 0.98);
    trial_free(&t);
    trial_make(&t, &alg_hopfield_diluted, WORDS("neurons 20000", "load 0.9", "steps 60"));
    assert_int_equal(trial_run(&t, 1, 1, NULL), OK);
    assert_near(trial_get(&t, "overlap", 0), 0, 0.01); /* about 1 / sqrt(16 N) is chance */
    assert_true(trial_get(&t, "changed", 0) > 0.4);
    trial_free(&t);
}

/* ---- the same bits ------------------------------------------------------------------------- */

static void same_values(const TestTrial *a, const TestTrial *b)
{
    for (int64_t m = 0; a->algorithm->metrics[m].name; m++) {
        const Metric *metric = &a->algorithm->metrics[m];
        const int64_t size = metric->dims[0] ? 3 : 1;
        if (metric->kind == METRIC_MEASURED &&
            memcmp(a->row[m], b->row[m], (size_t)size * sizeof(double)) != 0)
            fail_msg("%s differs", metric->name);
    }
}

/* Whatever the threads and the level of the processor. */
static void bits_depend_on_nothing_else(void **state)
{
    (void)state;
    static const char *const rows[][3] = {
        { "dynamics synchronous", "temperature 0", "connections 30" },
        { "dynamics asynchronous", "temperature 0.3", "connections 30" },
        { "dynamics synchronous", "temperature 0.3", "connections 700" },
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        TestTrial t[2];
        for (int i = 0; i < 2; i++)
            trial_make(&t[i], &alg_hopfield_diluted,
                       WORDS("neurons 3001", "load 0.35", "steps 3", "cues 18", rows[k][0],
                             rows[k][1], rows[k][2], "initial_overlap 0.6"));
        assert_int_equal(trial_run(&t[0], 5, 1, NULL), OK);
        assert_int_equal(trial_run(&t[1], 5, 3, NULL), OK);
        same_values(&t[0], &t[1]);
        static const char *const levels[] = { "portable", "v3", "v4" };
        for (int l = 0; l < 3; l++) {
            setenv("HEBB_CPU", levels[l], 1);
            assert_int_equal(trial_run(&t[1], 5, 1, NULL), OK);
            unsetenv("HEBB_CPU");
            same_values(&t[0], &t[1]);
        }
        for (int i = 0; i < 2; i++)
            trial_free(&t[i]);
    }
}

/* Fields that leave 16 bits, weights as large as they get, lanes of both signs: a neuron is +1 at a
 * threshold equal to its field and -1 at the next. */
static void fields_are_exact(void **state)
{
    (void)state;
    enum { SOURCES = 1000 };
    static int8_t y[SOURCES * DILUTED_LANES], next[DILUTED_LANES];
    static int32_t source[SOURCES], threshold[DILUTED_LANES];
    static int16_t weight[SOURCES];
    static const int64_t rows[][2] = { { 300, 700 }, { 32767, 1000 }, { 1, 1000 }, { 5, 0 } };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++)
        for (CpuLevel level = CPU_PORTABLE; level <= cpu_level(); level++) {
            const int64_t patterns = rows[r][0], count = rows[r][1];
            int64_t field[DILUTED_LANES] = { 0 };
            for (int e = 0; e < SOURCES; e++) {
                source[e] = SOURCES - 1 - e;
                weight[e] = (int16_t)(e % 9 == 0 ? -patterns : patterns);
                for (int l = 0; l < DILUTED_LANES; l++) {
                    y[source[e] * DILUTED_LANES + l] = l % 2 ? 1 : -1;
                    field[l] += e < count ? weight[e] * (l % 2 ? 1 : -1) : 0;
                }
            }
            for (int more = 0; more < 2; more++) {
                for (int l = 0; l < DILUTED_LANES; l++)
                    threshold[l] = (int32_t)field[l] + more;
                diluted_kernels[level]->decide(source, weight, count, patterns, y, threshold, next);
                for (int l = 0; l < DILUTED_LANES; l++)
                    assert_int_equal(next[l], more ? -1 : 1);
            }
        }
}

/* A cue ends the same beside fewer others. */
static void cues_do_not_meet(void **state)
{
    (void)state;
    TestTrial all, one;
    trial_make(&all, &alg_hopfield_diluted,
               WORDS("neurons 500", "load 0.9", "steps 3", "cues 18", "temperature 0.2"));
    trial_make(&one, &alg_hopfield_diluted,
               WORDS("neurons 500", "load 0.9", "steps 3", "cues 17", "temperature 0.2"));
    assert_int_equal(trial_run(&all, 3, 1, NULL), OK);
    assert_int_equal(trial_run(&one, 3, 1, NULL), OK);
    /* the last cue alone is what is left over, a whole number of neurons */
    const double last =
        (18 * trial_get(&all, "overlap_trace", 2) - 17 * trial_get(&one, "overlap_trace", 2)) *
        500 / 2;
    assert_near(last, round(last), 1e-9);
    assert_true(fabs(last) <= 250);
    trial_free(&all);
    trial_free(&one);
}

static void impossible_networks_are_refused(void **state)
{
    (void)state;
    static const char *const rows[][3] = { { "neurons 20", "connections 19.5", "connections" },
                                           { "load 40", "connections 1000", "load" } };
    for (int k = 0; k < 2; k++) {
        TestTrial t;
        Error err;
        trial_make(&t, &alg_hopfield_diluted, WORDS(rows[k][0], rows[k][1]));
        assert_int_not_equal(alg_hopfield_diluted.validate(t.params, &err), OK);
        assert_string_equal(err.param, rows[k][2]);
        trial_free(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(links_are_independent),
        cmocka_unit_test(all_hear_all),
        cmocka_unit_test(first_steps_obey_the_law),
        cmocka_unit_test(every_step_follows_the_map),
        cmocka_unit_test(dense_networks_fall_short),
        cmocka_unit_test(any_overlap_grows_or_dies),
        cmocka_unit_test(bits_depend_on_nothing_else),
        cmocka_unit_test(fields_are_exact),
        cmocka_unit_test(cues_do_not_meet),
        cmocka_unit_test(impossible_networks_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
