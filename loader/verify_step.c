/* SPDX-License-Identifier: Apache-2.0 */
/* verify_step.c: what each instruction needs and does. Most are covered by the letters of their
 * operands: what is live is collected, sources are read (again, as a handler that has collected
 * starts over), then the label is a way out, then destinations are written. The others have a case
 * of their own, here or in verify_control.c. */
#include "loader/verify_parts.h"

#include <string.h>

/* ---- by letters ---- */

static bool is_destination(char letter)
{
    return letter == 'd' || letter == 'D' || letter == 'G';
}

static bool read_by_letter(struct walk *w, char letter, const struct operand *o)
{
    if (letter == 'c')
        return step_need_context(w, o);
    if (letter == '*')
        return walk_read_list(w, o);
    return strchr("sSF", letter) == NULL || walk_read_value(w, o);
}

static bool by_letters(struct walk *w)
{
    const struct instr *in = walk_instr(w);
    const char *letters = opcode_info[in->op].operands;
    uint64_t heap = 0;
    for (unsigned i = 0; i < in->count; i++) {
        if (letters[i] == 'n' && !walk_collect(w, in->operands[i].number))
            return false;
        if (letters[i] == 'h')
            heap = in->operands[i].number;
    }
    for (unsigned i = 0; i < in->count; i++)
        if (!read_by_letter(w, letters[i], &in->operands[i]))
            return false;
    w->now->heap = heap > 0 ? (uint32_t)heap : w->now->heap;
    for (unsigned i = 0; i < in->count; i++)
        if (letters[i] == 'f' && !walk_may_fail(w, &in->operands[i]))
            return false;
    for (unsigned i = 0; i < in->count; i++)
        if (is_destination(letters[i]) && !walk_write_any(w, &in->operands[i]))
            return false;
    return true;
}

/* Behind what is built there are so many free heap words: operand 2. */
static bool construction(struct walk *w)
{
    uint64_t words = walk_instr(w)->operands[2].number;
    if (!by_letters(w))
        return false;
    w->now->heap = words <= UINT32_MAX ? (uint32_t)words : 0;
    return true;
}

/* ---- those with a case of their own ---- */

static bool put_list(struct walk *w, const struct operand *o)
{
    return walk_read_value(w, &o[0]) && walk_read_value(w, &o[1]) && walk_take_heap(w, 2) &&
           walk_write(w, &o[2], TYPE(TYPE_CONS, 0));
}

static enum step data_step(struct walk *w, const struct operand *o)
{
    switch (walk_instr(w)->op) {
    case OP_move:
        return step_on(step_move(w, &o[0], &o[1]));
    case OP_swap:
        return step_on(step_swap(w, &o[0], &o[1]));
    case OP_fmove:
        return step_on(step_fmove(w, o));
    case OP_fconv:
        return step_on(walk_read_value(w, &o[0]) && walk_raises(w) && walk_write_any(w, &o[1]));
    case OP_put_list:
        return step_on(put_list(w, o));
    case OP_put_tuple2:
        return step_on(step_put_tuple(w, o));
    case OP_make_fun3:
        return step_on(step_make_fun(w, o));
    case OP_get_list:
    case OP_get_hd:
    case OP_get_tl:
        return step_on(step_get_list(w, o, walk_instr(w)->count));
    case OP_get_tuple_element:
        return step_on(step_get_tuple_element(w, o));
    case OP_set_tuple_element:
        return step_on(step_set_tuple_element(w, o));
    case OP_get_map_elements:
        return step_on(step_get_map_elements(w, o));
    case OP_update_record:
        return step_on(step_update_record(w, o));
    default:
        return STEP_OTHER;
    }
}

static bool has_map_fields(struct walk *w, const struct operand *o)
{
    if (type_kind(walk_type_of(w, &o[1])) != TYPE_MAP)
        walk_mark_unproved(w);
    return by_letters(w);
}

static bool is_tagged_tuple(struct walk *w, const struct operand *o)
{
    uint64_t arity = o[2].number <= TYPE_NUMBER_MAX ? o[2].number : 0;
    return step_type_test(w, o, TYPE(TYPE_TUPLE, arity));
}

static enum step test_step(struct walk *w, const struct operand *o)
{
    switch (walk_instr(w)->op) {
    case OP_jump:
        return step_stop(walk_may_fail(w, &o[0]));
    case OP_select_val:
    case OP_select_tuple_arity:
        return step_stop(step_select(w, o));
    case OP_is_nonempty_list:
        return step_on(step_type_test(w, o, TYPE(TYPE_CONS, 0)));
    case OP_is_float:
        return step_on(step_type_test(w, o, TYPE(TYPE_FLOAT, 0)));
    case OP_is_map:
        return step_on(step_type_test(w, o, TYPE(TYPE_MAP, 0)));
    case OP_is_tuple:
        return step_on(step_type_test(w, o, TYPE(TYPE_TUPLE, 0)));
    case OP_is_tagged_tuple:
        return step_on(is_tagged_tuple(w, o));
    case OP_test_arity:
        return step_on(step_test_arity(w, o));
    case OP_has_map_fields:
        return step_on(has_map_fields(w, o));
    default:
        return STEP_OTHER;
    }
}

static enum step bits_step(struct walk *w, const struct operand *o)
{
    switch (walk_instr(w)->op) {
    case OP_bs_init2:
    case OP_bs_init_bits:
    case OP_bs_append:
        return step_on(construction(w));
    case OP_bs_start_match3:
        return step_on(step_start_match(w, &o[0], &o[1], &o[2], &o[3]));
    case OP_bs_start_match4:
        return step_on(step_start_match(w, &o[0], &o[2], &o[1], &o[3]));
    case OP_bs_get_position:
        return step_on(step_need_context(w, &o[0]) && walk_collect(w, o[2].number) &&
                       walk_write(w, &o[1], TYPE(TYPE_POSITION, 0)));
    case OP_bs_set_position:
        return step_on(step_set_position(w, o));
    case OP_bs_match:
        return step_on(step_match_commands(w, o));
    default:
        return STEP_OTHER;
    }
}

/* Instructions whose operands say nothing about registers. */
static enum step empty_step(struct walk *w, const struct operand *o)
{
    (void)o;
    switch (walk_instr(w)->op) {
    case OP_line:
    case OP_on_load:
    case OP_nif_start:
    case OP_executable_line:
    case OP_remove_message:
        return STEP_ON;
    default:
        return STEP_OTHER;
    }
}

/* Ways of calling a function that only ever raises: compilers do not care about frames there. */
static enum step call_raiser(struct walk *w, const struct operand *o)
{
    return step_stop(walk_read_arguments(w, o[0].number, false) && walk_raises(w));
}

enum step verify_step(struct walk *w)
{
    static enum step (*const families[])(struct walk *, const struct operand *) = {
        data_step,      test_step,    call_step, frame_step,
        exception_step, receive_step, bits_step, empty_step,
    };
    const struct operand *o = walk_instr(w)->operands;
    if (code_calls_raiser(w->code, walk_instr(w)))
        return call_raiser(w, o);
    for (size_t i = 0; i < COUNT_OF(families); i++) {
        enum step result = families[i](w, o);
        if (result != STEP_OTHER)
            return result;
    }
    return step_on(by_letters(w));
}
