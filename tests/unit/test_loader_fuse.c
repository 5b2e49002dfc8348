/* SPDX-License-Identifier: Apache-2.0 */
/* test_loader_fuse.c: pairs of instructions that become one, and forms chosen by operands. */
#include "tests/unit/loader_harness.h"
#include "loader/fuse.h"
#include "loader/select.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <string.h>

TestSuite(loader_fuse, .init = loader_setup);

static struct arena arena;
static struct instr_list list = {.arena = &arena};

static struct operand x(uint64_t number)
{
    return (struct operand){.kind = OPERAND_X, .number = number};
}

static struct operand y(uint64_t number)
{
    return (struct operand){.kind = OPERAND_Y, .number = number};
}

static struct operand number(uint64_t value)
{
    return (struct operand){.kind = OPERAND_NUMBER, .number = value};
}

static struct operand label(uint64_t value)
{
    return (struct operand){.kind = OPERAND_LABEL, .number = value};
}

#define ADD(op, ...)                                   \
    add(OP_##op, (struct operand[]){{0}, __VA_ARGS__}, \
        (unsigned)(sizeof((struct operand[]){{0}, __VA_ARGS__}) / sizeof(struct operand)))

/* The first of OPERANDS is a filler. */
static void add(enum opcode op, const struct operand *operands, unsigned count)
{
    struct instr *in = instr_add(&list, op, count - 1, 0);
    memcpy(in->operands, operands + 1, (count - 1) * sizeof *operands);
}

/* Fuses what has been added and checks what comes out, then forgets it. */
static void expect_fused(unsigned count, ...)
{
    va_list ops;
    va_start(ops, count);
    fuse_code(&list);
    cr_expect_eq(list.count, count, "%u instructions instead of %u", list.count, count);
    for (unsigned i = 0; i < count; i++) {
        int op = va_arg(ops, int);
        if (i < list.count)
            cr_expect_eq(list.instrs[i].op, op, "instruction %u is %s", i,
                         opcode_info[list.instrs[i].op].name);
    }
    va_end(ops);
    list.count = 0;
}

Test(loader_fuse, pair_becomes_one_with_the_operands_of_both)
{
    ADD(move, x(1), x(2));
    ADD(move, x(3), x(4));
    fuse_code(&list);
    cr_assert_eq(list.count, 1);
    const struct instr *in = &list.instrs[0];
    cr_expect_eq(in->op, OP_move_move);
    for (unsigned i = 0; i < 4; i++)
        cr_expect_eq(in->operands[i].number, i + 1);
}

Test(loader_fuse, label_between_keeps_a_pair_apart)
{
    ADD(deallocate, number(1));
    ADD(label, number(2));
    ADD(return);
    expect_fused(3, OP_deallocate, OP_label, OP_return);
}

Test(loader_fuse, line_between_goes_first)
{
    ADD(deallocate, number(1));
    ADD(line, number(2));
    ADD(return);
    expect_fused(2, OP_line, OP_deallocate_return);
}

Test(loader_fuse, fused_instructions_are_fused_again)
{
    ADD(test_heap, number(2), number(2));
    ADD(put_list, y(1), x(0), x(0));
    ADD(deallocate, number(1));
    ADD(return);
    expect_fused(1, OP_put_list_return);
}

Test(loader_fuse, fun_called_last_takes_its_frame_down)
{
    ADD(call_fun, number(1));
    ADD(deallocate, number(7));
    ADD(return);
    fuse_code(&list);
    cr_assert_eq(list.count, 1);
    cr_expect_eq(list.instrs[0].op, OP_call_fun_last);
    cr_expect_eq(list.instrs[0].operands[0].number, 1);
    cr_expect_eq(list.instrs[0].operands[1].number, 7);
}

Test(loader_fuse, a_test_is_fused_only_with_what_takes_the_same_value)
{
    ADD(is_nonempty_list, label(1), x(0));
    ADD(get_list, x(0), x(1), x(2));
    expect_fused(1, OP_nonempty_get_list);
    ADD(is_nonempty_list, label(1), x(0));
    ADD(get_list, x(3), x(1), x(2));
    expect_fused(2, OP_is_nonempty_list, OP_get_list);
}

Test(loader_fuse, two_elements_are_neighbours_of_a_tuple_that_is_still_there)
{
    ADD(get_tuple_element, x(0), number(1), x(1));
    ADD(get_tuple_element, x(0), number(2), x(2));
    expect_fused(1, OP_get_two_elements);
    ADD(get_tuple_element, x(0), number(1), x(1));
    ADD(get_tuple_element, x(0), number(3), x(2));
    expect_fused(2, OP_get_tuple_element, OP_get_tuple_element);
    ADD(get_tuple_element, x(0), number(1), x(0));
    ADD(get_tuple_element, x(0), number(2), x(2));
    expect_fused(2, OP_get_tuple_element, OP_get_tuple_element);
}

/* ---- forms ---- */

Test(loader_fuse, form_fits_the_operands)
{
    ADD(move, x(0), x(5));
    ADD(move, x(5), x(0));
    ADD(move, y(1), x(5));
    ADD(move, ((struct operand){.kind = OPERAND_TERM, .term = NIL}), y(1));
    /* What each of the two may be chosen as: the kind itself, or one that takes more. */
    static const char *const from[] = {"rxs", "xs", "ys", "is"}, *const to[] = {"xd", "rxd", "xd",
                                                                                "yd"};
    for (unsigned i = 0; i < list.count; i++) {
        const struct form_row *form = select_form(&list.instrs[i]);
        cr_assert_not_null(form);
        cr_expect_str_eq(form->generic, "move");
        cr_expect_not_null(strchr(from[i], form->kinds[0]), "%u: %s", i, form->name);
        cr_expect_not_null(strchr(to[i], form->kinds[1]), "%u: %s", i, form->name);
    }
}

Test(loader_fuse, no_form_for_operands_of_the_wrong_kind)
{
    ADD(move, x(0), number(5));
    ADD(return, x(0));
    cr_expect_null(select_form(&list.instrs[0]));
    cr_expect_null(select_form(&list.instrs[1]));
}

Test(loader_fuse, operand_list_takes_room_behind_the_form)
{
    struct operand elements[] = {x(0), x(1), x(2)};
    ADD(put_tuple2, x(0), ((struct operand){.kind = OPERAND_LIST, .count = 3, .list = elements}));
    const struct instr *in = &list.instrs[0];
    const struct form_row *form = select_form(in);
    cr_assert_not_null(form);
    cr_expect_eq(form_bytes(form, in), form->size + 3 * sizeof(uint64_t));
}
