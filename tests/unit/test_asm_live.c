/* SPDX-License-Identifier: Apache-2.0 */
/* Live counts computed for _, and what the whole assembler says about good and bad sources. */
#include "tests/unit/asm_harness.h"
#include "asm/assemble.h"
#include "asm/check.h"
#include "asm/liveness.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct asm_text t;

static void parse(const char *text)
{
    asm_text_parse(&t, text);
    cr_assert_eq(t.diag.errors, 0, "%s", t.diag.messages.items[0].text);
    asm_compute_live(&t.module);
}

/* The live count of the first instruction OP. */
static uint64_t live_of(unsigned op)
{
    for (size_t i = 0; i < t.module.instructions.count; i++) {
        const struct asm_instruction *instruction = &t.module.instructions.items[i];
        const char *letter = strchr(asm_opcodes[op].operands, 'n');
        if (instruction->op == op)
            return asm_text_operands(&t, instruction)[letter - asm_opcodes[op].operands].value;
    }
    cr_assert_fail("there is no %s", asm_opcodes[op].name);
    return 0;
}

static void expect_live(const char *body, unsigned op, uint64_t live)
{
    char text[1000];
    snprintf(text, sizeof text, "module m\nfun f/3\n%s\n", body);
    parse(text);
    cr_expect_eq(t.diag.errors, 0, "%s", body);
    cr_expect_eq(live_of(op), live, "%s", body);
    asm_text_free(&t);
}

Test(asm_live, counts_up_to_the_highest_register_read_later)
{
    expect_live("test_heap 2, _\nput_list x1, x2, x0\nreturn", ASM_OP_test_heap, 3);
    expect_live("test_heap 2, _\nput_list x0, x1, x0\nreturn", ASM_OP_test_heap, 2);
    expect_live("test_heap 2, _\nput_list a, b, x0\nreturn", ASM_OP_test_heap, 0);
}

Test(asm_live, counts_what_the_instruction_itself_reads)
{
    expect_live("gc_bif1 -, _, erlang:length/1, x1, x0\nreturn", ASM_OP_gc_bif1, 2);
    expect_live("put_map_assoc -, x0, x0, _, [x1 => x2]\nreturn", ASM_OP_put_map_assoc, 3);
}

Test(asm_live, follows_jumps_both_ways)
{
    expect_live("test_heap 2, _\nis_nil .other, x0\nreturn\n.other: move x2, x0\nreturn",
                ASM_OP_test_heap, 3);
    expect_live(".loop: test_heap 1, _\nis_nil .next, x0\nreturn\n.next: move x1, x0\njump .loop",
                ASM_OP_test_heap, 2);
    expect_live("test_heap 1, _\nselect_val x0, .c, [1 => .a, 2 => .b]\n.a: return\n"
                ".b: move x1, x0\nreturn\n.c: move x2, x0\nreturn",
                ASM_OP_test_heap, 3);
}

Test(asm_live, knows_that_a_failing_clause_needs_the_arguments)
{
    expect_live("test_heap 1, _\nis_nil .func_info, x0\nreturn", ASM_OP_test_heap, 3);
}

Test(asm_live, knows_the_arguments_of_calls)
{
    expect_live("allocate 0, _\ncall f/3\ndeallocate 0\nreturn", ASM_OP_allocate, 3);
    expect_live("allocate 0, _\ncall_ext m:g/1\ndeallocate 0\nreturn", ASM_OP_allocate, 1);
    expect_live("allocate 0, _\ncall_fun 1\ndeallocate 0\nreturn", ASM_OP_allocate, 2);
    expect_live("allocate 0, _\napply_last 0, 0", ASM_OP_allocate, 2);
}

Test(asm_live, does_not_count_across_calls)
{
    expect_live("allocate 1, _\nmove x0, y0\ncall_ext m:g/0\nmove y0, x1\nput_list x0, x1, x0\n"
                "deallocate 1\nreturn",
                ASM_OP_allocate, 1);
}

Test(asm_live, does_not_count_on_into_handlers)
{
    expect_live(
        "allocate 1, _\ntry y0, .handler\ncall_ext m:g/0\ntry_end y0\ndeallocate 1\nreturn\n"
        ".handler: try_case y0\nput_list x1, x2, x0\ndeallocate 1\nreturn",
        ASM_OP_allocate, 0);
}

static void expect_error(const char *body, const char *words)
{
    char text[1000];
    snprintf(text, sizeof text, "module m\nfun f/1\n%s\n", body);
    parse(text);
    asm_check(&t.module);
    cr_assert_eq(t.diag.errors, 1, "%s: %zu errors", body, t.diag.errors);
    cr_expect_not_null(strstr(t.diag.messages.items[0].text, words), "%s: %s", body,
                       t.diag.messages.items[0].text);
    asm_text_free(&t);
}

Test(asm_live, refuses_registers_without_a_value)
{
    expect_error("test_heap 2, _\nput_list x0, x1, x0\nreturn", "x1 is read later");
    expect_error("move a, x2\ntest_heap 2, _\nput_list x0, x2, x0\nreturn", "x1 holds no value");
    expect_error("is_nil .b, x0\nmove a, x1\n.b: test_heap 2, _\nput_list x0, x1, x0\nreturn",
                 "x1 is read later");
    expect_error("allocate 0, 1\ncall_ext m:g/1\nmove a, x2\ntest_heap 2, _\n"
                 "put_list x0, x2, x0\ndeallocate 0\nreturn",
                 "x1 holds no value");
}

static size_t errors_in(const char *text)
{
    struct asm_bytes beam = {0};
    char *name = NULL;
    struct asm_source source = {0};
    asm_source_add(&source, "test", text, strlen(text));
    struct asm_diag diag = {.source = &source};
    bool ok = asm_assemble(&diag, &source, &beam, &name);
    size_t errors = diag.errors;
    cr_expect_eq(ok, errors == 0);
    cr_expect_eq(beam.size > 0, ok, "bytes only without errors");
    cr_expect(!ok || memcmp(beam.data, "FOR1", 4) == 0);
    free(name);
    asm_bytes_free(&beam);
    asm_diag_free(&diag);
    asm_source_free(&source);
    return errors;
}

Test(asm_assemble, finds_an_error_in_each_bad_line)
{
    cr_expect_eq(errors_in("module m\nfun f/0\nmove a, x0\nreturn\n"), 0);
    cr_expect_eq(errors_in(""), 1);
    cr_expect_eq(errors_in("module m\nfun f/0\nmove\nreturn\nbogus\nmove x0\n"), 3);
    cr_expect_eq(errors_in("module m\nfun f/0\nmove [a, x0\nmove a, x0\nreturn\n"), 1);
}
