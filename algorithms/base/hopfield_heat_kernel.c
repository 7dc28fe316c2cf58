/* hopfield_heat_kernel.c - see hopfield_heat_kernel.h. All arithmetic is on integers and exact.
 * Vectors have 32 bytes at most: those of 64 were no faster where they were tried. */
#include "algorithms/base/hopfield_heat_kernel.h"

#include "algorithms/base/vector.h"

enum {
    BLOCK = HOPFIELD_HEAT_BLOCK,
    UNIT = HOPFIELD_HEAT_UNIT,
    PARTS = UNIT / VEC_SHORT,   /* vectors of a unit */
    GROUPS = 8,                 /* bits of a byte */
    GROUP = UNIT,               /* patterns of a group: bit g of the bytes of a unit */
    CHUNK = GROUPS * GROUP,     /* patterns of a unit */
    HIGH = 128,                 /* what 1 in `high` stands for */
    NARROW = 112,               /* overlaps below this do without `high` */
    ROOM = 127,                 /* of a byte */
    TOGETHER = 4 * VEC_LANES64, /* neurons whose weights are made together */
    PARTS_ADDED = 31
};

typedef uint16_t Row __attribute__((vector_size(VEC_SHORT), may_alias));
typedef int16_t Counts __attribute__((vector_size(VEC_BYTES)));
typedef int8_t Cut __attribute__((vector_size(VEC_BYTES / 2), may_alias));

static void ready(HopfieldHeatWindow *w, int32_t slack)
{
    for (int k = 0; k < HOPFIELD_HEAT_WINDOW; k++) {
        const int32_t where = (int32_t)w->neuron[k].where, base = w->neuron[k].base;
        const int32_t up = w->limits[k].in[0], down = w->limits[k].in[1];
        const int32_t m = -(where & HOPFIELD_HEAT_DOWN);
        w->limit[k] = ((up & ~m) | (down & m)) + slack - ((base ^ m) - m);
        w->mask[k] = -(where >> 1 & 1);
        w->row[k] = where & ~HOPFIELD_HEAT_FLAGS;
    }
}

static int32_t visits(const HopfieldHeatWindow *w, int32_t i)
{
    int32_t found = 0;
    for (int k = 0; k < HOPFIELD_HEAT_WINDOW; k++)
        found += w->who[k] == i;
    return found;
}

/* ---- fields ------------------------------------------------------------------------------- */

/* Four vectors hold the rows of TOGETHER neurons so that their counts, 16 bits wide, come to lie in
 * order when they are shifted into one. */
static int64_t place(int64_t j)
{
    const int64_t at = j % TOGETHER;
    return j - at + at % 4 * VEC_LANES64 + at / 4;
}

VEC_INLINE Counts distances(const uint64_t *columns, int64_t stride, const uint64_t *row,
                            int64_t words)
{
    VecQ whole[4] = { { 0 } };
    for (int64_t first = 0; first < words; first += PARTS_ADDED) {
        const int64_t end = words - first < PARTS_ADDED ? words : first + PARTS_ADDED;
        VecQ parts[4] = { { 0 } };
        for (int64_t k = first; k < end; k++)
#pragma GCC unroll 4
            for (int v = 0; v < 4; v++)
                parts[v] += vec_popcount_parts(vec_load_q(columns + k * stride + v * VEC_LANES64) ^
                                               ((VecQ){ 0 } + row[k]));
#pragma GCC unroll 4
        for (int v = 0; v < 4; v++)
            whole[v] += vec_whole(parts[v]);
    }
    return (Counts)(whole[0] | whole[1] << 16 | whole[2] << 32 | whole[3] << 48);
}

static int64_t weights(const uint64_t *columns, int64_t stride, const uint64_t *row, int64_t words,
                       int64_t neurons, int64_t i, int64_t half, int8_t *out)
{
    Counts most = { 0 };
    int64_t largest = 0;
    for (int64_t j = 0; j < stride; j += TOGETHER) {
        Counts w = distances(columns + j, stride, row, words) - (int16_t)half;
        if (i / TOGETHER == j / TOGETHER || j + TOGETHER > neurons)
            for (int u = 0; u < TOGETHER; u++)
                w[u] = j + u == i || j + u >= neurons ? 0 : w[u];
        const Counts minus = w<0, size = (w ^ minus) - minus, more = size> most;
        most = (size & more) | (most & ~more);
        *(Cut *)(out + j) = __builtin_convertvector(w, Cut);
    }
    for (int u = 0; u < TOGETHER; u++)
        largest = most[u] > largest ? most[u] : largest;
    return largest;
}

static void spread(const int8_t *weight, int64_t stride, int sign, int8_t *recent)
{
    const Vec8 minus = (Vec8){ 0 } + (int8_t)(sign > 0 ? 0 : -1);
    for (int64_t j = 0; j < stride; j += HOPFIELD_HEAT_STRIDE)
#pragma GCC unroll 4
        for (int v = 0; v < HOPFIELD_HEAT_STRIDE; v += VEC_SHORT)
            *(Vec8 *)(recent + j + v) += (*(const Vec8 *)(weight + j + v) ^ minus) - minus;
}

static void collect(const int8_t *weight, int64_t stride, int sign, int8_t *restrict recent,
                    int16_t *restrict count)
{
    for (int64_t j = 0; j < stride; j++) {
        count[j] = (int16_t)(count[j] + recent[j] + sign * weight[j]);
        recent[j] = 0;
    }
}

/* ---- overlaps ----------------------------------------------------------------------------- */

/* Groups that reach into part `part` of chunk c. */
VEC_INLINE int groups_of(const HopfieldHeatSums *s, int64_t c, int part)
{
    int64_t left = s->patterns - CHUNK * c - VEC_SHORT * part;
    return left <= 0 ? 0 : left > CHUNK - GROUP ? GROUPS : (int)((left + GROUP - 1) / GROUP);
}

/* Bit 0 of every byte; the next call has the bits of the next group. */
VEC_INLINE Vec8 take_group(Row *row)
{
    Vec8 bits = (Vec8)*row & ((Vec8){ 0 } + 1);
    *row >>= 1; /* what comes from the neighbour never reaches bit 0 within 8 groups */
    return bits;
}

/* Four sums over patterns of bit times overlap, of the low and the high parts. */
typedef struct {
    Vec16 low[BLOCK], high[BLOCK];
} Sums;

/* Adds the first `groups` groups of one vector of the rows' bits. */
VEC_INLINE void add_groups(Sums *sum, const uint8_t *const bits[BLOCK], const int8_t *low,
                           const int8_t *high, int groups, bool wide)
{
    Row row[BLOCK];
#pragma GCC unroll 4
    for (int u = 0; u < BLOCK; u++)
        row[u] = *(const Row *)bits[u];
    for (int g = 0; g < groups; g++)
#pragma GCC unroll 4
        for (int u = 0; u < BLOCK; u++) {
            const Vec8 b = take_group(&row[u]);
            sum->low[u] += vec_dot_bytes(b, *(const Vec8 *)(low + GROUP * g));
            if (wide)
                sum->high[u] += vec_dot_bytes(b, *(const Vec8 *)(high + GROUP * g));
        }
}

/* Lane u of the result: the sum over all patterns for the row that begins at bits[u]. */
VEC_INLINE VecFour sums(const HopfieldHeatSums *s, const uint8_t *bits[BLOCK], bool wide)
{
    const Vec16 one = (Vec16){ 0 } + 1, high = (Vec16){ 0 } + HIGH;
    Vec32 all[BLOCK] = { { 0 } };
    for (int64_t c = 0; c < s->chunks; c++) {
        Sums sum = { 0 };
#pragma GCC unroll 4
        for (int part = 0; part < PARTS; part++) {
            const int64_t at = CHUNK * c + VEC_SHORT * part;
            add_groups(&sum, bits, s->low + at, s->high + at, groups_of(s, c, part), wide);
#pragma GCC unroll 4
            for (int u = 0; u < BLOCK; u++)
                bits[u] += VEC_SHORT;
        }
#pragma GCC unroll 4
        for (int u = 0; u < BLOCK; u++) {
            all[u] += vec_dot_halves(sum.low[u], one);
            if (wide)
                all[u] += vec_dot_halves(sum.high[u], high);
        }
    }
    return vec_sum_four(all);
}

VEC_INLINE int64_t search_in(const HopfieldHeatSums *s, const HopfieldHeatWindow *w, int64_t from,
                             int64_t count, int32_t *x, bool wide)
{
    typedef VecFour Loose __attribute__((aligned(4), may_alias));
    for (int64_t k = from; k < count; k += BLOCK) {
        const uint8_t *bits[BLOCK];
#pragma GCC unroll 4
        for (int u = 0; u < BLOCK; u++)
            bits[u] = s->bits + w->row[k + u];
        const VecFour here = 4 * sums(s, bits, wide) + s->shift;
        const VecFour less =
            (here ^ *(const Loose *)(w->mask + k)) < *(const Loose *)(w->limit + k);
        const unsigned may = vec_negative(less);
        if (may) {
            const int u = __builtin_ctz(may);
            *x = here[u];
            return k + u < count ? k + u : count;
        }
    }
    return count;
}

static int64_t search(const HopfieldHeatSums *s, const HopfieldHeatWindow *w, int64_t from,
                      int64_t count, int32_t *x)
{
    return s->wide ? search_in(s, w, from, count, x, true) : search_in(s, w, from, count, x, false);
}

static void add(HopfieldHeatSums *s, const uint8_t *row, int sign)
{
    const Vec8 minus = (Vec8){ 0 } + (int8_t)(sign > 0 ? 0 : -1);
    for (int64_t c = 0; c < s->chunks; c++)
        for (int part = 0; part < PARTS; part++) {
            const int groups = groups_of(s, c, part);
            Row bits = *(const Row *)(row + UNIT * c + VEC_SHORT * part);
            for (int g = 0; g < groups; g++) {
                const int64_t at = CHUNK * c + VEC_SHORT * part + GROUP * g;
                const Vec8 bit = take_group(&bits), xi = bit + bit - *(const Vec8 *)(s->one + at);
                *(Vec8 *)(s->low + at) += (xi ^ minus) - minus;
            }
        }
}

static int16_t larger(int16_t a, int16_t b)
{
    return a > b ? a : b;
}

static int64_t settle(HopfieldHeatSums *s)
{
    int8_t *low = s->low, *high = s->high;
    int16_t most = 0;
    if (!s->wide) {
        for (int64_t p = 0; p < s->patterns; p++)
            most = larger(most, (int16_t)(low[p] < 0 ? -low[p] : low[p]));
        if (most < NARROW)
            return ROOM - most;
    }
    most = 0;
    for (int64_t p = 0; p < s->patterns; p++) {
        const int16_t v = (int16_t)(low[p] + HIGH * high[p]);
        most = larger(most, v < 0 ? (int16_t)-v : v);
    }
    s->wide = most >= NARROW;
    for (int64_t p = 0; p < s->patterns; p++) {
        const int16_t v = (int16_t)(low[p] + HIGH * high[p]);
        const int16_t upper = s->wide ? (int16_t)((v + HIGH / 2) >> 7) : 0;
        high[p] = (int8_t)upper;
        low[p] = (int8_t)(v - HIGH * upper);
    }
    return ROOM - (s->wide ? HIGH / 2 : most);
}

const HopfieldHeatKernels KERNEL(hopfield_heat_kernels) = {
    .ready = ready,
    .visits = visits,
    .place = place,
    .weights = weights,
    .spread = spread,
    .collect = collect,
    .search = search,
    .add = add,
    .settle = settle,
};
