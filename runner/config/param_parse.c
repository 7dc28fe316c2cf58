/* param_parse.c - the text of a value, checked against its row, with messages that help. */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "runner/config/number.h"
#include "runner/config/params.h"
#include "runner/config/words.h"

/* What can be wrong with the text of a value. */
typedef enum {
    FINE,
    NOT_A_NUMBER,
    NOT_WHOLE,
    TOO_SMALL,
    TOO_LARGE,
    NOT_A_CHOICE,
    NOT_TRUTH,
    TOO_SHORT,
    TOO_LONG,
    NOT_ONE_LINE
} Problem;

/* ---- reading ------------------------------------------------------------------------------- */

static Problem outside(const Param *row, double x)
{
    return x < row->min ? TOO_SMALL : x > row->max ? TOO_LARGE : FINE;
}

static Problem read_bool(const Param *row, const char *text, Value *value)
{
    (void)row;
    value->integer = strcmp(text, "true") == 0;
    return value->integer || strcmp(text, "false") == 0 ? FINE : NOT_TRUTH;
}

static Problem read_choice(const Param *row, const char *text, Value *value)
{
    for (int64_t i = 0; row->choices[i]; i++) {
        if (strcmp(row->choices[i], text) == 0) {
            value->integer = i;
            return FINE;
        }
    }
    return NOT_A_CHOICE;
}

static Problem read_int(const Param *row, const char *text, Value *value)
{
    double real;
    if (number_parse_int(text, &value->integer))
        return outside(row, (double)value->integer);
    if (!number_parse_real(text, &real))
        return NOT_A_NUMBER;
    if (real < row->min || real > row->max)
        return outside(row, real);
    return real >= 0x1p63 ? TOO_LARGE : real < -0x1p63 ? TOO_SMALL : NOT_WHOLE;
}

static Problem read_real(const Param *row, const char *text, Value *value)
{
    if (!number_parse_real(text, &value->real))
        return NOT_A_NUMBER;
    value->real += 0.0; /* -0 becomes 0: equal values must have equal keys */
    return outside(row, value->real);
}

static int64_t code_points(const char *text)
{
    int64_t n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

static Problem read_text(const Param *row, const char *text, Value *value)
{
    double length = (double)code_points(text);
    value->text = text;
    for (const char *c = text; *c; c++)
        if (iscntrl((unsigned char)*c))
            return NOT_ONE_LINE;
    if (length > row->max || strlen(text) >= PARAM_TEXT_SIZE)
        return TOO_LONG;
    return length < row->min ? TOO_SHORT : FINE;
}

static Problem read_value(const Param *row, const char *text, Value *value)
{
    static Problem (*const readers[])(const Param *, const char *, Value *) = {
        [PARAM_BOOL] = read_bool, [PARAM_CHOICE] = read_choice, [PARAM_INT] = read_int,
        [PARAM_REAL] = read_real, [PARAM_TEXT] = read_text,
    };
    *value = (Value){ .type = row->type };
    return readers[row->type](row, text, value);
}

bool param_parse_text(const Param *row, const char *text, Value *value)
{
    return read_value(row, text, value) == FINE;
}

bool param_in_range(const Param *row, double x)
{
    if (row->type == PARAM_INT && x != floor(x))
        return false;
    return x >= row->min && x <= row->max;
}

/* ---- explaining ---------------------------------------------------------------------------- */

/* "must be between 1 and 4096", "must be `a`, `b` or `c`": the end of the sentence. */
static void must_be(const Param *row, Problem problem, char *text, size_t size)
{
    char low[NUMBER_SIZE], high[NUMBER_SIZE];
    number_print(row->min, low);
    number_print(row->max, high);
    const char *what = row->type == PARAM_TEXT ? "have" : "be";
    const char *unit = row->type == PARAM_TEXT ? " characters" : "";
    if (row->type == PARAM_CHOICE)
        words_or(row->choices, text, size);
    else if (row->type == PARAM_BOOL)
        snprintf(text, size, "be `true` or `false`");
    else if (problem == NOT_TRUTH)
        snprintf(text, size, row->type == PARAM_TEXT ? "be text" : "be a number");
    else if (problem == NOT_ONE_LINE)
        snprintf(text, size, "be one line of text");
    else if (problem == NOT_A_NUMBER || problem == NOT_WHOLE)
        snprintf(text, size, row->type == PARAM_INT ? "be a whole number" : "be a number");
    else if (isfinite(row->min) && isfinite(row->max))
        snprintf(text, size, "%s between %s and %s%s", what, low, high, unit);
    else if (isfinite(row->min))
        snprintf(text, size, "%s at least %s%s", what, low, unit);
    else if (isfinite(row->max))
        snprintf(text, size, "%s at most %s%s", what, high, unit);
    else
        snprintf(text, size, row->type == PARAM_TEXT ? "have less than %d bytes" : "be finite",
                 PARAM_TEXT_SIZE);
}

/* Why a text is no number, in the words of whoever wrote it. `clip` is the text, shortened. */
static void no_number(const char *text, const char *clip, char *label, size_t size)
{
    double x;
    const char *digits = text + (*text == '-' || *text == '+');
    if (*text == '\0')
        snprintf(label, size, "an empty text");
    else if (strspn(text, "+-0123456789.eE_,") == strlen(text) && strpbrk(text, "_,"))
        snprintf(label, size, "write the digits without `_` and `,`; the decimal sign is `.`");
    else if (digits[0] == '0' && tolower((unsigned char)digits[1]) == 'x')
        snprintf(label, size, "write decimal digits, not hexadecimal");
    else if (digits[0] == '0' && isdigit((unsigned char)digits[1]))
        snprintf(label, size, "write it without leading zeros");
    else if (strcasecmp(digits, ".inf") == 0 || strcasecmp(digits, "inf") == 0 ||
             strcasecmp(digits, ".nan") == 0 || strcasecmp(digits, "nan") == 0)
        snprintf(label, size, "only finite numbers are values");
    else if (strspn(text, "+-0123456789.eE") == strlen(text) && !number_parse_real(text, &x) &&
             strpbrk(text, "eE") && isdigit((unsigned char)text[strlen(text) - 1]))
        snprintf(label, size, "beyond the range of double precision");
    else if (strpbrk(text, "+-*/^%() ") && isdigit((unsigned char)*digits))
        snprintf(label, size, "write the number itself, as in 0.05 or 1e-3");
    else
        snprintf(label, size, "`%s` is not a number", clip);
}

/* What stands beside the caret; NULL if the sentence says it all. */
static const char *label_of(const Param *row, Problem problem, const char *text, char *label,
                            size_t size)
{
    char clip[WORDS_CLIP];
    words_clip(text, clip);
    switch (problem) {
    case NOT_A_NUMBER:
        no_number(text, clip, label, size);
        break;
    case NOT_WHOLE:
        snprintf(label, size, "%s is not whole", clip);
        break;
    case TOO_SMALL:
        snprintf(label, size, "%s is too small", clip);
        break;
    case TOO_LARGE:
        snprintf(label, size, "%s is too large", clip);
        break;
    case NOT_A_CHOICE:
        return nearest_label(text, row->choices, sizeof *row->choices,
                             (size_t)words_count(row->choices), label, size);
    case TOO_SHORT:
    case TOO_LONG:
        snprintf(label, size, "this has %" PRId64, code_points(text));
        break;
    case NOT_ONE_LINE:
        return "it holds a line break or a tab";
    case NOT_TRUTH:
    case FINE:
        return NULL;
    }
    return label;
}

static Status note_help(const Param *row, Messages *m)
{
    if (row->help && row->unit && strcmp(row->unit, "1") != 0)
        message_note(m, "`%s`: %s (%s)", row->name, row->help, row->unit);
    else if (row->help)
        message_note(m, "`%s`: %s", row->name, row->help);
    return ERR_CONFIG;
}

/* `yes`, `Off`, `TRUE`, ... where a truth value or a word was meant: YAML's best known trap. */
static Status refuse_truth(const Param *row, const Node *node, Messages *m)
{
    char must[512], label[128];
    must_be(row, NOT_TRUTH, must, sizeof must);
    const char *meant = words_truth(node->text) == 1 ? "true" : "false";
    if (row->type == PARAM_BOOL) {
        snprintf(label, sizeof label, "write `%s`", meant);
        return message_error(m, node->place, label, "`%s` must %s", row->name, must);
    }
    if (strcasecmp(node->text, meant) == 0)
        snprintf(label, sizeof label, "a bare `%s` is a truth value", node->text);
    else
        snprintf(label, sizeof label, "YAML reads a bare `%s` as %s", node->text, meant);
    message_error(m, node->place, label, "`%s` must %s, not a truth value", row->name, must);
    if (row->type == PARAM_TEXT || row->type == PARAM_CHOICE)
        message_help(m, "write \"%s\" in quotes if you mean the word", node->text);
    return note_help(row, m);
}

/* True if the node is no scalar, null, or holds grammar that this version does not know. A row
 * without a unit is a setting of the runner, not a parameter: nothing sweeps it. */
static bool refuse_shape(const Param *row, const Node *node, Messages *m)
{
    if (row->unit && node->kind == NODE_MAP && node_get(node, "case")) {
        words_later(m, node_key(node, "case")->place, "case", "write one experiment for each case");
    } else if (node->kind != NODE_SCALAR) {
        message_error(m, node->place, node->kind == NODE_LIST ? "a list" : "a mapping",
                      "`%s` takes one value here", row->name);
        if (row->unit)
            message_help(m, "several values of a parameter are an axis: put them under `sweep`");
    } else if (node_is_null(node)) {
        message_error(m, node->place, "empty", "`%s` has no value", row->name);
        if (row->def)
            message_help(m, "give it one, or remove the line to get the default, %s", row->def);
        note_help(row, m);
    } else if (row->unit && row->type != PARAM_TEXT && node->text[0] == '=') {
        words_later(m, node->place, "= ...",
                    "write the values out; parameters that change together are one axis: "
                    "`a, b: [[1, 2], [3, 4]]`");
    } else {
        return false;
    }
    return true;
}

Status param_parse(const Param *row, const Node *node, Messages *m, Value *value)
{
    char must[512], label[256];
    *value = (Value){ .type = row->type };
    if (refuse_shape(row, node, m))
        return ERR_CONFIG;
    bool exact = row->type == PARAM_BOOL &&
                 (strcmp(node->text, "true") == 0 || strcmp(node->text, "false") == 0);
    if (!node->quoted && words_truth(node->text) >= 0 && !exact)
        return refuse_truth(row, node, m);
    if (node->quoted && exact)
        return message_error(m, node->place, "remove the quotes", "`%s` must be `true` or `false`",
                             row->name);
    Problem problem = read_value(row, node->text, value);
    if (problem == FINE)
        return OK;
    must_be(row, problem, must, sizeof must);
    message_error(m, node->place, label_of(row, problem, node->text, label, sizeof label),
                  "`%s` must %s", row->name, must);
    return note_help(row, m);
}
