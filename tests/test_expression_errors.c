/* The language of conditions: what is said of mistakes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/expression.h"

static const char *const names[] = { "load", "neurons", "rule", "clip", NULL };

/* What is said of a text that stands, in quotes, at 1:8 of `where: "..."`. */
static void assert_refused(const char *text, const char *expected)
{
    char line[600], shown[2000] = "";
    snprintf(line, sizeof line, "where: \"%s\"", text);
    Source s;
    source_copy(&s, "t", line, strlen(line), NULL);
    Messages *m = messages_new();
    Expression *e = expression_parse(text, (Place){ &s, 1, 9, 1 }, names, m);
    FILE *out = fmemopen(shown, sizeof shown, "w");
    messages_print(m, out, false);
    fclose(out);
    assert_null(e);
    messages_free(m);
    source_free(&s);
    /* the sentence, what is underlined, and its label */
    char what[200] = "", got[400];
    sscanf(shown, "error: %199[^\n]", what);
    const char *carets = strstr(shown, "\n   | "), *first = carets ? strchr(carets, '^') : NULL;
    assert_non_null(first);
    int at = (int)(first - carets) - 6, width = (int)strspn(first, "^");
    const char *label = first + width;
    snprintf(got, sizeof got, "%s: [%.*s]%.*s", what, width, line + at, (int)strcspn(label, "\n"),
             label);
    assert_string_equal(got, expected);
}

static void mistakes(void **state)
{
    (void)state;
    assert_refused("lod > 1", "unknown name `lod`: [lod] did you mean `load`?");
    assert_refused("load > 1 and nuerons > 2",
                   "unknown name `nuerons`: [nuerons] did you mean `neurons`?");
    assert_refused("rule == hebbian", "unknown name `hebbian`: [hebbian]");
    assert_refused("flor(1)", "unknown function `flor`: [flor] did you mean `floor`?");
    assert_refused("sin(1)", "unknown function `sin`: [sin] did you mean `min`?");
    assert_refused("floor(1, 2)", "a wrong number of arguments: [floor] takes one");
    assert_refused("min(1)", "a wrong number of arguments: [min] takes two or more");
    assert_refused("abs()", "the expression cannot be read: [)] not expected here");
    assert_refused("load = 1", "the expression cannot be read: [=] write `==` to compare");
    assert_refused("load && 1", "the expression cannot be read: [&] write `and`");
    assert_refused("load || 1", "the expression cannot be read: [|] write `or`");
    assert_refused("!load", "the expression cannot be read: [!] write `not`");
    assert_refused("load ** 2",
                   "the expression cannot be read: [**] write `x*x`; there are no powers");
    assert_refused("load ^ 2",
                   "the expression cannot be read: [^] write `x*x`; there are no powers");
    assert_refused(
        "load % 2",
        "the expression cannot be read: [%] there is no remainder; `x - n*floor(x/n)` is it");
    assert_refused("0 < load < 1",
                   "comparisons cannot be chained: [<] join two comparisons by `and`");
    assert_refused("rule < 'b'", "words have no order: [<] use `==` or `!=`");
    assert_refused("'a' + 1", "a word cannot be computed with: ['a']");
    assert_refused("1 + 'a'", "a word cannot be computed with: ['a']");
    assert_refused("1 and 'a'", "a word cannot be computed with: ['a']");
    assert_refused("not 'a'", "a word cannot be computed with: ['a']");
    assert_refused("abs('a')", "a word cannot be computed with: ['a']");
    assert_refused("('a')", "a word cannot be computed with: [(]");
    assert_refused("'a'", "a word cannot be computed with: ['a']");
    assert_refused("rule == 'a", "the expression cannot be read: ['] this quote is never closed");
    assert_refused("(load > 1", "this `(` is never closed: [(]");
    assert_refused("min(1, (2", "this `(` is never closed: [(]");
    assert_refused("load > 1)", "the expression cannot be read: [)] not expected here");
    assert_refused("load >", "the expression ends too early: [\"] something is missing here");
    assert_refused("", "the expression ends too early: [\"] something is missing here");
    assert_refused("load > 1e", "this is no number: [1e]");
    assert_refused("2x", "this is no number: [2x]");
    assert_refused("1e400 > 1", "this is no number: [1e400]");
    assert_refused("0x10", "this is no number: [0x10]");
    assert_refused("1 2", "the expression cannot be read: [2] not expected here");
    assert_refused("load neurons", "the expression cannot be read: [neurons] not expected here");
    assert_refused("load and or clip", "the expression cannot be read: [or] not expected here");
    assert_refused("not", "the expression ends too early: [\"] something is missing here");
    assert_refused("neurons; load", "the expression cannot be read: [;] not expected here");
}

static int64_t count_messages(const char *text)
{
    Messages *m = messages_new();
    Expression *e = expression_parse(text, (Place){ 0 }, names, m);
    int64_t count = messages_count(m);
    assert_true((e == NULL) == (count > 0));
    expression_free(e);
    messages_free(m);
    return count;
}

/* All unknown names of an expression are reported, each once. */
static void all_unknown_names(void **state)
{
    (void)state;
    assert_int_equal(count_messages("a > 1 and b > 2 or a < c and load > 1"), 3);
}

/* Depth and length cost a message, never the stack. */
static void hostile_expressions(void **state)
{
    (void)state;
    static const struct {
        const char *unit;
        bool fine; /* many times over, with a number after it */
    } cases[] = {
        { "(", false },      { "-", false },     { "not ", false },         { "abs(", false },
        { "1 + ", true },    { "1 and ", true }, { "1 + 2*(3) or ", true }, { "min(1, ", false },
        { "load < ", false }
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t count = 100; count <= 60000; count *= 10) {
            size_t n = strlen(cases[i].unit);
            char *text = malloc(n * count + 2);
            for (size_t k = 0; k < count; k++)
                memcpy(text + k * n, cases[i].unit, n);
            memcpy(text + n * count, "1", 2);
            bool fine = cases[i].fine && count <= 1000;
            assert_int_equal(count_messages(text), fine ? 0 : 1);
            free(text);
        }
    }
    assert_int_equal(
        count_messages("((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))"), 0);
}

/* Where escapes spell the text, or it is folded over lines, the whole of it is underlined. */
static void places_in_escaped_texts(void **state)
{
    (void)state;
    static const char line[] = "where: 'rule == ''a'' and lod > 1'";
    Source s;
    source_copy(&s, "t", line, strlen(line), NULL);
    Messages *m = messages_new();
    assert_null(expression_parse("rule == 'a' and lod > 1", (Place){ &s, 1, 8, 27 }, names, m));
    char shown[1000] = "";
    FILE *out = fmemopen(shown, sizeof shown, "w");
    messages_print(m, out, false);
    fclose(out);
    assert_string_equal(shown, "error: unknown name `lod`\n"
                               "  --> t:1:8\n"
                               "   |\n"
                               " 1 | where: 'rule == ''a'' and lod > 1'\n"
                               "   |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ did you mean `load`?\n"
                               "\n"
                               "1 error in t; nothing was run\n");
    messages_free(m);
    source_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes),
        cmocka_unit_test(all_unknown_names),
        cmocka_unit_test(hostile_expressions),
        cmocka_unit_test(places_in_escaped_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
