/* journal_format.h - the bytes of a journal, and how they are read; private to journal*.c.
 *
 * JOURNAL_MAGIC, then records: a RecordHead, the values, the canonical text, the error text, zeros
 * up to a multiple of 8. The head has a checksum of its own: where it holds, the length can be
 * trusted, so a damaged record is skipped as a whole and reading stays linear whatever the bytes
 * are. */
#ifndef HEBB_JOURNAL_FORMAT_H
#define HEBB_JOURNAL_FORMAT_H

#include "runner/store/journal.h"

#define JOURNAL_MAGIC "hebb journal 1\n" /* with its NUL 16 bytes; the digit is the version */
enum { JOURNAL_MAGIC_SIZE = 16, JOURNAL_VERSION_AT = 13 };
#define RECORD_MARK 0x636572686a42426Eull /* where to look for the next record after damage */

enum { RECORD_FAILED = 1, RECORD_TIMED_OUT = 2 }; /* flags */

/* Written as it lies in memory: all processors hebb runs on are little-endian. */
typedef struct {
    uint64_t mark;
    uint64_t head_checksum; /* of what follows in the head */
    uint64_t length;        /* of the whole record, a multiple of 8 */
    uint64_t body_checksum; /* of everything after the head */
    Key key;
    uint64_t build;
    double seconds;
    uint32_t flags;
    uint32_t value_count, text_length, error_length;
} RecordHead;

_Static_assert(sizeof(RecordHead) == 80, "the journal's format has no padding");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the journal is written as it lies");

/* Bytes of a record with such a head. */
uint64_t record_length(const RecordHead *head);
/* Checksum of the head, its first two fields left out. */
uint64_t record_head_checksum(const RecordHead *head);

/* Reads a journal from its beginning. *end: offset behind the last good record, where writing goes
 * on; 0 if there is not even a whole header (a new file). ERR_FOREIGN when it is no journal. */
Status journal_scan(int fd, const char *path, TrialTable *into, JournalReport *report, int64_t *end,
                    Error *err);

#endif
