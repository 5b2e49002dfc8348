/* SPDX-License-Identifier: Apache-2.0 */
/* The lexer: re2c makes the automaton. The text ends with a zero byte; a zero byte before the end is an
 * error like any other stray character. */

#include "asm/lexer.h"

static const char *const names[] = {
    [TOKEN_END] = "the end of the file",
    [TOKEN_NEWLINE] = "the end of the line",
    [TOKEN_WORD] = "a word",
    [TOKEN_QUOTED] = "a quoted atom",
    [TOKEN_NAME] = "a name",
    [TOKEN_LABEL] = "a label",
    [TOKEN_X] = "an x register",
    [TOKEN_Y] = "a y register",
    [TOKEN_F] = "a float register",
    [TOKEN_INTEGER] = "an integer",
    [TOKEN_CHARACTER] = "a character",
    [TOKEN_FLOAT] = "a float",
    [TOKEN_STRING] = "a string",
    [TOKEN_COMMA] = "','",
    [TOKEN_COLON] = "':'",
    [TOKEN_SLASH] = "'/'",
    [TOKEN_MINUS] = "'-'",
    [TOKEN_BAR] = "'|'",
    [TOKEN_ARROW] = "'=>'",
    [TOKEN_EQUAL] = "'='",
    [TOKEN_HASH] = "'#'",
    [TOKEN_DOT] = "'.'",
    [TOKEN_UNDERSCORE] = "'_'",
    [TOKEN_LEFT_BRACKET] = "'['",
    [TOKEN_RIGHT_BRACKET] = "']'",
    [TOKEN_LEFT_BRACE] = "'{'",
    [TOKEN_RIGHT_BRACE] = "'}'",
    [TOKEN_MAP] = "'#{'",
    [TOKEN_LEFT_BINARY] = "'<<'",
    [TOKEN_RIGHT_BINARY] = "'>>'",
    [TOKEN_UNCLOSED] = "a text without its closing quote",
    [TOKEN_BAD] = "a byte that is no text",
};

const char *asm_token_name(enum asm_token_kind kind)
{
    return names[kind];
}

int asm_token_nesting(enum asm_token_kind kind)
{
    switch (kind) {
    case TOKEN_LEFT_BRACKET:
    case TOKEN_LEFT_BRACE:
    case TOKEN_MAP:
    case TOKEN_LEFT_BINARY:
        return 1;
    case TOKEN_RIGHT_BRACKET:
    case TOKEN_RIGHT_BRACE:
    case TOKEN_RIGHT_BINARY:
        return -1;
    default:
        return 0;
    }
}

struct asm_token asm_lex(struct asm_lexer *lexer)
{
    const char *text = lexer->source->text, *cursor = text + lexer->at, *start, *marker;
    const char *end = text + lexer->end;
    enum asm_token_kind kind;

    for (;;) {
        start = cursor;
        /*!re2c
        re2c:api:style = free-form;
        re2c:define:YYCTYPE = "unsigned char";
        re2c:define:YYCURSOR = cursor;
        re2c:define:YYMARKER = marker;
        re2c:define:YYPEEK = "(unsigned char)*cursor";
        re2c:api = custom;
        re2c:define:YYSKIP = "++cursor;";
        re2c:define:YYBACKUP = "marker = cursor;";
        re2c:define:YYRESTORE = "cursor = marker;";
        re2c:yyfill:enable = 0;

        blank     = [ \t\r]+;
        comment   = ";" [^\n\x00]*;
        word      = [a-z] [A-Za-z0-9_@]*;
        digits    = [0-9]+ ("_" [0-9]+)*;
        based     = digits "#" [0-9A-Za-z]+ ("_" [0-9A-Za-z]+)*;
        float     = digits "." digits ([eE] [+-]? digits)?;
        escape    = "\\" ("x{" [0-9A-Fa-f]+ "}" | "x" [0-9A-Fa-f]{2} | "^" [@-\x5f a-z]
                    | [0-7]{1,3} | [^\n\x00]);
        utf8_tail = [\x80-\xbf];
        character = "$" (escape | [\x20-\x5b\x5d-\x7f] | [\xc0-\xff] utf8_tail*);
        quoted    = "'" (escape | [^'\\\n\x00])* "'";
        string    = "\"" (escape | [^"\\\n\x00])* "\"";

        blank | comment                 { continue; }
        "\n"                            { kind = TOKEN_NEWLINE; break; }
        "\x00"                          { kind = start >= end ? TOKEN_END : TOKEN_BAD; break; }
        "x" [0-9]+                      { kind = TOKEN_X; break; }
        "y" [0-9]+                      { kind = TOKEN_Y; break; }
        "f" [0-9]+                      { kind = TOKEN_F; break; }
        word                            { kind = TOKEN_WORD; break; }
        "." [A-Za-z0-9_@]+              { kind = TOKEN_LABEL; break; }
        digits | based                  { kind = TOKEN_INTEGER; break; }
        float                           { kind = TOKEN_FLOAT; break; }
        character                       { kind = TOKEN_CHARACTER; break; }
        quoted                          { kind = TOKEN_QUOTED; break; }
        string                          { kind = TOKEN_STRING; break; }
        ["']                            { kind = TOKEN_UNCLOSED; break; }
        ","                             { kind = TOKEN_COMMA; break; }
        ":"                             { kind = TOKEN_COLON; break; }
        "/"                             { kind = TOKEN_SLASH; break; }
        "-"                             { kind = TOKEN_MINUS; break; }
        "|"                             { kind = TOKEN_BAR; break; }
        "=>"                            { kind = TOKEN_ARROW; break; }
        "="                             { kind = TOKEN_EQUAL; break; }
        "#"                             { kind = TOKEN_HASH; break; }
        "."                             { kind = TOKEN_DOT; break; }
        "_"                             { kind = TOKEN_UNDERSCORE; break; }
        "["                             { kind = TOKEN_LEFT_BRACKET; break; }
        "]"                             { kind = TOKEN_RIGHT_BRACKET; break; }
        "{"                             { kind = TOKEN_LEFT_BRACE; break; }
        "}"                             { kind = TOKEN_RIGHT_BRACE; break; }
        "#{"                            { kind = TOKEN_MAP; break; }
        "<<"                            { kind = TOKEN_LEFT_BINARY; break; }
        ">>"                            { kind = TOKEN_RIGHT_BINARY; break; }
        [A-Z] [A-Za-z0-9_@]*            { kind = TOKEN_NAME; break; }
        "_" [A-Za-z0-9_@]+              { kind = TOKEN_BAD; break; }
        [\xc0-\xff] utf8_tail*          { kind = TOKEN_BAD; break; }
        *                               { kind = TOKEN_BAD; break; }
        */
    }
    while (kind == TOKEN_UNCLOSED && cursor < end && *cursor != '\n')
        cursor++;
    if (start >= end || kind == TOKEN_END) {
        kind = TOKEN_END;
        start = cursor = end;
    }
    lexer->at = (uint32_t)(cursor - text);
    return (struct asm_token){
        .kind = kind, .span = {(uint32_t)(start - text), (uint32_t)(cursor - start)}};
}
