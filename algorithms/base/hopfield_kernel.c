/* hopfield_kernel.c - see hopfield_kernel.h. All arithmetic is on integers and exact. */
#include "algorithms/base/hopfield_kernel.h"

#include <string.h>

#include "algorithms/base/vector.h"

enum {
    BLOCK = HOPFIELD_BLOCK,
    PER_CHUNK = HOPFIELD_CHUNK / VEC_LANES64, /* vectors of a chunk */
    TILE = VEC_BYTES == 64 ? 4 : 1,           /* vectors of a row held in registers */
    NEAR_CHUNKS = 8,                          /* of a short row */
    GROUP = 16,                               /* rows added up before touching the upper planes */
};

/* The planes of the vector that starts at word k of a row. */
VEC_INLINE int64_t plane_at(int64_t k)
{
    return k / HOPFIELD_CHUNK * HOPFIELD_PLANES * HOPFIELD_CHUNK + k % HOPFIELD_CHUNK;
}

VEC_INLINE void store(uint64_t *p, VecQ v)
{
    *(VecQ *)p = v;
}

/* Adds to sum[u] the product of `vectors` vectors of row u, from word k on, with the planes: from
 * the top plane, which counts negatively, down, doubling. */
VEC_INLINE void dot_tile(const uint64_t *const row[BLOCK], const uint64_t *planes, int64_t k,
                         int vectors, int bits, VecQ sum[BLOCK])
{
    VecQ x[BLOCK][TILE], acc[BLOCK] = { { 0 } };
    const uint64_t *plane[TILE];
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++) {
        plane[v] = planes + plane_at(k + v * VEC_LANES64) + (int64_t)(bits - 1) * HOPFIELD_CHUNK;
        VecQ top = vec_load_q(plane[v]);
#pragma GCC unroll 4
        for (int u = 0; u < BLOCK; u++) {
            x[u][v] = vec_load_q(row[u] + k + v * VEC_LANES64);
            acc[u] -= vec_popcount(x[u][v] & top);
        }
    }
    for (int64_t below = 1; below < bits; below++) {
#pragma GCC unroll 4
        for (int u = 0; u < BLOCK; u++)
            acc[u] += acc[u];
#pragma GCC unroll 4
        for (int v = 0; v < vectors; v++) {
            VecQ p = vec_load_q(plane[v] - below * HOPFIELD_CHUNK);
#pragma GCC unroll 4
            for (int u = 0; u < BLOCK; u++)
                acc[u] += vec_popcount(x[u][v] & p);
        }
    }
#pragma GCC unroll 4
    for (int u = 0; u < BLOCK; u++)
        sum[u] += acc[u];
}

/* Fetches the rows to come: short ones into the nearest cache, long ones, which would drive the
 * planes out of it, into the next. */
VEC_INLINE void prefetch(const HopfieldRows *block, int64_t chunks)
{
    for (int64_t c = 0; c < chunks; c++)
        for (int u = 0; u < BLOCK; u++) {
            const uint64_t *line = block->ahead[u] + c * HOPFIELD_CHUNK;
            if (chunks <= NEAR_CHUNKS)
                __builtin_prefetch(line, 0, 3);
            else
                __builtin_prefetch(line, 0, 2);
        }
}

static void dot(const HopfieldRows *block, const uint64_t *planes, int64_t chunks, int bits,
                int64_t out[BLOCK])
{
    VecQ sum[BLOCK] = { { 0 } };
    const int64_t vectors = chunks * PER_CHUNK;
    int64_t v = 0;
    prefetch(block, chunks);
    for (; v + TILE <= vectors; v += TILE)
        dot_tile(block->row, planes, v * VEC_LANES64, TILE, bits, sum);
    switch (vectors - v) { /* constant widths keep the tile in registers */
    case 3:
        dot_tile(block->row, planes, v * VEC_LANES64, TILE < 3 ? TILE : 3, bits, sum);
        break;
    case 2:
        dot_tile(block->row, planes, v * VEC_LANES64, TILE < 2 ? TILE : 2, bits, sum);
        break;
    case 1:
        dot_tile(block->row, planes, v * VEC_LANES64, 1, bits, sum);
        break;
    default:
        break;
    }
    vec_sum4(sum, out);
}

static int64_t lane_sum(VecQ v)
{
    int64_t sum = 0;
    for (int i = 0; i < VEC_LANES64; i++)
        sum += (int64_t)v[i];
    return sum;
}

static void populations(const uint64_t *rows, int64_t count, int64_t chunks, int64_t *ones)
{
    const int64_t words = chunks * HOPFIELD_CHUNK;
    for (int64_t i = 0; i < count; i += BLOCK) {
        VecQ sum[BLOCK] = { { 0 } };
        int64_t four[BLOCK];
        for (int u = 0; u < BLOCK && i + u < count; u++)
            for (int64_t k = 0; k < words; k += VEC_LANES64)
                sum[u] += vec_popcount(vec_load_q(rows + (i + u) * words + k));
        vec_sum4(sum, four);
        for (int u = 0; u < BLOCK && i + u < count; u++)
            ones[i + u] = four[u];
    }
}

/* A downward flip enters as the complement of its row: counts then only ever add up, and the bits
 * of the whole row, padding included, are taken off at the end. */
static void follow(const HopfieldRows *block, const uint64_t *rows, int64_t chunks,
                   int64_t patterns, const HopfieldFlip *log, const int64_t since[BLOCK],
                   int64_t now, int64_t field[BLOCK])
{
    const int64_t words = chunks * HOPFIELD_CHUNK;
    VecQ count[BLOCK] = { { 0 } };
    int64_t total[BLOCK], oldest = now;
    for (int u = 0; u < BLOCK; u++)
        oldest = since[u] < oldest ? since[u] : oldest;
    prefetch(block, chunks);
    for (int64_t f = oldest; f < now; f++) {
        const HopfieldFlip *flip = &log[f % HOPFIELD_LOG];
        const uint64_t *other = rows + flip->who * words;
        const VecQ complement = (VecQ){ 0 } + (uint64_t)(flip->sign >> 1);
        VecQ known[BLOCK];
        for (int u = 0; u < BLOCK; u++)
            known[u] = (VecQ){ 0 } + (uint64_t)((f - since[u]) >> 63);
        for (int64_t k = 0; k < words; k += VEC_LANES64) {
            VecQ x = vec_load_q(other + k) ^ complement;
            for (int u = 0; u < BLOCK; u++)
                count[u] += ~known[u] & vec_popcount(x ^ vec_load_q(block->row[u] + k));
        }
    }
    vec_sum4(count, total);
    for (int u = 0; u < BLOCK; u++) {
        if (since[u] == now)
            continue;
        const HopfieldFlip *first = &log[since[u] % HOPFIELD_LOG];
        int64_t signs = log[(now - 1) % HOPFIELD_LOG].total - first->total + first->sign;
        int64_t down = (now - since[u] - signs) / 2;
        field[u] += 2 * (patterns * signs - 2 * (total[u] - down * 64 * words));
    }
}

static void spread(const uint64_t *columns, int64_t stride, int64_t words, int64_t patterns,
                   int64_t i, int sign, int64_t *field)
{
    const VecQ all = (VecQ){ 0 } + (uint64_t)(2 * sign * patterns);
    const VecQ negative = (VecQ){ 0 } + (sign > 0 ? UINT64_MAX : 0);
    for (int64_t j = 0; j < stride; j += 4 * VEC_LANES64) {
        VecQ count[4] = { { 0 } };
        for (int64_t k = 0; k < words; k++) {
            const uint64_t *column = columns + k * stride;
            const VecQ own = (VecQ){ 0 } + column[i];
            for (int u = 0; u < 4; u++)
                count[u] += vec_popcount(own ^ vec_load_q(column + j + u * VEC_LANES64));
        }
        for (int u = 0; u < 4; u++) { /* x ^ -1 - -1 is -x */
            VecQ *f = (VecQ *)(field + j) + u;
            *f += all + (((count[u] << 2) ^ negative) - negative);
        }
    }
}

static bool add(uint64_t *planes, const uint64_t *active, const uint64_t *row, int64_t chunks,
                int bits, int sign)
{
    const VecQ up = (VecQ){ 0 } + (sign > 0 ? UINT64_MAX : 0);
    VecQ left = { 0 };
    for (int64_t k = 0; k < chunks * HOPFIELD_CHUNK; k += VEC_LANES64) {
        uint64_t *plane = planes + plane_at(k);
        VecQ one = vec_load_q(active + k), minus = one & (vec_load_q(row + k) ^ up);
        VecQ old = vec_load_q(plane), carry = old & one, into = { 0 };
        store(plane, old ^ one); /* bit 0 of +1 and of -1 alike */
        for (int b = 1; b < bits; b++) {
            plane += HOPFIELD_CHUNK;
            old = vec_load_q(plane);
            store(plane, vec_xor3(old, minus, carry));
            into = carry;
            carry = vec_majority(old, minus, carry);
        }
        VecQ overflow = into ^ carry;
        store(plane + HOPFIELD_CHUNK, vec_load_q(plane) ^ overflow);
        left |= overflow;
    }
    return vec_any(left);
}

/* Adds 2^b to the counters in the lanes of `carry`. */
VEC_INLINE void ripple(uint64_t *plane, int b, VecQ carry)
{
    for (; vec_any(carry); b++) {
        VecQ old = vec_load_q(plane + b * HOPFIELD_CHUNK);
        store(plane + b * HOPFIELD_CHUNK, old ^ carry);
        carry &= old;
    }
}

/* Adds three vectors of weight 1: the sum stays in *low, the carries are returned. */
VEC_INLINE VecQ full_add(VecQ *low, VecQ a, VecQ b)
{
    VecQ carry = vec_majority(*low, a, b);
    *low = vec_xor3(*low, a, b);
    return carry;
}

/* 1 where bit and state agree. */
VEC_INLINE VecQ agreement(const uint64_t *row, const int8_t *state)
{
    return vec_load_q(row) ^ ((VecQ){ 0 } + (*state > 0 ? 0 : UINT64_MAX));
}

/* Counts the agreements of GROUP rows into the planes: a tree of full adders (Harley & Seal). */
VEC_INLINE void count_group(uint64_t *plane, const uint64_t *row, int64_t words,
                            const int8_t *state)
{
    VecQ low[4], twos[2], fours[2], eights[2];
    for (int b = 0; b < 4; b++)
        low[b] = vec_load_q(plane + b * HOPFIELD_CHUNK);
#pragma GCC unroll 2
    for (int e = 0; e < 2; e++) {
#pragma GCC unroll 2
        for (int f = 0; f < 2; f++) {
#pragma GCC unroll 2
            for (int t = 0; t < 2; t++) {
                int i = 8 * e + 4 * f + 2 * t;
                twos[t] = full_add(&low[0], agreement(row + i * words, state + i),
                                   agreement(row + (i + 1) * words, state + i + 1));
            }
            fours[f] = full_add(&low[1], twos[0], twos[1]);
        }
        eights[e] = full_add(&low[2], fours[0], fours[1]);
    }
    VecQ sixteens = full_add(&low[3], eights[0], eights[1]);
    for (int b = 0; b < 4; b++)
        store(plane + b * HOPFIELD_CHUNK, low[b]);
    ripple(plane, 4, sixteens);
}

/* Turns the counts a of agreements into v = a - ceil(N / 2), 0 outside `active`. */
static void center(uint64_t *planes, const uint64_t *active, int64_t chunks, int64_t neurons)
{
    const int64_t shift = -((neurons + 1) / 2);
    for (int64_t k = 0; k < chunks * HOPFIELD_CHUNK; k += VEC_LANES64) {
        uint64_t *plane = planes + plane_at(k);
        VecQ carry = { 0 }, keep = vec_load_q(active + k);
        for (int b = 0; b < HOPFIELD_PLANES; b++, plane += HOPFIELD_CHUNK) {
            VecQ old = vec_load_q(plane);
            VecQ bit = (VecQ){ 0 } + (shift >> b & 1 ? UINT64_MAX : 0);
            store(plane, vec_xor3(old, bit, carry) & keep);
            carry = vec_majority(old, bit, carry);
        }
    }
}

/* The fewest planes that hold all numbers: upper planes that repeat the one below are dropped. */
static int planes_used(const uint64_t *planes, int64_t chunks)
{
    for (int b = HOPFIELD_PLANES; b > 2; b--)
        for (int64_t k = 0; k < chunks * HOPFIELD_CHUNK; k++) {
            const uint64_t *top = planes + plane_at(k) + (b - 1) * HOPFIELD_CHUNK;
            if (top[0] != top[-HOPFIELD_CHUNK])
                return b;
        }
    return 2;
}

static int overlaps(uint64_t *planes, const uint64_t *active, const uint64_t *rows, int64_t chunks,
                    int64_t neurons, const int8_t *state)
{
    const int64_t words = chunks * HOPFIELD_CHUNK;
    memset(planes, 0, (size_t)words * HOPFIELD_PLANES * sizeof *planes);
    int64_t i = 0;
    for (; i + GROUP <= neurons; i += GROUP)
        for (int64_t k = 0; k < words; k += VEC_LANES64)
            count_group(planes + plane_at(k), rows + i * words + k, words, state + i);
    for (; i < neurons; i++)
        for (int64_t k = 0; k < words; k += VEC_LANES64)
            ripple(planes + plane_at(k), 0, agreement(rows + i * words + k, state + i));
    center(planes, active, chunks, neurons);
    return planes_used(planes, chunks);
}

static void moments(const uint64_t *planes, int64_t chunks, int bits, int64_t *sum, int64_t *square)
{
    int64_t first = 0, second = 0;
    for (int a = 0; a < bits; a++) {
        for (int b = a; b < bits; b++) {
            VecQ count = { 0 };
            for (int64_t k = 0; k < chunks * HOPFIELD_CHUNK; k += VEC_LANES64) {
                const uint64_t *plane = planes + plane_at(k);
                count += vec_popcount(vec_load_q(plane + a * HOPFIELD_CHUNK) &
                                      vec_load_q(plane + b * HOPFIELD_CHUNK));
            }
            int64_t both = lane_sum(count);
            if (a == b)
                first += (a == bits - 1 ? -both : both) * ((int64_t)1 << a);
            int64_t weight = ((int64_t)1 << (a + b)) * (a == b ? 1 : 2);
            second += b == bits - 1 && a != b ? -both * weight : both * weight;
        }
    }
    *sum = first;
    *square = second;
}

const HopfieldKernels KERNEL(hopfield_kernels) = {
    .dot = dot,
    .follow = follow,
    .spread = spread,
    .populations = populations,
    .add = add,
    .overlaps = overlaps,
    .moments = moments,
};
