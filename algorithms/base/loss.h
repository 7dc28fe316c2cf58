/* loss.h - losses of a batch and their gradients, with respect to the network's last output.
 *
 * All are means over the batch. Arrays are (batch, outputs), row-major; delta may be y. In single
 * precision the loss itself is summed in double, in the order of the rows. */
#ifndef HEBB_LOSS_H
#define HEBB_LOSS_H

#include <stdint.h>

typedef enum {
    LOSS_SQUARED,       /* 1/2 |y - t|^2 */
    LOSS_CROSS_ENTROPY, /* - sum t ln softmax(y); rows of t are probabilities */
} LossKind;

/* "squared", "cross_entropy", NULL: the choices of a parameter. */
extern const char *const loss_names[3];

/* Returns the loss and fills delta = dL/dy. For cross-entropy y are the logits and delta is
 * (softmax(y) - t) / batch, which needs the full Jacobian of softmax, not only its diagonal. */
double loss_f32(LossKind kind, int64_t batch, int64_t outputs, const float *y, const float *t,
                float *delta);
double loss_f64(LossKind kind, int64_t batch, int64_t outputs, const double *y, const double *t,
                double *delta);

/* p = softmax(y), row by row, the row's maximum subtracted first; p may be y. */
void loss_softmax_f64(int64_t batch, int64_t outputs, const double *y, double *p);

#endif
