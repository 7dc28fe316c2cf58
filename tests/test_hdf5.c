/* test_hdf5.c - result files: whole or absent, read back bit for bit, and safe to open whoever made
 * them. With HEBB_SAMPLE=FILE only writes the file that test_readers.sh opens with other programs. */
#include <dirent.h>
#include <fcntl.h>
#include <hdf5.h>
#include <hdf5_hl.h>
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

/* The sample with what analysis adds to it. */
static void make_sample(Stored *s)
{
    stored_make(s);
    Results *r = &s->results;
    int dims[3];
    memcpy(dims, results_find(r, "", "level_theory")->dims, sizeof dims);
    Array *mean = results_add(r, "summary", "level_mean", ARRAY_REAL, 3, dims);
    for (int64_t p = 0; p < mean->size; p++)
        mean->real[p] = (double)p;
    attributes_set(&mean->attributes, "units", "1");
    results_add(r, "summary", "level_n", ARRAY_INT, 3, dims)->integer[0] = 3;
    Array *value = results_add(r, "derived/alpha_c", "value", ARRAY_REAL, 0, dims);
    value->real[0] = 0.138;
    attributes_set(&value->attributes, "method", "from the lecture — α");
    results_add(r, "derived/half_load", "value", ARRAY_REAL, 1, dims)->real[1] = 0.5;
    results_add(r, "timing", "seconds_median", ARRAY_REAL, 3, dims)->real[4] = 2.0;
}

static int64_t file_size(const char *path)
{
    struct stat file;
    return stat(path, &file) == 0 ? (int64_t)file.st_size : -1;
}

static unsigned char *slurp(const char *path, size_t *size)
{
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    *size = (size_t)file_size(path);
    unsigned char *bytes = malloc(*size + 1);
    assert_int_equal(read(fd, bytes, *size), (ssize_t)*size);
    close(fd);
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
    make_sample(&s);
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
    for (int i = 0; i < 2; i++) { /* the second over the first, at another time, from other memory */
        Stored s;
        mallopt(M_PERTURB, i == 0 ? 0x55 : 0xaa);
        make_sample(&s);
        assert_written(&s.results, path);
        bytes[i] = slurp(path, &size[i]);
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
    make_sample(&s);
    assert_written(&s.results, stored_path("fails.h5", path));
    unsigned char *bytes = slurp(path, &size);
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
    unsigned char *now = slurp(path, &again);
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
    make_sample(&s);
    stored_path("left.h5", path);
    gethostname(host, sizeof host - 1);
    int folder = (int)(strrchr(path, '/') - path);
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    waitpid(child, NULL, 0);
    snprintf(dead, sizeof dead, "%.*s/.%s.%s.%ld.tmp", folder, path, path + folder + 1, host, (long)child);
    snprintf(alive, sizeof alive, "%.*s/.%s.%s.%ld.tmp", folder, path, path + folder + 1, host,
             (long)getppid());
    spill(dead, "x", 1);
    spill(alive, "x", 1);
    assert_written(&s.results, path);
    assert_int_equal(file_size(dead), -1);
    assert_int_equal(file_size(alive), 1);
    unlink(alive);
    unlink(path);
    stored_free(&s);
}

/* ---- reading ------------------------------------------------------------------------------ */

static void assert_refused(const char *path, const char *reason)
{
    Results r;
    Error err = { 0 };
    assert_int_equal(hdf5_read(&r, path, &err), ERR_FOREIGN);
    assert_non_null(strstr(err.text, path));
    if (!strstr(err.text, reason))
        fail_msg("`%s` does not say `%s`", err.text, reason);
    assert_int_equal(r.array_count + r.dim_count, 0);
}

static void what_is_no_result(void **state)
{
    char path[STORED_PATH];
    (void)state;
    assert_refused("/nowhere/at/all.h5", "No such file");
    assert_refused("/tmp", "not an HDF5 file");
    spill(stored_path("no.h5", path), "", 0);
    assert_refused(path, "not an HDF5 file");
    spill(path, "format: 1\ntitle: a config\n", 26);
    assert_refused(path, "not an HDF5 file");
    spill(path, "\211HDF\r\n\032\nand then nothing of the kind, for a while at least", 56);
    assert_refused(path, "");
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_refused(path, "not an HDF5 file"); /* and does not wait for a writer */
    unlink(path);
}

static void attributes_alone(void **state)
{
    char path[STORED_PATH];
    Stored s;
    Results r;
    Error err;
    (void)state;
    make_sample(&s);
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

/* ---- hostile files ------------------------------------------------------------------------ */

static void change_a_value(hid_t file)
{
    double level[36] = { 0 };
    hid_t d = H5Dopen2(file, "level", H5P_DEFAULT);
    H5Dwrite(d, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, level);
    H5Dclose(d);
}

static void change_an_attribute(hid_t file)
{
    H5Adelete(file, "title");
}

static void drop_the_algorithm(hid_t file)
{
    H5Adelete(file, "algorithm");
}

static void link_outside(hid_t file)
{
    H5Lcreate_external("/etc/passwd", "/x", file, "outside", H5P_DEFAULT, H5P_DEFAULT);
}

static void link_softly(hid_t file)
{
    hid_t g = H5Gopen2(file, "trials", H5P_DEFAULT);
    H5Lcreate_soft("/level", g, "soft", H5P_DEFAULT, H5P_DEFAULT);
    H5Gclose(g);
}

static void link_in_a_circle(hid_t file)
{
    H5Lcreate_hard(file, "/derived", file, "/derived/alpha_c/again", H5P_DEFAULT, H5P_DEFAULT);
}

/* A dataset along the label axis, with the scale attached. */
static void add_dataset(hid_t file, const char *name, hid_t type, hid_t list, hsize_t length,
                        const char *along)
{
    hid_t space = H5Screate_simple(1, &length, NULL);
    hid_t d = H5Dcreate2(file, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT);
    hid_t scale = H5Dopen2(file, along, H5P_DEFAULT);
    H5DSattach_scale(d, scale, 0);
    H5Dclose(scale);
    H5Dclose(d);
    H5Sclose(space);
}

static void store_outside(hid_t file)
{
    hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_external(list, "/etc/passwd", 0, 16);
    add_dataset(file, "raw", H5T_STD_I64LE, list, 2, "label");
    H5Pclose(list);
}

static void be_virtual(hid_t file)
{
    hsize_t length = 2;
    hid_t list = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate_simple(1, &length, NULL);
    H5Pset_virtual(list, space, "/etc/passwd", "x", space);
    add_dataset(file, "virtual", H5T_STD_I64LE, list, 2, "label");
    H5Sclose(space);
    H5Pclose(list);
}

static void use_another_type(hid_t file)
{
    add_dataset(file, "single", H5T_IEEE_F32LE, H5P_DEFAULT, 2, "label");
}

static void name_a_type(hid_t file)
{
    hid_t type = H5Tcopy(H5T_IEEE_F64LE);
    H5Tcommit2(file, "named", type, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Tclose(type);
}

static void add_a_group(hid_t file)
{
    H5Gclose(H5Gcreate2(file, "surprise", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
}

static void forget_the_scale(hid_t file)
{
    hsize_t length = 2;
    hid_t space = H5Screate_simple(1, &length, NULL);
    H5Dclose(H5Dcreate2(file, "bare", H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    H5Sclose(space);
}

static void claim_terabytes(hid_t file)
{
    hsize_t length = (hsize_t)1 << 40, chunk = 1 << 20;
    hid_t list = H5Pcreate(H5P_DATASET_CREATE), space = H5Screate_simple(1, &length, NULL);
    H5Pset_chunk(list, 1, &chunk);
    hid_t scale = H5Dcreate2(file, "huge", H5T_IEEE_F64LE, space, H5P_DEFAULT, list, H5P_DEFAULT);
    H5DSset_scale(scale, "This is a netCDF dimension but not a netCDF variable.    1099511627776");
    H5Dclose(scale);
    add_dataset(file, "terabytes", H5T_IEEE_F64LE, list, length, "huge");
    H5Sclose(space);
    H5Pclose(list);
}

static void forged_files_are_refused(void **state)
{
    static const struct {
        void (*forge)(hid_t file);
        const char *reason;
    } cases[] = {
        { change_a_value, "damaged" },        { change_an_attribute, "damaged" },
        { drop_the_algorithm, "`algorithm`" }, { link_outside, "link" },
        { link_softly, "link" },              { link_in_a_circle, "not an array" },
        { store_outside, "stored in a way" }, { be_virtual, "stored in a way" },
        { use_another_type, "type" },         { name_a_type, "`named`" },
        { add_a_group, "`surprise`" },        { forget_the_scale, "dimensions" },
        { claim_terabytes, "more than a file of its size" },
    };
    char path[STORED_PATH];
    Stored s;
    size_t size;
    (void)state;
    make_sample(&s);
    assert_written(&s.results, stored_path("forged.h5", path));
    unsigned char *bytes = slurp(path, &size);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int how;
        spill(path, bytes, size);
        pid_t forger = fork();
        if (forger == 0) {
            H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
            hid_t file = H5Fopen(path, H5F_ACC_RDWR, H5P_DEFAULT);
            if (file < 0)
                _exit(1);
            cases[i].forge(file);
            _exit(H5Fclose(file) < 0);
        }
        waitpid(forger, &how, 0);
        assert_int_equal(how, 0);
        size_t forged;
        unsigned char *now = slurp(path, &forged);
        assert_true(forged != size || memcmp(now, bytes, size) != 0);
        free(now);
        assert_refused(path, cases[i].reason);
    }
    free(bytes);
    unlink(path);
    stored_free(&s);
}

/* Damages a copy in one of several ways; returns the size it then has. */
static size_t damage(unsigned char *bytes, size_t size, const RandomStream *random, uint64_t round)
{
    uint64_t at = 64 * round;
    size_t place = random_below(random, at, size);
    switch (round % 4) {
    case 0:
        bytes[place] ^= (unsigned char)(1u << random_below(random, at + 1, 8));
        return size;
    case 1:
        for (uint64_t k = 0; k <= random_below(random, at + 1, 12); k++)
            bytes[random_below(random, at + 2 * k + 2, size)] =
                (unsigned char)random_below(random, at + 2 * k + 3, 256);
        return size;
    case 2:
        memset(bytes + place, 0, size - place < 64 ? size - place : 64);
        return size;
    default:
        return place;
    }
}

static void damaged_files_do_no_harm(void **state)
{
    enum { ROUNDS = 320 };
    char path[STORED_PATH];
    RandomStream random = random_stream((RandomKey){ 5, 6 }, "damage");
    Stored s;
    Error err;
    size_t size;
    int refused = 0;
    (void)state;
    make_sample(&s);
    Key digest = results_digest(&s.results);
    assert_written(&s.results, stored_path("damaged.h5", path));
    unsigned char *bytes = slurp(path, &size), *copy = malloc(size);
    for (uint64_t round = 0; round < ROUNDS; round++) {
        Results r;
        memcpy(copy, bytes, size);
        spill(path, copy, damage(copy, size, &random, round));
        Status status = hdf5_read(&r, path, &err);
        assert_true(status == ERR_FOREIGN || status == OK);
        refused += status != OK;
        if (status == OK)
            assert_true(key_equal(results_digest(&r), digest));
        results_free(&r);
    }
    assert_true(refused > ROUNDS / 4); /* all that are cut short, at least */
    free(bytes);
    free(copy);
    unlink(path);
    stored_free(&s);
}

static void sample_for_other_programs(void **state)
{
    Stored s;
    (void)state;
    make_sample(&s);
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
        cmocka_unit_test(what_is_no_result),
        cmocka_unit_test(attributes_alone),
        cmocka_unit_test(forged_files_are_refused),
        cmocka_unit_test(damaged_files_do_no_harm),
    };
    const struct CMUnitTest sample[] = { cmocka_unit_test(sample_for_other_programs) };
    if (getenv("HEBB_SAMPLE"))
        return cmocka_run_group_tests_name("sample", sample, NULL, NULL);
    return cmocka_run_group_tests_name("hdf5", tests, NULL, NULL);
}
