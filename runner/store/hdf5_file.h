/* hdf5_file.h - results to and from HDF5 that is also valid netCDF-4. The only HDF5.
 *
 * libhdf5 is only ever called in a forked child with limits, so that neither a full disk nor a
 * hostile file can harm the caller. */
#ifndef HEBB_HDF5_FILE_H
#define HEBB_HDF5_FILE_H

#include "runner/store/results.h"

/* Writes the result with its digest as attribute `digest` (one in r->root is ignored) under a
 * temporary name, reopens, compares, fsyncs, renames over `path`, fsyncs the folder. ERR_OUTPUT
 * with the reason on any failure; a file that was there stays as it was. */
Status hdf5_write(const Results *r, const char *path, Error *err);

/* Reads a whole file and holds its content against its digest. ERR_FOREIGN when it is missing,
 * damaged, hostile or not a result of hebb. */
Status hdf5_read(Results *r, const char *path, Error *err);

/* Only the attributes of the root and of /provenance (arrays stay empty): fast. */
Status hdf5_read_attributes(Results *r, const char *path, Error *err);

/* "1.10.8": of the library this program is compiled for, which refuses to run with another. */
const char *hdf5_version(void);

#endif
