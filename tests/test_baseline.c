/* Baselines: what is written reads back; bits, tolerance and chance each catch what they should and
 * nothing else; files that are wrong are told with their place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runner/analyze/check.h"
#include "tests/measured.h"
#include "tests/stored.h"

#define TEXT                                                                                       \
    "replicates: 30\nsweep: {gain: [0, 1], size: [2, 3]}\n"                                        \
    "derived: {top: {maximum: {metric: level}}, each: {crossing: {metric: level, axis: gain, "     \
    "level: 1}}}\n"                                                                                \
    "checks:\n  same: {value: wave, digest: true}\n  close: {value: level, ulp: 4}\n"              \
    "  total: {value: level, rel: 1e-12, reduce: sum}\n"                                           \
    "claims:\n  - {id: A, says: a, holds_if: [same]}\n"

static const CheckVerdict *row(const Verdicts *v, const char *name)
{
    for (int64_t i = 0; i < v->check_count; i++)
        if (strcmp(v->checks[i].name, name) == 0)
            return &v->checks[i];
    fail_msg("no row %s", name);
    return NULL;
}

static Baseline accept(const Measured *m)
{
    Baseline b;
    assert_int_equal(baseline_of(&b, &m->results, &m->experiment, NULL), OK);
    b.accepted = strdup("2026-11-22 at abc");
    assert_int_equal(baseline_add_claim(&b, "A", "holds", NULL), OK);
    baseline_sort(&b);
    return b;
}

static Verdicts against(const Measured *m, const Baseline *b)
{
    CheckContext context = { .baseline = b, .today = "2026-11-22" };
    Verdicts v;
    assert_int_equal(check_all(&v, &m->results, &m->experiment, &context, NULL), OK);
    return v;
}

/* One trial is off by a little. */
static bool fill_nudged(const void *context, const Spot *at, double *level, double *above)
{
    measured_honest(NULL, at, level, above);
    if (at->point == 1 && at->replicate == 7)
        *level += *(const double *)context;
    return true;
}

static void the_file_reads_back_as_it_was(void **state)
{
    char path[STORED_PATH];
    Measured m;
    Baseline b, again;
    (void)state;
    measured_make(&m, TEXT, measured_honest, NULL, 1);
    b = accept(&m);
    b.numbers[3].because = strdup("a person said so, twice");
    b.numbers[3].allowed = (Allowance){ ALLOW_LOG, 0.5, 1e-30 };
    assert_int_equal(baseline_write(&b, stored_path("baseline.txt", path), NULL), OK);
    assert_int_equal(baseline_read(&again, path, NULL), OK);
    assert_int_equal(again.number_count, b.number_count);
    for (int64_t i = 0; i < b.number_count; i++) {
        const BaselineNumber *x = &b.numbers[i], *y = &again.numbers[i];
        assert_string_equal(x->name, y->name);
        assert_true(x->value == y->value || (isnan(x->value) && isnan(y->value))); /* every bit */
        assert_true(fabs(x->error - y->error) <= 0.005 * x->error);
        assert_true(x->allowed.kind == y->allowed.kind && x->allowed.amount == y->allowed.amount);
        assert_true(i == 0 || strcmp(again.numbers[i - 1].name, y->name) < 0); /* sorted */
    }
    assert_string_equal(again.numbers[3].because, "a person said so, twice");
    assert_true(again.numbers[3].allowed.floor == 1e-30);
    assert_true(key_equal(again.config, b.config) && again.seed == b.seed);
    assert_string_equal(again.toolchain, b.toolchain);
    assert_string_equal(baseline_claim(&again, "A"), "holds");
    assert_int_equal(again.digest_count, b.digest_count);
    Verdicts v = against(&m, &again);
    assert_true(v.failed == 0 && v.identical && v.baseline == BASELINE_BITS &&
                v.not_evaluated == 0);
    verdicts_free(&v);
    baseline_free(&b);
    baseline_free(&again);
    measured_free(&m);
    unlink(path);
}

static void one_bit_of_one_trial_is_seen(void **state)
{
    static const double nudge = 1e-15;
    Measured m, other;
    (void)state;
    measured_make(&m, TEXT, measured_honest, NULL, 1);
    measured_make(&other, TEXT, fill_nudged, &nudge, 1);
    Baseline b = accept(&m);
    Verdicts v = against(&other, &b);
    assert_false(v.identical);
    assert_int_equal(row(&v, "baseline.level")->verdict, VERDICT_FAIL);
    assert_int_equal(row(&v, "baseline.wave")->verdict, VERDICT_FAIL);
    assert_int_equal(row(&v, "baseline.above")->verdict, VERDICT_PASS);
    assert_int_equal(row(&v, "same")->verdict, VERDICT_FAIL);
    assert_int_equal(row(&v, "close")->verdict, VERDICT_PASS); /* its mean moved by less */
    assert_true(v.claims[0].changed); /* the baseline's verdict was another */
    verdicts_free(&v);
    baseline_free(&b);
    measured_free(&m);
    measured_free(&other);
}

static void another_toolchain_is_compared_by_tolerance(void **state)
{
    static const double small = 5e-15, large = 1e-5;
    Measured m, near, far;
    (void)state;
    measured_make(&m, TEXT, measured_honest, NULL, 1);
    measured_make(&near, TEXT, fill_nudged, &small, 1);
    measured_make(&far, TEXT, fill_nudged, &large, 1);
    Baseline b = accept(&m);
    free(b.toolchain);
    b.toolchain = strdup("aarch64; clang 19; -O3; glibc 2.41");
    Verdicts v = against(&near, &b);
    assert_int_equal(v.baseline, BASELINE_TOLERANCE);
    assert_non_null(strstr(v.baseline_text, "compared by tolerance"));
    assert_non_null(strstr(v.baseline_text, "was `aarch64`"));
    assert_int_equal(v.failed, 0);
    assert_string_equal(row(&v, "baseline.level")->kind, "rel 1e-09");
    verdicts_free(&v);
    v = against(&far, &b);
    assert_int_equal(row(&v, "baseline.level")->verdict, VERDICT_FAIL);
    assert_int_equal(row(&v, "same")->verdict, VERDICT_FAIL); /* rel where bits say nothing */
    verdicts_free(&v);
    baseline_free(&b);
    measured_free(&m);
    measured_free(&near);
    measured_free(&far);
}

static bool fill_biased(const void *context, const Spot *at, double *level, double *above)
{
    measured_honest(NULL, at, level, above);
    *level += *(const double *)context;
    return true;
}

static void another_seed_is_compared_by_chance(void **state)
{
    static const double none = 0, bias = 0.5;
    Measured m;
    int64_t alarms = 0;
    (void)state;
    measured_make(&m, TEXT, measured_honest, NULL, 1);
    Baseline b = accept(&m);
    b.seed++;
    for (uint64_t run = 0; run < 100; run++) {
        Measured other;
        measured_make(&other, TEXT, fill_biased, &none, 100 + run);
        Verdicts v = against(&other, &b);
        assert_int_equal(v.baseline, BASELINE_CHANCE);
        assert_int_equal(v.not_evaluated, 0); /* bits of another seed mean nothing: means do */
        alarms += v.failed;
        verdicts_free(&v);
        measured_free(&other);
    }
    assert_int_equal(alarms, 0); /* 0.01 expected */
    Measured other;
    measured_make(&other, TEXT, fill_biased, &bias, 7);
    Verdicts v = against(&other, &b);
    assert_int_equal(row(&v, "baseline.level")->verdict, VERDICT_FAIL);
    assert_true(row(&v, "baseline.level")->z > 5);
    verdicts_free(&v);
    measured_free(&other);
    baseline_free(&b);
    measured_free(&m);
}

static void another_config_is_not_compared_at_all(void **state)
{
    Measured m, other;
    (void)state;
    measured_make(&m, TEXT, measured_honest, NULL, 1);
    measured_make(&other, "replicates: 31\nsweep: {gain: [0, 1], size: [2, 3]}\n", measured_honest,
                  NULL, 1);
    Baseline b = accept(&m);
    Verdicts v = against(&other, &b);
    assert_int_equal(v.baseline, BASELINE_OTHER);
    assert_int_equal(verdicts_status(&v), ERR_BASELINE);
    verdicts_free(&v);
    baseline_free(&b);
    measured_free(&m);
    measured_free(&other);
}

static void numbers_that_come_or_go_are_told(void **state)
{
    Measured m;
    Error err = { 0 };
    (void)state;
    measured_make(&m, TEXT, measured_honest, NULL, 1);
    Baseline b = accept(&m);
    char bottom[] = "bottom";
    BaselineNumber gone = { .name = bottom, .value = 1, .allowed = { ALLOW_REL, 1e-9, 0 } };
    assert_int_equal(baseline_add_number(&b, &gone, &err), OK);
    baseline_sort(&b);
    for (int64_t i = 0; i < b.number_count; i++)
        if (strcmp(b.numbers[i].name, "top") == 0)
            b.numbers[i].name[0] = 'z'; /* zop is gone, top is new */
    baseline_sort(&b);
    Verdicts v = against(&m, &b);
    assert_int_equal(row(&v, "baseline.bottom")->verdict, VERDICT_FAIL);
    assert_int_equal(row(&v, "baseline.zop")->verdict, VERDICT_FAIL);
    assert_int_equal(row(&v, "baseline.top")->verdict, VERDICT_NOT_EVALUATED);
    assert_non_null(strstr(row(&v, "baseline.top")->text, "does not hold `top`"));
    verdicts_free(&v);
    baseline_free(&b);
    measured_free(&m);
}

static void distances_are_counted_in_what_is_allowed(void **state)
{
    static const Allowance ulp = { ALLOW_ULP, 4, 0 }, rel = { ALLOW_REL, 1e-3, 0 },
                           decades = { ALLOW_LOG, 2, 0 }, floored = { ALLOW_REL, 1e-3, 1e-6 },
                           exact = { ALLOW_EXACT, 0, 0 };
    (void)state;
    assert_true(ulp_distance(1, nextafter(1, 2)) == 1 && ulp_distance(0.0, -0.0) == 0);
    assert_true(ulp_distance(-5e-324, 5e-324) == 2 && isnan(ulp_distance(NAN, 1)));
    assert_true(ulp_distance(-INFINITY, INFINITY) > 1e19);
    assert_true(allowance_distance(&ulp, 1 + 8 * 0x1p-52, 1) == 2);
    assert_true(fabs(allowance_distance(&rel, 1002, 1000) - 2) < 1e-9);
    assert_true(fabs(allowance_distance(&decades, 1e-20, 1e-24) - 2) < 1e-9);
    assert_true(isinf(allowance_distance(&rel, 1e-20, 0)) &&
                isinf(allowance_distance(&rel, NAN, 1)));
    assert_true(allowance_distance(&rel, NAN, NAN) == 0 && allowance_distance(&exact, 1, 1) == 0);
    assert_true(isinf(allowance_distance(&exact, 1, nextafter(1, 2))));
    assert_true(fabs(allowance_distance(&floored, 5e-7, 0) - 0.5) < 1e-9);
    assert_true(allowance_distance(&rel, 1e-25, 1e-25) == 0 &&
                allowance_distance(&rel, 2e-25, 1e-25) > 999);
}

/* ---- files that are wrong -------------------------------------------------------------------- */

#define TOP                                                                                        \
    "# hebb baseline 1: x\nexperiment e\nprofile nightly\nconfig "                                 \
    "00000000000000000000000000000001\nseed 1\n"                                                   \
    "toolchain t\naccepted never\n"

static void mistakes_are_told_with_their_place(void **state)
{
    static const struct {
        const char *text, *message, *place;
    } cases[] = {
        { "", "this is no baseline", ":1:1" },
        { "experiment e\n", "this is no baseline", ":1:1" },
        { "# hebb baseline 1: x\nexperiment e\n", "lacks `profile`", ":1:1" },
        { TOP "nubmer x 1 exact\n", "did you mean `number`?", ":8:1" },
        { TOP "number x 1\n", "a number is `number NAME VALUE", ":8:1" },
        { TOP "number x one exact\n", "this is no number", ":8:10" },
        { TOP "number x 1 about 3\n", "`exact`, `ulp N`", ":8:12" },
        { TOP "number x 1 rel\n", "not negative", ":8:12" },
        { TOP "number x 1 rel -1\n", "not negative", ":8:16" },
        { TOP "number x 1 +- -2 exact\n", "standard error", ":8:12" },
        { TOP "number x 1 rel 1 floor 1e-8\n", "say `because`", ":8:18" },
        { TOP "number x 1 rel 1 or so\n", "nothing else", ":8:18" },
        { TOP "number x 1 exact\nnumber x 2 exact\n", "`x` stands twice", ":1:1" },
        { TOP "digest x 12\n", "32 hexadecimal digits", ":8:10" },
        { TOP "seed 2\n", "stands twice", ":8:1" },
        { TOP "number x 1 ex", "ends in the middle of a line", ":8:14" },
        { TOP "claim A\n", "a claim is", ":8:1" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[STORED_PATH], *said = NULL;
        size_t size = 0;
        Baseline b;
        Messages *m = messages_new();
        FILE *file = fopen(stored_path("wrong.txt", path), "w"),
             *out = open_memstream(&said, &size);
        fputs(cases[i].text, file);
        fclose(file);
        assert_int_equal(baseline_read(&b, path, m), ERR_CONFIG);
        messages_print(m, out, false);
        fclose(out);
        if (!strstr(said, cases[i].message) || !strstr(said, cases[i].place))
            fail_msg("case %zu: \"%s\" at %s is not in\n%s", i, cases[i].message, cases[i].place,
                     said);
        free(said);
        messages_free(m);
        unlink(path);
    }
}

static void no_file_is_no_baseline_and_no_message(void **state)
{
    Baseline b;
    Messages *m = messages_new();
    (void)state;
    assert_int_equal(baseline_read(&b, "no/such/file.txt", m), ERR_BASELINE);
    assert_int_equal(messages_count(m), 0);
    messages_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_reads_back_as_it_was),
        cmocka_unit_test(one_bit_of_one_trial_is_seen),
        cmocka_unit_test(another_toolchain_is_compared_by_tolerance),
        cmocka_unit_test(another_seed_is_compared_by_chance),
        cmocka_unit_test(another_config_is_not_compared_at_all),
        cmocka_unit_test(numbers_that_come_or_go_are_told),
        cmocka_unit_test(distances_are_counted_in_what_is_allowed),
        cmocka_unit_test(mistakes_are_told_with_their_place),
        cmocka_unit_test(no_file_is_no_baseline_and_no_message),
    };
    return cmocka_run_group_tests_name("baseline", tests, NULL, NULL);
}
