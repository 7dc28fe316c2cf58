/* near.h - comparing doubles in unit tests. */
#ifndef HEBB_TESTS_NEAR_H
#define HEBB_TESTS_NEAR_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <math.h>

/* |value - expected| <= tolerance; a NaN fails. */
#define assert_near(value, expected, tolerance)                                                    \
    do {                                                                                           \
        double near_v = (value), near_e = (expected), near_t = (tolerance);                        \
        if (!(fabs(near_v - near_e) <= near_t))                                                    \
            fail_msg("%s is %.17g, not within %g of %.17g", #value, near_v, near_t, near_e);       \
    } while (0)

#endif
