/* SPDX-License-Identifier: Apache-2.0 */
/* lexer.h: source text to tokens. Tokens point into the text; what a number or a quoted text means
 * is worked out by text.h when somebody needs it. */
#ifndef TICK_ASM_LEXER_H
#define TICK_ASM_LEXER_H

#include "asm/source.h"
#include "asm/diag.h"

enum asm_token_kind {
    TOKEN_END, /* of the text */
    TOKEN_NEWLINE,
    TOKEN_WORD,      /* an unquoted atom, a mnemonic */
    TOKEN_QUOTED,    /* 'quoted atom' */
    TOKEN_NAME,      /* Name: a constant, a macro, a parameter */
    TOKEN_LABEL,     /* .name */
    TOKEN_X,         /* x0 */
    TOKEN_Y,         /* y0 */
    TOKEN_F,         /* f0 */
    TOKEN_INTEGER,   /* 12, 1_000, 16#ff */
    TOKEN_CHARACTER, /* $a, $\n */
    TOKEN_FLOAT,     /* 1.5, 1.0e-3 */
    TOKEN_STRING,    /* "text" */
    TOKEN_COMMA,
    TOKEN_COLON,
    TOKEN_SLASH,
    TOKEN_MINUS,
    TOKEN_BAR,
    TOKEN_ARROW, /* => */
    TOKEN_EQUAL,
    TOKEN_HASH,
    TOKEN_DOT,
    TOKEN_UNDERSCORE,
    TOKEN_LEFT_BRACKET,
    TOKEN_RIGHT_BRACKET,
    TOKEN_LEFT_BRACE,
    TOKEN_RIGHT_BRACE,
    TOKEN_MAP,         /* #{ */
    TOKEN_LEFT_BINARY, /* << */
    TOKEN_RIGHT_BINARY,
    TOKEN_UNCLOSED, /* a quoted text that does not end on its line */
    TOKEN_BAD,      /* a character that begins nothing */
};

struct asm_token {
    enum asm_token_kind kind;
    uint32_t expansion; /* of a label: the use of a macro that it belongs to, or 0 */
    struct asm_span span;
};

/* Lexes the text of SOURCE from AT to END, which is the end of a file or of a token. */
struct asm_lexer {
    const struct asm_source *source;
    uint32_t at, end;
};

/* The next token. After TOKEN_END comes TOKEN_END again. */
struct asm_token asm_lex(struct asm_lexer *lexer);

/* +1 for a bracket that opens, -1 for one that closes. */
int asm_token_nesting(enum asm_token_kind kind);

/* What a kind of token is called in messages. */
const char *asm_token_name(enum asm_token_kind kind);

#endif
