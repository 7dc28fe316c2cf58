/* hopfield_cost.c - see hopfield_cost.h. Fitted to measured times and sweeps. */
#include "algorithms/base/hopfield_cost.h"

#include <math.h>

#include "algorithms/base/elementary.h"
#include "algorithms/base/hopfield_heat.h"
#include "algorithms/base/hopfield_kernel.h"

static double row_chunks(int64_t patterns)
{
    return ceil((double)patterns / (64 * HOPFIELD_CHUNK));
}

double hopfield_setup_cost(int64_t neurons, int64_t patterns)
{
    return 5e3 + (double)neurons * (12 + 15 * row_chunks(patterns));
}

double hopfield_visit_cost(int64_t neurons, int64_t patterns)
{
    int planes = 3; /* overlaps are of the order of sqrt(N) */
    for (int64_t n = neurons; n > 1; n /= 4)
        planes++;
    return 12 + 0.7 * planes * row_chunks(patterns);
}

/* To change one field at a flip. */
static double change_cost(int64_t patterns)
{
    return 0.02 + 0.085 * ceil((double)patterns / 64);
}

int64_t hopfield_rare_flips(int64_t neurons, int64_t patterns)
{
    return (int64_t)((hopfield_visit_cost(neurons, patterns) - 2) / change_cost(patterns));
}

double hopfield_later_visit_cost(int64_t neurons, int64_t patterns)
{
    double kept = 5 + 0.015 * (double)neurons * change_cost(patterns);
    return fmin(kept, hopfield_visit_cost(neurons, patterns));
}

/* Few sweeps below capacity, many above, and near it both, as retrieval fails in a share of
 * networks that rises with the load, faster in larger ones. A cue outside the basin, about 3.7
 * loads wide, fails as well. */
double hopfield_expected_sweeps(int64_t neurons, double load, double initial_overlap)
{
    const double root = sqrt((double)neurons);
    double half = fmin(0.14 + 0.75 / root, initial_overlap / 3.7);
    double failing = fmin(fmax(0.5 + 0.57 * root * (load - half), 0), 1);
    double relative = fmin(load / 0.138, 1);
    double below = 1 + relative * relative * relative * sqrt(root) / 1.4;
    return below + (initial_overlap < 1 ? 3 : 0) + failing * root;
}

/* 1 / (2 cosh^2(h / T)) for fields h: those of a retrieved pattern, 1 + sqrt(load) z with a normal
 * z, at three points; or, beyond the line at which retrieval ends, what was measured there. */
double hopfield_heat_flips(double load, double temperature)
{
    const double root = sqrt(load);
    if (load > 0.138 || temperature > 1 - 1.95 * root)
        return fmin(elementary_pow(temperature, 1.27) / (1.7 + 5.2 * root), 0.5);
    double share = 0;
    for (int z = -1; z <= 1; z++) {
        const double e = elementary_exp(fmin(2 * (1 + sqrt(3) * z * root) / temperature, 300));
        share += (z == 0 ? 2.0 / 3 : 1.0 / 6) * 2 * e / ((1 + e) * (1 + e));
    }
    return share;
}

double hopfield_heat_fields_cost(int64_t neurons, double flips)
{
    const double n = (double)neurons;
    return 4.6 + 170 / n + flips * (18 + 0.026 * n);
}

double hopfield_heat_overlaps_cost(int64_t neurons, int64_t patterns, double flips)
{
    const double vectors = ceil((double)patterns / 32);
    return 4.5 + 240 / (double)neurons + 0.68 * vectors + flips * (26 + 4 * vectors);
}

/* Beyond capacity, half of the neurons leave the pattern to begin with. */
double hopfield_heat_weights_cost(int64_t neurons, int64_t patterns, double flips, double sweeps)
{
    const double n = (double)neurons, p = (double)patterns;
    const double times = flips * sweeps + (p > 0.138 * n ? 0.7 : 0);
    return n * n * (0.3 + 0.0022 * p) * (1 - elementary_exp(-times));
}

double hopfield_heat_visit_cost(int64_t neurons, int64_t patterns, double temperature,
                                int64_t sweeps)
{
    const double n = (double)neurons, times = (double)sweeps;
    const double flips = hopfield_heat_flips((double)patterns / n, temperature);
    if (!hopfield_heat_fits(neurons, patterns, temperature))
        return 8 + hopfield_visit_cost(neurons, patterns) * (1 + 2 * flips);
    const double begin = (30 + 2e4 / n + 0.2 * (double)patterns) / times;
    const double overlaps = begin + hopfield_heat_overlaps_cost(neurons, patterns, flips);
    if (!hopfield_heat_fields_fit(neurons, patterns))
        return overlaps;
    const double weights = hopfield_heat_weights_cost(neurons, patterns, flips, times) / n / times;
    return fmin(overlaps, begin + weights + hopfield_heat_fields_cost(neurons, flips));
}

double hopfield_heat_step_cost(int64_t neurons, int64_t patterns, double temperature)
{
    const double flips = hopfield_heat_flips((double)patterns / (double)neurons, temperature);
    return 11 + hopfield_visit_cost(neurons, patterns) * (0.35 + 1.6 * flips);
}
