/* baseline_of.c - the numbers of a result that a baseline keeps: see baseline.h */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/analyze/baseline_parts.h"
#include "runner/analyze/field.h"

enum {
    MOST_ALONG = 64,   /* an axis longer than this has no number for each of its values */
    MOST_DERIVED = 64, /* nor a derived number with more cells one for each */
};

/* What is allowed in another toolchain, unless a person says otherwise: measured numbers have the
 * same bits everywhere, and GSL's last digits depend on the C library. */
static const Allowance elsewhere = { ALLOW_REL, 1e-9, 0 };

/* ---- toolchain ------------------------------------------------------------------------------- */

static const char *fact(const Results *r, const char *name)
{
    const char *text = attributes_get(&r->provenance, name);
    return text ? text : "unknown";
}

void baseline_toolchain(const Results *r, char *text, size_t size)
{
    const char *kernel = fact(r, "kernel"), *machine = strrchr(kernel, ' ');
    snprintf(text, size, "%s; %s; %s; glibc %s; gsl %s; sleef %s", machine ? machine + 1 : kernel,
             fact(r, "compiler"), fact(r, "flags"), fact(r, "libc_version"), fact(r, "gsl_version"),
             fact(r, "sleef_version"));
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < 0x20)
            *c = ' ';
}

/* ---- digests --------------------------------------------------------------------------------- */

static Status add_array(Baseline *b, const Results *r, const Array *a, Error *err)
{
    KeyStream *s = key_stream_new();
    if (!s)
        return error_set(err, ERR_MEMORY, "memory ran out for a baseline");
    for (int d = 0; d < a->rank; d++) {
        const ResultDim *dim = &r->dims[a->dims[d]];
        key_stream_add(s, dim->name, strlen(dim->name) + 1);
        key_stream_add(s, &dim->length, sizeof dim->length);
    }
    for (int64_t i = 0; i < a->size; i++) {
        double x = isnan(a->real[i]) ? NAN : a->real[i]; /* all NaN are one */
        key_stream_add(s, &x, sizeof x);
    }
    return baseline_add_digest(b, a->name, key_stream_end(s), err);
}

/* ---- means ----------------------------------------------------------------------------------- */

/* Mean over the cells whose index along dimension d is k (d < 0: all), from each replicate's own
 * mean: replicates are independent, points that share random numbers are not. */
static BaselineNumber mean_of(const Field *f, int d, int64_t k, double *sums, double *counts)
{
    BaselineNumber number = { .allowed = elsewhere };
    for (int64_t i = 0; i < f->replicates; i++)
        sums[i] = counts[i] = 0;
    for (int64_t cell = 0; cell < f->cells; cell++) {
        if (d >= 0 && field_index(f, cell, d) != k)
            continue;
        for (int64_t i = 0; i < f->replicates; i++) {
            double x = field_value(f, cell, i);
            if (!isfinite(x))
                continue;
            sums[i] += x;
            counts[i]++;
        }
    }
    double most = 0;
    for (int64_t i = 0; i < f->replicates; i++)
        most = fmax(most, counts[i]);
    /* A replicate that lacks cells would weigh others differently: it does not count. */
    for (int64_t i = 0; i < f->replicates; i++)
        sums[i] = counts[i] > 0 && counts[i] == most ? sums[i] / counts[i] : NAN;
    Summary s = statistics_moments(sums, f->replicates, 1);
    number.value = s.mean;
    number.error = s.n > 1 ? s.sem : 0;
    number.replicates = s.n;
    return number;
}

static Status add_means(Baseline *b, const Field *f, Error *err)
{
    char name[512], label[PARAM_TEXT_SIZE];
    double *sums = malloc(2 * (size_t)f->replicates * sizeof *sums), *counts = sums + f->replicates;
    if (!sums)
        return error_set(err, ERR_MEMORY, "memory ran out for a baseline");
    BaselineNumber number = mean_of(f, -1, 0, sums, counts);
    number.name = name;
    snprintf(name, sizeof name, "%s", f->metric->name);
    Status status = baseline_add_number(b, &number, err);
    for (int d = 0; d < f->rank; d++) {
        int64_t cell = 0, stride = 1;
        for (int k = d + 1; k < f->rank; k++)
            stride *= f->length[k];
        if (f->length[d] < 2 || f->length[d] > MOST_ALONG)
            continue;
        for (int64_t k = 0; status == OK && k < f->length[d]; k++, cell += stride) {
            field_label(f, cell, d, label, sizeof label);
            for (char *c = label; *c; c++)
                *c = *c == ' ' ? '_' : *c;
            number = mean_of(f, d, k, sums, counts);
            number.name = name;
            snprintf(name, sizeof name, "%s[%s=%s]", f->metric->name,
                     f->results->dims[f->dims[d]].name, label);
            status = baseline_add_number(b, &number, err);
        }
    }
    free(sums);
    return status;
}

static Status add_metrics(Baseline *b, const Results *r, const Experiment *e, Error *err)
{
    Status status = OK;
    for (const Metric *m = e->algorithm->metrics; status == OK && m->name; m++) {
        Field f;
        if (m->kind == METRIC_TIMING || !field_open(&f, r, e, m->name))
            continue;
        status = add_array(b, r, results_find(r, "", m->name), err);
        if (status == OK)
            status = add_means(b, &f, err);
    }
    return status;
}

/* ---- derived numbers ------------------------------------------------------------------------- */

static Status add_derived(Baseline *b, const Results *r, const Experiment *e, const char *derived,
                          Error *err)
{
    Field f;
    char name[512], group[300];
    if (!field_open_derived(&f, r, e, derived))
        return OK;
    snprintf(group, sizeof group, "derived/%s", derived);
    if (!results_find(r, group, "value")) /* of times: another night has others */
        return OK;
    const Array *a = results_find(r, group, "ci_low"), *z = results_find(r, group, "ci_high");
    Status status =
        f.cells > MOST_DERIVED ? add_array(b, r, results_find(r, group, "value"), err) : OK;
    for (int64_t cell = 0; status == OK && cell < f.cells && f.cells <= MOST_DERIVED; cell++) {
        double half = a && z && a->size == f.cells && z->size == f.cells
                          ? (z->real[cell] - a->real[cell]) / (2 * statistics_t(0.05, INFINITY))
                          : 0;
        BaselineNumber number = { .name = name,
                                  .value = field_value(&f, cell, 0),
                                  .derived = true,
                                  .error = isfinite(half) ? half : 0,
                                  .allowed = elsewhere };
        number.replicates = number.error > 0 ? e->replicates : 0;
        baseline_place(&f, cell, derived, name, sizeof name);
        status = baseline_add_number(b, &number, err);
    }
    return status;
}

void baseline_place(const Field *f, int64_t cell, const char *what, char *name, size_t size)
{
    char place[256];
    field_place(f, cell, place, sizeof place);
    size_t used = (size_t)snprintf(name, size, "%s%s", what, f->rank > 0 ? "[" : "");
    for (const char *c = place; *c && used + 2 < size;
         c++) /* "load 0.1, neurons 5": load=0.1,neurons=5 */
        if (*c == ' ' && c > place && c[-1] == ',')
            continue;
        else
            name[used++] = *c == ' ' ? '=' : *c;
    if (f->rank > 0 && used + 1 < size)
        name[used++] = ']';
    name[used < size ? used : size - 1] = '\0';
}

/* ---- the whole ------------------------------------------------------------------------------- */

static Status add_heading(Baseline *b, const Results *r, const Experiment *e, Error *err)
{
    char toolchain[1024];
    Experiment seedless = *e;
    seedless.seed = 0;
    char *resolved = experiment_resolved(&seedless);
    baseline_toolchain(r, toolchain, sizeof toolchain);
    b->experiment = strdup(e->name);
    b->profile = strdup(*e->profile ? e->profile : "default");
    b->toolchain = strdup(toolchain);
    b->seed = e->seed;
    if (resolved)
        b->config = key_hash(resolved, strlen(resolved));
    bool whole = resolved && b->experiment && b->profile && b->toolchain;
    free(resolved);
    return whole ? OK : error_set(err, ERR_MEMORY, "memory ran out for a baseline");
}

Status baseline_of(Baseline *b, const Results *r, const Experiment *e, Error *err)
{
    *b = (Baseline){ 0 };
    Status status = add_heading(b, r, e, err);
    if (status == OK)
        status = add_metrics(b, r, e, err);
    for (int64_t i = 0; status == OK && i < e->derived_count; i++)
        status = add_derived(b, r, e, e->derived[i].name, err);
    if (status == OK)
        status = check_add_references(b, r, e, err);
    if (status != OK)
        baseline_free(b);
    baseline_sort(b);
    return status;
}
