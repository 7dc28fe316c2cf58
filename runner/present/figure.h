/* figure.h - draws one figure: gnuplot makes the SVG, svg.h finishes it, rsvg-convert makes PDF and
 * PNG from it. Scripts are trusted; data are not, and no text of a configuration ever becomes part
 * of a script. */
#ifndef HEBB_FIGURE_H
#define HEBB_FIGURE_H

#include <stddef.h>

#include "algorithms/base/status.h"

enum { FIGURE_SVG = 1, FIGURE_PDF = 2, FIGURE_PNG = 4 };

/* A data file that the script finds beside itself, e.g. "summary.tsv". */
typedef struct {
    const char *name; /* [A-Za-z0-9_.]+, no dot in front */
    const char *text;
    size_t size;
} FigureFile;

/* What the head of a drawing says: its finding, its conditions. */
enum { FIGURE_WORDS = 600 };
typedef struct {
    char title[FIGURE_WORDS], subtitle[FIGURE_WORDS];
} FigureWords;

typedef struct {
    const char *script;      /* path of the .gp file */
    const char *style_dir;   /* the folder that holds style.gp */
    const char *id;          /* [a-z0-9_]+: name of the files that are made, prefix of their ids */
    const char *title;       /* accessible name; any text */
    const char *description; /* accessible description; any text */
    const FigureFile *files;
    int file_count;
    const char *out_dir; /* exists */
    unsigned formats;    /* FIGURE_SVG | FIGURE_PDF | FIGURE_PNG */
    int width;           /* of the drawing in CSS pixels; 0: the script's own choice */
    double seconds;      /* time limit for each program; 0: a minute */
    int work_seconds;    /* limit of the processor time of each; 0: none */
    FigureWords *words;  /* not NULL: the drawing has no head; what it would say is put here */
} FigureJob;

/* Draws the figure in a folder of its own and moves the finished files ID.svg, ID.pdf, ID.png to
 * out_dir; what was there stays whole until then, and on failure. The SVG is placed first, so that
 * it is there when only a later format fails. Same data, same SVG bytes; PDF and PNG also depend on
 * the fonts and libraries of the machine. ERR_OUTPUT with a message that says what to install, or
 * what gnuplot said; ERR_MEMORY.
 *
 * The script finds these gnuplot variables: OUT (output name without suffix), FILES (names of the
 * data files, separated by blanks), W (only if job->width is not 0), PRINT (1 when heat maps must
 * be drawn as polygons for print) and BARE (1 when title and subtitle go to OUT.txt, one a line).
 */
Status figure_draw(const FigureJob *job, Error *err);

#endif
