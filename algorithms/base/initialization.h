/* initialization.h - random weights by the customary rules. */
#ifndef HEBB_INITIALIZATION_H
#define HEBB_INITIALIZATION_H

#include <stdint.h>

#include "algorithms/base/random.h"
#include "algorithms/base/status.h"

typedef enum {
    INITIALIZATION_STANDARD,   /* N(0, 1) */
    INITIALIZATION_LECUN,      /* N(0, 1 / fan_in) */
    INITIALIZATION_XAVIER,     /* N(0, 2 / (fan_in + fan_out)) */
    INITIALIZATION_HE,         /* N(0, 2 / fan_in) */
    INITIALIZATION_ORTHOGONAL, /* uniform among matrices with orthonormal rows (or columns) */
    INITIALIZATION_FRAMEWORK,  /* uniform in +-1 / sqrt(fan_in): variance 1 / (3 fan_in) */
    INITIALIZATION_COUNT
} InitializationKind;

/* Names in the order of the enum, ending with NULL: the choices of a parameter. */
extern const char *const initialization_names[INITIALIZATION_COUNT + 1];

/* Variance of one weight at scale 1. */
double initialization_variance(InitializationKind kind, int64_t fan_in, int64_t fan_out);

/* Variance of one bias at scale 1: that of a weight for framework, else 0. */
double initialization_bias_variance(InitializationKind kind, int64_t fan_in);

/* w (fan_out, fan_in) = scale times weights of the kind, a function of the stream. Only orthogonal
 * allocates and can fail (ERR_MEMORY); it costs of the order of fan^3. */
Status initialization_weights(InitializationKind kind, double scale, int64_t fan_out,
                              int64_t fan_in, const RandomStream *stream, float *w, Error *err);

/* b (fan_out) = scale times biases of the kind plus deviation N(0, 1). */
void initialization_biases(InitializationKind kind, double scale, double deviation, int64_t fan_out,
                           int64_t fan_in, const RandomStream *stream, float *b);

#endif
