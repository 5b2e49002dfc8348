/* SPDX-License-Identifier: Apache-2.0 */
/* Lines: labels, directives, instructions.
 *
 *     line:        { .name ":" } [ directive | instruction ] newline
 *     directive:   "module" atom
 *                | "export" function { "," function }
 *                | "attribute" atom "," term
 *                | "chunk" string "," term
 *                | "lines" "explicit"
 *                | "define" Name "," tokens
 *                | "macro" Name [ Name { "," Name } ] newline lines "end"
 *                | "record" name { "," field [ "=" term ] }
 *                | "include" string
 *                | "fun" function
 *     function:    atom "/" arity
 *     instruction: word [ operands ]
 *                | "make_fun3" "fun" "/" arity "," operands newline lines "end"
 */

#include "asm/parser.h"

#include "asm/in_place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void next_token(struct asm_parser *p)
{
    p->token = asm_tokens_next(&p->tokens);
    p->diag->use = asm_tokens_use(&p->tokens);
}

struct asm_span asm_here(const struct asm_parser *p)
{
    return p->diag->use == 0 ? p->token.span : asm_diag_outermost(p->diag, p->diag->use);
}

void asm_advance(struct asm_parser *p)
{
    do
        next_token(p);
    while (p->brackets.count > 0 && p->token.kind == TOKEN_NEWLINE);
}

bool asm_accept(struct asm_parser *p, enum asm_token_kind kind)
{
    if (p->token.kind != kind)
        return false;
    asm_advance(p);
    return true;
}

const char *asm_token_text(const struct asm_parser *p, struct asm_token token)
{
    return p->diag->source->text + token.span.at;
}

bool asm_expect(struct asm_parser *p, enum asm_token_kind kind)
{
    return asm_accept(p, kind) || asm_unexpected(p, asm_token_name(kind));
}

bool asm_open(struct asm_parser *p, enum asm_token_kind bracket)
{
    if (p->token.kind != bracket)
        return asm_unexpected(p, asm_token_name(bracket));
    *ASM_PUSH(&p->brackets) = p->token.span;
    asm_advance(p);
    return true;
}

bool asm_close(struct asm_parser *p, enum asm_token_kind bracket)
{
    if (p->token.kind != bracket)
        return asm_unexpected(p, asm_token_name(bracket));
    p->brackets.count--;
    asm_advance(p);
    return true;
}

bool asm_close_items(struct asm_parser *p, enum asm_token_kind bracket)
{
    if (p->token.kind == bracket)
        return asm_close(p, bracket);
    char expected[16];
    snprintf(expected, sizeof expected, "',' or %s", asm_token_name(bracket));
    return asm_unexpected(p, expected);
}

bool asm_at_word(const struct asm_parser *p, const char *word)
{
    return p->token.kind == TOKEN_WORD && p->token.span.size == strlen(word) &&
           memcmp(asm_token_text(p, p->token), word, p->token.span.size) == 0;
}

static bool quoted_atom(struct asm_parser *p, uint32_t *atom)
{
    struct asm_characters characters = {0};
    struct asm_bytes bytes = {0};
    bool ok = asm_text_characters(p->diag, p->token, &characters);
    for (size_t i = 0; ok && i < characters.points.count; i++)
        asm_put_utf8(&bytes, characters.points.items[i]);
    if (ok && characters.points.count > BEAM_MAX_ATOM_CHARACTERS)
        ok = asm_error(p->diag, ASM_MESSAGE_atom_too_long, p->token.span,
                       "an atom has at most %d characters", BEAM_MAX_ATOM_CHARACTERS);
    if (ok)
        *atom = asm_intern(&p->module->atoms, bytes.data, bytes.size);
    free(characters.points.items);
    asm_bytes_free(&bytes);
    return ok;
}

bool asm_parse_atom(struct asm_parser *p, const char *what, uint32_t *atom)
{
    if (p->token.kind == TOKEN_QUOTED) {
        if (!quoted_atom(p, atom))
            return false;
    } else if (p->token.kind == TOKEN_WORD) {
        if (p->token.span.size > BEAM_MAX_ATOM_CHARACTERS)
            return asm_error(p->diag, ASM_MESSAGE_atom_too_long, p->token.span,
                             "an atom has at most %d characters", BEAM_MAX_ATOM_CHARACTERS);
        *atom = asm_intern(&p->module->atoms, asm_token_text(p, p->token), p->token.span.size);
    } else {
        return asm_no_atom(p, what);
    }
    asm_advance(p);
    return true;
}

bool asm_parse_number(struct asm_parser *p, const char *what, uint64_t limit, uint64_t *value)
{
    if (p->token.kind != TOKEN_INTEGER)
        return asm_unexpected(p, what);
    struct asm_digits digits;
    if (!asm_text_digits(p->diag, p->token, &p->arena, &digits))
        return false;
    if (!asm_digits_value(&digits, limit, value))
        return asm_error(p->diag, ASM_MESSAGE_number_too_large, p->token.span, "%s is at most %llu",
                         what, (unsigned long long)limit);
    asm_advance(p);
    return true;
}

static bool is_register(enum asm_token_kind kind)
{
    return kind == TOKEN_X || kind == TOKEN_Y || kind == TOKEN_F;
}

bool asm_at_function(const struct asm_parser *p)
{
    char behind = asm_token_text(p, p->token)[p->token.span.size];
    return p->token.kind == TOKEN_WORD || p->token.kind == TOKEN_QUOTED ||
           (is_register(p->token.kind) && (behind == '/' || behind == ':'));
}

/* An atom that is part of the name of a function. */
static bool parse_function_part(struct asm_parser *p, const char *what, uint32_t *atom)
{
    if (!is_register(p->token.kind) || !asm_at_function(p))
        return asm_parse_atom(p, what, atom);
    *atom = asm_intern(&p->module->atoms, asm_token_text(p, p->token), p->token.span.size);
    asm_advance(p);
    return true;
}

bool asm_parse_function(struct asm_parser *p, bool external, struct asm_function_ref *function)
{
    *function = (struct asm_function_ref){.external = external, .span = p->token.span};
    const char *what = external ? "module:function/arity" : "function/arity";
    if (!parse_function_part(p, what, &function->function))
        return false;
    if (external) {
        function->module = function->function;
        if (!asm_accept(p, TOKEN_COLON))
            return asm_no_module_name(p);
        if (!parse_function_part(p, "the name of the function", &function->function))
            return false;
    } else if (p->token.kind == TOKEN_COLON) {
        return asm_not_local(p);
    }
    if (!asm_accept(p, TOKEN_SLASH))
        return asm_missing_arity(p, function);
    struct asm_token last = p->token;
    uint64_t arity = 0;
    if (!asm_parse_number(p, "an arity", BEAM_MAX_ARITY, &arity))
        return false;
    function->arity = (uint32_t)arity;
    /* What a constant stands for is elsewhere in the source. */
    const char *text = p->diag->source->text + function->span.at;
    if (last.span.at > function->span.at &&
        memchr(text, '\n', last.span.at - function->span.at) == NULL)
        function->span.size = last.span.at + last.span.size - function->span.at;
    return true;
}

static bool asm_parse_module(struct asm_parser *p)
{
    struct asm_span span = p->token.span;
    uint32_t atom = 0;
    if (!asm_parse_atom(p, "the name of the module", &atom))
        return false;
    if (p->module->named) {
        asm_error(p->diag, ASM_MESSAGE_duplicate_module, span, "the module has a name already");
        if (p->named.size > 0)
            asm_note(p->diag, p->named, "it is named here");
        return false;
    }
    p->named = span;
    p->module->name = atom;
    p->module->named = true;
    return true;
}

static bool asm_parse_export(struct asm_parser *p)
{
    do {
        struct asm_function_ref function;
        if (!asm_parse_function(p, false, &function))
            return false;
        *ASM_PUSH(&p->module->exports) = (struct asm_export){
            asm_name(p->module, function.function, function.arity), function.span};
    } while (asm_accept(p, TOKEN_COMMA));
    return true;
}

/* lines explicit: no line table but what line instructions say. */
static bool asm_parse_lines(struct asm_parser *p)
{
    if (!asm_at_word(p, "explicit"))
        return asm_unexpected(p, "explicit");
    asm_advance(p);
    p->module->own_lines = true;
    return true;
}

/* Functions in place end before the next function begins. */
static void end_all_in_place(struct asm_parser *p)
{
    const struct asm_function *function;
    while ((function = asm_current_in_place(p->module)) != NULL) {
        asm_error(p->diag, ASM_MESSAGE_unfinished_function, function->span,
                  "this function in place has no line 'end'");
        asm_end_in_place(p->module);
    }
}

static bool asm_parse_end(struct asm_parser *p)
{
    if (asm_current_in_place(p->module) == NULL)
        return asm_error(p->diag, ASM_MESSAGE_nothing_to_end, p->word,
                         "there is no function in place here that could end");
    asm_end_in_place(p->module);
    return true;
}

static bool asm_parse_fun(struct asm_parser *p)
{
    struct asm_function_ref function;
    end_all_in_place(p);
    if (!asm_parse_function(p, false, &function)) {
        /* The lines that follow belong to it all the same. */
        asm_begin_function(p->module, asm_name(p->module, asm_atom(p->module, ""), 0),
                           p->token.span);
        return false;
    }
    uint32_t name = asm_name(p->module, function.function, function.arity);
    const struct asm_function *other = asm_function_of(p->module, name);
    if (other != NULL) {
        asm_error(p->diag, ASM_MESSAGE_duplicate_function, function.span,
                  "this function is there already");
        asm_note(p->diag, other->span, "it is first defined here");
    }
    asm_begin_function(p->module, name, function.span);
    return other == NULL;
}

/* Something that stands before the first function; said once. */
static bool outside(struct asm_parser *p, struct asm_span span, const char *what)
{
    if (!p->outside)
        asm_error(p->diag, ASM_MESSAGE_outside_function, span,
                  "%s must stand in a function: a line 'fun name/arity' is missing above", what);
    p->outside = true;
    return false;
}

/* Can the word that comes next be written as an instruction, and here? */
static bool may_stand_here(struct asm_parser *p, unsigned op)
{
    struct asm_span span = p->token.span;
    if (op == 0 || asm_opcodes[op].operands == NULL)
        return asm_unknown_instruction(p, p->token, op);
    if (op == ASM_OP_func_info || op == ASM_OP_int_code_end)
        return asm_error(p->diag, ASM_MESSAGE_reserved_instruction, span,
                         "the assembler writes this instruction by itself");
    if (op == ASM_OP_label)
        return asm_error(p->diag, ASM_MESSAGE_label_syntax, span, "a label is written .name:");
    return p->module->functions.count > 0 || op == ASM_OP_line ||
           outside(p, span, "an instruction");
}

static bool parse_instruction(struct asm_parser *p)
{
    unsigned op = asm_opcode_find(asm_token_text(p, p->token), p->token.span.size);
    if (!may_stand_here(p, op))
        return false;
    if (op == ASM_OP_line)
        p->module->own_lines = true;
    asm_add_instruction(p->module, op, p->token.span);
    p->module->instructions.items[p->module->instructions.count - 1].use = p->diag->use;
    struct asm_span span = p->token.span;
    asm_advance(p);
    p->in_place = false;
    if (asm_parse_operands(p, op))
        return true;
    asm_drop_instruction(p->module);
    if (p->in_place) /* the lines up to "end" are its code all the same */
        (void)asm_begin_in_place(p->module, 0, span);
    return false;
}

static bool parse_label(struct asm_parser *p)
{
    struct asm_token token = p->token;
    asm_advance(p);
    if (!asm_accept(p, TOKEN_COLON))
        return asm_unexpected(p, "':' after a label");
    if (p->module->functions.count == 0)
        return outside(p, token.span, "a label");
    uint32_t label =
        asm_label(p->module, token.expansion, asm_token_text(p, token), token.span.size);
    if (p->module->labels.items[label].number != 0) {
        asm_error(p->diag, ASM_MESSAGE_duplicate_label, token.span,
                  "the label %.*s is there already in this function", (int)token.span.size,
                  asm_token_text(p, token));
        asm_note(p->diag, p->module->labels.items[label].placed, "it is first defined here");
        return false;
    }
    asm_place_label(p->module, label, token.span);
    return true;
}

static bool parse_line(struct asm_parser *p);

/* define Name, text: the text is taken as it stands. */
static bool asm_parse_define(struct asm_parser *p)
{
    bool ok = asm_tokens_define(&p->tokens);
    asm_advance(p);
    return ok;
}

/* macro Name Parameter, ...: the lines up to "end". */
static bool asm_parse_macro(struct asm_parser *p)
{
    bool ok = asm_tokens_macro(&p->tokens);
    asm_advance(p);
    return ok;
}

/* Name argument, ...: goes on with the first line of the macro's body. */
static bool parse_macro_use(struct asm_parser *p)
{
    bool ok = asm_tokens_expand(&p->tokens, p->token);
    asm_advance(p);
    return ok && parse_line(p);
}

static bool asm_parse_include(struct asm_parser *p)
{
    struct asm_token token = p->token;
    struct asm_characters characters = {0};
    if (token.kind != TOKEN_STRING)
        return asm_unexpected(p, "the name of a file in quotes");
    struct asm_bytes name = {0};
    bool ok = asm_text_characters(p->diag, token, &characters);
    for (size_t i = 0; i < characters.points.count; i++)
        asm_put_utf8(&name, characters.points.items[i]);
    asm_put8(&name, 0);
    asm_advance(p);
    ok = ok && (p->token.kind == TOKEN_NEWLINE || p->token.kind == TOKEN_END ||
                asm_unexpected(p, "the end of the line"));
    ok = ok && asm_tokens_include(&p->tokens, (const char *)name.data, token.span);
    free(characters.points.items);
    asm_bytes_free(&name);
    return ok;
}

static const struct directive {
    const char *word;
    bool (*parse)(struct asm_parser *p);
    bool first;        /* may stand in front of `module` */
    bool as_it_stands; /* takes what follows the word without replacing anything */
} directives[] = {
#define DIRECTIVE(word, first, as_it_stands) {#word, asm_parse_##word, first, as_it_stands},
#include "asm/directives.def"
};

/* The directive that the line at hand begins with, or NULL. */
static const struct directive *directive_here(const struct asm_parser *p)
{
    for (size_t i = 0; i < COUNT_OF(directives); i++)
        if (asm_at_word(p, directives[i].word))
            return &directives[i];
    return NULL;
}

void asm_directives_nearest(struct asm_nearest *nearest)
{
    for (size_t i = 0; i < COUNT_OF(directives); i++)
        asm_nearest_try(nearest, directives[i].word, strlen(directives[i].word), 0, i);
}

static bool parse_statement(struct asm_parser *p)
{
    if (p->token.kind == TOKEN_NAME)
        return parse_macro_use(p);
    if (p->token.kind != TOKEN_WORD)
        return asm_unexpected(p, "an instruction, a directive or a label");
    const struct directive *directive = directive_here(p);
    if (!p->module->named && (directive == NULL || !directive->first)) {
        asm_error(p->diag, ASM_MESSAGE_module_not_first, p->token.span,
                  "the first line must be 'module' and its name");
        p->module->named = true;
    }
    if (directive == NULL)
        return parse_instruction(p);
    p->word = p->token.span;
    if (!directive->as_it_stands)
        asm_advance(p);
    return directive->parse(p);
}

static bool parse_line(struct asm_parser *p)
{
    while (p->token.kind == TOKEN_LABEL)
        if (!parse_label(p))
            return false;
    if (p->token.kind != TOKEN_NEWLINE && p->token.kind != TOKEN_END && !parse_statement(p))
        return false;
    return p->token.kind == TOKEN_NEWLINE || p->token.kind == TOKEN_END ||
           asm_unexpected(p, "the end of the line");
}

static void skip_line(struct asm_parser *p)
{
    while (p->token.kind != TOKEN_NEWLINE && p->token.kind != TOKEN_END)
        next_token(p);
}

void asm_parse(struct asm_module *module, struct asm_diag *diag, struct asm_source *source)
{
    struct asm_parser p = {.module = module, .diag = diag};
    asm_tokens_init(&p.tokens, diag, source);
    for (asm_advance(&p); p.token.kind != TOKEN_END; asm_advance(&p)) {
        bool ok = parse_line(&p);
        p.brackets.count = 0;
        p.depth = 0;
        p.items.count = 0;
        asm_arena_empty(&p.arena);
        if (!ok)
            skip_line(&p);
        if (p.token.kind == TOKEN_END)
            break;
    }
    diag->use = 0;
    end_all_in_place(&p);
    if (!module->named)
        asm_error(diag, ASM_MESSAGE_no_module, (struct asm_span){source->files.items[0].end, 0},
                  "the module has no name: a line "
                  "'module' and its name is missing");
    if (diag->errors == 0)
        asm_tokens_check_used(&p.tokens);
    free(p.items.items);
    free(p.brackets.items);
    asm_records_free(&p.records);
    asm_tokens_free(&p.tokens);
    asm_arena_free(&p.arena);
}
