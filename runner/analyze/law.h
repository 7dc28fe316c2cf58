/* law.h - a metric against its exact law, point by point and as a whole. Private to runner/analyze.
 */
#ifndef HEBB_LAW_H
#define HEBB_LAW_H

#include "runner/analyze/compare.h"

enum {
    LEAST_REPLICATES = 4, /* fewer say nothing about a standard error */
    LEAST_FOR_RMS = 20,   /* fewer points say nothing about rms(z) */
};

void law_compare(Checking *c);

#endif
