/* hopfield_mixtures.h - predictions beyond the retrieval of single patterns: symmetric mixtures of
 * patterns, the number of minima, and approximate dynamics. Temperature 0 unless one is given;
 * alpha = P / N; energies per neuron; N -> infinity. */
#ifndef HEBB_HOPFIELD_MIXTURES_H
#define HEBB_HOPFIELD_MIXTURES_H

#include <stdint.h>

enum { HOPFIELD_MIXED = 31 }; /* patterns in a mixture, at most */

/* The state sign(sum of n patterns), n odd, and the replica-symmetric state it becomes at a load:
 * the overlap with each of the n patterns, and the energy. All zero where it does not exist.
 * Amit, Gutfreund & Sompolinsky, Phys. Rev. A 32, 1007 (1985); Ann. Phys. 173, 30 (1987). */
typedef struct {
    double overlap, energy;
} HopfieldMixture;
HopfieldMixture hopfield_mixture(int n, double alpha);

/* The load beyond which it does not exist. */
double hopfield_mixture_capacity(int n);

/* The symmetric mixture of n patterns at a temperature and alpha -> 0: its overlap with each of
 * them (0 from T = 1 on); the least curvature of the free energy there by the overlaps, negative
 * where the mixture is unstable; and the temperature at which that becomes so (0 for even n, which
 * are never stable). Amit, Gutfreund & Sompolinsky, Phys. Rev. A 32, 1007 (1985). */
double hopfield_mixture_thermal(int n, double temperature);
double hopfield_mixture_stability(int n, double temperature);
double hopfield_mixture_melting(int n);

/* lim ln <number of states stable against single flips> / N.
 * Gardner, J. Phys. A 19, L1047 (1986); Tanaka & Edwards, J. Phys. F 10, 2769 (1980) for alpha ->
 * infinity. */
double hopfield_minima_exponent(double alpha);

/* Synchronous dynamics by signal and noise, which takes successive noises for Gaussian: the next
 * overlap from m and the noise v (in units of alpha; 1 at the start), which is updated.
 * Amari & Maginu, Neural Networks 1, 63 (1988). */
double hopfield_amari_step(double alpha, double m, double *v);

/* The initial overlap above which this dynamics retrieves; 1 where it does not even from the
 * pattern. */
double hopfield_amari_basin(double alpha);

/* The load up to which it has a fixed point near the pattern. */
double hopfield_amari_capacity(void);

#endif
