/* test_trial_table.c - finished trials in memory: a map by key that stays small. */
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "runner/store/trials.h"

static void the_table_is_a_map(void **state)
{
    enum { MANY = 6000 };
    TrialTable *t = trials_new();
    Error err;
    (void)state;
    for (int64_t round = 0; round < 2; round++)
        for (int64_t i = 0; i < MANY; i++) {
            double value = (double)(i + round);
            Key key = { .high = (uint64_t)i, .low = (uint64_t)(i / 3) }; /* low halves collide */
            const TrialRecord record = { .key = key, .value_count = 1, .values = &value };
            assert_int_equal(trials_put(t, &record, &err), OK);
        }
    assert_int_equal(trials_count(t), MANY);
    for (int64_t i = 0; i < MANY; i++) {
        const TrialRecord *r =
            trials_find(t, (Key){ .high = (uint64_t)i, .low = (uint64_t)(i / 3) });
        assert_non_null(r);
        assert_true(r->values[0] == (double)(i + 1));
        assert_null(
            trials_find(t, (Key){ .high = (uint64_t)(i + MANY), .low = (uint64_t)(i / 3) }));
    }
    trials_free(t);
    trials_free(NULL);
}

/* 100 000 records of 5 values: 56 bytes of record, 40 of values, and the slots. */
static void the_table_is_small(void **state)
{
    enum { MANY = 100000, VALUES = 5, MOST = 15000000 };
    double values[VALUES] = { 0 };
    Error err;
    (void)state;
    struct mallinfo2 before = mallinfo2();
    TrialTable *t = trials_new();
    for (int64_t i = 0; i < MANY; i++) {
        const TrialRecord record = { .key = key_hash(&i, sizeof i),
                                     .value_count = VALUES,
                                     .values = values };
        assert_int_equal(trials_put(t, &record, &err), OK);
    }
    struct mallinfo2 after = mallinfo2();
    assert_true(after.uordblks + after.hblkhd - before.uordblks - before.hblkhd < MOST);
    trials_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_a_map),
        cmocka_unit_test(the_table_is_small),
    };
    return cmocka_run_group_tests_name("trial table", tests, NULL, NULL);
}
