/* units.c - see units.h */
#include "runner/plan/units.h"

#include <stdio.h>

void units_bytes(double bytes, char *text, size_t size)
{
    static const char *const names[] = { "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
    enum { NAMES = sizeof names / sizeof *names };

    if (!(bytes < 1023.5)) {
        int n = 0;
        double x = bytes / 1024.0;
        while (n < NAMES - 1 && x >= 1023.5) {
            x /= 1024.0;
            n++;
        }
        snprintf(text, size, x < 9.95 ? "%.1f %s" : "%.0f %s", x, names[n]);
        return;
    }
    snprintf(text, size, "%.0f %s", bytes, bytes == 1.0 ? "byte" : "bytes");
}

const char *units_word(int64_t n, const char *one, const char *many)
{
    return n == 1 ? one : many;
}
