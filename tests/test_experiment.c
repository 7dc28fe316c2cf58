/* Config files to experiments: what the keys mean, how axes are written, how layers merge. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "tests/experiment_text.h"

/* ---- what keys mean ------------------------------------------------------------------------- */

static void absent_keys_have_their_defaults(void **state)
{
    Experiment e = load(HEAD, NULL, NULL);
    Value gain = params_get(param_find(e.algorithm->params, "gain"), e.params);
    (void)state;
    assert_string_equal(e.name, "test");
    assert_string_equal(e.profile, "");
    assert_string_equal(e.title, "A test");
    assert_null(e.about);
    assert_int_equal(e.seed, 0);
    assert_int_equal(e.replicates, 1);
    assert_int_equal(e.axes, 0);
    assert_null(e.shared_by[0]);
    assert_null(e.overrides[0]);
    assert_null(experiment_profiles(&e)[0]);
    assert_true(isinf(e.budget_memory));
    assert_int_equal(e.budget_trials, 10000000);
    assert_false(e.skip_over_budget);
    assert_true(gain.real == 0);
    experiment_free(&e);
    experiment_free(&e); /* safe on what is zeroed */
}

static void every_top_level_key_is_read(void **state)
{
    Experiment e = load(HEAD "about: |\n  Two\n  lines.\n"
                             "source: Someone (1985)\n"
                             "seed: {base: 1985, shared_by: [shape, flip]}\n"
                             "replicates: 64\n"
                             "parameters: {gain: -1.5, flip: true, shape: ring, label: \"no\"}\n"
                             "budget: {memory: 1.5 GiB, trials: 1e6}\n"
                             "over_budget: skip\n",
                        NULL, NULL);
    (void)state;
    assert_string_equal(e.about, "Two\nlines.\n");
    assert_string_equal(e.source, "Someone (1985)");
    assert_int_equal(e.seed, 1985);
    assert_string_equal(e.shared_by[0], "flip"); /* sorted */
    assert_string_equal(e.shared_by[1], "shape");
    assert_null(e.shared_by[2]);
    assert_int_equal(e.replicates, 64);
    assert_true(e.budget_memory == 1.5 * 1024 * 1024 * 1024);
    assert_int_equal(e.budget_trials, 1000000);
    assert_true(e.skip_over_budget);
    char *json = experiment_resolved(&e);
    assert_string_equal(json, "{\"algorithm\":\"sample.noop\",\"parameters\":{\"failing\":0,"
                              "\"flip\":true,\"gain\":-1.5,\"label\":\"no\",\"shape\":\"ring\","
                              "\"size\":4},\"replicates\":64,\"seed\":1985,\"shared_by\":[\"flip\","
                              "\"shape\"],\"sweep\":[],\"version\":1}");
    free(json);
    experiment_free(&e);
}

static void memory_budgets_have_units(void **state)
{
    static const struct {
        const char *text;
        double bytes;
    } cases[] = { { "4096", 4096 },      { "1 KiB", 1024 },
                  { "1KiB", 1024 },      { "\"2 MiB\"", 0x1p21 },
                  { "0.5 GiB", 0x1p29 }, { "1e9", 1e9 },
                  { "8 B", 8 } };
    static const char *const wrong[] = { "2 GB", "2G", "GiB", "-1", "0", "2 GiB of it", "two" };
    char text[256];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(text, sizeof text, HEAD "budget: {memory: %s}\n", cases[i].text);
        Experiment e = load(text, NULL, NULL);
        assert_true(e.budget_memory == cases[i].bytes);
        experiment_free(&e);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        snprintf(text, sizeof text, HEAD "budget: {memory: %s}\n", wrong[i]);
        char *said = refuse(text, NULL, NULL, 1);
        expect(said, "KiB, MiB or GiB");
        free(said);
    }
}

/* ---- axes ----------------------------------------------------------------------------------- */

/* The values of an axis as one writes them, "1 2 3" or "1,a 2,b" for several parameters. */
static void print_axis(const Axis *axis, char *text, size_t size)
{
    char value[PARAM_TEXT_SIZE];
    size_t used = 0;
    text[0] = '\0';
    for (int64_t i = 0; i < axis->length; i++) {
        for (int64_t p = 0; p < axis->count && used < size; p++) {
            value_print(axis->params[p], &axis->values[i * axis->count + p], value);
            used += (size_t)snprintf(text + used, size - used, "%s%s",
                                     p   ? ","
                                     : i ? " "
                                         : "",
                                     value);
        }
    }
}

static void all_forms_of_axes_give_their_values(void **state)
{
    static const struct {
        const char *sweep, *name, *values;
    } cases[] = {
        { "gain: [0.1, 1e-3, 2]", "gain", "0.1 0.001 2" },
        { "gain: {from: 0.10, to: 0.18, step: 0.02}", "gain", "0.1 0.12 0.14 0.16 0.18" },
        { "gain: {from: 0.3, to: 0.1, step: -0.1}", "gain", "0.3 0.2 0.1" },
        { "gain: {from: 0, to: 1, count: 5}", "gain", "0 0.25 0.5 0.75 1" },
        { "gain: {from: 0, to: 1, count: 5, scale: linear}", "gain", "0 0.25 0.5 0.75 1" },
        { "gain: {from: 0.01, to: 1, count: 3, scale: log}", "gain", "0.01 0.1 1" },
        { "gain: {from: 0.5, to: 4, factor: 2}", "gain", "0.5 1 2 4" },
        { "size: {from: 10, to: 1000, factor: 10}", "size", "10 100 1000" },
        { "size: {from: 1, to: 1e1, step: 3}", "size", "1 4 7 10" },
        { "size: {from: 1, to: 100, count: 3, scale: log}", "size", "1 10 100" },
        { "shape: [tree, \"line\"]", "shape", "tree line" },
        { "flip: [true, false]", "flip", "true false" },
        { "label: [one, 2, \"off\"]", "label", "one 2 off" },
        { "size, gain: [[1, 0.5], [2, 0.25]]", "size_gain", "1,0.5 2,0.25" },
        { "\"size,  gain\": [[1, 0.5], [2, 0.25]]", "size_gain", "1,0.5 2,0.25" },
        { "size,shape,flip: [[1, ring, true]]", "size_shape_flip", "1,ring,true" },
        { "gain: [0.5]", "gain", "0.5" },
    };
    char text[256], values[256];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(text, sizeof text, HEAD "sweep:\n  %s\n", cases[i].sweep);
        Experiment e = load(text, NULL, NULL);
        assert_int_equal(e.axes, 1);
        assert_string_equal(e.axis[0].name, cases[i].name);
        print_axis(&e.axis[0], values, sizeof values);
        assert_string_equal(values, cases[i].values);
        assert_int_equal(e.axis[0].place.line, 5);
        experiment_free(&e);
    }
}

static void axes_keep_the_order_of_the_file(void **state)
{
    Experiment e = load(
        HEAD "sweep: {shape: [line, ring], \"size, flip\": [[1, true]], gain: [1]}\n", NULL, NULL);
    (void)state;
    assert_int_equal(e.axes, 3);
    assert_string_equal(e.axis[0].name, "shape");
    assert_string_equal(e.axis[1].name, "size_flip");
    assert_int_equal(experiment_axis(&e, "gain"), 2);
    assert_int_equal(experiment_axis(&e, "flip"), 1);
    assert_int_equal(experiment_axis(&e, "size_flip"), 1);
    assert_int_equal(experiment_axis(&e, "label"), -1);
    char *json = experiment_resolved(&e);
    expect(json, "\"sweep\":[[\"shape\"],[\"size\",\"flip\"],[\"gain\"]]");
    expect(json, "\"flip\":[true]");
    free(json);
    experiment_free(&e);
}

static void resolved_is_the_meaning_not_the_spelling(void **state)
{
    Experiment a = load(HEAD "replicates: 8\nparameters: {shape: ring, size: 3}\n"
                             "sweep: {gain: {from: 0.1, to: 0.3, step: 0.1}}\n",
                        NULL, NULL);
    Experiment b = load("algorithm: \"sample.noop\"\nsweep:\n    gain: [1e-1, 0.20, 0.3]\n"
                        "title: 'Another title'\nparameters:\n  size: 3.0\n  shape: 'ring'\n"
                        "  label: none\n# the default\nreplicates: 4\nformat: 1\n"
                        "profiles: {more: {replicates: 8e0}}\n",
                        "more", NULL);
    char *x = experiment_resolved(&a), *y = experiment_resolved(&b);
    (void)state;
    assert_string_equal(x, y);
    free(x);
    free(y);
    experiment_free(&a);
    experiment_free(&b);
}

/* ---- parameters without a default ------------------------------------------------------------ */

static void what_has_no_default_must_be_given(void **state)
{
    static const char *const sets[] = { "parameters.amount=3", NULL };
    const char *none = "format: 1\ntitle: A test\nalgorithm: sample.needy\n";
    const char *fixed = "format: 1\ntitle: A test\nalgorithm: sample.needy\n"
                        "parameters: {weight: 0.5}\n";
    const char *both = "format: 1\ntitle: A test\nalgorithm: sample.needy\n"
                       "parameters: {weight: 0.5}\nsweep: {amount: [1, 2]}\n"
                       "profiles: {bare: {parameters: null}}\n";
    (void)state;
    char *said = refuse(none, NULL, NULL, 1); /* both in one message: they lack at one place */
    expect(said, "`sample.needy` needs amount, weight");
    expect(said, "test.yml:3:12");
    free(said);
    said = refuse(fixed, NULL, NULL, 1);
    expect(said, "`sample.needy` needs amount\n");
    free(said);
    said = refuse(both, NULL, NULL, 1); /* the profile takes it away */
    expect(said, "`sample.needy` needs weight\n");
    free(said);
    Experiment e = load(fixed, NULL, sets);
    assert_int_equal(params_get(param_find(e.algorithm->params, "amount"), e.params).integer, 3);
    experiment_free(&e);
}

/* ---- layers --------------------------------------------------------------------------------- */

#define LAYERED                                                                                    \
    HEAD                                                                                           \
        "replicates: 4\n"                                                                          \
        "parameters: {flip: true}\n"                                                               \
        "sweep:\n"                                                                                 \
        "  gain: {from: 0.1, to: 0.5, step: 0.1}\n"                                                \
        "  size, shape: [[1, line], [2, ring]]\n"                                                  \
        "profiles:\n"                                                                              \
        "  smoke: {replicates: 2, sweep: {gain: {to: 0.2}}}\n"                                     \
        "  short: {sweep: {gain: [7], \"size,shape\": null}, parameters: {flip: null, size: 9}}\n" \
        "  fine: {sweep: {gain: {count: 3}}}\n"

static void check_layers(const char *profile, const char *const *overrides, const char *gain,
                         int64_t axes, int64_t replicates)
{
    char values[256];
    Experiment e = load(LAYERED, profile, overrides);
    print_axis(&e.axis[0], values, sizeof values);
    assert_string_equal(values, gain);
    assert_int_equal(e.axes, axes);
    assert_int_equal(e.replicates, replicates);
    assert_string_equal(e.profile, profile ? profile : "");
    experiment_free(&e);
}

static void layers_merge_by_name_and_null_removes(void **state)
{
    static const char *const narrow[] = { "sweep.gain=[0.5]", "replicates=3", NULL };
    static const char *const wide[] = { "sweep.gain.to=0.3", NULL };
    static const char *const without[] = { "sweep.\"size, shape\"=null", NULL };
    static const char *const twice[] = { "replicates=3", "replicates=5", NULL };
    (void)state;
    check_layers(NULL, NULL, "0.1 0.2 0.3 0.4 0.5", 2, 4);
    check_layers("smoke", NULL, "0.1 0.2", 2, 2);
    check_layers("short", NULL, "7", 1, 4);
    check_layers("fine", NULL, "0.1 0.3 0.5", 2, 4);
    check_layers("smoke", narrow, "0.5", 2, 3);
    check_layers(NULL, wide, "0.1 0.2 0.3", 2, 4);
    check_layers(NULL, without, "0.1 0.2 0.3 0.4 0.5", 1, 4);
    check_layers(NULL, twice, "0.1 0.2 0.3 0.4 0.5", 2, 5);
    Experiment e = load(LAYERED, "short", NULL);
    const char *const *profiles = experiment_profiles(&e);
    assert_string_equal(profiles[0], "smoke");
    assert_string_equal(profiles[2], "fine");
    assert_null(profiles[3]);
    assert_false(params_get(param_find(e.algorithm->params, "flip"), e.params).integer);
    assert_int_equal(params_get(param_find(e.algorithm->params, "size"), e.params).integer, 9);
    experiment_free(&e);
}

static void explain_names_the_layer_that_set_it(void **state)
{
    static const char *const sets[] = { "parameters.label=x", "replicates=9", NULL };
    static const struct {
        const char *key, *text;
    } cases[] = {
        { "gain", "profile smoke, a/test.yml:10:34" },
        { "sweep.gain", "profile smoke, a/test.yml:10:34" },
        { "replicates", "--set replicates=9" },
        { "label", "--set parameters.label=x" },
        { "flip", "a/test.yml:5:14" },
        { "parameters.flip", "a/test.yml:5:14" },
        { "shape", "a/test.yml:8:3" },
        { "title", "a/test.yml:2:1" },
        { "failing", "default" },
        { "seed", "default" },
    };
    char text[256];
    Error err = { 0 };
    Experiment e = load(LAYERED, "smoke", sets);
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(experiment_explain(&e, cases[i].key, text, sizeof text, &err), OK);
        assert_string_equal(text, cases[i].text);
    }
    assert_int_equal(experiment_explain(&e, "gian", text, sizeof text, &err), ERR_USAGE);
    expect(err.text, "did you mean `gain`?");
    assert_int_equal(experiment_place(&e, "shape").line, 8);
    assert_int_equal(experiment_place(&e, "gain").column, 34);
    assert_int_equal(experiment_place(&e, "failing").line, 3); /* the algorithm's line */
    assert_int_equal(experiment_place(&e, "title").line, 2);
    assert_int_equal(experiment_place(&e, "seed").line, 3);
    assert_string_equal(experiment_place(&e, "label").source->text, sets[0]);
    experiment_free(&e);
}

static void mistakes_of_other_profiles_count(void **state)
{
    static const char *const mends[] = { "sweep.gain=[1]", NULL };
    static const char *const fixes[] = { "sweep.gain=null", "parameters.gain=1", NULL };
    (void)state;
    /* found whichever profile is asked for, and once */
    char *said = refuse(HEAD "sweep: {gain: [1]}\nprofiles: {a: {}, b: {sweep: {gain: [99]}}}\n",
                        "a", NULL, 1);
    expect(said, "99 is too large");
    free(said);
    said = refuse(HEAD "sweep: {gain: [99]}\nprofiles: {a: {replicates: 2}, b: {replicates: 3}}\n",
                  NULL, NULL, 1);
    free(said);
    /* an override that mends a profile is enough, one that suits another profile no reproach */
    Experiment e =
        load(HEAD "sweep: {gain: [1]}\nprofiles: {b: {sweep: {gain: [99]}}}\n", NULL, mends);
    experiment_free(&e);
    e = load(HEAD "sweep: {gain: [1], size: [2]}\nprofiles: {b: {sweep: {gain: [2]}}}\n", NULL,
             fixes);
    assert_int_equal(e.axes, 1);
    experiment_free(&e);
}

static void overrides_are_checked_where_they_stand(void **state)
{
    static const char *const wrong[] = { "sweep.gian=[1]", "replicate=2", "parameters.gain=99",
                                         "over_budget=null", NULL };
    static const char *const syntax[] = { "replicates", NULL };
    (void)state;
    char *said = refuse(HEAD, NULL, wrong, 1); /* nothing to take away: nothing is merged */
    expect(said, "there is no `over_budget`");
    free(said);
    said = refuse(HEAD "over_budget: skip\n", NULL, wrong, 3);
    expect(said, "--set number 1:1:7");
    expect(said, "did you mean `gain`?");
    expect(said, "did you mean `replicates`?");
    expect(said, "99 is too large");
    free(said);
    said = refuse(HEAD, NULL, syntax, 1);
    expect(said, "--set:1:");
    free(said);
    said = refuse(LAYERED, "smok", NULL, 1);
    expect(said, "no profile `smok` in test.yml");
    expect(said, "did you mean `smoke`?");
    expect(said, "smoke, short, fine");
    free(said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(absent_keys_have_their_defaults),
        cmocka_unit_test(every_top_level_key_is_read),
        cmocka_unit_test(memory_budgets_have_units),
        cmocka_unit_test(all_forms_of_axes_give_their_values),
        cmocka_unit_test(axes_keep_the_order_of_the_file),
        cmocka_unit_test(resolved_is_the_meaning_not_the_spelling),
        cmocka_unit_test(what_has_no_default_must_be_given),
        cmocka_unit_test(layers_merge_by_name_and_null_removes),
        cmocka_unit_test(explain_names_the_layer_that_set_it),
        cmocka_unit_test(mistakes_of_other_profiles_count),
        cmocka_unit_test(overrides_are_checked_where_they_stand),
    };
    return cmocka_run_group_tests_name("experiment", tests, NULL, NULL);
}
