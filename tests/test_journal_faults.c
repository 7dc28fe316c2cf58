/* test_journal_faults.c - writing a journal: one writer, a full disk, threads, kill -9. */
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

#include "tests/journaled.h"

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
        if (journal_open(&j, path, t, NULL, &err) != OK ||
            journal_read(path, t, &report, &err) != OK)
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
        assert_int_equal(journaled_append(j, i, &err), OK);
    assert_int_equal(journal_flush(j, false, &err), OK);
    assert_int_equal(stat(path, &file), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){ (rlim_t)file.st_size + 100, old.rlim_max });
    for (int64_t i = 10; i < 20; i++)
        assert_int_equal(journaled_append(j, i, &err), OK);
    for (int try = 0; try < 2; try++) {
        assert_int_equal(journal_flush(j, true, &err), ERR_OUTPUT);
        assert_non_null(strstr(err.text, path));
        assert_int_equal(journaled_read(path, &report), 10);
        assert_int_equal(report.torn_bytes, 0);
    }
    for (int64_t i = 20; i < 25; i++) /* work goes on meanwhile */
        assert_int_equal(journaled_append(j, i, &err), OK);
    setrlimit(RLIMIT_FSIZE, &old);
    assert_int_equal(journal_flush(j, true, &err), OK);
    assert_int_equal(journaled_read(path, &report), 25);
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
        if (journaled_append(a->j, a->first + i, &err) != OK ||
            (i % 50 == 0 && journal_flush(a->j, false, &err)))
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
        assert_true(journaled_is_whole(t, i));
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
                if (journaled_append(j, i, &err) != OK ||
                    (i % 3 == 0 && journal_flush(j, false, &err) != OK))
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
            assert_true(journaled_is_whole(t, i));
        trials_free(t);
    }
    assert_true(*flushed > 100);
    munmap(flushed, 4096);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_writer),
        cmocka_unit_test(a_full_disk_loses_nothing),
        cmocka_unit_test(many_threads),
        cmocka_unit_test(kills_lose_nothing_flushed),
    };
    return cmocka_run_group_tests_name("journal faults", tests, NULL, NULL);
}
