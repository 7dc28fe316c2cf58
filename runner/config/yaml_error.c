/* yaml_error.c - libyaml's errors in words that tell what to do (see yaml_text.h). */
#include <string.h>

#include "runner/config/utf8.h"
#include "runner/config/yaml_text.h"

/* ---- brackets ----------------------------------------------------------------------------- */

/* Past a quoted text that begins at `at`. */
static const char *skip_quoted(const char *at)
{
    char quote = *at++;
    for (; *at && *at != quote; at++)
        if (quote == '"' && *at == '\\' && at[1])
            at++;
    return *at ? at + 1 : at;
}

/* Whether the bracket at `at` has its counterpart further on. */
static bool is_closed(const char *at)
{
    char open[64];
    size_t depth = 0;
    const char *first = at;
    while (*at) {
        char c = *at;
        if (c == '"' || c == '\'') {
            bool word = at > first && !strchr(" \t\r\n,[]{}:", at[-1]); /* an apostrophe */
            at = word ? at + 1 : skip_quoted(at);
            continue;
        }
        if (c == '#' && at > first && strchr(" \t\n", at[-1])) {
            at += strcspn(at, "\n");
            continue;
        }
        if ((c == '[' || c == '{') && depth < sizeof open) {
            open[depth++] = c == '[' ? ']' : '}';
        } else if (c == ']' || c == '}') {
            if (depth == 0 || open[depth - 1] != c)
                return false;
            if (--depth == 0)
                return true;
        }
        at++;
    }
    return false;
}

static bool is_unclosed(Place place)
{
    const char *at = place_text(place);
    return (*at == '[' || *at == '{') && !is_closed(at);
}

static Status unclosed(const YamlText *t, Place bracket, Place problem)
{
    Status st = message_error(t->messages, bracket, "opened here", "this `%c` is never closed",
                              *place_text(bracket));
    if (*place_text(problem))
        message_also(t->messages, problem, "this cannot belong to it");
    return st;
}

/* ---- the table ---------------------------------------------------------------------------- */

/* What libyaml says, and what we say. `from_context`: at the beginning of the thing it was reading,
 * else where it gave up. */
typedef struct {
    const char *problem, *context; /* beginnings; "" matches all */
    bool from_context;
    const char *what, *label, *help;
} Wording;

static const char quote_help[] = "put the text into quotes if it belongs to a value";

/* clang-format off */
static const Wording wordings[] = {
    { "found unexpected end of stream", "while scanning a quoted", true,
      "this quote is never closed", "opened here", NULL },
    { "found unexpected document indicator", "", false,
      "a line of a quoted text cannot begin with `---` or `...`", NULL, NULL },
    { "found unknown escape character", "", false,
      "this escape does not exist", NULL, "write `\\\\` for a backslash, or use single quotes" },
    { "found invalid Unicode character escape code", "", false,
      "this is no character", NULL, NULL },
    { "did not find expected hexdecimal number", "while parsing a quoted", false,
      "this escape needs more hexadecimal digits", NULL, NULL },
    { "did not find expected alphabetic or numeric", "while scanning an alias", true,
      "aliases are not accepted", "`*` begins an alias", quote_help },
    { "did not find expected alphabetic or numeric", "while scanning an anchor", true,
      "anchors are not accepted", "`&` begins an anchor", quote_help },
    { "", "while scanning a tag", true, "tags are not accepted", "`!` begins a tag", quote_help },
    { "", "while parsing a tag", true, "tags are not accepted", "`!` begins a tag", quote_help },
    { "found undefined tag handle", "", true,
      "tags are not accepted", "`!` begins a tag", quote_help },
    { "did not find expected comment or line break", "while scanning a block scalar", false,
      "a block of text begins on the line after `|` or `>`", NULL, NULL },
    { "", "while scanning a block scalar", false,
      "this block of text is not indented as it should be", NULL, NULL },
    { "mapping values are not allowed", "", false,
      "a `:` with a blank after it cannot stand here", "a second one on its line?", quote_help },
    { "mapping keys are not allowed", "", false, "a key cannot begin here", NULL, NULL },
    { "block sequence entries are not allowed", "", false,
      "a list of `- ` items cannot begin here", NULL,
      "begin it on a line of its own, or write it as `[1, 2, 3]`" },
    { "did not find expected '-' indicator", "", false,
      "this line is no item of the list above it",
      "a `- ` is missing, or the indentation is wrong", NULL },
    { "did not find expected ',' or", "", false,
      "a `,` is missing here", "expected `,` before this", NULL },
    { "did not find expected node content", "", false, "a value is missing here", NULL, NULL },
    { "did not find expected <document start>", "", false,
      "nothing may follow the end of the document", NULL, NULL },
};
/* clang-format on */

static bool begins(const char *text, const char *with)
{
    return strncmp(text ? text : "", with, strlen(with)) == 0;
}

static Status report_wording(const YamlText *t, const yaml_parser_t *p, Place context,
                             Place problem)
{
    for (size_t i = 0; i < sizeof wordings / sizeof *wordings; i++) {
        const Wording *w = &wordings[i];
        if (!begins(p->problem, w->problem) || !begins(p->context, w->context))
            continue;
        Status st = message_error(t->messages, w->from_context ? context : problem, w->label, "%s",
                                  w->what);
        if (w->help)
            message_help(t->messages, "%s", w->help);
        return st;
    }
    return message_error(t->messages, problem, NULL, "this is not YAML: %s",
                         p->problem ? p->problem : "the parser gives no reason");
}

/* ---- cases that need a look at the text --------------------------------------------------- */

/* `neurons 5` and a line further `load: 3`: one value, up to the second `:`. */
static Status runs_on(const YamlText *t, const YamlTrace *trace, Place problem)
{
    Place value = yaml_place(t, trace->last_start, trace->last_end);
    Status st = message_error(t->messages, problem, "this `:` is then one too many",
                              "a value goes on over the next line");
    message_also(t->messages, value, "it begins here");
    message_help(t->messages,
                 "a `:` is missing after a key, or the second line is indented too far");
    return st;
}

/* A key without its `: `, of which the `:` may be there, but glued to the value. */
static Status no_colon(const YamlText *t, Place key)
{
    const char *at = place_text(key);
    size_t size = strcspn(at, "\r\n");
    bool glued = memchr(at, ':', size) != NULL;
    key.width = utf8_length(at, size);
    return message_error(t->messages, key, glued ? "write `key: value`" : "no `:` here",
                         glued ? "a blank must follow the `:`" : "this line is no `key: value`");
}

/* Something stands where a key would: after a value on its line, or on a line of its own. */
static Status no_key(const YamlText *t, Place problem)
{
    Place line = problem;
    line.column = 1 + (line.line == 1 ? t->shift : 0);
    const char *first = place_text(line), *at = place_text(problem);
    if (first + strspn(first, " ") < at)
        return message_error(t->messages, problem, "expected the end of the line",
                             "nothing may follow the value of a key");
    return message_error(t->messages, problem, "wrong indentation?",
                         "this does not fit what is above it");
}

static Status bad_start(const YamlText *t, Place problem, const char *at)
{
    if (*at == '\t')
        return message_error(t->messages, problem, "use spaces", "a tab cannot stand here");
    Status st =
        *at == '`'
            ? message_error(t->messages, problem, NULL, "a value cannot begin with a backtick")
            : message_error(t->messages, problem, NULL, "a value cannot begin with `%c`", *at);
    message_help(t->messages, "%s", quote_help);
    return st;
}

Status yaml_report(const YamlText *t, const yaml_parser_t *p, const YamlTrace *trace)
{
    Place problem = yaml_place(t, p->problem_mark, p->problem_mark);
    Place context = yaml_place(t, p->context_mark, p->context_mark);
    const char *at = place_text(problem);
    if (p->error == YAML_MEMORY_ERROR)
        return ERR_MEMORY;
    if (begins(p->problem, "did not find expected ',' or") && is_unclosed(context))
        return unclosed(t, context, problem);
    if (begins(p->problem, "did not find expected node content") && trace->bracket &&
        is_unclosed(*trace->bracket))
        return unclosed(t, *trace->bracket, problem);
    if (begins(p->problem, "found character that cannot start"))
        return bad_start(t, problem, at);
    if (begins(p->problem, "found a tab character"))
        return message_error(t->messages, problem, "use spaces", "a tab cannot stand here");
    bool misplaced = begins(p->problem, "did not find expected key") ||
                     begins(p->problem, "did not find expected node content");
    if (misplaced && (*at == ']' || *at == '}'))
        return message_error(t->messages, problem, NULL, "this `%c` closes nothing", *at);
    if (misplaced && *at == ':')
        return message_error(t->messages, problem, NULL, "a key is missing before the `:`");
    if (begins(p->problem, "mapping values are not") &&
        trace->last_end.line > trace->last_start.line &&
        trace->last_end.index == p->problem_mark.index)
        return runs_on(t, trace, problem);
    if (begins(p->problem, "could not find expected ':'"))
        return no_colon(t, context);
    if (begins(p->problem, "did not find expected key"))
        return no_key(t, problem);
    return report_wording(t, p, context, problem);
}
