/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the end of an operand by lexing it once more. */

#include "asm/span.h"

#include "asm/lexer.h"

enum { LONGEST = 1000 }; /* tokens: nobody looks at more */

/* Does KIND end an operand, where no bracket is open? */
static bool ends(enum asm_token_kind kind)
{
    return kind == TOKEN_COMMA || kind == TOKEN_ARROW || kind == TOKEN_BAR ||
           kind == TOKEN_NEWLINE || kind == TOKEN_END;
}

struct asm_span asm_operand_span(const struct asm_source *source, uint32_t at)
{
    const struct asm_file *file;
    asm_source_line(source, at, &file);
    struct asm_lexer lexer = {source, at, file->end};
    struct asm_span span = {at, 0};
    int depth = 0;
    for (unsigned count = 0; count < LONGEST; count++) {
        struct asm_token token = asm_lex(&lexer);
        int change = asm_token_nesting(token.kind);
        if (token.kind == TOKEN_END || depth + change < 0 || (depth == 0 && ends(token.kind)))
            break;
        depth += change;
        if (token.kind != TOKEN_NEWLINE)
            span.size = token.span.at + token.span.size - at;
    }
    return span;
}
