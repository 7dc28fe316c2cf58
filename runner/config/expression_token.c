/* expression_token.c - see expression_token.h */
#include "runner/config/expression_token.h"

#include <string.h>

#include "runner/config/utf8.h"

/* ---- places and messages ------------------------------------------------------------------ */

/* Escapes and folded lines stand between a text and its place: then all of it is shown. */
Place token_place(const Lexer *l, Token token)
{
    Place place = l->place;
    if (!l->located)
        return place;
    place.column += utf8_length(l->text, token.start);
    place.width = utf8_length(l->text + token.start, token.size);
    if (place.width == 0)
        place.width = 1;
    return place;
}

bool token_error(Lexer *l, Token token, const char *label, const char *what)
{
    l->failed = true;
    message_error(l->messages, token_place(l, token), label, "%s", what);
    return false;
}

/* ---- tokens ------------------------------------------------------------------------------- */

static const char name_first[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
static const char name_rest[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

/* Digits, point and exponent, and whatever is glued to them (which then is no number). */
static size_t number_size(const char *text)
{
    size_t size = 0;
    for (;;) {
        size += strspn(text + size, "0123456789.");
        size_t letters = strspn(text + size, name_first);
        if (letters == 0)
            return size;
        size += letters;
        if ((text[size - 1] == 'e' || text[size - 1] == 'E') && letters == 1 &&
            (text[size] == '-' || text[size] == '+'))
            size++;
    }
}

void token_next(Lexer *l)
{
    l->consumed = l->token.start + l->token.size;
    size_t start = l->consumed + strspn(l->text + l->consumed, " \t\n");
    const char *at = l->text + start;
    Token t = { TOKEN_BAD, start, 1 };
    if (!*at) {
        t = (Token){ TOKEN_END, start, 0 };
    } else if (strspn(at, name_first)) {
        t = (Token){ TOKEN_NAME, start, strspn(at, name_rest) };
    } else if (strspn(at, "0123456789.")) {
        t = (Token){ TOKEN_NUMBER, start, number_size(at) };
    } else if (*at == '\'' || *at == '"') {
        const char *end = strchr(at + 1, *at);
        if (end)
            t = (Token){ TOKEN_WORD, start, (size_t)(end - at) + 1 };
    } else if (strchr("=!<>", *at) && at[1] == '=') {
        t = (Token){ TOKEN_SIGN, start, 2 };
    } else if (strchr("+-*/<>(),", *at)) {
        t = (Token){ TOKEN_SIGN, start, *at == '*' && at[1] == '*' ? 2 : 1 };
    } else {
        uint32_t code;
        size_t n = utf8_decode(at, strlen(at), &code);
        t.size = n ? n : 1;
    }
    l->token = t;
}

bool token_is(const Lexer *l, const char *spelling)
{
    return (l->token.kind == TOKEN_SIGN || l->token.kind == TOKEN_NAME) &&
           strlen(spelling) == l->token.size &&
           memcmp(l->text + l->token.start, spelling, l->token.size) == 0;
}

bool token_accept(Lexer *l, const char *spelling)
{
    bool found = token_is(l, spelling);
    if (found)
        token_next(l);
    return found;
}

/* Tells the spelling for what is written so in other languages. */
bool token_unexpected(Lexer *l)
{
    static const struct {
        const char *begins, *label;
    } habits[] = {
        { "**", "write `x*x`; there are no powers" },
        { "^", "write `x*x`; there are no powers" },
        { "=", "write `==` to compare" },
        { "&", "write `and`" },
        { "|", "write `or`" },
        { "!", "write `not`" },
        { "%", "there is no remainder; `x - n*floor(x/n)` is it" },
        { "'", "this quote is never closed" },
        { "\"", "this quote is never closed" },
    };
    if (l->token.kind == TOKEN_END)
        return token_error(l, l->token, "something is missing here",
                           "the expression ends too early");
    const char *label = "not expected here";
    for (size_t i = 0; i < sizeof habits / sizeof *habits; i++) {
        const char *begins = habits[i].begins;
        bool odd = l->token.kind == TOKEN_BAD || *begins == '*';
        if (odd && strncmp(l->text + l->token.start, begins, strlen(begins)) == 0) {
            label = habits[i].label;
            break;
        }
    }
    return token_error(l, l->token, label, "the expression cannot be read");
}

void lexer_init(Lexer *l, const char *text, Place place, Messages *m)
{
    *l = (Lexer){ .text = text, .place = place, .messages = m };
    l->located = place.source && strncmp(place_text(place), text, strlen(text)) == 0;
    token_next(l);
}
