/* initialization.c - see initialization.h */
#include "algorithms/base/initialization.h"

#include <math.h>
#include <stdlib.h>

#include "algorithms/base/reduce.h"

const char *const initialization_names[INITIALIZATION_COUNT + 1] = {
    "standard", "lecun", "xavier", "he", "orthogonal", "framework", NULL,
};

double initialization_variance(InitializationKind kind, int64_t fan_in, int64_t fan_out)
{
    double in = (double)fan_in, out = (double)fan_out;
    switch (kind) {
    case INITIALIZATION_LECUN:
        return 1.0 / in;
    case INITIALIZATION_XAVIER:
        return 2.0 / (in + out);
    case INITIALIZATION_HE:
        return 2.0 / in;
    case INITIALIZATION_ORTHOGONAL:
        return 1.0 / fmax(in, out);
    case INITIALIZATION_FRAMEWORK:
        return 1.0 / (3.0 * in);
    default:
        return 1.0;
    }
}

double initialization_bias_variance(InitializationKind kind, int64_t fan_in)
{
    return kind == INITIALIZATION_FRAMEWORK ? initialization_variance(kind, fan_in, fan_in) : 0.0;
}

/* x[n] uniform in +-reach, 24 bits each. */
static void fill_uniform(const RandomStream *stream, double reach, int64_t n, float *x)
{
    enum { BLOCKS = 64 };
    uint32_t words[4 * BLOCKS];
    for (int64_t first = 0; first < n; first += 4 * BLOCKS) {
        int64_t count = n - first < 4 * BLOCKS ? n - first : 4 * BLOCKS;
        random_words(stream, (uint64_t)first / 4, (size_t)(count + 3) / 4, words);
        for (int64_t i = 0; i < count; i++)
            x[first + i] = (float)(reach * (((words[i] >> 8) + 0.5) * 0x1p-23 - 1.0));
    }
}

/* v (count, n): makes the rows orthonormal, one after the other. Two passes bring Gram-Schmidt to
 * rounding level, and rows that were Gaussian become uniform (Haar) orthonormal ones. */
static void orthonormalize(int64_t count, int64_t n, double *v)
{
    for (int64_t i = 0; i < count; i++) {
        double *row = v + i * n;
        for (int pass = 0; pass < 2; pass++)
            for (int64_t j = 0; j < i; j++) {
                const double *other = v + j * n;
                double overlap = reduce_dot_f64(n, row, other);
                for (int64_t k = 0; k < n; k++)
                    row[k] -= overlap * other[k];
            }
        double length = sqrt(reduce_dot_f64(n, row, row));
        for (int64_t k = 0; k < n; k++)
            row[k] /= length;
    }
}

static Status fill_orthogonal(double scale, int64_t fan_out, int64_t fan_in,
                              const RandomStream *stream, float *w, Error *err)
{
    int64_t count = fan_out < fan_in ? fan_out : fan_in, n = fan_out < fan_in ? fan_in : fan_out;
    double *v = malloc((size_t)(count * n) * sizeof *v);
    if (!v)
        return error_set(err, ERR_MEMORY, "no memory for an orthogonal matrix of %lld x %lld",
                         (long long)fan_out, (long long)fan_in);
    random_normals(stream, 0, (size_t)(count * n), w);
    for (int64_t i = 0; i < count * n; i++)
        v[i] = (double)w[i];
    orthonormalize(count, n, v);
    for (int64_t i = 0; i < fan_out; i++)
        for (int64_t j = 0; j < fan_in; j++)
            w[i * fan_in + j] = (float)(scale * (fan_out <= fan_in ? v[i * n + j] : v[j * n + i]));
    free(v);
    return OK;
}

Status initialization_weights(InitializationKind kind, double scale, int64_t fan_out,
                              int64_t fan_in, const RandomStream *stream, float *w, Error *err)
{
    int64_t n = fan_out * fan_in;
    if (kind == INITIALIZATION_ORTHOGONAL)
        return fill_orthogonal(scale, fan_out, fan_in, stream, w, err);
    if (kind == INITIALIZATION_FRAMEWORK) {
        fill_uniform(stream, scale / sqrt((double)fan_in), n, w);
        return OK;
    }
    float deviation = (float)(scale * sqrt(initialization_variance(kind, fan_in, fan_out)));
    random_normals(stream, 0, (size_t)n, w);
    for (int64_t i = 0; i < n; i++)
        w[i] *= deviation;
    return OK;
}

void initialization_biases(InitializationKind kind, double scale, double deviation, int64_t fan_out,
                           int64_t fan_in, const RandomStream *stream, float *b)
{
    RandomStream normals = random_substream(stream, 0), uniforms = random_substream(stream, 1);
    random_normals(&normals, 0, (size_t)fan_out, b);
    double reach = kind == INITIALIZATION_FRAMEWORK ? scale / sqrt((double)fan_in) : 0.0;
    for (int64_t i = 0; i < fan_out; i++) {
        double uniform = reach * (2.0 * random_uniform(&uniforms, (uint64_t)i) - 1.0);
        b[i] = (float)(deviation * (double)b[i] + uniform);
    }
}
