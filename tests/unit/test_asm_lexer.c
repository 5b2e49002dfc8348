/* SPDX-License-Identifier: Apache-2.0 */
/* The lexer and what tokens stand for. */
#include "asm/text.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct asm_source source;
static struct asm_diag diag;

static struct asm_lexer lexer_on(const char *text)
{
    source = (struct asm_source){0};
    asm_source_add(&source, "test", text, strlen(text));
    diag = (struct asm_diag){.source = &source};
    return (struct asm_lexer){&source, 0, source.files.items[0].end};
}

static void done(void)
{
    asm_diag_free(&diag);
    asm_source_free(&source);
}

static void expect_kinds(const char *text, const enum asm_token_kind *kinds, size_t count)
{
    struct asm_lexer lexer = lexer_on(text);
    for (size_t i = 0; i < count; i++) {
        struct asm_token token = asm_lex(&lexer);
        cr_expect_eq(token.kind, kinds[i], "%s: token %zu is %s, not %s", text, i,
                     asm_token_name(token.kind), asm_token_name(kinds[i]));
    }
    cr_expect_eq(asm_lex(&lexer).kind, TOKEN_END);
    cr_expect_eq(asm_lex(&lexer).kind, TOKEN_END, "the end stays the end");
    done();
}

#define EXPECT_KINDS(text, ...)                              \
    expect_kinds(text, (enum asm_token_kind[]){__VA_ARGS__}, \
                 sizeof((enum asm_token_kind[]){__VA_ARGS__}) / sizeof(enum asm_token_kind))

Test(asm_lexer, tells_registers_from_words)
{
    EXPECT_KINDS("x0 x12 y3 f4 x0a xy fun", TOKEN_X, TOKEN_X, TOKEN_Y, TOKEN_F, TOKEN_WORD,
                 TOKEN_WORD, TOKEN_WORD);
}

Test(asm_lexer, reads_a_line_of_code)
{
    EXPECT_KINDS(".a: move {ok, -1}, x0 ; comment\n", TOKEN_LABEL, TOKEN_COLON, TOKEN_WORD,
                 TOKEN_LEFT_BRACE, TOKEN_WORD, TOKEN_COMMA, TOKEN_MINUS, TOKEN_INTEGER,
                 TOKEN_RIGHT_BRACE, TOKEN_COMMA, TOKEN_X, TOKEN_NEWLINE);
}

Test(asm_lexer, tells_numbers_apart)
{
    EXPECT_KINDS("1 1_000 16#ff 1.5 1.0e-3 $a $\\n $; $\\x{3bb}", TOKEN_INTEGER, TOKEN_INTEGER,
                 TOKEN_INTEGER, TOKEN_FLOAT, TOKEN_FLOAT, TOKEN_CHARACTER, TOKEN_CHARACTER,
                 TOKEN_CHARACTER, TOKEN_CHARACTER);
}

Test(asm_lexer, knows_brackets_of_terms)
{
    EXPECT_KINDS("#{ => } << >> [ | ] _", TOKEN_MAP, TOKEN_ARROW, TOKEN_RIGHT_BRACE,
                 TOKEN_LEFT_BINARY, TOKEN_RIGHT_BINARY, TOKEN_LEFT_BRACKET, TOKEN_BAR,
                 TOKEN_RIGHT_BRACKET, TOKEN_UNDERSCORE);
}

Test(asm_lexer, ends_an_unclosed_text_with_its_line)
{
    EXPECT_KINDS("\"abc\nx0 'abc", TOKEN_UNCLOSED, TOKEN_NEWLINE, TOKEN_X, TOKEN_UNCLOSED);
}

Test(asm_lexer, goes_on_after_bad_characters)
{
    EXPECT_KINDS("Foo _x § \x01 a", TOKEN_NAME, TOKEN_BAD, TOKEN_BAD, TOKEN_BAD, TOKEN_WORD);
}

/* The code points of the only token of TEXT; the first is UINT32_MAX if they are malformed. */
static struct asm_characters characters_of(const char *text)
{
    struct asm_lexer lexer = lexer_on(text);
    struct asm_characters characters = {0};
    if (!asm_text_characters(&diag, asm_lex(&lexer), &characters))
        *ASM_PUSH(&characters.points) = UINT32_MAX;
    done();
    return characters;
}

static void expect_points(const char *text, const uint32_t *points, size_t count)
{
    struct asm_characters characters = characters_of(text);
    cr_assert_eq(characters.points.count, count, "%s has %zu characters", text,
                 characters.points.count);
    for (size_t i = 0; i < count; i++)
        cr_expect_eq(characters.points.items[i], points[i], "%s, character %zu", text, i);
    free(characters.points.items);
}

#define EXPECT_POINTS(text, ...) \
    expect_points(text, (uint32_t[]){__VA_ARGS__}, sizeof((uint32_t[]){__VA_ARGS__}) / 4)

Test(asm_text, decodes_escapes)
{
    EXPECT_POINTS("\"\\n\\t\\\\\\\"\\s\\e\\^a\\101\\x41\\x{3bb}\"", 10, 9, '\\', '"', ' ', 27, 1,
                  'A', 'A', 0x3bb);
    EXPECT_POINTS("$\\n", 10);
    EXPECT_POINTS("'it\\'s'", 'i', 't', '\'', 's');
}

Test(asm_text, decodes_utf8)
{
    EXPECT_POINTS("\"aλ€😀\"", 'a', 0x3bb, 0x20ac, 0x1f600);
    EXPECT_POINTS("$λ", 0x3bb);
}

static void expect_malformed(const char *text)
{
    struct asm_characters characters = characters_of(text);
    cr_assert_geq(characters.points.count, 1);
    cr_expect_eq(characters.points.items[characters.points.count - 1], UINT32_MAX, "%s", text);
    free(characters.points.items);
}

Test(asm_text, refuses_what_is_no_code_point)
{
    expect_malformed("\"\\x{110000}\"");
    expect_malformed("\"\\x{d800}\"");
    expect_malformed("\"\\x{ffffffffffffffffff}\"");
    expect_malformed("\"\xc0\x80\"");
    expect_malformed("\"\xed\xa0\x80\"");
    expect_malformed("\"\xff\"");
    expect_malformed("\"\xe2\x82\"");
}

static bool value_of(const char *text, uint64_t limit, uint64_t *value)
{
    struct asm_lexer lexer = lexer_on(text);
    struct asm_arena arena = {0};
    struct asm_digits digits;
    bool ok = asm_text_digits(&diag, asm_lex(&lexer), &arena, &digits) &&
              asm_digits_value(&digits, limit, value);
    asm_arena_free(&arena);
    done();
    return ok;
}

Test(asm_text, reads_integers_of_any_base)
{
    uint64_t value = 0;
    cr_expect(value_of("1_000_000", UINT64_MAX, &value));
    cr_expect_eq(value, 1000000);
    cr_expect(value_of("16#fF", UINT64_MAX, &value));
    cr_expect_eq(value, 255);
    cr_expect(value_of("36#zz", UINT64_MAX, &value));
    cr_expect_eq(value, 1295);
    cr_expect(value_of("18446744073709551615", UINT64_MAX, &value));
    cr_expect_eq(value, UINT64_MAX);
}

Test(asm_text, keeps_integers_below_their_limit)
{
    uint64_t value;
    cr_expect(value_of("255", 255, &value));
    cr_expect_not(value_of("256", 255, &value));
    cr_expect_not(value_of("18446744073709551616", UINT64_MAX, &value));
    cr_expect_not(value_of("8#9", UINT64_MAX, &value));
    cr_expect_not(value_of("37#1", UINT64_MAX, &value));
    cr_expect_not(value_of("1#0", UINT64_MAX, &value));
}

Test(asm_source, finds_line_and_column_of_an_offset)
{
    source = (struct asm_source){0};
    asm_source_add(&source, "test", "ab\n\nλx\n", 8);
    struct asm_place place = asm_source_place(&source, 1);
    cr_expect_eq(place.line, 1);
    cr_expect_eq(place.column, 2);
    place = asm_source_place(&source, 6);
    cr_expect_eq(place.line, 3);
    cr_expect_eq(place.column, 2, "λ is one character");
    place = asm_source_place(&source, 8);
    cr_expect_eq(place.line, 4);
    done();
}
