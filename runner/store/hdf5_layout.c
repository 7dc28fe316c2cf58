/* hdf5_layout.c - chunks and filters, chosen from the numbers themselves.
 *
 * Fractions of N and counts shrink best by deflate alone, smooth numbers by shuffle and deflate,
 * and noise does not shrink enough to pay for it. A sample tells; equal content gives equal bytes.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "runner/store/hdf5_format.h"

enum { CHUNK_BYTES = 1 << 18, SAMPLE = 4096, DEFLATE_LEVEL = 4 };
static const double WORTH_IT = 0.8; /* compressed, a sample must be smaller than this */

typedef enum { PACK_NONE, PACK_DEFLATE, PACK_SHUFFLE } Packing;

static double deflated_share(const unsigned char *bytes, size_t size)
{
    unsigned char out[8 * SAMPLE + 1024];
    uLongf length = sizeof out;
    if (compress2(out, &length, bytes, size, DEFLATE_LEVEL) != Z_OK)
        return 1.0;
    return (double)length / (double)size;
}

static Packing choose_packing(const Array *a)
{
    unsigned char plain[8 * SAMPLE], shuffled[8 * SAMPLE];
    if (a->type == ARRAY_KEY) /* the digits of hashes */
        return PACK_NONE;
    if (a->type == ARRAY_STATUS)
        return PACK_DEFLATE;
    size_t n = a->size < SAMPLE ? (size_t)a->size : SAMPLE;
    memcpy(plain, (const uint64_t *)a->data + ((size_t)a->size - n) / 2, 8 * n);
    for (size_t i = 0; i < 8 * n; i++)
        shuffled[i % 8 * n + i / 8] = plain[i];
    double deflate = deflated_share(plain, 8 * n), shuffle = deflated_share(shuffled, 8 * n);
    if (deflate > WORTH_IT && shuffle > WORTH_IT)
        return PACK_NONE;
    return deflate <= shuffle ? PACK_DEFLATE : PACK_SHUFFLE;
}

/* Cuts the slowest dimensions first, into pieces of nearly equal length. */
static void choose_chunk(int rank, const hsize_t *extent, size_t element, hsize_t *chunk)
{
    hsize_t bytes = element;
    for (int d = 0; d < rank; d++)
        bytes *= chunk[d] = extent[d];
    for (int d = 0; d < rank && bytes > CHUNK_BYTES; d++) {
        hsize_t rest = bytes / chunk[d];
        hsize_t pieces = (bytes + CHUNK_BYTES - 1) / CHUNK_BYTES;
        chunk[d] = pieces < extent[d] ? (extent[d] + pieces - 1) / pieces : 1;
        bytes = rest * chunk[d];
    }
}

bool hdf5_choose_layout(hid_t list, const Array *a, int rank, const hsize_t *extent)
{
    hsize_t chunk[RESULT_MAX_RANK + 1];
    size_t element = a->type == ARRAY_STATUS || a->type == ARRAY_KEY ? 1 : 8;
    hsize_t bytes = element;
    for (int d = 0; d < rank; d++)
        bytes *= extent[d];
    if (a->type == ARRAY_TEXT || bytes < HDF5_CHUNKED_BYTES)
        return true;
    choose_chunk(rank, extent, element, chunk);
    if (H5Pset_chunk(list, rank, chunk) < 0)
        return false;
    Packing packing = choose_packing(a);
    if (packing == PACK_SHUFFLE && H5Pset_shuffle(list) < 0)
        return false;
    if (packing != PACK_NONE && H5Pset_deflate(list, DEFLATE_LEVEL) < 0)
        return false;
    return H5Pset_fletcher32(list) >= 0;
}
