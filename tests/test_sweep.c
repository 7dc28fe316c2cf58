/* Points, what identifies their trials, and whose chance they share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/support.h"

typedef struct {
    int64_t neurons, steps;
    double load;
    int rule;
    bool flip;
    char label[PARAM_TEXT_SIZE];
} Params;

static const char *const rules[] = { "hebbian", "storkey", NULL };

/* clang-format off */
#define P(field, ...) PARAM(Params, field, __VA_ARGS__)
static const Param params[] = { /* not in the order of their names */
    P(neurons, "100",     1,      1e9,    NULL,  "neurons", "size of the network"),
    P(load,    "0.1",     0,      2,      NULL,  "1",       "patterns per neuron"),
    P(rule,    "hebbian", NO_MIN, NO_MAX, rules, "1",       "learning rule"),
    P(flip,    "false",   NO_MIN, NO_MAX, NULL,  "1",       "whether it flips"),
    P(label,   "",        0,      64,     NULL,  "1",       "a word"),
    P(steps,   NULL,      1,      1e6,    NULL,  "1",       "must be given"),
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

static double cost(const void *p)
{
    const Params *x = p;
    if (x->steps == 666)
        return NAN;
    return (double)x->neurons * (double)x->steps;
}

static double memory(const void *p)
{
    return 1048576.0 * (double)((const Params *)p)->neurons;
}

static const Algorithm sample = {
    .name = "test.sample",
    .version = 3,
    .params_size = sizeof(Params),
    .params = params,
    .metrics = metrics,
    .run = run,
    .cost = cost,
    .memory = memory,
};

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* Expands, which must succeed. */
static void expand(Experiment *e, Sweep *s)
{
    Messages *m = messages_new();
    Status status = sweep_expand(s, e, m);
    if (status != OK)
        messages_print(m, stderr, false);
    messages_free(m);
    assert_int_equal(status, OK);
}

/* ---- points ------------------------------------------------------------------------------- */

static void first_axis_varies_slowest(void **state)
{
    (void)state;
    Setup s;
    Params p;
    char text[64];
    setup_make(
        &s, &sample, 5,
        WORDS("steps 7", "load: 0.5 0.25", "neurons,rule: 10 storkey 20 hebbian 30 storkey"));
    assert_int_equal(s.sweep.dims, 2);
    assert_int_equal(s.sweep.points, 6);
    assert_int_equal(s.sweep.trials, 30);
    for (int64_t i = 0; i < 6; i++) {
        int64_t index[SWEEP_MAX_DIMS];
        sweep_index(&s.sweep, i, index);
        assert_int_equal(index[0], i / 3);
        assert_int_equal(index[1], i % 3);
        sweep_params(&s.sweep, i, &p);
        assert_true(p.load == (i < 3 ? 0.5 : 0.25));
        assert_int_equal(p.neurons, 10 * (i % 3 + 1));
        assert_int_equal(p.rule, (i % 3 + 1) % 2);
        assert_int_equal(p.steps, 7);
        assert_int_equal(sweep_value(&s.sweep, i, 1, 0)->integer, p.neurons);
        assert_int_equal(sweep_value(&s.sweep, i, 1, 1)->integer, p.rule);
        assert_true(s.sweep.cost[i] == 7.0 * (double)p.neurons);
        assert_true(s.sweep.memory[i] == 1048576.0 * (double)p.neurons);
    }
    sweep_point_text(&s.sweep, 5, text, sizeof text);
    assert_string_equal(text, "load=0.25 neurons=30 rule=storkey");
    sweep_point_text(&s.sweep, 5, text, 8);
    assert_string_equal(text, "load=0.");
    setup_free(&s);
}

static void a_sweep_without_axes_is_one_point(void **state)
{
    (void)state;
    Setup s;
    Params p;
    char text[8] = "x";
    setup_make(&s, &sample, 2, WORDS("steps 666"));
    assert_int_equal(s.sweep.points, 1);
    assert_int_equal(s.sweep.trials, 2);
    assert_true(s.sweep.cost[0] == 1.0); /* a cost that is none */
    sweep_params(&s.sweep, 0, &p);
    assert_int_equal(p.steps, 666);
    sweep_point_text(&s.sweep, 0, text, sizeof text);
    assert_string_equal(text, "");
    setup_free(&s);
}

/* ---- identity ----------------------------------------------------------------------------- */

/* As in test_key.c: what is expected here identifies stored work and must never be edited. */
static void golden_identity(void **state)
{
    (void)state;
    Setup s;
    char text[256], hex[KEY_TEXT_SIZE];
    setup_make(&s, &sample, 4, WORDS("steps 7", "load: 0.12 0.5", "neurons: 100 500"));
    assert_true(sweep_key_text_size(&s.sweep) <= sizeof text);
    Key key = sweep_key(&s.sweep, 1, 3, text, sizeof text);
    assert_string_equal(text, "test.sample\nversion 3\nseed 1985\nshared_by \nload 0.12\n"
                              "neurons 500\nsteps 7\nreplicate 3\n");
    key_print(key, hex);
    assert_string_equal(hex, "10ecbc79e42f470878addc1de848a618");
    RandomKey random = sweep_random(&s.sweep, 1, 3);
    key_print((Key){ random.high, random.low }, hex);
    assert_string_equal(hex, "53b905943e7fe1a7c4c7860c394979b0");
    sweep_key(&s.sweep, 0, 123456, text, sizeof text); /* neurons have their default */
    assert_string_equal(text, "test.sample\nversion 3\nseed 1985\nshared_by \nload 0.12\nsteps 7\n"
                              "replicate 123456\n");
    setup_free(&s);

    Experiment e;
    support_experiment(&e, &sample, 1, WORDS("steps 7", "rule: hebbian storkey", "flip true"));
    support_share(&e, "rule");
    support_share(&e, "load");
    e.seed = UINT64_MAX;
    expand(&e, &s.sweep);
    key = sweep_key(&s.sweep, 1, 0, text, sizeof text);
    assert_string_equal(text,
                        "test.sample\nversion 3\nseed 18446744073709551615\n"
                        "shared_by load,rule\nflip true\nrule storkey\nsteps 7\nreplicate 0\n");
    key_print(key, hex);
    assert_string_equal(hex, "8ca3fca8957b90b95bccf525f1e48fdb");
    sweep_free(&s.sweep);
    support_experiment_free(&e);
}

/* The text a key is made of is all there is to it. */
static void keys_are_hashes_of_their_texts(void **state)
{
    (void)state;
    Setup s;
    setup_make(&s, &sample, 12, WORDS("steps 7", "load: 0.12 0.5", "neurons: 100 500", "label x"));
    size_t size = sweep_key_text_size(&s.sweep);
    char *text = malloc(size);
    for (int64_t t = 0; t < s.sweep.trials; t++) {
        Key key = sweep_key(&s.sweep, t / 12, t % 12, text, size);
        assert_true(key_equal(key, key_hash(text, strlen(text))));
        assert_true(key_equal(key, s.plan.key[t]));
    }
    free(text);
    setup_free(&s);
}

static Key key_of(const char *const *words, int64_t point)
{
    Setup s;
    setup_make(&s, &sample, 1, words);
    Key key = sweep_key(&s.sweep, point, 0, NULL, 0);
    setup_free(&s);
    return key;
}

static void identity_is_what_differs_from_the_defaults(void **state)
{
    (void)state;
    Key plain = key_of(WORDS("steps 7"), 0);
    const char *const *same[] = {
        WORDS("steps 7", "load 0.1"),           WORDS("steps 7", "load 1e-1", "neurons 1e2"),
        WORDS("steps 7", "rule hebbian"),       WORDS("steps 7", "load: 0.1 0.2"),
        WORDS("steps: 7 8", "neurons: 100 10"), WORDS("load,steps: 0.1 7 0.2 9"),
    };
    const char *const *other[] = {
        WORDS("steps 8"),
        WORDS("steps 7", "load 0.2"),
        WORDS("steps 7", "rule storkey"),
        WORDS("steps 7", "flip true"),
        WORDS("steps 7", "label hebbian"),
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_true(key_equal(plain, key_of(same[i], 0)));
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        assert_false(key_equal(plain, key_of(other[i], 0)));
    assert_true(key_equal(key_of(WORDS("steps 7", "load: 0.3 0.2", "neurons: 10 20"), 1),
                          key_of(WORDS("steps 7", "neurons: 10 20 40", "load: 0.2 0.3"), 3)));
}

static void other_versions_and_seeds_are_other_trials(void **state)
{
    (void)state;
    Experiment e;
    Sweep s;
    Algorithm newer = sample;
    newer.version++;
    Key keys[3];
    for (int i = 0; i < 3; i++) {
        support_experiment(&e, i == 1 ? &newer : &sample, 1, WORDS("steps 7"));
        e.seed += i == 2;
        expand(&e, &s);
        keys[i] = sweep_key(&s, 0, 0, NULL, 0);
        RandomKey r = sweep_random(&s, 0, 0);
        assert_false(r.high == keys[i].high); /* chance is not the identity itself */
        sweep_free(&s);
        support_experiment_free(&e);
    }
    assert_false(key_equal(keys[0], keys[1]));
    assert_false(key_equal(keys[0], keys[2]));
}

/* An axis that does not exist at a point leaves no trace there. */
static void missing_values_are_absent(void **state)
{
    (void)state;
    Experiment e;
    Sweep s;
    Params p;
    char text[64];
    support_experiment(&e, &sample, 1, WORDS("steps 7", "load: 0.2 0.3"));
    e.axis[0].values[1].missing = true;
    expand(&e, &s);
    assert_true(key_equal(sweep_key(&s, 1, 0, NULL, 0), key_of(WORDS("steps 7"), 0)));
    sweep_params(&s, 1, &p);
    assert_true(p.load == 0.1);
    sweep_point_text(&s, 1, text, sizeof text);
    assert_string_equal(text, "");
    sweep_free(&s);
    support_experiment_free(&e);
}

/* ---- chance ------------------------------------------------------------------------------- */

static bool same_chance(const Sweep *s, int64_t a, int64_t b, int64_t replicate)
{
    RandomKey x = sweep_random(s, a, replicate), y = sweep_random(s, b, replicate);
    return x.high == y.high && x.low == y.low;
}

static void shared_axes_see_the_same_chance(void **state)
{
    (void)state;
    Experiment e;
    Sweep s;
    support_experiment(&e, &sample, 3, WORDS("steps 7", "rule: hebbian storkey", "load: 0.2 0.3"));
    support_share(&e, "rule");
    expand(&e, &s);
    for (int64_t r = 0; r < 3; r++) {
        assert_true(same_chance(&s, 0, 2, r));  /* another rule */
        assert_false(same_chance(&s, 0, 1, r)); /* another load */
        assert_false(key_equal(sweep_key(&s, 0, r, NULL, 0), sweep_key(&s, 2, r, NULL, 0)));
    }
    RandomKey first = sweep_random(&s, 0, 0), second = sweep_random(&s, 0, 1);
    assert_false(first.high == second.high || first.low == second.low);
    sweep_free(&s);
    support_experiment_free(&e);
}

static void unshared_axes_see_their_own_chance(void **state)
{
    (void)state;
    Setup s;
    setup_make(&s, &sample, 1, WORDS("steps 7", "rule: hebbian storkey"));
    assert_false(same_chance(&s.sweep, 0, 1, 0));
    setup_free(&s);
}

/* ---- many --------------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
    const Key *x = a, *y = b;
    if (x->high != y->high)
        return x->high < y->high ? -1 : 1;
    return x->low < y->low ? -1 : x->low > y->low;
}

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void a_hundred_thousand_keys(void **state)
{
    (void)state;
    enum { POINTS = 1000, REPLICATES = 100, TRIALS = POINTS * REPLICATES };
    Experiment e;
    Sweep s;
    support_experiment(&e, &sample, REPLICATES, WORDS("steps 7", "neurons: 100"));
    Value *values = calloc(POINTS, sizeof *values);
    for (int64_t i = 0; i < POINTS; i++)
        values[i] = (Value){ .type = PARAM_INT, .integer = 1000 + i };
    free(e.axis[0].values);
    e.axis[0].values = values;
    e.axis[0].length = POINTS;
    expand(&e, &s);
    Key *keys = calloc(TRIALS, sizeof *keys);
    double begun = cpu_seconds();
    for (int64_t t = 0; t < TRIALS; t++)
        keys[t] = sweep_key(&s, t / REPLICATES, t % REPLICATES, NULL, 0);
    double seconds = cpu_seconds() - begun;
    qsort(keys, TRIALS, sizeof *keys, by_key);
    for (int64_t t = 1; t < TRIALS; t++)
        assert_false(key_equal(keys[t - 1], keys[t]));
    print_message("# %.0f ns for a key\n", 1e9 * seconds / TRIALS);
    assert_true(seconds < 0.05);
    free(keys);
    sweep_free(&s);
    support_experiment_free(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_axis_varies_slowest),
        cmocka_unit_test(a_sweep_without_axes_is_one_point),
        cmocka_unit_test(golden_identity),
        cmocka_unit_test(keys_are_hashes_of_their_texts),
        cmocka_unit_test(identity_is_what_differs_from_the_defaults),
        cmocka_unit_test(other_versions_and_seeds_are_other_trials),
        cmocka_unit_test(missing_values_are_absent),
        cmocka_unit_test(shared_axes_see_the_same_chance),
        cmocka_unit_test(unshared_axes_see_their_own_chance),
        cmocka_unit_test(a_hundred_thousand_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
