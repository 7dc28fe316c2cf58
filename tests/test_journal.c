/* test_journal.c - the journal: nothing recorded is lost or altered, whatever happens to the file. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "algorithms/base/random.h"
#include "runner/store/journal.h"
#include "tests/stored.h"

enum { VALUES = 5 };

static double value_of(int64_t i, int k)
{
    return i == 3 && k == 1 ? NAN : (double)i * 1.25 + k;
}

static Key key_of(int64_t i)
{
    return key_hash(&i, sizeof i);
}

/* Record i; its number of values, error and text differ from its neighbours'. */
static Status append(Journal *j, int64_t i, Error *err)
{
    double values[VALUES];
    char text[64], error[64];
    for (int k = 0; k < VALUES; k++)
        values[k] = value_of(i, k);
    snprintf(text, sizeof text, "sample.noop\nversion 1\nreplicate %lld\n", (long long)i);
    snprintf(error, sizeof error, "trial %lld went wrong", (long long)i);
    TrialRecord record = { .key = key_of(i), .build = 42, .seconds = 0.001 * (double)i };
    record.failed = i % 7 == 6;
    record.timed_out = i % 14 == 13;
    record.error = record.failed ? error : NULL;
    record.value_count = record.failed ? 0 : (int32_t)(i % VALUES + 1);
    record.values = values;
    return journal_append(j, &record, text, err);
}

/* Record i is in the table as it was appended? */
static bool is_whole(const TrialTable *t, int64_t i)
{
    const TrialRecord *r = trials_find(t, key_of(i));
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

static unsigned char *slurp(const char *path, size_t *size)
{
    struct stat file;
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0 && fstat(fd, &file) == 0);
    unsigned char *bytes = malloc((size_t)file.st_size + 1);
    assert_int_equal(read(fd, bytes, (size_t)file.st_size), file.st_size);
    close(fd);
    *size = (size_t)file.st_size;
    return bytes;
}

static void spill(const char *path, const void *bytes, size_t size)
{
    unlink(path); /* truncating would wait for the disk */
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, size), (ssize_t)size);
    close(fd);
}

/* A closed journal with records first .. first+count-1 added. */
static void make(const char *path, int64_t first, int64_t count)
{
    Journal *j;
    TrialTable *t = trials_new();
    Error err;
    assert_int_equal(journal_open(&j, path, t, NULL, &err), OK);
    for (int64_t i = first; i < first + count; i++)
        assert_int_equal(append(j, i, &err), OK);
    assert_int_equal(journal_close(j, &err), OK);
    trials_free(t);
}

static int64_t read_all(const char *path, JournalReport *report)
{
    TrialTable *t = trials_new();
    Error err;
    assert_int_equal(journal_read(path, t, report, &err), OK);
    int64_t whole = 0;
    for (int64_t i = 0; i < 100; i++)
        whole += is_whole(t, i);
    assert_int_equal(whole, trials_count(t)); /* what is there is right */
    trials_free(t);
    return whole;
}

static void what_is_appended_is_read(void **state)
{
    char path[STORED_PATH];
    JournalReport report;
    (void)state;
    unlink(stored_path("round.journal", path));
    assert_int_equal(read_all(path, &report), 0); /* missing is empty */
    make(path, 0, 20);
    make(path, 20, 15); /* a second run goes on */
    assert_int_equal(read_all(path, &report), 35);
    assert_int_equal(report.records, 35);
    assert_int_equal(report.damaged + report.torn_bytes, 0);
    make(path, 10, 5); /* again: the later one counts, once */
    assert_int_equal(read_all(path, &report), 35);
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
        make(path, i + 4, i > 0);
        assert_int_equal(stat(path, &file), 0);
        ends[i] = (size_t)file.st_size;
    }
    unsigned char *bytes = slurp(path, &size);
    for (size_t cut = 0; cut <= size; cut++) {
        JournalReport report;
        TrialTable *t = trials_new();
        Journal *j;
        Error err;
        int64_t whole = 0;
        while (whole < 3 && ends[whole + 1] <= cut)
            whole++;
        size_t good = cut < ends[0] ? 0 : ends[whole];
        spill(path, bytes, cut);
        assert_int_equal(read_all(path, &report), whole);
        assert_int_equal(report.torn_bytes, cut - good);
        if (cut % 11 != 0 && cut != ends[whole]) { /* opening waits for the disk */
            trials_free(t);
            continue;
        }
        assert_int_equal(journal_open(&j, path, t, &report, &err), OK);
        assert_int_equal(trials_count(t), whole);
        assert_int_equal(report.torn_bytes, cut - good);
        assert_int_equal(append(j, 50, &err), OK);
        assert_int_equal(journal_close(j, &err), OK);
        assert_int_equal(read_all(path, &report), whole + 1);
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
    make(path, 1, 2);
    free(slurp(path, &before));
    make(path, 6, 1); /* with an error text */
    free(slurp(path, &after));
    make(path, 8, 2);
    unsigned char *bytes = slurp(path, &size);
    for (size_t at = before; at < after; at++) {
        JournalReport report;
        bytes[at] ^= (unsigned char)(1 + at % 255);
        spill(path, bytes, size);
        bytes[at] ^= (unsigned char)(1 + at % 255);
        assert_int_equal(read_all(path, &report), 4);
        assert_int_equal(report.damaged, 1);
        assert_int_equal(report.torn_bytes, 0);
    }
    memset(bytes + before, 0, after - before + 100); /* a lost page takes the next one too */
    spill(path, bytes, size);
    JournalReport report;
    assert_int_equal(read_all(path, &report), 3);
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
    make(path, 0, 12);
    unsigned char *good = slurp(path, &size), *bytes = malloc(size);
    for (uint64_t round = 0; round < 600; round++) {
        JournalReport report;
        memcpy(bytes, good, size);
        for (uint64_t k = 0; k <= random_below(&random, 100 * round, 20); k++) {
            uint64_t at = random_below(&random, 100 * round + 2 * k + 1, size - 16) + 16;
            bytes[at] = (unsigned char)random_below(&random, 100 * round + 2 * k + 2, 256);
        }
        size_t cut = round % 2 ? size : random_below(&random, 100 * round + 99, size - 16) + 16;
        spill(path, bytes, cut);
        assert_true(read_all(path, &report) <= 12);
    }
    free(good);
    free(bytes);
    unlink(path);
}

static void others_are_refused_and_left_alone(void **state)
{
    static const char *const strange[] = { "format: 1\ntitle: a config, not a journal\n", "x",
                                           "hebb journal 2\n\0\0\0\0\0", "\211HDF\r\n\032\n........" };
    char path[STORED_PATH];
    (void)state;
    stored_path("strange.journal", path);
    for (size_t i = 0; i < 4; i++) {
        size_t length = i == 2 ? 20 : strlen(strange[i]), size;
        TrialTable *t = trials_new();
        Journal *j;
        Error err;
        spill(path, strange[i], length);
        assert_int_equal(journal_read(path, t, NULL, &err), ERR_FOREIGN);
        assert_int_equal(journal_open(&j, path, t, NULL, &err), ERR_FOREIGN);
        assert_non_null(strstr(err.text, path));
        unsigned char *bytes = slurp(path, &size);
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

/* The lock names its owner, outlives other descriptors of the owner, and dies with it. */
static void one_writer(void **state)
{
    char path[STORED_PATH], number[32], byte;
    int ready[2];
    TrialTable *t = trials_new();
    Journal *j;
    Error err;
    (void)state;
    unlink(stored_path("lock.journal", path));
    assert_int_equal(pipe(ready), 0);
    pid_t owner = fork();
    if (owner == 0) {
        JournalReport report;
        if (journal_open(&j, path, t, NULL, &err) != OK || journal_read(path, t, &report, &err) != OK)
            _exit(1);
        write(ready[1], "x", 1);
        pause();
        _exit(0);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(journal_open(&j, path, t, NULL, &err), ERR_FOREIGN);
    kill(owner, SIGKILL);
    waitpid(owner, NULL, 0);
    assert_non_null(strstr(err.text, path));
    assert_non_null(strstr(err.text, "locked"));
    assert_int_equal(journal_open(&j, path, t, NULL, &err), OK);
    Journal *second;
    pid_t other = fork();
    if (other == 0) {
        Status status = journal_open(&second, path, t, NULL, &err);
        snprintf(number, sizeof number, "process %ld", (long)getppid());
        _exit(status == ERR_FOREIGN && strstr(err.text, number) ? 0 : 1);
    }
    int how;
    waitpid(other, &how, 0);
    assert_int_equal(how, 0);
    assert_int_equal(journal_open(&second, path, t, NULL, &err), ERR_FOREIGN); /* by ourselves */
    assert_int_equal(journal_close(j, &err), OK);
    close(ready[0]);
    close(ready[1]);
    trials_free(t);
    unlink(path);
}

/* A disk that is full in the middle of a write: an error, no half record, and a retry succeeds. */
static void a_full_disk_loses_nothing(void **state)
{
    char path[STORED_PATH];
    struct rlimit old;
    struct stat file;
    TrialTable *t = trials_new();
    JournalReport report;
    Journal *j;
    Error err;
    (void)state;
    unlink(stored_path("full.journal", path));
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(journal_open(&j, path, t, NULL, &err), OK);
    for (int64_t i = 0; i < 10; i++)
        assert_int_equal(append(j, i, &err), OK);
    assert_int_equal(journal_flush(j, false, &err), OK);
    assert_int_equal(stat(path, &file), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){ (rlim_t)file.st_size + 100, old.rlim_max });
    for (int64_t i = 10; i < 20; i++)
        assert_int_equal(append(j, i, &err), OK);
    for (int try = 0; try < 2; try++) {
        assert_int_equal(journal_flush(j, true, &err), ERR_OUTPUT);
        assert_non_null(strstr(err.text, path));
        assert_int_equal(read_all(path, &report), 10);
        assert_int_equal(report.torn_bytes, 0);
    }
    for (int64_t i = 20; i < 25; i++) /* work goes on meanwhile */
        assert_int_equal(append(j, i, &err), OK);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_int_equal(journal_flush(j, true, &err), OK);
    assert_int_equal(read_all(path, &report), 25);
    assert_int_equal(report.records, 25); /* none of them twice */
    assert_int_equal(journal_close(j, &err), OK);
    trials_free(t);
    unlink(path);
}

typedef struct {
    Journal *j;
    int64_t first;
} Appender;

static void *append_many(void *context)
{
    const Appender *a = context;
    Error err;
    for (int64_t i = 0; i < 2000; i++)
        if (append(a->j, a->first + i, &err) != OK || (i % 50 == 0 && journal_flush(a->j, false, &err)))
            return NULL;
    return context;
}

static void many_threads(void **state)
{
    char path[STORED_PATH];
    TrialTable *t = trials_new();
    JournalReport report;
    pthread_t thread[4];
    Appender appender[4];
    Journal *j;
    Error err;
    (void)state;
    unlink(stored_path("threads.journal", path));
    assert_int_equal(journal_open(&j, path, t, NULL, &err), OK);
    for (int k = 0; k < 4; k++) {
        appender[k] = (Appender){ j, 2000 * k };
        assert_int_equal(pthread_create(&thread[k], NULL, append_many, &appender[k]), 0);
    }
    for (int k = 0; k < 4; k++) {
        void *good;
        pthread_join(thread[k], &good);
        assert_non_null(good);
    }
    assert_int_equal(journal_close(j, &err), OK);
    assert_int_equal(journal_read(path, t, &report, &err), OK);
    assert_int_equal(report.records, 8000);
    for (int64_t i = 0; i < 8000; i++)
        assert_true(is_whole(t, i));
    trials_free(t);
    unlink(path);
}

/* kill -9 at any time: everything flushed before is there. */
static void kills_lose_nothing_flushed(void **state)
{
    char path[STORED_PATH];
    int64_t *flushed = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    (void)state;
    unlink(stored_path("kill.journal", path));
    for (int round = 0; round < 40; round++) {
        TrialTable *t = trials_new();
        Error err;
        pid_t victim = fork();
        if (victim == 0) {
            Journal *j;
            if (journal_open(&j, path, t, NULL, &err) != OK)
                _exit(1);
            for (int64_t i = trials_count(t);; i++) {
                if (append(j, i, &err) != OK || (i % 3 == 0 && journal_flush(j, false, &err) != OK))
                    _exit(1);
                if (i % 3 == 0)
                    __atomic_store_n(flushed, i + 1, __ATOMIC_SEQ_CST);
            }
        }
        usleep((useconds_t)(300 + 200 * round));
        kill(victim, SIGKILL);
        waitpid(victim, NULL, 0);
        assert_int_equal(journal_read(path, t, NULL, &err), OK);
        assert_true(trials_count(t) >= __atomic_load_n(flushed, __ATOMIC_SEQ_CST));
        for (int64_t i = 0; i < trials_count(t); i++)
            assert_true(is_whole(t, i));
        trials_free(t);
    }
    assert_true(*flushed > 100);
    munmap(flushed, 4096);
    unlink(path);
}

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
        const TrialRecord *r = trials_find(t, (Key){ .high = (uint64_t)i, .low = (uint64_t)(i / 3) });
        assert_non_null(r);
        assert_true(r->values[0] == (double)(i + 1));
        assert_null(trials_find(t, (Key){ .high = (uint64_t)(i + MANY), .low = (uint64_t)(i / 3) }));
    }
    trials_free(t);
    trials_free(NULL);
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
        cmocka_unit_test(one_writer),
        cmocka_unit_test(a_full_disk_loses_nothing),
        cmocka_unit_test(many_threads),
        cmocka_unit_test(kills_lose_nothing_flushed),
        cmocka_unit_test(the_table_is_a_map),
    };
    return cmocka_run_group_tests_name("journal", tests, NULL, NULL);
}
