/* The strict profile of YAML: what is read, and where everything stands. */
#include "tests/parsed.h"

static void styles(void **state)
{
    (void)state;
    assert_tree("a: 1\nb: [x, 'y', \"z\"]\nc: {d: 2, e: {}}\nf: []\n", false,
                "{a: 1, b: [x, y', z'], c: {d: 2, e: {}}, f: []}");
    assert_tree("a:\n- 1\n- - 2\n  - 3\n- b: 4\n  c: 5\n", false, "{a: [1, [2, 3], {b: 4, c: 5}]}");
    assert_tree("# first\na: 1 # one\n\n# between\nb: '#' # two\nc: a#b\n", false,
                "{a: 1, b: #', c: a#b}");
    assert_tree(
        "a: |\n  one\n   two\n\n  three\nb: >\n  one\n  two\n\n  three\nc: |-\n  x\nd: |+\n  x\n\n",
        false, "{a: one\\n two\\n\\nthree\\n', b: one two\\nthree\\n', c: x', d: x\\n\\n'}");
    assert_tree("a: one\n  two\n\n  three\nb: \"one\n  two\"\nc: 'it''s\n\n  two'\n", false,
                "{a: one two\\nthree, b: one two', c: it's\\ntwo'}");
    assert_tree("depth, width: [[10, 64], [20, 128]]\n\"e, f\": 1\n? g\n: 2\n", false,
                "{depth, width: [[10, 64], [20, 128]], e, f': 1, g: 2}");
    assert_tree("---\na: \"\\u00e9\\t\\\"\\n\"\n...\n", false, "{a: \xC3\xA9\t\"\\n'}");
    assert_tree("plain\n", false, "plain");
    assert_tree("[1,\n 2,\n]\n", false, "[1, 2]");
    assert_tree("a: = 2*floor(load/2) + 1\nb: Hopfield & friends! 50%\n", false,
                "{a: = 2*floor(load/2) + 1, b: Hopfield & friends! 50%}");
}

/* Nothing is guessed: what YAML would make a truth value, a number, a date or base 60 stays text.
 */
static void scalars_stay_text(void **state)
{
    (void)state;
    static const char *const words[] = { "off",        "no",    "yes",   "on",
                                         "true",       "1e3",   "017",   "0x1F",
                                         ".5",         "1_000", "12:30", "12:30:45",
                                         "2024-01-01", ".nan",  "+.inf", "0.10" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        char text[64], expected[64];
        snprintf(text, sizeof text, "{a: %s, b: '%s', %s: \"%s\"}", words[i], words[i], words[i],
                 words[i]);
        snprintf(expected, sizeof expected, "{a: %s, b: %s', %s: %s'}", words[i], words[i],
                 words[i], words[i]);
        assert_tree(text, false, expected);
    }
}

static void nulls(void **state)
{
    (void)state;
    Parsed p;
    static const char text[] =
        "{a: , b: ~, c: null, d: 'null', e: '', f: 0, g: [], h: {}, i: \"~\"}";
    parse(&p, text, strlen(text));
    for (const char *key = "a\0b\0c\0d\0e\0f\0g\0h\0i\0"; *key; key += 2)
        assert_int_equal(node_is_null(node_get(p.root, key)), *key <= 'c');
    assert_null(node_get(p.root, "z"));
    assert_null(node_get(node_get(p.root, "g"), "a"));
    assert_null(node_key(p.root, "z"));
    assert_int_equal(node_key(p.root, "d")->place.column, 22);
    release(&p);
}

static void places(void **state)
{
    (void)state;
    assert_tree("a: 1\nbb: 'x y'\nc:\n", true,
                "{a@1:1+1: 1@1:4+1, bb@2:1+2: x y'@2:5+5, c@3:1+1: @3:3+1}@1:1+1");
    assert_tree("k: [ 12, {d: \"\xC3\xA9\", e: f} ]", true,
                "{k@1:1+1: [12@1:6+2, {d@1:11+1: \xC3\xA9'@1:14+3, e@1:19+1: "
                "f@1:22+1}@1:10+1]@1:4+1}@1:1+1");
    assert_tree("\xC3\xA9\xF0\x9F\x90\x8D: \xE2\x82\xAC # x\n", true,
                "{\xC3\xA9\xF0\x9F\x90\x8D@1:1+2: \xE2\x82\xAC@1:5+1}@1:1+1");
    assert_tree(
        "a:\n  - 1\n  - b: |\n      t\n    c: >-\n      t\n", true,
        "{a@1:1+1: [1@2:5+1, {b@3:5+1: t\\n'@3:8+1, c@5:5+1: t'@5:8+1}@3:5+1]@2:3+1}@1:1+1");
    assert_tree("a: one\n  two\nb: 'x\n  y'\n", true,
                "{a@1:1+1: one two@1:4+0, b@3:1+1: x y'@3:4+0}@1:1+1");
    assert_tree("\xEF\xBB\xBF"
                "a: 1\r\nb: [2,\r\n3]\r\n",
                true, "{a@1:1+1: 1@1:4+1, b@2:1+1: [2@2:5+1, 3@3:1+1]@2:4+1}@1:1+1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(styles),
        cmocka_unit_test(scalars_stay_text),
        cmocka_unit_test(nulls),
        cmocka_unit_test(places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
