/* duration.c - times and sizes for people: see progress.h */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "runner/execute/progress.h"
#include "runner/plan/units.h"

void duration_print(double seconds, char *text, size_t size)
{
    if (!(seconds >= 0) || seconds >= 1e15) {
        snprintf(text, size, "?");
        return;
    }
    int64_t s = (int64_t)floor(seconds + 0.5);
    int64_t hours = s / 3600, minutes = s / 60 % 60;
    if (hours > 0)
        snprintf(text, size, "%" PRId64 ":%02" PRId64 ":%02" PRId64, hours, minutes, s % 60);
    else
        snprintf(text, size, "%" PRId64 ":%02" PRId64, minutes, s % 60);
}

void bytes_print(double bytes, char *text, size_t size)
{
    units_bytes(bytes, text, size);
}
