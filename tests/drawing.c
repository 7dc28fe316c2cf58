/* drawing.c - see drawing.h */
#include "tests/drawing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runner/present/svg.h"

/* As gnuplot 5.4 writes: three spellings of a colour, a marker that refers to a marker, groups in
 * groups, spans that repeat the font, an image, a pattern inside the drawing. */
const char drawing[] =
    "<?xml version=\"1.0\" encoding=\"utf-8\"  standalone=\"no\"?>\n"
    "<svg \n width=\"100\" height=\"80\"\n viewBox=\"0 0 100 80\"\n"
    " xmlns=\"http://www.w3.org/2000/svg\"\n xmlns:xlink=\"http://www.w3.org/1999/xlink\"\n>\n\n"
    "<title>figure</title>\n<desc>Produced by GNUPLOT 5.4 patchlevel 4 </desc>\n\n"
    "<g id=\"gnuplot_canvas\">\n\n<rect x=\"0\" y=\"0\" width=\"100\" height=\"80\" "
    "fill=\"#fffffe\"/>\n"
    "<defs>\n\n"
    "\t<path id='gpPt0' stroke-width='0.213' stroke='currentColor' d='M-1,0 h2 M0,-1 v2'/>\n"
    "\t<circle id='gpPt5' stroke-width='0.213' stroke='currentColor' cx='0' cy='0' r='1'/>\n"
    "\t<use xlink:href='#gpPt5' id='gpPt6' fill='currentColor' stroke='none'/>\n"
    "\t<path id='gpPt7' stroke-width='0.213' stroke='currentColor' d='M0,-1.33 L-1.33,0.67 z'/>\n"
    "\t<use xlink:href='#gpPt7' id='gpPt8' fill='currentColor' stroke='none'/>\n"
    "\t<filter id='textbox' filterUnits='objectBoundingBox' x='0' y='0' height='1' width='1'>\n"
    "\t  <feFlood flood-color='#FFFFFE' flood-opacity='1' result='bgnd'/>\n"
    "\t  <feComposite in='SourceGraphic' in2='bgnd' operator='atop'/>\n\t</filter>\n</defs>\n"
    "<g fill=\"none\" color=\"#FFFFFE\" stroke=\"currentColor\" stroke-width=\"1.00\" "
    "stroke-linecap=\"butt\" stroke-linejoin=\"miter\">\n</g>\n"
    "<g fill=\"none\" color=\"black\" stroke=\"currentColor\" stroke-width=\"0.80\" "
    "stroke-linecap=\"butt\" stroke-linejoin=\"miter\">\n"
    "\t<path stroke='rgb(230, 234, 238)' class=\"gridline\"  d='M70.00,38.01 L62.99,38.01  "
    "'/></g>\n"
    "<g fill=\"none\" color=\"black\" stroke=\"currentColor\" stroke-width=\"0.80\">\n"
    "\t<path stroke='rgb( 27,  31,  36)'  d='M7.04,8.01 L9.99,8.06 L12.34,18.96 M1,1 '/>"
    "\t<g transform=\"translate(57.04,388.08)\" stroke=\"none\" fill=\"rgb(27,31,36)\" "
    "font-family=\"Inter,Helvetica Neue,Arial,sans-serif\" font-size=\"12.50\"  "
    "text-anchor=\"end\">\n"
    "\t\t<text><tspan font-family=\"Inter,Helvetica Neue,Arial,sans-serif\" >overlap </tspan>"
    "<tspan font-family=\"Inter\"  font-style=\"italic\" >m</tspan>"
    "<tspan font-family=\"Inter\" > &lt; 1</tspan></text>\n\t</g>\n</g>\n"
    "\t<g id=\"figure_plot_1\" ><title>mean &amp; more</title>\n"
    "<g fill=\"none\" color=\"#1B1F24\" stroke=\"currentColor\" stroke-width=\"1.20\">\n"
    "\t<use xlink:href='#gpPt6' transform='translate(9.16,3.24) scale(2.34)' color='rgb( 14, 133, "
    "105)'/>\n"
    "\t<use xlink:href='#gpPt6' transform='translate(19.16,13.24) scale(2.34)' color='rgb( 14, "
    "133, 105)'/>\n"
    "\t<use xlink:href='#gpPt8' transform='translate(29.16,13.24) scale(2.34)' color='#0E8569'/>\n"
    "\t<path d='M5.00,5.00 L6.00,6.00'/>\n</g>\n\t</g>\n"
    "<g fill=\"none\" color=\"black\" stroke=\"currentColor\">\n\t<defs>\n"
    "\t\t<pattern id='gpPat1' patternUnits='userSpaceOnUse' x='0' y='0' width='8' height='8'>\n"
    "\t\t\t<path style='fill:none; stroke:rgb(86,180,233)' d='M0,0 "
    "L8,8'/>\n\t\t</pattern>\n\t</defs>\n"
    "\t<g stroke='none' shape-rendering='crispEdges'>\n"
    "\t\t<polygon fill = 'url(#gpPat1)' points = '16.61,8.78 11.52,9.54 17.38,8.37 '/>\n\t</g>\n"
    "<image x='1.00' y='2.00' width='3' height='4' preserveAspectRatio='none' "
    "xlink:href='data:image/png;base64,iVBORw0KGgo='/>\n</g>\n</g>\n</svg>\n";

char *finish(const char *in, size_t size, const char *prefix, size_t *out_size)
{
    char *out;
    size_t length;
    Error err = { 0 };
    Status status = svg_finish(in, size, prefix, "A title", "What it shows", &out, &length, &err);
    if (status != OK)
        fail_msg("%s", err.text);
    assert_int_equal(strlen(out), length);
    if (out_size)
        *out_size = length;
    return out;
}

char *finish_text(const char *in, const char *prefix)
{
    return finish(in, strlen(in), prefix, NULL);
}

/* A drawing that holds `body`. */
char *around(const char *body)
{
    size_t size = strlen(body) + 200;
    char *out = malloc(size);
    assert_non_null(out);
    snprintf(out, size,
             "<svg viewBox=\"0 0 9 9\" xmlns=\"http://www.w3.org/2000/svg\"><title>t</title>"
             "<desc>d</desc><g color=\"black\">%s</g></svg>",
             body);
    return out;
}

char *finish_body(const char *body)
{
    char *in = around(body);
    char *out = finish_text(in, "x");
    free(in);
    return out;
}

int count(const char *text, const char *part)
{
    int n = 0;
    for (; (text = strstr(text, part)); text++)
        n++;
    return n;
}

void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no '%s' in\n%s", part, text);
}

void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("'%s' in\n%s", part, text);
}
