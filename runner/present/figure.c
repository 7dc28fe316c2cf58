/* figure.c - see figure.h */
#include "runner/present/figure.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runner/present/svg.h"
#include "runner/present/tool.h"

enum { READ_LIMIT = 64 << 20, FILES_LIMIT = 2000, PATH_SIZE = PATH_MAX };

/* A finished file on its way to out_dir. */
typedef struct {
    char *bytes;
    size_t size;
} Bytes;

/* The folder a figure is made in, and the programs that make it. */
typedef struct {
    const FigureJob *job;
    char folder[PATH_SIZE];
    char *gnuplot, *converter;
    char path[PATH_SIZE + 8], home[PATH_SIZE + 8], temporary[PATH_SIZE + 8]; /* environment */
} Scratch;

/* ---- files ---------------------------------------------------------------------------------- */

static Status write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);
        if (written < 0 && errno != EINTR)
            return ERR_OUTPUT;
        if (written > 0) {
            bytes += written;
            size -= (size_t)written;
        }
    }
    return OK;
}

/* Writes a whole file, durably when asked; a half-written one is removed. */
static Status write_file(const char *path, const char *bytes, size_t size, bool durable, Error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0)
        return error_set(err, ERR_OUTPUT, "cannot create %s: %s", path, strerror(errno));
    bool good = write_all(fd, bytes, size) == OK && (!durable || fsync(fd) == 0);
    int reason = errno;
    if (close(fd) != 0 && good) {
        good = false;
        reason = errno;
    }
    if (good)
        return OK;
    unlink(path);
    return error_set(err, ERR_OUTPUT, "cannot write %s: %s", path, strerror(reason));
}

/* Reads a regular file; `what` names it in messages. */
static Status read_file(const char *path, const char *what, Bytes *out, Error *err)
{
    *out = (Bytes){ 0 };
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat file;
    if (fd < 0 || fstat(fd, &file) != 0 || !S_ISREG(file.st_mode)) {
        Status status = error_set(err, ERR_OUTPUT, "cannot read %s: %s", what,
                                  fd < 0 ? strerror(errno) : "not a regular file");
        if (fd >= 0)
            close(fd);
        return status;
    }
    size_t room = file.st_size > READ_LIMIT ? READ_LIMIT : (size_t)file.st_size;
    out->bytes = malloc(room + 1);
    ssize_t got = 1;
    while (out->bytes && out->size < room && got > 0) {
        got = read(fd, out->bytes + out->size, room - out->size);
        out->size += got > 0 ? (size_t)got : 0;
    }
    close(fd);
    if (!out->bytes)
        return error_set(err, ERR_MEMORY, "no memory to read %s", what);
    out->bytes[out->size] = 0;
    if (got >= 0 && file.st_size <= READ_LIMIT)
        return OK;
    return error_set(err, ERR_OUTPUT, "cannot read %s: %s", what,
                     got < 0 ? strerror(errno) : "it is too large");
}

static int remove_entry(const char *path, const struct stat *file, int kind, struct FTW *position)
{
    (void)file;
    (void)kind;
    (void)position;
    return remove(path);
}

/* ---- the scratch folder --------------------------------------------------------------------- */

static void scratch_free(Scratch *s)
{
    if (s->folder[0])
        nftw(s->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    free(s->gnuplot);
    free(s->converter);
    s->gnuplot = s->converter = NULL;
    s->folder[0] = 0;
}

static Status scratch_path(const Scratch *s, const char *name, char *path, Error *err)
{
    if (snprintf(path, PATH_SIZE, "%s/%s", s->folder, name) < PATH_SIZE)
        return OK;
    return error_set(err, ERR_OUTPUT, "the path of %s is too long", name);
}

static Status scratch_put(const Scratch *s, const char *name, const Bytes *content, Error *err)
{
    char path[PATH_SIZE];
    Status status = scratch_path(s, name, path, err);
    return status == OK ? write_file(path, content->bytes, content->size, false, err) : status;
}

/* Copies a trusted script under a fixed name. */
static Status scratch_copy(const Scratch *s, const char *from, const char *name, Error *err)
{
    Bytes content;
    Status status = read_file(from, from, &content, err);
    if (status == OK)
        status = scratch_put(s, name, &content, err);
    free(content.bytes);
    return status;
}

/* Writes a table. A double quote would end a field for gnuplot, whatever the separator is, so it
 * becomes a typographic one. */
static Status scratch_table(const Scratch *s, const FigureFile *file, Error *err)
{
    Bytes content = { .bytes = malloc(3 * file->size + 1) };
    if (!content.bytes)
        return error_set(err, ERR_MEMORY, "no memory for a figure");
    for (size_t i = 0; i < file->size; i++) {
        bool opens = i == 0 || strchr(" \t\n(", file->text[i - 1]);
        if (file->text[i] != '"') {
            content.bytes[content.size++] = file->text[i];
            continue;
        }
        memcpy(content.bytes + content.size, opens ? "\u201C" : "\u201D", 3);
        content.size += 3;
    }
    Status status = scratch_put(s, file->name, &content, err);
    free(content.bytes);
    return status;
}

static Status scratch_init(Scratch *s, const FigureJob *job, Error *err)
{
    *s = (Scratch){ .job = job };
    const char *parent = getenv("TMPDIR"), *search = getenv("PATH");
    parent = parent && *parent == '/' ? parent : "/tmp";
    if (snprintf(s->folder, PATH_SIZE, "%s/hebb-figure-XXXXXX", parent) >= PATH_SIZE ||
        !mkdtemp(s->folder)) {
        s->folder[0] = 0;
        return error_set(err, ERR_OUTPUT, "cannot make a folder in %s: %s", parent,
                         strerror(errno));
    }
    snprintf(s->path, sizeof s->path, "PATH=%s", search ? search : "/usr/bin:/bin");
    snprintf(s->home, sizeof s->home, "HOME=%s", s->folder);
    snprintf(s->temporary, sizeof s->temporary, "TMPDIR=%s", s->folder);
    Status status = scratch_copy(s, job->script, "script.gp", err);
    char style[PATH_SIZE];
    if (status == OK && snprintf(style, sizeof style, "%s/style.gp", job->style_dir) >= PATH_SIZE)
        status = error_set(err, ERR_OUTPUT, "the path of style.gp is too long");
    if (status == OK)
        status = scratch_copy(s, style, "style.gp", err);
    for (int i = 0; status == OK && i < job->file_count; i++)
        status = scratch_table(s, &job->files[i], err);
    return status;
}

static Status scratch_run(const Scratch *s, const char *path, const char *const *arguments,
                          Error *err)
{
    const char *const environment[] = {
        "LC_ALL=C", s->path, s->home, s->temporary, "SOURCE_DATE_EPOCH=0", NULL
    };
    ToolRun run = { .path = path,
                    .arguments = arguments,
                    .environment = environment,
                    .folder = s->folder,
                    .seconds = s->job->seconds,
                    .work_seconds = s->job->work_seconds };
    return tool_run(&run, err);
}

/* ---- drawing -------------------------------------------------------------------------------- */

static bool spelled_with(const char *text, const char *characters)
{
    return *text && text[strspn(text, characters)] == 0;
}

static Status check_job(const FigureJob *job, Error *err)
{
#define LETTERS "abcdefghijklmnopqrstuvwxyz0123456789_"
    static const char names[] = LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ.";
    if (!spelled_with(job->id, LETTERS) || strlen(job->id) > 200)
        return error_set(err, ERR_OUTPUT, "'%.60s' cannot name a figure", job->id);
    size_t length = 0;
    for (int i = 0; i < job->file_count; i++) {
        const char *name = job->files[i].name;
        length += strlen(name) + 1;
        if (!spelled_with(name, names) || name[0] == '.' || length > FILES_LIMIT ||
            strcmp(name, "style.gp") == 0 || strcmp(name, "script.gp") == 0)
            return error_set(err, ERR_OUTPUT, "'%.60s' cannot name a data file of a figure", name);
    }
    return OK;
}

/* gnuplot ends with status 0 when the disk is full: only the closing tag says that all is there. */
static Status check_drawing(const Bytes *drawing, Error *err)
{
    size_t size = drawing->size;
    while (size > 0 && strchr(" \t\r\n", drawing->bytes[size - 1]))
        size--;
    if (size == 0)
        return error_set(err, ERR_OUTPUT, "gnuplot drew nothing");
    if (size < 6 || memcmp(drawing->bytes + size - 6, "</svg>", 6) != 0)
        return error_set(err, ERR_OUTPUT, "gnuplot left an unfinished drawing; is the disk full?");
    return OK;
}

/* Says which script a failure belongs to. */
static Status name_script(const FigureJob *job, Status status, Error *err)
{
    if (status == OK || !err)
        return status;
    char text[sizeof err->text];
    const char *base = strrchr(job->script, '/');
    memcpy(text, err->text, sizeof text);
    return error_set(err, status, "%.150s: %s", base ? base + 1 : job->script, text);
}

/* The first two lines of what a drawing without a head left beside itself, if it did. */
static void read_words(const Scratch *s, FigureWords *words)
{
    char path[PATH_SIZE];
    Bytes text;
    char *const lines[] = { words->title, words->subtitle };
    *words = (FigureWords){ 0 };
    if (scratch_path(s, "figure.txt", path, NULL) != OK || read_file(path, "", &text, NULL) != OK)
        return;
    const char *at = text.bytes;
    for (int i = 0; i < 2; i++) {
        size_t length = strcspn(at, "\n");
        snprintf(lines[i], FIGURE_WORDS, "%.*s", (int)length, at);
        at += length + (at[length] != 0);
    }
    free(text.bytes);
}

/* Runs the script and finishes its drawing. */
static Status draw(const Scratch *s, bool print, Bytes *out, Error *err)
{
    const FigureJob *job = s->job;
    char setup[FILES_LIMIT + 200];
    int used = snprintf(setup, sizeof setup, "OUT='figure';PRINT=%d;BARE=%d;FILES='", print,
                        job->words != NULL);
    for (int i = 0; i < job->file_count; i++)
        used += snprintf(setup + used, sizeof setup - (size_t)used, "%s ", job->files[i].name);
    used += snprintf(setup + used, sizeof setup - (size_t)used, "'");
    if (job->width > 0)
        snprintf(setup + used, sizeof setup - (size_t)used, ";W=%d", job->width);
    const char *const arguments[] = { "gnuplot", "-d", "-e", setup, "script.gp", NULL };
    char path[PATH_SIZE];
    Bytes raw = { 0 };
    Status status = scratch_path(s, "figure.svg", path, err);
    if (status == OK && unlink(path) != 0 && errno != ENOENT)
        status = error_set(err, ERR_OUTPUT, "cannot remove %s: %s", path, strerror(errno));
    if (status == OK)
        status = scratch_run(s, s->gnuplot, arguments, err);
    if (status == OK)
        status = read_file(path, "the drawing that gnuplot should have made", &raw, err);
    if (status == OK)
        status = check_drawing(&raw, err);
    if (status == OK)
        status = svg_finish(raw.bytes, raw.size, job->id, job->title, job->description, &out->bytes,
                            &out->size, err);
    free(raw.bytes);
    if (status == OK && job->words)
        read_words(s, job->words);
    return name_script(job, status, err);
}

/* ---- placing -------------------------------------------------------------------------------- */

/* Moves bytes to out_dir/ID.suffix: a temporary name there, synced, renamed. */
static Status place(const FigureJob *job, const char *suffix, const Bytes *content, Error *err)
{
    char final[PATH_SIZE], temporary[PATH_SIZE];
    if (snprintf(final, PATH_SIZE, "%s/%s.%s", job->out_dir, job->id, suffix) >= PATH_SIZE ||
        snprintf(temporary, PATH_SIZE, "%s/.%s.%s.%ld", job->out_dir, job->id, suffix,
                 (long)getpid()) >= PATH_SIZE)
        return error_set(err, ERR_OUTPUT, "the path of figure %s is too long", job->id);
    unlink(temporary); /* of a run with our number that was killed */
    Status status = write_file(temporary, content->bytes, content->size, true, err);
    if (status == OK && rename(temporary, final) != 0) {
        status = error_set(err, ERR_OUTPUT, "cannot write %s: %s", final, strerror(errno));
        unlink(temporary);
    }
    return status;
}

static bool ends_with(const Bytes *content, const char *begin, size_t begin_size, const char *end,
                      size_t end_size)
{
    return content->size >= begin_size + end_size &&
           memcmp(content->bytes, begin, begin_size) == 0 &&
           memcmp(content->bytes + content->size - end_size, end, end_size) == 0;
}

/* Makes PDF or PNG of page.svg. */
static Status convert(const Scratch *s, unsigned format, Error *err)
{
    bool pdf = format == FIGURE_PDF;
    static const char *const to_pdf[] = { "rsvg-convert", "--format=pdf", "--output=page.pdf",
                                          "page.svg", NULL };
    static const char *const to_png[] = { "rsvg-convert",      "--format=png", "--zoom=2",
                                          "--output=page.png", "page.svg",     NULL };
    char path[PATH_SIZE];
    Bytes made = { 0 };
    Status status = scratch_path(s, pdf ? "page.pdf" : "page.png", path, err);
    if (status == OK)
        status = scratch_run(s, s->converter, pdf ? to_pdf : to_png, err);
    if (status == OK)
        status = read_file(path, "what rsvg-convert should have made", &made, err);
    if (status == OK && !(pdf ? ends_with(&made, "%PDF-", 5, "%%EOF\n", 6)
                              : ends_with(&made, "\x89PNG\r\n", 6, "IEND\xAE\x42\x60\x82", 8)))
        status =
            error_set(err, ERR_OUTPUT, "rsvg-convert left an unfinished file; is the disk full?");
    if (status == OK)
        status = place(s->job, pdf ? "pdf" : "png", &made, err);
    free(made.bytes);
    return status;
}

/* PDF and PNG. librsvg smooths images, so a drawing that holds one is drawn anew with polygons. */
static Status draw_for_print(Scratch *s, const Bytes *screen, Error *err)
{
    Bytes print = { 0 };
    Status status = tool_find("rsvg-convert", &s->converter, err);
    if (status == OK && !s->converter)
        status = error_set(err, ERR_OUTPUT,
                           "rsvg-convert not found; PDF and PNG figures need it "
                           "(apt install librsvg2-bin)");
    bool again = status == OK && strstr(screen->bytes, "<image ");
    if (again)
        status = draw(s, true, &print, err);
    if (status == OK)
        status = scratch_put(s, "page.svg", again ? &print : screen, err);
    for (unsigned format = FIGURE_PDF; status == OK && format <= FIGURE_PNG; format *= 2)
        if (s->job->formats & format)
            status = convert(s, format, err);
    free(print.bytes);
    return status;
}

Status figure_draw(const FigureJob *job, Error *err)
{
    Scratch s = { 0 };
    Bytes drawing = { 0 };
    Status status = check_job(job, err);
    if (status == OK)
        status = scratch_init(&s, job, err);
    if (status == OK)
        status = tool_find("gnuplot", &s.gnuplot, err);
    if (status == OK && !s.gnuplot)
        status = error_set(err, ERR_OUTPUT,
                           "gnuplot not found; figures need gnuplot 5.4 or newer "
                           "(apt install gnuplot-nox)");
    if (status == OK)
        status = draw(&s, false, &drawing, err);
    if (status == OK && job->formats & FIGURE_SVG)
        status = place(job, "svg", &drawing, err);
    if (status == OK && job->formats & (FIGURE_PDF | FIGURE_PNG))
        status = draw_for_print(&s, &drawing, err);
    free(drawing.bytes);
    scratch_free(&s);
    return status;
}
