/* network_template.h - the text of network.c for one precision: REAL is float or double, Network
 * the type, NAME(f) adds the suffix. Included by network.c only, once for each. */

/* What a pass keeps of hidden layer l, arrays (batch, width); pointers coincide where a step in
 * place loses nothing the way back needs. */
struct UNIT_STRUCT {
    REAL *stream; /* s_l */
    REAL *unit;   /* normalised, before gain and shift; NULL without normalisation */
    REAL *pre;    /* what phi sees */
    REAL *act;    /* phi(pre) */
    REAL *mask;   /* of dropout; NULL without */
    REAL *out;    /* a_l */
    double *mean; /* statistics of this batch, by column or row */
    double *inv_std;
    double *running_mean; /* statistics for inference, by column: batch normalisation only */
    double *running_variance;
};

/* Carves the network's arrays out of `base` (or only counts when it is NULL); returns the end. */
static size_t NAME(lay_out)(Network *net, const NetworkShape *shape, char *base)
{
    Arena a = { base, 0 };
    int64_t hidden = shape->hidden, parameters = 0, widest = shape->outputs;
    NetworkLayer *layer = arena_take(&a, hidden + 1, sizeof *layer);
    struct UNIT_STRUCT *unit = arena_take(&a, hidden, sizeof *unit);
    bool norm = shape->normalization != NORMALIZATION_NONE, drop = shape->dropout > 0.0;
    size_t work = 0;
    for (int64_t l = 0; l <= hidden; l++) {
        int64_t in = l ? shape->widths[l - 1] : shape->inputs;
        int64_t out = l < hidden ? shape->widths[l] : shape->outputs;
        NetworkLayer now = { in, out, parameters, parameters + in * out, 0, 0 };
        parameters = now.bias + out;
        if (norm && l < hidden) {
            now.gain = parameters;
            now.shift = now.gain + out;
            parameters = now.shift + out;
        }
        widest = out > widest ? out : widest;
        size_t here = layer_dense_work(shape->batch, in, out);
        work = here > work ? here : work;
        if (layer)
            layer[l] = now;
        if (l == hidden)
            break;
        struct UNIT_STRUCT u = { .stream = arena_take(&a, shape->batch * out, sizeof(REAL)) };
        u.pre = u.stream;
        if (norm) {
            int64_t statistics = out > shape->batch ? out : shape->batch;
            u.unit = arena_take(&a, shape->batch * out, sizeof(REAL));
            u.pre = arena_take(&a, shape->batch * out, sizeof(REAL));
            u.mean = arena_take(&a, statistics, sizeof(double));
            u.inv_std = arena_take(&a, statistics, sizeof(double));
            u.running_mean = arena_take(&a, out, sizeof(double));
            u.running_variance = arena_take(&a, out, sizeof(double));
        }
        bool in_place = !activation_keeps_input(shape->activation) && !shape->keep_arguments &&
                        (norm || !shape->residual);
        u.act = in_place ? u.pre : arena_take(&a, shape->batch * out, sizeof(REAL));
        u.mask = drop ? arena_take(&a, shape->batch * out, sizeof(REAL)) : NULL;
        u.out = drop ? arena_take(&a, shape->batch * out, sizeof(REAL)) : u.act;
        if (unit)
            unit[l] = u;
    }
    net->layer = layer;
    net->unit = unit;
    net->parameter_count = parameters;
    net->parameters = arena_take(&a, parameters, sizeof(REAL));
    net->gradients = arena_take(&a, parameters, sizeof(REAL));
    net->output = arena_take(&a, shape->batch * shape->outputs, sizeof(REAL));
    for (int i = 0; i < 3; i++)
        net->delta[i] = arena_take(&a, shape->batch * widest, sizeof(REAL));
    net->loan = (LayerLoan){ arena_take(&a, (int64_t)work, 1), 1 };
    return a.used;
}

size_t NAME(network_bytes)(const NetworkShape *shape)
{
    Network net = { 0 };
    return NAME(lay_out)(&net, shape, NULL);
}

Status NAME(network_init)(Network *net, const NetworkShape *shape, Error *err)
{
    *net = (Network){ 0 };
    size_t bytes = NAME(network_bytes)(shape);
    net->memory = arena_allocate(bytes);
    if (!net->memory)
        return error_set(err, ERR_MEMORY, "no memory for a network of %zu bytes", bytes);
    NAME(lay_out)(net, shape, net->memory);
    net->shape = *shape;
    memset(net->parameters, 0, (size_t)net->parameter_count * sizeof *net->parameters);
    net->shape.widths = NULL;
    for (int64_t l = 0; l < shape->hidden; l++)
        for (int64_t i = 0; net->unit[l].unit && i < net->layer[l].outputs; i++) {
            net->parameters[net->layer[l].gain + i] = 1;
            net->unit[l].running_mean[i] = 0.0;
            net->unit[l].running_variance[i] = 1.0;
        }
    return OK;
}

void NAME(network_free)(Network *net)
{
    free(net->memory);
    *net = (Network){ 0 };
}

/* ---- forward -------------------------------------------------------------------------------- */

/* Training: by the batch, whose statistics move the running ones. Inference: by the running ones.
 */
static void NAME(normalize)(Network *net, int64_t l, int64_t rows, bool training)
{
    struct UNIT_STRUCT *u = &net->unit[l];
    int64_t width = net->layer[l].outputs;
    NormalizationKind kind = net->shape.normalization;
    if (training || kind == NORMALIZATION_LAYER) {
        NAME(layer_normalize)(kind, rows, width, u->stream, u->unit, u->mean, u->inv_std);
        for (int64_t i = 0; kind == NORMALIZATION_BATCH && i < width; i++) {
            double variance = 1.0 / (u->inv_std[i] * u->inv_std[i]) - NORMALIZATION_EPSILON;
            u->running_mean[i] += RUNNING_RATE * (u->mean[i] - u->running_mean[i]);
            u->running_variance[i] += RUNNING_RATE * (variance - u->running_variance[i]);
        }
    } else {
        for (int64_t i = 0; i < width; i++)
            u->inv_std[i] = 1.0 / sqrt(u->running_variance[i] + NORMALIZATION_EPSILON);
        NAME(layer_normalize_fixed)(rows, width, u->stream, u->running_mean, u->inv_std, u->unit);
    }
    NAME(layer_affine)
    (rows, width, u->unit, net->parameters + net->layer[l].gain,
     net->parameters + net->layer[l].shift, u->pre);
}

const REAL *NAME(network_forward)(Network *net, int64_t rows, const REAL *x, bool training,
                                  const RandomStream *stream)
{
    const NetworkShape *shape = &net->shape;
    const REAL *h = x;
    for (int64_t l = 0; l < shape->hidden; l++) {
        const NetworkLayer *layer = &net->layer[l];
        struct UNIT_STRUCT *u = &net->unit[l];
        const REAL *bias = net->parameters + layer->bias;
        int64_t n = rows * layer->outputs;
        NAME(layer_dense_forward)
        (rows, layer->inputs, layer->outputs, h, net->parameters + layer->weights, u->stream,
         net->loan);
        if (!u->unit && !(shape->residual && l > 0)) {
            NAME(activation_bias_forward)
            (shape->activation, rows, layer->outputs, bias, u->stream, u->act);
        } else {
            NAME(layer_bias)(rows, layer->outputs, bias, u->stream);
            if (shape->residual && l > 0)
                NAME(layer_residual)
            (n, (REAL)shape->branch_scale, net->unit[l - 1].stream, u->stream, u->stream);
            if (u->unit)
                NAME(normalize)(net, l, rows, training);
            NAME(activation_forward)(shape->activation, n, u->pre, u->act);
        }
        h = u->act;
        if (u->mask && training) {
            RandomStream layer_stream = random_substream(stream, (uint64_t)l);
            NAME(layer_dropout)(n, shape->dropout, &layer_stream, u->act, u->mask, u->out);
            h = u->out;
        }
    }
    const NetworkLayer *last = &net->layer[shape->hidden];
    NAME(layer_dense_forward)
    (rows, last->inputs, last->outputs, h, net->parameters + last->weights, net->output, net->loan);
    NAME(activation_bias_forward)
    ((Activation){ shape->output, shape->activation.leak }, rows, last->outputs,
     net->parameters + last->bias, net->output, net->output);
    return net->output;
}

int64_t NAME(network_failed_layer)(const Network *net, int64_t rows)
{
    for (int64_t l = 0; l <= net->shape.hidden; l++) {
        const REAL *sums = l < net->shape.hidden ? net->unit[l].stream : net->output;
        if (!isfinite(NAME(reduce_sum)(rows * net->layer[l].outputs, sums)))
            return l;
    }
    return -1;
}

double NAME(network_nearest_kink)(const Network *net, int64_t rows)
{
    double nearest = INFINITY;
    for (int64_t l = 0; l < net->shape.hidden; l++)
        for (int64_t i = 0; i < rows * net->layer[l].outputs; i++)
            nearest = fmin(nearest, fabs((double)net->unit[l].pre[i]));
    return nearest;
}

/* ---- backward ------------------------------------------------------------------------------- */

/* Gradients of dense layer l from dz; returns through dh (NULL when not wanted). */
static void NAME(dense_back)(Network *net, int64_t l, int64_t rows, const REAL *x, const REAL *dz,
                             REAL *dh)
{
    const NetworkLayer *layer = &net->layer[l];
    const REAL *h = l ? (net->unit[l - 1].mask ? net->unit[l - 1].out : net->unit[l - 1].act) : x;
    NAME(layer_dense_backward)
    (rows, layer->inputs, layer->outputs, h, net->parameters + layer->weights, dz,
     net->gradients + layer->weights, net->gradients + layer->bias, dh, net->loan);
}

double NAME(network_backward)(Network *net, int64_t rows, const REAL *x, const REAL *t, REAL *dx)
{
    const NetworkShape *shape = &net->shape;
    REAL *stream = net->delta[0], *branch = net->delta[1], *scaled = net->delta[2];
    double loss = NAME(loss)(shape->loss, rows, shape->outputs, net->output, t, stream);
    NAME(activation_backward)
    ((Activation){ shape->output, shape->activation.leak }, rows * shape->outputs, net->output,
     net->output, stream);
    NAME(dense_back)(net, shape->hidden, rows, x, stream, shape->hidden ? branch : dx);
    for (int64_t l = shape->hidden - 1; l >= 0; l--) {
        const NetworkLayer *layer = &net->layer[l];
        struct UNIT_STRUCT *u = &net->unit[l];
        int64_t n = rows * layer->outputs;
        if (u->mask)
            NAME(layer_mask)(n, u->mask, branch);
        NAME(activation_backward)(shape->activation, n, u->pre, u->act, branch);
        if (u->unit) {
            NAME(layer_affine_backward)
            (rows, layer->outputs, u->unit, net->parameters + layer->gain, branch,
             net->gradients + layer->gain, net->gradients + layer->shift);
            NAME(layer_normalize_backward)
            (shape->normalization, rows, layer->outputs, u->unit, u->inv_std, branch);
        }
        bool skip_after = shape->residual && l < shape->hidden - 1;
        bool skip_before = shape->residual && l > 0;
        if (skip_after) {
            NAME(layer_residual)(n, 1, stream, branch, stream);
        } else {
            REAL *swap = stream;
            stream = branch;
            branch = swap;
        }
        for (int64_t i = 0; skip_before && i < n; i++)
            scaled[i] = (REAL)shape->branch_scale * stream[i];
        NAME(dense_back)(net, l, rows, x, skip_before ? scaled : stream, l ? branch : dx);
    }
    return loss;
}
