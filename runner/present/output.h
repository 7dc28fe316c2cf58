/* output.h - whole files, made under a temporary name and then renamed: never half a page. */
#ifndef HEBB_OUTPUT_H
#define HEBB_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "algorithms/base/status.h"

/* Writes a file; one with the same bytes stays as it is. ERR_OUTPUT with the reason (what was there
 * stays). */
Status output_write(const char *path, const char *bytes, size_t size, Error *err);

/* Reads a whole file with a NUL behind it, for the caller to free; false when there is none or it
 * is not a regular file. */
bool output_read(const char *path, char **bytes, size_t *size);

#endif
