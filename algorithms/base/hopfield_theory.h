/* hopfield_theory.h - predictions for Hebbian Hopfield networks, solved, not tabulated.
 * alpha = P / N; overlaps m = (1/N) sum_i xi_i y_i; energies per spin, without self-coupling. */
#ifndef HEBB_HOPFIELD_THEORY_H
#define HEBB_HOPFIELD_THEORY_H

#include <stdint.h>

/* Replica-symmetric retrieval state at temperature 0. Amit, Gutfreund & Sompolinsky 1985, 1987. */
typedef struct {
    double overlap; /* m */
    double error;   /* (1 - m) / 2, accurate however small */
    double r, c;    /* noise of the other overlaps, and susceptibility */
    double energy, entropy;
} HopfieldReplica;

/* The load beyond which no retrieval state exists. */
double hopfield_replica_capacity(void);

/* The stable state at load alpha > 0, or the unstable one it meets at capacity. All zero beyond. */
HopfieldReplica hopfield_replica_stable(double alpha);
HopfieldReplica hopfield_replica_unstable(double alpha);

/* Energy and (negative, so wrong) entropy of the replica-symmetric spin-glass state, m = 0. */
double hopfield_replica_glass_energy(double alpha);
double hopfield_replica_glass_entropy(double alpha);

/* The load up to which the retrieval state is lower in energy than that one. */
double hopfield_replica_global(void);

/* Overlaps after the first and the second synchronous step from overlap m0, N -> infinity.
 * Gardner, Derrida & Mottishaw 1987. */
void hopfield_two_steps(double alpha, double m0, double *m1, double *m2);

/* P(X > s) + P(X = s) / 2 for the sum X of m >= 0 independent fair signs. */
double hopfield_signs_above(int64_t m, int64_t s);

/* Exact probability, at finite N and P, that a bit is wrong after one synchronous step from a
 * pattern with `errors` reversed neurons; sign(0) = +1, w_ii = 0. The crosstalk on a bit is a sum
 * of (N - 1)(P - 1) independent signs. */
double hopfield_one_step_error(int64_t neurons, int64_t patterns, int64_t errors);

/* The same with w_ii = P / N kept: P more on the side of the bit as it is. Large networks err with
 * probability erfc((1 + alpha) / sqrt(2 alpha)) / 2, most often at alpha = 1.
 * Folli, Leonetti & Ruocco, Front. Comput. Neurosci. 10, 144 (2017). */
double hopfield_one_step_error_self(int64_t neurons, int64_t patterns, int64_t errors);

#endif
