/* network.h - a multilayer perceptron that trains, in single and in double precision.
 *
 * Dense layers 0 .. hidden; between them, for hidden layer l with stream s_l:
 *     a_l = dropout(phi(norm(s_l))),   s_l = W_l a_(l-1) + b_l,   y = output(W a + b)
 * with a_(-1) the input. With residual connections s_l = s_(l-1) + branch_scale (W_l a_(l-1) + b_l)
 * for l >= 1. All memory is taken at init; a pass allocates nothing. Single precision (_f32) is
 * what trains; double precision (_f64) is the same text (network_template.h) over other kernels,
 * the reference of gradient checks. */
#ifndef HEBB_NETWORK_H
#define HEBB_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "algorithms/base/activation.h"
#include "algorithms/base/initialization.h"
#include "algorithms/base/layer.h"
#include "algorithms/base/loss.h"
#include "algorithms/base/random.h"
#include "algorithms/base/status.h"

typedef struct {
    int64_t batch; /* most rows of one pass */
    int64_t inputs, outputs;
    int64_t hidden;        /* hidden layers, >= 0 */
    const int64_t *widths; /* of the hidden layers; read by init only */
    Activation activation;
    ActivationKind output; /* of the last layer; linear gives logits */
    LossKind loss;
    NormalizationKind normalization;
    bool residual; /* all widths must then be equal */
    double branch_scale;
    double dropout;      /* probability of silencing a unit while training */
    bool keep_arguments; /* hold what phi sees apart from phi of it, for network_nearest_kink */
} NetworkShape;

/* Dense layer l and, for a hidden one, the normalisation that follows it. Offsets into the flat
 * array of parameters: w (outputs, inputs), bias (outputs), gain, shift (outputs; 0 when absent).
 */
typedef struct {
    int64_t inputs, outputs;
    int64_t weights, bias, gain, shift;
} NetworkLayer;

#define NETWORK_TYPE(Type, REAL, suffix)                                                           \
    typedef struct {                                                                               \
        NetworkShape shape;  /* widths is NULL here: see layer[l].outputs */                       \
        NetworkLayer *layer; /* [hidden + 1] */                                                    \
        int64_t parameter_count;                                                                   \
        REAL *parameters, *gradients; /* [parameter_count], laid out alike */                      \
        REAL *output;                 /* y of the last pass (rows, outputs) */                     \
        struct Type##Unit *unit;      /* [hidden]: what a pass keeps of each hidden layer */       \
        REAL *delta[3];               /* gradients on their way back (batch, widest) */            \
        LayerLoan loan;                                                                            \
        void *memory;                                                                              \
    } Type;                                                                                        \
                                                                                                   \
    /* Takes all memory and sets parameters to 0 (gains to 1). Fails with ERR_MEMORY; free it      \
     * always. */                                                                                  \
    Status network_init_##suffix(Type *net, const NetworkShape *shape, Error *err);                \
    void network_free_##suffix(Type *net);                                                         \
    /* Bytes that init takes. */                                                                   \
    size_t network_bytes_##suffix(const NetworkShape *shape);                                      \
                                                                                                   \
    /* y (rows, outputs) of x (rows, inputs), borrowed until the next pass. When `training`,       \
     * normalisation uses the batch (and updates the running statistics) and dropout its masks     \
     * from `stream` (sub-stream l for layer l; may be NULL without dropout); otherwise running    \
     * statistics and no dropout. */                                                               \
    const REAL *network_forward_##suffix(Type *net, int64_t rows, const REAL *x, bool training,    \
                                         const RandomStream *stream);                              \
    /* After a training forward pass on the same x: returns the mean loss against t (rows,         \
     * outputs) and fills `gradients`; dx (rows, inputs) too unless NULL. */                       \
    double network_backward_##suffix(Type *net, int64_t rows, const REAL *x, const REAL *t,        \
                                     REAL *dx);                                                    \
    /* After a forward pass: the first layer (0 .. hidden) whose sums are not finite, or -1. */    \
    int64_t network_failed_layer_##suffix(const Type *net, int64_t rows);                          \
    /* After a forward pass with keep_arguments: the smallest |argument| of phi anywhere. */       \
    double network_nearest_kink_##suffix(const Type *net, int64_t rows);

NETWORK_TYPE(NetworkF32, float, f32)
NETWORK_TYPE(NetworkF64, double, f64)

/* Draws weights and biases: streams "weights" and "biases" of the key, sub-stream l for layer l.
 * Fails with ERR_MEMORY (orthogonal). */
Status network_randomize(NetworkF32 *net, InitializationKind kind, double weight_scale,
                         double bias_scale, RandomKey key, Error *err);

/* Copies parameters into the double-precision twin of the same shape. */
void network_copy(NetworkF64 *to, const NetworkF32 *from);

#endif
