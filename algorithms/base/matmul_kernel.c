/* matmul_kernel.c - a tile of C lives in registers: 6 rows by as many vectors as there is room for.
 *
 * Per step of k the tile takes one line of B and one number of A per row. For the tile to run at
 * the speed of its multiplications, both must come from near caches: hence the panels of B, and the
 * copies of a few rows of A where they would evict each other. */
#include "algorithms/base/matmul_kernel.h"

#include <string.h>

#include "algorithms/base/vector.h"

#if VEC_BYTES == 32
enum { VECS = 2 }; /* 12 of AVX2's 16 registers */
#else
enum { VECS = 4 }; /* 24 of 32 */
#endif
enum { ROWS = 6, WIDTH = VECS * VEC_LANES };

/* ---- packing ------------------------------------------------------------------------------ */

/* out[i * WIDTH + j] = in[j * column + i] in a square of VEC_LANES: log2(VEC_LANES) rounds. */
VEC_INLINE void transpose_square(const float *in, int64_t column, float *out)
{
    VecF v[VEC_LANES], w[VEC_LANES];
    for (int i = 0; i < VEC_LANES; i++)
        v[i] = vec_load(in + i * column);
#pragma GCC unroll 4
    for (int stage = 1; stage < VEC_LANES; stage *= 2) {
        for (int i = 0; i < VEC_LANES / 2; i++) {
            w[2 * i] = vec_zip(v[i], v[i + VEC_LANES / 2], false);
            w[2 * i + 1] = vec_zip(v[i], v[i + VEC_LANES / 2], true);
        }
        for (int i = 0; i < VEC_LANES; i++)
            v[i] = w[i];
    }
    for (int i = 0; i < VEC_LANES; i++)
        vec_store(out + i * WIDTH, v[i]);
}

/* Rows of b are contiguous: a row is copied to several panels at a time. */
static void pack_rows(int64_t n, int64_t k, const float *b, int64_t row, float *packed)
{
    for (int64_t i = 0; i < k; i++) {
        int64_t j = 0;
        for (; j + WIDTH <= n; j += WIDTH)
            memcpy(packed + j * k + i * WIDTH, b + i * row + j, WIDTH * sizeof *b);
        if (j < n) {
            float *last = packed + j * k + i * WIDTH;
            memset(last, 0, WIDTH * sizeof *last);
            memcpy(last, b + i * row + j, (size_t)(n - j) * sizeof *last);
        }
    }
}

/* Columns of b are contiguous, n <= WIDTH: squares, then what is left one by one. */
static void pack_columns(int64_t n, int64_t k, const float *b, int64_t column, float *packed)
{
    int64_t square_n = n - n % VEC_LANES, square_k = k - k % VEC_LANES;
    if (n < WIDTH)
        memset(packed, 0, (size_t)(k * WIDTH) * sizeof *packed);
    for (int64_t j = 0; j < square_n; j += VEC_LANES)
        for (int64_t i = 0; i < square_k; i += VEC_LANES)
            transpose_square(b + j * column + i, column, packed + i * WIDTH + j);
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = j < square_n ? square_k : 0; i < k; i++)
            packed[i * WIDTH + j] = b[j * column + i];
}

static void pack(int64_t n, int64_t k, MatmulView b, float *packed)
{
    int64_t step = b.column == 1 ? 2 * MATMUL_MAX_PANEL : WIDTH;
    for (int64_t j = 0; j < n; j += step) {
        int64_t width = n - j < step ? n - j : step;
        if (b.column == 1)
            pack_rows(width, k, b.at + j, b.row, packed + j * k);
        else
            pack_columns(width, k, b.at + j * b.column, b.column, packed + j * k);
    }
}

/* ---- tiles -------------------------------------------------------------------------------- */

/* One tile; `rows` and `vecs` are constants where this is inlined: sum stays in registers. */
VEC_INLINE void tile(int rows, int vecs, int64_t k, MatmulView a, const float *b, int64_t b_row,
                     bool accumulate, float *c, int64_t ldc)
{
    VecF sum[ROWS][VECS];
#pragma GCC unroll 6
    for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
        for (int v = 0; v < vecs; v++)
            sum[r][v] = accumulate ? vec_load(c + r * ldc + v * VEC_LANES) : vec_set(0.0f);
    for (int64_t i = 0; i < k; i++, a.at += a.column, b += b_row) {
        VecF line[VECS];
#pragma GCC unroll 4
        for (int v = 0; v < vecs; v++)
            line[v] = vec_load(b + v * VEC_LANES);
#pragma GCC unroll 6
        for (int r = 0; r < rows; r++) {
            VecF x = vec_set(a.at[r * a.row]);
#pragma GCC unroll 4
            for (int v = 0; v < vecs; v++)
                sum[r][v] = vec_fma(x, line[v], sum[r][v]);
        }
    }
#pragma GCC unroll 6
    for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
        for (int v = 0; v < vecs; v++)
            vec_store(c + r * ldc + v * VEC_LANES, sum[r][v]);
}

typedef void Tile(int64_t k, const MatmulView *a, const float *b, int64_t b_row, bool accumulate,
                  float *c, int64_t ldc);

/* clang-format off */
#define TILE(rows, vecs)                                                                         \
    static void tile_##rows##_##vecs(int64_t k, const MatmulView *a, const float *b,             \
                                     int64_t b_row, bool accumulate, float *c, int64_t ldc)      \
    {                                                                                            \
        tile(rows, vecs, k, *a, b, b_row, accumulate, c, ldc);                                   \
    }
#define TILES(vecs) \
    TILE(1, vecs) TILE(2, vecs) TILE(3, vecs) TILE(4, vecs) TILE(5, vecs) TILE(6, vecs)
#define TILE_NAMES(vecs) \
    { tile_1_##vecs, tile_2_##vecs, tile_3_##vecs, tile_4_##vecs, tile_5_##vecs, tile_6_##vecs }

TILES(1)
TILES(2)
#if VEC_BYTES == 32
static Tile *const tiles[VECS][ROWS] = { TILE_NAMES(1), TILE_NAMES(2) };
#else
TILES(3)
TILES(4)
static Tile *const tiles[VECS][ROWS] = {
    TILE_NAMES(1), TILE_NAMES(2), TILE_NAMES(3), TILE_NAMES(4)
};
#endif
/* clang-format on */

/* A tile whose columns end inside a vector is computed beside C and copied. */
static void edge_tile(int64_t rows, int64_t n, int64_t k, const MatmulView *a, const float *b,
                      int64_t b_row, bool accumulate, float *c, int64_t ldc)
{
    float beside[ROWS * WIDTH] = { 0 };
    size_t bytes = (size_t)n * sizeof *c;
    for (int64_t r = 0; accumulate && r < rows; r++)
        memcpy(beside + r * WIDTH, c + r * ldc, bytes);
    tiles[n / VEC_LANES][rows - 1](k, a, b, b_row, accumulate, beside, WIDTH);
    for (int64_t r = 0; r < rows; r++)
        memcpy(c + r * ldc, beside + r * WIDTH, bytes);
}

/* Copies rows of A, which as they lie may share few cache sets, to one place. */
static MatmulView gather(int64_t rows, int64_t k, MatmulView a, float *copy)
{
    if (a.column == 1) {
        for (int64_t r = 0; r < rows; r++)
            memcpy(copy + r * MATMUL_DEPTH, a.at + r * a.row, (size_t)k * sizeof *copy);
        return (MatmulView){ copy, MATMUL_DEPTH, 1 };
    }
    if (rows < ROWS)
        return a;
    for (int64_t i = 0; i < k; i++)
        memcpy(copy + i * ROWS, a.at + i * a.column, ROWS * sizeof *copy);
    return (MatmulView){ copy, 1, ROWS };
}

static void multiply(int64_t m, int64_t n, int64_t k, MatmulView a, MatmulPanels b, bool accumulate,
                     float *c, int64_t ldc)
{
    enum { WORTH_GATHERING = 5 * WIDTH };
    float copy[ROWS * MATMUL_DEPTH];
    int64_t tiles_left = (m + ROWS - 1) / ROWS;
    for (int64_t i = 0, rows; i < m; i += rows, tiles_left--) {
        rows = (m - i + tiles_left - 1) / tiles_left; /* 6 or 5, rather than 6 and a poor rest */
        MatmulView x = { a.at + i * a.row, a.row, a.column };
        if (n >= WORTH_GATHERING)
            x = gather(rows, k, x, copy);
        const float *panel = b.at;
        for (int64_t j = 0; j < n; j += WIDTH, panel += b.panel) {
            int64_t width = n - j < WIDTH ? n - j : WIDTH;
            float *to = c + i * ldc + j;
            if (width % VEC_LANES)
                edge_tile(rows, width, k, &x, panel, b.row, accumulate, to, ldc);
            else
                tiles[width / VEC_LANES - 1][rows - 1](k, &x, panel, b.row, accumulate, to, ldc);
        }
    }
}

const MatmulKernels KERNEL(matmul_kernels) = { .width = WIDTH, .pack = pack, .multiply = multiply };
