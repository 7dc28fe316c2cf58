/* A parameter table applied to texts: what is accepted, what is refused, and in which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "runner/config/params.h"

typedef struct {
    int64_t neurons;
    double load;
    bool flip;
    int rule;
    char corpus[PARAM_TEXT_SIZE];
    double open;
    int64_t given;
} Params;

static const char *const rules[] = { "hebbian", "storkey", "off", NULL };

/* clang-format off */
#define P(field, ...) PARAM(Params, field, __VA_ARGS__)
static const Param table[] = {
    P(neurons, "1000",    2,      1e6,    NULL,  "neurons", "size of the network"),
    P(load,    "0.1",     0,      2,      NULL,  "1",       "patterns per neuron"),
    P(flip,    "true",    NO_MIN, NO_MAX, NULL,  "1",       "whether it flips"),
    P(rule,    "storkey", NO_MIN, NO_MAX, rules, "1",       "how weights are made"),
    P(corpus,  "markov",  1,      8,      NULL,  "1",       "what is read"),
    P(open,    "-1e+300", NO_MIN, NO_MAX, NULL,  "1",       "any number"),
    P(given,   NULL,      1,      NO_MAX, NULL,  "1",       "a number that must be given"),
    { 0 }
};
/* clang-format on */

/* What param_parse says about a scalar: the printed message, or NULL if it is fine. Caller frees.
 */
static char *complaint(const char *name, const char *text, bool quoted, Value *value)
{
    char *printed = NULL;
    size_t size = 0;
    Source source = { .name = (char *)"a.yml", .text = (char *)text, .size = strlen(text) };
    Node node = {
        .kind = NODE_SCALAR, .place = { &source, 1, 1, 1 }, .quoted = quoted, .text = (char *)text
    };
    Messages *m = messages_new();
    assert_non_null(m);
    Status st = param_parse(param_find(table, name), &node, m, value);
    assert_int_equal(messages_count(m), st == OK ? 0 : 1);
    if (st != OK) {
        FILE *out = open_memstream(&printed, &size);
        messages_print(m, out, false);
        fclose(out);
    }
    messages_free(m);
    return printed;
}

static void accepted_values_print_as_they_are_written_shortest(void **state)
{
    static const struct {
        const char *name, *text;
        bool quoted;
        const char *printed;
    } cases[] = {
        { "neurons", "250", false, "250" },
        { "neurons", "1e3", false, "1000" },
        { "neurons", "1000.0", false, "1000" },
        { "neurons", "64", true, "64" },
        { "neurons", "2", false, "2" },
        { "neurons", "1000000", false, "1000000" },
        { "load", "1e-3", false, "0.001" },
        { "load", "0.10", false, "0.1" },
        { "load", "0", false, "0" },
        { "load", "-0.0", false, "0" },
        { "load", "2", false, "2" },
        { "flip", "false", false, "false" },
        { "rule", "hebbian", false, "hebbian" },
        { "rule", "off", true, "off" },
        { "corpus", "xor", false, "xor" },
        { "corpus", "null", true, "null" },
        { "corpus", "äöüßäöüß", false, "äöüßäöüß" },
        { "given", "9007199254740993", false, "9007199254740993" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Value value, again;
        char text[PARAM_TEXT_SIZE];
        const Param *row = param_find(table, cases[i].name);
        char *said = complaint(cases[i].name, cases[i].text, cases[i].quoted, &value);
        if (said)
            fail_msg("%s: %s: %s", cases[i].name, cases[i].text, said);
        assert_int_equal(value_print(row, &value, text), strlen(cases[i].printed));
        assert_string_equal(text, cases[i].printed);
        assert_true(param_parse_text(row, text, &again)); /* printing and reading are inverse */
        assert_true(value_equal(&value, &again));
    }
}

static void refusals_say_what_is_wrong_and_what_is_right(void **state)
{
    static const struct {
        const char *name, *text;
        bool quoted;
        const char *sentence, *more; /* both must appear */
    } cases[] = {
        { "neurons", "1", false, "`neurons` must be between 2 and 1000000", "1 is too small" },
        { "neurons", "1e7", false, "`neurons` must be between 2 and 1000000", "1e7 is too large" },
        { "neurons", "1e30", false, "`neurons` must be between 2 and 1000000", "is too large" },
        { "neurons", "2.5", false, "`neurons` must be a whole number", "2.5 is not whole" },
        { "neurons", "many", false, "`neurons` must be a whole number", "`many` is not a number" },
        { "neurons", "1_000", false, "must be a whole number", "without `_`" },
        { "neurons", "1,000", false, "must be a whole number", "without `_` and `,`" },
        { "neurons", "0x10", false, "must be a whole number", "not hexadecimal" },
        { "neurons", "0100", false, "must be a whole number", "without leading zeros" },
        { "neurons", "2^10", false, "must be a whole number", "write the number itself" },
        { "neurons", "", true, "must be a whole number", "an empty text" },
        { "neurons", "", false, "`neurons` has no value", "the default, 1000" },
        { "neurons", "null", false, "`neurons` has no value", "size of the network (neurons)" },
        { "neurons", "= 2*load", false, "`= ...` is part of the config language", "version" },
        { "load", "2.0001", false, "`load` must be between 0 and 2", "2.0001 is too large" },
        { "load", "0.1 or so", false, "`load` must be a number", "write the number itself" },
        { "load", "10%", false, "`load` must be a number", "write the number itself" },
        { "load", ".nan", false, "`load` must be a number", "only finite numbers" },
        { "load", "-inf", false, "`load` must be a number", "only finite numbers" },
        { "load", "1e999", false, "`load` must be a number", "range of double precision" },
        { "load", "yes", false, "`load` must be a number, not a truth value", "as true" },
        { "given", "0", false, "`given` must be at least 1", "0 is too small" },
        { "given", "null", false, "`given` has no value", "a number that must be given" },
        { "flip", "yes", false, "`flip` must be `true` or `false`", "write `true`" },
        { "flip", "Off", false, "`flip` must be `true` or `false`", "write `false`" },
        { "flip", "TRUE", false, "`flip` must be `true` or `false`", "write `true`" },
        { "flip", "1", false, "`flip` must be `true` or `false`", "whether it flips" },
        { "flip", "true", true, "`flip` must be `true` or `false`", "remove the quotes" },
        { "rule", "hebian", false, "must be `hebbian`, `storkey` or `off`", "mean `hebbian`?" },
        { "rule", "off", false, "`off`, not a truth value", "write \"off\" in quotes" },
        { "rule", "2", false, "must be `hebbian`, `storkey` or `off`", "how weights are made" },
        { "corpus", "no", false, "`corpus` must be text, not a truth value", "as false" },
        { "corpus", "a text that is long", false, "must have between 1 and 8 characters",
          "has 19" },
        { "corpus", "", true, "must have between 1 and 8 characters", "has 0" },
        { "corpus", "a\nb", true, "must be one line of text", "line break" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Value value;
        char *said = complaint(cases[i].name, cases[i].text, cases[i].quoted, &value);
        if (!said)
            fail_msg("%s: `%s` was accepted", cases[i].name, cases[i].text);
        if (!strstr(said, cases[i].sentence) || !strstr(said, cases[i].more))
            fail_msg("expected \"%s\" and \"%s\" in\n%s", cases[i].sentence, cases[i].more, said);
        free(said);
    }
}

static void lists_and_mappings_are_no_values(void **state)
{
    (void)state;
    Source source = { .name = (char *)"a.yml", .text = (char *)"[1]", .size = 3 };
    for (NodeKind kind = NODE_LIST; kind <= NODE_MAP; kind++) {
        Node node = { .kind = kind, .place = { &source, 1, 1, 1 } };
        Messages *m = messages_new();
        Value value;
        assert_int_equal(param_parse(&table[0], &node, m, &value), ERR_CONFIG);
        assert_int_equal(messages_count(m), 1);
        messages_free(m);
    }
}

static void defaults_fill_a_struct_and_fields_come_back(void **state)
{
    Params p;
    char text[PARAM_TEXT_SIZE];
    (void)state;
    memset(&p, 0, sizeof p);
    params_defaults(table, &p);
    assert_int_equal(p.neurons, 1000);
    assert_true(p.load == 0.1 && p.flip && p.open == -1e300);
    assert_int_equal(p.rule, 1);
    assert_string_equal(p.corpus, "markov");
    assert_int_equal(p.given, 0); /* no default: untouched */
    for (const Param *row = table; row->name; row++) {
        Value value = params_get(row, &p);
        value_print(row, &value, text);
        if (row->def)
            assert_string_equal(text, row->def);
    }
    static const char *const set[] = { "77", "1.5", "false", "hebbian", "xor", "3", "5" };
    for (int i = 0; table[i].name; i++) {
        Value value, back;
        assert_true(param_parse_text(&table[i], set[i], &value));
        params_set(&table[i], &p, &value);
        back = params_get(&table[i], &p);
        assert_true(value_equal(&value, &back));
    }
    assert_int_equal(p.neurons, 77);
    assert_int_equal(p.given, 5);
}

static void values_compare_by_what_they_are(void **state)
{
    Value a = { .type = PARAM_REAL, .real = 0.1 }, b = { .type = PARAM_REAL, .real = 0.1 };
    Value word = { .type = PARAM_TEXT, .text = "a" },
          gone = { .type = PARAM_REAL, .missing = true };
    Value whole = { .type = PARAM_INT, .integer = 3 },
          third = { .type = PARAM_CHOICE, .integer = 3 };
    (void)state;
    assert_true(value_equal(&a, &b));
    b.real = 0.2;
    assert_false(value_equal(&a, &b));
    assert_false(value_equal(&a, &gone));
    assert_true(value_equal(&gone, &gone));
    assert_false(value_equal(&whole, &third));
    assert_true(value_number(&whole) == 3 && value_number(&third) == 3 && value_number(&a) == 0.1);
    assert_true(isnan(value_number(&word)) && isnan(value_number(&gone)));
}

static void ranges_read_as_one_writes_them(void **state)
{
    static const char *const expected[] = { "2 .. 1000000",  "0 .. 2",
                                            "true, false",   "hebbian, storkey, off",
                                            "length 1 .. 8", "any",
                                            ">= 1" };
    char text[64], small[16];
    (void)state;
    for (int i = 0; table[i].name; i++)
        assert_string_equal(param_range_text(&table[i], text, sizeof text), expected[i]);
    assert_string_equal(param_range_text(&table[3], small, sizeof small), "hebbian, ...");
    assert_true(param_in_range(&table[0], 2) && !param_in_range(&table[0], 2.5));
    assert_true(param_in_range(&table[1], 2) && !param_in_range(&table[1], 2.5));
    assert_int_equal(param_count(table), 7);
    assert_int_equal(param_index(table, "open"), 5);
    assert_int_equal(param_index(table, "ope"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepted_values_print_as_they_are_written_shortest),
        cmocka_unit_test(refusals_say_what_is_wrong_and_what_is_right),
        cmocka_unit_test(lists_and_mappings_are_no_values),
        cmocka_unit_test(defaults_fill_a_struct_and_fields_come_back),
        cmocka_unit_test(values_compare_by_what_they_are),
        cmocka_unit_test(ranges_read_as_one_writes_them),
    };
    return cmocka_run_group_tests_name("params", tests, NULL, NULL);
}
