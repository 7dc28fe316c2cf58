/* test_hopfield_laws.c - what trials of the Hopfield algorithms must obey on average: exact laws at
 * finite size, judged by their own quantiles, and theory within its printed allowance. The random
 * numbers are fixed, so a bound that holds once holds always. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "tests/near.h"

#include "algorithms/algorithm.h"
#include "algorithms/base/hopfield_patterns.h"
#include "algorithms/base/hopfield_theory.h"

extern const Algorithm alg_hopfield_retrieval, alg_hopfield_stability;

/* ---- trials without a runner -------------------------------------------------------------- */

enum { MAX_METRICS = 32, TRACE = 16 };

static int one_thread(const struct TrialHost *host)
{
    (void)host;
    return 1;
}

static int three_threads(const struct TrialHost *host)
{
    (void)host;
    return 3;
}

static double no_clock(const struct TrialHost *host)
{
    (void)host;
    return 0;
}

static bool never(const struct TrialHost *host)
{
    (void)host;
    return false;
}

static bool at_once(const struct TrialHost *host)
{
    (void)host;
    return true;
}

static const Param *param_named(const Algorithm *a, const char *name)
{
    const Param *p = a->params;
    while (p->name && strcmp(p->name, name) != 0)
        p++;
    if (!p->name)
        fail_msg("%s has no parameter %s", a->name, name);
    return p;
}

static int metric_named(const Algorithm *a, const char *name)
{
    int m = 0;
    while (a->metrics[m].name && strcmp(a->metrics[m].name, name) != 0)
        m++;
    if (!a->metrics[m].name)
        fail_msg("%s has no metric %s", a->name, name);
    return m;
}

static void set(const Algorithm *a, void *params, const char *name, const char *text)
{
    const Param *p = param_named(a, name);
    void *field = (char *)params + p->offset;
    if (p->type == PARAM_BOOL)
        *(bool *)field = strcmp(text, "true") == 0;
    else if (p->type == PARAM_INT)
        *(int64_t *)field = strtoll(text, NULL, 10);
    else if (p->type == PARAM_REAL)
        *(double *)field = strtod(text, NULL);
    else
        for (*(int *)field = 0; strcmp(p->choices[*(int *)field], text) != 0;)
            ++*(int *)field;
}

/* Defaults, then pairs "name", "value", ..., NULL. */
static void *params_of(const Algorithm *a, ...)
{
    void *params = calloc(1, a->params_size);
    for (const Param *p = a->params; p->name; p++)
        set(a, params, p->name, p->def);
    va_list list;
    va_start(list, a);
    for (const char *name; (name = va_arg(list, const char *));)
        set(a, params, name, va_arg(list, const char *));
    va_end(list);
    return params;
}

/* The results of one trial; theory rows as well. */
typedef struct {
    double value[MAX_METRICS][TRACE];
    double *row[MAX_METRICS];
} Results;

static void run_trial(const Algorithm *a, const void *params, uint64_t replicate,
                      const struct TrialHost *host, Results *r)
{
    Error err = { 0 };
    for (int m = 0; m < MAX_METRICS; m++) {
        r->row[m] = r->value[m];
        for (int k = 0; k < TRACE; k++)
            r->value[m][k] = NAN;
    }
    Trial t = {
        .params = params, .random = { replicate / 7, 1985 + replicate }, .row = r->row, .host = host
    };
    if (a->run(&t, &err) != OK || a->theory(params, r->row, &err) != OK)
        fail_msg("%s: %s", a->name, err.text);
}

typedef struct {
    double mean, sem, variance;
} Mean;

static const struct TrialHost plain = { one_thread, no_clock, never };

/* Mean of element k of a metric over replicates. */
static Mean mean_of(const Algorithm *a, const void *params, const char *metric, int k,
                    int64_t replicates)
{
    const int m = metric_named(a, metric);
    double sum = 0, squares = 0, n = (double)replicates;
    for (int64_t r = 0; r < replicates; r++) {
        Results res;
        run_trial(a, params, (uint64_t)r, &plain, &res);
        sum += res.value[m][k];
        squares += res.value[m][k] * res.value[m][k];
    }
    double variance = (squares - sum * sum / n) / (n - 1);
    return (Mean){ .mean = sum / n, .sem = sqrt(variance / n), .variance = variance };
}

static double theory_of(const Algorithm *a, const void *params, const char *metric, int k)
{
    Results r;
    run_trial(a, params, 0, &plain, &r);
    return r.value[metric_named(a, metric)][k];
}

/* ---- laws --------------------------------------------------------------------------------- */

/* z against the exact binomial law over 96 points, loads and starts. One number for the generator,
 * the tie rule, the diagonal and the error bars. */
static void one_step_error_is_binomial(void **state)
{
    (void)state;
    enum { NETWORKS = 48 };
    static const char *const sizes[] = { "60", "99", "101", "128", "150", "200", "255", "256" };
    static const char *const loads[] = { "0.16", "0.2", "0.3", "0.5", "0.8", "1.1" };
    static const char *const starts[] = { "1", "0.6" };
    const Algorithm *a = &alg_hopfield_stability;
    double chi_square = 0;
    int points = 0;
    for (int n = 0; n < 8; n++)
        for (int l = 0; l < 6; l++)
            for (int s = 0; s < 2; s++, points++) {
                void *p = params_of(a, "neurons", sizes[n], "load", loads[l], "parity",
                                    l % 2 ? "any" : "odd", "initial_overlap", starts[s], NULL);
                Mean m = mean_of(a, p, "bit_error_rate", 0, NETWORKS);
                double z = (m.mean - theory_of(a, p, "bit_error_rate_theory", 0)) / m.sem;
                if (fabs(z) > gsl_cdf_tdist_Qinv(0.5e-3 / 96, NETWORKS - 1))
                    fail_msg("N %s load %s m0 %s: z = %g", sizes[n], loads[l], starts[s], z);
                chi_square += z * z * (NETWORKS - 3) / (NETWORKS - 1); /* variance of t */
                free(p);
            }
    double rms = sqrt(chi_square / points), p = gsl_cdf_chisq_Q(chi_square, points);
    if (p < 1e-3 || p > 1 - 1e-3)
        fail_msg("rms(z) = %g over %d points has p = %g", rms, points, p);
}

/* Energy of a stored pattern: mean -(1 - 1/N) / 2 and variance (P - 1)(N - 1) / (2 N^3) for every
 * P. */
static void stored_energy_has_its_moments(void **state)
{
    (void)state;
    enum { NETWORKS = 4000 };
    const Algorithm *a = &alg_hopfield_retrieval;
    void *p = params_of(a, "neurons", "100", "load", "0.3", "max_sweeps", "1", NULL);
    Mean e = mean_of(a, p, "energy_start", 0, NETWORKS);
    assert_near(e.mean, -0.5 * (1 - 0.01), 4 * e.sem);
    double expected = 30.0 * 99 / 2e6;
    assert_near(e.variance / expected, 1, 5 * sqrt(2.0 / NETWORKS));
    free(p);
}

/* Squared overlaps of different patterns average 1/N: within a network, between replicates whose
 * keys are neighbours, and with the neurons a pattern is shifted by. */
static void patterns_are_independent(void **state)
{
    (void)state;
    enum { N = 320, P = 130, REPLICATES = 12 };
    HopfieldPatterns x[REPLICATES];
    for (uint64_t r = 0; r < REPLICATES; r++) {
        RandomStream s = random_stream((RandomKey){ r / 7, 1985 + r }, "patterns");
        assert_int_equal(hopfield_patterns_init(&x[r], N, P, &s, 1, NULL), OK);
    }
    double within = 0, between = 0, shifted = 0;
    for (int r = 0; r < REPLICATES; r++)
        for (int p = 0; p < P; p++) {
            int64_t sum[3] = { 0 };
            for (int i = 0; i < N; i++) {
                int xi = hopfield_pattern(&x[r], i, p);
                sum[0] += xi * hopfield_pattern(&x[r], i, (p + 1) % P);
                sum[1] += xi * hopfield_pattern(&x[(r + 1) % REPLICATES], i, p);
                sum[2] += xi * hopfield_pattern(&x[r], (i + 1) % N, p);
            }
            within += (double)(sum[0] * sum[0]) / N;
            between += (double)(sum[1] * sum[1]) / N;
            shifted += (double)(sum[2] * sum[2]) / N;
        }
    const double count = REPLICATES * P, bound = 4.5 * sqrt(2 / count);
    assert_near(within / count, 1, bound);
    assert_near(between / count, 1, bound);
    assert_near(shifted / count, 1, bound);
    for (int r = 0; r < REPLICATES; r++)
        hopfield_patterns_free(&x[r]);
}

/* More neurons or patterns keep the bits there were; more threads make the same. */
static void patterns_are_nested(void **state)
{
    (void)state;
    RandomStream s = random_stream((RandomKey){ 5, 6 }, "patterns");
    HopfieldPatterns small, large, shared;
    assert_int_equal(hopfield_patterns_init(&small, 70, 140, &s, 1, NULL), OK);
    assert_int_equal(hopfield_patterns_init(&large, 40000, 700, &s, 1, NULL), OK);
    assert_int_equal(hopfield_patterns_init(&shared, 40000, 700, &s, 3, NULL), OK);
    for (int i = 0; i < 70; i++)
        for (int p = 0; p < 140; p++)
            assert_int_equal(hopfield_pattern(&small, i, p), hopfield_pattern(&large, i, p));
    assert_memory_equal(large.rows, shared.rows, (size_t)(40000 * large.words) * 8);
    assert_memory_equal(large.row_sum, shared.row_sum, 40000 * sizeof *large.row_sum);
    hopfield_patterns_free(&small);
    hopfield_patterns_free(&large);
    hopfield_patterns_free(&shared);
}

/* Retrieval at load 0.1 against the replica-symmetric overlap 0.997999, allowance 2e-4 from N =
 * 1000. */
static void overlap_at_load_a_tenth(void **state)
{
    (void)state;
    static const struct {
        const char *neurons, *parity;
        int64_t networks;
    } runs[] = { { "1000", "any", 8000 }, { "4000", "any", 600 }, { "4000", "odd", 600 } };
    const Algorithm *a = &alg_hopfield_retrieval;
    for (size_t k = 0; k < sizeof runs / sizeof *runs; k++) {
        void *p =
            params_of(a, "neurons", runs[k].neurons, "load", "0.1", "parity", runs[k].parity, NULL);
        Mean m = mean_of(a, p, "overlap", 0, runs[k].networks);
        assert_true(m.sem < 1e-4); /* or the comparison would say nothing */
        assert_near(m.mean, theory_of(a, p, "overlap_theory", 0), 2e-4 + 4 * m.sem);
        if (strcmp(runs[k].parity, "any") == 0)
            assert_near(theory_of(a, p, "overlap_theory", 0), 0.9979992663, 1e-9);
        assert_near(mean_of(a, p, "energy_increases", 0, 50).mean, 0, 0);
        free(p);
    }
}

/* Synchronous sweeps: the first against the exact finite-size law, both against the law of an
 * infinite network with the allowance of N = 2000. */
static void synchronous_sweeps_follow_the_law(void **state)
{
    (void)state;
    static const char *const points[][2] = {
        { "0.1", "0.4" }, { "0.14", "1" }, { "0.3", "0.6" }, { "1", "1" }
    };
    const Algorithm *a = &alg_hopfield_retrieval;
    for (int k = 0; k < 4; k++) {
        void *p = params_of(a, "neurons", "2000", "load", points[k][0], "initial_overlap",
                            points[k][1], "dynamics", "synchronous", "max_sweeps", "2", NULL);
        int64_t patterns = hopfield_patterns_at(strtod(points[k][0], NULL), 2000, true);
        int64_t errors = (int64_t)(1000 * (1 - strtod(points[k][1], NULL)) + 0.5);
        Mean first = mean_of(a, p, "overlap_trace", 0, 60);
        Mean second = mean_of(a, p, "overlap_trace", 1, 60);
        assert_near(first.mean, 1 - 2 * hopfield_one_step_error(2000, patterns, errors),
                    4.5 * first.sem);
        assert_near(first.mean, theory_of(a, p, "overlap_trace_theory", 0), 2e-3 + 4 * first.sem);
        assert_near(second.mean, theory_of(a, p, "overlap_trace_theory", 1), 3e-3 + 4 * second.sem);
        free(p);
    }
}

/* A trial's numbers do not depend on the threads it is lent, and stopping is heard. */
static void threads_change_nothing(void **state)
{
    (void)state;
    static const struct TrialHost crowd = { three_threads, no_clock, never };
    static const struct TrialHost hurry = { one_thread, no_clock, at_once };
    const Algorithm *all[] = { &alg_hopfield_retrieval, &alg_hopfield_retrieval,
                               &alg_hopfield_stability };
    void *params[] = {
        params_of(all[0], "neurons", "3000", "load", "0.15", "cues", "5", NULL),
        params_of(all[1], "neurons", "9001", "load", "0.15", "max_sweeps", "40", "dynamics",
                  "synchronous", NULL),
        params_of(all[2], "neurons", "3000", "load", "0.5", "initial_overlap", "0.8", NULL),
    };
    for (int k = 0; k < 3; k++) {
        Results alone, shared;
        Error err = { 0 };
        run_trial(all[k], params[k], 3, &plain, &alone);
        run_trial(all[k], params[k], 3, &crowd, &shared);
        assert_memory_equal(alone.value, shared.value, sizeof alone.value);
        Trial t = { .params = params[k], .random = { 1, 2 }, .row = alone.row, .host = &hurry };
        assert_int_equal(all[k]->run(&t, &err), ERR_STOPPED);
        free(params[k]);
    }
}

/* Cues average what they give one by one: cue c starts from pattern c with its own random numbers.
 */
static void cues_are_averaged(void **state)
{
    (void)state;
    const Algorithm *a = &alg_hopfield_retrieval;
    void *two = params_of(a, "neurons", "90", "load", "0.15", "cues", "2", NULL);
    void *many = params_of(a, "neurons", "90", "load", "0.03", "cues", "50", NULL);
    const int overlap = metric_named(a, "overlap"), stored = metric_named(a, "patterns");
    Results r;
    double with_two = mean_of(a, two, "overlap", 0, 400).mean;
    set(a, two, "cues", "1");
    Mean with_one = mean_of(a, two, "overlap", 0, 400);
    assert_true(with_two != with_one.mean);
    assert_near(with_two, with_one.mean, 5 * with_one.sem);
    run_trial(a, many, 0, &plain, &r); /* three patterns, so three cues */
    assert_near(r.value[stored][0], 3, 0);
    assert_near(r.value[overlap][0], 1, 0);
    free(two);
    free(many);
}

/* No pattern is lost to rounding: all loads of three decimals against integer arithmetic. */
static void loads_become_whole_patterns(void **state)
{
    (void)state;
    static const int64_t sizes[] = { 2, 64, 100, 101, 200, 500, 1000, 2000, 4096, 10000, 100000 };
    int missed = 0; /* products that fall short of their integer */
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
        for (int64_t milli = 0; milli <= 999; milli++) {
            char text[32];
            snprintf(text, sizeof text, "0.%03lld", (long long)milli);
            const int64_t n = sizes[k], nearest = (2 * milli * n + 1000) / 2000;
            double load = strtod(text, NULL);
            missed += milli * n % 2000 == 0 && load * (double)n / 2 < (double)(milli * n / 2000);
            assert_int_equal(hopfield_patterns_at(load, n, true), 2 * (milli * n / 2000) + 1);
            assert_int_equal(hopfield_patterns_at(load, n, false), nearest > 1 ? nearest : 1);
        }
    assert_true(missed > 0); /* the rule has something to do */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_step_error_is_binomial),
        cmocka_unit_test(stored_energy_has_its_moments),
        cmocka_unit_test(patterns_are_independent),
        cmocka_unit_test(patterns_are_nested),
        cmocka_unit_test(overlap_at_load_a_tenth),
        cmocka_unit_test(synchronous_sweeps_follow_the_law),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(cues_are_averaged),
        cmocka_unit_test(loads_become_whole_patterns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
