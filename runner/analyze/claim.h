/* claim.h - what the checks say about a claim. Private to runner/analyze. */
#ifndef HEBB_CLAIM_H
#define HEBB_CLAIM_H

#include "runner/analyze/check.h"

/* False for checks that only claims name: these do not gate. */
bool claim_lets_gate(const Experiment *e, const char *check);

/* Decides one claim from the verdicts of the checks; `accepted` is the baseline's verdict or NULL.
 */
void claim_decide(ClaimVerdict *claim, const Verdicts *v, const ClaimSpec *spec,
                  const char *accepted);

#endif
