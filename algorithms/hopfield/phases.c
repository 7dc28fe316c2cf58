/* phases.c - hopfield.phases: what states replica theory allows a Hopfield network at a
 * temperature. */
#include "algorithms/algorithm.h"
#include "algorithms/base/hopfield_finite_temperature.h"
#include "algorithms/base/hopfield_mixtures.h"
#include "algorithms/base/hopfield_theory.h"

typedef struct {
    double temperature;
    int64_t mixed;
} PhasesParams;

/* clang-format off */
#define P(field, ...) PARAM(PhasesParams, field, __VA_ARGS__)
static const Param params[] = {
    P(temperature, "0.1", 0, 100,            NULL, "1",        "in units in which a network of one pattern melts at 1"),
    P(mixed,       "3",   1, HOPFIELD_MIXED, NULL, "patterns", "patterns in the mixture of mixture_overlap and mixture_stability"),
    { 0 }
};

enum {
    MELTING_LOAD, MELTING_OVERLAP, MELTING_BREAKING, SYMMETRIC_LOAD, GLOBAL_LOAD, GLASS_LOAD,
    MIXTURE_OVERLAP, MIXTURE_STABILITY
};
#define REPLICAS "Amit, Gutfreund & Sompolinsky 1987"
#define MIXTURES "Amit, Gutfreund & Sompolinsky 1985"
#define LOAD "patterns/neuron"
static const Metric metrics[] = {
    [MELTING_LOAD]      = { "melting_load", METRIC_MEASURED, LOAD, "load up to which retrieval states exist, the inverse of the line T_M; 0 from temperature 1 on", { 0 }, NULL, REPLICAS, false },
    [MELTING_OVERLAP]   = { "melting_overlap", METRIC_MEASURED, "1", "overlap with the pattern there", { 0 }, NULL, REPLICAS, false },
    [MELTING_BREAKING]  = { "melting_breaking", METRIC_MEASURED, "1", "replica symmetry is broken there if this exceeds 1; none at temperature 0, where it is", { 0 }, NULL, REPLICAS, false },
    [SYMMETRIC_LOAD]    = { "symmetric_load", METRIC_MEASURED, LOAD, "load up to which retrieval states are replica symmetric, the inverse of the line T_R; melting_load where they are as far as they exist", { 0 }, NULL, REPLICAS, false },
    [GLOBAL_LOAD]       = { "global_load", METRIC_MEASURED, LOAD, "load up to which retrieval states are lower in free energy than the spin glass, the inverse of the line T_c", { 0 }, NULL, REPLICAS, false },
    [GLASS_LOAD]        = { "glass_load", METRIC_MEASURED, LOAD, "load from which there is a spin glass, the inverse of T_g = 1 + sqrt(load)", { 0 }, NULL, REPLICAS, false },
    [MIXTURE_OVERLAP]   = { "mixture_overlap", METRIC_MEASURED, "1", "overlap of a symmetric mixture with each of its patterns, load 0", { 0 }, NULL, MIXTURES, false },
    [MIXTURE_STABILITY] = { "mixture_stability", METRIC_MEASURED, "1", "least curvature of its free energy by overlaps; it is unstable where this is negative, and there is none at temperature 0", { 0 }, NULL, MIXTURES, false },
    { 0 }
};

static Status run(const Trial *t, Error *err);
static double cost(const void *p), memory(const void *p);
const Algorithm alg_hopfield_phases = {
    .name = "hopfield.phases",
    .summary = "lines between the states that replica theory allows a Hopfield network",
    .about = "Solves the replica-symmetric equations of the infinite Hebbian network, w_ii = 0, along the curve of retrieval "
             "states at one temperature; replica symmetry breaks where Almeida and Thouless say. Nothing is drawn at random.",
    .source = "Amit, Gutfreund & Sompolinsky, Phys. Rev. A 32, 1007 (1985); Ann. Phys. 173, 30 (1987)",
    .version = 1,
    .params_size = sizeof(PhasesParams),
    .params = params,
    .metrics = metrics,
    .run = run,
    .cost = cost,
    .memory = memory,
};
/* clang-format on */

static void at_zero(const Trial *t)
{
    const double capacity = hopfield_replica_capacity();
    trial_set(t, MELTING_LOAD, capacity);
    trial_set(t, MELTING_OVERLAP, hopfield_replica_stable(capacity * (1 - 1e-15)).overlap);
    trial_set(t, SYMMETRIC_LOAD, 0);
    trial_set(t, GLOBAL_LOAD, hopfield_replica_global());
}

static void above_zero(const Trial *t, double temperature)
{
    const HopfieldThermal last = hopfield_thermal_last(temperature);
    trial_set(t, MELTING_LOAD, last.load);
    if (last.load > 0) {
        trial_set(t, MELTING_OVERLAP, last.overlap);
        trial_set(t, MELTING_BREAKING, last.breaking);
    }
    trial_set(t, SYMMETRIC_LOAD, hopfield_thermal_symmetric(temperature));
    trial_set(t, GLOBAL_LOAD, hopfield_thermal_global(temperature));
}

static Status run(const Trial *t, Error *err)
{
    const PhasesParams *p = t->params;
    const double heat = p->temperature > 1 ? p->temperature - 1 : 0;
    (void)err;
    if (p->temperature > 0)
        above_zero(t, p->temperature);
    else
        at_zero(t);
    trial_set(t, GLASS_LOAD, heat * heat);
    if (p->temperature > 0 && p->temperature < 1) {
        const int n = (int)p->mixed;
        trial_set(t, MIXTURE_OVERLAP, hopfield_mixture_thermal(n, p->temperature));
        trial_set(t, MIXTURE_STABILITY, hopfield_mixture_stability(n, p->temperature));
    }
    return OK;
}

/* Nanoseconds, roughly. */
static double cost(const void *params_)
{
    const PhasesParams *p = params_;
    return p->temperature > 0 ? 3e6 : 1e5;
}

static double memory(const void *params_)
{
    (void)params_;
    return 1e4;
}
