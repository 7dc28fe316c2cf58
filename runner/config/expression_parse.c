/* expression_parse.c - text to instructions, by precedence climbing (see expression.h). */
#include <stdlib.h>
#include <string.h>

#include "runner/config/expression_code.h"
#include "runner/config/expression_token.h"
#include "runner/config/number.h"

enum { NESTING_MAX = 50, NUMBER_MAX = 64, CODE_MAX = 10000 };

typedef struct {
    Lexer lexer;
    const char *const *names; /* NULL-terminated; NULL: any name will do */
    Expression *e;
    int nesting;   /* of parentheses and prefixes around the token */
    int64_t depth; /* of the stack after the instructions so far */
    bool has_or;   /* at the top level */
} Parser;

/* What an operand is known to be: a quoted word cannot be computed with. */
typedef enum { KIND_NONE, KIND_VALUE, KIND_WORD } Kind;

static Kind fail(Parser *p, Token token, const char *label, const char *what)
{
    token_error(&p->lexer, token, label, what);
    return KIND_NONE;
}

static Kind unexpected(Parser *p)
{
    token_unexpected(&p->lexer);
    return KIND_NONE;
}

static Kind memory_ran_out(Parser *p)
{
    return fail(p, p->lexer.token, NULL, "memory ran out");
}

/* ---- instructions ------------------------------------------------------------------------- */

/* Room for one more in an array of `size` used elements, doubling at powers of two. */
static void *grown(void *array, int64_t used, size_t size)
{
    if (used & (used - 1) || (used && used < 8))
        return array;
    return realloc(array, (used ? 2 * (size_t)used : 8) * size);
}

static bool emit(Parser *p, Instruction in)
{
    Expression *e = p->e;
    Instruction *code = grown(e->code, e->size, sizeof *code);
    if (!code) {
        memory_ran_out(p);
        return false;
    }
    e->code = code;
    code[e->size++] = in;
    p->depth += in.op <= OP_NAME ? 1 : in.op >= OP_ADD ? -1 : 0;
    if (p->depth > STACK_MAX || e->size > CODE_MAX) {
        fail(p, p->lexer.token, NULL, "this expression is too long");
        return false;
    }
    return true;
}

/* Index of a word in a list, added unless it is there; -1 when memory runs out. */
static int64_t intern(Words *w, const char *text, size_t size)
{
    for (int64_t i = 0; i < w->count; i++)
        if (strlen(w->word[i]) == size && memcmp(w->word[i], text, size) == 0)
            return i;
    char **bigger = grown(w->word, w->count, sizeof *bigger);
    if (!bigger)
        return -1;
    w->word = bigger;
    char *copy = strndup(text, size);
    if (!copy)
        return -1;
    w->word[w->count] = copy;
    return w->count++;
}

static Kind emit_word(Parser *p, Op op, Words *list, size_t start, size_t size)
{
    int64_t index = intern(list, p->lexer.text + start, size);
    if (index < 0)
        return memory_ran_out(p);
    return emit(p, (Instruction){ .op = op, .index = index }) ? KIND_VALUE : KIND_NONE;
}

/* ---- operands ----------------------------------------------------------------------------- */

typedef struct {
    const char *name;
    Op op;
    bool two; /* arguments, or more: min(a, b, c) */
} Function;

static const Function functions[] = {
    { "floor", OP_FLOOR, false }, { "ceil", OP_CEIL, false }, { "round", OP_ROUND, false },
    { "abs", OP_ABS, false },     { "sqrt", OP_SQRT, false }, { "log", OP_LOG, false },
    { "exp", OP_EXP, false },     { "min", OP_MIN, true },    { "max", OP_MAX, true },
};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

static Kind parse_level(Parser *p, int level);
enum {
    LEVEL_OR,
    LEVEL_AND,
    LEVEL_NOT,
    LEVEL_COMPARE,
    LEVEL_SUM,
    LEVEL_PRODUCT,
    LEVEL_MINUS,
    LEVEL_OPERAND
};

/* An argument or the inside of parentheses. */
static Kind parse_nested(Parser *p)
{
    if (p->nesting == NESTING_MAX)
        return fail(p, p->lexer.token, NULL, "this expression is nested too deeply");
    p->nesting++;
    Kind kind = parse_level(p, LEVEL_OR);
    p->nesting--;
    return kind;
}

static Kind need_value(Parser *p, Kind kind, Token token)
{
    if (kind == KIND_WORD)
        return fail(p, token, NULL, "a word cannot be computed with");
    return kind;
}

/* The `)` of a `(`. */
static Kind close_with(Parser *p, Token open, Kind kind)
{
    if (token_accept(&p->lexer, ")"))
        return kind;
    if (p->lexer.token.kind == TOKEN_END)
        return fail(p, open, NULL, "this `(` is never closed");
    return unexpected(p);
}

static Kind parse_arguments(Parser *p, const Function *f, Token name, Token open)
{
    int64_t count = 0;
    do {
        Token first = p->lexer.token;
        if (need_value(p, parse_nested(p), first) == KIND_NONE)
            return KIND_NONE;
        count++;
        if ((!f->two || count > 1) && !emit(p, (Instruction){ .op = f->op }))
            return KIND_NONE;
    } while (f->two && token_accept(&p->lexer, ","));
    if (token_is(&p->lexer, ",") || (f->two && count < 2))
        return fail(p, name, f->two ? "takes two or more" : "takes one",
                    "a wrong number of arguments");
    return close_with(p, open, KIND_VALUE);
}

static Kind parse_function(Parser *p, Token name, Token open)
{
    char word[NUMBER_MAX], label[2 * NUMBER_MAX];
    snprintf(word, sizeof word, "%.*s", (int)name.size, p->lexer.text + name.start);
    for (size_t i = 0; i < FUNCTIONS; i++)
        if (strcmp(functions[i].name, word) == 0)
            return parse_arguments(p, &functions[i], name, open);
    p->lexer.failed = true;
    const char *near =
        nearest_label(word, functions, sizeof *functions, FUNCTIONS, label, sizeof label);
    message_error(p->lexer.messages, token_place(&p->lexer, name), near, "unknown function `%s`",
                  word);
    message_note(p->lexer.messages, "there are floor, ceil, round, abs, sqrt, log, exp, min, max");
    return KIND_NONE;
}

/* An unknown name is reported, and parsing goes on: all those of an expression appear together. */
static void check_name(Parser *p, Token token, const char *name)
{
    size_t count = 0;
    for (; p->names && p->names[count]; count++)
        if (strcmp(p->names[count], name) == 0)
            return;
    if (!p->names)
        return;
    char label[256];
    const char *near = nearest_label(name, p->names, sizeof *p->names, count, label, sizeof label);
    p->lexer.failed = true;
    message_error(p->lexer.messages, token_place(&p->lexer, token), near, "unknown name `%s`",
                  name);
    if (!near)
        message_help(p->lexer.messages, "a word stands in quotes: '%s'", name);
}

static Kind parse_name(Parser *p)
{
    Token token = p->lexer.token;
    if (token_is(&p->lexer, "and") || token_is(&p->lexer, "or") || token_is(&p->lexer, "not"))
        return unexpected(p);
    bool truth = token_is(&p->lexer, "true") || token_is(&p->lexer, "false");
    token_next(&p->lexer);
    Token open = p->lexer.token;
    if (token_accept(&p->lexer, "("))
        return parse_function(p, token, open);
    if (truth)
        return emit_word(p, OP_TEXT, &p->e->texts, token.start, token.size);
    int64_t before = p->e->names.count;
    Kind kind = emit_word(p, OP_NAME, &p->e->names, token.start, token.size);
    const char *name = p->e->names.count > before ? p->e->names.word[before] : NULL;
    if (kind != KIND_NONE && name)
        check_name(p, token, name);
    return kind;
}

static Kind parse_number(Parser *p)
{
    char text[NUMBER_MAX];
    Instruction in = { .op = OP_NUMBER };
    bool fits = p->lexer.token.size < sizeof text;
    snprintf(text, sizeof text, "%.*s", (int)(fits ? p->lexer.token.size : 0),
             p->lexer.text + p->lexer.token.start);
    if (!fits || !number_parse_real(text, &in.number))
        return fail(p, p->lexer.token, NULL, "this is no number");
    token_next(&p->lexer);
    return emit(p, in) ? KIND_VALUE : KIND_NONE;
}

static Kind parse_operand(Parser *p)
{
    Token token = p->lexer.token;
    if (token.kind == TOKEN_NUMBER)
        return parse_number(p);
    if (token.kind == TOKEN_NAME)
        return parse_name(p);
    if (token.kind == TOKEN_WORD) {
        token_next(&p->lexer);
        Kind kind = emit_word(p, OP_TEXT, &p->e->texts, token.start + 1, token.size - 2);
        return kind == KIND_NONE ? kind : KIND_WORD;
    }
    if (!token_accept(&p->lexer, "("))
        return unexpected(p);
    Kind kind = parse_nested(p);
    return kind == KIND_NONE ? kind : close_with(p, token, kind);
}

/* ---- operators ---------------------------------------------------------------------------- */

static const struct {
    const char *spelling;
    int level;
    Op op;
} operators[] = {
    { "or", LEVEL_OR, OP_OR },           { "and", LEVEL_AND, OP_AND },
    { "==", LEVEL_COMPARE, OP_EQUAL },   { "!=", LEVEL_COMPARE, OP_UNEQUAL },
    { "<", LEVEL_COMPARE, OP_LESS },     { "<=", LEVEL_COMPARE, OP_AT_MOST },
    { ">", LEVEL_COMPARE, OP_GREATER },  { ">=", LEVEL_COMPARE, OP_AT_LEAST },
    { "+", LEVEL_SUM, OP_ADD },          { "-", LEVEL_SUM, OP_SUBTRACT },
    { "*", LEVEL_PRODUCT, OP_MULTIPLY }, { "/", LEVEL_PRODUCT, OP_DIVIDE },
};

static bool operator_at(const Parser *p, int level, Op *op)
{
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (operators[i].level == level && token_is(&p->lexer, operators[i].spelling)) {
            *op = operators[i].op;
            return true;
        }
    return false;
}

/* A top-level operand of `and`: instructions from `first` on, text from `start` on. */
static bool add_clause(Parser *p, int64_t first, size_t start)
{
    Expression *e = p->e;
    Clause *clause = grown(e->clause, e->clauses, sizeof *clause);
    char *text = clause ? strndup(p->lexer.text + start, p->lexer.consumed - start) : NULL;
    if (clause)
        e->clause = clause;
    if (!text) {
        memory_ran_out(p);
        return false;
    }
    clause[e->clauses++] = (Clause){ first, e->size, text };
    return true;
}

/* One operand of a binary operator of this level. */
static Kind parse_side(Parser *p, int level, bool combined)
{
    Token token = p->lexer.token;
    int64_t first = p->e->size;
    Kind kind = parse_level(p, level + 1);
    if (kind != KIND_NONE && level == LEVEL_AND && p->nesting == 0 &&
        !add_clause(p, first, token.start))
        return KIND_NONE;
    Op op;
    bool comparable = level == LEVEL_COMPARE;
    if ((combined || operator_at(p, level, &op)) && !comparable)
        return need_value(p, kind, token);
    return kind;
}

static Kind parse_binary(Parser *p, int level)
{
    Op op;
    Kind kind = parse_side(p, level, false);
    while (kind != KIND_NONE && operator_at(p, level, &op)) {
        Token sign = p->lexer.token;
        p->has_or = p->has_or || (op == OP_OR && p->nesting == 0);
        token_next(&p->lexer);
        Kind left = kind;
        kind = parse_side(p, level, true);
        if (kind == KIND_NONE || !emit(p, (Instruction){ .op = op }))
            return KIND_NONE;
        if (op > OP_UNEQUAL && op <= OP_AT_LEAST && (left == KIND_WORD || kind == KIND_WORD))
            return fail(p, sign, "use `==` or `!=`", "words have no order");
        kind = KIND_VALUE;
        if (level == LEVEL_COMPARE && operator_at(p, level, &op))
            return fail(p, p->lexer.token, "join two comparisons by `and`",
                        "comparisons cannot be chained");
    }
    return kind;
}

static Kind parse_prefix(Parser *p, int level)
{
    bool minus = level == LEVEL_MINUS;
    if (!token_accept(&p->lexer, minus ? "-" : "not"))
        return parse_level(p, level + 1);
    Token token = p->lexer.token;
    if (p->nesting == NESTING_MAX)
        return fail(p, token, NULL, "this expression is nested too deeply");
    p->nesting++;
    Kind kind = need_value(p, parse_level(p, level), token);
    p->nesting--;
    if (kind == KIND_NONE || !emit(p, (Instruction){ .op = minus ? OP_NEGATE : OP_NOT }))
        return KIND_NONE;
    return KIND_VALUE;
}

static Kind parse_level(Parser *p, int level)
{
    if (level == LEVEL_OPERAND)
        return parse_operand(p);
    return level == LEVEL_NOT || level == LEVEL_MINUS ? parse_prefix(p, level)
                                                      : parse_binary(p, level);
}

/* ---- all ---------------------------------------------------------------------------------- */

/* With an `or` at the top level, all of it is one clause. */
static void join_clauses(Parser *p)
{
    Expression *e = p->e;
    for (int64_t i = 0; i < e->clauses; i++)
        free(e->clause[i].text);
    e->clauses = 0;
    add_clause(p, 0, strspn(p->lexer.text, " \t\n"));
}

Expression *expression_parse(const char *text, Place place, const char *const *names, Messages *m)
{
    Parser p = { .names = names, .e = calloc(1, sizeof *p.e) };
    lexer_init(&p.lexer, text, place, m);
    if (!p.e) {
        memory_ran_out(&p);
        return NULL;
    }
    Token first = p.lexer.token;
    Kind kind = need_value(&p, parse_level(&p, LEVEL_OR), first);
    if (kind != KIND_NONE && p.lexer.token.kind != TOKEN_END)
        unexpected(&p);
    else if (kind != KIND_NONE && p.has_or)
        join_clauses(&p);
    if (p.lexer.failed) {
        expression_free(p.e);
        return NULL;
    }
    return p.e;
}
