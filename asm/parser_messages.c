/* SPDX-License-Identifier: Apache-2.0 */
/* What the parser says about a token that cannot stand where it does, and what it suggests. */

#include "asm/library.h"
#include "asm/parser.h"
#include "asm/span.h"

#include <string.h>

/* Does the next token look like something on a terminal? */
static bool is_visible(const struct asm_parser *p)
{
    unsigned char first = (unsigned char)*asm_token_text(p, p->token);
    return (first > ' ' && first < 0x7f) || (first >= 0xc0 && p->token.span.size > 1);
}

/* A letter and digits, as registers are written but for the letter or its case? */
static bool is_like_register(const char *text, size_t size)
{
    return size > 1 && size < 5 && strspn(text + 1, "0123456789") >= size - 1;
}

static void suggest_constant(struct asm_parser *p, const char *text, int size, bool atom)
{
    struct asm_nearest nearest = asm_nearest_to(text, (size_t)size);
    if (asm_diag_full(p->diag))
        return;
    asm_tokens_nearest(&p->tokens, false, &nearest);
    if (is_like_register(text, (size_t)size) && strchr("XYF", text[0]) != NULL)
        asm_help(p->diag, "the register is written %c%.*s", text[0] - 'A' + 'a', size - 1,
                 text + 1);
    else if (nearest.best != NULL)
        asm_help(p->diag, "did you mean %.*s?", (int)nearest.best_size, nearest.best);
    else if (atom)
        asm_help(p->diag, "an atom that begins with a capital letter is quoted: '%.*s'", size,
                 text);
}

/* A name that stands for nothing, where an atom may stand if ATOM. */
static bool unknown_constant(struct asm_parser *p, const char *expected, bool atom)
{
    const char *text = asm_token_text(p, p->token);
    int size = (int)p->token.span.size;
    asm_error(p->diag, ASM_MESSAGE_unknown_constant, p->token.span,
              "expected %s; there is no constant %.*s", expected, size, text);
    suggest_constant(p, text, size, atom);
    return false;
}

static bool unclosed(struct asm_parser *p)
{
    bool atom = *asm_token_text(p, p->token) == '\'';
    asm_error(p->diag, ASM_MESSAGE_unclosed_text, p->token.span,
              "this %s has no closing quote on its line", atom ? "atom" : "string");
    if (!atom)
        asm_help(p->diag, "a new line within a string is written \\n");
    return false;
}

/* What the next token is called in messages: its text if that is short. */
static const char *found(const struct asm_parser *p, int *size)
{
    enum { LONGEST_SHOWN = 40 };
    enum asm_token_kind kind = p->token.kind;
    bool has_text = kind == TOKEN_WORD || kind == TOKEN_LABEL || kind == TOKEN_X ||
                    kind == TOKEN_Y || kind == TOKEN_F || kind == TOKEN_INTEGER ||
                    kind == TOKEN_FLOAT || (kind == TOKEN_BAD && is_visible(p));
    has_text = has_text && p->token.span.size <= LONGEST_SHOWN;
    const char *text = has_text ? asm_token_text(p, p->token) : asm_token_name(kind);
    *size = has_text ? (int)p->token.span.size : (int)strlen(text);
    return text;
}

/* Does the next token begin a comment in other languages? */
static bool begins_comment(const struct asm_parser *p)
{
    const char *text = asm_token_text(p, p->token);
    bool record = text[0] == '#' && text[1] >= 'a' && text[1] <= 'z';
    return (p->token.span.size == 1 && (text[0] == '%' || (text[0] == '#' && !record))) ||
           (p->token.kind == TOKEN_SLASH && text[1] == '/');
}

/* A bracket that is open since another line has perhaps been forgotten there. */
static void show_bracket(struct asm_parser *p)
{
    if (p->brackets.count == 0 || asm_diag_full(p->diag))
        return;
    struct asm_span bracket = p->brackets.items[p->brackets.count - 1];
    uint32_t line = asm_source_place(p->diag->source, bracket.at).start;
    if (asm_source_place(p->diag->source, p->token.span.at).start != line)
        asm_note(p->diag, bracket, "this bracket is still open");
}

bool asm_unexpected(struct asm_parser *p, const char *expected)
{
    enum asm_token_kind kind = p->token.kind;
    if (kind == TOKEN_NAME)
        return unknown_constant(p, expected, false);
    if (kind == TOKEN_UNCLOSED)
        return unclosed(p);
    int size;
    const char *text = found(p, &size);
    asm_error(p->diag, ASM_MESSAGE_unexpected, p->token.span, "expected %s, found %.*s", expected,
              size, text);
    show_bracket(p);
    if (begins_comment(p))
        asm_help(p->diag, "a comment begins with ;");
    return false;
}

static bool register_in_term(struct asm_parser *p, const char *expected)
{
    asm_error(p->diag, ASM_MESSAGE_register_in_term, p->token.span, "expected %s, found a register",
              expected);
    asm_help(p->diag, "the atom is written '%.*s'", (int)p->token.span.size,
             asm_token_text(p, p->token));
    return false;
}

bool asm_no_atom(struct asm_parser *p, const char *expected)
{
    switch (p->token.kind) {
    case TOKEN_X:
    case TOKEN_Y:
    case TOKEN_F:
        return register_in_term(p, expected);
    case TOKEN_NAME:
        return unknown_constant(p, expected, true);
    case TOKEN_BAD:
        asm_unexpected(p, expected);
        if (is_visible(p))
            asm_help(p->diag,
                     "an atom with other characters than a-z, A-Z, 0-9, _ and @ is quoted");
        return false;
    default:
        return asm_unexpected(p, expected);
    }
}

bool asm_no_module_name(struct asm_parser *p)
{
    if (p->token.kind != TOKEN_SLASH)
        return asm_unexpected(p, "':' after the name of the module");
    asm_error(p->diag, ASM_MESSAGE_no_module_name, p->token.span,
              "expected ':', as in module:name/arity");
    asm_help(p->diag, "call, call_only and call_last call functions of this module");
    return false;
}

bool asm_not_local(struct asm_parser *p)
{
    asm_error(p->diag, ASM_MESSAGE_not_local, p->token.span,
              "expected a function of this module, as name/arity");
    asm_help(p->diag, "call_ext, call_ext_only and call_ext_last call functions of other modules");
    return false;
}

/* Appends the functions called NAME that the module has so far. */
static void own_functions(const struct asm_module *module, uint32_t name, struct asm_bytes *to)
{
    const struct asm_entry *text = &module->atoms.entries.items[name];
    for (size_t i = 0; i < module->functions.count; i++) {
        struct asm_name other = asm_name_of(module, module->functions.items[i].name);
        char arity[16];
        if (other.atom != name)
            continue;
        asm_put_listed(to, text->bytes, text->size);
        asm_put(to, arity, (size_t)snprintf(arity, sizeof arity, "/%u", other.arity));
    }
}

static void suggest_arity(struct asm_parser *p, const struct asm_function_ref *function)
{
    const struct asm_entry *atoms = p->module->atoms.entries.items, *name;
    struct asm_bytes known = {0};
    name = &atoms[function->function];
    if (function->external)
        asm_library_functions(&known, &atoms[function->module], name);
    else
        own_functions(p->module, function->function, &known);
    if (known.size > 0)
        asm_help(p->diag, "there is %.*s", (int)known.size, (const char *)known.data);
    asm_bytes_free(&known);
}

bool asm_missing_arity(struct asm_parser *p, const struct asm_function_ref *function)
{
    asm_error(p->diag, ASM_MESSAGE_missing_arity,
              asm_operand_span(p->diag->source, function->span.at),
              "a function is named with its arity, as in %s",
              function->external ? "module:name/arity" : "name/arity");
    if (!asm_diag_full(p->diag))
        suggest_arity(p, function);
    return false;
}

static void suggest_instruction(struct asm_parser *p, const char *text, size_t size)
{
    struct asm_nearest nearest = asm_nearest_to(text, size);
    if (asm_diag_full(p->diag))
        return;
    if (text[size] == ':') {
        asm_help(p->diag, "a label begins with a dot: .%.*s:", (int)size, text);
        return;
    }
    asm_opcode_nearest(&nearest);
    asm_directives_nearest(&nearest);
    if (nearest.best != NULL)
        asm_help(p->diag, "did you mean %.*s?", (int)nearest.best_size, nearest.best);
}

bool asm_unknown_instruction(struct asm_parser *p, struct asm_token word, unsigned op)
{
    int size = (int)word.span.size;
    const char *text = asm_token_text(p, word);
    if (op != 0)
        return asm_error(p->diag, ASM_MESSAGE_obsolete_instruction, word.span,
                         "%.*s is an instruction of old compilers only", size, text);
    asm_error(p->diag, ASM_MESSAGE_unknown_instruction, word.span, "there is no instruction %.*s",
              size, text);
    suggest_instruction(p, text, word.span.size);
    return false;
}
