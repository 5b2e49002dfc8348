/* SPDX-License-Identifier: Apache-2.0 */
/* The stack of stretches of text: files, values of constants, bodies and arguments of macros. */

#include "asm/tokens.h"

#include "asm/opcode.h"

#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 100 }; /* definitions within definitions, files within files */

/* A few definitions can stand for more text, and a few files include more, than anybody can wait
 * for. */
enum { MOST_EXPANSIONS = 1000000, MOST_TEXT = 64 << 20, MOST_FILES = 1000 };

static struct asm_frame *top(struct asm_tokens *t)
{
    return &t->frames.items[t->frames.count - 1];
}

static const char *text_of(const struct asm_tokens *t, struct asm_span span)
{
    return t->source->text + span.at;
}

static bool same_text(const struct asm_tokens *t, struct asm_span a, struct asm_span b)
{
    return a.size == b.size && memcmp(text_of(t, a), text_of(t, b), a.size) == 0;
}

static struct asm_lexer lexer_for(const struct asm_tokens *t, struct asm_span span)
{
    return (struct asm_lexer){t->source, span.at, span.at + span.size};
}

static void pop(struct asm_tokens *t)
{
    if (top(t)->macro)
        t->arguments.count = top(t)->first_argument;
    t->frames.count--;
}

/* Leaves all definitions that are being used, and goes on in the file: one that uses itself twice
 * would come to its limit again and again. Returns false. */
static bool leave_definitions(struct asm_tokens *t)
{
    while (!top(t)->file)
        pop(t);
    return false;
}

/* False: FRAME is not entered because of a limit. */
static bool check_limits(struct asm_tokens *t, struct asm_span name, const struct asm_frame *frame)
{
    if (t->frames.count >= DEEPEST)
        return asm_error(t->diag, ASM_MESSAGE_nested_too_deep, name,
                         "this is nested more than %d deep", DEEPEST);
    if (++t->expansions > MOST_EXPANSIONS)
        return asm_error(t->diag, ASM_MESSAGE_too_many_uses, name,
                         "constants and macros are used more than %d times", MOST_EXPANSIONS);
    t->expanded += frame->file ? 0 : frame->lexer.end - frame->lexer.at;
    if (t->expanded > MOST_TEXT)
        return asm_error(t->diag, ASM_MESSAGE_too_many_uses, name,
                         "constants and macros stand for more than %d megabytes", MOST_TEXT >> 20);
    return true;
}

/* NAME: of the file, constant, parameter or macro that FRAME is the text of. */
static bool push(struct asm_tokens *t, struct asm_span name, struct asm_frame frame)
{
    if (!check_limits(t, name, &frame))
        return leave_definitions(t);
    uint32_t outer = asm_tokens_use(t);
    frame.use = frame.file ? outer : asm_diag_use(t->diag, name, outer);
    frame.expansion = frame.macro ? t->expansions : 0;
    *ASM_PUSH(&t->frames) = frame;
    return true;
}

static void push_file(struct asm_tokens *t, uint32_t number, struct asm_span name)
{
    const struct asm_file *file = &t->source->files.items[number];
    struct asm_span span = {file->start, file->end - file->start};
    push(t, name,
         (struct asm_frame){
             .lexer = lexer_for(t, span), .file = true, .file_number = number, .scope = -1});
}

void asm_tokens_init(struct asm_tokens *t, struct asm_diag *diag, struct asm_source *source)
{
    *t = (struct asm_tokens){.diag = diag, .source = source};
    push_file(t, 0, (struct asm_span){0, 0});
}

void asm_tokens_free(struct asm_tokens *t)
{
    free(t->frames.items);
    free(t->definitions.items);
    free(t->parameters.items);
    free(t->arguments.items);
    asm_intern_free(&t->names);
}

/* The definition of a name; NULL if there is none. */
static struct asm_definition *find(struct asm_tokens *t, struct asm_span name)
{
    uint32_t number = asm_intern(&t->names, text_of(t, name), name.size);
    while (t->definitions.count <= number)
        *ASM_PUSH(&t->definitions) = (struct asm_definition){0};
    return &t->definitions.items[number];
}

/* The frame of an argument, if NAME is a parameter where it stands. */
static bool as_argument(struct asm_tokens *t, struct asm_span name, struct asm_frame *frame)
{
    if (top(t)->scope < 0)
        return false;
    const struct asm_frame *macro = &t->frames.items[top(t)->scope];
    const struct asm_definition *definition = &t->definitions.items[macro->definition];
    for (size_t i = 0; i < definition->parameters; i++)
        if (same_text(t, t->parameters.items[definition->first_parameter + i].name, name)) {
            struct asm_span text = t->arguments.items[macro->first_argument + i];
            *frame = (struct asm_frame){.lexer = lexer_for(t, text), .scope = macro->outer_scope};
            /* Labels in it are those of the text that the argument stands in. */
            frame->expansion =
                macro->outer_scope < 0 ? 0 : t->frames.items[macro->outer_scope].expansion;
            return true;
        }
    return false;
}

/* Goes on with what the name TOKEN stands for. False: it is no constant or parameter; or nested too
 * deep, and has become a word, so that this is the only thing to say about it. */
static bool replace(struct asm_tokens *t, struct asm_token *token)
{
    struct asm_span name = token->span;
    struct asm_frame frame;
    if (!as_argument(t, name, &frame)) {
        struct asm_definition *definition = find(t, name);
        if (definition->text.size == 0 || definition->macro)
            return false;
        definition->used = true;
        frame = (struct asm_frame){.lexer = lexer_for(t, definition->text), .scope = -1};
    }
    uint32_t expansion = frame.expansion;
    if (!push(t, name, frame)) {
        token->kind = TOKEN_WORD;
        return false;
    }
    top(t)->expansion = expansion;
    return true;
}

static bool is_label_of_header(const struct asm_tokens *t, struct asm_span span)
{
    static const char *const names[] = {".func_info", ".entry"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (span.size == strlen(names[i]) && memcmp(text_of(t, span), names[i], span.size) == 0)
            return true;
    return false;
}

struct asm_token asm_tokens_next(struct asm_tokens *t)
{
    for (;;) {
        struct asm_token token = asm_lex(&top(t)->lexer);
        if (token.kind == TOKEN_END && t->frames.count > 1) {
            bool file = top(t)->file;
            pop(t);
            if (!file)
                continue;
            token.kind = TOKEN_NEWLINE;
        }
        if (token.kind == TOKEN_NAME && replace(t, &token))
            continue;
        if (token.kind == TOKEN_LABEL && !is_label_of_header(t, token.span))
            token.expansion = top(t)->expansion;
        return token;
    }
}

uint32_t asm_tokens_use(const struct asm_tokens *t)
{
    return t->frames.count == 0 ? 0 : t->frames.items[t->frames.count - 1].use;
}

/* ---- definitions: the tokens of the line as they stand ---- */

static struct asm_token raw(struct asm_tokens *t)
{
    return asm_lex(&top(t)->lexer);
}

static bool wrong(struct asm_tokens *t, struct asm_token token, const char *expected)
{
    /* The end of the line is left for the parser to find. */
    if (token.kind == TOKEN_NEWLINE)
        top(t)->lexer.at = token.span.at;
    return asm_error(t->diag, ASM_MESSAGE_unexpected, token.span, "expected %s", expected);
}

/* The text up to the end of the line, or (if COMMAS) to a comma outside of brackets, which is
 * taken. *LAST: the line ended. */
static struct asm_span raw_text(struct asm_tokens *t, bool commas, bool *last)
{
    struct asm_span text = {0, 0};
    int depth = 0;
    for (;;) {
        uint32_t before = top(t)->lexer.at;
        struct asm_token token = raw(t);
        depth += asm_token_nesting(token.kind);
        *last = token.kind == TOKEN_END || (token.kind == TOKEN_NEWLINE && depth <= 0);
        if (*last)
            top(t)->lexer.at = before;
        if (*last || (commas && token.kind == TOKEN_COMMA && depth <= 0))
            return text;
        if (text.size == 0)
            text.at = token.span.at;
        text.size = token.span.at + token.span.size - text.at;
    }
}

static bool new_definition(struct asm_tokens *t, struct asm_token name,
                           struct asm_definition definition)
{
    if (name.kind != TOKEN_NAME)
        return wrong(t, name, "a name that begins with a capital letter");
    struct asm_definition *old = find(t, name.span);
    if (old->text.size != 0) {
        asm_error(t->diag, ASM_MESSAGE_duplicate_definition, name.span, "%.*s is defined already",
                  (int)name.span.size, text_of(t, name.span));
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
    if (token.kind == TOKEN_NEWLINE)
        return true;
    for (;;) {
        if (token.kind != TOKEN_NAME)
            return wrong(t, token, "a parameter, which begins with a capital letter");
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
    for (size_t i = first; i < t->parameters.count; i++)
        if (same_text(t, t->parameters.items[i].name, name))
            t->parameters.items[i].used = true;
}

/* The lines up to one that begins with "end"; its parameters are those from FIRST on. */
static bool raw_body(struct asm_tokens *t, size_t first, struct asm_span *body)
{
    body->at = top(t)->lexer.at;
    for (bool start = true;;) {
        struct asm_token token = raw(t);
        if (token.kind == TOKEN_END)
            return false;
        if (start && token.kind == TOKEN_WORD && token.span.size == 3 &&
            memcmp(text_of(t, token.span), "end", 3) == 0) {
            body->size = token.span.at - body->at;
            return true;
        }
        if (token.kind == TOKEN_NAME)
            use_parameter(t, first, token.span);
        start = token.kind == TOKEN_NEWLINE;
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
    struct asm_nearest nearest = asm_nearest_to(text_of(t, name), name.size);
    asm_error(t->diag, ASM_MESSAGE_unknown_macro, name, "there is no macro %.*s", (int)name.size,
              text_of(t, name));
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
    struct asm_definition *definition = find(t, name.span);
    uint32_t number = (uint32_t)(definition - t->definitions.items);
    if (!definition->macro)
        return unknown_macro(t, name.span);
    definition->used = true;
    struct asm_frame frame = {.lexer = lexer_for(t, definition->text),
                              .macro = true,
                              .definition = number,
                              .first_argument = t->arguments.count,
                              .scope = (int)t->frames.count,
                              .outer_scope = top(t)->scope};
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
                  "%.*s takes %zu arguments, not %zu", (int)name.span.size, text_of(t, name.span),
                  definition->parameters, given);
        asm_note(t->diag, definition->name, "it is defined here");
        return false;
    }
    return push(t, name.span, frame);
}

static void check_parameters(struct asm_tokens *t, const struct asm_definition *macro)
{
    for (size_t i = 0; i < macro->parameters; i++) {
        const struct asm_parameter *parameter = &t->parameters.items[macro->first_parameter + i];
        if (!parameter->used)
            asm_warning(t->diag, ASM_MESSAGE_unused_parameter, parameter->name,
                        "the macro %.*s makes no use of its parameter %.*s", (int)macro->name.size,
                        text_of(t, macro->name), (int)parameter->name.size,
                        text_of(t, parameter->name));
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
                        (int)name.size, text_of(t, name));
        check_parameters(t, definition);
    }
}

void asm_tokens_nearest(const struct asm_tokens *t, bool macros, struct asm_nearest *nearest)
{
    for (size_t i = 0; i < t->definitions.count; i++) {
        struct asm_span name = t->definitions.items[i].name;
        if (name.size > 0 && t->definitions.items[i].macro == macros)
            asm_nearest_try(nearest, text_of(t, name), name.size, 0, i);
    }
    int scope = t->frames.items[t->frames.count - 1].scope;
    if (macros || scope < 0)
        return;
    const struct asm_definition *macro = &t->definitions.items[t->frames.items[scope].definition];
    for (size_t i = 0; i < macro->parameters; i++) {
        struct asm_span name = t->parameters.items[macro->first_parameter + i].name;
        asm_nearest_try(nearest, text_of(t, name), name.size, 0, i);
    }
}

/* The file that is being read. */
static const struct asm_file *current_file(const struct asm_tokens *t)
{
    size_t i = t->frames.count - 1;
    while (!t->frames.items[i].file)
        i--;
    return &t->source->files.items[t->frames.items[i].file_number];
}

/* NAME beside the file that includes it. */
static char *beside(const struct asm_file *file, const char *name)
{
    const char *slash = strrchr(file->name, '/');
    size_t folder = slash == NULL || name[0] == '/' ? 0 : (size_t)(slash - file->name) + 1;
    size_t size = strlen(name) + 1;
    char *path = mem_alloc(folder + size);
    memcpy(path, file->name, folder);
    memcpy(path + folder, name, size);
    return path;
}

static bool is_being_read(const struct asm_tokens *t, const char *path)
{
    for (size_t i = 0; i < t->frames.count; i++)
        if (t->frames.items[i].file &&
            strcmp(t->source->files.items[t->frames.items[i].file_number].name, path) == 0)
            return true;
    return false;
}

static bool include(struct asm_tokens *t, const char *path, struct asm_span span)
{
    const char *why;
    uint32_t file;
    if (is_being_read(t, path))
        return asm_error(t->diag, ASM_MESSAGE_nested_too_deep, span, "%s includes itself", path);
    if (!asm_source_read_regular(t->source, path, &file, &why))
        return asm_error(t->diag, ASM_MESSAGE_unreadable_file, span, "cannot read %s: %s", path,
                         why);
    t->source->files.items[file].included = span;
    push_file(t, file, span);
    return true;
}

bool asm_tokens_include(struct asm_tokens *t, const char *name, struct asm_span span)
{
    if (t->frames.count >= DEEPEST)
        return asm_error(t->diag, ASM_MESSAGE_nested_too_deep, span,
                         "files include one another more than %d deep", DEEPEST);
    if (t->source->files.count > MOST_FILES)
        return asm_error(t->diag, ASM_MESSAGE_too_many_uses, span,
                         "more than %d files are included", MOST_FILES);
    char *path = beside(current_file(t), name);
    bool ok = include(t, path, span);
    free(path);
    return ok;
}
