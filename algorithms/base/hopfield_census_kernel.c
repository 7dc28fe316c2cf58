/* hopfield_census_kernel.c - see hopfield_census_kernel.h. All arithmetic is on integers. */
#include "algorithms/base/hopfield_census_kernel.h"

#ifdef __AVX2__
#include <immintrin.h>
#endif

#include <stdbool.h>
#include <string.h>

/* Fields, the signs of the state as masks (-1 where y = -1) and margins y_i N h_i. */
typedef struct {
    _Alignas(64) int16_t change[2][CENSUS_NEURONS][CENSUS_LANES]; /* of the fields by a flip from
                                                                     y = -1 and from y = +1 */
    _Alignas(64) int16_t turn[CENSUS_NEURONS][CENSUS_LANES];      /* -1 in lane i of row i */
    _Alignas(64) int16_t field[CENSUS_LANES], mask[CENSUS_LANES], margin[CENSUS_LANES];
    int32_t energy;
} Walk;

/* Applies two rows to fields and masks; true if a margin is negative. */
#if defined(__AVX512BW__)
static inline bool move(Walk *w, const int16_t *change, const int16_t *turn)
{
    __m512i field = _mm512_add_epi16(_mm512_load_si512(w->field), _mm512_load_si512(change));
    __m512i mask = _mm512_xor_si512(_mm512_load_si512(w->mask), _mm512_load_si512(turn));
    __m512i margin = _mm512_sub_epi16(_mm512_xor_si512(field, mask), mask);
    _mm512_store_si512(w->field, field);
    _mm512_store_si512(w->mask, mask);
    _mm512_store_si512(w->margin, margin);
    return _mm512_movepi16_mask(margin) != 0;
}
#elif defined(__AVX2__)
static inline bool move(Walk *w, const int16_t *change, const int16_t *turn)
{
    __m256i any = _mm256_setzero_si256();
    for (int k = 0; k < CENSUS_LANES; k += 16) {
        __m256i field = _mm256_add_epi16(_mm256_load_si256((const __m256i *)(w->field + k)),
                                         _mm256_load_si256((const __m256i *)(change + k)));
        __m256i mask = _mm256_xor_si256(_mm256_load_si256((const __m256i *)(w->mask + k)),
                                        _mm256_load_si256((const __m256i *)(turn + k)));
        __m256i margin = _mm256_sub_epi16(_mm256_xor_si256(field, mask), mask);
        _mm256_store_si256((__m256i *)(w->field + k), field);
        _mm256_store_si256((__m256i *)(w->mask + k), mask);
        _mm256_store_si256((__m256i *)(w->margin + k), margin);
        any = _mm256_or_si256(any, margin);
    }
    return (_mm256_movemask_epi8(any) & 0xAAAAAAAA) != 0;
}
#else
static inline bool move(Walk *w, const int16_t *change, const int16_t *turn)
{
    int16_t any = 0;
    for (int k = 0; k < CENSUS_LANES; k++) {
        w->field[k] = (int16_t)(w->field[k] + change[k]);
        w->mask[k] = (int16_t)(w->mask[k] ^ turn[k]);
        w->margin[k] = (int16_t)((w->field[k] ^ w->mask[k]) - w->mask[k]);
        any |= w->margin[k];
    }
    return any < 0;
}
#endif

/* Fields and energy of a state from their definitions. */
static void start(Walk *w, const CensusNet *net, uint32_t state)
{
    const int n = net->neurons;
    memset(w, 0, sizeof *w);
    for (int i = 0; i < n; i++) {
        int field = net->bias[i], y = state >> i & 1 ? 1 : -1;
        for (int j = 0; j < n; j++) {
            field += net->weight[i][j] * (state >> j & 1 ? 1 : -1);
            w->change[0][i][j] = (int16_t)(2 * net->weight[i][j]);
            w->change[1][i][j] = (int16_t)(-2 * net->weight[i][j]);
        }
        w->turn[i][i] = -1;
        w->field[i] = (int16_t)field;
        w->mask[i] = (int16_t)((y - 1) / 2);
        w->energy -= y * (field + net->bias[i]); /* twice the energy: the bias counts in full */
    }
    w->energy /= 2;
}

static int64_t walk(const CensusNet *net, uint32_t first, int64_t count, CensusState *minima)
{
    static const _Alignas(64) int16_t nothing[CENSUS_LANES];
    Walk w;
    int64_t found = 0;
    uint32_t state = first ^ first >> 1;
    start(&w, net, state);
    bool downhill = move(&w, nothing, nothing);
    for (uint32_t k = first;;) {
        if (!downhill)
            minima[found++] = (CensusState){ state, w.energy };
        if (++k - first >= (uint64_t)count)
            return found;
        const int i = __builtin_ctz(k);
        w.energy += 2 * w.margin[i];
        downhill = move(&w, w.change[state >> i & 1][i], w.turn[i]);
        state ^= (uint32_t)1 << i;
    }
}

const CensusKernels KERNEL(hopfield_census_kernels) = { .walk = walk };
