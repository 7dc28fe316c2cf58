/* params.h - a parameter table applied to values, structs and texts. */
#ifndef HEBB_PARAMS_H
#define HEBB_PARAMS_H

#include "algorithms/algorithm.h"
#include "runner/config/message.h"
#include "runner/config/yaml.h"

/* A value of a parameter, typed by its row. */
typedef struct {
    ParamType type;
    bool missing;     /* the axis does not exist at this point (case) */
    int64_t integer;  /* bool, choice (index), int */
    double real;      /* real */
    const char *text; /* text: borrowed from whoever made the value (an Experiment keeps its own) */
} Value;

/* Row of a name, or NULL; its index in the table, or -1; number of rows. */
const Param *param_find(const Param *table, const char *name);
int64_t param_index(const Param *table, const char *name);
int64_t param_count(const Param *table);

/* A scalar of a file to a value: type, range and choices from the row, messages at the node
 * (nearest choice; truth words; ranges). The text of a PARAM_TEXT is borrowed from the node. */
Status param_parse(const Param *row, const Node *node, Messages *m, Value *value);

/* The same from plain text, without a place (defaults, keys): false if illegal. */
bool param_parse_text(const Param *row, const char *text, Value *value);

/* Range check of a number that did not come from a scalar (a point of an axis range). */
bool param_in_range(const Param *row, double x);

/* As one writes it in YAML: shortest decimal, choice's word, true/false, text itself. `text` holds
 * at least PARAM_TEXT_SIZE bytes. Returns the length. */
int value_print(const Param *row, const Value *value, char *text);

bool value_equal(const Value *a, const Value *b);
double value_number(const Value *value); /* number; index of a choice; NAN for text or missing */

/* Fills a zeroed struct with all defaults that exist; sets one field; reads one field. */
void params_defaults(const Param *table, void *params);
void params_set(const Param *row, void *params, const Value *value);
Value params_get(const Param *row, const void *params);

/* "0.01 .. 2", ">= 1", "asynchronous, synchronous", "true, false": for describe and messages. */
const char *param_range_text(const Param *row, char *text, size_t size);

#endif
