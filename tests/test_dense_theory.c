/* test_dense_theory.c - theory as a curve for figures: a grid of its own along one axis, the others
 * as the sweep has them and as the other tables write them. */
#include "tests/experiment_text.h"
#include "tests/near.h"

#include <stdlib.h>
#include <string.h>

#include "algorithms/base/hopfield_optimal.h"
#include "runner/present/export.h"

static int64_t column(const Table *t, const char *name)
{
    for (int64_t c = 0; c < t->columns; c++)
        if (strcmp(t->names[c], name) == 0)
            return c;
    fail_msg("no column `%s`", name);
    return -1;
}

static void choices_are_words(void **state)
{
    (void)state;
    Experiment e = load("format: 1\ntitle: A test\nalgorithm: hopfield.optimal\n"
                        "sweep:\n  inputs: [gaussian, signs]\n  neurons: [10, 20]\n"
                        "  load: [1, 3]\n",
                        NULL, NULL);
    Table t;
    assert_int_equal(export_dense_theory(&t, &e, "load", 41, NULL), OK);
    assert_int_equal(t.rows, 2 * 2 * 41);
    const int64_t inputs = column(&t, "inputs"), neurons = column(&t, "neurons");
    const int64_t load = column(&t, "load"), real = column(&t, "load_effective");
    const int64_t law = column(&t, "separable_theory");
    for (int64_t i = 0; i < t.rows; i++) {
        const Cell *row = t.cells + i * t.columns;
        assert_non_null(row[inputs].text);
        assert_string_equal(row[inputs].text, i < t.rows / 2 ? "gaussian" : "signs");
        const double n = i / 41 % 2 ? 20 : 10, asked = 1 + 0.05 * (double)(i % 41);
        assert_null(row[neurons].text);
        assert_near(row[neurons].number, n, 0);
        assert_near(row[load].number, asked, 1e-12);
        const double patterns = floor(asked * n + 0.5 + 1e-9);
        assert_near(row[real].number, patterns / n, 1e-12);
        assert_near(row[law].number, hopfield_cover_probability((int64_t)n, (int64_t)patterns), 0);
    }
    table_free(&t);
    experiment_free(&e);
}

/* An axis of several parameters has a column for each. */
static void every_parameter_has_a_column(void **state)
{
    (void)state;
    Experiment e = load("format: 1\ntitle: A test\nalgorithm: hopfield.diluted\n"
                        "sweep:\n  neurons, connections: [[1000, 10], [2000, 30]]\n"
                        "  load: [0.2, 0.6]\n  dynamics: [synchronous, asynchronous]\n",
                        NULL, NULL);
    Table t;
    assert_int_equal(export_dense_theory(&t, &e, "load", 3, NULL), OK);
    assert_int_equal(t.rows, 2 * 2 * 3);
    const int64_t neurons = column(&t, "neurons"), connections = column(&t, "connections");
    const int64_t load = column(&t, "load"), dynamics = column(&t, "dynamics");
    for (int64_t i = 0; i < t.rows; i++) {
        const Cell *row = t.cells + i * t.columns;
        assert_near(row[neurons].number, i < 6 ? 1000 : 2000, 0);
        assert_near(row[connections].number, i < 6 ? 10 : 30, 0);
        assert_near(row[load].number, 0.2 + 0.2 * (double)(i % 3), 1e-12);
        assert_string_equal(row[dynamics].text, i / 3 % 2 ? "asynchronous" : "synchronous");
    }
    table_free(&t);
    experiment_free(&e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(choices_are_words),
        cmocka_unit_test(every_parameter_has_a_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
