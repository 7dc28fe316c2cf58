/* params.c - see params.h; reading values stands in param_parse.c */
#include "runner/config/params.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "runner/config/number.h"
#include "runner/config/words.h"

const Param *param_find(const Param *table, const char *name)
{
    int64_t i = param_index(table, name);
    return i < 0 ? NULL : &table[i];
}

int64_t param_index(const Param *table, const char *name)
{
    for (int64_t i = 0; table[i].name; i++)
        if (strcmp(table[i].name, name) == 0)
            return i;
    return -1;
}

int64_t param_count(const Param *table)
{
    int64_t n = 0;
    while (table[n].name)
        n++;
    return n;
}

int value_print(const Param *row, const Value *value, char *text)
{
    const size_t size = PARAM_TEXT_SIZE;
    if (value->missing)
        return snprintf(text, size, "missing");
    switch (row->type) {
    case PARAM_BOOL:
        return snprintf(text, size, "%s", value->integer ? "true" : "false");
    case PARAM_CHOICE:
        return snprintf(text, size, "%s", row->choices[value->integer]);
    case PARAM_INT:
        return snprintf(text, size, "%" PRId64, value->integer);
    case PARAM_REAL:
        return number_print(value->real, text);
    case PARAM_TEXT:
        return snprintf(text, size, "%s", value->text);
    }
    return 0;
}

bool value_equal(const Value *a, const Value *b)
{
    if (a->missing || b->missing || a->type != b->type)
        return a->missing && b->missing;
    if (a->type == PARAM_REAL)
        return a->real == b->real;
    if (a->type == PARAM_TEXT)
        return strcmp(a->text, b->text) == 0;
    return a->integer == b->integer;
}

double value_number(const Value *value)
{
    if (value->missing || value->type == PARAM_TEXT)
        return NAN;
    return value->type == PARAM_REAL ? value->real : (double)value->integer;
}

void params_defaults(const Param *table, void *params)
{
    Value value;
    for (const Param *row = table; row->name; row++)
        if (row->def && param_parse_text(row, row->def, &value))
            params_set(row, params, &value);
}

void params_set(const Param *row, void *params, const Value *value)
{
    char *field = (char *)params + row->offset;
    switch (row->type) {
    case PARAM_BOOL:
        *(bool *)(void *)field = value->integer != 0;
        break;
    case PARAM_CHOICE:
        *(int *)(void *)field = (int)value->integer;
        break;
    case PARAM_INT:
        *(int64_t *)(void *)field = value->integer;
        break;
    case PARAM_REAL:
        *(double *)(void *)field = value->real;
        break;
    case PARAM_TEXT:
        snprintf(field, PARAM_TEXT_SIZE, "%s", value->text);
        break;
    }
}

Value params_get(const Param *row, const void *params)
{
    const char *field = (const char *)params + row->offset;
    Value value = { .type = row->type };
    switch (row->type) {
    case PARAM_BOOL:
        value.integer = *(const bool *)(const void *)field;
        break;
    case PARAM_CHOICE:
        value.integer = *(const int *)(const void *)field;
        break;
    case PARAM_INT:
        value.integer = *(const int64_t *)(const void *)field;
        break;
    case PARAM_REAL:
        value.real = *(const double *)(const void *)field;
        break;
    case PARAM_TEXT:
        value.text = field;
        break;
    }
    return value;
}

const char *param_range_text(const Param *row, char *text, size_t size)
{
    char low[NUMBER_SIZE], high[NUMBER_SIZE];
    const char *prefix = row->type == PARAM_TEXT ? "length " : "";
    number_print(row->min, low);
    number_print(row->max, high);
    if (row->type == PARAM_CHOICE)
        words_list(row->choices, sizeof *row->choices, words_count(row->choices), text, size);
    else if (row->type == PARAM_BOOL)
        snprintf(text, size, "true, false");
    else if (isfinite(row->min) && isfinite(row->max))
        snprintf(text, size, "%s%s .. %s", prefix, low, high);
    else if (isfinite(row->min))
        snprintf(text, size, "%s>= %s", prefix, low);
    else if (isfinite(row->max))
        snprintf(text, size, "%s<= %s", prefix, high);
    else
        snprintf(text, size, "any");
    return text;
}
