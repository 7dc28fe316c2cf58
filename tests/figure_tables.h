/* figure_tables.h - the tables a figure script reads, made line by line, and what it draws of them.
 */
#ifndef HEBB_TESTS_FIGURE_TABLES_H
#define HEBB_TESTS_FIGURE_TABLES_H

#include "tests/world.h"

enum { TABLE_ROOM = 200000 };

typedef struct {
    char summary[TABLE_ROOM], derived[TABLE_ROOM], theory[TABLE_ROOM], words[TABLE_ROOM],
        array[TABLE_ROOM];
} Tables;

extern Tables tables;

void start_tables(void);
/* Appends to one of them. */
__attribute__((format(printf, 2, 3))) void add(char *table, const char *format, ...);
/* The columns of a metric in the summary, and their values at a point. */
void add_metric_names(const char *metric);
void add_metric(double mean, double sem, int n);

/* Draws a script over the tables, wide and narrow, and looks at the result. */
void assert_draws(const World *w, const char *script, const char *what);
/* True if the text of the figure that was drawn last holds `part`. */
bool says(const World *w, const char *part);

#endif
