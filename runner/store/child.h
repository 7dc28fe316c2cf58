/* child.h - work that may crash, hang or eat memory, done in a forked child with limits.
 *
 * The child leaves by _exit, dies with its parent, ignores SIGINT and SIGTERM (its parent decides)
 * and holds no descriptor of its parent's but stdin, stdout and stderr. */
#ifndef HEBB_CHILD_H
#define HEBB_CHILD_H

#include <stddef.h>

#include "algorithms/base/status.h"

typedef struct {
    double cpu_seconds, wall_seconds; /* whole seconds of processor; 0: no limit */
    size_t memory;                    /* bytes beyond what the parent has mapped; 0: no limit */
    bool no_writes;                   /* the child may make no file larger than nothing */
} ChildLimits;

/* What the work hands back: bytes allocated with malloc, or nothing. */
typedef struct {
    unsigned char *bytes;
    size_t size;
} ChildReply;

/* Runs in the child. A status other than OK travels to the parent with its sentence. */
typedef Status (*ChildWork)(void *context, ChildReply *reply, Error *err);

/* Forks, waits, returns the work's status, sentence and reply (caller frees its bytes). A child
 * that dies or runs out of time returns `died` and a sentence that says how. A reply beyond
 * `reply_limit` bytes is refused likewise. */
Status child_run(ChildWork work, void *context, const ChildLimits *limits, size_t reply_limit,
                 Status died, ChildReply *reply, Error *err);

#endif
