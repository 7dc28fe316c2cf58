/* figure_data.h - the tables a figure script finds beside itself. */
#ifndef HEBB_FIGURE_DATA_H
#define HEBB_FIGURE_DATA_H

#include "runner/config/experiment.h"
#include "runner/present/figure.h"
#include "runner/store/results.h"

/* summary.tsv, derived.tsv; theory.tsv (dense, where there is scalar theory along a real axis);
 * summary_METRIC.tsv for every array metric; figure.tsv (key, value) with the words of `spec` and
 * the experiment for plots/auto.gp; parameters.tsv (key, value) with the parameters that are the
 * same for every trial. Freed with figure_data_free. */
typedef struct {
    FigureFile *files;
    int count;
} FigureData;

Status figure_data(FigureData *d, const Results *r, const Experiment *e, const FigureSpec *spec,
                   Error *err);
void figure_data_free(FigureData *d);

#endif
