/* bootstrap.c - see bootstrap.h */
#include "runner/analyze/bootstrap.h"

#include <math.h>
#include <stdlib.h>

#include "runner/analyze/statistics.h"

Status bootstrap_init(Bootstrap *b, int64_t n, int64_t stride, RandomKey key, Error *err)
{
    *b = (Bootstrap){ .n = n, .stride = stride, .stream = random_stream(key, "bootstrap") };
    size_t cells = (size_t)(n > 0 ? n : 1), blocks = (size_t)(stride + 3) / 4;
    b->values = malloc(cells * (size_t)stride * sizeof *b->values);
    b->count = calloc(cells, sizeof *b->count);
    b->owner = calloc(cells, sizeof *b->owner);
    b->words = malloc(blocks * 4 * sizeof *b->words);
    if (!b->values || !b->count || !b->owner || !b->words) {
        bootstrap_free(b);
        return error_set(err, ERR_MEMORY, "memory ran out while resampling");
    }
    return OK;
}

void bootstrap_free(Bootstrap *b)
{
    free(b->values);
    free(b->count);
    free(b->owner);
    free(b->words);
    *b = (Bootstrap){ 0 };
}

bool bootstrap_varies(const Bootstrap *b)
{
    for (int64_t i = 0; i < b->n; i++)
        if (b->count[i] > 1)
            return true;
    return false;
}

double bootstrap_mean(const Bootstrap *b, int64_t entry, int64_t draw)
{
    const double *values = b->values + entry * b->stride;
    int64_t count = b->count[entry];
    if (count == 0)
        return NAN;
    if (draw == 0 || count == 1)
        return statistics_moments(values, count, 1).mean;
    RandomStream own = random_substream(&b->stream, b->owner[entry]);
    size_t blocks = (size_t)(count + 3) / 4;
    random_words(&own, (uint64_t)draw * blocks, blocks, b->words);
    double sum = 0;
    for (int64_t i = 0; i < count; i++)
        sum += values[(uint64_t)b->words[i] * (uint64_t)count >> 32];
    return sum / (double)count;
}

double bootstrap_error(const Bootstrap *b, int64_t entry)
{
    if (b->count[entry] == 1)
        return 0;
    return statistics_moments(b->values + entry * b->stride, b->count[entry], 1).sem;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

bool bootstrap_too_few(int64_t draws)
{
    return draws < BOOTSTRAP_DRAWS * 95 / 100;
}

void bootstrap_interval(const double *draws, int64_t stride, bool varies, double *low, double *high)
{
    double sorted[BOOTSTRAP_DRAWS];
    int64_t n = 0;
    *low = *high = NAN;
    if (!varies)
        return; /* there may be no draws at all */
    for (int64_t d = 1; d <= BOOTSTRAP_DRAWS; d++)
        if (isfinite(draws[d * stride]))
            sorted[n++] = draws[d * stride];
    if (bootstrap_too_few(n))
        return;
    qsort(sorted, (size_t)n, sizeof *sorted, by_value);
    *low = sorted[(int64_t)(0.025 * (double)(n - 1))];
    *high = sorted[(int64_t)ceil(0.975 * (double)(n - 1))];
}

double bootstrap_deviation(const double *draws, int64_t stride)
{
    return statistics_moments(draws + stride, BOOTSTRAP_DRAWS, stride).sd;
}
