/* SPDX-License-Identifier: Apache-2.0 */
/* unicode_text.c: what single characters are like: upper, lower and title case, whether two that
 * stand beside each other belong to one grapheme cluster, what they are made of. The tables are
 * utf8proc's; it maps a character to one character only, so the characters that become several in
 * upper or title case are in special_casing.def. Walking over texts is done by stdlib/string.tasm,
 * string_graphemes.tasm and unicode_normal.tasm. */
#include "vm/builtin/support.h"
#include <stdlib.h>
#include <utf8proc.h>

enum { CASE_MAX = 3, DECOMPOSED_MAX = 18 };

/* The characters that CODE becomes in title and upper case, ended by 0. */
struct special_case {
    int32_t code;
    int32_t title[CASE_MAX];
    int32_t upper[CASE_MAX];
};

#define BRACED(...)                      {__VA_ARGS__}
#define SPECIAL_CASE(code, title, upper) {code, BRACED title, BRACED upper},
static const struct special_case special_cases[] = {
#include "vm/builtin/special_casing.def"
};

static int compare_special(const void *key, const void *row)
{
    int32_t code = *(const int32_t *)key, other = ((const struct special_case *)row)->code;
    return (code > other) - (code < other);
}

/* The row of CODE, or NULL. */
static const struct special_case *special_case(int32_t code)
{
    return bsearch(&code, special_cases, sizeof special_cases / sizeof *special_cases,
                   sizeof *special_cases, compare_special);
}

/* Writes what C becomes to OUT and returns how many characters that are. */
static size_t change_case(int32_t c, Term to, int32_t out[static CASE_MAX])
{
    const struct special_case *special =
        to == ATOM_(upper) || to == ATOM_(title) ? special_case(c) : NULL;
    size_t count = 1;
    if (special != NULL) {
        const int32_t *from = to == ATOM_(upper) ? special->upper : special->title;
        for (count = 0; count < CASE_MAX && from[count] != 0; count++)
            out[count] = from[count];
    } else if (to == ATOM_(upper)) {
        out[0] = utf8proc_toupper(c);
    } else if (to == ATOM_(title)) {
        out[0] = utf8proc_totitle(c);
    } else if (to == ATOM_(lower) && c != 0x130) {
        out[0] = utf8proc_tolower(c);
    } else { /* the only letter that becomes several in lower case does so when folded, too */
        int last_boundary = 0;
        count =
            (size_t)utf8proc_decompose_char(c, out, CASE_MAX, UTF8PROC_CASEFOLD, &last_boundary);
    }
    return count;
}

/* The code point in TERM, or -1. */
static int32_t code_point(Term term)
{
    if (!term_is_small(term) || small_value(term) < 0 || small_value(term) > 0x10FFFF)
        return -1;
    return (int32_t)small_value(term);
}

/* The one character in CODES, or the list of the COUNT there. */
static Term characters(struct process *p, const int32_t *codes, size_t count)
{
    if (count == 1)
        return small_make(codes[0]);
    Term list = NIL;
    while (count-- > 0)
        list = heap_cons(&p->heap, small_make(codes[count]), list);
    return list;
}

/* tick:change_case(Char, upper | lower | title | fold): the character, or the list of those that it
 * becomes. What is no code point stays as it is. */
static Term change_case_2(struct process *p, const Term *args)
{
    int32_t c = code_point(args[0]), out[CASE_MAX];
    if (c < 0)
        return args[0];
    size_t count = change_case(c, args[1], out);
    return characters(p, out, count);
}

/* tick:grapheme_break(Before, After, State): [does a cluster end between the two? | next State].
 * State is 0 where Before is the first of its cluster, and otherwise what the call before said.
 * What is no code point stands alone. */
static Term grapheme_break_3(struct process *p, const Term *args)
{
    int32_t before = code_point(args[0]), after = code_point(args[1]);
    if (!term_is_small(args[2]) || small_value(args[2]) < 0 || small_value(args[2]) > INT32_MAX)
        return builtin_badarg(p);
    utf8proc_int32_t state = (utf8proc_int32_t)small_value(args[2]);
    bool ends = before < 0 || after < 0 || utf8proc_grapheme_break_stateful(before, after, &state);
    return heap_cons(&p->heap, ends ? ATOM_(true) : ATOM_(false),
                     ends ? SMALL(0) : small_make(state));
}

/* tick:decompose(Char, canonical | compatible): the character, or the list of those that it is made
 * of, in canonical order. */
static Term decompose_2(struct process *p, const Term *args)
{
    int32_t c = code_point(args[0]), out[DECOMPOSED_MAX];
    if (c < 0)
        return args[0];
    int last_boundary = 0;
    utf8proc_option_t options = UTF8PROC_DECOMPOSE;
    if (args[1] == ATOM_(compatible))
        options |= UTF8PROC_COMPAT;
    utf8proc_ssize_t count =
        utf8proc_decompose_char(c, out, DECOMPOSED_MAX, options, &last_boundary);
    if (count < 1 || count > DECOMPOSED_MAX)
        return args[0];
    return characters(p, out, (size_t)count);
}

/* tick:combining_class(Char): 0 for a starter, and for what is no code point. */
static Term combining_class_1(struct process *p, const Term *args)
{
    (void)p;
    int32_t c = code_point(args[0]);
    return c < 0 ? SMALL(0) : small_make(utf8proc_get_property(c)->combining_class);
}

/* tick:compose(First, Second): the one character that stands for both, or none. */
static Term compose_2(struct process *p, const Term *args)
{
    (void)p;
    int32_t pair[] = {code_point(args[0]), code_point(args[1])};
    if (pair[0] < 0 || pair[1] < 0 ||
        utf8proc_normalize_utf32(pair, 2, UTF8PROC_COMPOSE | UTF8PROC_STABLE) != 1)
        return ATOM_(none);
    return small_make(pair[0]);
}

const struct builtin_row builtins_unicode_text[] = {
    {"tick", "change_case", 2, change_case_2}, {"tick", "grapheme_break", 3, grapheme_break_3},
    {"tick", "decompose", 2, decompose_2},     {"tick", "combining_class", 1, combining_class_1},
    {"tick", "compose", 2, compose_2},         {0},
};
