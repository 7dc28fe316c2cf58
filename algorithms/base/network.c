/* network.c - see network.h */
#include "algorithms/base/network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/base/arena.h"
#include "algorithms/base/reduce.h"

#define RUNNING_RATE 0.1 /* weight of the newest batch in the running statistics */

static void activation_bias_forward_f64(Activation a, int64_t rows, int64_t width,
                                        const double *bias, double *z, double *h)
{
    layer_bias_f64(rows, width, bias, z);
    activation_forward_f64(a, rows * width, z, h);
}

#define REAL float
#define Network NetworkF32
#define UNIT_STRUCT NetworkF32Unit
#define NAME(f) f##_f32
#include "algorithms/base/network_template.h"
#undef REAL
#undef Network
#undef UNIT_STRUCT
#undef NAME

#define REAL double
#define Network NetworkF64
#define UNIT_STRUCT NetworkF64Unit
#define NAME(f) f##_f64
#include "algorithms/base/network_template.h"

Status network_randomize(NetworkF32 *net, InitializationKind kind, double weight_scale,
                         double bias_scale, RandomKey key, Error *err)
{
    RandomStream weights = random_stream(key, "weights"), biases = random_stream(key, "biases");
    for (int64_t l = 0; l <= net->shape.hidden; l++) {
        const NetworkLayer *layer = &net->layer[l];
        RandomStream w = random_substream(&weights, (uint64_t)l);
        RandomStream b = random_substream(&biases, (uint64_t)l);
        Status st = initialization_weights(kind, weight_scale, layer->outputs, layer->inputs, &w,
                                           net->parameters + layer->weights, err);
        if (st != OK)
            return st;
        initialization_biases(kind, weight_scale, bias_scale, layer->outputs, layer->inputs, &b,
                              net->parameters + layer->bias);
    }
    return OK;
}

void network_copy(NetworkF64 *to, const NetworkF32 *from)
{
    for (int64_t i = 0; i < from->parameter_count; i++)
        to->parameters[i] = (double)from->parameters[i];
}
