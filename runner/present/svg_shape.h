/* svg_shape.h - attributes of a drawing in their shortest canonical form. */
#ifndef HEBB_SVG_SHAPE_H
#define HEBB_SVG_SHAPE_H

#include <stdbool.h>

#include "runner/present/xml.h"

/* What an attribute may hold decides how it is written. */
typedef enum {
    SVG_KEEP,   /* as it is */
    SVG_COLOUR, /* one spelling: #rrggbb */
    SVG_COORD,  /* a length in pixels: one decimal */
    SVG_SIZE,   /* a small number: two decimals */
    SVG_SIZES,  /* a list of them */
    SVG_PATH,   /* path data: relative, one decimal */
    SVG_POINTS, /* pairs of coordinates */
    SVG_MOVE,   /* a transformation */
} SvgForm;

/* Which elements a style means something for. */
enum { SVG_SHAPE = 1, SVG_TEXT = 2, SVG_USE = 4 };

/* One row per attribute that a finished drawing may have; all others are dropped. */
typedef struct {
    const char *name;
    SvgForm form;
    unsigned style;      /* not 0: children inherit it, and it matters for these elements */
    const char *initial; /* of a style: its value where nobody sets it; NULL: must be spelled out */
} SvgAttribute;

enum { SVG_ATTRIBUTES = 46 };
extern const SvgAttribute svg_attributes[SVG_ATTRIBUTES];

/* Row of an attribute, -1 when a drawing may not have it. */
int svg_attribute(const char *name);

/* The value in canonical form; the same string when it is canonical already or not understood. NULL
 * when memory ran out. */
const char *svg_canonical(Xml *xml, SvgForm form, const char *value);

/* Reads "translate(x,y) scale(s)" as gnuplot places its markers; false for anything else. */
bool svg_marker_place(const char *transform, double *x, double *y, double *scale);

/* Reads "translate(x,y)"; false for anything else. */
bool svg_translation(const char *transform, double *x, double *y);

#endif
