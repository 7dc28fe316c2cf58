/* spectrum.h - extreme singular values of small dense matrices. */
#ifndef HEBB_SPECTRUM_H
#define HEBB_SPECTRUM_H

#include <stdint.h>

#include "algorithms/base/status.h"

/* Smallest and largest singular value of a (n, n), from the eigenvalues of a^T a: their absolute
 * error is about 1e-15 times largest^2 / smallest. Of the order of n^3; fails with ERR_MEMORY. */
Status spectrum_extremes(int64_t n, const double *a, double *smallest, double *largest, Error *err);

#endif
