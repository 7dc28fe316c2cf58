/* rows.c - see rows.h */
#include "runner/execute/rows.h"

#include <stdlib.h>

#include "runner/config/registry.h"
#include "runner/execute/campaign.h"

static bool is_theory(const Algorithm *a, int64_t m)
{
    return a->metrics[m].kind == METRIC_THEORY;
}

int64_t campaign_value_count(const Algorithm *a, const void *params)
{
    int64_t count = 0;
    for (int64_t m = 0; a->metrics[m].name; m++)
        if (!is_theory(a, m))
            count += metric_size(a, m, params, NULL);
    return count;
}

Status rows_init(Rows *r, const Algorithm *a, Error *err)
{
    *r = (Rows){ .algorithm = a, .metrics = metric_count(a), .scalars = true };
    for (int64_t m = 0; m < r->metrics; m++)
        r->scalars = r->scalars && !a->metrics[m].dims[0];
    r->row = calloc((size_t)r->metrics + 1, sizeof *r->row);
    if (!r->row)
        return error_set(err, ERR_MEMORY, "memory ran out for the metrics of a trial");
    return OK;
}

void rows_free(Rows *r)
{
    free(r->row);
    free(r->values);
    *r = (Rows){ 0 };
}

/* Makes room for `total` values; the rows then point nowhere. */
static Status grow(Rows *r, int64_t total, Error *err)
{
    if (total <= r->room)
        return OK;
    free(r->values);
    r->room = 0;
    r->values = calloc((size_t)total, sizeof *r->values);
    if (!r->values)
        return error_set(err, ERR_MEMORY, "memory ran out for the values of a trial");
    r->room = total;
    return OK;
}

static Status lay_out(Rows *r, const void *params, bool theory, Error *err)
{
    const Algorithm *a = r->algorithm;
    int64_t size[2] = { 0, 0 }; /* of the unwanted and of the wanted metrics */
    for (int64_t m = 0; m < r->metrics; m++)
        size[is_theory(a, m) == theory] += metric_size(a, m, params, NULL);
    Status status = grow(r, size[0] + size[1], err);
    if (status != OK)
        return status;
    r->wanted = size[1];
    r->total = size[0] + size[1];
    double *next[2] = { r->values + size[1], r->values };
    for (int64_t m = 0; m < r->metrics; m++) {
        const int wanted = is_theory(a, m) == theory;
        r->row[m] = next[wanted];
        next[wanted] += metric_size(a, m, params, NULL);
    }
    return OK;
}

Status rows_layout(Rows *r, const void *params, bool theory, Error *err)
{
    if (!r->scalars || !r->values) {
        Status status = lay_out(r, params, theory, err);
        if (status != OK)
            return status;
    }
    for (int64_t i = 0; i < r->total; i++)
        r->values[i] = NAN;
    return OK;
}
