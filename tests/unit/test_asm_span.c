/* SPDX-License-Identifier: Apache-2.0 */
/* test_asm_span.c: how far operands reach, what nearly is a word, and messages for programs. */
#include "asm/diag.h"
#include "asm/nearest.h"
#include "asm/span.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* Checks that the operand which begins with START in TEXT is EXPECTED. */
static void expect_span(const char *text, const char *start, const char *expected)
{
    struct asm_source source = {0};
    asm_source_add(&source, "a.tasm", text, strlen(text));
    const char *place = strstr(source.text, start);
    cr_assert_not_null(place);
    struct asm_span span = asm_operand_span(&source, (uint32_t)(place - source.text));
    cr_expect(span.size == strlen(expected) && memcmp(place, expected, span.size) == 0, "%s: %.*s",
              text, (int)span.size, place);
    asm_source_free(&source);
}

Test(asm_span, up_to_what_ends_an_operand)
{
    expect_span("move x10, x0", "x10", "x10");
    expect_span("move {a, [1, 2]}  , x0", "{a", "{a, [1, 2]}");
    expect_span("call_ext lists:reverse/1 ; so\n", "lists", "lists:reverse/1");
    expect_span("put_tuple2 x0, [ok, x1]", "x1", "x1");
    expect_span("select_val x0, .a, [b => .c]", "b", "b");
    expect_span("move [a,\n  b], x0", "[a", "[a,\n  b]");
    expect_span("move <<\"a,b\">>, x0", "<<", "<<\"a,b\">>");
    expect_span("x0", "x0", "x0");
}

Test(asm_span, ends_with_its_file)
{
    struct asm_source source = {0};
    asm_source_add(&source, "a.tasm", "move [1, 2", 10);
    asm_source_add(&source, "b.tasm", "3]", 2);
    struct asm_span span = asm_operand_span(&source, 5);
    cr_expect_eq(span.size, 5);
    asm_source_free(&source);
}

static const char *nearest(const char *word, const char *a, const char *b)
{
    struct asm_nearest search = asm_nearest_to(word, strlen(word));
    asm_nearest_try(&search, a, strlen(a), 0, 1);
    asm_nearest_try(&search, b, strlen(b), 0, 2);
    return search.best;
}

Test(asm_nearest, one_slip_for_three_letters)
{
    cr_expect_str_eq(nearest("lenght", "length", "hd"), "length");
    cr_expect_str_eq(nearest("abc", "xyz", "abd"), "abd");
    cr_expect_null(nearest("ab", "ac", "b"), "too short for a slip");
    cr_expect_str_eq(nearest("PUSH", "pull", "push"), "push", "case is no slip");
    cr_expect_null(nearest("relay", "decay", "delaying"));
}

Test(asm_nearest, slips_beside_the_word_count_but_do_not_exclude)
{
    struct asm_nearest search = asm_nearest_to("f", 1);
    asm_nearest_try(&search, "f", 1, 1, 7);
    cr_expect_eq(search.which, 7);
    asm_nearest_try(&search, "f", 1, 0, 8);
    cr_expect_eq(search.which, 8);
}

/* The JSON of an error at FIRST in TEXT, whose words are WORDS. */
static char *json(const char *text, const char *first, const char *words)
{
    struct asm_source source = {0};
    struct asm_diag diag = {.source = &source};
    asm_source_add(&source, "a\"\xff.tasm", text, strlen(text));
    struct asm_span span = {(uint32_t)(strstr(source.text, first) - source.text),
                            (uint32_t)strlen(first)};
    asm_error(&diag, ASM_MESSAGE_bad_base, span, "%s", words);
    asm_help(&diag, "tab\there");
    char *shown = NULL;
    size_t size;
    FILE *to = open_memstream(&shown, &size);
    cr_assert_not_null(to);
    asm_diag_print_json(&diag, to);
    fclose(to);
    asm_diag_free(&diag);
    asm_source_free(&source);
    return shown;
}

Test(asm_json, is_well_formed_whatever_the_source_holds)
{
    char *shown = json("ab\n cd\n", "b\n c", "what \\ \"is\"\n\033[1m \xc3\xa4 \xc3 this");
    cr_expect_str_eq(shown, "{\"file\":\"a\\\"?.tasm\",\"line\":1,\"column\":2,\"end_line\":2,"
                            "\"end_column\":3,\"severity\":\"error\",\"id\":\"bad-base\","
                            "\"text\":\"what \\\\ \\\"is\\\"??[1m \xc3\xa4 ? this\","
                            "\"notes\":[],\"helps\":[\"tab\\there\"]}\n");
    free(shown);
}
