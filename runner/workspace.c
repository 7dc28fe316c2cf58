/* workspace.c - what several verbs need: paths, folders of configs, results with their experiment.
 */
#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runner/command.h"
#include "runner/store/hdf5_file.h"

Status report(Messages *m, const Error *err)
{
    message_error(m, (Place){ 0 }, NULL, "%s", err->text);
    return err->code;
}

bool use_color(const Arguments *a, FILE *out)
{
    const char *asked = arguments_get(a, "color", "auto"), *none = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    if (strcmp(asked, "auto") != 0)
        return strcmp(asked, "always") == 0;
    return isatty(fileno(out)) && !(none && *none) && !(terminal && strcmp(terminal, "dumb") == 0);
}

static Status out_of_memory(Messages *m)
{
    message_error(m, (Place){ 0 }, NULL, "memory ran out");
    return ERR_MEMORY;
}

static Status list_add(char ***list, int64_t *count, const char *folder, const char *name,
                       Messages *m)
{
    char **longer = realloc(*list, (size_t)(*count + 1) * sizeof **list);
    if (!longer)
        return out_of_memory(m);
    *list = longer;
    size_t size = strlen(folder) + strlen(name) + 2;
    longer[*count] = malloc(size);
    if (!longer[*count])
        return out_of_memory(m);
    snprintf(longer[*count], size, "%s%s%s", folder, *folder && *name ? "/" : "", name);
    ++*count;
    return OK;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static Status list_folder(const char *path, char ***configs, int64_t *found, Messages *m)
{
    DIR *folder = opendir(path);
    if (!folder) {
        message_error(m, (Place){ 0 }, NULL, "cannot read the folder `%s`: %s", path,
                      strerror(errno));
        return ERR_CONFIG;
    }
    Status status = OK;
    int64_t first = *found;
    for (struct dirent *d; status == OK && (d = readdir(folder));) {
        size_t size = strlen(d->d_name);
        if (d->d_name[0] != '.' && size > 4 && strcmp(d->d_name + size - 4, ".yml") == 0)
            status = list_add(configs, found, path, d->d_name, m);
    }
    closedir(folder);
    if (status == OK && *found == first) {
        message_error(m, (Place){ 0 }, NULL, "no *.yml in the folder `%s`", path);
        return ERR_CONFIG;
    }
    qsort(*configs + first, (size_t)(*found - first), sizeof **configs, by_name);
    return status;
}

/* A folder of the house that holds `file`: where this program was installed to, or in the tree it
 * was built in. Caller frees; NULL if there is none. */
static char *find_shared(const char *kind, const char *file)
{
    static const char *const places[] = { "%s/../share/hebb/%s", "%s/../../%s", "%s/../%s",
                                          "%s/../../../%s" };
    char program[4096] = "", folder[4400], path[8800];
    ssize_t size = readlink("/proc/self/exe", program, sizeof program - 1);
    program[size > 0 ? size : 0] = '\0';
    const char *own = dirname(program);
    for (size_t i = 0; size > 0 && i < sizeof places / sizeof *places; i++) {
        snprintf(folder, sizeof folder, places[i], own, kind);
        snprintf(path, sizeof path, "%s/%s", folder, file);
        if (access(path, R_OK) == 0)
            return strdup(folder);
    }
    return NULL;
}

/* A name without a folder that is not here may be that of an experiment that comes with hebb, with
 * or without its `.yml`; `configs`, of all of them. */
static void find_config(char *path, size_t size)
{
    char file[300];
    bool all = strcmp(path, "configs") == 0;
    const char *end = strrchr(path, '.');
    if (strchr(path, '/') || strlen(path) > 255 || access(path, F_OK) == 0)
        return;
    snprintf(file, sizeof file, "%s%s", all ? "." : path,
             all || (end && strcmp(end, ".yml") == 0) ? "" : ".yml");
    char *folder = find_shared("configs", file);
    if (folder)
        snprintf(path, size, "%s%s%s", folder, all ? "" : "/", all ? "" : file);
    free(folder);
}

Status list_configs(const char *const *paths, int64_t count, char ***configs, int64_t *found,
                    Messages *m)
{
    Status worst = OK;
    *configs = NULL;
    *found = 0;
    for (int64_t i = 0; i < count; i++) {
        struct stat st;
        char path[4096];
        snprintf(path, sizeof path, "%s", paths[i]);
        for (size_t n = strlen(path); n > 1 && path[n - 1] == '/'; n--)
            path[n - 1] = '\0';
        find_config(path, sizeof path);
        bool folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
        Status status =
            folder ? list_folder(path, configs, found, m) : list_add(configs, found, "", path, m);
        worst = status_worse(worst, status);
    }
    return worst;
}

void list_free(char **list, int64_t count)
{
    for (int64_t i = 0; list && i < count; i++)
        free(list[i]);
    free(list);
}

Status output_folder(const Arguments *a, const char **dir, Messages *m)
{
    *dir = arguments_get(a, "output", "results");
    if (**dir)
        return OK;
    message_error(m, (Place){ 0 }, NULL, "`--output` names no folder");
    return ERR_USAGE;
}

char *result_path(const char *dir, const char *profile, const char *name, const char *suffix)
{
    size_t size = strlen(dir) + strlen(profile) + strlen(name) + strlen(suffix) + 3;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%s/%s%s%s%s", dir, profile, *profile ? "/" : "", name, suffix);
    return path;
}

Status make_folders(const char *path, Error *err)
{
    char part[4096];
    size_t size = strlen(path);
    if (size >= sizeof part)
        return error_set(err, ERR_OUTPUT, "the path `%s` is too long", path);
    for (size_t i = 1; i <= size; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        snprintf(part, sizeof part, "%.*s", (int)i, path);
        if (mkdir(part, 0777) != 0 && errno != EEXIST)
            return error_set(err, ERR_OUTPUT, "cannot make the folder `%s`: %s", part,
                             strerror(errno));
    }
    return OK;
}

char *overrides_join(const char *const *list)
{
    size_t size = 1;
    for (const char *const *o = list; *o; o++)
        size += 2 * strlen(*o) + 1;
    char *lines = malloc(size), *to = lines;
    for (const char *const *o = list; lines && *o; o++) {
        for (const char *c = *o; *c; c++) {
            if (*c == '\n' || *c == '\\')
                *to++ = '\\';
            *to++ = *c;
            if (*c == '\n')
                to[-1] = 'n';
        }
        *to++ = '\n';
    }
    if (lines)
        *to = '\0';
    return lines;
}

/* The other way, in place. Caller frees the list. */
static char **overrides_split(char *text)
{
    size_t lines = 2;
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    char **list = calloc(lines, sizeof *list), *to = text;
    for (size_t n = 0; list && *text; n++) {
        list[n] = to;
        for (; *text && *text != '\n'; text++) {
            bool escaped = *text == '\\' && text[1];
            text += escaped;
            *to++ = escaped && *text == 'n' ? '\n' : *text;
        }
        text += *text == '\n';
        *to++ = '\0';
    }
    return list;
}

Status report_unread(Messages *m, const Error *err, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *end = strrchr(name, '.');
    bool config = end && strcmp(end, ".yml") == 0;
    size_t stem = config ? (size_t)(end - name) : strlen(name);
    char other[4200];
    snprintf(other, sizeof other, "results/%.*s%s", (int)stem, name,
             end && strcmp(end, ".h5") == 0 ? "" : ".h5");
    Status status = report(m, err);
    if (strcmp(other, path) != 0 && access(other, R_OK) == 0)
        message_help(m, "did you mean `%s`?", other);
    else if (config && access(path, R_OK) == 0)
        message_help(m, "this is a config; `hebb run %s` makes a result of it", path);
    return status;
}

Status result_open(Opened *o, const char *path, Messages *m)
{
    Error err = { 0 };
    memset(o, 0, sizeof *o);
    Status status = hdf5_read(&o->results, path, &err);
    if (status != OK)
        return report_unread(m, &err, path);
    const char *config = attributes_get(&o->results.root, "config");
    const char *name = attributes_get(&o->results.root, "experiment");
    const char *profile = attributes_get(&o->results.provenance, "profile");
    const char *overrides = attributes_get(&o->results.provenance, "overrides");
    char *lines = strdup(overrides ? overrides : "");
    char **list = lines ? overrides_split(lines) : NULL;
    char shown[4200];
    snprintf(shown, sizeof shown, "%s.yml", name ? name : path);
    if (!list)
        status = out_of_memory(m);
    else
        status = experiment_parse(shown, config ? config : "", strlen(config ? config : ""),
                                  profile, (const char *const *)list, m, &o->experiment);
    free(list);
    free(lines);
    if (status == ERR_CONFIG)
        message_note(
            m, "this is the configuration inside `%s`; another version of hebb may have written it",
            path);
    if (status != OK)
        results_free(&o->results);
    return status;
}

void result_close(Opened *o)
{
    experiment_free(&o->experiment);
    results_free(&o->results);
}

char *find_plots(const char *config, const char *file)
{
    char own[4096], folder[4200], path[8400];
    snprintf(own, sizeof own, "%s", config ? config : ".");
    snprintf(folder, sizeof folder, "%s/../plots", dirname(own));
    snprintf(path, sizeof path, "%s/%s", folder, file);
    if (access(path, R_OK) == 0)
        return strdup(folder);
    char *shared = find_shared("plots", file);
    if (shared)
        return shared;
    snprintf(path, sizeof path, "plots/%s", file);
    return access(path, R_OK) == 0 ? strdup("plots") : NULL;
}
