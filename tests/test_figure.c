/* Drawing figures with programs that are missing, fail, hang or lie. */
#include "tests/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "runner/present/tool.h"

/* ---- what should happen --------------------------------------------------------------------- */

static void all_formats_are_made_with_the_same_bytes(void **state)
{
    World *w = *state;
    world_use_real_programs(w);
    static const char *const names[] = { "out/sample.svg", "out/sample.pdf", "out/sample.png" };
    static const char *const begins[] = { "<svg ", "%PDF-", "\x89PNG" };
    char *first[3] = { NULL };
    size_t sizes[3];
    for (int round = 0; round < 2; round++) {
        Error err;
        if (world_draw(w, FIGURE_SVG | FIGURE_PDF | FIGURE_PNG, 20, &err) != OK)
            fail_msg("%s", err.text);
        for (int i = 0; i < 3; i++) {
            size_t size;
            char *text = world_get(w, names[i], &size);
            assert_non_null(text);
            assert_memory_equal(text, begins[i], strlen(begins[i]));
            if (round == 0) {
                first[i] = text;
                sizes[i] = size;
                continue;
            }
            assert_int_equal(size, sizes[i]);
            assert_memory_equal(text, first[i], size);
            free(text);
            free(first[i]);
        }
        setenv("LC_ALL", "de_DE.UTF-8", 1); /* the second round in other surroundings */
        setenv("TZ", "Asia/Tokyo", 1);
        setenv("GNUTERM", "dumb", 1);
    }
    unsetenv("LC_ALL");
    unsetenv("TZ");
    unsetenv("GNUTERM");
    size_t size;
    char *svg = world_get(w, "out/sample.svg", &size);
    assert_non_null(strstr(svg, "<title id=\"sample-t\">A &lt;title&gt;</title>"));
    assert_non_null(strstr(svg, "h0")); /* the dots */
    free(svg);
}

static void heat_maps_are_drawn_anew_for_print(void **state)
{
    World *w = *state;
    world_use_real_programs(w);
    world_put(w, "script.gp",
              "set terminal svg size 200,150\nset output OUT.\".svg\"\n"
              "IMAGE = PRINT ? \"pixels\" : \"\"\n"
              "plot \"summary.tsv\" matrix with image @IMAGE\n");
    Error err;
    if (world_draw(w, FIGURE_SVG | FIGURE_PDF, 20, &err) != OK)
        fail_msg("%s", err.text);
    size_t size;
    char *svg = world_get(w, "out/sample.svg", &size), *pdf = world_get(w, "out/sample.pdf", &size);
    assert_non_null(strstr(svg, "<image ")); /* small for the screen */
    assert_non_null(strstr(svg, "pixelated"));
    bool image = false; /* PDF may hold zero bytes */
    for (size_t i = 0; i + 14 < size; i++)
        image = image || memcmp(pdf + i, "/Subtype /Image", 15) == 0;
    assert_false(image); /* sharp on paper */
    free(svg);
    free(pdf);
}

static void width_is_passed_on(void **state)
{
    World *w = *state;
    world_use_real_programs(w);
    world_put(w, "script.gp",
              "if (!exists(\"W\")) W = 200\nset terminal svg size W,150\nset output "
              "OUT.\".svg\"\nplot "
              "x\n");
    FigureJob job = { .script = world_path(w, "script.gp"),
                      .style_dir = world_path(w, "style"),
                      .id = "narrow",
                      .title = "",
                      .description = "",
                      .out_dir = world_path(w, "out"),
                      .formats = FIGURE_SVG,
                      .width = 380 };
    Error err = { 0 };
    if (figure_draw(&job, &err) != OK)
        fail_msg("%s", err.text);
    size_t size;
    char *svg = world_get(w, "out/narrow.svg", &size);
    assert_non_null(strstr(svg, "viewBox=\"0 0 380 150\""));
    free(svg);
}

/* ---- programs that do not do what they should ------------------------------------------------ */

static void missing_gnuplot_says_what_to_install(void **state)
{
    world_draw_fails(
        *state, 20,
        "gnuplot not found; figures need gnuplot 5.4 or newer (apt install gnuplot-nox)");
}

static void missing_converter_leaves_the_svg(void **state)
{
    World *w = *state;
    world_use_real_programs(w);
    unlink(world_path(w, "bin/rsvg-convert"));
    Error err;
    assert_int_equal(world_draw(w, FIGURE_SVG, 20, &err), OK);
    unlink(world_path(w, "out/sample.svg"));
    assert_int_equal(world_draw(w, FIGURE_SVG | FIGURE_PNG, 20, &err), ERR_OUTPUT);
    assert_non_null(strstr(err.text, "rsvg-convert not found"));
    assert_non_null(strstr(err.text, "apt install librsvg2-bin"));
    assert_true(world_has(w, "out/sample.svg"));
}

static void programs_are_not_taken_from_relative_folders(void **state)
{
    World *w = *state;
    world_put_program(w, "bin/gnuplot", "exit 0");
    char here[300];
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(world_path(w, "bin")), 0);
    setenv("PATH", ".::bin", 1);
    char *found = NULL;
    assert_int_equal(tool_find("gnuplot", &found, NULL), OK);
    assert_int_equal(chdir(here), 0);
    assert_null(found);
}

static void errors_in_a_script_are_told(void **state)
{
    World *w = *state;
    world_use_real_programs(w);
    world_put(w, "script.gp",
              "set terminal svg\nset output OUT.\".svg\"\nplot sin(x) with nonsense\n");
    world_draw_fails(w, 20, "line 3: unrecognized plot type");
    world_draw_fails(w, 20, "script.gp: gnuplot failed with status 1");
    world_put(w, "script.gp", "set terminal svg\nset output OUT.\".svg\"\nplot \"absent.tsv\"\n");
    world_draw_fails(w, 20, "gnuplot"); /* a warning for gnuplot, an unfinished drawing for us */
    world_put(w, "script.gp", "x = 1\n");
    world_draw_fails(w, 20, "cannot read the drawing that gnuplot should have made");
}

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void a_script_that_hangs_is_stopped(void **state)
{
    World *w = *state;
    world_use_real_programs(w);
    world_put(w, "script.gp", "while (1) { x = 1 }\n");
    double begin = seconds_now();
    world_draw_fails(w, 0.5, "gnuplot was stopped after 0.5 s");
    assert_true(seconds_now() - begin < 3);
}

/* The processor's time is limited apart: one that is shared with many makes no figure too slow. */
static void a_program_that_never_rests_is_stopped(void **state)
{
    (void)state;
    static const char *const busy[] = { "sh", "-c", "while :; do :; done", NULL };
    static const char *const idle[] = { "sh", "-c", "sleep 1.2", NULL };
    static const char *const nothing[] = { NULL };
    ToolRun run = { .path = "/bin/sh",
                    .arguments = busy,
                    .environment = nothing,
                    .folder = "/tmp",
                    .seconds = 100,
                    .work_seconds = 1 };
    Error err;
    assert_int_equal(tool_run(&run, &err), ERR_OUTPUT);
    assert_string_equal(err.text, "sh was stopped after 1 s of work");
    run.arguments = idle;
    assert_int_equal(tool_run(&run, &err), OK);
}

/* Whether a process runs; one that nobody has reaped yet does not. */
static bool runs(long id)
{
    char path[100], text[200] = "";
    snprintf(path, sizeof path, "/proc/%ld/stat", id);
    FILE *f = fopen(path, "r");
    if (!f)
        return false;
    bool read = fgets(text, sizeof text, f) != NULL;
    fclose(f);
    const char *state = read ? strrchr(text, ')') : NULL;
    return state && state[2] != 'Z';
}

static void what_a_program_leaves_behind_is_ended(void **state)
{
    World *w = *state;
    char script[500];
    /* The child holds neither stderr nor the parent: it would live on. */
    snprintf(script, sizeof script, "sleep 60 2>/dev/null & echo $! > %s; exit 3",
             world_path(w, "child"));
    world_put_program(w, "bin/gnuplot", script);
    world_draw_fails(w, 20, "gnuplot failed with status 3");
    size_t size;
    char *text = world_get(w, "child", &size);
    long child = strtol(text, NULL, 10);
    free(text);
    assert_true(child > 1);
    double begin = seconds_now();
    while (runs(child) && seconds_now() - begin < 2)
        nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
    assert_false(runs(child));
}

static void a_full_disk_is_noticed(void **state)
{
    World *w = *state;
    world_put_program(w, "bin/gnuplot",
                      "printf '<svg viewBox=\"0 0 1 1\"><g>' > figure.svg; exit 0");
    world_draw_fails(w, 20, "unfinished drawing; is the disk full?");
    world_put_program(w, "bin/gnuplot", ": > figure.svg");
    world_draw_fails(w, 20, "gnuplot drew nothing");
    world_put_program(w, "bin/gnuplot", "printf '<svg><g></svg>' > figure.svg");
    world_draw_fails(w, 20, "not well-formed");
    world_put_program(w, "bin/gnuplot", "mkfifo figure.svg");
    world_draw_fails(w, 20, "not a regular file");
    world_put_program(w, "bin/gnuplot", "kill -11 $$");
    world_draw_fails(w, 20, "killed by signal 11");
    if (w->gnuplot) {
        unlink(world_path(w, "bin/gnuplot"));
        assert_int_equal(symlink(w->gnuplot, world_path(w, "bin/gnuplot")), 0);
        world_put(w, "script.gp", "set terminal svg\nset output \"/dev/full\"\nplot x\n");
        world_draw_fails(w, 20, "script.gp: ");
    }
}

static void a_converter_that_lies_is_noticed(void **state)
{
    World *w = *state;
    world_use_real_programs(w);
    unlink(world_path(w, "bin/rsvg-convert"));
    world_put_program(w, "bin/rsvg-convert", "printf '%%PDF-1.5 half' > page.pdf");
    world_put(w, "out/sample.pdf", "yesterday's");
    Error err;
    assert_int_equal(world_draw(w, FIGURE_SVG | FIGURE_PDF, 20, &err), ERR_OUTPUT);
    assert_non_null(strstr(err.text, "rsvg-convert left an unfinished file"));
    size_t size;
    char *old = world_get(w, "out/sample.pdf", &size);
    assert_string_equal(old, "yesterday's");
    free(old);
}

static void folders_that_cannot_be_written_are_told(void **state)
{
    World *w = *state;
    world_use_real_programs(w);
    FigureJob job = { .script = world_path(w, "script.gp"),
                      .style_dir = world_path(w, "style"),
                      .id = "sample",
                      .title = "",
                      .description = "",
                      .files = &world_points,
                      .file_count = 1,
                      .out_dir = world_path(w, "absent"),
                      .formats = FIGURE_SVG };
    Error err = { 0 };
    assert_int_equal(figure_draw(&job, &err), ERR_OUTPUT);
    assert_non_null(strstr(err.text, "No such file or directory"));
    job.out_dir = world_path(w, "out");
    job.script = world_path(w, "absent.gp");
    assert_int_equal(figure_draw(&job, &err), ERR_OUTPUT);
    assert_non_null(strstr(err.text, "absent.gp"));
    setenv("TMPDIR", world_path(w, "nowhere"), 1);
    assert_int_equal(figure_draw(&job, &err), ERR_OUTPUT);
    assert_non_null(strstr(err.text, "cannot make a folder"));
    assert_int_equal(world_entries(w, "tmp"), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, world_open, world_close)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(all_formats_are_made_with_the_same_bytes),
        TEST(heat_maps_are_drawn_anew_for_print),
        TEST(width_is_passed_on),
        TEST(missing_gnuplot_says_what_to_install),
        TEST(missing_converter_leaves_the_svg),
        TEST(programs_are_not_taken_from_relative_folders),
        TEST(errors_in_a_script_are_told),
        TEST(a_script_that_hangs_is_stopped),
        cmocka_unit_test(a_program_that_never_rests_is_stopped),
        TEST(what_a_program_leaves_behind_is_ended),
        TEST(a_full_disk_is_noticed),
        TEST(a_converter_that_lies_is_noticed),
        TEST(folders_that_cannot_be_written_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
