/* The figure scripts over data of every size: they draw, nothing overlaps, nothing is too small. */
#include "tests/figure_tables.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/texts.h"

/* Retrieval that falls from 1 to 0.3 around a load that depends on the size. */
static double fall(double neurons, double load)
{
    return 1 / (1 + exp((load - 0.139 - 0.25 / sqrt(neurons)) * sqrt(neurons) * 3));
}

static void capacity_tables(const double *sizes, int n, double from, double to, int steps,
                            bool derived)
{
    start_tables();
    add(tables.summary, "neurons\tload");
    const char *const metrics[] = { "patterns", "overlap", "retrieved" };
    for (int i = 0; i < 3; i++)
        add_metric_names(metrics[i]);
    add(tables.summary, "\toverlap_theory\n");
    add(tables.theory, "neurons\tload\toverlap_theory\n");
    add(tables.derived, "name\tneurons\tvalue\tci_low\tci_high\n");
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < steps; k++) {
            double load = steps > 1 ? from + (to - from) * k / (steps - 1) : from;
            double patterns = 2 * floor(load * sizes[i] / 2) + 1,
                   p = fall(sizes[i], patterns / sizes[i]);
            double theory = patterns / sizes[i] < 0.138 ? 0.98 : 0;
            add(tables.summary, "%.15g\t%.15g", sizes[i], load);
            add_metric(patterns, 0, 16);
            add_metric(0.3 + 0.69 * p, 0.02, 16);
            add_metric(p, 0.04, 16);
            add(tables.summary, "\t%g\n", theory);
            add(tables.theory, "%.15g\t%.15g\t%g\n", sizes[i], load, theory);
        }
        double half = 0.139 + 0.25 / sqrt(sizes[i]);
        if (derived)
            add(tables.derived, "half_load\t%.15g\t%.9g\t%.9g\t%.9g\n", sizes[i], half, half - 2e-4,
                half + 2e-4);
        else
            add(tables.derived, "half_load\t%.15g\tnan\tnan\tnan\n", sizes[i]);
    }
    add(tables.derived, derived && n > 3 ? "alpha_c\tnan\t0.139\t0.1375\t0.1405\n"
                                         : "alpha_c\tnan\tnan\tnan\tnan\n");
    add(tables.words, "key\tvalue\n");
}

static void capacity_at_every_profile(void **state)
{
    World *w = *state;
    world_use_real_programs(w);
    static const double usual[] = { 500, 1000, 2000, 4000 };
    static const double many[] = { 125, 250, 500, 1000, 2000, 4000, 8000, 16000, 100000 };
    static const double one[] = { 64 };
    const char *script = "plots/hopfield_capacity.gp";
    capacity_tables(usual, 4, 0.10, 0.18, 17, true);
    assert_draws(w, script, "usual");
    capacity_tables(usual, 3, 0.10, 0.18, 9, true);
    assert_draws(w, script, "three sizes, no extrapolation");
    capacity_tables(many, 9, 0.02, 0.30, 15, true);
    assert_draws(w, script, "nine sizes");
    capacity_tables(one, 1, 0.1, 0.2, 2, false);
    assert_draws(w, script, "one size, two loads");
    capacity_tables(one, 1, 0.1, 0.1, 1, false);
    assert_draws(w, script, "one point");
    capacity_tables(usual, 4, 0.15, 0.18, 4, true);
    assert_draws(w, script, "beyond the capacity only");
}

static void capacity_of_one_fixed_size(void **state)
{
    World *w = *state;
    world_use_real_programs(w);
    start_tables();
    add(tables.summary, "load");
    add_metric_names("overlap");
    add_metric_names("retrieved");
    add(tables.summary, "\toverlap_theory\n");
    for (int k = 0; k < 8; k++) {
        add(tables.summary, "%g", 0.1 + 0.01 * k);
        add_metric(1 - 0.09 * k, 0.01, 8);
        add_metric(k < 4, 0.01, 8);
        add(tables.summary, "\t%g\n", k < 4 ? 0.99 : 0.0);
    }
    add(tables.derived, "name\tvalue\tci_low\tci_high\n");
    add(tables.theory, "load\toverlap_theory\n");
    add(tables.words, "key\tvalue\n");
    assert_draws(w, "plots/hopfield_capacity.gp", "fixed size");
}

static double limit(double load)
{
    return 0.5 * erfc(1 / sqrt(2 * load));
}

static void error_tables(const double *sizes, int n, double from, double to, int steps, bool rms)
{
    start_tables();
    add(tables.summary, "neurons\tload");
    add_metric_names("bit_error_rate");
    add(tables.summary, "\tbit_error_rate_theory\n");
    add(tables.theory, "neurons\tload\tbit_error_rate_theory\n");
    for (int i = 0; i < n; i++)
        for (int k = 0; k < steps; k++) {
            double load = from + (to - from) * k / fmax(1, steps - 1);
            double law = limit(load) * (1 - 3 / (sizes[i] * load * load + 4)),
                   sem = sqrt(law / sizes[i]) / 40;
            add(tables.summary, "%.15g\t%.15g", sizes[i], load);
            add_metric(law < 3e-5 ? 0 : law + sem * sin(i + 3 * k), law < 3e-5 ? 0 : sem, 64);
            add(tables.summary, "\t%.9g\n", law);
            add(tables.theory, "%.15g\t%.15g\t%.9g\n", sizes[i], load, law);
        }
    add(tables.derived, "name\tvalue\tci_low\tci_high\n");
    if (rms)
        add(tables.derived, "rms_z\t0.98\t0.8\t1.17\n");
    add(tables.words, "key\tvalue\n");
}

static void one_step_error_at_every_profile(void **state)
{
    World *w = *state;
    world_use_real_programs(w);
    static const double sizes[] = { 16, 32, 64, 128, 512, 1000, 10000 };
    const char *script = "plots/hopfield_one_step_error.gp";
    error_tables(sizes + 2, 4, 0.05, 1, 20, true);
    assert_draws(w, script, "usual");
    error_tables(sizes, 7, 0.05, 1, 20, true);
    assert_draws(w, script, "seven sizes");
    error_tables(sizes, 1, 0.2, 0.5, 2, false);
    assert_draws(w, script, "one size, two loads");
    error_tables(sizes + 5, 2, 0.02, 0.04, 3, true);
    assert_draws(w, script, "no error seen at all");
}

/* ---- what the tests rely on ----------------------------------------------------------------- */

static void overlaps_would_be_seen(void **state)
{
    (void)state;
    static Texts texts;
    const char *svg =
        "<svg width=\"100\" height=\"50\"><g font-size=\"10\"><text x=\"10\" y=\"20\">"
        "ab<tspan>cd</tspan></text></g><text x=\"49\" y=\"20\" text-anchor=\"end\" "
        "font-size=\"20\">&amp;x</text></svg>";
    texts_look(svg, strlen(svg), &texts);
    assert_int_equal(texts.n, 2);
    assert_string_equal(texts.box[0].text, "abcd");
    assert_true(fabs(texts.box[0].right - 30) < 1e-9);
    assert_true(fabs(texts.box[1].left - 29) < 1e-9); /* so they overlap */
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_open, world_close)
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overlaps_would_be_seen),
        TEST(capacity_at_every_profile),
        TEST(capacity_of_one_fixed_size),
        TEST(one_step_error_at_every_profile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
