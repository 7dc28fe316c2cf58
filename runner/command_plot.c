/* command_plot.c - hebb plot: draws the figures of results. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "runner/drawing.h"

static const OptionRow options[] = {
    { "output", 'o', "DIR", "folder of figures (default figures)" },
    { "results", 'r', "DIR", "where results of configs lie (default results)" },
    { "profile", 'p', "NAME", "plot the results of this profile of the configs" },
    { "format", 'f', "svg,pdf,png", "what to make (default svg)" },
    COMMON_OPTIONS,
    { 0 },
};

static Status draw(const Opened *o, int64_t number, const char *config, const char *dir,
                   unsigned formats, Messages *m)
{
    Drawing d;
    Error err = { 0 };
    Status status = drawing_init(&d, &o->results, &o->experiment, number, config, &err);
    FigureJob job = { .id = d.id, .out_dir = dir, .formats = formats };
    if (status == OK)
        status = drawing_draw(&d, job, &err);
    if (status == OK) {
        printf("%s/%s.svg\n", dir, d.id);
    } else {
        message_error(m, (Place){ 0 }, NULL, "figure `%s`: %s", d.id, err.text);
        message_note(m, "the numbers are safe; nothing has to run again");
    }
    drawing_free(&d);
    return status;
}

static Status plot_result(const char *path, const char *config, const char *dir, unsigned formats,
                          Messages *m)
{
    Opened o;
    Status status = result_open(&o, path, m);
    if (status != OK)
        return status;
    for (int64_t i = 0; i < drawing_count(&o.experiment); i++)
        status = status_worse(status, draw(&o, i, config, dir, formats, m));
    result_close(&o);
    return status;
}

static bool is_config(const char *path)
{
    struct stat st;
    size_t size = strlen(path);
    return (size > 4 && strcmp(path + size - 4, ".yml") == 0) ||
           (stat(path, &st) == 0 && S_ISDIR(st.st_mode));
}

/* The result of a config under the profile asked for. */
static Status plot_config(const Arguments *a, const char *config, const char *dir, unsigned formats,
                          Messages *m)
{
    Experiment e;
    Status status = experiment_load(config, arguments_get(a, "profile", ""), NULL, m, &e);
    if (status != OK)
        return status;
    char *path = result_path(arguments_get(a, "results", "results"), e.profile, e.name, ".h5");
    struct stat st;
    if (!path) {
        message_error(m, (Place){ 0 }, NULL, "memory ran out");
        status = ERR_MEMORY;
    } else if (stat(path, &st) != 0) {
        message_error(m, (Place){ 0 }, NULL, "no result `%s`: %s", path, strerror(errno));
        message_help(m, "`hebb run %s` makes it", config);
        status = ERR_FOREIGN;
    } else {
        status = plot_result(path, config, dir, formats, m);
    }
    free(path);
    experiment_free(&e);
    return status;
}

static Status run(const Arguments *a, Messages *m)
{
    unsigned formats;
    Error err = { 0 };
    const char *dir = arguments_get(a, "output", "figures");
    Status status = drawing_formats(arguments_get(a, "format", "svg"), &formats, m);
    if (status != OK)
        return status;
    if ((status = make_folders(dir, &err)) != OK)
        return report(m, &err);
    for (int64_t i = 0; i < a->count; i++) {
        char **configs = NULL;
        int64_t count = 0;
        if (!is_config(a->positional[i])) {
            status = status_worse(status, plot_result(a->positional[i], NULL, dir, formats, m));
            continue;
        }
        Status one = list_configs(&a->positional[i], 1, &configs, &count, m);
        for (int64_t k = 0; k < count; k++)
            one = status_worse(one, plot_config(a, configs[k], dir, formats, m));
        status = status_worse(status, one);
        list_free(configs, count);
    }
    return status;
}

const Command command_plot = {
    .name = "plot",
    .usage = "RESULT|CONFIG|FOLDER...",
    .help = "draw the figures of results",
    .options = options,
    .least = 1,
    .most = -1,
    .run = run,
};
