/* Derived numbers, checks, claims and figures of a config; and mistakes, all told at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "tests/experiment_text.h"

/* ---- derived numbers, checks, claims, figures ----------------------------------------------- */

#define FULL                                                                                       \
    HEAD                                                                                           \
        "sweep: {gain: [0, 1, 2], shape: [line, ring], \"size, flip\": [[1, true], [2, false]]}\n" \
        "derived:\n"                                                                               \
        "  half:    {crossing: {metric: above, axis: gain, level: 0.5}}\n"                         \
        "  limit:   {extrapolate: {of: half, axis: size, exponent: 0.5, where: \"size > 1\"}}\n"   \
        "  meet:    {curves_cross: {metric: level, axis: gain, between: size}}\n"                  \
        "  grows:   {power_law: {metric: wave, axis: cell}}\n"                                     \
        "  gap:     {difference: {metric: level, against: level_theory}}\n"                        \
        "  gap2:    {ratio: {metric: level, axis: shape, between: [ring, line]}}\n"                \
        "  sinks:   {monotone: {metric: level, axis: gain, direction: decreasing}}\n"              \
        "  top:     {maximum: {metric: level}}\n"                                                  \
        "  off:     {rms_z: {metric: wave, against: wave_theory, where: cell == 2}}\n"             \
        "checks:\n"                                                                                \
        "  zero:    {value: top, exact: 3, because: theorem}\n"                                    \
        "  inside:  {value: half, range: [0.1, 0.2]}\n"                                            \
        "  most:    {value: off, limit: 2}\n"                                                      \
        "  least:   {value: above, at_least: 0.25, where: \"shape == 'ring' and gain >= 1\"}\n"    \
        "  theory:  {value: wave, against: wave_theory, relative: 1e-3, log10: true, below: 2}\n"  \
        "  number:  {value: level, against: 0.5, tolerance: 0.1}\n"                                \
        "  exactly: {value: level, law: level_theory}\n"                                           \
        "claims:\n"                                                                                \
        "  - {id: T1, says: It is so, holds_if: [zero, inside], refuted_if: [most], verdict: "     \
        "holds}\n"                                                                                 \
        "  - {id: T2, says: Others say so, literature: true, verdict: literature, because: a "     \
        "book}\n"                                                                                  \
        "figures:\n"                                                                               \
        "  - test.gp\n"                                                                            \
        "  - {x: gain, y: level, series: shape, theory: level_theory}\n"                           \
        "  - {x: cell, y: wave}\n"                                                                 \
        "profiles:\n"                                                                              \
        "  narrow: {sweep: {gain: null, shape: [tree]}}\n"

static void derived_numbers_are_read(void **state)
{
    Experiment e = load(FULL, NULL, NULL);
    const DerivedSpec *d = e.derived;
    (void)state;
    assert_int_equal(e.derived_count, 9);
    assert_string_equal(d[0].name, "half");
    assert_int_equal(d[0].kind, DERIVE_CROSSING);
    assert_string_equal(d[0].metric, "above");
    assert_string_equal(d[0].axis, "gain");
    assert_true(d[0].level == 0.5 && !d[0].of_derived && !d[0].where);
    assert_string_equal(d[1].metric, "half");
    assert_true(d[1].of_derived && d[1].exponent == 0.5 && d[1].where);
    assert_string_equal(d[2].between, "size");
    assert_string_equal(d[3].axis, "cell"); /* a dimension of the metric's own */
    assert_string_equal(d[4].against, "level_theory");
    assert_true(d[5].has_pair && d[5].pair[0] == 1 && d[5].pair[1] == 0); /* places of the words */
    assert_true(d[6].decreasing && !d[7].decreasing);
    assert_null(d[7].axis);
    assert_int_equal(d[8].kind, DERIVE_RMS_Z);
    assert_int_equal(d[8].place.line, 14);
    experiment_free(&e);
}

static void checks_claims_and_figures_are_read(void **state)
{
    Experiment e = load(FULL, NULL, NULL);
    const CheckSpec *c = e.checks;
    (void)state;
    assert_int_equal(e.check_count, 7);
    assert_true(c[0].kind == CHECK_EXACT && c[0].low == 3 && c[0].high == 3);
    assert_string_equal(c[0].because, "theorem");
    assert_true(c[1].kind == CHECK_RANGE && c[1].low == 0.1 && c[1].high == 0.2);
    assert_true(c[2].kind == CHECK_LIMIT && isinf(c[2].low) && c[2].low < 0 && c[2].high == 2);
    assert_true(c[3].kind == CHECK_LIMIT && c[3].low == 0.25 && isinf(c[3].high) && c[3].where);
    assert_true(c[4].kind == CHECK_AGAINST && c[4].relative == 1e-3 && c[4].log10);
    assert_true(c[4].only_at_below == 2 && isnan(c[5].only_at_below));
    assert_string_equal(c[4].against, "wave_theory");
    assert_true(!c[5].against && c[5].reference == 0.5 && c[5].tolerance == 0.1);
    assert_int_equal(c[6].kind, CHECK_LAW);
    assert_int_equal(e.claim_count, 2);
    assert_string_equal(e.claims[0].holds_if[1], "inside");
    assert_null(e.claims[0].holds_if[2]);
    assert_string_equal(e.claims[0].refuted_if[0], "most");
    assert_string_equal(e.claims[0].verdict, "holds");
    assert_true(e.claims[1].literature && !e.claims[1].holds_if[0] && !e.claims[1].refuted_if[0]);
    assert_int_equal(e.figure_count, 3);
    assert_string_equal(e.figures[0].script, "test.gp");
    assert_null(e.figures[1].script);
    assert_string_equal(e.figures[1].series, "shape");
    assert_string_equal(e.figures[2].x, "cell");
    experiment_free(&e);
}

static void checks_against_baselines_and_others_are_read(void **state)
{
    Experiment e = load(
        HEAD
        "sweep: {gain: [0, 1]}\nderived: {top: {maximum: {metric: level}}}\nchecks:\n"
        "  bits:  {value: wave, digest: true}\n"
        "  bits2: {value: wave, digest: {rel: 1e-6}}\n"
        "  steps: {value: top, ulp: 4}\n"
        "  close: {value: level, rel: 1e-12, against: level_theory, reduce: mean,\n"
        "          floor: {at: 1e-30, because: underflow}}\n"
        "  far:   {value: top, log: 0.5, against: 10}\n"
        "  odds:  {value: above, stat: 0.25, expect_failure: {until: 2030-01-31, because: known}}\n"
        "  same:  {value: level, stat: baseline}\n"
        "  slow:  {value: seconds, timing: 0.1}\n",
        NULL, NULL);
    const CheckSpec *c = e.checks;
    (void)state;
    assert_int_equal(e.check_count, 8);
    assert_true(c[0].kind == CHECK_DIGEST && c[0].from_baseline && c[0].allowed == 1e-9);
    assert_true(c[1].kind == CHECK_DIGEST && c[1].allowed == 1e-6);
    assert_true(c[2].kind == CHECK_ULP && c[2].allowed == 4 && c[2].from_baseline && !c[2].against);
    assert_true(c[3].kind == CHECK_REL && !c[3].from_baseline && c[3].reduce == REDUCE_MEAN);
    assert_string_equal(c[3].against, "level_theory");
    assert_true(c[3].floor == 1e-30);
    assert_string_equal(c[3].floor_because, "underflow");
    assert_true(c[4].kind == CHECK_LOG && c[4].allowed == 0.5 && c[4].reference == 10 &&
                !c[4].from_baseline);
    assert_true(c[5].kind == CHECK_STAT && c[5].reference == 0.25);
    assert_string_equal(c[5].until, "2030-01-31");
    assert_string_equal(c[5].until_because, "known");
    assert_true(c[6].kind == CHECK_STAT && c[6].from_baseline && !c[6].until);
    assert_true(c[7].kind == CHECK_TIMING && c[7].allowed == 0.1 && c[7].reduce == REDUCE_SUM);
    experiment_free(&e);
}

static void a_profile_may_drop_what_a_number_needs(void **state)
{
    /* then the number is not evaluated; in the file itself it is a mistake */
    static const char *const fixed[] = { "sweep.gain=null", "parameters.gain=1", NULL };
    Experiment e = load(FULL, "narrow", NULL);
    (void)state;
    assert_int_equal(e.derived_count, 9);
    experiment_free(&e);
    e = load(FULL, NULL, fixed);
    assert_int_equal(e.check_count, 7);
    experiment_free(&e);
    char *said = refuse(HEAD "derived: {a: {crossing: {metric: level, axis: gain, level: 1}}}\n",
                        NULL, NULL, 1);
    expect(said, "`gain` is not swept");
    free(said);
}

static void all_mistakes_are_told_at_once_in_order(void **state)
{
    (void)state;
    char *said = refuse("format: 1\nalgorithm: sample.noop\nreplicates: many\n"
                        "parameters: {gian: 1, size: 0}\nsweep: {gain: [], shape: [ring, rign]}\n"
                        "derived: {a: {crosing: {}}}\nchecks: {b: {value: levle, exact: x}}\n"
                        "claims: [{id: C, says: it, holds_if: [c]}]\nfigures: [{x: cells}]\n",
                        NULL, NULL, 10);
    static const char *const order[] = { "lacks `title`",
                                         "`replicates` must be",
                                         "`gian`",
                                         "`size` must be",
                                         "`gain` has no values",
                                         "`ring`?",
                                         "`crossing`?",
                                         "`level`?",
                                         "no check is called `c`",
                                         "no axis is called `cells`",
                                         "10 errors in test.yml" };
    const char *at = said;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        const char *next = strstr(at, order[i]);
        if (!next)
            fail_msg("\"%s\" is missing, or too early, in\n%s", order[i], said);
        at = next;
    }
    free(said);
}

static void an_algorithm_is_found_or_its_family_told(void **state)
{
    (void)state;
    char *said = refuse("format: 1\ntitle: A\nalgorithm: sample.nop\n", NULL, NULL, 1);
    expect(said, "did you mean `sample.noop`?");
    free(said);
    said = refuse("format: 1\ntitle: A\nalgorithm: sample\n", NULL, NULL, 1);
    expect(said, "the family `sample` has sample.heavy, sample.needy, sample.noop");
    free(said);
    /* what needs no algorithm is checked all the same */
    said =
        refuse("format: 1\ntitle: A\nalgorithm: x\nreplicates: 0\nsweep: {a: []}\n", NULL, NULL, 2);
    free(said);
}

static void a_text_refused_once_is_refused_again(void **state)
{
    /* into the same messages, which show each place once */
    const char *text = HEAD "sweep: {gain: [99]}\n";
    Experiment e;
    Messages *m = messages_new();
    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(experiment_parse("a.yml", text, strlen(text), NULL, NULL, m, &e),
                         ERR_CONFIG);
        assert_int_equal(messages_count(m), 1);
    }
    messages_free(m);
}

/* `count` times `item` (its %d counted) after `before`, then `after`. Caller frees. */
static char *repeat(const char *before, const char *item, int count, const char *after)
{
    size_t size = strlen(before) + (size_t)count * (strlen(item) + 8) + strlen(after) + 1;
    char *text = malloc(size);
    assert_non_null(text);
    size_t used = (size_t)snprintf(text, size, "%s", before);
    for (int i = 0; i < count; i++) {
        const char *number = strstr(item, "%d");
        used += (size_t)snprintf(text + used, size - used, "%.*s%d%s", (int)(number - item), item,
                                 i, number + 2);
    }
    snprintf(text + used, size - used, "%s", after);
    return text;
}

static void what_is_far_too_much_is_refused_at_once(void **state)
{
    static const struct {
        const char *before, *item, *after, *said;
        int count;
    } cases[] = {
        { HEAD "parameters: {", "p%d: 1, ", "}\n", "more than 1000 entries", 30000 },
        { HEAD "sweep: {", "p%d: [1], ", "}\n", "more than 1000 entries", 20000 },
        { HEAD "derived: {", "d%d: {}, ", "}\n", "more than 1000 entries", 20000 },
        { HEAD "checks: {", "c%d: {}, ", "}\n", "more than 1000 entries", 20000 },
        { HEAD "claims: [", "{id: %d}, ", "]\n", "more than 1000 entries", 20000 },
        { HEAD "seed: {base: 1, shared_by: [", "p%d, ", "]}\n", "more than 1000 entries", 50000 },
        { HEAD "profiles: {", "p%d: {}, ", "}\n", "more than 32 profiles", 20000 },
        { HEAD "sweep: {\"", "p%d, ", "\": [1]}\n", "at most 64 parameters", 100 },
        { HEAD, "k%d: 1\n", "", "more than 1000 entries", 40000 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = repeat(cases[i].before, cases[i].item, cases[i].count, cases[i].after);
        Experiment e;
        Messages *m = messages_new();
        char *printed = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&printed, &size);
        assert_int_equal(experiment_parse("a.yml", text, strlen(text), NULL, NULL, m, &e),
                         ERR_CONFIG);
        messages_print(m, out, false);
        fclose(out);
        expect(printed, cases[i].said);
        free(printed);
        messages_free(m);
        free(text);
    }
}

static void damaged_files_are_refused_or_read_never_worse(void **state)
{
    size_t size = strlen(FULL);
    char *text = malloc(size + 1);
    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < 2 * size; i++) { /* cut off at every byte, or one byte changed */
        memcpy(text, FULL, size + 1);
        size_t length = i < size ? i : size;
        if (i >= size)
            text[i - size] = "{}[]:,'\"\n -&*0#~="[i % 17];
        Experiment e;
        Messages *m = messages_new();
        Status st = experiment_parse("test.yml", text, length, NULL, NULL, m, &e);
        assert_int_equal(st == OK, messages_count(m) == 0);
        experiment_free(&e);
        messages_free(m);
    }
    free(text);
}

static void a_missing_file_is_a_message(void **state)
{
    Experiment e;
    Messages *m = messages_new();
    (void)state;
    assert_int_equal(experiment_load("tests/no such file.yml", NULL, NULL, m, &e), ERR_CONFIG);
    assert_int_equal(messages_count(m), 1);
    messages_free(m);
    experiment_free(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(derived_numbers_are_read),
        cmocka_unit_test(checks_claims_and_figures_are_read),
        cmocka_unit_test(checks_against_baselines_and_others_are_read),
        cmocka_unit_test(a_profile_may_drop_what_a_number_needs),
        cmocka_unit_test(all_mistakes_are_told_at_once_in_order),
        cmocka_unit_test(an_algorithm_is_found_or_its_family_told),
        cmocka_unit_test(a_text_refused_once_is_refused_again),
        cmocka_unit_test(what_is_far_too_much_is_refused_at_once),
        cmocka_unit_test(damaged_files_are_refused_or_read_never_worse),
        cmocka_unit_test(a_missing_file_is_a_message),
    };
    return cmocka_run_group_tests_name("specs", tests, NULL, NULL);
}
