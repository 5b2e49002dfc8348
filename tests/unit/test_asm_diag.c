/* SPDX-License-Identifier: Apache-2.0 */
/* test_asm_diag.c: how errors of a source are shown. */
#include "asm/diag.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct asm_source source;
static struct asm_diag diag = {.source = &source};

static void have(const char *text)
{
    asm_source_add(&source, "a.tasm", text, strlen(text));
}

/* An error about the first place of WHAT. */
static void error_at(const char *what, const char *message)
{
    const char *place = strstr(source.text, what);
    cr_assert_not_null(place);
    struct asm_span span = {(uint32_t)(place - source.text), (uint32_t)strlen(what)};
    cr_expect(!asm_error(&diag, ASM_MESSAGE_unexpected, span, "%s", message), "returns false");
}

static void expect_shown(bool colour, const char *expected)
{
    char *shown = NULL;
    size_t size;
    FILE *to = open_memstream(&shown, &size);
    cr_assert_not_null(to);
    asm_diag_print(&diag, to, colour);
    fclose(to);
    cr_expect_str_eq(shown, expected);
    free(shown);
    asm_diag_free(&diag);
    asm_source_free(&source);
}

Test(asm_diag, place_line_and_caret)
{
    have("module a\nfun f/0\n  mvoe x0, x1\n");
    error_at("mvoe", "what?");
    expect_shown(false, "a.tasm:3:3: error: what? [unexpected]\n"
                        "    3 |   mvoe x0, x1\n"
                        "      |   ^~~~\n");
}

Test(asm_diag, in_the_order_of_the_source_and_then_of_finding)
{
    have("one two\n");
    error_at("two", "second");
    error_at("two", "third");
    error_at("one", "first");
    expect_shown(false,
                 "a.tasm:1:1: error: first [unexpected]\n    1 | one two\n      | ^~~\n"
                 "a.tasm:1:5: error: second [unexpected]\n    1 | one two\n      |     ^~~\n"
                 "a.tasm:1:5: error: third [unexpected]\n    1 | one two\n      |     ^~~\n");
}

Test(asm_diag, columns_count_characters_and_tabs_stay)
{
    have("\tπλ bad\n");
    error_at("bad", "here");
    expect_shown(false,
                 "a.tasm:1:5: error: here [unexpected]\n    1 | \tπλ bad\n      | \t   ^~~\n");
}

Test(asm_diag, control_characters_do_not_reach_the_terminal)
{
    have("a \033[2J bad\n");
    error_at("bad", "here");
    expect_shown(false,
                 "a.tasm:1:8: error: here [unexpected]\n    1 | a ?[2J bad\n      |        ^~~\n");
}

Test(asm_diag, of_a_long_line_the_part_around_the_place_is_shown)
{
    enum { WORDS = 60 };
    char line[WORDS * 5 + 4 + WORDS * 5 + 1];
    for (unsigned i = 0; i < WORDS; i++) {
        memcpy(line + (size_t)i * 5, "word ", 5);
        memcpy(line + WORDS * 5 + 4 + (size_t)i * 5, "word ", 5);
    }
    memcpy(line + WORDS * 5, "bad ", 4);
    line[sizeof line - 1] = '\0';
    have(line);
    error_at("bad", "here");
    expect_shown(
        false,
        "a.tasm:1:301: error: here [unexpected]\n"
        "    1 | ...word word word word word word word word bad word word word word word word "
        "word word word word word w...\n"
        "      |                                            ^~~\n");
}

Test(asm_diag, control_characters_and_bytes_that_are_no_text_are_shown_as_question_marks)
{
    have("\x01\xff\xc2\x9b\x7f bad\n");
    error_at("bad", "here");
    expect_shown(false, "a.tasm:1:6: error: here [unexpected]\n    1 | ???? bad\n"
                        "      |      ^~~\n");
}

Test(asm_diag, place_in_text_that_is_used_elsewhere)
{
    have("define X, bad\nmove X, x0\n");
    struct asm_span name = {(uint32_t)(strstr(source.text, "X, x0") - source.text), 1};
    diag.use = asm_diag_use(&diag, name, 0);
    error_at("bad", "no such thing");
    expect_shown(false, "a.tasm:1:11: error: no such thing [unexpected]\n    1 | define X, bad\n"
                        "      |           ^~~\n"
                        "a.tasm:2:6: note: in this use of X\n    2 | move X, x0\n      |      ^\n");
}

Test(asm_diag, colour_surrounds_and_changes_nothing_else)
{
    have("bad\n");
    error_at("bad", "here");
    expect_shown(true, "\033[1ma.tasm:1:1:\033[0m \033[1;31merror:\033[0m here [unexpected]\n"
                       "    1 | bad\n\033[1;31m      | ^~~\033[0m\n");
}

Test(asm_diag, a_hundred_errors_are_enough)
{
    have("bad\n");
    for (unsigned i = 0; i < ASM_MESSAGES_SHOWN + 3; i++)
        error_at("bad", "again");
    char *shown = NULL;
    size_t size;
    FILE *to = open_memstream(&shown, &size);
    asm_diag_print(&diag, to, false);
    fclose(to);
    size_t count = 0;
    for (const char *at = shown; (at = strstr(at, "error:")) != NULL; at++)
        count++;
    cr_expect_eq(count, ASM_MESSAGES_SHOWN);
    cr_expect_not_null(strstr(shown, "3 more messages are not shown\n"));
    free(shown);
}
