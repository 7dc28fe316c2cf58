/* verdicts.h - deciding a measured result in unit tests. */
#ifndef HEBB_TESTS_VERDICTS_H
#define HEBB_TESTS_VERDICTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "runner/analyze/check.h"
#include "tests/measured.h"

static const CheckContext nothing = { .today = "2026-11-22" };

static inline Verdicts decide(const Measured *m, const CheckContext *context)
{
    Verdicts v;
    Error err = { 0 };
    if (check_all(&v, &m->results, &m->experiment, context, &err) != OK)
        fail_msg("%s", err.text);
    return v;
}

static inline const CheckVerdict *row(const Verdicts *v, const char *name)
{
    for (int64_t i = 0; i < v->check_count; i++)
        if (strcmp(v->checks[i].name, name) == 0)
            return &v->checks[i];
    fail_msg("no row %s", name);
    return NULL;
}

static inline void assert_verdict(const Verdicts *v, const char *name, Verdict want)
{
    const CheckVerdict *c = row(v, name);
    if (c->verdict != want)
        fail_msg("%s: %s, not %s (measured %g, allowed %g .. %g; %s)", name,
                 verdict_word(c->verdict), verdict_word(want), c->measured, c->allowed_low,
                 c->allowed_high, c->text);
}

#endif
