/* output.c - see output.h */
#include "runner/present/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_LIMIT = 256 << 20 };

bool output_read(const char *path, char **bytes, size_t *size)
{
    *bytes = NULL;
    *size = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat file;
    if (fd < 0)
        return false;
    bool good = fstat(fd, &file) == 0 && S_ISREG(file.st_mode) && file.st_size <= READ_LIMIT;
    size_t room = good ? (size_t)file.st_size : 0;
    *bytes = good ? malloc(room + 1) : NULL;
    ssize_t got = 1;
    while (*bytes && *size < room && got > 0) {
        got = read(fd, *bytes + *size, room - *size);
        *size += got > 0 ? (size_t)got : 0;
    }
    close(fd);
    if (*bytes && *size == room) {
        (*bytes)[room] = 0;
        return true;
    }
    free(*bytes);
    *bytes = NULL;
    return false;
}

static bool is_there(const char *path, const char *bytes, size_t size)
{
    char *old;
    size_t old_size;
    if (!output_read(path, &old, &old_size))
        return false;
    bool same = old_size == size && memcmp(old, bytes, size) == 0;
    free(old);
    return same;
}

static bool put_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(fd, bytes, size);
        if (written < 0 && errno != EINTR)
            return false;
        bytes += written > 0 ? written : 0;
        size -= written > 0 ? (size_t)written : 0;
    }
    return fsync(fd) == 0;
}

Status output_write(const char *path, const char *bytes, size_t size, Error *err)
{
    char temporary[PATH_MAX];
    if (is_there(path, bytes, size))
        return OK;
    if (snprintf(temporary, sizeof temporary, "%s.%ld~", path, (long)getpid()) >=
        (int)sizeof temporary)
        return error_set(err, ERR_OUTPUT, "the path %.200s is too long", path);
    unlink(temporary);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0)
        return error_set(err, ERR_OUTPUT, "cannot create %.300s: %s", temporary, strerror(errno));
    bool good = put_all(fd, bytes, size);
    int reason = errno;
    if (close(fd) != 0 && good) {
        good = false;
        reason = errno;
    }
    if (good && rename(temporary, path) == 0)
        return OK;
    reason = good ? errno : reason;
    unlink(temporary);
    return error_set(err, ERR_OUTPUT, "cannot write %.300s: %s", path, strerror(reason));
}
