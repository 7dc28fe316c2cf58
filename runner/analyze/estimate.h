/* estimate.h - from a curve of means to one number: the arithmetic of derived numbers, without data
 * structures around it. Every function is pure; NAN with a reason where there is no answer. */
#ifndef HEBB_ESTIMATE_H
#define HEBB_ESTIMATE_H

#include <stdint.h>

#include "runner/config/experiment.h"

/* n points: position x, mean y, standard error se (0 where unknown). `first` points belong to the
 * first of two curves (curves_cross), the rest to the second. work holds 4 n doubles. */
typedef struct {
    int64_t n, first;
    const double *x, *y, *se;
    double *work;
} Curve;

/* NAN, and *reason set to a static sentence, when the curve does not answer. */
typedef double Estimator(const Curve *c, const DerivedSpec *spec, const char **reason);

typedef struct {
    Estimator *estimate;
    int64_t least;      /* points needed */
    const char *method; /* in words, for the attribute `method` */
} EstimateKind;

extern const EstimateKind estimate_kinds[DERIVE_KINDS];

#endif
