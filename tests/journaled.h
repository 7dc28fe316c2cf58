/* journaled.h - records a test can tell from each other, and journals of them. */
#ifndef HEBB_JOURNALED_H
#define HEBB_JOURNALED_H

#include "runner/store/journal.h"
#include "tests/stored.h"

Key journaled_key(int64_t i);

/* Appends record i; its number of values, error and text differ from its neighbours'. */
Status journaled_append(Journal *j, int64_t i, Error *err);
/* Record i is in the table as it was appended? */
bool journaled_is_whole(const TrialTable *t, int64_t i);

/* Adds records first .. first+count-1 to a journal and closes it. */
void journaled_make(const char *path, int64_t first, int64_t count);
/* Reads a journal of records below 100, all of which must be whole; how many there are. */
int64_t journaled_read(const char *path, JournalReport *report);

#endif
