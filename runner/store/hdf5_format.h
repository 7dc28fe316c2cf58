/* hdf5_format.h - how a result lies in an HDF5 file; private to hdf5_*.c, which run in children.
 *
 * Rules found by test, so that netCDF-4, xarray, h5py and ncdump read it: a scale on every
 * dimension of every variable, texts of variable length in UTF-8, statuses as int8 with flag
 * attributes, link creation order tracked, no object times (same content, same bytes). The 1.8
 * format is used because its metadata have checksums. */
#ifndef HEBB_HDF5_FORMAT_H
#define HEBB_HDF5_FORMAT_H

#include <hdf5.h>
#include <hdf5_hl.h>

#include "runner/store/results.h"

/* Text longer than this is an attribute of variable length: an object header's message has 64 KiB.
 */
enum { HDF5_FIXED_TEXT = 32000 };
/* Arrays of fewer bytes are contiguous; larger ones are cut into chunks with a checksum. */
enum { HDF5_CHUNKED_BYTES = 8192 };
/* Characters of a key: the last dimension of an ARRAY_KEY in the file, of netCDF's type char. */
enum { HDF5_KEY_LENGTH = KEY_TEXT_SIZE - 1 };
#define HDF5_KEY_DIM "key_characters"

/* netCDF-4's name of a scale that is a dimension without values. */
#define HDF5_BARE_DIM "This is a netCDF dimension but not a netCDF variable."

/* Chunks and filters of a creation list for an array of these extents. False: HDF5 says why. */
bool hdf5_choose_layout(hid_t list, const Array *a, int rank, const hsize_t *extent);

/* Writes a whole file, with the digest. False: hdf5_reason() says why; nothing is closed then, the
 * process is expected to end. */
bool hdf5_write_file(const Results *r, const char *path);

/* Reads a file of `size` bytes, or its attributes only, over a whitelist. ERR_FOREIGN with a
 * reason. */
Status hdf5_read_file(Results *r, const char *path, int64_t size, bool attributes_only, Error *err);

/* False if a global heap of the file would lead libhdf5 astray (or the file cannot be mapped). */
bool hdf5_heaps_are_sound(const char *path, int64_t size);

/* What went wrong last: the system's words where HDF5 has them, else its own. */
void hdf5_reason(char *text, size_t size);

#endif
