/* world.h - a folder with programs, scripts and outputs of its own for each test of figures. */
#ifndef HEBB_TESTS_WORLD_H
#define HEBB_TESTS_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>

#include "runner/present/figure.h"

/* A world of its own for each test: BASE/{bin,out,tmp,style}, PATH and TMPDIR set to it. */
typedef struct {
    char base[64], *old_path;
    char *gnuplot, *converter; /* the real ones */
} World;

/* A path below BASE; one of 32 buffers that are used in turn. */
char *world_path(const World *w, const char *name);

/* Writes a file; a program in BASE/bin that is a shell script. */
void world_put(const World *w, const char *name, const char *text);
void world_put_program(const World *w, const char *name, const char *script);

/* The content with a NUL behind it, NULL when there is no such file; for the caller to free. */
char *world_get(const World *w, const char *name, size_t *size);
bool world_has(const World *w, const char *name);
/* Number of entries of a folder. */
int world_entries(const World *w, const char *name);

/* Set-up and tear-down of a test. */
int world_open(void **state);
int world_close(void **state);
/* Puts gnuplot and rsvg-convert of this machine into BASE/bin; fails the test without them. */
void world_use_real_programs(const World *w);

/* Three points as summary.tsv. */
extern const FigureFile world_points;
/* Draws script.gp over the points; whatever happens, no scratch folder and no temporary file stay.
 */
Status world_draw(const World *w, unsigned formats, double seconds, Error *err);
/* Draws it, expects a failure with a message that contains `message`, and that the figure that was
 * there is whole. */
void world_draw_fails(const World *w, double seconds, const char *message);

#endif
