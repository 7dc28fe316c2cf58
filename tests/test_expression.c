/* The language of conditions: what it computes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/expression.h"

/* ---- helpers ------------------------------------------------------------------------------ */

static const char *const names[] = {
    "load", "neurons", "rule", "clip", "order", "max_sweeps", NULL
};

/* load 0.1, neurons 1000, rule 'storkey', clip true, order '3', no max_sweeps. */
static Operand lookup(const void *context, int64_t index)
{
    static const Operand operands[] = {
        { .number = 0.1 },
        { .number = 1000 },
        { .is_text = true, .text = "storkey" },
        { .is_text = true, .text = "true" },
        { .is_text = true, .text = "3" },
        { .missing = true },
    };
    const char *name = expression_name(context, index);
    for (int i = 0; names[i]; i++)
        if (strcmp(names[i], name) == 0)
            return operands[i];
    fail_msg("asked for %s", name);
    return (Operand){ 0 };
}

static Expression *parse(const char *text)
{
    Messages *m = messages_new();
    Expression *e = expression_parse(text, (Place){ 0 }, names, m);
    if (!e)
        messages_print(m, stderr, false);
    assert_int_equal(messages_count(m), e ? 0 : 1);
    messages_free(m);
    assert_non_null(e);
    return e;
}

static double value_of(const char *text)
{
    Expression *e = parse(text);
    double x = expression_eval(e, lookup, e);
    expression_free(e);
    return x;
}

/* ---- values ------------------------------------------------------------------------------- */

static void values(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } cases[] = {
        { "1 + 2*3 - 4/2/2", 6 },
        { "2 - 3 - 4", -5 },
        { "-2*-3 - -1", 7 },
        { "--2", 2 },
        { "(1 + 2)*3", 9 },
        { "1e-3*1E3 + .5 + 5.", 6.5 },
        { "load", 0.1 },
        { "load == 0.10", 1 },
        { "load == 0.1 + 1e-18", 1 },
        { "2*floor(load*neurons/2) + 1", 101 },
        { "floor(-1.5)", -2 },
        { "ceil(-1.5)", -1 },
        { "round(2.5) + round(-2.5)", 0 },
        { "round(2.5)", 3 },
        { "abs(-3) + sqrt(16)", 7 },
        { "min(3, 1, 2) + max(3, 7, 5, 1)", 8 },
        { "exp(0) + log(1)", 1 },
        { "1 < 2", 1 },
        { "2 <= 1", 0 },
        { "2 >= 2", 1 },
        { "1 > 2", 0 },
        { "1 != 2", 1 },
        { "(1 < 2) + (3 > 2)", 2 },
        { "not 0", 1 },
        { "not 3 == 3", 0 },
        { "not not 5", 1 },
        { "1 or 0 and 0", 1 },
        { "(1 or 0) and 0", 0 },
        { "1 and 2", 1 },
        { "0 or 0", 0 },
        { "1 + 1 == 2 and 2 > 1", 1 },
        { "rule == 'storkey'", 1 },
        { "rule == \"hebbian\"", 0 },
        { "rule != 'hebbian'", 1 },
        { "'storkey' == rule", 1 },
        { "rule == 'Storkey'", 0 },
        { "rule == 3", 0 },
        { "rule != 3", 1 },
        { "rule < 3", 0 },
        { "clip", 1 },
        { "not clip", 0 },
        { "clip == true and clip == 'true' and clip == 1", 1 },
        { "clip == false", 0 },
        { "order == 3 and order == '3' and order < 4 and order + 1 == 4", 1 },
        { "load * neurons >= 2 and not (rule == 'storkey' and neurons > 1024)", 1 },
        { " \tload\n>\n0 ", 1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (value_of(cases[i].text) != cases[i].value)
            fail_msg("%s is %.17g, not %.17g", cases[i].text, value_of(cases[i].text),
                     cases[i].value);
}

/* What does not exist here makes comparisons false, arithmetic missing, and nothing true. */
static void missing_and_no_numbers(void **state)
{
    (void)state;
    static const char *const never[] = {
        "max_sweeps == 1",   "max_sweeps != 1",    "max_sweeps < 1",      "max_sweeps > 1",
        "max_sweeps == 'x'", "max_sweeps + 1 > 0", "max_sweeps or 0",     "max_sweeps and 1",
        "1 <= max_sweeps",   "0/0 == 0/0",         "-max_sweeps < 1e300", "log(-1) > -1e300 or 0"
    };
    static const char *const no_number[] = { "max_sweeps",  "max_sweeps + 1",   "0/0",
                                             "log(-1)",     "sqrt(-1)",         "rule + 1",
                                             "-rule",       "min(1, 0/0)",      "rule",
                                             "max(0/0, 1)", "floor(max_sweeps)" };
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (value_of(never[i]) != 0)
            fail_msg("%s is %g", never[i], value_of(never[i]));
    for (size_t i = 0; i < sizeof no_number / sizeof *no_number; i++) {
        double x = value_of(no_number[i]);
        if (!isnan(x) || signbit(x))
            fail_msg("%s is %g", no_number[i], x);
    }
    assert_true(value_of("not max_sweeps == 1") == 1);
    assert_true(value_of("0/0 != 0") == 1);
    assert_true(isinf(value_of("1/0")) && isinf(value_of("-log(0)")));
}

static void used_names(void **state)
{
    (void)state;
    Expression *e = parse("load > 1 and neurons < load or clip == 'rule' or max_sweeps > neurons");
    assert_int_equal(expression_names(e), 4);
    assert_string_equal(expression_name(e, 0), "load");
    assert_string_equal(expression_name(e, 1), "neurons");
    assert_string_equal(expression_name(e, 2), "clip");
    assert_string_equal(expression_name(e, 3), "max_sweeps");
    expression_free(e);
    expression_free(NULL);
    e = expression_parse("anything == 1", (Place){ 0 }, NULL, NULL);
    assert_non_null(e);
    expression_free(e);
}

static void clauses(void **state)
{
    (void)state;
    static const struct {
        const char *text, *clauses[4];
    } cases[] = {
        { "load > 1", { "load > 1" } },
        { "load > 0 and  neurons > 5 and (clip and order == 4)",
          { "load > 0", "neurons > 5", "(clip and order == 4)" } },
        { "load > 0 and neurons > 5 or clip", { "load > 0 and neurons > 5 or clip" } },
        { "(load > 0 and clip)", { "(load > 0 and clip)" } },
        { "not (load > 1 and clip) and 1", { "not (load > 1 and clip)", "1" } },
        { "min(1, load and clip) and clip", { "min(1, load and clip)", "clip" } },
        { " clip and not not clip ", { "clip", "not not clip" } },
        { "clip or 0", { "clip or 0" } },
        { "(clip or 0) and load", { "(clip or 0)", "load" } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Expression *e = parse(cases[i].text);
        int64_t count = 0;
        bool all = true;
        for (; count < 4 && cases[i].clauses[count]; count++) {
            const char *text = cases[i].clauses[count];
            assert_string_equal(expression_clause_text(e, count), text);
            double alone = value_of(text), here = expression_eval_clause(e, count, lookup, e);
            assert_true(alone == here);
            all = all && here != 0;
        }
        assert_int_equal(expression_clauses(e), count);
        assert_true((expression_eval(e, lookup, e) != 0) == all);
        expression_free(e);
    }
}

/* ---- random expressions ------------------------------------------------------------------- */

/* An expression of random shape, written out, and its value computed along the way. */
typedef struct {
    char text[4000];
    size_t size;
    bool full;
    uint64_t seed;
} Writer;

static unsigned pick(Writer *w, unsigned n)
{
    w->seed = w->seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(w->seed >> 33) % n;
}

static void put(Writer *w, const char *text)
{
    size_t room = sizeof w->text - w->size;
    if (strlen(text) + 1 < room)
        w->size += (size_t)snprintf(w->text + w->size, room, "%s%s", text, pick(w, 3) ? "" : " ");
    else
        w->full = true;
}

static double write_operand(Writer *w, int depth);

/* Operators of rising precedence; parentheses only where the shape needs them. */
static double write_level(Writer *w, int level, int depth)
{
    static const char *const signs[][3] = { { "or", "or", "or" },
                                            { "and", "and", "and" },
                                            { "<", "==", ">=" },
                                            { "+", "-", "+" },
                                            { "*", "/", "*" } };
    if (level == 5)
        return write_operand(w, depth);
    double x = write_level(w, level + 1, depth);
    unsigned more = pick(w, 3) ? 0 : 1 + pick(w, level == 2 ? 1 : 2);
    for (unsigned i = 0; depth > 0 && i < more; i++) {
        unsigned s = pick(w, 3);
        put(w, " ");
        put(w, signs[level][s]);
        put(w, " ");
        double y = write_level(w, level + 1, depth);
        const double results[][3] = { { x != 0 || y != 0, x != 0 || y != 0, x != 0 || y != 0 },
                                      { x != 0 && y != 0, x != 0 && y != 0, x != 0 && y != 0 },
                                      { x < y, x == y, x >= y },
                                      { x + y, x - y, x + y },
                                      { x * y, x / y, x * y } };
        x = results[level][s];
    }
    return x;
}

static double write_operand(Writer *w, int depth)
{
    static const double numbers[] = { 0, 1, 2, 0.5, 1e-3, 250 };
    static const char *const spelled[] = { "0", "1", "2.0", ".5", "1e-3", "2.5E+2" };
    unsigned which = depth > 0 ? pick(w, 8) : 7;
    if (which == 0) {
        put(w, "-");
        return -write_operand(w, depth - 1);
    }
    if (which < 4) {
        put(w, which == 1 ? "abs(" : which == 2 ? "(" : "min(");
        double x = write_level(w, 0, depth - 1);
        if (which == 3) {
            put(w, ",");
            double y = write_level(w, 0, depth - 1);
            x = y < x ? y : x;
        }
        put(w, ")");
        return which == 1 ? fabs(x) : x;
    }
    unsigned i = pick(w, 6);
    put(w, spelled[i]);
    return numbers[i];
}

static void random_expressions(void **state)
{
    (void)state;
    Writer w = { .seed = 1985 };
    int compared = 0;
    for (int round = 0; round < 20000; round++) {
        w.size = 0;
        w.full = false;
        w.text[0] = '\0';
        double expected = write_level(&w, 0, 2);
        if (w.full || isnan(expected) || strstr(w.text, "/"))
            continue; /* a quotient may be no number inside, which has rules of its own */
        Expression *e = parse(w.text);
        double x = expression_eval(e, lookup, e);
        if (x != expected)
            fail_msg("%s is %.17g, not %.17g", w.text, x, expected);
        expression_free(e);
        compared++;
    }
    assert_true(compared > 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),
        cmocka_unit_test(missing_and_no_numbers),
        cmocka_unit_test(used_names),
        cmocka_unit_test(clauses),
        cmocka_unit_test(random_expressions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
