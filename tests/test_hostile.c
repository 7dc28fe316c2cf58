/* test_hostile.c - result files that are damaged, or made to do harm: refused with a message, never
 * a crash or a hang, never other numbers. */
#include <hdf5.h>
#include <hdf5_hl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "algorithms/base/random.h"
#include "runner/store/hdf5_file.h"
#include "tests/stored.h"

static void assert_written(const Results *r, const char *path)
{
    Error err;
    if (hdf5_write(r, path, &err) != OK)
        fail_msg("%s", err.text);
}

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
    stored_write(stored_path("no.h5", path), "", 0);
    assert_refused(path, "not an HDF5 file");
    stored_write(path, "format: 1\ntitle: a config\n", 26);
    assert_refused(path, "not an HDF5 file");
    stored_write(path, "\211HDF\r\n\032\nand then nothing of the kind, for a while at least", 56);
    assert_refused(path, "");
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_refused(path, "not an HDF5 file"); /* and does not wait for a writer */
    unlink(path);
}

/* ---- forged ---------------------------------------------------------------------------- */

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
    H5Dclose(
        H5Dcreate2(file, "bare", H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
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
        { change_a_value, "damaged" },
        { change_an_attribute, "damaged" },
        { drop_the_algorithm, "`algorithm`" },
        { link_outside, "link" },
        { link_softly, "link" },
        { link_in_a_circle, "not an array" },
        { store_outside, "stored in a way" },
        { be_virtual, "stored in a way" },
        { use_another_type, "type" },
        { name_a_type, "`named`" },
        { add_a_group, "`surprise`" },
        { forget_the_scale, "dimensions" },
        { claim_terabytes, "more than a file of its size" },
    };
    char path[STORED_PATH];
    Stored s;
    size_t size;
    (void)state;
    stored_make_analyzed(&s);
    assert_written(&s.results, stored_path("forged.h5", path));
    unsigned char *bytes = stored_read(path, &size);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int how;
        stored_write(path, bytes, size);
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
        unsigned char *now = stored_read(path, &forged);
        assert_true(forged != size || memcmp(now, bytes, size) != 0);
        free(now);
        assert_refused(path, cases[i].reason);
    }
    free(bytes);
    unlink(path);
    stored_free(&s);
}

/* ---- damaged --------------------------------------------------------------------------- */

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
    stored_make_analyzed(&s);
    Key digest = results_digest(&s.results);
    assert_written(&s.results, stored_path("damaged.h5", path));
    unsigned char *bytes = stored_read(path, &size), *copy = malloc(size);
    for (uint64_t round = 0; round < ROUNDS; round++) {
        Results r;
        memcpy(copy, bytes, size);
        stored_write(path, copy, damage(copy, size, &random, round));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_result),
        cmocka_unit_test(forged_files_are_refused),
        cmocka_unit_test(damaged_files_do_no_harm),
    };
    return cmocka_run_group_tests_name("hostile", tests, NULL, NULL);
}
