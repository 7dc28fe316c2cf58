/* test_attention.c - three methods against the definition in double precision; masks, threads,
 * levels and positions in memory must not show. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "algorithms/base/attention.h"
#include "algorithms/base/attention_kernel.h"
#include "algorithms/base/random.h"

typedef struct {
    AttentionShape shape;
    float *q, *k, *v, *out;
    int64_t size_q, size_k;
    AttentionMemory memory;
    AttentionCount count;
} Case;

static float *normals(const char *name, int64_t n)
{
    RandomStream s = random_stream((RandomKey){ 8, 9 }, name);
    float *x = malloc((size_t)n * sizeof *x); /* no room behind: the sanitizer sees the end */
    assert_non_null(x);
    random_normals(&s, 0, (size_t)n, x);
    return x;
}

static Case make(int64_t queries, int64_t keys, int64_t heads, int64_t d, bool causal)
{
    Case c = { .shape = { queries, keys, heads, d, causal, 1 / sqrt((double)d) } };
    c.size_q = queries * heads * d;
    c.size_k = keys * heads * d;
    c.q = normals("q", c.size_q);
    c.k = normals("k", c.size_k);
    c.v = normals("v", c.size_k);
    c.out = normals("out", c.size_q);
    return c;
}

static void drop(Case *c)
{
    free(c->q);
    free(c->k);
    free(c->v);
    free(c->out);
}

static void forward(Case *c, AttentionMethod method, int threads)
{
    Error err = { 0 };
    c->memory = (AttentionMemory){ 0 };
    for (int64_t i = 0; i < c->size_q; i++)
        c->out[i] = NAN;
    assert_int_equal(attention_forward(method, &c->shape, c->q, c->k, c->v, c->out, threads,
                                       &c->memory, &c->count, &err),
                     OK);
}

static double worst_error(const Case *c, AttentionMethod method)
{
    const AttentionShape *s = &c->shape;
    double out[ATTENTION_MAX_DIM], worst = 0;
    double *weights = malloc((size_t)s->keys * sizeof *weights);
    assert_non_null(weights);
    for (int64_t h = 0; h < s->heads; h++)
        for (int64_t i = 0; i < s->queries; i++) {
            attention_reference(method, s, c->q, c->k, c->v, h, i, out, weights);
            for (int64_t j = 0; j < s->head_dim; j++) {
                float got = c->out[i * s->heads * s->head_dim + h * s->head_dim + j];
                double error = fabs((double)got - out[j]);
                worst = isnan(error) ? INFINITY : fmax(worst, error);
            }
        }
    free(weights);
    return worst;
}

static const struct {
    int64_t queries, keys, heads, d;
} sizes[] = { { 1, 1, 1, 1 },     { 3, 3, 1, 2 },      { 7, 7, 2, 5 },     { 64, 64, 1, 64 },
              { 65, 65, 3, 16 },  { 130, 130, 1, 64 }, { 257, 257, 2, 8 }, { 300, 300, 1, 17 },
              { 50, 513, 1, 32 }, { 20, 300, 2, 100 }, { 9, 300, 1, 256 }, { 1, 700, 1, 64 } };
enum { SIZES = sizeof sizes / sizeof *sizes };

static void definition(void **state)
{
    (void)state;
    for (int i = 0; i < SIZES; i++)
        for (int causal = 0; causal < 2; causal++)
            for (int method = 0; method < ATTENTION_METHODS; method++) {
                Case c = make(sizes[i].queries, sizes[i].keys, sizes[i].heads, sizes[i].d, causal);
                forward(&c, (AttentionMethod)method, 1);
                double error = worst_error(&c, (AttentionMethod)method);
                if (!(error < 1e-6))
                    fail_msg("method %d, size %d, causal %d: error %g", method, i, causal, error);
                drop(&c);
            }
}

/* Every level the environment may ask for, and any number of threads, gives the same bits and takes
 * the same memory. */
static void same_bits(void **state)
{
    (void)state;
    for (int i = 0; i < SIZES; i++)
        for (int causal = 0; causal < 2; causal++)
            for (int method = 0; method < ATTENTION_METHODS; method++) {
                Case c = make(sizes[i].queries, sizes[i].keys, sizes[i].heads, sizes[i].d, causal);
                unsetenv("HEBB_CPU");
                CpuLevel top = cpu_level();
                forward(&c, (AttentionMethod)method, 1);
                const AttentionCount count = c.count;
                const int64_t peak = c.memory.peak;
                float *first = malloc((size_t)c.size_q * sizeof *first);
                assert_non_null(first);
                memcpy(first, c.out, (size_t)c.size_q * sizeof *first);
                for (int level = 0; level <= (int)top; level++) {
                    setenv("HEBB_CPU", cpu_level_name((CpuLevel)level), 1);
                    forward(&c, (AttentionMethod)method, level + 1);
                    if (memcmp(first, c.out, (size_t)c.size_q * sizeof *first) != 0)
                        fail_msg("method %d, size %d, causal %d: level %s differs", method, i,
                                 causal, cpu_level_name((CpuLevel)level));
                    assert_memory_equal(&count, &c.count, sizeof count);
                    assert_int_equal(c.memory.peak, peak);
                    assert_int_equal(c.memory.now, 0);
                }
                unsetenv("HEBB_CPU");
                free(first);
                drop(&c);
            }
}

/* What a mask hides changes nothing, not one bit, even where it is not a number. */
static void future_is_not_seen(void **state)
{
    (void)state;
    enum { N = 300, D = 16, SEEN = 77 };
    for (int method = 0; method < ATTENTION_METHODS; method++) {
        Case c = make(N, N, 1, D, true);
        memset(c.v, 0, D * sizeof *c.v); /* a first value of 0 shows the smallest false weight */
        forward(&c, (AttentionMethod)method, 2);
        float *first = malloc((size_t)c.size_q * sizeof *first);
        assert_non_null(first);
        memcpy(first, c.out, (size_t)c.size_q * sizeof *first);
        for (int64_t i = SEEN * D; i < N * D; i++) {
            c.q[i] = -3;
            c.k[i] = 40;
            c.v[i] = 1e30f;
        }
        forward(&c, (AttentionMethod)method, 1);
        assert_memory_equal(first, c.out, SEEN * D * sizeof *first);
        assert_memory_not_equal(first + SEEN * D, c.out + SEEN * D, sizeof *first);
        free(first);
        drop(&c);
    }
}

/* Values of 1 are mixed to 1: the weights of a row sum to 1. */
static void rows_sum_to_one(void **state)
{
    (void)state;
    for (int i = 0; i < SIZES; i++)
        for (int method = 0; method < ATTENTION_METHODS; method++) {
            Case c = make(sizes[i].queries, sizes[i].keys, sizes[i].heads, sizes[i].d, i % 2);
            for (int64_t j = 0; j < c.size_k; j++)
                c.v[j] = 1;
            forward(&c, (AttentionMethod)method, 1);
            for (int64_t j = 0; j < c.size_q; j++)
                if (!(fabsf(c.out[j] - 1) <= 1e-6f))
                    fail_msg("method %d, size %d: the weights of a row sum to %.9g", method, i,
                             (double)c.out[j]);
            drop(&c);
        }
}

/* Scores of hundreds of standard deviations, whose exponentials no double holds. */
static void large_scores(void **state)
{
    (void)state;
    for (int method = 0; method < ATTENTION_LINEAR; method++)
        for (double sd = 10; sd <= 1000; sd *= 10) {
            Case c = make(100, 600, 1, 64, false);
            c.shape.scale = fmin(sd, 700) / 8;
            forward(&c, (AttentionMethod)method, 1);
            /* rounding of the scores, 2^-24 relative, is all that is left */
            double error = worst_error(&c, (AttentionMethod)method);
            if (!(error < 2e-6 * sd))
                fail_msg("method %d: scores of %g standard deviations give an error of %g", method,
                         sd, error);
            drop(&c);
        }
}

static void counted_operations(void **state)
{
    (void)state;
    for (int i = 0; i < SIZES; i++)
        for (int causal = 0; causal < 2; causal++)
            for (int method = 0; method < ATTENTION_METHODS; method++) {
                Case c = make(sizes[i].queries, sizes[i].keys, sizes[i].heads, sizes[i].d, causal);
                forward(&c, (AttentionMethod)method, 1);
                double flops = attention_flops((AttentionMethod)method, &c.shape);
                assert_true(2.0 * (double)c.count.needed == flops);
                assert_true(c.count.executed >= c.count.needed);
                double bytes = attention_bytes((AttentionMethod)method, &c.shape);
                assert_true((double)c.memory.peak == bytes);
                drop(&c);
            }
    Case c = make(1024, 1024, 1, 64, true);
    forward(&c, ATTENTION_TILED, 1); /* a mask skips what it hides */
    assert_true((double)c.count.executed < 1.02 * (double)c.count.needed);
    drop(&c);
}

/* The kernels themselves: exponentials of scores against libm's, from -126 exactly to the end. */
static void exponentials(void **state)
{
    (void)state;
    unsetenv("HEBB_CPU");
    for (int level = 0; level <= (int)cpu_level(); level++) {
        const AttentionKernels *t = attention_kernels[level];
        double worst = 0;
        for (double x = 0; x > -130; x -= 0.37) {
            float score[16] = { 0, (float)x, -INFINITY, -126.0f, -126.01f, -1e30f };
            AttentionRow row = { .largest = -INFINITY };
            t->extend(&row, score, 6, NULL, 0);
            assert_true(row.largest == 0 && score[0] == 1 && score[2] == 0 && score[5] == 0);
            assert_true(score[3] == 0x1p-126f && score[4] == 0 && score[6] == 0);
            double exact = exp2((double)(float)x);
            if ((float)x >= -126)
                worst = fmax(worst, fabs((double)score[1] / exact - 1));
        }
        assert_true(worst < 1.2e-7);
        float end;
        assert_true(t->peak(10, &end) > 0 && isfinite(end));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(definition),         cmocka_unit_test(same_bits),
        cmocka_unit_test(future_is_not_seen), cmocka_unit_test(rows_sum_to_one),
        cmocka_unit_test(large_scores),       cmocka_unit_test(counted_operations),
        cmocka_unit_test(exponentials),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
