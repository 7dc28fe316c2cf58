/* row_power.h - rows of floats that carry a power of two: the row stands for 2^power row[]. */
#ifndef HEBB_ROW_POWER_H
#define HEBB_ROW_POWER_H

#include <stdbool.h>
#include <stdint.h>

/* row[n] *= 2^shift: exact unless an element leaves single precision. */
void row_power_shift(int64_t n, float *row, int32_t shift);

/* Normal form: power 0 if the largest element then lies within 2^low .. 2^high (or is 0), otherwise
 * that element within [1, 2). False if an element is not finite. */
bool row_power_settle(int64_t n, float *row, int32_t *power, int low, int high);

/* 2^power row += b, rounded once. Where they differ by 2^200 the smaller one is nothing. */
void row_power_add(int64_t n, float *row, int32_t *power, const float *b);

/* 2^power row += scale 2^other_power other. `other` may be rescaled. */
void row_power_add_row(int64_t n, float *row, int32_t *power, float scale, float *other,
                       int32_t other_power);

/* Brings `count` rows of n to the largest of their powers, which it returns (0 if all are 0). */
int32_t row_power_align(int64_t count, int64_t n, float *rows, int32_t *powers);

#endif
