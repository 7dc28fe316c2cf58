/* The strict profile of YAML: what is refused, where and in which words, and within which time. */
#include "tests/parsed.h"

#include <time.h>

/* First sentence and place of what is wrong with a text: "2:3 a tab cannot stand here". */
static void assert_refused(const char *text, size_t size, const char *expected)
{
    Parsed p;
    char shown[4000] = "", what[1000] = "", got[1100];
    long long line = 0, column = 0;
    parse(&p, text, size);
    FILE *out = fmemopen(shown, sizeof shown, "w");
    assert_non_null(out);
    messages_print(p.messages, out, false);
    fclose(out);
    sscanf(shown, "error: %999[^\n] --> t:%lld:%lld", what, &line, &column);
    snprintf(got, sizeof got, "%lld:%lld %s", line, column, what);
    if (p.status != ERR_CONFIG || strcmp(got, expected) != 0)
        fail_msg("`%s` gives `%s` (status %d), not `%s`", text, got, p.status, expected);
    release(&p);
}

static void refused_characters(void **state)
{
    (void)state;
#define REFUSED(text, expected) assert_refused(text, sizeof text - 1, expected)
    REFUSED("a: \xE9\n", "1:4 this text is not UTF-8");
    REFUSED("a: \xC3\xA9\xC0\x80\n", "1:5 this text is not UTF-8");
    REFUSED("a: \xED\xA0\x80\n", "1:4 this text is not UTF-8");
    REFUSED("a: 1\nb: \xE2\x82", "2:4 this text is not UTF-8");
    REFUSED("a: \0x\n", "1:4 character U+0000 cannot stand here");
    REFUSED("a: 1\nb: \033[0m\n", "2:4 character U+001B cannot stand here");
    REFUSED("a: 1\rb: 2\n", "1:5 character U+000D cannot stand here");
    REFUSED("a: \x7F\n", "1:4 character U+007F cannot stand here");
    REFUSED("a: 1\xC2\x85"
            "b: 2\n",
            "1:5 character U+0085 cannot stand here");
    REFUSED("a: 1\xE2\x80\xA8"
            "b: 2\n",
            "1:5 character U+2028 cannot stand here");
    REFUSED("a: \xEF\xBB\xBF\n", "1:4 character U+FEFF cannot stand here");
    REFUSED("\xFF\xFE"
            "a\0:\0",
            "1:1 this text is UTF-16");
    REFUSED("\xFE\xFF\0a\0:", "1:1 this text is UTF-16");
    REFUSED("a: \"\\e[31m\"\n", "1:4 this text holds the control character U+001B");
    REFUSED("a: \"\\0\"\n", "1:4 this text holds the control character U+0000");
    REFUSED("a: \"\\L\"\n", "1:4 this text holds the control character U+2028");
    REFUSED("\"\\0\": 1\n", "1:1 this text holds the control character U+0000");
    REFUSED("", "1:1 this file is empty");
    REFUSED("# nothing\n\n", "1:1 this file is empty");
    REFUSED("---\n...\n", "1:1 this file is empty");
    REFUSED("\xEF\xBB\xBF", "1:1 this file is empty");
}

static void refused_features(void **state)
{
    (void)state;
    REFUSED("a: &x 1\n", "1:4 anchors and aliases are not accepted");
    REFUSED("a: *x\n", "1:4 anchors and aliases are not accepted");
    REFUSED("*x : 1\n", "1:1 anchors and aliases are not accepted");
    REFUSED("a: &x [1]\n", "1:4 anchors and aliases are not accepted");
    REFUSED("a: *\n", "1:4 aliases are not accepted");
    REFUSED("a: & b\n", "1:4 anchors are not accepted");
    REFUSED("a: !!int 1\n", "1:4 tags are not accepted; types come from the parameters");
    REFUSED("a: !x {b: 1}\n", "1:4 tags are not accepted; types come from the parameters");
    REFUSED("a: ! x\n", "1:4 tags are not accepted; types come from the parameters");
    REFUSED("a: !y!x 1\n", "1:4 tags are not accepted");
    REFUSED("a: !<x 1\n", "1:4 tags are not accepted");
    REFUSED("<<: {a: 1}\n", "1:1 merge keys are not accepted");
    REFUSED("a: 1\n---\nb: 2\n", "2:1 a file holds one document");
    REFUSED("a: 1\n...\nb: 2\n", "3:1 nothing may follow the end of the document");
    REFUSED("%YAML 1.2\n---\na: 1\n", "1:1 YAML directives are not accepted");
    REFUSED("a: 1\n...\n%TAG ! x\n---\n", "3:1 YAML directives are not accepted");
    REFUSED("? [a]\n: 1\n", "1:3 a key must be a plain word");
    REFUSED("{[a]: 1}\n", "1:2 a key must be a plain word");
    REFUSED("{{a: 1}: 1}\n", "1:2 a key must be a plain word");
    REFUSED(": 1\n", "1:1 a key is missing before the `:`");
    REFUSED("{a: 1, : 2}\n", "1:8 a key is missing before the `:`");
    REFUSED("{a: 1, b:2}\n", "1:8 a blank must follow the `:`");
}

static void refused_structure(void **state)
{
    (void)state;
    REFUSED("a: [1, 2\nb: 3\n", "1:4 this `[` is never closed");
    REFUSED("a:\n  b: {c: 1, d: [2, 3]\ne: {f: 1}\n", "2:6 this `{` is never closed");
    REFUSED("a: [1, 2\n", "1:4 this `[` is never closed");
    REFUSED("a: {b: [1, 2}\n", "1:8 this `[` is never closed");
    REFUSED("a: {b: 1]\n", "1:4 this `{` is never closed");
    REFUSED("a: [\"]\", '[', it's # ]\nb: 1\n", "1:4 this `[` is never closed");
    REFUSED("{a: [1,\nb: 2}\n", "1:5 this `[` is never closed");
    REFUSED("\xEF\xBB\xBF"
            "a: [1\n",
            "1:4 this `[` is never closed");
    REFUSED("a: [\"x\" \"y\"]\n", "1:9 a `,` is missing here");
    REFUSED("a: [1,, 2]\n", "1:7 a value is missing here");
    REFUSED("a: ]\n", "1:4 this `]` closes nothing");
    REFUSED("a: [1]]\n", "1:7 this `]` closes nothing");
    REFUSED("a: 1\n}\n", "2:1 this `}` closes nothing");
    REFUSED("a: 'b\nc: d\n", "1:4 this quote is never closed");
    REFUSED("a: [1, \"b\nc: d\n", "1:8 this quote is never closed");
    REFUSED("a: \"\\q\"\n", "1:5 this escape does not exist");
    REFUSED("a: 1\nb\n", "2:1 this line is no `key: value`");
    REFUSED("a: 1\nb:2\nc: 3\n", "2:1 a blank must follow the `:`");
    REFUSED("title: Hopfield: capacity\n", "1:16 a `:` with a blank after it cannot stand here");
    REFUSED("a 5\nb: 3\n", "2:2 a value goes on over the next line");
    REFUSED("a: 1\n  b: 2\n", "2:4 a value goes on over the next line");
    REFUSED("a:\n  b: 1\n c: 2\n", "3:2 this does not fit what is above it");
    REFUSED("a: 1\n c: 2\n  d: 3\n", "2:3 a value goes on over the next line");
    REFUSED("a: \"b\" c\n", "1:8 nothing may follow the value of a key");
    REFUSED("a:\n  - 1\n  b: 2\n", "3:3 this line is no item of the list above it");
    REFUSED("a: - 1\n", "1:4 a list of `- ` items cannot begin here");
    REFUSED("a: @x\n", "1:4 a value cannot begin with `@`");
    REFUSED("a: `x`\n", "1:4 a value cannot begin with a backtick");
    REFUSED("a: %\n", "1:4 a value cannot begin with `%`");
    REFUSED("a: |x\n  y\n", "1:5 a block of text begins on the line after `|` or `>`");
    REFUSED("\ta: 1\n", "1:1 tabs cannot indent YAML");
    REFUSED("a:\n  \tb: 1\n", "2:3 tabs cannot indent YAML");
    REFUSED("a: [1,\n\t2]\n", "2:1 tabs cannot indent YAML");
    REFUSED("a: |\n  x\n\ty\n", "3:1 tabs cannot indent YAML");
    REFUSED("a:\n- \tb: 1\n", "2:3 a tab cannot stand here");
}
#undef REFUSED

/* Tabs that indent nothing are harmless. */
static void tabs_between(void **state)
{
    (void)state;
    assert_tree("a:\t1\t# x\nb: [1,\t2]\nc: 'x\ty'\n", false, "{a: 1, b: [1, 2], c: x\ty'}");
}

static void full_texts(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        { "a: 1\nb: {c: 2,\n  c: 3, \"c\": 4}\na: 5\n",
          "error: key `c` appears twice\n"
          "  --> t:3:3\n"
          "   |\n"
          " 2 | b: {c: 2,\n"
          "   |     - first here\n"
          " 3 |   c: 3, \"c\": 4}\n"
          "   |   ^ again here; YAML would silently keep the last one\n"
          "\n"
          "error: key `c` appears twice\n"
          "  --> t:3:9\n"
          "   |\n"
          " 2 | b: {c: 2,\n"
          "   |     - first here\n"
          " 3 |   c: 3, \"c\": 4}\n"
          "   |         ^^^ again here; YAML would silently keep the last one\n"
          "\n"
          "error: key `a` appears twice\n"
          "  --> t:4:1\n"
          "   |\n"
          " 1 | a: 1\n"
          "   | - first here\n"
          " 4 | a: 5\n"
          "   | ^ again here; YAML would silently keep the last one\n"
          "\n"
          "3 errors in t; nothing was run\n" },
        { "a:\n\tb: 1\n\tc: 2\n  \td: 2\n", "error: tabs cannot indent YAML\n"
                                            "  --> t:2:1\n"
                                            "   |\n"
                                            " 2 | <TAB>b: 1\n"
                                            "   | ^^^^^ use spaces\n"
                                            "   |\n"
                                            "   = note: so do lines 3, 4\n"
                                            "\n"
                                            "1 error in t; nothing was run\n" },
        { "sweep:\n  load: [0.1, 0.2\n  neurons: 5\n", "error: this `[` is never closed\n"
                                                       "  --> t:2:9\n"
                                                       "   |\n"
                                                       " 2 |   load: [0.1, 0.2\n"
                                                       "   |         ^ opened here\n"
                                                       " 3 |   neurons: 5\n"
                                                       "   |          - this cannot belong to it\n"
                                                       "\n"
                                                       "1 error in t; nothing was run\n" },
        { "a: 1\nb: caf\xE9\n",
          "error: this text is not UTF-8\n"
          "  --> t:2:7\n"
          "   |\n"
          " 2 | b: caf<0xE9>\n"
          "   |       ^^^^^^ byte 0xE9\n"
          "   |\n"
          "   = help: save the file as UTF-8; `iconv -f latin1 -t utf8` turns Latin-1 into it\n"
          "\n"
          "1 error in t; nothing was run\n" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Parsed p;
        parse(&p, cases[i].text, strlen(cases[i].text));
        assert_int_equal(p.status, ERR_CONFIG);
        assert_messages(&p, cases[i].expected);
        release(&p);
    }
}

/* What does not break the structure is reported without hiding the rest of the file. */
static void refused_but_read_on(void **state)
{
    (void)state;
    Parsed p;
    static const char text[] = "a: &x 1\nb: *x\nc: !!str 2\nc: 3\n<<: {d: 4}\ne: 5\n";
    parse(&p, text, strlen(text));
    assert_int_equal(p.status, ERR_CONFIG);
    assert_int_equal(messages_count(p.messages), 5);
    assert_node(p.root, false, "{a: 1, b: , c: 2, c: 3, <<: {d: 4}, e: 5}");
    assert_string_equal(node_get(p.root, "c")->text, "2");
    release(&p);
}

/* ---- limits ------------------------------------------------------------------------------- */

/* A text of count times `unit`, with something before and after. */
static char *repeated(const char *before, const char *unit, size_t count, const char *after)
{
    size_t a = strlen(before), n = strlen(unit), b = strlen(after);
    char *text = malloc(a + count * n + b + 1);
    assert_non_null(text);
    memcpy(text, before, a);
    for (size_t i = 0; i < count; i++)
        memcpy(text + a + i * n, unit, n);
    memcpy(text + a + count * n, after, b + 1);
    return text;
}

static void assert_repeated(const char *before, const char *unit, size_t count, const char *after,
                            const char *expected)
{
    char *text = repeated(before, unit, count, after);
    Parsed p;
    if (expected) {
        assert_refused(text, strlen(text), expected);
    } else {
        parse(&p, text, strlen(text));
        assert_int_equal(p.status, OK);
        release(&p);
    }
    free(text);
}

static void limits(void **state)
{
    (void)state;
    assert_repeated("", "[", 64, "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
                    NULL);
    assert_repeated("", "[", 65, "]", "1:65 nested deeper than 64 levels");
    assert_repeated("", "{a: ", 65, "1", "1:257 nested deeper than 64 levels");
    assert_repeated("", "- ", 64, "1", NULL);
    assert_repeated("", "- ", 65, "1", "1:129 nested deeper than 64 levels");
    assert_repeated("a: ", "x", 64 * 1024, "", NULL);
    assert_repeated("a: ", "x", 64 * 1024 + 1, "", "1:4 a text of 65537 bytes; 65536 are allowed");
    assert_repeated("[", "1,\n", 99999, "]", NULL);
    assert_repeated("[", "1,\n", 100000, "]", "100000:1 more than 100000 values and keys");
    assert_repeated("a: 1\n", "#\n", (YAML_MAX_BYTES - 5) / 2, "", NULL);
    assert_repeated("a: 1\n", "#\n", (YAML_MAX_BYTES - 5) / 2 + 1, "",
                    "1:1 a text of 1048577 bytes is too large; 1048576 are allowed");
}

/* Texts that take a naive reader seconds to hours; none may take more than a fraction of one. */
static void hostile_texts_take_no_time(void **state)
{
    (void)state;
    static const struct {
        const char *before, *unit;
        size_t count;
    } cases[] = {
        { "", "[", 1000000 },         { "", "{", 1000000 },
        { "", "- ", 500000 },         { "", "[\n", 500000 },
        { "", "? ", 500000 },         { "", "{a: [", 200000 },
        { "", "%TAG ! x\n", 100000 }, { "a: 1\n...\n", "%TAG ! x\n", 100000 },
        { "", "&a ", 300000 },        { "", "!a ", 300000 },
        { "", "a: ", 300000 },        { "", "a: 1\n", 49000 },
        { "[", "&a 1,\n", 99000 },    { "", "\"", 1000000 },
        { "a: ", "'", 1000000 },      { "a: \"", "\\n", 500000 },
        { "", "\t\n", 500000 },       { "", "--- \n", 200000 },
        { "", "a\n", 500000 },        { "", "...\n", 250000 },
        { "", "\"a\" ", 250000 },     { "", "*a ", 300000 },
        { "a: |\n", " \n", 500000 },  { "[", "{}, ", 49000 },
        { "{", "a, ", 300000 },       { "[", "[],\n", 99000 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = repeated(cases[i].before, cases[i].unit, cases[i].count, "");
        Parsed p;
        clock_t begin = clock();
        parse(&p, text, strlen(text));
        char shown[100000];
        FILE *out = fmemopen(shown, sizeof shown, "w");
        messages_print(p.messages, out, false);
        fclose(out);
        double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
        if (seconds > 2)
            fail_msg("%s and %zu times `%s` took %.1f s", cases[i].before, cases[i].count,
                     cases[i].unit, seconds);
        release(&p);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refused_characters),
        cmocka_unit_test(refused_features),
        cmocka_unit_test(refused_structure),
        cmocka_unit_test(tabs_between),
        cmocka_unit_test(full_texts),
        cmocka_unit_test(refused_but_read_on),
        cmocka_unit_test(limits),
        cmocka_unit_test(hostile_texts_take_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
