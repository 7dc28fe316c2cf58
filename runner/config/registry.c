/* registry.c - see registry.h. The list is generated from the names of the files: a file
 * algorithms/a/b.c that does not export alg_a_b is a link error. */
#include "runner/config/registry.h"

#include <string.h>

#define X(name) extern const Algorithm alg_##name;
#include "registry.inc"
#undef X

#define X(name) &alg_##name,
static const Algorithm *const algorithms[] = {
#include "registry.inc"
    NULL
};
#undef X

const Algorithm *const *registry_all(int64_t *count)
{
    if (count)
        *count = (int64_t)(sizeof algorithms / sizeof *algorithms) - 1;
    return algorithms;
}

const Algorithm *registry_find(const char *name)
{
    for (const Algorithm *const *a = algorithms; *a; a++)
        if (strcmp((*a)->name, name) == 0)
            return *a;
    return NULL;
}
