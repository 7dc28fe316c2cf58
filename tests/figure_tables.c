/* figure_tables.c - see figure_tables.h */
#include "tests/figure_tables.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/texts.h"

Tables tables;

void add(char *table, const char *format, ...)
{
    size_t used = strlen(table);
    va_list args;
    va_start(args, format);
    int more = vsnprintf(table + used, TABLE_ROOM - used, format, args);
    va_end(args);
    assert_true(more >= 0 && used + (size_t)more < TABLE_ROOM);
}

void start_tables(void)
{
    tables.summary[0] = tables.derived[0] = tables.theory[0] = tables.words[0] = tables.array[0] =
        0;
}

void add_metric_names(const char *metric)
{
    add(tables.summary, "\t%s_mean\t%s_sd\t%s_sem\t%s_ci_low\t%s_ci_high\t%s_n", metric, metric,
        metric, metric, metric, metric);
}

void add_metric(double mean, double sem, int n)
{
    add(tables.summary, "\t%.9g\t%.9g\t%.9g\t%.9g\t%.9g\t%d", mean, sem * sqrt(n), sem,
        mean - 2 * sem, mean + 2 * sem, n);
}

void assert_draws(const World *w, const char *script, const char *what)
{
    FigureFile files[] = { { "summary.tsv", tables.summary, strlen(tables.summary) },
                           { "derived.tsv", tables.derived, strlen(tables.derived) },
                           { "theory.tsv", tables.theory, strlen(tables.theory) },
                           { "figure.tsv", tables.words, strlen(tables.words) },
                           { "summary_profile.tsv", tables.array, strlen(tables.array) } };
    int count = tables.array[0] ? 5 : 4;
    for (int narrow = 0; narrow < 2; narrow++) {
        FigureJob job = { .script = script,
                          .style_dir = "plots",
                          .id = "sample",
                          .title = "t",
                          .description = "d",
                          .files = files,
                          .file_count = count,
                          .out_dir = world_path(w, "out"),
                          .formats = FIGURE_SVG,
                          .width = narrow ? 380 : 0,
                          .seconds = 20 };
        Error err = { 0 };
        if (figure_draw(&job, &err) != OK)
            fail_msg("%s: %s", what, err.text);
        size_t size;
        char *svg = world_get(w, "out/sample.svg", &size);
        assert_readable(what, svg, size);
        free(svg);
    }
}

bool says(const World *w, const char *part)
{
    size_t size;
    char *svg = world_get(w, "out/sample.svg", &size);
    const bool held = strstr(svg, part) != NULL;
    free(svg);
    return held;
}
