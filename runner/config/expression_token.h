/* expression_token.h - the tokens of an expression, and messages that point at them. */
#ifndef HEBB_EXPRESSION_TOKEN_H
#define HEBB_EXPRESSION_TOKEN_H

#include "runner/config/message.h"

typedef enum { TOKEN_END, TOKEN_NUMBER, TOKEN_WORD, TOKEN_NAME, TOKEN_SIGN, TOKEN_BAD } TokenKind;

typedef struct {
    TokenKind kind;
    size_t start, size; /* in the text; a word with its quotes */
} Token;

typedef struct {
    const char *text; /* borrowed */
    Place place;      /* of the whole text */
    bool located;     /* the text stands there as it is, so that offsets can be shown */
    Messages *messages;
    Token token;     /* the next one, not yet consumed */
    size_t consumed; /* end of the last consumed one */
    bool failed;     /* a message was given */
} Lexer;

void lexer_init(Lexer *l, const char *text, Place place, Messages *m);

/* Consumes the token. */
void token_next(Lexer *l);
/* Whether it is this sign or name; accept also consumes it. */
bool token_is(const Lexer *l, const char *spelling);
bool token_accept(Lexer *l, const char *spelling);

/* Where a token stands; the whole text if it is not spelled there as it is. */
Place token_place(const Lexer *l, Token token);

/* Reports an error at a token, or that the next one fits nowhere. Both return false. */
bool token_error(Lexer *l, Token token, const char *label, const char *what);
bool token_unexpected(Lexer *l);

#endif
