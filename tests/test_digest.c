/* test_digest.c - the digest of a result: equal for equal numbers, different for any other. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/stored.h"

static void the_digest_leaves_out_what_is_not_reproducible(void **state)
{
    Stored s;
    (void)state;
    stored_make(&s);
    Results *r = &s.results;
    Key before = results_digest(r);
    Array *level = results_find(r, "", "level");
    level->real[STORED_MISSING] = -level->real[STORED_MISSING]; /* a NaN with a sign */
    results_find(r, "timing", "trial_seconds")->real[0] = 17;
    attributes_set(&r->provenance, "started", "another day");
    attributes_set(&r->root, "config", "format:  1 # the same, worded otherwise");
    attributes_set(&r->root, "digest", "0123");
    int dim = results_find_dim(r, "replicate");
    assert_non_null(results_add(r, "timing/fit", "value", ARRAY_REAL, 1, &dim));
    Array swapped = r->arrays[0]; /* order does not matter */
    r->arrays[0] = r->arrays[5];
    r->arrays[5] = swapped;
    assert_true(key_equal(before, results_digest(r)));
    stored_free(&s);
}

/* A trial that ran into a time limit is as good as missing. */
static void the_digest_leaves_out_time_limits(void **state)
{
    Stored s;
    Error err;
    (void)state;
    stored_make(&s);
    Key before = results_digest(&s.results);
    TrialTable *fewer = trials_new();
    for (int64_t t = 0; t < s.setup.sweep.trials; t++) {
        const TrialRecord *r =
            trials_find(s.trials, sweep_key(&s.setup.sweep, t / 3, t % 3, NULL, 0));
        if (r && t != STORED_TIMED_OUT)
            assert_int_equal(trials_put(fewer, r, &err), OK);
    }
    Results r;
    assert_int_equal(results_assemble(&r, &s.setup.sweep, fewer, &s.theory, STORED_BUILD, &err),
                     OK);
    assert_true(key_equal(before, results_digest(&r)));
    /* also when there is no other failure */
    results_free(&r);
    results_find(&s.results, "", "trial_status")->status[STORED_FAILED] = STATUS_MISSING;
    Array *error = results_find(&s.results, "trials", "error");
    free(error->text[STORED_FAILED]);
    error->text[STORED_FAILED] = NULL;
    before = results_digest(&s.results);
    TrialTable *fewest = trials_new();
    for (int64_t t = 0; t < s.setup.sweep.trials; t++) {
        const TrialRecord *record =
            trials_find(fewer, sweep_key(&s.setup.sweep, t / 3, t % 3, NULL, 0));
        if (record && t != STORED_FAILED)
            assert_int_equal(trials_put(fewest, record, &err), OK);
    }
    assert_int_equal(results_assemble(&r, &s.setup.sweep, fewest, &s.theory, STORED_BUILD, &err),
                     OK);
    assert_null(results_find(&r, "trials", "error"));
    assert_true(key_equal(before, results_digest(&r)));
    results_free(&r);
    trials_free(fewer);
    trials_free(fewest);
    stored_free(&s);
}

static void the_digest_sees_everything_else(void **state)
{
    Stored s;
    (void)state;
    stored_make(&s);
    Results *r = &s.results;
    Key seen[16];
    int n = 0;
    seen[n++] = results_digest(r);
    results_find(r, "", "level")->real[35] = nextafter(35.5, 36);
    seen[n++] = results_digest(r);
    results_find(r, "", "trial_status")->status[0] = STATUS_FAILED;
    seen[n++] = results_digest(r);
    results_find(r, "", "size")->integer[0] = 3;
    seen[n++] = results_digest(r);
    results_find(r, "trials", "error")->text[STORED_FAILED][0] = 'N';
    seen[n++] = results_digest(r);
    results_find(r, "trials", "key")->key[0].high++;
    seen[n++] = results_digest(r);
    attributes_set(&results_find(r, "", "level")->attributes, "units", "m");
    seen[n++] = results_digest(r);
    attributes_set(&r->root, "title", "Another title");
    seen[n++] = results_digest(r);
    r->dims[0].name[0] = 'L';
    seen[n++] = results_digest(r);
    int none = 0;
    results_add(r, "derived/x", "value", ARRAY_REAL, 0, &none);
    seen[n++] = results_digest(r);
    results_find(r, "", "level_theory")->real[0] = -0.0;
    seen[n++] = results_digest(r);
    results_find(r, "", "level_theory")->real[0] = 0.0;
    seen[n++] = results_digest(r);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < i; k++)
            assert_false(key_equal(seen[i], seen[k]));
    stored_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_digest_leaves_out_what_is_not_reproducible),
        cmocka_unit_test(the_digest_leaves_out_time_limits),
        cmocka_unit_test(the_digest_sees_everything_else),
    };
    return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
