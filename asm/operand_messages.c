/* SPDX-License-Identifier: Apache-2.0 */
/* Operands that are missing or too many: the messages show how the instruction is written. */

#include "asm/operand.h"

#include "asm/span.h"
#include "asm/usage.h"

#include <string.h>

static void show_usage(const struct asm_operands *o)
{
    struct asm_bytes usage = {0};
    asm_usage(&usage, o->op);
    asm_help(o->p->diag, "it is written: %s", (const char *)usage.data);
    asm_bytes_free(&usage);
}

bool asm_more_operands(struct asm_operands *o)
{
    struct asm_parser *p = o->p;
    if (p->token.kind != TOKEN_NEWLINE && p->token.kind != TOKEN_END)
        return true;
    asm_error(p->diag, ASM_MESSAGE_missing_operand, p->token.span, "%s needs another operand",
              asm_opcodes[o->op].name);
    show_usage(o);
    return false;
}

bool asm_extra_operand(struct asm_operands *o)
{
    struct asm_parser *p = o->p;
    asm_advance(p);
    asm_error(p->diag, ASM_MESSAGE_extra_operand,
              asm_operand_span(p->diag->source, p->token.span.at),
              "%s does not take so many operands", asm_opcodes[o->op].name);
    show_usage(o);
    return false;
}

bool asm_is_bare_word(const struct asm_parser *p)
{
    const char *behind = asm_token_text(p, p->token) + p->token.span.size;
    behind += strspn(behind, " \t");
    return p->token.kind == TOKEN_WORD && *behind != '/' && *behind != ':';
}

bool asm_label_without_dot(struct asm_operands *o)
{
    struct asm_parser *p = o->p;
    int size = (int)p->token.span.size;
    const char *text = asm_token_text(p, p->token);
    asm_error(p->diag, ASM_MESSAGE_label_syntax, p->token.span, "expected a label or -, found %.*s",
              size, text);
    asm_help(p->diag, "a label begins with a dot: .%.*s", size, text);
    return false;
}

bool asm_arity_missing(struct asm_operands *o)
{
    struct asm_parser *p = o->p;
    asm_error(p->diag, ASM_MESSAGE_arity_before_label, p->token.span,
              "expected name/arity, or the number of arguments before the label");
    asm_help(p->diag, "with two arguments: %s 2, %.*s", asm_opcodes[o->op].name,
             (int)p->token.span.size, asm_token_text(p, p->token));
    return false;
}
