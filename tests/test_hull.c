/* test_hull.c - the point of a convex hull nearest to the origin: against brute force, against
 * Cover's count of every set, its conditions and its proof. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/near.h"

#include "algorithms/base/hopfield_optimal.h"
#include "algorithms/base/nearest_point.h"

static Status run_to_end(NearestPoint *s)
{
    bool done = false;
    nearest_point_start(s);
    while (!done) {
        Status status = nearest_point_step(s, &done, NULL);
        if (status != OK)
            return status;
    }
    return nearest_point_prove(s, NULL);
}

/* P points of N coordinates. */
static void solve_points(NearestPoint *s, int64_t n, int64_t p, const double *points)
{
    assert_int_equal(nearest_point_init(s, n, p, NULL), OK);
    for (int64_t m = 0; m < p; m++)
        memcpy(nearest_point_at(s, m), points + m * n, (size_t)n * sizeof *points);
    assert_int_equal(run_to_end(s), OK);
}

static void assert_distance(int64_t n, int64_t p, const double *points, double distance)
{
    NearestPoint s;
    solve_points(&s, n, p, points);
    assert_near(s.low, distance, 1e-15 + 1e-12 * distance);
    assert_int_equal(s.separable, distance > 0);
    nearest_point_free(&s);
}

static void known_distances(void **state)
{
    (void)state;
    assert_distance(1, 1, (double[]){ 3 }, 3);
    assert_distance(2, 1, (double[]){ 0, 0 }, 0);
    assert_distance(2, 2, (double[]){ 1, 1, 1, -1 }, 1);
    assert_distance(2, 2, (double[]){ 1, 0, -1, 0 }, 0);            /* inside an edge */
    assert_distance(2, 3, (double[]){ 1, 0, -1, 0, 0, 1 }, 0);      /* the same, of a triangle */
    assert_distance(2, 3, (double[]){ 1, 1, 1, 1, 2, 2 }, sqrt(2)); /* twice the same point */
    assert_distance(2, 3, (double[]){ 1, -1, 1, 1, 1, 0 }, 1);      /* three in a row */
    assert_distance(3, 4, (double[]){ 1, 1, 1, 1, -1, -1, -1, 1, -1, -1, -1, 1 }, 0);
    assert_distance(2, 2, (double[]){ 1, 1e-9, -1, 1e-9 }, 1e-9);
    assert_distance(2, 2, (double[]){ 1, 1e-12, -1, 1e-12 }, 1e-12);
    assert_distance(2, 2, (double[]){ 1e200 * 0x1p-500, 0, 0, 1e200 * 0x1p-500 },
                    1e200 * 0x1p-500 / sqrt(2)); /* in units of the points' own size */
}

/* Solves G c = 1 for k <= 8 unknowns; false if singular. */
static bool solve_ones(int k, double g[8][9])
{
    for (int i = 0; i < k; i++)
        g[i][k] = 1;
    for (int i = 0; i < k; i++) {
        int pivot = i;
        for (int r = i; r < k; r++)
            pivot = fabs(g[r][i]) > fabs(g[pivot][i]) ? r : pivot;
        if (fabs(g[pivot][i]) < 1e-9)
            return false;
        for (int c = 0; c <= k; c++) {
            double swap = g[i][c];
            g[i][c] = g[pivot][c];
            g[pivot][c] = swap;
        }
        for (int r = 0; r < k; r++)
            for (int c = k; c >= i && r != i; c--)
                g[r][c] -= g[r][i] / g[i][i] * g[i][c];
    }
    return true;
}

/* Distance of a hull by trying every set of points: where the weights G^-1 1 of the point of its
 * affine span nearest to the origin are positive, that point belongs to the hull. */
static double brute_distance(int n, int p, const double *points)
{
    double best = INFINITY;
    for (int set = 1; set < 1 << p; set++) {
        int at[8], k = 0;
        for (int m = 0; m < p; m++)
            if (set >> m & 1)
                at[k++] = m;
        double g[8][9] = { { 0 } }, sum = 0;
        bool inside = true;
        for (int i = 0; i < k; i++)
            for (int j = 0; j < k; j++)
                for (int d = 0; d < n; d++)
                    g[i][j] += points[at[i] * n + d] * points[at[j] * n + d];
        if (!solve_ones(k, g))
            continue; /* dependent points: smaller sets, or 0 inside, told by the count below */
        for (int i = 0; i < k; i++) {
            inside = inside && g[i][k] / g[i][i] > 0;
            sum += g[i][k] / g[i][i];
        }
        if (inside)
            best = fmin(best, 1 / sqrt(sum));
    }
    return best;
}

static void brute_force_agrees(void **state)
{
    (void)state;
    int apart = 0;
    for (uint64_t seed = 0; seed < 600; seed++) {
        const RandomStream r = random_stream((RandomKey){ seed, 2 }, "points");
        const int n = 1 + (int)(seed % 5), p = 1 + (int)(seed % 7);
        double points[8 * 5];
        for (int i = 0; i < n * p; i++)
            points[i] = random_normal(&r, (uint64_t)i) + (i % n == 0 ? 0.7 : 0);
        NearestPoint s;
        solve_points(&s, n, p, points);
        if (s.separable)
            assert_near(s.low, brute_distance(n, p, points), 1e-10);
        else
            assert_true(p > n); /* fewer points in general position never surround the origin */
        apart += s.separable;
        nearest_point_free(&s);
    }
    assert_true(apart > 200 && apart < 590);
}

/* Cover's theorem is no average: of all 2^P ways to put targets to any P points in general
 * position, exactly 2 sum over k < N of binom(P - 1, k) are separable. */
static void every_dichotomy_is_counted(void **state)
{
    (void)state;
    static const int sizes[][2] = { { 1, 5 }, { 2, 7 }, { 3, 6 }, { 3, 9 }, { 4, 8 }, { 5, 10 } };
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        const int n = sizes[k][0], p = sizes[k][1];
        const RandomStream r = random_stream((RandomKey){ k, 3 }, "points");
        double points[64];
        int separable = 0;
        for (int targets = 0; targets < 1 << p; targets++) {
            for (int i = 0; i < n * p; i++)
                points[i] = random_normal(&r, (uint64_t)i) * (targets >> i / n & 1 ? 1 : -1);
            NearestPoint s;
            solve_points(&s, n, p, points);
            separable += s.separable;
            nearest_point_free(&s);
        }
        assert_near((double)separable / (1 << p), hopfield_cover_probability(n, p), 0);
    }
}

static void fill(NearestPoint *s, int64_t n, int64_t p, OptimalInputs inputs, uint64_t seed)
{
    assert_int_equal(nearest_point_init(s, n, p, NULL), OK);
    assert_int_equal(hopfield_optimal_fill(s, inputs, (RandomKey){ seed, 4 }, NULL), OK);
}

/* Karush, Kuhn and Tucker's conditions: the weights make the direction, those at the margin alone
 * have any, and the rest lies beyond. */
static void conditions_hold(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 60; seed++) {
        const int64_t n = 5 + (int64_t)seed, p = n + (int64_t)seed % 11 * n / 12;
        NearestPoint s;
        fill(&s, n, p, (OptimalInputs)(seed % 2), seed);
        assert_int_equal(run_to_end(&s), OK);
        assert_true(s.active_count <= (s.separable ? n : n + 1));
        double sum = 0, *mix = calloc((size_t)n, sizeof *mix);
        assert_non_null(mix);
        for (int64_t j = 0; j < s.active_count; j++) {
            assert_true(s.x[j] > 0);
            sum += s.x[j];
            for (int64_t i = 0; i < n; i++)
                mix[i] += s.x[j] * nearest_point_at(&s, s.active[j])[i];
        }
        for (int64_t i = 0; i < n; i++)
            assert_near(mix[i] / sum, s.separable ? s.low * s.direction[i] : 0, 1e-12);
        for (int64_t m = 0; m < p && s.separable; m++) {
            double beyond = -s.low;
            for (int64_t i = 0; i < n; i++)
                beyond += s.direction[i] * nearest_point_at(&s, m)[i];
            assert_true(beyond > -1e-12 && (!s.is_active[m] || beyond < 1e-12));
        }
        free(mix);
        nearest_point_free(&s);
    }
}

/* A wrong answer is not proven: weights or a direction that are a little off. */
static void false_proofs_fail(void **state)
{
    (void)state;
    for (int64_t p = 30; p <= 90; p += 60) { /* separable, and not */
        NearestPoint s;
        fill(&s, 30, p, OPTIMAL_GAUSSIAN, 5);
        assert_int_equal(run_to_end(&s), OK);
        assert_int_equal(s.separable, p == 30);
        s.x[0] *= p == 30 ? 1.001 : 1 + 1e-11;
        assert_int_equal(nearest_point_prove(&s, NULL), ERR_NUMERIC);
        assert_int_equal(run_to_end(&s), OK);
        s.residual[3] += 1e-3;
        assert_int_equal(nearest_point_prove(&s, NULL), p == 30 ? ERR_NUMERIC : OK);
        nearest_point_start(&s);
        assert_int_equal(nearest_point_prove(&s, NULL), ERR_NUMERIC); /* not even begun */
        nearest_point_free(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_distances),
        cmocka_unit_test(brute_force_agrees),
        cmocka_unit_test(every_dichotomy_is_counted),
        cmocka_unit_test(conditions_hold),
        cmocka_unit_test(false_proofs_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
