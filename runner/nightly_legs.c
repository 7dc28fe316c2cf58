/* nightly_legs.c - running experiments for a night: see nightly.h */
#include <errno.h>
#include <math.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runner/nightly.h"

extern char **environ;

static char *leg_folder(const Night *n, const char *leg)
{
    char *folder = NULL;
    return asprintf(&folder, "%s/nightly/%s", n->dir, leg) < 0 ? NULL : folder;
}

char *leg_path(const Night *n, const char *leg, const char *name)
{
    char *path = NULL;
    return asprintf(&path, "%s/nightly/%s/%s.h5", n->dir, leg, name) < 0 ? NULL : path;
}

/* What last night left: everything is computed again. */
static void forget(const Night *n, const char *leg, const char *name)
{
    static const char *const endings[] = { "h5", "journal" };
    char path[4200];
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        snprintf(path, sizeof path, "%s/nightly/%s/%s.%s", n->dir, leg, name, endings[i]);
        unlink(path);
    }
}

/* A command of this program as a process; its status as waitpid() tells it, or -1. */
static int call(const char *const *words)
{
    pid_t child;
    int status = 0;
    if (posix_spawn(&child, "/proc/self/exe", NULL, NULL, (char *const *)(uintptr_t)words,
                    environ) != 0)
        return -1;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return -1;
    return status;
}

/* Exit statuses of `hebb run` as a Status; the worst that goes on. */
static Status understand(int status, const char *name, const char *leg, Messages *m)
{
    if (status < 0) {
        message_error(m, (Place){ 0 }, NULL, "cannot start a process for `%s`", name);
        return ERR_OUTPUT;
    }
    if (WIFSIGNALED(status)) {
        message_error(m, (Place){ 0 }, NULL, "`%s` (%s seed) crashed: signal %d, %s", name, leg,
                      WTERMSIG(status), strsignal(WTERMSIG(status)));
        return ERR_TRIAL;
    }
    int code = WEXITSTATUS(status);
    if (code == 0)
        return OK;
    for (int s = 1; s < STATUS_COUNT; s++)
        if (status_exit((Status)s) == code) {
            if (code != 75 && code != 130)
                message_error(m, (Place){ 0 }, NULL, "`%s` (%s seed) ended with status %d", name,
                              leg, code);
            return (Status)s;
        }
    message_error(m, (Place){ 0 }, NULL, "`%s` (%s seed) ended with status %d", name, leg, code);
    return ERR_TRIAL;
}

Status leg_run(const Night *n, const char *leg, int64_t i, const char *seed, Messages *m)
{
    char override[64];
    const char *words[24] = { "hebb",    "run",        "--flat",
                              "--fresh", "--progress", n->progress ? "auto" : "none" };
    int k = 6;
    char *folder = leg_folder(n, leg);
    if (!folder) {
        message_error(m, (Place){ 0 }, NULL, "memory ran out");
        return ERR_MEMORY;
    }
    words[k++] = "--output";
    words[k++] = folder;
    if (n->has_profile[i]) {
        words[k++] = "--profile";
        words[k++] = n->profile;
    }
    if (n->threads) {
        words[k++] = "--threads";
        words[k++] = n->threads;
    }
    if (seed) {
        snprintf(override, sizeof override, "seed.base=%s", seed);
        words[k++] = "--set";
        words[k++] = override;
    }
    words[k++] = "--";
    words[k++] = n->config[i];
    words[k] = NULL;
    forget(n, leg, n->name[i]);
    Status status = understand(call(words), n->name[i], leg, m);
    free(folder);
    return status;
}

/* ---- repetition ------------------------------------------------------------------------------ */

static bool same_array(const Array *a, const Array *b)
{
    if (!b || a->type != b->type || a->size != b->size)
        return false;
    for (int64_t i = 0; a->type == ARRAY_REAL && i < a->size; i++)
        if (memcmp(&a->real[i], &b->real[i], sizeof a->real[i]) != 0 &&
            !(isnan(a->real[i]) && isnan(b->real[i])))
            return false;
    return a->type != ARRAY_STATUS || memcmp(a->status, b->status, (size_t)a->size) == 0;
}

/* Names the first array that differs; false if the reproducible content is the same. */
static bool differs(const Results *a, const Results *b, char *where, size_t size)
{
    if (key_equal(results_digest(a), results_digest(b)))
        return false;
    snprintf(where, size, "its attributes");
    for (int64_t i = 0; i < a->array_count; i++) {
        const Array *x = &a->arrays[i];
        if (strcmp(x->group, "timing") == 0 || same_array(x, results_find(b, x->group, x->name)))
            continue;
        snprintf(where, size, "%s%s%s", x->group, *x->group ? "/" : "", x->name);
        break;
    }
    return true;
}

static Status repeat_one(const Night *n, Judged *item, int64_t i, Messages *m)
{
    Opened again;
    char where[256];
    char *path = leg_path(n, "again", n->name[i]);
    Status status = path ? leg_run(n, "again", i, NULL, m) : ERR_MEMORY;
    if (status == OK || status == ERR_TRIAL)
        status = result_open(&again, path, m);
    if (status == OK) {
        if (differs(&item->opened.results, &again.results, where, sizeof where))
            verdicts_not_reproducible(&item->verdicts, where);
        result_close(&again);
        forget(n, "again", n->name[i]);
    }
    free(path);
    return status;
}

Status leg_repeat(const Night *n, Judgement *j, Messages *m)
{
    Status worst = OK;
    for (int64_t k = 0; k < j->count; k++) {
        Judged *item = &j->items[k];
        if (strcmp(item->leg, "fixed") != 0 || item->verdicts.failed == 0)
            continue;
        for (int64_t i = 0; i < n->configs; i++)
            if (strcmp(n->name[i], item->opened.experiment.name) == 0)
                worst = status_worse(worst, repeat_one(n, item, i, m));
    }
    return worst;
}
