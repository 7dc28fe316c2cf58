/* status.h - what a function reports: a code, and a sentence for the person who must act on it.
 * Shared by runner and algorithms. Functions return a Status; the text goes into the Error the
 * caller lends, which stays untouched on success. Only runner/main.c ends the process. */
#ifndef HEBB_STATUS_H
#define HEBB_STATUS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

/* X(code, exit status of the program, meaning); the first that applies wins, in this order. */
#define STATUS_LIST(X)                                                                             \
    X(OK, 0, "all is well")                                                                        \
    X(ERR_USAGE, 2, "the command line is wrong")                                                   \
    X(ERR_CONFIG, 2, "a configuration is wrong")                                                   \
    X(ERR_FOREIGN, 6, "a result or journal is locked, foreign or damaged")                         \
    X(ERR_TERMINATED, 75, "stopped by SIGTERM; the same command goes on")                          \
    X(ERR_INTERRUPTED, 130, "stopped by SIGINT; the same command goes on")                         \
    X(ERR_STOPPED, 130, "asked to stop; the work done so far is kept")                             \
    X(ERR_TRIAL, 3, "a trial failed")                                                              \
    X(ERR_NUMERIC, 3, "a computation left the finite numbers or its domain")                       \
    X(ERR_OUTPUT, 5, "an output could not be made")                                                \
    X(ERR_MEMORY, 5, "memory ran out")                                                             \
    X(ERR_CHECK, 1, "a check fails")                                                               \
    X(ERR_BASELINE, 4, "no or incompatible baseline")

#define STATUS_ENUM(code, exit, meaning) code,
typedef enum { STATUS_LIST(STATUS_ENUM) STATUS_COUNT } Status;
#undef STATUS_ENUM

/* A complete sentence, lower case, no full stop. `param` names the parameter at fault, if any. */
typedef struct {
    Status code;
    char text[512];
    char param[64];
} Error;

/* Fills *err (ignored when NULL) with the code and the formatted sentence; returns the code. */
Status error_set(Error *err, Status code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, naming the parameter at fault, so that the runner can point at its line. */
Status error_param(Error *err, const char *param, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Exit status of the program for a code. */
int status_exit(Status code);

/* The more severe of two, in the order of STATUS_LIST, OK being the least. */
Status status_worse(Status a, Status b);

#endif
