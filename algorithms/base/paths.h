/* paths.h - products of derivatives along random paths through layers: what the lecture notes plot.
 *
 * A path meets one independent normal pre-activation per layer; no weights enter. */
#ifndef HEBB_PATHS_H
#define HEBB_PATHS_H

#include <stdint.h>

#include "algorithms/base/activation.h"
#include "algorithms/base/random.h"
#include "algorithms/base/status.h"

typedef struct {
    double mean_ln; /* mean over paths of ln prod |phi'(z)|; -INFINITY if any product is 0 */
    double active;  /* fraction of paths with z > 0 in every layer */
} PathSample;

/* z ~ N(0, std^2); layer l takes its numbers from sub-stream l, so that deeper samples extend
 * shallower ones. Fails with ERR_MEMORY. */
Status paths_sample(Activation a, double std, int64_t depth, int64_t paths,
                    const RandomStream *stream, PathSample *sample, Error *err);

#endif
