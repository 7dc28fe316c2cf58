/* registry.h - the algorithms linked into this program, from the generated list of their files. */
#ifndef HEBB_REGISTRY_H
#define HEBB_REGISTRY_H

#include "algorithms/algorithm.h"

/* All of them, sorted by name; NULL-terminated; *count (may be NULL) how many. */
const Algorithm *const *registry_all(int64_t *count);
/* By "family.name", or NULL. */
const Algorithm *registry_find(const char *name);

/* Index of a metric or -1; number of rows; dimension row by name or NULL. */
int64_t metric_index(const Algorithm *a, const char *name);
int64_t metric_count(const Algorithm *a);
const Dimension *dimension_find(const Algorithm *a, const char *name);
/* Values metric m holds at a point: the product of its extents; each in sizes[] (may be NULL). */
int64_t metric_size(const Algorithm *a, int64_t m, const void *params,
                    int64_t sizes[METRIC_MAX_DIMS]);

#endif
