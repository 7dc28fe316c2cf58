/* command_baseline.c - hebb baseline accept | diff: the accepted values of an experiment. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runner/config/number.h"
#include "runner/judge.h"

static const OptionRow options[] = {
    { "reason", 'r', "TEXT", "why the numbers are accepted; goes into the log" },
    { "baseline", 0, "DIR", "folder of baselines (default " BASELINE_FOLDER ")" },
    { "output", 'o', "DIR",
      "folder of results, where the night's fixed leg lies (default results)" },
    COMMON_OPTIONS,
    { 0 },
};

/* An experiment in work: its result as judged, and what it would be accepted as. */
typedef struct {
    Judgement judgement;
    const Judged *result;
    Baseline now;
    char *path; /* of the baseline */
} Candidate;

static void candidate_free(Candidate *c)
{
    baseline_free(&c->now);
    free(c->path);
    judgement_free(&c->judgement);
}

/* A result file, or the name of an experiment, whose result is that of the night's fixed seed. */
static const char *find_result(const Arguments *a, const char *given, char path[4200])
{
    size_t size = strlen(given);
    if (size > 3 && strcmp(given + size - 3, ".h5") == 0)
        snprintf(path, 4200, "%s", given);
    else
        snprintf(path, 4200, "%s/nightly/fixed/%s.h5", arguments_get(a, "output", "results"),
                 given);
    return path;
}

static Status open_candidate(Candidate *c, const Arguments *a, const char *given, Messages *m)
{
    char path[4200];
    Error err = { 0 };
    const char *folder = arguments_get(a, "baseline", BASELINE_FOLDER),
               *found = find_result(a, given, path);
    memset(c, 0, sizeof *c);
    if (access(found, F_OK) != 0) {
        message_error(m, (Place){ 0 }, NULL, "no result `%s`", found);
        message_help(m, "run `hebb nightly` first, or name a result file");
        return ERR_USAGE;
    }
    Status status = judge(&c->judgement, &found, NULL, 1, folder, false, m);
    if (c->judgement.count == 0)
        return status;
    c->result = &c->judgement.items[0];
    const Experiment *e = &c->result->opened.experiment;
    c->path = baseline_path(folder, e->profile, e->name);
    status = c->path ? baseline_of(&c->now, &c->result->opened.results, e, &err)
                     : error_set(&err, ERR_MEMORY, "memory ran out");
    for (int64_t i = 0; status == OK && i < e->claim_count; i++)
        status = baseline_add_claim(&c->now, e->claims[i].id,
                                    c->result->verdicts.claims[i].computed, &err);
    baseline_sort(&c->now);
    return status == OK ? OK : report(m, &err);
}

/* ---- diff ------------------------------------------------------------------------------------ */

static void print_change(const BaselineNumber *then, const BaselineNumber *now, double units)
{
    char old[NUMBER_SIZE], new[NUMBER_SIZE], allowed[96];
    number_print(then->value, old);
    number_print(now->value, new);
    allowance_print(&then->allowed, allowed, sizeof allowed);
    double error = hypot(then->error, now->error);
    printf("%c %-34s %s -> %s   %.3g x what is allowed (%s)", units > 1 ? 'x' : ' ', now->name, old,
           new, units, allowed);
    if (error > 0)
        printf(", %+.2f standard errors", (now->value - then->value) / error);
    printf("\n");
}

/* Numbers of two sorted lists side by side; how many lie outside what is allowed. */
static int64_t print_numbers(const Baseline *then, const Baseline *now, int64_t *changed)
{
    int64_t outside = 0;
    for (int64_t i = 0; i < now->number_count; i++) {
        const BaselineNumber *new = &now->numbers[i], *old = baseline_number(then, new->name);
        if (!old) {
            printf("+ %-34s new: %.10g\n", new->name, new->value);
            ++*changed;
            continue;
        }
        double units = allowance_distance(&old->allowed, new->value, old->value);
        if (units == 0)
            continue;
        print_change(old, new, units);
        ++*changed;
        outside += units > 1;
    }
    for (int64_t i = 0; i < then->number_count; i++) {
        if (baseline_number(now, then->numbers[i].name))
            continue;
        printf("x %-34s gone: %.10g\n", then->numbers[i].name, then->numbers[i].value);
        ++*changed;
        outside++;
    }
    return outside;
}

static int64_t print_claims(const Baseline *then, const Baseline *now)
{
    int64_t changed = 0;
    for (int64_t i = 0; i < now->claim_count; i++) {
        const char *old = baseline_claim(then, now->claims[i].id);
        if (!old || strcmp(old, now->claims[i].verdict) == 0)
            continue;
        printf("x claim %-28s %s -> %s\n", now->claims[i].id, old, now->claims[i].verdict);
        changed++;
    }
    return changed;
}

static int64_t count_digests(const Baseline *then, const Baseline *now)
{
    int64_t same = 0;
    for (int64_t i = 0; i < now->digest_count; i++) {
        const BaselineDigest *old = baseline_digest(then, now->digests[i].metric);
        same += old && key_equal(old->digest, now->digests[i].digest);
    }
    return same;
}

static Status diff_one(const Arguments *a, const char *given, Messages *m)
{
    Candidate c;
    Status status = open_candidate(&c, a, given, m);
    if (status == OK && !c.result->has_baseline) {
        message_error(m, (Place){ 0 }, NULL, "no baseline `%s`", c.path);
        message_help(m, "`hebb baseline accept %s --reason \"first run\"` makes it", given);
        status = ERR_BASELINE;
    }
    if (status == OK) {
        const Baseline *then = &c.result->baseline;
        int64_t changed = 0;
        printf("%s against %s, accepted %s\n", c.result->path, c.path, then->accepted);
        printf("%s\n", c.result->verdicts.baseline_text);
        int64_t outside = print_numbers(then, &c.now, &changed);
        int64_t claims = print_claims(then, &c.now);
        printf("%lld of %lld numbers changed, %lld beyond what is allowed; %lld of %lld digests "
               "are the same\n",
               (long long)changed, (long long)c.now.number_count, (long long)outside,
               (long long)count_digests(then, &c.now), (long long)c.now.digest_count);
        status = outside > 0 || claims > 0 ? ERR_CHECK : OK;
    }
    candidate_free(&c);
    return status;
}

/* ---- accept ---------------------------------------------------------------------------------- */

static Status refuse_incomplete(const Opened *o, Messages *m)
{
    const Array *states = results_find(&o->results, "", "trial_status");
    int64_t bad = 0;
    for (int64_t i = 0; states && states->type == ARRAY_STATUS && i < states->size; i++)
        bad += states->status[i] == STATUS_FAILED || states->status[i] == STATUS_MISSING;
    if (bad == 0)
        return OK;
    message_error(m, (Place){ 0 }, NULL, "%lld trials of `%s` failed or are missing: not accepted",
                  (long long)bad, o->experiment.name);
    return ERR_TRIAL;
}

/* What people wrote into the old file stays. */
static Status keep_allowances(Baseline *now, const Baseline *then, Error *err)
{
    for (int64_t i = 0; i < now->number_count; i++) {
        const BaselineNumber *old = baseline_number(then, now->numbers[i].name);
        if (!old)
            continue;
        now->numbers[i].allowed = old->allowed;
        if (old->because && !(now->numbers[i].because = strdup(old->because)))
            return error_set(err, ERR_MEMORY, "memory ran out");
    }
    return OK;
}

/* One line a change, newest last: what was accepted, when, why. */
static Status log_reason(const char *folder, const Candidate *c, const char *reason,
                         const char *what, Error *err)
{
    char path[4200];
    snprintf(path, sizeof path, "%s/REASONS.md", folder);
    bool new = access(path, F_OK) != 0;
    FILE *out = fopen(path, "a");
    if (!out)
        return error_set(err, ERR_OUTPUT, "cannot write `%s`: %s", path, strerror(errno));
    if (new)
        fputs("# Why baselines were accepted\n\n", out);
    fprintf(out, "- %s, %s (%s): ", c->now.accepted, c->now.experiment, c->now.profile);
    for (const char *r = reason; *r; r++)
        fputc((unsigned char)*r < 0x20 ? ' ' : *r, out);
    fprintf(out, " (%s)\n", what);
    bool good = fflush(out) == 0 && !ferror(out);
    return fclose(out) == 0 && good ? OK : error_set(err, ERR_OUTPUT, "cannot write `%s`", path);
}

static Status write_baseline(Candidate *c, const char *folder, const char *reason, Messages *m)
{
    char accepted[96], day[16], what[128];
    Error err = { 0 };
    const Baseline *then = &c->result->baseline;
    bool known = c->result->has_baseline;
    const char *commit = attributes_get(&c->result->opened.results.provenance, "git_commit");
    const char *dirty = attributes_get(&c->result->opened.results.provenance, "git_dirty");
    snprintf(accepted, sizeof accepted, "%s at %.12s%s", today(day), commit ? commit : "unknown",
             dirty && strcmp(dirty, "true") == 0 ? " with changes" : "");
    Status status =
        (c->now.accepted = strdup(accepted)) ? OK : error_set(&err, ERR_MEMORY, "memory ran out");
    if (status == OK && known)
        status = keep_allowances(&c->now, then, &err);
    if (known)
        snprintf(what, sizeof what, "%lld of %lld digests as before",
                 (long long)count_digests(then, &c->now), (long long)c->now.digest_count);
    else
        snprintf(what, sizeof what, "the first");
    char *slash = strrchr(c->path, '/');
    if (status == OK && slash) {
        *slash = '\0';
        status = make_folders(c->path, &err);
        *slash = '/';
    }
    if (status == OK)
        status = baseline_write(&c->now, c->path, &err);
    if (status == OK)
        status = log_reason(folder, c, reason, what, &err);
    if (status != OK)
        return report(m, &err);
    printf("accepted %s: %s; review and commit it\n", c->path, what);
    return OK;
}

static Status accept_one(const Arguments *a, const char *given, Messages *m)
{
    Candidate c;
    Status status = open_candidate(&c, a, given, m);
    if (status == OK)
        status = refuse_incomplete(&c.result->opened, m);
    if (status == OK)
        status = write_baseline(&c, arguments_get(a, "baseline", BASELINE_FOLDER),
                                arguments_get(a, "reason", ""), m);
    candidate_free(&c);
    return status == OK ? ERR_CHECK : status; /* so that no pipeline accepts unseen */
}

/* ---- the verb -------------------------------------------------------------------------------- */

static Status run(const Arguments *a, Messages *m)
{
    static const struct {
        const char *name;
        Status (*one)(const Arguments *a, const char *given, Messages *m);
    } verbs[] = { { "accept", accept_one }, { "diff", diff_one } };
    enum { VERBS = sizeof verbs / sizeof *verbs };
    int verb = 0;
    while (verb < VERBS && strcmp(verbs[verb].name, a->positional[0]) != 0)
        verb++;
    if (verb == VERBS) {
        message_error(m, (Place){ 0 }, NULL,
                      "`hebb baseline` takes accept or diff, and `%s` is neither",
                      a->positional[0]);
        return ERR_USAGE;
    }
    const char *reason = arguments_get(a, "reason", "");
    if (verb == 0 && reason[strspn(reason, " \t\n")] == '\0') {
        message_error(m, (Place){ 0 }, NULL,
                      "say why the numbers are accepted: `--reason \"...\"`");
        return ERR_USAGE;
    }
    Status worst = OK;
    for (int64_t i = 1; i < a->count; i++)
        worst = status_worse(worst, verbs[verb].one(a, a->positional[i], m));
    return worst;
}

const Command command_baseline = {
    .name = "baseline",
    .usage = "accept|diff EXPERIMENT...",
    .help = "accept the numbers of a result, or show what changed",
    .options = options,
    .least = 2,
    .most = -1,
    .run = run,
};
