/* command_diff.c - hebb diff A B: which trials, summaries and derived numbers differ, and by how
 * much. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runner/analyze/align.h"
#include "runner/analyze/baseline.h"
#include "runner/command.h"
#include "runner/config/number.h"
#include "runner/store/hdf5_file.h"

static const OptionRow options[] = {
    { "verbose", 'v', NULL, "name what is the same as well" },
    COMMON_OPTIONS,
    { 0 },
};

/* Which trial of B is a trial of A, by key. */
typedef struct {
    Key key;
    int64_t trial;
} Keyed;

typedef struct {
    Results a, b;
    Alignment align;
    int64_t *partner; /* [trials of A]; -1 where B has none */
    int64_t trials, in_both, only_a, only_b;
    bool *differs;           /* [trials of A] */
    int64_t same, different; /* arrays */
    bool verbose;
} Diff;

/* How far two arrays are from each other. */
typedef struct {
    int64_t compared, count, at; /* numbers; those that differ; the worst of A */
    double ulp, relative, then, now;
} Distance;

static const double MANY_ULP = 1e6; /* beyond, only the relative difference says something */

/* ---- trials ---------------------------------------------------------------------------------- */

static int by_key(const void *pa, const void *pb)
{
    const Keyed *a = pa, *b = pb;
    if (a->key.high != b->key.high)
        return a->key.high < b->key.high ? -1 : 1;
    return (a->key.low > b->key.low) - (a->key.low < b->key.low);
}

static const Array *keys_of(const Results *r)
{
    const Array *a = results_find(r, "trials", "key");
    return a && a->type == ARRAY_KEY ? a : NULL;
}

static Status match_trials(Diff *d, Error *err)
{
    const Array *a = keys_of(&d->a), *b = keys_of(&d->b);
    if (!a || !b)
        return error_set(err, ERR_FOREIGN, "a result without keys of its trials");
    Keyed *sorted = malloc(((size_t)b->size + 1) * sizeof *sorted);
    d->partner = malloc(((size_t)a->size + 1) * sizeof *d->partner);
    d->differs = calloc((size_t)a->size + 1, sizeof *d->differs);
    if (!sorted || !d->partner || !d->differs) {
        free(sorted);
        return error_set(err, ERR_MEMORY, "memory ran out while comparing");
    }
    for (int64_t i = 0; i < b->size; i++)
        sorted[i] = (Keyed){ b->key[i], i };
    qsort(sorted, (size_t)b->size, sizeof *sorted, by_key);
    d->trials = a->size;
    for (int64_t i = 0; i < a->size; i++) {
        Keyed wanted = { a->key[i], 0 };
        const Keyed *found = bsearch(&wanted, sorted, (size_t)b->size, sizeof *sorted, by_key);
        d->partner[i] = found ? found->trial : -1;
        d->in_both += found != NULL;
    }
    d->only_a = a->size - d->in_both;
    d->only_b = b->size - d->in_both;
    free(sorted);
    return OK;
}

/* ---- numbers --------------------------------------------------------------------------------- */

static void compare(Distance *d, double x, double y, int64_t at)
{
    d->compared++;
    /* zeros of another sign are other bits, too, and the digest tells them apart */
    if ((x == y && signbit(x) == signbit(y)) || (isnan(x) && isnan(y)))
        return;
    double steps = ulp_distance(x, y), size = fmax(fabs(x), fabs(y));
    double relative = size > 0 ? fabs(x - y) / size : 0;
    steps = isnan(steps) ? INFINITY : steps; /* a number and none */
    relative = isnan(relative) ? INFINITY : relative;
    if (d->count++ > 0 && steps <= d->ulp)
        return;
    d->ulp = steps;
    d->relative = relative;
    d->at = at;
    d->then = x;
    d->now = y;
}

/* "neurons=500 load=0.1 replicate=3" */
static void place_of(const Results *r, const Array *a, int64_t at, char *text, size_t size)
{
    int64_t index[RESULT_MAX_RANK];
    size_t used = 0;
    text[0] = '\0';
    for (int k = a->rank - 1; k >= 0; k--) {
        index[k] = at % r->dims[a->dims[k]].length;
        at /= r->dims[a->dims[k]].length;
    }
    for (int k = 0; k < a->rank && used < size; k++) {
        const ResultDim *dim = &r->dims[a->dims[k]];
        const Array *c = results_find(r, "", dim->name);
        char value[NUMBER_SIZE];
        bool one = c && c->rank == 1 && c->size == dim->length;
        const char *word = one && c->type == ARRAY_TEXT ? c->text[index[k]] : NULL;
        number_print(one && c->type == ARRAY_REAL  ? c->real[index[k]]
                     : one && c->type == ARRAY_INT ? (double)c->integer[index[k]]
                                                   : (double)index[k],
                     value);
        int n = snprintf(text + used, size - used, "%s%s=%s", k ? " " : "", dim->name,
                         word ? word : value);
        used += n > 0 ? (size_t)n : 0;
    }
}

static void print_distance(Diff *d, const Array *a, const Distance *x)
{
    char place[512], then[NUMBER_SIZE], now[NUMBER_SIZE], name[300];
    snprintf(name, sizeof name, "%s%s%s", a->group, *a->group ? "/" : "", a->name);
    d->same += x->count == 0;
    d->different += x->count > 0;
    if (x->count == 0) {
        if (d->verbose)
            printf("  %-36s the same %lld numbers\n", name, (long long)x->compared);
        return;
    }
    place_of(&d->a, a, x->at, place, sizeof place);
    number_print(x->then, then);
    number_print(x->now, now);
    printf("x %-36s %lld of %lld numbers; largest: %s and %s", name, (long long)x->count,
           (long long)x->compared, then, now);
    if (x->ulp <= MANY_ULP)
        printf(", %.0f ulp", x->ulp);
    if (isfinite(x->relative))
        printf(", %.3g relative", x->relative);
    printf("%s%s\n", *place ? ", at " : "", place);
}

static bool has_replicates(const Results *r, const Array *a)
{
    for (int k = 0; k < a->rank; k++)
        if (strcmp(r->dims[a->dims[k]].name, "replicate") == 0)
            return true;
    return false;
}

/* A metric: trial by trial, wherever the trial lies in B. */
static bool compare_metric(Diff *d, const Array *a, const Array *b, Distance *x)
{
    const Array *keys = keys_of(&d->b);
    int64_t inner = d->trials > 0 ? a->size / d->trials : 0;
    if (d->trials == 0 || keys->size == 0 || b->size / keys->size != inner)
        return false;
    for (int64_t t = 0; t < d->trials; t++) {
        int64_t before = x->count;
        for (int64_t k = 0; d->partner[t] >= 0 && k < inner; k++)
            compare(x, a->real[t * inner + k], b->real[d->partner[t] * inner + k], t * inner + k);
        d->differs[t] |= x->count > before;
    }
    return true;
}

/* Anything else: where both have the same coordinates. */
static bool compare_whole(const Diff *d, const Array *a, const Array *b, Distance *x)
{
    if (!align_fits(&d->align, a, b))
        return false;
    for (int64_t i = 0; i < a->size; i++) {
        int64_t j = align_entry(&d->align, a, b, i);
        if (j >= 0)
            compare(x, a->real[i], b->real[j], i);
    }
    return true;
}

static void compare_array(Diff *d, const Array *a)
{
    Distance x = { 0 };
    const Array *b = results_find(&d->b, a->group, a->name);
    if (strcmp(a->group, "timing") == 0 || a->type != ARRAY_REAL || a->coordinate)
        return;
    bool metric = *a->group == '\0' && has_replicates(&d->a, a);
    bool fits = b && b->type == ARRAY_REAL &&
                (metric ? compare_metric(d, a, b, &x) : compare_whole(d, a, b, &x));
    if (fits) {
        print_distance(d, a, &x);
        return;
    }
    printf("x %s%s%s %s\n", a->group, *a->group ? "/" : "", a->name,
           b ? "has other dimensions" : "is only in the first");
    d->different++;
}

/* Axes of which each result has values of its own. */
static void print_axes(const Diff *d)
{
    for (int64_t i = 0; i < d->a.dim_count; i++) {
        int64_t there = results_find_dim(&d->b, d->a.dims[i].name);
        int64_t a = d->a.dims[i].length, b = there < 0 ? 0 : d->b.dims[there].length;
        int64_t common = align_common(&d->align, i);
        if (there >= 0 && (common < a || common < b))
            printf("  %s: %lld values in the first, %lld in the second, %lld in both\n",
                   d->a.dims[i].name, (long long)a, (long long)b, (long long)common);
    }
}

static void compare_all(Diff *d)
{
    print_axes(d);
    for (int64_t i = 0; i < d->a.array_count; i++)
        compare_array(d, &d->a.arrays[i]);
    for (int64_t i = 0; i < d->b.array_count; i++) {
        const Array *b = &d->b.arrays[i];
        if (strcmp(b->group, "timing") == 0 || b->type != ARRAY_REAL ||
            results_find(&d->a, b->group, b->name))
            continue;
        printf("x %s%s%s is only in the second\n", b->group, *b->group ? "/" : "", b->name);
        d->different++;
    }
}

/* ---- status of trials ------------------------------------------------------------------------ */

static int64_t compare_states(Diff *d)
{
    const Array *a = results_find(&d->a, "", "trial_status"),
                *b = results_find(&d->b, "", "trial_status");
    int64_t count = 0;
    for (int64_t t = 0;
         a && b && a->type == ARRAY_STATUS && b->type == ARRAY_STATUS && t < d->trials; t++) {
        bool other = d->partner[t] >= 0 && d->partner[t] < b->size &&
                     a->status[t] != b->status[d->partner[t]];
        d->differs[t] |= other;
        count += other;
    }
    return count;
}

static Status run(const Arguments *a, Messages *m)
{
    Diff d = { .verbose = arguments_has(a, "verbose") };
    Error err = { 0 };
    Results *results[2] = { &d.a, &d.b };
    Status status = OK;
    for (int i = 0; i < 2 && status == OK; i++)
        if (hdf5_read(results[i], a->positional[i], &err) != OK)
            status = report_unread(m, &err, a->positional[i]);
    if (status == OK && (match_trials(&d, &err) != OK || align_init(&d.align, &d.a, &d.b, &err)))
        status = report(m, &err);
    if (status == OK) {
        int64_t trials = 0, states = compare_states(&d);
        compare_all(&d);
        for (int64_t t = 0; t < d.trials; t++)
            trials += d.differs[t];
        printf("%lld trials in both, %lld of them differ", (long long)d.in_both, (long long)trials);
        if (d.only_a + d.only_b > 0)
            printf(", %lld only in the first, %lld only in the second", (long long)d.only_a,
                   (long long)d.only_b);
        if (states > 0)
            printf("; %lld ended in another way", (long long)states);
        printf("; %lld arrays differ, %lld are the same\n", (long long)d.different,
               (long long)d.same);
        if (trials > 0 || d.different > 0 || d.only_a + d.only_b > 0)
            status = ERR_CHECK;
    }
    align_free(&d.align);
    free(d.partner);
    free(d.differs);
    results_free(&d.a);
    results_free(&d.b);
    return status;
}

const Command command_diff = {
    .name = "diff",
    .usage = "RESULT RESULT",
    .help = "which trials, means and derived numbers differ, and by how much",
    .options = options,
    .least = 2,
    .most = 2,
    .run = run,
};
