/* metrics.c - looking into an algorithm's tables of metrics and dimensions: see registry.h */
#include <string.h>

#include "runner/config/registry.h"

int64_t metric_index(const Algorithm *a, const char *name)
{
    for (int64_t m = 0; a->metrics[m].name; m++)
        if (strcmp(a->metrics[m].name, name) == 0)
            return m;
    return -1;
}

int64_t metric_count(const Algorithm *a)
{
    int64_t n = 0;
    while (a->metrics[n].name)
        n++;
    return n;
}

const Dimension *dimension_find(const Algorithm *a, const char *name)
{
    for (const Dimension *d = a->dimensions; d && d->name; d++)
        if (strcmp(d->name, name) == 0)
            return d;
    return NULL;
}

int64_t metric_size(const Algorithm *a, int64_t m, const void *params,
                    int64_t sizes[METRIC_MAX_DIMS])
{
    int64_t size = 1;
    for (int d = 0; d < METRIC_MAX_DIMS; d++) {
        const char *name = a->metrics[m].dims[d];
        int64_t extent = name ? dimension_find(a, name)->extent(params) : 1;
        if (sizes)
            sizes[d] = extent;
        size *= extent;
        if (!name && !sizes)
            break;
    }
    return size;
}
