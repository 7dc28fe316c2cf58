/* nightly.h - the parts of a night: legs that are run, series over the nights, timings measured
 * again. Private to command_nightly. */
#ifndef HEBB_NIGHTLY_H
#define HEBB_NIGHTLY_H

#include "runner/analyze/detect.h"
#include "runner/analyze/history.h"
#include "runner/judge.h"

/* A night: what was asked, and what it found so far. */
typedef struct {
    const char *dir;       /* of results; the night's lie in dir/nightly */
    const char *baselines; /* folder */
    const char *profile;   /* for experiments that have it */
    char night[16];        /* YYYY-MM-DD, also the fresh seed */
    const char *threads;   /* NULL: every processor */
    bool timings;          /* look at them */
    bool progress;
    int64_t configs;
    char **config;     /* [configs] paths */
    char **name;       /* [configs] of the experiments */
    bool *has_profile; /* [configs] */
} Night;

/* ---- legs (nightly_legs.c) ------------------------------------------------------------------- */

/* dir/nightly/LEG/NAME.h5; caller frees, NULL when memory runs out. */
char *leg_path(const Night *n, const char *leg, const char *name);

/* Runs experiment i from nothing in a process of its own, so that a crash costs one experiment.
 * `seed`: NULL for that of the config. What went wrong is a message. */
Status leg_run(const Night *n, const char *leg, int64_t i, const char *seed, Messages *m);

/* Runs again what failed with its fixed seed; where the bits changed, the verdicts become "not
 * reproducible". */
Status leg_repeat(const Night *n, Judgement *j, Messages *m);

/* ---- series (nightly_series.c) --------------------------------------------------------------- */

typedef struct {
    History history;
    int64_t first;  /* of tonight's rows */
    int64_t series; /* that share the limits of drift */
    DriftLimits limits;
    int64_t drifts; /* alarms of tonight */
} Series;

/* Scores everything of the fresh leg against the nights before, adds alarms to its verdicts, and
 * tonight's rows to the history in memory. */
Status series_score(Series *s, const Night *n, Judgement *j, Messages *m);

/* The first night of an unbroken run of nights on which the fixed leg of an experiment had other
 * bits than its baseline, up to tonight; and the commits of that night and of the last good one.
 * False if tonight's are the same. */
bool series_since(const Series *s, const char *experiment, const HistoryRow **bad,
                  const HistoryRow **good);

/* ---- timings (nightly_timings.c) ------------------------------------------------------------- */

/* Adds tonight's timings to the history in memory, looks for steps, measures suspects again in
 * turns, and adds what is confirmed as advice. */
Status timings_look(Series *s, const Night *n, Judgement *j, Messages *m);

/* Shared: adds a row of tonight, unless the night already has one of this series; true if added. */
bool series_add(Series *s, const Night *n, const Judged *item, const char *number, const char *kind,
                double value, double error, double score);
/* Rows of nights before tonight; see history_series. */
int64_t series_before(const Series *s, const Night *n, const Judged *item, const char *number,
                      const char *kind, const HistoryRow **rows, int64_t most, int64_t *segment);

#endif
