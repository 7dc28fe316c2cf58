/* progress_state.h - inside a Progress: what is counted, and how it is said in each mode. */
#ifndef HEBB_PROGRESS_STATE_H
#define HEBB_PROGRESS_STATE_H

#include <pthread.h>

#include "runner/execute/eta.h"
#include "runner/execute/progress.h"

struct Progress {
    FILE *out;
    ProgressMode mode;
    bool color;
    double (*clock)(void *context); /* seconds, monotonic */
    void *clock_context;

    pthread_mutex_t counting; /* guards eta and failed; never held while writing */
    Eta eta;
    int64_t failed; /* in this run */

    pthread_mutex_t writing; /* guards what follows, and the order of lines */
    const Plan *plan;        /* NULL before the first start */
    const char *name;        /* of the experiment; borrowed from the plan */
    double started, shown;   /* when it began; when the last progress line was written */
    int64_t failures_shown;
    bool line; /* a line to be rewritten stands on the terminal */
};

/* What a line can say of the run at one moment. */
typedef struct {
    int64_t trials, total, failed; /* stored ones included */
    double work;                   /* fraction done, by cost */
    double left;                   /* seconds; NAN if unknown */
    double elapsed;                /* seconds */
} Moment;

/* One function per thing said; progress.c holds p->writing and decides when. */
typedef struct {
    void (*idle)(Progress *p, const char *name, const Plan *plan);
    void (*start)(Progress *p, int threads);
    void (*moment)(Progress *p, const Moment *now);
    void (*failed)(Progress *p, const FinishedTrial *t, const char *point_text);
    void (*stopping)(Progress *p, int stop, int64_t in_flight);
    void (*end)(Progress *p, const Moment *now, bool stopped, const char *note);
    void (*saving)(Progress *p, const char *name);
    void (*saved)(Progress *p, const char *path, int64_t bytes, const char *digest);
    double interval; /* seconds between moments */
} ProgressVoice;

extern const ProgressVoice progress_terminal, progress_plain, progress_json;

enum { FAILURES_SHOWN = 10 }; /* further ones are only counted */

/* Writes text without what could steer a terminal or break a line. */
void progress_put(FILE *out, const char *text);

/* Removes the line being rewritten, if there is one. */
void progress_clear(Progress *p);

#endif
