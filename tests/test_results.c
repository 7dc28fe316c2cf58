/* test_results.c - labelled arrays: from trials and back, packed and unpacked. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runner/config/registry.h"
#include "runner/store/provenance.h"
#include "tests/stored.h"

static const Array *need(const Results *r, const char *group, const char *name, ArrayType type,
                         int rank)
{
    const Array *a = results_find(r, group, name);
    assert_non_null(a);
    assert_int_equal(a->type, type);
    assert_int_equal(a->rank, rank);
    return a;
}

static void assert_dims(const Results *r, const Array *a, const char *const *names,
                        const int64_t *lengths)
{
    for (int d = 0; d < a->rank; d++) {
        assert_string_equal(r->dims[a->dims[d]].name, names[d]);
        assert_int_equal(r->dims[a->dims[d]].length, lengths[d]);
    }
}

static void coordinates_are_named_and_typed(void **state)
{
    Stored s;
    (void)state;
    stored_make(&s);
    const Results *r = &s.results;
    const Array *label = need(r, "", "label", ARRAY_TEXT, 1),
                *flip = need(r, "", "flip", ARRAY_TEXT, 1);
    const Array *gain = need(r, "", "gain", ARRAY_REAL, 1),
                *size = need(r, "", "size", ARRAY_INT, 1);
    const Array *replicate = need(r, "", "replicate", ARRAY_INT, 1);
    const Array *cell = need(r, "", "cell", ARRAY_INT, 1);
    assert_string_equal(label->text[0], "é");
    assert_string_equal(flip->text[1], "true");
    assert_true(gain->real[1] == 0.1 && gain->real[2] == 0.25);
    assert_int_equal(size->integer[1], 4);
    assert_int_equal(replicate->integer[2], 2);
    assert_int_equal(cell->size, 4); /* the longest of 2, 4 and 3 */
    assert_int_equal(cell->integer[0], 1);
    assert_true(label->coordinate && gain->coordinate && replicate->coordinate && cell->coordinate);
    assert_int_equal(gain->dims[0], size->dims[0]); /* zip */
    assert_string_equal(r->dims[gain->dims[0]].name, "gain_size");
    assert_string_equal(attributes_get(&size->attributes, "units"), "cells");
    assert_string_equal(attributes_get(&size->attributes, "long_name"),
                        "length of the array metrics");
    assert_string_equal(attributes_get(&r->root, "Conventions"), "CF-1.10");
    assert_string_equal(attributes_get(&r->root, "algorithm"), "sample.noop");
    assert_string_equal(attributes_get(&r->root, "algorithm_version"), "1");
    assert_non_null(strstr(attributes_get(&r->root, "config"), "title: A sample"));
    assert_non_null(strstr(attributes_get(&r->root, "resolved"), "\"gain\""));
    stored_free(&s);
}

static void trials_stand_where_they_belong(void **state)
{
    static const char *const dims[] = { "label", "flip", "gain_size", "replicate", "cell" };
    static const int64_t lengths[] = { 2, 2, 3, 3, 4 }, sizes[] = { 2, 4, 3 };
    Stored s;
    (void)state;
    stored_make(&s);
    const Array *level = need(&s.results, "", "level", ARRAY_REAL, 4);
    const Array *wave = need(&s.results, "", "wave", ARRAY_REAL, 5);
    const Array *timing = need(&s.results, "timing", "seconds", ARRAY_REAL, 4);
    const Array *seconds = need(&s.results, "timing", "trial_seconds", ARRAY_REAL, 4);
    const Array *status = need(&s.results, "", "trial_status", ARRAY_STATUS, 4);
    const Array *key = need(&s.results, "trials", "key", ARRAY_KEY, 4);
    const Array *error = need(&s.results, "trials", "error", ARRAY_TEXT, 4);
    assert_dims(&s.results, wave, dims, lengths);
    assert_int_equal(level->size, 36);
    for (int64_t t = 0; t < level->size; t++) {
        bool failed = t == STORED_FAILED || t == STORED_TIMED_OUT,
             there = !failed && t != STORED_MISSING;
        assert_int_equal(status->status[t], failed  ? STATUS_FAILED
                                            : there ? STATUS_OK
                                                    : STATUS_MISSING);
        assert_true(key_equal(key->key[t], sweep_key(&s.setup.sweep, t / 3, t % 3, NULL, 0)));
        assert_true(there ? level->real[t] == stored_level(t) : isnan(level->real[t]));
        for (int64_t c = 0; c < 4; c++) {
            double x = wave->real[4 * t + c];
            bool padding = c >= sizes[t / 3 % 3];
            assert_true(there && !padding ? x == stored_level(t) * (double)(c + 1) : isnan(x));
        }
        bool timed = t != STORED_MISSING && t != STORED_ELSEWHERE;
        assert_true(timed ? seconds->real[t] == 0.001 * (double)(t + 1) : isnan(seconds->real[t]));
        assert_true(timed && there ? timing->real[t] == 0.25 * (double)t : isnan(timing->real[t]));
        assert_int_equal(error->text[t] != NULL, failed);
    }
    assert_string_equal(error->text[STORED_FAILED], "no convergence in Zürich");
    assert_string_equal(error->text[STORED_TIMED_OUT], "time limit: more than 5 s");
    assert_string_equal(attributes_get(&level->attributes, "kind"), "measured");
    assert_string_equal(attributes_get(&level->attributes, "theory"), "level_theory");
    stored_free(&s);
}

static void theory_has_no_replicates(void **state)
{
    static const char *const dims[] = { "label", "flip", "gain_size", "cell" };
    static const int64_t lengths[] = { 2, 2, 3, 4 };
    static const double gain[] = { 0, 0.1, 0.25 };
    Stored s;
    (void)state;
    stored_make(&s);
    const Array *level = need(&s.results, "", "level_theory", ARRAY_REAL, 3);
    const Array *wave = need(&s.results, "", "wave_theory", ARRAY_REAL, 4);
    assert_dims(&s.results, wave, dims, lengths);
    for (int64_t p = 0; p < 12; p++) {
        double sign = p / 3 % 2 ? -1.0 : 1.0;
        assert_true(level->real[p] == sign * (gain[p % 3] + 0.5));
    }
    assert_true(isnan(wave->real[2]) && wave->real[1] == 1.0 && wave->real[7] == 4 * 0.6);
    assert_string_equal(attributes_get(&wave->attributes, "kind"), "theory");
    stored_free(&s);
}

/* Beyond the budget: no values, a status of its own, and its size does not widen the arrays. */
static void points_over_the_budget(void **state)
{
    Stored s;
    Error err;
    (void)state;
    stored_make(&s);
    s.setup.sweep.over_budget[1] = s.setup.sweep.over_budget[4] = true; /* of size 4 */
    s.setup.sweep.over_budget[7] = s.setup.sweep.over_budget[10] = true;
    results_free(&s.results);
    assert_int_equal(
        results_assemble(&s.results, &s.setup.sweep, s.trials, &s.theory, STORED_BUILD, &err), OK);
    const Array *status = need(&s.results, "", "trial_status", ARRAY_STATUS, 4);
    assert_int_equal(need(&s.results, "", "cell", ARRAY_INT, 1)->size, 3);
    assert_int_equal(status->status[3], STATUS_OVER_BUDGET);
    assert_true(isnan(need(&s.results, "", "level", ARRAY_REAL, 4)->real[3]));
    assert_true(need(&s.results, "", "level_theory", ARRAY_REAL, 3)->real[1] == 0.6);
    stored_free(&s);
}

static Status take(void *context, const TrialRecord *record, const char *text, Error *err)
{
    Key key = key_hash(text, strlen(text));
    assert_true(key_equal(key, record->key)); /* the text is that of the trial */
    return trials_put(context, record, err);
}

/* Trials -> result -> trials -> result is the identity. */
static void import_undoes_assembly(void **state)
{
    Stored s;
    Results again;
    Error err;
    char where[100] = "";
    (void)state;
    stored_make(&s);
    TrialTable *trials = trials_new();
    assert_int_equal(results_import(&s.results, &s.setup.sweep, take, trials, &err), OK);
    assert_int_equal(trials_count(trials), 35);
    Key elsewhere = sweep_key(&s.setup.sweep, STORED_ELSEWHERE / 3, STORED_ELSEWHERE % 3, NULL, 0);
    assert_true(trials_find(trials, elsewhere)->build != STORED_BUILD);
    assert_int_equal(
        results_assemble(&again, &s.setup.sweep, trials, &s.theory, STORED_BUILD, &err), OK);
    assert_true(key_equal(results_digest(&again), results_digest(&s.results)));
    attributes_free(&again.provenance);
    attributes_free(&s.results.provenance);
    if (!results_same(&again, &s.results, where, sizeof where))
        fail_msg("%s differs", where);

    results_find(&s.results, "trials", "key")->key[8].low++; /* not this sweep's any more */
    trials_free(trials);
    trials = trials_new();
    assert_int_equal(results_import(&s.results, &s.setup.sweep, take, trials, &err), OK);
    assert_int_equal(trials_count(trials), 34);
    s.setup.sweep.trials++; /* another sweep's arrays */
    assert_int_equal(results_import(&s.results, &s.setup.sweep, take, trials, &err), ERR_FOREIGN);
    s.setup.sweep.trials--;
    trials_free(trials);
    results_free(&again);
    stored_free(&s);
}

static void the_view_sees_every_trial(void **state)
{
    Stored s;
    Error err;
    (void)state;
    stored_make(&s);
    Key before = results_view(&s.setup.sweep, s.trials);
    char text[KEY_TEXT_SIZE];
    key_print(before, text);
    assert_string_equal(attributes_get(&s.results.provenance, "view"), text);
    assert_true(key_equal(before, results_view(&s.setup.sweep, s.trials)));
    Key key = sweep_key(&s.setup.sweep, 11, 2, NULL, 0);
    TrialRecord record = *trials_find(s.trials, key);
    record.seconds *= 2;
    assert_int_equal(trials_put(s.trials, &record, &err), OK);
    assert_false(key_equal(before, results_view(&s.setup.sweep, s.trials)));
    record.seconds /= 2;
    assert_int_equal(trials_put(s.trials, &record, &err), OK);
    assert_true(key_equal(before, results_view(&s.setup.sweep, s.trials)));
    s.setup.experiment.file.text[0] = 'F';
    assert_false(key_equal(before, results_view(&s.setup.sweep, s.trials)));
    stored_free(&s);
}

static void a_name_twice_is_an_error(void **state)
{
    static const Param params[] = {
        { "level", PARAM_REAL, 0, "0", NO_MIN, NO_MAX, NULL, "1", "named like a metric" }, { 0 }
    };
    static const Metric metrics[] = {
        { .name = "level", .unit = "1", .help = "named like an axis" }, { 0 }
    };
    static const Algorithm clash = {
        .name = "sample.clash",
        .version = 1,
        .params_size = sizeof(double),
        .params = params,
        .metrics = metrics,
    };
    Setup setup;
    Results r;
    Error err;
    TrialTable *trials = trials_new();
    (void)state;
    setup_make(&setup, &clash, 2, (const char *const[]){ "level: 1 2", NULL });
    assert_int_equal(results_assemble(&r, &setup.sweep, trials, NULL, 1, &err), ERR_CONFIG);
    assert_non_null(strstr(err.text, "`level`"));
    trials_free(trials);
    setup_free(&setup);
}

/* ---- bytes -------------------------------------------------------------------------------- */

static void packing_keeps_everything(void **state)
{
    Stored s;
    Results again;
    unsigned char *bytes;
    size_t size;
    Error err;
    char where[100] = "";
    (void)state;
    stored_make(&s);
    assert_int_equal(results_pack(&s.results, &bytes, &size, &err), OK);
    assert_int_equal(results_unpack(&again, bytes, size, &err), OK);
    if (!results_same(&s.results, &again, where, sizeof where))
        fail_msg("%s differs", where);
    assert_true(key_equal(results_digest(&s.results), results_digest(&again)));
    results_free(&again);
    for (size_t cut = 0; cut < size; cut += cut < 3000 ? 1 : 37) /* every end is noticed */
        assert_int_equal(results_unpack(&again, bytes, cut, &err), ERR_FOREIGN);
    for (size_t at = 0; at < size; at += at < 3000 ? 1 : 11) { /* no change does harm */
        static const unsigned char changes[] = { 0x01, 0x80, 0xff };
        for (size_t k = 0; k < sizeof changes; k++) {
            bytes[at] ^= changes[k];
            Status status = results_unpack(&again, bytes, size, &err);
            assert_true(status == OK || status == ERR_FOREIGN || status == ERR_MEMORY);
            results_free(&again);
            bytes[at] ^= changes[k];
        }
    }
    free(bytes);
    stored_free(&s);
}

static void arrays_start_empty(void **state)
{
    Results r = { 0 };
    (void)state;
    int dims[2] = { results_dim(&r, "x", 3), results_dim(&r, "y", 2) };
    assert_int_equal(results_dim(&r, "x", 3), dims[0]);
    assert_int_equal(results_dim(&r, "x", 4), -1);
    assert_int_equal(results_dim(&r, "z", 0), -1);
    assert_int_equal(results_find_dim(&r, "z"), -1);
    assert_true(isnan(results_add(&r, "", "a", ARRAY_REAL, 2, dims)->real[5]));
    assert_null(results_add(&r, "", "a", ARRAY_INT, 1, dims));
    assert_non_null(results_add(&r, "g", "a", ARRAY_INT, 1, dims));
    assert_int_equal(results_add(&r, "", "s", ARRAY_STATUS, 1, dims)->status[2], STATUS_MISSING);
    assert_null(results_add(&r, "", "t", ARRAY_TEXT, 0, NULL)->text[0]);
    dims[1] = -1;
    assert_null(results_add(&r, "", "b", ARRAY_REAL, 2, dims));
    int huge[2] = { results_dim(&r, "h", INT64_MAX / 4), results_dim(&r, "i", 1000) };
    assert_null(results_add(&r, "", "c", ARRAY_REAL, 2, huge));
    assert_int_equal(attributes_set(&r.root, "k", "caf\xc3\xa9 \xff\xc3"), OK);
    assert_string_equal(attributes_get(&r.root, "k"), "caf\xc3\xa9 ??"); /* no UTF-8 */
    results_free(&r);
    results_free(&r);
}

static void provenance_tells_the_origin(void **state)
{
    static const char *const names[] = {
        "version",      "git_commit",     "git_dirty",    "compiler",
        "flags",        "hdf5_version",   "gsl_version",  "sleef_version",
        "yaml_version", "xxhash_version", "libc_version", "cpu",
        "cpu_level",    "cores",          "kernel",       "threads",
    };
    const RunFacts facts = { .command_line = "hebb run a.yml",
                             .started = 1795338376.25,
                             .finished = 1795338378.75,
                             .threads = 2,
                             .profile = "smoke",
                             .overrides = "replicates=4" };
    Attributes a = { 0 };
    (void)state;
    assert_int_equal(provenance_add(&a, &facts), OK);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *text = attributes_get(&a, names[i]);
        assert_true(text && text[0]);
    }
    assert_string_equal(attributes_get(&a, "started"), "2026-11-22T09:06:16Z");
    assert_string_equal(attributes_get(&a, "wall_seconds"), "2.5");
    assert_string_equal(attributes_get(&a, "version"), provenance_version());
    assert_true(provenance_build() != 0 && provenance_build() == provenance_build());
    attributes_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coordinates_are_named_and_typed),
        cmocka_unit_test(trials_stand_where_they_belong),
        cmocka_unit_test(theory_has_no_replicates),
        cmocka_unit_test(points_over_the_budget),
        cmocka_unit_test(import_undoes_assembly),
        cmocka_unit_test(the_view_sees_every_trial),
        cmocka_unit_test(a_name_twice_is_an_error),
        cmocka_unit_test(packing_keeps_everything),
        cmocka_unit_test(arrays_start_empty),
        cmocka_unit_test(provenance_tells_the_origin),
    };
    return cmocka_run_group_tests_name("results", tests, NULL, NULL);
}
