/* bootstrap.h - means of resampled replicates, addressed by (entry, draw). */
#ifndef HEBB_BOOTSTRAP_H
#define HEBB_BOOTSTRAP_H

#include "algorithms/base/random.h"
#include "algorithms/base/status.h"

enum { BOOTSTRAP_DRAWS = 1000 };

/* n entries; entry i has count[i] finite values from values[i * stride] on. Draw 0 is the plain
 * mean; draw d > 0 resamples with replacement. Entries with the same `owner` are resampled alike.
 */
typedef struct {
    int64_t n, stride;
    double *values;  /* (n, stride) */
    int64_t *count;  /* [n] */
    uint64_t *owner; /* [n] */
    RandomStream stream;
    uint32_t *words; /* scratch */
} Bootstrap;

Status bootstrap_init(Bootstrap *b, int64_t n, int64_t stride, RandomKey key, Error *err);
void bootstrap_free(Bootstrap *b);

/* True if some entry has at least two values, so that draws differ from draw 0. */
bool bootstrap_varies(const Bootstrap *b);
/* Mean of entry i in draw d; NAN if it has no values. */
double bootstrap_mean(const Bootstrap *b, int64_t entry, int64_t draw);
/* Standard error of entry i's mean; 0 for a single value, NAN for none. */
double bootstrap_error(const Bootstrap *b, int64_t entry);

/* True if so many draws with a value are too few for an interval: fewer than 95 %. */
bool bootstrap_too_few(int64_t draws);
/* 2.5 % and 97.5 % points of the finite among draws[1 .. BOOTSTRAP_DRAWS] (stride apart); NAN if
 * those are too few or all draws are equal for want of replicates (`varies`
 * false). */
void bootstrap_interval(const double *draws, int64_t stride, bool varies, double *low,
                        double *high);
/* Standard deviation of the finite draws. */
double bootstrap_deviation(const double *draws, int64_t stride);

#endif
