/* judge.h - results opened, held against their baselines, and decided under one budget of false
 * alarms: what check, nightly and report start from. */
#ifndef HEBB_JUDGE_H
#define HEBB_JUDGE_H

#include "runner/command.h"
#include "runner/present/verdicts.h"

#define BASELINE_FOLDER "results/baselines"

typedef struct {
    const char *path; /* of the result; borrowed */
    const char *leg;  /* "fixed", "fresh"; "" outside a night */
    Opened opened;
    bool has_baseline;
    Baseline baseline;
    Verdicts verdicts;
} Judged;

typedef struct {
    int64_t count;
    Judged *items;
    VerdictSheet *sheets; /* [count] the same, for runner/present */
} Judgement;

/* Opens, compares and decides. `legs` may be NULL. What cannot be opened, and results without a
 * baseline that fits, are messages (the latter only if `ask`). Decides what it can; returns the
 * worst of what went wrong and of the verdicts. Free in any case. */
Status judge(Judgement *j, const char *const *paths, const char *const *legs, int64_t count,
             const char *baselines, bool ask, Messages *m);
void judgement_free(Judgement *j);

/* FOLDER/[PROFILE/]NAME.txt; caller frees, NULL when memory runs out. */
char *baseline_path(const char *folder, const char *profile, const char *name);

/* Today, "2026-11-22" (UTC). */
const char *today(char text[16]);

/* Writes verdicts through `put` to a file ("-": standard output), whole or not at all. */
Status verdicts_save(const Judgement *j, const char *path,
                     void (*put)(FILE *out, const VerdictSheet *sheets, int64_t count),
                     Messages *m);

#endif
