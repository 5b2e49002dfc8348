/* SPDX-License-Identifier: Apache-2.0 */
/* lex.c: bytes as source text, token by token. Tokens follow one another, end with the text, and
 * what each stands for is found out or is an error. Any piece of the text can be lexed, too, as the
 * body of a macro is. */
#include "tests/fuzz/fuzz.h"

#include "asm/text.h"

#include <stdlib.h>
#include <string.h>

void fuzz_start(void)
{
}

static void check_characters(struct asm_diag *diag, struct asm_token token)
{
    struct asm_characters characters = {0};
    struct asm_bytes utf8 = {0};
    if (asm_text_characters(diag, token, &characters)) {
        for (size_t i = 0; i < characters.points.count; i++)
            asm_put_utf8(&utf8, characters.points.items[i]);
        if (characters.points.count > token.span.size || utf8.size > 2 * (size_t)token.span.size)
            fuzz_broken("%zu characters in %u bytes", characters.points.count, token.span.size);
        if (token.kind == TOKEN_CHARACTER && characters.points.count != 1)
            fuzz_broken("%zu characters", characters.points.count);
    } else if (diag->errors == 0) {
        fuzz_broken("a text without characters, and no error");
    }
    free(characters.points.items);
    asm_bytes_free(&utf8);
}

static void check_integer(struct asm_diag *diag, struct asm_token token, struct asm_arena *arena)
{
    struct asm_digits digits;
    uint64_t value;
    if (!asm_text_digits(diag, token, arena, &digits))
        return;
    if (digits.base < 2 || digits.base > 36 || strlen(digits.text) > token.span.size)
        fuzz_broken("digits %s of base %d", digits.text, digits.base);
    if (asm_digits_value(&digits, 1000, &value) && value > 1000)
        fuzz_broken("a value above its limit");
}

static void check_token(struct asm_diag *diag, struct asm_token token, struct asm_arena *arena)
{
    double number;
    switch (token.kind) {
    case TOKEN_CHARACTER:
    case TOKEN_STRING:
    case TOKEN_QUOTED:
        check_characters(diag, token);
        break;
    case TOKEN_INTEGER:
        check_integer(diag, token, arena);
        break;
    case TOKEN_FLOAT:
        (void)asm_text_float(diag, token, &number);
        break;
    default:
        break;
    }
}

/* Returns the end of a token in the middle. */
static uint32_t lex(struct asm_diag *diag, struct asm_lexer lexer)
{
    struct asm_arena arena = {0};
    uint32_t at = lexer.at, middle = at;
    for (;;) {
        struct asm_token token = asm_lex(&lexer);
        if (token.span.at < at || token.span.at + token.span.size > lexer.end)
            fuzz_broken("a token at %u of %u bytes, behind %u and before %u", token.span.at,
                        token.span.size, at, lexer.end);
        if (asm_token_name(token.kind) == NULL)
            fuzz_broken("a token without a name");
        if (token.kind == TOKEN_END)
            break;
        if (token.span.size == 0)
            fuzz_broken("a token of no bytes");
        at = token.span.at + token.span.size;
        if (at <= lexer.end / 2)
            middle = at;
        check_token(diag, token, &arena);
    }
    asm_arena_free(&arena);
    return middle;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct asm_source source = {0};
    asm_source_add(&source, "input", (const char *)data, size);
    struct asm_diag diag = {.source = &source};
    uint32_t middle = lex(&diag, (struct asm_lexer){&source, 0, (uint32_t)size});
    (void)lex(&diag, (struct asm_lexer){&source, 0, middle});
    asm_diag_free(&diag);
    asm_source_free(&source);
    return 0;
}
