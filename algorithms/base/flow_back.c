/* flow_back.c - the way back of flow.h. */
#include <math.h>
#include <string.h>

#include "algorithms/base/elementary.h"
#include "algorithms/base/flow_rows.h"
#include "algorithms/base/reduce.h"
#include "algorithms/base/row_power.h"

enum { ROW_LIMIT = 20 }; /* gradients are held as they are within 2^-20 .. 2^20 */

/* ln |2^power row|; -INFINITY for 0. */
static double ln_norm(int64_t n, const float *row, int32_t power)
{
    double square = reduce_dot_f32(n, row, row);
    return square > 0.0 ? 0.5 * elementary_log(square) + power * M_LN2 : -INFINITY;
}

/* A random direction for every input, of norm 1 to rounding, which ln_end then accounts for. */
static void start(Flow *f, RandomKey key)
{
    int64_t n = f->shape.width;
    RandomStream stream = random_stream(key, "output_gradient");
    random_normals(&stream, 0, (size_t)(f->shape.batch * n), f->state.row);
    for (int64_t b = 0; b < f->shape.batch; b++) {
        float *row = f->state.row + b * n;
        float scale = (float)(1.0 / sqrt(reduce_dot_f32(n, row, row)));
        for (int64_t i = 0; i < n; i++)
            row[i] *= scale;
        f->state.power[b] = 0;
        f->ln_end[b] = ln_norm(n, row, 0);
    }
}

/* Settles the gradient in f->state and records its mean logarithm as that of layer l. */
static Status record_gradient(Flow *f, int64_t l, Error *err)
{
    int64_t n = f->shape.width, alive = 0;
    double total = 0.0;
    for (int64_t b = 0; b < f->shape.batch; b++) {
        float *row = f->state.row + b * n;
        if (!row_power_settle(n, row, &f->state.power[b], -ROW_LIMIT, ROW_LIMIT))
            return error_set(err, ERR_NUMERIC, "the gradient is not finite at layer %lld",
                             (long long)l + 1);
        double ln = ln_norm(n, row, f->state.power[b]);
        if (ln > -INFINITY) {
            total += ln - f->ln_end[b];
            alive++;
        }
    }
    f->ln_gradient[l] = alive ? total / (double)alive : NAN;
    return OK;
}

/* Norm of the gradient of W^l and b^l for the mean loss of the batch. Rows of delta and of the
 * signal may differ in power: the product is made at the largest. Uses f->slope and f->branch. */
static void record_weight_gradient(Flow *f, int64_t l)
{
    const FlowShape *s = &f->shape;
    int64_t n = s->width;
    FlowRows delta = { f->slope, f->branch.power };
    size_t bytes = (size_t)(s->batch * n) * sizeof *delta.row;
    memcpy(delta.row, f->state.row, bytes);
    for (int64_t b = 0; b < s->batch; b++)
        delta.power[b] = f->state.power[b] + f->act[l].power[b];
    int32_t power = row_power_align(s->batch, n, delta.row, delta.power);
    layer_dense_backward_f32(s->batch, n, n, f->act[l].row, f->weights + l * n * n, delta.row,
                             f->weight_gradient, NULL, NULL, f->loan);
    double square = reduce_dot_f32(n * n, f->weight_gradient, f->weight_gradient);

    memcpy(delta.row, f->state.row, bytes);
    memcpy(delta.power, f->state.power, (size_t)s->batch * sizeof *delta.power);
    int32_t bias_power = row_power_align(s->batch, n, delta.row, delta.power);
    layer_dense_backward_f32(s->batch, n, n, f->act[l].row, f->weights + l * n * n, delta.row, NULL,
                             f->bias_gradient, NULL, f->loan);
    double bias_square = reduce_dot_f32(n, f->bias_gradient, f->bias_gradient);

    int32_t most = power > bias_power ? power : bias_power;
    double sum = ldexp(square, 2 * (power - most)) + ldexp(bias_square, 2 * (bias_power - most));
    double scale = (s->residual ? s->branch_scale : 1.0) / (double)s->batch;
    f->ln_weight_gradient[l] =
        sum > 0.0 && scale != 0.0
            ? 0.5 * elementary_log(sum) + most * M_LN2 + elementary_log(fabs(scale))
            : -INFINITY;
}

/* Counts what is dead at layer l by f->slope. */
static void count_dead(Flow *f)
{
    const FlowShape *s = &f->shape;
    memset(f->unit_live, 0, (size_t)s->width * sizeof *f->unit_live);
    for (int64_t b = 0; b < s->batch; b++) {
        const float *slope = f->slope + b * s->width;
        bool live = false;
        for (int64_t i = 0; i < s->width; i++) {
            f->unit_live[i] |= slope[i] != 0.0f;
            live |= slope[i] != 0.0f;
        }
        f->input_dead[b] |= !live;
    }
    for (int64_t i = 0; i < s->width; i++)
        f->dead_units += !f->unit_live[i];
}

/* f->branch = the gradient in f->state taken back through W^w, phi and the normalisation of layer
 * l. */
static void back_through(Flow *f, int64_t w, int64_t l)
{
    const FlowShape *s = &f->shape;
    int64_t n = s->width, most = n > s->batch ? n : s->batch;
    layer_dense_backward_f32(s->batch, n, n, NULL, f->weights + w * n * n, f->state.row, NULL, NULL,
                             f->branch.row, f->loan);
    memcpy(f->branch.power, f->state.power, (size_t)s->batch * sizeof *f->branch.power);
    layer_mask_f32(s->batch * n, f->slope, f->branch.row);
    if (s->normalization == NORMALIZATION_NONE)
        return;
    if (s->normalization == NORMALIZATION_BATCH) /* mixes the rows */
        row_power_align(s->batch, n, f->branch.row, f->branch.power);
    layer_normalize_backward_f32(s->normalization, s->batch, n, f->pre[l].row,
                                 f->inv_std + l * most, f->branch.row);
}

static void slopes_and_deaths(Flow *f, int64_t l)
{
    flow_slopes(f, &f->pre[l], &f->act[f->shape.residual ? l : l + 1]);
    count_dead(f);
}

static Status backward_plain(Flow *f, Error *err)
{
    int64_t last = f->shape.depth - 1;
    slopes_and_deaths(f, last);
    Status st = record_gradient(f, last, err);
    record_weight_gradient(f, last);
    for (int64_t l = last - 1; st == OK && l >= 0; l--) {
        slopes_and_deaths(f, l);
        back_through(f, l + 1, l);
        FlowRows swap = f->state;
        f->state = f->branch;
        f->branch = swap;
        st = record_gradient(f, l, err);
        record_weight_gradient(f, l);
    }
    return st;
}

static Status backward_residual(Flow *f, Error *err)
{
    int64_t n = f->shape.width;
    Status st = OK;
    for (int64_t l = f->shape.depth - 1; st == OK && l >= 0; l--) {
        record_weight_gradient(f, l);
        slopes_and_deaths(f, l);
        back_through(f, l, l);
        for (int64_t b = 0; b < f->shape.batch; b++)
            row_power_add_row(n, f->state.row + b * n, &f->state.power[b],
                              (float)f->shape.branch_scale, f->branch.row + b * n,
                              f->branch.power[b]);
        st = record_gradient(f, l, err);
    }
    return st;
}

Status flow_backward(Flow *f, RandomKey key, Error *err)
{
    f->dead_units = f->dead_inputs = 0;
    memset(f->input_dead, 0, (size_t)f->shape.batch * sizeof *f->input_dead);
    start(f, key);
    Status st = f->shape.residual ? backward_residual(f, err) : backward_plain(f, err);
    for (int64_t b = 0; b < f->shape.batch; b++)
        f->dead_inputs += f->input_dead[b];
    return st;
}
