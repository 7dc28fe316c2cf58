/* Which trials run beside which, on how many threads, and that none of it shows in a result. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <omp.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "runner/execute/schedule.h"
#include "tests/trials.h"

/* ---- same bits ---------------------------------------------------------------------------- */

/* Floating-point sums over random numbers; every third trial leaves `maybe` unset. */
static Status run_random(const Trial *t, Error *err)
{
    const Params *p = t->params;
    RandomStream s = random_stream(t->random, "numbers");
    double sum = 0;
    (void)err;
    for (int64_t i = 0; i < p->size; i++) {
        sum += random_uniform(&s, (uint64_t)i);
        t->row[TRACE][i % trace_length(p)] = sum;
    }
    trial_set(t, SUM, sum);
    if (random_below(&s, (uint64_t)p->size, 3) > 0)
        trial_set(t, MAYBE, sum);
    return OK;
}

static void the_bits_do_not_depend_on_threads(void **state)
{
    (void)state;
    static const int threads[] = { 1, 2, 8 };
    Algorithm a = algorithm(run_random);
    Setup s;
    Record r[3];
    int64_t unset = 0;
    setup_make(&s, &a, 40, WORDS("size: 3 1 2000 500 20 11 1000", "mebibytes: 0 3 5"));
    for (int i = 0; i < 3; i++)
        run_all(&s.plan, threads[i], 8 * 1048576.0, &r[i]);
    size_t bytes = (size_t)s.sweep.trials * VALUES_AT_MOST * sizeof(double);
    assert_memory_equal(r[0].values, r[1].values, bytes);
    assert_memory_equal(r[0].values, r[2].values, bytes);
    for (int64_t t = 0; t < s.sweep.trials; t++) {
        Params p;
        sweep_params(&s.sweep, t / 40, &p);
        const double *v = &r[0].values[t * VALUES_AT_MOST];
        unset += isnan(
            v[1 + trace_length(&p)]); /* or the number of some earlier trial would stand here */
        assert_true(isnan(v[1 + trace_length(&p)]) || v[1 + trace_length(&p)] == v[0]);
        assert_false(isnan(v[0]) ||
                     v[0] == r[0].values[((t + 1) % s.sweep.trials) * VALUES_AT_MOST]);
    }
    assert_in_range(unset, s.sweep.trials / 6, s.sweep.trials / 2);
    for (int i = 0; i < 3; i++)
        record_free(&r[i]);
    setup_free(&s);
}

static Status run_nothing(const Trial *t, Error *err)
{
    (void)err;
    trial_set(t, SUM, 1.0);
    return OK;
}

/* ---- memory ------------------------------------------------------------------------------- */

static atomic_int running, running_most;
static atomic_llong mebibytes, mebibytes_most;

static void raise_to(atomic_llong *most, long long value)
{
    long long now = atomic_load(most);
    while (now < value && !atomic_compare_exchange_weak(most, &now, value))
        continue;
}

static Status run_counted(const Trial *t, Error *err)
{
    const Params *p = t->params;
    (void)err;
    int beside = atomic_fetch_add(&running, 1);
    long long all = atomic_fetch_add(&mebibytes, p->mebibytes) + p->mebibytes;
    if (beside > 0) /* alone, a trial may need what it likes */
        raise_to(&mebibytes_most, all);
    int most = atomic_load(&running_most);
    while (most < beside + 1 && !atomic_compare_exchange_weak(&running_most, &most, beside + 1))
        continue;
    nap(0.001 * (double)p->size);
    atomic_fetch_sub(&mebibytes, p->mebibytes);
    atomic_fetch_sub(&running, 1);
    return OK;
}

static void reset_counts(void)
{
    atomic_store(&running_most, 0);
    atomic_store(&mebibytes_most, 0);
}

static void memory_is_never_exceeded(void **state)
{
    (void)state;
    Algorithm a = algorithm(run_counted);
    Setup s;
    Record r;
    reset_counts();
    setup_make(&s, &a, 4, WORDS("size: 1 2 3", "mebibytes: 10 60 30 500 1 45"));
    run_all(&s.plan, 4, 100 * 1048576.0, &r);
    assert_in_range(mebibytes_most, 61, 100);
    assert_true(running_most >= 3); /* and not by running one after the other */
    record_free(&r);
    setup_free(&s);
}

/* A trial that does not fit lets others pass, but not for ever. */
static void a_large_trial_is_not_starved(void **state)
{
    (void)state;
    Algorithm a = algorithm(run_counted);
    Setup s;
    Schedule schedule;
    Chunk chunk[2];
    char words[4096] = "size,mebibytes: 9 40 8 70";
    for (int i = 0; i < 500; i++)
        strncat(words, " 7 40", sizeof words - strlen(words) - 1);
    setup_make(&s, &a, 1, WORDS(words));
    /* a 40 runs all the time, so that the 70 fits only if it is waited for */
    assert_int_equal(schedule_init(&schedule, &s.plan, 2, 100 * 1048576.0, NULL), OK);
    assert_true(schedule_take(&schedule, 0, &chunk[0]));
    int passed = 0, w = 1;
    for (; passed < 500 && schedule_take(&schedule, w, &chunk[w]); passed++) {
        assert_int_not_equal(chunk[w].begin, 1);
        w = 1 - w;
        schedule_return(&schedule, w, &chunk[w], chunk[w].end, 0.01);
    }
    assert_in_range(passed, 10, 50);
    w = 1 - w;
    schedule_return(&schedule, w, &chunk[w], chunk[w].end, 0.01); /* now nothing runs */
    assert_true(schedule_take(&schedule, 0, &chunk[0]));
    assert_int_equal(chunk[0].begin, 1); /* the 70 */
    schedule_free(&schedule);
    setup_free(&s);
}

/* Takes and returns at random: every trial is done once, in the plan's order as far as it can be.
 */
static void chunks_cover_the_plan(void **state)
{
    (void)state;
    Algorithm a = algorithm(run_counted);
    Setup s;
    Schedule schedule;
    Chunk chunk[3] = { { 0, 0, 0 } };
    bool busy[3] = { false };
    int64_t done = 0, largest = 0;
    setup_make(&s, &a, 500, WORDS("size: 1 2 3 400", "mebibytes: 1 2 70 99"));
    int *times = calloc((size_t)s.plan.todo_count, sizeof *times);
    assert_int_equal(schedule_init(&schedule, &s.plan, 3, 100 * 1048576.0, NULL), OK);
    RandomStream random = random_stream((RandomKey){ 1, 2 }, "chunks");
    for (uint64_t i = 0; !schedule_over(&schedule); i++) {
        int w = (int)random_below(&random, 2 * i, 3);
        if (!busy[w]) {
            busy[w] = schedule_take(&schedule, w, &chunk[w]);
            if (busy[w] && chunk[w].end - chunk[w].begin > largest)
                largest = chunk[w].end - chunk[w].begin;
            continue;
        }
        int64_t length = chunk[w].end - chunk[w].begin;
        int64_t next =
            chunk[w].begin + 1 + (int64_t)random_below(&random, 2 * i + 1, (uint64_t)length);
        for (int64_t t = chunk[w].begin; t < next; t++)
            times[t]++;
        done += next - chunk[w].begin;
        schedule_return(&schedule, w, &chunk[w], next, 1e-6 * (double)(next - chunk[w].begin));
        busy[w] = false;
    }
    assert_int_equal(done, s.plan.todo_count);
    for (int64_t t = 0; t < done; t++)
        assert_int_equal(times[t], 1);
    assert_true(largest > 8);
    free(times);
    schedule_free(&schedule);
    setup_free(&s);
}

/* ---- exclusive ---------------------------------------------------------------------------- */

static atomic_int clocks_stood;

static Status run_timed(const Trial *t, Error *err)
{
    double begun = trial_clock(t);
    Status status = run_counted(t, err);
    atomic_fetch_add(&clocks_stood, trial_clock(t) <= begun);
    return status;
}

static void exclusive_trials_are_alone(void **state)
{
    (void)state;
    Algorithm a = algorithm(run_timed);
    Setup s;
    Record r;
    a.exclusive = true;
    reset_counts();
    atomic_store(&clocks_stood, 0);
    setup_make(&s, &a, 10, WORDS("size: 1 2"));
    run_all(&s.plan, 8, 0, &r);
    assert_int_equal(running_most, 1);
    assert_int_equal(clocks_stood, 0);
    record_free(&r);
    setup_free(&s);

    a.exclusive = false; /* the others have no clock, so that no result can depend on it */
    setup_make(&s, &a, 1, WORDS("size: 1 2"));
    run_all(&s.plan, 2, 0, &r);
    assert_int_equal(clocks_stood, 2);
    record_free(&r);
    setup_free(&s);
}

/* ---- lent threads ------------------------------------------------------------------------- */

/* Waits for `wanted` threads, then counts those a parallel region really gets and the processors
 * they may run on. */
static int team_of(const Trial *t, int wanted, int *processors)
{
    for (int i = 0; trial_threads(t) < wanted && i < 2000; i++)
        nap(0.001);
    atomic_int team = 0, fewest = 1 << 20;
#pragma omp parallel num_threads(trial_threads(t))
    {
        cpu_set_t set;
        sched_getaffinity(0, sizeof set, &set);
        int few = atomic_load(&fewest);
        while (CPU_COUNT(&set) < few &&
               !atomic_compare_exchange_weak(&fewest, &few, CPU_COUNT(&set)))
            continue;
        atomic_fetch_add(&team, 1);
    }
    *processors = fewest;
    return team;
}

/* size: the number of threads to wait for */
static Status run_lent(const Trial *t, Error *err)
{
    const Params *p = t->params;
    int processors = 0;
    (void)err;
    trial_set(t, SUM, team_of(t, (int)p->size, &processors));
    trial_set(t, MAYBE, processors);
    return OK;
}

static void free_threads_are_lent(void **state)
{
    (void)state;
    static const struct {
        int threads, max, got;
        const char *size;
    } cases[] = {
        { 4, 8, 4, "size: 4" },   { 4, 3, 3, "size: 3" },     { 4, 0, 1, "size: 1" },
        { 4, 8, 2, "size: 2 2" }, { 6, 8, 2, "size: 2 2 2" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Algorithm a = algorithm(run_lent);
        Setup s;
        Record r;
        a.max_threads = cases[i].max;
        setup_make(&s, &a, 1, WORDS(cases[i].size));
        run_all(&s.plan, cases[i].threads, 0, &r);
        /* all but the last to finish have what is theirs at the start; that one may have more */
        for (int64_t t = 0; t < s.sweep.trials; t++)
            assert_true(r.values[t * VALUES_AT_MOST] >= cases[i].got);
        if (s.sweep.trials == 1)
            assert_true(r.values[0] == cases[i].got);
        record_free(&r);
        setup_free(&s);
    }
}

/* Threads are lent by those that found nothing to do, not by those that are just about to look. */
static void only_idle_threads_are_lent(void **state)
{
    (void)state;
    Algorithm a = algorithm(run_nothing);
    Setup s;
    Schedule schedule;
    Chunk chunk;
    a.max_threads = 8;
    setup_make(&s, &a, 1, WORDS("size: 3 2"));
    assert_int_equal(schedule_init(&schedule, &s.plan, 4, INFINITY, NULL), OK);
    assert_int_equal(schedule.workers, 2);
    assert_true(schedule_take(&schedule, 1, &chunk));
    schedule_lend(&schedule);
    assert_int_equal(schedule.worker[1].threads, 3); /* two have no worker, one may yet find work */
    assert_true(schedule_take(&schedule, 0, &chunk));
    schedule_lend(&schedule);
    assert_int_equal(schedule.worker[0].threads, 2);
    assert_int_equal(schedule.worker[1].threads, 2);
    schedule_return(&schedule, 0, &chunk, chunk.end, 1);
    assert_false(schedule_take(&schedule, 0, &chunk));
    schedule.idle++;
    schedule_lend(&schedule);
    assert_int_equal(schedule.worker[1].threads, 4);
    schedule_free(&schedule);
    setup_free(&s);
}

/* The longest trial starts with one thread, and has two as soon as the others are done. Its own was
 * bound to one processor; the lent ones must not inherit that. */
static void lent_threads_grow_and_are_not_bound(void **state)
{
    (void)state;
    const int threads = campaign_processors();
    if (threads < 2)
        skip();
    Algorithm a = algorithm(run_lent);
    Setup s;
    Record r;
    a.max_threads = 2;
    char words[1024] = "size: 2";
    for (int i = 1; i < threads && i < 400; i++)
        strncat(words, " 1", sizeof words - strlen(words) - 1);
    setup_make(&s, &a, 1, WORDS(words));
    CampaignReport report = run_all(&s.plan, threads, 0, &r);
    assert_true(report.bound);
    for (int64_t t = 0; t < s.sweep.trials; t++) {
        Params p;
        sweep_params(&s.sweep, t, &p);
        double team = r.values[t * VALUES_AT_MOST];
        double processors = r.values[t * VALUES_AT_MOST + 1 + trace_length(&p)];
        assert_true(team == 2.0 ? processors == threads : processors == 1.0);
        assert_true(p.size == 1 || team == 2.0);
    }
    record_free(&r);
    setup_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bits_do_not_depend_on_threads),
        cmocka_unit_test(memory_is_never_exceeded),
        cmocka_unit_test(a_large_trial_is_not_starved),
        cmocka_unit_test(chunks_cover_the_plan),
        cmocka_unit_test(exclusive_trials_are_alone),
        cmocka_unit_test(free_threads_are_lent),
        cmocka_unit_test(only_idle_threads_are_lent),
        cmocka_unit_test(lent_threads_grow_and_are_not_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
