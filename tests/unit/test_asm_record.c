/* SPDX-License-Identifier: Apache-2.0 */
/* Records: what they stand for, and what is said where they are wrong. */
#include "tests/unit/asm_harness.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POINT "record point, x, y = 0, colour"

static const struct asm_instruction *only_instruction(const struct asm_text *t, size_t function)
{
    const struct asm_function *f = &t->module.functions.items[function];
    cr_assert_eq(f->count, ASM_TEXT_HEADER + 1);
    return &t->module.instructions.items[f->first + ASM_TEXT_HEADER];
}

/* With these RECORDS the instruction LINE is the same as PLAIN, which has no record in it. */
static void expect_same(const char *records, const char *line, const char *plain)
{
    struct asm_text t;
    char text[2000];
    snprintf(text, sizeof text, "%s\nmodule m\nfun a/0\n%s\nfun b/0\n%s\n", records, line, plain);
    asm_text_parse(&t, text);
    asm_text_expect(&t, "");
    const struct asm_instruction *one = only_instruction(&t, 0), *other = only_instruction(&t, 1);
    cr_assert_eq(one->op, other->op);
    cr_assert_eq(one->count, other->count, "%s: %u operands, not %u", line, one->count,
                 other->count);
    for (uint32_t i = 0; i < one->count; i++) {
        const struct asm_operand *a = asm_text_operands(&t, one) + i,
                                 *b = asm_text_operands(&t, other) + i;
        cr_expect(a->kind == b->kind && a->value == b->value && a->type == b->type,
                  "%s: operand %u is not that of %s", line, i, plain);
    }
    asm_text_free(&t);
}

static void expect_term(const char *records, const char *term, const char *plain)
{
    char line[500], same[500];
    snprintf(line, sizeof line, "move %s, x0", term);
    snprintf(same, sizeof same, "move %s, x0", plain);
    expect_same(records, line, same);
}

/* What is said about RECORDS and, in line 4 if RECORDS is one line, LINE. */
static void expect_said(const char *records, const char *line, const char *expected)
{
    struct asm_text t;
    char text[2000];
    snprintf(text, sizeof text, "%s\nmodule m\nfun f/0\n%s\n", records, line);
    asm_text_parse(&t, text);
    asm_text_expect(&t, expected);
    asm_text_free(&t);
}

/* ---- terms ---- */

Test(asm_record, a_term_is_a_tuple_with_the_name_in_front)
{
    expect_term(POINT, "#point{x = 1, y = 2, colour = red}", "{point, 1, 2, red}");
    expect_term(POINT, "#point{colour = red, x = 1, y = 2}", "{point, 1, 2, red}");
    expect_term("record empty", "#empty{}", "{empty}");
    expect_term("record 'a point', 'the x'", "#'a point'{'the x' = 1}", "{'a point', 1}");
}

Test(asm_record, fields_that_are_not_given_have_the_value_of_the_definition)
{
    expect_term(POINT, "#point{}", "{point, undefined, 0, undefined}");
    expect_term(POINT, "#point{colour = red}", "{point, undefined, 0, red}");
    expect_term("record r, a = {1, [2 | 3]}, b = \"text\", c = #{k => -1.5}, d = <<1, 2:4>>",
                "#r{}", "{r, {1, [2 | 3]}, \"text\", #{k => -1.5}, <<1, 2:4>>}");
}

Test(asm_record, underscore_is_every_field_that_is_not_given)
{
    expect_term(POINT, "#point{_ = '_'}", "{point, '_', '_', '_'}");
    expect_term(POINT, "#point{y = 1, _ = '_'}", "{point, '_', 1, '_'}");
    expect_term(POINT, "#point{_ = '_', y = 1}", "{point, '_', 1, '_'}");
    expect_term(POINT, "#point{x = 1, y = 2, colour = 3, _ = '_'}", "{point, 1, 2, 3}");
    expect_term("record empty", "#empty{_ = 1}", "{empty}");
}

Test(asm_record, records_stand_wherever_a_term_does)
{
    expect_term(POINT, "[#point{}, {#point{x = #point{x = 1}}}]",
                "[{point, undefined, 0, undefined}, {{point, {point, 1, 0, undefined}, 0, "
                "undefined}}]");
    expect_term(POINT "\nrecord line, from = #point{}, to", "#line{to = #point.y}",
                "{line, {point, undefined, 0, undefined}, 3}");
    expect_term(POINT "\ndefine Origin, #point{x = 0}", "Origin", "{point, 0, 0, undefined}");
    expect_term(POINT, "#point{\n  x = 1,\n  y = 2\n}", "{point, 1, 2, undefined}");
}

Test(asm_record, in_a_term_a_field_is_its_number_counted_from_1)
{
    expect_term(POINT, "#point.x", "2");
    expect_term(POINT, "#point.colour", "4");
    expect_term("record r, 'a b', 'x0'", "{#r.'a b', #r.'x0'}", "{2, 3}");
    expect_term("record r, a, fun", "{#r.a, #r.fun}", "{2, 3}");
}

/* ---- operands ---- */

Test(asm_record, instructions_count_elements_as_they_always_do)
{
    expect_same(POINT, "get_tuple_element x0, #point.x, x1", "get_tuple_element x0, 1, x1");
    expect_same(POINT, "set_tuple_element x0, x1, #point.colour", "set_tuple_element x0, x1, 3");
    expect_same(POINT, "update_record copy, #point, x0, x0, [#point.x => a, #point.colour => x1]",
                "update_record copy, 4, x0, x0, [2 => a, 4 => x1]");
}

Test(asm_record, the_name_alone_is_the_size)
{
    expect_same(POINT, "test_arity a/0, x0, #point", "test_arity a/0, x0, 4");
    expect_same(POINT, "is_tagged_tuple a/0, x0, #point", "is_tagged_tuple a/0, x0, 4, point");
    expect_same(POINT "\nrecord empty",
                "select_tuple_arity x0, a/0, [#point => a/0, #empty => a/0]",
                "select_tuple_arity x0, a/0, [4 => a/0, 1 => a/0]");
}

Test(asm_record, put_tuple2_makes_one_of_registers)
{
    expect_same(POINT, "put_tuple2 x0, #point{y = x1, x = y2}",
                "put_tuple2 x0, [point, y2, x1, undefined]");
    expect_same(POINT, "put_tuple2 x0, #point{_ = x1, colour = {a}}",
                "put_tuple2 x0, [point, x1, x1, {a}]");
    expect_same("record empty", "put_tuple2 x0, #empty{}", "put_tuple2 x0, [empty]");
}

/* ---- definitions ---- */

Test(asm_record, the_same_definition_may_come_again)
{
    expect_term(POINT "\n" POINT, "#point{}", "{point, undefined, 0, undefined}");
    expect_term("record r, a = [$a, $b]\nrecord r, a = \"ab\"", "#r{}", "{r, \"ab\"}");
    expect_term("record r, a\nrecord r, a = undefined", "#r{}", "{r, undefined}");
    expect_term("record r\nrecord r", "#r{}", "{r}");
    /* Nor is a field of the one before taken for one of its own. */
    expect_term("record r, a\nrecord r, a\nrecord s, b, c", "#s{c = 1}", "{s, undefined, 1}");
}

Test(asm_record, another_definition_of_the_name_is_an_error)
{
    static const char *const others[] = {"record r, a, b = 2",    "record r, a, c = 1",
                                         "record r, b = 1, a",    "record r, a",
                                         "record r, a, b = 1, c", "record r, a, b = 1.0"};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        char records[100];
        snprintf(records, sizeof records, "record r, a, b = 1\n%s", others[i]);
        expect_said(records, "move #r{b = 2}, x0",
                    "2 r: there is another record of this name\n  1 r: it is defined here\n");
    }
}

Test(asm_record, a_definition_with_an_error_is_none)
{
    expect_said("record r, a, a", "move #r{}, x0",
                "1 a: the record has this field already\n4 r: there is no record r\n");
    expect_said("record r, x1", "return",
                "1 x1: expected the name of a field, found a register\n"
                "  help: the atom is written 'x1'\n");
    expect_said("record r, a = ", "return", "1 \n: expected a term, found the end of the line\n");
    expect_said("record r, a b", "return",
                "1 b: expected ',' and a field, or the end of the line, found b\n");
    expect_said("record 1", "return", "1 1: expected the name of the record, found 1\n");
    /* What is wrong with the second leaves the first as it was. */
    expect_said("record r, a\nrecord r, a, a", "move #r{a = 1}, x0",
                "2 a: the record has this field already\n");
}

/* ---- names that are not there ---- */

Test(asm_record, unknown_records_and_fields_with_the_one_that_was_perhaps_meant)
{
    expect_said(POINT, "move #pont{}, x0",
                "4 pont: there is no record pont\n  help: did you mean #point?\n");
    expect_said(POINT, "move #line{}, x0", "4 line: there is no record line\n");
    expect_said(POINT, "move #point{color = 1}, x0",
                "4 color: the record point has no field color\n  1 point: it is defined here\n"
                "  help: did you mean colour?\n");
    expect_said(POINT, "move #point.z, x0",
                "4 z: the record point has no field z\n  1 point: it is defined here\n");
    expect_said(POINT, "get_tuple_element x0, #point.color, x0",
                "4 color: the record point has no field color\n  1 point: it is defined here\n"
                "  help: did you mean colour?\n");
}

Test(asm_record, what_follows_the_definition_knows_it_and_nothing_before)
{
    expect_said("", "move #r{}, x0\nrecord r", "4 r: there is no record r\n");
    expect_said("record r, a = #r{}", "return", "1 r: there is no record r\n");
}

/* ---- what is no record ---- */

Test(asm_record, values_are_given_once_and_with_an_equals_sign)
{
    expect_said(POINT, "move #point{x = 1, x = 2}, x0", "4 x: this field is given a value twice\n");
    expect_said(POINT, "move #point{x}, x0", "4 }: expected '=', found '}'\n");
    expect_said(POINT, "move #point{1 = 1}, x0", "4 1: expected the name of a field, found 1\n");
    expect_said(POINT, "move #point{x = 1 y = 2}, x0", "4 y: expected ',' or '}', found y\n");
    expect_said(POINT, "move #point{x = 1,}, x0", "4 }: expected the name of a field, found '}'\n");
}

Test(asm_record, a_name_wants_fields_or_one_field_in_a_term)
{
    expect_said(POINT, "move #point, x0",
                "4 ,: expected '{' and the fields, or one field, as .name, found ','\n");
    expect_said(POINT, "move #, x0", "4 ,: expected the name of a record, found ','\n");
    expect_said(POINT, "move #point.1, x0",
                "4 1: the record point has no field 1\n  1 point: it is defined here\n");
}

Test(asm_record, each_operand_wants_one_of_them)
{
    expect_said(POINT, "get_tuple_element x0, #point, x0",
                "4 #point: expected a field of the record, as #name.field\n");
    expect_said(POINT, "test_arity -, x0, #point.x",
                "4 #point.x: expected the size of the record, as #name\n");
    expect_said(POINT, "put_tuple2 x0, #point.x", "4 .x: expected '{', found .x\n");
    expect_said(POINT, "allocate #point, 0", "4 #: expected a number, found '#'\n");
    expect_said(POINT, "put_tuple2 x0, #point{x = f0}",
                "4 f0: a float register cannot stand here\n"
                "  help: fmove makes a term of it in an x or y register\n");
}
