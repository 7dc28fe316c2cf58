/* expression_code.h - a parsed expression: instructions for a stack machine, in the order they run.
 * Between expression_parse.c, which writes them, and expression.c, which runs them. */
#ifndef HEBB_EXPRESSION_CODE_H
#define HEBB_EXPRESSION_CODE_H

#include "runner/config/expression.h"

enum { STACK_MAX = 512 };

typedef enum {
    /* push */
    OP_NUMBER,
    OP_TEXT,
    OP_NAME,
    /* one operand */
    OP_NEGATE,
    OP_NOT,
    OP_FLOOR,
    OP_CEIL,
    OP_ROUND,
    OP_ABS,
    OP_SQRT,
    OP_LOG,
    OP_EXP,
    /* two operands, from here on */
    OP_ADD,
    OP_SUBTRACT,
    OP_MULTIPLY,
    OP_DIVIDE,
    OP_MIN,
    OP_MAX,
    OP_EQUAL,
    OP_UNEQUAL,
    OP_LESS,
    OP_AT_MOST,
    OP_GREATER,
    OP_AT_LEAST,
    OP_AND,
    OP_OR,
} Op;

typedef struct {
    Op op;
    int64_t index; /* OP_TEXT, OP_NAME: in the list of words or names */
    double number; /* OP_NUMBER */
} Instruction;

/* A list of words that owns them. */
typedef struct {
    char **word;
    int64_t count;
} Words;

/* An operand of the top-level `and`. */
typedef struct {
    int64_t first, end; /* instructions [first, end) */
    char *text;         /* as written */
} Clause;

struct Expression {
    Instruction *code;
    int64_t size;
    Words names, texts;
    Clause *clause;
    int64_t clauses;
};

#endif
