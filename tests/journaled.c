/* journaled.c - see journaled.h */
#include "tests/journaled.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { VALUES = 5 };

static double value_of(int64_t i, int k)
{
    return i == 3 && k == 1 ? NAN : (double)i * 1.25 + k;
}

Key journaled_key(int64_t i)
{
    return key_hash(&i, sizeof i);
}

Status journaled_append(Journal *j, int64_t i, Error *err)
{
    double values[VALUES];
    char text[64], error[64];
    for (int k = 0; k < VALUES; k++)
        values[k] = value_of(i, k);
    snprintf(text, sizeof text, "sample.noop\nversion 1\nreplicate %lld\n", (long long)i);
    snprintf(error, sizeof error, "trial %lld went wrong", (long long)i);
    TrialRecord record = { .key = journaled_key(i), .build = 42, .seconds = 0.001 * (double)i };
    record.failed = i % 7 == 6;
    record.timed_out = i % 14 == 13;
    record.error = record.failed ? error : NULL;
    record.value_count = record.failed ? 0 : (int32_t)(i % VALUES + 1);
    record.values = values;
    return journal_append(j, &record, text, err);
}

bool journaled_is_whole(const TrialTable *t, int64_t i)
{
    const TrialRecord *r = trials_find(t, journaled_key(i));
    char error[64];
    snprintf(error, sizeof error, "trial %lld went wrong", (long long)i);
    if (!r || r->build != 42 || r->seconds != 0.001 * (double)i || r->failed != (i % 7 == 6) ||
        r->timed_out != (i % 14 == 13))
        return false;
    if (r->failed)
        return r->value_count == 0 && strcmp(r->error, error) == 0;
    for (int k = 0; k < r->value_count; k++) {
        double x = value_of(i, k);
        if (memcmp(&x, &r->values[k], sizeof x) != 0)
            return false;
    }
    return r->value_count == i % VALUES + 1 && !r->error;
}

void journaled_make(const char *path, int64_t first, int64_t count)
{
    Journal *j;
    TrialTable *t = trials_new();
    Error err;
    assert_int_equal(journal_open(&j, path, t, NULL, &err), OK);
    for (int64_t i = first; i < first + count; i++)
        assert_int_equal(journaled_append(j, i, &err), OK);
    assert_int_equal(journal_close(j, &err), OK);
    trials_free(t);
}

int64_t journaled_read(const char *path, JournalReport *report)
{
    TrialTable *t = trials_new();
    Error err;
    assert_int_equal(journal_read(path, t, report, &err), OK);
    int64_t whole = 0;
    for (int64_t i = 0; i < 100; i++)
        whole += journaled_is_whole(t, i);
    assert_int_equal(whole, trials_count(t)); /* what is there is right */
    trials_free(t);
    return whole;
}
