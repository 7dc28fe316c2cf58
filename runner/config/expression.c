/* expression.c - running a parsed expression (see expression.h). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "algorithms/base/elementary.h"
#include "runner/config/expression_code.h"
#include "runner/config/number.h"

static void words_free(Words *w)
{
    for (int64_t i = 0; i < w->count; i++)
        free(w->word[i]);
    free(w->word);
}

void expression_free(Expression *e)
{
    if (!e)
        return;
    for (int64_t i = 0; i < e->clauses; i++)
        free(e->clause[i].text);
    free(e->clause);
    words_free(&e->names);
    words_free(&e->texts);
    free(e->code);
    free(e);
}

int64_t expression_names(const Expression *e)
{
    return e->names.count;
}

const char *expression_name(const Expression *e, int64_t i)
{
    return e->names.word[i];
}

int64_t expression_clauses(const Expression *e)
{
    return e->clauses;
}

const char *expression_clause_text(const Expression *e, int64_t clause)
{
    return e->clause[clause].text;
}

/* ---- values ------------------------------------------------------------------------------- */

static Operand number_operand(double x)
{
    return (Operand){ .number = x };
}

/* A word as a number where one is needed: truth is 1 and 0, and choices may be spelled in digits.
 */
static double as_number(Operand v)
{
    double x = NAN;
    if (v.missing)
        return NAN;
    if (!v.is_text)
        return v.number;
    if (strcmp(v.text, "true") == 0 || strcmp(v.text, "false") == 0)
        return *v.text == 't';
    return number_parse_real(v.text, &x) ? x : NAN;
}

/* What does not exist or is no number is not true. */
static bool as_truth(Operand v)
{
    double x = as_number(v);
    return !isnan(x) && x != 0;
}

static bool compare(Op op, Operand a, Operand b)
{
    if (a.missing || b.missing)
        return false;
    if (a.is_text && b.is_text) {
        bool same = strcmp(a.text, b.text) == 0;
        if (op == OP_EQUAL || op == OP_UNEQUAL)
            return same == (op == OP_EQUAL);
    }
    double x = as_number(a), y = as_number(b);
    switch (op) {
    case OP_EQUAL:
        return x == y;
    case OP_UNEQUAL:
        return x != y;
    case OP_LESS:
        return x < y;
    case OP_AT_MOST:
        return x <= y;
    case OP_GREATER:
        return x > y;
    default:
        return x >= y;
    }
}

static double compute_one(Op op, double x)
{
    switch (op) {
    case OP_NEGATE:
        return -x;
    case OP_FLOOR:
        return floor(x);
    case OP_CEIL:
        return ceil(x);
    case OP_ROUND:
        return round(x);
    case OP_ABS:
        return fabs(x);
    case OP_SQRT:
        return sqrt(x);
    case OP_LOG:
        return elementary_log(x);
    default:
        return elementary_exp(x);
    }
}

static double compute_two(Op op, double x, double y)
{
    switch (op) {
    case OP_ADD:
        return x + y;
    case OP_SUBTRACT:
        return x - y;
    case OP_MULTIPLY:
        return x * y;
    case OP_DIVIDE:
        return x / y;
    default: /* min and max: of what is no number nothing is known */
        return isnan(x) || isnan(y) ? NAN : (x < y) == (op == OP_MIN) ? x : y;
    }
}

/* ---- the machine -------------------------------------------------------------------------- */

typedef Operand (*Lookup)(const void *context, int64_t name);

static Operand apply_one(Op op, Operand a)
{
    if (op == OP_NOT)
        return number_operand(!as_truth(a));
    return a.missing ? a : number_operand(compute_one(op, as_number(a)));
}

static Operand apply_two(Op op, Operand a, Operand b)
{
    if (op == OP_AND || op == OP_OR)
        return number_operand(op == OP_AND ? as_truth(a) && as_truth(b)
                                           : as_truth(a) || as_truth(b));
    if (op >= OP_EQUAL)
        return number_operand(compare(op, a, b));
    if (a.missing || b.missing)
        return (Operand){ .missing = true };
    return number_operand(compute_two(op, as_number(a), as_number(b)));
}

/* Instructions [first, end), which leave one value. The parser made sure that the stack suffices.
 */
static Operand run(const Expression *e, int64_t first, int64_t end, Lookup lookup,
                   const void *context)
{
    Operand stack[STACK_MAX];
    stack[0] = (Operand){ .missing = true };
    int64_t top = 0;
    for (int64_t i = first; i < end; i++) {
        const Instruction *in = &e->code[i];
        switch (in->op) {
        case OP_NUMBER:
            stack[top++] = number_operand(in->number);
            break;
        case OP_TEXT:
            stack[top++] = (Operand){ .is_text = true, .text = e->texts.word[in->index] };
            break;
        case OP_NAME:
            stack[top] = lookup(context, in->index);
            stack[top].missing |= stack[top].is_text && !stack[top].text;
            top++;
            break;
        default:
            if (in->op < OP_ADD) {
                stack[top - 1] = apply_one(in->op, stack[top - 1]);
            } else {
                top--;
                stack[top - 1] = apply_two(in->op, stack[top - 1], stack[top]);
            }
        }
    }
    return stack[0];
}

/* One NaN, whatever its sign came out as. */
static double result(Operand v)
{
    double x = as_number(v);
    return isnan(x) ? NAN : x;
}

double expression_eval(const Expression *e, Operand (*lookup)(const void *context, int64_t name),
                       const void *context)
{
    return result(run(e, 0, e->size, lookup, context));
}

double expression_eval_clause(const Expression *e, int64_t clause,
                              Operand (*lookup)(const void *context, int64_t name),
                              const void *context)
{
    const Clause *c = &e->clause[clause];
    return result(run(e, c->first, c->end, lookup, context));
}
