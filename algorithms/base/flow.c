/* flow.c - see flow.h: memory and the way forward; flow_back.c is the way back. */
#include "algorithms/base/flow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/base/arena.h"
#include "algorithms/base/flow_rows.h"
#include "algorithms/base/reduce.h"
#include "algorithms/base/row_power.h"

/* Rows whose largest element lies within 2^SMALL .. 2^LARGE are held as they are. Outside, phi is a
 * straight line on each side of 0 to better than 2^-24, unless it is bounded. */
enum { SMALL = -26, LARGE = 40 };

static FlowRows take_rows(Arena *a, const FlowShape *s)
{
    return (FlowRows){ arena_take(a, s->batch * s->width, sizeof(float)),
                       arena_take(a, s->batch, sizeof(int32_t)) };
}

/* Carves the arrays out of `base` (or only counts when it is NULL); returns the bytes used. */
static size_t lay_out(Flow *f, const FlowShape *s, char *base)
{
    Arena a = { base, 0 };
    int64_t n = s->width, most = n > s->batch ? n : s->batch;
    f->variance = arena_take(&a, s->depth, sizeof *f->variance);
    f->ln_gradient = arena_take(&a, s->depth, sizeof *f->ln_gradient);
    f->ln_weight_gradient = arena_take(&a, s->depth, sizeof *f->ln_weight_gradient);
    f->weights = arena_take(&a, s->depth * n * n, sizeof *f->weights);
    f->biases = arena_take(&a, s->depth * n, sizeof *f->biases);
    f->pre = arena_take(&a, s->depth, sizeof *f->pre);
    f->act = arena_take(&a, s->depth + 1, sizeof *f->act);
    for (int64_t l = 0; l <= s->depth; l++) {
        FlowRows act = take_rows(&a, s), pre = { 0 };
        if (l < s->depth)
            pre = take_rows(&a, s);
        if (base)
            f->act[l] = act;
        if (base && l < s->depth)
            f->pre[l] = pre;
    }
    f->inv_std = NULL;
    if (s->normalization != NORMALIZATION_NONE)
        f->inv_std = arena_take(&a, s->depth * most, sizeof *f->inv_std);
    f->state = take_rows(&a, s);
    f->branch = take_rows(&a, s);
    f->slope = arena_take(&a, s->batch * n, sizeof *f->slope);
    f->weight_gradient = arena_take(&a, n * n, sizeof *f->weight_gradient);
    f->bias_gradient = arena_take(&a, n, sizeof *f->bias_gradient);
    f->mean = arena_take(&a, most, sizeof *f->mean);
    f->ln_end = arena_take(&a, s->batch, sizeof *f->ln_end);
    f->unit_live = arena_take(&a, n, sizeof *f->unit_live);
    f->input_dead = arena_take(&a, s->batch, sizeof *f->input_dead);
    size_t work = layer_dense_work(s->batch, n, n);
    f->loan = (LayerLoan){ arena_take(&a, (int64_t)work, 1), 1 };
    return a.used;
}

double flow_bytes(const FlowShape *shape)
{
    Flow f = { 0 };
    return (double)lay_out(&f, shape, NULL);
}

Status flow_init(Flow *f, const FlowShape *shape, Error *err)
{
    *f = (Flow){ 0 };
    size_t bytes = lay_out(f, shape, NULL);
    *f = (Flow){ .shape = *shape, .memory = arena_allocate(bytes) };
    if (!f->memory)
        return error_set(err, ERR_MEMORY, "no memory for a network of depth %lld and width %lld",
                         (long long)shape->depth, (long long)shape->width);
    lay_out(f, shape, f->memory);
    return OK;
}

void flow_free(Flow *f)
{
    free(f->memory);
    *f = (Flow){ 0 };
}

Status flow_randomize(Flow *f, RandomKey key, Error *err)
{
    const FlowShape *s = &f->shape;
    int64_t n = s->width;
    RandomStream weights = random_stream(key, "weights"), biases = random_stream(key, "biases");
    for (int64_t l = 0; l < s->depth; l++) {
        RandomStream w = random_substream(&weights, (uint64_t)l);
        RandomStream b = random_substream(&biases, (uint64_t)l);
        Status st =
            initialization_weights(s->init, s->weight_scale, n, n, &w, f->weights + l * n * n, err);
        if (st != OK)
            return st;
        initialization_biases(s->init, s->weight_scale, s->bias_scale, n, n, &b, f->biases + l * n);
    }
    return OK;
}

/* ---- phi over rows with powers of two ------------------------------------------------------- */

/* The straight lines phi approaches on the left and right, for a row of this power. */
static void lines_of(Activation a, int32_t power, float *left, float *right)
{
    *left = (float)(power < 0 ? activation_slope_small(a, -1) : activation_slope_large(a, -1));
    *right = (float)(power < 0 ? activation_slope_small(a, +1) : activation_slope_large(a, +1));
}

static bool all_plain(int64_t count, const int32_t *power)
{
    for (int64_t b = 0; b < count; b++)
        if (power[b] != 0)
            return false;
    return true;
}

/* out = phi(in); the powers go along. */
static void activate(const FlowShape *s, const FlowRows *in, const FlowRows *out)
{
    int64_t n = s->width;
    memcpy(out->power, in->power, (size_t)s->batch * sizeof *out->power);
    if (all_plain(s->batch, in->power)) {
        activation_forward_f32(s->activation, s->batch * n, in->row, out->row);
        return;
    }
    for (int64_t b = 0; b < s->batch; b++) {
        const float *z = in->row + b * n;
        float *h = out->row + b * n, left, right;
        if (in->power[b] == 0) {
            activation_forward_f32(s->activation, n, z, h);
            continue;
        }
        lines_of(s->activation, in->power[b], &left, &right);
        for (int64_t i = 0; i < n; i++)
            h[i] = (z[i] > 0.0f ? right : left) * z[i];
    }
}

void flow_slopes(Flow *f, const FlowRows *pre, const FlowRows *act)
{
    const FlowShape *s = &f->shape;
    int64_t n = s->width;
    for (int64_t i = 0; i < s->batch * n; i++)
        f->slope[i] = 1.0f;
    if (all_plain(s->batch, pre->power)) {
        activation_backward_f32(s->activation, s->batch * n, pre->row, act->row, f->slope);
        return;
    }
    for (int64_t b = 0; b < s->batch; b++) {
        const float *z = pre->row + b * n;
        float *slope = f->slope + b * n, left, right;
        if (pre->power[b] == 0) {
            activation_backward_f32(s->activation, n, z, act->row + b * n, slope);
            continue;
        }
        lines_of(s->activation, pre->power[b], &left, &right);
        for (int64_t i = 0; i < n; i++)
            slope[i] = z[i] > 0.0f ? right : left;
    }
}

/* ---- forward -------------------------------------------------------------------------------- */

/* Settles the rows of the state. Normalised networks have no need of powers. */
static Status settle_state(Flow *f, int64_t l, Error *err)
{
    const FlowShape *s = &f->shape;
    bool carry = s->normalization == NORMALIZATION_NONE;
    int low = carry && s->activation.kind != ACTIVATION_SIGMOID ? SMALL : -1000;
    int high = carry && !activation_is_bounded(s->activation) ? LARGE : 120;
    for (int64_t b = 0; b < s->batch; b++)
        if (!row_power_settle(s->width, f->state.row + b * s->width, &f->state.power[b], low, high))
            return error_set(err, ERR_NUMERIC, "the forward pass is not finite at layer %lld",
                             (long long)l + 1);
    return OK;
}

static Status record_variance(Flow *f, int64_t l, Error *err)
{
    const FlowShape *s = &f->shape;
    double total = 0.0;
    for (int64_t b = 0; b < s->batch; b++) {
        const float *row = f->state.row + b * s->width;
        double square = reduce_dot_f32(s->width, row, row) / (double)s->width;
        total += ldexp(square, 2 * f->state.power[b]);
    }
    f->variance[l] = total / (double)s->batch;
    if (!isfinite(f->variance[l]))
        return error_set(err, ERR_NUMERIC,
                         "the variance of the signal exceeds double precision at layer %lld",
                         (long long)l + 1);
    return OK;
}

/* pre[l] = norm(state), to = phi(pre[l]). */
static void activate_state(Flow *f, int64_t l, const FlowRows *to)
{
    const FlowShape *s = &f->shape;
    int64_t most = s->width > s->batch ? s->width : s->batch;
    const FlowRows *pre = &f->pre[l];
    memcpy(pre->power, f->state.power, (size_t)s->batch * sizeof *pre->power);
    if (s->normalization == NORMALIZATION_NONE)
        memcpy(pre->row, f->state.row, (size_t)(s->batch * s->width) * sizeof *pre->row);
    else
        layer_normalize_f32(s->normalization, s->batch, s->width, f->state.row, pre->row, f->mean,
                            f->inv_std + l * most);
    activate(s, pre, to);
}

/* to = W in + b of layer l. */
static void apply_layer(Flow *f, int64_t l, const FlowRows *in, const FlowRows *to)
{
    int64_t n = f->shape.width, rows = f->shape.batch;
    layer_dense_forward_f32(rows, n, n, in->row, f->weights + l * n * n, to->row, f->loan);
    memcpy(to->power, in->power, (size_t)rows * sizeof *to->power);
    for (int64_t b = 0; b < rows; b++)
        row_power_add(n, to->row + b * n, &to->power[b], f->biases + l * n);
}

static Status forward_plain(Flow *f, Error *err)
{
    Status st = OK;
    for (int64_t l = 0; st == OK && l < f->shape.depth; l++) {
        apply_layer(f, l, &f->act[l], &f->state);
        st = settle_state(f, l, err);
        if (st == OK)
            st = record_variance(f, l, err);
        if (st == OK)
            activate_state(f, l, &f->act[l + 1]);
    }
    return st;
}

static Status forward_residual(Flow *f, Error *err)
{
    int64_t n = f->shape.width;
    Status st = OK;
    for (int64_t l = 0; st == OK && l < f->shape.depth; l++) {
        st = record_variance(f, l, err);
        activate_state(f, l, &f->act[l]);
        apply_layer(f, l, &f->act[l], &f->branch);
        for (int64_t b = 0; b < f->shape.batch; b++)
            row_power_add_row(n, f->state.row + b * n, &f->state.power[b],
                              (float)f->shape.branch_scale, f->branch.row + b * n,
                              f->branch.power[b]);
        if (st == OK)
            st = settle_state(f, l, err);
    }
    return st;
}

Status flow_forward(Flow *f, RandomKey key, Error *err)
{
    const FlowShape *s = &f->shape;
    RandomStream input = random_stream(key, "input");
    FlowRows x = s->residual ? f->state : f->act[0];
    random_normals(&input, 0, (size_t)(s->batch * s->width), x.row);
    memset(x.power, 0, (size_t)s->batch * sizeof *x.power);
    return s->residual ? forward_residual(f, err) : forward_plain(f, err);
}
