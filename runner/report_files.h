/* report_files.h - what lies beside the page: figures and data of one result. */
#ifndef HEBB_REPORT_FILES_H
#define HEBB_REPORT_FILES_H

#include "runner/present/report.h"

/* Draws the figures of an item into DIR/figures, for the page in two layouts and as files in the
 * formats asked for; what is there already from the same data and scripts is kept. A figure that
 * cannot be drawn says so in its trouble, and ERR_OUTPUT comes back. *hung is set when a program
 * had to be stopped, and then no more are started: one page would else wait for it many times. */
Status report_figures(ReportItem *item, const char *dir, unsigned formats, bool *hung, Error *err);

/* Writes the item's tables to DIR/data as CSV: SLUG.csv (summary), SLUG_derived.csv,
 * SLUG_METRIC.csv for array metrics. */
Status report_data(ReportItem *item, const char *dir, Error *err);

#endif
