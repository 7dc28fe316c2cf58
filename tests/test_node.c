/* Layers of a config: merging trees, and assignments on the command line. */
#include "tests/parsed.h"

/* ---- layers ------------------------------------------------------------------------------- */

static void merging(void **state)
{
    (void)state;
    static const struct {
        const char *base, *over, *expected;
    } cases[] = {
        { "{a: 1, b: 2}", "{b: 3}", "{a: 1, b: 3}" },
        { "{a: 1, b: 2}", "{c: 3, a: 4}", "{a: 4, b: 2, c: 3}" },
        { "{a: {b: 1, c: {d: 2, e: 3}}}", "{a: {c: {e: 4, f: 5}}}",
          "{a: {b: 1, c: {d: 2, e: 4, f: 5}}}" },
        { "{a: 1, b: 2, c: 3}", "{b: null}", "{a: 1, c: 3}" },
        { "{a: 1, b: 2, c: 3}", "{a: ~, c: , b: 'null'}", "{b: null'}" },
        { "{a: {b: 1}}", "{a: {b: ~}}", "{a: {}}" },
        { "{a: 1}", "{b: null, c: {d: null}}", "{a: 1, b: null, c: {d: null}}" },
        { "{a: [1, 2]}", "{a: [3]}", "{a: [3]}" },
        { "{a: [1, 2]}", "{a: {b: 3}}", "{a: {b: 3}}" },
        { "{a: {b: 3}}", "{a: 4}", "{a: 4}" },
        { "{a: 1}", "[2]", "[2]" },
        { "[1]", "{a: 2}", "{a: 2}" },
        { "{l: {from: 0, to: 1, step: 0.1}}", "{l: {count: 5}}",
          "{l: {from: 0, to: 1, count: 5}}" },
        { "{l: {from: 0, step: 0.1, to: 1}}", "{l: {step: 0.2}}",
          "{l: {from: 0, step: 0.2, to: 1}}" },
        { "{l: {from: 1, to: 9, count: 3, scale: log}}", "{l: {factor: 3}}",
          "{l: {from: 1, to: 9, factor: 3}}" },
        { "{l: {from: 1, to: 9, count: 3, scale: log}}", "{l: {count: 5}}",
          "{l: {from: 1, to: 9, count: 5, scale: log}}" },
        { "{l: {from: 0, to: 1, step: 0.1}}", "{l: {to: 2}}", "{l: {from: 0, to: 2, step: 0.1}}" },
        { "{l: {from: 0, to: 1, step: 0.1}}", "{l: {step: null, count: 5}}",
          "{l: {from: 0, to: 1, count: 5}}" },
        { "{step: 1, factor: 2}", "{count: 3}", "{step: 1, factor: 2, count: 3}" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Parsed base, over;
        parse(&base, cases[i].base, strlen(cases[i].base));
        parse(&over, cases[i].over, strlen(cases[i].over));
        assert_int_equal(node_merge(&base.root, over.root, NULL), OK);
        release(&over);
        assert_node(base.root, false, cases[i].expected);
        release(&base);
    }
}

/* Merging twice is merging once; merging onto nothing is copying; copies are deep. */
static void merging_laws(void **state)
{
    (void)state;
    Parsed base, over;
    static const char a[] = "{a: {b: 1, c: [1, 2]}, d: x}", b[] = "{a: {c: 3, e: {f: 4}}, d: 'y'}";
    parse(&base, a, strlen(a));
    parse(&over, b, strlen(b));
    for (int i = 0; i < 3; i++) {
        assert_int_equal(node_merge(&base.root, over.root, NULL), OK);
        assert_node(base.root, false, "{a: {b: 1, c: 3, e: {f: 4}}, d: y'}");
    }
    assert_node(base.root, true,
                "{a@1:2+1: {b@1:6+1: 1@1:9+1, c@1:6+1: 3@1:9+1, "
                "e@1:12+1: {f@1:16+1: 4@1:19+1}@1:15+1}@1:5+1, d@1:24+1: y'@1:27+3}@1:1+1");
    Node *none = NULL, *copy = node_copy(base.root);
    assert_int_equal(node_merge(&none, base.root, NULL), OK);
    release(&base);
    release(&over);
    assert_node(none, false, "{a: {b: 1, c: 3, e: {f: 4}}, d: y'}");
    assert_node(copy, false, "{a: {b: 1, c: 3, e: {f: 4}}, d: y'}");
    node_free(none);
    node_free(copy);
    node_free(NULL);
}

/* ---- assignments -------------------------------------------------------------------------- */

static void assignments(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        { "replicates=4", "{replicates@1:1+10: 4@1:12+1}@1:1+10" },
        { "sweep.load=[0.1, x]",
          "{sweep@1:1+5: {load@1:7+4: [0.1@1:13+3, x@1:18+1]@1:12+1}@1:7+4}@1:1+5" },
        { "s.\"depth, width\"=[]", "{s@1:1+1: {depth, width'@1:4+12: []@1:18+1}@1:4+12}@1:1+1" },
        { " \xC3\xA9 . 'b.c' = 1", "{\xC3\xA9@1:2+1: {b.c'@1:7+3: 1@1:14+1}@1:7+3}@1:2+1" },
        { "a=", "{a@1:1+1: @1:3+1}@1:1+1" },
        { "a=null", "{a@1:1+1: null@1:3+4}@1:1+1" },
        { "a='x=y'", "{a@1:1+1: x=y'@1:3+5}@1:1+1" },
        { "p== 2*n", "{p@1:1+1: = 2*n@1:3+5}@1:1+1" },
        { "a={b: 1}", "{a@1:1+1: {b@1:4+1: 1@1:7+1}@1:3+1}@1:1+1" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Parsed p;
        parse_assignment(&p, cases[i].text);
        assert_int_equal(p.status, OK);
        assert_node(p.root, true, cases[i].expected);
        release(&p);
    }
}

static void refused_assignments(void **state)
{
    (void)state;
    static const char *const cases[] = { "a",
                                         "",
                                         "=1",
                                         ".a=1",
                                         "a.=1",
                                         "a..b=1",
                                         "a.\"b=1",
                                         "a.\"\"=1",
                                         "a.\"b\"c=1",
                                         "a=[1",
                                         "a=\"b",
                                         "a=[1]]",
                                         "a=b: c: d",
                                         "a=\xFF",
                                         "a=\t1",
                                         "a=&x 1",
                                         "a={b: 1, b: 2}",
                                         "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a=1" };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Parsed p;
        parse_assignment(&p, cases[i]);
        if (p.status != ERR_CONFIG || messages_count(p.messages) == 0)
            fail_msg("`%s` is accepted", cases[i]);
        release(&p);
    }
    Parsed p;
    parse_assignment(&p, "sweep.load=[0.1, 0.2");
    assert_messages(&p, "error: this `[` is never closed\n"
                        "  --> t:1:12\n"
                        "   |\n"
                        " 1 | sweep.load=[0.1, 0.2\n"
                        "   |            ^ opened here\n"
                        "\n"
                        "1 error in t; nothing was run\n");
    release(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merging),
        cmocka_unit_test(merging_laws),
        cmocka_unit_test(assignments),
        cmocka_unit_test(refused_assignments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
