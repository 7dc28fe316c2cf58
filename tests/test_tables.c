/* The tables of every linked algorithm hold together: what describe, config, keys and files derive
 * from them is then right as well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "runner/config/params.h"
#include "runner/config/registry.h"

/* Names that result files use for themselves; and columns of the table of derived numbers, where
 * parameters and dimensions stand beside them. */
static const char *const reserved[] = { "replicate", "point",  "trial",  "trial_status", "summary",
                                        "derived",   "trials", "timing", "provenance",   NULL };
static const char *const columns[] = { "name", "value", "ci_low", "ci_high", NULL };

static void none_of(const char *of, const char *name, const char *const *taken)
{
    for (int i = 0; taken[i]; i++)
        if (strcmp(name, taken[i]) == 0)
            fail_msg("%s: `%s` has a meaning of its own in results", of, name);
}

static void snake(const char *of, const char *name)
{
    size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (name[0] < 'a' || name[0] > 'z' || name[n] || name[strlen(name) - 1] == '_')
        fail_msg("%s: `%s` is not snake_case", of, name);
    none_of(of, name, reserved);
}

/* One line, present, no capital at its start unless it is a name of one letter or an acronym, no
 * full stop at its end. */
static void one_line(const char *of, const char *name, const char *help)
{
    if (!help || !*help)
        fail_msg("%s.%s has no help", of, name);
    size_t n = strlen(help);
    bool ellipsis = n >= 3 && strcmp(help + n - 3, "...") == 0;
    if (strchr(help, '\n') || (help[n - 1] == '.' && !ellipsis) || isspace((unsigned char)help[0]))
        fail_msg("%s.%s: help must be one line without a full stop: \"%s\"", of, name, help);
    if (isupper((unsigned char)help[0]) && islower((unsigned char)help[1]))
        fail_msg("%s.%s: help starts in lower case: \"%s\"", of, name, help);
}

static void unit(const char *of, const char *name, const char *text)
{
    if (!text || !*text)
        fail_msg("%s.%s has no unit (\"1\" if dimensionless)", of, name);
    if (strcmp(text, "seconds") == 0 ||
        strcmp(text, "sec") == 0) /* xarray would decode a duration */
        fail_msg("%s.%s: the unit of time is s", of, name);
}

static void check_param(const Algorithm *a, const Param *row)
{
    Value value;
    char text[PARAM_TEXT_SIZE];
    snake(a->name, row->name);
    none_of(a->name, row->name, columns);
    one_line(a->name, row->name, row->help);
    unit(a->name, row->name, row->unit);
    if (param_find(a->params, row->name) != row)
        fail_msg("%s: two parameters are called %s", a->name, row->name);
    if (row->min > row->max || isnan(row->min) || isnan(row->max))
        fail_msg("%s.%s: no value is in range", a->name, row->name);
    if ((row->type == PARAM_CHOICE) != (row->choices != NULL))
        fail_msg("%s.%s: an int field is a choice and has a list, others have none", a->name,
                 row->name);
    if (row->type == PARAM_TEXT && row->max >= PARAM_TEXT_SIZE && isfinite(row->max))
        fail_msg("%s.%s: texts have less than %d bytes", a->name, row->name, PARAM_TEXT_SIZE);
    if (row->offset >= a->params_size)
        fail_msg("%s.%s lies outside the parameter struct", a->name, row->name);
    if (row->def && !param_parse_text(row, row->def, &value))
        fail_msg("%s.%s: the default `%s` is not legal", a->name, row->name, row->def);
    if (row->def) {
        value_print(row, &value, text);
        if (strcmp(text, row->def) != 0)
            fail_msg("%s.%s: write the default `%s` as `%s`", a->name, row->name, row->def, text);
    }
}

static void check_choices(const Algorithm *a, const Param *row)
{
    enum { MOST = 64 }; /* a list without its NULL would run on */
    int n = 0;
    for (; row->choices[n]; n++) {
        const char *word = row->choices[n];
        if (n == MOST)
            fail_msg("%s.%s: the choices do not end with NULL", a->name, row->name);
        if (word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_")] || !*word)
            fail_msg("%s.%s: the choice `%s` is not snake_case", a->name, row->name, word);
        for (int i = 0; i < n; i++)
            if (strcmp(row->choices[i], word) == 0)
                fail_msg("%s.%s: the choice `%s` appears twice", a->name, row->name, word);
    }
    if (n == 0)
        fail_msg("%s.%s has no choices", a->name, row->name);
}

static void parameters_are_legal(void **state)
{
    (void)state;
    for (const Algorithm *const *a = registry_all(NULL); *a; a++) {
        assert_non_null((*a)->params);
        for (const Param *row = (*a)->params; row->name; row++) {
            check_param(*a, row);
            if (row->choices)
                check_choices(*a, row);
        }
    }
}

static void check_dims(const Algorithm *a, const Metric *m)
{
    for (int d = 0; d < METRIC_MAX_DIMS && m->dims[d]; d++) {
        if (!dimension_find(a, m->dims[d]))
            fail_msg("%s.%s: there is no dimension `%s`", a->name, m->name, m->dims[d]);
        for (int e = 0; e < d; e++)
            if (strcmp(m->dims[d], m->dims[e]) == 0)
                fail_msg("%s.%s: `%s` twice; an array needs two names", a->name, m->name,
                         m->dims[d]);
    }
    if (m->dims[METRIC_MAX_DIMS])
        fail_msg("%s.%s: more than %d dimensions", a->name, m->name, METRIC_MAX_DIMS);
}

static void check_theory(const Algorithm *a, const Metric *m)
{
    if (!m->theory)
        return;
    int64_t t = metric_index(a, m->theory);
    if (t < 0 || a->metrics[t].kind != METRIC_THEORY)
        fail_msg("%s.%s: `%s` is no theory metric", a->name, m->name, m->theory);
    if (m->kind == METRIC_THEORY)
        fail_msg("%s.%s: a theory has no theory", a->name, m->name);
    for (int d = 0; d < METRIC_MAX_DIMS; d++) {
        const char *x = m->dims[d], *y = a->metrics[t].dims[d];
        if ((x || y) && !(x && y && strcmp(x, y) == 0))
            fail_msg("%s.%s and its theory differ in dimension %d", a->name, m->name, d);
    }
    if (strcmp(a->metrics[t].unit, m->unit) != 0)
        fail_msg("%s.%s and its theory differ in unit", a->name, m->name);
}

static void metrics_are_legal(void **state)
{
    (void)state;
    for (const Algorithm *const *p = registry_all(NULL); *p; p++) {
        const Algorithm *a = *p;
        bool measured = false, theory = false;
        for (const Metric *m = a->metrics; m->name; m++) {
            snake(a->name, m->name);
            one_line(a->name, m->name, m->help);
            unit(a->name, m->name, m->unit);
            if (metric_index(a, m->name) != m - a->metrics)
                fail_msg("%s: two metrics are called %s", a->name, m->name);
            if (param_find(a->params, m->name))
                fail_msg("%s: `%s` is a parameter and a metric", a->name, m->name);
            check_dims(a, m);
            check_theory(a, m);
            measured |= m->kind != METRIC_THEORY;
            theory |= m->kind == METRIC_THEORY;
        }
        if (!measured)
            fail_msg("%s measures nothing", a->name);
        if (theory && !a->theory)
            fail_msg("%s has theory metrics and no function for them", a->name);
    }
}

static void dimensions_are_legal_and_used(void **state)
{
    (void)state;
    for (const Algorithm *const *p = registry_all(NULL); *p; p++) {
        const Algorithm *a = *p;
        void *params = calloc(1, a->params_size);
        assert_non_null(params);
        params_defaults(a->params, params);
        for (const Dimension *d = a->dimensions; d && d->name; d++) {
            bool used = false;
            snake(a->name, d->name);
            none_of(a->name, d->name, columns);
            one_line(a->name, d->name, d->help);
            unit(a->name, d->name, d->unit);
            if (dimension_find(a, d->name) != d)
                fail_msg("%s: two dimensions are called %s", a->name, d->name);
            if (param_find(a->params, d->name) || metric_index(a, d->name) >= 0)
                fail_msg("%s: `%s` is a dimension and something else", a->name, d->name);
            for (const Metric *m = a->metrics; m->name; m++)
                for (int i = 0; i < METRIC_MAX_DIMS && m->dims[i]; i++)
                    used |= strcmp(m->dims[i], d->name) == 0;
            if (!used)
                fail_msg("%s: no metric has the dimension %s", a->name, d->name);
            if (!d->extent || d->extent(params) < 1)
                fail_msg("%s: dimension %s has no length at the defaults", a->name, d->name);
        }
        free(params);
    }
}

static bool has_required(const Algorithm *a)
{
    for (const Param *row = a->params; row->name; row++)
        if (!row->def)
            return true;
    return false;
}

static void descriptors_are_whole(void **state)
{
    (void)state;
    for (const Algorithm *const *p = registry_all(NULL); *p; p++) {
        const Algorithm *a = *p;
        const char *dot = strchr(a->name, '.');
        if (!dot || strchr(dot + 1, '.') || dot == a->name || !dot[1] ||
            a->name[strspn(a->name, "abcdefghijklmnopqrstuvwxyz0123456789_.")])
            fail_msg("`%s` is not family.name", a->name);
        one_line(a->name, "summary", a->summary);
        if (a->version < 1)
            fail_msg("%s: versions count from 1", a->name);
        if (!a->source || !*a->source)
            fail_msg("%s names no source", a->name);
        if (!a->run || !a->cost || !a->memory)
            fail_msg("%s lacks run, cost or memory", a->name);
        if (a->max_threads < 0 || a->params_size == 0)
            fail_msg("%s: sizes are positive", a->name);
        if (has_required(a))
            continue;
        void *params = calloc(1, a->params_size);
        Error err = { 0 };
        assert_non_null(params);
        params_defaults(a->params, params);
        if (a->validate && a->validate(params, &err) != OK)
            fail_msg("%s refuses its own defaults: %s", a->name, err.text);
        if (!(a->cost(params) > 0) || !(a->memory(params) > 0))
            fail_msg("%s: cost and memory are positive at the defaults", a->name);
        free(params);
    }
}

static void the_registry_is_sorted_and_finds_each(void **state)
{
    int64_t count = 0;
    const Algorithm *const *all = registry_all(&count);
    (void)state;
    assert_true(count >= 1);
    assert_null(all[count]);
    for (int64_t i = 0; i < count; i++) {
        assert_ptr_equal(registry_find(all[i]->name), all[i]);
        if (i && strcmp(all[i - 1]->name, all[i]->name) >= 0)
            fail_msg("`%s` stands before `%s`", all[i - 1]->name, all[i]->name);
    }
    assert_null(registry_find("sample"));
    assert_null(registry_find("sample.noo"));
    assert_non_null(registry_find("sample.noop")); /* lives in the tests: one file, no list */
}

static void metric_sizes_follow_the_parameters(void **state)
{
    const Algorithm *a = registry_find("sample.noop");
    int64_t sizes[METRIC_MAX_DIMS];
    struct {
        int64_t size;
        char rest[1024];
    } params = { .size = 7 };
    (void)state;
    assert_non_null(a);
    assert_true(a->params_size <= sizeof params);
    assert_int_equal(metric_size(a, metric_index(a, "wave"), &params, sizes), 7);
    assert_int_equal(sizes[0], 7);
    assert_int_equal(sizes[1], 1);
    assert_int_equal(metric_size(a, metric_index(a, "level"), &params, NULL), 1);
    assert_int_equal(metric_index(a, "levels"), -1);
    assert_int_equal(metric_count(a), 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(descriptors_are_whole),
        cmocka_unit_test(parameters_are_legal),
        cmocka_unit_test(metrics_are_legal),
        cmocka_unit_test(dimensions_are_legal_and_used),
        cmocka_unit_test(the_registry_is_sorted_and_finds_each),
        cmocka_unit_test(metric_sizes_follow_the_parameters),
    };
    return cmocka_run_group_tests_name("tables", tests, NULL, NULL);
}
