/* hopfield_cost.c - see hopfield_cost.h. Fitted to measured times and sweeps. */
#include "algorithms/base/hopfield_cost.h"

#include <math.h>

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
