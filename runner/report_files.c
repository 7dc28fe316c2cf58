/* report_files.c - see report_files.h */
#include "runner/report_files.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runner/drawing.h"
#include "runner/present/export.h"
#include "runner/present/output.h"

enum { NARROW = 380, PATH_ROOM = 4600 }; /* pixels of a phone's figure */

/* ---- figures --------------------------------------------------------------------------------- */

/* A figure on its way: the page's layouts in one thread, the files in another. */
typedef struct {
    const Drawing *drawing;
    const char *figures, *cache; /* folders */
    unsigned formats;
    bool narrow;
    FigureWords words;
    Status status;
    Error err;
} Work;

static void *draw_files(void *argument)
{
    Work *w = argument;
    FigureJob job = { .id = w->drawing->id, .out_dir = w->figures, .formats = w->formats };
    w->status = drawing_draw(w->drawing, job, &w->err);
    return NULL;
}

static void *draw_layouts(void *argument)
{
    Work *w = argument;
    char id[DRAWING_ID + 16];
    FigureWords same;
    for (int narrow = 0; narrow < 2 && w->status == OK; narrow++) {
        snprintf(id, sizeof id, "%s_%s", w->drawing->id, narrow ? "narrow" : "wide");
        FigureJob job = { .id = id,
                          .out_dir = w->cache,
                          .formats = FIGURE_SVG,
                          .width = narrow ? NARROW : 0,
                          .words = narrow ? &same : &w->words };
        w->status = drawing_draw(w->drawing, job, &w->err);
    }
    return NULL;
}

/* Two lines of words and one with the key of what they were made from. */
static void note_print(const Drawing *d, unsigned formats, const FigureWords *words, char *text,
                       size_t size)
{
    char key[KEY_TEXT_SIZE];
    key_print(d->key, key);
    snprintf(text, size, "%s %u\n%s\n%s\n", key, formats, words->title, words->subtitle);
}

static void note_words(const char *note, FigureWords *words)
{
    char *const lines[] = { words->title, words->subtitle };
    *words = (FigureWords){ 0 };
    for (int i = 0; i < 2; i++) {
        note += strcspn(note, "\n");
        note += *note == '\n';
        snprintf(lines[i], FIGURE_WORDS, "%.*s", (int)strcspn(note, "\n"), note);
    }
}

static bool file_is(const char *folder, const char *id, const char *suffix)
{
    char path[PATH_ROOM];
    snprintf(path, sizeof path, "%s/%s%s", folder, id, suffix);
    return access(path, R_OK) == 0;
}

static unsigned formats_there(const char *folder, const char *id)
{
    return (file_is(folder, id, ".svg") ? FIGURE_SVG : 0) |
           (file_is(folder, id, ".pdf") ? FIGURE_PDF : 0) |
           (file_is(folder, id, ".png") ? FIGURE_PNG : 0);
}

/* True, with the words, when an earlier run has left all of it. */
static bool is_drawn(const Work *w, const char *note_path, ReportFigure *f)
{
    char *note, fresh[KEY_TEXT_SIZE + 2 * FIGURE_WORDS + 32];
    size_t size;
    if ((formats_there(w->figures, f->id) & w->formats) != w->formats ||
        !output_read(note_path, &note, &size))
        return false;
    note_words(note, &f->words);
    note_print(w->drawing, w->formats, &f->words, fresh, sizeof fresh);
    bool same = strcmp(note, fresh) == 0;
    free(note);
    return same;
}

static void load_layouts(ReportFigure *f, const char *cache)
{
    char path[PATH_ROOM];
    size_t size;
    snprintf(path, sizeof path, "%s/%s_wide.svg", cache, f->id);
    output_read(path, &f->wide, &size);
    snprintf(path, sizeof path, "%s/%s_narrow.svg", cache, f->id);
    output_read(path, &f->narrow, &size);
}

/* What an earlier run has left of this figure is of other data. */
static void forget(const ReportFigure *f, const char *figures, const char *cache)
{
    static const char *const suffixes[] = { "_wide.svg", "_narrow.svg", ".note" };
    char path[PATH_ROOM];
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s%s", cache, f->id, suffixes[i]);
        unlink(path);
    }
    for (int k = 0; k < 3; k++) {
        snprintf(path, sizeof path, "%s/%s.%s", figures, f->id,
                 k == 0   ? "svg"
                 : k == 1 ? "pdf"
                          : "png");
        unlink(path);
    }
}

static Status draw_both(Work *files, Work *layouts)
{
    pthread_t thread;
    bool apart = pthread_create(&thread, NULL, draw_layouts, layouts) == 0;
    draw_files(files);
    if (apart)
        pthread_join(thread, NULL);
    else
        draw_layouts(layouts);
    return status_worse(files->status, layouts->status);
}

/* Draws what has to be drawn anew. A program that had to be stopped is not started again. */
static Status draw_anew(Work *files, Work *layouts, ReportFigure *f, bool *hung, Error *err)
{
    forget(f, files->figures, files->cache);
    if (*hung)
        return error_set(err, ERR_OUTPUT, "not tried: a program did not end at another figure");
    Status status = draw_both(files, layouts);
    f->words = layouts->words;
    if (status != OK)
        *err = layouts->status != OK ? layouts->err : files->err;
    *hung = status != OK && strstr(err->text, "was stopped after");
    return status;
}

static Status make_figure(ReportFigure *f, const Drawing *d, const char *figures, const char *cache,
                          unsigned formats, bool *hung, Error *err)
{
    char note_path[PATH_ROOM], note[KEY_TEXT_SIZE + 2 * FIGURE_WORDS + 32];
    Work files = { .drawing = d, .figures = figures, .cache = cache, .formats = formats },
         layouts = files;
    Status status = OK;
    snprintf(note_path, sizeof note_path, "%s/%s.note", cache, f->id);
    if (!is_drawn(&files, note_path, f))
        status = draw_anew(&files, &layouts, f, hung, err);
    load_layouts(f, cache);
    f->formats = formats_there(figures, f->id);
    if (status != OK || !f->wide || !f->narrow)
        return status != OK ? status : error_set(err, ERR_OUTPUT, "the drawing was lost");
    note_print(d, formats, &f->words, note, sizeof note);
    return output_write(note_path, note, strlen(note), err);
}

Status report_figures(ReportItem *item, const char *dir, unsigned formats, bool *hung, Error *err)
{
    char figures[PATH_ROOM - 300], cache[PATH_ROOM - 300];
    Status worst = OK;
    snprintf(figures, sizeof figures, "%s/figures", dir);
    snprintf(cache, sizeof cache, "%s/.drawn", dir);
    item->figures = calloc((size_t)drawing_count(item->experiment), sizeof *item->figures);
    if (!item->figures)
        return error_set(err, ERR_MEMORY, "memory ran out while making the page");
    for (int64_t i = 0; i < drawing_count(item->experiment); i++) {
        Drawing d;
        Error reason = { 0 };
        ReportFigure *f = &item->figures[item->figure_count++];
        Status status = drawing_init(&d, item->results, item->experiment, i, NULL, &reason);
        drawing_rename(&d, item->experiment->name, item->slug);
        snprintf(f->id, sizeof f->id, "%s", d.id);
        if (status == OK)
            status = make_figure(f, &d, figures, cache, formats, hung, &reason);
        else
            forget(f, figures, cache);
        drawing_free(&d);
        if (status != OK) {
            snprintf(f->trouble, sizeof f->trouble, "%s", reason.text);
            *err = reason;
        }
        worst = status_worse(worst, status);
    }
    return worst;
}

/* ---- data ------------------------------------------------------------------------------------ */

static Status write_table(ReportItem *item, const char *dir, ExportLevel level, const char *metric,
                          const char *tail, int64_t *count, Error *err)
{
    Table t = { 0 };
    char *text = NULL, path[PATH_ROOM];
    size_t size = 0;
    const char *metrics[] = { metric, NULL };
    ExportOptions options = { .level = level, .metrics = metric ? metrics : NULL };
    Status status = export_table(&t, item->results, item->experiment, &options, NULL, err);
    if (status == OK)
        status = table_print(&t, TABLE_CSV, &text, &size, err);
    table_free(&t);
    char name[REPORT_SLUG + 300];
    snprintf(name, sizeof name, "%s%s%s.csv", item->slug, *tail ? "_" : "", tail);
    snprintf(path, sizeof path, "%s/data/%s", dir, name);
    if (status == OK)
        status = output_write(path, text, size, err);
    free(text);
    if (status == OK && !(item->data[*count] = strdup(name)))
        return error_set(err, ERR_MEMORY, "memory ran out while making the page");
    *count += status == OK;
    return status;
}

Status report_data(ReportItem *item, const char *dir, Error *err)
{
    const Experiment *e = item->experiment;
    int64_t count = 0;
    item->data = calloc((size_t)metric_count(e->algorithm) + 3, sizeof *item->data);
    if (!item->data)
        return error_set(err, ERR_MEMORY, "memory ran out while making the page");
    Status status = write_table(item, dir, EXPORT_SUMMARY, NULL, "", &count, err);
    if (status == OK && e->derived_count > 0)
        status = write_table(item, dir, EXPORT_DERIVED, NULL, "derived", &count, err);
    for (const Metric *m = e->algorithm->metrics; status == OK && m->name; m++)
        if (m->dims[0] &&
            results_find(item->results, m->kind == METRIC_TIMING ? "timing" : "", m->name))
            status = write_table(item, dir, EXPORT_SUMMARY, m->name, m->name, &count, err);
    return status;
}
