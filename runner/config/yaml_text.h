/* yaml_text.h - a YAML text before and while libyaml reads it: characters, places, and the words
 * for libyaml's errors. What the files yaml*.c share; everyone else uses yaml.h. */
#ifndef HEBB_YAML_TEXT_H
#define HEBB_YAML_TEXT_H

#include <yaml.h>

#include "runner/config/yaml.h"

/* A source of which the YAML begins `start` bytes in (after a byte order mark or `key=`). */
typedef struct {
    const Source *source;
    Messages *messages;
    size_t start;
    int64_t shift; /* columns before `start` on its line, which is the first */
} YamlText;

/* Reports what libyaml would misreport or let pass: too large, not UTF-8, control characters, tabs
 * in indentation, directives. ERR_CONFIG if anything. */
Status yaml_check_text(const YamlText *t);

/* Reports control characters that a quoted scalar's escapes produced. */
Status yaml_check_scalar(const YamlText *t, const char *text, size_t size, Place place);

/* From mark to mark where they are on one line, else the rest of the line. */
Place yaml_place(const YamlText *t, yaml_mark_t start, yaml_mark_t end);

/* As yaml_parse, from text->start on; *root is NULL for a text without a document. */
Status yaml_read(const YamlText *text, Node **root);

/* Where the parser was when it failed. */
typedef struct {
    const Place *bracket;             /* of the innermost open flow collection, or NULL */
    yaml_mark_t last_start, last_end; /* of the last scalar */
} YamlTrace;

/* Reports libyaml's error in our words. Returns ERR_CONFIG or ERR_MEMORY. */
Status yaml_report(const YamlText *t, const yaml_parser_t *parser, const YamlTrace *trace);

#endif
