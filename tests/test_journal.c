/* test_journal.c - the bytes of a journal: whatever happens to them, what is read is right. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "algorithms/base/random.h"
#include "runner/store/journal.h"
#include "tests/journaled.h"

static void what_is_appended_is_read(void **state)
{
    char path[STORED_PATH];
    JournalReport report;
    (void)state;
    unlink(stored_path("round.journal", path));
    assert_int_equal(journaled_read(path, &report), 0); /* missing is empty */
    journaled_make(path, 0, 20);
    journaled_make(path, 20, 15); /* a second run goes on */
    assert_int_equal(journaled_read(path, &report), 35);
    assert_int_equal(report.records, 35);
    assert_int_equal(report.damaged + report.torn_bytes, 0);
    journaled_make(path, 10, 5); /* again: the later one counts, once */
    assert_int_equal(journaled_read(path, &report), 35);
    assert_int_equal(report.records, 40);
    unlink(path);
}

/* Cut anywhere, whole records stay, the tail goes, and writing goes on. */
static void a_torn_tail_is_cut_off(void **state)
{
    char path[STORED_PATH];
    size_t size, ends[4];
    (void)state;
    unlink(stored_path("torn.journal", path));
    for (int i = 0; i < 4; i++) {
        struct stat file;
        journaled_make(path, i + 4, i > 0);
        assert_int_equal(stat(path, &file), 0);
        ends[i] = (size_t)file.st_size;
    }
    unsigned char *bytes = stored_read(path, &size);
    for (size_t cut = 0; cut <= size; cut++) {
        JournalReport report;
        TrialTable *t = trials_new();
        Journal *j;
        Error err;
        int64_t whole = 0;
        while (whole < 3 && ends[whole + 1] <= cut)
            whole++;
        size_t good = cut < ends[0] ? 0 : ends[whole];
        stored_write(path, bytes, cut);
        assert_int_equal(journaled_read(path, &report), whole);
        assert_int_equal(report.torn_bytes, cut - good);
        if (cut % 11 != 0 && cut != ends[whole]) { /* opening waits for the disk */
            trials_free(t);
            continue;
        }
        assert_int_equal(journal_open(&j, path, t, &report, &err), OK);
        assert_int_equal(trials_count(t), whole);
        assert_int_equal(report.torn_bytes, cut - good);
        assert_int_equal(journaled_append(j, 50, &err), OK);
        assert_int_equal(journal_close(j, &err), OK);
        assert_int_equal(journaled_read(path, &report), whole + 1);
        assert_int_equal(report.torn_bytes + report.damaged, 0);
        trials_free(t);
    }
    free(bytes);
    unlink(path);
}

/* Whatever byte of a record changes: that record is missed, counted, and the others stay right. */
static void damage_costs_one_record(void **state)
{
    char path[STORED_PATH];
    size_t size, before, after;
    (void)state;
    unlink(stored_path("damage.journal", path));
    journaled_make(path, 1, 2);
    free(stored_read(path, &before));
    journaled_make(path, 6, 1); /* with an error text */
    free(stored_read(path, &after));
    journaled_make(path, 8, 2);
    unsigned char *bytes = stored_read(path, &size);
    for (size_t at = before; at < after; at++) {
        JournalReport report;
        bytes[at] ^= (unsigned char)(1 + at % 255);
        stored_write(path, bytes, size);
        bytes[at] ^= (unsigned char)(1 + at % 255);
        assert_int_equal(journaled_read(path, &report), 4);
        assert_int_equal(report.damaged, 1);
        assert_int_equal(report.torn_bytes, 0);
    }
    memset(bytes + before, 0, after - before + 100); /* a lost page takes the next one too */
    stored_write(path, bytes, size);
    JournalReport report;
    assert_int_equal(journaled_read(path, &report), 3);
    assert_int_equal(report.damaged, 1);
    free(bytes);
    unlink(path);
}

/* Random bytes, and a real journal with random changes: never a crash, never a wrong record. */
static void nonsense_does_no_harm(void **state)
{
    char path[STORED_PATH];
    size_t size;
    RandomStream random = random_stream((RandomKey){ 1, 2 }, "nonsense");
    (void)state;
    unlink(stored_path("nonsense.journal", path));
    journaled_make(path, 0, 12);
    unsigned char *good = stored_read(path, &size), *bytes = malloc(size);
    for (uint64_t round = 0; round < 600; round++) {
        JournalReport report;
        memcpy(bytes, good, size);
        for (uint64_t k = 0; k <= random_below(&random, 100 * round, 20); k++) {
            uint64_t at = random_below(&random, 100 * round + 2 * k + 1, size - 16) + 16;
            bytes[at] = (unsigned char)random_below(&random, 100 * round + 2 * k + 2, 256);
        }
        size_t cut = round % 2 ? size : random_below(&random, 100 * round + 99, size - 16) + 16;
        stored_write(path, bytes, cut);
        assert_true(journaled_read(path, &report) <= 12);
    }
    free(good);
    free(bytes);
    unlink(path);
}

static void others_are_refused_and_left_alone(void **state)
{
    static const char *const strange[] = { "format: 1\ntitle: a config, not a journal\n", "x",
                                           "hebb journal 2\n\0\0\0\0\0",
                                           "\211HDF\r\n\032\n........" };
    char path[STORED_PATH];
    (void)state;
    stored_path("strange.journal", path);
    for (size_t i = 0; i < 4; i++) {
        size_t length = i == 2 ? 20 : strlen(strange[i]), size;
        TrialTable *t = trials_new();
        Journal *j;
        Error err;
        stored_write(path, strange[i], length);
        assert_int_equal(journal_read(path, t, NULL, &err), ERR_FOREIGN);
        assert_int_equal(journal_open(&j, path, t, NULL, &err), ERR_FOREIGN);
        assert_non_null(strstr(err.text, path));
        unsigned char *bytes = stored_read(path, &size);
        assert_int_equal(size, length);
        assert_memory_equal(bytes, strange[i], length);
        free(bytes);
        trials_free(t);
    }
    unlink(path);
}

static void what_cannot_be_opened(void **state)
{
    TrialTable *t = trials_new();
    Journal *j;
    Error err;
    (void)state;
    assert_int_equal(journal_open(&j, "/nowhere/at/all.journal", t, NULL, &err), ERR_OUTPUT);
    assert_non_null(strstr(err.text, "/nowhere/at/all.journal"));
    assert_null(j);
    assert_int_equal(journal_open(&j, "/tmp", t, NULL, &err), ERR_OUTPUT);
    assert_int_equal(journal_read("/tmp", t, NULL, &err), ERR_FOREIGN);
    assert_int_equal(journal_close(NULL, &err), OK);
    trials_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_appended_is_read),
        cmocka_unit_test(a_torn_tail_is_cut_off),
        cmocka_unit_test(damage_costs_one_record),
        cmocka_unit_test(nonsense_does_no_harm),
        cmocka_unit_test(others_are_refused_and_left_alone),
        cmocka_unit_test(what_cannot_be_opened),
    };
    return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
