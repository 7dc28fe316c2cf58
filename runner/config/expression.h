/* expression.h - the small language of `where`, of derived parameters and of `export --where`.
 *
 * Numbers, 'words', names; + - * / and unary -, comparisons == != < <= > >= (not chained), and,
 * or, not, parentheses, floor ceil round abs sqrt log exp min max; nothing else. Truth is 1 and 0.
 * Comparing a name that holds a choice, text or bool with a quoted word compares spellings; true
 * and false need no quotes. Beside a number a word counts as the number it spells (true 1, false
 * 0), and equals none if it spells none. Parsing cannot tell what names hold. */
#ifndef HEBB_EXPRESSION_H
#define HEBB_EXPRESSION_H

#include "runner/config/message.h"

typedef struct Expression Expression;

/* What a name stands for. */
typedef struct {
    bool missing; /* the axis does not exist here: any comparison with it is false, and what is
                     computed from it is missing too */
    bool is_text;
    double number;
    const char *text; /* borrowed, when is_text */
} Operand;

/* Parses `text`, which stands at `place` (its first character). Unknown names (all of them) and the
 * first syntax error are messages that point into the text, or at all of it where escapes or folded
 * lines spell it in the source. NULL if any. `names`: all there are, NULL-terminated; NULL: any
 * name will do. Caller frees. */
Expression *expression_parse(const char *text, Place place, const char *const *names, Messages *m);
void expression_free(Expression *e);

/* Evaluates; `lookup` gives the operand of name number i (expression_name(e, i)). What is not a
 * number (0/0, log of a negative, a word, a missing axis) yields NAN; in `and`, `or`, `not` it is
 * not true. */
double expression_eval(const Expression *e, Operand (*lookup)(const void *context, int64_t name),
                       const void *context);

/* The distinct names, in the order of their first use. */
int64_t expression_names(const Expression *e);
const char *expression_name(const Expression *e, int64_t i);

/* The clauses of a top-level `and`, for counting what each drops; one clause if there is none. The
 * expression is true where all clauses are. */
int64_t expression_clauses(const Expression *e);
double expression_eval_clause(const Expression *e, int64_t clause,
                              Operand (*lookup)(const void *context, int64_t name),
                              const void *context);
const char *expression_clause_text(const Expression *e, int64_t clause);

#endif
