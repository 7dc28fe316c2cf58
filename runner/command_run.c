/* command_run.c - hebb run: what its options ask for, over all configs that are named. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "runner/config/number.h"
#include "runner/flight.h"

static const OptionRow options[] = {
    { "output", 'o', "DIR", "folder of results (default results)" },
    { "flat", 0, NULL, "results straight into that folder, without one for the profile" },
    { "threads", 'j', "N", "threads to use (default: every processor allowed)" },
    { "profile", 'p', "NAME", "a profile of the config: smoke, nightly, full, ..." },
    { "set", 's', "KEY=VALUE", "override a key, e.g. sweep.load=[0.1, 0.15]; may be repeated" },
    { "fresh", 0, NULL, "recompute what is stored" },
    { "retry", 0, "failed", "run failed trials again" },
    { "halt", 0, "WHEN,fail=N|N%",
      "stop `now` or `soon` after so many failed trials, or such a share" },
    { "timeout", 0, "SECONDS", "a trial that takes longer fails" },
    { "progress", 0, "auto|plain|json|none", "what stderr shows" },
    COMMON_OPTIONS,
    { 0 },
};

static Status bad_option(Messages *m, const char *name, const char *value, const char *allowed)
{
    message_error(m, (Place){ 0 }, NULL, "`--%s %s`: %s", name, value, allowed);
    return ERR_USAGE;
}

/* now,fail=1 or soon,fail=10% */
static Status read_halt(RunOptions *run, const Arguments *a, Messages *m)
{
    const char *text = arguments_get(a, "halt", NULL);
    if (!text)
        return OK;
    const char *equal = strstr(text, ",fail="), *amount = equal ? equal + strlen(",fail=") : "";
    size_t size = equal ? (size_t)(equal - text) : 0, digits = strlen(amount);
    bool soon = size == 4 && strncmp(text, "soon", size) == 0;
    char number[24] = "";
    int64_t value = 0;
    bool percent = digits > 0 && amount[digits - 1] == '%';
    snprintf(number, sizeof number, "%.*s", (int)(digits - percent), amount);
    run->halt.now = size == 3 && strncmp(text, "now", size) == 0;
    if (!(soon || run->halt.now) || digits - percent >= sizeof number ||
        !number_parse_int(number, &value) || value < 1 || (percent && value > 100))
        return bad_option(m, "halt", text, "write now,fail=1 or soon,fail=10%");
    if (percent)
        run->halt.share = (double)value / 100;
    else
        run->halt.failures = value;
    return OK;
}

static Status read_options(RunOptions *run, const Arguments *a, const char **set, Messages *m)
{
    static const char *const modes[] = { "auto", "plain", "json", "none", NULL };
    static const ProgressMode mode_of[] = { PROGRESS_AUTO, PROGRESS_PLAIN, PROGRESS_JSON,
                                            PROGRESS_NONE };
    int mode = 0;
    run->flat = arguments_has(a, "flat");
    run->profile = arguments_get(a, "profile", "");
    run->overrides = arguments_all(a, "set", set);
    run->plan = (PlanOptions){ .shard = 1, .shards = 1, .fresh = arguments_has(a, "fresh") };
    Status status = output_folder(a, &run->dir, m);
    status = status_worse(status, arguments_int(a, "threads", 1, 1024, &run->threads, m));
    status = status_worse(status, arguments_word(a, "progress", modes, &mode, m));
    status = status_worse(status, read_halt(run, a, m));
    const char *retry = arguments_get(a, "retry", NULL),
               *timeout = arguments_get(a, "timeout", NULL);
    if (retry && strcmp(retry, "failed") != 0)
        status = bad_option(m, "retry", retry, "write --retry failed");
    run->plan.retry_failed = retry != NULL;
    if (timeout && (!number_parse_real(timeout, &run->timeout) || !(run->timeout > 0)))
        status = bad_option(m, "timeout", timeout, "it must be a positive number of seconds");
    run->mode = mode_of[mode];
    if (status == OK && !(run->progress = progress_new(stderr, run->mode, use_color(a, stderr)))) {
        message_error(m, (Place){ 0 }, NULL, "memory ran out");
        status = ERR_MEMORY;
    }
    return status;
}

static void join_command_line(RunOptions *run, const Arguments *a)
{
    size_t used = (size_t)snprintf(run->command_line, sizeof run->command_line, "hebb run");
    for (int64_t i = 0; i < a->count + a->given && used < sizeof run->command_line; i++) {
        int64_t k = i - a->count;
        int n =
            k < 0 ? snprintf(run->command_line + used, sizeof run->command_line - used, " %s",
                             a->positional[i])
                  : snprintf(run->command_line + used, sizeof run->command_line - used, " --%s%s%s",
                             a->option[k]->name, a->option[k]->argument ? " " : "", a->value[k]);
        used += n > 0 ? (size_t)n : 0;
    }
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static bool same_file(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* Two experiments of one name would take turns at writing one result. */
static Status check_names(char *const *configs, int64_t count, Messages *m)
{
    Status status = OK;
    for (int64_t i = 0; i < count; i++)
        for (int64_t k = 0; k < i; k++)
            if (strcmp(base_name(configs[i]), base_name(configs[k])) == 0 &&
                !same_file(configs[i], configs[k])) {
                message_error(m, (Place){ 0 }, NULL,
                              "`%s` and `%s` have one name, and so one result", configs[k],
                              configs[i]);
                message_help(m, "rename one, or run them into different folders with --output");
                status = ERR_USAGE;
            }
    return status;
}

/* Every config is read and expanded before the first trial runs: nothing runs if one is wrong. */
static Status check_all(const RunOptions *o, char *const *configs, int64_t count, Messages *m)
{
    Status worst = check_names(configs, count, m);
    for (int64_t i = 0; count > 1 && i < count; i++) {
        Work w;
        worst = status_worse(worst, work_open(&w, configs[i], o->profile, o->overrides, o->dir, m));
        work_free(&w);
    }
    return worst;
}

/* One experiment after the other. What fails in one does not keep the others from running; a stop
 * and too many failures do. */
static Status run_all(const RunOptions *o, char *const *configs, int64_t count, Messages *m)
{
    Status worst = OK;
    for (int64_t i = 0; i < count; i++) {
        Status stopped = flight_signalled();
        if (stopped != OK)
            fprintf(stderr, "hebb: stopped before %s; the same command goes on\n", configs[i]);
        Status status = stopped != OK ? stopped : flight_run(o, configs[i], m);
        bool halted = status == ERR_STOPPED;
        worst = status_worse(worst, halted ? ERR_TRIAL : status);
        if (halted || status == ERR_INTERRUPTED || status == ERR_TERMINATED || status == ERR_MEMORY)
            break;
    }
    return worst;
}

static Status run(const Arguments *a, Messages *m)
{
    RunOptions o = { 0 };
    const char *set[ARGUMENTS_MAX + 1];
    char **configs = NULL;
    int64_t count = 0;
    Status status = read_options(&o, a, set, m);
    if (status == OK)
        status = list_configs(a->positional, a->count, &configs, &count, m);
    if (status == OK)
        status = check_all(&o, configs, count, m);
    join_command_line(&o, a);
    flight_watch_signals();
    if (status == OK)
        status = run_all(&o, configs, count, m);
    list_free(configs, count);
    progress_free(o.progress);
    return status;
}

const Command command_run = {
    .name = "run",
    .usage = "CONFIG|FOLDER...",
    .help = "run what is missing and write the result",
    .options = options,
    .least = 1,
    .most = -1,
    .run = run,
};
