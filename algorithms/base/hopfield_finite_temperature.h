/* hopfield_finite_temperature.h - replica-symmetric states of the Hebbian Hopfield network above
 * temperature 0. Amit, Gutfreund & Sompolinsky, Ann. Phys. 173, 30 (1987). alpha = P / N; energies
 * per neuron; temperatures from 0.005 on, in units in which a network of one pattern melts at 1. */
#ifndef HEBB_HOPFIELD_FINITE_TEMPERATURE_H
#define HEBB_HOPFIELD_FINITE_TEMPERATURE_H

typedef struct {
    double overlap;     /* m with the pattern */
    double q, r;        /* Edwards-Anderson parameter, noise of the other overlaps */
    double free_energy; /* per neuron, w_ii = 0 */
} HopfieldThermal;

/* The state near a pattern, and the spin glass, m = 0. All zero where there is none (for the glass:
 * above T_g = 1 + sqrt(alpha)). */
HopfieldThermal hopfield_thermal_retrieval(double alpha, double temperature);
HopfieldThermal hopfield_thermal_glass(double alpha, double temperature);

/* The load alpha_M(T) up to which retrieval states exist, the inverse of the line T_M(alpha); 0
 * from T = 1 on. */
double hopfield_thermal_capacity(double temperature);

/* The load up to which they are lower in free energy than the spin glass. */
double hopfield_thermal_global(double temperature);

#endif
