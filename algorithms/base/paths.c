/* paths.c - see paths.h */
#include "algorithms/base/paths.h"

#include <math.h>
#include <stdlib.h>

#include "algorithms/base/elementary.h"

/* A product with a power of two apart, so that it cannot underflow. */
typedef struct {
    double product;
    int64_t power;
    bool active; /* z > 0 in every layer so far */
} Path;

static void pass_layer(Activation a, double std, int64_t paths, const float *z, Path *path)
{
    for (int64_t i = 0; i < paths; i++) {
        path[i].product *= fabs(activation_derivative(a, std * (double)z[i]));
        path[i].active &= z[i] > 0.0f;
        if (path[i].product < 0x1p-500 && path[i].product > 0.0) {
            path[i].product *= 0x1p500;
            path[i].power -= 500;
        }
    }
}

Status paths_sample(Activation a, double std, int64_t depth, int64_t paths,
                    const RandomStream *stream, PathSample *sample, Error *err)
{
    float *z = malloc((size_t)paths * sizeof *z);
    Path *path = malloc((size_t)paths * sizeof *path);
    double ln = 0.0, active = 0.0;
    if (!z || !path) {
        free(z);
        free(path);
        return error_set(err, ERR_MEMORY, "no memory for %lld paths", (long long)paths);
    }
    for (int64_t i = 0; i < paths; i++)
        path[i] = (Path){ 1.0, 0, true };
    for (int64_t l = 0; l < depth; l++) {
        RandomStream layer = random_substream(stream, (uint64_t)l);
        random_normals(&layer, 0, (size_t)paths, z);
        pass_layer(a, std, paths, z, path);
    }
    for (int64_t i = 0; i < paths; i++) {
        double product = path[i].product;
        ln += product > 0.0 ? elementary_log(product) + (double)path[i].power * M_LN2 : -INFINITY;
        active += path[i].active;
    }
    free(z);
    free(path);
    *sample = (PathSample){ ln / (double)paths, active / (double)paths };
    return OK;
}
