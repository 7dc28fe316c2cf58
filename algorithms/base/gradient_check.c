/* gradient_check.c - see gradient_check.h */
#include "algorithms/base/gradient_check.h"

#include <math.h>

double gradient_check(int64_t n, double *x, const double *gradient, double h, double floor,
                      GradientFunction *f, void *ctx)
{
    double worst = 0.0, largest = floor;
    for (int64_t i = 0; i < n; i++) {
        const double here = x[i];
        x[i] = here + h;
        double above = f(ctx), step_up = x[i] - here;
        x[i] = here - h;
        double below = f(ctx), step_down = here - x[i];
        x[i] = here;
        double numeric = (above - below) / (step_up + step_down);
        worst = fmax(worst, fabs(numeric - gradient[i]));
        largest = fmax(largest, fabs(numeric));
        if (isnan(numeric) || isnan(gradient[i]))
            return NAN;
    }
    return worst / (largest > 0.0 ? largest : 1.0);
}
