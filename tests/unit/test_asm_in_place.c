/* SPDX-License-Identifier: Apache-2.0 */
/* Functions in place: what they are called, and where their code is in the end. */
#include "tests/unit/asm_harness.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "NAME: op op ..." of each function, without its header. */
static char *code_of(const struct asm_text *t)
{
    char *code = NULL;
    size_t size;
    FILE *to = open_memstream(&code, &size);
    cr_assert_not_null(to);
    for (size_t i = 0; i < t->module.functions.count; i++) {
        const struct asm_function *function = &t->module.functions.items[i];
        struct asm_name name = asm_name_of(&t->module, function->name);
        const struct asm_entry *atom = &t->module.atoms.entries.items[name.atom];
        if (asm_atom_is(&t->module, name.atom, "module_info"))
            continue;
        fprintf(to, "%.*s/%u:", (int)atom->size, (const char *)atom->bytes, name.arity);
        for (uint32_t j = ASM_TEXT_HEADER; j < function->count; j++)
            fprintf(to, " %s",
                    asm_opcodes[t->module.instructions.items[function->first + j].op].name);
        fputc('\n', to);
    }
    fclose(to);
    return code;
}

/* Labels count up in the order of the code. */
static void expect_numbered(const struct asm_text *t)
{
    uint32_t last = 0;
    for (size_t i = 0; i < t->module.instructions.count; i++) {
        const struct asm_instruction *instruction = &t->module.instructions.items[i];
        if (instruction->op != ASM_OP_label)
            continue;
        uint64_t label = asm_text_operands(t, instruction)->value;
        cr_expect_eq(t->module.labels.items[label].number, ++last);
    }
    cr_expect_eq(t->module.label_count, last);
}

static void expect_code(const char *source, const char *expected)
{
    struct asm_text t;
    asm_text_parse(&t, source);
    asm_text_expect(&t, "");
    char *code = code_of(&t);
    cr_expect_str_eq(code, expected, "%s\nis\n%s", source, code);
    free(code);
    expect_numbered(&t);
    asm_text_free(&t);
}

static void expect_said(const char *source, const char *expected)
{
    struct asm_text t;
    asm_text_parse(&t, source);
    asm_text_expect(&t, expected);
    asm_text_free(&t);
}

Test(asm_in_place, its_code_follows_that_of_the_function_around_it)
{
    expect_code("module m\nfun f/1\nmake_fun3 fun/1, x0, []\nbadmatch x0\nend\nreturn\n"
                "fun g/0\nif_end\n",
                "f/1: make_fun3 return\n-f/1-fun-0-/1: badmatch\ng/0: if_end\n");
}

Test(asm_in_place, free_variables_are_arguments)
{
    expect_code("module m\nfun f/2\nmake_fun3 fun/1, x0, [x0, x1]\nreturn\nend\nreturn\n",
                "f/2: make_fun3 return\n-f/2-fun-0-/3: return\n");
    expect_code("module m\nfun f/1\nmake_fun3 fun/254, x0, [x0]\nreturn\nend\nreturn\n",
                "f/1: make_fun3 return\n-f/1-fun-0-/255: return\n");
    expect_said("module m\nfun f/1\nmake_fun3 fun/255, x0, [x0]\nreturn\nend\nreturn\n",
                "3 fun/255: arguments and free variables are more than 255\n");
}

Test(asm_in_place, they_are_counted_in_the_order_in_which_they_begin)
{
    expect_code("module m\nfun f/0\n"
                "make_fun3 fun/0, x0, []\nmake_fun3 fun/1, x0, []\nbadmatch x0\nend\nreturn\nend\n"
                "make_fun3 fun/2, x0, []\ncase_end x0\nend\nif_end\n"
                "fun g/0\nmake_fun3 fun/0, x0, []\nreturn\nend\nreturn\n",
                "f/0: make_fun3 make_fun3 if_end\n"
                "-f/0-fun-0-/0: make_fun3 return\n"
                "-f/0-fun-1-/1: badmatch\n"
                "-f/0-fun-2-/2: case_end\n"
                "g/0: make_fun3 return\n"
                "-g/0-fun-0-/0: return\n");
}

Test(asm_in_place, goes_on_where_it_was)
{
    expect_code("module m\nfun f/1\n.a: make_fun3 fun/0, x0, []\n.a: jump .a\nend\njump .a\n",
                "f/1: label make_fun3 jump\n-f/1-fun-0-/0: label jump\n");
}

Test(asm_in_place, labels_are_its_own)
{
    expect_said("module m\nfun f/1\n.a: make_fun3 fun/0, x0, []\njump .a\nend\nreturn\n",
                "4 .a: there is no label .a in this function\n");
    expect_said("module m\nfun f/1\nmake_fun3 fun/0, x0, []\n.b: return\nend\njump .b\n",
                "6 .b: there is no label .b in this function\n");
}

Test(asm_in_place, its_name_must_be_free)
{
    expect_said("module m\nfun '-f/0-fun-0-'/1\nreturn\nfun f/0\n"
                "make_fun3 fun/0, x0, []\nreturn\nend\nreturn\n",
                "");
    expect_said("module m\nfun '-f/0-fun-0-'/0\nreturn\nfun f/0\n"
                "make_fun3 fun/0, x0, []\nreturn\nend\nreturn\n",
                "5 fun/0: this function is there already, under the name that it would get\n"
                "  2 '-f/0-fun-0-'/0: it is defined here\n");
}

Test(asm_in_place, its_name_must_be_no_longer_than_an_atom)
{
    /* -NAME/0-fun-0-: ten more than NAME, each letter of which has two bytes. */
    for (unsigned size = 245; size <= 246; size++) {
        char name[2 * 246 + 1] = "", text[1000];
        for (unsigned i = 0; i < size; i++)
            memcpy(name + 2 * i, "λ", 3);
        snprintf(text, sizeof text,
                 "module m\nfun '%s'/0\nmake_fun3 fun/0, x0, []\nreturn\nend\nreturn\n", name);
        expect_said(text, size == 245 ? ""
                                      : "3 fun/0: the name of this function would have more than "
                                        "255 characters\n");
    }
}

static void expect_nested(unsigned depth, const char *expected)
{
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    cr_assert_not_null(to);
    fputs("module m\nfun f/0\n", to);
    for (unsigned i = 0; i < depth; i++)
        fputs("make_fun3 fun/0, x0, []\n", to);
    for (unsigned i = 0; i < depth; i++)
        fputs("return\nend\n", to);
    fputs("return\n", to);
    fclose(to);
    expect_said(text, expected);
    free(text);
}

Test(asm_in_place, they_stand_in_one_another_a_hundred_deep)
{
    expect_nested(100, "");
    expect_nested(101, "103 fun/0: functions stand in one another more than 100 deep\n");
}

Test(asm_in_place, each_needs_an_end_and_each_end_one)
{
    expect_said("module m\nfun f/0\nreturn\nend\n",
                "4 end: there is no function in place here that could end\n");
    expect_said("module m\nfun f/0\nmake_fun3 fun/0, x0, []\nmake_fun3 fun/1, x0, []\nreturn\n"
                "fun g/0\nreturn\n",
                "4 fun/1: this function in place has no line 'end'\n"
                "3 fun/0: this function in place has no line 'end'\n");
    expect_said("module m\nfun f/0\nmake_fun3 fun/0, x0, []\nreturn\n",
                "3 fun/0: this function in place has no line 'end'\n");
}

Test(asm_in_place, arity_is_part_of_the_text)
{
    expect_said("module m\nfun f/0\nmake_fun3 fun, x0, []\nreturn\nend\nreturn\n",
                "3 ,: expected '/' and the arity of the fun, found ','\n");
    expect_said("module m\nfun f/0\nmake_fun3 fun/256, x0, []\nreturn\nend\nreturn\n",
                "3 256: an arity is at most 255\n");
}
