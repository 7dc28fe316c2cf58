/* judge.c - see judge.h */
#include "runner/judge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

char *baseline_path(const char *folder, const char *profile, const char *name)
{
    return result_path(folder, strcmp(profile, "default") == 0 ? "" : profile, name, ".txt");
}

const char *today(char text[16])
{
    time_t now = (time_t)-1;
    struct timespec t;
    struct tm parts;
    if (clock_gettime(CLOCK_REALTIME, &t) == 0)
        now = t.tv_sec;
    if (!gmtime_r(&now, &parts) || strftime(text, 16, "%Y-%m-%d", &parts) == 0)
        snprintf(text, 16, "1970-01-01");
    return text;
}

static Status open_one(Judged *item, const char *baselines, Messages *m)
{
    Status status = result_open(&item->opened, item->path, m);
    if (status != OK)
        return status;
    const Experiment *e = &item->opened.experiment;
    char *path = baseline_path(baselines, e->profile, e->name);
    if (!path) {
        message_error(m, (Place){ 0 }, NULL, "memory ran out");
        return ERR_MEMORY;
    }
    status = baseline_read(&item->baseline, path, m);
    item->has_baseline = status == OK;
    free(path);
    return status == ERR_BASELINE ? OK : status;
}

static CheckContext context_of(const Judged *item, const char *day, int64_t comparisons)
{
    return (CheckContext){ .baseline = item->has_baseline ? &item->baseline : NULL,
                           .today = day,
                           .comparisons = comparisons,
                           .fresh = strcmp(item->leg, "fresh") == 0 };
}

static Status decide(Judgement *j, Messages *m)
{
    char day[16];
    Status worst = OK;
    int64_t comparisons = 0;
    today(day);
    for (int64_t i = 0; i < j->count; i++) {
        CheckContext context = context_of(&j->items[i], day, 0);
        comparisons += check_comparisons(&j->items[i].opened.results,
                                         &j->items[i].opened.experiment, &context);
    }
    for (int64_t i = 0; i < j->count; i++) {
        Judged *item = &j->items[i];
        Error err = { 0 };
        CheckContext context = context_of(item, day, comparisons);
        Status status = check_all(&item->verdicts, &item->opened.results, &item->opened.experiment,
                                  &context, &err);
        if (status != OK)
            report(m, &err);
        j->sheets[i] =
            (VerdictSheet){ item->opened.experiment.name, item->path, item->leg, &item->verdicts };
        worst = status_worse(worst, status == OK ? verdicts_status(&item->verdicts) : status);
    }
    return worst;
}

/* One message for all that have none: they have one cause and one help. */
static void ask_for_baselines(const Judgement *j, Messages *m)
{
    char names[512] = "";
    const Judged *first = NULL;
    size_t used = 0;
    for (int64_t i = 0; i < j->count; i++) {
        const Judged *item = &j->items[i];
        const char *name = item->opened.experiment.name;
        if (strcmp(item->leg, "fresh") == 0)
            continue; /* the fixed leg asks for both */
        if (item->verdicts.baseline == BASELINE_OTHER) {
            message_error(m, (Place){ 0 }, NULL,
                          "the baseline of `%s` is of another config or version", name);
            message_help(
                m, "`hebb baseline diff %s` shows what changed; `hebb baseline accept` takes it",
                item->path);
        }
        if (item->verdicts.baseline != BASELINE_ABSENT || used + strlen(name) + 8 > sizeof names)
            continue;
        used +=
            (size_t)snprintf(names + used, sizeof names - used, "%s`%s`", used ? ", " : "", name);
        first = first ? first : item;
    }
    if (!first)
        return;
    message_error(m, (Place){ 0 }, NULL, "no baseline for %s", names);
    message_help(m,
                 "look at the numbers with `hebb show %s`, then `hebb baseline accept %s --reason "
                 "\"first run\"`",
                 first->path, first->path);
}

Status judge(Judgement *j, const char *const *paths, const char *const *legs, int64_t count,
             const char *baselines, bool ask, Messages *m)
{
    Status worst = OK;
    *j = (Judgement){ 0 };
    j->items = calloc((size_t)count + 1, sizeof *j->items);
    j->sheets = calloc((size_t)count + 1, sizeof *j->sheets);
    if (!j->items || !j->sheets) {
        message_error(m, (Place){ 0 }, NULL, "memory ran out");
        return ERR_MEMORY;
    }
    for (int64_t i = 0; i < count; i++) {
        Judged *item = &j->items[j->count];
        *item = (Judged){ .path = paths[i], .leg = legs ? legs[i] : "" };
        Status status = open_one(item, baselines, m);
        worst = status_worse(worst, status);
        if (item->opened.experiment.name)
            j->count++;
    }
    worst = status_worse(worst, decide(j, m));
    if (ask)
        ask_for_baselines(j, m);
    return worst;
}

void judgement_free(Judgement *j)
{
    for (int64_t i = 0; i < j->count; i++) {
        verdicts_free(&j->items[i].verdicts);
        baseline_free(&j->items[i].baseline);
        result_close(&j->items[i].opened);
    }
    free(j->items);
    free(j->sheets);
    *j = (Judgement){ 0 };
}

Status verdicts_save(const Judgement *j, const char *path,
                     void (*put)(FILE *out, const VerdictSheet *sheets, int64_t count), Messages *m)
{
    char temporary[4200];
    if (strcmp(path, "-") == 0) {
        put(stdout, j->sheets, j->count);
        return OK;
    }
    snprintf(temporary, sizeof temporary, "%s.new", path);
    FILE *out = fopen(temporary, "w");
    if (out)
        put(out, j->sheets, j->count);
    bool good = out && fflush(out) == 0 && !ferror(out);
    if (out)
        good = fclose(out) == 0 && good;
    if (good && rename(temporary, path) == 0)
        return OK;
    message_error(m, (Place){ 0 }, NULL, "cannot write `%s`: %s", path, strerror(errno));
    unlink(temporary);
    return ERR_OUTPUT;
}
