/* Nothing of ours reaches the programs that draw, and nothing of the data is executed. */
#include "tests/world.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- nothing of ours reaches the program, nothing of the data is executed -------------------- */

static void descriptors_and_secrets_stay_here(void **state)
{
    World *w = *state;
    int secret =
        open(world_path(w, "style/style.gp"), O_RDONLY); /* not close-on-exec, as a lock may be */
    assert_true(secret >= 3);
    setenv("HEBB_TEST_SECRET", "s3cret", 1);
    char script[500];
    snprintf(script, sizeof script, "env > %s; ls /proc/$$/fd > %s; exit 1", world_path(w, "env"),
             world_path(w, "open"));
    world_put_program(w, "bin/gnuplot", script);
    world_draw_fails(w, 20, "status 1");
    close(secret);
    unsetenv("HEBB_TEST_SECRET");
    size_t size;
    char *env = world_get(w, "env", &size);
    assert_null(strstr(env, "s3cret"));
    assert_non_null(strstr(env, "LC_ALL=C\n"));
    assert_null(strstr(env, "GNUTERM"));
    free(env);
    char *open_files = world_get(w, "open", &size);
    char own[30];
    snprintf(own, sizeof own, "\n%d\n", secret);
    assert_null(strstr(open_files, own));
    free(open_files);
}

static void the_users_own_settings_are_ignored(void **state)
{
    World *w = *state;
    world_use_real_programs(w);
    char *home = getenv("HOME") ? strdup(getenv("HOME")) : NULL, text[400];
    snprintf(text, sizeof text, "system(\"/bin/touch %s\")\n", world_path(w, "marker"));
    world_put(w, ".gnuplot", text);
    setenv("HOME", w->base, 1);
    Error err;
    assert_int_equal(world_draw(w, FIGURE_SVG, 20, &err), OK);
    assert_false(world_has(w, "marker"));
    if (home)
        setenv("HOME", home, 1);
    free(home);
}

static void names_cannot_leave_the_folder(void **state)
{
    World *w = *state;
    world_use_real_programs(w);
    static const char *const bad[] = { "../x",     "a/b",       ".gnuplot", "",     "x y",
                                       "style.gp", "script.gp", "a'b",      "a`b`", "a\nb",
                                       "|touch m", "<cat",      "x;y" };
    Error err;
    FigureFile file = world_points;
    FigureJob job = { .script = world_path(w, "script.gp"),
                      .style_dir = world_path(w, "style"),
                      .title = "",
                      .description = "",
                      .files = &file,
                      .file_count = 1,
                      .out_dir = world_path(w, "out"),
                      .formats = FIGURE_SVG };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        job.id = "sample";
        file.name = bad[i];
        assert_int_equal(figure_draw(&job, &err), ERR_OUTPUT);
        job.id = bad[i];
        file.name = "summary.tsv";
        assert_int_equal(figure_draw(&job, &err), ERR_OUTPUT);
    }
    assert_int_equal(world_entries(w, "out"), 0);
}

/* If gnuplot ever stops executing text in double quotes, the test after this one proves nothing. */
static void double_quotes_execute(void **state)
{
    World *w = *state;
    world_use_real_programs(w);
    char script[400];
    snprintf(script, sizeof script, "x = \"`/bin/touch %s`\"\n", world_path(w, "marker"));
    world_put(w, "script.gp", script);
    Error err;
    assert_int_equal(world_draw(w, FIGURE_SVG, 20, &err), ERR_OUTPUT);
    assert_true(world_has(w, "marker"));
}

/* Every way known to make gnuplot execute text, as cells, names of columns and words. */
static void data_are_never_executed(void **state)
{
    World *w = *state;
    world_use_real_programs(w);
    static const char *const forms[] = {
        "`/bin/touch %s`",
        "\"`/bin/touch %s`\"",
        "'`/bin/touch %s`'",
        "$(/bin/touch %s)",
        "< /bin/touch %s",
        "|/bin/touch %s",
        "\"; system(\"/bin/touch %s\"); x = \"",
        "'.system(\"/bin/touch %s\").'",
        "@system(\"/bin/touch %s\")",
        "{/:Bold `/bin/touch %s`}",
        "!/bin/touch %s",
        "%s\nEOD\nsystem('/bin/touch %s')",
    };
    static const char *const scripts[] = { "hopfield_capacity.gp", "hopfield_one_step_error.gp",
                                           "auto.gp" };
    char marker[200];
    snprintf(marker, sizeof marker, "%s", world_path(w, "marker"));
    for (size_t s = 0; s < sizeof scripts / sizeof *scripts; s++) {
        for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
            char evil[600], summary[4096], derived[4096], words[8192];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            snprintf(evil, sizeof evil, forms[i], marker, marker);
#pragma GCC diagnostic pop
            snprintf(summary, sizeof summary,
                     "neurons\tload\tpatterns_mean\toverlap_mean\toverlap_ci_low\toverlap_ci_high\t"
                     "overlap_n\t%s\n500\t0.1\t51\t0.9\t0.8\t1\t4\t%s\n500\t0.2\t101\t0.3\t0.2\t0."
                     "4\t4\t%s\n",
                     evil, evil, evil);
            snprintf(derived, sizeof derived,
                     "name\tneurons\tvalue\tci_low\tci_high\t%s\n%s\tnan\t1\t1\t1\t1\nalpha_c\t%"
                     "s\t%s\t%s\t%s\t1\n",
                     evil, evil, evil, evil, evil, evil);
            snprintf(
                words, sizeof words,
                "key\tvalue\ntitle\t%s\nx\tload\ny\toverlap\nseries\t%s\ntheory\t%s\nsource\t%s\n"
                "label_load\t%s\nunit_overlap\t%s\n",
                evil, evil, evil, evil, evil, evil);
            FigureFile files[] = { { "summary.tsv", summary, strlen(summary) },
                                   { "derived.tsv", derived, strlen(derived) },
                                   { "figure.tsv", words, strlen(words) } };
            char script[100];
            snprintf(script, sizeof script, "plots/%s", scripts[s]);
            FigureJob job = { .script = script,
                              .style_dir = "plots",
                              .id = "sample",
                              .title = evil,
                              .description = evil,
                              .files = files,
                              .file_count = 3,
                              .out_dir = world_path(w, "out"),
                              .formats = FIGURE_SVG,
                              .seconds = 20 };
            Error err;
            figure_draw(&job, &err); /* it may fail: columns are missing */
            if (world_has(w, "marker"))
                fail_msg("%s executed %s", script, evil);
        }
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_open, world_close)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(descriptors_and_secrets_stay_here), TEST(the_users_own_settings_are_ignored),
        TEST(names_cannot_leave_the_folder),     TEST(double_quotes_execute),
        TEST(data_are_never_executed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
