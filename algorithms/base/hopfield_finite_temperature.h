/* hopfield_finite_temperature.h - replica-symmetric states of the Hebbian Hopfield network above
 * temperature 0. Amit, Gutfreund & Sompolinsky, Ann. Phys. 173, 30 (1987). alpha = P / N; energies
 * per neuron; temperatures from 1e-130 on, in units in which a network of one pattern melts at 1.
 */
#ifndef HEBB_HOPFIELD_FINITE_TEMPERATURE_H
#define HEBB_HOPFIELD_FINITE_TEMPERATURE_H

typedef struct {
    double load;        /* alpha */
    double overlap;     /* m with the pattern */
    double q, r;        /* Edwards-Anderson parameter, noise of the other overlaps */
    double free_energy; /* w_ii = 0 */
    double breaking;    /* Almeida and Thouless: replica symmetry is broken where this exceeds 1 */
} HopfieldThermal;

/* The state near a pattern, and the spin glass, m = 0. All zero where there is none (for the glass:
 * above T_g = 1 + sqrt(alpha)). */
HopfieldThermal hopfield_thermal_retrieval(double alpha, double temperature);
HopfieldThermal hopfield_thermal_glass(double alpha, double temperature);

/* The retrieval state of the largest load there is at a temperature; all zero from T = 1 on. */
HopfieldThermal hopfield_thermal_last(double temperature);

/* Its load alpha_M(T), the inverse of the line T_M(alpha). Not quite monotone: it is largest at
 * T = 0.0230, an artefact of replica symmetry. */
double hopfield_thermal_capacity(double temperature);

/* The load up to which retrieval states are lower in free energy than the spin glass. */
double hopfield_thermal_global(double temperature);

/* The load up to which retrieval states are replica symmetric: alpha_M, or less at T < 0.0251. */
double hopfield_thermal_symmetric(double temperature);

/* T_R(alpha), its inverse: the retrieval state breaks replica symmetry below. 0 at loads beyond
 * 0.138186, where it does so as far as it exists, and below 0.0017, where T_R is under 1e-130. */
double hopfield_thermal_breaking(double alpha);

#endif
