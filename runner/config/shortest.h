/* shortest.h - the fewest decimal digits that read back as the same double. */
#ifndef HEBB_SHORTEST_H
#define HEBB_SHORTEST_H

#include <stdbool.h>
#include <stdint.h>

/* digits * 10^exponent reads back as x, which is positive and finite; no shorter decimal does, and
 * of equally short ones it is the nearest. digits has at most 17 digits. */
void shortest_digits(double x, uint64_t *digits, int *exponent);

#endif
