/* Changes over the nights: false alarms as rare as promised, true shifts found as fast as promised;
 * steps in timings; the history file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "algorithms/base/elementary.h"
#include "algorithms/base/random.h"
#include "runner/analyze/detect.h"
#include "runner/analyze/history.h"
#include "tests/stored.h"

static RandomStream chance(const char *name)
{
    return random_stream((RandomKey){ 2026, 1122 }, name);
}

/* ---- drift ----------------------------------------------------------------------------------- */

enum { NIGHTS = 1000, SERIES = 200 };

static double alarmed_nights(const char *name, const DriftLimits *limits)
{
    static Drift drift[SERIES];
    RandomStream s = chance(name);
    int64_t alarmed = 0;
    memset(drift, 0, sizeof drift);
    for (uint64_t night = 0; night < NIGHTS; night++) {
        bool any = false;
        for (uint64_t k = 0; k < SERIES; k++)
            any |=
                drift_night(&drift[k], limits, random_normal(&s, night * SERIES + k)) != DRIFT_NONE;
        alarmed += any;
    }
    return (double)alarmed / NIGHTS;
}

static void a_thousand_quiet_nights_of_200_metrics_alarm_at_most_ten_times(void **state)
{
    DriftLimits limits = drift_limits(SERIES);
    double sum = 0, worst = 0;
    (void)state;
    for (int run = 0; run < 5; run++) {
        char name[32];
        snprintf(name, sizeof name, "quiet %d", run);
        double share = alarmed_nights(name, &limits);
        sum += share / 5;
        worst = fmax(worst, share);
    }
    print_message("alarmed nights: %.2f %% on average, %.2f %% at worst, %.2f %% promised\n",
                  100 * sum, 100 * worst, 100 * limits.alarms);
    assert_true(sum <= 0.01);
    assert_true(worst <= 0.015);             /* 10 of 1000 and three standard errors */
    assert_true(sum <= 1.3 * limits.alarms); /* what the output states is true */
    assert_true(sum >= 0.3 * limits.alarms);
}

static void true_shifts_are_found_in_time(void **state)
{
    static const struct {
        double shift;
        uint64_t nights;
    } cases[] = { { 6, 2 }, { 3, 5 }, { 1, 35 }, { -6, 2 }, { -3, 5 }, { -1, 35 } };
    enum { TRIES = 4000, BEFORE = 40 };
    DriftLimits limits = drift_limits(SERIES);
    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        RandomStream all = chance("shift");
        int found = 0;
        for (uint64_t t = 0; t < TRIES; t++) {
            RandomStream s = random_substream(&all, t * 8 + c);
            Drift d = { { 0 }, { 0 } };
            bool alarm = false;
            for (uint64_t night = 0; night < BEFORE; night++)
                drift_night(&d, &limits, random_normal(&s, night));
            for (uint64_t night = 0; !alarm && night < cases[c].nights; night++)
                alarm =
                    drift_night(&d, &limits, random_normal(&s, BEFORE + night) + cases[c].shift) !=
                    DRIFT_NONE;
            found += alarm;
        }
        print_message("shift of %g: %.1f %% within %d nights\n", cases[c].shift,
                      100.0 * found / TRIES, (int)cases[c].nights);
        assert_true(found >= 0.95 * TRIES);
    }
}

static void limits_hold_for_any_number_of_series(void **state)
{
    (void)state;
    for (int64_t n = 1; n <= 100000; n *= 10) {
        DriftLimits few = drift_limits(n), many = drift_limits(10 * n);
        assert_true(many.single > few.single && many.limit[0] > few.limit[0] &&
                    many.limit[1] > few.limit[1]);
        assert_true(few.alarms > 0.006 && few.alarms < 0.0075);
    }
}

/* Scores against one noisy baseline would lean to one side for ever; those against all nights
 * before do not. */
static void numbers_without_a_law_are_held_against_all_nights_before(void **state)
{
    RandomStream s = chance("reference");
    DriftLimits limits = drift_limits(SERIES);
    int64_t alarmed = 0, plain = 0;
    double sum = 0, squares = 0;
    (void)state;
    for (uint64_t k = 0; k < SERIES; k++) {
        Reference r = { 0, 0 };
        Drift d = { { 0 }, { 0 } }, naive = { { 0 }, { 0 } };
        double first = 3 + 0.5 * random_normal(&s, k * 1000);
        reference_score(&r, first, 0.5);
        for (uint64_t night = 1; night < 500; night++) {
            double value = 3 + 0.5 * random_normal(&s, k * 1000 + night),
                   z = reference_score(&r, value, 0.5);
            alarmed += drift_night(&d, &limits, z) != DRIFT_NONE;
            plain += drift_night(&naive, &limits, (value - first) / hypot(0.5, 0.5)) != DRIFT_NONE;
            sum += z;
            squares += z * z;
        }
    }
    double n = 499.0 * SERIES, mean = sum / n, variance = squares / n - mean * mean;
    print_message("false alarms in %.0f scores: %lld, against one baseline %lld\n", n,
                  (long long)alarmed, (long long)plain);
    assert_true(fabs(mean) < 4 / sqrt(n) && fabs(variance - 1) < 4 * sqrt(2 / n));
    assert_true(alarmed <= 10); /* 3.6 expected */
    assert_true(plain > 100);
}

static void a_shift_shows_after_a_hundred_nights_of_reference(void **state)
{
    enum { TRIES = 1000 };
    RandomStream all = chance("late shift");
    DriftLimits limits = drift_limits(SERIES);
    int found = 0;
    (void)state;
    for (uint64_t t = 0; t < TRIES; t++) {
        RandomStream s = random_substream(&all, t);
        Reference r = { 0, 0 };
        Drift d = { { 0 }, { 0 } };
        bool alarm = false;
        for (uint64_t night = 0; night < 200 && !alarm; night++) {
            double value = random_normal(&s, night) + (night >= 160 ? 1.25 : 0);
            bool now = drift_night(&d, &limits, reference_score(&r, value, 1)) != DRIFT_NONE;
            alarm = now && night >= 160;
        }
        found += alarm;
    }
    print_message("shift of 1.25 against 160 nights before: %.1f %% within 40\n",
                  100.0 * found / TRIES);
    assert_true(found >= 0.95 * TRIES);
}

static void a_night_without_a_score_changes_nothing(void **state)
{
    DriftLimits limits = drift_limits(10);
    Drift d = { { 3, 2 }, { 0, 0 } };
    Reference r = { 0, 0 };
    (void)state;
    assert_int_equal(drift_night(&d, &limits, NAN), DRIFT_NONE);
    assert_true(d.up[0] == 3 && d.up[1] == 2);
    assert_true(isnan(reference_score(&r, 1, 0)) && isnan(reference_score(&r, NAN, 1)) &&
                r.weight == 0);
    assert_int_equal(drift_night(&d, &limits, -50), DRIFT_SINGLE);
    assert_true(d.up[0] == 0); /* begins again */
}

/* ---- steps in timings ------------------------------------------------------------------------ */

/* A year of nightly timings; noise 1 % (quiet machine), or 5 % with memory and outliers (shared
 * one). */
static void timings(double *y, int64_t n, int64_t at, double step, bool shared, uint64_t series)
{
    RandomStream all = chance("timings"), s = random_substream(&all, series);
    RandomStream rare = random_substream(&all, series + 1000000);
    double memory = 0;
    for (int64_t i = 0; i < n; i++) {
        double e = random_normal(&s, (uint64_t)i);
        memory = 0.5 * memory + 0.05 * sqrt(0.75) * e;
        double outlier = shared && random_uniform(&rare, (uint64_t)i) < 0.04 ? 0.3 : 0;
        y[i] = elementary_exp(shared ? memory + outlier : 0.01 * e) * (i >= at ? 1 + step : 1);
    }
}

static void steps_on_a_quiet_machine_are_found_and_nothing_else(void **state)
{
    enum { YEAR = 360, AT = 180, TRIES = 60 };
    int found = 0, false_alarms = 0;
    double y[YEAR];
    (void)state;
    for (uint64_t t = 0; t < TRIES; t++) {
        timings(y, YEAR, AT, 0.05, false, t);
        for (int64_t n = 20; n <= AT; n++)
            false_alarms += step_find(y, n, 0, 0.03).found;
        bool hit = false;
        for (int64_t n = AT + 1; n <= AT + 14 && !hit; n++) {
            Step s = step_find(y, n, 0, 0.03);
            hit = s.found && llabs(s.at - AT) <= 1 && s.after > s.before;
        }
        found += hit;
    }
    print_message("5 %% steps found: %d of %d; false alarms in %d years: %d\n", found, TRIES,
                  TRIES / 2, false_alarms);
    assert_int_equal(found, TRIES);
    assert_int_equal(false_alarms, 0);
}

static void timings_of_a_shared_machine_alarm_less_than_once_a_year(void **state)
{
    enum { YEAR = 360, TRIES = 60, QUIET = 14 };
    int false_alarms = 0;
    double y[YEAR];
    (void)state;
    for (uint64_t t = 0; t < TRIES; t++) {
        int64_t silent = 0;
        timings(y, YEAR, YEAR, 0, true, 5000 + t);
        for (int64_t n = 60; n <= YEAR; n++) {
            if (n <= silent || !step_find(y, n, 0, 0.1).found)
                continue;
            false_alarms++;
            silent = n + QUIET; /* one report a fortnight */
        }
    }
    print_message("advice without cause: %.2f a year\n", (double)false_alarms / TRIES);
    assert_true(false_alarms < TRIES);
}

static void a_level_must_hold_and_a_new_segment_forgets_the_old(void **state)
{
    double y[40];
    (void)state;
    for (int64_t i = 0; i < 40; i++)
        y[i] = (1 + 0.002 * (double)(i % 3)) * (i >= 38 ? 2 : 1);
    assert_false(step_find(y, 40, 0, 0.03).found); /* two nights are no level */
    y[36] = y[37] = 2;
    Step s = step_find(y, 40, 0, 0.03);
    assert_true(s.found && s.at == 36 && fabs(s.after / s.before - 2) < 0.02);
    assert_false(step_find(y, 40, 36, 0.03).found); /* accepted on night 36 */
    assert_false(step_find(y, 5, 0, 0.03).found);   /* too short */
}

/* ---- history --------------------------------------------------------------------------------- */

static char *said(Messages *m)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    messages_print(m, out, false);
    fclose(out);
    return text;
}

static HistoryRow row_of(const char *night, const char *segment, const char *number, double value)
{
    HistoryRow r = { .value = value,
                     .error = 0.25,
                     .score = NAN,
                     .kind = "mean",
                     .commit = "abc",
                     .experiment = "e" };
    snprintf(r.night, sizeof r.night, "%s", night);
    snprintf(r.segment, sizeof r.segment, "%s", segment);
    snprintf(r.number, sizeof r.number, "%s", number);
    return r;
}

static void a_history_grows_and_gives_back_its_series(void **state)
{
    char path[STORED_PATH];
    const HistoryRow *rows[8];
    int64_t segment;
    History h;
    (void)state;
    stored_path("history", path);
    unlink(path);
    for (int night = 0; night < 4; night++) {
        char day[16];
        snprintf(day, sizeof day, "2026-11-0%d", night + 1);
        assert_int_equal(history_read(&h, path, NULL), OK);
        int64_t first = h.count;
        HistoryRow a = row_of(day, night < 2 ? "old" : "new", "x", night + 0.1),
                   b = row_of(day, "old", "y", 7);
        assert_int_equal(first, 2 * night);
        assert_int_equal(history_add(&h, &a, NULL), OK);
        assert_int_equal(history_add(&h, &b, NULL), OK);
        assert_int_equal(history_append(&h, first, path, NULL), OK);
        history_free(&h);
    }
    assert_int_equal(history_read(&h, path, NULL), OK);
    assert_int_equal(history_series(&h, "e", "x", "mean", "new", rows, 8, &segment), 4);
    assert_int_equal(segment, 2);
    assert_true(rows[0]->value == 0.1 && rows[3]->value == 3.1 && rows[3]->error == 0.25 &&
                isnan(rows[3]->score));
    assert_int_equal(history_series(&h, "e", "x", "mean", "newer", rows, 3, &segment), 3);
    assert_int_equal(segment, 3); /* nothing of that segment yet */
    assert_true(rows[0]->value == 1.1);
    assert_int_equal(history_series(&h, "e", "x", "score", "new", rows, 8, &segment), 0);
    history_free(&h);
    unlink(path);
}

/* Writes `text`, reads it; what was said, for the caller to free. */
static char *read_text_of(const char *text, Status want, int64_t rows, bool append)
{
    char path[STORED_PATH];
    History h;
    Messages *m = messages_new();
    FILE *out = fopen(stored_path("damaged", path), "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    assert_int_equal(history_read(&h, path, m), want);
    assert_int_equal(h.count, rows);
    if (append) {
        HistoryRow r = row_of("2026-11-09", "s", "x", 5);
        assert_int_equal(history_add(&h, &r, NULL), OK);
        assert_int_equal(history_append(&h, h.count - 1, path, NULL), OK);
        history_free(&h);
        assert_int_equal(history_read(&h, path, NULL), OK);
        assert_int_equal(h.count, rows + 1);
    }
    history_free(&h);
    unlink(path);
    char *message = said(m);
    messages_free(m);
    return message;
}

#define TOP "night\tcommit\tsegment\texperiment\tnumber\tkind\tvalue\terror\tscore\n"
#define GOOD "2026-11-01\tabc\ts\te\tx\tmean\t1\t0.5\tnan\n"

static void damage_is_told_with_its_place(void **state)
{
    static const struct {
        const char *text;
        Status status;
        int64_t rows;
        const char *message;
    } cases[] = {
        { TOP GOOD "2026-11-02\tabc\ts", OK, 1, "damaged:3:17" },
        { TOP GOOD "2026-11-02\tabc\ts\te\tx\tmean\n", ERR_FOREIGN, 0, "has 9 fields" },
        { TOP GOOD "2026-11-02\tabc\ts\te\tx\tmean\tone\t0.5\tnan\n", ERR_FOREIGN, 0,
          "this is no number" },
        { TOP GOOD "2026-11-02\tabc\ts\te\t\tmean\t1\t0.5\tnan\n", ERR_FOREIGN, 0, "damaged:3:" },
        { "some other file\n", ERR_FOREIGN, 0, "this is no history of hebb" },
        { "", OK, 0, "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *message =
            read_text_of(cases[i].text, cases[i].status, cases[i].rows, cases[i].status == OK);
        if (!strstr(message, cases[i].message))
            fail_msg("case %zu: \"%s\" is not in\n%s", i, cases[i].message, message);
        free(message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_quiet_nights_of_200_metrics_alarm_at_most_ten_times),
        cmocka_unit_test(true_shifts_are_found_in_time),
        cmocka_unit_test(limits_hold_for_any_number_of_series),
        cmocka_unit_test(numbers_without_a_law_are_held_against_all_nights_before),
        cmocka_unit_test(a_shift_shows_after_a_hundred_nights_of_reference),
        cmocka_unit_test(a_night_without_a_score_changes_nothing),
        cmocka_unit_test(steps_on_a_quiet_machine_are_found_and_nothing_else),
        cmocka_unit_test(timings_of_a_shared_machine_alarm_less_than_once_a_year),
        cmocka_unit_test(a_level_must_hold_and_a_new_segment_forgets_the_old),
        cmocka_unit_test(a_history_grows_and_gives_back_its_series),
        cmocka_unit_test(damage_is_told_with_its_place),
    };
    return cmocka_run_group_tests_name("detect", tests, NULL, NULL);
}
