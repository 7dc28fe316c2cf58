/* provenance.h - where a result comes from. */
#ifndef HEBB_PROVENANCE_H
#define HEBB_PROVENANCE_H

#include "runner/store/results.h"

typedef struct {
    const char *command_line; /* joined arguments */
    double started, finished; /* seconds since 1970 */
    int threads;
    const char *profile, *overrides; /* overrides: --set arguments, one a line */
} RunFacts;

/* Adds git commit and dirty flag (at build time), version, compiler, flags, library versions, CPU
 * and level, cores, kernel, threads, command line, started and finished (ISO 8601, UTC), wall
 * seconds. */
Status provenance_add(Attributes *a, const RunFacts *facts);

/* "0.1.0" */
const char *provenance_version(void);
/* Hash of compiler, flags, commit, CPU model and machine: whose timings these are. */
uint64_t provenance_build(void);

#endif
