/* meanfield_batch.h - moments of activations behind batch normalisation, over a finite batch.
 *
 * A unit's pre-activations over a batch of B inputs form a vector; centred, they are isotropic in
 * d = B - 1 dimensions, and normalising puts them on a sphere. One normalised value is u = sqrt(d)
 * t with t a coordinate of a uniform point on the unit sphere; two values of one unit have the
 * correlation -1 / d. For linear units this gives gradients that grow by (B - 2) / (B - 3) per
 * layer, for relu by pi / (pi - 1) as B grows (Yang et al. 2019). */
#ifndef HEBB_MEANFIELD_BATCH_H
#define HEBB_MEANFIELD_BATCH_H

#include "algorithms/base/meanfield.h"

/* Means for one input and for a pair of inputs of the batch. */
typedef struct {
    double square, pair;             /* E phi(u)^2,        E phi(u) phi(u') */
    double slope_square, slope_pair; /* E phi'(u)^2,       E phi'(u) phi'(u') */
    double drive_square, drive_pair; /* E (phi'(u) u)^2,   E phi'(u) u phi'(u') u' */
} BatchMoments;

/* batch >= 4. shrink = sqrt(v / (v + epsilon)): by how much normalised values fall short of unit
 * variance. */
BatchMoments meanfield_batch_moments(const Quadrature *rule, Activation a, int64_t batch,
                                     double shrink);

#endif
