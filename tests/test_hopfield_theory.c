/* test_hopfield_theory.c - the solvers against values computed elsewhere with 30 digits from the
 * same equations (rounded here to double), and against sums made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/near.h"

#include "algorithms/base/hopfield_theory.h"

/* Replica symmetry at temperature 0: Amit, Gutfreund & Sompolinsky, Ann. Phys. 173, 30 (1987). */
static void replica_curve(void **state)
{
    (void)state;
    static const struct {
        double alpha, overlap, error, r, c, energy, entropy, unstable, glass;
    } rows[] = {
        { 0.05, 0.9999922281490462, 3.8859254768985885e-06, 1.0003251281477612,
          0.00016252444400069517, -0.500000356382941, -3.3024899922081056e-10, 0.7236851597992116,
          -0.4967222977990677 },
        { 0.08, 0.9995573815600713, 0.0002213092199643274, 1.0118149317296994,
          0.0058556287623719545, -0.500030076784801, -6.911573917709953e-07, 0.8141690506389483,
          -0.5439857196028934 },
        { 0.1, 0.9979992663472992, 0.0010003668263504073, 1.043058830649204, 0.020858184883268387,
          -0.5001542093473339, -1.1186344458130953e-05, 0.8629678944218141, -0.5706231383858066 },
        { 0.12, 0.9932227317657056, 0.0033886341171471823, 1.1213589825015373, 0.055661563170447736,
          -0.5005272363981577, -0.0001003035098177166, 0.9087626166830634, -0.5947052057608592 },
        { 0.134, 0.9825195859354714, 0.008740207032264302, 1.2756233531735326, 0.11460152563903345,
          -0.5011391330360317, -0.0005170717607472647, 0.945414825852075, -0.6103835917741023 },
        { 0.1375, 0.9729527575998298, 0.0135236212000851, 1.4085362117855917, 0.15741059925037868,
          -0.501405398820816, -0.001068524454709958, 0.9611713532788501, -0.6141733998189502 },
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        HopfieldReplica s = hopfield_replica_stable(rows[k].alpha);
        assert_near(s.overlap, rows[k].overlap, 1e-11);
        assert_near(s.error / rows[k].error, 1, 1e-9);
        assert_near(s.r, rows[k].r, 1e-9);
        assert_near(s.c, rows[k].c, 1e-9);
        assert_near(s.energy, rows[k].energy, 1e-11);
        assert_near(s.entropy, rows[k].entropy, 1e-11);
        assert_near(hopfield_replica_unstable(rows[k].alpha).overlap, rows[k].unstable, 1e-11);
        assert_near(hopfield_replica_glass_energy(rows[k].alpha), rows[k].glass, 1e-12);
    }
    /* Far below capacity the error is tiny and still has its digits. */
    assert_near(hopfield_replica_stable(0.02).error / 7.687299e-13, 1, 1e-6);
}

static void replica_capacity(void **state)
{
    (void)state;
    const double capacity = hopfield_replica_capacity();
    assert_near(capacity, 0.13790556649493, 1e-13);
    /* Both branches end at m_c, as a square root: near it m moves by 1e-7 within an ulp of alpha.
     */
    double below = capacity * (1 - 1e-15);
    assert_near(hopfield_replica_stable(below).overlap, 0.9674171156852915, 1e-7);
    assert_near(hopfield_replica_unstable(below).overlap, 0.9674171156852915, 1e-7);
    assert_near(hopfield_replica_stable(below).energy, -0.5014453961838261, 1e-9);
    assert_true(hopfield_replica_stable(capacity + 1e-12).overlap == 0);
    assert_true(hopfield_replica_unstable(capacity + 1e-12).overlap == 0);
    /* Where the retrieval state becomes the ground state. */
    const double ground = 0.05185433091891702;
    assert_near(hopfield_replica_stable(ground).energy, hopfield_replica_glass_energy(ground),
                1e-11);
}

static void two_synchronous_steps(void **state)
{
    (void)state;
    static const double rows[][4] = {
        { 0.05, 0.2, 0.6289066304773024, 0.7103681548509693 },
        { 0.1, 0.4, 0.7940967892679316, 0.8671859712354567 },
        { 0.1, 1.0, 0.9984345977419975, 0.9981285823400556 },
        { 0.14, 0.6, 0.8911905699594542, 0.923719550746713 },
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        double m1, m2;
        hopfield_two_steps(rows[k][0], rows[k][1], &m1, &m2);
        assert_near(m1, rows[k][2], 1e-12);
        assert_near(m2, rows[k][3], 1e-12);
    }
}

static void one_step_error_values(void **state)
{
    (void)state;
    static const struct {
        int64_t n, p;
        double error;
    } rows[] = {
        { 8, 2, 1.0 / 256 },
        { 8, 3, 0.0286865234375 },
        { 8, 4, 0.06690025329589841 },
        { 100, 5, 2.860851635314552e-07 },
        { 100, 14, 0.002892641447259554 },
        { 500, 69, 0.003374724789181557 },
        { 1000, 138, 0.003463167674061656 },
        { 1000, 1000, 0.158655375159137 },
        { 5000, 690, 0.003534322074579546 },
        { 100000, 1, 0 },
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        assert_near(hopfield_one_step_error(rows[k].n, rows[k].p, 0), rows[k].error,
                    1e-10 * rows[k].error);
    /* At the size of the largest networks it meets the Gaussian tail, corrected as N - 1, P - 1:
     * erfc(sqrt(99999 / (2 11999))) / 2, up to O(1/N). */
    assert_near(hopfield_one_step_error(100000, 12000, 0), 0.00194555, 1e-8);
}

/* All sign sums of a small network, counted one by one. */
static void one_step_error_enumerated(void **state)
{
    (void)state;
    for (int64_t n = 2; n <= 5; n++)
        for (int64_t p = 1; (n - 1) * (p - 1) <= 16; p++)
            for (int64_t errors = 0; errors <= n; errors++) {
                const int m = (int)((n - 1) * (p - 1));
                int64_t twice[2] = { 0,
                                     0 }; /* wrong bits, kept and reversed; a tie is half wrong */
                for (uint32_t signs = 0; signs < 1u << m; signs++)
                    for (int reversed = 0; reversed < 2; reversed++) {
                        int64_t h =
                            n - 2 * errors - 1 + 2 * reversed + 2 * __builtin_popcount(signs) - m;
                        twice[reversed] += h < 0 ? 2 : h == 0;
                    }
                double mean = (double)((n - errors) * twice[0] + errors * twice[1]) /
                              (double)(n * ((int64_t)2 << m));
                assert_near(hopfield_one_step_error(n, p, errors), mean, 1e-14);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replica_curve),
        cmocka_unit_test(replica_capacity),
        cmocka_unit_test(two_synchronous_steps),
        cmocka_unit_test(one_step_error_values),
        cmocka_unit_test(one_step_error_enumerated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
