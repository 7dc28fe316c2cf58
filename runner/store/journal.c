/* journal.c - writing a journal: see journal.h and journal_format.h
 *
 * Two locks: `gather` guards what is appended, `io` the file. A flush takes what was gathered,
 * writes it at the end of the last whole record, and keeps it when that fails, so that a retry (or
 * the next run) finds nothing half recorded. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runner/store/clock.h"
#include "runner/store/journal_format.h"

static const double SYNC_SECONDS = 0.05;

typedef struct {
    unsigned char *bytes;
    size_t size, capacity;
} Buffer;

struct Journal {
    int fd;
    char *path;
    pthread_mutex_t gather, io;
    Buffer pending;   /* under gather */
    Buffer writing;   /* under io: what the last flush took and has not written */
    int64_t size;     /* under io: end of the last whole record in the file */
    bool unsynced;    /* under io */
    bool broken;      /* under io: a sync failed, so nobody knows what is on the disk */
    double last_sync; /* under io */
};

static Status output_error(const char *path, Error *err)
{
    return error_set(err, ERR_OUTPUT, "cannot write `%s`: %s", path, strerror(errno));
}

/* ---- opening ------------------------------------------------------------------------------ */

/* flock keeps others out: it dies with the process and knows of no other descriptor. The record
 * lock beside it only tells them our process id. */
static Status lock(Journal *j, Error *err)
{
    struct flock tag = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    while (flock(j->fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR)
            continue;
        if (errno != EWOULDBLOCK)
            return error_set(err, ERR_OUTPUT, "cannot lock `%s`: %s", j->path, strerror(errno));
        if (fcntl(j->fd, F_GETLK, &tag) == 0 && tag.l_type != F_UNLCK && tag.l_pid > 0)
            return error_set(err, ERR_FOREIGN,
                             "`%s` is locked by process %ld: another run is writing to it", j->path,
                             (long)tag.l_pid);
        return error_set(err, ERR_FOREIGN, "`%s` is locked: another run is writing to it", j->path);
    }
    fcntl(j->fd, F_SETLK, &tag);
    return OK;
}

/* Makes the entry of a new file durable. */
static Status sync_folder(const char *path, Error *err)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    if (!folder)
        return error_set(err, ERR_MEMORY, "memory ran out while opening `%s`", path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    Status status = fd < 0 || fsync(fd) != 0 ? output_error(path, err) : OK;
    if (fd >= 0)
        close(fd);
    free(folder);
    return status;
}

/* All of it, or an error with errno. */
static bool write_at(int fd, const unsigned char *bytes, size_t size, int64_t offset)
{
    while (size > 0) {
        ssize_t n = pwrite(fd, bytes, size, offset);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            errno = n == 0 ? ENOSPC : errno;
            return false;
        }
        bytes += n;
        offset += n;
        size -= (size_t)n;
    }
    return true;
}

/* Reads what is there, cuts a torn tail off, begins a new file. */
static Status recover(Journal *j, TrialTable *into, JournalReport *report, Error *err)
{
    Status status = journal_scan(j->fd, j->path, into, report, &j->size, err);
    if (status != OK)
        return status;
    if (report->torn_bytes > 0 && ftruncate(j->fd, j->size) != 0)
        return output_error(j->path, err);
    if (j->size > 0)
        return OK;
    if (!write_at(j->fd, (const unsigned char *)JOURNAL_MAGIC, JOURNAL_MAGIC_SIZE, 0) ||
        fsync(j->fd) != 0)
        return output_error(j->path, err);
    j->size = JOURNAL_MAGIC_SIZE;
    return sync_folder(j->path, err);
}

static void release(Journal *j)
{
    if (j->fd >= 0)
        close(j->fd);
    pthread_mutex_destroy(&j->gather);
    pthread_mutex_destroy(&j->io);
    free(j->pending.bytes);
    free(j->writing.bytes);
    free(j->path);
    free(j);
}

Status journal_open(Journal **out, const char *path, TrialTable *into, JournalReport *report,
                    Error *err)
{
    JournalReport unasked = { 0 };
    *out = NULL;
    Journal *j = calloc(1, sizeof *j);
    char *copy = strdup(path);
    if (!j || !copy) {
        free(j);
        free(copy);
        return error_set(err, ERR_MEMORY, "memory ran out while opening `%s`", path);
    }
    j->path = copy;
    pthread_mutex_init(&j->gather, NULL);
    pthread_mutex_init(&j->io, NULL);
    j->last_sync = clock_seconds();
    j->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
    Status status = j->fd < 0 ? output_error(path, err) : lock(j, err);
    if (status == OK)
        status = recover(j, into, report ? report : &unasked, err);
    if (status == OK)
        *out = j;
    else
        release(j);
    return status;
}

Status journal_read(const char *path, TrialTable *into, JournalReport *report, Error *err)
{
    JournalReport unasked = { 0 };
    int64_t end;
    report = report ? report : &unasked;
    *report = (JournalReport){ 0 };
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT)
        return OK;
    if (fd < 0)
        return error_set(err, ERR_FOREIGN, "cannot read `%s`: %s", path, strerror(errno));
    Status status = journal_scan(fd, path, into, report, &end, err);
    close(fd);
    return status;
}

/* ---- appending ---------------------------------------------------------------------------- */

static bool reserve(Buffer *b, size_t more)
{
    if (b->capacity - b->size >= more)
        return true;
    size_t capacity = 2 * b->capacity + more;
    unsigned char *bytes = realloc(b->bytes, capacity);
    if (!bytes)
        return false;
    b->bytes = bytes;
    b->capacity = capacity;
    return true;
}

static unsigned char *put(unsigned char *to, const void *bytes, size_t size)
{
    if (size > 0)
        memcpy(to, bytes, size);
    return to + size;
}

Status journal_append(Journal *j, const TrialRecord *record, const char *text, Error *err)
{
    RecordHead head = {
        .mark = RECORD_MARK,
        .key = record->key,
        .build = record->build,
        .seconds = record->seconds,
        .flags = (record->failed ? RECORD_FAILED : 0) | (record->timed_out ? RECORD_TIMED_OUT : 0),
        .value_count = (uint32_t)record->value_count,
        .text_length = text ? (uint32_t)strlen(text) : 0,
        .error_length = record->error ? (uint32_t)strlen(record->error) : 0,
    };
    head.length = record_length(&head);

    pthread_mutex_lock(&j->gather);
    if (!reserve(&j->pending, head.length)) {
        pthread_mutex_unlock(&j->gather);
        return error_set(err, ERR_MEMORY, "memory ran out for what `%s` is to hold", j->path);
    }
    unsigned char *start = j->pending.bytes + j->pending.size;
    unsigned char *body = start + sizeof head, *at = body;
    at = put(at, record->values, 8 * (size_t)head.value_count);
    at = put(at, text, head.text_length);
    at = put(at, record->error, head.error_length);
    memset(at, 0, (size_t)(start + head.length - at));
    head.body_checksum = key_checksum(body, head.length - sizeof head, RECORD_MARK);
    head.head_checksum = record_head_checksum(&head);
    memcpy(start, &head, sizeof head);
    j->pending.size += head.length;
    pthread_mutex_unlock(&j->gather);
    return OK;
}

/* ---- writing ------------------------------------------------------------------------------ */

/* Writes what was taken; under io. After a failure the file ends with the last whole record again
 * (where even that fails, the next write covers the torn one, and a reader skips it). */
static Status write_taken(Journal *j, Error *err)
{
    if (j->writing.size == 0)
        return OK;
    if (!write_at(j->fd, j->writing.bytes, j->writing.size, j->size)) {
        Status status = output_error(j->path, err);
        while (ftruncate(j->fd, j->size) != 0 && errno == EINTR)
            continue;
        return status;
    }
    j->size += (int64_t)j->writing.size;
    j->writing.size = 0;
    j->unsynced = true;
    return OK;
}

/* Exchanges the (empty) buffer of the writer with what was gathered; under io. */
static void take_pending(Journal *j)
{
    pthread_mutex_lock(&j->gather);
    Buffer empty = j->writing;
    j->writing = j->pending;
    j->pending = empty;
    pthread_mutex_unlock(&j->gather);
}

static Status sync_file(Journal *j, Error *err)
{
    if (!j->unsynced)
        return OK;
    if (fdatasync(j->fd) != 0) {
        j->broken = true; /* the system may have dropped what it could not write */
        return output_error(j->path, err);
    }
    j->unsynced = false;
    j->last_sync = clock_seconds();
    return OK;
}

Status journal_flush(Journal *j, bool sync, Error *err)
{
    pthread_mutex_lock(&j->io);
    Status status = OK;
    if (j->broken)
        status = error_set(err, ERR_OUTPUT, "`%s` could not be brought to the disk", j->path);
    if (status == OK)
        status = write_taken(j, err); /* of a flush that failed */
    if (status == OK) {
        take_pending(j);
        status = write_taken(j, err);
    }
    if (status == OK && (sync || clock_seconds() - j->last_sync >= SYNC_SECONDS))
        status = sync_file(j, err);
    pthread_mutex_unlock(&j->io);
    return status;
}

Status journal_close(Journal *j, Error *err)
{
    if (!j)
        return OK;
    Status status = journal_flush(j, true, err);
    release(j);
    return status;
}
