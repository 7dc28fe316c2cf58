/* test_loss.c - losses against central differences, the textbook formula and huge logits. */
#include "tests/near.h"

#include "algorithms/base/elementary.h"
#include "algorithms/base/gradient_check.h"
#include "algorithms/base/loss.h"
#include "algorithms/base/random.h"

enum { BATCH = 5, OUT = 4, N = BATCH * OUT };

typedef struct {
    LossKind kind;
    double y[N], t[N], delta[N];
} Bench;

static Bench bench(LossKind kind)
{
    Bench b = { .kind = kind };
    RandomKey key = { 5, 6 };
    RandomStream s = random_stream(key, "loss");
    for (int i = 0; i < N; i++) {
        b.y[i] = 2.0 * random_normal(&s, (uint64_t)i);
        b.t[i] = i % OUT == (i / OUT) % OUT ? 0.9 : 0.1 / (OUT - 1);
    }
    return b;
}

static double evaluate(void *ctx)
{
    Bench *b = ctx;
    double scratch[N];
    return loss_f64(b->kind, BATCH, OUT, b->y, b->t, scratch);
}

static void gradients(void **state)
{
    (void)state;
    for (int kind = LOSS_SQUARED; kind <= LOSS_CROSS_ENTROPY; kind++) {
        Bench b = bench((LossKind)kind);
        loss_f64(b.kind, BATCH, OUT, b.y, b.t, b.delta);
        assert_true(gradient_check(N, b.y, b.delta, 1e-5, 0.0, evaluate, &b) < 1e-9);
    }
}

/* -sum t ln(e^y / sum e^y), straight from the definition. */
static void cross_entropy_by_definition(void **state)
{
    (void)state;
    Bench b = bench(LOSS_CROSS_ENTROPY);
    double expected = 0.0, p[N];
    for (int row = 0; row < BATCH; row++) {
        double sum = 0.0;
        for (int i = 0; i < OUT; i++)
            sum += elementary_exp(b.y[row * OUT + i]);
        for (int i = 0; i < OUT; i++)
            expected -= b.t[row * OUT + i] *
                        elementary_log(elementary_exp(b.y[row * OUT + i]) / sum) / BATCH;
    }
    assert_near(evaluate(&b), expected, 1e-14);
    loss_softmax_f64(BATCH, OUT, b.y, p);
    loss_f64(b.kind, BATCH, OUT, b.y, b.t, b.delta);
    for (int i = 0; i < N; i++)
        assert_near(b.delta[i], (p[i] - b.t[i]) / BATCH, 1e-16);
}

/* Adding a constant to all logits of a row changes nothing, even one that would overflow e^y. */
static void huge_logits(void **state)
{
    (void)state;
    Bench b = bench(LOSS_CROSS_ENTROPY);
    double before = evaluate(&b);
    for (int i = 0; i < N; i++)
        b.y[i] += i < OUT ? 5000.0 : -5000.0;
    assert_near(evaluate(&b), before, 1e-11);
    float y[2] = { 300.0f, -300.0f }, t[2] = { 0.0f, 1.0f }, delta[2];
    assert_near(loss_f32(LOSS_CROSS_ENTROPY, 1, 2, y, t, delta), 600.0, 1e-4);
    assert_near(delta[0], 1.0, 1e-7);
    assert_near(delta[1], -1.0, 1e-7);
}

static void single_against_double(void **state)
{
    (void)state;
    for (int kind = LOSS_SQUARED; kind <= LOSS_CROSS_ENTROPY; kind++) {
        Bench b = bench((LossKind)kind);
        float y[N], t[N];
        for (int i = 0; i < N; i++) {
            b.y[i] = y[i] = (float)b.y[i];
            b.t[i] = t[i] = (float)b.t[i];
        }
        double expected = loss_f64(b.kind, BATCH, OUT, b.y, b.t, b.delta);
        assert_near(loss_f32(b.kind, BATCH, OUT, y, t, y), expected, 2e-7 * expected);
        for (int i = 0; i < N; i++) /* delta may overwrite y */
            assert_near(y[i], b.delta[i], 2e-7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradients),
        cmocka_unit_test(cross_entropy_by_definition),
        cmocka_unit_test(huge_logits),
        cmocka_unit_test(single_against_double),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
