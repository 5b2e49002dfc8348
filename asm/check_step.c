/* SPDX-License-Identifier: Apache-2.0 */
/* What each instruction needs and does. Most are covered by the letters of their operands: what is
 * live is collected, sources are read, then the label is a way out, then destinations are written.
 * The others have a case of their own, here or in check_control.c and check_bits.c.
 *
 * An instruction that takes its operand for a tuple, a list cell or a float which the code does not
 * show to be one is not wrong: compilers know more than one function shows, and the machine tests
 * what is not shown. But such a test may raise an exception, so it has to be known here, too. */

#include "asm/check_walk.h"

#include <string.h>

/* ---- by letters ---- */

static bool is_destination(char letter)
{
    return letter == 'd' || letter == 'D' || letter == 'G';
}

static void read_by_letter(struct check_walk *w, char letter, const struct asm_operand *o)
{
    if (letter == 'c')
        check_need_context(w, o);
    else if (letter == '*')
        check_read_list(w, o);
    else if (letter == 's' || letter == 'S' || letter == 'F')
        check_read(w, o, false);
}

void check_by_letters(struct check_walk *w)
{
    const char *letters = asm_opcodes[w->instruction->op].operands;
    uint64_t heap = 0;
    for (unsigned i = 0; letters[i] != '\0'; i++) {
        if (letters[i] == 'n')
            check_collect(w, w->operands[i]);
        if (letters[i] == 'h')
            heap = asm_reserved_words(w->operands[i]);
    }
    for (unsigned i = 0; letters[i] != '\0'; i++)
        read_by_letter(w, letters[i], w->operands[i]);
    if (heap > 0)
        check_reserve(w, heap);
    for (unsigned i = 0; letters[i] != '\0'; i++)
        if (letters[i] == 'f')
            check_may_fail(w, w->operands[i]);
    for (unsigned i = 0; letters[i] != '\0'; i++)
        if (is_destination(letters[i]))
            check_write(w, w->operands[i], held(HELD_TERM, 0));
}

/* ---- those with a case of their own ---- */

/* The instruction relies on what is SHOWN. Where it is not, its checked form may raise. */
static void rely(struct check_walk *w, bool shown)
{
    if (!shown)
        check_raises(w);
}

static void get_list(struct check_walk *w, const struct asm_operand *const *o, unsigned count)
{
    check_read(w, o[0], false);
    rely(w, held_kind(check_held(w, o[0])) == HELD_CELL);
    for (unsigned i = 1; i < count; i++)
        check_write(w, o[i], held(HELD_TERM, 0));
}

static bool same_register(const struct asm_operand *a, const struct asm_operand *b)
{
    return a->kind == b->kind && a->value == b->value;
}

/* How many elements the tuple has if this run of get_tuple_element is to succeed: a run from one
 * tuple is tested once. It ends at the first that overwrites the tuple. */
static uint64_t elements_needed(const struct check_walk *w)
{
    const struct asm_module *module = w->module;
    const struct asm_operand *tuple = w->operands[0];
    uint64_t needed = 0;
    for (size_t i = w->at_hand; i < module->instructions.count; i++) {
        const struct asm_instruction *in = &module->instructions.items[i];
        const struct asm_operand *o = &module->operands.items[in->first];
        if (in->op != ASM_OP_get_tuple_element || !same_register(&o[0], tuple))
            break;
        needed = o[1].value + 1 > needed ? o[1].value + 1 : needed;
        if (same_register(&o[2], tuple))
            break;
    }
    return needed;
}

static void get_tuple_element(struct check_walk *w, const struct asm_operand *const *o)
{
    check_read(w, o[0], false);
    if (!held_has_element(check_held(w, o[0]), o[1]->value)) {
        check_raises(w);
        check_refine(w, o[0], held(HELD_TUPLE, elements_needed(w)));
    }
    check_write(w, o[2], held(HELD_TERM, 0));
}

static void set_tuple_element(struct check_walk *w, const struct asm_operand *const *o)
{
    check_read(w, o[0], false);
    check_read(w, o[1], false);
    Held tuple = check_held(w, o[1]);
    if (held_kind(tuple) != HELD_FRESH || !held_has_element(tuple, o[2]->value))
        check_fault(w, ASM_MESSAGE_not_fresh_tuple, o[1], o[2]->value);
}

/* A test that tells of its second operand that it is WHAT. */
static void type_test(struct check_walk *w, const struct asm_operand *const *o, Held what)
{
    check_read(w, o[1], false);
    check_may_fail(w, o[0]);
    if (held_kind(what) != HELD_TUPLE || !held_has_element(check_held(w, o[1]), held_number(what)))
        check_refine(w, o[1], what);
}

static void select_step(struct check_walk *w, const struct asm_operand *const *o)
{
    const struct asm_operand *list = o[2];
    bool arities = w->instruction->op == ASM_OP_select_tuple_arity;
    check_read(w, o[0], false);
    check_may_fail(w, o[1]);
    for (uint64_t i = 1; i < list->value; i += 2) {
        if (arities)
            check_refine(w, o[0], held(HELD_TUPLE, list[i].value));
        check_may_fail(w, &list[i + 1]);
    }
}

static void get_map_elements(struct check_walk *w, const struct asm_operand *const *o)
{
    const struct asm_operand *list = o[2];
    check_read(w, o[1], false);
    for (uint64_t i = 1; i < list->value; i += 2)
        check_read(w, &list[i], false);
    check_may_fail(w, o[0]);
    for (uint64_t i = 2; i <= list->value; i += 2)
        check_write(w, &list[i], held(HELD_TERM, 0));
}

static void move(struct check_walk *w, const struct asm_operand *from, const struct asm_operand *to)
{
    check_read(w, from, true);
    check_write(w, to, check_held(w, from));
}

static void swap(struct check_walk *w, const struct asm_operand *a, const struct asm_operand *b)
{
    check_read(w, a, true);
    check_read(w, b, true);
    Held first = check_held(w, a), second = check_held(w, b);
    check_write(w, a, second);
    check_write(w, b, first);
}

/* Between float registers and terms. What is not shown to be a float is converted. */
static void fmove(struct check_walk *w, const struct asm_operand *from,
                  const struct asm_operand *to)
{
    check_read(w, from, false);
    if (from->kind == OPERAND_F && to->kind != OPERAND_F) {
        check_take_heap(w, asm_heap_words(asm_heap_need_of(w->module, w->instruction)));
        check_write(w, to, held(HELD_FLOAT, 0));
        return;
    }
    rely(w, from->kind == OPERAND_F || held_kind(check_held(w, from)) == HELD_FLOAT);
    check_write(w, to, held(HELD_TERM, 0));
}

static void fconv(struct check_walk *w, const struct asm_operand *const *o)
{
    check_read(w, o[0], false);
    check_raises(w);
    check_write(w, o[1], held(HELD_TERM, 0));
}

/* Puts WHAT, made of the sources FIRST and SECOND (registers, constants or a list), into TO. */
static void build(struct check_walk *w, const struct asm_operand *first,
                  const struct asm_operand *second, const struct asm_operand *to, Held what)
{
    check_read(w, first, false);
    if (second != NULL && second->kind == OPERAND_LIST)
        check_read_list(w, second);
    else if (second != NULL)
        check_read(w, second, false);
    check_take_heap(w, asm_heap_words(asm_heap_need_of(w->module, w->instruction)));
    if (w->instruction->op == ASM_OP_update_record)
        check_raises(w);
    check_write(w, to, what);
}

static void update_record(struct check_walk *w, const struct asm_operand *const *o)
{
    build(w, o[2], o[4], o[3], held(HELD_TUPLE, o[1]->value));
}

/* Instructions that move and take apart; false: it is another. */
static bool move_step(struct check_walk *w, const struct asm_operand *const *o)
{
    switch (w->instruction->op) {
    case ASM_OP_move:
        move(w, o[0], o[1]);
        return true;
    case ASM_OP_swap:
        swap(w, o[0], o[1]);
        return true;
    case ASM_OP_fmove:
        fmove(w, o[0], o[1]);
        return true;
    case ASM_OP_fconv:
        fconv(w, o);
        return true;
    case ASM_OP_get_list:
        get_list(w, o, 3);
        return true;
    case ASM_OP_get_hd:
    case ASM_OP_get_tl:
        get_list(w, o, 2);
        return true;
    case ASM_OP_get_tuple_element:
        get_tuple_element(w, o);
        return true;
    case ASM_OP_set_tuple_element:
        set_tuple_element(w, o);
        return true;
    case ASM_OP_get_map_elements:
        get_map_elements(w, o);
        return true;
    default:
        return false;
    }
}

static bool build_step(struct check_walk *w, const struct asm_operand *const *o)
{
    static const struct asm_operand nothing = {.kind = OPERAND_NIL};
    switch (w->instruction->op) {
    case ASM_OP_put_list:
        build(w, o[0], o[1], o[2], held(HELD_CELL, 0));
        return true;
    case ASM_OP_put_tuple2:
        build(w, &nothing, o[1], o[0], held(HELD_TUPLE, o[1]->value));
        return true;
    case ASM_OP_make_fun3:
        build(w, &nothing, o[2], o[1], held(HELD_TERM, 0));
        return true;
    case ASM_OP_update_record:
        update_record(w, o);
        return true;
    default:
        return false;
    }
}

static bool test_step(struct check_walk *w, const struct asm_operand *const *o, bool *on)
{
    switch (w->instruction->op) {
    case ASM_OP_jump:
        check_may_fail(w, o[0]);
        *on = false;
        return true;
    case ASM_OP_select_val:
    case ASM_OP_select_tuple_arity:
        select_step(w, o);
        *on = false;
        return true;
    case ASM_OP_is_nonempty_list:
        type_test(w, o, held(HELD_CELL, 0));
        return true;
    case ASM_OP_is_float:
        type_test(w, o, held(HELD_FLOAT, 0));
        return true;
    case ASM_OP_is_map:
        type_test(w, o, held(HELD_MAP, 0));
        return true;
    case ASM_OP_is_tuple:
        type_test(w, o, held(HELD_TUPLE, 0));
        return true;
    case ASM_OP_is_tagged_tuple:
    case ASM_OP_test_arity:
        type_test(w, o, held(HELD_TUPLE, o[2]->value));
        return true;
    default:
        return false;
    }
}

bool check_step(struct check_walk *w)
{
    const struct asm_operand *const *o = w->operands;
    bool on = true;
    if (move_step(w, o) || build_step(w, o) || test_step(w, o, &on) || check_control_step(w, &on) ||
        check_bits_step(w))
        return on;
    check_by_letters(w);
    return true;
}
