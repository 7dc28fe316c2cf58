/* test_hdf5.c - result files: whole or absent, and read back bit for bit. With HEBB_SAMPLE=FILE
 * only writes the file that test_readers.sh opens with other programs. */
#include <dirent.h>
#include <fcntl.h>
#include <malloc.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "algorithms/base/random.h"
#include "runner/store/hdf5_file.h"
#include "tests/stored.h"

static int64_t file_size(const char *path)
{
    struct stat file;
    return stat(path, &file) == 0 ? (int64_t)file.st_size : -1;
}

/* Files in a file's folder that begin like its temporary ones. */
static int count_leftovers(const char *path)
{
    char folder[STORED_PATH], prefix[STORED_PATH + 2];
    int n = 0;
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    snprintf(prefix, sizeof prefix, ".%s.", strrchr(path, '/') + 1);
    DIR *d = opendir(folder);
    for (struct dirent *e; (e = readdir(d));)
        n += strncmp(e->d_name, prefix, strlen(prefix)) == 0;
    closedir(d);
    return n;
}

static void assert_written(const Results *r, const char *path)
{
    Error err;
    if (hdf5_write(r, path, &err) != OK)
        fail_msg("%s", err.text);
}

static void assert_reads_back(const Results *r, const char *path)
{
    Results again;
    Error err;
    char where[100], digest[KEY_TEXT_SIZE];
    if (hdf5_read(&again, path, &err) != OK)
        fail_msg("%s", err.text);
    if (!results_same(r, &again, where, sizeof where))
        fail_msg("%s differs", where);
    key_print(results_digest(r), digest);
    assert_string_equal(attributes_get(&again.root, "digest"), digest);
    results_free(&again);
}

/* ---- writing ------------------------------------------------------------------------------ */

static void a_result_comes_back_bit_for_bit(void **state)
{
    char path[STORED_PATH];
    Stored s;
    (void)state;
    stored_make_analyzed(&s);
    assert_written(&s.results, stored_path("round.h5", path));
    assert_reads_back(&s.results, path);
    assert_int_equal(count_leftovers(path), 0);
    unlink(path);
    stored_free(&s);
}

/* Chunks, every way of packing, long texts, extreme numbers. */
static void large_arrays_come_back_too(void **state)
{
    static const char *const kinds[] = { "noise", "fractions", "smooth", "missing" };
    char path[STORED_PATH], *text = malloc(300001);
    RandomStream random = random_stream((RandomKey){ 3, 4 }, "values");
    Results r = { 0 };
    int64_t bytes[4];
    (void)state;
    memset(text, 'x', 300000);
    text[300000] = '\0';
    attributes_set(&r.root, "Conventions", "CF-1.10");
    attributes_set(&r.root, "experiment", "large");
    attributes_set(&r.root, "algorithm", "none");
    stored_path("large.h5", path);
    int dims[2] = { results_dim(&r, "i", 100), results_dim(&r, "j", 777) };
    for (int kind = 0; kind < 4; kind++) {
        Array *a = results_add(&r, "", kinds[kind], ARRAY_REAL, 2, dims);
        for (int64_t i = 0; i < a->size; i++) {
            double u = random_uniform(&random, (uint64_t)i);
            const double values[] = { u, floor(u * 2000) / 2000, 1.0 + 1e-5 * (double)i, NAN };
            a->real[i] = values[kind];
        }
        a->real[7] = kind == 0 ? -0.0 : a->real[7];
        a->real[8] = kind == 0 ? -INFINITY : a->real[8];
        a->real[9] = kind == 0 ? 4.9e-324 : a->real[9];
        assert_written(&r, path);
        bytes[kind] = file_size(path);
    }
    assert_true(bytes[0] < 8 * 77700 + 30000); /* noise: not made larger */
    assert_true(bytes[1] - bytes[0] < 8 * 77700 / 2);
    assert_true(bytes[2] - bytes[1] < 8 * 77700 / 2);
    assert_true(bytes[3] - bytes[2] < 10000);
    Array *key = results_add(&r, "trials", "key", ARRAY_KEY, 2, dims);
    Array *status = results_add(&r, "", "trial_status", ARRAY_STATUS, 2, dims);
    Array *error = results_add(&r, "trials", "error", ARRAY_TEXT, 2, dims);
    for (int64_t i = 0; i < error->size; i++) {
        key = results_find(&r, "trials", "key");
        key->key[i] = key_hash(&i, sizeof i);
        if (i % 100 == 3)
            error->text[i] = strdup("no — ünïcode");
    }
    status = results_find(&r, "", "trial_status");
    status->status[500] = STATUS_OVER_BUDGET;
    Array *count = results_add(&r, "", "count", ARRAY_INT, 1, dims);
    count->integer[0] = INT64_MIN;
    count->integer[1] = INT64_MAX;
    attributes_set(&r.root, "config", text);
    attributes_set(&r.root, "empty", "");
    attributes_set(&count->attributes, "long_name", "");
    assert_written(&r, path);
    assert_reads_back(&r, path);
    unlink(path);
    results_free(&r);
    free(text);
}

static void same_content_same_bytes(void **state)
{
    char path[STORED_PATH];
    size_t size[2];
    unsigned char *bytes[2];
    (void)state;
    stored_path("bytes.h5", path);
    /* The second over the first, at another time, from other memory. */
    for (int i = 0; i < 2; i++) {
        Stored s;
        mallopt(M_PERTURB, i == 0 ? 0x55 : 0xaa);
        stored_make_analyzed(&s);
        assert_written(&s.results, path);
        bytes[i] = stored_read(path, &size[i]);
        stored_free(&s);
        if (i == 0)
            nanosleep(&(struct timespec){ 1, 100000000 }, NULL);
    }
    mallopt(M_PERTURB, 0);
    assert_int_equal(size[0], size[1]);
    assert_memory_equal(bytes[0], bytes[1], size[0]);
    free(bytes[0]);
    free(bytes[1]);
    unlink(path);
}

static void assert_not_written(const Results *r, const char *path, const char *reason)
{
    Error err;
    assert_int_equal(hdf5_write(r, path, &err), ERR_OUTPUT);
    assert_non_null(strstr(err.text, path));
    if (!strstr(err.text, reason))
        fail_msg("`%s` does not say `%s`", err.text, reason);
}

/* Whatever fails: an error with its reason, the old file untouched, nothing left behind. */
static void failures_leave_the_old_file(void **state)
{
    char path[STORED_PATH], folder[STORED_PATH + 8];
    Stored s;
    struct rlimit old;
    size_t size, again;
    (void)state;
    stored_make_analyzed(&s);
    assert_written(&s.results, stored_path("fails.h5", path));
    unsigned char *bytes = stored_read(path, &size);
    results_find(&s.results, "", "level")->real[0] = 99;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    for (rlim_t most = 0; most < size; most += size / 5) { /* the disk is full at some point */
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){ most, old.rlim_max });
        assert_not_written(&s.results, path, "File too large");
        assert_int_equal(count_leftovers(path), 0);
    }
    setrlimit(RLIMIT_FSIZE, &old);
    assert_not_written(&s.results, "/nowhere/at/all.h5", "No such file or directory");
    snprintf(folder, sizeof folder, "%s.folder", path);
    assert_int_equal(mkdir(folder, 0777), 0);
    assert_not_written(&s.results, folder, "directory");
    rmdir(folder);
    unsigned char *now = stored_read(path, &again);
    assert_int_equal(again, size);
    assert_memory_equal(now, bytes, size);
    free(now);
    free(bytes);
    unlink(path);
    stored_free(&s);
}

/* Temporary files of killed processes go; those of living ones stay. */
static void leftovers_are_removed(void **state)
{
    char path[STORED_PATH], host[65] = "", dead[2 * STORED_PATH], alive[2 * STORED_PATH];
    Stored s;
    (void)state;
    stored_make_analyzed(&s);
    stored_path("left.h5", path);
    gethostname(host, sizeof host - 1);
    int folder = (int)(strrchr(path, '/') - path);
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    waitpid(child, NULL, 0);
    snprintf(dead, sizeof dead, "%.*s/.%s.%s.%ld.tmp", folder, path, path + folder + 1, host,
             (long)child);
    snprintf(alive, sizeof alive, "%.*s/.%s.%s.%ld.tmp", folder, path, path + folder + 1, host,
             (long)getppid());
    stored_write(dead, "x", 1);
    stored_write(alive, "x", 1);
    assert_written(&s.results, path);
    assert_int_equal(file_size(dead), -1);
    assert_int_equal(file_size(alive), 1);
    unlink(alive);
    unlink(path);
    stored_free(&s);
}

/* ---- reading ------------------------------------------------------------------------------ */

static void attributes_alone(void **state)
{
    char path[STORED_PATH];
    Stored s;
    Results r;
    Error err;
    (void)state;
    stored_make_analyzed(&s);
    assert_written(&s.results, stored_path("attributes.h5", path));
    assert_int_equal(hdf5_read_attributes(&r, path, &err), OK);
    assert_int_equal(r.array_count, 0);
    assert_string_equal(attributes_get(&r.root, "title"), "A sample — with é");
    assert_string_equal(attributes_get(&r.provenance, "view"),
                        attributes_get(&s.results.provenance, "view"));
    assert_int_equal(strlen(attributes_get(&r.root, "digest")), 32);
    results_free(&r);
    unlink(path);
    stored_free(&s);
}

static void sample_for_other_programs(void **state)
{
    Stored s;
    (void)state;
    stored_make_analyzed(&s);
    assert_written(&s.results, getenv("HEBB_SAMPLE"));
    stored_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_result_comes_back_bit_for_bit),
        cmocka_unit_test(large_arrays_come_back_too),
        cmocka_unit_test(same_content_same_bytes),
        cmocka_unit_test(failures_leave_the_old_file),
        cmocka_unit_test(leftovers_are_removed),
        cmocka_unit_test(attributes_alone),
    };
    const struct CMUnitTest sample[] = { cmocka_unit_test(sample_for_other_programs) };
    if (getenv("HEBB_SAMPLE"))
        return cmocka_run_group_tests_name("sample", sample, NULL, NULL);
    return cmocka_run_group_tests_name("hdf5", tests, NULL, NULL);
}
