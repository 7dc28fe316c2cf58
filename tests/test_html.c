/* Texts and numbers of the report page, and the columns of `hebb show`. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runner/present/html.h"
#include "runner/present/output.h"
#include "runner/present/overview.h"

/* What a writer wrote, for the caller to free. */
#define WRITTEN(text, call)                                                                        \
    do {                                                                                           \
        size_t size_;                                                                              \
        FILE *out = open_memstream(&(text), &size_);                                               \
        assert_non_null(out);                                                                      \
        call;                                                                                      \
        assert_int_equal(fclose(out), 0);                                                          \
    } while (0)

static void numbers_show_two_digits_of_their_error(void **state)
{
    (void)state;
    static const struct {
        double x, error;
        const char *text;
    } rows[] = {
        { 0.13862172, 0.0021, "0.1386" },
        { 0.13862172, 0, "0.1386" },
        { 0.13, 0.0021, "0.1300" },
        { 0.5, 0, "0.5" },
        { 0, 0, "0" },
        { -0.0, 0.1, "0" },
        { -1.5, 0, "\u22121.5" },
        { 24500, 0, "24\u2009500" },
        { 9500, 0, "9500" },
        { 1234567, 0, "1\u2009234\u2009567" },
        { 1.2e-7, 0, "1.2\u00A0\u00D7\u00A010\u207B\u2077" },
        { 3.14159e20, 0, "3.142\u00A0\u00D7\u00A010\u00B2\u2070" },
        { 1.23456e-7, 1e-9, "1.235\u00A0\u00D7\u00A010\u207B\u2077" },
        { 9.99999e-6, 0, "1\u00A0\u00D7\u00A010\u207B\u2075" },
        { 0.99996, 0, "1" },
        { 0.99996, 1e-5, "0.999960" },
        { 12.3, 40, "12" },
        { (double)NAN, 0, "\u2013" },
        { (double)INFINITY, 0, "\u221E" },
        { -(double)INFINITY, 0, "\u2212\u221E" },
        { 1e300, 0, "1\u00A0\u00D7\u00A010\u00B3\u2070\u2070" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[QUANTITY_SIZE];
        quantity_print(rows[i].x, rows[i].error, text);
        assert_string_equal(text, rows[i].text);
    }
}

static void numbers_never_run_over(void **state)
{
    (void)state;
    static const double errors[] = {
        0, 1e-300, 1e-12, 1, 1e300, (double)NAN, (double)INFINITY, -1
    };
    for (int e = -320; e <= 308; e++)
        for (size_t k = 0; k < sizeof errors / sizeof *errors; k++) {
            char text[QUANTITY_SIZE];
            quantity_print(-9.87654321098765 * pow(10, e), errors[k], text);
            assert_true(strlen(text) > 0 && strlen(text) < QUANTITY_SIZE - 1);
        }
}

static void any_bytes_become_text(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "<b>&\"", "&lt;b&gt;&amp;&quot;" },
        { "a\x01z", "a\uFFFDz" },
        { "\xC3(", "\uFFFD(" },
        { "\u202Eback", "\uFFFDback" },
        { "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD" },
        { "\u03B1 = 1\n", "\u03B1 = 1\n" },
        { "cut \xE2\x88", "cut \uFFFD\uFFFD" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *text;
        WRITTEN(text, html_text(out, rows[i][0]));
        assert_string_equal(text, rows[i][1]);
        free(text);
    }
}

static void ticks_in_pairs_are_code(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        { "run `a<b` now", "run <code>a&lt;b</code> now" },
        { "`a``b`", "<code>a</code><code>b</code>" },
        { "one ` tick", "one ` tick" },
        { "`a` and ` alone", "<code>a</code> and ` alone" },
        { "", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *text;
        WRITTEN(text, html_prose(out, rows[i][0]));
        assert_string_equal(text, rows[i][1]);
        free(text);
    }
}

static void ranges_and_times_are_words(void **state)
{
    (void)state;
    char *text;
    WRITTEN(text, {
        html_range(out, 0.131, 0.154, 0);
        fputs("; ", out);
        html_range(out, -INFINITY, 5, 0);
        fputs("; ", out);
        html_range(out, 0.5, INFINITY, 0);
        fputs("; ", out);
        html_range(out, 0, 0, 0);
        fputs("; ", out);
        html_range(out, NAN, 1, 0);
        fputs("; ", out);
        html_range(out, 1.99999, 2.00001, 0);
        fputs("; ", out);
        html_seconds(out, 0.25);
        fputs("; ", out);
        html_seconds(out, 59.6);
        fputs("; ", out);
        html_seconds(out, 7384);
        fputs("; ", out);
        html_count(out, 1, "check", "checks");
    });
    assert_string_equal(text, "0.131 to 0.154; at most 5; at least 0.5; exactly 0; \u2013; "
                              "1.999990 to 2.000010; 0.2 s; 1 min 0 s; 2 h 3 min; 1 check");
    free(text);
}

/* Places of the marks of a gauge grow with what they mark, and stay on the paper. */
static void gauges_keep_order(void **state)
{
    (void)state;
    static const Gauge rows[] = {
        { 0.14, 0.137, 0.141, 0.138, 0.131, 0.154, LOOK_PASS },
        { 7, NAN, NAN, NAN, -INFINITY, 5, LOOK_FAIL },
        { 1e300, -1e300, 1e300, NAN, 0, INFINITY, LOOK_PASS },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *text;
        double band = -1, width = 0, dot = -1;
        WRITTEN(text, html_gauge(out, &rows[i]));
        assert_int_equal(sscanf(strstr(text, "band\" d=\"M") + 9, "M%lf 3h%lf", &band, &width), 2);
        assert_int_equal(sscanf(strstr(text, "cx=\"") + 4, "%lf", &dot), 1);
        assert_true(band >= 0 && width > 0 && band + width <= 120.1 && dot >= 0 && dot <= 120);
        bool inside = rows[i].value >= rows[i].allowed_low && rows[i].value <= rows[i].allowed_high;
        assert_int_equal(inside, dot >= band - 0.1 && dot <= band + width + 0.1);
        free(text);
    }
    char *none;
    WRITTEN(none, html_gauge(out, &(Gauge){ 1, NAN, NAN, NAN, 1, 1, LOOK_PASS }));
    assert_string_equal(none, ""); /* nothing to compare */
    free(none);
}

/* ---- hebb show ------------------------------------------------------------------------------- */

static void summary(Table *t, int64_t rows)
{
    static const char *const names[] = { "load",      "m_mean",   "m_sd",      "m_sem",  "m_ci_low",
                                         "m_ci_high", "m_n",      "m_theory",  "c_mean", "c_sd",
                                         "c_sem",     "c_ci_low", "c_ci_high", "c_n" };
    enum { COLUMNS = sizeof names / sizeof *names };
    assert_int_equal(table_init(t, COLUMNS, NULL), OK);
    for (int64_t c = 0; c < COLUMNS; c++)
        assert_int_equal(table_name(t, c, names[c], NULL), OK);
    for (int64_t r = 0; r < rows; r++) {
        Cell *row;
        assert_int_equal(table_row(t, &row, NULL), OK);
        const double values[COLUMNS] = {
            0.1 * (double)r,          0.97123, 0.1, 0.01, 0.95, 0.99, 16,
            0.98 + 0.001 * (double)r, 1,       0,   0,    1,    1,    16
        };
        for (int64_t c = 0; c < COLUMNS; c++)
            row[c].number = values[c];
        row[1].number += 0.01 * (double)r;
    }
}

static void add_sorted(Table *t, const char *word, double x, const char *other, double y)
{
    Cell *row;
    assert_int_equal(table_row(t, &row, NULL), OK);
    assert_int_equal(cell_text(&row[0], word, NULL), OK);
    row[1].number = x;
    assert_int_equal(cell_text(&row[2], other, NULL), OK);
    row[3].number = y;
    row[4].number = (double)t->rows;
}

/* A word keeps its place, numbers ascend, a pair of columns is one thing that keeps its place. */
static void rows_are_sorted_by_axes(void **state)
{
    static const int64_t widths[] = { 1, 1, 2 };
    static const char *const names[] = { "rule", "load", "kind", "size", "row" };
    (void)state;
    Table t;
    assert_int_equal(table_init(&t, 5, NULL), OK);
    for (int c = 0; c < 5; c++)
        assert_int_equal(table_name(&t, c, names[c], NULL), OK);
    static const double loads[] = { 0.3, NAN, -0.1, 20 };
    for (int rule = 0; rule < 2; rule++)
        for (int load = 0; load < 4; load++)
            for (int pair = 0; pair < 3; pair++)
                add_sorted(&t, rule ? "hebbian" : "storkey", loads[load], pair == 1 ? "b" : "a",
                           pair == 2 ? 1 : 9);
    assert_int_equal(table_sort(&t, widths, 3, NULL), OK);
    static const int rows[] = { 7, 8, 9, 1, 2, 3, 10, 11, 12, 4, 5, 6 };
    for (int r = 0; r < 24; r++)
        assert_int_equal((int)t.cells[r * 5 + 4].number, rows[r % 12] + r / 12 * 12);
    Cell *row; /* it grows on */
    assert_int_equal(table_row(&t, &row, NULL), OK);
    assert_true(isnan(row[4].number));
    table_free(&t);
    assert_int_equal(table_init(&t, 2, NULL), OK);
    assert_int_equal(table_sort(&t, widths, 2, NULL), OK); /* of nothing */
    table_free(&t);
}

static void overviews_show_means_with_their_half_width(void **state)
{
    (void)state;
    Table t, few;
    char *same = NULL, *text = NULL;
    summary(&t, 3);
    assert_int_equal(overview_make(&few, &t, "+-", &same, NULL), OK);
    assert_string_equal(same, "c 1"); /* the same in every row */
    assert_int_equal(few.columns, 3);
    assert_string_equal(few.names[1], "m");
    assert_string_equal(few.cells[1].text, "0.971 +-0.020");
    assert_string_equal(few.cells[2].text, "0.98");
    WRITTEN(text, overview_print(&few, overview_axes(&t), 22, 2,
                                 out)); /* two blocks, two of three rows */
    assert_string_equal(
        text, "\nload              m\n   0  0.971 +-0.020\n 0.1  0.981 +-0.020\n"
              "\nload  m_theory\n   0      0.98\n 0.1     0.981\n... 1 more row (--rows 3)\n");
    free(text);
    free(same);
    table_free(&few);
    table_free(&t);
}

/* ---- files ----------------------------------------------------------------------------------- */

static void files_are_whole_or_as_they_were(void **state)
{
    (void)state;
    char folder[] = "/tmp/hebb-html-XXXXXX", path[64], away[96], *bytes;
    size_t size;
    Error err = { 0 };
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a", folder);
    snprintf(away, sizeof away, "%s/none/a", folder);
    assert_int_equal(output_write(path, "old", 3, &err), OK);
    assert_int_equal(output_write(path, "new text", 8, &err), OK);
    assert_true(output_read(path, &bytes, &size));
    assert_int_equal(size, 8);
    assert_string_equal(bytes, "new text");
    free(bytes);
    assert_int_equal(output_write(away, "x", 1, &err), ERR_OUTPUT);
    assert_non_null(strstr(err.text, "cannot create"));
    assert_false(output_read(away, &bytes, &size));
    assert_false(output_read(folder, &bytes, &size)); /* not a regular file */
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0); /* nothing else is left */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_show_two_digits_of_their_error),
        cmocka_unit_test(numbers_never_run_over),
        cmocka_unit_test(any_bytes_become_text),
        cmocka_unit_test(ticks_in_pairs_are_code),
        cmocka_unit_test(ranges_and_times_are_words),
        cmocka_unit_test(gauges_keep_order),
        cmocka_unit_test(rows_are_sorted_by_axes),
        cmocka_unit_test(overviews_show_means_with_their_half_width),
        cmocka_unit_test(files_are_whole_or_as_they_were),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
