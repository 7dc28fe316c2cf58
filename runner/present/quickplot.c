/* quickplot.c - see quickplot.h */
#include "runner/present/quickplot.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runner/present/output.h"
#include "runner/present/tool.h"

/* All that comes from a result is a value in a data file, never a part of this. */
static const char script[] =
    "set encoding utf8\n"
    "set terminal dumb size W,H mono noenhanced\n"
    "set output 'plot.txt'\n"
    "set datafile separator tab\n"
    "set datafile missing 'nan'\n"
    "set tics nomirror scale 0.5\n"
    "set border 3\n"
    "set format '%g'\n"
    "if (KEY) { set key outside right top } else { unset key }\n"
    "if (LX) { set logscale x }\n"
    "if (LY) { set logscale y; set format y '%.0e' }\n"
    "set offsets graph 0.02, graph 0.02, graph 0.05, graph 0.05\n"
    "file(i) = sprintf('%d.tsv', i)\n"
    "if (WORDS) {\n"
    "    plot for [i=1:N] file(i) using 3:2:xtic(1) with points pt i title columnheader(2)\n"
    "} else {\n"
    "    plot for [i=1:N] file(i) using 1:2 with points pt i title columnheader(2)\n"
    "}\n";

typedef struct {
    char folder[PATH_MAX - 32];
    const QuickPlot *plot;
} Scratch;

static const char *path_of(const Scratch *s, const char *name, char path[PATH_MAX])
{
    snprintf(path, PATH_MAX, "%s/%s", s->folder, name);
    return path;
}

/* Nothing in a name may end its cell. */
static void put_name(FILE *out, const char *name)
{
    for (; *name; name++)
        fputc((unsigned char)*name < 0x20 || *name == '"' ? ' ' : *name, out);
}

static Status put_series(const Scratch *s, int series, Error *err)
{
    char *text = NULL, name[32], path[PATH_MAX];
    size_t size = 0;
    const QuickPlot *q = s->plot;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return error_set(err, ERR_MEMORY, "no memory for a plot");
    fputs("x\t", out);
    put_name(out, q->names[series] ? q->names[series] : "y");
    fputs("\trank\n", out);
    for (int64_t i = 0; i < q->count; i++) {
        const QuickPoint *p = &q->points[i];
        if (p->series != series || !isfinite(p->y) || (!p->word && !isfinite(p->x)))
            continue;
        if (p->word)
            put_name(out, p->word);
        else
            fprintf(out, "%.17g", p->x);
        fprintf(out, "\t%.17g\t%.17g\n", p->y, p->x);
    }
    snprintf(name, sizeof name, "%d.tsv", series + 1);
    bool good = fclose(out) == 0;
    Status status = good ? output_write(path_of(s, name, path), text, size, err)
                         : error_set(err, ERR_MEMORY, "no memory for a plot");
    free(text);
    return status;
}

/* Whether values span so much that only a logarithmic scale shows them. */
static bool spans(const QuickPlot *q, bool of_x, double ratio)
{
    double low = INFINITY, high = -INFINITY;
    for (int64_t i = 0; i < q->count; i++) {
        double v = of_x ? q->points[i].x : q->points[i].y;
        if (isfinite(v)) {
            low = fmin(low, v);
            high = fmax(high, v);
        }
    }
    return low > 0 && high / low >= ratio;
}

static Status draw(const Scratch *s, const char *gnuplot, Error *err)
{
    const QuickPlot *q = s->plot;
    char setup[200], home[PATH_MAX + 8];
    bool words = q->count > 0 && q->points[0].word;
    snprintf(setup, sizeof setup, "W=%d;H=%d;N=%d;KEY=%d;WORDS=%d;LX=%d;LY=%d", q->width, q->height,
             q->series, q->names[0] != NULL, words, !words && spans(q, true, 50),
             spans(q, false, 1000));
    snprintf(home, sizeof home, "HOME=%s", s->folder);
    const char *const arguments[] = { "gnuplot", "-d", "-e", setup, "plot.gp", NULL };
    const char *const environment[] = { "LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", home, NULL };
    ToolRun run = { .path = gnuplot,
                    .arguments = arguments,
                    .environment = environment,
                    .folder = s->folder,
                    .seconds = 10 };
    return tool_run(&run, err);
}

static Status print_plot(const Scratch *s, FILE *out, Error *err)
{
    char path[PATH_MAX], *text;
    size_t size;
    if (!output_read(path_of(s, "plot.txt", path), &text, &size))
        return error_set(err, ERR_OUTPUT, "gnuplot drew nothing");
    for (char *line = text, *end; *line; line = end) {
        size_t length = strcspn(line, "\n");
        end = line + length + (line[length] != 0);
        while (length > 0 && strchr(" \f\r", line[length - 1]))
            length--;
        if (length > 0)
            fprintf(out, "%.*s\n", (int)length, line);
    }
    free(text);
    return OK;
}

static void clean(const Scratch *s)
{
    char path[PATH_MAX], name[32];
    for (int i = 1; i <= s->plot->series; i++) {
        snprintf(name, sizeof name, "%d.tsv", i);
        unlink(path_of(s, name, path));
    }
    unlink(path_of(s, "plot.gp", path));
    unlink(path_of(s, "plot.txt", path));
    rmdir(s->folder);
}

Status quickplot(FILE *out, const QuickPlot *q, Error *err)
{
    Scratch s = { .plot = q };
    char *gnuplot = NULL, path[PATH_MAX];
    const char *parent = getenv("TMPDIR");
    Status status = tool_find("gnuplot", &gnuplot, err);
    if (status == OK && !gnuplot)
        status = error_set(err, ERR_OUTPUT, "gnuplot is not installed (Debian: gnuplot-nox)");
    if (status != OK)
        return status;
    snprintf(s.folder, sizeof s.folder, "%s/hebb-show-XXXXXX",
             parent && *parent == '/' ? parent : "/tmp");
    if (!mkdtemp(s.folder)) {
        free(gnuplot);
        return error_set(err, ERR_OUTPUT, "cannot make a folder: %s", strerror(errno));
    }
    for (int i = 0; status == OK && i < q->series; i++)
        status = put_series(&s, i, err);
    if (status == OK)
        status = output_write(path_of(&s, "plot.gp", path), script, strlen(script), err);
    if (status == OK)
        status = draw(&s, gnuplot, err);
    if (status == OK)
        status = print_plot(&s, out, err);
    clean(&s);
    free(gnuplot);
    return status;
}
