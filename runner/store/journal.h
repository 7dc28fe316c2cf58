/* journal.h - the append-only truth of a run.
 *
 * NAME.journal: a header with the format, then records of length, key, canonical text, build,
 * seconds, values, error text and checksum. One writer, held by a lock that dies with its process.
 * Appending gathers in memory; journal_flush() writes with one write() and, when the last one is
 * 50 ms old or on demand, fdatasync. A torn tail is cut off at opening; a damaged record in the
 * middle is skipped, counted and its trial runs again. */
#ifndef HEBB_JOURNAL_H
#define HEBB_JOURNAL_H

#include "runner/store/trials.h"

typedef struct Journal Journal;

typedef struct {
    int64_t records, damaged; /* damaged: records skipped in the middle */
    int64_t torn_bytes;       /* cut off at the end */
} JournalReport;

/* Opens or creates for writing, takes the lock, reads all records into `into`. ERR_FOREIGN when the
 * lock is held (the text names the owner's process id) or when the file is not a journal;
 * ERR_OUTPUT when the folder cannot be written. */
Status journal_open(Journal **j, const char *path, TrialTable *into, JournalReport *report,
                    Error *err);

/* Reads without a lock and without changing the file, also while a run is on. A missing file is an
 * empty journal. */
Status journal_read(const char *path, TrialTable *into, JournalReport *report, Error *err);

/* Thread-safe; memory only. */
Status journal_append(Journal *j, const TrialRecord *record, const char *text, Error *err);

/* Writes what is pending; syncs when due, or always with `sync`. Thread-safe. ERR_OUTPUT when the
 * disk is full or fails: nothing is half recorded, and what is pending stays so for another try. */
Status journal_flush(Journal *j, bool sync, Error *err);

/* Flushes, syncs, closes, unlocks; frees even when that fails. NULL is fine. */
Status journal_close(Journal *j, Error *err);

#endif
