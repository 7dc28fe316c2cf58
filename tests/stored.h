/* stored.h - a small finished experiment with everything a result can hold: axes of every type, a
 * zip axis, arrays of different length, missing and failed trials, another machine's timing. */
#ifndef HEBB_STORED_H
#define HEBB_STORED_H

#include "runner/store/assemble.h"
#include "tests/support.h"

/* Trials with a fate of their own; all others are finished and have simple values. */
enum {
    STORED_MISSING = 5,
    STORED_FAILED = 7,
    STORED_TIMED_OUT = 11,
    STORED_ELSEWHERE = 13, /* its timings are of another build */
};
#define STORED_BUILD 0x1234567890abcdefull

typedef struct {
    Setup setup; /* sample.noop: label (2) x flip (2) x gain,size (3), 3 replicates */
    TrialTable *trials;
    Theory theory;
    Results results;
} Stored;

/* Level of a trial: what its values derive from. */
double stored_level(int64_t trial);

/* Aborts on any trouble. */
void stored_make(Stored *s);
/* The same with what analysis adds: summaries, derived numbers. */
void stored_make_analyzed(Stored *s);
void stored_free(Stored *s);

/* A file name of this process in the folder for temporary files; `text` has STORED_PATH bytes. */
enum { STORED_PATH = 300 };
const char *stored_path(const char *name, char *text);

/* A whole file, allocated; and a file of these bytes. Abort on trouble. */
unsigned char *stored_read(const char *path, size_t *size);
void stored_write(const char *path, const void *bytes, size_t size);

#endif
