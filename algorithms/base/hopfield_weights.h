/* hopfield_weights.h - Hopfield networks whose weights are numbers of their own: the pseudo-inverse
 * and the Storkey rule. Plain double arithmetic in a fixed order: the same bits on every processor
 * and for every number of threads. */
#ifndef HEBB_HOPFIELD_WEIGHTS_H
#define HEBB_HOPFIELD_WEIGHTS_H

#include "algorithms/base/hopfield_patterns.h"
#include "algorithms/base/hopfield_recall.h"

enum { HOPFIELD_HEBBIAN, HOPFIELD_PSEUDOINVERSE, HOPFIELD_STORKEY };
enum { WEIGHTS_MAX_NEURONS = 8192 };

typedef struct {
    const HopfieldPatterns *patterns; /* borrowed */
    int64_t neurons;
    double *w; /* (N, N), symmetric; the diagonal 0 unless self-coupling is kept */
} HopfieldWeights;

/* Weights of a rule.
 * Pseudo-inverse (Personnaz, Guyon & Dreyfus 1985): the projection on the span of the patterns;
 * patterns that depend on earlier ones add nothing, and off the diagonal |w| < 1e-10 is 0.
 * Storkey (1997): for one pattern after the other w_ij += (xi_i xi_j - xi_i h_ji - h_ij xi_j) / N
 * with h_ij the sum of w_ik xi_k over k other than i and j.
 * `stopping` (may be NULL) is asked for every pattern. ERR_MEMORY, ERR_STOPPED. */
Status hopfield_weights_init(HopfieldWeights *net, const HopfieldPatterns *x, int rule,
                             const HopfieldRules *how, Error *err);
void hopfield_weights_free(HopfieldWeights *net);

double hopfield_weights_bytes(int64_t neurons, int64_t patterns, int rule);

/* As hopfield_recall, with the same cues, orders and thermal draws. Energies are added up afresh
 * after every sweep; flips (synchronous: sweeps) that raise it count as uphill. */
Status hopfield_weights_recall(const HopfieldWeights *net, const HopfieldRules *how, RandomKey key,
                               int64_t cue, HopfieldRecall *out, double *trace, Error *err);

#endif
