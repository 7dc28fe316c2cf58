/* excerpt.h - the piece of a source line that a message shows, with the stretch to underline. */
#ifndef HEBB_EXCERPT_H
#define HEBB_EXCERPT_H

#include "runner/config/message.h"

enum { EXCERPT_CELLS = 94 }; /* with a gutter for line numbers: about 100 columns */

/* A line as it is shown (utf8_shown), cut to EXCERPT_CELLS around the place; `...` stands for what
 * was cut. Owns nothing and points nowhere, so it outlives its source. */
typedef struct {
    char text[4 * EXCERPT_CELLS + 1];
    int start, width; /* cells to underline; width >= 1, may end one cell after the text */
    bool clipped;     /* the line is longer: other places of it have excerpts of their own */
} Excerpt;

/* Of a place with a source. A place beyond the end of its line or text gives a caret after it. */
void excerpt_init(Excerpt *e, Place place);

#endif
