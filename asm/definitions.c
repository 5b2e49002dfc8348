/* SPDX-License-Identifier: Apache-2.0 */
/* Constants and macros: their definitions, taken from the line as it stands, and uses of macros. */

#include "asm/tokens.h"

#include "asm/opcode.h"

#include <string.h>

static struct asm_token raw(struct asm_tokens *t)
{
    return asm_lex(&asm_top_frame(t)->lexer);
}

static bool wrong(struct asm_tokens *t, struct asm_token token, const char *expected)
{
    /* The end of the line is left for the parser to find. */
    if (token.kind == TOKEN_NEWLINE)
        asm_top_frame(t)->lexer.at = token.span.at;
    return asm_error(t->diag, ASM_MESSAGE_unexpected, token.span, "expected %s", expected);
}

/* The text up to the end of the line, or (if COMMAS) to a comma outside of brackets, which is
 * taken. *LAST: the line ended. */
static struct asm_span raw_text(struct asm_tokens *t, bool commas, bool *last)
{
    struct asm_span text = {0, 0};
    enum asm_token_kind kind = TOKEN_NEWLINE; /* of the token before */
    int depth = 0;
    for (;;) {
        uint32_t before = asm_top_frame(t)->lexer.at;
        struct asm_token token = raw(t);
        depth += asm_token_nesting(token.kind);
        *last = token.kind == TOKEN_END || (token.kind == TOKEN_NEWLINE && depth <= 0);
        if (*last && kind == TOKEN_STRING && asm_string_next(asm_top_frame(t)->lexer))
            continue;
        if (*last)
            asm_top_frame(t)->lexer.at = before;
        if (*last || (commas && token.kind == TOKEN_COMMA && depth <= 0))
            return text;
        if (text.size == 0)
            text.at = token.span.at;
        text.size = token.span.at + token.span.size - text.at;
        kind = token.kind;
    }
}

static bool same_definition(const struct asm_tokens *t, const struct asm_definition *a,
                            const struct asm_definition *b)
{
    if (a->macro != b->macro || a->parameters != b->parameters ||
        !asm_same_text(t, a->text, b->text))
        return false;
    for (size_t i = 0; i < a->parameters; i++)
        if (!asm_same_text(t, t->parameters.items[a->first_parameter + i].name,
                           t->parameters.items[b->first_parameter + i].name))
            return false;
    return true;
}

static bool new_definition(struct asm_tokens *t, struct asm_token name,
                           struct asm_definition definition)
{
    if (name.kind != TOKEN_NAME)
        return wrong(t, name, "a name that begins with a capital letter");
    struct asm_definition *old = asm_definition_of(t, name.span);
    if (old->text.size != 0 && same_definition(t, old, &definition))
        return true;
    if (old->text.size != 0) {
        asm_error(t->diag, ASM_MESSAGE_duplicate_definition, name.span, "%.*s is defined already",
                  (int)name.span.size, asm_text_at(t, name.span));
        asm_note(t->diag, old->name, "it is first defined here");
        return false;
    }
    *old = definition;
    old->name = name.span;
    return true;
}

bool asm_tokens_define(struct asm_tokens *t)
{
    struct asm_token name = raw(t);
    if (name.kind != TOKEN_NAME)
        return wrong(t, name, "a name that begins with a capital letter");
    struct asm_token comma = raw(t);
    if (comma.kind != TOKEN_COMMA)
        return wrong(t, comma, "',' and what the name stands for");
    bool last;
    struct asm_span text = raw_text(t, false, &last);
    if (text.size == 0)
        return asm_error(t->diag, ASM_MESSAGE_empty_definition, comma.span,
                         "expected what the name stands for");
    return new_definition(t, name, (struct asm_definition){.text = text});
}

/* The parameters of a macro, up to the end of the line. */
static bool raw_parameters(struct asm_tokens *t)
{
    struct asm_token token = raw(t);
    uint32_t first = (uint32_t)t->parameters.count;
    if (token.kind == TOKEN_NEWLINE)
        return true;
    for (;;) {
        if (token.kind != TOKEN_NAME)
            return wrong(t, token, "a parameter, which begins with a capital letter");
        uint32_t name = asm_intern(&t->names, asm_text_at(t, token.span), token.span.size);
        asm_add_member(&t->places, first, name, (uint32_t)t->parameters.count - first);
        *ASM_PUSH(&t->parameters) = (struct asm_parameter){.name = token.span};
        token = raw(t);
        if (token.kind == TOKEN_NEWLINE)
            return true;
        if (token.kind != TOKEN_COMMA)
            return wrong(t, token, "',' or the end of the line");
        token = raw(t);
    }
}

/* Marks the parameter that NAME is, among those from FIRST on. */
static void use_parameter(struct asm_tokens *t, size_t first, struct asm_span name)
{
    if (first == t->parameters.count)
        return;
    uint32_t place = asm_parameter_place(t, first, name);
    if (place != ASM_NO_MEMBER)
        t->parameters.items[first + place].used = true;
}

static bool is_word(const struct asm_tokens *t, struct asm_token token, const char *word)
{
    return token.kind == TOKEN_WORD && token.span.size == strlen(word) &&
           memcmp(asm_text_at(t, token.span), word, token.span.size) == 0;
}

/* The lines up to the "end" that is the macro's: a function in place has one of its own, and begins
 * with "make_fun3 fun /". Its parameters are those from FIRST on. */
static bool raw_body(struct asm_tokens *t, size_t first, struct asm_span *body)
{
    struct asm_token before[2] = {{.kind = TOKEN_NEWLINE}, {.kind = TOKEN_NEWLINE}};
    unsigned functions = 0;
    body->at = asm_top_frame(t)->lexer.at;
    for (;;) {
        struct asm_token token = raw(t);
        if (token.kind == TOKEN_END)
            return false;
        bool end = before[0].kind == TOKEN_NEWLINE && is_word(t, token, "end");
        if (end && functions == 0) {
            body->size = token.span.at - body->at;
            return true;
        }
        if (token.kind == TOKEN_NAME)
            use_parameter(t, first, token.span);
        functions -= end;
        functions += token.kind == TOKEN_SLASH && is_word(t, before[0], "fun") &&
                     is_word(t, before[1], "make_fun3");
        before[1] = before[0];
        before[0] = token;
    }
}

bool asm_tokens_macro(struct asm_tokens *t)
{
    struct asm_token name = raw(t);
    if (name.kind != TOKEN_NAME) {
        struct asm_span body;
        wrong(t, name, "a name that begins with a capital letter");
        raw_body(t, t->parameters.count, &body);
        return false;
    }
    struct asm_definition definition = {.macro = true, .first_parameter = t->parameters.count};
    bool ok = raw_parameters(t);
    definition.parameters = t->parameters.count - definition.first_parameter;
    if (!raw_body(t, definition.first_parameter, &definition.text))
        return asm_error(t->diag, ASM_MESSAGE_unfinished_macro, name.span,
                         "this macro has no line 'end'");
    return ok && new_definition(t, name, definition);
}

static bool unknown_macro(struct asm_tokens *t, struct asm_span name)
{
    struct asm_nearest nearest = asm_nearest_to(asm_text_at(t, name), name.size);
    asm_error(t->diag, ASM_MESSAGE_unknown_macro, name, "there is no macro %.*s", (int)name.size,
              asm_text_at(t, name));
    if (asm_diag_full(t->diag))
        return false;
    asm_tokens_nearest(t, true, &nearest);
    asm_opcode_nearest(&nearest);
    if (nearest.best != NULL)
        asm_help(t->diag, "did you mean %.*s?", (int)nearest.best_size, nearest.best);
    return false;
}

bool asm_tokens_expand(struct asm_tokens *t, struct asm_token name)
{
    struct asm_definition *definition = asm_definition_of(t, name.span);
    uint32_t number = (uint32_t)(definition - t->definitions.items);
    if (!definition->macro)
        return unknown_macro(t, name.span);
    definition->used = true;
    struct asm_frame frame = {.lexer = asm_lexer_for(t, definition->text),
                              .macro = true,
                              .definition = number,
                              .first_argument = t->arguments.count,
                              .scope = (int)t->frames.count,
                              .outer_scope = asm_top_frame(t)->scope};
    bool last = false;
    while (!last) {
        struct asm_span argument = raw_text(t, true, &last);
        if (argument.size > 0)
            *ASM_PUSH(&t->arguments) = argument;
    }
    size_t given = t->arguments.count - frame.first_argument;
    if (given != definition->parameters) {
        t->arguments.count = frame.first_argument;
        asm_error(t->diag, ASM_MESSAGE_macro_arguments, name.span,
                  "%.*s takes %zu arguments, not %zu", (int)name.span.size,
                  asm_text_at(t, name.span), definition->parameters, given);
        asm_note(t->diag, definition->name, "it is defined here");
        return false;
    }
    return asm_push_frame(t, name.span, frame);
}

static void check_parameters(struct asm_tokens *t, const struct asm_definition *macro)
{
    for (size_t i = 0; i < macro->parameters; i++) {
        const struct asm_parameter *parameter = &t->parameters.items[macro->first_parameter + i];
        if (!parameter->used)
            asm_warning(t->diag, ASM_MESSAGE_unused_parameter, parameter->name,
                        "the macro %.*s makes no use of its parameter %.*s", (int)macro->name.size,
                        asm_text_at(t, macro->name), (int)parameter->name.size,
                        asm_text_at(t, parameter->name));
    }
}

void asm_tokens_check_used(struct asm_tokens *t)
{
    uint32_t end = t->source->files.items[0].end;
    for (size_t i = 0; i < t->definitions.count; i++) {
        const struct asm_definition *definition = &t->definitions.items[i];
        struct asm_span name = definition->name;
        if (name.size == 0)
            continue;
        if (!definition->used && name.at < end)
            asm_warning(t->diag,
                        definition->macro ? ASM_MESSAGE_unused_macro : ASM_MESSAGE_unused_constant,
                        name, "the %s %.*s is not used", definition->macro ? "macro" : "constant",
                        (int)name.size, asm_text_at(t, name));
        check_parameters(t, definition);
    }
}

void asm_tokens_nearest(const struct asm_tokens *t, bool macros, struct asm_nearest *nearest)
{
    for (size_t i = 0; i < t->definitions.count; i++) {
        struct asm_span name = t->definitions.items[i].name;
        if (name.size > 0 && t->definitions.items[i].macro == macros)
            asm_nearest_try(nearest, asm_text_at(t, name), name.size, 0, i);
    }
    int scope = t->frames.items[t->frames.count - 1].scope;
    if (macros || scope < 0)
        return;
    const struct asm_definition *macro = &t->definitions.items[t->frames.items[scope].definition];
    for (size_t i = 0; i < macro->parameters; i++) {
        struct asm_span name = t->parameters.items[macro->first_parameter + i].name;
        asm_nearest_try(nearest, asm_text_at(t, name), name.size, 0, i);
    }
}
