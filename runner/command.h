/* command.h - the verbs of the command line, one file each, and the ground they share. */
#ifndef HEBB_COMMAND_H
#define HEBB_COMMAND_H

#include "runner/arguments.h"
#include "runner/config/experiment.h"
#include "runner/store/results.h"

/* One row per verb; command_table in main.c ends with { 0 }. */
typedef struct {
    const char *name;
    const char *usage;        /* "CONFIG|FOLDER..." */
    const char *help;         /* one line */
    const OptionRow *options; /* ends with { 0 } */
    int64_t least, most;      /* positional arguments; most < 0: any number */
    Status (*run)(const Arguments *a, Messages *m);
} Command;

extern const Command command_plan, command_run, command_show, command_export, command_plot,
    command_check, command_baseline, command_nightly, command_diff, command_report, command_digest,
    command_verify, command_list, command_describe;

/* ---- shared by the verbs (workspace.c) ------------------------------------------------------- */

/* Options every verb understands. */
#define COMMON_OPTIONS                                                                             \
    { "color", 0, "auto|always|never", "colour of messages and tables" },                          \
    {                                                                                              \
        "help", 'h', NULL, "what this command does"                                                \
    }

/* Adds an Error as a message without a place; returns its code. */
Status report(Messages *m, const Error *err);

/* The same for a result that cannot be read, with a hint where `path` names a config or lacks its
 * folder. */
Status report_unread(Messages *m, const Error *err, const char *path);

/* True if text on this stream may be coloured: --color, NO_COLOR, TERM, a terminal. */
bool use_color(const Arguments *a, FILE *out);

/* The config files among files and folders (a folder: its *.yml, sorted). A name that is not here
 * may be that of an experiment installed with hebb. Caller frees with list_free. An empty folder is
 * a message. */
Status list_configs(const char *const *paths, int64_t count, char ***configs, int64_t *found,
                    Messages *m);
void list_free(char **list, int64_t count);

/* The folder of --output, `results` without it; ERR_USAGE for an empty name. */
Status output_folder(const Arguments *a, const char **dir, Messages *m);

/* Where the results of an experiment lie: DIR/[PROFILE/]NAME plus `suffix`. Caller frees; NULL when
 * memory runs out. */
char *result_path(const char *dir, const char *profile, const char *name, const char *suffix);
/* Makes a folder and its parents. */
Status make_folders(const char *path, Error *err);

/* Overrides as the provenance holds them, one a line, with `\n` and `\\` for line feeds and
 * backslashes in them. Caller frees; NULL when memory runs out. */
char *overrides_join(const char *const *list);

/* A result file with the experiment it was made from. */
typedef struct {
    Results results;
    Experiment experiment;
} Opened;
Status result_open(Opened *o, const char *path, Messages *m);
void result_close(Opened *o);

/* The folder with figure scripts: beside the config, in the source tree of this program, installed,
 * or ./plots; the first that holds `file`. Caller frees; NULL if none does. */
char *find_plots(const char *config, const char *file);

#endif
