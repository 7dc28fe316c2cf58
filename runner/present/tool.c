/* tool.c - see tool.h */
#include "runner/present/tool.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum { SAID_SIZE = 4096, FILE_LIMIT = 256 << 20, NOT_STARTED = 127 };

Status tool_find(const char *name, char **path, Error *err)
{
    const char *folders = getenv("PATH");
    folders = folders ? folders : "/usr/local/bin:/usr/bin:/bin";
    *path = NULL;
    for (const char *at = folders; *at;) {
        int length = (int)strcspn(at, ":");
        /* A relative folder would make the program depend on where one stands. */
        if (*at == '/' && length < PATH_MAX) {
            size_t size = (size_t)length + strlen(name) + 2;
            char *candidate = malloc(size);
            if (!candidate)
                return error_set(err, ERR_MEMORY, "no memory to look for %s", name);
            snprintf(candidate, size, "%.*s/%s", length, at, name);
            struct stat file;
            if (stat(candidate, &file) == 0 && S_ISREG(file.st_mode) &&
                access(candidate, X_OK) == 0) {
                *path = candidate;
                return OK;
            }
            free(candidate);
        }
        at += length;
        at += *at == ':';
    }
    return OK;
}

/* ---- the child ------------------------------------------------------------------------------ */

/* Between fork and exec of a program with threads: calls that are safe in a signal handler only. */
static void become(const ToolRun *run, int talk)
{
    int nothing = open("/dev/null", O_RDWR);
    if (setpgid(0, 0) != 0 || nothing < 0 || dup2(nothing, 0) < 0 || dup2(nothing, 1) < 0 ||
        dup2(talk, 2) < 0 || chdir(run->folder) != 0)
        _exit(NOT_STARTED);
    /* An inherited descriptor would keep our locks alive in a program that hangs. */
    for (int fd = 3; fd < 1024; fd++)
        close(fd);
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    struct rlimit size = { FILE_LIMIT, FILE_LIMIT }, core = { 0, 0 };
    setrlimit(RLIMIT_FSIZE, &size);
    setrlimit(RLIMIT_CORE, &core);
    struct rlimit work = { (rlim_t)run->work_seconds, (rlim_t)run->work_seconds + 1 };
    if (run->work_seconds > 0)
        setrlimit(RLIMIT_CPU, &work);
    static const int ordinary[] = { SIGINT,  SIGTERM, SIGPIPE, SIGHUP, SIGQUIT,
                                    SIGCHLD, SIGALRM, SIGXFSZ, SIGXCPU };
    for (size_t i = 0; i < sizeof ordinary / sizeof *ordinary; i++)
        signal(ordinary[i], SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    /* execve takes pointers to char for historical reasons and changes nothing. */
    execve(run->path, (char *const *)(uintptr_t)run->arguments,
           (char *const *)(uintptr_t)run->environment);
    _exit(NOT_STARTED);
}

/* ---- the parent ----------------------------------------------------------------------------- */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Keeps the beginning of what the child says until it closes its end; false at the deadline. */
static bool listen_to(int fd, char *said, double deadline)
{
    size_t used = 0;
    for (;;) {
        double left = deadline - now();
        if (left <= 0)
            return false;
        struct pollfd wait = { .fd = fd, .events = POLLIN };
        int ready = poll(&wait, 1, (int)ceil(fmin(left, 1e5) * 1000));
        if (ready < 0 && errno != EINTR)
            return true;
        if (ready <= 0)
            continue;
        char chunk[512];
        ssize_t got = read(fd, chunk, sizeof chunk);
        if (got == 0 || (got < 0 && errno != EINTR))
            return true;
        for (ssize_t i = 0; i < got && used < SAID_SIZE - 1; i++)
            said[used++] = chunk[i];
        said[used] = 0;
    }
}

/* Waits for the end without reaping; false at the deadline. */
static bool await(pid_t child, double deadline)
{
    for (;;) {
        siginfo_t info = { 0 };
        if (waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT | WNOHANG) != 0 && errno != EINTR)
            return true;
        if (info.si_pid == child)
            return true;
        if (now() > deadline)
            return false;
        nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
    }
}

/* The lines that carry a message, joined by "; ". gnuplot surrounds its messages with blank lines
 * and a caret, and warns of what is not wrong. */
static void tidy(char *said)
{
    char *out = said;
    for (char *line = said, *end; *line; line = end) {
        size_t length = strcspn(line, "\r\n");
        end = line + length + (line[length] != 0);
        line[length] = 0;
        if (!length || strchr(" \t^", *line) || strstr(line, "warning:"))
            continue;
        /* The gap is written over line ends that have been read already. */
        if (out > said + 1 && out + 2 <= line) {
            *out++ = ';';
            *out++ = ' ';
        } else if (out > said) {
            *out++ = ' ';
        }
        for (const char *at = line; *at; at++)
            if ((unsigned char)*at >= 0x20 && *at != 0x7F)
                *out++ = *at;
    }
    *out = 0;
}

static Status judge(const ToolRun *run, bool in_time, int ended, char *said, Error *err)
{
    const char *name = run->arguments[0];
    tidy(said);
    const char *colon = *said ? ": " : "";
    if (!in_time)
        return error_set(err, ERR_OUTPUT, "%s was stopped after %g s%s%.300s", name, run->seconds,
                         colon, said);
    if (WIFSIGNALED(ended) && WTERMSIG(ended) == SIGXCPU)
        return error_set(err, ERR_OUTPUT, "%s was stopped after %d s of work%s%.300s", name,
                         run->work_seconds, colon, said);
    if (WIFSIGNALED(ended))
        return error_set(err, ERR_OUTPUT, "%s was killed by signal %d%s%.300s", name,
                         WTERMSIG(ended), colon, said);
    if (WEXITSTATUS(ended) == NOT_STARTED)
        return error_set(err, ERR_OUTPUT, "%s could not be started from %s%s%.300s", name,
                         run->path, colon, said);
    if (WEXITSTATUS(ended) != 0)
        return error_set(err, ERR_OUTPUT, "%s failed with status %d%s%.300s", name,
                         WEXITSTATUS(ended), colon, said);
    return OK;
}

Status tool_run(const ToolRun *run, Error *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_set(err, ERR_OUTPUT, "cannot start %s: %s", run->arguments[0],
                         strerror(errno));
    pid_t child = fork();
    if (child == 0)
        become(run, ends[1]);
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        return error_set(err, ERR_OUTPUT, "cannot start %s: %s", run->arguments[0],
                         strerror(errno));
    }
    setpgid(child,
            child); /* whoever comes first, so that the group exists when it must be killed */
    ToolRun limited = *run;
    limited.seconds = run->seconds > 0 ? run->seconds : 60;
    char said[SAID_SIZE] = "";
    double deadline = now() + limited.seconds;
    bool in_time = listen_to(ends[0], said, deadline) && await(child, deadline);
    close(ends[0]);
    /* The group still exists, because its leader is not reaped: children left behind go, too. */
    kill(-child, SIGKILL);
    int ended = 0;
    while (waitpid(child, &ended, 0) < 0 && errno == EINTR)
        continue;
    return judge(&limited, in_time, ended, said, err);
}
