/* svg.h - the finishing of a drawing: what gnuplot writes becomes what a page can show.
 *
 * Every id begins with a prefix, so that many figures can live in one page; the drawing has an
 * accessible name and description; colours have one spelling each and the colours reserved in
 * plots/style.gp change with the reader's light or dark mode; cells of heat maps stay crisp; blanks
 * next to markup stay; what draws nothing is gone. Same bytes in, same bytes out; finishing a
 * finished drawing again changes nothing. */
#ifndef HEBB_SVG_H
#define HEBB_SVG_H

#include <stddef.h>

#include "algorithms/base/status.h"

/* Finishes the drawing in[0 .. in_size). `id_prefix` is [a-z0-9_]+; `title` and `description` are
 * any text (NULL: none). *out is the new drawing, one <svg> element without an XML declaration, so
 * that it can stand in a page as it is; it ends with "</svg>\n" and a NUL that *out_size does not
 * count; the caller frees it. ERR_OUTPUT when the text is not a drawing, ERR_MEMORY. */
Status svg_finish(const char *in, size_t in_size, const char *id_prefix, const char *title,
                  const char *description, char **out, size_t *out_size, Error *err);

#endif
