/* What is said of points that cannot be, and of sweeps that are too large. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support.h"

typedef struct {
    int64_t neurons, steps;
    double load;
} Params;

/* clang-format off */
#define P(field, ...) PARAM(Params, field, __VA_ARGS__)
static const Param params[] = {
    P(neurons, "100", 1, 1e9, NULL, "neurons", "size of the network"),
    P(load,    "0.1", 0, 2,   NULL, "1",       "patterns per neuron"),
    P(steps,   NULL,  1, 1e6, NULL, "1",       "must be given"),
    { 0 }
};
/* clang-format on */

static const Metric metrics[] = {
    { .name = "sum", .kind = METRIC_MEASURED, .unit = "1", .help = "x" }, { 0 }
};

static Status run(const Trial *t, Error *err)
{
    (void)err;
    trial_set(t, 0, 1.0);
    return OK;
}

static Status validate(const void *p, Error *err)
{
    const Params *x = p;
    if (x->load * (double)x->neurons < 1)
        return error_param(err, "load", "`load` %g of %lld neurons is less than one pattern",
                           x->load, (long long)x->neurons);
    if (x->steps == 13)
        return error_set(err, ERR_CONFIG, "thirteen steps bring no luck");
    return OK;
}

static double memory(const void *p)
{
    return 1048576.0 * (double)((const Params *)p)->neurons;
}

static const Algorithm sample = {
    .name = "test.sample",
    .version = 1,
    .params_size = sizeof(Params),
    .params = params,
    .metrics = metrics,
    .run = run,
    .validate = validate,
    .memory = memory,
};

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void expand(Experiment *e, Sweep *s)
{
    Messages *m = messages_new();
    assert_int_equal(sweep_expand(s, e, m), OK);
    messages_free(m);
}

/* Expands, which must fail; what is said. Caller frees. */
static char *refusal(const Experiment *e, int64_t count)
{
    Sweep s;
    char *text = NULL;
    size_t size = 0;
    Messages *m = messages_new();
    assert_int_equal(sweep_expand(&s, e, m), ERR_CONFIG);
    assert_null(s.cost); /* nothing is left behind */
    assert_int_equal(messages_count(m), count);
    FILE *out = open_memstream(&text, &size);
    messages_print(m, out, false);
    fclose(out);
    messages_free(m);
    return text;
}

static void assert_contains(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("`%s` not in:\n%s", part, text);
}

static void refused_points_are_said_once(void **state)
{
    (void)state;
    Experiment e;
    support_experiment(&e, &sample, 1,
                       WORDS("steps: 7 13", "load: 0.01 0.5 0.02", "neurons: 200 20 10 5"));
    char *text = refusal(&e, 2);
    /* at steps 7 and 13: load 0.01 with 20, 10, 5 neurons, load 0.02 with the same */
    assert_contains(text, "`load` 0.01 of 20 neurons is less than one pattern");
    assert_contains(text, "first of 12 such points of 24");
    assert_contains(text, "thirteen steps bring no luck");
    assert_contains(text, "first of 6 such points of 24");
    assert_null(strstr(text, "0.02"));
    free(text);
    support_experiment_free(&e);
}

static void points_beyond_the_memory_budget(void **state)
{
    (void)state;
    Experiment e;
    Sweep s;
    support_experiment(&e, &sample, 2, WORDS("steps: 7 8", "neurons: 200 3000 40 5000"));
    e.budget_memory = 2048.0 * 1048576;
    char *text = refusal(&e, 1);
    assert_contains(text,
                    "`test.sample` needs 4.9 GiB at steps=7 neurons=5000, the budget is 2.0 GiB");
    assert_contains(text, "largest of 4 such points of 8");
    assert_contains(text, "over_budget: skip");
    free(text);

    e.skip_over_budget = true;
    expand(&e, &s);
    for (int64_t p = 0; p < s.points; p++)
        assert_int_equal(s.over_budget[p], p % 4 == 1 || p % 4 == 3);
    sweep_free(&s);
    support_experiment_free(&e);
}

static void too_many_trials_are_refused_unexpanded(void **state)
{
    (void)state;
    Experiment e;
    Sweep s;
    support_experiment(&e, &sample, 1000, WORDS("steps: 7 8", "load: 0.1 0.2 0.3"));
    e.budget_trials = 5999;
    char *text = refusal(&e, 1);
    assert_contains(text, "makes 6000 trials, the budget is 5999");
    free(text);
    e.budget_trials = 6000;
    expand(&e, &s);
    sweep_free(&s);

    /* lengths whose product wraps around to something small: nothing may be expanded */
    e.axis[0].length = INT64_C(1) << 40;
    e.axis[1].length = INT64_C(1) << 40;
    text = refusal(&e, 1);
    assert_contains(text, "more than 2^63 trials");
    free(text);
    e.axis[0].length = 2;
    e.axis[1].length = 3;
    e.replicates = INT64_MAX;
    text = refusal(&e, 1);
    assert_contains(text, "more than 2^63 trials");
    free(text);
    support_experiment_free(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused_points_are_said_once),
        cmocka_unit_test(points_beyond_the_memory_budget),
        cmocka_unit_test(too_many_trials_are_refused_unexpanded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
