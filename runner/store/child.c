/* child.c - see child.h */
#include "runner/store/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "runner/store/clock.h"

/* What comes first through the pipe. */
typedef struct {
    Status status;
    char text[sizeof((Error *)0)->text];
    size_t size; /* of the reply, which follows */
} Frame;

/* The address sanitizer's shadow is terabytes, and what it says is wanted. */
#ifdef __SANITIZE_ADDRESS__
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

enum { PIPE_BYTES = 1 << 20 };
enum { CHILD_PIPE = 3 }; /* the child's only descriptor beside the standard ones */

/* ---- the child ---------------------------------------------------------------------------- */

/* Never above what this process may have already. */
static void set_limit(int resource, rlim_t value)
{
    struct rlimit limit;
    if (getrlimit(resource, &limit) != 0)
        return;
    limit.rlim_max = limit.rlim_max < value + 1 ? limit.rlim_max : value + 1;
    limit.rlim_cur = limit.rlim_max < value ? limit.rlim_max : value;
    setrlimit(resource, &limit);
}

/* Bytes this process has mapped, or 0 where the system does not say. */
static size_t mapped_bytes(void)
{
    unsigned long long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file)
        return 0;
    if (fscanf(file, "%llu", &pages) != 1)
        pages = 0;
    fclose(file);
    return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

static void confine(const ChildLimits *limits, int pipe_end, pid_t parent)
{
    dup2(pipe_end, CHILD_PIPE);
    close_range(CHILD_PIPE + 1, ~0u, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) /* it died before that could help */
        _exit(1);
    for (int number = 1; number < NSIG; number++) /* the handlers are its parent's */
        signal(number, SIG_DFL);
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* an error of write() will do */
    set_limit(RLIMIT_CORE, 0);
    if (limits->cpu_seconds > 0)
        set_limit(RLIMIT_CPU, (rlim_t)limits->cpu_seconds);
    if (limits->no_writes)
        set_limit(RLIMIT_FSIZE, 0);
    size_t mapped = limits->memory > 0 ? mapped_bytes() : 0;
    if (mapped > 0 && !SANITIZED)
        set_limit(RLIMIT_AS, (rlim_t)mapped + limits->memory);
    if (limits->no_writes && !SANITIZED) { /* what a library says of a hostile file is no message */
        int quiet = open("/dev/null", O_WRONLY);
        dup2(quiet, STDERR_FILENO);
        close(quiet);
    }
}

static bool send_all(const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0) {
        ssize_t n = write(CHILD_PIPE, at, size);
        if (n < 0 && errno != EINTR)
            return false;
        at += n > 0 ? n : 0;
        size -= n > 0 ? (size_t)n : 0;
    }
    return true;
}

static _Noreturn void child_main(ChildWork work, void *context)
{
    ChildReply reply = { 0 };
    Error err = { 0 };
    Frame frame = { .status = work(context, &reply, &err) };
    if (frame.status == OK)
        frame.size = reply.size;
    else
        snprintf(frame.text, sizeof frame.text, "%s", err.text);
    _exit(send_all(&frame, sizeof frame) && send_all(reply.bytes, frame.size) ? 0 : 1);
}

/* ---- the parent --------------------------------------------------------------------------- */

typedef enum { RECEIVED, ENDED_EARLY, OUT_OF_TIME } Receipt;

/* Reads `size` bytes before the deadline. */
static Receipt receive(int fd, void *to, size_t size, double deadline)
{
    char *at = to;
    while (size > 0) {
        double left = deadline - clock_seconds();
        if (left <= 0)
            return OUT_OF_TIME;
        struct pollfd wait = { .fd = fd, .events = POLLIN };
        int ready = poll(&wait, 1, left < 1.0 ? (int)(left * 1000) + 1 : 1000);
        if (ready <= 0) /* nothing yet, or a signal */
            continue;
        ssize_t n = read(fd, at, size);
        if (n == 0 || (n < 0 && errno != EINTR))
            return ENDED_EARLY;
        at += n > 0 ? n : 0;
        size -= n > 0 ? (size_t)n : 0;
    }
    return RECEIVED;
}

static Status say_death(pid_t child, Receipt receipt, Status died, double seconds, Error *err)
{
    int how = 0;
    if (receipt == OUT_OF_TIME)
        kill(child, SIGKILL);
    while (waitpid(child, &how, 0) < 0 && errno == EINTR)
        continue;
    if (receipt == OUT_OF_TIME)
        return error_set(err, died, "it took longer than %.0f s", seconds);
    if (WIFSIGNALED(how) && WTERMSIG(how) == SIGXCPU)
        return error_set(err, died, "it took too much processor time");
    if (WIFSIGNALED(how))
        return error_set(err, died, "the process at work on it ended by signal %d (%s)",
                         WTERMSIG(how), strsignal(WTERMSIG(how)));
    return error_set(err, died, "the process at work on it ended early");
}

static Status collect(pid_t child, int fd, const ChildLimits *limits, size_t reply_limit,
                      Status died, ChildReply *reply, Error *err)
{
    Frame frame;
    double deadline = clock_seconds() + (limits->wall_seconds > 0 ? limits->wall_seconds : 1e9);
    Receipt receipt = receive(fd, &frame, sizeof frame, deadline);
    Status status = OK;
    if (receipt == RECEIVED && frame.status == OK && frame.size > reply_limit)
        status = error_set(err, died, "it holds more than %zu bytes", reply_limit);
    if (receipt == RECEIVED && frame.status != OK) {
        frame.text[sizeof frame.text - 1] = '\0';
        bool known = frame.status > OK && frame.status < STATUS_COUNT;
        status = error_set(err, known ? frame.status : died, "%s", frame.text);
    }
    if (receipt == RECEIVED && status == OK && frame.size > 0) {
        reply->bytes = malloc(frame.size);
        if (!reply->bytes)
            status = error_set(err, ERR_MEMORY, "memory ran out for its %zu bytes", frame.size);
        else
            receipt = receive(fd, reply->bytes, frame.size, deadline);
        reply->size = frame.size;
    }
    if (receipt != RECEIVED)
        return say_death(child, receipt, died, limits->wall_seconds, err);
    if (status != OK) /* it may still be writing what nobody wants */
        kill(child, SIGKILL);
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
        continue;
    return status;
}

Status child_run(ChildWork work, void *context, const ChildLimits *limits, size_t reply_limit,
                 Status died, ChildReply *reply, Error *err)
{
    int ends[2];
    *reply = (ChildReply){ 0 };
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set(err, ERR_OUTPUT, "no pipe to another process: %s", strerror(errno));
    fcntl(ends[0], F_SETPIPE_SZ, PIPE_BYTES); /* faster; a refusal does no harm */
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) {
        confine(limits, ends[1], parent);
        child_main(work, context);
    }
    close(ends[1]);
    Status status;
    if (child < 0)
        status = error_set(err, ERR_OUTPUT, "no other process: %s", strerror(errno));
    else
        status = collect(child, ends[0], limits, reply_limit, died, reply, err);
    close(ends[0]);
    if (status != OK) {
        free(reply->bytes);
        *reply = (ChildReply){ 0 };
    }
    return status;
}
