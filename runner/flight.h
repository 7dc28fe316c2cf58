/* flight.h - one experiment on its way: journal, campaign, result; and the signals that end it
 * early. */
#ifndef HEBB_FLIGHT_H
#define HEBB_FLIGHT_H

#include "runner/pipeline.h"

/* When failed trials end a run: a number of them, or a share of those to do. */
typedef struct {
    int64_t failures; /* 0: no number */
    double share;     /* 0: no share */
    bool now;         /* abandon what is in flight */
} Halt;

/* How experiments are run. */
typedef struct {
    const char *dir, *profile;
    bool flat;                    /* results straight into dir, without a folder for the profile */
    const char *const *overrides; /* NULL-terminated */
    int64_t threads;              /* 0: every processor allowed */
    PlanOptions plan;
    Halt halt;
    double timeout; /* seconds; 0: none */
    ProgressMode mode;
    Progress *progress;
    char command_line[4096];
} RunOptions;

/* Runs what is missing of an experiment and writes its result. ERR_TRIAL when trials have failed,
 * now or before; ERR_INTERRUPTED or ERR_TERMINATED when a signal left trials undone, ERR_STOPPED
 * when failures did (it is said how to go on); ERR_CONFIG when a trial needs more memory than there
 * is. */
Status flight_run(const RunOptions *o, const char *config, Messages *m);

/* From here on SIGINT, SIGTERM and SIGHUP end a run in order: first what is in flight is finished,
 * at the second one abandoned; the third one kills. */
void flight_watch_signals(void);

/* ERR_INTERRUPTED or ERR_TERMINATED once there was a signal, otherwise OK. */
Status flight_signalled(void);

#endif
