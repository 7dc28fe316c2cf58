/* drawing.c - see drawing.h */
#include "runner/drawing.h"

#include <stdlib.h>
#include <string.h>

#include "runner/store/provenance.h"

/* What a figure may take; they take a second of work, and on a crowded machine ten times as long.
 */
enum { WORK_SECONDS = 20, SECONDS = 240 };

int64_t drawing_count(const Experiment *e)
{
    return e->figure_count > 0 ? e->figure_count : 1;
}

static const FigureSpec *spec_of(const Experiment *e, int64_t number)
{
    return number < e->figure_count ? &e->figures[number] : NULL;
}

/* The experiment's name; with the script's where that says more, with a number where neither does.
 */
static void make_id(Drawing *d, const Experiment *e, int64_t number)
{
    const FigureSpec *spec = spec_of(e, number);
    const char *script = spec && spec->script ? spec->script : "", *base = strrchr(script, '/');
    base = base ? base + 1 : script;
    int length = (int)strcspn(base, ".");
    size_t own = strlen(e->name);
    if (length > 0 && strncmp(base, e->name, own) == 0)
        snprintf(d->id, sizeof d->id, "%.*s", length, base);
    else if (length > 0)
        snprintf(d->id, sizeof d->id, "%.100s_%.*s", e->name, length, base);
    else if (number == 0)
        snprintf(d->id, sizeof d->id, "%.150s", e->name);
    else
        snprintf(d->id, sizeof d->id, "%.150s_%lld", e->name, (long long)number + 1);
    for (char *c = d->id; *c; c++) {
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_", *c))
            *c = '_';
    }
}

static void add_file(KeyStream *s, const char *path)
{
    char chunk[4096];
    FILE *in = fopen(path, "rb");
    for (size_t got; in && (got = fread(chunk, 1, sizeof chunk, in)) > 0;)
        key_stream_add(s, chunk, got);
    if (in)
        fclose(in);
}

static Status make_key(Drawing *d, Error *err)
{
    char style[4400];
    KeyStream *s = key_stream_new();
    if (!s)
        return error_set(err, ERR_MEMORY, "memory ran out while preparing a figure");
    const char *const texts[] = { provenance_version(), d->id, d->title, d->description };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        key_stream_add(s, texts[i], strlen(texts[i]) + 1);
    add_file(s, d->script);
    snprintf(style, sizeof style, "%s/style.gp", d->folder);
    add_file(s, style);
    for (int i = 0; i < d->data.count; i++) {
        key_stream_add(s, d->data.files[i].name, strlen(d->data.files[i].name) + 1);
        key_stream_add(s, d->data.files[i].text, d->data.files[i].size + 1);
    }
    d->key = key_stream_end(s);
    return OK;
}

Status drawing_init(Drawing *d, const Results *r, const Experiment *e, int64_t number,
                    const char *config, Error *err)
{
    const FigureSpec *spec = spec_of(e, number);
    const char *script = spec && spec->script ? spec->script : "auto.gp";
    memset(d, 0, sizeof *d);
    make_id(d, e, number);
    d->title = e->title;
    d->description = e->about ? e->about : e->title;
    d->folder = find_plots(config, script);
    if (!d->folder)
        return error_set(err, ERR_OUTPUT, "there is no figure script `%.100s` in plots/", script);
    size_t size = strlen(d->folder) + strlen(script) + 2;
    d->script = malloc(size);
    if (!d->script)
        return error_set(err, ERR_MEMORY, "memory ran out while preparing a figure");
    snprintf(d->script, size, "%s/%s", d->folder, script);
    Status status = figure_data(&d->data, r, e, spec, err);
    return status == OK ? make_key(d, err) : status;
}

void drawing_rename(Drawing *d, const char *name, const char *slug)
{
    char id[DRAWING_ID];
    size_t length = strlen(name);
    if (strcmp(name, slug) == 0 || strlen(d->id) < length)
        return;
    snprintf(id, sizeof id, "%.150s%s", slug, d->id + length);
    snprintf(d->id, sizeof d->id, "%s", id);
}

void drawing_free(Drawing *d)
{
    free(d->folder);
    free(d->script);
    figure_data_free(&d->data);
    d->folder = d->script = NULL;
}

Status drawing_draw(const Drawing *d, FigureJob job, Error *err)
{
    job.script = d->script;
    job.style_dir = d->folder;
    job.title = d->title;
    job.description = job.words ? NULL : d->description; /* a page says it itself */
    job.files = d->data.files;
    job.file_count = d->data.count;
    job.seconds = SECONDS;
    job.work_seconds = WORK_SECONDS;
    return figure_draw(&job, err);
}

Status drawing_formats(const char *text, unsigned *formats, Messages *m)
{
    static const char *const names[] = { "svg", "pdf", "png" };
    *formats = FIGURE_SVG;
    while (*text) {
        size_t size = strcspn(text, ","), k = 0;
        while (k < 3 && (strlen(names[k]) != size || strncmp(names[k], text, size) != 0))
            k++;
        if (k == 3) {
            message_error(m, (Place){ 0 }, NULL,
                          "`--format` cannot make `%.*s`; it makes svg, pdf and png", (int)size,
                          text);
            return ERR_USAGE;
        }
        *formats |= 1u << k;
        text += size + (text[size] == ',');
    }
    return OK;
}
