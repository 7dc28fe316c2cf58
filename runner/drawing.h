/* drawing.h - the figures of a result, for the verbs that draw them. */
#ifndef HEBB_DRAWING_H
#define HEBB_DRAWING_H

#include "runner/command.h"
#include "runner/plan/key.h"
#include "runner/present/figure_data.h"

enum { DRAWING_ID = 200 };

/* One figure, ready to be drawn. */
typedef struct {
    char id[DRAWING_ID];   /* [a-z0-9_]+: names its files; begins with the experiment's name */
    char *folder, *script; /* the folder with style.gp; the path of the script */
    const char *title, *description;
    FigureData data;
    Key key; /* of all that the drawing depends on but the programs that draw */
} Drawing;

/* How many figures a result has: those its config names, else the automatic one. */
int64_t drawing_count(const Experiment *e);

/* Collects script and data of figure `number`, from 0. The experiment must outlive it. ERR_OUTPUT
 * when there is no such script, ERR_MEMORY; d can be freed even then, and its id is set. */
Status drawing_init(Drawing *d, const Results *r, const Experiment *e, int64_t number,
                    const char *config, Error *err);
void drawing_free(Drawing *d);
/* Lets the id begin with `slug` instead of the experiment's name, where two results share that. */
void drawing_rename(Drawing *d, const char *name, const char *slug);

/* "svg,pdf" as FIGURE_SVG | FIGURE_PDF; SVG is always in it, since the others come from it. An
 * unknown word is a message and ERR_USAGE. */
Status drawing_formats(const char *text, unsigned *formats, Messages *m);

/* figure_draw; `job` says id, out_dir, formats, width and words. */
Status drawing_draw(const Drawing *d, FigureJob job, Error *err);

#endif
