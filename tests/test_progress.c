/* What a run says of itself, word for word, on a simulated clock; and how well it foresees its end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runner/execute/progress.h"
#include "tests/trials.h"

static Status run_nothing(const Trial *t, Error *err)
{
    (void)t;
    (void)err;
    return OK;
}

/* A run whose clock stands where the test puts it, and what it has said. */
typedef struct {
    Algorithm algorithm;
    Setup setup;
    Progress *progress;
    double now;
    char *text;
    size_t size, said; /* of it, what was looked at */
    FILE *out;
} Scene;

static double read_clock(void *context)
{
    return *(double *)context;
}

static void scene_make(Scene *s, ProgressMode mode, bool color, int64_t replicates,
                       const char *const *words)
{
    *s = (Scene){ .algorithm = algorithm(run_nothing), .now = 1000 };
    setup_make(&s->setup, &s->algorithm, replicates, words);
    s->out = open_memstream(&s->text, &s->size);
    s->progress = progress_new_clock(s->out, mode, color, read_clock, &s->now);
    assert_non_null(s->progress);
}

static void scene_free(Scene *s)
{
    progress_free(s->progress);
    fclose(s->out);
    free(s->text);
    setup_free(&s->setup);
}

/* What was said since the last call. */
static void assert_said(Scene *s, const char *expected)
{
    fflush(s->out);
    assert_string_equal(s->text + s->said, expected);
    s->said = s->size;
}

static void finish(Scene *s, int64_t position, double seconds, bool failed)
{
    static const Error error = { .code = ERR_NUMERIC, .text = "left the \"numbers\"\x1b[2J" };
    FinishedTrial t = { .trial = s->setup.plan.todo[position], .error = &error };
    t.point = t.trial / s->setup.sweep.replicates;
    t.key = s->setup.plan.key[t.trial];
    t.status = failed ? ERR_NUMERIC : OK;
    s->now += seconds;
    progress_trial(s->progress, &t, s->setup.sweep.cost[t.point]);
    if (failed)
        progress_failed(s->progress, &t, "size=10");
}

static void plain_lines(void **state)
{
    (void)state;
    Scene s;
    CampaignReport report = { .finished = 19, .failed = 1 };
    scene_make(&s, PROGRESS_PLAIN, true, 10, WORDS("size: 10 30"));
    progress_start(s.progress, &s.setup.plan, 1);
    assert_said(&s, "hebb: start sample trials=20\n");
    finish(&s, 0, 3, false); /* cost 30 */
    progress_tick(s.progress);
    assert_said(&s, ""); /* not yet 30 s */
    s.now += 26.9;
    progress_tick(s.progress);
    assert_said(&s, "");
    s.now += 0.1;
    progress_tick(s.progress); /* 370 units to go, 10 a second, less 3 s at the one in flight */
    assert_said(&s, "hebb: progress sample work=7% trials=1/20 failed=0 eta=36s\n");
    finish(&s, 1, 0, true);
    assert_said(&s, "hebb: failed sample trial=0 point=\"size=10\" "
                    "error=\"left the \\\"numbers\\\"<U+001B>[2J\"\n");
    for (int64_t i = 2; i < 20; i++)
        finish(&s, i, 5, false);
    progress_end(s.progress, &report, "nothing to add");
    assert_said(&s, "hebb: done sample trials=20 failed=1 time=120s\n");
    progress_saving(s.progress, "sample");
    assert_said(&s, "hebb: saving sample (theory, means, derived numbers)\n");
    progress_saved(s.progress, "results/sample.h5", 4299161, "d2f477aa6c0e1b95");
    assert_said(&s, "hebb: saved results/sample.h5 bytes=4299161 digest=d2f477aa6c0e1b95\n");
    scene_free(&s);
}

static void what_is_stored_counts(void **state)
{
    (void)state;
    Scene s;
    CampaignReport report = { .finished = 1, .skipped = 3 };
    scene_make(&s, PROGRESS_PLAIN, false, 4, WORDS("size: 10"));
    s.setup.plan.done = 6;
    s.setup.plan.failed = 1;
    s.setup.plan.over_budget = 2;
    s.setup.plan.done_cost = 60;
    s.setup.plan.seconds_per_cost = 0.5;
    progress_start(s.progress, &s.setup.plan, 2);
    assert_said(&s, "hebb: start sample trials=11 reused=6\n");
    s.now += 40;
    progress_tick(
        s.progress); /* before the first finish by experience: 40 units, 2 threads, 10 s */
    assert_said(&s, "hebb: progress sample work=60% trials=7/11 failed=1 eta=?\n");
    finish(&s, 0, 0, false);
    progress_stopping(s.progress, STOP_SOON, 0);
    assert_said(&s, "hebb: stopping sample in_flight=2\n");
    progress_stopping(s.progress, STOP_NOW, 2);
    assert_said(&s, "hebb: stopping sample now\n");
    s.now += 4.14;
    progress_end(s.progress, &report, NULL);
    assert_said(&s, "hebb: stopped sample work=70% trials=8/11 failed=1 over_budget=2 time=44s\n");
    scene_free(&s);
}

static void a_terminal_has_one_line_that_changes(void **state)
{
    (void)state;
    Scene s;
    CampaignReport report = { .finished = 4 };
    scene_make(&s, PROGRESS_TERMINAL, false, 2, WORDS("size: 10 30"));
    progress_start(s.progress, &s.setup.plan, 1);
    progress_tick(s.progress);
    assert_said(&s,
                "\r  running  sample                0/4      [-------------------]   0 %\x1b[K");
    s.now += 0.09;
    progress_tick(s.progress);
    assert_said(&s, ""); /* at most ten a second */
    finish(&s, 0, 59.91, false);
    progress_tick(s.progress);
    assert_said(&s,
                "\r  running  sample                1/4      [######------------]  37 %  1:40 left"
                "\x1b[K");
    finish(&s, 1, 20, true);
    assert_said(&s, "\r\x1b[K   failed  sample #0  size=10  left the \"numbers\"<U+001B>[2J\n");
    progress_tick(s.progress);
    finish(&s, 2, 60, false);
    finish(&s, 3, 20, false);
    s.now += 0.5;
    assert_said(&s,
                "\r  running  sample                2/4      [#########---------]  50 %  1:20 left"
                "\x1b[K");
    progress_end(s.progress, &report, "1 over budget, not run");
    assert_said(&s, "\r\x1b[K     done  sample                4 trials    2:41   1 failed"
                    "   1 over budget, not run\n");
    progress_saving(s.progress, "sample");
    assert_said(&s, "   saving  sample           theory, means, derived numbers");
    progress_saved(s.progress, "sample.h5", 4299161, "d2f4");
    assert_said(&s, "\r\x1b[K    saved  sample.h5  4.1 MiB  digest d2f4\n");
    scene_free(&s);
}

static void a_stopped_run_says_so(void **state)
{
    (void)state;
    Scene s;
    CampaignReport report = { .skipped = 1 };
    scene_make(&s, PROGRESS_TERMINAL, true, 3, WORDS("size: 10"));
    progress_start(s.progress, &s.setup.plan, 1);
    finish(&s, 0, 1, false);
    progress_stopping(s.progress, STOP_SOON, 1);
    assert_said(&s, "stopping after 1 trial in flight (Ctrl-C again to stop now)\n");
    progress_stopping(s.progress, STOP_NOW, 1);
    assert_said(&s, "stopping now; what is in flight is abandoned\n");
    progress_end(s.progress, &report, "");
    assert_said(&s, "  \x1b[33mstopped\x1b[0m  sample                1/3       33 % of the work is "
                    "saved\n");
    scene_free(&s);
}

/* Ten failures are shown, the rest is counted. */
static void failures_do_not_flood(void **state)
{
    (void)state;
    Scene s;
    CampaignReport report = { .failed = 30 };
    char file[] = "configs/sample.yml", profile[] = "smoke";
    scene_make(&s, PROGRESS_TERMINAL, false, 30, WORDS("size: 10"));
    char *no_profile = s.setup.experiment.profile;
    s.setup.experiment.file.name = file;
    s.setup.experiment.profile = profile;
    progress_start(s.progress, &s.setup.plan, 1);
    for (int64_t i = 0; i < 30; i++)
        finish(&s, i, 1, true);
    fflush(s.out);
    int lines = 0;
    for (const char *c = s.text; *c; c++)
        lines += *c == '\n';
    assert_int_equal(lines, 12);
    assert_non_null(strstr(s.text,
                           "\n           repeat:  hebb run configs/sample.yml --profile smoke "
                           "--retry failed\n"));
    assert_non_null(strstr(s.text, "\n           further failures are only counted\n"));
    progress_end(s.progress, &report, "");
    assert_non_null(strstr(s.text, "30 failed"));
    s.setup.experiment.profile = no_profile;
    scene_free(&s);
}

static void json_lines(void **state)
{
    (void)state;
    Scene s;
    CampaignReport report = { .finished = 1, .failed = 1 };
    char key[KEY_TEXT_SIZE], failed[512];
    scene_make(&s, PROGRESS_JSON, false, 2, WORDS("size: 10"));
    progress_start(s.progress, &s.setup.plan, 2);
    assert_said(&s, "{\"event\":\"start\",\"experiment\":\"sample\",\"total\":2,\"reused\":0,"
                    "\"over_budget\":0,\"threads\":2}\n");
    s.now += 1;
    progress_tick(s.progress);
    assert_said(&s, "{\"event\":\"progress\",\"experiment\":\"sample\",\"trials\":0,\"total\":2,"
                    "\"failed\":0,\"work\":0,\"eta_seconds\":null,\"elapsed_seconds\":1}\n");
    finish(&s, 0, 1, true);
    key_print(s.setup.plan.key[s.setup.plan.todo[0]], key);
    snprintf(failed, sizeof failed,
             "{\"event\":\"failed\",\"experiment\":\"sample\",\"trial\":0,\"key\":\"%s\","
             "\"point\":\"size=10\",\"error\":\"left the \\\"numbers\\\"\\u001b[2J\"}\n",
             key);
    assert_said(&s, failed);
    finish(&s, 1, 0.5, false);
    progress_end(s.progress, &report, "");
    assert_said(&s, "{\"event\":\"done\",\"experiment\":\"sample\",\"trials\":2,\"total\":2,"
                    "\"failed\":1,\"work\":1,\"eta_seconds\":0,\"elapsed_seconds\":2.5,"
                    "\"over_budget\":0}\n");
    progress_saving(s.progress, "sample");
    assert_said(&s, "{\"event\":\"saving\",\"experiment\":\"sample\"}\n");
    progress_saved(s.progress, "a\xff.h5", 10, "d2");
    assert_said(&s,
                "{\"event\":\"saved\",\"path\":\"a\\ufffd.h5\",\"bytes\":10,\"digest\":\"d2\"}\n");
    scene_free(&s);
}

static void silence(void **state)
{
    (void)state;
    Scene s;
    CampaignReport report = { 0 };
    scene_make(&s, PROGRESS_NONE, false, 2, WORDS("size: 10"));
    progress_start(s.progress, &s.setup.plan, 2);
    finish(&s, 0, 100, true);
    progress_tick(s.progress);
    progress_stopping(s.progress, STOP_SOON, 1);
    progress_end(s.progress, &report, "");
    progress_saved(s.progress, "x", 1, "y");
    assert_said(&s, "");
    scene_free(&s);
}

/* A file is no terminal; colour is for terminals only. */
static void automatic_is_plain_in_a_file(void **state)
{
    (void)state;
    Algorithm a = algorithm(run_nothing);
    Setup s;
    char line[80] = "";
    FILE *out = tmpfile();
    setup_make(&s, &a, 1, WORDS("size: 10"));
    Progress *p = progress_new(out, PROGRESS_AUTO, true);
    progress_start(p, &s.plan, 2);
    rewind(out);
    assert_non_null(fgets(line, sizeof line, out));
    assert_string_equal(line, "hebb: start sample trials=1\n");
    progress_free(p);
    progress_free(NULL);
    fclose(out);
    setup_free(&s);
}

static void durations_in_words(void **state)
{
    (void)state;
    static const struct {
        double seconds;
        const char *text;
    } cases[] = {
        { 0, "0:00" },       { 0.4, "0:00" },     { 59.6, "1:00" },        { 94, "1:34" },
        { 3599.4, "59:59" }, { 7510, "2:05:10" }, { 360000, "100:00:00" }, { NAN, "?" },
        { -1, "?" },         { INFINITY, "?" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[32];
        duration_print(cases[i].seconds, text, sizeof text);
        assert_string_equal(text, cases[i].text);
    }
    char text[32];
    bytes_print(19922944, text, sizeof text);
    assert_string_equal(text, "19 MiB");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_lines),
        cmocka_unit_test(what_is_stored_counts),
        cmocka_unit_test(a_terminal_has_one_line_that_changes),
        cmocka_unit_test(a_stopped_run_says_so),
        cmocka_unit_test(failures_do_not_flood),
        cmocka_unit_test(json_lines),
        cmocka_unit_test(silence),
        cmocka_unit_test(automatic_is_plain_in_a_file),
        cmocka_unit_test(durations_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
