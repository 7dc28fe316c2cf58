/* Messages: what a person reads when a config is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/message.h"
#include "runner/config/utf8.h"

/* What messages_print writes; the caller frees. */
static char *printed(const Messages *m, bool color)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    messages_print(m, out, color);
    fclose(out);
    char *copy = strdup(text);
    free(text);
    return copy;
}

static void assert_printed(const Messages *m, const char *expected)
{
    char *text = printed(m, false);
    assert_string_equal(text, expected);
    free(text);
}

static Source source_of(const char *name, const char *text)
{
    Source s;
    assert_int_equal(source_copy(&s, name, text, strlen(text), NULL), OK);
    return s;
}

static const char config[] = "algorithm: hopfield.retrieval\n"
                             "sweep:\n"
                             "  neurons: [125, 250]\n"
                             "  alhpa: {from: 0.02, to: 0.22, step: 0.01}\n"
                             "  neurons: [1000]\n";

static void one_error(void **state)
{
    (void)state;
    static const char *const names[] = { "load", "alpha", "neurons" };
    char label[64];
    Source s = source_of("configs/a.yml", config);
    Messages *m = messages_new();
    const char *near = nearest_label("alhpa", names, sizeof *names, 3, label, sizeof label);
    Status st = message_error(m, (Place){ &s, 4, 3, 5 }, near, "unknown key `%s` in `%s`", "alhpa",
                              "sweep");
    assert_int_equal(st, ERR_CONFIG);
    message_note(m, "`hopfield.retrieval` takes %s", "neurons, load");
    message_help(m, "see `hebb describe`");
    assert_printed(m, "error: unknown key `alhpa` in `sweep`\n"
                      "  --> configs/a.yml:4:3\n"
                      "   |\n"
                      " 4 |   alhpa: {from: 0.02, to: 0.22, step: 0.01}\n"
                      "   |   ^^^^^ did you mean `alpha`?\n"
                      "   |\n"
                      "   = note: `hopfield.retrieval` takes neurons, load\n"
                      "   = help: see `hebb describe`\n"
                      "\n"
                      "1 error in configs/a.yml; nothing was run\n");
    messages_free(m);
    source_free(&s);
}

/* Errors arrive in any order, and are read in that of the file; a second one of a place is left out
 * with all that is added to it. */
static void sorted_and_once(void **state)
{
    (void)state;
    Source s = source_of("a.yml", config);
    Messages *m = messages_new();
    message_error(m, (Place){ &s, 5, 3, 7 }, "again here", "key `neurons` appears twice");
    message_also(m, (Place){ &s, 3, 3, 7 }, "first here");
    message_error(m, (Place){ &s, 1, 12, 8 }, NULL, "one");
    message_error(m, (Place){ &s, 5, 3, 7 }, "dropped", "dropped");
    message_also(m, (Place){ &s, 1, 1, 1 }, "dropped");
    message_note(m, "dropped");
    message_error(m, (Place){ &s, 1, 1, 9 }, NULL, "zero");
    assert_int_equal(messages_count(m), 3);
    assert_printed(m, "error: zero\n"
                      "  --> a.yml:1:1\n"
                      "   |\n"
                      " 1 | algorithm: hopfield.retrieval\n"
                      "   | ^^^^^^^^^\n"
                      "\n"
                      "error: one\n"
                      "  --> a.yml:1:12\n"
                      "   |\n"
                      " 1 | algorithm: hopfield.retrieval\n"
                      "   |            ^^^^^^^^\n"
                      "\n"
                      "error: key `neurons` appears twice\n"
                      "  --> a.yml:5:3\n"
                      "   |\n"
                      " 3 |   neurons: [125, 250]\n"
                      "   |   ------- first here\n"
                      " 5 |   neurons: [1000]\n"
                      "   |   ^^^^^^^ again here\n"
                      "\n"
                      "3 errors in a.yml; nothing was run\n");
    messages_free(m);
    source_free(&s);
}

/* Places of one line share it; another source has an arrow of its own; the gutter grows with the
 * line numbers; sources may be gone when messages are printed. */
static void several_places(void **state)
{
    (void)state;
    char lines[160];
    memset(lines, '\n', 119);
    snprintf(lines + 119, sizeof lines - 119, "a: {b: 1, b: 2}");
    Source s = source_of("a.yml", lines), set = source_of("--set", "sweep.load=0.1");
    Messages *m = messages_new();
    message_error(m, (Place){ &s, 120, 11, 1 }, "again", "twice");
    message_also(m, (Place){ &set, 1, 7, 4 }, "and here");
    message_also(m, (Place){ &s, 120, 5, 1 }, "first");
    message_error(m, (Place){ &set, 1, 1, 5 }, NULL, "set");
    source_free(&s);
    source_free(&set);
    assert_printed(m, "error: twice\n"
                      "   --> a.yml:120:11\n"
                      "    |\n"
                      "120 | a: {b: 1, b: 2}\n"
                      "    |     - first\n"
                      "    |           ^ again\n"
                      "   ::: --set:1:7\n"
                      "    |\n"
                      "  1 | sweep.load=0.1\n"
                      "    |       ---- and here\n"
                      "\n"
                      "error: set\n"
                      "  --> --set:1:1\n"
                      "   |\n"
                      " 1 | sweep.load=0.1\n"
                      "   | ^^^^^\n"
                      "\n"
                      "2 errors in a.yml, --set; nothing was run\n");
    messages_free(m);
}

static void nowhere(void **state)
{
    (void)state;
    Messages *m = messages_new();
    assert_printed(m, "");
    message_error(m, (Place){ 0 }, "did you mean `check`?", "no such command `%s`", "chekc");
    message_help(m, "all of them: plan, run, show, export, plot, check, baseline, report, nightly, "
                    "digest, diff, "
                    "verify, merge, submit, list, describe, schema");
    assert_printed(
        m,
        "error: no such command `chekc`\n"
        "   = help: did you mean `check`?\n"
        "   = help: all of them: plan, run, show, export, plot, check, baseline, report, nightly, "
        "digest,\n"
        "           diff, verify, merge, submit, list, describe, schema\n");
    messages_free(m);
    assert_int_equal(message_error(NULL, (Place){ 0 }, NULL, "nobody listens"), ERR_CONFIG);
    assert_int_equal(messages_count(NULL), 0);
    messages_print(NULL, stdout, false);
    messages_free(NULL);
}

/* Columns count code points; what would act on the terminal is spelled out, in the source line, in
 * the sentence, the label and the name; carets stay below their text. */
static void strange_characters(void **state)
{
    (void)state;
    Source s =
        source_of("a\033]0;x\007.yml",
                  "\xEF\xBB\xBF\xC3\xA9: \033[31m\xE2\x80\xAE\xFF \xF0\x9F\x90\x8Dx\r\n\tb\n");
    Messages *m = messages_new();
    message_error(m, (Place){ &s, 1, 12, 1 }, "\033[0m", "bad `%s`", "\033[2J\x7F\xC2\x9B\n");
    message_error(m, (Place){ &s, 2, 1, 1 }, "use spaces", "tab");
    assert_printed(m, "error: bad `<U+001B>[2J<U+007F><U+009B><U+000A>`\n"
                      "  --> a<U+001B>]0;x<U+0007>.yml:1:12\n"
                      "   |\n"
                      " 1 | \xC3\xA9: <U+001B>[31m<U+202E><0xFF> \xF0\x9F\x90\x8Dx\n"
                      "   |                               ^ <U+001B>[0m\n"
                      "\n"
                      "error: tab\n"
                      "  --> a<U+001B>]0;x<U+0007>.yml:2:1\n"
                      "   |\n"
                      " 2 | <TAB>b\n"
                      "   | ^^^^^ use spaces\n"
                      "\n"
                      "2 errors in a<U+001B>]0;x<U+0007>.yml; nothing was run\n");
    messages_free(m);
    source_free(&s);
}

/* A line of two-letter words, each another, so that what stands above a caret tells where it is. */
static void make_long_line(char *line, int words)
{
    for (int i = 0; i < words; i++) {
        line[2 * i] = (char)('A' + i / 26 % 26);
        line[2 * i + 1] = (char)('a' + i % 26);
    }
    line[2 * words] = '\0';
}

static void long_lines_are_clipped_around_the_caret(void **state)
{
    (void)state;
    char line[1401];
    make_long_line(line, 700);
    Source s = source_of("a.yml", line);
    for (int64_t column = 1; column <= 1400; column += 2) {
        Messages *m = messages_new();
        message_error(m, (Place){ &s, 1, column, 2 }, NULL, "here");
        char *text = printed(m, false);
        const char *shown = strstr(text, "\n 1 | ") + 6, *carets = strchr(shown, '\n') + 1;
        int64_t width = strchr(shown, '\n') - shown, at = strchr(carets, '^') - carets;
        assert_true(width <= 95 && width >= 90);
        assert_memory_equal(shown + at - 5, line + column - 1, 2);
        assert_memory_equal(carets + at, "^^\n", 3);
        assert_true((strncmp(shown, "...", 3) == 0) == (column > 24));
        assert_true((strncmp(shown + width - 3, "...", 3) == 0) == (column < 1330));
        free(text);
        messages_free(m);
    }
    source_free(&s);
}

/* A line too long for one excerpt is shown once for each of its places. */
static void two_places_of_a_long_line(void **state)
{
    (void)state;
    char line[401];
    make_long_line(line, 200);
    Source s = source_of("a.yml", line);
    Messages *m = messages_new();
    message_error(m, (Place){ &s, 1, 381, 4 }, "again", "twice");
    message_also(m, (Place){ &s, 1, 1, 100000 }, "all");
    char *text = printed(m, false);
    const char *second = strstr(text, "\n 1 | ...");
    assert_non_null(strstr(text, "\n 1 | AaAbAc"));
    assert_non_null(second);
    assert_non_null(strstr(second, "HhHiHjHkHlHmHnHoHpHqHr\n"));
    assert_non_null(strstr(second, "^^^^ again\n"));
    free(text);
    messages_free(m);
    source_free(&s);
}

/* Places at and beyond ends, and widths beyond the line. */
static void places_beyond_the_text(void **state)
{
    (void)state;
    Source s = source_of("a.yml", "ab\n"), empty = source_of("b.yml", "");
    Messages *m = messages_new();
    message_error(m, (Place){ &s, 1, 2, 1000 }, NULL, "width");
    message_error(m, (Place){ &s, 1, 7, 1 }, NULL, "column");
    message_error(m, (Place){ &s, 9, 3, 1 }, NULL, "line");
    message_error(m, (Place){ &empty, 1, 1, 1 }, NULL, "empty");
    assert_printed(m, "error: width\n  --> a.yml:1:2\n   |\n 1 | ab\n   |  ^\n\n"
                      "error: column\n  --> a.yml:1:7\n   |\n 1 | ab\n   |   ^\n\n"
                      "error: line\n  --> a.yml:9:3\n   |\n 9 |\n   | ^\n\n"
                      "error: empty\n  --> b.yml:1:1\n   |\n 1 |\n   | ^\n\n"
                      "4 errors in a.yml, b.yml; nothing was run\n");
    messages_free(m);
    source_free(&s);
    source_free(&empty);
}

/* Whatever bytes a file, a name or a value has: no control character leaves, and no broken UTF-8.
 */
static void nothing_hostile_is_printed(void **state)
{
    (void)state;
    uint64_t seed = 1985;
    for (int round = 0; round < 3000; round++) {
        char bytes[400];
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            unsigned byte = (unsigned)(seed >> 56);
            bytes[i] = (char)(round % 3 ? byte : byte % 2 ? 0x1B : 0xE2);
        }
        bytes[sizeof bytes - 1] = '\0';
        Source s;
        source_copy(&s, bytes + 390, bytes, sizeof bytes - 1, NULL);
        Messages *m = messages_new();
        message_error(m, (Place){ &s, 1 + round % 4, 1 + round % 300, 1 + round % 7 }, bytes + 300,
                      "%s", bytes + 200);
        message_note(m, "%s", bytes + 100);
        char *text = printed(m, false);
        size_t size = strlen(text);
        for (size_t i = 0; i < size;) {
            uint32_t code = 0;
            size_t n = utf8_decode(text + i, size - i, &code);
            assert_true(n > 0 && (code == '\n' || utf8_printable(code)));
            i += n;
        }
        free(text);
        messages_free(m);
        source_free(&s);
    }
}

/* A quoted value of any length keeps beginning and end of its sentence. */
static void long_sentences_lose_their_middle(void **state)
{
    (void)state;
    char value[5001];
    make_long_line(value, 2500);
    Messages *m = messages_new();
    message_error(m, (Place){ 0 }, NULL, "unknown key `%s` in `sweep`", value);
    char *text = printed(m, false);
    assert_memory_equal(text, "error: unknown key `AaAb", 24);
    assert_non_null(strstr(text, "..."));
    assert_non_null(strstr(text, "` in `sweep`\n"));
    assert_true(strchr(text, '\n') - text < 300);
    free(text);
    messages_free(m);
}

/* Of very many errors the first 200 that were found are shown; all are counted. */
static void very_many_errors(void **state)
{
    (void)state;
    Source s = source_of("a.yml", "");
    Messages *m = messages_new();
    for (int64_t line = 1; line <= 100000; line++) {
        message_error(m, (Place){ &s, line, 1, 1 }, NULL, "wrong");
        message_note(m, "really");
    }
    assert_int_equal(messages_count(m), 100000);
    char *text = printed(m, false);
    int64_t shown = 0;
    for (const char *at = text; (at = strstr(at, "error: wrong")); at++)
        shown++;
    assert_int_equal(shown, 200);
    assert_non_null(strstr(text, "\n100000 errors in a.yml (200 shown); nothing was run\n"));
    free(text);
    messages_free(m);
    source_free(&s);
}

/* Colour adds escape sequences and nothing else. */
static void color_only_adds(void **state)
{
    (void)state;
    Source s = source_of("a.yml", config);
    Messages *m = messages_new();
    message_error(m, (Place){ &s, 5, 3, 7 }, "again here", "key `neurons` appears twice");
    message_also(m, (Place){ &s, 3, 3, 7 }, "first here");
    char *plain = printed(m, false), *colored = printed(m, true), *to = colored;
    assert_non_null(strstr(colored, "\033[1;31m^^^^^^^ again here\033[0m\n"));
    for (char *from = colored; *from;) {
        if (*from == '\033')
            from += strcspn(from, "m") + 1;
        else
            *to++ = *from++;
    }
    *to = '\0';
    assert_string_equal(colored, plain);
    free(plain);
    free(colored);
    messages_free(m);
    source_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_error),
        cmocka_unit_test(sorted_and_once),
        cmocka_unit_test(several_places),
        cmocka_unit_test(nowhere),
        cmocka_unit_test(strange_characters),
        cmocka_unit_test(long_lines_are_clipped_around_the_caret),
        cmocka_unit_test(two_places_of_a_long_line),
        cmocka_unit_test(places_beyond_the_text),
        cmocka_unit_test(nothing_hostile_is_printed),
        cmocka_unit_test(long_sentences_lose_their_middle),
        cmocka_unit_test(very_many_errors),
        cmocka_unit_test(color_only_adds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
