/* SPDX-License-Identifier: Apache-2.0 */
/* How far words are from one another, and which one is suggested. */
#include "asm/nearest.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static unsigned distance(const char *a, const char *b)
{
    unsigned there = asm_edit_distance(a, strlen(a), b, strlen(b));
    cr_expect_eq(asm_edit_distance(b, strlen(b), a, strlen(a)), there, "%s and %s, turned round", a,
                 b);
    return there;
}

Test(asm_nearest, one_change)
{
    cr_expect_eq(distance("move", "move"), 0);
    cr_expect_eq(distance("move", "moves"), 1);
    cr_expect_eq(distance("move", "smove"), 1);
    cr_expect_eq(distance("move", "mve"), 1);
    cr_expect_eq(distance("move", "mote"), 1);
    cr_expect_eq(distance("move", "mvoe"), 1, "neighbours swapped");
    cr_expect_eq(distance("move", "Move"), 1, "another letter");
}

Test(asm_nearest, several_changes)
{
    cr_expect_eq(distance("", ""), 0);
    cr_expect_eq(distance("", "abc"), 3);
    cr_expect_eq(distance("abc", "xyz"), 3);
    cr_expect_eq(distance("kitten", "sitting"), 3);
    cr_expect_eq(distance("ca", "abc"), 3, "what was swapped is not changed again");
    cr_expect_eq(distance("abcd", "badc"), 2);
}

Test(asm_nearest, words_too_long_to_be_names_are_far_away)
{
    char forty[41], longer[42];
    memset(forty, 'a', 40);
    memset(longer, 'a', 41);
    cr_expect_eq(asm_edit_distance(forty, 40, forty, 40), 0);
    cr_expect_eq(asm_edit_distance(longer, 41, longer, 41), 40);
    cr_expect_eq(asm_edit_distance(forty, 40, longer, 41), 40);
    cr_expect_eq(asm_edit_distance(longer, 41, forty, 40), 40);
}

/* What is suggested for WORD among CANDIDATES, up to NULL; "" for none. */
static const char *suggestion(const char *word, const char *const *candidates)
{
    struct asm_nearest nearest = asm_nearest_to(word, strlen(word));
    for (size_t i = 0; candidates[i] != NULL; i++)
        asm_nearest_try(&nearest, candidates[i], strlen(candidates[i]), 0, i);
    if (nearest.best == NULL)
        return "";
    cr_expect_eq(nearest.best, candidates[nearest.which]);
    cr_expect_eq(nearest.best_size, strlen(nearest.best));
    return nearest.best;
}

#define SUGGESTION(word, ...) suggestion(word, (const char *const[]){__VA_ARGS__, NULL})

Test(asm_nearest, at_most_every_third_letter_has_changed)
{
    cr_expect_str_eq(SUGGESTION("ab", "ac"), "");
    cr_expect_str_eq(SUGGESTION("abc", "abd"), "abd");
    cr_expect_str_eq(SUGGESTION("abc", "add"), "");
    cr_expect_str_eq(SUGGESTION("abcde", "abcxy"), "");
    cr_expect_str_eq(SUGGESTION("abcdef", "abcdxy"), "abcdxy");
    cr_expect_str_eq(SUGGESTION("abcdef", "abcd"), "abcd");
    cr_expect_str_eq(SUGGESTION("abc", "abcde"), "");
    cr_expect_str_eq(SUGGESTION("", "a"), "");
}

Test(asm_nearest, letters_of_the_wrong_case_are_no_change)
{
    cr_expect_str_eq(SUGGESTION("OK", "ok"), "ok");
    cr_expect_str_eq(SUGGESTION("Reverse", "reversx", "REVERSE"), "REVERSE");
}

Test(asm_nearest, the_best_is_taken_and_of_equals_the_first)
{
    cr_expect_str_eq(SUGGESTION("revrese", "reversal", "reverse", "revers"), "reverse");
    cr_expect_str_eq(SUGGESTION("ape", "apt", "ale"), "apt");
    cr_expect_str_eq(SUGGESTION("same", "same", "SAME"), "same");
}

Test(asm_nearest, slips_outside_of_the_word_count_as_much_as_those_in_it)
{
    struct asm_nearest nearest = asm_nearest_to("split", 5);
    asm_nearest_try(&nearest, "split", 5, 2, 0);
    cr_expect_eq(nearest.distance, 2);
    asm_nearest_try(&nearest, "spilt", 5, 1, 1);
    cr_expect_eq(nearest.which, 0, "just as good, and later");
    asm_nearest_try(&nearest, "spilt", 5, 0, 2);
    cr_expect_eq(nearest.which, 2);
    cr_expect_eq(nearest.distance, 1);
}

Test(asm_nearest, tries_no_more_than_it_has_time_for)
{
    struct asm_nearest nearest = asm_nearest_to("abc", 3);
    for (size_t i = 0; i < 10000; i++)
        asm_nearest_try(&nearest, "xyz", 3, 0, i);
    asm_nearest_try(&nearest, "abc", 3, 0, 0);
    cr_expect_null(nearest.best);
    nearest = asm_nearest_to("abc", 3);
    for (size_t i = 0; i < 10000; i++)
        asm_nearest_try(&nearest, "a long word", 11, 0, i);
    asm_nearest_try(&nearest, "abc", 3, 0, 0);
    cr_expect_not_null(nearest.best, "what cannot be near takes no time");
}
