/* claim.c - see claim.h */
#include "runner/analyze/claim.h"

#include <stdio.h>
#include <string.h>

static bool named_in(char *const *names, const char *name)
{
    for (; names && *names; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

bool claim_lets_gate(const Experiment *e, const char *check)
{
    for (int64_t i = 0; i < e->claim_count; i++)
        if (named_in(e->claims[i].holds_if, check) || named_in(e->claims[i].refuted_if, check))
            return false;
    return true;
}

static const CheckVerdict *find(const Verdicts *v, const char *name)
{
    for (int64_t i = 0; i < v->check_count; i++)
        if (v->checks[i].spec && strcmp(v->checks[i].name, name) == 0)
            return &v->checks[i];
    return NULL;
}

/* All of the named checks: 1 pass, 0 some fails, -1 some not evaluated (and none fails). None: 0.
 */
static int outcome(const Verdicts *v, char *const *names, char *text, size_t size)
{
    int all = names && *names ? 1 : 0;
    size_t used = strlen(text);
    for (; names && *names; names++) {
        const CheckVerdict *check = find(v, *names);
        if (!check)
            continue;
        bool fails = verdict_fails(check->verdict) || check->verdict == VERDICT_EXPECTED;
        const char *word = fails                                     ? "fails"
                           : check->verdict == VERDICT_NOT_EVALUATED ? "not evaluated"
                                                                     : "passes";
        int n = snprintf(text + used, size - used, "%s%s %s", used ? ", " : "", *names, word);
        used = n > 0 && used + (size_t)n < size ? used + (size_t)n : used;
        if (fails)
            all = 0;
        else if (check->verdict == VERDICT_NOT_EVALUATED && all == 1)
            all = -1;
    }
    return all;
}

void claim_decide(ClaimVerdict *claim, const Verdicts *v, const ClaimSpec *spec,
                  const char *accepted)
{
    claim->spec = spec;
    if (spec->literature) {
        claim->computed = "literature";
    } else {
        int holds = outcome(v, spec->holds_if, claim->text, sizeof claim->text);
        int refuted = outcome(v, spec->refuted_if, claim->text, sizeof claim->text);
        claim->computed = holds == 1                 ? "holds"
                          : refuted == 1             ? "refuted"
                          : holds < 0 || refuted < 0 ? "not evaluated"
                                                     : "qualified";
    }
    static const char none[] = "not evaluated"; /* is no verdict, so nothing changed */
    const char *recorded = spec->verdict ? spec->verdict : accepted;
    claim->changed = recorded && strcmp(claim->computed, none) != 0 &&
                     strcmp(recorded, none) != 0 && strcmp(recorded, claim->computed) != 0;
}
