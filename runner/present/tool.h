/* tool.h - runs another program without trusting it: no shell, a clean environment, limits. */
#ifndef HEBB_TOOL_H
#define HEBB_TOOL_H

#include <stdbool.h>
#include <stddef.h>

#include "algorithms/base/status.h"

typedef struct {
    const char *path;               /* absolute, from tool_find */
    const char *const *arguments;   /* the first is the program's name; ends with NULL */
    const char *const *environment; /* all of it; ends with NULL */
    const char *folder;             /* where it runs */
    double seconds;                 /* then it and its children are killed; 0: a minute */
    int work_seconds; /* the same of processor time, which crowds do not shorten; 0: no limit */
} ToolRun;

/* Searches the absolute folders of PATH for a program. *path is for the caller to free; NULL, with
 * OK, when there is none. ERR_MEMORY. */
Status tool_find(const char *name, char **path, Error *err);

/* Runs a program to its end with nothing to read and its output thrown away, except for the first
 * lines of what it says on stderr, which go into the message when it fails. It cannot write files
 * beyond 256 MiB, keeps no file of ours open and dies with us. ERR_OUTPUT when it cannot be
 * started, fails, is killed or exceeds its time. */
Status tool_run(const ToolRun *run, Error *err);

#endif
