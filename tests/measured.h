/* measured.h - results whose numbers a test chooses: an experiment from a text, values from a
 * function, then everything that a run would compute of them. */
#ifndef HEBB_TESTS_MEASURED_H
#define HEBB_TESTS_MEASURED_H

#include "algorithms/base/random.h"
#include "runner/execute/campaign.h"
#include "runner/store/results.h"
#include "runner/store/trials.h"

/* One trial of sample.noop about to get its values. */
typedef struct {
    double gain;
    int64_t size, point, replicate;
    RandomStream chance; /* its own */
} Spot;

/* Sets level and above of a trial; wave is level times the position. False: the trial is missing.
 */
typedef bool Fill(const void *context, const Spot *at, double *level, double *above);

typedef struct {
    Experiment experiment;
    Sweep sweep;
    TrialTable *trials;
    Theory theory;
    Results results;
} Measured;

/* `text`: what follows the head of a config for sample.noop. Aborts on any trouble. `seed` keys the
 * random numbers only. */
void measured_make(Measured *m, const char *text, Fill *fill, const void *context, uint64_t seed);
void measured_free(Measured *m);

/* Value, and interval, of a derived number's cell; NAN if it has none. */
double measured_derived(const Measured *m, const char *name, const char *what, int64_t cell);

/* What an honest trial has: level uniform in [gain, gain + 1), above 1 for its upper quarter. */
Fill measured_honest;

#endif
