/* SPDX-License-Identifier: Apache-2.0 */
/* The stack of stretches of text: files, values of constants, bodies and arguments of macros. */

#include "asm/tokens.h"

#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 100 }; /* definitions within definitions, files within files */

/* A few definitions can stand for more text, and a few files include more, than anybody can wait
 * for. */
enum { MOST_EXPANSIONS = 1000000, MOST_TEXT = 64 << 20, MOST_FILES = 1000 };

struct asm_frame *asm_top_frame(struct asm_tokens *t)
{
    return &t->frames.items[t->frames.count - 1];
}

const char *asm_text_at(const struct asm_tokens *t, struct asm_span span)
{
    return t->source->text + span.at;
}

bool asm_same_text(const struct asm_tokens *t, struct asm_span a, struct asm_span b)
{
    return a.size == b.size && memcmp(asm_text_at(t, a), asm_text_at(t, b), a.size) == 0;
}

struct asm_lexer asm_lexer_for(const struct asm_tokens *t, struct asm_span span)
{
    return (struct asm_lexer){t->source, span.at, span.at + span.size};
}

static void pop(struct asm_tokens *t)
{
    if (asm_top_frame(t)->macro)
        t->arguments.count = asm_top_frame(t)->first_argument;
    t->frames.count--;
}

/* Leaves all definitions that are being used, and goes on in the file: one that uses itself twice
 * would come to its limit again and again. Returns false. */
static bool leave_definitions(struct asm_tokens *t)
{
    while (!asm_top_frame(t)->file)
        pop(t);
    return false;
}

bool asm_tokens_count(struct asm_tokens *t, struct asm_span name, uint64_t bytes)
{
    bool told = t->expanded > MOST_TEXT;
    t->expanded += bytes;
    return t->expanded <= MOST_TEXT ||
           (!told && asm_error(t->diag, ASM_MESSAGE_too_many_uses, name,
                               "constants, macros and records stand for more than %d megabytes",
                               MOST_TEXT >> 20));
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
    return frame->file || asm_tokens_count(t, name, frame->lexer.end - frame->lexer.at);
}

/* NAME: of the file, constant, parameter or macro that FRAME is the text of. */
bool asm_push_frame(struct asm_tokens *t, struct asm_span name, struct asm_frame frame)
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
    asm_push_frame(
        t, name,
        (struct asm_frame){
            .lexer = asm_lexer_for(t, span), .file = true, .file_number = number, .scope = -1});
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
    asm_members_free(&t->places);
    free(t->arguments.items);
    asm_intern_free(&t->names);
}

struct asm_definition *asm_definition_of(struct asm_tokens *t, struct asm_span name)
{
    uint32_t number = asm_intern(&t->names, asm_text_at(t, name), name.size);
    while (t->definitions.count <= number)
        *ASM_PUSH(&t->definitions) = (struct asm_definition){0};
    return &t->definitions.items[number];
}

uint32_t asm_parameter_place(struct asm_tokens *t, size_t first, struct asm_span name)
{
    uint32_t number = asm_intern(&t->names, asm_text_at(t, name), name.size);
    return asm_member(&t->places, (uint32_t)first, number);
}

/* The frame of an argument, if NAME is a parameter where it stands. */
static bool as_argument(struct asm_tokens *t, struct asm_span name, struct asm_frame *frame)
{
    if (asm_top_frame(t)->scope < 0)
        return false;
    const struct asm_frame *macro = &t->frames.items[asm_top_frame(t)->scope];
    const struct asm_definition *definition = &t->definitions.items[macro->definition];
    if (definition->parameters == 0)
        return false;
    uint32_t place = asm_parameter_place(t, definition->first_parameter, name);
    if (place == ASM_NO_MEMBER)
        return false;
    struct asm_span text = t->arguments.items[macro->first_argument + place];
    *frame = (struct asm_frame){.lexer = asm_lexer_for(t, text), .scope = macro->outer_scope};
    /* Labels in it are those of the text that the argument stands in. */
    frame->expansion = macro->outer_scope < 0 ? 0 : t->frames.items[macro->outer_scope].expansion;
    return true;
}

/* Goes on with what the name TOKEN stands for. False: it is no constant or parameter; or nested too
 * deep, and has become a word, so that this is the only thing to say about it. */
static bool replace(struct asm_tokens *t, struct asm_token *token)
{
    struct asm_span name = token->span;
    struct asm_frame frame;
    if (!as_argument(t, name, &frame)) {
        struct asm_definition *definition = asm_definition_of(t, name);
        if (definition->text.size == 0 || definition->macro)
            return false;
        definition->used = true;
        frame = (struct asm_frame){.lexer = asm_lexer_for(t, definition->text), .scope = -1};
    }
    uint32_t expansion = frame.expansion;
    if (!asm_push_frame(t, name, frame)) {
        token->kind = TOKEN_WORD;
        return false;
    }
    asm_top_frame(t)->expansion = expansion;
    return true;
}

static bool is_label_of_header(const struct asm_tokens *t, struct asm_span span)
{
    static const char *const names[] = {".func_info", ".entry"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (span.size == strlen(names[i]) && memcmp(asm_text_at(t, span), names[i], span.size) == 0)
            return true;
    return false;
}

struct asm_token asm_tokens_next(struct asm_tokens *t)
{
    for (;;) {
        struct asm_token token = asm_lex(&asm_top_frame(t)->lexer);
        if (token.kind == TOKEN_END && t->frames.count > 1) {
            bool file = asm_top_frame(t)->file;
            pop(t);
            if (!file)
                continue;
            token.kind = TOKEN_NEWLINE;
        }
        if (token.kind == TOKEN_NAME && replace(t, &token))
            continue;
        if (token.kind == TOKEN_LABEL && !is_label_of_header(t, token.span))
            token.expansion = asm_top_frame(t)->expansion;
        return token;
    }
}

uint32_t asm_tokens_use(const struct asm_tokens *t)
{
    return t->frames.count == 0 ? 0 : t->frames.items[t->frames.count - 1].use;
}

bool asm_string_next(struct asm_lexer lexer)
{
    struct asm_token token;
    do
        token = asm_lex(&lexer);
    while (token.kind == TOKEN_NEWLINE);
    return token.kind == TOKEN_STRING;
}

bool asm_tokens_string_next(const struct asm_tokens *t)
{
    return asm_string_next(t->frames.items[t->frames.count - 1].lexer);
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
