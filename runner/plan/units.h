/* units.h - quantities for people. */
#ifndef HEBB_UNITS_H
#define HEBB_UNITS_H

#include <stddef.h>
#include <stdint.h>

enum { UNITS_SIZE = 32 }; /* bytes for any text made here */

/* "912 bytes", "4.1 MiB", "19 MiB", "8.1 GiB". */
void units_bytes(double bytes, char *text, size_t size);

/* The word for `n` of a thing: "trial" for one, "trials" otherwise. */
const char *units_word(int64_t n, const char *one, const char *many);

#endif
