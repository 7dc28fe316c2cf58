/* hopfield_softmax.c - see hopfield_softmax.h. */
#include "algorithms/base/hopfield_softmax.h"

#include <math.h>

#include "algorithms/base/elementary.h"

static const double PI = 3.1415926535897932385, LN2 = 0.69314718055994530942;

/* Weights below SMALL of the pattern's own enter by mean and variance, a competitor beyond LARGE
 * decides alone; sums are known to within BLUR. Cases rarer than RARE are taken as the others. */
static const double SMALL = 1e-3, LARGE = 50, BLUR = 1e-2, RARE = 1e-4;
enum { TERMS = 2 * SOFTMAX_DIMENSION, MOST_POINTS = 1 << 20 };

static double log_choose(int64_t n, int64_t k)
{
    return elementary_log_gamma((double)n + 1) - elementary_log_gamma((double)k + 1) -
           elementary_log_gamma((double)(n - k) + 1);
}

/* Probability of k heads of n fair coins. */
static double fair(int64_t n, int64_t k)
{
    return elementary_exp(log_choose(n, k) - (double)n * LN2);
}

/* x^n, 0 <= n. */
static double power(double x, int64_t n)
{
    double y = 1;
    for (; n > 0; n /= 2, x *= x)
        y *= n % 2 ? x : 1;
    return y;
}

/* The case at hand: `flips` signs of the cue are reversed, the strongest competitor's product with
 * the cue is `top`. */
typedef struct {
    int64_t d, others; /* patterns beside the cue's own and the competitor */
    double beta;
    int64_t flips, top;
} Case;

/* What one of the other patterns adds to a sign's sum, in units of the own pattern's weight: value
 * with probability chance; and the mean and mean square of what is too small to be listed. */
typedef struct {
    int count;
    double value[TERMS], chance[TERMS];
    double small_mean, small_square, mean, square;
} Addend;

/* A pattern with a sign for (s = 1) or against (s = -1) the own pattern's, and the product `rest`
 * with the cue elsewhere, has the product rest + t s: t = -1 where the cue's sign is reversed. None
 * exceeds the strongest competitor's, and one of two equals is the strongest. */
static void addend_init(Addend *x, const Case *c, int t)
{
    double all = 0;
    *x = (Addend){ 0 };
    for (int64_t j = 0; j < c->d; j++) {
        for (int s = -1; s <= 1; s += 2) {
            const int64_t a = c->d - 1 - 2 * j + t * s;
            if (a > c->top)
                continue;
            const double chance = fair(c->d - 1, j) * (a == c->top ? 0.5 : 1);
            const double value = s * elementary_exp(c->beta * (double)(a - c->d + 2 * c->flips));
            all += chance;
            x->mean += chance * value;
            x->square += chance * value * value;
            if (fabs(value) < SMALL) {
                x->small_mean += chance * value;
                x->small_square += chance * value * value;
                continue;
            }
            x->value[x->count] = value;
            x->chance[x->count++] = chance;
        }
    }
    for (int k = 0; k < x->count; k++)
        x->chance[k] /= all;
    x->small_mean /= all;
    x->small_square /= all;
    x->mean /= all;
    x->square /= all;
}

/* E exp(i u (sum of n addends)) in re and im. */
static void characteristic(const Addend *x, int64_t n, double u, double *re, double *im)
{
    double a = 1 - x->small_square * u * u / 2, b = x->small_mean * u, y = 1, z = 0;
    for (int k = 0; k < x->count; k++) {
        const double s = elementary_sin(u * x->value[k] / 2);
        const double c = elementary_cos(u * x->value[k] / 2);
        a -= 2 * x->chance[k] * s * s;
        b += 2 * x->chance[k] * s * c;
    }
    for (; n > 0; n /= 2) {
        const double old = a;
        if (n % 2) {
            const double before = y;
            y = y * a - z * b;
            z = before * b + z * a;
        }
        a = a * a - b * b;
        b = 2 * old * b;
    }
    *re = y;
    *im = z;
}

/* P(signal + sum of the other patterns > 0) for signals 1 - weight and 1 + weight, a tie counting
 * half, by Gil-Pelaez inversion (1951). Without others a tie is lost. NaN where that takes long. */
static void odds(const Case *c, int t, double weight, double right[2])
{
    const double signal[2] = { 1 - weight, 1 + weight };
    if (c->others == 0) {
        right[0] = weight < 1;
        right[1] = 1;
        return;
    }
    Addend x;
    addend_init(&x, c, t);
    const double n = (double)c->others, mean = n * x.mean;
    const double deviation = sqrt(n * (x.square - x.mean * x.mean));
    const double reach = fmax(fabs(signal[0] + mean), fabs(signal[1] + mean)) + 1 + 10 * deviation;
    const double step = PI / reach, end = 6 / BLUR;
    double sum[2] = { (signal[0] + mean) * step / 2, (signal[1] + mean) * step / 2 };
    for (int64_t k = 1; (double)k * step < end; k++) {
        const double u = (double)k * step;
        const double blur = elementary_exp(-BLUR * BLUR * u * u / 2);
        double re, im;
        characteristic(&x, c->others, u, &re, &im);
        if (blur * (fabs(re) + fabs(im)) < 1e-9)
            break;
        for (int i = 0; i < 2; i++)
            sum[i] += step * blur / u *
                      (re * elementary_sin(u * signal[i]) + im * elementary_cos(u * signal[i]));
        if (k == MOST_POINTS)
            sum[0] = sum[1] = NAN;
    }
    for (int i = 0; i < 2; i++)
        right[i] = fmin(fmax(0.5 + sum[i] / PI, 0), 1) + 0 * sum[i];
}

/* All signs right when the strongest competitor differs from the cue in `apart` signs: `same` of
 * them are among the reversed ones, where it has the pattern's. */
static double all_right(const Case *c, int64_t apart)
{
    const double weight = elementary_exp(c->beta * (double)(c->top - c->d + 2 * c->flips));
    double reversed[2], kept[2], sum = 0;
    if (weight > LARGE)
        return 0;
    odds(c, -1, weight, reversed);
    odds(c, 1, weight, kept);
    for (int64_t same = 0; same <= c->flips && same <= apart; same++) {
        if (apart - same > c->d - c->flips)
            continue;
        const double ways =
            elementary_exp(log_choose(c->flips, same) + log_choose(c->d - c->flips, apart - same) -
                           log_choose(c->d, apart));
        sum += ways * power(reversed[0], c->flips - same) * power(reversed[1], same) *
               power(kept[0], apart - same) * power(kept[1], c->d - c->flips - apart + same);
    }
    return sum;
}

/* The mean over the strongest of patterns - 1 competitors, when `flips` signs are reversed, which
 * has probability `chance`. */
static double given_flips(int64_t d, int64_t patterns, double beta, int64_t flips, double chance)
{
    const double rivals = (double)(patterns - 1);
    double above = 0, none_above = 1, sum = 0, covered = 0;
    for (int64_t apart = 0; apart <= d; apart++) {
        Case c = { .d = d, .others = patterns - 2, .beta = beta, .flips = flips };
        c.top = d - 2 * apart;
        above = fmin(above + fair(d, apart), 1);
        const double none =
            apart == d || above >= 1 ? 0 : elementary_exp(rivals * elementary_log1p(-above));
        const double here = none_above - none;
        none_above = none;
        if (here * chance > RARE) {
            sum += here * all_right(&c, apart);
            covered += here;
        }
        if (rivals * elementary_exp(beta * (double)(c.top - d + 2 * flips)) < SMALL) {
            sum += none; /* too weak, all together */
            covered += none;
            break;
        }
    }
    return covered > 0 ? sum / covered : 0;
}

double softmax_retrieved(int64_t dimension, int64_t patterns, double beta, double noise)
{
    double sum = 0, covered = 0;
    if (dimension > SOFTMAX_DIMENSION)
        return NAN;
    if (patterns < 2)
        return 1;
    for (int64_t k = 0; k <= dimension; k++) {
        const double a = k == 0 ? 0 : (double)k * elementary_log(noise);
        const double b = k == dimension ? 0 : (double)(dimension - k) * elementary_log1p(-noise);
        const double chance = elementary_exp(log_choose(dimension, k) + a + b);
        if (chance > RARE) {
            sum += chance * given_flips(dimension, patterns, beta, k, chance);
            covered += chance;
        }
    }
    return sum / covered;
}

double softmax_capacity(int64_t dimension, double beta, double noise)
{
    const double d = (double)dimension, t = elementary_tanh(beta);
    /* ln cosh(beta) = beta + ln((1 + exp(-2 beta)) / 2) */
    const double cosh = beta + elementary_log1p(elementary_exp(-2 * beta)) - LN2;
    return elementary_exp(d * (beta * (1 - 2 * noise) - cosh)) / t;
}
