/* hdf5_file.c - the protocol around a file: see hdf5_file.h
 *
 * Writing: a child writes under a temporary name, a second child reads it back and compares every
 * bit, then fsync, rename, fsync of the folder. Reading: a child with limits reads over a whitelist
 * and hands the content over as bytes, which are checked again. */
#include "runner/store/hdf5_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "runner/store/child.h"
#include "runner/store/hdf5_format.h"

/* ---- what HDF5 says ----------------------------------------------------------------------- */

typedef struct {
    char *text;
    size_t size;
} Reason;

/* From the innermost error outwards: its words, unless one of them quotes the system's. */
static herr_t take_reason(unsigned n, const H5E_error2_t *error, void *context)
{
    static const char quote[] = "error message = '";
    Reason *reason = context;
    const char *system = error->desc ? strstr(error->desc, quote) : NULL;
    if (system) {
        system += sizeof quote - 1;
        snprintf(reason->text, reason->size, "%.*s", (int)strcspn(system, "'"), system);
        return 1;
    }
    if (n == 0)
        snprintf(reason->text, reason->size, "HDF5: %s", error->desc ? error->desc : "");
    return 0;
}

void hdf5_reason(char *text, size_t size)
{
    Reason reason = { text, size };
    snprintf(text, size, "HDF5 could not do it");
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_reason, &reason);
}

/* ---- names -------------------------------------------------------------------------------- */

/* A path in its parts; the folder keeps its slash, or is "./". */
typedef struct {
    char *folder, *base;
    char *temporary; /* in the same folder, so that it can be renamed */
} Names;

static void names_free(Names *n)
{
    free(n->folder);
    free(n->base);
    free(n->temporary);
    *n = (Names){ 0 };
}

/* ".NAME.h5.HOST.": what this machine's temporary files of a result begin with. NULL: no memory. */
static char *temporary_prefix(const char *base)
{
    char host[65] = "", *prefix = NULL;
    gethostname(host, sizeof host - 1);
    return asprintf(&prefix, ".%s.%s.", base, host) < 0 ? NULL : prefix;
}

static Status names_init(Names *n, const char *path, Error *err)
{
    const char *slash = strrchr(path, '/');
    n->folder = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup("./");
    n->base = strdup(slash ? slash + 1 : path);
    char *prefix = n->base ? temporary_prefix(n->base) : NULL;
    if (prefix && n->folder &&
        asprintf(&n->temporary, "%s%s%ld.tmp", n->folder, prefix, (long)getpid()) < 0)
        n->temporary = NULL;
    free(prefix);
    if (n->temporary)
        return OK;
    names_free(n);
    return error_set(err, ERR_MEMORY, "memory ran out while writing `%s`", path);
}

/* Removes what killed processes of this machine left behind. */
static void remove_leftovers(const Names *n)
{
    char *prefix = temporary_prefix(n->base);
    DIR *folder = prefix ? opendir(n->folder) : NULL;
    size_t length = prefix ? strlen(prefix) : 0;
    for (struct dirent *entry; folder && (entry = readdir(folder));) {
        if (strncmp(entry->d_name, prefix, length) != 0)
            continue;
        char *end;
        long pid = strtol(entry->d_name + length, &end, 10);
        if (strcmp(end, ".tmp") == 0 && pid > 0 &&
            (pid == (long)getpid() || (kill((pid_t)pid, 0) != 0 && errno == ESRCH)))
            unlinkat(dirfd(folder), entry->d_name, 0);
    }
    if (folder)
        closedir(folder);
    free(prefix);
}

/* ---- writing ------------------------------------------------------------------------------ */

typedef struct {
    const Results *r;
    const char *path;
} WriteJob;

static Status write_work(void *context, ChildReply *reply, Error *err)
{
    const WriteJob *job = context;
    char reason[sizeof err->text];
    (void)reply;
    if (hdf5_write_file(job->r, job->path))
        return OK;
    hdf5_reason(reason, sizeof reason);
    return error_set(err, ERR_OUTPUT, "%s", reason);
}

static Status check_digest(const Results *r, Error *err)
{
    const char *text = attributes_get(&r->root, "digest");
    Key stored;
    if (!text || !key_parse(text, &stored) || !key_equal(stored, results_digest(r)))
        return error_set(err, ERR_FOREIGN, "it is damaged: its content does not have its digest");
    return OK;
}

static Status verify_work(void *context, ChildReply *reply, Error *err)
{
    const WriteJob *job = context;
    struct stat file;
    Results again;
    char where[128];
    (void)reply;
    if (stat(job->path, &file) != 0)
        return error_set(err, ERR_OUTPUT, "%s", strerror(errno));
    Status status = hdf5_read_file(&again, job->path, file.st_size, false, err);
    if (status == OK)
        status = check_digest(&again, err);
    if (status == OK && !results_same(job->r, &again, where, sizeof where))
        status = error_set(err, ERR_OUTPUT, "%s came back different", where);
    return status;
}

/* Brings a file or folder to the disk. */
static bool sync_path(const char *path, int flags)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | flags);
    if (fd < 0)
        return false;
    bool ok = fsync(fd) == 0;
    int why = errno;
    close(fd);
    errno = why;
    return ok;
}

/* From the content to a durable file of the temporary name. */
static Status write_temporary(const Results *r, const Names *n, Error *err)
{
    const ChildLimits limits = { 0 };
    WriteJob job = { r, n->temporary };
    ChildReply nothing;
    Error why = { 0 };
    Status status = child_run(write_work, &job, &limits, 0, ERR_OUTPUT, &nothing, &why);
    if (status != OK)
        return error_set(err, ERR_OUTPUT, "%s", why.text);
    status = child_run(verify_work, &job, &limits, 0, ERR_OUTPUT, &nothing, &why);
    if (status != OK)
        return error_set(err, ERR_OUTPUT, "what was written cannot be read back: %s", why.text);
    if (!sync_path(n->temporary, 0))
        return error_set(err, ERR_OUTPUT, "%s", strerror(errno));
    return OK;
}

Status hdf5_write(const Results *r, const char *path, Error *err)
{
    Names n = { 0 };
    Error why = { 0 };
    Status status = names_init(&n, path, err);
    if (status != OK)
        return status;
    remove_leftovers(&n);
    status = write_temporary(r, &n, &why);
    if (status == OK && (rename(n.temporary, path) != 0 || !sync_path(n.folder, O_DIRECTORY)))
        status = error_set(&why, ERR_OUTPUT, "%s", strerror(errno));
    if (status != OK) {
        unlink(n.temporary);
        error_set(err, status, "cannot write `%s`: %s", path, why.text);
    }
    names_free(&n);
    return status;
}

/* ---- reading ------------------------------------------------------------------------------ */

typedef struct {
    const char *path;
    int64_t size;
    bool attributes_only;
} ReadJob;

static Status read_work(void *context, ChildReply *reply, Error *err)
{
    const ReadJob *job = context;
    Results r;
    Status status = hdf5_read_file(&r, job->path, job->size, job->attributes_only, err);
    if (status == OK)
        status = results_pack(&r, &reply->bytes, &reply->size, err);
    return status;
}

/* A plain file that begins like HDF5? Finds out what a child would stumble over. */
static Status look_at(const char *path, int64_t *size, Error *err)
{
    static const unsigned char magic[8] = "\211HDF\r\n\032\n";
    unsigned char start[8];
    struct stat file;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return error_set(err, ERR_FOREIGN, "%s", strerror(errno));
    bool good = fstat(fd, &file) == 0 && S_ISREG(file.st_mode) &&
                pread(fd, start, sizeof start, 0) == (ssize_t)sizeof start &&
                memcmp(start, magic, sizeof magic) == 0;
    close(fd);
    *size = file.st_size;
    return good ? OK : error_set(err, ERR_FOREIGN, "it is not an HDF5 file");
}

static Status read_parts(Results *r, const char *path, bool attributes_only, Error *err)
{
    ReadJob job = { .path = path, .attributes_only = attributes_only };
    ChildReply reply = { 0 };
    Status status = look_at(path, &job.size, err);
    if (status != OK)
        return status;
    /* A hundred times the processor time a file takes; waiting for a disk is no crime. Texts need
     * most memory. */
    double seconds = 2.0 + (double)job.size / 1e6;
    const ChildLimits limits = {
        .cpu_seconds = seconds,
        .wall_seconds = 60.0 + 10.0 * seconds,
        .memory = ((size_t)1 << 30) + 64 * (size_t)job.size,
        .no_writes = true,
    };
    size_t most = ((size_t)1 << 26) + 1200 * (size_t)job.size;
    status = child_run(read_work, &job, &limits, most, ERR_FOREIGN, &reply, err);
    if (status == OK)
        status = results_unpack(r, reply.bytes, reply.size, err);
    free(reply.bytes);
    if (status == OK && !attributes_only) {
        status = check_digest(r, err);
        if (status != OK)
            results_free(r);
    }
    return status;
}

static Status read_file(Results *r, const char *path, bool attributes_only, Error *err)
{
    Error why = { 0 };
    *r = (Results){ 0 };
    Status status = read_parts(r, path, attributes_only, &why);
    return status == OK ? OK : error_set(err, status, "cannot read `%s`: %s", path, why.text);
}

Status hdf5_read(Results *r, const char *path, Error *err)
{
    return read_file(r, path, false, err);
}

Status hdf5_read_attributes(Results *r, const char *path, Error *err)
{
    return read_file(r, path, true, err);
}
