/* SPDX-License-Identifier: Apache-2.0 */
/* Printing beyond the facts of test_term_facts.c: limits of depth, Unicode, identifiers. The
 * expected texts are those of OTP 25's io_lib. */
#include "tests/unit/term_harness.h"
#include "vm/code/code.h"
#include "vm/term/atom.h"
#include "vm/term/print.h"
#include "vm/term/ref.h"

#include <criterion/criterion.h>

TestSuite(print, .init = term_harness_setup, .fini = term_harness_teardown, .timeout = 60);

static void expect_text(Term term, unsigned flags, uint32_t depth, const char *expected)
{
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    print_term(&buffer, term, &(struct print_options){flags, depth});
    cr_expect_str_eq(text_cstring(&buffer), expected);
    text_buffer_release(&buffer);
}

struct row {
    const char *term;
    uint32_t depth;
    const char *written; /* ~W */
    const char *printed; /* ~0P */
};

static const struct row rows[] = {
    {"a", 1, "a", "a"},
    {"[1,2,3]", 1, "[...]", "[...]"},
    {"[1,2,3]", 2, "[1|...]", "[1|...]"},
    {"[1,2,3]", 3, "[1,2|...]", "[1,2|...]"},
    {"[1,2,3]", 4, "[1,2,3]", "[1,2,3]"},
    {"[1,2|3]", 3, "[1,2|...]", "[1,2|...]"},
    {"[1,2|3]", 4, "[1,2|3]", "[1,2|3]"},
    {"[[[[1]]]]", 3, "[[[...]]]", "[[[...]]]"},
    {"{1,2,3}", 1, "{...}", "{...}"},
    {"{1,2,3}", 2, "{1,...}", "{1,...}"},
    {"{1,2,3}", 4, "{1,2,3}", "{1,2,3}"},
    {"{}", 1, "{}", "{}"},
    {"[{a,1},{b,2}]", 3, "[{a,...},{...}]", "[{a,...},{...}]"},
    {"#{}", 1, "#{}", "#{}"},
    {"#{a => 1,b => 2}", 1, "#{}", "#{...}"},
    {"#{a => 1,b => 2}", 2, "#{a => 1,...}", "#{a => 1,...}"},
    {"#{a => 1,b => 2}", 3, "#{a => 1,b => 2,...}", "#{a => 1,b => 2}"},
    {"#{a => 1,b => 2}", 4, "#{a => 1,b => 2}", "#{a => 1,b => 2}"},
    {"#{{1,2,3} => {4,5,6}}", 3, "#{{1,...} => {4,...}}", "#{{1,...} => {4,...}}"},
    {"\"abcdefgh\"", 1, "[...]", "[...]"},
    {"\"abcdefgh\"", 2, "[97|...]", "\"abcdefgh\""},
    {"<<1,2,3,4>>", 1, "<<...>>", "<<...>>"},
    {"<<1,2,3,4>>", 3, "<<1,2,...>>", "<<1,2,...>>"},
    {"<<1,2,4:4>>", 3, "<<1,2,...>>", "<<1,2,...>>"},
    {"<<1,2,4:4>>", 4, "<<1,2,4:4>>", "<<1,2,4:4>>"},
    {"<<\"abcdefgh\">>", 2, "<<97,...>>", "<<\"abcd\"...>>"},
    {"<<\"abcdefgh\">>", 3, "<<97,98,...>>", "<<\"abcdefgh\">>"},
    {"<<\"ab\",0,0,0>>", 3, "<<97,98,...>>", "<<\"ab\"...>>"},
    {"<<\"ab\",0,0,0>>", 4, "<<97,98,0,...>>", "<<97,98,0,...>>"},
};

Test(print, depth_is_limited_as_in_io_lib)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Term term = term_of(rows[i].term);
        expect_text(term, 0, rows[i].depth, rows[i].written);
        expect_text(term, PRINT_STRINGS, rows[i].depth, rows[i].printed);
    }
}

Test(print, characters_above_255_are_escaped_or_not)
{
    expect_text(term_of("'a\\x{1F600}'"), 0, 0, "'a\\x{1F600}'");
    expect_text(term_of("'a\\x{1F600}'"), PRINT_UNICODE, 0, "'a😀'");
    expect_text(term_of("[1024]"), PRINT_STRINGS | PRINT_UNICODE, 0, "[1024]");
    expect_text(term_of("[1024]"), PRINT_STRINGS | PRINT_UNICODE | PRINT_UNICODE_STRINGS, 0,
                "\"Ѐ\"");
    expect_text(term_of("<<\"ł\"/utf8>>"), PRINT_STRINGS | PRINT_UNICODE | PRINT_UNICODE_STRINGS, 0,
                "<<\"ł\"/utf8>>");
    expect_text(term_of("<<\"å\"/utf8>>"), PRINT_STRINGS, 0, "<<\"Ã¥\">>");
}

Test(print, control_characters_are_escaped)
{
    expect_text(term_of("'\\x{1}\\x{7f}\\x{80}\\x{9f} \\n\\t\\e'"), PRINT_UNICODE, 0,
                "'\\001\\d\\200\\237 \\n\\t\\e'");
    expect_text(term_of("[34,92,39,8,11,12,13]"), PRINT_STRINGS, 0, "\"\\\"\\\\'\\b\\v\\f\\r\"");
    expect_text(term_of("'a\\x{27}b\"'"), 0, 0, "'a\\'b\"'");
}

Test(print, identifiers_show_their_numbers)
{
    expect_text(pid_make(UINT64_C(7) << 28 | 300), 0, 0, "<0.300.7>");
    expect_text(port_make(12), 0, 0, "#Port<0.12>");
    Term ref =
        ref_put(heap_alloc(&term_heap, REF_WORDS), UINT64_C(5) << 50 | UINT64_C(6) << 18 | 7, NIL);
    expect_text(ref, 0, 0, "#Ref<0.5.6.7>");
}

Test(print, funs_show_where_they_come_from)
{
    struct fun_entry entry = {.module = ATOM_(ok), .index = 3, .uniq = 4711};
    Term cell[2] = {HEADER(BOXED_FUN, 1), (Term)(uintptr_t)&entry};
    expect_text(boxed_make(cell), 0, 0, "#Fun<ok.3.4711>");
    expect_text(term_of("fun 'A':'b c'/3"), 0, 0, "fun 'A':'b c'/3");
}

Test(print, depth_is_not_limited_by_the_stack)
{
    enum { DEPTH = 300000 };
    Term term = NIL;
    for (int i = 0; i < DEPTH; i++)
        term = heap_cons(&term_heap, heap_tuple(&term_heap, 1, &term), NIL);
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    print_term(&buffer, term, &PRINT_PRETTY);
    cr_expect_eq(buffer.size, 4 * DEPTH + 2);
    text_buffer_release(&buffer);
}
