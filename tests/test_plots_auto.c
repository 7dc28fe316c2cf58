/* The automatic figure over whatever an experiment may hold: every shape of sweep, any values,
 * arrays. */
#include "tests/figure_tables.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A metric over the axes given as "a=1,2,3 b=x,y", the last one varying fastest. */
static void any_tables(const char *axes, double (*value)(int i, int n))
{
    start_tables();
    char names[4][40];
    char *levels[4][60];
    int counts[4], n = 0, total = 1;
    static char copy[2000];
    snprintf(copy, sizeof copy, "%s", axes);
    char *rest = copy;
    for (char *axis; (axis = strtok_r(rest, " ", &rest)) && n < 4; n++) {
        char *list = strchr(axis, '=');
        snprintf(names[n], sizeof names[n], "%.*s", (int)(list - axis), axis);
        list++;
        counts[n] = 0;
        for (char *level; (level = strtok_r(list, ",", &list));)
            levels[n][counts[n]++] = level;
        total *= counts[n];
        add(tables.summary, "%s\t", names[n]);
    }
    size_t used = strlen(tables.summary);
    tables.summary[used ? used - 1 : 0] = 0;
    add_metric_names("result");
    if (!n) /* no axis: no tab in front of the first name */
        memmove(tables.summary, tables.summary + 1, strlen(tables.summary));
    add(tables.summary, "\n");
    for (int i = 0; i < total; i++) {
        for (int a = 0, inner = total; a < n; a++) {
            inner /= counts[a];
            add(tables.summary, "%s%s", a ? "\t" : "", levels[a][i / inner % counts[a]]);
        }
        size_t before = strlen(tables.summary);
        add_metric(value(i, total), 0.01, 16);
        if (!n)
            memmove(tables.summary + before, tables.summary + before + 1,
                    strlen(tables.summary + before));
        add(tables.summary, "\n");
    }
    add(tables.derived, "name\tvalue\tci_low\tci_high\n");
    add(tables.theory, "none\n");
    add(tables.words,
        "key\tvalue\ntitle\tWhat a \"result\" {/:Bold is} when `nothing` is known of it, x_1\n"
        "algorithm\tfamily.name\nlabel_load\tpatterns per neuron\nunit_result\ts\n");
}

static double slope(int i, int n)
{
    return 1 + (double)i / n;
}

static double decades(int i, int n)
{
    return pow(10, -12.0 * i / n);
}

static double both_signs(int i, int n)
{
    (void)n;
    return sin(i);
}

static double nothing(int i, int n)
{
    (void)n;
    return i % 3 ? (double)NAN : 0;
}

static void any_experiment_has_a_figure(void **state)
{
    World *w = *state;
    world_use_real_programs(w);
    static const char *const axes[] = {
        "",
        "load=0.1",
        "load=0.1,0.2,0.3",
        "length=64,128,256,512,1024,4096,16384",
        "neurons=100,200,400 load=0.1,0.2,0.3",
        "rule=hebbian,pseudoinverse,storkey load=0.1,0.2,0.3",
        "rule=hebbian,pseudoinverse,storkey",
        "load=0.1,0.2 rule=hebbian,pseudoinverse,storkey",
        "cues=1,2 neurons=100,200,400 load=0.1,0.2,0.3",
        "a=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25 load=0.1,0.2",
        "a=1,2,3,4,5,6,7,8,9 load=0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1.0,1.1,1.2",
    };
    double (*const values[])(int, int) = { slope, decades, both_signs, nothing };
    for (size_t a = 0; a < sizeof axes / sizeof *axes; a++)
        for (size_t v = a % 2; v < sizeof values / sizeof *values; v += 2) {
            any_tables(axes[a], values[v]);
            char what[200];
            snprintf(what, sizeof what, "%s, values %zu", axes[a], v);
            assert_draws(w, "plots/auto.gp", what);
            assert_true(says(w, "What a \u201Cresult\u201D {/:Bold is}")); /* not markup */
        }
}

/* Branch scales that depend on the depth: only along the depth are there several points of one
 * kind. Theory is named where it says something of them. */
static void uneven_sweeps_are_drawn_where_they_have_points(void **state)
{
    World *w = *state;
    world_use_real_programs(w);
    for (int known = 0; known < 2; known++) {
        start_tables();
        add(tables.summary, "depth\tscale");
        add_metric_names("ratio");
        add(tables.summary, "\tlaw_of_ratio\n");
        for (int rule = 0; rule < 2; rule++)
            for (int depth = 10; depth <= 1000; depth *= 10) {
                add(tables.summary, "%d\t%.17g", depth, rule ? 1 / sqrt(depth) : 1);
                add_metric(rule + depth, 0.1, 8);
                add(tables.summary, "\t%g\n", known ? rule + depth : (double)NAN);
            }
        add(tables.derived, "name\tvalue\tci_low\tci_high\n");
        add(tables.theory, "none\n");
        add(tables.words, "key\tvalue\naxes\tdepth scale\ntheory_ratio\tlaw_of_ratio\n"
                          "label_depth\tlayers of a network\n");
        assert_draws(w, "plots/auto.gp", "a sweep that is no product");
        assert_true(says(w, "layers of a network"));
        assert_int_equal(says(w, "lines: theory"), known);
    }
}

static void arrays_are_drawn_against_their_own_dimension(void **state)
{
    World *w = *state;
    world_use_real_programs(w);
    for (int dense = 0; dense < 2; dense++) {
        start_tables();
        add(tables.summary, "kind\n");
        add(tables.derived, "name\tvalue\tci_low\tci_high\n");
        add(tables.theory, "none\n");
        add(tables.words, "key\tvalue\ny\tprofile\naxes\tkind\n");
        add(tables.array,
            "%s\tlayer\tprofile_mean\tprofile_sd\tprofile_sem\tprofile_ci_low\tprofile_ci_"
            "high\tprofile_n\n",
            dense ? "position" : "kind");
        static const char *const kinds[] = { "sigmoid", "tanh", "relu" };
        for (int i = 0; i < (dense ? 12 : 3); i++)
            for (int layer = 1; layer <= 20; layer++) {
                char name[16];
                snprintf(name, sizeof name, "%d", i);
                double x = dense ? sin(i + 0.3 * layer) : layer * (i + 1);
                add(tables.array, "%s\t%d\t%.9g\t0.1\t0.02\t%.9g\t%.9g\t25\n",
                    dense ? name : kinds[i], layer, x, x - 0.04, x + 0.04);
            }
        assert_draws(w, "plots/auto.gp", dense ? "a matrix" : "profiles");
        assert_true(says(w, "layer"));
        assert_true(says(w, dense ? "<image" : "sigmoid"));
    }
}

/* Axes of many values, and in any order: names of series stand by their numbers, and sorting takes
 * no time that could be noticed. */
static void long_and_unordered_axes_are_drawn(void **state)
{
    World *w = *state;
    world_use_real_programs(w);
    for (int order = 0; order < 3; order++) {
        start_tables();
        add(tables.summary, "size\tload");
        add_metric_names("result");
        add(tables.summary, "\n");
        static const int sizes[3][4] = { { 9, 80, 700, 6000 },
                                         { 6000, 700, 80, 9 },
                                         { 80, 6000, 9, 700 } };
        for (int s = 0; s < 4; s++)
            for (int k = 0; k < 400; k++) {
                int at = order == 0 ? k : order == 1 ? 399 - k : k * 7 % 400;
                add(tables.summary, "%d\t%.4f", sizes[order][s], 0.001 * (at + 1));
                add_metric(0.001 * at + 0.1 * (sizes[order][s] % 7), 0.001, 8);
                add(tables.summary, "\n");
            }
        add(tables.derived, "name\tvalue\tci_low\tci_high\n");
        add(tables.theory, "none\n");
        add(tables.words, "key\tvalue\naxes\tsize load\n");
        assert_draws(w, "plots/auto.gp", "400 values of one axis");
        assert_true(says(w, ">6000<") && says(w, ">9<"));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_open, world_close)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(any_experiment_has_a_figure),
        TEST(uneven_sweeps_are_drawn_where_they_have_points),
        TEST(arrays_are_drawn_against_their_own_dimension),
        TEST(long_and_unordered_axes_are_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
