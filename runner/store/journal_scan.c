/* journal_scan.c - reading a journal, whatever its state: see journal_format.h */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runner/store/journal_format.h"

enum { WINDOW_BYTES = 1 << 20 };

/* The stretch of the file that is in memory. It begins at a multiple of 8 of the file. */
typedef struct {
    int fd;
    const char *path;
    unsigned char *bytes;
    size_t capacity, start, end; /* what is left to read: bytes[start .. end) */
    int64_t offset;              /* of bytes[start] in the file */
    int64_t size;                /* of the file when reading began: later bytes are another's */
} Window;

/* What was skipped since the last good record: at the end it is torn, before another one damaged.
 */
typedef struct {
    int64_t records;
    bool gap; /* the last of them is a stretch of bytes without a head */
} Lost;

uint64_t record_length(const RecordHead *head)
{
    uint64_t length =
        sizeof *head + 8 * (uint64_t)head->value_count + head->text_length + head->error_length;
    return (length + 7) / 8 * 8;
}

uint64_t record_head_checksum(const RecordHead *head)
{
    size_t from = offsetof(RecordHead, length);
    return key_checksum((const char *)head + from, sizeof *head - from, RECORD_MARK);
}

/* Makes at least `need` bytes available where the file has them. */
static Status window_fill(Window *w, size_t need, Error *err)
{
    if (w->end - w->start >= need)
        return OK;
    memmove(w->bytes, w->bytes + w->start, w->end - w->start);
    w->end -= w->start;
    w->start = 0;
    if (need > w->capacity) {
        unsigned char *larger = realloc(w->bytes, need);
        if (!larger)
            return error_set(err, ERR_MEMORY, "memory ran out while reading `%s`", w->path);
        w->bytes = larger;
        w->capacity = need;
    }
    while (w->end < w->capacity && w->offset + (int64_t)w->end < w->size) {
        int64_t left = w->size - w->offset - (int64_t)w->end;
        size_t want = w->capacity - w->end;
        if ((int64_t)want > left)
            want = (size_t)left;
        ssize_t n = pread(w->fd, w->bytes + w->end, want, w->offset + (int64_t)w->end);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_set(err, ERR_FOREIGN, "cannot read `%s`: %s", w->path, strerror(errno));
        if (n == 0)
            w->size = w->offset + (int64_t)w->end; /* it shrank meanwhile */
        w->end += (size_t)n;
    }
    return OK;
}

static void window_skip(Window *w, size_t n)
{
    w->start += n;
    w->offset += (int64_t)n;
}

/* A head at the window's start whose length can be trusted? */
static bool head_here(const Window *w, RecordHead *head)
{
    if (w->end - w->start < sizeof *head)
        return false;
    memcpy(head, w->bytes + w->start, sizeof *head);
    return head->mark == RECORD_MARK && head->head_checksum == record_head_checksum(head) &&
           head->length == record_length(head) && head->value_count <= INT32_MAX;
}

/* Takes the record at the window's start, all of which is there. */
static Status take_record(const Window *w, const RecordHead *head, TrialTable *into, Error *err)
{
    const unsigned char *body = w->bytes + w->start + sizeof *head;
    const char *error = (const char *)body + 8 * (size_t)head->value_count + head->text_length;
    TrialRecord record = {
        .key = head->key,
        .build = head->build,
        .failed = (head->flags & RECORD_FAILED) != 0,
        .timed_out = (head->flags & RECORD_TIMED_OUT) != 0,
        .value_count = (int32_t)head->value_count,
        .seconds = head->seconds,
        .values = (const double *)(const void *)body,
    };
    if (head->error_length == 0)
        return trials_put(into, &record, err);
    char *text = strndup(error, head->error_length);
    if (!text)
        return error_set(err, ERR_MEMORY, "memory ran out while reading `%s`", w->path);
    record.error = text;
    Status status = trials_put(into, &record, err);
    free(text);
    return status;
}

/* One step: a good record, a damaged one, or 8 bytes that are none. */
static Status scan_step(Window *w, TrialTable *into, JournalReport *report, Lost *lost,
                        int64_t *end, Error *err)
{
    RecordHead head;
    Status status = window_fill(w, sizeof head, err);
    if (status != OK)
        return status;
    if (!head_here(w, &head)) {
        window_skip(w, w->end - w->start < 8 ? w->end - w->start : 8);
        lost->records += !lost->gap;
        lost->gap = true;
        return OK;
    }
    if ((int64_t)head.length > w->size - w->offset) { /* torn: nothing can follow */
        w->offset = w->size;
        return OK;
    }
    status = window_fill(w, head.length, err);
    if (status != OK || w->end - w->start < head.length)
        return status;
    if (head.body_checksum ==
        key_checksum(w->bytes + w->start + sizeof head, head.length - sizeof head, RECORD_MARK)) {
        status = take_record(w, &head, into, err);
        report->records++;
        report->damaged += lost->records;
        *lost = (Lost){ 0 };
        *end = w->offset + (int64_t)head.length;
    } else {
        lost->records++;
        lost->gap = false;
    }
    window_skip(w, head.length);
    return status;
}

/* The header: *fresh if it is missing or a torn beginning of one. */
static Status scan_magic(Window *w, bool *fresh, Error *err)
{
    Status status = window_fill(w, JOURNAL_MAGIC_SIZE, err);
    if (status != OK)
        return status;
    size_t have = w->end - w->start;
    *fresh = have < JOURNAL_MAGIC_SIZE && memcmp(w->bytes, JOURNAL_MAGIC, have) == 0;
    if (*fresh)
        return OK;
    if (have >= JOURNAL_MAGIC_SIZE && memcmp(w->bytes, JOURNAL_MAGIC, JOURNAL_MAGIC_SIZE) == 0) {
        window_skip(w, JOURNAL_MAGIC_SIZE);
        return OK;
    }
    if (have >= JOURNAL_MAGIC_SIZE && memcmp(w->bytes, JOURNAL_MAGIC, JOURNAL_VERSION_AT) == 0)
        return error_set(err, ERR_FOREIGN, "`%s` is a journal of another version of hebb", w->path);
    return error_set(err, ERR_FOREIGN, "`%s` is not a journal of hebb", w->path);
}

Status journal_scan(int fd, const char *path, TrialTable *into, JournalReport *report, int64_t *end,
                    Error *err)
{
    struct stat file;
    *report = (JournalReport){ 0 };
    *end = 0;
    if (fstat(fd, &file) != 0)
        return error_set(err, ERR_FOREIGN, "cannot read `%s`: %s", path, strerror(errno));
    if (!S_ISREG(file.st_mode))
        return error_set(err, ERR_FOREIGN, "`%s` is not a journal of hebb", path);
    Window w = { .fd = fd, .path = path, .capacity = WINDOW_BYTES, .size = file.st_size };
    w.bytes = malloc(w.capacity);
    if (!w.bytes)
        return error_set(err, ERR_MEMORY, "memory ran out while reading `%s`", path);

    bool fresh = false;
    Lost lost = { 0 };
    Status status = scan_magic(&w, &fresh, err);
    if (status == OK && !fresh)
        *end = JOURNAL_MAGIC_SIZE;
    while (status == OK && !fresh && w.offset < w.size)
        status = scan_step(&w, into, report, &lost, end, err);
    if (status == OK)
        report->torn_bytes = file.st_size - *end;
    free(w.bytes);
    return status;
}
