/* A campaign when things go wrong: failing trials, stops, time limits, callbacks that give up; and
 * the theory of points. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "tests/trials.h"

/* size 2, 3, 4: ways of failing; 5: long, but it listens; else a millisecond. */
static Status run_badly(const Trial *t, Error *err)
{
    const Params *p = t->params;
    trial_set(t, SUM, (double)p->size);
    switch (p->size) {
    case 2:
        return error_set(err, ERR_NUMERIC, "left the numbers at step 7");
    case 3:
        return ERR_MEMORY; /* without a word */
    case 4:
        return error_param(err, "size", "4 is not to be had");
    case 5:
        for (int i = 0; i < 5000; i++) {
            nap(0.001);
            if (trial_stopping(t))
                return error_set(err, ERR_STOPPED, "gave way");
        }
        return OK;
    default:
        nap(0.001);
        return OK;
    }
}

/* What a campaign's owner does with the reports: records them, and from some trial on acts. */
typedef struct {
    Record record;
    atomic_int reports, ticks, other_threads;
    int act_after; /* reports until `stop` is set or `fail` returned; 0: never */
    int stop_to;
    Status fail, fail_tick;
    atomic_int stop;
    int stop_at_tick;
    pthread_t ticker;
} Owner;

static Status finished(void *context, const FinishedTrial *t, Error *err)
{
    Owner *o = context;
    record_trial(&o->record, t, err);
    if (atomic_fetch_add(&o->reports, 1) + 1 != o->act_after)
        return OK;
    if (o->fail != OK)
        return error_set(err, o->fail, "the disk is full");
    atomic_store(&o->stop, o->stop_to);
    return OK;
}

static Status tick(void *context, Error *err)
{
    Owner *o = context;
    int n = atomic_fetch_add(&o->ticks, 1) + 1;
    if (n == 1)
        o->ticker = pthread_self();
    else
        atomic_fetch_add(&o->other_threads, !pthread_equal(o->ticker, pthread_self()));
    if (n == o->stop_at_tick)
        atomic_store(&o->stop, o->stop_to);
    return o->fail_tick == OK ? OK : error_set(err, o->fail_tick, "no flushing today");
}

static Status run(Owner *o, const Plan *plan, Campaign c, CampaignReport *report, Error *err)
{
    record_init(&o->record, plan);
    c.plan = plan;
    c.finished = finished;
    c.tick = tick;
    c.context = o;
    c.stop = &o->stop;
    Status status = campaign_run(&c, report, err);
    assert_int_equal(o->record.strange, 0);
    assert_int_equal(report->finished + report->failed + report->skipped, plan->todo_count);
    assert_int_equal(report->finished + report->failed, o->reports);
    assert_int_equal(o->other_threads, 0);
    return status;
}

static void failures_do_not_stop_the_rest(void **state)
{
    (void)state;
    Algorithm a = algorithm(run_badly);
    CampaignReport report;
    Setup s;
    Owner o = { 0 };
    setup_make(&s, &a, 5, WORDS("size: 1 2 3 4 6"));
    assert_int_equal(run(&o, &s.plan, (Campaign){ .threads = 2 }, &report, NULL), OK);
    assert_int_equal(report.finished, 10);
    assert_int_equal(report.failed, 15);
    for (int64_t t = 0; t < 25; t++) {
        static const char *const texts[] = { "", "left the numbers at step 7", "memory ran out",
                                             "4 is not to be had", "" };
        assert_int_equal(o.record.times[t], 1);
        assert_string_equal(o.record.error[t], texts[t / 5]);
    }
    record_free(&o.record);
    setup_free(&s);
}

static void halting_after_failures(void **state)
{
    (void)state;
    Algorithm a = algorithm(run_badly);
    CampaignReport report;
    Error err = { .code = OK };
    Setup s;
    Owner o = { 0 };
    setup_make(&s, &a, 100, WORDS("size: 1 2"));
    Campaign c = { .threads = 2, .halt_failures = 3 };
    assert_int_equal(run(&o, &s.plan, c, &report, &err), ERR_STOPPED);
    assert_in_range(report.failed, 3, 4); /* one may have been in flight */
    assert_true(report.skipped > 180);
    assert_non_null(strstr(err.text, "trials to go"));
    record_free(&o.record);
    setup_free(&s);
}

/* ---- stops -------------------------------------------------------------------------------- */

static void stopping_soon_finishes_what_is_in_flight(void **state)
{
    (void)state;
    Algorithm a = algorithm(run_badly);
    CampaignReport report;
    Setup s;
    Owner o = { .act_after = 4, .stop_to = STOP_SOON };
    setup_make(&s, &a, 100, WORDS("size: 1"));
    assert_int_equal(run(&o, &s.plan, (Campaign){ .threads = 2 }, &report, NULL), ERR_STOPPED);
    assert_in_range(report.finished, 4, 6);
    assert_int_equal(report.failed, 0);
    record_free(&o.record);
    setup_free(&s);
}

static void stopping_now_abandons_it(void **state)
{
    (void)state;
    Algorithm a = algorithm(run_badly);
    CampaignReport report;
    Setup s;
    Owner o = { .stop_at_tick = 2, .stop_to = STOP_NOW };
    setup_make(&s, &a, 4, WORDS("size: 5"));
    /* one worker waits for memory all the time: it must leave too */
    a.memory = NULL;
    s.sweep.memory[0] = 60;
    Campaign c = { .threads = 2, .memory_limit = 100 };
    assert_int_equal(run(&o, &s.plan, c, &report, NULL), ERR_STOPPED);
    assert_int_equal(report.skipped, 4); /* abandoned: neither finished nor failed */
    assert_true(report.seconds < 2);
    record_free(&o.record);
    setup_free(&s);
}

static void a_stop_before_the_start_runs_nothing(void **state)
{
    (void)state;
    Algorithm a = algorithm(run_badly);
    CampaignReport report;
    Setup s;
    Owner o = { .stop = STOP_SOON };
    setup_make(&s, &a, 10, WORDS("size: 1"));
    assert_int_equal(run(&o, &s.plan, (Campaign){ .threads = 2 }, &report, NULL), ERR_STOPPED);
    assert_int_equal(report.skipped, 10);
    record_free(&o.record);
    setup_free(&s);
}

static void a_stop_too_late_is_none(void **state)
{
    (void)state;
    Algorithm a = algorithm(run_badly);
    CampaignReport report;
    Setup s;
    Owner o = { .act_after = 10, .stop_to = STOP_NOW };
    setup_make(&s, &a, 10, WORDS("size: 1"));
    assert_int_equal(run(&o, &s.plan, (Campaign){ .threads = 2 }, &report, NULL), OK);
    assert_int_equal(report.finished, 10);
    record_free(&o.record);
    setup_free(&s);
}

static void trials_beyond_the_time_limit_fail(void **state)
{
    (void)state;
    Algorithm a = algorithm(run_badly);
    CampaignReport report;
    Setup s;
    Owner o = { 0 };
    setup_make(&s, &a, 2, WORDS("size: 1 5"));
    Campaign c = { .threads = 2, .trial_seconds = 0.25 };
    assert_int_equal(run(&o, &s.plan, c, &report, NULL), OK);
    assert_int_equal(report.finished, 2);
    assert_int_equal(report.failed, 2);
    assert_string_equal(o.record.error[2], "took longer than the limit of 0.25 s");
    assert_true(report.seconds < 3);
    record_free(&o.record);
    setup_free(&s);
}

/* ---- callbacks ---------------------------------------------------------------------------- */

static void an_owner_that_fails_ends_the_campaign(void **state)
{
    (void)state;
    Algorithm a = algorithm(run_badly);
    CampaignReport report;
    Error err = { .code = OK };
    Setup s;
    Owner o = { .act_after = 3, .fail = ERR_OUTPUT };
    setup_make(&s, &a, 50, WORDS("size: 1"));
    assert_int_equal(run(&o, &s.plan, (Campaign){ .threads = 2 }, &report, &err), ERR_OUTPUT);
    assert_string_equal(err.text, "the disk is full");
    assert_true(report.skipped >= 45);
    record_free(&o.record);

    Owner other = { .fail_tick = ERR_OUTPUT };
    assert_int_equal(run(&other, &s.plan, (Campaign){ .threads = 1 }, &report, &err), ERR_OUTPUT);
    assert_string_equal(err.text, "no flushing today");
    record_free(&other.record);
    setup_free(&s);
}

/* Busy without end, as far as the ticks are concerned. */
static Status run_busy(const Trial *t, Error *err)
{
    (void)t;
    (void)err;
    double begun = cpu_seconds();
    while (cpu_seconds() - begun < 0.4)
        continue;
    return OK;
}

static void ticks_come_while_all_are_busy(void **state)
{
    (void)state;
    Algorithm a = algorithm(run_busy);
    CampaignReport report;
    Setup s;
    Owner o = { 0 };
    setup_make(&s, &a, 1, WORDS("size: 1 2"));
    assert_int_equal(run(&o, &s.plan, (Campaign){ .threads = 2 }, &report, NULL), OK);
    assert_in_range(o.ticks, 3, 2 + (int)(report.seconds / 0.05));
    record_free(&o.record);
    setup_free(&s);
}

static void nothing_to_do_still_ticks_once(void **state)
{
    (void)state;
    Algorithm a = algorithm(run_badly);
    CampaignReport report;
    Setup s;
    Owner o = { 0 };
    setup_make(&s, &a, 1, WORDS("size: 1"));
    s.plan.todo_count = 0;
    assert_int_equal(run(&o, &s.plan, (Campaign){ .threads = 2 }, &report, NULL), OK);
    assert_int_equal(o.ticks, 1);
    record_free(&o.record);
    setup_free(&s);
}

/* ---- theory ------------------------------------------------------------------------------- */

static const Metric theory_metrics[] = {
    { .name = "law", .kind = METRIC_THEORY, .unit = "1", .help = "x" },
    { .name = "sum", .kind = METRIC_MEASURED, .unit = "1", .help = "x" },
    { .name = "trace_law", .kind = METRIC_THEORY, .unit = "1", .help = "x", .dims = { "step" } },
    { 0 },
};

static Status theory(const void *params, double *const *row, Error *err)
{
    const Params *p = params;
    row[0][0] = (double)p->size;
    for (int64_t i = 0; i < trace_length(p); i += 2)
        row[2][i] = (double)(10 * p->size + i);
    row[1][0] = -1; /* not its business, but it must not harm */
    return p->size == 9 ? error_set(err, ERR_NUMERIC, "no law for 9") : OK;
}

static void theory_of_every_point(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 8; threads += 7) {
        Algorithm a = algorithm(run_badly);
        Setup s;
        Theory t;
        a.metrics = theory_metrics;
        a.theory = theory;
        setup_make(&s, &a, 3, WORDS("size: 1 2 3 4 5 6 7 8 9 10 11 12"));
        assert_int_equal(theory_compute(&t, &s.sweep, threads, NULL, NULL), OK);
        assert_int_equal(t.points, 12);
        for (int64_t p = 0; p < 12; p++) {
            double size = (double)(p + 1);
            if (p == 8) {
                assert_string_equal(t.errors[p], "no law for 9");
                assert_true(isnan(t.values[p][0]) && isnan(t.values[p][1]));
                continue;
            }
            assert_null(t.errors[p]);
            assert_true(t.values[p][0] == size);
            for (int64_t i = 0; i < (p + 1) % 7 + 1; i++)
                assert_true(i % 2 ? isnan(t.values[p][1 + i])
                                  : t.values[p][1 + i] == 10 * size + (double)i);
        }
        theory_free(&t);
        setup_free(&s);
    }
}

static void no_theory_is_none(void **state)
{
    (void)state;
    Algorithm a = algorithm(run_badly);
    Setup s;
    Theory t;
    setup_make(&s, &a, 3, WORDS("size: 1 2"));
    assert_int_equal(theory_compute(&t, &s.sweep, 2, NULL, NULL), OK);
    assert_null(t.values[0]);
    assert_null(t.values[1]);
    theory_free(&t);
    setup_free(&s);
}

/* Raised by the third point. */
static atomic_int theory_stop, theory_points;

static Status theory_with_a_stop(const void *params, double *const *row, Error *err)
{
    if (atomic_fetch_add(&theory_points, 1) == 2)
        atomic_fetch_add(&theory_stop, 1);
    nap(0.001);
    return theory(params, row, err);
}

static void theory_stops_when_asked(void **state)
{
    (void)state;
    for (int before = STOP_NO; before <= STOP_SOON; before++)
        for (int threads = 1; threads <= 4; threads += 3) {
            Algorithm a = algorithm(run_badly);
            Setup s;
            Theory t;
            Error err = { 0 };
            a.metrics = theory_metrics;
            a.theory = theory_with_a_stop;
            setup_make(&s, &a, 1, WORDS("size: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18"));
            atomic_store(&theory_stop, before);
            atomic_store(&theory_points, 0);
            assert_int_equal(theory_compute(&t, &s.sweep, threads, &theory_stop, &err),
                             ERR_STOPPED);
            assert_null(t.values);
            assert_in_range(atomic_load(&theory_points), 3, threads == 1 ? 3 : 18);
            /* a stop that came before lets it through */
            assert_int_equal(theory_compute(&t, &s.sweep, threads, &theory_stop, &err), OK);
            assert_int_equal(t.points, 18);
            theory_free(&t);
            setup_free(&s);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(failures_do_not_stop_the_rest),
        cmocka_unit_test(halting_after_failures),
        cmocka_unit_test(stopping_soon_finishes_what_is_in_flight),
        cmocka_unit_test(stopping_now_abandons_it),
        cmocka_unit_test(a_stop_before_the_start_runs_nothing),
        cmocka_unit_test(a_stop_too_late_is_none),
        cmocka_unit_test(trials_beyond_the_time_limit_fail),
        cmocka_unit_test(an_owner_that_fails_ends_the_campaign),
        cmocka_unit_test(ticks_come_while_all_are_busy),
        cmocka_unit_test(nothing_to_do_still_ticks_once),
        cmocka_unit_test(theory_of_every_point),
        cmocka_unit_test(no_theory_is_none),
        cmocka_unit_test(theory_stops_when_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
