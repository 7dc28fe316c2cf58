/* command_nightly.c - hebb nightly: everything computed anew with the fixed and with a fresh seed,
 * held against references, baseline and the nights before; one line says how it went. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "runner/nightly.h"
#include "runner/reporting.h"

static const OptionRow options[] = {
    { "output", 'o', "DIR", "folder of results; the night's lie in DIR/nightly (default results)" },
    { "threads", 'j', "N", "threads to use (default: every processor allowed)" },
    { "baseline", 0, "DIR", "folder of baselines (default " BASELINE_FOLDER ")" },
    { "profile", 'p', "NAME", "profile of the experiments that have it (default nightly)" },
    { "date", 0, "YYYY-MM-DD", "the night, which is the fresh seed (default: today, UTC)" },
    { "history", 0, "FILE", "where the nights are kept (default DIR/nightly/history.HOST.tsv)" },
    { "timings", 0, "inform|ignore", "whether timings are looked at (default inform)" },
    { "no-report", 0, NULL, "no page with figures" },
    { "verbose", 'v', NULL, "every check, and progress" },
    COMMON_OPTIONS,
    { 0 },
};

static Status no_memory(Messages *m)
{
    message_error(m, (Place){ 0 }, NULL, "memory ran out");
    return ERR_MEMORY;
}

/* ---- what to do ------------------------------------------------------------------------------ */

static bool has_word(const char *const *words, const char *word)
{
    for (; *words; words++)
        if (strcmp(*words, word) == 0)
            return true;
    return false;
}

static Status read_options(Night *n, const Arguments *a, Messages *m)
{
    static const char *const words[] = { "inform", "ignore", NULL };
    int timings = 0;
    int64_t threads = 0;
    char extra;
    unsigned year, month, day;
    *n = (Night){
        .dir = arguments_get(a, "output", "results"),
        .profile = arguments_get(a, "profile", "nightly"),
        .baselines = arguments_get(a, "baseline", BASELINE_FOLDER),
        .threads = arguments_get(a, "threads", NULL),
        .progress = arguments_has(a, "verbose"),
    };
    const char *date = arguments_get(a, "date", NULL);
    today(n->night);
    if (date)
        snprintf(n->night, sizeof n->night, "%s", date);
    Status status = arguments_int(a, "threads", 1, 1024, &threads, m);
    status = status_worse(status, arguments_word(a, "timings", words, &timings, m));
    n->timings = timings == 0;
    if (date &&
        (strlen(date) != 10 || sscanf(date, "%4u-%2u-%2u%c", &year, &month, &day, &extra) != 3 ||
         month < 1 || month > 12 || day < 1 || day > 31)) {
        message_error(m, (Place){ 0 }, NULL, "`--date %s`: it must be a day, 2026-11-22", date);
        status = ERR_USAGE;
    }
    return status;
}

/* Reads every config before the first trial runs. */
static Status read_configs(Night *n, const Arguments *a, Messages *m)
{
    Status worst = list_configs(a->positional, a->count, &n->config, &n->configs, m);
    n->name = calloc((size_t)n->configs + 1, sizeof *n->name);
    n->has_profile = calloc((size_t)n->configs + 1, sizeof *n->has_profile);
    if (!n->name || !n->has_profile)
        return no_memory(m);
    for (int64_t i = 0; i < n->configs && worst != ERR_MEMORY; i++) {
        Experiment e;
        Status status = experiment_load(n->config[i], "", NULL, m, &e);
        if (status == OK) {
            n->has_profile[i] = has_word(experiment_profiles(&e), n->profile);
            n->name[i] = strdup(e.name);
            experiment_free(&e);
        }
        worst = status_worse(worst, status);
    }
    return worst;
}

/* Two nights in one folder would disturb each other. The lock dies with the process. */
static Status lock(const Night *n, int *file, Messages *m)
{
    char path[4200];
    Error err = { 0 };
    snprintf(path, sizeof path, "%s/nightly", n->dir);
    if (make_folders(path, &err) != OK)
        return report(m, &err);
    snprintf(path, sizeof path, "%s/nightly/lock", n->dir);
    *file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (*file >= 0 && flock(*file, LOCK_EX | LOCK_NB) == 0)
        return OK;
    if (*file < 0) {
        message_error(m, (Place){ 0 }, NULL, "cannot make `%s`: %s", path, strerror(errno));
        return ERR_OUTPUT;
    }
    message_error(m, (Place){ 0 }, NULL, "another night is running in `%s/nightly`", n->dir);
    return ERR_FOREIGN;
}

/* ---- the night ------------------------------------------------------------------------------- */

static bool stopped(Status s)
{
    return s == ERR_TERMINATED || s == ERR_INTERRUPTED;
}

static Status run_legs(const Night *n, Messages *m)
{
    char seed[16];
    Status worst = OK;
    snprintf(seed, sizeof seed, "%.4s%.2s%.2s", n->night, n->night + 5, n->night + 8);
    for (int64_t i = 0; i < n->configs && !stopped(worst); i++) {
        worst = status_worse(worst, leg_run(n, "fixed", i, NULL, m));
        if (!stopped(worst))
            worst = status_worse(worst, leg_run(n, "fresh", i, seed, m));
    }
    return worst;
}

/* Opens both legs of everything that could be run, and decides. */
static Status judge_legs(const Night *n, Judgement *j, char **paths, Messages *m)
{
    static const char *const names[] = { "fixed", "fresh" };
    const char **legs = calloc(2 * (size_t)n->configs + 1, sizeof *legs);
    int64_t count = 0;
    for (int leg = 0; legs && leg < 2; leg++) {
        for (int64_t i = 0; i < n->configs; i++) {
            char *path = leg_path(n, names[leg], n->name[i]);
            if (path && access(path, F_OK) == 0) {
                legs[count] = names[leg];
                paths[count++] = path;
            } else {
                free(path); /* why it could not be run is told already */
            }
        }
    }
    Status status = legs ? judge(j, (const char *const *)paths, legs, count, n->baselines, true, m)
                         : no_memory(m);
    free(legs);
    return status;
}

static Status read_history(Series *s, const Night *n, const Arguments *a, char path[4200],
                           Messages *m)
{
    char host[256] = "machine";
    gethostname(host, sizeof host - 1);
    snprintf(path, 4200, "%s/nightly/history.%s.tsv", n->dir, host);
    if (arguments_has(a, "history"))
        snprintf(path, 4200, "%s", arguments_get(a, "history", ""));
    Status status = history_read(&s->history, path, m);
    s->first = s->history.count;
    return status;
}

static void print_since(FILE *out, const Series *s, const Judgement *j)
{
    const HistoryRow *bad, *good;
    for (int64_t i = 0; i < j->count; i++) {
        const Judged *item = &j->items[i];
        const char *name = item->opened.experiment.name;
        if (strcmp(item->leg, "fixed") != 0 || item->verdicts.baseline != BASELINE_BITS ||
            item->verdicts.identical || !series_since(s, name, &bad, &good))
            continue;
        fprintf(out, "%s: other bits than the baseline since %s (commit %s)", name, bad->night,
                bad->commit);
        if (good)
            fprintf(out, ", last the same on %s (commit %s)", good->night, good->commit);
        fprintf(out, "\n");
    }
}

/* The one line: for a mail's subject, or the summary of a job. */
static void print_line(FILE *out, const Night *n, const Judgement *j, const Series *s)
{
    char line[512];
    VerdictTotals t = verdicts_total(j->sheets, j->count);
    verdicts_line(&t, line, sizeof line);
    fprintf(out, "hebb nightly %s: %s", n->night, line);
    if (s->drifts > 0)
        fprintf(out, "; %lld drift", (long long)s->drifts);
    fprintf(out, "\n");
}

static void print_all(FILE *out, const Night *n, const Judgement *j, const Series *s, bool verbose,
                      bool color)
{
    char budget[256];
    VerdictTotals t = verdicts_total(j->sheets, j->count);
    print_line(out, n, j, s);
    verdicts_budget(&t, budget, sizeof budget);
    fprintf(out, "%s; %lld series over the nights: by chance one alarmed night in %.0f\n", budget,
            (long long)s->series, 1 / (s->limits.alarms + 1e-4));
    verdicts_table(out, j->sheets, j->count, verbose, color);
    print_since(out, s, j);
}

/* ---- outputs --------------------------------------------------------------------------------- */

/* check.txt and summary.txt, the words; verdicts.json and junit.xml. */
static Status save(const Night *n, const Judgement *j, const Series *s, Messages *m)
{
    static const char *const names[] = { "check.txt", "summary.txt" };
    char path[4200];
    Status worst = OK;
    for (int i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/nightly/%s", n->dir, names[i]);
        FILE *out = fopen(path, "w");
        if (out && i == 0)
            print_all(out, n, j, s, true, false);
        else if (out)
            print_line(out, n, j, s);
        bool good = out && !ferror(out);
        if ((out && fclose(out) != 0) || !good) {
            message_error(m, (Place){ 0 }, NULL, "cannot write `%s`: %s", path, strerror(errno));
            worst = ERR_OUTPUT;
        }
    }
    snprintf(path, sizeof path, "%s/nightly/verdicts.json", n->dir);
    worst = status_worse(worst, verdicts_save(j, path, verdicts_json, m));
    snprintf(path, sizeof path, "%s/nightly/junit.xml", n->dir);
    return status_worse(worst, verdicts_save(j, path, verdicts_junit, m));
}

/* DIR/nightly/report/index.html. */
static Status save_page(const Night *n, const Judgement *j, const Series *s, char **paths,
                        Messages *m)
{
    char dir[4200];
    ReportOrder order = { .paths = (const char *const *)paths,
                          .dir = dir,
                          .formats = FIGURE_SVG,
                          .history = &s->history };
    snprintf(dir, sizeof dir, "%s/nightly/report", n->dir);
    while (order.count < 2 * n->configs && paths[order.count])
        order.count++;
    return report_make(j, &order, m);
}

static Status evaluate(const Night *n, const Arguments *a, Messages *m)
{
    Judgement j;
    Series s = { 0 };
    char path[4200];
    Error err = { 0 };
    char **paths = calloc(2 * (size_t)n->configs + 1, sizeof *paths);
    if (!paths)
        return no_memory(m);
    Status worst = judge_legs(n, &j, paths, m);
    worst = status_worse(worst, leg_repeat(n, &j, m));
    Status history = read_history(&s, n, a, path, m);
    worst = status_worse(worst, history);
    worst = status_worse(worst, series_score(&s, n, &j, m));
    worst = status_worse(worst, timings_look(&s, n, &j, m));
    if (history == OK && history_append(&s.history, s.first, path, &err) != OK)
        worst = status_worse(worst, report(m, &err));
    for (int64_t i = 0; i < j.count; i++)
        worst = status_worse(worst, verdicts_status(&j.items[i].verdicts));
    worst = status_worse(worst, save(n, &j, &s, m));
    if (!arguments_has(a, "no-report"))
        worst = status_worse(worst, save_page(n, &j, &s, paths, m));
    print_all(stdout, n, &j, &s, arguments_has(a, "verbose"), use_color(a, stdout));
    history_free(&s.history);
    judgement_free(&j);
    list_free(paths, 2 * n->configs);
    return worst;
}

static Status run(const Arguments *a, Messages *m)
{
    Night n;
    int file = -1;
    Status status = read_options(&n, a, m);
    if (status == OK)
        status = read_configs(&n, a, m);
    if (status == OK)
        status = lock(&n, &file, m);
    if (status == OK) {
        status = run_legs(&n, m);
        if (!stopped(status))
            status = status_worse(status, evaluate(&n, a, m));
    }
    if (file >= 0)
        close(file);
    list_free(n.name, n.configs);
    list_free(n.config, n.configs);
    free(n.has_profile);
    return status;
}

const Command command_nightly = {
    .name = "nightly",
    .usage = "CONFIG|FOLDER...",
    .help = "compute everything anew, fixed and fresh seed, and judge it",
    .options = options,
    .least = 1,
    .most = -1,
    .run = run,
};
