/* row_power.c - see row_power.h */
#include "algorithms/base/row_power.h"

#include <math.h>
#include <string.h>

#include "algorithms/base/layer.h"
#include "algorithms/base/reduce.h"

void row_power_shift(int64_t n, float *row, int32_t shift)
{
    if (shift == 0)
        return;
    if (shift > -120 && shift < 120) {
        float factor = ldexpf(1.0f, shift);
        for (int64_t i = 0; i < n; i++)
            row[i] *= factor;
    } else {
        for (int64_t i = 0; i < n; i++)
            row[i] = ldexpf(row[i], shift);
    }
}

bool row_power_settle(int64_t n, float *row, int32_t *power, int low, int high)
{
    float largest = reduce_max_abs_f32(n, row);
    if (!isfinite(largest))
        return false;
    if (largest == 0.0f) {
        *power = 0;
        return true;
    }
    int32_t here = ilogbf(largest), total = *power + here;
    bool plain = total >= low && total <= high;
    row_power_shift(n, row, plain ? *power : -here);
    *power = plain ? 0 : total;
    return true;
}

void row_power_add(int64_t n, float *row, int32_t *power, const float *b)
{
    if (*power > 200)
        return;
    if (*power < -200) {
        if (reduce_max_abs_f32(n, b) == 0.0f)
            return;
        memcpy(row, b, (size_t)n * sizeof *row);
        *power = 0;
        return;
    }
    double scale = ldexp(1.0, -*power), largest = 0.0;
    for (int64_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(scale * (double)b[i]));
    if (largest > 0x1p60) { /* the bias rules: its scale, where single precision can hold it */
        for (int64_t i = 0; i < n; i++)
            row[i] = (float)((double)row[i] / scale + (double)b[i]);
        *power = 0;
        return;
    }
    for (int64_t i = 0; i < n; i++)
        row[i] = (float)((double)row[i] + scale * (double)b[i]);
}

void row_power_add_row(int64_t n, float *row, int32_t *power, float scale, float *other,
                       int32_t other_power)
{
    int32_t most = *power > other_power ? *power : other_power;
    row_power_shift(n, row, *power - most);
    row_power_shift(n, other, other_power - most);
    *power = most;
    layer_residual_f32(n, scale, row, other, row);
}

int32_t row_power_align(int64_t count, int64_t n, float *rows, int32_t *powers)
{
    int32_t most = INT32_MIN;
    for (int64_t b = 0; b < count; b++)
        if (powers[b] > most && reduce_max_abs_f32(n, rows + b * n) > 0.0f)
            most = powers[b];
    most = most == INT32_MIN ? 0 : most;
    for (int64_t b = 0; b < count; b++) {
        row_power_shift(n, rows + b * n, powers[b] < most ? powers[b] - most : 0);
        powers[b] = most;
    }
    return most;
}
