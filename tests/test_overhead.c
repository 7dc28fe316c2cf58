/* What a campaign costs beyond its trials, and that it leaves the process as it found it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <omp.h>
#include <sched.h>

#include "tests/trials.h"

static Status run_asleep(const Trial *t, Error *err)
{
    (void)err;
    nap(0.001 * (double)((const Params *)t->params)->size);
    return OK;
}

static Status run_nothing(const Trial *t, Error *err)
{
    (void)err;
    trial_set(t, SUM, 1.0);
    return OK;
}

static void waiting_costs_nothing_and_nothing_is_left_behind(void **state)
{
    cpu_set_t after;
    const int levels = omp_get_max_active_levels();
    Algorithm a = algorithm(run_asleep);
    Setup s;
    setup_make(&s, &a, 1, WORDS("size: 300 1"));
    double begun = cpu_seconds();
    CampaignReport report = run_all(&s.plan, campaign_processors(), 0, NULL);
    double seconds = cpu_seconds() - begun;
    assert_true(report.seconds > 0.29);
    assert_true(seconds < 0.06); /* one of two threads spinning would be 0.3 */
    sched_getaffinity(0, sizeof after, &after);
    assert_true(CPU_EQUAL((const cpu_set_t *)*state, &after));
    assert_int_equal(omp_get_max_active_levels(), levels);
    setup_free(&s);
}

static void a_hundred_thousand_trials(void **state)
{
    (void)state;
    Algorithm a = algorithm(run_nothing);
    Setup s;
    setup_make(&s, &a, 10000, WORDS("size: 1 2 3 4 5 6 7 8 9 10"));
    for (int threads = 1; threads <= 2; threads++) {
        double begun = cpu_seconds();
        run_all(&s.plan, threads, 0, NULL);
        double each = 1e9 * (cpu_seconds() - begun) / (double)s.plan.todo_count;
        print_message("# %d threads: %.0f ns of CPU for a trial\n", threads, each);
        assert_true(each < 2000);
    }
    setup_free(&s);
}

/* Where the tests may run, before any of them could change it. */
static int remember_processors(void **state)
{
    static cpu_set_t set;
    *state = &set;
    return sched_getaffinity(0, sizeof set, &set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waiting_costs_nothing_and_nothing_is_left_behind),
        cmocka_unit_test(a_hundred_thousand_trials),
    };
    return cmocka_run_group_tests(tests, remember_processors, NULL);
}
