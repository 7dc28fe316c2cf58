/* test_meanfield.c - the recursions and finite-width laws against published and closed values. */
#include "tests/near.h"

#include "algorithms/base/elementary.h"
#include "algorithms/base/finite_width.h"
#include "algorithms/base/meanfield.h"
#include "algorithms/base/meanfield_batch.h"

static Quadrature rule;

static int make_rule(void **state)
{
    (void)state;
    return meanfield_quadrature(&rule, NULL);
}

/* log10 of |delta^1|^2 / |delta^depth|^2. */
static double log10_ratio(MeanField m, int64_t depth)
{
    static double variance[1000], ln_gradient[1000];
    assert_int_equal(OK, meanfield_solve(&rule, &m, depth, variance, ln_gradient, NULL));
    return ln_gradient[0] / M_LN10;
}

/* Depths 10, 30, 100 for weight variances 1, 2 and 1/3 (with the biases of a framework's default at
 * width 256), from Gauss-Hermite sums made elsewhere. Those of elu carry an error of 1e-6 relative,
 * for its second derivative jumps at 0: see elu_in_closed_form. */
static void plain_networks(void **state)
{
    (void)state;
    static const struct {
        ActivationKind kind;
        double ratio[3][3];
    } table[] = {
        { ACTIVATION_SIGMOID,
          { { -11.385160088345177, -36.46482775949677, -124.24366460852687 },
            { -9.108096918145769, -29.02364070166269, -98.72804394390113 },
            { -15.335659150773623, -49.31687685143287, -168.2511388037402 } } },
        { ACTIVATION_TANH,
          { { -1.1020893768959579, -1.6056622337137143, -2.1422594906270644 },
            { 0.027034830448331992, 0.8972116189816198, 3.947116429581758 },
            { -4.560918796760556, -14.13705450154813, -47.65349180946856 } } },
        { ACTIVATION_RELU,
          { { -2.7092699609758304, -8.72986987425545, -29.801969570734162 },
            { 0.0, 0.0, 0.0 },
            { -7.003361253452793, -22.56638626112566, -77.0369737879807 } } },
        { ACTIVATION_LEAKY_RELU,
          { { -2.670377596932046, -8.604550034558818, -29.374153566252474 },
            { 0.03889236404378406, 0.12531983969663757, 0.42781600448162493 },
            { -6.964468889409006, -22.441066421429035, -76.60915778349899 } } },
        { ACTIVATION_ELU,
          { { -1.080179792768101, -2.0031449787308073, -3.06997160434357 },
            { 0.7083249482964383, 1.6433289237564934, 3.422978369666204 },
            { -4.662145899634552, -14.497300548028146, -48.9202226849392 } } },
        { ACTIVATION_GELU,
          { { -4.779085459205161, -16.820265748191346, -58.96446514115077 },
            { -0.2470431062004271, -5.116839248253237, -26.188927066181876 },
            { -9.479717789247841, -31.03206218815938, -106.46526758477857 } } },
    };
    static const double weight_variance[3] = { 1.0, 2.0, 1.0 / 3.0 };
    static const int64_t depth[3] = { 10, 30, 100 };
    for (size_t t = 0; t < sizeof table / sizeof *table; t++)
        for (int w = 0; w < 3; w++)
            for (int d = 0; d < 3; d++) {
                MeanField m = { .activation = { table[t].kind, 0.1 },
                                .weight_variance = weight_variance[w],
                                .bias_variance = w == 2 ? 1.0 / 768.0 : 0.0 };
                double expected = table[t].ratio[w][d];
                double tolerance = table[t].kind == ACTIVATION_ELU ? 2e-5 : 2e-11 * depth[d];
                assert_near(log10_ratio(m, depth[d]), expected, tolerance);
            }
}

/* E elu^2 and E elu'^2 by completing the square. */
static void elu_in_closed_form(void **state)
{
    (void)state;
    static const double variances[] = { 1e-6, 0.02, 0.3, 1.0, 2.0, 78.0, 1e4 };
    for (size_t i = 0; i < sizeof variances / sizeof *variances; i++) {
        double q = variances[i], s = sqrt(q);
        double e1 = elementary_exp(0.5 * q) * 0.5 * erfc(s / sqrt(2.0));
        double e2 = elementary_exp(2.0 * q) * 0.5 * erfc(2.0 * s / sqrt(2.0));
        if (q > 100.0) { /* the products of huge and tiny: their asymptotic series */
            e1 = (1.0 - 1.0 / q + 3.0 / (q * q)) / (s * sqrt(2.0 * M_PI));
            e2 = (1.0 - 0.25 / q + 3.0 / (16.0 * q * q)) / (2.0 * s * sqrt(2.0 * M_PI));
        }
        GaussMoments g = meanfield_moments(&rule, (Activation){ ACTIVATION_ELU, 0.0 }, q);
        double square = 0.5 * q + e2 - 2.0 * e1 + 0.5;
        assert_near(g.square / square, 1.0, q < 0.01 ? 1e-9 : 1e-11);
        assert_near(g.slope_square / (0.5 + e2), 1.0, 1e-11);
    }
}

/* Weight standard deviation far from 1: signals of 1e-160 and 1e+210 go through. */
static void extreme_scales(void **state)
{
    (void)state;
    MeanField sigmoid = { .activation = { ACTIVATION_SIGMOID, 0.0 }, .weight_variance = 256.0 };
    MeanField tanh_tiny = { .activation = { ACTIVATION_TANH, 0.0 }, .weight_variance = 0.0256 };
    MeanField relu = { .activation = { ACTIVATION_RELU, 0.0 }, .weight_variance = 256.0 };
    MeanField elu = { .activation = { ACTIVATION_ELU, 0.0 }, .weight_variance = 256.0 };
    assert_near(log10_ratio(sigmoid, 100), 18.770918813598183, 1e-10);
    assert_near(log10_ratio(tanh_tiny, 100), -157.60574055512924, 1e-10);
    assert_near(log10_ratio(relu, 1000), 999.0 * log10(128.0), 1e-9);
    assert_near(log10_ratio(elu, 1000) - log10_ratio(elu, 999), log10(128.0), 1e-9);
}

static void residual_networks(void **state)
{
    (void)state;
    static const struct {
        ActivationKind kind;
        double weight_variance, power; /* branch scale depth^-power */
        double ratio[4];               /* depths 10, 30, 100, 1000 */
    } table[] = {
        { ACTIVATION_RELU,
          2.0,
          0.0,
          { 3.0102999566398116, 9.03089986991943, 30.102999566398143, 301.02999566397546 } },
        { ACTIVATION_RELU,
          2.0,
          0.5,
          { 0.41392685158225073, 0.4272131734383082, 0.432137378264258, 0.43407747931858576 } },
        { ACTIVATION_TANH,
          1.0,
          0.0,
          { 1.1479299335123772, 2.332371487321475, 4.5798735355444276, 14.881140375653661 } },
        { ACTIVATION_TANH,
          1.0,
          0.5,
          { 0.18516190239677507, 0.1868686435804398, 0.18747660153252105, 0.18771260442637888 } },
    };
    static const int64_t depth[4] = { 10, 30, 100, 1000 };
    for (size_t t = 0; t < sizeof table / sizeof *table; t++)
        for (int d = 0; d < 4; d++) {
            MeanField m = { .activation = { table[t].kind, 0.0 },
                            .weight_variance = table[t].weight_variance,
                            .residual = true,
                            .branch_scale = pow((double)depth[d], -table[t].power) };
            assert_near(log10_ratio(m, depth[d]), table[t].ratio[d], 1e-8);
        }
}

static void critical_lines(void **state)
{
    (void)state;
    static const struct {
        ActivationKind kind;
        double bias_variance, weight_variance, tolerance;
    } table[] = {
        { ACTIVATION_TANH, 0.01, 1.424205290488885, 1e-9 },
        { ACTIVATION_TANH, 0.05, 1.7609546409496069, 1e-5 },
        { ACTIVATION_TANH, 0.1, 1.9860726411358725, 1e-9 },
        { ACTIVATION_TANH, 0.2, 2.2851524737201863, 1e-9 },
        { ACTIVATION_TANH, 0.5, 2.8431674597191883, 1e-9 },
        { ACTIVATION_TANH, 1.0, 3.4432109122652954, 1e-9 },
        { ACTIVATION_SIGMOID, 0.0, 103.00755385551926, 1e-8 },
    };
    for (size_t t = 0; t < sizeof table / sizeof *table; t++) {
        double weight_variance, q;
        Activation a = { table[t].kind, 0.0 };
        assert_int_equal(
            OK, meanfield_critical(&rule, a, table[t].bias_variance, &weight_variance, &q, NULL));
        assert_near(weight_variance, table[t].weight_variance, table[t].tolerance);
        GaussMoments g = meanfield_moments(&rule, a, q);
        assert_near(weight_variance * g.slope_square, 1.0, 1e-12);
        assert_near(weight_variance * g.square + table[t].bias_variance, q, 1e-12 * q);
    }
    double weight_variance, q;
    Error err = { 0 };
    assert_int_equal(ERR_NUMERIC, meanfield_critical(&rule, (Activation){ ACTIVATION_RELU, 0.0 },
                                                     0.1, &weight_variance, &q, &err));
}

/* Tenth powers of geometric means: the figure of the derivative product. */
static void derivative_products(void **state)
{
    (void)state;
    static const double deviation[5] = { 0.5, 1.0, 1.5, 2.0, 3.0 };
    static const struct {
        ActivationKind kind;
        double product[5];
    } table[] = {
        { ACTIVATION_SIGMOID,
          { 5.197821677453402e-07, 9.969167470268812e-08, 9.227893659935207e-09,
            5.320478106257445e-10, 7.78380540918019e-13 } },
        { ACTIVATION_TANH,
          { 0.10453429749304605, 0.0005578925650747033, 8.161911540736574e-07,
            6.636997020783095e-10, 2.030741545787259e-16 } },
        { ACTIVATION_LEAKY_RELU, { 1e-5, 1e-5, 1e-5, 1e-5, 1e-5 } },
        { ACTIVATION_ELU,
          { 0.13605291309919215, 0.018510395162776312, 0.0025183931845129113,
            0.00034263472908213307, 6.342304231801093e-06 } },
        { ACTIVATION_RELU, { 0.0, 0.0, 0.0, 0.0, 0.0 } },
    };
    for (size_t t = 0; t < sizeof table / sizeof *table; t++)
        for (int i = 0; i < 5; i++) {
            Activation a = { table[t].kind, 0.1 };
            double ln = meanfield_log_slope(&rule, a, deviation[i] * deviation[i]);
            assert_near(elementary_exp(10.0 * ln), table[t].product[i],
                        1e-12 * table[t].product[i]);
        }
    /* Ten sigmoid layers reach 1e-9 at this deviation only. */
    double ln = meanfield_log_slope(&rule, (Activation){ ACTIVATION_SIGMOID, 0.0 },
                                    1.8946784178819227 * 1.8946784178819227);
    assert_near(elementary_exp(10.0 * ln), 1e-9, 1e-20);
}

/* E ln |gelu'| has a logarithmic singularity; a sum over many points far from it agrees. */
static void gelu_singularity(void **state)
{
    (void)state;
    Activation gelu = { ACTIVATION_GELU, 0.0 };
    const int64_t points = 400000;
    double sum = 0.0, total = 0.0;
    for (int64_t i = 0; i < points; i++) {
        double z = 20.0 * ((double)i + 0.5) / (double)points - 10.0;
        double w = elementary_exp(-0.5 * z * z);
        sum += w * elementary_log(fabs(activation_derivative(gelu, z)));
        total += w;
    }
    assert_near(meanfield_log_slope(&rule, gelu, 1.0), sum / total, 2e-5);
}

static void finite_width(void **state)
{
    (void)state;
    static const struct {
        int64_t width;
        double mean, variance;
    } table[] = {
        { 2, -0.8082647250881816, 4.265248835017598 },
        { 3, -0.7959875130896896, 3.574373252116303 },
        { 8, -0.39877726986675677, 1.246989127766658 },
        { 32, -0.08254020809622498, 0.17749778722596093 },
        { 128, -0.019786401877320614, 0.04023399260291283 },
        { 1000, -0.00250409538562657, 0.005018585316652206 },
    };
    for (size_t t = 0; t < sizeof table / sizeof *table; t++) {
        assert_near(finite_width_ln(table[t].width, 0.0, 2.0), table[t].mean, 1e-11);
        assert_near(finite_width_ln_variance(table[t].width), table[t].variance, 1e-11);
    }
    assert_near(finite_width_death(8, 100), 0.32388353489045263, 1e-15);
    assert_near(finite_width_death(2, 10), 0.9436864852905273, 1e-15);
    /* Linear: E ln chi2_2 / 2 is minus Euler's constant; a tiny leak is relu where none dies. */
    assert_near(finite_width_ln(2, 1.0, 1.0), -0.57721566490153286, 1e-12);
    assert_near(finite_width_ln(400, 1e-9, 2.0), finite_width_ln(400, 0.0, 2.0), 1e-10);
    /* A leak of 1/2 at width 1 is chi2_1 / 2 averaged with (1/4) chi2_1: one ln 4 in two. */
    double one = finite_width_ln(1, 1.0, 1.0);
    assert_near(finite_width_ln(1, 0.5, 1.0), one - 0.5 * log(4.0), 1e-9);
}

/* Batch normalisation: linear units give exactly (B - 2) / (B - 3), relu tends to pi / (pi - 1), an
 * odd phi to E phi'^2 / E phi^2. */
static void batch_normalisation(void **state)
{
    (void)state;
    static const int64_t batches[] = { 4, 8, 64, 1024 };
    for (int i = 0; i < 4; i++) {
        double b = (double)batches[i];
        MeanField m = { .activation = { ACTIVATION_LINEAR, 0.0 },
                        .weight_variance = 3.0,
                        .bias_variance = 0.5,
                        .normalization = NORMALIZATION_BATCH,
                        .batch = batches[i] };
        assert_near(log10_ratio(m, 2), log10((b - 2.0) / (b - 3.0)), 1e-5);
    }
    MeanField relu = { .activation = { ACTIVATION_RELU, 0.0 },
                       .weight_variance = 2.0,
                       .normalization = NORMALIZATION_BATCH,
                       .batch = 100000 };
    assert_near(log10_ratio(relu, 3) - log10_ratio(relu, 2), log10(M_PI / (M_PI - 1.0)), 2e-5);
    GaussMoments g = meanfield_moments(&rule, (Activation){ ACTIVATION_TANH, 0.0 }, 1.0);
    MeanField odd = relu;
    odd.activation.kind = ACTIVATION_TANH;
    assert_near(log10_ratio(odd, 3) - log10_ratio(odd, 2), log10(g.slope_square / g.square), 2e-5);
    relu.normalization = NORMALIZATION_LAYER;
    assert_near(log10_ratio(relu, 10), log10(0.5), 1e-4); /* only the first layer sees variance 2 */
}

/* Four samples: their normalised values are a uniform point of a sphere in three dimensions seen
 * along the four axes of a tetrahedron, and a grid on that sphere gives all moments directly. */
static void batch_of_four(void **state)
{
    (void)state;
    enum { GRID = 500 };
    static const ActivationKind kinds[] = { ACTIVATION_GELU, ACTIVATION_TANH, ACTIVATION_ELU,
                                            ACTIVATION_LEAKY_RELU };
    for (int k = 0; k < 4; k++) {
        Activation a = { kinds[k], 0.1 };
        BatchMoments sum = { 0 };
        for (int i = 0; i < GRID; i++)
            for (int j = 0; j < GRID; j++) {
                double z = 2.0 * (i + 0.5) / GRID - 1.0, angle = 2.0 * M_PI * (j + 0.5) / GRID;
                double across = sqrt(8.0 / 9.0 * (1.0 - z * z)) * elementary_cos(angle);
                double u[2] = { 0.9 * sqrt(3.0) * z, 0.9 * sqrt(3.0) * (across - z / 3.0) };
                double v[2], d[2], w = 1.0 / (GRID * GRID);
                for (int n = 0; n < 2; n++) {
                    v[n] = activation_value(a, u[n]);
                    d[n] = activation_derivative(a, u[n]);
                }
                sum.square += w * v[0] * v[0];
                sum.pair += w * v[0] * v[1];
                sum.slope_square += w * d[0] * d[0];
                sum.slope_pair += w * d[0] * d[1];
                sum.drive_square += w * d[0] * d[0] * u[0] * u[0];
                sum.drive_pair += w * d[0] * u[0] * d[1] * u[1];
            }
        BatchMoments e = meanfield_batch_moments(&rule, a, 4, 0.9);
        double tolerance = kinds[k] == ACTIVATION_LEAKY_RELU ? 2e-3 : 2e-5; /* of the grid */
        assert_near(e.square, sum.square, tolerance);
        assert_near(e.pair, sum.pair, tolerance);
        assert_near(e.slope_square, sum.slope_square, tolerance);
        assert_near(e.slope_pair, sum.slope_pair, tolerance);
        assert_near(e.drive_square, sum.drive_square, tolerance);
        assert_near(e.drive_pair, sum.drive_pair, tolerance);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_networks),      cmocka_unit_test(elu_in_closed_form),
        cmocka_unit_test(extreme_scales),      cmocka_unit_test(residual_networks),
        cmocka_unit_test(critical_lines),      cmocka_unit_test(derivative_products),
        cmocka_unit_test(gelu_singularity),    cmocka_unit_test(finite_width),
        cmocka_unit_test(batch_normalisation), cmocka_unit_test(batch_of_four),
    };
    return cmocka_run_group_tests(tests, make_rule, NULL);
}
