/* quickplot.h - a plot of letters in the terminal, by gnuplot's dumb terminal. */
#ifndef HEBB_QUICKPLOT_H
#define HEBB_QUICKPLOT_H

#include <stdio.h>

#include "algorithms/base/status.h"

/* Points of several series; x as a number or as a word. */
typedef struct {
    double x, y;
    const char *word; /* of x; NULL: a number. All or none */
    int series;       /* from 0, ascending */
} QuickPoint;

enum { QUICK_SERIES = 8 };

typedef struct {
    const QuickPoint *points;
    int64_t count;
    int series;
    const char *names[QUICK_SERIES]; /* NULL: no key */
    int width, height;               /* in letters */
} QuickPlot;

/* Prints the plot. Logarithmic scales where data span decades. ERR_OUTPUT when gnuplot is missing
 * or fails: nothing is printed then. */
Status quickplot(FILE *out, const QuickPlot *q, Error *err);

#endif
