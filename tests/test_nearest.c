/* The name that was probably meant, and texts read from files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runner/config/message.h"

static void nearest_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double after;
    } rows[] = { { "neurons", 1 }, { "load", 2 },  { "rule", 3 },     { "max_sweeps", 4 },
                 { "cues", 5 },    { "cubes", 6 }, { "dynamics", 7 }, { "N", 8 } };
    static const struct {
        const char *word, *name;
    } cases[] = {
        { "nuerons", "neurons" }, /* a swap counts one */
        { "nueorns", "neurons" }, /* two swaps, of seven letters */
        { "nueosrn", NULL },
        { "lod", "load" }, /* three letters: one edit */
        { "lo", NULL },
        { "laod", "load" },
        { "LOAD", "load" }, /* case alone is no difference */
        { "Max_Sweeps", "max_sweeps" },
        { "max_sweep", "max_sweeps" },
        { "maxsweps", "max_sweeps" },
        { "cuse", "cues" },  /* as near to `cubes`? a swap here, two edits there */
        { "cuces", "cues" }, /* equally near to both: the first */
        { "x", NULL },       /* nothing of it would be left */
        { "n", "N" },
        { "", NULL },
        { "completely_different", NULL },
        { "dyn", "dynamics" }, /* the beginning of one name only */
        { "MAX", "max_sweeps" },
        { "ne", NULL }, /* two letters could be anything */
        { "dynx", NULL },
    };
    size_t count = sizeof rows / sizeof *rows;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *found = nearest_name(cases[i].word, rows, sizeof *rows, count);
        if (!found != !cases[i].name || (found && strcmp(found, cases[i].name) != 0))
            fail_msg("nearest to `%s` is `%s`, not `%s`", cases[i].word, found ? found : "nothing",
                     cases[i].name ? cases[i].name : "nothing");
    }
    char huge[10000], label[16];
    memset(huge, 'a', sizeof huge - 1);
    huge[sizeof huge - 1] = '\0';
    assert_null(nearest_name(huge, rows, sizeof *rows, count));
    assert_null(nearest_name("load", NULL, sizeof *rows, 0));
    assert_null(nearest_label("zzz", rows, sizeof *rows, count, label, sizeof label));
    nearest_label("max_sweps", rows, sizeof *rows, count, label, sizeof label);
    assert_string_equal(label, "did you mean `m"); /* cut, and ended */
}

static void files(void **state)
{
    (void)state;
    char path[] = "/tmp/hebb-message-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    char bytes[20001];
    memset(bytes, 'x', sizeof bytes);
    bytes[7] = '\0';
    assert_int_equal(write(fd, bytes, 20000), 20000);
    Source s;
    Error err = { 0 };
    assert_int_equal(source_read(&s, path, 20000, &err), OK);
    assert_int_equal(s.size, 20000);
    assert_string_equal(s.name, path);
    assert_memory_equal(s.text, bytes, 20000);
    assert_int_equal(s.text[20000], '\0');
    source_free(&s);
    source_free(&s);

    assert_int_equal(source_read(&s, path, 19999, &err), ERR_CONFIG);
    assert_non_null(strstr(err.text, "is larger than"));
    assert_null(s.text);
    assert_int_equal(write(fd, bytes, 1), 1);
    assert_int_equal(source_read(&s, path, 20000, &err), ERR_CONFIG);
    assert_int_equal(source_read(&s, "/tmp", 20000, &err), ERR_CONFIG);
    assert_string_equal(err.text, "cannot read `/tmp`: Is a directory");
    assert_int_equal(source_read(&s, "/nowhere/a.yml", 20000, &err), ERR_CONFIG);
    assert_string_equal(err.text, "cannot open `/nowhere/a.yml`: No such file or directory");
    close(fd);
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_names),
        cmocka_unit_test(files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
