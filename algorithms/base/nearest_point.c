/* nearest_point.c - see nearest_point.h */
#include "algorithms/base/nearest_point.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/base/arena.h"
#include "algorithms/base/nearest_kernel.h"

enum { STEPS_PER_SIZE = 50 };

/* In units of the size of the points. A point this little beyond the hyperplane is no violation; a
 * residual as small as VANISHING is rounding; what is proven must be proven to PROOF. */
static const double VIOLATION = 1e-12, VANISHING = 1e-13, PROOF = 1e-10;

/* ---- memory ------------------------------------------------------------------------------- */

static void lay_out(NearestPoint *s, Arena *a)
{
    const int64_t rows = s->dims + 1, most = rows;
    s->column = arena_take(a, s->points * s->stride, sizeof *s->column);
    s->residual = arena_take(a, s->stride, sizeof *s->residual);
    s->active = arena_take(a, most, sizeof *s->active);
    s->is_active = arena_take(a, s->points, sizeof *s->is_active);
    s->beyond = arena_take(a, s->points, sizeof *s->beyond);
    s->x = arena_take(a, most, sizeof *s->x);
    s->z = arena_take(a, most, sizeof *s->z);
    s->q = arena_take(a, most * s->stride, sizeof *s->q);
    s->r = arena_take(a, most * rows, sizeof *s->r);
    s->d = arena_take(a, most, sizeof *s->d);
    s->h = arena_take(a, rows, sizeof *s->h);
    s->direction = arena_take(a, s->stride, sizeof *s->direction);
}

static NearestPoint shape(int64_t dims, int64_t points, Arena *a)
{
    NearestPoint s = { .dims = dims, .points = points, .level = cpu_level() };
    s.stride = (dims + 1 + NEAREST_LANES - 1) / NEAREST_LANES * NEAREST_LANES;
    lay_out(&s, a);
    return s;
}

double nearest_point_bytes(int64_t dims, int64_t points)
{
    Arena count = { 0 };
    shape(dims, points, &count);
    return (double)count.used;
}

Status nearest_point_init(NearestPoint *s, int64_t dims, int64_t points, Error *err)
{
    Arena arena = { 0 };
    *s = shape(dims, points, &arena);
    s->block = arena_allocate(arena.used);
    if (!s->block) {
        *s = (NearestPoint){ 0 };
        return error_set(err, ERR_MEMORY, "no memory for %lld points in %lld dimensions",
                         (long long)points, (long long)dims);
    }
    memset(s->block, 0, arena.used);
    arena = (Arena){ .base = s->block };
    lay_out(s, &arena);
    return OK;
}

void nearest_point_free(NearestPoint *s)
{
    free(s->block);
    *s = (NearestPoint){ 0 };
}

/* ---- active columns ----------------------------------------------------------------------- */

static const NearestKernels *kernels(const NearestPoint *s)
{
    return nearest_kernels[s->level];
}

static double dot(const NearestPoint *s, const double *a, const double *b)
{
    double product;
    kernels(s)->dots(1, s->stride, a, b, &product);
    return product;
}

/* One pass of orthogonalisation against the active columns; adds what it takes away to `taken`. */
static void project_out(NearestPoint *s, double *v, double *taken)
{
    kernels(s)->dots(s->active_count, s->stride, s->q, v, s->h);
    kernels(s)->take(s->active_count, s->stride, s->q, s->h, v);
    for (int64_t j = 0; j < s->active_count; j++)
        taken[j] += s->h[j];
}

/* Makes point m active, with weight 0 as yet. Two passes are enough (Kahan, in Parlett 1980). */
static void insert(NearestPoint *s, int64_t m)
{
    const int64_t k = s->active_count;
    double *u = s->q + k * s->stride, *r = s->r + k * (s->dims + 1);
    memcpy(u, nearest_point_at(s, m), (size_t)s->stride * sizeof *u);
    memset(r, 0, (size_t)(s->dims + 1) * sizeof *r);
    project_out(s, u, r);
    project_out(s, u, r);
    r[k] = sqrt(dot(s, u, u));
    for (int64_t i = 0; i < s->stride; i++)
        u[i] /= r[k];
    /* Not q . f, which would lose the digits that the residual still has. */
    s->d[k] = dot(s, u, s->residual);
    kernels(s)->take(1, s->stride, u, &s->d[k], s->residual);
    s->x[k] = 0;
    s->active[k] = m;
    s->is_active[m] = true;
    s->active_count++;
}

static void rotate(double c, double t, double *a, double *b)
{
    const double old = *a;
    *a = c * old + t * *b;
    *b = c * *b - t * old;
}

/* Takes active column `place` out: the columns behind it move up, rotations make them triangular
 * again, and the direction that is left over returns to the residual. */
static void take_out(NearestPoint *s, int64_t place)
{
    const int64_t rows = s->dims + 1, last = s->active_count - 1;
    s->is_active[s->active[place]] = false;
    for (int64_t j = place; j < last; j++) {
        memcpy(s->r + j * rows, s->r + (j + 1) * rows, (size_t)(j + 2) * sizeof *s->r);
        s->x[j] = s->x[j + 1];
        s->active[j] = s->active[j + 1];
    }
    for (int64_t i = place; i < last; i++) {
        double *pivot = s->r + i * rows + i;
        const double length = sqrt(pivot[0] * pivot[0] + pivot[1] * pivot[1]);
        const double c = pivot[0] / length, t = pivot[1] / length;
        for (int64_t j = i; j < last; j++)
            rotate(c, t, s->r + j * rows + i, s->r + j * rows + i + 1);
        double *q = s->q + i * s->stride;
        kernels(s)->rotate(s->stride, c, t, q, q + s->stride);
        rotate(c, t, s->d + i, s->d + i + 1);
    }
    const double returned = -s->d[last];
    kernels(s)->take(1, s->stride, s->q + last * s->stride, &returned, s->residual);
    s->active_count = last;
}

/* Weights with which the active columns come nearest to f, whatever their signs: R z = d. */
static void solve(NearestPoint *s)
{
    memcpy(s->z, s->d, (size_t)s->active_count * sizeof *s->z);
    for (int64_t j = s->active_count - 1; j >= 0; j--) {
        const double *r = s->r + j * (s->dims + 1);
        s->z[j] /= r[j];
        for (int64_t i = 0; i < j; i++)
            s->z[i] -= s->z[j] * r[i];
    }
}

/* ---- steps -------------------------------------------------------------------------------- */

void nearest_point_start(NearestPoint *s)
{
    double sum = 0, largest = 0;
    for (int64_t m = 0; m < s->points; m++) {
        double *a = nearest_point_at(s, m);
        memset(a + s->dims, 0, (size_t)(s->stride - s->dims) * sizeof *a);
        const double square = dot(s, a, a);
        sum += square;
        largest = fmax(largest, square);
        s->is_active[m] = false;
    }
    s->scale = sum > 0 ? sqrt(sum / (double)s->points) : 1;
    s->reach = sqrt(largest + s->scale * s->scale);
    for (int64_t m = 0; m < s->points; m++)
        nearest_point_at(s, m)[s->dims] = s->scale;
    memset(s->residual, 0, (size_t)s->stride * sizeof *s->residual);
    s->residual[s->dims] = 1;
    s->active_count = s->steps = 0;
}

/* The point farthest on the wrong side of the hyperplane, or -1. */
static int64_t worst_point(const NearestPoint *s, double size)
{
    double worst = VIOLATION * size * s->reach;
    int64_t at = -1;
    kernels(s)->dots(s->points, s->stride, s->column, s->residual, s->beyond);
    for (int64_t m = 0; m < s->points; m++)
        if (s->beyond[m] > worst && !s->is_active[m]) {
            worst = s->beyond[m];
            at = m;
        }
    return at;
}

/* Moves from x towards z as far as no weight becomes negative and takes out what has none left. */
static void shorten(NearestPoint *s)
{
    double part = 1;
    int64_t first = -1;
    for (int64_t j = 0; j < s->active_count; j++)
        if (s->z[j] <= 0 && (first < 0 || s->x[j] < part * (s->x[j] - s->z[j]))) {
            part = s->x[j] / (s->x[j] - s->z[j]);
            first = j;
        }
    for (int64_t j = 0; j < s->active_count; j++)
        s->x[j] += part * (s->z[j] - s->x[j]);
    s->x[first] = 0;
    for (int64_t j = s->active_count - 1; j >= 0; j--)
        if (s->x[j] <= 0)
            take_out(s, j);
}

static bool all_positive(int64_t n, const double *z)
{
    for (int64_t j = 0; j < n; j++)
        if (z[j] <= 0)
            return false;
    return true;
}

Status nearest_point_step(NearestPoint *s, bool *done, Error *err)
{
    const double size = sqrt(dot(s, s->residual, s->residual));
    const int64_t m = s->active_count <= s->dims && size > VANISHING ? worst_point(s, size) : -1;
    *done = m < 0;
    if (*done)
        return OK;
    if (++s->steps > STEPS_PER_SIZE * (s->dims + s->points))
        return error_set(err, ERR_NUMERIC, "no nearest point of %lld points after %lld steps",
                         (long long)s->points, (long long)s->steps);
    insert(s, m);
    for (solve(s); !all_positive(s->active_count, s->z); solve(s))
        shorten(s);
    memcpy(s->x, s->z, (size_t)s->active_count * sizeof *s->x);
    project_out(s, s->residual, s->d); /* the residual stays orthogonal to its own last digit */
    return OK;
}

/* ---- proof -------------------------------------------------------------------------------- */

/* Distance of the convex combination that the weights make. */
static double combination_distance(NearestPoint *s)
{
    double sum = 0, *v = s->direction;
    memset(v, 0, (size_t)s->stride * sizeof *v);
    for (int64_t j = 0; j < s->active_count; j++) {
        const double weight = -s->x[j];
        kernels(s)->take(1, s->stride, nearest_point_at(s, s->active[j]), &weight, v);
        sum += s->x[j];
    }
    v[s->dims] = 0;
    return sum > 0 ? sqrt(dot(s, v, v)) / sum : INFINITY;
}

Status nearest_point_prove(NearestPoint *s, Error *err)
{
    /* |computed - exact| <= N eps |a| |w| for a scalar product and for the length of w. */
    const double rounding = 4 * (double)s->stride * DBL_EPSILON * s->reach;
    s->high = combination_distance(s);
    double *w = s->direction;
    for (int64_t i = 0; i < s->dims; i++)
        w[i] = -s->residual[i];
    w[s->dims] = 0;
    const double length = sqrt(dot(s, w, w));
    for (int64_t i = 0; i < s->dims && length > 0; i++)
        w[i] /= length;
    s->low = length > 0 ? INFINITY : 0;
    kernels(s)->dots(s->points, s->stride, s->column, w, s->beyond);
    for (int64_t m = 0; m < s->points && length > 0; m++)
        s->low = fmin(s->low, s->beyond[m]);
    s->separable = s->low > rounding;
    if (!s->separable)
        s->low = 0;
    if (!(s->high - s->low <= PROOF * s->scale) || !(s->separable || s->high <= rounding))
        return error_set(err, ERR_NUMERIC,
                         "no proof: the distance of %lld points lies between %g and %g",
                         (long long)s->points, s->low, s->high);
    return OK;
}
