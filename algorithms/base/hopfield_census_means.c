/* hopfield_census_means.c - exact expectations of a census over all pattern sets.
 *
 * Multiply every neuron by its sign in pattern 1. The patterns then split the neurons into 2^(P-1)
 * classes by the signs of the others, with multinomial sizes n_c, and a state enters only through
 * the numbers k_c of its +1 in each class: M_p = sum_c z_cp (2 k_c - n_c), and a neuron of class c
 * feels N h = sum_p z_cp M_p - P y. */
#include <math.h>
#include <string.h>

#include "algorithms/base/hopfield_census.h"

enum { P_MAX = CENSUS_EXACT_PATTERNS, C_MAX = 1 << (P_MAX - 1) };

typedef struct {
    int n, p, classes;
    int z[C_MAX][P_MAX];
    int size[C_MAX];
    double binomial[CENSUS_NEURONS + 1][CENSUS_NEURONS + 1];
    double weight; /* probability of the sizes */
    int lowest;    /* the least N E */
    CensusMeans *sums;
} Exact;

/* One state up to permutations in the classes. */
typedef struct {
    int up[C_MAX], overlap[P_MAX];
    int energy; /* N E */
    int ties;   /* neurons in zero field */
    bool minimum;
    double states; /* of this kind */
} Kind;

static void look(const Exact *x, Kind *s)
{
    int square = 0;
    s->states = 1;
    s->minimum = true;
    s->ties = 0;
    for (int p = 0; p < x->p; p++) {
        s->overlap[p] = 0;
        for (int c = 0; c < x->classes; c++)
            s->overlap[p] += x->z[c][p] * (2 * s->up[c] - x->size[c]);
        square += s->overlap[p] * s->overlap[p];
    }
    s->energy = (x->n * x->p - square) / 2;
    for (int c = 0; c < x->classes; c++) {
        int field = 0;
        for (int p = 0; p < x->p; p++)
            field += x->z[c][p] * s->overlap[p];
        const int up = field - x->p, down = -field - x->p; /* margins of y = +1 and y = -1 */
        s->states *= x->binomial[x->size[c]][s->up[c]];
        s->minimum &= (s->up[c] == 0 || up >= 0) && (s->up[c] == x->size[c] || down >= 0);
        s->ties += (up == 0) * s->up[c] + (down == 0) * (x->size[c] - s->up[c]);
    }
}

/* Whether the state is + or - the sign of a sum of the first three patterns with some signs. */
static bool is_mixture(const Exact *x, const Kind *s)
{
    for (int signs = 0; x->p == 3 && signs < 8; signs++) {
        bool equal = true;
        for (int c = 0; c < x->classes; c++) {
            int sum = 0;
            for (int p = 0; p < 3; p++)
                sum += signs >> p & 1 ? x->z[c][p] : -x->z[c][p];
            equal &= s->up[c] == (sum > 0 ? x->size[c] : 0);
        }
        if (equal)
            return true;
    }
    return false;
}

/* Signs break ties evenly, each neuron by its sign in pattern 1: a state with t of them is a fixed
 * point of sign(0) = +1 with probability 2^-t. */
static void add_minimum(const Exact *x, const Kind *s)
{
    const double mass = x->weight * s->states;
    bool stored = false;
    for (int p = 0; p < x->p; p++)
        stored |= s->overlap[p] == x->n || s->overlap[p] == -x->n;
    x->sums->minima += mass;
    x->sums->strict += s->ties == 0 ? mass : 0;
    x->sums->fixed_points += ldexp(mass, -s->ties);
    x->sums->spurious += stored ? 0 : mass;
    x->sums->mixtures += !stored && is_mixture(x, s) ? mass : 0;
}

static void add_stored(const Exact *x)
{
    bool all = true;
    for (int p = 0; p < x->p; p++) {
        Kind s;
        for (int c = 0; c < x->classes; c++)
            s.up[c] = x->z[c][p] > 0 ? x->size[c] : 0;
        look(x, &s);
        all &= s.energy == x->lowest;
        if (p == 0) {
            x->sums->stored_minima += s.minimum ? x->weight : 0;
            x->sums->stored_fixed += s.minimum ? ldexp(x->weight, -s.ties) : 0;
            x->sums->stored_global += s.energy == x->lowest ? x->weight : 0;
        }
    }
    x->sums->all_global += all ? x->weight : 0;
}

/* All states for the sizes at hand. */
static void add_sizes(Exact *x)
{
    Kind s = { .up = { 0 } };
    x->lowest = x->n * x->p;
    for (;;) {
        look(x, &s);
        if (s.energy < x->lowest)
            x->lowest = s.energy;
        if (s.minimum)
            add_minimum(x, &s);
        int c = 0;
        while (c < x->classes && s.up[c] == x->size[c])
            s.up[c++] = 0;
        if (c == x->classes)
            break;
        s.up[c]++;
    }
    add_stored(x);
}

/* All sizes of the classes from c on that sum to `left`. */
static void sizes_from(Exact *x, int c, int left, double ways)
{
    const bool last = c + 1 >= x->classes || c + 1 >= C_MAX;
    for (int size = last ? left : 0; size <= left; size++) {
        x->size[c] = size;
        const double here = ways * x->binomial[left][size];
        if (!last) {
            sizes_from(x, c + 1, left - size, here);
            continue;
        }
        x->weight = ldexp(here, -x->n * (x->p - 1));
        add_sizes(x);
    }
}

CensusMeans census_means(int neurons, int patterns)
{
    CensusMeans sums = { 0 };
    Exact x = { .n = neurons, .p = patterns, .classes = 1 << (patterns - 1), .sums = &sums };
    for (int c = 0; c < x.classes; c++)
        for (int p = 0; p < patterns; p++)
            x.z[c][p] = p == 0 || c >> (p - 1) & 1 ? 1 : -1;
    for (int i = 0; i <= neurons; i++)
        for (int j = 0; j <= i; j++)
            x.binomial[i][j] =
                j == 0 || j == i ? 1 : x.binomial[i - 1][j - 1] + x.binomial[i - 1][j];
    sizes_from(&x, 0, neurons, 1);
    return sums;
}
