/* theory.c - the theory metrics of every point: see campaign.h */
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "runner/execute/campaign.h"
#include "runner/execute/rows.h"

void theory_free(Theory *t)
{
    for (int64_t p = 0; p < t->points; p++) {
        if (t->values)
            free(t->values[p]);
        if (t->errors)
            free(t->errors[p]);
    }
    free(t->values);
    free(t->errors);
    *t = (Theory){ 0 };
}

/* One point, with a thread's own buffers. A theory that fails is a text, not a failure. */
static Status compute_point(Theory *t, const Sweep *s, int64_t p, void *params, Rows *rows)
{
    const Algorithm *a = s->experiment->algorithm;
    Error err = { .code = OK };
    sweep_params(s, p, params);
    Status status = rows_layout(rows, params, true, NULL);
    if (status != OK)
        return status;
    if (a->theory && a->theory(params, rows->row, &err) != OK) {
        rows_layout(rows, params, true, NULL); /* nothing half computed stays */
        t->errors[p] = strdup(err.text[0] ? err.text : "the theory failed without saying why");
        if (!t->errors[p])
            return ERR_MEMORY;
    }
    t->values[p] = calloc((size_t)rows->wanted, sizeof **t->values);
    if (!t->values[p])
        return ERR_MEMORY;
    memcpy(t->values[p], rows->values, (size_t)rows->wanted * sizeof **t->values);
    return OK;
}

/* Asked to stop since it began? What was asked before lets theory through: it belongs to a result.
 */
typedef struct {
    const atomic_int *stop;
    int before;
} Patience;

static bool is_over(const Patience *p)
{
    return p->stop && atomic_load(p->stop) > p->before;
}

/* The share of one thread. */
static void compute_share(Theory *t, const Sweep *s, const Patience *patience, atomic_llong *next,
                          atomic_bool *exhausted)
{
    const Algorithm *a = s->experiment->algorithm;
    Rows rows = { 0 };
    void *params = calloc(1, a->params_size ? a->params_size : 1);
    bool ok = params && rows_init(&rows, a, NULL) == OK;
    while (ok && !atomic_load(exhausted) && !is_over(patience)) {
        int64_t p = atomic_fetch_add(next, 1);
        if (p >= s->points)
            break;
        ok = compute_point(t, s, p, params, &rows) == OK;
    }
    if (!ok)
        atomic_store(exhausted, true);
    rows_free(&rows);
    free(params);
}

static bool has_theory(const Algorithm *a)
{
    for (const Metric *m = a->metrics; m->name; m++)
        if (m->kind == METRIC_THEORY)
            return true;
    return false;
}

Status theory_compute(Theory *t, const Sweep *s, int threads, const atomic_int *stop, Error *err)
{
    const Patience patience = { stop, stop ? atomic_load(stop) : 0 };
    atomic_llong next;
    atomic_bool exhausted;
    atomic_init(&next, 0);
    atomic_init(&exhausted, false);
    *t = (Theory){ .points = s->points };
    t->values = calloc((size_t)s->points, sizeof *t->values);
    t->errors = calloc((size_t)s->points, sizeof *t->errors);
    if (!t->values || !t->errors)
        atomic_store(&exhausted, true);
    else if (has_theory(s->experiment->algorithm)) {
        int most = threads > 0 ? threads : campaign_processors();
        if (most > s->points)
            most = (int)s->points;
#pragma omp parallel num_threads(most)
        compute_share(t, s, &patience, &next, &exhausted);
    }
    if (!atomic_load(&exhausted) && !is_over(&patience))
        return OK;
    theory_free(t);
    if (!atomic_load(&exhausted))
        return error_set(err, ERR_STOPPED, "stopped while theory was computed");
    return error_set(err, ERR_MEMORY, "memory ran out for the theory of %lld points",
                     (long long)s->points);
}
