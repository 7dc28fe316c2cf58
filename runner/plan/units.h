/* units.h - quantities for people. */
#ifndef HEBB_UNITS_H
#define HEBB_UNITS_H

#include <stddef.h>

enum { UNITS_SIZE = 32 }; /* bytes for any text made here */

/* "912 bytes", "4.1 MiB", "19 MiB", "8.1 GiB". */
void units_bytes(double bytes, char *text, size_t size);

#endif
