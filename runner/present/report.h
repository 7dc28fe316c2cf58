/* report.h - the page: what a student, a reviewer and a nightly reader open.
 *
 * One HTML file without scripts and without the network: verdict first, then what needs a look,
 * then every experiment with its figure, numbers and claims. The same input gives the same bytes.
 */
#ifndef HEBB_REPORT_H
#define HEBB_REPORT_H

#include "runner/analyze/check.h"
#include "runner/analyze/history.h"
#include "runner/present/figure.h"
#include "runner/present/html.h"

enum { REPORT_SLUG = 200 };

/* One figure in its two layouts. */
typedef struct {
    char id[REPORT_SLUG]; /* its files are figures/ID.svg, .pdf, .png */
    char *wide, *narrow; /* SVG elements with ids of their own; NULL when they could not be drawn */
    FigureWords words;   /* what its head says, for the caption */
    unsigned formats;    /* files that exist: FIGURE_SVG | ... */
    char trouble[512];   /* why something is missing; "" when all is there */
} ReportFigure;

/* A check as the page shows it. */
typedef struct {
    const char *name, *value, *kind, *because;
    const char *meaning; /* of the value: a metric's help, a derived number's method; or NULL */
    const char *place, *text;
    const char *word; /* "pass", "fail", ... */
    Look look;
    bool gates, of_baseline; /* of_baseline: what the baseline holds, not the config */
    int64_t compared, failed;
    double measured, ci_low, ci_high;            /* NAN where there is no interval */
    double reference, allowed_low, allowed_high; /* reference NAN where there is none */
    double baseline;                             /* the accepted value; NAN where there is none */
} ReportCheck;

/* The error that says to how many digits the measured number is shown: half its interval, or how
 * far it lies outside when that is less; 0 where there is neither. */
double report_error(const ReportCheck *c);

enum { REPORT_TRIALS = 4 }; /* ok, failed, missing, over budget */

/* One result. What it is judged by is borrowed and must outlive the page. When it could not be
 * opened only path, slug, trouble and (empty) verdicts are set. */
typedef struct {
    const char *path;
    char slug[REPORT_SLUG]; /* [a-z0-9_]+, unique: its place in the page, the name of its data files
                             */
    char trouble[512];      /* why it could not be read; else "" */
    const char *leg;        /* of a night: "fixed", "fresh"; else "" */
    bool opened;
    const Experiment *experiment;
    const Results *results;
    const Verdicts *verdicts;
    const Baseline *baseline; /* NULL when there is none */
    int64_t trials[REPORT_TRIALS];
    ReportCheck *checks; /* [check_count] */
    int64_t check_count;
    ReportFigure *figures;
    int64_t figure_count;
    char **data;   /* names of its files in data/, NULL-terminated */
    char *section; /* HTML, made by report_item_section */
} ReportItem;

/* Takes over what the item's verdicts and results say: trials, checks. ERR_MEMORY. */
Status report_item_judge(ReportItem *item, Error *err);
/* Makes item->section. */
Status report_item_section(ReportItem *item, Error *err);
void report_item_free(ReportItem *item);

/* How the experiment stands as a whole, and that in a few words. */
Look report_item_look(const ReportItem *item, char *words, size_t size);

/* All of them. */
typedef struct {
    ReportItem *items;
    int64_t count;
    bool json, junit;       /* verdicts.json, junit.xml lie beside the page */
    const History *history; /* of the nights; NULL when there is none */
} Report;

/* Sorts the items by family and name and writes the whole page. ERR_MEMORY. */
Status report_page(Report *r, char **text, size_t *size, Error *err);

/* The page's one sentence. */
void report_summary(const Report *r, char *text, size_t size);

#endif
