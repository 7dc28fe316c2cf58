/* random_kernel.c - Philox4x32-10 on vectors of counters, and Box-Muller on vectors of words. */
#include "algorithms/base/random_kernel.h"

#include <string.h>

#include "algorithms/base/vector.h"

enum {
    ROUNDS = 10,
    GROUP = 64,                          /* normals made together: 16 blocks of 4 words */
    GROUP_BLOCKS = GROUP / 4,            /* a group's word w of block b sits at [16 w + b] */
    CHAINS = GROUP_BLOCKS / VEC_LANES64, /* vectors of counters per group */
};

/* Four words of VEC_LANES64 blocks, a word in the lower half of a lane; upper halves are junk. */
typedef struct {
    VecQ word[4];
} Blocks;

typedef struct {
    uint64_t key[ROUNDS][2];
    uint64_t high[2];
} Schedule;

static Schedule schedule_of(const RandomStream *s)
{
    Schedule sch = { .high = { s->high[0], s->high[1] } };
    for (uint32_t r = 0; r < ROUNDS; r++) {
        sch.key[r][0] = s->key[0] + r * 0x9E3779B9u;
        sch.key[r][1] = s->key[1] + r * 0xBB67AE85u;
    }
    return sch;
}

/* Salmon et al. (2011): each round multiplies words 0 and 2 and mixes the halves of the products.
 * Several independent vectors advance together to hide the latency of the multiplication. */
VEC_INLINE void philox(const Schedule *s, const VecQ *index, int chains, Blocks *b)
{
    const VecQ m0 = (VecQ){ 0 } + 0xD2511F53u, m1 = (VecQ){ 0 } + 0xCD9E8D57u;
    for (int c = 0; c < chains; c++)
        b[c] = (Blocks){ { index[c], index[c] >> 32, (VecQ){ 0 } + s->high[0],
                           (VecQ){ 0 } + s->high[1] } };
#pragma GCC unroll 10
    for (int r = 0; r < ROUNDS; r++) {
        for (int c = 0; c < chains; c++) {
            VecQ p = vec_mul_low(b[c].word[0], m0), q = vec_mul_low(b[c].word[2], m1);
            b[c].word[0] = (q >> 32) ^ b[c].word[1] ^ s->key[r][0];
            b[c].word[2] = (p >> 32) ^ b[c].word[3] ^ s->key[r][1];
            b[c].word[1] = q;
            b[c].word[3] = p;
        }
    }
}

/* 0, 1, 2, ... in the lanes. */
VEC_INLINE VecQ lane_numbers(void)
{
    VecQ v;
    for (int i = 0; i < VEC_LANES64; i++)
        v[i] = (uint64_t)i;
    return v;
}

/* One word per lane of a and b, b's in the upper halves. */
VEC_INLINE VecQ join(VecQ a, VecQ b)
{
    return (a & 0xFFFFFFFFu) | (b << 32);
}

/* Writes the blocks of one vector of counters one after the other. */
VEC_INLINE void store_blocks(uint32_t *out, const Blocks *b)
{
    VecQ low = join(b->word[0], b->word[1]), high = join(b->word[2], b->word[3]);
    vec_store_u(out, (VecU)vec_zip_q(low, high, false));
    vec_store_u(out + VEC_LANES, (VecU)vec_zip_q(low, high, true));
}

static void words(const RandomStream *s, uint64_t first, size_t blocks, uint32_t *out)
{
    enum { TOGETHER = 4, STEP = TOGETHER * VEC_LANES64 };
    const Schedule sch = schedule_of(s);
    for (size_t done = 0; done < blocks; done += STEP) {
        uint32_t tail[4 * STEP], *to = blocks - done < STEP ? tail : out + 4 * done;
        VecQ index[TOGETHER];
        Blocks b[TOGETHER];
        for (int c = 0; c < TOGETHER; c++)
            index[c] = lane_numbers() + (first + done + (uint64_t)(c * VEC_LANES64));
        philox(&sch, index, TOGETHER, b);
        for (int c = 0; c < TOGETHER; c++)
            store_blocks(to + 4 * VEC_LANES64 * c, &b[c]);
        if (to == tail)
            memcpy(out + 4 * done, tail, 16 * (blocks - done));
    }
}

/* -2 ln u for u = (w / 2 + 1/2) / 2^31, uniform in (0, 1]: the radius ends at 6.66. The polynomial
 * is that of Cephes' logf (Moshier 1989) on [sqrt(1/2), sqrt(2)). */
VEC_INLINE VecF minus_two_log(VecU w)
{
    static const float c[] = { -0.5f,
                               3.3333331174e-1f,
                               -2.4999993993e-1f,
                               2.0000714765e-1f,
                               -1.6668057665e-1f,
                               1.4249322787e-1f,
                               -1.2420140846e-1f,
                               1.1676998740e-1f,
                               -1.1514610310e-1f,
                               7.0376836292e-2f }; /* (ln(1 + m) - m) / m^2 */
    VecI bits = (VecI)(__builtin_convertvector((VecI)(w >> 1), VecF) + 0.5f);
    VecI e = (bits - 0x3F3504F3) >> 23;
    VecF m = (VecF)(bits - (e << 23)) - 1.0f;
    VecF log = vec_fma(vec_polynomial(c, 10, m), m * m, m);
    return -2.0f * vec_fma(__builtin_convertvector(e - 31, VecF), vec_set(0.69314718056f), log);
}

/* Two normals r cos t, r sin t per pair of words; t is w2 / 2^32 of a turn, split into the nearest
 * quarter turn and a rest within an eighth, where Cephes' sinf and cosf polynomials hold. */
VEC_INLINE void box_muller(VecU w1, VecU w2, float *out_cos, float *out_sin)
{
    static const float sine[] = { -1.6666654611e-1f, 8.3321608736e-3f, -1.9515295891e-4f };
    static const float cosine[] = { -0.5f, 4.166664568298827e-2f, -1.388731625493765e-3f,
                                    2.443315711809948e-5f };
    VecF r = vec_sqrt(minus_two_log(w1));
    VecU k = (w2 + 0x20000000u) >> 30;
    VecF x = __builtin_convertvector((VecI)(w2 - (k << 30)), VecF) * (6.283185307f * 0x1p-32f);
    VecF z = x * x;
    VecF s = vec_fma(vec_polynomial(sine, 3, z), z * x, x);
    VecF c = vec_fma(vec_polynomial(cosine, 4, z), z, vec_set(1.0f));
    VecI odd = -(VecI)(k & 1u);
    VecU sign_cos = (k + 1u) << 30 & 0x80000000u, sign_sin = k << 30 & 0x80000000u;
    vec_store(out_cos, (VecF)((VecU)(r * vec_select(odd, s, c)) ^ sign_cos));
    vec_store(out_sin, (VecF)((VecU)(r * vec_select(odd, c, s)) ^ sign_sin));
}

/* Normals 64 g .. 64 g + 63 from blocks 16 g .. 16 g + 15. Words 0 and 1 of block b give normals
 * b and 16 + b of the group, words 2 and 3 give 32 + b and 48 + b. Even and odd blocks come from
 * two vectors of counters, which join to vectors of words without moving a lane. */
VEC_INLINE void group(const Schedule *sch, uint64_t g, float *out)
{
    VecQ index[CHAINS];
    Blocks b[CHAINS];
    for (int c = 0; c < CHAINS; c++)
        index[c] = 2 * lane_numbers() + (GROUP_BLOCKS * g + (uint64_t)(c / 2 * VEC_LANES + c % 2));
    philox(sch, index, CHAINS, b);
    for (int c = 0; c < CHAINS; c += 2) {
        float *o = out + c / 2 * VEC_LANES;
        VecU w[4];
        for (int i = 0; i < 4; i++)
            w[i] = (VecU)join(b[c].word[i], b[c + 1].word[i]);
        box_muller(w[0], w[1], o, o + GROUP_BLOCKS);
        box_muller(w[2], w[3], o + 2 * GROUP_BLOCKS, o + 3 * GROUP_BLOCKS);
    }
}

static void normals(const RandomStream *s, uint64_t first, size_t count, float *out)
{
    const Schedule sch = schedule_of(s);
    uint64_t g = first / GROUP;
    size_t done = 0;
    for (; done + GROUP <= count; done += GROUP)
        group(&sch, g++, out + done);
    if (done < count) {
        float tail[GROUP];
        group(&sch, g, tail);
        memcpy(out + done, tail, (count - done) * sizeof *out);
    }
}

const RandomKernels KERNEL(random_kernels) = { .words = words, .normals = normals };
