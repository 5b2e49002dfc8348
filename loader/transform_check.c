/* SPDX-License-Identifier: Apache-2.0 */
/* transform_check.c: the checked forms of instructions whose operand verify.c could not prove to be
 * of the type they take it for. A test in front of them leads to a badmatch at the end of the
 * function, which no program of a compiler ever reaches. */
#include "loader/transform_parts.h"
#include "vm/term/atom.h"

/* So many of the last checks of a function are looked at for one of the same operand. */
#define SHARED_WITH 16

static bool same_operand(const struct operand *a, const struct operand *b)
{
    return a->kind == b->kind && a->number == b->number;
}

/* The label of a badmatch of SOURCE. */
static struct operand bad_label(struct transformer *t, const struct instr *in,
                                const struct operand *source)
{
    struct check *last = t->checks;
    for (unsigned i = 0; last != NULL && i < SHARED_WITH; last = last->next, i++)
        if (same_operand(&last->source, source))
            return (struct operand){.kind = OPERAND_LABEL, .number = last->label};
    struct check *check = arena_alloc(t->result->list.arena, sizeof *check);
    *check = (struct check){.next = t->checks,
                            .label = t->result->label_count++,
                            .source = *source,
                            .offset = in->offset};
    t->checks = check;
    return (struct operand){.kind = OPERAND_LABEL, .number = check->label};
}

/* Test OP of operand SOURCE; LABEL is where it leads when it fails. */
static void add_test(struct transformer *t, const struct instr *in, enum opcode op,
                     const struct operand *label, const struct operand *source)
{
    struct instr *test = transform_add(t, op, in, 2);
    test->operands[0] = *label;
    test->operands[1] = *source;
}

static void add_check(struct transformer *t, const struct instr *in, enum opcode op,
                      const struct operand *source)
{
    struct operand label = bad_label(t, in, source);
    add_test(t, in, op, &label, source);
}

/* One check for this element and those that follow it. */
static void add_element_check(struct transformer *t, const struct instr *in)
{
    struct operand label = bad_label(t, in, &in->operands[0]);
    struct instr *test = transform_add(t, OP_is_tuple_at_least, in, 3);
    test->operands[0] = label;
    test->operands[1] = in->operands[0];
    test->operands[2] = number_operand(code_elements_needed(in));
}

bool transform_unproved(struct transformer *t, const struct instr *in)
{
    const struct operand *o = in->operands;
    switch (in->op) {
    case OP_get_list:
    case OP_get_hd:
    case OP_get_tl:
        add_check(t, in, OP_is_nonempty_list, &o[0]);
        return false;
    case OP_test_arity:
        add_test(t, in, OP_is_tuple, &o[0], &o[1]);
        return false;
    case OP_get_map_elements:
    case OP_has_map_fields:
        add_test(t, in, OP_is_map, &o[0], &o[1]);
        return false;
    case OP_get_tuple_element:
        add_element_check(t, in);
        return false;
    default:
        transform_picked(t, OP_fconv, in, "01");
        return true;
    }
}

void transform_checked_match(struct transformer *t, const struct instr *in,
                             const struct operand *source, const char *pick)
{
    struct operand label = bad_label(t, in, source);
    struct instr *start = transform_picked(t, OP_bs_start_match3, in, pick);
    start->operands[0] = label;
}

void transform_end_checks(struct transformer *t)
{
    for (const struct check *check = t->checks; check != NULL; check = check->next) {
        struct instr *label = instr_add(&t->result->list, OP_label, 1, check->offset);
        label->operands[0] = number_operand(check->label);
        struct instr *line = instr_add(&t->result->list, OP_line, 1, check->offset);
        line->operands[0] = (struct operand){.kind = OPERAND_LINE, .number = 0};
        struct instr *raise = instr_add(&t->result->list, OP_badmatch, 1, check->offset);
        raise->operands[0] = check->source;
    }
    t->checks = NULL;
}
