/* The figure scripts over data of every size: they draw, nothing overlaps, nothing is too small. */
#include "tests/texts.h"
#include "tests/world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- data ----------------------------------------------------------------------------------- */

enum { ROOM = 200000 };

/* Tables that grow line by line. */
typedef struct {
    char summary[ROOM], derived[ROOM], theory[ROOM], words[ROOM], array[ROOM];
} Tables;

static Tables tables;

__attribute__((format(printf, 2, 3))) static void add(char *table, const char *format, ...)
{
    size_t used = strlen(table);
    va_list args;
    va_start(args, format);
    int more = vsnprintf(table + used, ROOM - used, format, args);
    va_end(args);
    assert_true(more >= 0 && used + (size_t)more < ROOM);
}

static void start_tables(void)
{
    tables.summary[0] = tables.derived[0] = tables.theory[0] = tables.words[0] = tables.array[0] =
        0;
}

static void add_metric_names(const char *metric)
{
    add(tables.summary, "\t%s_mean\t%s_sd\t%s_sem\t%s_ci_low\t%s_ci_high\t%s_n", metric, metric,
        metric, metric, metric, metric);
}

static void add_metric(double mean, double sem, int n)
{
    add(tables.summary, "\t%.9g\t%.9g\t%.9g\t%.9g\t%.9g\t%d", mean, sem * sqrt(n), sem,
        mean - 2 * sem, mean + 2 * sem, n);
}

/* Draws a script over the tables, wide and narrow, and looks at the result. */
static void assert_draws(const World *w, const char *script, const char *what)
{
    FigureFile files[] = { { "summary.tsv", tables.summary, strlen(tables.summary) },
                           { "derived.tsv", tables.derived, strlen(tables.derived) },
                           { "theory.tsv", tables.theory, strlen(tables.theory) },
                           { "figure.tsv", tables.words, strlen(tables.words) },
                           { "summary_profile.tsv", tables.array, strlen(tables.array) } };
    int count = tables.array[0] ? 5 : 4;
    for (int narrow = 0; narrow < 2; narrow++) {
        FigureJob job = { .script = script,
                          .style_dir = "plots",
                          .id = "sample",
                          .title = "t",
                          .description = "d",
                          .files = files,
                          .file_count = count,
                          .out_dir = world_path(w, "out"),
                          .formats = FIGURE_SVG,
                          .width = narrow ? 380 : 0,
                          .seconds = 20 };
        Error err = { 0 };
        if (figure_draw(&job, &err) != OK)
            fail_msg("%s: %s", what, err.text);
        size_t size;
        char *svg = world_get(w, "out/sample.svg", &size);
        assert_readable(what, svg, size);
        free(svg);
    }
}

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

/* True if the text of the figure that was drawn last holds `part`. */
static bool says(const World *w, const char *part)
{
    size_t size;
    char *svg = world_get(w, "out/sample.svg", &size);
    const bool held = strstr(svg, part) != NULL;
    free(svg);
    return held;
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
        TEST(any_experiment_has_a_figure),
        TEST(uneven_sweeps_are_drawn_where_they_have_points),
        TEST(arrays_are_drawn_against_their_own_dimension),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
