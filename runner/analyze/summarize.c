/* summarize.c - see summarize.h */
#include "runner/analyze/summarize.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "runner/analyze/field.h"

typedef struct {
    const char *suffix, *what; /* long_name: WHAT of NAME */
    double (*of)(const Summary *s);
    bool same_unit;
} Statistic;

static double mean_of(const Summary *s)
{
    return s->mean;
}
static double sd_of(const Summary *s)
{
    return s->sd;
}
static double sem_of(const Summary *s)
{
    return s->sem;
}
static double low_of(const Summary *s)
{
    return s->ci_low;
}
static double high_of(const Summary *s)
{
    return s->ci_high;
}
static double n_of(const Summary *s)
{
    return (double)s->n;
}

static const Statistic statistics[] = {
    { "mean", "mean", mean_of, true },
    { "sd", "standard deviation", sd_of, true },
    { "sem", "standard error of the mean", sem_of, true },
    { "ci_low", "lower end of the 95 % interval of the mean", low_of, true },
    { "ci_high", "upper end of the 95 % interval of the mean", high_of, true },
    { "n", "number of replicates", n_of, false },
};
enum { STATISTICS = sizeof statistics / sizeof *statistics };

static const char *const quartiles[3] = { "lower_quartile", "median", "upper_quartile" };

/* A new array over the cells of a field, described. NULL when memory runs out. */
static double *add_array(Results *r, const Field *f, const char *group, const char *suffix,
                         const char *what, const char *unit)
{
    char name[256], long_name[512];
    snprintf(name, sizeof name, "%s_%s", f->metric->name, suffix);
    snprintf(long_name, sizeof long_name, "%s of %s over replicates", what, f->metric->name);
    Array *a = results_add(r, group, name, ARRAY_REAL, f->rank, f->dims);
    if (!a || attributes_set(&a->attributes, "units", unit) != OK ||
        attributes_set(&a->attributes, "long_name", long_name) != OK)
        return NULL;
    return a->real;
}

static Status summarize_measured(Results *r, const Field *f, Error *err)
{
    double *out[STATISTICS];
    for (int k = 0; k < STATISTICS; k++) {
        const Statistic *s = &statistics[k];
        out[k] =
            add_array(r, f, "summary", s->suffix, s->what, s->same_unit ? f->metric->unit : "1");
        if (!out[k])
            return error_set(err, ERR_MEMORY, "memory ran out while summarizing %s",
                             f->metric->name);
    }
    int64_t known = -1; /* the t quantile is dear, and the number of replicates hardly varies */
    double t = NAN;
    for (int64_t cell = 0; cell < f->cells; cell++) {
        Summary s = field_moments(f, cell);
        if (s.n != known) {
            known = s.n;
            t = statistics_t(0.05, (double)(s.n - 1));
        }
        statistics_interval(&s, f->metric->yes_no, t);
        for (int k = 0; k < STATISTICS; k++)
            out[k][cell] = statistics[k].of(&s);
    }
    return OK;
}

static Status summarize_timing(Results *r, const Field *f, Error *err)
{
    double *out[3];
    for (int q = 0; q < 3; q++) {
        char what[32];
        snprintf(what, sizeof what, "%s", quartiles[q]);
        for (char *c = strchr(what, '_'); c; c = NULL)
            *c = ' ';
        out[q] = add_array(r, f, "timing", quartiles[q], what, f->metric->unit);
        if (!out[q])
            return error_set(err, ERR_MEMORY, "memory ran out while summarizing %s",
                             f->metric->name);
    }
    for (int64_t cell = 0; cell < f->cells; cell++) {
        int64_t point = cell / f->inner, k = cell % f->inner;
        double three[3];
        statistics_quartiles(f->values + point * f->replicates * f->inner + k, f->replicates,
                             f->inner, three);
        for (int q = 0; q < 3; q++)
            out[q][cell] = three[q];
    }
    return OK;
}

/* Every algorithm's own timing: what its trials took. */
static Status summarize_trial_seconds(Results *r, Error *err)
{
    static const Metric row = { .name = "trial_seconds", .kind = METRIC_TIMING, .unit = "s" };
    const Array *a = results_find(r, "timing", row.name);
    if (!a || a->type != ARRAY_REAL || a->rank < 1)
        return OK;
    Field f = { .results = r, .metric = &row, .values = a->real, .rank = a->rank - 1, .inner = 1 };
    memcpy(f.dims, a->dims, (size_t)f.rank * sizeof *f.dims);
    f.replicates = r->dims[a->dims[f.rank]].length;
    f.cells = a->size / f.replicates;
    return summarize_timing(r, &f, err);
}

Status summarize(Results *r, const Experiment *e, Error *err)
{
    Status status = summarize_trial_seconds(r, err);
    for (const Metric *m = e->algorithm->metrics; status == OK && m->name; m++) {
        Field f;
        if (m->kind == METRIC_THEORY || !field_open(&f, r, e, m->name))
            continue;
        status = m->kind == METRIC_MEASURED ? summarize_measured(r, &f, err)
                                            : summarize_timing(r, &f, err);
    }
    return status;
}
