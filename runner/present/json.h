/* json.h - texts and numbers as JSON (RFC 8259). */
#ifndef HEBB_JSON_H
#define HEBB_JSON_H

#include <stdio.h>

/* A quoted string, control characters escaped; NULL prints null. */
void json_text(FILE *out, const char *text);
/* Shortest round-trip decimal; null for what JSON cannot say (nan, inf). */
void json_number(FILE *out, double x);

#endif
