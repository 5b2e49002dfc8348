/* SPDX-License-Identifier: Apache-2.0 */
/* test_asm_file.c: the file that the assembler writes: its container, that it depends on the source
 * alone, and that terms written in it are read back as the same terms. */
#include "tests/unit/loader_harness.h"
#include "vm/base/text_buffer.h"
#include "vm/term/atom.h"
#include "vm/term/print.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(asm_file, .init = loader_setup);

static const char source[] = "module m\nexport f/1\nattribute note, {a, \"b\"}\n"
                             "fun f/1\n  allocate 0, 1\n  call_ext lists:reverse/1\n"
                             "  move {<<1,2,3>>, 1.5}, x0\n  deallocate 0\n  return\n";

static uint32_t word(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void release(struct bytes bytes)
{
    free((void *)(uintptr_t)bytes.data);
}

Test(asm_file, chunks_fill_the_container_and_padding_is_zero)
{
    struct bytes file = loader_assemble(source);
    cr_assert_geq(file.size, 12);
    cr_expect_eq(memcmp(file.data, "FOR1", 4), 0);
    cr_expect_eq(memcmp(file.data + 8, "BEAM", 4), 0);
    cr_expect_eq(word(file.data + 4), file.size - 8);
    size_t at = 12;
    while (at + 8 <= file.size) {
        size_t length = word(file.data + at + 4), end = at + 8 + length;
        cr_assert_leq(end, file.size);
        for (at = end; at % 4 != 0; at++)
            cr_expect_eq(file.data[at], 0);
    }
    cr_expect_eq(at, file.size);
    release(file);
}

Test(asm_file, same_source_same_bytes)
{
    struct bytes one = loader_assemble(source), two = loader_assemble(source);
    cr_expect(one.size == two.size && memcmp(one.data, two.data, one.size) == 0);
    release(one);
    release(two);
}

static Term first_attribute(void)
{
    const struct module *m = module_find(atom_from_utf8("m", 1));
    return tuple_get(list_head(m->attributes), 1);
}

Test(asm_file, version_changes_with_the_contents)
{
    cr_assert_null(loader_load(loader_function(1, "return")));
    Term one = first_attribute();
    cr_assert_null(loader_load(loader_function(1, "move a, x0\nreturn")));
    cr_expect_neq(one, first_attribute());
}

/* TERM as an attribute, then printed by the machine that has loaded it. */
static void expect_term(const char *term, const char *printed)
{
    char text[1024];
    snprintf(text, sizeof text, "module m\nexport f/1\nattribute note, %s\nfun f/1\n  return\n",
             term);
    char *fault = loader_load(loader_assemble(text));
    cr_assert_null(fault, "%s: %s", term, fault);
    struct text_buffer buffer = TEXT_BUFFER_EMPTY;
    print_term(&buffer, first_attribute(), &(struct print_options){0});
    cr_expect_str_eq(text_cstring(&buffer), printed, "%s", term);
    text_buffer_release(&buffer);
}

Test(asm_file, numbers_are_read_back)
{
    expect_term("-576460752303423489", "-576460752303423489");
    expect_term("16#ffff_ffff_ffff_ffff_ffff", "1208925819614629174706175");
    expect_term("-36#zz", "-1295");
    expect_term("$a", "97");
    expect_term("$\\n", "10");
    expect_term("1.0e-3", "0.001");
    expect_term("-0.5", "-0.5");
}

Test(asm_file, texts_and_atoms_are_read_back)
{
    expect_term("'hello world'", "'hello world'");
    expect_term("'x0'", "x0");
    expect_term("\"a\\x41\\x{3bb}\"", "[97,65,955]");
    expect_term("\"\"", "[]");
    expect_term("<<\"ab\", 1>>", "<<97,98,1>>");
    expect_term("<<5:3>>", "<<5:3>>");
    expect_term("<<\"λ\"/utf8>>", "<<206,187>>");
}

Test(asm_file, nested_terms_are_read_back)
{
    expect_term("{[], {}, [a, b | c], [[1], [2, 3]]}", "{[],{},[a,b|c],[[1],[2,3]]}");
    expect_term("#{a => 1, [b] => #{}}", "#{a => 1,[b] => #{}}");
    expect_term("#{a => 1, a => 2}", "#{a => 2}");
    expect_term("fun lists:reverse/1", "fun lists:reverse/1");
}

Test(asm_file, list_of_bytes_and_list_of_wide_characters)
{
    expect_term("[1, 2, 255]", "[1,2,255]");
    expect_term("[1, 2, 256]", "[1,2,256]");
}
