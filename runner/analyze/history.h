/* history.h - what the nights measured: one append-only text per machine, one number a line.
 *
 *     night  commit  segment  experiment  number  kind  value  error  score
 *
 * separated by tabs, with that line as its first. kind: score (against an exact law: value and
 * error are nan), mean (a number of the fresh seed), seconds (timings), digest (of the fixed leg;
 * its number is the digest's digits, value 1 if the baseline's). A segment is named after the
 * baseline that was valid: an accepted one begins a new segment. Windows count lines of a series,
 * not days. */
#ifndef HEBB_HISTORY_H
#define HEBB_HISTORY_H

#include "runner/config/message.h"

enum { HISTORY_NAME = 96 };

typedef struct {
    char night[16], commit[16], segment[16], kind[12]; /* night: YYYY-MM-DD */
    char experiment[HISTORY_NAME], number[HISTORY_NAME];
    double value, error, score;
} HistoryRow;

typedef struct {
    int64_t count, capacity;
    HistoryRow *rows; /* oldest first */
    int64_t whole;    /* bytes of whole lines: where the next one belongs */
} History;

/* Reads it; no file is an empty history. A last line that is cut off is left out, with a message;
 * anything else that is wrong is a message and ERR_FOREIGN. */
Status history_read(History *h, const char *path, Messages *m);
void history_free(History *h);

/* Adds a row in memory. */
Status history_add(History *h, const HistoryRow *row, Error *err);
/* Appends rows first .. count-1 to the file, after its last whole line. */
Status history_append(const History *h, int64_t first, const char *path, Error *err);

/* Rows of one series, oldest first, at most `most`; *segment is the index of the first that is of
 * the segment `now` (== the count returned when there is none). */
int64_t history_series(const History *h, const char *experiment, const char *number,
                       const char *kind, const char *now, const HistoryRow **rows, int64_t most,
                       int64_t *segment);

#endif
