/* world.c - see world.h */
#include "tests/world.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runner/present/tool.h"

char *world_path(const World *w, const char *name)
{
    static char paths[32][300];
    static int next;
    char *path = paths[next++ % 32];
    snprintf(path, sizeof paths[0], "%s/%s", w->base, name);
    return path;
}

void world_put(const World *w, const char *name, const char *text)
{
    FILE *f = fopen(world_path(w, name), "w");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

/* A program in BASE/bin that is a shell script. */
void world_put_program(const World *w, const char *name, const char *script)
{
    char text[2000];
    snprintf(text, sizeof text, "#!/bin/sh\nPATH=/usr/bin:/bin\n%s\n", script);
    world_put(w, name, text);
    assert_int_equal(chmod(world_path(w, name), 0755), 0);
}

/* The content, NULL when there is no such file; for the caller to free. */
char *world_get(const World *w, const char *name, size_t *size)
{
    FILE *f = fopen(world_path(w, name), "rb");
    if (!f)
        return NULL;
    enum { ROOM = 1 << 20 };
    char *text = malloc(ROOM);
    assert_non_null(text);
    *size = fread(text, 1, ROOM - 1, f);
    text[*size] = 0;
    fclose(f);
    return text;
}

bool world_has(const World *w, const char *name)
{
    return access(world_path(w, name), F_OK) == 0;
}

int world_entries(const World *w, const char *name)
{
    DIR *d = opendir(world_path(w, name));
    assert_non_null(d);
    int n = 0;
    for (struct dirent *e; (e = readdir(d));)
        n += e->d_name[0] != '.' || strlen(e->d_name) > 2;
    closedir(d);
    return n;
}

static const char script_text[] =
    "load \"style.gp\"\n"
    "set terminal svg size 200,150 name \"figure\" background rgb \"#fffffe\"\n"
    "set output OUT.\".svg\"\n"
    "plot \"summary.tsv\" using 1:2 with points pt 7 lc rgb \"#0072b2\" title \"data\"\n";

int world_open(void **state)
{
    World *w = calloc(1, sizeof *w);
    assert_non_null(w);
    snprintf(w->base, sizeof w->base, "/tmp/hebb-test-XXXXXX");
    assert_non_null(mkdtemp(w->base));
    assert_int_equal(tool_find("gnuplot", &w->gnuplot, NULL), OK);
    assert_int_equal(tool_find("rsvg-convert", &w->converter, NULL), OK);
    const char *folders[] = { "bin", "out", "tmp", "style" };
    for (int i = 0; i < 4; i++)
        assert_int_equal(mkdir(world_path(w, folders[i]), 0755), 0);
    world_put(w, "style/style.gp", "set encoding utf8\n");
    world_put(w, "script.gp", script_text);
    w->old_path = strdup(getenv("PATH"));
    setenv("TMPDIR", world_path(w, "tmp"), 1);
    setenv("PATH", world_path(w, "bin"), 1);
    *state = w;
    return 0;
}

void world_use_real_programs(const World *w)
{
    if (!w->gnuplot || !w->converter)
        fail_msg("this test needs gnuplot and rsvg-convert");
    assert_int_equal(symlink(w->gnuplot, world_path(w, "bin/gnuplot")), 0);
    assert_int_equal(symlink(w->converter, world_path(w, "bin/rsvg-convert")), 0);
}

static int remove_entry(const char *path, const struct stat *file, int kind, struct FTW *position)
{
    (void)file, (void)kind, (void)position;
    return remove(path);
}

int world_close(void **state)
{
    World *w = *state;
    setenv("PATH", w->old_path, 1);
    unsetenv("TMPDIR");
    nftw(w->base, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    free(w->old_path);
    free(w->gnuplot);
    free(w->converter);
    free(w);
    return 0;
}

const FigureFile world_points = { "summary.tsv", "1\t2\n2\t3\n3\t5\n", 12 };

/* Draws script.gp over `points`; whatever happens, no scratch folder and no temporary file stay. */
Status world_draw(const World *w, unsigned formats, double seconds, Error *err)
{
    FigureJob job = { .script = world_path(w, "script.gp"),
                      .style_dir = world_path(w, "style"),
                      .id = "sample",
                      .title = "A <title>",
                      .description = "What it shows",
                      .files = &world_points,
                      .file_count = 1,
                      .out_dir = world_path(w, "out"),
                      .formats = formats,
                      .seconds = seconds };
    *err = (Error){ 0 };
    Status status = figure_draw(&job, err);
    assert_int_equal(world_entries(w, "tmp"), 0);
    int made = world_has(w, "out/sample.svg") + world_has(w, "out/sample.pdf") +
               world_has(w, "out/sample.png");
    assert_int_equal(world_entries(w, "out"), made);
    return status;
}

void world_draw_fails(const World *w, double seconds, const char *message)
{
    world_put(w, "out/sample.svg", "yesterday's");
    Error err;
    assert_int_equal(world_draw(w, FIGURE_SVG, seconds, &err), ERR_OUTPUT);
    if (!strstr(err.text, message))
        fail_msg("'%s' is not in '%s'", message, err.text);
    size_t size;
    char *old = world_get(w, "out/sample.svg", &size);
    assert_string_equal(old, "yesterday's");
    free(old);
}
