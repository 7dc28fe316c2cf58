/* test_align.c - entries of two results that mean the same, wherever they lie. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runner/analyze/align.h"

static Array *add(Results *r, const char *name, ArrayType type, int rank, const int *dims)
{
    Array *a = results_add(r, "", name, type, rank, dims);
    assert_non_null(a);
    return a;
}

static int add_axis(Results *r, const char *name, const double *values, int64_t n)
{
    int dim = results_dim(r, name, n);
    Array *a = add(r, name, ARRAY_REAL, 1, &dim);
    a->coordinate = true;
    memcpy(a->real, values, (size_t)n * sizeof *values);
    return dim;
}

static int add_words(Results *r, const char *name, const char *const *words, int64_t n)
{
    int dim = results_dim(r, name, n);
    Array *a = add(r, name, ARRAY_TEXT, 1, &dim);
    a->coordinate = true;
    for (int64_t i = 0; i < n; i++)
        a->text[i] = strdup(words[i]);
    return dim;
}

/* load x rule x step; every entry holds what its coordinates say: load * 1000 + rule * 100 + step.
 * With `turned`, the dimensions the other way round. */
static void make(Results *r, const double *loads, int64_t n, const char *const *rules,
                 const int64_t *codes, int64_t m, int64_t steps, bool turned)
{
    memset(r, 0, sizeof *r);
    int load = add_axis(r, "load", loads, n), rule = add_words(r, "rule", rules, m);
    int step = results_dim(r, "step", steps), dims[3] = { load, rule, step };
    int other[3] = { step, rule, load };
    Array *a = add(r, "level", ARRAY_REAL, 3, turned ? other : dims);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < m; j++)
            for (int64_t k = 0; k < steps; k++)
                a->real[turned ? (k * m + j) * n + i : (i * m + j) * steps + k] =
                    loads[i] * 1000 + (double)(codes[j] * 100 + k);
}

static const double few[] = { 0.1, 0.2, 0.3 }, many[] = { 0.05, 0.3, 0.1, 0.4, NAN };
static const char *const two[] = { "hebbian", "storkey" }, *const three[] = { "storkey", "none",
                                                                              "hebbian" };
static const int64_t two_codes[] = { 0, 1 }, three_codes[] = { 1, 2, 0 };

static int64_t count_common(const Results *a, const Results *b)
{
    Alignment l;
    Error err = { 0 };
    int64_t common = 0;
    assert_int_equal(align_init(&l, a, b, &err), OK);
    const Array *x = results_find(a, "", "level"), *y = results_find(b, "", "level");
    assert_true(align_fits(&l, x, y));
    for (int64_t i = 0; i < x->size; i++) {
        int64_t j = align_entry(&l, x, y, i);
        if (j < 0)
            continue;
        common++;
        assert_true(j < y->size);
        assert_true(x->real[i] == y->real[j] || (isnan(x->real[i]) && isnan(y->real[j])));
    }
    align_free(&l);
    return common;
}

static void entries_meet_by_coordinates(void **state)
{
    (void)state;
    Results a, b, c;
    make(&a, few, 3, two, two_codes, 2, 4, false);
    make(&b, many, 5, three, three_codes, 3, 6, false);
    make(&c, many, 5, three, three_codes, 3, 6, true);
    assert_int_equal(count_common(&a, &a), 3 * 2 * 4);
    assert_int_equal(count_common(&a, &b), 2 * 2 * 4); /* 0.1 and 0.3, both rules, 4 steps */
    assert_int_equal(count_common(&b, &a), 2 * 2 * 4);
    assert_int_equal(count_common(&a, &c), 2 * 2 * 4);
    assert_int_equal(count_common(&c, &b), 5 * 3 * 6); /* NaN is a place like any other */
    Alignment l;
    Error err = { 0 };
    assert_int_equal(align_init(&l, &a, &b, &err), OK);
    assert_int_equal(align_common(&l, results_find_dim(&a, "load")), 2);
    assert_int_equal(align_common(&l, results_find_dim(&a, "rule")), 2);
    assert_int_equal(align_common(&l, results_find_dim(&a, "step")), 4);
    align_free(&l);
    results_free(&a);
    results_free(&b);
    results_free(&c);
}

static void other_dimensions_do_not_fit(void **state)
{
    (void)state;
    static const double sizes[] = { 1, 2, 3 };
    Results a, b = { 0 };
    make(&a, few, 3, two, two_codes, 2, 4, false);
    int dims[3] = { add_axis(&b, "size", sizes, 3), add_axis(&b, "rule", sizes, 2),
                    results_dim(&b, "step", 4) };
    add(&b, "level", ARRAY_REAL, 3, dims);
    Alignment l;
    Error err = { 0 };
    assert_int_equal(align_init(&l, &a, &b, &err), OK);
    const Array *x = results_find(&a, "", "level"), *y = results_find(&b, "", "level");
    assert_false(align_fits(&l, x, y));
    /* a rule that is a number meets no rule that is a word */
    assert_int_equal(align_common(&l, results_find_dim(&a, "rule")), 0);
    assert_int_equal(align_common(&l, results_find_dim(&a, "load")), 0);
    assert_false(align_fits(&l, x, results_find(&b, "", "rule")));
    align_free(&l);
    align_free(&l);
    results_free(&a);
    results_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_meet_by_coordinates),
        cmocka_unit_test(other_dimensions_do_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
